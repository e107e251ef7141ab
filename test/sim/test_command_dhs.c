/*
 * test_command_dhs.c - what the computer does when it is told to.
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
        {"mode that cannot follow", SIM_MODE, {MODE_SERVICE}, 2,
            TC_NOT(WRONG_MODE)},
        {"mode it is in", SIM_MODE, {MODE_SCIENCE}, 2, TC_OK},
        {"image outside SERVICE", SIM_BOOT_IMAGE, {1}, 2, TC_NOT(WRONG_MODE)},
        {"watchdog off outside SERVICE", SIM_WATCHDOG, {0}, 2,
            TC_NOT(WRONG_MODE)},
        {"watchdog on", SIM_WATCHDOG, {1}, 2, TC_OK},
        {"restart in SCIENCE", SIM_REBOOT, {0}, 2, TC_NOT(WRONG_MODE)},
        {"clock", SIM_TIME_SYNC, {0}, 6, TC_OK},
        {"drift", SIM_TIME_DRIFT, {0.5}, 2, TC_OK},
        {"schedule", SIM_AUTO, {0}, 2, TC_OK},
        {"diagnostics", SIM_DIAGNOSTICS, {1}, 2, TC_OK},
        {"fast", SIM_HK_RATE, {1}, 2, TC_OK},
        {"filter", SIM_EVENT_FILTER, {SEVERITY_LOW}, 2, TC_OK},
        {"monitor", SIM_MONITOR, {MONITOR_BUS_V, 1}, 2, TC_OK},
        {"delete what is open", SIM_STORE_DELETE, {1}, 3, TC_NOT(NOT_ALLOWED)},
        {"close", SIM_STORE_CLOSE, {1}, 3, TC_OK},
        {"delete", SIM_STORE_DELETE, {1}, 4, TC_OK},
        {"send what is empty", SIM_DOWNLINK_START, {1}, 3, TC_NOT(NOT_ALLOWED)},
        {"open", SIM_STORE_OPEN, {1}, 3, TC_OK},
        {"send", SIM_DOWNLINK_START, {0}, 3, TC_OK},
        {"send nothing", SIM_DOWNLINK_STOP, {0}, 3, TC_OK},
        {"counters", SIM_COUNTERS_RESET, {0}, 2, TC_OK},
        {"to STANDBY", SIM_MODE, {MODE_STANDBY}, 3, TC_OK},
        {"to SERVICE", SIM_MODE, {MODE_SERVICE}, 3, TC_OK},
        {"image B", SIM_BOOT_IMAGE, {1}, 3, TC_OK},
        {"watchdog off", SIM_WATCHDOG, {0}, 3, TC_OK},
        {"restart", SIM_REBOOT, {0}, 40, TC_OK},
    };
    tc_rig_init(&r, -40);
    tc_rig_cases(&r, cases, ARRAY_LEN(cases));
}

static void
a_closed_partition_takes_nothing_and_nothing_is_sent_when_stopped(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    (void)tc_rig_do(&r, SIM_DOWNLINK_STOP, tc_call(0, 0, 0), 3);
    (void)tc_rig_do(&r, SIM_STORE_CLOSE, tc_call(1, 0, 0), 3);
    double closed_kb = r.m.dhs.partition[1].used_kb;
    double open_kb = r.m.dhs.partition[2].used_kb;
    tc_rig_run(&r, 10);
    assert_int_equal(r.m.dhs.partition[1].state, PARTITION_CLOSED);
    assert_true(r.m.dhs.partition[1].used_kb == closed_kb);
    assert_true(r.m.dhs.partition[2].used_kb > open_kb);
    assert_true(r.m.dhs.downlink_kb_s == 0);
    (void)tc_rig_do(&r, SIM_DOWNLINK_START, tc_call(0, 0, 0), 3);
    tc_rig_run(&r, 1);
    assert_int_equal(r.m.dhs.partition[0].state, PARTITION_DOWNLINK);
}

static void
a_restart_takes_the_image_that_was_chosen(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    uint32_t boots = r.m.dhs.boots;
    (void)tc_rig_do(&r, SIM_MODE, tc_call(MODE_STANDBY, 0, 0), 3);
    (void)tc_rig_do(&r, SIM_MODE, tc_call(MODE_SERVICE, 0, 0), 3);
    (void)tc_rig_do(&r, SIM_BOOT_IMAGE, tc_call(1, 0, 0), 3);
    assert_string_equal(r.m.dhs.version, "SIF-FSW 3.2.1");
    (void)tc_rig_do(&r, SIM_REBOOT, tc_call(0, 0, 0), 40);
    assert_string_equal(r.m.dhs.version, "SIF-FSW 3.1.9");
    assert_int_equal(r.m.dhs.boots, boots + 1);
    assert_int_equal(r.m.dhs.mode, MODE_SAFE);
    assert_false(power_is_on(&r.m.power, OUTLET_SPA));
}

static void
an_observation_has_a_name_of_printable_characters(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    struct command_call call = {.len = COMMAND_TEXT};
    memcpy(call.data, "SOLAR FLARE", 11);
    assert_int_equal(tc_rig_do(&r, SIM_LABEL, call, 2).result, RESULT_OK);
    assert_string_equal(r.m.dhs.label, "SOLAR FLARE");
    call.data[3] = '\n';
    assert_int_equal(
        tc_rig_do(&r, SIM_LABEL, call, 2).result, RESULT_BAD_ARGUMENT);
    assert_string_equal(r.m.dhs.label, "SOLAR FLARE");
}

static void
events_below_the_filter_are_counted(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    (void)tc_rig_do(&r, SIM_EVENT_FILTER, tc_call(SEVERITY_HIGH, 0, 0), 2);
    while (dhs_event_next(&r.m.dhs))
        continue;
    (void)tc_rig_do(&r, SIM_MODE, tc_call(MODE_SAFE, 0, 0), 2);
    assert_false(dhs_event_next(&r.m.dhs));
    assert_true(r.m.dhs.events_filtered > 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_executed_or_refused),
        cmocka_unit_test(
            a_closed_partition_takes_nothing_and_nothing_is_sent_when_stopped),
        cmocka_unit_test(a_restart_takes_the_image_that_was_chosen),
        cmocka_unit_test(an_observation_has_a_name_of_printable_characters),
        cmocka_unit_test(events_below_the_filter_are_counted),
    };
    return check_run(tests);
}
