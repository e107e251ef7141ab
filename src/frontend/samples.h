/*
 * samples.h - decoded packets to tm messages, their layouts and quality.
 *
 * Packets of one container that come in one burst (one turn of the loop) from
 * one link and APID leave as one message.  The values of a container expire
 * together, because they came together.
 *
 * Replayed packets come faster or slower than they were made, and somebody may
 * stop or go back.  So their periods are learned, and their values expire, by
 * generation time: that of the newest packet is the clock.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FRONTEND_SAMPLES_H
#define FRONTEND_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

#include "common/moment.h"
#include "frontend/outbox.h"
#include "mdb/decode.h"
#include "mdb/mdb.h"
#include "mdb/quality.h"

struct samples;

/* `mdb` and `outbox` are borrowed.  `factor`: expiry, in periods. */
struct samples *samples_new(
    const struct mdb *mdb, double factor, const struct outbox *outbox);
void samples_free(struct samples **samples);

/* All that comes is replayed.  Call it before the first packet. */
void samples_replay(struct samples *p);

/* Where a packet came from; borrowed, `link` and `signal` for good. */
struct arrival {
    const char *link;
    const struct quality_signal *signal; /* the link's */
    uint16_t apid;
    uint64_t serial; /* under which it came first */
    struct utc generation;
    struct moment now;
};

/* Take a decoded frame (frame->container is not MDB_NIL). */
void samples_take(struct samples *p, const struct mdb_frame *frame,
    const struct arrival *from);

/* Publish what was taken since; at the end of each turn. */
void samples_flush(struct samples *p);

/*
 * Publish the quality of containers that expired.  Call it some ten times a
 * second, and before a link's signal changes.
 */
void samples_expire(struct samples *p, struct mono now);

/* Publish layouts whose period was learned or changed; once a second. */
void samples_learn(struct samples *p);

/* Publish all layouts, and the quality of what was received. */
void samples_all(struct samples *p);

/* Declared or learned period of a container; 0: unknown. */
int64_t samples_period_ns(const struct samples *p, uint32_t container);

/* How many containers have been received, and how many of them expired. */
void samples_count(const struct samples *p, size_t *received, size_t *expired);

#endif
