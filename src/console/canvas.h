/*
 * canvas.h - a grid of cells (glyph and role), drawn without a terminal.
 *
 * Whatever is drawn stays inside its area and inside the grid.  Text from
 * outside is made harmless here: controls, bidirectional and zero-width
 * characters never reach a cell.  A canvas in ASCII holds the ASCII twin of
 * each glyph (glyph.h).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_CANVAS_H
#define CONSOLE_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/str.h"
#include "console/theme/theme.h"

/* Bits over the role's own style. */
enum {
    CELL_SELECT = 1, /* part of the selected row or field */
    CELL_BOLD = 2,
    CELL_UNDERLINE = 4,
    CELL_REVERSE = 8, /* text cursor */
    CELL_ATTR_COUNT = 16
};

#define CELL_WIDE_RIGHT 0u /* glyph of the right half of a wide character */

struct cell {
    uint32_t glyph; /* Unicode; never a control or zero-width character */
    uint8_t role;   /* enum role */
    uint8_t attr;   /* CELL_… bits */
    uint16_t zero;  /* keeps comparison by memcmp() true */
};

struct canvas {
    int rows, cols;    /* >= 1 */
    bool is_ascii;     /* glyphs become their ASCII twins when drawn */
    struct cell *cell; /* rows * cols, row after row */
};

#define CANVAS_MAX_ROWS 1000
#define CANVAS_MAX_COLS 1000

/* Blank; sizes are brought into 1 .. CANVAS_MAX_…; _resize keeps nothing. */
void canvas_init(struct canvas *c, int rows, int cols, bool is_ascii);
void canvas_fini(struct canvas *c);
void canvas_resize(struct canvas *c, int rows, int cols);
void canvas_clear(struct canvas *c);
void canvas_copy(struct canvas *to, const struct canvas *from); /* and size */
bool canvas_equal(const struct canvas *a, const struct canvas *b);

/* The cell at a place inside the grid. */
const struct cell *canvas_at(const struct canvas *c, int row, int col);

/* The text, a line a row, blanks at line ends left away. */
void canvas_text(const struct canvas *c, struct strbuf *out);

/*
 * Text, then a line "roles:" and the roles that are not `text`, as runs
 * "row:col+width role [sbur]": for golden tests.
 */
void canvas_dump(const struct canvas *c, struct strbuf *out);

/* ---- areas: rectangles to draw in ---------------------------------------- */

/* Places are counted from the area's own top left, 0,0. */
struct area {
    struct canvas *canvas; /* borrowed */
    int row, col;          /* of its top left in the canvas */
    int rows, cols;        /* may be 0: nothing is drawn then */
};

struct area area_all(struct canvas *c);

/* A part of `a`, cut at its edges. */
struct area area_sub(
    const struct area *a, int row, int col, int rows, int cols);

/* Blank it in `role`. */
void area_fill(const struct area *a, enum role role);

/* One glyph; nothing outside the area.  Unsafe ones become U+FFFD. */
void area_put(
    const struct area *a, int row, int col, uint32_t glyph, enum role role);

/* `n` times the same glyph to the right, or downwards. */
void area_hline(const struct area *a, int row, int col, int n, uint32_t glyph,
    enum role role);
void area_vline(const struct area *a, int row, int col, int n, uint32_t glyph,
    enum role role);

/*
 * Untrusted UTF-8 from column `col` to the area's edge; returns the columns it
 * took.  Control and format characters show as U+FFFD, combining ones are left
 * away.
 */
int area_text(
    const struct area *a, int row, int col, enum role role, const char *text);
int area_textn(const struct area *a, int row, int col, enum role role,
    const char *text, size_t len);
int area_printf(const struct area *a, int row, int col, enum role role,
    const char *fmt, ...) PRINTF_LIKE(5, 6);

/*
 * Text in a field of `width` columns, the rest blanked.  What does not fit
 * ends in '…'; `align` < 0 left, 0 centre, > 0 right.
 */
void area_field(const struct area *a, int row, int col, int width, int align,
    enum role role, const char *text);

/*
 * A title line as console.md draws it: "─TITLE───────────────right──" over the
 * whole width of `row`.  `right` may be NULL.
 */
void area_rule(const struct area *a, int row, const char *title,
    const char *right, bool has_focus);

/* A frame around the whole area, with a title; returns what is inside. */
struct area area_box(const struct area *a, const char *title, enum role role);

/*
 * A horizontal bar of `width` cells, filled to `fraction` (0 .. 1, NaN empty)
 * in eighths of a cell.
 */
void area_bar(const struct area *a, int row, int col, int width,
    double fraction, enum role role);

/* Set CELL_… bits on `cols` cells (-1: to the edge) of a row; roles stay. */
void area_mark(const struct area *a, int row, int col, int cols, unsigned attr);

/* Give cells another role; glyphs stay. */
void area_role(
    const struct area *a, int row, int col, int cols, enum role role);

#endif
