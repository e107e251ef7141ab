/*
 * alarm_rate.c - how many alarms were announced lately (EEMUA 191).
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/alarm_rate.h"

static int64_t
second_of(struct utc t)
{
    int64_t s = t.ns / NS_PER_S;
    return s < 0 ? 0 : s;
}

void
alarm_rate_add(struct alarm_rate *rate, struct utc when)
{
    int64_t second = second_of(when);
    unsigned i = (unsigned)(second % ALARM_RATE_S);
    if (rate->bucket[i].second > second)
        return; /* of an hour ago or more: what is newer stays */
    if (rate->bucket[i].second != second) {
        rate->bucket[i].second = second;
        rate->bucket[i].n = 0;
    }
    if (rate->bucket[i].n < UINT32_MAX)
        rate->bucket[i].n++;
}

uint64_t
alarm_rate_count(
    const struct alarm_rate *rate, struct utc now, unsigned seconds)
{
    int64_t end = second_of(now), begin = end - (int64_t)seconds;
    uint64_t n = 0;
    for (unsigned i = 0; i < ALARM_RATE_S; i++) {
        int64_t second = rate->bucket[i].second;
        if (second > begin && second <= end)
            n += rate->bucket[i].n;
    }
    return n;
}
