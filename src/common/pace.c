/*
 * pace.c - the times of a playback.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/pace.h"

static void
anchor(struct pace *p, struct utc time, struct mono now)
{
    p->anchor = now;
    p->anchor_time = time;
    p->n = 0;
}

void
pace_begin(struct pace *p, struct mono now)
{
    anchor(p, UTC_NONE, now);
    p->last = UTC_NONE;
}

static struct mono
fixed(struct pace *p, struct mono now)
{
    const double ns = (double)p->n * 1e9 / p->rate_hz;
    struct mono due = mono_add_ns(p->anchor, (int64_t)ns);
    if (mono_diff_ns(now, due) > PACE_LATE_NS || ns > 1e15) {
        anchor(p, UTC_NONE, now);
        due = now;
    }
    p->n++;
    return due;
}

static struct mono
recorded(struct pace *p, struct utc time, struct mono now)
{
    if (!utc_is_none(time)) {
        const int64_t step =
            utc_is_none(p->last) ? -1 : utc_diff_ns(time, p->last);
        if (step < 0 || step > PACE_HOLE_NS)
            anchor(p, time, now);
        p->last = time;
    }
    if (utc_is_none(p->last))
        return now;
    const double ns = (double)utc_diff_ns(p->last, p->anchor_time) / p->speed;
    if (ns > 9e18)
        return mono_add_ns(p->anchor, INT64_MAX);
    const struct mono due = mono_add_ns(p->anchor, (int64_t)ns);
    if (mono_diff_ns(now, due) <= PACE_LATE_NS)
        return due;
    anchor(p, p->last, now);
    return now;
}

struct mono
pace_next(struct pace *p, struct utc time, struct mono now)
{
    switch (p->kind) {
    case PACE_FIXED:
        return fixed(p, now);
    case PACE_RECORDED:
        return recorded(p, time, now);
    case PACE_FAST:
        break;
    }
    return now;
}
