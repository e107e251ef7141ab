/*
 * plot.c - a strip chart in character cells.
 *
 * The curve is first reduced to one span (lowest and highest value) for each
 * column of dots, then drawn with the dots that the graph style has: 1 x 8 in
 * a cell for blocks, 2 x 4 for braille, 1 x 1 in ASCII.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/widget/plot.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/num.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "console/glyph.h"

#define AXIS_COLS 9 /* labels and the line */

struct span {
    double low, high; /* NaN: nothing in this column */
    bool has_gap;     /* samples are missing, or values not a number */
};

/* The range of values shown on y. */
static void
fit(const struct plot *plot, double *low, double *high)
{
    *low = plot->y_min;
    *high = plot->y_max;
    if (!isnan(*low) && !isnan(*high) && *low < *high)
        return;
    *low = INFINITY;
    *high = -INFINITY;
    for (size_t i = 0; i < plot->n; i++) {
        const struct plot_point *p = &plot->point[i];
        if (p->x < plot->x_min || p->x > plot->x_max || !isfinite(p->y))
            continue;
        *low = fmin(*low, p->y);
        *high = fmax(*high, p->y);
    }
    for (size_t i = 0; i < plot->n_limits; i++)
        if (isfinite(plot->limit[i])) {
            *low = fmin(*low, plot->limit[i]);
            *high = fmax(*high, plot->limit[i]);
        }
    if (*low > *high) {
        *low = 0;
        *high = 1;
    }
    double margin =
        *high > *low ? 0.05 * (*high - *low) : fmax(fabs(*high) * 0.01, 1e-9);
    *low -= margin;
    *high += margin;
}

static int
column_of(const struct plot *plot, double x, int cols)
{
    double f = (x - plot->x_min) / (plot->x_max - plot->x_min);
    int c = (int)floor(f * cols);
    return c < 0 ? 0 : c >= cols ? cols - 1 : c;
}

static void
widen(struct span *s, double low, double high)
{
    s->low = isnan(s->low) ? low : fmin(s->low, low);
    s->high = isnan(s->high) ? high : fmax(s->high, high);
}

/* Columns between two samples hold the straight line between them. */
static void
join(struct span *span, int from, double y0, int to, double y1)
{
    for (int c = from + 1; c < to; c++) {
        double a = y0 + (y1 - y0) * (c - from - 0.5) / (to - from);
        double b = y0 + (y1 - y0) * (c - from + 0.5) / (to - from);
        widen(&span[c], fmin(a, b), fmax(a, b));
    }
}

static struct span *
spans(const struct plot *plot, int cols)
{
    struct span *span = xcalloc((size_t)cols, sizeof *span);
    for (int c = 0; c < cols; c++)
        span[c] = (struct span){NAN, NAN, false};
    int last = -1;
    double last_y = NAN;
    for (size_t i = 0; i < plot->n; i++) {
        const struct plot_point *p = &plot->point[i];
        if (!(p->x >= plot->x_min && p->x <= plot->x_max))
            continue;
        int c = column_of(plot, p->x, cols);
        if (!isfinite(p->y) || p->after_gap) {
            for (int g = last < 0 ? c : last + 1; g <= c; g++)
                span[g].has_gap = true;
            last = -1;
        }
        if (!isfinite(p->y))
            continue;
        if (last >= 0)
            join(span, last, last_y, c, p->y);
        widen(&span[c], p->y, p->y);
        last = c;
        last_y = p->y;
    }
    return span;
}

/* Rows of dots from below, 0 .. dots - 1. */
static int
level(double y, double low, double high, int dots)
{
    double f = (y - low) / (high - low) * dots;
    return f < 0 ? 0 : f >= dots ? dots - 1 : (int)f;
}

/* ---- styles -------------------------------------------------------------- */

struct field {
    const struct area *area;
    const struct span *span;
    double low, high;
    enum role role;
};

static void
draw_gap(const struct area *area, int col)
{
    area_vline(area, 0, col, area->rows, GLYPH_SHADE, ROLE_PLOT_GAP);
}

static void
draw_blocks(const struct field *f)
{
    int rows = f->area->rows;
    for (int c = 0; c < f->area->cols; c++) {
        const struct span *s = &f->span[c];
        if (isnan(s->high)) {
            if (s->has_gap)
                draw_gap(f->area, c);
            continue;
        }
        int top = level(s->high, f->low, f->high, rows * 8) + 1;
        for (int r = 0; r < rows; r++)
            area_put(
                f->area, rows - 1 - r, c, glyph_rising(top - 8 * r), f->role);
    }
}

static void
draw_ascii(const struct field *f)
{
    int rows = f->area->rows;
    for (int c = 0; c < f->area->cols; c++) {
        const struct span *s = &f->span[c];
        if (isnan(s->high)) {
            if (s->has_gap)
                draw_gap(f->area, c);
            continue;
        }
        int low = level(s->low, f->low, f->high, rows);
        int high = level(s->high, f->low, f->high, rows);
        for (int r = low; r <= high; r++)
            area_put(
                f->area, rows - 1 - r, c, low == high ? '*' : '|', f->role);
    }
}

/* The bit of dot (x 0..1, y 0..3 from above) in a braille cell. */
static unsigned
braille_bit(int x, int y)
{
    static const unsigned char bit[2][4] = {
        {0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}};
    return bit[x][y];
}

static unsigned
braille_cell(const struct field *f, int row, int col)
{
    int dots = f->area->rows * 4;
    unsigned bits = 0;
    for (int x = 0; x < 2; x++) {
        const struct span *s = &f->span[2 * col + x];
        if (isnan(s->high))
            continue;
        int low = level(s->low, f->low, f->high, dots);
        int high = level(s->high, f->low, f->high, dots);
        for (int y = 0; y < 4; y++) {
            int dot = dots - 1 - (row * 4 + y);
            if (dot >= low && dot <= high)
                bits |= braille_bit(x, y);
        }
    }
    return bits;
}

static void
draw_braille(const struct field *f)
{
    for (int c = 0; c < f->area->cols; c++)
        for (int r = 0; r < f->area->rows; r++)
            area_put(
                f->area, r, c, GLYPH_BRAILLE + braille_cell(f, r, c), f->role);
}

static void
draw_curve(
    const struct plot *plot, const struct area *area, double low, double high)
{
    if (area->cols <= 0 || area->rows <= 0)
        return;
    enum graph graph = area->canvas->is_ascii ? GRAPH_ASCII : plot->graph;
    int dots = graph == GRAPH_BRAILLE ? area->cols * 2 : area->cols;
    struct span *span = spans(plot, dots);
    struct field f = {area, span, low, high, plot->role};
    if (graph == GRAPH_BRAILLE)
        draw_braille(&f);
    else if (graph == GRAPH_BLOCK)
        draw_blocks(&f);
    else
        draw_ascii(&f);
    free(span);
}

/* Dashes, so that the curve shows through. */
static void
draw_limits(
    const struct plot *plot, const struct area *area, double low, double high)
{
    for (size_t i = 0; i < plot->n_limits; i++) {
        double y = plot->limit[i];
        if (!(y >= low && y <= high) || area->rows <= 0)
            continue;
        int row = area->rows - 1 - level(y, low, high, area->rows);
        for (int c = 0; c < area->cols; c += 2)
            area_put(area, row, c, GLYPH_HLINE, ROLE_PLOT_LIMIT);
    }
}

/* ---- axes ---------------------------------------------------------------- */

static void
label(const struct area *area, int row, double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.4g", value);
    area_field(area, row, 0, AXIS_COLS - 1, 1, ROLE_PLOT_AXIS, text);
}

static void
draw_axes(const struct plot *plot, const struct area *area, int rows,
    double low, double high)
{
    area_vline(area, 0, AXIS_COLS - 1, rows, GLYPH_VLINE, ROLE_PLOT_AXIS);
    label(area, 0, high);
    if (rows > 4)
        label(area, rows / 2, (low + high) / 2);
    if (rows > 1)
        label(area, rows - 1, low);
    if (rows > 2 && plot->unit != NULL)
        area_field(area, 1, 0, AXIS_COLS - 1, 1, ROLE_PLOT_AXIS, plot->unit);
    if (rows == area->rows)
        return;
    struct area x =
        area_sub(area, rows, AXIS_COLS - 1, 1, area->cols - AXIS_COLS + 1);
    area_put(&x, 0, 0, GLYPH_BOTTOM_LEFT, ROLE_PLOT_AXIS);
    area_hline(&x, 0, 1, x.cols - 1, GLYPH_HLINE, ROLE_PLOT_AXIS);
    if (plot->left != NULL)
        area_text(&x, 0, 1, ROLE_PLOT_AXIS, plot->left);
    if (plot->right != NULL)
        area_text(&x, 0, x.cols - utf8_str_width(plot->right), ROLE_PLOT_AXIS,
            plot->right);
}

void
plot_paint(const struct plot *plot, const struct area *area)
{
    if (!(plot->x_min < plot->x_max) || area->rows <= 0)
        return;
    bool has_x = (plot->left != NULL || plot->right != NULL) && area->rows > 2;
    bool has_y = area->cols > 2 * AXIS_COLS;
    int rows = area->rows - (has_x && has_y ? 1 : 0);
    double low, high;
    fit(plot, &low, &high);
    if (has_y)
        draw_axes(plot, area, rows, low, high);
    struct area curve =
        area_sub(area, 0, has_y ? AXIS_COLS : 0, rows, area->cols);
    draw_curve(plot, &curve, low, high);
    draw_limits(plot, &curve, low, high);
}

void
plot_spark(const struct plot *plot, const struct area *area)
{
    struct area row = area_sub(area, 0, 0, 1, area->cols);
    if (!(plot->x_min < plot->x_max) || row.rows <= 0)
        return;
    double low, high;
    fit(plot, &low, &high);
    draw_curve(plot, &row, low, high);
}
