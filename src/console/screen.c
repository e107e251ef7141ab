/*
 * screen.c - what a terminal shows, and the fewest bytes that change it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/screen.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/utf8.h"
#include "common/xalloc.h"

struct screen {
    struct screen_caps caps;
    bool has_ansi_cup, has_ansi_cuf, has_ansi_hpa;
    struct looks looks;

    struct canvas shown;
    bool is_known;      /* `shown` is what the terminal shows */
    int row, col;       /* cursor; row -1 when not known */
    int pen;            /* index in look, -1 when not known */
    struct strbuf *out; /* of the frame being drawn */
};

/* ---- life ---------------------------------------------------------------- */

static bool
is_cap(const struct screen_caps *caps, enum screen_cap cap, const char *want)
{
    return str_eq(caps->cap[cap], want);
}

struct screen *
screen_new(
    struct screen_caps *caps, const struct theme *theme, enum depth depth)
{
    struct screen *s = xcalloc(1, sizeof *s);
    s->caps = *caps;
    *caps = (struct screen_caps){0};
    assert(s->caps.cap[CAP_CUP] != NULL);
    s->has_ansi_cup = is_cap(&s->caps, CAP_CUP, "\033[%i%p1%d;%p2%dH");
    s->has_ansi_cuf = is_cap(&s->caps, CAP_CUF, "\033[%p1%dC");
    s->has_ansi_hpa = is_cap(&s->caps, CAP_HPA, "\033[%i%p1%dG");
    canvas_init(&s->shown, 1, 1, false);
    screen_set_theme(s, theme, depth);
    return s;
}

void
screen_free(struct screen **screen)
{
    if (*screen == NULL)
        return;
    screen_caps_fini(&(*screen)->caps);
    canvas_fini(&(*screen)->shown);
    free(*screen);
    *screen = NULL;
}

void
screen_set_theme(
    struct screen *screen, const struct theme *theme, enum depth depth)
{
    looks_init(&screen->looks, &screen->caps, theme, depth);
    screen_forget(screen);
}

void
screen_forget(struct screen *screen)
{
    screen->is_known = false;
}

/* ---- moving -------------------------------------------------------------- */

#define MOVE_SIZE 48

static size_t
digits(char *out, unsigned v)
{
    char text[12];
    size_t n = 0;
    do
        text[n++] = (char)('0' + v % 10);
    while ((v /= 10) > 0);
    for (size_t i = 0; i < n; i++)
        out[i] = text[n - 1 - i];
    return n;
}

static size_t
expand(const struct screen *s, enum screen_cap cap, int a, int b, char *out)
{
    const char *string = s->caps.cap[cap];
    if (string == NULL || s->caps.expand == NULL)
        return 0;
    return s->caps.expand(out, MOVE_SIZE, string, a, b);
}

static size_t
cup(const struct screen *s, int row, int col, char *out)
{
    if (!s->has_ansi_cup)
        return expand(s, CAP_CUP, row, col, out);
    size_t n = 0;
    out[n++] = '\033';
    out[n++] = '[';
    if (row > 0 || col > 0)
        n += digits(out + n, (unsigned)row + 1);
    if (col > 0) {
        out[n++] = ';';
        n += digits(out + n, (unsigned)col + 1);
    }
    out[n++] = 'H';
    return n;
}

static size_t
right_by(const struct screen *s, int by, char *out)
{
    if (!s->has_ansi_cuf)
        return expand(s, CAP_CUF, by, 0, out);
    size_t n = 2;
    memcpy(out, "\033[", 2);
    if (by > 1)
        n += digits(out + n, (unsigned)by);
    out[n++] = 'C';
    return n;
}

/* In the same row from `from` to `to`; 0 when there is no such way. */
static size_t
along(const struct screen *s, int from, int to, char *out)
{
    if (to == 0) {
        out[0] = '\r';
        return 1;
    }
    if (to > from)
        return right_by(s, to - from, out);
    if (from - to <= 4) {
        memset(out, '\b', (size_t)(from - to));
        return (size_t)(from - to);
    }
    if (!s->has_ansi_hpa)
        return expand(s, CAP_HPA, to, 0, out);
    size_t n = 2;
    memcpy(out, "\033[", 2);
    n += digits(out + n, (unsigned)to + 1);
    out[n++] = 'G';
    return n;
}

/*
 * Down by line feeds from column `from` (with a carriage return first when
 * that is not where the cursor is), then along; 0 when there is no such way.
 */
static size_t
feed(const struct screen *s, int row, int from, int col, char *out)
{
    size_t n = 0;
    if (from != s->col)
        out[n++] = '\r';
    for (int i = s->row; i < row; i++)
        out[n++] = '\n';
    if (col == from)
        return n;
    size_t rest = along(s, from, col, out + n);
    return rest > 0 ? n + rest : 0;
}

/* Down and along by the shorter of two ways; 0 when there is none. */
static size_t
down(const struct screen *s, int row, int col, char *out)
{
    char straight[MOVE_SIZE * 2];
    if (row - s->row > 4)
        return 0;
    size_t n = feed(s, row, 0, col, out);
    if (!s->caps.keeps_column)
        return n;
    size_t m = feed(s, row, s->col, col, straight);
    if (m > 0 && (n == 0 || m < n)) {
        memcpy(out, straight, m);
        n = m;
    }
    return n;
}

/* The shortest way from where the cursor is. */
static size_t
way(const struct screen *s, int row, int col, char *out)
{
    char other[MOVE_SIZE * 2];
    size_t n = cup(s, row, col, out), m = 0;
    if (s->row == row)
        m = along(s, s->col, col, other);
    else if (s->row >= 0 && row > s->row)
        m = down(s, row, col, other);
    if (m > 0 && (m < n || n == 0)) {
        memcpy(out, other, m);
        n = m;
    }
    return n;
}

/* Append to the frame. */
static inline void
emit(struct screen *s, const char *bytes, size_t n)
{
    struct strbuf *out = s->out;
    if (out->cap - out->len > n + 1) {
        memcpy(out->s + out->len, bytes, n);
        out->len += n;
        out->s[out->len] = '\0';
    } else
        strbuf_add(out, bytes, n);
}

static void
move_to(struct screen *s, int row, int col)
{
    char bytes[MOVE_SIZE * 2];
    if (s->row == row && s->col == col)
        return;
    emit(s, bytes, way(s, row, col, bytes));
    s->row = row;
    s->col = col;
}

/* ---- writing ------------------------------------------------------------- */

static void
set_pen(struct screen *s, unsigned look)
{
    if (s->pen == (int)look)
        return;
    const struct look *to = &s->looks.look[look];
    char bytes[LOOK_SIZE];
    size_t n = s->pen < 0 ? 0
                          : looks_foreground(
                                &s->looks, &s->looks.look[s->pen], to, bytes);
    emit(s, n > 0 ? bytes : to->sgr, n > 0 ? n : to->len);
    s->pen = (int)look;
}

/* Does every terminal draw it one cell wide? */
static bool
is_sure(uint32_t glyph)
{
    return glyph < 0x300 || (glyph >= 0x370 && glyph < 0x530) ||
           (glyph >= 0x2500 && glyph < 0x2600) ||
           (glyph >= 0x2800 && glyph < 0x2900) || glyph == 0x2026 ||
           (glyph >= 0x2190 && glyph <= 0x2193);
}

static void
write_cell(struct screen *s, const struct canvas *c, int row, int col)
{
    const struct cell *cell = canvas_at(c, row, col);
    if (cell->glyph == CELL_WIDE_RIGHT)
        return; /* came with its left half */
    bool is_corner = row == c->rows - 1 && col == c->cols - 1;
    if (is_corner && s->caps.has_am && !s->caps.has_xenl)
        return; /* it would scroll */
    move_to(s, row, col);
    set_pen(s, looks_of(&s->looks, cell));
    char utf8[4] = {(char)cell->glyph};
    emit(s, utf8, cell->glyph < 0x80 ? 1 : utf8_encode(cell->glyph, utf8));
    s->col++;
    if (s->col >= c->cols || !is_sure(cell->glyph))
        s->row = -1;
}

/* ---- comparing ----------------------------------------------------------- */

static bool
is_blank(struct screen *s, const struct cell *cell)
{
    return cell->glyph == ' ' &&
           s->looks.look[looks_of(&s->looks, cell)].is_blank;
}

static bool
is_same(struct screen *s, const struct cell *a, const struct cell *b)
{
    if (a->glyph != b->glyph)
        return false;
    if (a->role == b->role && a->attr == b->attr)
        return true;
    return looks_of(&s->looks, a) == looks_of(&s->looks, b) ||
           (is_blank(s, a) && is_blank(s, b));
}

/* Both halves of a wide character are written when one of them changes. */
static bool
is_changed(struct screen *s, const struct cell *old, const struct cell *new,
    int col, int cols)
{
    if (!is_same(s, &old[col], &new[col]))
        return true;
    return col + 1 < cols && new[col + 1].glyph == CELL_WIDE_RIGHT &&
           !is_same(s, &old[col + 1], &new[col + 1]);
}

/*
 * Is it cheaper to write the unchanged cells [from, to) again than to jump
 * over them?  Only when they need no other pen.
 */
static bool
is_bridge(struct screen *s, const struct cell *new, int row, int from, int to)
{
    char bytes[MOVE_SIZE * 2];
    if (s->row != row || s->col != from || to - from > 8 || s->pen < 0)
        return false;
    size_t cost = 0;
    for (int c = from; c < to; c++) {
        if (looks_of(&s->looks, &new[c]) != (unsigned)s->pen ||
            !is_sure(new[c].glyph))
            return false;
        char utf8[4];
        cost += utf8_encode(new[c].glyph, utf8);
    }
    return cost < way(s, row, to, bytes);
}

/*
 * Where the line can be cleared to its end instead of writing blanks: the
 * first changed cell of the blanks it ends with, or cols.
 */
static int
clear_from(
    struct screen *s, const struct cell *old, const struct cell *new, int cols)
{
    int blank = cols, first = cols, last = -1;
    if (s->caps.cap[CAP_EL] == NULL)
        return cols;
    while (blank > 0 && is_blank(s, &new[blank - 1]))
        blank--;
    for (int c = blank; c < cols; c++)
        if (!is_same(s, &old[c], &new[c])) {
            first = c < first ? c : first;
            last = c;
        }
    return last - first >= (int)strlen(s->caps.cap[CAP_EL]) ? first : cols;
}

/* How many cells of the row changed. */
static size_t
draw_row(struct screen *s, const struct canvas *canvas, int row)
{
    int cols = canvas->cols;
    const struct cell *old = canvas_at(&s->shown, row, 0);
    const struct cell *new = canvas_at(canvas, row, 0);
    int end = clear_from(s, old, new, cols);
    size_t changed = 0;
    for (int c = 0; c < end; c++) {
        if (!is_changed(s, old, new, c, cols))
            continue;
        changed++;
        if (s->row == row && s->col < c && is_bridge(s, new, row, s->col, c))
            for (int b = s->col; b < c; b++)
                write_cell(s, canvas, row, b);
        write_cell(s, canvas, row, c);
    }
    if (end < cols) {
        move_to(s, row, end);
        set_pen(s, looks_of(&s->looks, &new[end]));
        strbuf_adds(s->out, s->caps.cap[CAP_EL]);
    }
    for (int c = end; c < cols; c++)
        changed += !is_same(s, &old[c], &new[c]);
    return changed;
}

static void
start_over(struct screen *s, const struct canvas *canvas)
{
    canvas_resize(&s->shown, canvas->rows, canvas->cols);
    s->pen = -1;
    s->row = -1;
    /* the pen must not colour what is cleared */
    set_pen(s, looks_of(&s->looks, canvas_at(&s->shown, 0, 0)));
    bool is_cleared = s->caps.cap[CAP_CLEAR] != NULL;
    if (is_cleared) {
        strbuf_adds(s->out, s->caps.cap[CAP_CLEAR]);
        s->row = s->col = 0;
    }
    if (!is_cleared || !is_blank(s, canvas_at(&s->shown, 0, 0))) {
        for (size_t i = 0; i < (size_t)canvas->rows * (size_t)canvas->cols; i++)
            s->shown.cell[i].glyph = CELL_WIDE_RIGHT; /* like nothing else */
    }
    s->is_known = true;
}

size_t
screen_draw(
    struct screen *screen, const struct canvas *canvas, struct strbuf *out)
{
    size_t changed = 0;
    size_t row_bytes = (size_t)canvas->cols * sizeof *canvas->cell;
    screen->out = out;
    if (!screen->is_known || screen->shown.rows != canvas->rows ||
        screen->shown.cols != canvas->cols)
        start_over(screen, canvas);
    for (int row = 0; row < canvas->rows; row++) {
        struct cell *old =
            &screen->shown.cell[(size_t)row * (size_t)canvas->cols];
        const struct cell *new = canvas_at(canvas, row, 0);
        if (memcmp(old, new, row_bytes) == 0)
            continue;
        changed += draw_row(screen, canvas, row);
        memcpy(old, new, row_bytes);
    }
    screen->out = NULL;
    return changed;
}
