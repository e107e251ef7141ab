/*
 * canvas.c - a grid of cells, and drawing inside areas of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/canvas.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "common/xalloc.h"
#include "console/glyph.h"

static int
clip(int v, int low, int high)
{
    return v < low ? low : v > high ? high : v;
}

/* ---- the grid ------------------------------------------------------------ */

static size_t
count(const struct canvas *c)
{
    return (size_t)c->rows * (size_t)c->cols;
}

void
canvas_init(struct canvas *c, int rows, int cols, bool is_ascii)
{
    *c = (struct canvas){.is_ascii = is_ascii};
    canvas_resize(c, rows, cols);
}

void
canvas_fini(struct canvas *c)
{
    free(c->cell);
    *c = (struct canvas){0};
}

void
canvas_resize(struct canvas *c, int rows, int cols)
{
    c->rows = clip(rows, 1, CANVAS_MAX_ROWS);
    c->cols = clip(cols, 1, CANVAS_MAX_COLS);
    c->cell = xreallocarray(c->cell, count(c), sizeof *c->cell);
    canvas_clear(c);
}

void
canvas_clear(struct canvas *c)
{
    struct cell blank = {.glyph = ' ', .role = ROLE_TEXT};
    for (size_t i = 0; i < count(c); i++)
        c->cell[i] = blank;
}

void
canvas_copy(struct canvas *to, const struct canvas *from)
{
    if (to->rows != from->rows || to->cols != from->cols || to->cell == NULL)
        canvas_resize(to, from->rows, from->cols);
    to->is_ascii = from->is_ascii;
    memcpy(to->cell, from->cell, count(from) * sizeof *to->cell);
}

bool
canvas_equal(const struct canvas *a, const struct canvas *b)
{
    return a->rows == b->rows && a->cols == b->cols &&
           memcmp(a->cell, b->cell, count(a) * sizeof *a->cell) == 0;
}

static struct cell *
at(const struct canvas *c, int row, int col)
{
    assert(row >= 0 && row < c->rows && col >= 0 && col < c->cols);
    return &c->cell[(size_t)row * (size_t)c->cols + (size_t)col];
}

const struct cell *
canvas_at(const struct canvas *c, int row, int col)
{
    return at(c, row, col);
}

void
canvas_text(const struct canvas *c, struct strbuf *out)
{
    for (int row = 0; row < c->rows; row++) {
        int end = c->cols;
        while (end > 0 && at(c, row, end - 1)->glyph == ' ')
            end--;
        for (int col = 0; col < end; col++) {
            uint32_t glyph = at(c, row, col)->glyph;
            char utf8[4];
            if (glyph != CELL_WIDE_RIGHT)
                strbuf_add(out, utf8, utf8_encode(glyph, utf8));
        }
        strbuf_addc(out, '\n');
    }
}

static void
dump_run(struct strbuf *out, int row, int col, int n, const struct cell *cell)
{
    strbuf_addf(out, "%d:%d+%d %s", row, col, n, role_str(cell->role));
    if (cell->attr != 0)
        strbuf_addf(out, " [%s%s%s%s]", cell->attr & CELL_SELECT ? "s" : "",
            cell->attr & CELL_BOLD ? "b" : "",
            cell->attr & CELL_UNDERLINE ? "u" : "",
            cell->attr & CELL_REVERSE ? "r" : "");
    strbuf_addc(out, '\n');
}

void
canvas_dump(const struct canvas *c, struct strbuf *out)
{
    canvas_text(c, out);
    strbuf_adds(out, "roles:\n");
    for (int row = 0; row < c->rows; row++)
        for (int col = 0; col < c->cols;) {
            const struct cell *first = at(c, row, col);
            int n = 1;
            while (col + n < c->cols && first[n].role == first->role &&
                   first[n].attr == first->attr)
                n++;
            if (first->role != ROLE_TEXT || first->attr != 0)
                dump_run(out, row, col, n, first);
            col += n;
        }
}

/* ---- areas --------------------------------------------------------------- */

struct area
area_all(struct canvas *c)
{
    return (struct area){.canvas = c, .rows = c->rows, .cols = c->cols};
}

struct area
area_sub(const struct area *a, int row, int col, int rows, int cols)
{
    struct area sub = {.canvas = a->canvas};
    int top = clip(row, 0, a->rows), left = clip(col, 0, a->cols);
    int64_t bottom = (int64_t)row + (rows > 0 ? rows : 0);
    int64_t right = (int64_t)col + (cols > 0 ? cols : 0);
    if (bottom > a->rows)
        bottom = a->rows;
    if (right > a->cols)
        right = a->cols;
    sub.row = a->row + top;
    sub.col = a->col + left;
    sub.rows = bottom > top ? (int)bottom - top : 0;
    sub.cols = right > left ? (int)right - left : 0;
    return sub;
}

/* A half of a wide character that loses its other half becomes a blank. */
static void
unpair(const struct canvas *c, struct cell *cell, int col)
{
    if (cell->glyph == CELL_WIDE_RIGHT && col > 0)
        cell[-1].glyph = ' ';
    if (col + 1 < c->cols && cell[1].glyph == CELL_WIDE_RIGHT)
        cell[1].glyph = ' ';
}

static bool
is_inside(const struct area *a, int row, int col)
{
    return row >= 0 && row < a->rows && col >= 0 && col < a->cols;
}

static void
set(const struct area *a, int row, int col, uint32_t glyph, enum role role)
{
    struct cell *cell = at(a->canvas, a->row + row, a->col + col);
    unpair(a->canvas, cell, a->col + col);
    *cell = (struct cell){.glyph = glyph, .role = (uint8_t)role};
}

/* Draw a character; returns its columns, 0 when it is left away. */
static int
put(const struct area *a, int row, int col, uint32_t glyph, enum role role)
{
    if (glyph >= ' ' && glyph < 0x7f) {
        if (is_inside(a, row, col))
            set(a, row, col, glyph, role);
        return 1;
    }
    if (!utf8_is_safe(glyph))
        glyph = GLYPH_REPLACEMENT;
    int width = utf8_width(glyph);
    if (width == 0)
        return 0;
    if (a->canvas->is_ascii && glyph >= 0x7f) {
        glyph = (unsigned char)glyph_ascii(glyph);
        for (int i = 0; i < width; i++)
            if (is_inside(a, row, col + i))
                set(a, row, col + i, i == 0 ? glyph : ' ', role);
        return width;
    }
    if (width == 2 && !(is_inside(a, row, col) && is_inside(a, row, col + 1))) {
        /* no room for both halves */
        if (is_inside(a, row, col))
            set(a, row, col, ' ', role);
        return 2;
    }
    if (!is_inside(a, row, col))
        return width;
    set(a, row, col, glyph, role);
    if (width == 2) {
        set(a, row, col + 1, ' ', role);
        at(a->canvas, a->row + row, a->col + col)->glyph = glyph;
        at(a->canvas, a->row + row, a->col + col + 1)->glyph = CELL_WIDE_RIGHT;
    }
    return width;
}

void
area_put(const struct area *a, int row, int col, uint32_t glyph, enum role role)
{
    put(a, row, col, glyph, role);
}

void
area_hline(const struct area *a, int row, int col, int n, uint32_t glyph,
    enum role role)
{
    for (int i = 0; i < n && col + i < a->cols; i++)
        put(a, row, col + i, glyph, role);
}

void
area_vline(const struct area *a, int row, int col, int n, uint32_t glyph,
    enum role role)
{
    for (int i = 0; i < n && row + i < a->rows; i++)
        put(a, row + i, col, glyph, role);
}

void
area_fill(const struct area *a, enum role role)
{
    for (int row = 0; row < a->rows; row++)
        area_hline(a, row, 0, a->cols, ' ', role);
}

int
area_textn(const struct area *a, int row, int col, enum role role,
    const char *text, size_t len)
{
    int start = col;
    while (len > 0 && *text != '\0' && col < a->cols) {
        if (*text >= ' ' && *text < 0x7f && is_inside(a, row, col)) {
            set(a, row, col++, (uint32_t)*text++, role);
            len--;
            continue;
        }
        uint32_t glyph;
        size_t n = utf8_decode(text, len, &glyph);
        col += put(a, row, col, glyph, role);
        text += n ? n : 1;
        len -= n ? n : 1;
    }
    int end = col < a->cols ? col : a->cols;
    return end > start ? end - start : 0;
}

int
area_text(
    const struct area *a, int row, int col, enum role role, const char *text)
{
    return area_textn(a, row, col, role, text, strlen(text));
}

int
area_printf(const struct area *a, int row, int col, enum role role,
    const char *fmt, ...)
{
    struct strbuf text = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&text, fmt, ap);
    va_end(ap);
    int width = area_textn(a, row, col, role, strbuf_get(&text), text.len);
    strbuf_fini(&text);
    return width;
}

void
area_field(const struct area *a, int row, int col, int width, int align,
    enum role role, const char *text)
{
    struct area field = area_sub(a, row, col, 1, width);
    if (col < 0 || field.cols <= 0 || row < 0)
        return;
    area_fill(&field, role);
    int need = utf8_str_width(text);
    int at_col = need >= field.cols ? 0
                 : align < 0        ? 0
                 : align > 0        ? field.cols - need
                                    : (field.cols - need) / 2;
    area_text(&field, 0, at_col, role, text);
    if (need > field.cols)
        area_put(&field, 0, field.cols - 1, GLYPH_ELLIPSIS, role);
}

void
area_rule(const struct area *a, int row, const char *title, const char *right,
    bool has_focus)
{
    enum role line = has_focus ? ROLE_FOCUS_BORDER : ROLE_BORDER;
    enum role text = has_focus ? ROLE_FOCUS_TITLE : ROLE_TITLE;
    area_hline(a, row, 0, a->cols, GLYPH_HLINE, line);
    int end = a->cols - 1;
    if (right != NULL && *right != '\0') {
        int need = utf8_str_width(right);
        if (need + 4 <= a->cols) {
            end = a->cols - 2 - need;
            area_text(a, row, end, line, right);
        }
    }
    struct area head = area_sub(a, row, 1, 1, end - 2);
    if (head.cols <= 0)
        return;
    int need = utf8_str_width(title);
    if (need > head.cols)
        area_field(&head, 0, 0, head.cols, -1, text, title);
    else
        area_text(&head, 0, 0, text, title);
}

struct area
area_box(const struct area *a, const char *title, enum role role)
{
    int bottom = a->rows - 1, right = a->cols - 1;
    area_hline(a, 0, 1, right - 1, GLYPH_HLINE, role);
    area_hline(a, bottom, 1, right - 1, GLYPH_HLINE, role);
    area_vline(a, 1, 0, bottom - 1, GLYPH_VLINE, role);
    area_vline(a, 1, right, bottom - 1, GLYPH_VLINE, role);
    area_put(a, 0, 0, GLYPH_TOP_LEFT, role);
    area_put(a, 0, right, GLYPH_TOP_RIGHT, role);
    area_put(a, bottom, 0, GLYPH_BOTTOM_LEFT, role);
    area_put(a, bottom, right, GLYPH_BOTTOM_RIGHT, role);
    struct area head = area_sub(a, 0, 1, 1, a->cols - 2);
    area_text(&head, 0, 0, ROLE_TITLE, title);
    return area_sub(a, 1, 1, a->rows - 2, a->cols - 2);
}

void
area_bar(const struct area *a, int row, int col, int width, double fraction,
    enum role role)
{
    double share = isnan(fraction) || fraction < 0 ? 0
                   : fraction > 1                  ? 1
                                                   : fraction;
    int eighths = (int)lround(share * width * 8);
    for (int i = 0; i < width; i++)
        area_put(a, row, col + i, glyph_filling(eighths - 8 * i), role);
}

/* The columns [col, col + cols) of a row that are inside; -1: to the edge. */
static struct area
run(const struct area *a, int row, int col, int cols)
{
    if (row < 0)
        return (struct area){.canvas = a->canvas};
    return area_sub(a, row, col, 1, cols < 0 ? a->cols - col : cols);
}

void
area_mark(const struct area *a, int row, int col, int cols, unsigned attr)
{
    struct area r = run(a, row, col, cols);
    for (int i = 0; i < r.cols && r.rows > 0; i++)
        at(a->canvas, r.row, r.col + i)->attr |=
            (uint8_t)(attr & (CELL_ATTR_COUNT - 1));
}

void
area_role(const struct area *a, int row, int col, int cols, enum role role)
{
    struct area r = run(a, row, col, cols);
    for (int i = 0; i < r.cols && r.rows > 0; i++)
        at(a->canvas, r.row, r.col + i)->role = (uint8_t)role;
}
