/*
 * encode_bits.c - numbers into bit strings.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/encode_bits.h"

#include <float.h>
#include <math.h>

#include "mdb/bits.h"

#define HALF_MAX 65504.0

static uint64_t
ones(unsigned width)
{
    return width >= 64 ? UINT64_MAX : (UINT64_C(1) << width) - 1;
}

void
bits_put(uint8_t *p, uint64_t at, unsigned width, uint64_t v)
{
    while (width > 0) {
        unsigned room = 8 - (unsigned)(at % 8);
        unsigned n = width < room ? width : room;
        unsigned below = room - n;
        uint8_t mask = (uint8_t)(ones(n) << below);
        uint8_t part = (uint8_t)((v >> (width - n) & ones(n)) << below);
        p[at / 8] = (uint8_t)((p[at / 8] & ~mask) | part);
        at += n;
        width -= n;
    }
}

/* ---- ranges -------------------------------------------------------------- */

/* Digits of `group` bits; those of the highest may be cut. */
static uint64_t
decimal_max(unsigned width, unsigned group)
{
    uint64_t max = 0, unit = 1;
    for (unsigned at = 0; at < width; at += group) {
        uint64_t most = ones(width - at < group ? width - at : group);
        max += (most < 9 ? most : 9) * unit;
        unit *= 10;
    }
    return max;
}

bool
bits_whole_range(const struct mdb_encoding *e, int64_t *min, uint64_t *max)
{
    *min = 0;
    *max = 0;
    if (e->bits < 1 || e->bits > 64)
        return false;
    int64_t half = (int64_t)ones(e->bits - 1); /* 2^(n-1) - 1 */
    switch (e->coding) {
    case MDB_UNSIGNED:
        *max = ones(e->bits);
        return true;
    case MDB_TWOS_COMPLEMENT:
        *max = (uint64_t)half;
        *min = -half - 1;
        return true;
    case MDB_SIGN_MAGNITUDE:
    case MDB_ONES_COMPLEMENT:
        *max = (uint64_t)half;
        *min = -half;
        return true;
    case MDB_BCD:
        *max = decimal_max(e->bits, 8);
        return true;
    case MDB_PACKED_BCD:
        *max = decimal_max(e->bits, 4);
        return true;
    case MDB_IEEE754:
    case MDB_MILSTD1750A:
    case MDB_CODED_STRING:
    case MDB_CODED_BINARY:
    case MDB_NOT_CODED:
    default:
        return false;
    }
}

double
bits_float_max(const struct mdb_encoding *e)
{
    if (e->coding == MDB_IEEE754)
        return e->bits == 16   ? HALF_MAX
               : e->bits == 32 ? (double)FLT_MAX
               : e->bits == 64 ? DBL_MAX
                               : 0;
    if (e->coding == MDB_MILSTD1750A && (e->bits == 32 || e->bits == 48))
        return e->bits == 32 ? bits_1750a_to_double(0x7fffff7f, 32)
                             : bits_1750a_to_double(0x7fffff7fffff, 48);
    return 0;
}

/* ---- floats -------------------------------------------------------------- */

uint16_t
bits_half_from_double(double v)
{
    uint16_t sign = signbit(v) ? 0x8000 : 0;
    int exponent;
    v = fabs(v);
    if (isnan(v))
        return 0x7e00;
    if (v < 0x1p-14)
        return (uint16_t)(sign | (uint16_t)rint(ldexp(v, 24)));
    frexp(v, &exponent);
    /* 1024 .. 2048; the carry of rounding up moves on to the exponent. */
    double part = rint(ldexp(v, 11 - exponent));
    int biased = exponent + 14;
    if (biased > 30)
        return sign | 0x7c00;
    return (uint16_t)(sign | (uint16_t)((biased << 10) + (int)(part - 1024)));
}

static bool
single_bits(double v, uint64_t *bits)
{
    union {
        float f;
        uint32_t u;
    } single;
    /* Half a step beyond the largest is where rounding gives infinity. */
    if (fabs(v) >= (double)FLT_MAX + 0x1p103)
        return false;
    single.f = (float)v;
    *bits = single.u;
    return true;
}

static bool
ieee_bits(unsigned width, double v, uint64_t *bits)
{
    if (!isfinite(v))
        return false;
    switch (width) {
    case 16:
        *bits = bits_half_from_double(v);
        return (*bits & 0x7c00) != 0x7c00;
    case 32:
        return single_bits(v, bits);
    case 64:
        *bits = mdb_cell_float(v);
        return true;
    default:
        return false;
    }
}

/* See bits_1750a_to_double(): a fraction of `digits` bits, -1 <= f < 1, whose
 * two highest bits differ, times 2^exponent. */
static bool
milstd_bits(unsigned width, double v, uint64_t *bits)
{
    if (!isfinite(v) || (width != 32 && width != 48))
        return false;
    int digits = width == 48 ? 40 : 24, exponent = 0;
    frexp(v, &exponent);
    if (exponent < -128)
        exponent = -128; /* not normalised: the smallest there are */
    double top = ldexp(1, digits - 1);
    double mantissa = rint(ldexp(v, digits - 1 - exponent));
    if (mantissa >= top) {
        mantissa /= 2;
        exponent++;
    }
    if (mantissa == -top / 2 && exponent > -128) {
        mantissa *= 2;
        exponent--;
    }
    if (mantissa == 0)
        exponent = 0;
    if (exponent > 127)
        return false;
    uint64_t m = (uint64_t)(int64_t)mantissa & ones((unsigned)digits);
    uint64_t x = (uint64_t)(int64_t)exponent & 0xff;
    *bits = width == 32 ? m << 8 | x : (m >> 16) << 24 | x << 16 | (m & 0xffff);
    return true;
}

/* ---- whole numbers ------------------------------------------------------- */

static bool
fits(const struct mdb_encoding *e, struct mdb_number n)
{
    int64_t min;
    uint64_t max;
    if (!bits_whole_range(e, &min, &max))
        return false;
    if (n.kind == MDB_INT && (int64_t)n.cell < 0)
        return (int64_t)n.cell >= min;
    return (n.kind == MDB_INT || n.kind == MDB_UINT) && n.cell <= max;
}

static uint64_t
decimal_bits(uint64_t v, unsigned group)
{
    uint64_t bits = 0;
    for (unsigned at = 0; at < 64 && v > 0; at += group) {
        bits |= v % 10 << at;
        v /= 10;
    }
    return bits;
}

static uint64_t
whole_bits(const struct mdb_encoding *e, uint64_t v, bool is_negative)
{
    uint64_t top = UINT64_C(1) << (e->bits - 1);
    switch ((int)e->coding) {
    case MDB_SIGN_MAGNITUDE:
        return is_negative ? top | (0 - v) : v;
    case MDB_ONES_COMPLEMENT:
        return is_negative ? ~(0 - v) & ones(e->bits) : v;
    case MDB_BCD:
        return decimal_bits(v, 8);
    case MDB_PACKED_BCD:
        return decimal_bits(v, 4);
    default:
        return v & ones(e->bits);
    }
}

bool
bits_from_number(
    const struct mdb_encoding *e, struct mdb_number n, uint64_t *bits)
{
    bool is_good;
    *bits = 0;
    if (e->coding == MDB_IEEE754)
        is_good = ieee_bits(e->bits, mdb_number_get(n), bits);
    else if (e->coding == MDB_MILSTD1750A)
        is_good = milstd_bits(e->bits, mdb_number_get(n), bits);
    else if ((is_good = fits(e, n)))
        *bits = whole_bits(e, n.cell, n.kind == MDB_INT && (int64_t)n.cell < 0);
    if (is_good)
        *bits = bits_reorder(e, *bits);
    return is_good;
}
