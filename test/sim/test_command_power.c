/*
 * test_command_power.c - what outlets and heaters do when they are told to.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/tc_rig.h"

static struct tc_rig r;

static void
each_is_executed_or_refused(void **state)
{
    (void)state;
    static const struct tc_case cases[] = {
        {"its own outlet", SIM_OUTLET, {OUTLET_DHS, 0}, 2,
            TC_NOT(BAD_ARGUMENT)},
        {"off", SIM_OUTLET, {OUTLET_RAD, 0}, 2, TC_OK},
        {"on", SIM_OUTLET, {OUTLET_RAD, 1}, 2, TC_OK},
        {"lamp", SIM_OUTLET, {OUTLET_LAMP, 1}, 2, TC_OK},
        {"not tripped", SIM_OUTLET_RESET, {OUTLET_RAD}, 2, TC_NOT(BUSY)},
        {"heater", SIM_HEATER_MODE, {HEATER_BASE, HEATER_OFF}, 2, TC_OK},
        {"edges", SIM_HEATER_LIMITS, {HEATER_BASE, 12.5, 14.25}, 2, TC_OK},
        {"low above high", SIM_HEATER_LIMITS, {HEATER_BASE, 15, 14}, 2,
            TC_NOT(BAD_ARGUMENT)},
        {"all", SIM_HTR_ALL_AUTO, {0}, 2, TC_OK},
    };
    tc_rig_init(&r, -40);
    tc_rig_cases(&r, cases, ARRAY_LEN(cases));
}

static void
an_outlet_that_trips_at_once_has_failed(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    (void)tc_rig_do(&r, SIM_OUTLET, tc_call(OUTLET_SPB, 0, 0), 2);
    r.m.power.lcl[OUTLET_SPB].extra_w = 200;
    assert_int_equal(
        tc_rig_do(&r, SIM_OUTLET, tc_call(OUTLET_SPB, 1, 0), 2).result,
        RESULT_FAILED);
    assert_int_equal(
        tc_rig_do(&r, SIM_OUTLET, tc_call(OUTLET_SPB, 1, 0), 2).result,
        RESULT_BUSY); /* tripped */
    assert_int_equal(
        tc_rig_do(&r, SIM_OUTLET_RESET, tc_call(OUTLET_SPB, 0, 0), 2).result,
        RESULT_OK);
    assert_int_equal(r.m.power.lcl[OUTLET_SPB].state, LCL_OFF);
}

static void
edges_arrive_as_they_were_sent(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    (void)tc_rig_do(
        &r, SIM_HEATER_LIMITS, tc_call(HEATER_SPA, -12.35, 14.25), 2);
    assert_true(fabs(r.m.thermal.heater[HEATER_SPA].low_degc + 12.35) < 1e-9);
    assert_true(fabs(r.m.thermal.heater[HEATER_SPA].high_degc - 14.25) < 1e-9);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_executed_or_refused),
        cmocka_unit_test(an_outlet_that_trips_at_once_has_failed),
        cmocka_unit_test(edges_arrive_as_they_were_sent),
    };
    return check_run(tests);
}
