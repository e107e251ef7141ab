/*
 * trend.h - the kept history of one parameter as a plot.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_TREND_H
#define CONSOLE_VIEW_TREND_H

#include "console/model/values.h"
#include "console/view.h"

#define TREND_SPANS 10

/* Spans a person can choose from, in seconds: 10 s to a day. */
extern const int trend_spans[TREND_SPANS];

/* Index of the shortest span that shows all that is kept; `otherwise` where
 * nothing is. */
size_t trend_fit(
    const struct values *values, const struct value *value, size_t otherwise);

/*
 * The right edge is now as the samples' own clock counts.  `limit` are
 * horizontal lines, in the value's unit; may be NULL when there are none.
 */
void trend_paint(struct ui *ui, const struct value *value, int span_s,
    const double *limit, size_t n_limits, const struct area *area);

/* Is a history kept of such values? */
bool trend_has(const struct value *value);

#endif
