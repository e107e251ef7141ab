/*
 * key.h - values of every kind as one integer that keeps their order.
 *
 * Limits are compared in this form: a float's bits, turned so that they grow
 * with the value, and integers as they are.  Nothing is rounded, a range is
 * two integers that both belong to it, and one comparison serves all kinds.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_KEY_H
#define LIMITS_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "mdb/alarm.h"
#include "mdb/kind.h"

enum key_class {
    KEY_NONE,  /* texts and bytes: no order */
    KEY_FLOAT, /* floats, durations */
    KEY_INT,   /* int64_t: integers, enumerations, booleans, times */
    KEY_UINT,  /* uint64_t */
};

enum key_class key_class_of(enum mdb_kind kind);

/* All keys from `lo` to `hi`, both included; empty when lo > hi. */
struct key_range {
    int64_t lo, hi;
};
#define KEY_ALL   ((struct key_range){INT64_MIN, INT64_MAX})
#define KEY_EMPTY ((struct key_range){INT64_MAX, INT64_MIN})

/* Of a cell that is not NaN; -0 and +0 have the same. */
int64_t key_of(enum key_class class, mdb_cell cell);

/* Of a number that is not NaN, as a float. */
int64_t key_of_double(double v);

/*
 * The keys within an XTCE range.  An infinite edge is open whatever the flags
 * say; NaN gives an empty range.
 */
struct key_range key_range_of(
    enum key_class class, const struct mdb_range *range);

static inline bool
key_is_in(struct key_range range, int64_t key)
{
    return key >= range.lo && key <= range.hi;
}

/*
 * The quick form, for bounds from key_fast_range() only: no branch, and the
 * same for all kinds but for a mask (all ones for floats, 0 for the rest).
 * -0 is one below +0; NaN is beyond either infinity.
 */
static inline int64_t
key_fast(mdb_cell cell, uint64_t float_mask)
{
    uint64_t sign = 0 - (cell >> 63);
    return (int64_t)(cell ^ (sign >> 1 & float_mask));
}

static inline uint64_t key_fast_mask(enum key_class class)
{
    return class == KEY_FLOAT ? UINT64_MAX : 0;
}

/*
 * Bounds for key_fast() that let nothing through that is not in `range`, and
 * no NaN.  They let all of it through, except unsigned values from 2^63 on.
 */
struct key_range key_fast_range(enum key_class class, struct key_range range);

#endif
