/*
 * flood.h - say something at once, then at most every ten seconds, with count.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FRONTEND_FLOOD_H
#define FRONTEND_FLOOD_H

#include <stdbool.h>
#include <stdint.h>

#include "common/time.h"

#define FLOOD_NS (10 * NS_PER_S)

struct flood { /* zero-initialise */
    bool is_closed;
    struct mono until; /* when it opens again */
    uint64_t held;     /* occurrences since it closed */
};

/* Something happened: true when it is to be said now, else it is counted. */
bool flood_pass(struct flood *f, struct mono now);

/*
 * How many occurrences were held back, once their ten seconds are over; else
 * 0.  After a number is given the next ten seconds begin.
 */
uint64_t flood_due(struct flood *f, struct mono now);

#endif
