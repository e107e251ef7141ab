/*
 * layout.h - where things are on a screen of some size.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_LAYOUT_H
#define CONSOLE_LAYOUT_H

#include <stdbool.h>

#define LAYOUT_PANES_MAX 4
#define LAYOUT_MIN_ROWS  8
#define LAYOUT_MIN_COLS  30

struct rect {
    int row, col, rows, cols;
};

struct layout {
    bool is_too_small; /* only a message fits */
    int rows, cols;    /* of the screen */
    int prompt_row, bar_row;
    struct rect body; /* between the tabs and the prompt line */
    struct rect pane[LAYOUT_PANES_MAX]; /* with their title lines */
    int n_panes;
    int split_col; /* column of the line between panes, 0: none */
};

/*
 * Rows 1 to 3 (band, health, tabs), panes, prompt line, function bar.  From
 * 160 columns on there are two columns of panes, from 45 rows on two panes in
 * the right one; `is_full` gives everything to one.  Never more than `wanted`
 * panes (at least one).
 */
struct layout layout_of(int rows, int cols, int wanted, bool is_full);

#endif
