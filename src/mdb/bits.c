/*
 * bits.c - numbers out of bit strings, in every encoding of the model.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/bits.h"

#include <math.h>

uint64_t
bits_get(const uint8_t *p, uint64_t at, unsigned width)
{
    if (width == 0)
        return 0;
    uint64_t first = at / 8, last = (at + width - 1) / 8, v = 0;
    unsigned below = (unsigned)(8 * (last + 1) - at) - width;
    /* Up to nine bytes: the lowest one is joined when the rest is shifted. */
    for (uint64_t i = first; i < last; i++)
        v = v << 8 | p[i];
    v = below == 0 ? v << 8 | p[last] : v << (8 - below) | p[last] >> below;
    return width == 64 ? v : v & ((UINT64_C(1) << width) - 1);
}

static uint64_t
reverse_bits_of_bytes(uint64_t v)
{
    v = (v >> 1 & 0x5555555555555555) | (v & 0x5555555555555555) << 1;
    v = (v >> 2 & 0x3333333333333333) | (v & 0x3333333333333333) << 2;
    return (v >> 4 & 0x0f0f0f0f0f0f0f0f) | (v & 0x0f0f0f0f0f0f0f0f) << 4;
}

uint64_t
bits_reorder(const struct mdb_encoding *e, uint64_t bits)
{
    unsigned spare = 64 - e->bits;
    bool is_whole = e->bits % 8 == 0;
    if (e->is_lsb_first)
        bits = reverse_bits_of_bytes(bits);
    if (is_whole ? e->is_little_endian : e->is_lsb_first)
        bits = __builtin_bswap64(bits) >> spare;
    return bits;
}

enum mdb_kind
bits_kind(const struct mdb_encoding *e)
{
    switch (e->coding) {
    case MDB_UNSIGNED:
    case MDB_BCD:
    case MDB_PACKED_BCD:
        return MDB_UINT;
    case MDB_TWOS_COMPLEMENT:
    case MDB_SIGN_MAGNITUDE:
    case MDB_ONES_COMPLEMENT:
        return MDB_INT;
    case MDB_IEEE754:
    case MDB_MILSTD1750A:
        return MDB_FLOAT;
    case MDB_CODED_STRING:
        return MDB_STRING;
    case MDB_CODED_BINARY:
        return MDB_BINARY;
    case MDB_NOT_CODED:
    default:
        return MDB_NONE;
    }
}

double
bits_half_to_double(uint16_t half)
{
    int exponent = half >> 10 & 31;
    double part = half & 1023, v;
    if (exponent == 31)
        v = part != 0 ? NAN : INFINITY;
    else if (exponent == 0)
        v = ldexp(part, -24);
    else
        v = ldexp(part + 1024, exponent - 25);
    return (half & 0x8000) != 0 ? -v : v;
}

static int64_t
sign_extend(uint64_t v, unsigned width)
{
    uint64_t top = UINT64_C(1) << (width - 1);
    return (int64_t)((v ^ top) - top);
}

/*
 * Mantissa: 24 bits two's complement, binary point behind the sign.  Exponent:
 * the 8 bits that follow.  48 bits: 16 more bits of mantissa at the end.
 */
double
bits_1750a_to_double(uint64_t bits, unsigned width)
{
    uint64_t mantissa =
        width == 48 ? (bits >> 24) << 16 | (bits & 0xffff) : bits >> 8;
    unsigned digits = width == 48 ? 40 : 24;
    uint64_t exponent = width == 48 ? bits >> 16 & 0xff : bits & 0xff;
    return ldexp((double)sign_extend(mantissa, digits),
        (int)sign_extend(exponent, 8) - (int)digits + 1);
}

static bool
float_number(unsigned width, uint64_t bits, mdb_cell *cell)
{
    union {
        uint32_t u;
        float f;
    } single = {.u = (uint32_t)bits};
    if (width == 16)
        *cell = mdb_cell_float(bits_half_to_double((uint16_t)bits));
    else if (width == 32)
        *cell = mdb_cell_float((double)single.f);
    else
        *cell = bits;
    return width == 16 || width == 32 || width == 64;
}

/* Decimal digits in groups of `group` bits, the last one lowest. */
static bool
decimal_number(unsigned width, unsigned group, uint64_t bits, mdb_cell *cell)
{
    uint64_t value = 0, unit = 1;
    uint64_t mask = (UINT64_C(1) << group) - 1;
    *cell = bits;
    for (unsigned at = 0; at < width; at += group) {
        uint64_t digit = bits >> at & mask;
        if (digit > 9)
            return false;
        value += digit * unit;
        unit *= 10;
    }
    *cell = value;
    return true;
}

bool
bits_number(const struct mdb_encoding *e, uint64_t bits, mdb_cell *cell)
{
    uint64_t top = UINT64_C(1) << (e->bits - 1);
    bool is_negative = (bits & top) != 0;
    *cell = bits;
    switch (e->coding) {
    case MDB_UNSIGNED:
        return true;
    case MDB_TWOS_COMPLEMENT:
        *cell = (mdb_cell)sign_extend(bits, e->bits);
        return true;
    case MDB_SIGN_MAGNITUDE:
        if (is_negative)
            *cell = 0 - (bits & ~top);
        return true;
    case MDB_ONES_COMPLEMENT:
        if (is_negative)
            *cell = 0 - (~bits & (top | (top - 1)));
        return true;
    case MDB_BCD:
        return decimal_number(e->bits, 8, bits, cell);
    case MDB_PACKED_BCD:
        return decimal_number(e->bits, 4, bits, cell);
    case MDB_IEEE754:
        return float_number(e->bits, bits, cell);
    case MDB_MILSTD1750A:
        if (e->bits != 32 && e->bits != 48)
            return false;
        *cell = mdb_cell_float(bits_1750a_to_double(bits, e->bits));
        return true;
    case MDB_CODED_STRING:
    case MDB_CODED_BINARY:
    case MDB_NOT_CODED:
    default:
        return false;
    }
}
