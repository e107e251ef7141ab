/*
 * interval.h - "[10, 50)" as a range: what is within limits.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_INTERVAL_H
#define LIMITS_INTERVAL_H

#include <stdbool.h>

#include "mdb/alarm.h"

#define INTERVAL_WHY_SIZE 120

struct interval {
    struct mdb_range range; /* of times: ns since 1970 */
    bool is_inside;         /* "in": the level holds inside */
    bool is_time;           /* its limits are absolute times */
};

/*
 * "[low, high]", "in [low, high]": a bracket takes the limit itself in, a
 * parenthesis leaves it out; an empty side is open.  Limits are two numbers or
 * two absolute times.  False and a sentence in `why` when it is no interval,
 * holds no value or all values.
 */
bool interval_parse(
    const char *text, struct interval *out, char why[INTERVAL_WHY_SIZE]);

#endif
