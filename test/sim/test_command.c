/*
 * test_command.c - what commands do, and when they are refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>

#include "common/attr.h"
#include "support/sim_rig.h"

static struct sim_model m;

static void
start(void)
{
    struct sim_config config = rig_config("2026-11-20T10:00:00Z", -40, 600);
    sim_model_init(&m, &config);
    (void)rig_command(&m, SIM_AUTO, 1, 0, 0, 0);
    rig_run(&m, 1);
    while (dhs_report_next(&m.dhs))
        continue;
    while (dhs_event_next(&m.dhs))
        continue;
    assert_int_equal(m.dhs.mode, MODE_SCIENCE);
}

struct row {
    const char *label;
    enum sim_command id;
    size_t n;
    double arg[3];
    enum command_result want;
};

static const struct row rows[] = {
    {"no such command", 99, 0, {0}, RESULT_NO_SUCH_COMMAND},
    {"no command", SIM_NO_COMMAND, 0, {0}, RESULT_NO_SUCH_COMMAND},
    {"too few arguments", SIM_MODE, 0, {0}, RESULT_BAD_ARGUMENT},
    {"too many arguments", SIM_RAD_STOP, 1, {0}, RESULT_BAD_ARGUMENT},
    {"below the range", SIM_SP_EXPOSURE, 2, {0, 9}, RESULT_BAD_ARGUMENT},
    {"above the range", SIM_SP_EXPOSURE, 2, {0, 60001}, RESULT_BAD_ARGUMENT},
    {"not a number", SIM_SP_COOLER, 2, {0, NAN}, RESULT_BAD_ARGUMENT},
    {"no such spectrometer", SIM_SP_STOP, 1, {2}, RESULT_BAD_ARGUMENT},
    {"its own outlet", SIM_OUTLET, 2, {OUTLET_DHS, 0}, RESULT_BAD_ARGUMENT},
    {"low above high", SIM_HEATER_LIMITS, 3, {0, 20, 10}, RESULT_BAD_ARGUMENT},
    {"low equal high", SIM_HEATER_LIMITS, 3, {0, 20, 20}, RESULT_BAD_ARGUMENT},
    {"mode that cannot follow", SIM_MODE, 1, {MODE_SERVICE}, RESULT_WRONG_MODE},
    {"lamp without power", SIM_SP_RUN, 2, {0, SOURCE_LAMP}, RESULT_NO_POWER},
    {"cavity while measuring", SIM_RAD_CAVITY, 1, {1}, RESULT_BUSY},
    {"reset of what is not tripped", SIM_OUTLET_RESET, 1, {1}, RESULT_BUSY},
    {"dump outside", SIM_DUMP, 2, {0, 10}, RESULT_BAD_ARGUMENT},
};

static void
a_refusal_is_counted_reported_and_changes_nothing(void **state)
{
    (void)state;
    start();
    struct sim_model before = m;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct row *r = &rows[i];
        enum command_result got =
            sim_model_command(&m, SOURCE_GROUND, r->id, r->arg, r->n);
        if (got != r->want)
            fail_msg("%s: result %d", r->label, (int)got);
        assert_int_equal(m.dhs.commands_refused,
            before.dhs.commands_refused + (uint32_t)i + 1);
        assert_true(dhs_report_next(&m.dhs));
        assert_int_equal(m.dhs.report.stage, STAGE_ACCEPTED);
        assert_int_equal(m.dhs.report.result, r->want);
        assert_int_equal(m.dhs.report.command, r->id);
        assert_false(dhs_report_next(&m.dhs));
        assert_true(dhs_event_next(&m.dhs));
        assert_int_equal(m.dhs.event.id, DHS_EVENT_COMMAND_REFUSED);
    }
    m.dhs = before.dhs;
    assert_memory_equal(&m, &before, sizeof m);
}

static void
acceptance_and_completion_are_reported_with_their_count(void **state)
{
    (void)state;
    start();
    assert_int_equal(rig_command(&m, SIM_DIAGNOSTICS, 1, 1, 0, 0), RESULT_OK);
    assert_int_equal(rig_command(&m, SIM_SP_SCAN, 2, 0, 0, 0), RESULT_OK);
    static const enum dhs_stage want[] = {
        STAGE_ACCEPTED, STAGE_COMPLETED, STAGE_ACCEPTED, STAGE_COMPLETED};
    uint32_t first = 0;
    for (size_t i = 0; i < ARRAY_LEN(want); i++) {
        assert_true(dhs_report_next(&m.dhs));
        if (i == 0)
            first = m.dhs.report.count;
        assert_int_equal(m.dhs.report.stage, want[i]);
        assert_int_equal(m.dhs.report.count, first + i / 2);
        assert_int_equal(m.dhs.report.source, SOURCE_GROUND);
    }
    assert_true(m.dhs.has_diagnostics);
    assert_false(m.sp[0].scans);
}

static void
command_counts_wrap_at_14_bits(void **state)
{
    (void)state;
    start();
    m.dhs.command_count[SOURCE_GROUND] = 0x3fff;
    (void)rig_command(&m, SIM_POINT_HOLD, 0, 0, 0, 0);
    (void)rig_command(&m, SIM_POINT_HOLD, 0, 0, 0, 0);
    assert_true(dhs_report_next(&m.dhs));
    assert_int_equal(m.dhs.report.count, 0x3fff);
    assert_true(dhs_report_next(&m.dhs));
    assert_true(dhs_report_next(&m.dhs));
    assert_int_equal(m.dhs.report.count, 0);
}

static void
safe_mode_switches_the_instruments_off_and_back_on(void **state)
{
    (void)state;
    start();
    assert_int_equal(rig_command(&m, SIM_MODE, 1, MODE_SAFE, 0, 0), RESULT_OK);
    rig_run(&m, 5);
    assert_int_equal(m.dhs.mode, MODE_SAFE);
    assert_int_equal(m.pointing.mode, POINTING_OFF);
    assert_int_equal(m.sp[0].state, SPECTROMETER_OFF);
    assert_int_equal(m.rad.state, RADIOMETER_OFF);
    assert_false(m.sp[0].is_shutter_open);
    assert_true(power_is_on(&m.power, OUTLET_HTRA));
    assert_int_equal(
        rig_command(&m, SIM_POINT, 1, TARGET_SUN, 0, 0), RESULT_WRONG_MODE);
    assert_int_equal(
        rig_command(&m, SIM_MODE, 1, MODE_SCIENCE, 0, 0), RESULT_WRONG_MODE);
    assert_int_equal(
        rig_command(&m, SIM_MODE, 1, MODE_STANDBY, 0, 0), RESULT_OK);
    rig_run(&m, 5);
    assert_int_equal(m.pointing.mode, POINTING_HOLD);
    assert_int_equal(m.sp[0].state, SPECTROMETER_IDLE);
    assert_int_equal(
        rig_command(&m, SIM_MODE, 1, MODE_POINTING, 0, 0), RESULT_OK);
    assert_int_equal(rig_command(&m, SIM_MODE, 1, MODE_SCIENCE, 0, 0),
        RESULT_WRONG_MODE); /* it does not track */
    assert_int_equal(
        rig_command(&m, SIM_POINT, 1, TARGET_SUN, 0, 0), RESULT_OK);
    rig_run(&m, 200);
    assert_int_equal(
        rig_command(&m, SIM_MODE, 1, MODE_SCIENCE, 0, 0), RESULT_OK);
}

static void
commands_have_their_effect_in_telemetry(void **state)
{
    (void)state;
    start();
    (void)rig_command(&m, SIM_SP_STOP, 1, 0, 0, 0);
    assert_int_equal(rig_command(&m, SIM_SP_FILTER, 2, 0, 3, 0), RESULT_OK);
    assert_int_equal(rig_command(&m, SIM_SP_GRATING, 2, 0, 2, 0), RESULT_OK);
    assert_int_equal(rig_command(&m, SIM_SP_COOLER, 2, 0, -10, 0), RESULT_OK);
    assert_int_equal(rig_command(&m, SIM_SP_EXPOSURE, 2, 0, 500, 0), RESULT_OK);
    assert_int_equal(
        rig_command(&m, SIM_HEATER_LIMITS, 3, HEATER_BAT, 18, 20), RESULT_OK);
    assert_int_equal(
        rig_command(&m, SIM_HEATER_MODE, 2, HEATER_AZM, HEATER_OFF, 0),
        RESULT_OK);
    assert_int_equal(rig_command(&m, SIM_RAD_STOP, 0, 0, 0, 0), RESULT_OK);
    assert_int_equal(rig_command(&m, SIM_RAD_CAVITY, 1, 2, 0, 0), RESULT_OK);
    rig_run(&m, 900);
    assert_int_equal(m.sp[0].filter, 3);
    assert_int_equal(m.sp[0].grating, 2);
    assert_near(m.sp[0].det_degc, -10, 0.2);
    assert_int_equal(m.sp[0].exposure_ms, 500);
    assert_true(m.thermal.node_degc[NODE_BAT] > 16);
    assert_false(m.thermal.heater[HEATER_AZM].is_on);
    assert_int_equal(m.rad.cavity, 2);
}

static void
misuse_has_consequences(void **state)
{
    (void)state;
    start();
    /* the thermostat would keep it below 16 degC */
    (void)rig_command(&m, SIM_HEATER_MODE, 2, HEATER_BAT, HEATER_ON, 0);
    rig_run(&m, 5400);
    assert_true(m.thermal.node_degc[NODE_BAT] > 19);
    assert_near(m.thermal.heater[HEATER_BAT].duty, 100, 1);
    (void)rig_command(&m, SIM_OUTLET, 2, OUTLET_HTRA, 0, 0);
    rig_run(&m, 60);
    assert_false(m.thermal.heater[HEATER_BAT].is_on);
}

static void
counters_can_be_reset(void **state)
{
    (void)state;
    start();
    assert_int_equal(
        rig_command(&m, SIM_COUNTERS_RESET, 0, 0, 0, 0), RESULT_OK);
    assert_int_equal(m.dhs.eth_tx, 0);
    assert_int_equal(m.dhs.rt[0].messages, 0);
    assert_int_equal(m.dhs.commands_accepted, 1); /* this one */
    assert_near(m.power.energy_wh, 0, 0);
}

static void
names_and_numbers_of_arguments_are_told(void **state)
{
    (void)state;
    size_t n = 0;
    assert_string_equal(
        sim_command_name(SIM_HEATER_LIMITS, &n), "HEATER_LIMITS");
    assert_int_equal(n, 3);
    assert_null(sim_command_name(SIM_NO_COMMAND, &n));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refusal_is_counted_reported_and_changes_nothing),
        cmocka_unit_test(
            acceptance_and_completion_are_reported_with_their_count),
        cmocka_unit_test(command_counts_wrap_at_14_bits),
        cmocka_unit_test(safe_mode_switches_the_instruments_off_and_back_on),
        cmocka_unit_test(commands_have_their_effect_in_telemetry),
        cmocka_unit_test(misuse_has_consequences),
        cmocka_unit_test(counters_can_be_reset),
        cmocka_unit_test(names_and_numbers_of_arguments_are_told),
    };
    return check_run(tests);
}
