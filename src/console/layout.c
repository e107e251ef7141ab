/*
 * layout.c - where things are on a screen of some size.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/layout.h"

#define HEAD_ROWS  3
#define WIDE_COLS  160
#define TALL_ROWS  45
#define TALL4_ROWS 56

static int
panes_for(int rows, int cols, int wanted)
{
    int fit = cols < WIDE_COLS    ? 1
              : rows < TALL_ROWS  ? 2
              : rows < TALL4_ROWS ? 3
                                  : 4;
    return wanted < 1 ? 1 : wanted < fit ? wanted : fit;
}

/* Panes from the right edge's top: 0 left, 1 right, 2 below 1, 3 below 0. */
static void
split(struct layout *l)
{
    struct rect b = l->body;
    int left = (b.cols - 1) / 2, right = b.cols - 1 - left;
    int low = b.rows / 2, high = b.rows - low;
    l->split_col = b.col + left;
    for (int i = 0; i < l->n_panes; i++) {
        bool is_left = i == 0 || i == 3;
        bool is_split = is_left ? l->n_panes > 3 : l->n_panes > 2;
        bool is_low = i >= 2;
        l->pane[i] = (struct rect){
            .row = is_low ? b.row + high : b.row,
            .col = is_left ? b.col : b.col + left + 1,
            .rows = !is_split ? b.rows
                    : is_low  ? low
                              : high,
            .cols = is_left ? left : right,
        };
    }
}

struct layout
layout_of(int rows, int cols, int wanted, bool is_full)
{
    struct layout l = {.rows = rows, .cols = cols};
    l.is_too_small = rows < LAYOUT_MIN_ROWS || cols < LAYOUT_MIN_COLS;
    if (l.is_too_small)
        return l;
    l.prompt_row = rows - 2;
    l.bar_row = rows - 1;
    l.body = (struct rect){HEAD_ROWS, 0, rows - HEAD_ROWS - 2, cols};
    l.n_panes = is_full ? 1 : panes_for(rows, cols, wanted);
    l.pane[0] = l.body;
    if (l.n_panes > 1)
        split(&l);
    return l;
}
