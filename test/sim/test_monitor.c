/*
 * test_monitor.c - what the payload watches by itself.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/monitor.h"

#include "support/tc_rig.h"

static struct tc_rig r;

static void
band(enum monitor_reaction reaction, double low, double high)
{
    const struct command_call set = {
        .arg = {MONITOR_BUS_V, reaction, low, high}};
    assert_int_equal(tc_rig_do(&r, SIM_MONITOR_SET, set, 3).result, RESULT_OK);
    (void)tc_rig_do(&r, SIM_MONITOR, tc_call(MONITOR_BUS_V, 1, 0), 3);
}

static void
inside_of_its_band_nothing_happens(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    band(REACTION_SAFE, 27, 30);
    tc_rig_run(&r, 20);
    assert_int_equal(r.m.monitor[MONITOR_BUS_V].state, MONITOR_INSIDE);
    assert_int_equal(r.m.dhs.mode, MODE_SCIENCE);
}

static void
outside_there_is_an_event_once(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    band(REACTION_EVENT, 29, 30);
    tc_rig_run(&r, 1);
    assert_int_equal(r.m.monitor[MONITOR_BUS_V].state, MONITOR_INSIDE);
    tc_rig_run(&r, 20);
    assert_int_equal(r.m.monitor[MONITOR_BUS_V].state, MONITOR_OUTSIDE);
    assert_int_equal(r.m.dhs.mode, MODE_SCIENCE);
    unsigned n = 0;
    while (dhs_event_next(&r.m.dhs))
        n += r.m.dhs.event.id == DHS_EVENT_MONITOR;
    assert_int_equal(n, 1);
}

static void
told_so_it_makes_the_payload_safe(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    band(REACTION_SAFE, 29, 30);
    tc_rig_run(&r, 10);
    assert_int_equal(r.m.dhs.mode, MODE_SAFE);
}

static void
a_band_upside_down_is_refused(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    const struct command_call set = {
        .arg = {MONITOR_BUS_V, REACTION_EVENT, 30, 29}};
    assert_int_equal(
        tc_rig_do(&r, SIM_MONITOR_SET, set, 3).result, RESULT_BAD_ARGUMENT);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inside_of_its_band_nothing_happens),
        cmocka_unit_test(outside_there_is_an_event_once),
        cmocka_unit_test(told_so_it_makes_the_payload_safe),
        cmocka_unit_test(a_band_upside_down_is_refused),
    };
    return check_run(tests);
}
