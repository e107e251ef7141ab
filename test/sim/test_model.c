/*
 * test_model.c - the payload as a whole, over three orbits.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/model.h"

#include <math.h>

#include "common/attr.h"
#include "support/sim_rig.h"

static struct sim_model m, other;

static void
start(struct sim_model *model, uint64_t seed, double run_in_s)
{
    struct sim_config config =
        rig_config("2026-11-20T10:00:00Z", -42, run_in_s);
    config.seed = seed;
    sim_model_init(model, &config);
}

static void
the_same_seed_gives_the_same_state(void **state)
{
    (void)state;
    start(&m, 7, 1200);
    start(&other, 7, 1200);
    rig_run(&m, 300);
    rig_run(&other, 300);
    assert_memory_equal(&m, &other, sizeof m);
    start(&other, 8, 1200);
    assert_true(m.power.bus_v != other.power.bus_v);
}

struct bounds {
    double low, high;
};

/* What each node may do in normal operation, degC. */
static const struct bounds node_bounds[NODE_COUNT] = {
    [NODE_BASE] = {10, 18},
    [NODE_DHS] = {18, 28},
    [NODE_PDU] = {12, 24},
    [NODE_CONV] = {15, 35},
    [NODE_BAT] = {12, 20},
    [NODE_AZM] = {2, 20},
    [NODE_ELM] = {2, 20},
    [NODE_FRAME] = {2, 25},
    [NODE_SPA_ELE] = {15, 35},
    [NODE_SPA_OPT] = {19, 21},
    [NODE_SPA_HOT] = {8, 30},
    [NODE_SPB_ELE] = {15, 35},
    [NODE_SPB_OPT] = {19, 21},
    [NODE_SPB_HOT] = {8, 30},
    [NODE_RAD_ELE] = {15, 32},
    [NODE_RAD_SINK] = {21.7, 22.4},
    [NODE_RAD_BAFFLE] = {-30, 30},
    [NODE_RADIATOR_A] = {-10, 15},
    [NODE_RADIATOR_B] = {-10, 15},
    [NODE_PANEL] = {-60, 85},
    [NODE_MLI] = {-70, 95},
    [NODE_SUN_SENSOR] = {0, 25},
    [NODE_COVER] = {-40, 40},
};

static void
temperatures_stay_in_their_ranges_over_three_orbits(void **state)
{
    (void)state;
    start(&m, 1, 5570);
    double panel_low = 100, panel_high = -100;
    for (int s = 0; s < 3 * 5570; s++) {
        rig_run(&m, 1);
        for (int i = 0; i < NODE_COUNT; i++) {
            double t = m.thermal.node_degc[i];
            if (t < node_bounds[i].low || t > node_bounds[i].high)
                fail_msg("node %d is at %.1f degC after %d s", i, t, s);
        }
        panel_low = fmin(panel_low, m.thermal.node_degc[NODE_PANEL]);
        panel_high = fmax(panel_high, m.thermal.node_degc[NODE_PANEL]);
    }
    assert_true(panel_high - panel_low > 60);
    assert_int_equal(m.power.trips, 0);
    assert_int_equal(m.dhs.edac_double, 0);

    assert_true(m.dhs.storage_fill < 40);
    assert_true(m.power.bat_soc > 90);
    assert_true(m.rad.results > 20);
    assert_near(
        m.rad.irradiance, 1360.9 / (m.orbit.sun_au * m.orbit.sun_au), 1.5);
}

static void
the_orbit_repeats_within_a_degree_once_settled(void **state)
{
    (void)state;
    start(&m, 1, 3 * 5570);
    double before[NODE_COUNT];
    for (int i = 0; i < NODE_COUNT; i++)
        before[i] = m.thermal.node_degc[i];
    rig_run(&m, m.orbit.period_s);
    for (int i = 0; i < NODE_COUNT; i++)
        assert_near(m.thermal.node_degc[i], before[i], 2.5);
}

static void
loss_of_a_feed_leads_to_safe_mode_and_cold(void **state)
{
    (void)state;
    start(&m, 1, 600);
    m.power.has_feed_a = false;
    rig_run(&m, 2);
    assert_int_equal(m.dhs.mode, MODE_SAFE);
    bool has_event = false;
    while (dhs_event_next(&m.dhs))
        has_event = has_event || m.dhs.event.id == DHS_EVENT_UNDERVOLTAGE;
    assert_true(has_event);
    assert_int_equal(m.pointing.mode, POINTING_OFF);
    rig_run(&m, 3000);
    assert_true(m.thermal.node_degc[NODE_CONV] < 22);
}

static void
it_recovers_by_itself_when_the_feed_is_back(void **state)
{
    (void)state;
    start(&m, 1, 600);
    m.power.has_feed_a = false;
    rig_run(&m, 20);
    m.power.has_feed_a = true;
    rig_run(&m, 5570);
    assert_int_equal(m.dhs.mode, MODE_SCIENCE);
    assert_true(m.dhs.boots >= 17);
}

static void
a_stuck_heater_overheats_its_node(void **state)
{
    (void)state;
    start(&m, 1, 600);
    m.thermal.heater[HEATER_RAD].is_stuck = true;
    rig_run(&m, 5570);
    assert_true(m.thermal.node_degc[NODE_RAD_SINK] > 23);
}

static void
steps_of_a_second_and_of_a_tenth_agree(void **state)
{
    (void)state;
    start(&m, 1, 600);
    start(&other, 1, 600);
    for (int i = 0; i < 1200; i++)
        sim_model_step(&other, NS_PER_S);
    rig_run(&m, 1200);
    assert_int_equal(m.now.ns, other.now.ns);
    assert_int_equal(m.dhs.mode, other.dhs.mode);
    for (int i = 0; i < NODE_COUNT; i++)
        assert_near(m.thermal.node_degc[i], other.thermal.node_degc[i], 1.5);
    assert_near(m.power.bus_v, other.power.bus_v, 0.2);
}

static void
values_are_finite_at_every_beta_and_season(void **state)
{
    (void)state;
    static const char *const day[] = {
        "2026-06-21T00:00:00Z", "2026-12-31T23:30:00Z", "2028-02-29T23:30:00Z"};
    for (int i = 0; i < 12; i++) {
        struct sim_config config = rig_config(day[i % 3], 30.0 * i - 180, 900);
        config.beta_deg = -75 + 13.5 * i;
        sim_model_init(&m, &config);
        rig_run(&m, 1800);
        assert_true(isfinite(m.power.bus_v) && isfinite(m.power.bat_v));
        assert_true(isfinite(m.orbit.next_s) && m.orbit.next_s >= 0);
        assert_true(isfinite(m.rad.irradiance) && isfinite(m.sp[0].det_degc));
        for (int k = 0; k < NODE_COUNT; k++)
            assert_true(isfinite(m.thermal.node_degc[k]));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_gives_the_same_state),
        cmocka_unit_test(temperatures_stay_in_their_ranges_over_three_orbits),
        cmocka_unit_test(the_orbit_repeats_within_a_degree_once_settled),
        cmocka_unit_test(loss_of_a_feed_leads_to_safe_mode_and_cold),
        cmocka_unit_test(it_recovers_by_itself_when_the_feed_is_back),
        cmocka_unit_test(a_stuck_heater_overheats_its_node),
        cmocka_unit_test(steps_of_a_second_and_of_a_tenth_agree),
        cmocka_unit_test(values_are_finite_at_every_beta_and_season),
    };
    return check_run(tests);
}
