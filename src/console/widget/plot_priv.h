/*
 * plot_priv.h - what the parts of the plot share; for plot*.c only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_WIDGET_PLOT_PRIV_H
#define CONSOLE_WIDGET_PLOT_PRIV_H

#include "console/widget/plot.h"

struct plot_range {
    double low, high; /* low < high */
};

/* Where things are, and what the axes show. */
struct plot_layout {
    struct area curve;
    int left_cols, right_cols;  /* of axes, with their lines; 0: none */
    int top_rows, bottom_rows;  /* of the frame */
    struct plot_range range[2]; /* by PLOT_LEFT, PLOT_RIGHT */
};

struct plot_layout plot_layout(
    const struct plot *plot, const struct area *area);

/* The range that a series is drawn in. */
struct plot_range plot_range_of(
    const struct plot_layout *layout, const struct plot_series *series);

/* Rows of dots from below, 0 .. dots - 1, whatever y is. */
int plot_level(double y, const struct plot_range *range, int dots);

/* All series, their gaps, limits, cursor and mark inside layout->curve. */
void plot_curves(const struct plot *plot, const struct plot_layout *layout);

#endif
