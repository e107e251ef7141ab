/*
 * moment.h - both clocks at once: what is logged and shown is UTC, what
 * runs out is counted by the clock that nobody sets.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_MOMENT_H
#define COMMON_MOMENT_H

#include <stdbool.h>

#include "common/time.h"

struct moment {
    struct utc utc;
    struct mono mono;
};

#define MONO_NONE ((struct mono){INT64_MIN}) /* "never" */

static inline bool
mono_is_none(struct mono t)
{
    return t.ns == INT64_MIN;
}

/* Is `now` at `end` or after it?  What ends then is over at exactly `end`. */
static inline bool
mono_is_over(struct mono end, struct mono now)
{
    return !mono_is_none(end) && now.ns >= end.ns;
}

/* Did at least `ns` go by since `since`?  Since never: yes. */
static inline bool
mono_went_by(struct mono since, int64_t ns, struct mono now)
{
    return mono_is_none(since) || mono_diff_ns(now, since) >= ns;
}

#endif
