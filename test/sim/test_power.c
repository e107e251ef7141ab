/*
 * test_power.c - Ohm's law holds, outlets trip, the battery follows the Sun.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/power.h"

#include <math.h>

#include "common/attr.h"
#include "support/check.h"

static struct power
fresh(void)
{
    struct power p;
    power_init(&p, 1);
    (void)power_switch(&p, OUTLET_DHS, true);
    p.lcl[OUTLET_DHS].load_w = 20;
    return p;
}

static struct orbit
lit(double illumination)
{
    return (struct orbit){.illumination = illumination,
        .zenith_cos = illumination > 0 ? 1 : -1,
        .sun_au = 1};
}

static void
run(struct power *p, const struct orbit *o, double seconds)
{
    for (double t = 0; t < seconds; t += 0.1)
        power_step(p, o, 20, 0.1);
}

static void
currents_are_loads_over_voltage(void **state)
{
    (void)state;
    struct power p = fresh();
    struct orbit o = lit(1);
    (void)power_switch(&p, OUTLET_HTRA, true);
    p.lcl[OUTLET_HTRA].load_w = 56;
    run(&p, &o, 60);
    assert_near(p.bus_v, 28.4, 0.2);
    assert_near(p.lcl[OUTLET_DHS].amp, 20 / p.bus_v, 0.03);
    assert_near(p.lcl[OUTLET_HTRA].amp, 56 / p.htr_v, 0.05);
    /* what the feeds give is what the buses take, and some losses */
    double out = p.bus_w + p.htr_v * p.htr_i;
    double in = p.feed_a_v * p.feed_a_i + p.feed_b_v * p.feed_b_i;
    assert_true(in > out && in < 1.35 * out);
    assert_near(p.loss_w, p.bus_w * (1 / p.efficiency - 1), 0.1);
}

static void
the_station_lowers_its_voltage_by_night(void **state)
{
    (void)state;
    struct power p = fresh();
    struct orbit day = lit(1), night = lit(0);
    run(&p, &day, 300);
    assert_near(p.feed_a_v, 124, 0.6);
    run(&p, &night, 300);
    assert_near(p.feed_a_v, 117.7, 0.6);
    assert_near(p.bus_v, 28.4, 0.2);
}

static void
an_outlet_trips_above_its_limit_and_must_be_reset(void **state)
{
    (void)state;
    struct power p = fresh();
    struct orbit o = lit(1);
    assert_true(power_switch(&p, OUTLET_LAMP, true));
    p.lcl[OUTLET_LAMP].load_w = 20;
    run(&p, &o, 2);
    assert_int_equal(p.lcl[OUTLET_LAMP].state, LCL_ON);
    p.lcl[OUTLET_LAMP].load_w = 30; /* 1.06 A, limit 1 A */
    run(&p, &o, 2);
    assert_int_equal(p.lcl[OUTLET_LAMP].state, LCL_TRIPPED);
    assert_int_equal(p.lcl[OUTLET_LAMP].trips, 1);
    assert_int_equal(p.trips, 1);
    assert_false(power_is_on(&p, OUTLET_LAMP));
    assert_false(power_switch(&p, OUTLET_LAMP, true));
    assert_true(power_switch(&p, OUTLET_LAMP, false));
    assert_true(power_switch(&p, OUTLET_LAMP, true));
    p.lcl[OUTLET_LAMP].state = LCL_INHIBITED;
    assert_false(power_switch(&p, OUTLET_LAMP, false));
}

static void
a_lost_feed_leaves_its_outlets_dead(void **state)
{
    (void)state;
    struct power p = fresh();
    struct orbit o = lit(1);
    (void)power_switch(&p, OUTLET_HTRA, true);
    p.has_feed_b = false;
    run(&p, &o, 5);
    assert_false(power_is_on(&p, OUTLET_HTRA));
    assert_true(power_is_on(&p, OUTLET_DHS));
    assert_near(p.htr_v, 0, 0);
    p.has_feed_a = false;
    run(&p, &o, 5);
    assert_false(power_is_on(&p, OUTLET_DHS));
    assert_near(p.bus_v, 0, 0);
    assert_near(p.p5_v, 0, 0);
    assert_near(p.feed_a_i, 0, 0);
}

static void
the_battery_discharges_by_night_and_fills_by_day(void **state)
{
    (void)state;
    struct power p = fresh();
    struct orbit day = lit(1), night = lit(0);
    run(&p, &night, 2100);
    double low = p.bat_soc;
    assert_true(low < 92 && low > 85);
    assert_int_equal(p.charge, CHARGE_DISCHARGING);
    assert_true(p.bat_i < 0.02);
    assert_near(p.panel_v, 0, 0.3);
    run(&p, &day, 1800);
    assert_true(p.bat_soc > low + 5);
    assert_true(p.panel_v > 28 && p.panel_v < 38);
    run(&p, &day, 20000);
    assert_true(p.bat_soc <= 100 && p.bat_soc > 98);
    assert_int_equal(p.charge, CHARGE_FULL);
    p.bat_soc = 0.001;
    run(&p, &night, 600);
    assert_true(p.bat_soc >= 0);
}

static void
energy_only_grows(void **state)
{
    (void)state;
    struct power p = fresh();
    struct orbit o = lit(1);
    run(&p, &o, 3600);
    double mean = p.feed_a_v * p.feed_a_i + p.feed_b_v * p.feed_b_i;
    assert_near(p.energy_wh, mean, 0.05 * mean);
}

static void
relay_bits_show_what_is_switched(void **state)
{
    (void)state;
    struct power p = fresh();
    struct orbit o = lit(1);
    (void)power_switch(&p, OUTLET_RAD, true);
    run(&p, &o, 0.1);
    assert_int_equal(p.relays, 0x700 | 1 << OUTLET_DHS | 1 << OUTLET_RAD);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(currents_are_loads_over_voltage),
        cmocka_unit_test(the_station_lowers_its_voltage_by_night),
        cmocka_unit_test(an_outlet_trips_above_its_limit_and_must_be_reset),
        cmocka_unit_test(a_lost_feed_leaves_its_outlets_dead),
        cmocka_unit_test(the_battery_discharges_by_night_and_fills_by_day),
        cmocka_unit_test(energy_only_grows),
        cmocka_unit_test(relay_bits_show_what_is_switched),
    };
    return check_run(tests);
}
