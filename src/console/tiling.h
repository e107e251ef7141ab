/*
 * tiling.h - panes by splitting: a tree of halves.
 *
 * A tiling is a pane, or two tilings beside or below each other.  It says
 * nothing about sizes in cells but how a split is shared; layout.h places it.
 * A plain value: copy it as you like.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_TILING_H
#define CONSOLE_TILING_H

#include <stdbool.h>

#define TILING_PANES_MAX 8
#define TILING_MIN_ROWS  5  /* of a pane, with its title */
#define TILING_MIN_COLS  30 /* of a pane */
#define TILING_SHARE_ALL 1000

struct rect {
    int row, col, rows, cols;
};

enum tile_kind {
    TILE_PANE,
    TILE_BESIDE,  /* the first part left, a line, the second part right */
    TILE_STACKED, /* the first part above the second */
};

struct tile {
    enum tile_kind kind;
    int pane;  /* TILE_PANE: 0 .. TILING_PANES_MAX - 1, each once */
    int share; /* of the first part, in 1/TILING_SHARE_ALL, 1 .. 999 */
};

/* A split is followed by its first part, that by the second. */
struct tiling {
    struct tile tile[2 * TILING_PANES_MAX - 1];
    int n;
};

struct tiling tiling_of(int pane); /* one pane */

/* Panes in the order they are read; returns how many. */
int tiling_panes(const struct tiling *t, int pane[TILING_PANES_MAX]);
bool tiling_has(const struct tiling *t, int pane);

/* A pane that is not in it, -1: it is full. */
int tiling_free_pane(const struct tiling *t);

/* `pane` shares its place with `added`, which comes second; half each. */
void tiling_split(struct tiling *t, int pane, enum tile_kind kind, int added);

/* Take `pane` out; returns the one that got its place, -1: it was the last,
 * and stays. */
int tiling_close(struct tiling *t, int pane);

/* The fewest cells in which all panes have their minimum. */
void tiling_need(const struct tiling *t, int *rows, int *cols);

/*
 * The nearest split of this kind around `pane` moves, so that the part with
 * the pane grows by `cells` (less where a minimum forbids), in a tiling placed
 * in `r`.  False: there is no such split, or nothing moved.
 */
bool tiling_grow(
    struct tiling *t, struct rect r, int pane, enum tile_kind kind, int cells);

/* The kind of the split right above `pane`; TILE_PANE: there is none. */
enum tile_kind tiling_parent(const struct tiling *t, int pane);

/*
 * Where panes are in `r`, which must have room for tiling_need(): place[pane],
 * and the lines between; returns how many lines.
 */
int tiling_place(const struct tiling *t, struct rect r,
    struct rect place[TILING_PANES_MAX], struct rect line[TILING_PANES_MAX]);

#endif
