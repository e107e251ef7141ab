/*
 * verify.h - what became of a command that was released: its stages.
 *
 * Each verifier of the database is one stage.  Packets received after the
 * release pass them; the end of a window settles them: TIMEOUT when telemetry
 * arrived all the time, NOT_KNOWN when some was missing.  A window is over at
 * exactly its end.  A stage that passes makes those before it SKIPPED that
 * still wait (before: of an earlier kind; of executions, also earlier ones).
 * All verifiers of the last kind have to pass, of executions the last one.
 *
 * Pure: no clock.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef GATE_VERIFY_H
#define GATE_VERIFY_H

#include "bus/msg.h"
#include "gate/gate_command.h"
#include "gate/interlock.h"

/* A stage without a window is not waited for longer. */
#define VERIFY_OPEN_NS (3600 * NS_PER_S)

struct verify_world {
    const struct mdb *mdb;
    const struct interlock *interlock;
};

/* The command is being released: make its stages, note what may change.
 * c->released, c->released_mono, c->sequence are set. */
void verify_begin(const struct verify_world *w, struct gate_command *c);

/* The same for one whose stages come from the log: what happened meanwhile
 * nobody saw. */
void verify_resume(
    const struct verify_world *w, struct gate_command *c, struct moment now);

struct verify_packet {
    struct interlock_packet values;
    enum tm_mode mode;
    struct utc generation;
};

/* A packet came, its values are taken; true when a stage changed. */
bool verify_packet(const struct verify_world *w, struct gate_command *c,
    const struct verify_packet *packet, struct moment now);

/* Telemetry is, or was just now, missing: windows that are open cannot end in
 * TIMEOUT any more. */
void verify_blind(struct gate_command *c, struct moment now);

/* Settle windows that are over; true when a stage changed. */
bool verify_time(struct gate_command *c, struct moment now);

enum verify_outcome {
    VERIFY_RUNNING,
    VERIFY_COMPLETED,
    VERIFY_FAILED,
    VERIFY_UNKNOWN
};

/* What all stages together say, and one line about it. */
enum verify_outcome verify_outcome(
    const struct gate_command *c, char *text, size_t size);

/* It is over: what still waits is SKIPPED. */
void verify_end(struct gate_command *c, struct moment now);

#endif
