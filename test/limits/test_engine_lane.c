/*
 * test_engine_lane.c - where the engine keeps what it knows of items.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/limit_rig.h"

#include "limits/engine_priv.h"

static void
items_of_a_container_without_layout_are_found_in_its_entries(void **state)
{
    (void)state;
    const struct mdb_param param[] = {{.first_item = 0, .n_items = 1},
        {.first_item = 1, .n_items = 3}, {.first_item = 4, .n_items = 1}};
    const struct mdb_entry base[] = {{.kind = MDB_ENTRY_PARAM, .ref = 0}};
    const struct mdb_entry own[] = {{.kind = MDB_ENTRY_PARAM, .ref = 1},
        {.kind = MDB_ENTRY_FIXED}, {.kind = MDB_ENTRY_CONTAINER, .ref = 2}};
    static const uint32_t layout[] = {4};
    const struct mdb_container container[] = {
        {.base = MDB_NIL, .entry = base, .n_entries = 1},
        {.base = 0, .entry = own, .n_entries = 3},
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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            items_of_a_container_without_layout_are_found_in_its_entries),
        cmocka_unit_test(
            an_item_of_two_containers_has_its_bounds_in_its_record),
    };
    return check_run(tests);
}
