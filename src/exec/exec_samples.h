/*
 * exec_samples.h - the newest value of every item, as procedures look at it.
 *
 * Taking a packet costs a few stores an item; what a value means in the
 * language (unit, label, validity, monitoring) is made when a condition looks
 * at it.  A value is good while nothing says otherwise: it is expired when its
 * stream is told to be, when it is overdue by our own clock (the frontend or
 * the hub may be gone), or while nothing is heard of telemetry at all.
 *
 * Pure: no clock, no bus.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef EXEC_EXEC_SAMPLES_H
#define EXEC_EXEC_SAMPLES_H

#include <stdbool.h>
#include <stdint.h>

#include "bus/msg.h"
#include "common/moment.h"
#include "mdb/mdb.h"
#include "pluto/model.h"
#include "pluto/run.h"

/* Without a period a value is good while the frontend is heard at least so
 * often; with one, overdue by so much more than the factor says. */
#define EXEC_SAMPLES_SILENT_NS (5 * NS_PER_S)
#define EXEC_SAMPLES_GRACE_NS  (1 * NS_PER_S)

struct exec_samples;

/* `mdb` is borrowed for good; `expiry_factor` is the mission's. */
struct exec_samples *exec_samples_new(
    const struct mdb *mdb, double expiry_factor);
void exec_samples_free(struct exec_samples **samples);

enum exec_samples_result {
    EXEC_SAMPLES_OK,
    EXEC_SAMPLES_FOREIGN, /* of another database: refused */
    EXEC_SAMPLES_BAD,     /* malformed: refused */
};

/* A message tm, quality, layout, limit or alarm, or a heartbeat of the
 * frontend; all others change nothing.  Only realtime telemetry counts. */
enum exec_samples_result exec_samples_message(
    struct exec_samples *samples, const struct msg *msg, struct moment now);

/* Counts up with each message that changed something.  An item's is the count
 * of its newest change: what changed after `since` has a larger one. */
uint64_t exec_samples_change(const struct exec_samples *samples);
uint64_t exec_samples_changed(
    const struct exec_samples *samples, uint32_t item);

/*
 * The sample of a parameter of the model; always fills *out.  Reception times
 * are moved by `ahead_ns` (the execution's clock, see exec_priv.h).
 */
void exec_samples_get(const struct exec_samples *samples,
    const struct pluto_model_parameter *parameter, struct moment now,
    int64_t ahead_ns, struct pluto_sample *out);

#endif
