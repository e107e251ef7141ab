/*
 * box.c - rectangles of text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/cosmos/box.h"

#include <string.h>

#include "common/str.h"
#include "common/utf8.h"

#define GAP 2 /* cells between what stands side by side */

static struct box *
new_box(struct arena *arena, int rows, int cols)
{
    struct box *b = arena_alloc(arena, sizeof *b);
    b->rows = rows;
    b->cols = cols;
    b->row = arena_alloc(arena, ((size_t)rows + 1) * sizeof *b->row);
    return b;
}

struct box *
box_text(struct arena *arena, const char *text)
{
    struct box *b = new_box(arena, 1, utf8_str_width(text));
    b->row[0] = arena_strdup(arena, text);
    return b;
}

struct box *
box_line(struct arena *arena, const char *text)
{
    struct box *b = box_text(arena, text);
    b->is_line = true;
    return b;
}

static void
add_cells(struct strbuf *out, char c, int n)
{
    for (; n > 0; n--)
        strbuf_addc(out, c);
}

static const char *
drawn_line(struct arena *arena, const struct box *line, int cols)
{
    struct strbuf text = {0};
    strbuf_adds(&text, line->row[0]);
    if (line->cols > 0 && line->cols < cols)
        strbuf_addc(&text, ' ');
    add_cells(&text, '-', cols - line->cols - (line->cols > 0));
    const char *row = arena_strdup(arena, strbuf_get(&text));
    strbuf_fini(&text);
    return row;
}

struct box *
box_below(struct arena *arena, struct box *const *box, size_t n, int cols)
{
    int rows = 0;
    for (size_t i = 0; i < n; i++) {
        rows += box[i]->rows;
        cols = box[i]->cols > cols ? box[i]->cols : cols;
    }
    struct box *out = new_box(arena, rows, cols);
    int at = 0;
    for (size_t i = 0; i < n; i++)
        for (int r = 0; r < box[i]->rows; r++)
            out->row[at++] = box[i]->is_line ? drawn_line(arena, box[i], cols)
                                             : box[i]->row[r];
    return out;
}

/* Side by side, each as wide as width[] says. */
static struct box *
side_by_side(
    struct arena *arena, struct box *const *box, const int *width, size_t n)
{
    int rows = 0, cols = 0;
    for (size_t i = 0; i < n; i++) {
        rows = box[i]->rows > rows ? box[i]->rows : rows;
        cols += width[i] + (i > 0 ? GAP : 0);
    }
    struct box *out = new_box(arena, rows, cols);
    struct strbuf text = {0};
    for (int r = 0; r < rows; r++) {
        int at = 0, pending = 0; /* blanks only where something follows */
        strbuf_reset(&text);
        for (size_t i = 0; i < n; i++) {
            const char *row = r < box[i]->rows ? box[i]->row[r] : "";
            if (box[i]->is_line && r == 0)
                row = drawn_line(arena, box[i], width[i]);
            pending += i > 0 ? GAP : 0;
            at = utf8_str_width(row);
            if (at > 0) {
                add_cells(&text, ' ', pending);
                strbuf_adds(&text, row);
                pending = 0;
            }
            pending += width[i] - at;
        }
        out->row[r] = arena_strdup(arena, strbuf_get(&text));
    }
    strbuf_fini(&text);
    return out;
}

struct box *
box_beside(struct arena *arena, struct box *const *box, size_t n, int max)
{
    struct box **line = arena_alloc(arena, (n + 1) * sizeof *line);
    struct box **some = arena_alloc(arena, (n + 1) * sizeof *some);
    int *width = arena_alloc(arena, (n + 1) * sizeof *width);
    size_t lines = 0, in_line = 0;
    int cols = 0;
    for (size_t i = 0; i < n; i++) {
        if (box[i]->rows == 0)
            continue;
        if (in_line > 0 && cols + GAP + box[i]->cols > max) {
            line[lines++] = side_by_side(arena, some, width, in_line);
            in_line = 0;
            cols = 0;
        }
        cols += box[i]->cols + (in_line > 0 ? GAP : 0);
        width[in_line] = box[i]->cols;
        some[in_line++] = box[i];
    }
    if (in_line > 0)
        line[lines++] = side_by_side(arena, some, width, in_line);
    return box_below(arena, line, lines, 0);
}

struct box *
box_grid(struct arena *arena, struct box *const *box, size_t n, size_t columns)
{
    size_t lines = 0;
    int *width = arena_alloc(arena, columns * sizeof *width);
    struct box **line = arena_alloc(arena, (n / columns + 1) * sizeof *line);
    for (size_t i = 0; i < n; i++)
        if (box[i]->cols > width[i % columns])
            width[i % columns] = box[i]->cols;
    for (size_t i = 0; i < n; i += columns)
        line[lines++] = side_by_side(
            arena, box + i, width, n - i < columns ? n - i : columns);
    return box_below(arena, line, lines, 0);
}
