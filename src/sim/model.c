/*
 * model.c - the payload as a whole, stepped through time.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/model.h"

#include <math.h>

#include "sim/anomaly.h"

#define THERMAL_EVERY_S 1.0
#define UNDERVOLTAGE_V  24.0

struct sim_config
sim_config_default(struct utc start)
{
    return (struct sim_config){
        .seed = 1,
        .start = start,
        .beta_deg = 18,
        .noon_deg = -42,
        .run_in_s = 5570,
    };
}

static double
activity(const struct sim_model *m)
{
    double n = m->sp[0].is_running + m->sp[1].is_running + m->rad.is_running;
    return n / 3;
}

static void
loads(struct sim_model *m)
{
    struct power_lcl *lcl = m->power.lcl;
    lcl[OUTLET_DHS].load_w = 17.5 + 0.11 * m->dhs.cpu_load;
    lcl[OUTLET_PTG].load_w = pointing_watt(&m->pointing);
    lcl[OUTLET_SPA].load_w = spectrometer_watt(&m->sp[SPECTROMETER_A]);
    lcl[OUTLET_SPB].load_w = spectrometer_watt(&m->sp[SPECTROMETER_B]);
    lcl[OUTLET_RAD].load_w = radiometer_watt(&m->rad);
    lcl[OUTLET_LAMP].load_w =
        1.2 + 14 * (m->sp[0].lamp_amp + m->sp[1].lamp_amp);
    lcl[OUTLET_HTRA].load_w = thermal_outlet_w(&m->thermal, false);
    lcl[OUTLET_HTRB].load_w = thermal_outlet_w(&m->thermal, true);
}

/* Power that became heat, by node. */
static void
dissipate(struct sim_model *m)
{
    const struct power *p = &m->power;
    double *heat = m->thermal.heat_w;
    double ptg = pointing_watt(&m->pointing);
    double spa = spectrometer_watt(&m->sp[0]),
           spb = spectrometer_watt(&m->sp[1]);
    double tec_a = m->sp[0].tec_amp * m->sp[0].tec_volt;
    double tec_b = m->sp[1].tec_amp * m->sp[1].tec_volt;
    bool is_ptg_on = power_is_on(p, OUTLET_PTG);
    heat[NODE_DHS] = p->lcl[OUTLET_DHS].load_w;
    heat[NODE_PDU] = 4 + 0.01 * p->bus_w;
    heat[NODE_CONV] = p->loss_w;
    heat[NODE_BAT] = fabs(p->bat_i) * 0.2;
    heat[NODE_AZM] = is_ptg_on ? 0.3 * ptg : 0;
    heat[NODE_ELM] = is_ptg_on ? 0.3 * ptg : 0;
    heat[NODE_FRAME] = is_ptg_on ? 0.4 * ptg : 0;
    heat[NODE_SPA_ELE] = fmax(0, spa - tec_a);
    heat[NODE_SPB_ELE] = fmax(0, spb - tec_b);
    heat[NODE_SPA_HOT] = spectrometer_tec_watt(&m->sp[0]);
    heat[NODE_SPB_HOT] = spectrometer_tec_watt(&m->sp[1]);
    heat[NODE_RAD_ELE] = 0.92 * radiometer_watt(&m->rad);
    heat[NODE_RAD_SINK] = 0.08 * radiometer_watt(&m->rad);
}

static void
step_thermal(struct sim_model *m, double dt)
{
    m->thermal_s += dt;
    if (m->thermal_s + 1e-9 < THERMAL_EVERY_S)
        return;
    dissipate(m);
    const bool has_power[2] = {
        power_is_on(&m->power, OUTLET_HTRA),
        power_is_on(&m->power, OUTLET_HTRB),
    };
    thermal_step(
        &m->thermal, &m->orbit, has_power, m->power.htr_v, m->thermal_s);
    m->thermal_s = 0;
}

static void
step_instruments(struct sim_model *m, double dt)
{
    static const enum power_outlet outlet[] = {OUTLET_SPA, OUTLET_SPB};
    static const enum thermal_node hot[] = {NODE_SPA_HOT, NODE_SPB_HOT};
    double sunlight =
        m->orbit.illumination * pointing_transmission(&m->pointing);
    for (int i = 0; i < SPECTROMETER_COUNT; i++) {
        const struct spectrometer_input in = {
            .now = m->now,
            .has_power = power_is_on(&m->power, outlet[i]),
            .has_lamp_power = power_is_on(&m->power, OUTLET_LAMP),
            .sunlight = sunlight,
            .sun_au = m->orbit.sun_au,
            .hot_degc = m->thermal.node_degc[hot[i]],
            .cosmic = m->orbit.is_saa ? 9 : 0.15,
        };
        spectrometer_step(&m->sp[i], &in, dt);
    }
    radiometer_step(&m->rad, power_is_on(&m->power, OUTLET_RAD), sunlight,
        m->orbit.sun_au, m->thermal.node_degc[NODE_RAD_SINK], dt);
}

/* Things worth an event, seen from outside of the subsystems. */
static void
watch(struct sim_model *m)
{
    bool is_tracking = m->pointing.mode == POINTING_TRACK;
    if (is_tracking != m->was_tracking && is_tracking)
        dhs_event(&m->dhs, m->now, DHS_EVENT_TRACKING, SEVERITY_NORMAL,
            m->pointing.slews, "tracking the Sun");
    else if (is_tracking != m->was_tracking &&
             m->pointing.mode == POINTING_LOST)
        dhs_event(&m->dhs, m->now, DHS_EVENT_SUN_LOST, SEVERITY_MEDIUM,
            m->pointing.lost, "Sun lost, off by %.1f deg",
            m->pointing.off_axis_deg);
    m->was_tracking = is_tracking;
    if (m->rad.is_result_new)
        dhs_event(&m->dhs, m->now, DHS_EVENT_RESULT, SEVERITY_NORMAL,
            m->rad.results, "irradiance %.2f W/m2", m->rad.irradiance);
    m->rad.is_result_new = false;
    if (m->power.trips != m->trips_seen)
        dhs_event(&m->dhs, m->now, DHS_EVENT_TRIP, SEVERITY_HIGH,
            m->power.relays, "outlet tripped, %u in all", m->power.trips);
    m->trips_seen = m->power.trips;
    if (m->thermal.faults != m->heater_faults_seen)
        dhs_event(&m->dhs, m->now, DHS_EVENT_HEATER, SEVERITY_HIGH,
            m->thermal.faults, "thermostat: heater on, too warm");
    m->heater_faults_seen = m->thermal.faults;
}

/* The payload protects itself: no bus, no science. */
static void
protect(struct sim_model *m)
{
    bool is_weak = m->power.bus_v < UNDERVOLTAGE_V;
    if (!is_weak || m->dhs.mode == MODE_SAFE || m->dhs.mode == MODE_BOOT)
        return;
    dhs_event(&m->dhs, m->now, DHS_EVENT_UNDERVOLTAGE, SEVERITY_HIGH,
        (uint32_t)(m->power.bus_v * 1000), "28 V bus low");
    (void)sim_model_command(
        m, SOURCE_FDIR, SIM_MODE, (const double[]){MODE_SAFE}, 1);
}

void
sim_model_step(struct sim_model *m, int64_t dt_ns)
{
    double dt = (double)dt_ns * 1e-9;
    m->now = utc_add_ns(m->now, dt_ns);
    m->steps++;
    orbit_update(&m->orbit, m->now);
    m->coverage =
        coverage_at((double)utc_diff_ns(m->now, m->config.start) * 1e-9);
    faults_step(m);
    if (faults_is_los(&m->faults))
        m->coverage = (struct coverage){.is_aos = false};
    m->dhs.is_aos = m->coverage.is_aos;
    anomaly_step(m);
    schedule_step(m, dt);
    tc_step(m, dt);
    pointing_step(
        &m->pointing, &m->orbit, power_is_on(&m->power, OUTLET_PTG), dt);
    step_instruments(m, dt);
    loads(m);
    power_step(&m->power, &m->orbit, m->thermal.node_degc[NODE_PANEL], dt);
    step_thermal(m, dt);
    dhs_step(&m->dhs, m->now, activity(m), m->orbit.is_saa,
        m->thermal.node_degc[NODE_DHS], dt);
    protect(m);
    monitor_step(m, dt);
    watch(m);
}

static void
shift(struct utc *t, int64_t by_ns)
{
    if (!utc_is_none(*t))
        *t = utc_add_ns(*t, by_ns);
}

void
sim_model_shift(struct sim_model *m, int64_t by_ns)
{
    shift(&m->now, by_ns);
    shift(&m->config.start, by_ns);
    shift(&m->orbit.start, by_ns);
    shift(&m->dhs.booted, by_ns);
    shift(&m->dhs.synced, by_ns);
}

/* Live through the time before the start, in whole seconds. */
static void
run_in(struct sim_model *m)
{
    while (utc_diff_ns(m->config.start, m->now) >= NS_PER_S) {
        sim_model_step(m, NS_PER_S);
        m->sp[0].is_ready = m->sp[1].is_ready = false;
        m->dhs.dump.is_ready = false;
    }
    m->dhs.event_n = m->dhs.report_n = 0;
}

void
sim_model_init(struct sim_model *m, const struct sim_config *config)
{
    int64_t before = (int64_t)config->run_in_s * NS_PER_S;
    *m = (struct sim_model){
        .config = *config,
        .now = utc_add_ns(config->start, -before),
    };
    orbit_init(&m->orbit, config->start, config->beta_deg, config->noon_deg);
    power_init(&m->power, config->seed);
    thermal_init(&m->thermal, config->seed);
    pointing_init(&m->pointing, config->seed);
    for (int i = 0; i < SPECTROMETER_COUNT; i++)
        spectrometer_init(&m->sp[i], (enum spectrometer_id)i, config->seed);
    radiometer_init(&m->rad, config->seed);
    dhs_init(&m->dhs, config->seed, m->now);
    tables_init(m);
    monitor_init(m->monitor);
    schedule_init(&m->schedule);
    (void)power_switch(&m->power, OUTLET_DHS, true);
    (void)power_switch(&m->power, OUTLET_HTRA, true);
    (void)power_switch(&m->power, OUTLET_HTRB, true);
    faults_init(&m->faults, config->seed);
    anomaly_begin(m);
    orbit_update(&m->orbit, m->now);
    run_in(m);
}
