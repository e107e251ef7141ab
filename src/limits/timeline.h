/*
 * timeline.h - in which order were the packets of a container made?
 *
 * By their generation times; but a clock on board can be set, begins anew
 * when its computer does, stands still, or is wrong in one packet.  What
 * follows a wrong time must not be taken for late, or nothing would be
 * checked any more.
 *
 *   - A time that goes ahead by a minute more than reception did is a jump.
 *     The packet counts; but the next one that fits to the time before the
 *     jump takes it back, unless that was done within the last minute.
 *   - Packets of the newest time are in order, as they come: a clock can be
 *     coarse.  One of them that comes again says nothing.
 *   - Packets that are older are late.  Three of them in a row, not older
 *     one than the one before, with nothing newer received for three seconds:
 *     the clock went back, and what comes now is the newest.
 *
 * Pure; times are nanoseconds of UTC, INT64_MIN is none.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_TIMELINE_H
#define LIMITS_TIMELINE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/time.h"

#define TIMELINE_JUMP_NS   (60 * NS_PER_S)
#define TIMELINE_LATE_NS   (3 * NS_PER_S)
#define TIMELINE_LATE_MOST 3 /* packets in a row */

struct timeline {
    int64_t newest_ns, received_ns; /* the newest packet */
    int64_t before_ns;              /* the newest before a jump, or none */
    int64_t taken_back_ns;          /* reception, when a jump last was */
    int64_t late_ns;                /* newest of those late in a row */
    int64_t late_since_ns, late_received_ns; /* first and last of them */
    unsigned n_since;                        /* the jump */
    unsigned n_late;                         /* in a row */
};

void timeline_init(struct timeline *t);

enum timeline_step {
    TIMELINE_NEWER, /* or as new */
    TIMELINE_LATE,  /* or a repetition */
    TIMELINE_AHEAD, /* newer, but it jumped */
    TIMELINE_BACK   /* older, and the newest from now on */
};

/* A packet arrived, maybe not for the first time.  Without a reception there
 * are no jumps. */
enum timeline_step timeline_take(struct timeline *t, struct utc generation,
    struct utc reception, bool is_repeat);

#endif
