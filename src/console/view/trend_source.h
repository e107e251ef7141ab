/*
 * trend_source.h - where the past of a parameter comes from, and the points a
 * plot draws of it.
 *
 * The console's own history is one source; an archive is another with the
 * same two questions.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_TREND_SOURCE_H
#define CONSOLE_VIEW_TREND_SOURCE_H

#include "console/model/values.h"
#include "console/widget/plot.h"

struct trend_source {
    const void *arg;
    /* What there is of an item; has_samples false: nothing. */
    struct history_extent (*extent)(const void *arg, uint32_t item);
    /* As history_read(); an unknown item has no buckets. */
    void (*read)(const void *arg, uint32_t item, struct utc from, struct utc to,
        int64_t step_ns, struct history_buckets *out);
};

/* What this console received since it was opened. */
struct trend_source trend_source_live(const struct values *values);

struct trend_points {         /* zero-initialise */
    struct plot_point *point; /* owned */
    size_t n, cap;
};
void trend_points_fini(struct trend_points *points);

/*
 * At most four points of each bucket, so that a curve through them has its
 * first, lowest, highest and last value; emptied before.
 */
void trend_points_set(
    struct trend_points *points, const struct history_buckets *data);
void trend_points_add(
    struct trend_points *points, double x, double y, bool after_gap);

/* What a span says in figures. */
struct trend_stats {
    double min, max, mean; /* n > 0 */
    uint64_t n;            /* good samples */
    size_t gaps;
    bool has_bad;
};
struct trend_stats trend_stats(
    const struct history_buckets *data, struct utc from, struct utc to);

/* The newest bucket that begins at or before `t`, NULL when none does. */
const struct history_bucket *trend_at(
    const struct history_buckets *data, struct utc t);

/* Seconds since 1970 as a plot counts them, and back. */
double trend_x(struct utc t);
struct utc trend_utc(double x);

#endif
