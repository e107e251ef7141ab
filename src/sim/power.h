/*
 * power.h - the station's feeds, the 28 V bus, its outlets, and the keep-alive
 * panel with its battery.
 *
 * Feed A (120 V) drives the converter of the 28 V bus, feed B (120 V) the
 * heater outlets.  The panel and its battery carry the survival electronics
 * alone while the payload is not connected; connected, they float.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_POWER_H
#define SIM_POWER_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/orbit.h"
#include "sim/prng.h"

enum power_outlet {
    OUTLET_DHS,
    OUTLET_PTG,
    OUTLET_SPA,
    OUTLET_SPB,
    OUTLET_RAD,
    OUTLET_LAMP,
    OUTLET_HTRA,
    OUTLET_HTRB,
    OUTLET_COUNT
};

/* A latching current limiter; the numbers are those of the telemetry. */
enum power_lcl_state {
    LCL_OFF,
    LCL_ON,
    LCL_TRIPPED,
    LCL_INHIBITED
};

enum power_charge {
    CHARGE_DISCHARGING,
    CHARGE_CHARGING,
    CHARGE_TAPER,
    CHARGE_FULL
};

struct power_lcl {
    enum power_lcl_state state;
    double load_w;    /* demanded, input of power_step() */
    double amp;       /* measured */
    double limit_amp; /* trips above */
    double extra_w;   /* drawn by a fault */
    uint32_t trips;
};

struct power {
    struct prng prng;
    bool has_feed_a, has_feed_b;
    double feed_a_v, feed_a_i, feed_b_v, feed_b_i;
    double station_v; /* what the station holds the feeds at */
    double sag_v;     /* that they are lower by a fault */
    double bus_v, bus_i, bus_w;
    double htr_v, htr_i;
    double p3v3_v, p5_v, p15_v, m15_v;
    double efficiency; /* of the converter, 0 .. 1 */
    double loss_w;     /* heat in the converter */
    struct power_lcl lcl[OUTLET_COUNT];
    uint32_t trips; /* of all outlets */
    double panel_v, panel_i;
    double bat_v, bat_i; /* bat_i > 0 charges */
    double bat_soc;      /* percent */
    enum power_charge charge;
    double energy_wh; /* drawn from the feeds since the last reset */
    uint32_t relays;  /* 11 bits: outlets, feeds and panel as switched */
};

void power_init(struct power *power, uint64_t seed);

/* Switch an outlet; false while it is inhibited, or tripped and not reset. */
bool power_switch(struct power *power, enum power_outlet outlet, bool is_on);

/* Does the outlet give power now? */
bool power_is_on(const struct power *power, enum power_outlet outlet);

/* `dt` seconds on; loads are in lcl[].load_w, panel temperature in degC. */
void power_step(struct power *power, const struct orbit *orbit,
    double panel_degc, double dt);

#endif
