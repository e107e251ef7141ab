/*
 * packet_log.h - packet types of every link: counters, rates, newest packets.
 *
 * One row for each link and APID.  The newest packets of each row are kept in
 * bounded memory, so that a busy APID does not push out those of a rare one.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_PACKET_LOG_H
#define CONSOLE_MODEL_PACKET_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/msg.h"
#include "console/model/clock.h"
#include "console/model/rhythm.h"

#define PACKET_LOG_ROWS_MAX 4096
#define PACKET_LOG_KEPT     32 /* of one row */
#define PACKET_LOG_ROW_BYTES                                                   \
    (128 * 1024) /* of one row, at least one packet                            \
                  */
#define PACKET_LOG_ALL_BYTES (2 * 1024 * 1024)
#define PACKET_LOG_NAME      80
#define PACKET_NO_APID       65535u

struct packet_copy {
    uint64_t serial; /* of the frontend */
    uint32_t apid, sequence, container;
    enum packet_status status;
    uint64_t mdb_hash;
    struct utc generation, reception;
    uint8_t *data; /* owned by the row */
    uint32_t len;
};

struct packet_row {
    char link[MSG_NAME_MAX + 1];
    uint32_t apid;      /* PACKET_NO_APID: not a CCSDS packet */
    uint32_t container; /* of the newest packet, UINT32_MAX: none */
    char container_name[PACKET_LOG_NAME]; /* clean; "" when none */
    bool has_counters;                    /* an apid message came */
    uint64_t packets, bytes, gaps, missing, repeats, late, bad;
    struct rhythm rhythm;
    uint32_t sequence;
    int64_t period_ns;        /* 0: unknown */
    struct utc counted_last;  /* reception of the newest that is counted */
    struct utc last;          /* reception of the newest, or UTC_NONE */
    struct mono heard;        /* the same on our clock */
    struct packet_copy *kept; /* owned ring, oldest overwritten */
    uint32_t n_kept, next;
    size_t kept_bytes;
};

/* Zero-initialise. */
struct packet_log {
    struct packet_row *row; /* owned, by link and APID */
    size_t n, cap;
    size_t kept_bytes;  /* of all */
    uint64_t lost_rows; /* that did not fit in PACKET_LOG_ROWS_MAX */
};

void packet_log_fini(struct packet_log *p);
void packet_log_apid(
    struct packet_log *p, const struct msg_apid *m, struct clock now);
void packet_log_packet(
    struct packet_log *p, const struct msg_packet *m, struct clock now);

/* NULL when there is none. */
const struct packet_row *packet_log_find(
    const struct packet_log *p, const char *link, uint32_t apid);

/* `back` 0 is the newest; `back` < row->n_kept. */
const struct packet_copy *packet_row_get(
    const struct packet_row *row, size_t back);
/* How far back the packet with `serial` is, or SIZE_MAX when it is gone. */
size_t packet_row_find(const struct packet_row *row, uint64_t serial);

/* Packets a second, 0 when unknown or when none came for three of their
 * intervals. */
double packet_row_rate(const struct packet_row *row, struct clock now);
/* Since its newest packet, -1 when there was none. */
int64_t packet_row_age_ns(const struct packet_row *row, struct clock now);

#endif
