/*
 * test_alarms.c - limit states and alarms, and what they are worth.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/alarms.h"

#include "support/check.h"

#include <math.h>

#include "common/attr.h"
#include "support/alarm_scene.h"
#include "support/stage.h"

struct rig {
    struct model model;
    struct clock now;
};

static void
start(struct rig *r, enum scene scene, enum alarm_scene alarms)
{
    stage_scene(&r->model, scene, &r->now);
    alarm_scene(&r->model, alarms, r->now);
}

static struct clock
later(const struct rig *r, int64_t ms)
{
    return (struct clock){mono_add_ns(r->now.mono, ms * NS_PER_MS),
        utc_add_ns(r->now.utc, ms * NS_PER_MS)};
}

static limit_state
state_of(const struct rig *r, uint32_t item, struct clock now)
{
    const struct values *v = r->model.values;
    return alarms_state(&r->model.alarms, v, values_get(v, item), now);
}

static void
a_state_is_only_shown_while_somebody_checks(void **state)
{
    (void)state;
    struct rig r;
    start(&r, SCENE_GOOD, ALARMS_MIXED);
    assert_int_equal(state_of(&r, 5, r.now), STATE(DISTRESS, HIGH));
    assert_int_equal(state_of(&r, 1, r.now), LIMIT_NORMAL);
    assert_int_equal(state_of(&r, 3, r.now), LIMIT_DISABLED);
    assert_int_equal(state_of(&r, 0, r.now), LIMIT_UNCHECKED);
    assert_int_equal(state_of(&r, 11, r.now), LIMIT_UNCHECKED);
    /* 3 s after the newest summary, not before */
    assert_true(alarms_are_live(&r.model.alarms, later(&r, 3000)));
    assert_false(alarms_are_live(&r.model.alarms, later(&r, 3001)));
    assert_int_equal(state_of(&r, 5, later(&r, 3001)), LIMIT_UNKNOWN);
    assert_int_equal(state_of(&r, 3, later(&r, 3001)), LIMIT_UNKNOWN);
    assert_int_equal(state_of(&r, 0, later(&r, 3001)), LIMIT_UNCHECKED);
    struct msg_summary s = summary_message();
    feed_summary(&r.model, later(&r, 4000), &s);
    assert_true(alarms_are_live(&r.model.alarms, later(&r, 4000)));
    model_fini(&r.model);
}

static void
a_value_that_is_not_good_has_no_level(void **state)
{
    (void)state;
    static const struct {
        enum scene scene;
        uint32_t item;
        limit_state want;
    } row[] = {
        {SCENE_GOOD, 5, STATE(DISTRESS, HIGH)},
        {SCENE_EXPIRED, 5, LIMIT_EXPIRED},
        {SCENE_EXPIRED, 1, LIMIT_EXPIRED}, /* normal is no longer known */
        {SCENE_INVALID, 5, LIMIT_INVALID},
        {SCENE_MISSING, 5, LIMIT_NOT_RECEIVED},
        {SCENE_LOS, 5, STATE(DISTRESS, HIGH)}, /* LOS stops the clock */
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct rig r;
        start(&r, row[i].scene, ALARMS_MIXED);
        if (state_of(&r, row[i].item, r.now) != row[i].want)
            fail_msg("%s item %u: %s", scene_str(row[i].scene), row[i].item,
                limit_state_str(state_of(&r, row[i].item, r.now)));
        model_fini(&r.model);
    }
}

static void
each_mode_has_states_of_its_own(void **state)
{
    (void)state;
    struct rig r;
    static const uint64_t item[] = {5};
    const limit_state severe[1] = {STATE(SEVERE, HIGH)};
    start(&r, SCENE_GOOD, ALARMS_ONE);
    feed_limits(&r.model, r.now, TM_REPLAY, 7, item, severe, 1);
    feed_limits(&r.model, r.now, TM_DUMP, 7, item, severe, 1);
    assert_int_equal(state_of(&r, 5, r.now), STATE(DISTRESS, HIGH));
    struct msg_summary s = summary_message();
    s.mode = TM_REPLAY; /* the instance replays */
    feed_summary(&r.model, r.now, &s);
    assert_int_equal(state_of(&r, 5, r.now), STATE(SEVERE, HIGH));
    model_fini(&r.model);
}

static void
what_lies_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    struct rig r;
    start(&r, SCENE_GOOD, ALARMS_ONE);
    struct alarms *a = &r.model.alarms;
    const struct values *v = r.model.values;
    static const uint64_t item[] = {2, 5}, far[] = {2, UINT64_C(1) << 40};
    limit_state good[] = {LIMIT_NORMAL, LIMIT_NORMAL};
    limit_state bad[] = {LIMIT_NORMAL, 0x07};
    limit_state unknown[] = {LIMIT_NORMAL, LIMIT_UNKNOWN};
    const struct {
        struct msg_limit m;
        enum err want;
    } limit[] = {
        {{.mdb_hash = 1, .items = {item, 2}, .states = {good, 2}}, ERR_VERSION},
        {{.mdb_hash = FEED_HASH, .items = {item, 2}, .states = {good, 1}},
            ERR_FORMAT},
        {{.mdb_hash = FEED_HASH, .items = {item, 1}, .states = {good, 2}},
            ERR_FORMAT},
        {{.mdb_hash = FEED_HASH, .items = {far, 2}, .states = {good, 2}},
            ERR_FORMAT},
        {{.mdb_hash = FEED_HASH, .items = {item, 2}, .states = {bad, 2}},
            ERR_FORMAT},
        {{.mdb_hash = FEED_HASH, .items = {item, 2}, .states = {unknown, 2}},
            ERR_FORMAT},
        {{.mdb_hash = FEED_HASH,
             .mode = 3,
             .items = {item, 2},
             .states = {good, 2}},
            ERR_FORMAT},
    };
    for (size_t i = 0; i < ARRAY_LEN(limit); i++) {
        assert_int_equal(alarms_limit(a, v, &limit[i].m), limit[i].want);
        assert_int_equal(state_of(&r, 5, r.now), STATE(DISTRESS, HIGH));
    }
    struct msg_alarm m = alarm_message(r.now);
    m.mdb_hash = 1;
    assert_int_equal(alarms_alarm(a, v, &m, r.now), ERR_VERSION);
    m = alarm_message(r.now);
    m.state = ALARM_LIFE_COUNT;
    assert_int_equal(alarms_alarm(a, v, &m, r.now), ERR_FORMAT);
    m = alarm_message(r.now);
    m.level = 6;
    assert_int_equal(alarms_alarm(a, v, &m, r.now), ERR_FORMAT);
    m = alarm_message(r.now);
    m.item = UINT64_MAX;
    assert_int_equal(alarms_alarm(a, v, &m, r.now), ERR_FORMAT);
    struct msg_summary s = summary_message();
    s.mode = 9;
    assert_int_equal(alarms_summary(a, v, &s, r.now.mono), ERR_FORMAT);
    assert_int_equal(a->n, 1);
    model_fini(&r.model);
}

static void
alarms_are_counted_and_the_worst_is_found(void **state)
{
    (void)state;
    static const struct {
        enum alarm_scene scene;
        size_t unack, active, shelved;
        const char *worst;
    } row[] = {
        {ALARMS_NONE, 0, 0, 0, NULL},
        {ALARMS_ONE, 1, 1, 0, "/SIF/PWR/TEMP"},
        {ALARMS_MIXED, 4, 4, 1, "/SIF/PWR/MODE"},
        {ALARMS_FLOOD, 41, 41, 0, "/SIF/PDU/CH00_I"},
        {ALARMS_SHELVED, 0, 0, 1, NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct rig r;
        start(&r, SCENE_GOOD, row[i].scene);
        struct alarm_counts n = alarms_count(&r.model.alarms);
        const struct alarm_row *worst = alarms_worst(&r.model.alarms);
        assert_int_equal(n.unacknowledged, row[i].unack);
        assert_int_equal(n.active, row[i].active);
        assert_int_equal(n.shelved, row[i].shelved);
        if (row[i].worst)
            assert_string_equal(worst->name, row[i].worst);
        else
            assert_null(worst);
        model_fini(&r.model);
    }
}

static void
one_that_is_gone_is_remembered_for_a_minute(void **state)
{
    (void)state;
    struct rig r;
    start(&r, SCENE_GOOD, ALARMS_ONE);
    struct msg_alarm m = alarm_message(r.now);
    m.state = ALARM_LIFE_NORMAL;
    m.what = msg_str("cleared");
    m.number = 9;
    feed_alarm(&r.model, r.now, &m);
    assert_null(alarms_find(&r.model.alarms, 5));
    assert_non_null(alarms_remember(&r.model.alarms, 5));
    assert_false(alarms_tick(&r.model.alarms, later(&r, 60000)));
    assert_true(alarms_tick(&r.model.alarms, later(&r, 60001)));
    assert_null(alarms_remember(&r.model.alarms, 5));
    /* and comes again */
    m = alarm_message(r.now);
    m.number = m.id = 3; /* a checker that lost its journal counts anew */
    feed_alarm(&r.model, later(&r, 70000), &m);
    assert_non_null(alarms_find(&r.model.alarms, 5));
    model_fini(&r.model);
}

static void
texts_are_clean_and_numbers_kept(void **state)
{
    (void)state;
    struct rig r;
    start(&r, SCENE_GOOD, ALARMS_MIXED);
    const struct alarm_row *a = alarms_find(&r.model.alarms, 8);
    assert_string_equal(a->short_name, "BOOT_COUNT");
    assert_null(strchr(a->shelved.why, '\033'));
    assert_string_equal(a->shelved.name, "FC-2");
    assert_int_equal(a->number, 12);
    a = alarms_find(&r.model.alarms, 4);
    assert_true(isnan(a->threshold));
    assert_true(a->is_first_out);
    model_fini(&r.model);
}

static void
another_database_forgets_all(void **state)
{
    (void)state;
    struct rig r;
    start(&r, SCENE_GOOD, ALARMS_MIXED);
    model_set_mdb(&r.model, NULL, "swapped");
    assert_int_equal(r.model.alarms.n, 0);
    assert_false(alarms_are_live(&r.model.alarms, r.now));
    model_fini(&r.model);
}

static void
an_explanation_belongs_to_its_parameter(void **state)
{
    (void)state;
    struct alarms a = {0};
    alarms_why_ask(&a, "/A");
    assert_true(a.why.is_asked && !a.why.is_answered);
    const struct msg_str rows[] = {
        msg_str("rule\tabove 60"), msg_str("evil\t\033[2J")};
    struct msg_reply reply = {.text = msg_str("/A: normal"), .rows = {rows, 2}};
    alarms_why_answer(&a, &reply);
    assert_string_equal(
        a.why.text, "/A: normal\nrule: above 60\nevil: \xef\xbf\xbd[2J\n");
    alarms_why_ask(&a, "/B");
    assert_null(a.why.text);
    alarms_why_answer(&a, NULL);
    assert_true(a.why.failed && a.why.is_answered);
    assert_string_equal(a.why.text, "");
    alarms_fini(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_is_only_shown_while_somebody_checks),
        cmocka_unit_test(a_value_that_is_not_good_has_no_level),
        cmocka_unit_test(each_mode_has_states_of_its_own),
        cmocka_unit_test(what_lies_is_refused_and_changes_nothing),
        cmocka_unit_test(alarms_are_counted_and_the_worst_is_found),
        cmocka_unit_test(one_that_is_gone_is_remembered_for_a_minute),
        cmocka_unit_test(texts_are_clean_and_numbers_kept),
        cmocka_unit_test(another_database_forgets_all),
        cmocka_unit_test(an_explanation_belongs_to_its_parameter),
    };
    return check_run(tests);
}
