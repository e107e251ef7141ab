/*
 * test_engine_lane.c - where the engine keeps what it knows of items.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/limit_rig.h"

#include "common/attr.h"
#include "common/xalloc.h"
#include "limits/engine_priv.h"

static void
items_of_a_container_without_layout_are_found_in_its_entries(void **state)
{
    (void)state;
    const struct mdb_param param[] = {{.first_item = 0, .n_items = 1},
        {.first_item = 1, .n_items = 3}, {.first_item = 4, .n_items = 1}};
    /* The entries of all containers stand in one array. */
    const struct mdb_entry entry[] = {{.kind = MDB_ENTRY_PARAM, .ref = 0},
        {.kind = MDB_ENTRY_PARAM, .ref = 1}, {.kind = MDB_ENTRY_FIXED},
        {.kind = MDB_ENTRY_CONTAINER, .ref = 2},
        {.kind = MDB_ENTRY_PARAM, .ref = 0}};
    static const uint32_t layout[] = {4};
    const struct mdb_container container[] = {
        {.base = MDB_NIL, .entry = entry, .n_entries = 1},
        {.base = 0, .entry = entry + 1, .n_entries = 3},
        {.base = MDB_NIL, .layout = layout, .n_layout = 1}};
    const struct mdb mdb = {.param = param,
        .n_params = 3,
        .container = container,
        .n_containers = 3};
    size_t n;
    uint32_t *item = container_items(&mdb, 1, &n);
    assert_int_equal(n, 5);
    for (uint32_t i = 0; i < n; i++)
        assert_int_equal(item[i], i);
    free(item);
}

static void
an_item_of_two_containers_has_its_bounds_in_its_record(void **state)
{
    (void)state;
    for (int has_second = 0; has_second < 2; has_second++) {
        struct limit_rig rig;
        limit_rig_init(&rig, 2);
        limit_rig_range(limit_rig_rule(&rig, 0), LIMIT_WARNING, 0, 5);
        rig.has_second = has_second != 0;
        limit_rig_start(&rig);
        limit_rig_packet(&rig, 1, (double[]){3, 0});
        const struct lane *lane = rig.engine->lane[LIMIT_REALTIME];
        int64_t in_record = record_bounds(&lane->record[0]).hi,
                in_column = lane->block[0]->hi[0];
        assert_true((has_second ? in_record : in_column) == key_of_double(5));
        assert_true((has_second ? in_column : in_record) != key_of_double(5));
        assert_int_equal(lane_time(lane, 0), limit_rig_time(1).ns);
        assert_true(lane_bytes(lane) > 2 * sizeof(struct record));
        limit_rig_fini(&rig);
    }
}

/* ---- a lane by itself ---------------------------------------------------- */

static void
nothing_was_received_when_a_lane_begins(void **state)
{
    (void)state;
    struct limit_rig rig;
    limit_rig_init(&rig, 3);
    limit_rig_range(limit_rig_rule(&rig, 0), LIMIT_WARNING, 0, 5);
    rig.has_second = true;
    limit_rig_start(&rig);
    struct lane *lane = lane_new(rig.engine, LIMIT_DUMP);
    for (uint32_t c = 0; c < 2; c++) {
        assert_true(lane->group[c].time_ns == INT64_MIN);
        assert_true(lane->group[c].newest_ns == INT64_MIN);
        assert_true(lane->group[c].timeline.newest_ns == INT64_MIN);
        assert_int_equal(lane->group[c].packets + lane->group[c].late, 0);
    }
    for (uint32_t i = 0; i < 3; i++) {
        assert_true(lane_time(lane, i) == INT64_MIN);
        assert_true(lane->from[i] == MDB_NIL);
        assert_int_equal(lane_samples(lane, i), 0);
        assert_null(lane_find_track(lane, i));
    }
    lane_free(&lane);
    assert_null(lane);
    lane_free(&lane);
    limit_rig_fini(&rig);
}

/* A column lets through what it has no reason to look at. */
static void
a_column_looks_at_items_that_have_rules_and_are_its_own(void **state)
{
    (void)state;
    static const bool looks_at[] = {
        false, /* stands in the other container, too */
        true,
        false, /* has no rules */
        false, /* was disabled before the first packet came */
        true,
    };
    struct limit_rig rig;
    limit_rig_init(&rig, ARRAY_LEN(looks_at));
    for (uint32_t i = 0; i < ARRAY_LEN(looks_at); i++)
        if (i != 2)
            limit_rig_range(limit_rig_rule(&rig, i), LIMIT_WARNING, 0, 5);
    rig.has_second = true;
    limit_rig_start(&rig);
    limit_engine_disable(rig.engine, 3, UTC_NONE);
    struct lane *lane = lane_new(rig.engine, LIMIT_REALTIME);
    const struct scan_block *b = lane_blocks(lane, 0);
    for (size_t i = 0; i < ARRAY_LEN(looks_at); i++) {
        int64_t lo = b[i / SCAN_LANES].lo[i % SCAN_LANES],
                hi = b[i / SCAN_LANES].hi[i % SCAN_LANES];
        assert_int_equal(lo > hi, looks_at[i]);
        assert_int_equal(lo == INT64_MIN && hi == INT64_MAX, !looks_at[i]);
    }
    assert_ptr_equal(lane_blocks(lane, 0), b);
    lane_free(&lane);
    limit_rig_fini(&rig);
}

static void
samples_are_counted_beyond_what_a_record_holds(void **state)
{
    (void)state;
    const uint32_t most = UINT32_MAX >> RECORD_COUNT_SHIFT;
    struct limit_rig rig;
    limit_rig_init(&rig, 3);
    limit_rig_range(limit_rig_rule(&rig, 0), LIMIT_WARNING, 0, 5);
    limit_rig_start(&rig);
    struct lane *lane = lane_new(rig.engine, LIMIT_REALTIME);
    for (uint32_t item = 0; item < 2; item++) {
        const uint32_t flags = lane->record[item].meta;
        for (uint32_t k = 0; k < most; k++)
            lane_note(lane, item, 0);
        assert_int_equal(lane_samples(lane, item), most);
        for (uint32_t k = 1; k <= 2; k++) {
            lane_note(lane, item, 0);
            assert_int_equal(lane_samples(lane, item), most + k);
        }
        lane->record[item].meta |= RECORD_FULL;
        lane_note(lane, item, 0);
        assert_int_equal(lane_samples(lane, item), 2 * ((uint64_t)most + 1));
        assert_int_equal(lane->record[item].meta, flags);
    }
    assert_int_equal(lane_samples(lane, 2), 0);
    lane_free(&lane);
    limit_rig_fini(&rig);
}

static void
a_jump_of_the_clock_restarts_what_counts_in_seconds(void **state)
{
    (void)state;
    struct limit_rig rig;
    limit_rig_init(&rig, 2);
    limit_rig_range(limit_rig_rule(&rig, 0), LIMIT_WARNING, 0, 5);
    limit_rig_start(&rig);
    struct lane *lane = lane_new(rig.engine, LIMIT_DUMP);
    struct track *t = lane_track(lane, 0);
    for (unsigned l = 0; l < LIMIT_LEVEL_COUNT; l++) {
        t->persistence.since[l] = 1;
        t->persistence.run[l] = 2;
    }
    t->has_before = t->is_held = true;
    lane_turn(lane, 0, 77, false);
    for (unsigned l = 0; l < LIMIT_LEVEL_COUNT; l++) {
        assert_int_equal(t->persistence.since[l], 77);
        assert_int_equal(t->persistence.run[l], 2); /* samples go on */
    }
    assert_false(t->has_before || t->is_held);
    assert_null(lane_find_track(lane, 1)); /* had nothing to restart */
    lane_free(&lane);
    limit_rig_fini(&rig);
}

/* ---- memory -------------------------------------------------------------- */

static void
a_column_has_a_block_for_each_four_values_begun(void **state)
{
    (void)state;
    for (uint32_t n = 1; n <= RIG_ITEMS; n++) {
        struct limit_rig rig;
        limit_rig_init(&rig, n);
        rig.has_second = true; /* of one value */
        limit_rig_start(&rig);
        struct lane *lane = lane_new(rig.engine, LIMIT_REALTIME);
        const size_t before = lane_bytes(lane);
        const size_t n_blocks = n <= SCAN_LANES ? 1 : 2;
        lane_blocks(lane, 0);
        assert_int_equal(
            lane_bytes(lane) - before, n_blocks * sizeof(struct scan_block));
        lane_blocks(lane, 1);
        assert_int_equal(lane_bytes(lane) - before,
            (n_blocks + 1) * sizeof(struct scan_block));
        lane_free(&lane);
        limit_rig_fini(&rig);
    }
}

static void
what_was_made_later_counts_as_memory_too(void **state)
{
    (void)state;
    enum {
        N = 2
    };
    struct limit_rig rig;
    limit_rig_init(&rig, N);
    for (uint32_t i = 0; i < N; i++) { /* each sample is remembered */
        struct limit_rule *r = limit_rig_rule(&rig, i);
        struct mdb_alarm *a = limit_rig_alarm(r);
        a->change.span = MDB_CHANGE_PER_SAMPLE;
        a->change.span_samples = 1;
        a->change.ranges.is_given = a->change.ranges.has[LIMIT_WARNING] = true;
        a->change.ranges.range[LIMIT_WARNING] =
            (struct mdb_range){.min = -5, .max = 5};
    }
    limit_rig_start(&rig);
    struct lane *lane = lane_new(rig.engine, LIMIT_REALTIME);
    const size_t bare = lane_bytes(lane);
    assert_true(bare > N * (sizeof *lane->record + sizeof *lane->slot));
    lane->more = xcalloc(N, sizeof *lane->more);
    assert_int_equal(lane_bytes(lane), bare + N * sizeof *lane->more);
    lane->stamp = xcalloc(N, sizeof *lane->stamp);
    assert_int_equal(lane_bytes(lane),
        bare + N * (sizeof *lane->more + sizeof *lane->stamp));
    lane_free(&lane);

    limit_rig_packet(&rig, 1, (double[]){1, 1});
    lane = rig.engine->lane[LIMIT_REALTIME];
    assert_int_equal(lane->n_tracks, N);
    const size_t full = lane_bytes(lane);
    size_t histories = 0;
    for (size_t i = 0; i < N; i++) {
        const size_t one = history_bytes(&lane->track[i].history);
        assert_true(one > 0);
        histories += one;
    }
    for (size_t i = 0; i < N; i++)
        history_fini(&lane->track[i].history);
    assert_int_equal(full - lane_bytes(lane), histories);
    limit_rig_packet(&rig, 2, (double[]){1, 1}); /* and it is all freed */
    assert_int_equal(lane_bytes(lane), full);
    limit_rig_fini(&rig);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            items_of_a_container_without_layout_are_found_in_its_entries),
        cmocka_unit_test(
            an_item_of_two_containers_has_its_bounds_in_its_record),
        cmocka_unit_test(nothing_was_received_when_a_lane_begins),
        cmocka_unit_test(
            a_column_looks_at_items_that_have_rules_and_are_its_own),
        cmocka_unit_test(samples_are_counted_beyond_what_a_record_holds),
        cmocka_unit_test(a_jump_of_the_clock_restarts_what_counts_in_seconds),
        cmocka_unit_test(a_column_has_a_block_for_each_four_values_begun),
        cmocka_unit_test(what_was_made_later_counts_as_memory_too),
    };
    return check_run(tests);
}
