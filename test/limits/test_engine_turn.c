/*
 * test_engine_turn.c - does a packet show that its clock went back?
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/limit_rig.h"

#include "common/attr.h"

/* Two of the three are to be within 10 .. 50. */
static void
open_rig(struct limit_rig *rig)
{
    limit_rig_init(rig, 3);
    for (uint32_t i = 0; i < 2; i++)
        limit_rig_range(limit_rig_rule(rig, i), LIMIT_WARNING, 10, 50);
    limit_rig_start(rig);
}

static struct limit_samples
made_at(const struct limit_rig *rig, const mdb_cell *cell, double made,
    double received)
{
    return (struct limit_samples){.n = 3,
        .item = rig->layout,
        .is_static = true,
        .raw = cell,
        .eng = cell,
        .generation = limit_rig_time(made),
        .reception = limit_rig_time(received)};
}

static void
a_packet_that_shows_its_clock_went_back_is_known_before_it_counts(void **state)
{
    (void)state;
    static const struct {
        double made, received;
        bool is_back;
    } rows[] = {
        {1000, 1, false},
        {1001, 2, false},
        {10, 3, false},
        {11, 4, false},
        {12, 5, true},
        {13, 6, false},
    };
    const mdb_cell cell[3] = {mdb_cell_float(20), mdb_cell_float(20)};
    struct limit_rig rig;
    open_rig(&rig);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct limit_samples s =
            made_at(&rig, cell, rows[i].made, rows[i].received);
        /* Asked as often as one likes: nothing changes. */
        for (int k = 0; k < 5; k++)
            assert_int_equal(
                limit_engine_goes_back(rig.engine, &s), rows[i].is_back);
        const uint64_t turns = limit_engine_counters(rig.engine).turns;
        limit_engine_check(rig.engine, &s);
        assert_int_equal(
            limit_engine_counters(rig.engine).turns - turns, rows[i].is_back);
    }
    limit_rig_fini(&rig);
}

static void
packets_that_have_no_clock_of_their_own_never_go_back(void **state)
{
    (void)state;
    const mdb_cell cell[3] = {mdb_cell_float(20), mdb_cell_float(20)};
    struct limit_rig rig;
    open_rig(&rig);
    limit_engine_disable(rig.engine, 1, UTC_NONE);
    for (int i = 0; i < 4; i++) {
        const struct limit_samples s =
            made_at(&rig, cell, i < 2 ? 1000 + i : i, i);
        limit_engine_check(rig.engine, &s);
    }
    const struct limit_samples back = made_at(&rig, cell, 4, 4);
    assert_true(limit_engine_goes_back(rig.engine, &back));
    struct limit_samples s = back;
    s.n = 0;
    assert_false(limit_engine_goes_back(rig.engine, &s));
    s = back;
    s.mode = LIMIT_DUMP; /* nothing came of it */
    assert_false(limit_engine_goes_back(rig.engine, &s));
    s.mode = LIMIT_MODE_COUNT;
    assert_false(limit_engine_goes_back(rig.engine, &s));
    s = back;
    for (uint32_t container = 1; container != 0; container *= 65536) {
        s.container = container; /* there is one only */
        assert_false(limit_engine_goes_back(rig.engine, &s));
        limit_engine_check(rig.engine, &s);
    }
    s = back;
    s.generation = UTC_NONE; /* by reception: the same packet */
    assert_true(limit_engine_goes_back(rig.engine, &s));
    s.reception = UTC_NONE;
    assert_false(limit_engine_goes_back(rig.engine, &s));
    limit_rig_fini(&rig);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            a_packet_that_shows_its_clock_went_back_is_known_before_it_counts),
        cmocka_unit_test(packets_that_have_no_clock_of_their_own_never_go_back),
    };
    return check_run(tests);
}
