/*
 * test_engine_life.c - switching checks off and on, expiry, and answers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/limit_rig.h"

#include <math.h>

#include "common/attr.h"
#include "limits/engine_priv.h"

/* Four items; all but the last are to be within 10 .. 50. */
static void
open_rig(struct limit_rig *rig)
{
    limit_rig_init(rig, 4);
    for (uint32_t i = 0; i < 3; i++)
        limit_rig_range(limit_rig_rule(rig, i), LIMIT_WARNING, 10, 50);
}

static void
expect_states(struct limit_rig *rig, const limit_state *state)
{
    for (uint32_t i = 0; i < 4; i++)
        assert_int_equal(
            limit_engine_state(rig->engine, LIMIT_REALTIME, i), state[i]);
}
#define EXPECT_STATES(rig, ...)                                                \
    expect_states(rig, (const limit_state[]){__VA_ARGS__})

/* Three items; only P0 has limits, 10 .. 50. */
static void
open_single(struct limit_rig *rig)
{
    limit_rig_init(rig, 3);
    limit_rig_range(limit_rig_rule(rig, 0), LIMIT_WARNING, 10, 50);
}

/* ---- off and on ---------------------------------------------------------- */

static void
each_item_is_off_until_its_own_time(void **state)
{
    (void)state;
    for (int is_received = 0; is_received < 2; is_received++) {
        const limit_state on = LIMIT_NOT_RECEIVED;
        struct limit_rig rig;
        open_rig(&rig);
        limit_rig_start(&rig);
        if (is_received) /* a lane, all of it not received as P3 has no rule */
            limit_rig_one(&rig, 0, 3, 1);
        limit_engine_disable(rig.engine, 2, limit_rig_time(20));
        EXPECT_STATES(&rig, on, on, LIMIT_DISABLED, LIMIT_UNCHECKED);
        limit_engine_disable(rig.engine, 1, limit_rig_time(10));
        limit_engine_disable(rig.engine, 0, UTC_NONE);
        limit_engine_tick(rig.engine, limit_rig_time(9));
        EXPECT_STATES(&rig, LIMIT_DISABLED, LIMIT_DISABLED, LIMIT_DISABLED,
            LIMIT_UNCHECKED);
        limit_engine_tick(rig.engine, limit_rig_time(11));
        EXPECT_STATES(
            &rig, LIMIT_DISABLED, on, LIMIT_DISABLED, LIMIT_UNCHECKED);
        limit_engine_tick(rig.engine, limit_rig_time(21));
        EXPECT_STATES(&rig, LIMIT_DISABLED, on, on, LIMIT_UNCHECKED);
        limit_engine_tick(rig.engine, (struct utc){INT64_MAX});
        EXPECT_STATES(&rig, LIMIT_DISABLED, on, on, LIMIT_UNCHECKED);
        limit_engine_enable(rig.engine, 0);
        EXPECT_STATES(&rig, on, on, on, LIMIT_UNCHECKED);
        limit_rig_fini(&rig);
    }
}

/* As its thresholds are, so that both can be told beside each other. */
static void
a_time_is_remembered_in_nanoseconds(void **state)
{
    (void)state;
    const double limit = 1.7e18;
    struct limit_rig rig;
    limit_rig_init(&rig, 1);
    rig.type[0].raw_kind = rig.type[0].eng_kind = MDB_TIME;
    limit_rig_range(limit_rig_rule(&rig, 0), LIMIT_WARNING, 0, limit);
    limit_rig_start(&rig);
    limit_rig_cell(&rig, 1, 0, (mdb_cell)(int64_t)1.8e18, MDB_ACQUIRED);
    struct limit_explanation e =
        limit_engine_explain(rig.engine, LIMIT_REALTIME, 0);
    assert_near(e.threshold, limit, 1e9);
    assert_near(e.last_value, 1.8e18, 1e9);
    assert_near(e.first_value, 1.8e18, 1e9);
    assert_near(e.worst_value, 1.8e18, 1e9);
    limit_rig_fini(&rig);
}

static void
where_nothing_was_ever_off_nothing_ends(void **state)
{
    (void)state;
    struct limit_rig rig;
    open_rig(&rig);
    limit_rig_start(&rig);
    limit_rig_one(&rig, 0, 0, 60);
    limit_engine_tick(rig.engine, (struct utc){INT64_MAX});
    limit_engine_enable(rig.engine, 0);
    limit_engine_enable(rig.engine, 3);
    limit_rig_expect(&rig, "P0 not-received>warning-high");
    limit_rig_fini(&rig);
}

static void
what_was_counted_before_it_was_off_does_not_count_after(void **state)
{
    (void)state;
    struct limit_rig rig;
    open_rig(&rig);
    rig.alarm[0].min_violations = 2;
    limit_rig_start(&rig);
    limit_rig_one(&rig, 1, 0, 60);
    limit_engine_disable(rig.engine, 0, UTC_NONE);
    limit_engine_enable(rig.engine, 0);
    limit_rig_expect(&rig, "P0 not-received>normal; "
                           "P0 normal>normal pending warning-high 1/2; "
                           "P0 normal>disabled; P0 disabled>not-received");
    limit_rig_one(&rig, 2, 0, 60);
    limit_rig_expect(&rig, "P0 not-received>normal; "
                           "P0 normal>normal pending warning-high 1/2");
    limit_rig_one(&rig, 3, 0, 60);
    limit_rig_expect(&rig, "P0 normal>warning-high");
    limit_rig_fini(&rig);
}

static void
expired_during_an_alarm_and_back(void **state)
{
    (void)state;
    struct limit_rig rig;
    open_single(&rig);
    limit_rig_start(&rig);
    limit_engine_expire(rig.engine, LIMIT_REALTIME, 0, limit_rig_time(0));
    limit_rig_packet(&rig, 1, (double[]){60, 0, 0});
    limit_rig_expect(&rig, "P0 not-received>warning-high");
    limit_engine_expire(rig.engine, LIMIT_REALTIME, 0, limit_rig_time(5));
    limit_engine_expire(rig.engine, LIMIT_REALTIME, 0, limit_rig_time(6));
    limit_rig_expect(&rig, "P0 warning-high>expired");
    assert_int_equal(rig.last.generation.ns, limit_rig_time(5).ns);
    limit_rig_packet(&rig, 7, (double[]){60, 0, 0});
    limit_rig_expect(&rig, "P0 expired>warning-high");
    limit_engine_expire(rig.engine, LIMIT_REALTIME, 9, limit_rig_time(8));
    limit_engine_expire(rig.engine, LIMIT_DUMP, 0, limit_rig_time(8));
    limit_rig_expect(&rig, "");
    limit_rig_fini(&rig);
}

static void
only_the_container_of_the_newest_value_expires_it(void **state)
{
    (void)state;
    struct limit_rig rig;
    open_single(&rig);
    rig.has_second = true; /* P0 is in both */
    limit_rig_start(&rig);
    limit_rig_packet(&rig, 1, (double[]){20, 0, 0});
    limit_engine_expire(rig.engine, LIMIT_REALTIME, 1, limit_rig_time(5));
    limit_rig_expect(&rig, "P0 not-received>normal");
    limit_engine_expire(rig.engine, LIMIT_REALTIME, 0, limit_rig_time(5));
    limit_rig_expect(&rig, "P0 normal>expired");
    limit_rig_fini(&rig);
}

static void
a_person_disables_and_time_enables(void **state)
{
    (void)state;
    struct limit_rig rig;
    open_single(&rig);
    limit_rig_start(&rig);
    limit_engine_disable(rig.engine, 1, UTC_NONE); /* has no limits */
    limit_engine_disable(rig.engine, 99, UTC_NONE);
    limit_rig_packet(&rig, 0, (double[]){60, 0, 0});
    limit_engine_disable(rig.engine, 0, limit_rig_time(10));
    limit_rig_expect(
        &rig, "P0 not-received>warning-high; P0 warning-high>disabled");
    limit_rig_packet(&rig, 1, (double[]){NAN, 0, 0});
    limit_engine_expire(rig.engine, LIMIT_REALTIME, 0, limit_rig_time(2));
    limit_engine_tick(rig.engine, limit_rig_time(9.9));
    limit_rig_expect(&rig, "");
    rig.mode = LIMIT_DUMP; /* a mode that begins now is off, too */
    limit_rig_packet(&rig, 1, (double[]){60, 0, 0});
    limit_rig_expect(&rig, "");
    assert_int_equal(
        limit_engine_state(rig.engine, LIMIT_DUMP, 0), LIMIT_DISABLED);
    assert_int_equal(
        limit_engine_state(rig.engine, LIMIT_REPLAY, 0), LIMIT_DISABLED);
    limit_engine_tick(rig.engine, limit_rig_time(10));
    limit_rig_expect(
        &rig, "P0 disabled>not-received; P0 disabled>not-received");
    limit_rig_packet(&rig, 11, (double[]){60, 0, 0});
    limit_rig_expect(&rig, "P0 not-received>warning-high");
    limit_engine_disable(rig.engine, 0, UTC_NONE);
    limit_engine_tick(rig.engine, (struct utc){INT64_MAX});
    limit_engine_enable(rig.engine, 0);
    limit_engine_enable(rig.engine, 0);
    limit_rig_expect(&rig,
        "P0 not-received>disabled; P0 warning-high>disabled; "
        "P0 disabled>not-received; P0 disabled>not-received");
    limit_rig_fini(&rig);
}

/* ---- what there is not --------------------------------------------------- */

static void
items_containers_and_modes_that_are_none_are_refused(void **state)
{
    (void)state;
    struct limit_rig rig;
    open_rig(&rig);
    limit_rig_start(&rig);
    limit_rig_packet(&rig, 1, (double[]){20, 20, 20, 20});
    limit_rig_expect(&rig, "P0 not-received>normal; P1 not-received>normal; "
                           "P2 not-received>normal");
    limit_engine_disable(rig.engine, 4, UTC_NONE); /* the first that is none */
    limit_engine_disable(rig.engine, 2, UTC_NONE);
    limit_engine_enable(rig.engine, 4);
    limit_rig_expect(&rig, "P2 normal>disabled");
    limit_engine_expire(rig.engine, LIMIT_MODE_COUNT, 0, limit_rig_time(9));
    limit_engine_expire(rig.engine, LIMIT_REALTIME, 1, limit_rig_time(9));
    limit_rig_expect(&rig, "");
    static const struct {
        enum limit_mode mode;
        uint32_t item;
    } rows[] = {{LIMIT_REALTIME, 4}, {LIMIT_MODE_COUNT, 0},
        {LIMIT_MODE_COUNT, 4}, {LIMIT_REALTIME, 3}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct limit_explanation x =
            limit_engine_explain(rig.engine, rows[i].mode, rows[i].item);
        assert_int_equal(
            limit_engine_state(rig.engine, rows[i].mode, rows[i].item),
            LIMIT_UNCHECKED);
        assert_int_equal(x.state, LIMIT_UNCHECKED);
        assert_null(x.rule);
        assert_int_equal(x.samples, 0);
    }
    limit_rig_fini(&rig);
}

/* ---- where items stand --------------------------------------------------- */

static void
an_item_of_no_container_has_a_time_of_its_own(void **state)
{
    (void)state;
    struct limit_rig rig;
    open_rig(&rig);
    rig.container[0].n_layout = 1; /* P1 and P2 stand nowhere */
    limit_rig_start(&rig);
    const mdb_cell cell = mdb_cell_float(20);
    const struct limit_samples s = {.n = 1,
        .item = rig.layout,
        .is_static = true,
        .eng = &cell,
        .generation = limit_rig_time(10)};
    limit_engine_check(rig.engine, &s);
    for (uint32_t i = 1; i < 3; i++)
        limit_rig_one(&rig, 5, i, 60); /* not late: P0's time is not theirs */
    limit_rig_expect(&rig,
        "P0 not-received>normal; P1 not-received>warning-high; "
        "P2 not-received>warning-high");
    assert_int_equal(limit_engine_counters(rig.engine).late, 0);
    limit_rig_fini(&rig);
}

static void
each_container_with_a_layout_has_a_column(void **state)
{
    (void)state;
    struct limit_rig rig;
    open_rig(&rig);
    rig.container[0].n_layout = 2;
    rig.container[1].layout = &rig.layout[2];
    rig.has_second = true;
    limit_rig_start(&rig);
    const mdb_cell cell = mdb_cell_float(20);
    struct limit_samples s = {.container = 1,
        .n = 1,
        .item = &rig.layout[2],
        .is_static = true,
        .eng = &cell,
        .generation = limit_rig_time(1)};
    limit_engine_check(rig.engine, &s);
    limit_rig_expect(&rig, "P2 not-received>normal");
    const struct group *g = rig.engine->lane[LIMIT_REALTIME]->group;
    assert_int_equal(g[0].packets, 0);
    assert_int_equal(g[1].packets, 1);
    limit_rig_fini(&rig);
}

/* ---- conditions ---------------------------------------------------------- */

static void
each_condition_gives_its_own_level(void **state)
{
    (void)state;
    static const enum limit_level level[] = {
        LIMIT_WATCH, LIMIT_WARNING, LIMIT_SEVERE};
    struct limit_rig rig;
    limit_rig_init(&rig, 2);
    struct limit_rule *r = limit_rig_rule(&rig, 0);
    struct mdb_alarm *a = limit_rig_alarm(r);
    for (size_t i = 0; i < ARRAY_LEN(level); i++) {
        limit_rig_when(r, 1, (double)i + 1);
        a->condition[level[i]] = r->context.criteria;
        a->has_condition[level[i]] = true;
    }
    r->context.criteria = (struct mdb_criteria){0};
    limit_rig_start(&rig);
    for (int i = 0; i <= 3; i++)
        limit_rig_packet(&rig, i, (double[]){0, i});
    limit_rig_expect(&rig, "P0 not-received>normal; P0 normal>watch; "
                           "P0 watch>warning; P0 warning>severe");
    limit_rig_fini(&rig);
}

/* ---- memory -------------------------------------------------------------- */

static size_t
bytes_with_second(uint32_t n_layout)
{
    struct limit_rig rig;
    open_rig(&rig);
    rig.has_second = true;
    rig.container[1].n_layout = n_layout;
    limit_rig_start(&rig);
    const size_t bytes = limit_engine_counters(rig.engine).bytes;
    limit_rig_fini(&rig);
    return bytes;
}

static void
memory_is_counted_of_layouts_modes_and_what_is_off(void **state)
{
    (void)state;
    /* of a place: is it a float; is it in a record; is it watched */
    assert_int_equal(bytes_with_second(3) - bytes_with_second(1),
        2 * (1 + 2 * sizeof(uint32_t)));
    struct limit_rig rig;
    open_rig(&rig);
    limit_rig_start(&rig);
    const size_t bare = limit_engine_counters(rig.engine).bytes;
    limit_engine_disable(rig.engine, 0, UTC_NONE);
    const size_t off = limit_engine_counters(rig.engine).bytes;
    assert_int_equal(off - bare, 4 * sizeof(int64_t));
    size_t before = off;
    for (int m = 0; m < LIMIT_MODE_COUNT; m++) {
        rig.mode = (enum limit_mode)m;
        limit_rig_packet(&rig, 1, (double[]){20, 20, 20, 20});
        const size_t now = limit_engine_counters(rig.engine).bytes;
        assert_int_equal(now - before, lane_bytes(rig.engine->lane[m]));
        before = now;
    }
    limit_rig_fini(&rig);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_item_is_off_until_its_own_time),
        cmocka_unit_test(a_time_is_remembered_in_nanoseconds),
        cmocka_unit_test(where_nothing_was_ever_off_nothing_ends),
        cmocka_unit_test(
            what_was_counted_before_it_was_off_does_not_count_after),
        cmocka_unit_test(expired_during_an_alarm_and_back),
        cmocka_unit_test(only_the_container_of_the_newest_value_expires_it),
        cmocka_unit_test(a_person_disables_and_time_enables),
        cmocka_unit_test(items_containers_and_modes_that_are_none_are_refused),
        cmocka_unit_test(an_item_of_no_container_has_a_time_of_its_own),
        cmocka_unit_test(each_container_with_a_layout_has_a_column),
        cmocka_unit_test(each_condition_gives_its_own_level),
        cmocka_unit_test(memory_is_counted_of_layouts_modes_and_what_is_off),
    };
    return check_run(tests);
}
