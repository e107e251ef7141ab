/*
 * record.h - the frontend's recorder: where it writes, and when it fails.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FRONTEND_RECORD_H
#define FRONTEND_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "frontend/outbox.h"
#include "store/recorder.h"

struct record {                /* zero-initialise */
    struct recorder *recorder; /* NULL: nothing is recorded */
    bool was_failing;
    uint64_t lost; /* packets, as told last */
};

/*
 * Record below `dir`, which is made with its parents.  Where that fails an
 * event says so and nothing is recorded; live telemetry goes on.
 */
void record_open(struct record *r, const char *dir,
    const struct packet_store_origin *origin, const struct outbox *outbox);
void record_close(struct record *r); /* writes what waits */

void record_packet(struct record *r, const struct stored_packet *packet);

/* Once a second: an event when recording begins to fail, or works again. */
void record_watch(struct record *r, const struct outbox *outbox);

#endif
