/*
 * box.h - rectangles of text that are put below and beside each other.
 *
 * Everything lives in an arena.  Widths are in cells.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_COSMOS_BOX_H
#define TOOLS_COSMOS_BOX_H

#include <stdbool.h>
#include <stddef.h>

#include "common/arena.h"

struct box {
    int cols, rows;
    const char **row; /* `rows` texts, each at most `cols` wide */
    bool is_line;     /* a single row that is drawn as wide as what is around:
                         row[0], a blank, and '-' to the end */
};

/* One row of text; empty text has no columns. */
struct box *box_text(struct arena *arena, const char *text);

/* A row that fills what is around it, behind `text` (may be ""). */
struct box *box_line(struct arena *arena, const char *text);

/* Below each other; boxes of no rows are passed over.  At least `cols` wide. */
struct box *box_below(
    struct arena *arena, struct box *const *box, size_t n, int cols);

/*
 * Beside each other, two cells apart; what would pass the column `max` begins
 * below.  A box wider than that stands alone.
 */
struct box *box_beside(
    struct arena *arena, struct box *const *box, size_t n, int max);

/* In rows of `columns` boxes, columns as wide as their widest. */
struct box *box_grid(
    struct arena *arena, struct box *const *box, size_t n, size_t columns);

#endif
