/*
 * plot_curve.c - the curves themselves.
 *
 * Each series is first reduced to one span (lowest and highest value) for each
 * column of dots, then set on a sheet with the dots that the graph style has:
 * 2 x 4 in a cell for braille, 1 x 2 for blocks, 1 x 1 in ASCII.  A single
 * series in blocks is filled from below in eighths instead.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "common/xalloc.h"
#include "console/glyph.h"
#include "console/widget/plot_priv.h"

#define FAR_COLS   1e6 /* columns beyond this are as good as this */
#define MARK_EVERY 28  /* columns from one digit on a curve to the next */

struct span {
    double low, high; /* NaN: nothing in this column */
    bool has_gap;     /* samples are missing, or values not a number */
    bool is_joined;   /* to the column before */
};

/* ---- points to columns --------------------------------------------------- */

struct reducer {
    struct span *span;
    int cols;
    bool is_steps;
    bool has_last;
    int last;
    double last_y;
};

static inline void
widen(struct span *s, double low, double high)
{
    if (!(s->low <= low))
        s->low = low;
    if (!(s->high >= high))
        s->high = high;
}

/* Columns between two samples hold the straight line between them, or what
 * was before. */
static void
join(struct reducer *r, int to, double y)
{
    int from = r->last, first = from < -1 ? 0 : from + 1;
    int end = to < r->cols ? to : r->cols;
    for (int c = first; c < end; c++) {
        double a = r->last_y, b = r->last_y;
        if (!r->is_steps) {
            double slope = (y - r->last_y) / (to - from);
            a = r->last_y + slope * (c - from - 0.5);
            b = r->last_y + slope * (c - from + 0.5);
        }
        widen(&r->span[c], a < b ? a : b, a < b ? b : a);
        r->span[c].is_joined = c > first || from >= 0;
    }
    if (to > from && to >= 0 && to < r->cols)
        r->span[to].is_joined = true;
}

static void
mark_gap(struct reducer *r, int to)
{
    int from = r->has_last ? r->last + 1 : to;
    for (int c = from < 0 ? 0 : from; c <= to && c < r->cols; c++)
        r->span[c].has_gap = true;
    r->has_last = false;
}

static void
reduce_point(struct reducer *r, int c, const struct plot_point *p)
{
    bool is_number = isfinite(p->y);
    if (!is_number || p->after_gap)
        mark_gap(r, c);
    if (!is_number)
        return;
    if (r->has_last && c > r->last + (r->last >= 0))
        join(r, c, p->y);
    else if (r->has_last && c > r->last && c >= 0 && c < r->cols)
        r->span[c].is_joined = true;
    if (c >= 0 && c < r->cols)
        widen(&r->span[c], p->y, p->y);
    r->has_last = true;
    r->last = c;
    r->last_y = p->y;
}

/* The first point of the range, or the one before it. */
static size_t
first_point(const struct plot_series *s, double x_min)
{
    size_t low = 0, high = s->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (s->point[mid].x < x_min)
            low = mid + 1;
        else
            high = mid;
    }
    return low > 0 ? low - 1 : 0;
}

static void
reduce(const struct plot *plot, const struct plot_series *s, struct span *span,
    int cols)
{
    struct reducer r = {.span = span, .cols = cols, .is_steps = s->is_steps};
    double scale = cols / (plot->x_max - plot->x_min);
    for (int c = 0; c < cols; c++)
        span[c] = (struct span){.low = (double)NAN, .high = (double)NAN};
    for (size_t i = first_point(s, plot->x_min); i < s->n; i++) {
        const struct plot_point *p = &s->point[i];
        double at = (p->x - plot->x_min) * scale;
        if (!(at >= -FAR_COLS))
            at = -FAR_COLS;
        if (isnan(p->x))
            continue;
        int c = at < 0          ? (int)floor(at)
                : at > FAR_COLS ? (int)FAR_COLS
                                : (int)at;
        if (c >= cols && p->x <= plot->x_max)
            c = cols - 1;
        reduce_point(&r, c, p);
        if (c >= cols)
            break;
    }
}

/* ---- the sheet ----------------------------------------------------------- */

struct sheet {
    const struct area *area;
    int dx, dy;     /* dots of a cell */
    uint8_t *dots;  /* rows * cols; bit x * dy + y, y from below */
    uint8_t *owner; /* 1 + the series on top, 0: none */
};

static void
sheet_init(struct sheet *s, const struct area *area, enum graph graph)
{
    size_t n = (size_t)area->rows * (size_t)area->cols;
    *s = (struct sheet){.area = area,
        .dx = graph == GRAPH_BRAILLE ? 2 : 1,
        .dy = graph == GRAPH_BRAILLE ? 4
              : graph == GRAPH_BLOCK ? 2
                                     : 1,
        .dots = xcalloc(n, 1),
        .owner = xcalloc(n, 1)};
}

static size_t
sheet_index(const struct sheet *s, int row, int col)
{
    return (size_t)row * (size_t)s->area->cols + (size_t)col;
}

static void
sheet_dots(struct sheet *s, int x, int low, int high, size_t series)
{
    int rows = s->area->rows, col = x / s->dx;
    for (int cell = low / s->dy; cell <= high / s->dy; cell++) {
        int from = low - cell * s->dy, to = high - cell * s->dy;
        from = from < 0 ? 0 : from;
        to = to >= s->dy ? s->dy - 1 : to;
        unsigned bits = ((2u << to) - (1u << from)) << (x % s->dx * s->dy);
        size_t i = sheet_index(s, rows - 1 - cell, col);
        s->dots[i] = (uint8_t)(s->dots[i] | bits);
        s->owner[i] = (uint8_t)(series + 1);
    }
}

/* The levels of a column, reaching to where the column before ended. */
static void
column_levels(const struct span *span, const struct plot_range *range, int dots,
    int before_low, int before_high, int *low, int *high)
{
    *low = plot_level(span->low, range, dots);
    *high = plot_level(span->high, range, dots);
    if (!span->is_joined || before_low < 0)
        return;
    if (*low > before_high + 1)
        *low = before_high + 1;
    if (*high < before_low - 1)
        *high = before_low - 1;
}

static void
sheet_series(struct sheet *s, const struct span *span,
    const struct plot_range *range, size_t series)
{
    int cols = s->area->cols * s->dx, dots = s->area->rows * s->dy;
    int before_low = -1, before_high = -1;
    for (int x = 0; x < cols; x++) {
        int low, high;
        if (isnan(span[x].high)) {
            before_low = -1;
            continue;
        }
        column_levels(
            &span[x], range, dots, before_low, before_high, &low, &high);
        sheet_dots(s, x, low, high, series);
        before_low = plot_level(span[x].low, range, dots);
        before_high = plot_level(span[x].high, range, dots);
    }
}

/* ---- glyphs -------------------------------------------------------------- */

/* Dots of a sheet's cell as braille has them (x * 4 + y, from below). */
static uint32_t
braille_of(uint8_t dots)
{
    static const unsigned char left[16] = {0x00, 0x40, 0x04, 0x44, 0x02, 0x42,
        0x06, 0x46, 0x01, 0x41, 0x05, 0x45, 0x03, 0x43, 0x07, 0x47};
    static const unsigned char right[16] = {0x00, 0x80, 0x20, 0xa0, 0x10, 0x90,
        0x30, 0xb0, 0x08, 0x88, 0x28, 0xa8, 0x18, 0x98, 0x38, 0xb8};
    unsigned bits = left[dots & 15] | right[dots >> 4];
    return GLYPH_BRAILLE + bits;
}

static uint32_t
half_block_of(uint8_t dots)
{
    return dots == 3 ? GLYPH_BLOCK : dots == 2 ? 0x2580u : 0x2584u;
}

uint32_t
plot_series_mark(bool is_ascii, size_t i)
{
    static const char shapes[] = "*ox+", digits[] = "1234";
    return (uint32_t)(is_ascii ? shapes : digits)[i % PLOT_SERIES_MAX];
}

/* A single curve in ASCII: its steep parts are upright lines. */
static uint32_t
ascii_of(const struct sheet *s, int row, int col, size_t series, size_t n)
{
    if (n > 1)
        return plot_series_mark(true, series);
    bool above = row > 0 && s->dots[sheet_index(s, row - 1, col)] != 0;
    bool below =
        row + 1 < s->area->rows && s->dots[sheet_index(s, row + 1, col)] != 0;
    return above || below ? '|' : '*';
}

/* Empty cells of braille are as wide as its dots in every font. */
static void
draw_ground(const struct sheet *s)
{
    for (int row = 0; row < s->area->rows; row++)
        for (int col = 0; col < s->area->cols; col++)
            if (s->owner[sheet_index(s, row, col)] == 0)
                area_put(s->area, row, col, GLYPH_BRAILLE, ROLE_TEXT);
}

static void
draw_sheet(const struct sheet *s, const struct plot *plot)
{
    for (int row = 0; row < s->area->rows; row++)
        for (int col = 0; col < s->area->cols; col++) {
            size_t i = sheet_index(s, row, col);
            if (s->owner[i] == 0)
                continue;
            size_t series = s->owner[i] - 1u;
            uint32_t glyph =
                s->dy == 4   ? braille_of(s->dots[i])
                : s->dy == 2 ? half_block_of(s->dots[i])
                             : ascii_of(s, row, col, series, plot->n_series);
            area_put(s->area, row, col, glyph, plot->series[series].role);
        }
}

/* ---- what stands behind and in front of the curves ------------------------
 */

/* Nothing at all here: the whole height.  Only one of several is missing: the
 * lowest row, in its own role. */
static void
draw_gaps(const struct plot *plot, const struct area *area,
    const struct span *span, int dx)
{
    for (int c = 0; c < area->cols; c++) {
        bool has_data = false;
        size_t gap = SIZE_MAX;
        for (size_t i = 0; i < plot->n_series; i++) {
            const struct span *s =
                &span[(i * (size_t)area->cols + (size_t)c) * (size_t)dx];
            bool is_here = !isnan(s[0].high) || !isnan(s[dx - 1].high);
            has_data = has_data || is_here;
            if (!is_here && (s[0].has_gap || s[dx - 1].has_gap))
                gap = i;
        }
        if (gap == SIZE_MAX)
            continue;
        if (has_data)
            area_put(
                area, area->rows - 1, c, GLYPH_SHADE, plot->series[gap].role);
        else
            area_vline(area, 0, c, area->rows, GLYPH_SHADE, ROLE_PLOT_GAP);
    }
}

/* Blocks from below, in eighths. */
static void
draw_filled(const struct plot *plot, const struct area *area,
    const struct span *span, const struct plot_range *range)
{
    int rows = area->rows;
    for (int c = 0; c < area->cols; c++) {
        if (isnan(span[c].high))
            continue;
        int top = plot_level(span[c].high, range, rows * 8) + 1;
        for (int r = 0; 8 * r < top && r < rows; r++)
            area_put(area, rows - 1 - r, c, glyph_rising(top - 8 * r),
                plot->series[0].role);
    }
}

static bool
is_free(const struct area *area, int row, int col, int n)
{
    for (int c = col; c < col + n; c++) {
        const struct cell *cell =
            canvas_at(area->canvas, area->row + row, area->col + c);
        if (cell->role != ROLE_PLOT_LIMIT && cell->glyph != ' ' &&
            cell->glyph != GLYPH_BRAILLE)
            return false;
    }
    return true;
}

/* At the right end, at the left where the curve is there, else nowhere. */
static void
name_limit(const struct area *area, int row, const struct plot_limit *limit)
{
    int width = utf8_str_width(limit->name) + 1;
    int at = area->cols - width;
    enum role role = limit->role ? limit->role : ROLE_PLOT_LIMIT;
    if (width >= area->cols / 2)
        return;
    if (!is_free(area, row, at, width))
        at = 0;
    if (is_free(area, row, at, width)) {
        area_put(area, row, at > 0 ? at : width - 1, ' ', ROLE_TEXT);
        area_text(area, row, at > 0 ? at + 1 : 0, role, limit->name);
    }
}

/* Dashes, so that the curve shows through. */
static void
draw_limits(const struct plot *plot, const struct plot_layout *l, bool names)
{
    for (size_t i = 0; i < plot->n_limits; i++) {
        const struct plot_limit *limit = &plot->limit[i];
        if (limit->side == PLOT_OWN)
            continue;
        const struct plot_range *r = &l->range[limit->side];
        if (!(limit->y >= r->low && limit->y <= r->high))
            continue;
        int row = l->curve.rows - 1 - plot_level(limit->y, r, l->curve.rows);
        for (int c = 0; c < l->curve.cols && !names; c += 2)
            area_put(&l->curve, row, c, GLYPH_HLINE, ROLE_PLOT_LIMIT);
        if (names && limit->name != NULL)
            name_limit(&l->curve, row, limit);
    }
}

/* An upright line where nothing else is; `every` row. */
static void
draw_upright(const struct plot *plot, const struct area *area, double x,
    uint32_t glyph, unsigned attr)
{
    double f = (x - plot->x_min) / (plot->x_max - plot->x_min);
    if (!(f >= 0 && f <= 1))
        return;
    int col = (int)(f * area->cols);
    col = col < area->cols ? col : area->cols - 1;
    for (int row = 0; row < area->rows; row++) {
        if (is_free(area, row, col, 1))
            area_put(area, row, col, glyph, ROLE_PLOT_AXIS);
        area_mark(area, row, col, 1, attr);
    }
}

/* The digit of each of several curves, again and again along it. */
static void
draw_digits(const struct plot *plot, const struct plot_layout *l,
    const struct span *span, int dx)
{
    const struct area *area = &l->curve;
    for (size_t i = 0; i < plot->n_series; i++) {
        const struct span *s = &span[i * (size_t)area->cols * (size_t)dx];
        struct plot_range r = plot_range_of(l, &plot->series[i]);
        int first = 4 + (int)i * (MARK_EVERY / PLOT_SERIES_MAX), newest = -1;
        bool is_marked = false;
        for (int c = 0; c < area->cols; c++) {
            if (isnan(s[c * dx].high))
                continue;
            newest = c;
            bool is_last = c + 1 == area->cols;
            if ((c - first) % MARK_EVERY != 0 && !(is_last && !is_marked))
                continue;
            is_marked = true;
            int row =
                area->rows - 1 - plot_level(s[c * dx].high, &r, area->rows);
            area_put(
                area, row, c, plot_series_mark(false, i), plot->series[i].role);
        }
        if (!is_marked && newest >= 0)
            area_put(area,
                area->rows - 1 -
                    plot_level(s[newest * dx].high, &r, area->rows),
                newest, plot_series_mark(false, i), plot->series[i].role);
    }
}

void
plot_curves(const struct plot *plot, const struct plot_layout *l)
{
    const struct area *area = &l->curve;
    if (area->rows <= 0 || area->cols <= 0)
        return;
    /* in one row of ASCII the twins of blocks, _ . : #, say more than stars */
    bool is_low = area->rows == 1 && plot->n_series == 1;
    enum graph graph = !area->canvas->is_ascii ? plot->graph
                       : is_low                ? GRAPH_BLOCK
                                               : GRAPH_ASCII;
    struct sheet sheet;
    sheet_init(&sheet, area, graph);
    bool is_filled = graph == GRAPH_BLOCK && plot->n_series == 1;
    size_t cols = (size_t)area->cols * (size_t)sheet.dx;
    struct span *span = xcalloc(cols * (plot->n_series + 1), sizeof *span);
    for (size_t i = 0; i < plot->n_series; i++) {
        struct plot_range r = plot_range_of(l, &plot->series[i]);
        reduce(plot, &plot->series[i], &span[i * cols], (int)cols);
        if (!is_filled)
            sheet_series(&sheet, &span[i * cols], &r, i);
    }
    if (graph == GRAPH_BRAILLE)
        draw_ground(&sheet);
    draw_gaps(plot, area, span, sheet.dx);
    if (is_filled) {
        struct plot_range r = plot_range_of(l, &plot->series[0]);
        draw_filled(plot, area, span, &r);
        draw_limits(plot, l, false);
    } else {
        draw_limits(plot, l, false);
        draw_sheet(&sheet, plot);
        if (plot->n_series > 1 && graph != GRAPH_ASCII)
            draw_digits(plot, l, span, sheet.dx);
    }
    draw_limits(plot, l, true);
    if (plot->has_mark)
        draw_upright(plot, area, plot->mark, 0x2506, CELL_UNDERLINE);
    if (plot->has_cursor)
        draw_upright(plot, area, plot->cursor, GLYPH_VLINE, CELL_REVERSE);
    free(span);
    free(sheet.dots);
    free(sheet.owner);
}
