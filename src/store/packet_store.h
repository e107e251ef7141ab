/*
 * packet_store.h - every packet that was received, in SQLite, one file a day.
 *
 * A store is a directory.  Files are named by the day of reception,
 * "2026-324.packets", and "2026-324-2.packets" and so on where a file could
 * not be written any further.  Format: columba-packets(5).
 *
 * packet_store_commit() is the confirmation: what was added before it survives
 * kill -9 and power loss (WAL with synchronous=FULL).  Not thread safe.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef STORE_PACKET_STORE_H
#define STORE_PACKET_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "common/time.h"

struct packet_store; /* opaque: see packet_store.c */

struct stored_packet {
    uint64_t serial;   /* the frontend's number of this packet */
    const char *link;  /* borrowed */
    uint32_t apid;     /* 65535: not a CCSDS packet */
    uint32_t sequence; /* 14 bit count */
    uint32_t status;   /* enum packet_status of bus/msg.h */
    struct utc reception;
    struct utc generation; /* or UTC_NONE */
    const void *data;      /* borrowed */
    size_t len;            /* bytes, at most 65542 */
};

/* What a file says about itself. */
struct packet_store_origin {
    const char *instance, *mission; /* borrowed */
    uint64_t mdb_hash;
};

/*
 * Write below `dir`, which is created when it is missing.  No file is opened
 * before the first packet.  ERR_DENIED or ERR_IO; *out is NULL then.
 */
NODISCARD enum err packet_store_open(const char *dir,
    const struct packet_store_origin *origin, struct packet_store **out);

/* Commits what it can and closes. */
void packet_store_close(struct packet_store **store);

/*
 * Add one packet to the open transaction.  Opens the file of the packet's day
 * when the day changes (and commits the day before).  On ERR_IO or ERR_LIMIT
 * (disk full) nothing since the last commit is confirmed and the file is given
 * up: add those packets again, they go to a new file.
 */
NODISCARD enum err packet_store_add(
    struct packet_store *store, const struct stored_packet *packet);

/* Confirm everything added so far; the same errors. */
NODISCARD enum err packet_store_commit(struct packet_store *store);

/* SQLite's own words about the last failure; "" when none.  Borrowed. */
const char *packet_store_reason(const struct packet_store *store);

/*
 * Read the file at `path`, oldest first, calling `fn` for each packet until it
 * returns nonzero.  The file is checked first, which reads it once: ERR_FORMAT
 * for a damaged one, ERR_VERSION for one of a newer version, ERR_NOTFOUND.
 */
typedef int (*stored_packet_fn)(void *arg, const struct stored_packet *packet);
NODISCARD enum err packet_store_read(
    const char *path, stored_packet_fn fn, void *arg);

#endif
