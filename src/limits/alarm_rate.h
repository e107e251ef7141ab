/*
 * alarm_rate.h - how many alarms were announced lately (EEMUA 191).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_ALARM_RATE_H
#define LIMITS_ALARM_RATE_H

#include <stdint.h>

#include "common/time.h"

#define ALARM_RATE_S     3600 /* remembered */
#define ALARM_FLOOD_S    600
#define ALARM_FLOOD_MOST 10 /* in ALARM_FLOOD_S; more are a flood */

struct alarm_rate { /* zero-initialise */
    struct {
        int64_t second; /* since 1970, of the count */
        uint32_t n;
    } bucket[ALARM_RATE_S];
};

void alarm_rate_add(struct alarm_rate *rate, struct utc when);

/* Those of the last `seconds` (at most ALARM_RATE_S) up to `now`. */
uint64_t alarm_rate_count(
    const struct alarm_rate *rate, struct utc now, unsigned seconds);

#endif
