/*
 * pace.h - when is the next packet of a recording due?
 *
 * As fast as possible, so many a second, or as recorded by the packets' own
 * times.  Pure: time is an argument.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_PACE_H
#define COMMON_PACE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/time.h"

/* A hole in a recording longer than this is not waited for. */
#define PACE_HOLE_NS (3600 * NS_PER_S)

/* Who is later than this does not catch up in a burst. */
#define PACE_LATE_NS NS_PER_S

enum pace_kind {
    PACE_FAST,     /* at once */
    PACE_FIXED,    /* `rate_hz` packets a second */
    PACE_RECORDED, /* the recording's own times, divided by `speed` */
};

struct pace { /* set the first three, then pace_begin() */
    enum pace_kind kind;
    double rate_hz; /* > 0 */
    double speed;   /* > 0; 10 plays ten times as fast */
    /* private */
    struct mono anchor; /* when packet 0, or the one of anchor_time, was due */
    struct utc anchor_time, last;
    uint64_t n; /* packets since the anchor */
};

void pace_begin(struct pace *p, struct mono now);

/*
 * When the next packet is due; call it once a packet.  `time` is its own time
 * (UTC_NONE: together with the one before).  Never earlier than the answer
 * before, but possibly in the past: then send at once.  Recorded times that
 * go back, or forward over a hole, start a new count at `now`.
 */
struct mono pace_next(struct pace *p, struct utc time, struct mono now);

#endif
