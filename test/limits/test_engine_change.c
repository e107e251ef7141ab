/*
 * test_engine_change.c - changes, values that are stuck, and spikes.
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
changes_are_judged_beside_ranges(void **state)
{
    (void)state;
    static const struct limit_told rows[] = {
        {0, 20, "P0 not-received>normal"},
        {1, 25, ""},
        {2, 31, "P0 normal>severe-high"},
        {3, 31, "P0 severe-high>normal"},
        {4, NAN, "P0 normal>nan"},
        {5, 36, "P0 nan>normal"}, /* against 31 */
        {6, 52, "P0 normal>severe-high"},
        {7, 52, "P0 severe-high>warning-high"},
    };
    struct limit_rig rig;
    struct mdb_alarm *a = limit_rig_alarm(open_rig(&rig));
    a->change.span = MDB_CHANGE_PER_SAMPLE;
    a->change.span_samples = 1;
    a->change.ranges.is_given = a->change.ranges.has[LIMIT_SEVERE] = true;
    a->change.ranges.range[LIMIT_SEVERE] =
        (struct mdb_range){.min = -5, .max = 5};
    limit_rig_start(&rig);
    LIMIT_STORY(&rig, rows);
    limit_engine_expire(rig.engine, LIMIT_REALTIME, 0, limit_rig_time(8));
    limit_rig_one(&rig, 9, 0, 20); /* nothing to compare with */
    limit_rig_expect(&rig, "P0 warning-high>expired; P0 expired>normal");
    limit_rig_fini(&rig);
}

static void
a_stuck_value_is_seen_after_its_time(void **state)
{
    (void)state;
    static const struct limit_told rows[] = {
        {0, 20, "P0 not-received>normal"},
        {9.9, 20, ""},
        {10, 20, "P0 normal>distress"},
        {11, 20, ""},
        {12, 20.5, "P0 distress>normal"},
        {21.9, 20.5, ""},
        {22, 20.5, "P0 normal>distress"},
    };
    struct limit_rig rig;
    struct limit_rule *r = open_rig(&rig);
    r->stuck_ns = 10 * NS_PER_S;
    r->stuck_level = LIMIT_DISTRESS;
    limit_rig_start(&rig);
    LIMIT_STORY(&rig, rows);
    limit_rig_fini(&rig);
}

static void
stuck_texts_are_compared_by_their_bytes(void **state)
{
    (void)state;
    struct limit_rig rig;
    struct limit_rule *r = open_rig(&rig);
    rig.type[0].raw_kind = rig.type[0].eng_kind = MDB_STRING;
    rig.alarm[0].ranges.is_given = false;
    r->stuck_ns = 2 * NS_PER_S;
    r->stuck_level = LIMIT_WATCH;
    limit_rig_start(&rig);
    static const struct {
        const char *blob;
        uint32_t at;
    } rows[] = {{"same", 0}, {"xsame", 1}, {"..same", 2}, {"some", 0}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        uint32_t item = 0;
        mdb_cell cell = mdb_cell_span(rows[i].at, 4);
        struct limit_samples s = {.container = MDB_NIL,
            .n = 1,
            .item = &item,
            .raw = &cell,
            .eng = &cell,
            .blob = rows[i].blob,
            .blob_len = strlen(rows[i].blob),
            .generation = limit_rig_time((double)i)};
        limit_engine_check(rig.engine, &s);
    }
    limit_rig_expect(
        &rig, "P0 not-received>normal; P0 normal>watch; P0 watch>normal");
    limit_rig_fini(&rig);
}

static void
a_spike_is_ignored_once_and_a_step_is_not(void **state)
{
    (void)state;
    static const struct limit_told rows[] = {
        {0, 20, "P0 not-received>normal"},
        {1, 90, ""}, /* waits */
        {2, 21, ""}, /* it was a spike */
        {3, 90, ""},
        {4, 91, "P0 normal>warning-high"}, /* a step: told with its time */
        {5, 20, ""},
        {6, 21, "P0 warning-high>normal"},
        {7, 90, ""},
        {8, 20, ""},
        {9, 30, ""}, /* exactly as far: no spike */
        {10, 60, ""},
        {11, NAN, "P0 normal>nan"},
        {12, 60, "P0 nan>warning-high"},
    };
    struct limit_rig rig;
    open_rig(&rig)->spike = 10;
    limit_rig_start(&rig);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        limit_rig_one(&rig, rows[i].second, 0, rows[i].value);
        limit_rig_expect(&rig, rows[i].told);
        if (i == 4)
            assert_int_equal(rig.last.generation.ns, limit_rig_time(3).ns);
    }
    limit_rig_fini(&rig);
}

static void
two_spikes_in_a_row_are_not_ignored_for_ever(void **state)
{
    (void)state;
    static const struct limit_told rows[] = {
        {0, 20, "P0 not-received>normal"},
        {1, 90, ""},
        {2, -90, "P0 normal>warning-low"},
        {3, 90, ""},
        {4, -90, ""},
        {5, 20, ""},
        {6, 20, "P0 warning-low>normal"},
    };
    struct limit_rig rig;
    open_rig(&rig)->spike = 10;
    limit_rig_start(&rig);
    LIMIT_STORY(&rig, rows);
    limit_rig_fini(&rig);
}

/* What they are the same by: the bytes that the cell names, if there are. */
static void
texts_are_the_same_by_exactly_their_bytes(void **state)
{
    (void)state;
    static const char buffer[] = "same.some.sameX";
    static const struct {
        const char *label;
        struct {
            const char *blob;
            size_t blob_len;
            uint32_t at, len;
        } text[2];
        bool is_same;
    } rows[] = {
        {"at two places", {{buffer, 14, 0, 4}, {buffer, 14, 10, 4}}, true},
        {"different", {{buffer, 14, 0, 4}, {buffer, 14, 5, 4}}, false},
        {"one is longer", {{buffer, 15, 0, 4}, {buffer, 15, 10, 5}}, false},
        {"what follows is different", {{buffer, 9, 0, 4}, {buffer, 15, 10, 4}},
            true},
        {"to the last byte", {{buffer, 9, 5, 4}, {buffer, 9, 0, 4}}, false},
        {"empty ones", {{buffer, 9, 9, 0}, {buffer, 9, 0, 0}}, true},
        {"beyond the end is empty", {{buffer, 4, 5, 4}, {buffer, 4, 0, 0}},
            true},
        {"half beyond the end is empty", {{buffer, 4, 2, 4}, {buffer, 4, 0, 0}},
            true},
        {"no bytes at all", {{NULL, 9, 0, 4}, {buffer, 9, 0, 0}}, true},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct limit_rig rig;
        struct limit_rule *r = open_rig(&rig);
        rig.type[0].raw_kind = rig.type[0].eng_kind = MDB_STRING;
        rig.alarm[0].ranges.is_given = false;
        r->stuck_ns = 1 * NS_PER_S;
        r->stuck_level = LIMIT_WATCH;
        limit_rig_start(&rig);
        for (size_t k = 0; k < 2; k++) {
            const uint32_t item = 0;
            const mdb_cell cell =
                mdb_cell_span(rows[i].text[k].at, rows[i].text[k].len);
            const struct limit_samples s = {.container = MDB_NIL,
                .n = 1,
                .item = &item,
                .eng = &cell,
                .blob = rows[i].text[k].blob,
                .blob_len = rows[i].text[k].blob_len,
                .generation = limit_rig_time((double)k)};
            limit_engine_check(rig.engine, &s);
        }
        const limit_state now =
            limit_engine_state(rig.engine, LIMIT_REALTIME, 0);
        if (limit_state_is_out(now) != rows[i].is_same)
            fail_msg("%s: %s", rows[i].label, limit_state_str(now));
        limit_rig_fini(&rig);
    }
}

static void
without_a_time_nothing_is_stuck(void **state)
{
    (void)state;
    struct limit_rig rig;
    struct limit_rule *r = open_rig(&rig);
    r->spike = 10; /* each sample is looked at */
    r->stuck_level = LIMIT_SEVERE;
    limit_rig_start(&rig);
    for (int i = 0; i < 5; i++)
        limit_rig_one(&rig, i, 0, 20);
    limit_rig_expect(&rig, "P0 not-received>normal");
    limit_rig_fini(&rig);
}

/* P1 says which of two rules holds. */
static void
a_spike_is_none_where_the_rule_was_another_one_before(void **state)
{
    (void)state;
    struct limit_rig rig;
    struct limit_rule *r = open_rig(&rig);
    r->spike = 10;
    limit_rig_when(r, 1, 1);
    r = limit_rig_rule(&rig, 0);
    limit_rig_range(r, LIMIT_WARNING, 10, 50);
    r->spike = 10;
    limit_rig_start(&rig);
    limit_rig_packet(&rig, 0, (double[]){20, 1, 0});
    limit_rig_expect(&rig, "P0 not-received>normal");
    limit_rig_packet(&rig, 1, (double[]){60, 2, 0}); /* nothing before it */
    limit_rig_expect(&rig, "P0 normal>warning-high");
    limit_rig_packet(&rig, 2, (double[]){20, 2, 0}); /* waits */
    limit_rig_expect(&rig, "");
    limit_rig_fini(&rig);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_are_judged_beside_ranges),
        cmocka_unit_test(a_stuck_value_is_seen_after_its_time),
        cmocka_unit_test(stuck_texts_are_compared_by_their_bytes),
        cmocka_unit_test(a_spike_is_ignored_once_and_a_step_is_not),
        cmocka_unit_test(two_spikes_in_a_row_are_not_ignored_for_ever),
        cmocka_unit_test(texts_are_the_same_by_exactly_their_bytes),
        cmocka_unit_test(without_a_time_nothing_is_stuck),
        cmocka_unit_test(a_spike_is_none_where_the_rule_was_another_one_before),
    };
    return check_run(tests);
}
