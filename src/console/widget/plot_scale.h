/*
 * plot_scale.h - round numbers for axes: ticks at 1, 2 or 5 times a power of
 * ten, times at whole seconds, minutes and hours, ranges that stand still.
 *
 * Pure; SI seconds for times.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_WIDGET_PLOT_SCALE_H
#define CONSOLE_WIDGET_PLOT_SCALE_H

#include <stdbool.h>
#include <stddef.h>

#define PLOT_LABEL_SIZE 32 /* bytes of a label, with the NUL */

/* The smallest 1, 2 or 5 x 10^n so that `span` holds at most `most` (>= 1)
 * steps; > 0 for a finite span > 0, else 1. */
double plot_step(double span, int most);

/* The same for times on an axis: 1 2 5 10 15 30 s, min, 1 2 3 6 12 h, days;
 * below a second as plot_step(). */
double plot_time_step(double span_s, int most);

/* `y` with the decimals that `step` needs; at most 11 columns. */
char *plot_number(char out[PLOT_LABEL_SIZE], double y, double step);

/* What an axis shows, kept from frame to frame.  Zero-initialise. */
struct plot_scale {
    bool is_set;
    double low, high; /* is_set: low < high */
};

/*
 * Make room for low .. high (any order of calls, NaN: nothing to show): the
 * range grows to round numbers as soon as something is outside, and shrinks
 * only when less than 0.4 of it is used, so it does not move with each sample.
 * True when it changed.
 */
bool plot_scale_fit(struct plot_scale *scale, double low, double high);

#endif
