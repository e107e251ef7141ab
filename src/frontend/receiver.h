/*
 * receiver.h - what comes in over one link: bytes to packets to messages.
 *
 * Framing, header checks, counters per link and APID, sequence counts,
 * generation times, decoding; signal packets and windows.  Time is an
 * argument; what there is to say goes to the outbox.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FRONTEND_RECEIVER_H
#define FRONTEND_RECEIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/moment.h"
#include "frontend/outbox.h"
#include "frontend/samples.h"
#include "frontend/signal.h"
#include "mdb/packets.h"
#include "mdb/repeats.h"
#include "mission/mission.h"
#include "mission/stamp.h"

/* The APID of bytes that are no packet. */
#define RECEIVER_NO_APID 65535

/* A stream that stops inside a packet for so long had a false length. */
#define RECEIVER_STALL_NS (5 * NS_PER_S)

/* What all receivers of a frontend share; borrowed. */
struct receiver_world {
    const struct mission *mission;
    const struct mdb *mdb;
    uint32_t root; /* container to begin with, or MDB_NIL: the database's */
    struct mdb_decoder *decoder;
    struct samples *samples;
    const struct outbox *outbox;
    struct repeats *repeats; /* by APID, over all links */
    uint64_t serial; /* packets taken since the start, the next one's number */
};

struct receiver_counters {
    uint64_t packets, bytes; /* all packets; all bytes that came */
    uint64_t gaps, missing, repeats, late;
    uint64_t idle;        /* packets of APID 2047 */
    uint64_t segments;    /* parts of segmented packets */
    uint64_t bad_version; /* times no packet began where one should */
    uint64_t bad_length;  /* lengths that lie: header, or a size inside */
    uint64_t too_short;   /* packets shorter than their container */
    uint64_t unknown;     /* packets without a container */
    double packets_per_s, bytes_per_s; /* over the last second */
    struct utc last; /* reception of the newest packet, or UTC_NONE */
};

struct receiver;

/* `world` and `conf` are borrowed for good. */
struct receiver *receiver_new(
    struct receiver_world *world, const struct mission_link *conf);
void receiver_free(struct receiver **receiver);

/* As in struct link_sink. */
void receiver_begin(struct receiver *r, bool is_anew, struct moment now);
void receiver_bytes(struct receiver *r, const uint8_t *p, size_t len,
    bool is_datagram, struct moment now);
void receiver_item(struct receiver *r, enum packets_event event,
    const struct packets_item *item, struct moment now);

/* Generation time of a packet, by mission or database; UTC_NONE if none. */
struct utc receiver_packet_time(
    struct receiver *r, const uint8_t *packet, size_t len);

/*
 * Signal state by windows and silence; events held back; streams that stall.
 * Call it some ten times a second and when the link's state changed.
 */
void receiver_tick(struct receiver *r, bool is_up, struct moment now);

/* New rates, and the statistics of each APID; once a second. */
void receiver_statistics(struct receiver *r, struct moment now);

/* The next statistics leave no APID out. */
void receiver_all(struct receiver *r);

const struct receiver_counters *receiver_counters(const struct receiver *r);
const struct signal *receiver_signal(const struct receiver *r);

#endif
