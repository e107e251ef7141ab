/*
 * test_tables.c - copies of parameter tables and what is in use.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/tables.h"

#include "support/tc_rig.h"

static struct sim_model m;

static void
start(void)
{
    struct sim_config config = rig_config("2026-11-20T10:00:00Z", -40, 0);
    sim_model_init(&m, &config);
}

static void
as_delivered_the_copy_is_what_is_in_use(void **state)
{
    (void)state;
    start();
    double slew = m.pointing.slew_deg_s, settle = m.rad.settle_s;
    for (int i = 0; i < TABLE_COUNT; i++) {
        assert_int_equal(m.table[i].state, TABLE_DELIVERED);
        uint32_t sum = m.table[i].sum;
        tables_select(&m, (enum tables_id)i);
        tables_default(&m, (enum tables_id)i);
        assert_int_equal(m.table[i].sum, sum);
    }
    assert_true(fabs(m.pointing.slew_deg_s - slew) < 1e-9);
    assert_true(fabs(m.rad.settle_s - settle) < 1e-9);
}

static void
a_copy_is_written_without_effect(void **state)
{
    (void)state;
    start();
    uint32_t sum = m.table[TABLE_RAD].sum;
    assert_true(tables_set(&m, TABLE_RAD, 0, 30));
    assert_int_equal(m.table[TABLE_RAD].state, TABLE_CHANGED);
    assert_int_not_equal(m.table[TABLE_RAD].sum, sum);
    assert_true(m.rad.settle_s == RADIOMETER_SETTLE_S);
    tables_select(&m, TABLE_RAD);
    assert_true(m.rad.settle_s == 30);
}

static void
values_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    start();
    assert_false(tables_set(&m, TABLE_PTG, 0, 0));
    assert_false(tables_set(&m, TABLE_PTG, 0, (double)NAN));
    assert_false(tables_set(&m, TABLE_SPA, 0, 5));
    assert_true(tables_set(&m, TABLE_SPA, 7, -3)); /* has no meaning yet */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_delivered_the_copy_is_what_is_in_use),
        cmocka_unit_test(a_copy_is_written_without_effect),
        cmocka_unit_test(values_that_make_no_sense_are_refused),
    };
    return check_run(tests);
}
