/*
 * publisher.h - decoded packets to tm messages, their layouts and quality.
 *
 * Packets of one container that come in one burst (one turn of the loop) from
 * one link and APID leave as one message.  The values of a container expire
 * together, because they came together.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FRONTEND_PUBLISHER_H
#define FRONTEND_PUBLISHER_H

#include <stddef.h>
#include <stdint.h>

#include "frontend/moment.h"
#include "frontend/outbox.h"
#include "mdb/decode.h"
#include "mdb/mdb.h"
#include "mdb/quality.h"

/* Nothing expires sooner, however fast a packet comes otherwise. */
#define PUBLISHER_MIN_AGE_NS (250 * NS_PER_MS)

struct publisher;

/* `mdb` and `outbox` are borrowed.  `factor`: expiry, in periods. */
struct publisher *publisher_new(
    const struct mdb *mdb, double factor, const struct outbox *outbox);
void publisher_free(struct publisher **publisher);

/* Where a packet came from; borrowed, `link` and `signal` for good. */
struct arrival {
    const char *link;
    const struct quality_signal *signal; /* the link's */
    uint16_t apid;
    uint64_t serial;
    struct utc generation;
    struct moment now;
};

/* Take a decoded frame (frame->container is not MDB_NIL). */
void publisher_take(struct publisher *p, const struct mdb_frame *frame,
    const struct arrival *from);

/* Publish what was taken since; at the end of each turn. */
void publisher_flush(struct publisher *p);

/*
 * Publish the quality of containers that expired.  Call it some ten times a
 * second, and before a link's signal changes.
 */
void publisher_expire(struct publisher *p, struct mono now);

/* Publish layouts whose period was learned or changed; once a second. */
void publisher_learn(struct publisher *p);

/* Publish all layouts, and the quality of what was received. */
void publisher_all(struct publisher *p);

/* Declared or learned period of a container; 0: unknown. */
int64_t publisher_period_ns(const struct publisher *p, uint32_t container);

/* How many containers have been received, and how many of them expired. */
void publisher_count(
    const struct publisher *p, size_t *received, size_t *expired);

#endif
