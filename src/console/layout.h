/*
 * layout.h - where things are on a screen of some size.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_LAYOUT_H
#define CONSOLE_LAYOUT_H

#include <stdbool.h>

#include "console/tiling.h"

#define LAYOUT_MIN_ROWS 8
#define LAYOUT_MIN_COLS 30

struct layout {
    bool is_too_small; /* only a message fits */
    int rows, cols;    /* of the screen */
    int prompt_row, bar_row;
    struct rect body; /* between the tabs and the prompt line */

    /* Panes that are shown, in the order they are read, by their numbers. */
    int n_panes, shown[TILING_PANES_MAX];
    struct rect pane[TILING_PANES_MAX]; /* by number, with its title line */
    int n_lines;
    struct rect line[TILING_PANES_MAX]; /* between panes */
};

/*
 * Rows 1 to 3 (band, health, tabs), panes, prompt line, function bar.  Where
 * the panes of `t` do not all have their least size, and with `is_full`, the
 * pane `focus` has the body alone.
 */
struct layout layout_of(
    int rows, int cols, const struct tiling *t, int focus, bool is_full);

/* Is there room for the panes of `t`, all of them? */
bool layout_fits(int rows, int cols, const struct tiling *t);

/*
 * What nobody arranged: one pane, from 160 columns on two beside each other,
 * from 45 rows on the right one split, from 56 rows on the left one too.
 * Panes are numbered from the left, the right column's downwards.
 */
struct tiling layout_usual(int rows, int cols);

#endif
