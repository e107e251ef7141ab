/*
 * trend_limits.h - the limits of a parameter as lines of a plot.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_TREND_LIMITS_H
#define CONSOLE_VIEW_TREND_LIMITS_H

#include "console/model/alarms.h"
#include "console/model/bounds.h"
#include "console/model/values.h"
#include "console/widget/plot.h"

#define TREND_LIMITS_MAX 16

struct trend_limits {
    struct plot_limit line[TREND_LIMITS_MAX]; /* by y, each y once */
    size_t n;
    bool varies; /* the mission has other limits in other contexts */
};

/*
 * The edges of the ranges that apply now where `now` says them, else of the
 * standard ones of the mission database (`now` NULL: nobody answered), worst
 * level where two are at one value, and the threshold of the alarm that is
 * there now (it may come from a context, or from limits set at run time). Words
 * are "caution" (watch, warning) and "alarm".
 */
struct trend_limits trend_limits(const struct value *value,
    const struct bounds_row *now, const struct alarm_row *alarm);

/*
 * Widens *low .. *high (what is to be shown) to the lines beside it, but not
 * so far that the curve has less than a quarter of the height.  NaN both: to
 * all lines.
 */
void trend_limits_include(
    const struct trend_limits *limits, double *low, double *high);

#endif
