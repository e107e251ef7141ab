/*
 * compare.h - values against constants and other values, as criteria ask it.
 *
 * The decoder compares the values of one packet, limit checking the newest
 * values of all: both hold a cell with its kind and compare without loss
 * (a 64-bit integer is not rounded to a float).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_COMPARE_H
#define MDB_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "mdb/model.h"

/* A number without loss; `kind` is MDB_INT, MDB_UINT, MDB_FLOAT or MDB_NONE. */
struct mdb_number {
    enum mdb_kind kind;
    mdb_cell cell;
};

/* A value, as number or as text (borrowed). */
struct mdb_held {
    struct mdb_number number; /* kind MDB_NONE: it is a text, or nothing */
    const char *text;
    size_t len;
    bool is_time;
    const struct mdb_type *type;
};

/* `blob` is where a string's span points into. */
struct mdb_held mdb_hold(const struct mdb_type *type, enum mdb_kind kind,
    mdb_cell cell, const char *blob);

/*
 * The text of an argument as a cell of `kind`, as it is compared: labels of
 * enumerations and texts of booleans, or their numbers.  False: it is none;
 * strings and binaries are not made to cells.
 */
bool mdb_cell_of_text(const struct mdb_type *type, enum mdb_kind kind,
    const char *text, mdb_cell *cell);

double mdb_number_get(struct mdb_number number);

/*
 * Does `left op right` hold, `right` NULL: the constant of the comparison?
 * NaN, and values that cannot be compared, hold for no operator.
 */
bool mdb_held_compare(const struct mdb_comparison *comparison,
    const struct mdb_held *left, const struct mdb_held *right);

/* Can two parameters be compared, and does it mean something? */
enum mdb_pair {
    MDB_PAIR_FITS,
    MDB_PAIR_KINDS,  /* a text and a number, say; a binary with anything */
    MDB_PAIR_LABELS, /* of two enumerations differ */
    MDB_PAIR_UNITS   /* both have one, and they differ */
};

/* The values are calibrated or raw ones.  Kinds that are not known fit. */
enum mdb_pair mdb_pair_check(const struct mdb_type *a, bool a_is_calibrated,
    const struct mdb_type *b, bool b_is_calibrated);

#endif
