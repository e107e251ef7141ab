/*
 * timeline.c - in which order were the packets of a container made?
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/timeline.h"

#define NONE INT64_MIN

void
timeline_init(struct timeline *t)
{
    *t = (struct timeline){.newest_ns = NONE,
        .received_ns = NONE,
        .before_ns = NONE,
        .taken_back_ns = NONE,
        .late_ns = NONE,
        .late_since_ns = NONE,
        .late_received_ns = NONE};
}

/* a - b, kept within 64 bits. */
static int64_t
minus(int64_t a, int64_t b)
{
    return utc_diff_ns((struct utc){a}, (struct utc){b});
}

static void
take(struct timeline *t, int64_t ns, int64_t received_ns)
{
    t->newest_ns = ns;
    t->received_ns = received_ns;
    t->n_late = 0;
}

static enum timeline_step
go_on(struct timeline *t, int64_t ns, int64_t received_ns)
{
    const bool is_timed = received_ns != NONE && t->received_ns != NONE;
    const int64_t ahead = is_timed ? minus(minus(ns, t->newest_ns),
                                         minus(received_ns, t->received_ns))
                                   : 0;
    const bool is_jump = ahead > TIMELINE_JUMP_NS;
    if (is_jump) {
        t->before_ns = t->newest_ns;
        t->n_since = 0;
    } else if (++t->n_since >= TIMELINE_LATE_MOST) {
        t->before_ns = NONE; /* it goes on from there: no mistake */
    }
    take(t, ns, received_ns);
    return is_jump ? TIMELINE_AHEAD : TIMELINE_NEWER;
}

static enum timeline_step
go_back(struct timeline *t, int64_t ns, int64_t received_ns)
{
    t->before_ns = NONE;
    t->n_since = 0;
    take(t, ns, received_ns);
    return TIMELINE_BACK;
}

/* Does it go on where the newest was before the jump? */
static bool
was_a_mistake(
    const struct timeline *t, int64_t ns, int64_t received_ns, bool is_repeat)
{
    return t->before_ns != NONE &&
           (ns > t->before_ns || (ns == t->before_ns && !is_repeat)) &&
           received_ns > t->received_ns &&
           (t->taken_back_ns == NONE ||
               minus(received_ns, t->taken_back_ns) > TIMELINE_JUMP_NS);
}

static void
count_late(struct timeline *t, int64_t ns, int64_t received_ns)
{
    const bool goes_on =
        t->n_late > 0 && ns >= t->late_ns && received_ns > t->late_received_ns;
    if (!goes_on) {
        t->n_late = 0;
        t->late_since_ns = received_ns;
    }
    if (t->n_late < TIMELINE_LATE_MOST)
        t->n_late++;
    t->late_ns = ns;
    t->late_received_ns = received_ns;
}

enum timeline_step
timeline_take(struct timeline *t, struct utc generation, struct utc reception,
    bool is_repeat)
{
    const int64_t ns = generation.ns, received_ns = reception.ns;
    if (t->newest_ns == NONE) {
        take(t, ns, received_ns);
        return TIMELINE_NEWER;
    }
    if (ns > t->newest_ns || (ns == t->newest_ns && !is_repeat))
        return go_on(t, ns, received_ns);
    if (received_ns == NONE || ns == t->newest_ns)
        return TIMELINE_LATE;
    if (was_a_mistake(t, ns, received_ns, is_repeat)) {
        t->taken_back_ns = received_ns;
        return go_back(t, ns, received_ns);
    }
    count_late(t, ns, received_ns);
    /* Our own clock, too, can be set back. */
    const int64_t since_ns =
        received_ns >= t->received_ns ? t->received_ns : t->late_since_ns;
    if (t->n_late >= TIMELINE_LATE_MOST &&
        minus(received_ns, since_ns) >= TIMELINE_LATE_NS)
        return go_back(t, ns, received_ns);
    return TIMELINE_LATE;
}
