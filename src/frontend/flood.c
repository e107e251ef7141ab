/*
 * flood.c - a gate that closes for ten seconds behind each event.
 *
 * SPDX-License-Identifier: ISC
 */
#include "frontend/flood.h"

static void
shut(struct flood *f, struct mono now)
{
    f->is_closed = true;
    f->until = mono_add_ns(now, FLOOD_NS);
    f->held = 0;
}

bool
flood_pass(struct flood *f, struct mono now)
{
    if (f->is_closed && (now.ns < f->until.ns || f->held > 0)) {
        f->held++;
        return false;
    }
    shut(f, now);
    return true;
}

uint64_t
flood_due(struct flood *f, struct mono now)
{
    if (!f->is_closed || now.ns < f->until.ns)
        return 0;
    const uint64_t held = f->held;
    if (held > 0)
        shut(f, now);
    else
        f->is_closed = false;
    return held;
}
