/*
 * test_mission.c - the shipped demonstration mission is sound.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mission/mission.h"

#include <math.h>

#include "common/attr.h"
#include "common/str.h"
#include "limits/rules.h"
#include "mdb/mdb.h"
#include "sim/coverage.h"
#include "support/check.h"

#define EPHEMERAL 32768 /* first port that systems hand out by themselves */

static struct mission *
load(void)
{
    char *path = check_path("../missions/sif");
    struct notes notes = {0};
    struct mission *mission = NULL;
    enum err e = mission_load(path, &notes, &mission);
    notes_print(&notes, stderr, true);
    assert_int_equal(e, ERR_OK);
    assert_int_equal(notes.n, 0);
    notes_fini(&notes);
    free(path);
    return mission;
}

static void
the_simulation_listens_where_the_model_sends(void **state)
{
    (void)state;
    struct mission *m = load();
    assert_string_equal(m->name, "SIF");
    const struct mission_instance *sim = mission_instance(m, "sim");
    assert_non_null(sim);
    assert_true(mission_instance(m, NULL) == sim); /* it is the first */
    assert_int_equal(sim->kind, MISSION_SIM);
    assert_int_equal(sim->n_links, 1);
    assert_int_equal(sim->link[0].type, MISSION_UDP);
    assert_string_equal(sim->link[0].host, "127.0.0.1");
    assert_true(sim->link[0].port < EPHEMERAL);
    assert_int_equal(sim->link[0].signal, MISSION_SIGNAL_APID);
    assert_int_equal(sim->link[0].signal_apid, COVERAGE_APID);
    mission_free(&m);
}

static void
flight_shares_no_port_with_the_simulation(void **state)
{
    (void)state;
    struct mission *m = load();
    const struct mission_instance *flight = mission_instance(m, "flight");
    assert_non_null(flight);
    assert_int_equal(flight->kind, MISSION_FLIGHT);
    for (size_t i = 0; i < flight->n_links; i++)
        assert_int_not_equal(
            flight->link[i].port, mission_instance(m, "sim")->link[0].port);
    for (size_t i = 0; i < flight->n_processes; i++)
        assert_false(str_eq(flight->process[i].name, "sim"));
    mission_free(&m);
}

static void
the_database_loads_strictly_and_no_mnemonic_is_used_twice(void **state)
{
    (void)state;
    struct mission *m = load();
    struct notes notes = {0};
    struct mdb *mdb = NULL;
    const struct mdb_options strict = {.is_strict = true};
    assert_int_equal(mdb_load(m->database, &strict, &notes, &mdb), ERR_OK);
    assert_int_equal(notes.n, 0);
    for (uint32_t i = 0; i < mdb->n_params; i++)
        if (mdb_find_param(mdb, mdb->param[i].short_name) != i)
            fail_msg("%s is not the only one", mdb->param[i].short_name);
    notes_fini(&notes);
    mdb_free(&mdb);
    mission_free(&m);
}

/* What the limits of the mission make use of, and how often. */
struct uses {
    unsigned parameters, guidance, displays, procedures, latches, suppressed;
    unsigned ranges[LIMIT_LEVEL_COUNT], inside, exclusive, one_sided, multi;
    unsigned per_second, per_sample, percent, conditions, labels, patterns;
    unsigned booleans, durations, default_level, violations, conformance;
    unsigned contexts, second_contexts, deadband, seconds, stuck, spike;
    unsigned disabled, by_mode, by_time;
};

static void
count_alarm(struct uses *u, const struct mdb_alarm *a, enum mdb_kind kind)
{
    bool has_condition = false;
    for (int l = LIMIT_WATCH; l < LIMIT_LEVEL_COUNT; l++) {
        const struct mdb_range *r = &a->ranges.range[l];
        bool has = a->ranges.is_given && a->ranges.has[l];
        u->ranges[l] += has;
        u->exclusive += has && (r->min_is_exclusive || r->max_is_exclusive);
        u->one_sided += has && (isinf(r->min) || isinf(r->max));
        has_condition |= a->has_condition[l];
    }
    const struct mdb_change_alarm *c = &a->change;
    bool has_change = c->ranges.is_given;
    u->inside += a->ranges.is_given && a->ranges.is_inside;
    u->multi += a->n_multi > 0;
    u->per_second += has_change && c->span == MDB_CHANGE_PER_SECOND;
    u->per_sample += has_change && c->span == MDB_CHANGE_PER_SAMPLE;
    u->percent += has_change && c->is_percent;
    u->conditions += has_condition;
    u->booleans += has_condition && kind == MDB_BOOL;
    u->durations += a->ranges.is_given && kind == MDB_DURATION;
    u->labels += a->n_texts > 0 && !a->text[0].is_pattern;
    u->patterns += a->n_texts > 0 && a->text[0].is_pattern;
    u->default_level += a->n_texts > 0 && a->has_default_level &&
                        a->default_level != LIMIT_NORMAL;
    u->violations += a->min_violations > 1;
    u->conformance += a->min_conformance > 1;
}

static void
count_rule(struct uses *u, const struct mdb *mdb, const struct limit_rule *r)
{
    if (r->alarm != NULL)
        count_alarm(u, r->alarm, mdb_item_type(mdb, r->item)->eng_kind);
    bool is_set = r->origin.set != NULL;
    u->contexts += !is_set && r->context.criteria.op != MDB_ALWAYS;
    u->by_mode += is_set && r->context.criteria.op != MDB_ALWAYS;
    u->by_time += is_set && !utc_is_none(r->context.from);
    u->deadband += r->deadband > 0;
    u->seconds += r->violation_ns > 0 || r->conformance_ns > 0;
    u->stuck += r->stuck_ns > 0;
    u->spike += r->spike > 0;
    u->disabled += r->is_disabled && r->disabled_reason != NULL &&
                   !utc_is_none(r->disabled_until);
}

static void
count_item(struct uses *u, const struct rules *rules, uint32_t item)
{
    const struct item_notes *notes = &rules->notes[item];
    uint32_t from = rules->first[item], until = rules->first[item + 1];
    if (from == until)
        return;
    u->parameters++;
    u->guidance += notes->guidance != NULL;
    u->displays += notes->display != NULL;
    u->procedures += notes->procedure != NULL;
    u->latches += notes->latches;
    u->suppressed += notes->suppressed_by.op != MDB_NEVER;
    u->second_contexts += until - from > 2;
    for (uint32_t i = from; i < until; i++)
        count_rule(u, rules->mdb, &rules->rule[i]);
}

static void
at_least(const char *what, unsigned n, unsigned wanted)
{
    if (n < wanted)
        fail_msg("%s: %u, not %u", what, n, wanted);
}

static void
limits_of_all_kinds_are_on_many_parameters(void **state)
{
    (void)state;
    struct mission *m = load();
    struct notes notes = {0};
    struct mdb *mdb = NULL;
    struct rules *rules = NULL;
    const struct mdb_options strict = {.is_strict = true};
    assert_int_equal(mdb_load(m->database, &strict, &notes, &mdb), ERR_OK);
    assert_non_null(m->limits);
    assert_int_equal(rules_load(mdb, m->limits, &notes, &rules), ERR_OK);
    assert_int_equal(notes.n, 0); /* every name in it is known */
    struct uses u = {0};
    for (uint32_t i = 0; i < mdb->n_items; i++)
        count_item(&u, rules, i);
    at_least("parameters", u.parameters, 120);
    at_least("guidance", u.guidance, 40);
    at_least("displays", u.displays, 120);
    at_least("procedures", u.procedures, 10);
    for (int l = LIMIT_WATCH; l < LIMIT_LEVEL_COUNT; l++)
        at_least(limit_level_str((enum limit_level)l), u.ranges[l], 3);
    const struct {
        const char *what;
        unsigned n;
    } once[] = {{"latches", u.latches}, {"suppressed", u.suppressed},
        {"inside", u.inside}, {"exclusive", u.exclusive},
        {"one-sided", u.one_sided}, {"multi ranges", u.multi},
        {"per second", u.per_second}, {"per sample", u.per_sample},
        {"percent", u.percent}, {"conditions", u.conditions},
        {"labels", u.labels}, {"patterns", u.patterns},
        {"booleans", u.booleans}, {"durations", u.durations},
        {"default level", u.default_level}, {"minViolations", u.violations},
        {"minConformance", u.conformance}, {"contexts", u.contexts},
        {"second contexts", u.second_contexts}, {"deadband", u.deadband},
        {"seconds", u.seconds}, {"stuck", u.stuck}, {"spike", u.spike},
        {"disabled", u.disabled}, {"set by mode", u.by_mode},
        {"set by time", u.by_time}};
    for (size_t i = 0; i < ARRAY_LEN(once); i++)
        at_least(once[i].what, once[i].n, 1);
    rules_free(&rules);
    notes_fini(&notes);
    mdb_free(&mdb);
    mission_free(&m);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_simulation_listens_where_the_model_sends),
        cmocka_unit_test(flight_shares_no_port_with_the_simulation),
        cmocka_unit_test(
            the_database_loads_strictly_and_no_mnemonic_is_used_twice),
        cmocka_unit_test(limits_of_all_kinds_are_on_many_parameters),
    };
    return check_run(tests);
}
