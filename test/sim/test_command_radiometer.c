/*
 * test_command_radiometer.c - what the radiometer does when it is told to.
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
        {"cavity while measuring", SIM_RAD_CAVITY, {1}, 2, TC_NOT(BUSY)},
        {"phase", SIM_RAD_PHASE, {60}, 2, TC_OK},
        {"stop", SIM_RAD_STOP, {0}, 2, TC_OK},
        {"cavity", SIM_RAD_CAVITY, {1}, 3, TC_OK},
        {"run", SIM_RAD_RUN, {0}, 3, TC_OK},
        {"stop", SIM_RAD_STOP, {0}, 2, TC_OK},
        {"power off", SIM_OUTLET, {OUTLET_RAD, 0}, 2, TC_OK},
        {"run without power", SIM_RAD_RUN, {0}, 2, TC_NOT(NO_POWER)},
        {"power on", SIM_OUTLET, {OUTLET_RAD, 1}, 2, TC_OK},
        {"run after warming up", SIM_RAD_RUN, {0}, 150, TC_OK},
    };
    tc_rig_init(&r, -40);
    tc_rig_cases(&r, cases, ARRAY_LEN(cases));
}

static void
phases_last_as_long_as_told(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    (void)tc_rig_do(&r, SIM_RAD_PHASE, tc_call(60, 0, 0), 2);
    double longest = 0;
    tc_rig_run(&r, 120);
    for (int i = 0; i < 2000; i++) {
        tc_rig_run(&r, 0.1);
        longest = fmax(longest, r.m.rad.phase_s);
    }
    assert_true(longest > 59 && longest < 60.5);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_executed_or_refused),
        cmocka_unit_test(phases_last_as_long_as_told),
    };
    return check_run(tests);
}
