/*
 * test_engine_record.c - bounds, times and counts in 16 bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/limit_rig.h"

#include <math.h>

#include "limits/engine_priv.h"

#define UNIT (INT64_C(1) << 32)

static struct key_range
kept(int64_t lo, int64_t hi)
{
    struct record r = {.meta = RECORD_CHECKED | 5u << RECORD_COUNT_SHIFT};
    record_set_bounds(&r, (struct key_range){1, 7 * UNIT});
    record_set_bounds(&r, (struct key_range){lo, hi});
    assert_int_equal(r.meta & RECORD_CHECKED, RECORD_CHECKED);
    assert_int_equal(r.meta >> RECORD_COUNT_SHIFT, 5);
    return record_bounds(&r);
}

static void
bounds_are_exact_or_rounded_inwards(void **state)
{
    (void)state;
    static const struct {
        int64_t lo, hi, kept_lo, kept_hi;
    } rows[] = {
        {0, 0, 0, 0},
        {-1, 1, -1, 1},
        {INT32_MIN, INT32_MAX, INT32_MIN, INT32_MAX},
        {INT64_C(-2147483649), INT64_C(2147483648), 0, 0},
        {-5, INT64_MAX, -5, INT32_MAX * UNIT},
        {INT64_MIN, 5, INT64_MIN, 5},
        {INT64_MIN, INT64_MAX, INT64_MIN, INT32_MAX * UNIT},
        {3 * UNIT, 4 * UNIT, 3 * UNIT, 4 * UNIT},
        {3 * UNIT + 1, 5 * UNIT - 1, 4 * UNIT, 4 * UNIT},
        {3 * UNIT - 1, 4 * UNIT + 1, 3 * UNIT, 4 * UNIT},
        {-4 * UNIT, -3 * UNIT, -4 * UNIT, -3 * UNIT},
        {-4 * UNIT + 1, -2 * UNIT + 1, -3 * UNIT, -2 * UNIT},
        {-4 * UNIT - 1, -2 * UNIT - 1, -4 * UNIT, -3 * UNIT},
        {5, 3 * UNIT + 7, 5, 3 * UNIT},
        {INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX},
        {INT32_MAX * UNIT, INT64_MAX, INT32_MAX * UNIT, INT32_MAX * UNIT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct key_range r = kept(rows[i].lo, rows[i].hi);
        assert_true(r.lo == rows[i].kept_lo);
        assert_true(r.hi == rows[i].kept_hi);
    }
}

static void
bounds_that_nothing_is_between_stay_so(void **state)
{
    (void)state;
    static const struct key_range rows[] = {
        {INT64_MAX, INT64_MIN},
        {1, 0},
        {INT32_MAX * UNIT + 1, INT64_MAX},
        {INT64_MAX, INT64_MAX},
        {3 * UNIT + 1, 4 * UNIT - 1},
        {3 * UNIT + 1, 3 * UNIT + 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct key_range r = kept(rows[i].lo, rows[i].hi);
        assert_true(r.lo > r.hi);
    }
}

static void
bounds_that_are_floats_with_few_digits_are_exact(void **state)
{
    (void)state;
    static const double v[] = {-1e6, -20, -0.5, 0, 0.25, 10, 28.5, 1048576};
    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        int64_t key = key_of_double(v[i]);
        struct key_range r = kept(key, key_of_double(INFINITY));
        assert_true(v[i] < 0 ? r.lo >= key && r.lo - key < UNIT : r.lo == key);
        r = kept(key_of_double(-INFINITY), key);
        assert_true(v[i] < 0 ? key >= r.hi && key - r.hi < UNIT : r.hi == key);
    }
}

/* More packets than the table holds.  Two items are seen once, at different
 * times, one each time, one never. */
static void
times_are_kept_when_the_table_is_cleared(void **state)
{
    (void)state;
    enum {
        FIRST,
        ALWAYS_SEEN,
        NEVER,
        ONCE,
        N
    };
    struct record record[N] = {0};
    struct moments moments;
    moments_init(&moments);
    assert_true(moments.ns[record[FIRST].moment] == INT64_MIN);
    for (int64_t i = 0; i < 200000; i++) {
        uint32_t moment = moments_take(&moments, record, N, 1000 + i);
        if (i == 0)
            record[FIRST].moment = moment;
        if (i == 500)
            record[ONCE].moment = moment;
        record[ALWAYS_SEEN].moment = moment;
        assert_true(moments.ns[record[FIRST].moment] == 1000);
        assert_true(moments.ns[record[ALWAYS_SEEN].moment] == 1000 + i);
        assert_true(
            moments.ns[record[ONCE].moment] == (i < 500 ? INT64_MIN : 1500));
        assert_true(moments.ns[record[NEVER].moment] == INT64_MIN);
        assert_true(moments.n <= (size_t)1 << 16);
    }
    assert_true(moments.cap <= (size_t)1 << 16);
    moments_fini(&moments);
}

static void
packets_of_one_time_share_a_turn(void **state)
{
    (void)state;
    struct record record = {0};
    struct moments moments;
    moments_init(&moments);
    uint32_t first = moments_take(&moments, &record, 1, 7);
    assert_int_equal(moments_take(&moments, &record, 1, 7), first);
    assert_int_not_equal(moments_take(&moments, &record, 1, 6), first);
    assert_int_equal(moments.n, 3);
    moments_fini(&moments);
}

/* An item of two containers stands in its record. */
static void
samples_are_counted_beyond_what_a_record_holds(void **state)
{
    (void)state;
    struct limit_rig rig;
    limit_rig_init(&rig, 2);
    limit_rig_range(limit_rig_rule(&rig, 0), LIMIT_WARNING, 0, 5);
    rig.has_second = true;
    limit_rig_start(&rig);
    limit_rig_packet(&rig, 1, (double[]){3, 0});
    struct lane *lane = rig.engine->lane[LIMIT_REALTIME];
    size_t bytes = lane_bytes(lane);
    lane->record[0].meta += RECORD_FULL - 2 * RECORD_ONE;
    for (int i = 2; i < 6; i++)
        limit_rig_packet(&rig, i, (double[]){3, 0});
    assert_int_equal(lane_samples(lane, 0), (1 << 24) - 2 + 4);
    assert_true(lane_bytes(lane) > bytes);
    assert_int_equal(lane_time(lane, 0), limit_rig_time(5).ns);
    limit_rig_packet(&rig, 6, (double[]){6, 0});
    assert_int_equal(limit_state_level(lane->slot[0].state), LIMIT_WARNING);
    limit_rig_fini(&rig);
}

/* 70 values of two items, most of them calm, as they arrive. */
static void
send_arrivals(struct limit_rig *rig, int turn)
{
    uint32_t item[70];
    mdb_cell cell[70];
    uint8_t quality[70] = {0};
    for (unsigned i = 0; i < 70; i++) {
        unsigned any = (i * 7919u + (unsigned)turn * 104729u) % 1009u;
        item[i] = any % 97 == 0 ? 12345 : any % 2;
        cell[i] = mdb_cell_float(any % 31 == 0 ? 5.5 : any % 7);
        quality[i] = any % 83 == 0 ? MDB_INVALID : MDB_ACQUIRED;
    }
    /* Every fifth comes late. */
    struct utc time = limit_rig_time(turn % 5 == 4 ? turn - 2.5 : turn);
    limit_engine_check(
        rig->engine, &(struct limit_samples){.mode = LIMIT_REALTIME,
                         .container = MDB_NIL,
                         .n = 70,
                         .item = item,
                         .raw = cell,
                         .eng = cell,
                         .quality = turn % 3 == 0 ? NULL : quality,
                         .generation = time,
                         .reception = time});
}

static void
arrivals_are_judged_the_same_without_bmi2(void **state)
{
    (void)state;
    struct limit_rig rig[2];
    for (int k = 0; k < 2; k++) {
        limit_rig_init(&rig[k], 2);
        for (uint32_t i = 0; i < 2; i++)
            limit_rig_range(limit_rig_rule(&rig[k], i), LIMIT_WARNING, 0, 5);
        rig[k].has_second = true;
        limit_rig_start(&rig[k]);
    }
    rig[1].engine->has_bmi2 = false;
    for (int turn = 0; turn < 200; turn++) {
        for (int k = 0; k < 2; k++)
            send_arrivals(&rig[k], turn);
        assert_string_equal(strbuf_get(&rig[0].log), strbuf_get(&rig[1].log));
    }
    struct limit_counters a = limit_engine_counters(rig[0].engine);
    struct limit_counters b = limit_engine_counters(rig[1].engine);
    assert_memory_equal(&a, &b, sizeof a);
    assert_true(a.changes > 400 && a.late > 0);
    uint64_t samples = 0;
    for (uint32_t i = 0; i < 2; i++) {
        samples += lane_samples(rig[0].engine->lane[LIMIT_REALTIME], i);
        assert_true(lane_samples(rig[0].engine->lane[LIMIT_REALTIME], i) ==
                    lane_samples(rig[1].engine->lane[LIMIT_REALTIME], i));
    }
    assert_true(samples == a.checked);
    for (int k = 0; k < 2; k++)
        limit_rig_fini(&rig[k]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds_are_exact_or_rounded_inwards),
        cmocka_unit_test(bounds_that_nothing_is_between_stay_so),
        cmocka_unit_test(bounds_that_are_floats_with_few_digits_are_exact),
        cmocka_unit_test(times_are_kept_when_the_table_is_cleared),
        cmocka_unit_test(packets_of_one_time_share_a_turn),
        cmocka_unit_test(samples_are_counted_beyond_what_a_record_holds),
        cmocka_unit_test(arrivals_are_judged_the_same_without_bmi2),
    };
    return check_run(tests);
}
