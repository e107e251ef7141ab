/*
 * rhythm.h - how often something comes, learned from its intervals.
 *
 * Smoothed, so that the rate on the screen does not jitter.  One long interval
 * is an outage and teaches nothing; two of them are a new rhythm.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_RHYTHM_H
#define CONSOLE_MODEL_RHYTHM_H

#include <stdbool.h>
#include <stdint.h>

struct rhythm {       /* zero-initialise */
    float interval_s; /* 0: not known yet */
    bool was_long;    /* the newest interval did not fit */
};

/* `n` intervals (>= 1) took `ns` in all; what is not positive is ignored. */
void rhythm_add(struct rhythm *r, int64_t ns, uint64_t n);

/*
 * Times a second, falling while nothing comes for `age_ns`; 0 when unknown,
 * and when nothing came for three intervals and three seconds.
 */
double rhythm_rate_hz(const struct rhythm *r, int64_t age_ns);

#endif
