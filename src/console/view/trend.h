/*
 * trend.h - the kept history of one parameter as a plot, on the pages of
 * parameters and alarms.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_TREND_H
#define CONSOLE_VIEW_TREND_H

#include "console/model/values.h"
#include "console/view.h"
#include "console/view/trend_limits.h"
#include "console/view/trend_source.h"

#define TREND_SPANS 10

/* Spans a person can choose from, in seconds: 10 s to a day. */
extern const int trend_spans[TREND_SPANS];

/* Index of the shortest span that shows all that is kept; `otherwise` where
 * nothing is. */
size_t trend_fit(
    const struct values *values, const struct value *value, size_t otherwise);

/* The right edge is now as the samples' own clock counts; with the limits. */
void trend_paint(struct ui *ui, const struct value *value, int span_s,
    const struct area *area);

/* Is a history kept of such values? */
bool trend_has(const struct value *value);

/* `t` on a parameter (MDB_NIL: none is selected): why not, NULL when it can;
 * and open the trends with it. */
const char *trend_why_not(const struct ui *ui, uint32_t item);
unsigned trend_open(struct ui *ui, uint32_t item);

/* Are they states that keep their value until the next, with labels? */
bool trend_is_state(const struct value *value);

/* Now on the clock of the samples; UTC_NONE when none is kept. */
struct utc trend_now(const struct ui *ui, const struct value *value);

/* Its limits now, as far as they are known here. */
struct trend_limits trend_limits_now(
    const struct ui *ui, const struct value *value);

/*
 * What is known of a value from .. to (seconds since 1970) on `cols` columns
 * of cells.  Samples that are missing up to now are a gap at the end of the
 * points, a state that is good now lasts up to `now`.
 */
void trend_read(const struct ui *ui, const struct value *value, double from,
    double to, int cols, struct history_buckets *data,
    struct trend_points *points);

/* For struct plot_axis: the label of a state; `arg` is its struct value. */
void trend_state_label(const void *arg, double y, char out[PLOT_LABEL_SIZE]);

#endif
