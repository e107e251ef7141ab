/*
 * faults.h - what can go wrong in the model, from when until when.
 *
 * Faults of the hardware change how the model behaves, and telemetry shows
 * what follows from that; faults of a measurement change what telemetry shows
 * and nothing else; faults of a packet type keep its packets away.  Part of
 * the model: the same faults with the same seed give the same bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_FAULTS_H
#define SIM_FAULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/err.h"
#include "sim/prng.h"

struct sim_model;
struct tc_pattern;

#define FAULTS_MAX 160

enum fault_kind {
    /* hardware: `unit` is a number of the model */
    FAULT_HEATER_ON,    /* heater: on, whatever is asked */
    FAULT_HEATER_POWER, /* heater: `a` times its power, 0 is open */
    FAULT_FEED_SAG,     /* both feeds lower by `a` volts */
    FAULT_OVERLOAD,     /* outlet: draws `a` watts more */
    FAULT_COOLER,       /* spectrometer: `a` of its cooling is left */
    FAULT_TERMINAL,     /* terminal of the internal bus: does not answer */
    FAULT_SUN_SENSOR,   /* its noise is `a` arcsec */
    FAULT_BLIND,        /* the Sun sensor does not see the Sun */
    FAULT_LOS,          /* no contact, either way */
    FAULT_COMMAND,      /* those of `pattern`: `unit` is a set of fault_tc */
    /* measurement: `name` is a row of telemetry.def that is a number */
    FAULT_STUCK, /* as it was when the fault began */
    FAULT_BIAS,  /* `a` more */
    FAULT_DRIFT, /* `a` more each second */
    FAULT_NOISE, /* Gaussian noise of sigma `a` more */
    FAULT_SHOWS, /* `a`, with Gaussian noise of sigma `b` */
    FAULT_DEAD,  /* no number; 0 counts where there are no such numbers */
    /* packets: `name` is a packet type, or "all" */
    FAULT_SILENT, /* none is made, its sequence count stands still */
    FAULT_LOSS,   /* `a` of them, 0 .. 1, get lost on their way */
    FAULT_BITS,   /* `a` of them, 0 .. 1, arrive with wrong bits, or cut */
    FAULT_KIND_COUNT
};

/* What happens to a telecommand. */
enum fault_tc {
    FAULT_TC_REFUSED = 1,  /* not accepted */
    FAULT_TC_HOLLOW = 2,   /* reported as done, and nothing is done */
    FAULT_TC_MUTE = 4,     /* done, and nothing is reported */
    FAULT_TC_MIXED_UP = 8, /* reported as another command */
};

struct fault {
    enum fault_kind kind;
    const char *name; /* borrowed for as long as the model lives, or NULL */
    unsigned unit;
    double a, b;
    double from_s, until_s; /* since the model's start; until > from >= 0;
                               INFINITY: until it is ended */
};

struct fault_state {
    struct fault fault;
    bool is_on;
    size_t row;                       /* of a measurement */
    double shows;                     /* FAULT_STUCK: what it held */
    double add;                       /* to the measurement, in this step */
    size_t handle;                    /* of faults_begin(); 0: planned */
    const struct tc_pattern *pattern; /* FAULT_COMMAND; NULL: all */
};

struct faults {
    struct prng prng;
    struct fault_state state[FAULTS_MAX];
    size_t n;
    size_t n_measured; /* measurements at fault now */
};

void faults_init(struct faults *faults, uint64_t seed);

/*
 * Plan a fault; it is copied.  ERR_NOTFOUND for a name or unit that is not
 * there, ERR_RANGE for times or an amount that make no sense, ERR_LIMIT when
 * FAULTS_MAX are planned.
 */
NODISCARD enum err faults_add(struct faults *faults, const struct fault *fault);

/*
 * Begin a fault now, its times are not looked at, and end it: `handle` from 1,
 * chosen by the caller.  FAULT_COMMAND is about packets of `pattern`, borrowed
 * as its name is, NULL: all.  Errors as faults_add(); ending what is not on
 * does nothing.
 */
NODISCARD enum err faults_begin(struct sim_model *model, size_t handle,
    const struct fault *fault, const struct tc_pattern *pattern);
void faults_end(struct sim_model *model, size_t handle);

/* Begin and end what is due at the model's time, before its step. */
void faults_step(struct sim_model *model);

/* What telemetry shows of `row` instead of `value`. */
double faults_show(const struct faults *faults, size_t row, double value);

/* May packet type `name` send now; when it may, does the packet get lost? */
bool faults_is_silent(const struct faults *faults, const char *name);
bool faults_loses(struct faults *faults, const char *name);

/* Is it to arrive damaged?  Then damage it; returns its length now. */
size_t faults_damage(
    struct faults *faults, const char *name, uint8_t *packet, size_t len);

bool faults_is_los(const struct faults *faults);

/* What happens to a telecommand packet: a set of fault_tc. */
unsigned faults_telecommand(
    const struct faults *faults, const uint8_t *p, size_t len);

#endif
