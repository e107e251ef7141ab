/*
 * layout.c - where things are on a screen of some size.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/layout.h"

#define HEAD_ROWS  3
#define FOOT_ROWS  2
#define WIDE_COLS  160
#define TALL_ROWS  45
#define TALL4_ROWS 56

struct tiling
layout_usual(int rows, int cols)
{
    struct tiling t = tiling_of(0);
    if (cols < WIDE_COLS)
        return t;
    tiling_split(&t, 0, TILE_BESIDE, 1);
    if (rows >= TALL_ROWS)
        tiling_split(&t, 1, TILE_STACKED, 2);
    if (rows >= TALL4_ROWS)
        tiling_split(&t, 0, TILE_STACKED, 3);
    return t;
}

static struct rect
body_of(int rows, int cols)
{
    return (struct rect){HEAD_ROWS, 0, rows - HEAD_ROWS - FOOT_ROWS, cols};
}

bool
layout_fits(int rows, int cols, const struct tiling *t)
{
    int need_rows, need_cols;
    struct rect body = body_of(rows, cols);
    tiling_need(t, &need_rows, &need_cols);
    return need_rows <= body.rows && need_cols <= body.cols;
}

struct layout
layout_of(int rows, int cols, const struct tiling *t, int focus, bool is_full)
{
    struct layout l = {.rows = rows, .cols = cols};
    l.is_too_small = rows < LAYOUT_MIN_ROWS || cols < LAYOUT_MIN_COLS;
    if (l.is_too_small)
        return l;
    l.prompt_row = rows - 2;
    l.bar_row = rows - 1;
    l.body = body_of(rows, cols);
    if (is_full || !layout_fits(rows, cols, t)) {
        l.n_panes = 1;
        l.shown[0] = focus;
        l.pane[focus] = l.body;
        return l;
    }
    l.n_panes = tiling_panes(t, l.shown);
    l.n_lines = tiling_place(t, l.body, l.pane, l.line);
    return l;
}
