/*
 * table.h - rows and columns that fit any width, with a selected row.
 *
 * Columns have a least width and a priority; what does not fit leaves, least
 * important first.  The selected row is remembered by its key, not its
 * number: when rows come, go or change order, the selection and its line on
 * the screen stay where the eye is.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_WIDGET_TABLE_H
#define CONSOLE_WIDGET_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "console/canvas.h"
#include "console/keys/keys.h"

#define TABLE_COLUMNS_MAX 24
#define TABLE_CELL_SIZE   256

struct table_column {
    const char *title;
    int min, max;   /* cells; max 0: takes what is left, shared evenly */
    int priority;   /* 0 never leaves; higher leaves earlier */
    int wish, over; /* cells it has (with `min` or more) for as long as columns
                       with a priority above `over` can leave for it; 0: none */
    bool is_right;  /* aligned right */
    bool has_marks; /* one cell each before and after the text for the limit
                       mark and the quality mark */
};

/* One cell, filled by the caller for each painted row. */
struct table_cell {
    char text[TABLE_CELL_SIZE]; /* "" at first; untrusted is fine */
    enum role role;             /* ROLE_TEXT at first */
    uint32_t left, right;       /* marks, 0: none */
    enum role left_role, right_role;
};

typedef void (*table_cell_fn)(
    void *arg, size_t row, unsigned column, struct table_cell *cell);
typedef uint64_t (*table_key_fn)(void *arg, size_t row);

struct table {
    const struct table_column *column; /* borrowed */
    unsigned n_columns;
    size_t n_rows;
    size_t top;      /* first row shown */
    size_t selected; /* row; 0 when there are none */
    uint64_t key;    /* of the selected row */
    bool has_key;
    bool follows;     /* selection stays on the last row */
    int first_column; /* scrolled to the right by so many columns */
    int page;         /* rows shown when it was last painted */
    int sort_column;  /* its title is marked, -1 none */
    bool sort_descends;
};

void table_init(
    struct table *t, const struct table_column *column, unsigned n_columns);

/*
 * The rows are now these: find the selected one again by its key and keep it
 * on the same line.  When it is gone the row that took its place is selected.
 */
void table_set_rows(
    struct table *t, size_t n_rows, table_key_fn key, void *arg);

/* Select a row (clipped). */
void table_select(struct table *t, size_t row, table_key_fn key, void *arg);

/* Moves: true when the action was one. */
bool table_act(
    struct table *t, enum action action, table_key_fn key, void *arg);

/* A header line, then the rows; selection shown when `has_focus`. */
void table_paint(struct table *t, const struct area *area, bool has_focus,
    table_cell_fn cell, void *arg);

/* The row at line `line` of the painted area, SIZE_MAX when none. */
size_t table_row_at(const struct table *t, int line);

/*
 * The widths that columns get in `cols` cells, 0 for those that leave; one
 * blank stands between columns.  `width` has n_columns elements.
 */
void table_widths(const struct table *t, int cols, int *width);

#endif
