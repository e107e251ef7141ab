/*
 * pointing.h - the two-axis platform, its motors, and the Sun sensor.
 *
 * Stable for steps up to 1 s; the flight loop runs at 10 Hz.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_POINTING_H
#define SIM_POINTING_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/orbit.h"
#include "sim/prng.h"

#define POINTING_NOISE_ARCSEC 1.6  /* of the Sun sensor */
#define POINTING_SPARE_ARCSEC 2.4  /* of the spare one */
#define POINTING_CAL_S        30.0 /* to calibrate it */
#define POINTING_SLEW_RATE    0.9  /* deg/s */
#define POINTING_SLEW_ACCEL   0.30 /* deg/s^2 */
#define POINTING_ACQ_S        6.0  /* of good sensor data before tracking */

enum pointing_mode {
    POINTING_OFF,
    POINTING_HOLD,  /* motors energized, standing still */
    POINTING_PARK,  /* at, or on the way to, the stow angles */
    POINTING_SLEW,  /* on the way to the target */
    POINTING_ACQ,   /* searching with the Sun sensor */
    POINTING_TRACK, /* Sun sensor in the loop */
    POINTING_LOST,  /* the Sun went away while tracking */
    POINTING_FAULT
};

enum pointing_target {
    TARGET_SUN,
    TARGET_SUN_OFFSET, /* offset_deg beside the Sun: for cross scans */
    TARGET_DARK,       /* deep space */
    TARGET_STOW
};

enum pointing_axis {
    AXIS_AZ,
    AXIS_EL,
    AXIS_COUNT
};

struct pointing_motor {
    double angle_deg;   /* true */
    double command_deg; /* where the loop wants it */
    double rate_deg_s;
    double amp;                 /* signed */
    double tacho_deg_s;         /* measured rate */
    double encoder_deg;         /* measured, -180 .. 180 */
    double turn_deg;            /* the same, 0 .. 360 */
    bool is_at_low, is_at_high; /* end switches */
    double travel_deg;          /* sum of all motion: wear */
};

struct pointing {
    struct prng prng;
    enum pointing_mode mode;
    enum pointing_target target;
    double offset_deg[AXIS_COUNT];
    struct pointing_motor motor[AXIS_COUNT];
    bool is_powered, is_brake_on, is_sun_valid, is_on_target;
    double error_arcsec[AXIS_COUNT]; /* Sun sensor */
    double noise_arcsec;             /* in it */
    bool is_blind;                   /* the Sun sensor sees nothing */
    double sun_intensity;            /* 0 .. 1.1 */
    double sun_volt[4];              /* quadrants */
    double jitter_arcsec;            /* rms, mean over some 10 s */
    double off_axis_deg;             /* true angle to the Sun */
    double mode_s;                   /* time in this mode */
    double track_s;                  /* tracking since the last loss */
    uint32_t lost;                   /* how often tracking was lost */
    uint32_t slews;
    double integral[AXIS_COUNT];
    double slew_deg_s, accel_deg_s2, acq_s; /* of its parameter table */
    bool is_spare;                          /* Sun sensor in the loop */
    double calibration_s;                   /* left */
    uint32_t calibrations;                  /* of the sensor, since boot */
};

void pointing_init(struct pointing *pointing, uint64_t seed);

/*
 * Ask for a target; the platform slews, then tracks or holds.  The caller
 * sees to it that there is power.
 */
void pointing_go(struct pointing *pointing, enum pointing_target target);
void pointing_hold(struct pointing *pointing);

void pointing_step(struct pointing *pointing, const struct orbit *orbit,
    bool has_power, double dt);

/* Part of the sunlight that enters the instruments: 0 .. 1. */
double pointing_transmission(const struct pointing *pointing);

/* Watts the platform draws. */
double pointing_watt(const struct pointing *pointing);

#endif
