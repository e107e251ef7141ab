/*
 * scan.h - which values of a column are not where they were?
 *
 * A column holds, for each value of a packet's layout, the bounds between
 * which nothing changes (key_fast_range()).  One pass compares them all and
 * gives a bit for each value that has to be looked at.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_SCAN_H
#define LIMITS_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "limits/key.h"

#define SCAN_LANES 4  /* values in a block: 64 bytes, one cache line */
#define SCAN_MAX   64 /* values in one call */

struct scan_block {
    int64_t lo[SCAN_LANES], hi[SCAN_LANES];
};

/* The columns of `n` values, from the same first one on. */
struct scan {
    const mdb_cell *cell;
    const uint8_t *quality;         /* NULL: all acquired (0) */
    const int8_t *is_float;         /* -1 floats, 0 others */
    const struct scan_block *block; /* of value i: block[i / SCAN_LANES] */
    size_t n;                       /* 1 .. SCAN_MAX */
};

/* Bit i: value i is outside of its bounds or not acquired. */
typedef uint64_t (*scan_fn)(const struct scan *scan);

uint64_t scan_scalar(const struct scan *scan);

/* The best that this processor has; the results are the same. */
scan_fn scan_best(void);
bool scan_has_avx2(void);
bool scan_has_bmi2(void); /* shifts by a variable in one step */
uint64_t scan_avx2(const struct scan *scan); /* if scan_has_avx2() */

/*
 * Memory for quick passes: on cache lines, and in huge pages where it is large
 * (most of the time of a random access goes into the page table otherwise).
 * Not zeroed.  Owned, free().
 */
void *scan_memory_new(size_t bytes);

/* `n` blocks, all values let through.  Owned, free(). */
struct scan_block *scan_blocks_new(size_t n);

static inline void
scan_set(struct scan_block *block, size_t i, struct key_range fast)
{
    block[i / SCAN_LANES].lo[i % SCAN_LANES] = fast.lo;
    block[i / SCAN_LANES].hi[i % SCAN_LANES] = fast.hi;
}

#endif
