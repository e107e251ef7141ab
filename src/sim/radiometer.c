/*
 * radiometer.c - cavity servo, shutter cycle, irradiance.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/radiometer.h"

#include <math.h>

#define TSI_W_M2    1360.9
#define APERTURE_M2 5.0012e-5
#define ABSORBED    0.99982
#define ABOVE_K     1.05  /* cavity above its sink */
#define BASE_MW     104.5 /* power for that without the Sun */
#define SERVO_TAU   6.5   /* s */
#define CAVITY_TAU  14.0
#define WARMUP_S    120.0
#define HEATER_OHM  390.0

void
radiometer_init(struct radiometer *r, uint64_t seed)
{
    *r = (struct radiometer){.shutter_cycles = 9812,
        .open_hours = 291.4,
        .length_s = RADIOMETER_PHASE_S,
        .settle_s = RADIOMETER_SETTLE_S,
        .sink_degc = 22,
        .ref_volt = 7.0,
        .pressure_hpa = 3e-8};
    prng_init(&r->prng, seed, 8);
    for (int i = 0; i < RADIOMETER_CAVITIES; i++)
        r->cavity_degc[i] = 22;
}

static void
enter(struct radiometer *r, enum radiometer_state state)
{
    bool is_open = state == RADIOMETER_OPEN;
    r->shutter_cycles += is_open && !r->is_shutter_open;
    r->is_shutter_open = is_open;
    r->state = state;
    r->phase_s = 0;
    r->sum_mw = r->light = 0;
    r->sum_n = 0;
}

bool
radiometer_run(struct radiometer *r)
{
    if (r->state == RADIOMETER_OFF || r->state == RADIOMETER_ERROR)
        return false;
    r->is_running = true;
    return true;
}

void
radiometer_stop(struct radiometer *r)
{
    r->is_running = false;
    r->has_closed = false;
    if (r->state == RADIOMETER_CLOSED || r->state == RADIOMETER_OPEN)
        enter(r, RADIOMETER_IDLE);
}

/* Optical and electrical power of each cavity, with their time constants. */
static void
cavities_step(struct radiometer *r, double sunlight, double sun_au, double dt)
{
    double sun_mw =
        1e3 * TSI_W_M2 / (sun_au * sun_au) * APERTURE_M2 * ABSORBED * sunlight;
    for (uint32_t i = 0; i < RADIOMETER_CAVITIES; i++) {
        bool sees = i == r->cavity && r->is_shutter_open;
        double want = sees ? sun_mw : 0;
        r->optical_mw[i] +=
            (want - r->optical_mw[i]) * (1 - exp(-dt / SERVO_TAU));
        /* power follows a drift of the sink */
        double base = BASE_MW + 0.35 * i - 3 * r->sink_rate_mk_s * 1e-3;
        r->heater_mw[i] =
            base - r->optical_mw[i] + 0.0035 * prng_gauss(&r->prng);
        double above = ABOVE_K + 0.012 * i + 2e-4 * (want - r->optical_mw[i]) +
                       0.004 * prng_gauss(&r->prng);
        double gap = r->sink_degc + above - r->cavity_degc[i];
        r->cavity_degc[i] += gap * (1 - exp(-dt / CAVITY_TAU));
    }
    r->servo_mk = 0.9 *
                      (sunlight > 0 && r->is_shutter_open
                              ? sun_mw - r->optical_mw[r->cavity]
                              : -r->optical_mw[r->cavity]) /
                      10 +
                  0.08 * prng_gauss(&r->prng);
    double mw = fmax(0, r->heater_mw[r->cavity]);
    r->heater_volt = sqrt(mw * 1e-3 * HEATER_OHM);
    r->heater_ma = mw > 0 ? mw / r->heater_volt : 0;
}

static void
result(struct radiometer *r)
{
    double w = (r->closed_mw - r->open_mw) * 1e-3;
    double irradiance = w / (APERTURE_M2 * ABSORBED);
    r->sigma = 5 / sqrt(fmax(1, r->sum_n));
    r->is_result_new = true;
    r->has_result = true;
    r->irradiance = irradiance;
    r->results++;
}

static void
phase_step(struct radiometer *r, double sunlight, double dt)
{
    if (r->phase_s > r->settle_s) {
        r->sum_mw += r->heater_mw[r->cavity];
        r->light += sunlight;
        r->sum_n++;
    }
    if (r->state == RADIOMETER_OPEN)
        r->open_hours += dt / 3600;
    if (r->phase_s < r->length_s || r->sum_n == 0)
        return;
    double mean = r->sum_mw / r->sum_n;
    if (r->state == RADIOMETER_OPEN) {
        r->open_mw = mean;
        r->cycles++;
        if (r->has_closed)
            result(r);
        enter(r, RADIOMETER_CLOSED);
    } else {
        r->closed_mw = mean;
        r->has_closed = true;
        enter(r, RADIOMETER_OPEN);
    }
}

static void
off(struct radiometer *r, double sink_degc, double dt)
{
    r->is_running = r->has_closed = false;
    if (r->state != RADIOMETER_OFF)
        enter(r, RADIOMETER_OFF);
    r->ref_volt = r->heater_volt = r->heater_ma = r->servo_mk = 0;
    for (int i = 0; i < RADIOMETER_CAVITIES; i++) {
        double gap = sink_degc - r->cavity_degc[i];
        r->cavity_degc[i] += gap * (1 - exp(-dt / 60));
        r->heater_mw[i] = r->optical_mw[i] = 0;
    }
}

void
radiometer_step(struct radiometer *r, bool has_power, double sunlight,
    double sun_au, double sink_degc, double dt)
{
    double before = r->sink_degc;
    double measured = sink_degc + 0.0006 * prng_gauss(&r->prng);
    r->sink_degc += (measured - before) * fmin(1, dt / 3);
    double rate = (r->sink_degc - before) / dt * 1e3;
    r->sink_rate_mk_s += (rate - r->sink_rate_mk_s) * fmin(1, dt / 20);
    /* residual gas follows what the Sun drives out of the blankets */
    double hpa = 2.4e-8 * exp(1.5 * sunlight + 0.05 * prng_gauss(&r->prng));
    r->pressure_hpa += (hpa - r->pressure_hpa) * fmin(1, dt / 60);
    r->is_high_gain = r->is_running;
    if (!has_power) {
        off(r, sink_degc, dt);
        return;
    }
    if (r->state == RADIOMETER_OFF)
        enter(r, RADIOMETER_WARMUP);
    r->phase_s += dt;
    r->ref_volt = 7.00012 + 4e-6 * prng_gauss(&r->prng);
    cavities_step(r, sunlight, sun_au, dt);
    if (r->state == RADIOMETER_WARMUP && r->phase_s >= WARMUP_S)
        enter(r, RADIOMETER_IDLE);
    else if (r->state == RADIOMETER_IDLE && r->is_running)
        enter(r, RADIOMETER_CLOSED);
    else if (r->state == RADIOMETER_CLOSED || r->state == RADIOMETER_OPEN)
        phase_step(r, sunlight, dt);
}

double
radiometer_watt(const struct radiometer *r)
{
    if (r->state == RADIOMETER_OFF)
        return 0;
    double mw = 0;
    for (int i = 0; i < RADIOMETER_CAVITIES; i++)
        mw += fmax(0, r->heater_mw[i]);
    return 6.4 + mw * 1e-3 + (r->is_shutter_open ? 0.7 : 0);
}
