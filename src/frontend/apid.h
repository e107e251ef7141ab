/*
 * apid.h - counters, sequence and reports of each APID of one link.
 *
 * Reports are capped: one of a kind and APID in ten seconds, and no more than
 * APID_BUDGET in ten seconds from one link; what is held back is counted and
 * told afterwards.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FRONTEND_APID_H
#define FRONTEND_APID_H

#include <stddef.h>
#include <stdint.h>

#include "common/attr.h"
#include "frontend/flood.h"
#include "frontend/outbox.h"
#include "frontend/samples.h"
#include "mdb/ccsds.h"
#include "mdb/model.h"

#define APID_BUDGET 50 /* reports of one link in FLOOD_NS */

enum apid_report_kind {
    APID_GAP,     /* EV_SEQUENCE_GAP */
    APID_BAD,     /* EV_PACKET_BAD */
    APID_UNKNOWN, /* EV_PACKET_UNKNOWN */
    APID_REPORTS
};

struct apid {
    uint16_t number; /* 0 .. 2047, or 65535: bytes that are no packet */
    uint64_t packets, bytes, bad;
    uint64_t last_serial;
    struct utc last;    /* reception */
    uint32_t container; /* of the newest packet, or MDB_NIL */
    char *packet_topic; /* "pkt/<link>/<apid>" */
    char *topic;        /* "apid/<link>/<apid>" */
    struct flood flood[APID_REPORTS];
    struct mono rated; /* when the rate was taken last */
    uint64_t rated_packets;
    bool is_rated, is_changed; /* since it was published */
    double packets_per_s;
    struct { /* counted before the last restart */
        uint64_t gaps, missing, repeats, late;
    } before;
    struct ccsds_sequence sequence;
};

struct apid_table;

/* `link` and `outbox` are borrowed. */
struct apid_table *apid_table_new(
    const char *link, const struct outbox *outbox);
void apid_table_free(struct apid_table **table);

/* The entry of `number` (0 .. 2047, or anything else for "no packet"), made
 * when it is met first.  Stays where it is. */
struct apid *apid_get(struct apid_table *table, uint16_t number);

/* Count a packet of `len` bytes. */
void apid_count(
    struct apid *apid, size_t len, uint64_t serial, struct utc reception);
void apid_count_bad(struct apid *apid);
void apid_container(struct apid *apid, uint32_t container);

/* "link NAME APID N: …" as an event, now or later with a count. */
void apid_report(struct apid_table *table, struct apid *apid,
    enum apid_report_kind kind, struct mono now, const char *fmt, ...)
    PRINTF_LIKE(5, 6);

/* Counts of all APIDs begin anew; totals stay. */
void apid_table_restart(struct apid_table *table);

/* Tell what was held back for ten seconds. */
void apid_table_tick(struct apid_table *table, struct mono now);

/* Rates and an `apid` message for each; once a second.  One that received
 * nothing since, and whose rate is 0 already, is left out. */
void apid_table_publish(struct apid_table *table, const struct mdb *mdb,
    const struct samples *samples, struct mono now);

/* The next apid_table_publish() leaves nothing out. */
void apid_table_all(struct apid_table *table);

#endif
