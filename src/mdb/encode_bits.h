/*
 * encode_bits.h - numbers into bit strings: what bits.h reads, written.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_ENCODE_BITS_H
#define MDB_ENCODE_BITS_H

#include <stdbool.h>
#include <stdint.h>

#include "mdb/compare.h"
#include "mdb/model.h"

/* Write the low `width` (0 .. 64) bits of `v` from bit `at` on; the other bits
 * of the bytes they share stay. */
void bits_put(uint8_t *p, uint64_t at, unsigned width, uint64_t v);

/* The whole numbers an encoding has: min <= 0 <= max.  False for floats,
 * texts, and widths that do not exist. */
bool bits_whole_range(
    const struct mdb_encoding *e, int64_t *min, uint64_t *max);

/* The largest finite number of a float encoding; 0 when it is none. */
double bits_float_max(const struct mdb_encoding *e);

/*
 * The bits, in packet order, of a number.  Floats are rounded to the nearest
 * that the encoding has; whole-number encodings want a whole number
 * (MDB_INT, MDB_UINT).  False when it does not fit, or is NaN or infinite.
 */
bool bits_from_number(
    const struct mdb_encoding *e, struct mdb_number number, uint64_t *bits);

uint16_t bits_half_from_double(double v); /* rounded to nearest, even */

#endif
