/*
 * plot.c - what a plot shows and where: ranges, axes, frames.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/widget/plot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/time.h"
#include "common/utf8.h"
#include "console/glyph.h"
#include "console/widget/plot_priv.h"

#define LABEL_COLS_MIN 5
#define LABEL_COLS_MAX 12
#define TIME_COLS      10 /* a label of the time axis and a blank */

struct plot
plot_of(const struct plot_series *series, size_t n, double x_min, double x_max)
{
    return (struct plot){.series = series,
        .n_series = n,
        .x_min = x_min,
        .x_max = x_max,
        .left = {.low = (double)NAN, .high = (double)NAN},
        .right = {.low = (double)NAN, .high = (double)NAN},
        .frame = PLOT_BARE};
}

/* ---- ranges -------------------------------------------------------------- */

void
plot_extremes(const struct plot_series *series, double x_min, double x_max,
    double *low, double *high)
{
    double from = INFINITY, to = -INFINITY;
    const struct plot_point *p = series->point, *end = p + series->n;
    for (; p < end; p++) {
        if (!(p->x >= x_min && p->x <= x_max) || !isfinite(p->y))
            continue;
        from = p->y < from ? p->y : from;
        to = p->y > to ? p->y : to;
    }
    *low = from <= to ? from : (double)NAN;
    *high = from <= to ? to : (double)NAN;
}

/* Everything of one side, with a margin. */
static struct plot_range
fitted(const struct plot *plot, enum plot_side side)
{
    double low = INFINITY, high = -INFINITY, from, to;
    for (size_t i = 0; i < plot->n_series; i++) {
        const struct plot_series *s = &plot->series[i];
        if (s->side != side)
            continue;
        plot_extremes(s, plot->x_min, plot->x_max, &from, &to);
        low = fmin(low, from);
        high = fmax(high, to);
    }
    for (size_t i = 0; i < plot->n_limits; i++)
        if (plot->limit[i].side == side && isfinite(plot->limit[i].y)) {
            low = fmin(low, plot->limit[i].y);
            high = fmax(high, plot->limit[i].y);
        }
    if (!(low <= high))
        return (struct plot_range){0, 1};
    double margin =
        high > low ? 0.05 * (high - low) : fmax(fabs(high) * 0.01, 1e-9);
    struct plot_range r = {
        fmax(low - margin, -1e308), fmin(high + margin, 1e308)};
    return r.low < r.high ? r : (struct plot_range){-1e308, 1e308};
}

static struct plot_range
range_of(const struct plot *plot, enum plot_side side)
{
    const struct plot_axis *a = side == PLOT_LEFT ? &plot->left : &plot->right;
    if (isfinite(a->low) && isfinite(a->high) && a->low < a->high)
        return (struct plot_range){a->low, a->high};
    return fitted(plot, side);
}

struct plot_range
plot_range_of(
    const struct plot_layout *layout, const struct plot_series *series)
{
    if (series->side != PLOT_OWN)
        return layout->range[series->side];
    bool is_good = isfinite(series->low) && isfinite(series->high) &&
                   series->low < series->high;
    return is_good ? (struct plot_range){series->low, series->high}
                   : (struct plot_range){0, 1};
}

int
plot_level(double y, const struct plot_range *range, int dots)
{
    double f = (y - range->low) / (range->high - range->low) * dots;
    return !(f > 0) ? 0 : f >= dots ? dots - 1 : (int)f;
}

/* ---- labels of y --------------------------------------------------------- */

/* Round numbers on an axis of `rows` rows; also for labelled states. */
static double
step_of(const struct plot_axis *axis, const struct plot_range *r, int rows)
{
    int most = rows / (axis->label != NULL ? 1 : 3);
    double step = plot_step(r->high - r->low, most > 1 ? most : 1);
    return axis->label != NULL ? fmax(1, ceil(step)) : step;
}

static void
label_text(const struct plot_axis *axis, double y, double step,
    char out[PLOT_LABEL_SIZE])
{
    if (axis->label != NULL)
        axis->label(axis->arg, y, out);
    else
        plot_number(out, y, step);
}

/* Where few rows are, only the ends of the range fit. */
#define TICK_ROWS_MIN 6

/* Calls `each` for every label of an axis; its row counts from above. */
struct label {
    double y;
    int row;
    bool is_tick;
    char text[PLOT_LABEL_SIZE];
};

#define LABELS_MAX 64

static size_t
labels_of(const struct plot_axis *axis, const struct plot_range *r, int rows,
    struct label label[LABELS_MAX])
{
    double step = step_of(axis, r, rows), y = ceil(r->low / step - 1e-9) * step;
    size_t n = 0;
    if (rows < TICK_ROWS_MIN && axis->label == NULL) {
        double fine = plot_step(r->high - r->low, 20);
        label[n] = (struct label){.y = r->high, .row = 0};
        label_text(axis, r->high, fine, label[n++].text);
        if (rows > 1) {
            label[n] = (struct label){.y = r->low, .row = rows - 1};
            label_text(axis, r->low, fine, label[n++].text);
        }
        return n;
    }
    for (int i = 0; i < LABELS_MAX && n < LABELS_MAX; i++) {
        double at = y + i * step;
        if (!(at <= r->high + step * 1e-9))
            break;
        struct label *l = &label[n];
        *l = (struct label){.y = at, .is_tick = true};
        l->row = rows - 1 - plot_level(at, r, rows);
        label_text(axis, at, step, l->text);
        if (l->text[0] != '\0' && (n == 0 || label[n - 1].row != l->row))
            n++;
    }
    return n;
}

static int
label_cols(const struct plot_axis *axis, const struct plot_range *r, int rows)
{
    struct label label[LABELS_MAX];
    size_t n = labels_of(axis, r, rows, label);
    int cols = axis->unit != NULL ? utf8_str_width(axis->unit) : 0;
    cols = cols < LABEL_COLS_MIN ? LABEL_COLS_MIN : cols;
    for (size_t i = 0; i < n; i++) {
        int width = utf8_str_width(label[i].text);
        cols = width > cols ? width : cols;
    }
    return (cols > LABEL_COLS_MAX ? LABEL_COLS_MAX : cols) + 1;
}

/* ---- layout -------------------------------------------------------------- */

static bool
has_side(const struct plot *plot, enum plot_side side)
{
    for (size_t i = 0; i < plot->n_series; i++)
        if (plot->series[i].side == side)
            return true;
    return side == PLOT_LEFT && plot->n_series == 0;
}

static void
layout_axes(
    struct plot_layout *l, const struct plot *plot, const struct area *area)
{
    bool has_times = plot->times != PLOT_TIMES_NONE ||
                     plot->left_text != NULL || plot->right_text != NULL;
    bool has_y = area->cols >= 20;
    if (has_times && has_y && area->rows > 2)
        l->bottom_rows =
            plot->times != PLOT_TIMES_NONE && area->rows >= 9 ? 2 : 1;
    int rows = area->rows - l->bottom_rows;
    if (has_y && has_side(plot, PLOT_LEFT))
        l->left_cols = label_cols(&plot->left, &l->range[PLOT_LEFT], rows);
    else if (has_y)
        l->left_cols = 1;
    if (area->cols >= 40 && has_side(plot, PLOT_RIGHT))
        l->right_cols = label_cols(&plot->right, &l->range[PLOT_RIGHT], rows);
}

struct plot_layout
plot_layout(const struct plot *plot, const struct area *area)
{
    struct plot_layout l = {
        .range = {range_of(plot, PLOT_LEFT), range_of(plot, PLOT_RIGHT)}};
    if (plot->frame == PLOT_AXES)
        layout_axes(&l, plot, area);
    if (plot->frame == PLOT_BOX && area->rows >= 3 && area->cols >= 6) {
        l.top_rows = l.bottom_rows = 1;
        l.left_cols = 1;
    }
    l.curve = area_sub(area, l.top_rows, l.left_cols,
        area->rows - l.top_rows - l.bottom_rows,
        area->cols - l.left_cols - l.right_cols);
    return l;
}

struct area
plot_inside(const struct plot *plot, const struct area *area)
{
    return plot_layout(plot, area).curve;
}

/* ---- drawing ------------------------------------------------------------- */

static void
draw_y(const struct plot_axis *axis, const struct plot_range *r,
    const struct area *area, bool is_left)
{
    struct label label[LABELS_MAX];
    size_t n = labels_of(axis, r, area->rows, label);
    int width = area->cols - 1, line = is_left ? width : 0;
    bool is_used[2] = {false, false}; /* rows 0 and 1, for the unit */
    area_vline(area, 0, line, area->rows, GLYPH_VLINE, ROLE_PLOT_AXIS);
    for (size_t i = 0; i < n; i++) {
        area_field(area, label[i].row, is_left ? 0 : 1, width, is_left ? 1 : -1,
            ROLE_PLOT_AXIS, label[i].text);
        if (label[i].is_tick)
            area_put(area, label[i].row, line,
                is_left ? GLYPH_TEE_LEFT : GLYPH_TEE_RIGHT, ROLE_PLOT_AXIS);
        if (label[i].row < 2)
            is_used[label[i].row] = true;
    }
    int row = is_used[0] ? 1 : 0;
    if (axis->unit != NULL && !is_used[row] && area->rows > 2)
        area_field(area, row, is_left ? 0 : 1, width, is_left ? 1 : -1,
            ROLE_PLOT_AXIS, axis->unit);
}

/* "08:46:12", "08:46" or "324/08h": what tells neighbours apart. */
static void
time_text(double x, double step, char out[PLOT_LABEL_SIZE])
{
    char text[TIME_TEXT_SIZE];
    if (!(fabs(x) < 9e9)) {
        out[0] = '\0';
        return;
    }
    struct utc t = {(int64_t)llround(x * 1e3) * NS_PER_MS};
    utc_fmt_doy(text, t, false, step < 1 ? 1 : 0);
    const char *from = text;
    size_t len = strlen(text);
    if (step >= 86400)
        len = 3;
    else {
        from += 4; /* behind the day */
        len -= 4;
        if (step >= 60)
            len = 5;
    }
    (void)snprintf(out, PLOT_LABEL_SIZE, "%.*s", (int)len, from);
}

static void
age_text(double age_s, double step, char out[PLOT_LABEL_SIZE])
{
    if (step >= 3600)
        (void)snprintf(out, PLOT_LABEL_SIZE, "-%.0f h", age_s / 3600);
    else if (step >= 60)
        (void)snprintf(out, PLOT_LABEL_SIZE, "-%.0f min", age_s / 60);
    else {
        char number[PLOT_LABEL_SIZE];
        (void)snprintf(
            out, PLOT_LABEL_SIZE, "-%.20s s", plot_number(number, age_s, step));
    }
}

struct time_axis {
    const struct plot *plot;
    struct area area; /* from the corner on; the curve begins at column 1 */
    int cols;         /* of the curve */
};

static void
draw_time(const struct time_axis *t, double x, const char *text)
{
    const struct plot *plot = t->plot;
    double f = (x - plot->x_min) / (plot->x_max - plot->x_min) * t->cols;
    int col = 1 + (int)f, width = utf8_str_width(text);
    int from = col - width / 2;
    if (f < 0 || col > t->cols)
        return;
    area_put(&t->area, 0, col, t->area.rows > 1 ? GLYPH_TEE_DOWN : GLYPH_TEE_UP,
        ROLE_PLOT_AXIS);
    int right = plot->right_text != NULL && t->area.rows == 1
                    ? utf8_str_width(plot->right_text)
                    : 0;
    int left = plot->left_text != NULL && t->area.rows == 1
                   ? utf8_str_width(plot->left_text)
                   : 0;
    if (from + width > 1 + t->cols) /* at the very edge: beside its tick */
        from = 1 + t->cols - width;
    if (from <= left || from + width > 1 + t->cols - right)
        return;
    area_text(&t->area, t->area.rows - 1, from, ROLE_PLOT_AXIS, text);
}

static void
draw_times(const struct time_axis *t)
{
    const struct plot *plot = t->plot;
    double span = plot->x_max - plot->x_min;
    double step = plot_time_step(span, t->cols / TIME_COLS);
    char text[PLOT_LABEL_SIZE];
    for (int i = 0; i <= t->cols && step > 0; i++) {
        if (plot->times == PLOT_TIMES_AGE) {
            double age = i * step;
            if (age > span)
                break;
            age_text(age, step, text);
            draw_time(t, plot->x_max - age, i == 0 ? "now" : text);
        } else {
            double x = (ceil(plot->x_min / step) + i) * step;
            if (x > plot->x_max)
                break;
            time_text(x, step, text);
            draw_time(t, x, text);
        }
    }
}

/* The day of the left edge, below the labels of y. */
static void
draw_day(const struct plot *plot, const struct plot_layout *l,
    const struct area *area)
{
    char text[TIME_TEXT_SIZE];
    if (l->left_cols < 5 || !(fabs(plot->x_min) < 9e9))
        return;
    utc_fmt_doy(
        text, (struct utc){(int64_t)floor(plot->x_min) * NS_PER_S}, false, 0);
    area_textn(area, area->rows - 1, l->left_cols - 4, ROLE_PLOT_AXIS, text, 4);
}

static void
draw_x(const struct plot *plot, const struct plot_layout *l,
    const struct area *area)
{
    struct time_axis t = {.plot = plot,
        .area = area_sub(area, area->rows - l->bottom_rows, l->left_cols - 1,
            l->bottom_rows, area->cols),
        .cols = l->curve.cols};
    area_put(&t.area, 0, 0, GLYPH_BOTTOM_LEFT, ROLE_PLOT_AXIS);
    area_hline(&t.area, 0, 1, t.cols, GLYPH_HLINE, ROLE_PLOT_AXIS);
    if (l->right_cols > 0)
        area_put(&t.area, 0, t.cols + 1, GLYPH_BOTTOM_RIGHT, ROLE_PLOT_AXIS);
    if (plot->times != PLOT_TIMES_NONE)
        draw_times(&t);
    if (plot->times == PLOT_TIMES_UTC && l->bottom_rows > 1 &&
        plot->x_max - plot->x_min < 3 * 86400)
        draw_day(plot, l, area);
    if (plot->left_text != NULL)
        area_text(&t.area, 0, 1, ROLE_PLOT_AXIS, plot->left_text);
    if (plot->right_text != NULL)
        area_text(&t.area, 0, 1 + t.cols - utf8_str_width(plot->right_text),
            ROLE_PLOT_AXIS, plot->right_text);
}

static void
draw_axes(const struct plot *plot, const struct plot_layout *l,
    const struct area *area)
{
    int rows = l->curve.rows;
    struct area left = area_sub(area, 0, 0, rows, l->left_cols);
    struct area right =
        area_sub(area, 0, area->cols - l->right_cols, rows, l->right_cols);
    if (l->left_cols > 1)
        draw_y(&plot->left, &l->range[PLOT_LEFT], &left, true);
    else if (l->left_cols == 1)
        area_vline(area, 0, 0, rows, GLYPH_VLINE, ROLE_PLOT_AXIS);
    if (l->right_cols > 0)
        draw_y(&plot->right, &l->range[PLOT_RIGHT], &right, false);
    if (l->bottom_rows > 0)
        draw_x(plot, l, area);
}

/* Title and the range on the border, as displays are drawn. */
/* At the right end of a line; a minus is kept apart from the line before it. */
static void
draw_end(const struct area *area, int row, const char *text)
{
    int at = area->cols - utf8_str_width(text);
    if (text[0] == '-')
        area_put(area, row, at - 1, ' ', ROLE_PLOT_AXIS);
    area_text(area, row, at, ROLE_PLOT_AXIS, text);
}

static void
draw_box(const struct plot *plot, const struct plot_layout *l,
    const struct area *area)
{
    const struct plot_range *r = &l->range[PLOT_LEFT];
    double step = plot_step(r->high - r->low, 20);
    char high[PLOT_LABEL_SIZE], low[PLOT_LABEL_SIZE];
    label_text(&plot->left, r->high, step, high);
    label_text(&plot->left, r->low, step, low);
    int last = area->rows - 1, wide = area->cols - 1;
    area_vline(area, 0, 0, area->rows, GLYPH_VLINE, ROLE_PLOT_AXIS);
    area_put(area, 0, 0, GLYPH_TOP_LEFT, ROLE_PLOT_AXIS);
    area_put(area, last, 0, GLYPH_BOTTOM_LEFT, ROLE_PLOT_AXIS);
    area_hline(area, 0, 1, wide, GLYPH_HLINE, ROLE_PLOT_AXIS);
    area_hline(area, last, 1, wide, GLYPH_HLINE, ROLE_PLOT_AXIS);
    int at = area->cols - utf8_str_width(high);
    if (plot->title != NULL && at > 2)
        area_field(area, 0, 1,
            utf8_str_width(plot->title) < at - 2 ? utf8_str_width(plot->title)
                                                 : at - 2,
            -1, ROLE_PLOT_AXIS, plot->title);
    draw_end(area, 0, high);
    draw_end(area, last, low);
    if (plot->left_text != NULL &&
        utf8_str_width(plot->left_text) + utf8_str_width(low) + 2 < area->cols)
        area_text(area, last, 1, ROLE_PLOT_AXIS, plot->left_text);
}

void
plot_paint(const struct plot *plot, const struct area *area)
{
    if (!(plot->x_min < plot->x_max) || area->rows <= 0 || area->cols <= 0)
        return;
    struct plot_layout l = plot_layout(plot, area);
    if (plot->frame == PLOT_AXES)
        draw_axes(plot, &l, area);
    else if (plot->frame == PLOT_BOX && l.top_rows > 0)
        draw_box(plot, &l, area);
    plot_curves(plot, &l);
}

void
plot_spark(const struct plot *plot, const struct area *area)
{
    struct area row = area_sub(area, 0, 0, 1, area->cols);
    struct plot bare = *plot;
    bare.frame = PLOT_BARE;
    bare.n_series = plot->n_series > 0;
    bare.n_limits = 0;
    bare.has_cursor = bare.has_mark = false;
    plot_paint(&bare, &row);
}
