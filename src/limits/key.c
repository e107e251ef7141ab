/*
 * key.c - values of every kind as one integer that keeps their order.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/key.h"

#include <math.h>

#define TOP_BIT (UINT64_C(1) << 63)

enum key_class
key_class_of(enum mdb_kind kind)
{
    switch (kind) {
    case MDB_FLOAT:
    case MDB_DURATION:
        return KEY_FLOAT;
    case MDB_INT:
    case MDB_BOOL:
    case MDB_ENUM:
    case MDB_TIME:
        return KEY_INT;
    case MDB_UINT:
        return KEY_UINT;
    case MDB_NONE:
    case MDB_STRING:
    case MDB_BINARY:
    case MDB_KIND_COUNT:
    default:
        return KEY_NONE;
    }
}

int64_t
key_of_double(double v)
{
    if (v == 0)
        return 0; /* both zeros */
    return key_fast(mdb_cell_float(v), UINT64_MAX);
}

int64_t
key_of(enum key_class class, mdb_cell cell)
{
    if (class == KEY_FLOAT)
        return key_of_double(mdb_cell_get_float(cell));
    return (int64_t)(class == KEY_UINT ? cell ^ TOP_BIT : cell);
}

/* ---- ranges -------------------------------------------------------------- */

static struct key_range
float_range(const struct mdb_range *r)
{
    double lo = r->min, hi = r->max;
    if (r->min_is_exclusive && !isinf(lo))
        lo = nextafter(lo, INFINITY);
    if (r->max_is_exclusive && !isinf(hi))
        hi = nextafter(hi, -INFINITY);
    return (struct key_range){key_of_double(lo), key_of_double(hi)};
}

/*
 * A whole float as the key of an integer.  -1, 1: it is below or above all
 * integers of the class.
 */
static int
whole_key(enum key_class class, double v, int64_t *key)
{
    bool is_uint = class == KEY_UINT;
    if (v < (is_uint ? 0 : -0x1p63))
        return -1;
    if (v >= (is_uint ? 0x1p64 : 0x1p63))
        return 1;
    *key = is_uint ? key_of(class, (uint64_t)v) : (int64_t)v;
    return 0;
}

static struct key_range
integer_range(enum key_class class, const struct mdb_range *r)
{
    struct key_range out = KEY_ALL;
    double lo = ceil(r->min), hi = floor(r->max);
    int lo_side = whole_key(class, lo, &out.lo);
    int hi_side = whole_key(class, hi, &out.hi);
    if (lo_side > 0 || hi_side < 0)
        return KEY_EMPTY;
    if (lo_side == 0 && r->min_is_exclusive && lo == r->min) {
        out.lo++; /* no float is the highest integer: one more fits */
    }
    if (hi_side == 0 && r->max_is_exclusive && hi == r->max) {
        if (out.hi == INT64_MIN)
            return KEY_EMPTY;
        out.hi--;
    }
    return out;
}

struct key_range
key_range_of(enum key_class class, const struct mdb_range *range)
{
    if (class == KEY_NONE || isnan(range->min) || isnan(range->max))
        return KEY_EMPTY;
    if (class == KEY_FLOAT)
        return float_range(range);
    return integer_range(class, range);
}

struct key_range
key_fast_range(enum key_class class, struct key_range range)
{
    if (range.lo > range.hi)
        return KEY_EMPTY;
    if (class == KEY_FLOAT) {
        int64_t top = key_of_double(INFINITY),
                bottom = key_of_double(-INFINITY);
        if (range.lo < bottom)
            range.lo = bottom;
        if (range.hi > top)
            range.hi = top;
        if (range.lo == 0)
            range.lo = -1; /* -0 is 0 */
        if (range.hi == -1)
            range.hi = -2; /* only -0 has that key, and it is not below 0 */
    } else if (class == KEY_UINT) {
        /* Unsigned values as signed: those from 2^63 on are negative. */
        if (range.lo >= 0)
            return KEY_EMPTY;
        range.lo = (int64_t)((uint64_t)range.lo ^ TOP_BIT);
        range.hi =
            range.hi >= 0 ? INT64_MAX : (int64_t)((uint64_t)range.hi ^ TOP_BIT);
    }
    return range;
}
