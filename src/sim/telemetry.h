/*
 * telemetry.h - the state of the model as CCSDS telemetry packets.
 *
 * The table telemetry.def says what is in them; it holds the same as the
 * mission database, which a test compares.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_TELEMETRY_H
#define SIM_TELEMETRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sim_model;

#define TELEMETRY_BYTES_MAX 1024
#define TELEMETRY_HEADER    13 /* bytes: primary, time, category and mode */
#define TELEMETRY_TYPES_MAX 32

enum telemetry_trigger {
    TRIGGER_PERIODIC,   /* every period_ms */
    TRIGGER_SPECTRUM_A, /* after an exposure */
    TRIGGER_SPECTRUM_B,
    TRIGGER_EVENT,
    TRIGGER_REPORT,
    TRIGGER_DUMP
};

struct telemetry_type {
    const char *name; /* of its container */
    uint16_t apid;
    enum telemetry_trigger trigger;
    uint32_t period_ms; /* of spectra: while they run */
    uint32_t phase_ms;  /* of the first one after a full period */
    uint32_t category;
    size_t first, n; /* rows */
};

/* All packet types in the order of telemetry.def; *n is how many. */
const struct telemetry_type *telemetry_types(size_t *n);

/*
 * Write the packet into `out`, TELEMETRY_BYTES_MAX bytes of room; `sequence`
 * counts 14 bits.  Returns its length in bytes.
 */
size_t telemetry_encode(const struct telemetry_type *type,
    const struct sim_model *model, uint16_t sequence, uint8_t *out);

/*
 * The row of that name ("RAD_POWER[0]") if its values are numbers, and its
 * value in the model, first element.
 */
bool telemetry_find(const char *name, size_t *row);
double telemetry_number(const struct sim_model *model, size_t row);

/* One scalar as it was written. */
struct telemetry_value {
    const char *name;   /* of the row; elements of arrays share it */
    int64_t index;      /* of an element, or -1 */
    unsigned bits;      /* in the packet; bytes times 8 for text and bytes */
    bool is_calibrated; /* `value` went through a calibration */
    bool is_clamped;    /* `value` does not fit into the field */
    double value;       /* physical; NAN for time, text and bytes */
    double step;        /* of the value, for a count more or less */
};
typedef void (*telemetry_value_fn)(
    void *arg, const struct telemetry_value *value);

/* Call `fn` for each value in the order of the packet, without its header. */
void telemetry_walk(const struct telemetry_type *type,
    const struct sim_model *model, telemetry_value_fn fn, void *arg);

#endif
