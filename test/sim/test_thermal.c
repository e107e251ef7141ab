/*
 * test_thermal.c - energy is balanced, heaters hold, night cools.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/thermal.h"

#include <math.h>

#include "common/attr.h"
#include "support/check.h"

static const bool powered[2] = {true, true};
static const bool dead[2] = {false, false};

static struct orbit
lit(double illumination)
{
    return (struct orbit){.illumination = illumination,
        .zenith_cos = illumination > 0 ? 0.8 : -0.8,
        .sun_au = 1};
}

static void
run(struct thermal *t, const struct orbit *o, const bool power[2], double s)
{
    for (double at = 0; at < s; at += 1)
        thermal_step(t, o, power, 28, 1);
}

static void
stored_energy_is_what_comes_in_less_what_goes_out(void **state)
{
    (void)state;
    struct thermal t;
    thermal_init(&t, 1);
    t.heat_w[NODE_DHS] = 20;
    struct orbit o = lit(1);
    double before = thermal_energy_j(&t), net = 0;
    for (int i = 0; i < 3000; i++) {
        thermal_step(&t, &o, powered, 28, 1);
        net += t.in_w - t.out_w;
    }
    double stored = thermal_energy_j(&t) - before;
    assert_near(stored, net, 1e-6 * fabs(net) + 1e-3);
    assert_true(fabs(stored) > 1000);
}

static void
day_warms_and_night_cools_what_sees_the_sky(void **state)
{
    (void)state;
    static const enum thermal_node outer[] = {
        NODE_MLI, NODE_PANEL, NODE_COVER, NODE_RAD_BAFFLE};
    struct thermal day, night;
    thermal_init(&day, 1);
    thermal_init(&night, 1);
    struct orbit sun = lit(1), dark = lit(0);
    run(&day, &sun, powered, 1800);
    run(&night, &dark, powered, 1800);
    for (size_t i = 0; i < ARRAY_LEN(outer); i++)
        assert_true(day.node_degc[outer[i]] > night.node_degc[outer[i]] + 10);
}

static void
thermostats_hold_between_their_settings(void **state)
{
    (void)state;
    struct thermal t;
    thermal_init(&t, 1);
    t.heat_w[NODE_SPA_ELE] = 8;
    t.heat_w[NODE_SPA_HOT] = t.heat_w[NODE_SPB_HOT] = 3;
    t.heat_w[NODE_FRAME] = 3;
    struct orbit day = lit(1), night = lit(0);
    double low = INFINITY, high = -INFINITY;
    uint32_t before = t.heater[HEATER_SPA].cycles;
    for (int i = 0; i < 10800; i++) {
        thermal_step(&t, i / 2700 % 2 ? &night : &day, powered, 28, 1);
        low = fmin(low, t.node_degc[NODE_SPA_OPT]);
        high = fmax(high, t.node_degc[NODE_SPA_OPT]);
    }
    assert_true(low > t.heater[HEATER_SPA].low_degc - 0.3);
    assert_true(high < t.heater[HEATER_SPA].high_degc + 0.3);
    assert_true(t.heater[HEATER_SPA].cycles > before);
    assert_true(t.heater[HEATER_SPA].duty > 2);
    assert_true(t.heater[HEATER_SPA].duty < 98);
}

static void
without_power_everything_gets_cold(void **state)
{
    (void)state;
    struct thermal t;
    thermal_init(&t, 1);
    struct orbit o = lit(0);
    run(&t, &o, dead, 30000);
    assert_near(t.heater_w, 0, 0);
    for (int i = 0; i < NODE_COUNT; i++) {
        assert_true(t.node_degc[i] < 10);
        assert_true(t.node_degc[i] > -120);
    }
}

struct mode_row {
    enum heater_mode mode;
    bool is_stuck;
    double degc;
    bool want;
};

static void
a_heater_obeys_its_mode(void **state)
{
    (void)state;
    static const struct mode_row rows[] = {
        {HEATER_OFF, false, -20, false},
        {HEATER_ON, false, 40, true},
        {HEATER_AUTO, false, 13.9, true},
        {HEATER_AUTO, false, 16.1, false},
        {HEATER_FAULT, false, 0, false},
        {HEATER_OFF, true, 40, true},
    };
    struct orbit o = lit(1);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct thermal t;
        thermal_init(&t, 1);
        t.node_degc[NODE_BAT] = rows[i].degc;
        t.heater[HEATER_BAT].mode = rows[i].mode;
        t.heater[HEATER_BAT].is_stuck = rows[i].is_stuck;
        thermal_step(&t, &o, powered, 28, 1);
        assert_int_equal(t.heater[HEATER_BAT].is_on, rows[i].want);
        assert_near(t.heater[HEATER_BAT].amp, rows[i].want ? 0.25 : 0, 0.01);
        thermal_step(&t, &o, dead, 28, 1);
        assert_false(t.heater[HEATER_BAT].is_on);
    }
}

static void
heaters_belong_to_two_outlets(void **state)
{
    (void)state;
    struct thermal t;
    thermal_init(&t, 1);
    for (int i = 0; i < HEATER_COUNT; i++)
        t.heater[i].mode = HEATER_ON;
    struct orbit o = lit(1);
    const bool only_a[2] = {true, false};
    thermal_step(&t, &o, only_a, 28, 1);
    assert_near(thermal_outlet_w(&t, false), 32 + 14 + 10 + 7 + 7, 1e-9);
    assert_near(thermal_outlet_w(&t, true), 0, 0);
    thermal_step(&t, &o, powered, 28, 1);
    assert_near(thermal_outlet_w(&t, true), 7 + 14 + 14 + 9 + 2.5, 1e-9);
    assert_near(t.heater_w, 70 + 46.5, 1e-9);
    thermal_step(&t, &o, powered, 14, 1); /* half the voltage */
    assert_near(t.heater_w, (70 + 46.5) / 4, 1e-9);
}

static void
long_steps_are_cut_to_stay_stable(void **state)
{
    (void)state;
    struct thermal a, b;
    thermal_init(&a, 1);
    thermal_init(&b, 1);
    struct orbit o = lit(1);
    for (int i = 0; i < 100; i++)
        thermal_step(&a, &o, dead, 28, 60);
    run(&b, &o, dead, 6000);
    for (int i = 0; i < NODE_COUNT; i++)
        assert_near(a.node_degc[i], b.node_degc[i], 0.2);
}

static void
sensors_measure_their_nodes(void **state)
{
    (void)state;
    struct thermal t;
    thermal_init(&t, 1);
    struct orbit o = lit(1);
    thermal_step(&t, &o, powered, 28, 1);
    for (int i = 0; i < NODE_COUNT; i++)
        assert_near(t.sensor_degc[i], t.node_degc[i], 0.15);
    assert_near(t.sensor_degc[NODE_COUNT], t.node_degc[NODE_BASE] - 0.4, 0.15);
    assert_near(t.spare_degc[0], 0, 0.15);
    assert_near(t.spare_degc[1], 25, 0.15);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stored_energy_is_what_comes_in_less_what_goes_out),
        cmocka_unit_test(day_warms_and_night_cools_what_sees_the_sky),
        cmocka_unit_test(thermostats_hold_between_their_settings),
        cmocka_unit_test(without_power_everything_gets_cold),
        cmocka_unit_test(a_heater_obeys_its_mode),
        cmocka_unit_test(heaters_belong_to_two_outlets),
        cmocka_unit_test(long_steps_are_cut_to_stay_stable),
        cmocka_unit_test(sensors_measure_their_nodes),
    };
    return check_run(tests);
}
