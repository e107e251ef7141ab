/*
 * test_radiometer.c - the cavities give back the irradiance they are shown.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/radiometer.h"

#include <math.h>

#include "common/attr.h"
#include "support/check.h"

static void
run(struct radiometer *r, double sunlight, double sun_au, double seconds)
{
    for (double t = 0; t < seconds; t += 0.1)
        radiometer_step(r, true, sunlight, sun_au, 22, 0.1);
}

static struct radiometer
warm(void)
{
    struct radiometer r;
    radiometer_init(&r, 1);
    run(&r, 0, 1, 130);
    assert_int_equal(r.state, RADIOMETER_IDLE);
    assert_true(radiometer_run(&r));
    return r;
}

static void
it_measures_the_irradiance_at_each_distance(void **state)
{
    (void)state;
    static const double au[] = {0.983, 1, 1.017};
    for (size_t i = 0; i < ARRAY_LEN(au); i++) {
        struct radiometer r = warm();
        run(&r, 1, au[i], 200);
        assert_true(r.has_result);
        assert_near(r.irradiance, 1360.9 / (au[i] * au[i]), 1.0);
        assert_true(r.sigma > 0 && r.sigma < 2);
    }
}

static void
results_come_every_180_s_while_it_runs(void **state)
{
    (void)state;
    struct radiometer r = warm();
    uint32_t shutter = r.shutter_cycles;
    run(&r, 1, 1, 1000);
    assert_in_range(r.results, 5, 6);
    assert_in_range(r.shutter_cycles - shutter, 5, 6);
    assert_int_equal(r.cycles, r.results);
    radiometer_stop(&r);
    uint32_t before = r.results;
    run(&r, 1, 1, 400);
    assert_int_equal(r.results, before);
    assert_false(r.is_shutter_open);
    assert_int_equal(r.state, RADIOMETER_IDLE);
}

static void
electrical_power_gives_way_to_sunlight(void **state)
{
    (void)state;
    struct radiometer r = warm();
    run(&r, 1, 1, 85);
    double closed = r.heater_mw[0];
    assert_near(closed, 104.5, 0.3);
    run(&r, 1, 1, 60);
    assert_int_equal(r.state, RADIOMETER_OPEN);
    assert_near(closed - r.heater_mw[0], 68.05, 0.3);
    assert_near(r.heater_mw[1], 104.85, 0.3); /* its shutter stays closed */
    assert_near(r.heater_volt * r.heater_ma, r.heater_mw[0], 1e-6);
    assert_near(r.cavity_degc[0] - r.sink_degc, 1.05, 0.02);
}

static void
without_sunlight_the_result_is_nothing(void **state)
{
    (void)state;
    struct radiometer r = warm();
    run(&r, 0, 1, 200);
    assert_near(r.irradiance, 0, 1);
}

static void
without_power_it_is_off_and_warms_up_again(void **state)
{
    (void)state;
    struct radiometer r = warm();
    run(&r, 1, 1, 100);
    radiometer_step(&r, false, 1, 1, 22, 0.1);
    assert_int_equal(r.state, RADIOMETER_OFF);
    assert_false(r.is_shutter_open);
    assert_false(radiometer_run(&r));
    assert_near(radiometer_watt(&r), 0, 0);
    run(&r, 1, 1, 1);
    assert_int_equal(r.state, RADIOMETER_WARMUP);
    assert_true(radiometer_watt(&r) > 6);
}

static void
gain_is_high_while_measuring_and_gas_follows_the_sun(void **state)
{
    (void)state;
    struct radiometer r = warm();
    run(&r, 0, 1, 1000);
    double dark = r.pressure_hpa;
    assert_true(r.is_high_gain);
    run(&r, 1, 1, 1000);
    assert_true(r.pressure_hpa > 3 * dark && r.pressure_hpa < 1e-6);
    radiometer_stop(&r);
    run(&r, 1, 1, 1);
    assert_false(r.is_high_gain);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_measures_the_irradiance_at_each_distance),
        cmocka_unit_test(results_come_every_180_s_while_it_runs),
        cmocka_unit_test(electrical_power_gives_way_to_sunlight),
        cmocka_unit_test(without_sunlight_the_result_is_nothing),
        cmocka_unit_test(without_power_it_is_off_and_warms_up_again),
        cmocka_unit_test(gain_is_high_while_measuring_and_gas_follows_the_sun),
    };
    return check_run(tests);
}
