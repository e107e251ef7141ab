/*
 * test_schedule.c - science by day, calibration by night, all by itself.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/schedule.h"

#include "common/attr.h"
#include "support/sim_rig.h"

static struct sim_model m;

static void
start(double noon_deg, double run_in_s)
{
    struct sim_config config =
        rig_config("2026-11-20T10:00:00Z", noon_deg, run_in_s);
    sim_model_init(&m, &config);
}

static void
an_orbit_goes_through_all_steps_in_order(void **state)
{
    (void)state;
    start(-70, 0);
    static const enum schedule_step want[] = {SCHEDULE_STOW, SCHEDULE_DARK,
        SCHEDULE_PREPARE, SCHEDULE_ACQUIRE, SCHEDULE_SCIENCE, SCHEDULE_STOW,
        SCHEDULE_DARK, SCHEDULE_LAMP, SCHEDULE_DARK};
    size_t n = 0;
    enum schedule_step was = SCHEDULE_NONE;
    for (int i = 0; i < 4500 && n < ARRAY_LEN(want); i++) {
        rig_run(&m, 1);
        if (m.schedule.step == was)
            continue;
        was = m.schedule.step;
        assert_int_equal(was, want[n++]);
    }
    assert_int_equal(n, ARRAY_LEN(want));
}

static void
a_fresh_model_does_science_and_stays_at_it(void **state)
{
    (void)state;
    struct sim_config config = rig_config("2026-11-20T10:00:00Z", -42, 5570);
    sim_model_init(&m, &config);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(m.dhs.mode, MODE_SCIENCE);
        assert_int_equal(m.pointing.mode, POINTING_TRACK);
        assert_true(m.sp[0].is_running && m.sp[1].is_running);
        assert_true(m.rad.is_running && m.rad.has_result);
        rig_run(&m, 60);
    }
}

static void
nothing_is_refused_on_its_own_schedule(void **state)
{
    (void)state;
    start(-42, 600);
    m.dhs.commands_refused = 0;
    rig_run(&m, 6000);
    assert_int_equal(m.dhs.commands_refused, 0);
    assert_true(m.dhs.commands_accepted > 40);
    assert_int_equal(m.pointing.lost, 0);
}

static void
without_the_schedule_nothing_is_done(void **state)
{
    (void)state;
    start(-42, 600);
    assert_int_equal(rig_command(&m, SIM_AUTO, 1, 0, 0, 0), RESULT_OK);
    uint32_t before = m.dhs.commands_received;
    rig_run(&m, 2400);
    assert_int_equal(m.dhs.commands_received, before);
    assert_int_equal(m.dhs.mode, MODE_SCIENCE);
    assert_int_equal(rig_command(&m, SIM_AUTO, 1, 1, 0, 0), RESULT_OK);
    rig_run(&m, 10);
    assert_int_equal(m.schedule.step, SCHEDULE_STOW);
}

static void
a_sun_out_of_reach_means_no_science(void **state)
{
    (void)state;
    struct sim_config config = rig_config("2026-11-20T10:00:00Z", -42, 0);
    config.beta_deg = -60;
    sim_model_init(&m, &config);
    for (int i = 0; i < 560; i++) {
        rig_run(&m, 10);
        assert_int_not_equal(m.dhs.mode, MODE_SCIENCE);
    }
}

static void
the_time_to_the_window_counts_down(void **state)
{
    (void)state;
    start(-90, 0);
    rig_run(&m, 1);
    double left = m.schedule.window_s;
    assert_near(left, 40 / 360.0 * m.orbit.period_s, 3);
    rig_run(&m, 100);
    assert_near(m.schedule.window_s, left - 100, 1);
    rig_run(&m, left - 90);
    assert_near(m.schedule.window_s, 0, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_orbit_goes_through_all_steps_in_order),
        cmocka_unit_test(a_fresh_model_does_science_and_stays_at_it),
        cmocka_unit_test(nothing_is_refused_on_its_own_schedule),
        cmocka_unit_test(without_the_schedule_nothing_is_done),
        cmocka_unit_test(a_sun_out_of_reach_means_no_science),
        cmocka_unit_test(the_time_to_the_window_counts_down),
    };
    return check_run(tests);
}
