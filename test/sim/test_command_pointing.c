/*
 * test_command_pointing.c - what the platform does when it is told to.
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
        {"sensor while tracking", SIM_SUN_SENSOR, {1}, 2, TC_NOT(BUSY)},
        {"calibrate", SIM_POINT_CAL, {0}, 40, TC_OK},
        {"to POINTING", SIM_MODE, {MODE_POINTING}, 3, TC_OK},
        {"hold", SIM_POINT_HOLD, {0}, 15, TC_OK},
        {"calibrate while holding", SIM_POINT_CAL, {0}, 2, TC_NOT(NOT_ALLOWED)},
        {"spare sensor", SIM_SUN_SENSOR, {1}, 3, TC_OK},
        {"back to the Sun", SIM_POINT, {TARGET_SUN}, 120, TC_OK},
        {"offset", SIM_POINT_OFFSET, {0.5, -0.5}, 3, TC_OK},
        {"beside the Sun", SIM_POINT, {TARGET_SUN_OFFSET}, 120, TC_OK},
        {"deep space", SIM_POINT, {TARGET_DARK}, 200, TC_OK},
        {"stow", SIM_POINT, {TARGET_STOW}, 200, TC_OK},
        {"power off", SIM_OUTLET, {OUTLET_PTG, 0}, 3, TC_OK},
        {"no power", SIM_POINT, {TARGET_SUN}, 3, TC_NOT(NO_POWER)},
        {"sensor without power", SIM_SUN_SENSOR, {0}, 3, TC_NOT(NO_POWER)},
        {"to SAFE", SIM_MODE, {MODE_SAFE}, 3, TC_OK},
        {"in SAFE", SIM_POINT, {TARGET_SUN}, 3, TC_NOT(WRONG_MODE)},
    };
    tc_rig_init(&r, -40);
    tc_rig_cases(&r, cases, ARRAY_LEN(cases));
}

static void
in_eclipse_the_sun_is_no_target(void **state)
{
    (void)state;
    static const struct tc_case cases[] = {
        {"power", SIM_OUTLET, {OUTLET_PTG, 1}, 3, TC_OK},
        {"Sun", SIM_POINT, {TARGET_SUN}, 3, TC_NOT(NOT_ALLOWED)},
        {"beside it", SIM_POINT, {TARGET_SUN_OFFSET}, 3, TC_NOT(NOT_ALLOWED)},
        {"deep space", SIM_POINT, {TARGET_DARK}, 200, TC_OK},
    };
    tc_rig_init(&r, 180);
    tc_rig_cases(&r, cases, ARRAY_LEN(cases));
}

static void
a_slew_that_loses_its_power_fails(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    const struct command_call stow = tc_call(TARGET_STOW, 0, 0);
    tc_rig_send(&r, SIM_POINT, &stow);
    tc_rig_run(&r, 3);
    (void)power_switch(&r.m.power, OUTLET_PTG, false);
    tc_rig_run(&r, 1);
    assert_true(r.n > 0);
    assert_int_equal(r.report[r.n - 1].result, RESULT_NO_POWER);
    assert_int_equal(r.report[r.n - 1].stage, STAGE_COMPLETED);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_executed_or_refused),
        cmocka_unit_test(in_eclipse_the_sun_is_no_target),
        cmocka_unit_test(a_slew_that_loses_its_power_fails),
    };
    return check_run(tests);
}
