/*
 * kind.h - what a value is, and the 8-byte cell that carries it.
 *
 * Decoder, bus and console share this: a sample is two cells (raw as it was
 * extracted from the packet, engineering after calibration) and a quality.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_KIND_H
#define MDB_KIND_H

#include <stdint.h>

/* How to read a cell.  The numbers travel on the bus: never change them. */
enum mdb_kind {
    MDB_NONE = 0,     /* no such value (a raw cell of a derived parameter) */
    MDB_INT = 1,      /* int64_t */
    MDB_UINT = 2,     /* uint64_t */
    MDB_FLOAT = 3,    /* double */
    MDB_BOOL = 4,     /* 0 or 1; its texts are in the type */
    MDB_ENUM = 5,     /* int64_t; its label is in the type */
    MDB_STRING = 6,   /* offset << 32 | length in the frame's blob, UTF-8 */
    MDB_BINARY = 7,   /* offset << 32 | length in the frame's blob */
    MDB_TIME = 8,     /* int64_t: struct utc, ns */
    MDB_DURATION = 9, /* double, seconds (XTCE relative time) */
    MDB_KIND_COUNT
};

/* Quality of one value.  The numbers travel on the bus. */
enum mdb_quality {
    MDB_ACQUIRED = 0,     /* good when it was received */
    MDB_INVALID = 1,      /* could not be decoded or calibrated */
    MDB_EXPIRED = 2,      /* was good, but a newer one is overdue */
    MDB_NOT_RECEIVED = 3, /* never seen */
    MDB_QUALITY_COUNT
};

typedef uint64_t mdb_cell;

static inline mdb_cell
mdb_cell_float(double v)
{
    union {
        double d;
        uint64_t u;
    } c = {.d = v};
    return c.u;
}

static inline double
mdb_cell_get_float(mdb_cell cell)
{
    union {
        uint64_t u;
        double d;
    } c = {.u = cell};
    return c.d;
}

/* What an engineering cell holds when there is no value; quality invalid
 * stands beside it.  (Invalid with another cell: outside of its valid range.)
 */
static inline mdb_cell
mdb_cell_none(enum mdb_kind kind)
{
    if (kind == MDB_FLOAT || kind == MDB_DURATION)
        return mdb_cell_float(__builtin_nan(""));
    return kind == MDB_STRING || kind == MDB_BINARY ? 0 : (mdb_cell)INT64_MIN;
}

static inline mdb_cell
mdb_cell_span(uint32_t offset, uint32_t len)
{
    return (uint64_t)offset << 32 | len;
}

#endif
