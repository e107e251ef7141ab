/*
 * sim_app.h - the ground model at work: steps the model and hands out the
 * packets that are due, in the order in which they are sent.
 *
 * Knows no clock and no socket.  During LOS no packets are made, so that a gap
 * in a sequence count always means a loss; events, command reports and the
 * newest spectra wait for AOS.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_SIM_APP_H
#define SIM_SIM_APP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/model.h"
#include "sim/telemetry.h"

/* `is_signal`: a packet that tells the state of the link. */
typedef void (*sim_packet_fn)(
    void *arg, const uint8_t *packet, size_t len, bool is_signal);

struct sim_app {
    struct sim_model model;
    const struct telemetry_type *type;
    size_t n_types;
    uint16_t sequence[TELEMETRY_TYPES_MAX];
    uint16_t signal_sequence;
    bool was_aos;
    uint64_t packets, bytes; /* handed out, without signal packets */
    sim_packet_fn fn;
    sim_packet_fn made; /* before anything happens to it, or NULL */
    void *arg;
};

void sim_app_init(struct sim_app *app, const struct sim_config *config,
    sim_packet_fn fn, void *arg);

/*
 * Begin anew with another configuration at the time where it is; packets are
 * counted on.
 */
void sim_app_restart(struct sim_app *app, const struct sim_config *config);

/* Instead of a step: stands still, which looks like a LOS.  Once a second. */
void sim_app_hold(struct sim_app *app);

/* One step of SIM_STEP_NS, and what it gives. */
void sim_app_step(struct sim_app *app);

/*
 * A telecommand packet from the ground, between two steps; false in LOS, when
 * none arrives.  What came of it is in the telemetry.
 */
bool sim_app_telecommand(struct sim_app *app, const uint8_t *p, size_t len);

/*
 * Steps until the model's time is `until`, at most `max` of them; returns how
 * many.
 */
unsigned sim_app_run(struct sim_app *app, struct utc until, unsigned max);

#endif
