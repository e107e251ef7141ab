/*
 * thermal.h - a network of nodes: heat capacities, conductors, radiation to
 * space, sunlight, dissipation, and heaters with thermostats.
 *
 * Explicit integration in steps of at most THERMAL_STEP_S; the smallest time
 * constant of the network is about 60 s.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_THERMAL_H
#define SIM_THERMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/orbit.h"
#include "sim/prng.h"

#define THERMAL_STEP_S 2.0

enum thermal_node {
    NODE_BASE,
    NODE_DHS,
    NODE_PDU,
    NODE_CONV,
    NODE_BAT,
    NODE_AZM,
    NODE_ELM,
    NODE_FRAME,
    NODE_SPA_ELE,
    NODE_SPA_OPT,
    NODE_SPA_HOT,
    NODE_SPB_ELE,
    NODE_SPB_OPT,
    NODE_SPB_HOT,
    NODE_RAD_ELE,
    NODE_RAD_SINK,
    NODE_RAD_BAFFLE,
    NODE_RADIATOR_A,
    NODE_RADIATOR_B,
    NODE_PANEL,
    NODE_MLI,
    NODE_SUN_SENSOR,
    NODE_COVER,
    NODE_COUNT
};

/* A second thermistor sits on the base plate. */
#define THERMAL_SENSORS (NODE_COUNT + 1)

enum thermal_heater {
    HEATER_BASE,
    HEATER_DHS,
    HEATER_PDU,
    HEATER_BAT,
    HEATER_AZM,
    HEATER_ELM,
    HEATER_SPA,
    HEATER_SPB,
    HEATER_RAD,
    HEATER_SUN_SENSOR,
    HEATER_COUNT
};

enum heater_mode {
    HEATER_OFF,
    HEATER_AUTO, /* thermostat */
    HEATER_ON,   /* whatever the temperature: for tests */
    HEATER_FAULT
};

struct heater {
    enum heater_mode mode;
    bool is_on;
    bool is_stuck;   /* on whatever is asked (a fault) */
    double power;    /* factor of what it draws; not 1 is a fault */
    double low_degc; /* thermostat */
    double high_degc;
    double amp;  /* measured */
    double duty; /* percent, mean over the last ten minutes or so */
    uint32_t cycles;
};

struct thermal {
    struct prng prng;
    double node_degc[NODE_COUNT];        /* true */
    double sensor_degc[THERMAL_SENSORS]; /* measured */
    double spare_degc[2];      /* channels with calibration resistors */
    double heat_w[NODE_COUNT]; /* dissipation, input of thermal_step() */
    struct heater heater[HEATER_COUNT];
    uint32_t faults;    /* thermostats that gave up: heater on, node too warm */
    double heater_w;    /* drawn by all heaters */
    double in_w, out_w; /* absorbed and dissipated; radiated: the balance */
};

void thermal_init(struct thermal *thermal, uint64_t seed);

/* Watts that the heaters of outlet A (first five) or B draw now. */
double thermal_outlet_w(const struct thermal *thermal, bool is_b);

/* `dt` seconds on; `has_power` of heater outlets A and B at `heater_v`. */
void thermal_step(struct thermal *thermal, const struct orbit *orbit,
    const bool has_power[2], double heater_v, double dt);

/* Heat capacity of all nodes times temperature: for balance checks, J. */
double thermal_energy_j(const struct thermal *thermal);

#endif
