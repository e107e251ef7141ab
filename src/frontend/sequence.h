/*
 * sequence.h - the 14 bit sequence count of one APID: gaps, repeats, late ones.
 *
 * A count up to 8191 ahead of the newest is new, and what lies between is
 * missing.  Any other is behind: it was seen before (a repeat), or it was
 * missing and comes late.  A map of all 16384 counts tells the two apart.  A
 * source that restarts its count is known by generation times: a packet that
 * is behind by its count but newer by its time is the first of a new count.
 *
 * Pure, no allocation.  `missing` is what never came: a late packet is taken
 * off again.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FRONTEND_SEQUENCE_H
#define FRONTEND_SEQUENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/time.h"

#define SEQUENCE_COUNTS 16384u /* CCSDS 133.0-B-2, 4.1.3.4: modulo 2^14 */

enum sequence_verdict {
    SEQUENCE_FIRST,    /* nothing to compare with */
    SEQUENCE_IN_ORDER, /* the one after the newest */
    SEQUENCE_GAP,      /* some are missing before this one */
    SEQUENCE_REPEAT,   /* this count was seen already */
    SEQUENCE_LATE,     /* behind, and not seen before */
    SEQUENCE_RESTART,  /* the source began to count anew */
};

struct sequence {
    bool has_newest;
    uint16_t newest;        /* the count all others are compared with */
    uint16_t known;         /* counts behind `newest` that we waited for */
    struct utc newest_time; /* latest generation time, or UTC_NONE */
    uint64_t gaps;          /* how often packets were missing; restarts too */
    uint64_t missing;       /* packets that have not come so far */
    uint64_t repeats, late; /* packets */
    uint8_t seen[SEQUENCE_COUNTS / 8]; /* one bit a count */
};

/* Forget everything but the counters: the stream begins anew. */
void sequence_reset(struct sequence *q);

struct sequence_step {
    enum sequence_verdict verdict;
    uint16_t expected; /* the count that would have been in order */
    uint16_t missing;  /* SEQUENCE_GAP: how many, 1 .. 8190 */
};

/*
 * Take the packet with `count` (its lower 14 bits) and generation time `time`
 * (UTC_NONE when it has none that can be believed).
 */
struct sequence_step sequence_take(
    struct sequence *q, uint16_t count, struct utc time);

#endif
