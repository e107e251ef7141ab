/*
 * test_command_spectrometer.c - what spectrometers do when they are told to.
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
        {"filter while running", SIM_SP_EXPOSE, {0, 2, SOURCE_SUN}, 2,
            TC_NOT(BUSY)},
        {"shutter while running", SIM_SP_SHUTTER, {0, 1}, 2, TC_NOT(BUSY)},
        {"stop", SIM_SP_STOP, {0}, 3, TC_OK},
        {"shutter", SIM_SP_SHUTTER, {0, 1}, 3, TC_OK},
        {"shutter", SIM_SP_SHUTTER, {0, 0}, 3, TC_OK},
        {"exposure", SIM_SP_EXPOSURE, {0, 1000}, 3, TC_OK},
        {"too fast", SIM_SP_CADENCE, {0, 3.2}, 3, TC_NOT(BAD_ARGUMENT)},
        {"cadence", SIM_SP_CADENCE, {0, 4.5}, 3, TC_OK},
        {"filter", SIM_SP_FILTER, {0, 3}, 30, TC_OK},
        {"grating", SIM_SP_GRATING, {0, 2}, 30, TC_OK},
        {"scan", SIM_SP_SCAN, {0, 0}, 3, TC_OK},
        {"bin", SIM_SP_BIN, {0, 1}, 3, TC_OK},
        {"three exposures", SIM_SP_EXPOSE, {0, 3, SOURCE_SUN}, 60, TC_OK},
        {"lamp without power", SIM_SP_EXPOSE, {0, 1, SOURCE_LAMP}, 3,
            TC_NOT(NO_POWER)},
        {"run", SIM_SP_RUN, {0, SOURCE_DARK}, 40, TC_OK},
        {"high voltage", SIM_SPA_HV, {400}, 40, TC_OK},
        {"cooler", SIM_SP_COOLER, {0, -17}, 600, TC_OK},
        {"cooler off", SIM_SP_TEC, {0, 0}, 3, TC_OK},
        {"cooler that is off", SIM_SP_COOLER, {0, -16}, 3, TC_FAIL(NO_POWER)},
        {"power off", SIM_OUTLET, {OUTLET_SPA, 0}, 3, TC_OK},
        {"run without power", SIM_SP_RUN, {0, SOURCE_DARK}, 3,
            TC_NOT(NO_POWER)},
        {"voltage without power", SIM_SPA_HV, {400}, 3, TC_NOT(NO_POWER)},
        {"to POINTING", SIM_MODE, {MODE_POINTING}, 3, TC_OK},
        {"expose in POINTING", SIM_SP_EXPOSE, {1, 1, SOURCE_DARK}, 3,
            TC_NOT(WRONG_MODE)},
        {"B by itself", SIM_SP_STOP, {1}, 3, TC_OK},
    };
    tc_rig_init(&r, -40);
    tc_rig_cases(&r, cases, ARRAY_LEN(cases));
}

static void
a_series_lasts_as_long_as_its_exposures_and_can_be_stopped(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    (void)tc_rig_do(&r, SIM_SP_STOP, tc_call(1, 0, 0), 3);
    uint32_t before = r.m.sp[1].exposures;
    assert_int_equal(
        tc_rig_do(&r, SIM_SP_EXPOSE, tc_call(1, 2, SOURCE_SUN), 60).result,
        RESULT_OK);
    assert_int_equal(r.m.sp[1].exposures, before + 2);
    assert_false(r.m.sp[1].is_running);
    const struct command_call many = tc_call(1, 500, SOURCE_SUN);
    tc_rig_send(&r, SIM_SP_EXPOSE, &many);
    tc_rig_run(&r, 20);
    assert_true(r.m.sp[1].series > 400);
    const struct command_call one = tc_call(1, 0, 0);
    r.n = 0;
    tc_rig_send(&r, SIM_SP_STOP, &one);
    tc_rig_run(&r, 2);
    bool was_aborted = false;
    for (size_t i = 0; i < r.n; i++)
        was_aborted |= r.report[i].command == SIM_SP_EXPOSE &&
                       r.report[i].result == RESULT_ABORTED;
    assert_true(was_aborted);
    assert_int_equal(r.m.sp[1].series, 0);
}

static void
windows_are_scanned_in_the_order_that_was_sent(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    struct command_call call = {.arg = {1, 3, 1, 0, 2}};
    assert_int_equal(tc_rig_do(&r, SIM_SP_SEQUENCE, call, 3).result, RESULT_OK);
    uint32_t seen[8], n = 0, last = r.m.sp[1].exposures;
    for (int i = 0; i < 3000 && n < 8; i++) {
        tc_rig_run(&r, 0.1);
        if (r.m.sp[1].exposures != last)
            seen[n++] = r.m.sp[1].spectrum.grating;
        last = r.m.sp[1].exposures;
    }
    assert_int_equal(n, 8);
    for (uint32_t i = 2; i < n; i++)
        assert_int_equal(seen[i], (uint32_t)call.arg[1 + (i - 1) % 4]);
}

static void
a_cooler_that_cannot_get_there_times_out(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    r.m.sp[0].cooling = 0.5;
    const struct dhs_report got =
        tc_rig_do(&r, SIM_SP_COOLER, tc_call(0, -30, 0), 1300);
    assert_int_equal(got.result, RESULT_TIMED_OUT);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_executed_or_refused),
        cmocka_unit_test(
            a_series_lasts_as_long_as_its_exposures_and_can_be_stopped),
        cmocka_unit_test(windows_are_scanned_in_the_order_that_was_sent),
        cmocka_unit_test(a_cooler_that_cannot_get_there_times_out),
    };
    return check_run(tests);
}
