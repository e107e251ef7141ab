/*
 * radiometer.h - an electrically calibrated cavity radiometer.
 *
 * Each cavity is held at a constant temperature above its heat sink; with the
 * shutter open the Sun does part of the heating, and the electrical power that
 * is no longer needed is the irradiance times the aperture.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_RADIOMETER_H
#define SIM_RADIOMETER_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/prng.h"

#define RADIOMETER_CAVITIES 3
#define RADIOMETER_PHASE_S  90.0 /* open, then closed, for so long */
#define RADIOMETER_SETTLE_S 45.0 /* of a phase, before the mean begins */

enum radiometer_state {
    RADIOMETER_OFF,
    RADIOMETER_WARMUP,
    RADIOMETER_IDLE,
    RADIOMETER_CLOSED, /* measuring, shutter closed */
    RADIOMETER_OPEN,   /* measuring, shutter open */
    RADIOMETER_ERROR
};

struct radiometer {
    struct prng prng;
    enum radiometer_state state;
    bool is_running, is_shutter_open;
    uint32_t cavity; /* the one that looks at the Sun: 0 .. 2 */
    double phase_s;
    double cavity_degc[RADIOMETER_CAVITIES];
    double heater_mw[RADIOMETER_CAVITIES];
    double heater_volt, heater_ma; /* of the active one */
    double servo_mk;               /* error of the active one */
    double sink_degc;              /* fine thermometer */
    double sink_rate_mk_s;
    double ref_volt;
    double closed_mw, open_mw; /* means at the end of the last phases */
    double sum_mw;
    uint32_t sum_n;
    double light;      /* mean sunlight of this phase */
    double irradiance; /* W/m^2, newest result */
    double sigma;      /* of the results, W/m^2, 1 s samples */
    bool is_result_new, has_closed, has_result;
    uint32_t cycles, shutter_cycles, results;
    double open_hours;                      /* exposure of the active cavity */
    double optical_mw[RADIOMETER_CAVITIES]; /* absorbed sunlight */
    bool is_high_gain;   /* of the servo's amplifier: while measuring */
    double pressure_hpa; /* vacuum gauge beside the cavities */
    double length_s;     /* of a phase */
    double settle_s;     /* of its parameter table */
};

void radiometer_init(struct radiometer *r, uint64_t seed);
bool radiometer_run(struct radiometer *r);
void radiometer_stop(struct radiometer *r);

/* `sunlight` 0 .. 1 on the aperture at `sun_au`; true sink in degC. */
void radiometer_step(struct radiometer *r, bool has_power, double sunlight,
    double sun_au, double sink_degc, double dt);

double radiometer_watt(const struct radiometer *r);

#endif
