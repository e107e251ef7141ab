/*
 * thermal.c - nodes, conductors, radiation, thermostats.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/thermal.h"

#include <math.h>
#include <stddef.h>

#include "common/attr.h"

#define SIGMA    5.670374e-8
#define ZERO_C   273.15
#define SUN_W    1361.0 /* W/m^2 at 1 AU */
#define EARTH_W  237.0
#define ALBEDO   0.30
#define STATION  17.0 /* degC behind the insulating mount */
#define NO_NODE  NODE_COUNT
#define DUTY_TAU 600.0
#define RUNAWAY  3.0 /* K above its upper setting with the heater on */

/* What a node is: areas are m^2 times emissivity, absorptivity, view. */
struct node {
    double capacity; /* J/K */
    double emits;    /* to space */
    double sunlit;   /* to the zenith, so it sees the Sun by day */
    double earth;    /* to the Earth: infrared and albedo */
    double start_degc;
};

static const struct node nodes[NODE_COUNT] = {
    [NODE_BASE] = {18000, 0.020, 0, 0.010, 14},
    [NODE_DHS] = {4200, 0.006, 0, 0, 27},
    [NODE_PDU] = {3600, 0.004, 0, 0, 21},
    [NODE_CONV] = {900, 0, 0, 0, 31},
    [NODE_BAT] = {1600, 0.012, 0, 0.002, 14},
    [NODE_AZM] = {700, 0.012, 0.002, 0.002, 7},
    [NODE_ELM] = {700, 0.013, 0.002, 0.002, 7},
    [NODE_FRAME] = {9000, 0.060, 0.025, 0.020, 6},
    [NODE_SPA_ELE] = {2600, 0.016, 0, 0, 22},
    [NODE_SPA_OPT] = {5200, 0.022, 0.004, 0, 20},
    [NODE_SPA_HOT] = {450, 0, 0, 0, 14},
    [NODE_SPB_ELE] = {2700, 0.017, 0, 0, 22},
    [NODE_SPB_OPT] = {5400, 0.023, 0.004, 0, 20},
    [NODE_SPB_HOT] = {460, 0, 0, 0, 14},
    [NODE_RAD_ELE] = {1900, 0.012, 0, 0, 21},
    [NODE_RAD_SINK] = {3100, 0.012, 0.001, 0, 22},
    [NODE_RAD_BAFFLE] = {320, 0.010, 0.0040, 0, 5},
    [NODE_RADIATOR_A] = {2600, 0.085, 0.0060, 0.016, 3},
    [NODE_RADIATOR_B] = {2600, 0.085, 0.0060, 0.016, 3},
    [NODE_PANEL] = {900, 0.170, 0.0800, 0.080, 10},
    [NODE_MLI] = {190, 0.060, 0.0330, 0.020, -20},
    [NODE_SUN_SENSOR] = {160, 0.004, 0.0022, 0, 6},
    [NODE_COVER] = {260, 0.012, 0.0060, 0.001, 0},
};

struct conductor {
    enum thermal_node a, b; /* b == NO_NODE: the station */
    double w_per_k;
};

static const struct conductor conductors[] = {
    {NODE_BASE, NO_NODE, 0.25},
    {NODE_BASE, NODE_DHS, 1.9},
    {NODE_BASE, NODE_PDU, 1.8},
    {NODE_PDU, NODE_CONV, 1.0},
    {NODE_BASE, NODE_BAT, 0.12},
    {NODE_BASE, NODE_RADIATOR_A, 2.2},
    {NODE_BASE, NODE_RADIATOR_B, 2.2},
    {NODE_BASE, NODE_AZM, 0.10},
    {NODE_AZM, NODE_FRAME, 0.10},
    {NODE_FRAME, NODE_ELM, 0.12},
    {NODE_FRAME, NODE_SPA_OPT, 0.12},
    {NODE_FRAME, NODE_SPB_OPT, 0.12},
    {NODE_FRAME, NODE_RAD_SINK, 0.08},
    {NODE_FRAME, NODE_SUN_SENSOR, 0.05},
    {NODE_FRAME, NODE_MLI, 0.03},
    {NODE_SPA_OPT, NODE_SPA_ELE, 0.35},
    {NODE_SPB_OPT, NODE_SPB_ELE, 0.35},
    {NODE_SPA_OPT, NODE_SPA_HOT, 0.30},
    {NODE_SPB_OPT, NODE_SPB_HOT, 0.30},
    {NODE_SPA_HOT, NODE_FRAME, 0.45},
    {NODE_SPB_HOT, NODE_FRAME, 0.45},
    {NODE_RAD_SINK, NODE_RAD_ELE, 0.12},
    {NODE_RAD_SINK, NODE_RAD_BAFFLE, 0.03},
    {NODE_COVER, NODE_SPA_OPT, 0.03},
    {NODE_MLI, NODE_BASE, 0.02},
    {NODE_PANEL, NODE_BASE, 0.04},
};

struct heater_row {
    enum thermal_node node;
    double watt; /* at 28 V */
    double low_degc, high_degc;
};

static const struct heater_row heaters[HEATER_COUNT] = {
    [HEATER_BASE] = {NODE_BASE, 32, 12.0, 14.0},
    [HEATER_DHS] = {NODE_DHS, 14, 8.0, 11.0},
    [HEATER_PDU] = {NODE_PDU, 10, 8.0, 11.0},
    [HEATER_BAT] = {NODE_BAT, 7, 14.0, 16.0},
    [HEATER_AZM] = {NODE_AZM, 7, 5.0, 8.0},
    [HEATER_ELM] = {NODE_ELM, 7, 5.0, 8.0},
    [HEATER_SPA] = {NODE_SPA_OPT, 14, 19.6, 20.4},
    [HEATER_SPB] = {NODE_SPB_OPT, 14, 19.6, 20.4},
    [HEATER_RAD] = {NODE_RAD_SINK, 9, 21.9, 22.2},
    [HEATER_SUN_SENSOR] = {NODE_SUN_SENSOR, 2.5, 4.0, 7.0},
};

void
thermal_init(struct thermal *thermal, uint64_t seed)
{
    *thermal = (struct thermal){0};
    prng_init(&thermal->prng, seed, 2);
    for (int i = 0; i < NODE_COUNT; i++)
        thermal->node_degc[i] = nodes[i].start_degc;
    for (int i = 0; i < HEATER_COUNT; i++)
        thermal->heater[i] = (struct heater){
            .mode = HEATER_AUTO,
            .power = 1,
            .low_degc = heaters[i].low_degc,
            .high_degc = heaters[i].high_degc,
        };
}

static bool
is_on_b(int heater)
{
    return heater > HEATER_AZM;
}

static double
heater_watt(const struct thermal *t, int i, double volt)
{
    const struct heater *h = &t->heater[i];
    return h->is_on ? heaters[i].watt * h->power * pow(volt / 28, 2) : 0;
}

double
thermal_outlet_w(const struct thermal *thermal, bool is_b)
{
    double watt = 0;
    for (int i = 0; i < HEATER_COUNT; i++)
        if (is_on_b(i) == is_b)
            watt += heater_watt(thermal, i, 28);
    return watt;
}

/* True when it gives up now: the heater is on although it is warm. */
static bool
thermostat(struct heater *h, double degc, bool has_power)
{
    bool was_on = h->is_on;
    if (h->mode == HEATER_AUTO && degc < h->low_degc)
        h->is_on = true;
    else if (h->mode == HEATER_AUTO && degc > h->high_degc)
        h->is_on = false;
    else if (h->mode != HEATER_AUTO)
        h->is_on = h->mode == HEATER_ON;
    if (h->is_stuck)
        h->is_on = true;
    if (!has_power)
        h->is_on = false;
    h->cycles += h->is_on && !was_on;
    bool gives_up =
        h->mode == HEATER_AUTO && h->is_on && degc > h->high_degc + RUNAWAY;
    if (gives_up)
        h->mode = HEATER_FAULT;
    return gives_up;
}

static void
heaters_step(struct thermal *t, const bool has_power[2], double volt, double dt)
{
    t->heater_w = 0;
    for (int i = 0; i < HEATER_COUNT; i++) {
        struct heater *h = &t->heater[i];
        t->faults +=
            thermostat(h, t->node_degc[heaters[i].node], has_power[is_on_b(i)]);
        double watt = heater_watt(t, i, volt);
        t->heater_w += watt;
        double amp = volt > 1 ? watt / volt : 0;
        h->amp = fmax(0, amp + 0.0015 * prng_gauss(&t->prng));
        double now = h->is_on ? 100 : 0;
        h->duty += (now - h->duty) * fmin(1, dt / DUTY_TAU);
    }
}

/* Sunlight, Earth and radiation of one node, W; radiation to *out. */
static double
outside_w(const struct node *n, const struct orbit *o, double degc, double *out)
{
    double sun = SUN_W / (o->sun_au * o->sun_au);
    double up = fmax(0, o->zenith_cos);
    double in = n->sunlit * sun * o->illumination * up;
    in += n->earth * (EARTH_W + ALBEDO * sun * up * o->illumination);
    *out = n->emits * SIGMA * pow(degc + ZERO_C, 4);
    return in;
}

static void
network_step(
    struct thermal *t, const struct orbit *orbit, double volt, double dt)
{
    double flow[NODE_COUNT];
    t->in_w = 0;
    t->out_w = 0;
    for (int i = 0; i < NODE_COUNT; i++) {
        double out = 0;
        double in = outside_w(&nodes[i], orbit, t->node_degc[i], &out);
        flow[i] = in + t->heat_w[i] - out;
        t->in_w += in + t->heat_w[i];
        t->out_w += out;
    }
    for (int i = 0; i < HEATER_COUNT; i++) {
        double watt = heater_watt(t, i, volt);
        flow[heaters[i].node] += watt;
        t->in_w += watt;
    }
    for (size_t i = 0; i < ARRAY_LEN(conductors); i++) {
        const struct conductor *c = &conductors[i];
        double far = c->b == NO_NODE ? STATION : t->node_degc[c->b];
        double watt = c->w_per_k * (t->node_degc[c->a] - far);
        flow[c->a] -= watt;
        if (c->b != NO_NODE)
            flow[c->b] += watt;
        else
            t->out_w += watt;
    }
    for (int i = 0; i < NODE_COUNT; i++)
        t->node_degc[i] += flow[i] * dt / nodes[i].capacity;
}

static void
sensors_step(struct thermal *t)
{
    for (int i = 0; i < 2; i++)
        t->spare_degc[i] = 25 * i + 0.02 * prng_gauss(&t->prng);
    for (int i = 0; i < THERMAL_SENSORS; i++) {
        double degc =
            i < NODE_COUNT ? t->node_degc[i] : t->node_degc[NODE_BASE] - 0.4;
        t->sensor_degc[i] = degc + 0.02 * prng_gauss(&t->prng);
    }
}

void
thermal_step(struct thermal *thermal, const struct orbit *orbit,
    const bool has_power[2], double heater_v, double dt)
{
    heaters_step(thermal, has_power, heater_v, dt);
    for (double left = dt; left > 0; left -= THERMAL_STEP_S)
        network_step(thermal, orbit, heater_v, fmin(left, THERMAL_STEP_S));
    sensors_step(thermal);
}

double
thermal_energy_j(const struct thermal *thermal)
{
    double joule = 0;
    for (int i = 0; i < NODE_COUNT; i++)
        joule += nodes[i].capacity * thermal->node_degc[i];
    return joule;
}
