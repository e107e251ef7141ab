/*
 * test_engine_sample.c - all of the rules, on stories of one parameter.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/limit_rig.h"

#include <math.h>

#include "common/attr.h"

/* P0 is to be within 10 .. 50; P1 has no limits. */
static struct limit_rule *
open_rig(struct limit_rig *rig)
{
    limit_rig_init(rig, 3);
    struct limit_rule *r = limit_rig_rule(rig, 0);
    limit_rig_range(r, LIMIT_WARNING, 10, 50);
    return r;
}

static void
chatter_within_the_deadband_is_one_change(void **state)
{
    (void)state;
    struct limit_rig rig;
    open_rig(&rig)->deadband = 1;
    limit_rig_start(&rig);
    limit_rig_one(&rig, 0, 0, 50);
    for (int i = 1; i < 600; i++) /* a minute at 10 Hz */
        limit_rig_one(&rig, i * 0.1, 0, i % 2 == 0 ? 49.5 : 50.5);
    limit_rig_one(&rig, 61, 0, 49);
    limit_rig_expect(&rig, "P0 not-received>normal; P0 normal>warning-high; "
                           "P0 warning-high>normal");
    limit_rig_fini(&rig);
}

static void
a_deadband_waits_for_the_confirmed_state(void **state)
{
    (void)state;
    static const struct limit_told rows[] = {
        {0, 20, "P0 not-received>normal"},
        {1, 51, "P0 normal>normal pending warning-high 1/2"},
        {2, 49.5, "P0 normal>normal over"},
        {3, 51, "P0 normal>normal pending warning-high 1/2"},
        {4, 51, "P0 normal>warning-high"},
        {5, 49.5, ""},
        {6, 48, "P0 warning-high>normal"},
    };
    struct limit_rig rig;
    open_rig(&rig)->deadband = 1;
    rig.alarm[0].min_violations = 2;
    limit_rig_start(&rig);
    LIMIT_STORY(&rig, rows);
    limit_rig_fini(&rig);
}

static void
results_that_are_no_level_neither_count_nor_reset(void **state)
{
    (void)state;
    struct limit_rig rig;
    open_rig(&rig);
    rig.alarm[0].min_violations = 2;
    limit_rig_start(&rig);
    limit_rig_one(&rig, 0, 0, 51);
    limit_rig_expect(&rig, "P0 not-received>normal; "
                           "P0 normal>normal pending warning-high 1/2");
    limit_rig_cell(&rig, 1, 0, 0, MDB_INVALID);
    limit_rig_cell(&rig, 2, 0, 0, MDB_INVALID);
    limit_rig_expect(&rig, "P0 normal>invalid");
    assert_int_equal(rig.last.kind, MDB_NONE);
    limit_rig_one(&rig, 3, 0, NAN);
    limit_rig_expect(&rig, "P0 invalid>nan");
    limit_rig_cell(&rig, 4, 0, 0, MDB_NOT_RECEIVED);
    limit_rig_expect(&rig, "");
    limit_rig_cell(&rig, 4, 0, 0, MDB_EXPIRED);
    limit_rig_expect(&rig, "P0 nan>expired");
    limit_rig_one(&rig, 5, 0, 51);
    limit_rig_expect(&rig, "P0 expired>warning-high");
    assert_int_equal(rig.last.seen, 2);
    assert_int_equal(rig.last.needed, 2);
    assert_near(rig.last.threshold, 50, 0);
    limit_rig_fini(&rig);
}

/* P1 == 1 selects 10 .. 50 for P0, P1 == 2 nothing at all, else 0 .. 100. */
static void
open_contexts(struct limit_rig *rig)
{
    limit_rig_when(open_rig(rig), 1, 1);
    struct limit_rule *off = limit_rig_rule(rig, 0);
    limit_rig_when(off, 1, 2);
    off->alarm = NULL;
    limit_rig_range(limit_rig_rule(rig, 0), LIMIT_CRITICAL, 0, 100);
}

static void
the_first_context_that_holds_gives_the_rule(void **state)
{
    (void)state;
    static const struct {
        double p0, p1;
        const char *told;
    } rows[] = {
        {60, NAN, "P0 not-received>normal"},
        {60, 1, "P0 normal>warning-high"}, /* in the same packet */
        {60, 1, ""},
        {60, 2, "P0 warning-high>unchecked"},
        {-1, 2, ""},
        {-1, 3, "P0 unchecked>critical-low"},
        {-1, 1, "P0 critical-low>warning-low"}, /* a lower one: at once */
        {20, 1, "P0 warning-low>normal"},
        {20, 3, ""},
        {60, 3, ""},
    };
    struct limit_rig rig;
    open_contexts(&rig);
    limit_rig_start(&rig);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        limit_rig_packet(
            &rig, (double)i, (double[]){rows[i].p0, rows[i].p1, 0});
        limit_rig_expect(&rig, rows[i].told);
    }
    limit_rig_one(&rig, 20, 1, 1); /* alone: changes nothing by itself */
    limit_rig_expect(&rig, "");
    limit_rig_one(&rig, 21, 0, 60);
    limit_rig_expect(&rig, "P0 normal>warning-high");
    limit_rig_one(&rig, 19, 1, 3); /* late: not the newest */
    limit_rig_one(&rig, 22, 0, 60);
    limit_rig_expect(&rig, "");
    limit_rig_cell(&rig, 23, 1, mdb_cell_float(1), MDB_INVALID);
    limit_rig_one(&rig, 24, 0, 60); /* invalid: the context is false */
    limit_rig_expect(&rig, "P0 warning-high>normal");
    limit_rig_fini(&rig);
}

static void
a_switch_restarts_the_counting_and_keeps_what_still_holds(void **state)
{
    (void)state;
    struct limit_rig rig;
    open_contexts(&rig);
    rig.alarm[0].min_conformance = 3;
    rig.alarm[2].min_violations = 3;
    rig.rule[0].deadband = 5;
    rig.rule[2].deadband = 5;
    limit_rig_start(&rig);
    limit_rig_packet(&rig, 0, (double[]){60, 1, 0});
    limit_rig_packet(&rig, 1, (double[]){20, 1, 0}); /* conforms, 1 of 3 */
    limit_rig_expect(&rig, "P0 not-received>warning-high");
    limit_rig_packet(&rig, 2, (double[]){101, 3, 0});
    limit_rig_expect(
        &rig, "P0 warning-high>warning-high pending critical-high 1/3");
    limit_rig_packet(&rig, 3, (double[]){101, 3, 0});
    limit_rig_packet(&rig, 4, (double[]){101, 3, 0});
    limit_rig_expect(&rig, "P0 warning-high>critical-high");
    limit_rig_packet(&rig, 5, (double[]){48, 1, 0}); /* no deadband yet */
    limit_rig_expect(&rig, "P0 critical-high>normal");
    limit_rig_fini(&rig);
}

static void
an_expired_context_is_false(void **state)
{
    (void)state;
    struct limit_rig rig;
    open_contexts(&rig);
    limit_rig_start(&rig);
    limit_rig_packet(&rig, 0, (double[]){60, 1, 0});
    limit_engine_expire(rig.engine, LIMIT_REALTIME, 0, limit_rig_time(5));
    limit_rig_expect(
        &rig, "P0 not-received>warning-high; P0 warning-high>expired");
    limit_rig_one(&rig, 6, 0, 60);
    limit_rig_expect(&rig, "P0 expired>normal");
    limit_rig_fini(&rig);
}

static void
windows_go_by_generation_time(void **state)
{
    (void)state;
    static const struct limit_told rows[] = {
        {9, 60, "P0 not-received>unchecked"},
        {9.999999999, 60, ""},
        {10, 60, "P0 unchecked>warning-high"},
        {19.999999999, 60, ""},
        {20, 60, "P0 warning-high>unchecked"},
        {21, NAN, "P0 unchecked>nan"},
        {22, 1, "P0 nan>unchecked"},
    };
    struct limit_rig rig;
    struct limit_rule *r = open_rig(&rig);
    r->context.from = limit_rig_time(10);
    r->context.until = limit_rig_time(20);
    limit_rig_start(&rig);
    LIMIT_STORY(&rig, rows);
    limit_rig_fini(&rig);
}

static void
the_way_back_names_the_limit_that_was_crossed(void **state)
{
    (void)state;
    struct limit_rig rig;
    open_rig(&rig);
    limit_rig_start(&rig);
    limit_rig_one(&rig, 0, 0, 20);
    assert_true(isnan(rig.last.threshold));
    limit_rig_one(&rig, 1, 0, 60);
    assert_near(rig.last.threshold, 50, 0);
    limit_rig_one(&rig, 2, 0, 20);
    limit_rig_expect(&rig, "P0 not-received>normal; P0 normal>warning-high; "
                           "P0 warning-high>normal");
    assert_near(rig.last.threshold, 50, 0);
    assert_true(isnan(rig.last.delta));
    limit_rig_fini(&rig);
}

static void
a_disabled_rule_ends_with_its_time(void **state)
{
    (void)state;
    static const struct limit_told rows[] = {
        {0, 60, "P0 not-received>disabled"},
        {1, NAN, ""},
        {9, 20, ""},
        {10, 60, "P0 disabled>warning-high"},
    };
    for (int is_bare = 0; is_bare < 2; is_bare++) {
        struct limit_rig rig;
        struct limit_rule *r = open_rig(&rig);
        r->is_disabled = true;
        r->disabled_until = limit_rig_time(10);
        if (is_bare) { /* nothing behind it but the next rule */
            r->alarm = NULL;
            limit_rig_range(limit_rig_rule(&rig, 0), LIMIT_WARNING, 10, 50);
        }
        limit_rig_start(&rig);
        LIMIT_STORY(&rig, rows);
        limit_rig_fini(&rig);
    }
}

static void
time_in_los_does_not_count(void **state)
{
    (void)state;
    for (int mode = 0; mode < 2; mode++) {
        struct limit_rig rig;
        open_rig(&rig)->violation_ns = 10 * NS_PER_S;
        limit_rig_start(&rig);
        rig.mode = mode == 0 ? LIMIT_REALTIME : LIMIT_DUMP;
        limit_rig_one(&rig, 0, 0, 60);
        limit_engine_signal(
            rig.engine, LIMIT_REALTIME, true, limit_rig_time(5));
        limit_engine_signal(
            rig.engine, LIMIT_REALTIME, true, limit_rig_time(7));
        limit_engine_signal(
            rig.engine, LIMIT_REALTIME, false, limit_rig_time(105));
        limit_rig_one(&rig, 109.9, 0, 60);
        assert_int_equal(limit_engine_state(rig.engine, rig.mode, 0),
            mode == 0 ? LIMIT_NORMAL
                      : limit_state_of(LIMIT_WARNING, LIMIT_HIGH));
        limit_rig_one(&rig, 110, 0, 60);
        assert_int_equal(limit_engine_state(rig.engine, rig.mode, 0),
            limit_state_of(LIMIT_WARNING, LIMIT_HIGH));
        limit_rig_fini(&rig);
    }
}

static void
the_clock_stands_while_there_is_no_signal(void **state)
{
    (void)state;
    struct limit_rig rig;
    open_rig(&rig)->violation_ns = 10 * NS_PER_S;
    limit_rig_start(&rig);
    limit_rig_one(&rig, 0, 0, 60);
    limit_engine_signal(rig.engine, LIMIT_REALTIME, true, limit_rig_time(9));
    limit_rig_one(&rig, 50, 0, 60);
    limit_rig_expect(&rig, "P0 not-received>normal; "
                           "P0 normal>normal pending warning-high 1/1");
    limit_rig_fini(&rig);
}

static void
conditions_and_ranges_give_the_worse(void **state)
{
    (void)state;
    struct limit_rig rig;
    struct mdb_alarm *a = limit_rig_alarm(open_rig(&rig));
    limit_rig_when(&rig.rule[0], 1, 5);
    a->condition[LIMIT_DISTRESS] = rig.rule[0].context.criteria;
    a->has_condition[LIMIT_DISTRESS] = true;
    a->condition[LIMIT_WATCH] = rig.rule[0].context.criteria;
    a->has_condition[LIMIT_WATCH] = true;
    rig.rule[0].context.criteria = (struct mdb_criteria){0};
    limit_rig_start(&rig);
    limit_rig_packet(&rig, 0, (double[]){60, 4, 0});
    limit_rig_packet(&rig, 1, (double[]){60, 5, 0});
    limit_rig_packet(&rig, 2, (double[]){20, 5, 0});
    limit_rig_packet(&rig, 3, (double[]){20, 4, 0});
    limit_rig_packet(&rig, 4, (double[]){20, 5, 0});
    limit_rig_expect(&rig,
        "P0 not-received>warning-high; P0 warning-high>distress; "
        "P0 distress>normal; P0 normal>distress");
    limit_rig_fini(&rig);
}

static void
the_side_is_that_of_the_newest_sample_as_bad(void **state)
{
    (void)state;
    static const struct limit_told rows[] = {
        {0, 0, "P0 not-received>severe-low"},
        {1, 51, ""}, /* severe-low goes on, warning is high already */
        {2, 20, "P0 severe-low>warning-high"},
        {3, 20, "P0 warning-high>normal"},
    };
    struct limit_rig rig;
    struct limit_rule *r = open_rig(&rig);
    limit_rig_range(r, LIMIT_SEVERE, 5, 95);
    limit_rig_alarm(r)->min_conformance = 2;
    limit_rig_start(&rig);
    LIMIT_STORY(&rig, rows);
    limit_rig_fini(&rig);
}

static void
expiry_is_told_without_a_rule_too(void **state)
{
    (void)state;
    struct limit_rig rig;
    limit_rig_init(&rig, 2);
    struct limit_rule *r = limit_rig_rule(&rig, 0);
    limit_rig_range(r, LIMIT_WARNING, 10, 50);
    limit_rig_when(r, 1, 1);
    limit_rig_start(&rig);
    limit_rig_one(&rig, 0, 0, 60);
    limit_engine_expire(rig.engine, LIMIT_REALTIME, 0, limit_rig_time(5));
    limit_rig_one(&rig, 6, 0, 60);
    limit_rig_expect(&rig, "P0 not-received>unchecked; "
                           "P0 unchecked>expired; P0 expired>unchecked");
    limit_rig_fini(&rig);
}

static void
an_explanation_has_first_worst_and_last(void **state)
{
    (void)state;
    struct limit_rig rig;
    open_rig(&rig);
    rig.alarm[0].min_violations = 2;
    rig.alarm[0].min_conformance = 2;
    limit_rig_start(&rig);
    struct limit_explanation x =
        limit_engine_explain(rig.engine, LIMIT_REALTIME, 0);
    assert_int_equal(x.state, LIMIT_NOT_RECEIVED);
    assert_null(x.rule);
    static const double v[] = {20, 55, 70, 60, 20};
    for (size_t i = 0; i < ARRAY_LEN(v); i++)
        limit_rig_packet(&rig, (double)i, (double[]){v[i], 0, 0});
    limit_rig_packet(&rig, 3, (double[]){20, 0, 0});
    x = limit_engine_explain(rig.engine, LIMIT_REALTIME, 0);
    assert_int_equal(x.state, limit_state_of(LIMIT_WARNING, LIMIT_HIGH));
    assert_int_equal(x.raw_state, LIMIT_NORMAL);
    assert_ptr_equal(x.rule, &rig.rule[0]);
    assert_near(x.threshold, 50, 0);
    assert_int_equal(x.seen, 1);
    assert_int_equal(x.needed, 2);
    assert_int_equal(x.first_time.ns, limit_rig_time(1).ns);
    assert_int_equal(x.worst_time.ns, limit_rig_time(2).ns);
    assert_int_equal(x.last_time.ns, limit_rig_time(4).ns);
    assert_near(x.first_value, 55, 0);
    assert_near(x.worst_value, 70, 0);
    assert_near(x.last_value, 20, 0);
    assert_int_equal(x.samples, 5);
    assert_int_equal(x.ignored_late, 1);
    x = limit_engine_explain(rig.engine, LIMIT_REALTIME, 1);
    assert_int_equal(x.state, LIMIT_UNCHECKED);
    limit_rig_fini(&rig);
}

static void
modes_know_nothing_of_each_other(void **state)
{
    (void)state;
    struct limit_rig rig;
    open_rig(&rig);
    limit_rig_start(&rig);
    for (int m = 0; m < LIMIT_MODE_COUNT; m++) {
        rig.mode = (enum limit_mode)m;
        limit_rig_packet(&rig, 10 - m, (double[]){60, 0, 0});
        limit_rig_expect(&rig, "P0 not-received>warning-high");
        assert_int_equal(rig.last.mode, m);
    }
    rig.mode = LIMIT_DUMP;
    limit_rig_packet(&rig, 20, (double[]){20, 0, 0});
    limit_rig_expect(&rig, "P0 warning-high>normal");
    assert_true(
        limit_state_is_out(limit_engine_state(rig.engine, LIMIT_REALTIME, 0)));
    limit_rig_fini(&rig);
}

/* The same parameter may stand several times in one packet. */
static void
repeats_in_one_packet_are_samples_of_their_own(void **state)
{
    (void)state;
    struct limit_rig rig;
    open_rig(&rig);
    rig.alarm[0].min_violations = 3;
    limit_rig_start(&rig);
    uint32_t item[] = {0, 1, 0, 0};
    mdb_cell cell[] = {
        mdb_cell_float(60), 0, mdb_cell_float(60), mdb_cell_float(60)};
    struct limit_samples s = {.container = MDB_NIL,
        .n = 4,
        .item = item,
        .raw = cell,
        .eng = cell,
        .generation = limit_rig_time(1)};
    limit_engine_check(rig.engine, &s);
    limit_rig_expect(&rig,
        "P0 not-received>normal; P0 normal>normal pending warning-high 1/3; "
        "P0 normal>warning-high");
    cell[0] = cell[2] = cell[3] = mdb_cell_float(20);
    s.is_repeat = true;
    limit_engine_check(rig.engine, &s); /* the packet itself repeated */
    limit_rig_expect(&rig, "");
    assert_int_equal(limit_engine_counters(rig.engine).late, 3);
    item[3] = 77; /* no such item */
    s.generation = limit_rig_time(2);
    limit_engine_check(rig.engine, &s); /* all of it counts once */
    limit_rig_expect(&rig, "P0 warning-high>normal");
    assert_int_equal(limit_engine_counters(rig.engine).late, 3);
    limit_rig_fini(&rig);
}

static void
an_explanation_counts_only_what_came(void **state)
{
    (void)state;
    static const uint8_t came[] = {MDB_ACQUIRED, MDB_ACQUIRED, MDB_ACQUIRED},
                         not_first[] = {MDB_NOT_RECEIVED, MDB_ACQUIRED,
                             MDB_ACQUIRED},
                         not_second[] = {
                             MDB_ACQUIRED, MDB_NOT_RECEIVED, MDB_ACQUIRED};
    static const struct {
        double second;
        const uint8_t *quality;
        uint64_t samples, late;
    } rows[] = {{1, not_first, 0, 0}, {2, came, 1, 0}, {3, not_first, 1, 0},
        {2, came, 1, 1}, {2, not_first, 1, 1}, {2, NULL, 1, 2},
        {4, not_second, 2, 2}, {5, NULL, 3, 2}};
    struct limit_rig rig;
    open_rig(&rig);
    limit_rig_start(&rig);
    const mdb_cell cell[] = {mdb_cell_float(60), 0, 0};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct limit_samples s = {.n = rig.mdb.n_items,
            .item = rig.layout,
            .is_static = true,
            .raw = cell,
            .eng = cell,
            .quality = rows[i].quality,
            .generation = limit_rig_time(rows[i].second)};
        assert_int_equal(s.n, ARRAY_LEN(cell));
        limit_engine_check(rig.engine, &s);
        const struct limit_explanation x =
            limit_engine_explain(rig.engine, rig.mode, 0);
        assert_int_equal(x.samples, rows[i].samples);
        assert_int_equal(x.ignored_late, rows[i].late);
    }
    assert_int_equal(limit_engine_counters(rig.engine).late, 2);
    limit_rig_fini(&rig);
}

static void
a_change_names_the_place_of_its_sample_in_the_packet(void **state)
{
    (void)state;
    struct limit_rig rig;
    open_rig(&rig);
    limit_rig_start(&rig);
    limit_rig_packet(&rig, 1, (double[]){60, 0, 0});
    assert_int_equal(rig.last.position, 0);
    uint32_t item[] = {1, 1, 0};
    mdb_cell cell[] = {0, 0, mdb_cell_float(20)};
    struct limit_samples s = {.container = MDB_NIL,
        .n = 3,
        .item = item,
        .raw = cell,
        .eng = cell,
        .generation = limit_rig_time(2)};
    limit_engine_check(rig.engine, &s);
    assert_int_equal(rig.last.position, 2);
    limit_engine_expire(rig.engine, rig.mode, 0, limit_rig_time(9));
    limit_rig_expect(&rig, "P0 not-received>warning-high; "
                           "P0 warning-high>normal; P0 normal>expired");
    assert_true(rig.last.position == SIZE_MAX);
    limit_rig_fini(&rig);
}

static void
without_generation_time_reception_counts_else_the_order(void **state)
{
    (void)state;
    struct limit_rig rig;
    open_rig(&rig);
    limit_rig_start(&rig);
    uint32_t item = 0;
    mdb_cell cell = mdb_cell_float(60);
    struct limit_samples s = {.container = MDB_NIL,
        .n = 1,
        .item = &item,
        .eng = &cell,
        .generation = UTC_NONE,
        .reception = limit_rig_time(5)};
    limit_engine_check(rig.engine, &s);
    cell = mdb_cell_float(20);
    s.reception = limit_rig_time(4);
    limit_engine_check(rig.engine, &s);
    limit_rig_expect(&rig, "P0 not-received>warning-high");
    s.reception = UTC_NONE;
    limit_engine_check(rig.engine, &s);
    limit_rig_expect(&rig, "P0 warning-high>normal");
    limit_rig_fini(&rig);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chatter_within_the_deadband_is_one_change),
        cmocka_unit_test(a_deadband_waits_for_the_confirmed_state),
        cmocka_unit_test(results_that_are_no_level_neither_count_nor_reset),
        cmocka_unit_test(the_first_context_that_holds_gives_the_rule),
        cmocka_unit_test(
            a_switch_restarts_the_counting_and_keeps_what_still_holds),
        cmocka_unit_test(an_expired_context_is_false),
        cmocka_unit_test(windows_go_by_generation_time),
        cmocka_unit_test(the_way_back_names_the_limit_that_was_crossed),
        cmocka_unit_test(a_disabled_rule_ends_with_its_time),
        cmocka_unit_test(time_in_los_does_not_count),
        cmocka_unit_test(the_clock_stands_while_there_is_no_signal),
        cmocka_unit_test(conditions_and_ranges_give_the_worse),
        cmocka_unit_test(the_side_is_that_of_the_newest_sample_as_bad),
        cmocka_unit_test(expiry_is_told_without_a_rule_too),
        cmocka_unit_test(an_explanation_has_first_worst_and_last),
        cmocka_unit_test(modes_know_nothing_of_each_other),
        cmocka_unit_test(an_explanation_counts_only_what_came),
        cmocka_unit_test(a_change_names_the_place_of_its_sample_in_the_packet),
        cmocka_unit_test(repeats_in_one_packet_are_samples_of_their_own),
        cmocka_unit_test(
            without_generation_time_reception_counts_else_the_order),
    };
    return check_run(tests);
}
