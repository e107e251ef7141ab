/*
 * bits.h - numbers out of bit strings, in every encoding of the model.
 *
 * Bit 0 is the most significant bit of byte 0.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_BITS_H
#define MDB_BITS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "mdb/model.h"

/* Eight bytes, most significant first. */
static inline uint64_t
bits_be64(const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    return v;
}

/*
 * The `width` (0 .. 64) bits from bit `at` on as an unsigned number; only bytes
 * that hold one of these bits are read.
 */
uint64_t bits_get(const uint8_t *p, uint64_t at, unsigned width);

/* Byte `i` of a byte string that begins at any bit. */
static inline uint8_t
bits_byte(const uint8_t *p, uint64_t at, size_t i)
{
    return (uint8_t)bits_get(p, at + 8 * (uint64_t)i, 8);
}

/*
 * What the encoding's byte and bit order make of `width` bits read in packet
 * order.  Little-endian reverses the bytes; least significant bit first
 * reverses the bits of each byte, or all bits when the width is not a whole
 * number of bytes.
 */
uint64_t bits_reorder(const struct mdb_encoding *e, uint64_t bits);

/*
 * The number that `bits` (in the right order) mean, as a cell of
 * bits_kind().  False when they mean none: a decimal digit above 9, a float
 * width that does not exist; *cell then holds the bits.
 */
bool bits_number(const struct mdb_encoding *e, uint64_t bits, mdb_cell *cell);

/* MDB_UINT, MDB_INT or MDB_FLOAT; MDB_STRING, MDB_BINARY, MDB_NONE. */
enum mdb_kind bits_kind(const struct mdb_encoding *e);

double bits_half_to_double(uint16_t half); /* IEEE 754 binary16 */
double bits_1750a_to_double(uint64_t bits, unsigned width); /* 32 or 48 */

#endif
