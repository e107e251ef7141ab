/*
 * test_engine.c - what the engine tells of samples, sample by sample.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/limit_rig.h"

#include <math.h>

#include "common/attr.h"
#include "common/xalloc.h"

static void
init_simple(struct limit_rig *rig)
{
    limit_rig_init(rig, 2);
    limit_rig_range(limit_rig_rule(rig, 0), LIMIT_WARNING, 10, 50);
    limit_rig_range(&rig->rule[0], LIMIT_CRITICAL, 0, 60);
}

static void
every_change_of_state_is_told_once(void **state)
{
    (void)state;
    struct limit_rig rig;
    init_simple(&rig);
    limit_rig_start(&rig);
    static const struct {
        double value;
        const char *told;
    } rows[] = {
        {20, "P0 not-received>normal"},
        {30, ""},
        {50, ""},
        {50.5, "P0 normal>warning-high"},
        {60, ""},
        {61, "P0 warning-high>critical-high"},
        {55, "P0 critical-high>warning-high"},
        {9, "P0 warning-high>warning-low"},
        {-1, "P0 warning-low>critical-low"},
        {NAN, "P0 critical-low>nan"},
        {NAN, ""},
        {-2, "P0 nan>critical-low"},
        {10, "P0 critical-low>normal"},
        {INFINITY, "P0 normal>critical-high"},
        {-INFINITY, "P0 critical-high>critical-low"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        limit_rig_packet(&rig, (double)i, (double[]){rows[i].value, NAN});
        limit_rig_expect(&rig, rows[i].told);
    }
    limit_rig_fini(&rig);
}

static void
samples_by_themselves_give_the_same(void **state)
{
    (void)state;
    struct limit_rig rig;
    init_simple(&rig);
    limit_rig_start(&rig);
    limit_rig_packet(&rig, 0, (double[]){20, 0});
    limit_rig_one(&rig, 1, 0, 70);
    limit_rig_expect(&rig, "P0 not-received>normal; P0 normal>critical-high");
    limit_rig_packet(&rig, 0.5, (double[]){20, 0});
    rig.is_repeat = true;
    limit_rig_packet(&rig, 1, (double[]){20, 0});
    rig.is_repeat = false;
    limit_rig_expect(&rig, "");
    assert_int_equal(limit_engine_counters(rig.engine).late, 2);
    limit_rig_packet(&rig, 1.5, (double[]){20, 0});
    limit_rig_expect(&rig, "P0 critical-high>normal");
    limit_rig_fini(&rig);
}

static void
persistence_counts_each_level_by_itself(void **state)
{
    (void)state;
    struct limit_rig rig;
    init_simple(&rig);
    rig.alarm[0].min_violations = 3;
    rig.alarm[0].min_conformance = 2;
    limit_rig_start(&rig);
    static const struct {
        double value;
        const char *told;
    } rows[] = {
        {20, "P0 not-received>normal"},
        {55, "P0 normal>normal pending warning-high 1/3"},
        {70, ""},
        {20, "P0 normal>normal over"},
        {55, "P0 normal>normal pending warning-high 1/3"},
        {70, ""},
        {55, "P0 normal>warning-high"},
        {70, "P0 warning-high>warning-high pending critical-high 1/3"},
        {70, ""},
        {70, "P0 warning-high>critical-high"},
        {20, ""},
        {55, "P0 critical-high>warning-high"},
        {20, ""},
        {20, "P0 warning-high>normal"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        limit_rig_packet(&rig, (double)i, (double[]){rows[i].value, NAN});
        limit_rig_expect(&rig, rows[i].told);
    }
    limit_rig_fini(&rig);
}

/* ---- chatter around an edge ---------------------------------------------- */

/* A minute at 10 Hz, from `seconds` on: below and above the edge by turns. */
static void
chatter(struct limit_rig *rig, double seconds, double below, double above)
{
    for (int i = 0; i < 600; i++)
        limit_rig_one(rig, seconds + i * 0.1, 0, i % 2 == 0 ? above : below);
}

static void
chatter_is_never_confirmed_when_violations_must_follow_each_other(void **state)
{
    (void)state;
    struct limit_rig rig;
    init_simple(&rig);
    rig.alarm[0].min_violations = 2;
    limit_rig_start(&rig);
    limit_rig_one(&rig, 0, 0, 20);
    chatter(&rig, 1, 49.5, 50.5);
    assert_int_equal(
        limit_engine_state(rig.engine, LIMIT_REALTIME, 0), LIMIT_NORMAL);
    assert_int_equal(limit_engine_counters(rig.engine).changes, 1);
    assert_int_equal(rig.n_changes, 1 + 600); /* begins, is over, begins … */
    limit_rig_fini(&rig);
}

static void
chatter_with_violations_and_a_deadband_is_one_change(void **state)
{
    (void)state;
    struct limit_rig rig;
    init_simple(&rig);
    rig.rule[0].deadband = 1;
    rig.alarm[0].min_violations = 3;
    rig.alarm[0].min_conformance = 2;
    limit_rig_start(&rig);
    limit_rig_one(&rig, 0, 0, 50);
    for (int i = 1; i <= 3; i++)
        limit_rig_one(&rig, i * 0.1, 0, 50.5);
    limit_rig_expect(&rig, "P0 not-received>normal; "
                           "P0 normal>normal pending warning-high 1/3; "
                           "P0 normal>warning-high");
    chatter(&rig, 1, 49.5, 50.5);   /* within the deadband: not a way back */
    chatter(&rig, 101, 48.5, 50.5); /* beyond it, but never twice */
    limit_rig_expect(&rig, "");
    limit_rig_one(&rig, 201, 0, 49);
    limit_rig_one(&rig, 202, 0, 49);
    limit_rig_expect(&rig, "P0 warning-high>normal");
    limit_rig_fini(&rig);
}

static void
chatter_without_either_is_a_change_each_time(void **state)
{
    (void)state;
    struct limit_rig rig;
    init_simple(&rig);
    limit_rig_start(&rig);
    limit_rig_one(&rig, 0, 0, 50);
    chatter(&rig, 1, 50, 50.5); /* the edge itself is within */
    assert_int_equal(limit_engine_counters(rig.engine).changes, 1 + 600);
    limit_rig_fini(&rig);
}

/* ---- spikes, to the last bit --------------------------------------------- */

static void
a_spike_is_farther_than_its_limit_from_both_neighbours(void **state)
{
    (void)state;
    static const struct {
        double value[4];
        const char *told;
    } rows[] = {
        /* exactly the limit from the one before: judged at once */
        {{45, 55, 45, 45}, "P0 normal>warning-high; P0 warning-high>normal"},
        {{15, 5, 15, 15}, "P0 normal>warning-low; P0 warning-low>normal"},
        /* more, and more from the next: dropped */
        {{45, 55.5, 45, 45}, ""},
        {{15, 4.5, 15, 15}, ""},
        /* more, but exactly the limit from the next: both judged */
        {{44, 55, 45, 45}, "P0 normal>warning-high; P0 warning-high>normal"},
        {{44, 55, 65, 65},
            "P0 normal>warning-high; P0 warning-high>critical-high"},
        {{16, 5, 15, 15}, "P0 normal>warning-low; P0 warning-low>normal"},
        /* a spike that is within all limits leaves no trace, either */
        {{20, 40, 20, 20}, ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct limit_rig rig;
        init_simple(&rig);
        rig.rule[0].spike = 10;
        limit_rig_start(&rig);
        limit_rig_one(&rig, 0, 0, rows[i].value[0]);
        limit_rig_expect(&rig, "P0 not-received>normal");
        for (size_t k = 1; k < 4; k++)
            limit_rig_one(&rig, (double)k, 0, rows[i].value[k]);
        limit_rig_expect(&rig, rows[i].told);
        limit_rig_fini(&rig);
    }
}

/* ---- what it remembers and counts ---------------------------------------- */

static void
the_worst_value_is_the_farthest_out_on_its_side(void **state)
{
    (void)state;
    static const struct {
        double value[5];
        double first, worst, last;
        int worst_at;
    } rows[] = {
        {{20, 8, 3, 6, 9}, 8, 3, 9, 2},        /* low */
        {{20, 55, 58, 52, 51}, 55, 58, 51, 2}, /* high */
        {{20, 8, 3, 3, 9}, 8, 3, 9, 2},        /* the first of equals */
        {{20, 55, 58, 58, 51}, 55, 58, 51, 2},
        {{20, 8, -1, -5, 9}, 8, -5, 9, 3}, /* more severe, then farther */
        {{20, -1, 5, 9, 8}, -1, -1, 8, 1}, /* less severe: not worse */
        {{20, 9, -INFINITY, -1, 9}, 9, -INFINITY, 9, 2},
        {{55, 20, 8, 5, 7}, 8, 5, 7, 3}, /* a new one after normal */
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct limit_rig rig;
        init_simple(&rig);
        limit_rig_start(&rig);
        for (int k = 0; k < 5; k++)
            limit_rig_packet(&rig, k, (double[]){rows[i].value[k], 0});
        struct limit_explanation x =
            limit_engine_explain(rig.engine, LIMIT_REALTIME, 0);
        assert_near(x.first_value, rows[i].first, 0);
        assert_true(x.worst_value == rows[i].worst);
        assert_near(x.last_value, rows[i].last, 0);
        assert_int_equal(x.worst_time.ns, limit_rig_time(rows[i].worst_at).ns);
        assert_int_equal(x.last_time.ns, limit_rig_time(4).ns);
        limit_rig_fini(&rig);
    }
}

static void
expect_counters(const struct limit_rig *rig, uint64_t samples, uint64_t checked,
    uint64_t changes, uint64_t late)
{
    struct limit_counters c = limit_engine_counters(rig->engine);
    assert_int_equal(c.samples, samples);
    assert_int_equal(c.checked, checked);
    assert_int_equal(c.changes, changes);
    assert_int_equal(c.late, late);
}

/* A packet of the layout in which the values have these qualities. */
static void
packet_of(struct limit_rig *rig, double seconds, const uint8_t *quality)
{
    const mdb_cell cell[2] = {mdb_cell_float(20), mdb_cell_float(0)};
    struct limit_samples s = {.mode = rig->mode,
        .container = 0,
        .n = 2,
        .item = rig->layout,
        .is_static = true,
        .raw = cell,
        .eng = cell,
        .quality = quality,
        .generation = limit_rig_time(seconds),
        .reception = limit_rig_time(seconds)};
    limit_engine_check(rig->engine, &s);
}

static void
what_was_not_received_is_not_counted_as_checked(void **state)
{
    (void)state;
    static const struct {
        uint8_t quality[2];
        uint64_t checked;
    } rows[] = {
        {{MDB_ACQUIRED, MDB_ACQUIRED}, 1},
        {{MDB_ACQUIRED, MDB_NOT_RECEIVED}, 1}, /* has no rule */
        {{MDB_NOT_RECEIVED, MDB_ACQUIRED}, 0},
        {{MDB_NOT_RECEIVED, MDB_NOT_RECEIVED}, 0},
        {{MDB_INVALID, MDB_ACQUIRED}, 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct limit_rig rig;
        init_simple(&rig);
        limit_rig_start(&rig);
        packet_of(&rig, 1, rows[i].quality);
        struct limit_counters c = limit_engine_counters(rig.engine);
        assert_int_equal(c.samples, 2);
        assert_int_equal(c.checked, rows[i].checked);
        limit_rig_fini(&rig);
    }
}

static void
counters_count_samples_checks_changes_and_what_came_late(void **state)
{
    (void)state;
    struct limit_rig rig;
    init_simple(&rig); /* P1 has no rule: a sample, but not checked */
    limit_rig_start(&rig);
    expect_counters(&rig, 0, 0, 0, 0);
    size_t empty = limit_engine_counters(rig.engine).bytes;
    limit_rig_packet(&rig, 1, (double[]){20, 0});
    expect_counters(&rig, 2, 1, 1, 0);
    size_t bytes = limit_engine_counters(rig.engine).bytes;
    assert_true(bytes > empty);
    limit_rig_packet(&rig, 2, (double[]){30, 0}); /* the quick pass */
    expect_counters(&rig, 4, 2, 1, 0);
    limit_rig_one(&rig, 3, 1, 0);
    expect_counters(&rig, 5, 2, 1, 0);
    limit_rig_packet(&rig, 4, (double[]){55, 0});
    expect_counters(&rig, 7, 3, 2, 0);
    assert_true(limit_engine_counters(rig.engine).bytes > bytes);
    rig.is_repeat = true;
    limit_rig_packet(&rig, 4, (double[]){20, 0});
    rig.is_repeat = false;
    limit_rig_packet(&rig, 3, (double[]){20, 0});
    expect_counters(&rig, 11, 3, 2, 2);
    limit_rig_one(&rig, 6, 0, 20);
    limit_rig_packet(&rig, 5, (double[]){55, 0}); /* newer than its packet,
                                                     older than the sample */
    expect_counters(&rig, 14, 4, 3, 3);
    rig.mode = LIMIT_REPLAY; /* counted together */
    limit_rig_packet(&rig, 1, (double[]){20, 0});
    expect_counters(&rig, 16, 5, 4, 3);
    limit_rig_fini(&rig);
}

/* ---- an item of two containers ------------------------------------------- */

static void
send_second(struct limit_rig *rig, double seconds, double value)
{
    mdb_cell cell = mdb_cell_float(value);
    struct limit_samples s = {.mode = rig->mode,
        .container = 1,
        .n = 1,
        .item = rig->layout,
        .is_static = true,
        .is_repeat = rig->is_repeat,
        .raw = &cell,
        .eng = &cell,
        .generation = limit_rig_time(seconds),
        .reception = limit_rig_time(seconds)};
    limit_engine_check(rig->engine, &s);
}

static void
an_item_of_two_containers_has_one_state(void **state)
{
    (void)state;
    struct limit_rig rig;
    init_simple(&rig);
    rig.has_second = true;
    rig.alarm[0].min_violations = 2;
    limit_rig_start(&rig);
    static const struct {
        bool is_second;
        double second, value;
        const char *told;
    } rows[] = {
        {false, 1, 20, "P0 not-received>normal"},
        {true, 2, 55, "P0 normal>normal pending warning-high 1/2"},
        {false, 3, 55, "P0 normal>warning-high"}, /* counted together */
        {true, 4, 20, "P0 warning-high>normal"},
        {false, 3, 61, ""}, /* late */
        {false, 3.5, 61, ""},
        {true, 5, 61, "P0 normal>normal pending critical-high 1/2"},
        {true, 6, 61, "P0 normal>critical-high"},
        {false, 7, 20, "P0 critical-high>normal"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (rows[i].is_second)
            send_second(&rig, rows[i].second, rows[i].value);
        else
            limit_rig_packet(
                &rig, rows[i].second, (double[]){rows[i].value, 0});
        limit_rig_expect(&rig, rows[i].told);
    }
    assert_int_equal(limit_engine_counters(rig.engine).late, 2);
    limit_engine_expire(rig.engine, LIMIT_REALTIME, 1, limit_rig_time(8));
    limit_rig_expect(&rig, ""); /* its newest value is of the other */
    limit_engine_expire(rig.engine, LIMIT_REALTIME, 0, limit_rig_time(8));
    limit_rig_expect(&rig, "P0 normal>expired");
    limit_rig_fini(&rig);
}

/* A packet of container 0 that was made at another time than received. */
static void
send_made(
    struct limit_rig *rig, double made, double received, double p0, double p1)
{
    const mdb_cell cell[] = {mdb_cell_float(p0), mdb_cell_float(p1)};
    const struct limit_samples s = {.container = 0,
        .n = 2,
        .item = rig->layout,
        .is_static = true,
        .raw = cell,
        .eng = cell,
        .generation = limit_rig_time(made),
        .reception = limit_rig_time(received)};
    limit_engine_check(rig->engine, &s);
}

/* ---- many packets of one time -------------------------------------------- */

/* One way a value can come: a column, by itself, or in another container. */
enum way {
    IN_COLUMN,
    BY_ITSELF,
    IN_SECOND,
    WAYS
};

static void
send_by(struct limit_rig *rig, enum way way, double seconds, double value)
{
    if (way == IN_COLUMN)
        limit_rig_packet(rig, seconds, (double[]){value, 0});
    else if (way == BY_ITSELF)
        limit_rig_one(rig, seconds, 0, value);
    else
        send_second(rig, seconds, value);
}

static void
packets_of_a_coarse_clock_are_samples_each_and_repeated_ones_are_not(
    void **state)
{
    (void)state;
    static const struct {
        double second, value;
        bool is_repeat;
        const char *told;
    } rows[] = {
        {1, 20, false, "P0 not-received>normal"},
        {1, 55, false, "P0 normal>normal pending warning-high 1/3"},
        {1, 55, true, ""},
        {1, 55, false, ""},
        {0.5, 20, false, ""}, /* late: nothing begins anew */
        {0.5, 20, true, ""},
        {1, 20, true, ""},
        {1, 55, false, "P0 normal>warning-high"},
        {1, 20, false, "P0 warning-high>normal"},
        {1, 55, true, ""},
        {2, 55, true, "P0 normal>normal pending warning-high 1/3"},
        {2, 20, false, "P0 normal>normal over"},
    };
    for (int way = 0; way < WAYS * WAYS; way++) {
        struct limit_rig rig;
        init_simple(&rig);
        rig.has_second = way % WAYS == IN_SECOND || way / WAYS == IN_SECOND;
        rig.alarm[0].min_violations = 3;
        limit_rig_start(&rig);
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
            const int by = i % 2 == 0 ? way % WAYS : way / WAYS;
            rig.is_repeat = rows[i].is_repeat;
            send_by(&rig, (enum way)by, rows[i].second, rows[i].value);
            limit_rig_expect(&rig, rows[i].told);
        }
        assert_int_equal(limit_engine_counters(rig.engine).late, 5);
        assert_int_equal(limit_engine_counters(rig.engine).checked, 7);
        limit_rig_fini(&rig);
    }
}

static void
seconds_of_persistence_do_not_pass_within_one_time(void **state)
{
    (void)state;
    struct limit_rig rig;
    init_simple(&rig);
    rig.rule[0].violation_ns = NS_PER_S;
    limit_rig_start(&rig);
    limit_rig_packet(&rig, 1, (double[]){20, 0});
    for (int i = 0; i < 20; i++)
        limit_rig_packet(&rig, 2, (double[]){55, 0});
    limit_rig_expect(&rig, "P0 not-received>normal; "
                           "P0 normal>normal pending warning-high 1/1");
    limit_rig_packet(&rig, 3, (double[]){55, 0});
    limit_rig_expect(&rig, "P0 normal>warning-high");
    limit_rig_fini(&rig);
}

static void
a_spike_and_a_step_within_one_time_are_told_apart(void **state)
{
    (void)state;
    struct limit_rig rig;
    init_simple(&rig);
    rig.rule[0].spike = 10;
    limit_rig_start(&rig);
    limit_rig_packet(&rig, 1, (double[]){20, 0});
    limit_rig_packet(&rig, 1, (double[]){70, 0}); /* waits */
    limit_rig_packet(&rig, 1, (double[]){20, 0});
    limit_rig_expect(&rig, "P0 not-received>normal");
    limit_rig_packet(&rig, 1, (double[]){70, 0}); /* waits */
    limit_rig_packet(&rig, 1, (double[]){70, 0});
    limit_rig_expect(&rig, "P0 normal>critical-high");
    limit_rig_fini(&rig);
}

static void
a_clock_that_stands_still_is_no_clock_that_went_back(void **state)
{
    (void)state;
    struct limit_rig rig;
    init_simple(&rig);
    rig.alarm[0].min_violations = 30;
    limit_rig_start(&rig);
    for (int i = 0; i < 30; i++)
        send_made(&rig, 100, i, 55, 0);
    limit_rig_expect(&rig, "P0 not-received>normal; "
                           "P0 normal>normal pending warning-high 1/30; "
                           "P0 normal>warning-high");
    assert_int_equal(limit_engine_counters(rig.engine).turns, 0);
    limit_rig_fini(&rig);
}

/* ---- clocks that jump ---------------------------------------------------- */

static void
a_wrong_time_makes_nobody_blind(void **state)
{
    (void)state;
    struct limit_rig rig;
    init_simple(&rig);
    rig.rule[0].violation_ns = 5 * NS_PER_S;
    limit_rig_when(&rig.rule[0], 1, 0);
    rig.rule[0].context.until = limit_rig_time(1e6);
    limit_rig_start(&rig);
    static const struct {
        double made, received, p0, p1;
        const char *told;
    } rows[] = {
        {100, 0, 20, 0, "P0 not-received>normal"},
        {101, 1, 55, 0, "P0 normal>normal pending warning-high 1/1"},
        /* Decades are no five seconds; and the window is over there. */
        {1e9, 2, 55, 0, "P0 normal>unchecked"},
        {103, 3, 55, 0,
            "P0 unchecked>normal; P0 normal>normal pending warning-high 1/1"},
        {107.5, 7.5, 55, 0, ""},
        {108, 8, 55, 0, "P0 normal>warning-high"},
        {109, 9, 55, 1, "P0 warning-high>unchecked"}, /* context */
        {110, 10, 20, 0, "P0 unchecked>normal"},
        /* A computer begins anew: its time, and what contexts know. */
        {0, 11, 61, 1, ""},
        {1, 12, 61, 1, ""},
        {2, 13, 61, 1, "P0 normal>unchecked"},
        {3, 14, 61, 0,
            "P0 unchecked>normal; P0 normal>normal pending critical-high 1/1"},
        {8, 19, 61, 0, "P0 normal>critical-high"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        send_made(&rig, rows[i].made, rows[i].received, rows[i].p0, rows[i].p1);
        limit_rig_expect(&rig, rows[i].told);
    }
    assert_int_equal(limit_engine_counters(rig.engine).turns, 3);
    assert_int_equal(limit_engine_counters(rig.engine).late, 2);
    const struct limit_turn turn = limit_engine_turn(rig.engine);
    assert_int_equal(turn.from.ns, limit_rig_time(110).ns);
    assert_int_equal(turn.to.ns, limit_rig_time(2).ns);
    limit_rig_fini(&rig);
}

/* ---- thousands at once --------------------------------------------------- */

#define CROWD 5000

struct crowd { /* all items of one container, all with the same limit */
    struct mdb_type type;
    struct mdb_param param[CROWD];
    struct mdb_item item[CROWD];
    uint32_t layout[CROWD];
    struct mdb_container container;
    struct mdb mdb;
    struct mdb_alarm alarm;
    struct limit_rule rule[CROWD];
    uint32_t first[CROWD + 1];
    struct rules rules;
    mdb_cell cell[CROWD];
    size_t told; /* of this packet */
    limit_state from, to;
};

static void
on_crowd(void *arg, const struct limit_change *change)
{
    struct crowd *c = arg;
    assert_int_equal(change->item, c->told++);
    assert_int_equal(change->from, c->from);
    assert_int_equal(change->to, c->to);
    assert_ptr_equal(change->rule, &c->rule[change->item]);
}

static struct crowd *
crowd_new(void)
{
    struct crowd *c = xcalloc(1, sizeof *c);
    c->type = (struct mdb_type){.raw_kind = MDB_FLOAT, .eng_kind = MDB_FLOAT};
    c->alarm = (struct mdb_alarm){.min_violations = 1, .min_conformance = 1};
    c->alarm.ranges.is_given = c->alarm.ranges.has[LIMIT_WARNING] = true;
    c->alarm.ranges.range[LIMIT_WARNING] =
        (struct mdb_range){.min = 10, .max = 50};
    for (uint32_t i = 0; i < CROWD; i++) {
        c->param[i] = (struct mdb_param){.first_item = i, .n_items = 1};
        c->item[i] = (struct mdb_item){.param = i};
        c->layout[i] = c->first[i] = i;
        c->rule[i] = (struct limit_rule){.item = i,
            .alarm = &c->alarm,
            .context = {.from = UTC_NONE, .until = UTC_NONE, .text = ""},
            .disabled_until = UTC_NONE};
    }
    c->first[CROWD] = CROWD;
    c->container = (struct mdb_container){
        .base = MDB_NIL, .layout = c->layout, .n_layout = CROWD};
    c->mdb = (struct mdb){.param = c->param,
        .n_params = CROWD,
        .item = c->item,
        .n_items = CROWD,
        .type = &c->type,
        .n_types = 1,
        .container = &c->container,
        .n_containers = 1};
    c->rules = (struct rules){
        .mdb = &c->mdb, .rule = c->rule, .n_rules = CROWD, .first = c->first};
    return c;
}

/* All have `value`: `n` changes, in the order of the packet. */
static void
crowd_packet(struct crowd *c, struct limit_engine *engine, double seconds,
    bool is_static, double value, limit_state to, size_t n)
{
    for (size_t i = 0; i < CROWD; i++)
        c->cell[i] = mdb_cell_float(value);
    struct limit_samples s = {.container = is_static ? 0 : MDB_NIL,
        .n = CROWD,
        .item = c->layout,
        .is_static = is_static,
        .raw = c->cell,
        .eng = c->cell,
        .generation = limit_rig_time(seconds),
        .reception = limit_rig_time(seconds)};
    c->told = 0;
    c->to = to;
    limit_engine_check(engine, &s);
    assert_int_equal(c->told, n);
    c->from = to;
}

static void
thousands_of_limits_crossed_in_one_packet_are_told_once_each(void **state)
{
    (void)state;
    limit_state high = limit_state_of(LIMIT_WARNING, LIMIT_HIGH);
    limit_state low = limit_state_of(LIMIT_WARNING, LIMIT_LOW);
    struct crowd *c = crowd_new();
    for (int is_static = 0; is_static < 2; is_static++) {
        struct limit_engine *e = limit_engine_new(&c->rules, on_crowd, c);
        bool is = is_static != 0;
        c->from = LIMIT_NOT_RECEIVED;
        crowd_packet(c, e, 1, is, 20, LIMIT_NORMAL, CROWD);
        crowd_packet(c, e, 2, is, 50, LIMIT_NORMAL, 0);
        crowd_packet(c, e, 3, is, 51, high, CROWD);
        crowd_packet(c, e, 4, is, 52, high, 0);
        crowd_packet(c, e, 5, is, 9, low, CROWD);
        crowd_packet(c, e, 4, is, 20, low, 0); /* late */
        crowd_packet(c, e, 6, is, 20, LIMIT_NORMAL, CROWD);
        struct limit_counters n = limit_engine_counters(e);
        assert_int_equal(n.changes, 4 * CROWD);
        assert_int_equal(n.checked, 6 * CROWD);
        assert_int_equal(n.late, CROWD);
        limit_engine_free(&e);
    }
    free(c);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_change_of_state_is_told_once),
        cmocka_unit_test(samples_by_themselves_give_the_same),
        cmocka_unit_test(persistence_counts_each_level_by_itself),
        cmocka_unit_test(
            chatter_is_never_confirmed_when_violations_must_follow_each_other),
        cmocka_unit_test(chatter_with_violations_and_a_deadband_is_one_change),
        cmocka_unit_test(chatter_without_either_is_a_change_each_time),
        cmocka_unit_test(
            a_spike_is_farther_than_its_limit_from_both_neighbours),
        cmocka_unit_test(the_worst_value_is_the_farthest_out_on_its_side),
        cmocka_unit_test(what_was_not_received_is_not_counted_as_checked),
        cmocka_unit_test(
            counters_count_samples_checks_changes_and_what_came_late),
        cmocka_unit_test(
            packets_of_a_coarse_clock_are_samples_each_and_repeated_ones_are_not),
        cmocka_unit_test(seconds_of_persistence_do_not_pass_within_one_time),
        cmocka_unit_test(a_spike_and_a_step_within_one_time_are_told_apart),
        cmocka_unit_test(a_clock_that_stands_still_is_no_clock_that_went_back),
        cmocka_unit_test(an_item_of_two_containers_has_one_state),
        cmocka_unit_test(a_wrong_time_makes_nobody_blind),
        cmocka_unit_test(
            thousands_of_limits_crossed_in_one_packet_are_told_once_each),
    };
    return check_run(tests);
}
