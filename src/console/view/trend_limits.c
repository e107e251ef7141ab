/*
 * trend_limits.c - see trend_limits.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/trend_limits.h"

#include <math.h>
#include <string.h>

#include "console/model/alarm_text.h"
#include "mdb/alarm.h"

#define ROOM 3.0 /* heights of the curve that a line may be away */

static const char *
word_of(enum limit_level level)
{
    return level >= LIMIT_DISTRESS ? "alarm" : "caution";
}

static void
add(struct trend_limits *l, double y, enum limit_level level)
{
    size_t at = 0;
    if (!isfinite(y) || level == LIMIT_NORMAL)
        return;
    while (at < l->n && l->line[at].y < y)
        at++;
    if (at < l->n && l->line[at].y <= y) {
        if (level >= LIMIT_DISTRESS)
            l->line[at].name = word_of(level);
        return;
    }
    if (l->n == TREND_LIMITS_MAX)
        return;
    memmove(&l->line[at + 1], &l->line[at], (l->n - at) * sizeof *l->line);
    l->line[at] = (struct plot_limit){.y = y, .name = word_of(level)};
    l->n++;
}

static void
add_ranges(struct trend_limits *l, const struct mdb_alarm *alarm)
{
    for (int level = LIMIT_WATCH; level < LIMIT_LEVEL_COUNT; level++)
        if (alarm->ranges.is_given && alarm->ranges.has[level]) {
            add(l, alarm->ranges.range[level].min, (enum limit_level)level);
            add(l, alarm->ranges.range[level].max, (enum limit_level)level);
        }
    for (uint32_t i = 0; i < alarm->n_multi; i++) {
        add(l, alarm->multi[i].range.min, alarm->multi[i].level);
        add(l, alarm->multi[i].range.max, alarm->multi[i].level);
    }
}

struct trend_limits
trend_limits(const struct value *x, const struct bounds_row *now,
    const struct alarm_row *alarm)
{
    struct trend_limits l = {0};
    const struct mdb_alarms *alarms = x->type->alarms;
    for (int i = LIMIT_WATCH; now != NULL && i < LIMIT_LEVEL_COUNT; i++)
        if (now->level[i].is_given) {
            add(&l, now->level[i].low, (enum limit_level)i);
            add(&l, now->level[i].high, (enum limit_level)i);
        }
    if (now == NULL && alarms != NULL && alarms->standard != NULL)
        add_ranges(&l, alarms->standard);
    l.varies = now == NULL && alarms != NULL && alarms->n_contexts > 0;
    if (alarm != NULL && !alarm_is_of_change(alarm))
        add(&l, alarm->threshold, limit_state_level(alarm_level(alarm)));
    return l;
}

void
trend_limits_include(const struct trend_limits *l, double *low, double *high)
{
    if (l->n == 0)
        return;
    if (!isfinite(*low) || !isfinite(*high)) {
        *low = l->line[0].y;
        *high = l->line[l->n - 1].y;
        return;
    }
    double height = fmax(*high - *low, 0.02 * fmax(fabs(*low), fabs(*high)));
    double from = *low, to = *high;
    for (size_t i = 0; i < l->n; i++) {
        double y = l->line[i].y;
        if (y < *low && *low - y <= ROOM / 2 * height)
            from = fmin(from, y);
        if (y > *high && y - *high <= ROOM / 2 * height)
            to = fmax(to, y);
    }
    *low = from;
    *high = to;
}
