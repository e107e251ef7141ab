/*
 * plot.h - curves over time in character cells: blocks, braille or ASCII.
 *
 * One implementation for everything that plots: the trends, the pages of a
 * parameter and of an alarm, plots and sparks on displays.  What is missing is
 * drawn as missing: a gap is shaded, never bridged, and values that are no
 * number are not joined.
 *
 * A single curve is filled from below in blocks; several are lines.  Each of
 * several carries its digit (blocks and braille) or its own letter shape
 * (ASCII), so that they can be told apart without colour.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_WIDGET_PLOT_H
#define CONSOLE_WIDGET_PLOT_H

#include <stdbool.h>
#include <stddef.h>

#include "console/canvas.h"
#include "console/view.h"
#include "console/widget/plot_scale.h"

#define PLOT_SERIES_MAX 4

struct plot_point {
    double x, y;    /* x does not decrease; NaN y is a gap */
    bool after_gap; /* samples are missing before this one */
};

/* Which axis a curve or a line belongs to. */
enum plot_side {
    PLOT_LEFT,
    PLOT_RIGHT,
    PLOT_OWN, /* `low` .. `high` of the series fill the height; no axis */
};

/*
 * Samples missing up to now are a last point {now, NaN, true}.  The point
 * before x_min and the one behind x_max may be given: curves reach the edges.
 */
struct plot_series {
    const struct plot_point *point; /* borrowed, oldest first */
    size_t n;
    enum role role;      /* ROLE_PLOT_SERIES1 .. 4 */
    bool is_steps;       /* keeps its value until the next: states, labels */
    enum plot_side side; /* PLOT_LEFT unless said */
    double low, high;    /* PLOT_OWN only */
};

/* A dashed line across, with a word at its right end. */
struct plot_limit {
    double y;            /* NaN: none */
    enum plot_side side; /* PLOT_LEFT or PLOT_RIGHT */
    const char *name;    /* "alarm", "caution"; NULL: no word */
    enum role role;      /* 0: ROLE_PLOT_LIMIT */
};

/* Writes what stands at `y`, "" for nothing. */
typedef void (*plot_label_fn)(
    const void *arg, double y, char out[PLOT_LABEL_SIZE]);

struct plot_axis {
    double low, high; /* both NaN, or low >= high: fitted to points and limits
                         now; see plot_scale.h for ranges that stand still */
    const char *unit; /* borrowed; NULL or "": none */
    plot_label_fn label; /* of whole numbers (states); NULL: numbers */
    const void *arg;     /* for `label` */
};

enum plot_frame {
    PLOT_AXES, /* labels beside the curve, times below */
    PLOT_BOX,  /* small: title and range on the border */
    PLOT_BARE, /* only the curve */
};

enum plot_times {
    PLOT_TIMES_NONE, /* only `left_text` and `right_text` */
    PLOT_TIMES_UTC,  /* x is UTC in s since 1970: "08:46" */
    PLOT_TIMES_AGE,  /* before x_max, which is now: "-5 min" */
};

struct plot {
    const struct plot_series *series; /* borrowed; n_series <= the maximum */
    size_t n_series;
    double x_min, x_max; /* what the width shows; x_min < x_max */
    struct plot_axis left, right;
    const struct plot_limit *limit; /* borrowed */
    size_t n_limits;
    enum graph graph;
    enum plot_frame frame;
    enum plot_times times;
    const char *left_text, *right_text; /* in the line of times; NULL: none */
    const char *title;                  /* PLOT_BOX */
    bool has_cursor, has_mark;
    double cursor, mark; /* x of upright lines, when it has them */
};

/* The first series alone with all else not said: bare, fitted. */
struct plot plot_of(
    const struct plot_series *series, size_t n, double x_min, double x_max);

/* Draws into the whole area, whatever its size. */
void plot_paint(const struct plot *plot, const struct area *area);

/* One row without axes: a spark line of the first series. */
void plot_spark(const struct plot *plot, const struct area *area);

/* The area of the curves inside `area`, as plot_paint() draws it: for a
 * cursor that moves by columns. */
struct area plot_inside(const struct plot *plot, const struct area *area);

/* The glyph that stands for the `i`-th of several series in a legend. */
uint32_t plot_series_mark(bool is_ascii, size_t i);

/* The lowest and highest finite y of points within x_min .. x_max; NaN both
 * when there is none. */
void plot_extremes(const struct plot_series *series, double x_min, double x_max,
    double *low, double *high);

#endif
