/*
 * plot.h - a strip chart in character cells: blocks, braille or ASCII.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_WIDGET_PLOT_H
#define CONSOLE_WIDGET_PLOT_H

#include <stdbool.h>
#include <stddef.h>

#include "console/canvas.h"
#include "console/view.h"

struct plot_point {
    double x, y;    /* x does not decrease; NaN y is a gap */
    bool after_gap; /* samples are missing before this one */
};

struct plot {
    const struct plot_point *point; /* borrowed, oldest first */
    size_t n;
    double x_min, x_max; /* what the width shows; x_min < x_max */
    double y_min, y_max; /* both NaN: fitted to the points, with a margin */
    const double *limit; /* borrowed; drawn as dashed lines across */
    size_t n_limits;
    enum graph graph;
    enum role role;           /* of the curve: ROLE_PLOT_SERIES1 */
    const char *left, *right; /* texts below the x axis, NULL: no such line */
    const char *unit;         /* or "" */
};

/* Axis labels on the left, the curve, and the x line below when it has one.
 * Several samples in one column show their whole range. */
void plot_paint(const struct plot *plot, const struct area *area);

/* One row without axes: a spark line of the same points. */
void plot_spark(const struct plot *plot, const struct area *area);

#endif
