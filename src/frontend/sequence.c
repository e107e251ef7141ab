/*
 * sequence.c - one step of the 14 bit count.
 *
 * SPDX-License-Identifier: ISC
 */
#include "frontend/sequence.h"

#include <string.h>

#define MASK (SEQUENCE_COUNTS - 1)
#define HALF (SEQUENCE_COUNTS / 2)

static bool
is_seen(const struct sequence *q, unsigned count)
{
    return q->seen[count / 8] >> (count % 8) & 1;
}

static void
mark(struct sequence *q, unsigned count)
{
    q->seen[count / 8] |= (uint8_t)(1u << (count % 8));
}

static void
unmark(struct sequence *q, unsigned count)
{
    q->seen[count / 8] &= (uint8_t) ~(1u << (count % 8));
}

void
sequence_reset(struct sequence *q)
{
    q->has_newest = false;
    q->known = 0;
    q->newest_time = UTC_NONE;
    memset(q->seen, 0, sizeof q->seen);
}

static void
begin(struct sequence *q, unsigned count)
{
    q->has_newest = true;
    q->newest = (uint16_t)count;
    q->known = 0;
    memset(q->seen, 0, sizeof q->seen);
    mark(q, count);
}

static bool
is_newer(const struct sequence *q, struct utc time)
{
    return !utc_is_none(time) && !utc_is_none(q->newest_time) &&
           time.ns > q->newest_time.ns;
}

/* `ahead` counts after the newest, 1 .. HALF - 1. */
static void
advance(struct sequence *q, unsigned ahead)
{
    for (unsigned i = 1; i < ahead; i++)
        unmark(q, (q->newest + i) & MASK);
    q->newest = (uint16_t)((q->newest + ahead) & MASK);
    const unsigned known = q->known + ahead;
    q->known = (uint16_t)(known < HALF ? known : HALF);
    mark(q, q->newest);
    if (ahead > 1) {
        q->gaps++;
        q->missing += ahead - 1;
    }
}

static enum sequence_verdict
fall_behind(struct sequence *q, unsigned count)
{
    if (is_seen(q, count)) {
        q->repeats++;
        return SEQUENCE_REPEAT;
    }
    mark(q, count);
    q->late++;
    if (((q->newest - count) & MASK) <= q->known && q->missing > 0)
        q->missing--;
    return SEQUENCE_LATE;
}

static enum sequence_verdict
judge(struct sequence *q, unsigned count, unsigned ahead, struct utc time)
{
    if (ahead > 0 && ahead < HALF) {
        advance(q, ahead);
        return ahead == 1 ? SEQUENCE_IN_ORDER : SEQUENCE_GAP;
    }
    if (!is_newer(q, time))
        return fall_behind(q, count);
    q->gaps++;
    begin(q, count);
    return SEQUENCE_RESTART;
}

struct sequence_step
sequence_take(struct sequence *q, uint16_t count, struct utc time)
{
    count &= MASK;
    struct sequence_step step = {.verdict = SEQUENCE_FIRST, .expected = count};
    if (q->has_newest) {
        const unsigned ahead = (unsigned)(count - q->newest) & MASK;
        step.expected = (q->newest + 1) & MASK;
        step.verdict = judge(q, count, ahead, time);
        if (step.verdict == SEQUENCE_GAP)
            step.missing = (uint16_t)(ahead - 1);
    } else {
        begin(q, count);
        q->newest_time = UTC_NONE;
    }
    if (!utc_is_none(time) &&
        (utc_is_none(q->newest_time) || time.ns > q->newest_time.ns))
        q->newest_time = time;
    return step;
}
