/*
 * spectrometer.h - a grating spectrometer with a cooled line detector.
 *
 * The payload has two: SPA looks at 160 to 320 nm with an image intensifier
 * (high voltage), SPB at 400 to 1000 nm.  A grating drive chooses one of four
 * windows of 256 pixels; a filter wheel, a shutter and a calibration lamp sit
 * before the slit.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_SPECTROMETER_H
#define SIM_SPECTROMETER_H

#include <stdbool.h>
#include <stdint.h>

#include "common/time.h"
#include "sim/prng.h"

#define SPECTRUM_PIXELS     256
#define SPECTRUM_FULL       65535
#define SPECTROMETER_GRATES 4
#define SPECTROMETER_FILTER 8
#define SPECTROMETER_TEC_A  1.8 /* A: the most the cooler draws */
#define SPECTROMETER_LAMP_A 0.3 /* A: the lamp's current */

enum spectrometer_id {
    SPECTROMETER_A,
    SPECTROMETER_B,
    SPECTROMETER_COUNT
};

enum spectrometer_state {
    SPECTROMETER_OFF,
    SPECTROMETER_IDLE,
    SPECTROMETER_MOVING,
    SPECTROMETER_EXPOSING,
    SPECTROMETER_READOUT,
    SPECTROMETER_ERROR
};

enum spectrum_source {
    SOURCE_DARK, /* shutter closed */
    SOURCE_SUN,
    SOURCE_LAMP
};

/* One exposure as it was read out. */
struct spectrum {
    struct utc start;
    uint32_t number;
    enum spectrum_source source;
    uint32_t exposure_ms, filter, grating;
    uint32_t n; /* pixels: 256, or 128 when two are binned */
    uint32_t count[SPECTRUM_PIXELS];
    uint32_t max, min, saturated; /* of count; pixels at full scale */
    double mean;
    double first_nm, nm_per_pixel;
};

struct spectrometer {
    enum spectrometer_id id;
    struct prng prng;
    enum spectrometer_state state;
    enum spectrum_source source;
    double state_s;
    bool is_running; /* exposes again and again */
    bool scans;      /* next window after each exposure */
    bool is_shutter_open, is_lamp_on, is_binned;
    uint32_t exposure_ms;
    double cadence_s; /* from one exposure's start to the next */
    double since_s;   /* since the last start */
    uint32_t filter, filter_want, grating, grating_want; /* positions */
    uint32_t grating_step;                               /* 0 .. 16383 */
    double centre_nm;
    uint32_t exposures, aborted, shutter_cycles, moves;
    double det_degc; /* true */
    double det_meas_degc, det_set_degc, tec_amp, tec_volt, tec_integral;
    double cooling; /* part of the cooling power that is left */
    double hv_volt, hv_set_volt;
    double lamp_amp, lamp_hours;
    double p5_v, p15_v, logic_amp;
    double progress; /* percent of the exposure */
    double light;    /* mean part of the Sun during this exposure */
    uint32_t next_number;
    struct spectrum spectrum; /* the newest */
    bool is_ready;            /* newest was not yet sent; the reader clears */
    uint32_t series;          /* exposures still to make, 0: until stopped */
    bool is_series_done;      /* the last series came to its end */
    uint32_t order[SPECTROMETER_GRATES]; /* of windows when it scans */
    uint32_t scan_at;                    /* in order */
    bool is_tec_on;
    double tec_max_amp, lamp_set_amp; /* of its parameter table */
};

void spectrometer_init(
    struct spectrometer *s, enum spectrometer_id id, uint64_t seed);

/* What it sees from now on; false when that needs power that is off. */
bool spectrometer_run(struct spectrometer *s, enum spectrum_source source);
void spectrometer_stop(struct spectrometer *s);

/* The same for `n` exposures, which end by themselves. */
bool spectrometer_series(
    struct spectrometer *s, enum spectrum_source source, uint32_t n);

/* Go to a window, from which scans go on. */
void spectrometer_window(struct spectrometer *s, uint32_t window);

/* Move the shutter; false while exposures use it. */
bool spectrometer_shutter(struct spectrometer *s, bool is_open);

/* What the surroundings give in a step. */
struct spectrometer_input {
    struct utc now;
    bool has_power, has_lamp_power;
    double sunlight; /* on the slit, 0 .. 1, at `sun_au` */
    double sun_au;
    double hot_degc; /* hot side of the cooler */
    double cosmic;   /* hits of a particle a second */
};

void spectrometer_step(
    struct spectrometer *s, const struct spectrometer_input *in, double dt);

double spectrometer_watt(const struct spectrometer *s); /* on its outlet */
double spectrometer_tec_watt(
    const struct spectrometer *s); /* to the hot side */

/* Wavelength in the middle of the detector at a grating step. */
double spectrometer_centre_nm(enum spectrometer_id id, double step);

#endif
