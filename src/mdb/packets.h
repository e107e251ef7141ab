/*
 * packets.h - a stream of bytes to CCSDS space packets.
 *
 * Packets stand back to back, each with the same number of foreign bytes (0 or
 * more) before it.  Bytes come in any split; the result does not depend on it.
 *
 * A header is believed when its version is 0 and its length is within
 * bounds.  When it is not, the stream is out of step: one PACKETS_BAD_… is
 * reported, and bytes are skipped until a header stands there whose APID was
 * met before (any, as long as none was) and behind whose packet another
 * believable header, or the end of the stream, follows.
 *
 * A length that lies shows only at the next header.  With `confirms` a packet
 * is held back until that header (or the end) is seen.  If it is not
 * believable and another packet begins inside of this one, this one is not
 * delivered: PACKETS_BAD_LENGTH is reported and the search begins behind its
 * first byte, so that packets which a false length swallowed are found again.
 * Without, for live links, each packet is delivered at once, and the search
 * begins behind it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_PACKETS_H
#define MDB_PACKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mdb/ccsds.h"

struct packets_options {
    uint32_t skip_bytes; /* foreign bytes before each packet, 0 .. 65535 */
    uint32_t max_bytes;  /* longest packet believed; 0: CCSDS_MAX_BYTES */
    bool confirms;       /* hold each packet back until the next header */
};

enum packets_event {
    PACKETS_NEED_MORE,   /* everything fed was used: feed, or end */
    PACKETS_PACKET,      /* a packet */
    PACKETS_BAD_VERSION, /* no packet begins here; skipping begins */
    PACKETS_BAD_LENGTH,  /* the length leads nowhere; skipping begins */
    PACKETS_TRUNCATED,   /* the stream ended inside this packet */
    PACKETS_EVENT_COUNT
};

struct packets_item {
    const uint8_t *data; /* the packet, or what is there of it (PACKETS_BAD_…,
                            PACKETS_TRUNCATED); borrowed until the next call */
    size_t len;
    uint64_t offset;        /* of its header, from the start of the stream */
    const uint8_t *skipped; /* the skip_bytes bytes before it, or NULL */
    struct ccsds_header header; /* zero when fewer than six bytes are there */
};

struct packets_counters {
    uint64_t bytes, packets;
    uint64_t bad_version, bad_length, truncated;
    uint64_t lost_bytes; /* skipped while out of step, and cut tails */
};

struct packets;

struct packets *packets_new(const struct packets_options *options);
void packets_free(struct packets **p);

/*
 * Give the next bytes of the stream.  They are borrowed: call packets_next()
 * until it says PACKETS_NEED_MORE, then they are free again.
 */
void packets_feed(struct packets *p, const void *data, size_t len);

/*
 * The stream (or datagram, or file) ends here: the next packets_next() calls
 * deliver what was held back and report a cut tail, then PACKETS_NEED_MORE.
 * After that a new stream may be fed; counters and offsets go on.
 */
void packets_end(struct packets *p);

/*
 * The rest of a partial packet did not come for so long that its length must
 * be a lie: give it up.  The next call reports PACKETS_BAD_LENGTH and searches
 * behind its first byte.  Nothing happens when no packet is partial.
 */
void packets_give_up(struct packets *p);

/* The next packet or fault; PACKETS_NEED_MORE leaves *item zeroed. */
enum packets_event packets_next(struct packets *p, struct packets_item *item);

/* Bytes of a partial packet that wait for more. */
size_t packets_pending(const struct packets *p);

const struct packets_counters *packets_counters(const struct packets *p);

/* One sentence for a person, without a full stop; static. */
const char *packets_event_str(enum packets_event event);

#endif
