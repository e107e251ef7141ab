/*
 * trend_source.c - see trend_source.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/trend_source.h"

#include <math.h>
#include <stdlib.h>

#include "common/xalloc.h"

static struct history_extent
live_extent(const void *arg, uint32_t item)
{
    const struct value *x = values_get(arg, item);
    return x != NULL ? values_history_extent(arg, x)
                     : (struct history_extent){.set_back = UTC_NONE};
}

static void
live_read(const void *arg, uint32_t item, struct utc from, struct utc to,
    int64_t step_ns, struct history_buckets *out)
{
    const struct value *x = values_get(arg, item);
    out->n = 0;
    if (x != NULL)
        values_history_read(arg, x, from, to, step_ns, out);
}

struct trend_source
trend_source_live(const struct values *values)
{
    return (struct trend_source){
        .arg = values, .extent = live_extent, .read = live_read};
}

/* ---- points -------------------------------------------------------------- */

double
trend_x(struct utc t)
{
    return (double)t.ns / (double)NS_PER_S;
}

struct utc
trend_utc(double x)
{
    if (!(fabs(x) < 9.2e9))
        return UTC_NONE;
    return (struct utc){(int64_t)(x * (double)NS_PER_S)};
}

void
trend_points_fini(struct trend_points *points)
{
    free(points->point);
    *points = (struct trend_points){0};
}

void
trend_points_add(struct trend_points *p, double x, double y, bool after_gap)
{
    if (p->n == p->cap) {
        p->cap = p->cap > 0 ? p->cap * 2 : 256;
        p->point = xreallocarray(p->point, p->cap, sizeof *p->point);
    }
    p->point[p->n++] =
        (struct plot_point){.x = x, .y = y, .after_gap = after_gap};
}

/* When within the bucket its extremes were is not known: the one that is
 * nearer to the first value is taken to be the earlier one. */
static void
add_extremes(
    struct trend_points *p, const struct history_bucket *b, double x, double to)
{
    bool has_min = b->min < b->first && b->min < b->last;
    bool has_max = b->max > b->first && b->max > b->last;
    double third = (to - x) / 3;
    if (has_min && has_max) {
        bool min_first = b->first - b->min <= b->max - b->first;
        trend_points_add(p, x + third, min_first ? b->min : b->max, false);
        trend_points_add(p, to - third, min_first ? b->max : b->min, false);
    } else if (has_min || has_max)
        trend_points_add(p, (x + to) / 2, has_min ? b->min : b->max, false);
}

void
trend_points_set(
    struct trend_points *points, const struct history_buckets *data)
{
    points->n = 0;
    for (size_t i = 0; i < data->n; i++) {
        const struct history_bucket *b = &data->bucket[i];
        double x = trend_x(b->from), to = trend_x(b->to);
        if (b->n == 0) {
            trend_points_add(points, x, (double)NAN, b->after_gap);
            continue;
        }
        trend_points_add(points, x, b->first, b->after_gap);
        if (b->n == 1)
            continue;
        add_extremes(points, b, x, to);
        trend_points_add(points, to, b->last, false);
    }
}

/* ---- figures ------------------------------------------------------------- */

struct trend_stats
trend_stats(const struct history_buckets *data, struct utc from, struct utc to)
{
    struct trend_stats s = {.min = INFINITY, .max = -INFINITY};
    for (size_t i = 0; i < data->n; i++) {
        const struct history_bucket *b = &data->bucket[i];
        if (b->to.ns < from.ns || b->from.ns > to.ns)
            continue;
        s.gaps += b->after_gap && i > 0;
        s.has_bad = s.has_bad || b->has_bad;
        if (b->n == 0)
            continue;
        s.n += b->n;
        s.min = fmin(s.min, b->min);
        s.max = fmax(s.max, b->max);
        s.mean += (b->mean - s.mean) * b->n / (double)s.n;
    }
    return s;
}

const struct history_bucket *
trend_at(const struct history_buckets *data, struct utc t)
{
    size_t low = 0, high = data->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (data->bucket[mid].from.ns <= t.ns)
            low = mid + 1;
        else
            high = mid;
    }
    return low > 0 ? &data->bucket[low - 1] : NULL;
}
