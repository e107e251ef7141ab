/*
 * rhythm.c - see rhythm.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/rhythm.h"

#include "common/time.h"

#define SMOOTH    0.2f /* weight of the newest interval */
#define LONG      3    /* so many times the usual is an outage */
#define LONGEST_S 1e6
#define SILENT_S  3

void
rhythm_add(struct rhythm *r, int64_t ns, uint64_t n)
{
    double s = (double)ns / (double)NS_PER_S / (double)n;
    if (ns <= 0 || n == 0 || s > LONGEST_S)
        return;
    float interval = (float)s;
    bool is_long = r->interval_s > 0 && interval > LONG * r->interval_s;
    if (r->interval_s <= 0 || (is_long && r->was_long))
        r->interval_s = interval;
    else if (!is_long)
        r->interval_s += SMOOTH * (interval - r->interval_s);
    r->was_long = is_long;
}

double
rhythm_rate_hz(const struct rhythm *r, int64_t age_ns)
{
    double age_s = (double)age_ns / (double)NS_PER_S;
    double interval_s = (double)r->interval_s;
    if (interval_s <= 0 || (age_s > SILENT_S && age_s > LONG * interval_s))
        return 0;
    return 1 / (age_s > 2 * interval_s ? age_s : interval_s);
}
