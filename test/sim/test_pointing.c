/*
 * test_pointing.c - slew, acquire, track, lose; stable at 10 Hz and at 1 Hz.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/pointing.h"

#include <math.h>

#include "common/attr.h"
#include "support/check.h"

struct rig {
    struct pointing p;
    struct orbit o;
    struct utc now;
    bool has_power;
};

static struct rig
rig(double noon_deg)
{
    struct rig r = {.has_power = true};
    assert_int_equal(utc_parse("2026-11-20T10:00:00Z", &r.now), ERR_OK);
    orbit_init(&r.o, r.now, 18, noon_deg);
    pointing_init(&r.p, 1);
    return r;
}

static void
run(struct rig *r, double seconds, double dt)
{
    for (double t = 0; t < seconds; t += dt) {
        r->now = utc_add_ns(r->now, (int64_t)(dt * 1e9));
        orbit_update(&r->o, r->now);
        pointing_step(&r->p, &r->o, r->has_power, dt);
    }
}

static void
it_finds_the_sun_and_stays_within_15_arcsec(void **state)
{
    (void)state;
    static const double steps[] = {0.1, 0.5, 1};
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        struct rig r = rig(-30);
        pointing_go(&r.p, TARGET_SUN);
        run(&r, 1, steps[i]);
        assert_int_equal(r.p.mode, POINTING_SLEW);
        run(&r, 180, steps[i]);
        assert_int_equal(r.p.mode, POINTING_TRACK);
        assert_true(r.p.is_on_target);
        run(&r, 300, steps[i]);
        assert_int_equal(r.p.mode, POINTING_TRACK);
        assert_true(r.p.jitter_arcsec < 15);
        assert_true(r.p.jitter_arcsec > 0.5);
        assert_near(pointing_transmission(&r.p), 1, 0);
        assert_near(r.p.motor[AXIS_EL].rate_deg_s, -0.065, 0.01);
        assert_true(r.p.track_s > 300);
        assert_int_equal(r.p.lost, 0);
    }
}

static void
slewing_keeps_to_rate_acceleration_and_range(void **state)
{
    (void)state;
    struct rig r = rig(0);
    static const enum pointing_target targets[] = {
        TARGET_SUN, TARGET_DARK, TARGET_STOW, TARGET_SUN};
    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        pointing_go(&r.p, targets[i]);
        double before[AXIS_COUNT] = {0};
        for (int k = 0; k < AXIS_COUNT; k++)
            before[k] = r.p.motor[k].rate_deg_s;
        for (int t = 0; t < 900; t++) {
            run(&r, 0.1, 0.1);
            for (int k = 0; k < AXIS_COUNT; k++) {
                const struct pointing_motor *m = &r.p.motor[k];
                assert_true(fabs(m->rate_deg_s) <= 0.9 + 1e-9);
                assert_true(
                    fabs(m->rate_deg_s - before[k]) <= 0.3 * 0.1 + 1e-9);
                assert_true(fabs(m->angle_deg) <= 50.5);
                before[k] = m->rate_deg_s;
            }
        }
    }
    assert_int_equal(r.p.slews, 4);
}

static void
a_dark_target_is_held_without_the_sun(void **state)
{
    (void)state;
    struct rig r = rig(0);
    pointing_go(&r.p, TARGET_DARK);
    run(&r, 200, 0.1);
    assert_int_equal(r.p.mode, POINTING_HOLD);
    assert_near(r.p.motor[AXIS_AZ].angle_deg, 25, 0.35);
    assert_near(r.p.motor[AXIS_EL].angle_deg, 20, 0.35);
    assert_true(r.p.is_brake_on);
    assert_near(pointing_transmission(&r.p), 0, 0);
}

static void
the_distance_to_the_sun_is_an_angle(void **state)
{
    (void)state;
    struct rig r = rig(-180);
    pointing_go(&r.p, TARGET_STOW);
    for (int i = 0; i < 556; i++) {
        run(&r, 10, 1);
        assert_true(r.p.off_axis_deg >= 0 && r.p.off_axis_deg <= 180);
    }
    /* the two formulae agree where they meet */
    pointing_hold(&r.p);
    run(&r, 0.1, 0.1);
    r.p.motor[AXIS_AZ].angle_deg = r.o.sun_az_deg;
    for (double d = 4.9; d < 5.2; d += 0.2) {
        r.p.motor[AXIS_AZ].angle_deg = r.o.sun_az_deg - d;
        r.p.motor[AXIS_EL].angle_deg = r.o.sun_el_deg;
        pointing_step(&r.p, &r.o, true, 0.1);
        if (fabs(r.o.sun_el_deg) < 50)
            assert_near(r.p.off_axis_deg, d, 0.05);
    }
}

static void
sunset_while_tracking_loses_the_sun_once(void **state)
{
    (void)state;
    struct rig r = rig(-10);
    pointing_go(&r.p, TARGET_SUN);
    run(&r, 120, 0.1);
    assert_int_equal(r.p.mode, POINTING_TRACK);
    /* the Sun leaves the range of the gimbal, later the sensor's field */
    run(&r, 1200, 0.1);
    assert_int_equal(r.p.mode, POINTING_LOST);
    assert_int_equal(r.p.lost, 1);
    assert_false(r.p.is_sun_valid);
    assert_false(r.p.is_on_target);
    assert_near(r.p.error_arcsec[0], 0, 0);
}

static void
an_offset_is_kept_beside_the_sun(void **state)
{
    (void)state;
    struct rig r = rig(-20);
    r.p.offset_deg[AXIS_AZ] = 1.5;
    pointing_go(&r.p, TARGET_SUN_OFFSET);
    run(&r, 200, 0.1);
    assert_int_equal(r.p.mode, POINTING_TRACK);
    assert_near(r.p.off_axis_deg, 1.5, 0.05);
    assert_near(r.p.error_arcsec[AXIS_AZ], -1.5 * 3600, 150);
    assert_near(pointing_transmission(&r.p), 0, 0.01);
}

static void
without_power_it_stands_still_with_the_brake_on(void **state)
{
    (void)state;
    struct rig r = rig(-20);
    pointing_go(&r.p, TARGET_SUN);
    run(&r, 5, 0.1);
    r.has_power = false;
    run(&r, 1, 0.1);
    double angle = r.p.motor[AXIS_EL].angle_deg;
    run(&r, 60, 0.1);
    assert_int_equal(r.p.mode, POINTING_OFF);
    assert_true(r.p.is_brake_on);
    assert_near(r.p.motor[AXIS_EL].angle_deg, angle, 0);
    assert_near(r.p.motor[AXIS_EL].amp, 0, 0);
    assert_near(pointing_watt(&r.p), 0, 0);
    r.has_power = true;
    run(&r, 1, 0.1);
    assert_int_equal(r.p.mode, POINTING_HOLD);
    assert_true(pointing_watt(&r.p) > 4);
}

static void
encoder_and_end_switches_tell_the_angle(void **state)
{
    (void)state;
    struct rig r = rig(-49.9);
    pointing_go(&r.p, TARGET_SUN);
    run(&r, 150, 0.1);
    const struct pointing_motor *el = &r.p.motor[AXIS_EL];
    assert_near(el->encoder_deg, el->angle_deg, 0.003);
    assert_near(el->turn_deg, el->encoder_deg, 1e-9);
    pointing_go(&r.p, TARGET_STOW);
    run(&r, 200, 0.1);
    assert_near(el->turn_deg, 325, 0.5);
    assert_false(el->is_at_low);
    r.p.motor[AXIS_EL].angle_deg = -50;
    pointing_hold(&r.p);
    run(&r, 0.1, 0.1);
    assert_true(el->is_at_low);
    assert_false(el->is_at_high);
}

static void
quadrants_add_up_to_the_light_and_lean_to_the_sun(void **state)
{
    (void)state;
    struct rig r = rig(0);
    r.p.motor[AXIS_AZ].angle_deg = r.o.sun_az_deg - 2; /* Sun at +az */
    r.p.motor[AXIS_EL].angle_deg = r.o.sun_el_deg;
    pointing_hold(&r.p);
    run(&r, 0.1, 0.1);
    const double *v = r.p.sun_volt;
    assert_near(v[0] + v[1] + v[2] + v[3], 3.6 * r.p.sun_intensity + 0.04, 0.1);
    assert_true(v[1] + v[3] > v[0] + v[2] + 0.5);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_finds_the_sun_and_stays_within_15_arcsec),
        cmocka_unit_test(slewing_keeps_to_rate_acceleration_and_range),
        cmocka_unit_test(a_dark_target_is_held_without_the_sun),
        cmocka_unit_test(the_distance_to_the_sun_is_an_angle),
        cmocka_unit_test(sunset_while_tracking_loses_the_sun_once),
        cmocka_unit_test(an_offset_is_kept_beside_the_sun),
        cmocka_unit_test(without_power_it_stands_still_with_the_brake_on),
        cmocka_unit_test(encoder_and_end_switches_tell_the_angle),
        cmocka_unit_test(quadrants_add_up_to_the_light_and_lean_to_the_sun),
    };
    return check_run(tests);
}
