/*
 * test_encode_bits.c - numbers to bits, checked by reading them back.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <float.h>
#include <math.h>

#include "mdb/bits.h"
#include "mdb/encode_bits.h"
#include "support/encoded.h"

static struct mdb_number
number(int64_t v)
{
    return (struct mdb_number){MDB_INT, (mdb_cell)v};
}

static struct mdb_number
real(double v)
{
    return (struct mdb_number){MDB_FLOAT, mdb_cell_float(v)};
}

static void
bits_are_put_where_they_belong(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int i = 0; i < 20000; i++) {
        uint8_t p[24], was[24];
        for (size_t k = 0; k < sizeof p; k++)
            p[k] = (uint8_t)encoded_random(&seed);
        memcpy(was, p, sizeof p);
        unsigned width = (unsigned)(encoded_random(&seed) % 65);
        uint64_t at = encoded_random(&seed) % (8 * sizeof p - 64);
        uint64_t v = encoded_random(&seed);
        uint64_t low = width == 64 ? v : v & ((UINT64_C(1) << width) - 1);
        bits_put(p, at, width, v);
        assert_true(bits_get(p, at, width) == low);
        bits_put(p, at, width, bits_get(was, at, width));
        assert_memory_equal(p, was, sizeof p);
    }
}

static const struct {
    enum mdb_coding coding;
    uint32_t bits;
    int64_t min;
    uint64_t max;
} range[] = {
    {MDB_UNSIGNED, 1, 0, 1},
    {MDB_UNSIGNED, 12, 0, 4095},
    {MDB_UNSIGNED, 64, 0, UINT64_MAX},
    {MDB_TWOS_COMPLEMENT, 1, -1, 0},
    {MDB_TWOS_COMPLEMENT, 8, -128, 127},
    {MDB_TWOS_COMPLEMENT, 64, INT64_MIN, INT64_MAX},
    {MDB_SIGN_MAGNITUDE, 8, -127, 127},
    {MDB_ONES_COMPLEMENT, 8, -127, 127},
    {MDB_ONES_COMPLEMENT, 1, 0, 0},
    {MDB_SIGN_MAGNITUDE, 64, -INT64_MAX, INT64_MAX},
    {MDB_BCD, 16, 0, 99},
    {MDB_BCD, 12, 0, 99},
    {MDB_BCD, 18, 0, 399},
    {MDB_PACKED_BCD, 12, 0, 999},
    {MDB_PACKED_BCD, 10, 0, 399},
    {MDB_PACKED_BCD, 64, 0, UINT64_C(9999999999999999)},
};

static void
whole_numbers_have_their_ranges(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof range / sizeof *range; i++) {
        struct mdb_encoding e = {
            .coding = range[i].coding, .bits = range[i].bits};
        int64_t min;
        uint64_t max, bits;
        assert_true(bits_whole_range(&e, &min, &max));
        print_message("row %zu\n", i);
        assert_true(min == range[i].min && max == range[i].max);
        assert_true(bits_from_number(&e, number(min), &bits));
        struct mdb_number most = {MDB_UINT, max};
        assert_true(bits_from_number(&e, most, &bits));
        if (min > INT64_MIN)
            assert_false(bits_from_number(&e, number(min - 1), &bits));
        most.cell = max + 1;
        if (max < UINT64_MAX)
            assert_false(bits_from_number(&e, most, &bits));
    }
    struct mdb_encoding none = {.coding = MDB_UNSIGNED, .bits = 65};
    int64_t min;
    uint64_t max;
    assert_false(bits_whole_range(&none, &min, &max));
    none = (struct mdb_encoding){.coding = MDB_IEEE754, .bits = 32};
    assert_false(bits_whole_range(&none, &min, &max));
}

static int64_t
random_within(uint64_t *seed, int64_t min, uint64_t max)
{
    uint64_t span = max - (uint64_t)min, v = encoded_random(seed);
    if (span != UINT64_MAX)
        v %= span + 1;
    return (int64_t)(v + (uint64_t)min);
}

static void
whole_numbers_read_back(void **state)
{
    (void)state;
    static const enum mdb_coding coding[] = {MDB_UNSIGNED, MDB_TWOS_COMPLEMENT,
        MDB_SIGN_MAGNITUDE, MDB_ONES_COMPLEMENT, MDB_BCD, MDB_PACKED_BCD};
    uint64_t seed = 11;
    for (int i = 0; i < 60000; i++) {
        uint64_t pick = encoded_random(&seed), max, bits;
        int64_t min;
        struct mdb_encoding e = {.coding = coding[pick % 6],
            .bits = 1 + (uint32_t)(pick / 8 % 64),
            .is_little_endian = pick >> 20 & 1,
            .is_lsb_first = pick >> 21 & 1};
        assert_true(bits_whole_range(&e, &min, &max));
        int64_t v = random_within(&seed, min, max);
        struct mdb_number n = {min < 0 ? MDB_INT : MDB_UINT, (mdb_cell)v};
        mdb_cell back;
        assert_true(bits_from_number(&e, n, &bits));
        assert_true(e.bits == 64 || bits >> e.bits == 0);
        assert_true(bits_number(&e, bits_reorder(&e, bits), &back));
        assert_true(back == n.cell);
    }
}

static void
known_bits(void **state)
{
    (void)state;
    static const struct {
        enum mdb_coding coding;
        uint32_t bits;
        bool is_little, is_lsb;
        double v;
        uint64_t want;
    } row[] = {
        {MDB_UNSIGNED, 16, true, false, 0x1234, 0x3412},
        {MDB_UNSIGNED, 12, true, false, 0x123, 0x123},
        {MDB_UNSIGNED, 8, false, true, 1, 0x80},
        {MDB_UNSIGNED, 5, false, true, 1, 0x10},
        {MDB_SIGN_MAGNITUDE, 8, false, false, -3, 0x83},
        {MDB_ONES_COMPLEMENT, 8, false, false, -3, 0xfc},
        {MDB_TWOS_COMPLEMENT, 12, false, false, -3, 0xffd},
        {MDB_BCD, 24, false, false, 907, 0x090007},
        {MDB_PACKED_BCD, 12, false, false, 907, 0x907},
        {MDB_IEEE754, 32, false, false, 1.5, 0x3fc00000},
        {MDB_IEEE754, 32, true, false, 1.5, 0x0000c03f},
        {MDB_IEEE754, 64, false, false, -2, 0xc000000000000000},
        {MDB_IEEE754, 16, false, false, 1, 0x3c00},
        {MDB_IEEE754, 16, false, false, 65504, 0x7bff},
        {MDB_IEEE754, 16, false, false, 65519, 0x7bff},
        {MDB_IEEE754, 16, false, false, 2049, 0x6800}, /* to even */
        {MDB_IEEE754, 16, false, false, 2051, 0x6802},
        {MDB_IEEE754, 16, false, false, 0x1p-24, 1},
        {MDB_IEEE754, 16, false, false, -0x1p-15, 0x8200},
        /* MIL-STD-1750A, table III: numbers that people check with */
        {MDB_MILSTD1750A, 32, false, false, 0x1p127 * 0.5, 0x4000007f},
        {MDB_MILSTD1750A, 32, false, false, 10, 0x50000004},
        {MDB_MILSTD1750A, 32, false, false, 1, 0x40000001},
        {MDB_MILSTD1750A, 32, false, false, 0.5, 0x40000000},
        {MDB_MILSTD1750A, 32, false, false, 0.25, 0x400000ff},
        {MDB_MILSTD1750A, 32, false, false, 0, 0},
        {MDB_MILSTD1750A, 32, false, false, -1, 0x80000000},
        {MDB_MILSTD1750A, 32, false, false, -12, 0xa0000004},
        {MDB_MILSTD1750A, 48, false, false, 1, 0x400000010000},
        {MDB_MILSTD1750A, 48, false, false, -1, 0x800000000000},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct mdb_encoding e = {.coding = row[i].coding,
            .bits = row[i].bits,
            .is_little_endian = row[i].is_little,
            .is_lsb_first = row[i].is_lsb};
        bool is_float = bits_kind(&e) == MDB_FLOAT;
        uint64_t bits = 0;
        print_message("row %zu\n", i);
        assert_true(bits_from_number(
            &e, is_float ? real(row[i].v) : number((int64_t)row[i].v), &bits));
        assert_true(bits == row[i].want);
    }
}

static void
floats_read_back(void **state)
{
    (void)state;
    static const struct {
        enum mdb_coding coding;
        uint32_t bits;
        int precision; /* bits */
        int least;     /* exponent of the smallest step */
    } form[] = {
        {MDB_IEEE754, 16, 11, -24},
        {MDB_IEEE754, 32, 24, -149},
        {MDB_IEEE754, 64, 53, -1074},
        {MDB_MILSTD1750A, 32, 23, -128 - 23},
        {MDB_MILSTD1750A, 48, 39, -128 - 39},
    };
    uint64_t seed = 5;
    for (int i = 0; i < 50000; i++) {
        size_t f = encoded_random(&seed) % (sizeof form / sizeof *form);
        struct mdb_encoding e = {
            .coding = form[f].coding, .bits = form[f].bits};
        double max = bits_float_max(&e), part, back;
        int exponent = (int)(encoded_random(&seed) % 280) - 150;
        part = (double)(int64_t)encoded_random(&seed) / 0x1p63;
        double v = ldexp(part, exponent);
        uint64_t bits;
        mdb_cell cell;
        if (fabs(v) > max)
            continue;
        assert_true(bits_from_number(&e, real(v), &bits));
        assert_true(bits_number(&e, bits_reorder(&e, bits), &cell));
        back = mdb_cell_get_float(cell);
        double step = fmax(fabs(v) * ldexp(1, -form[f].precision),
            ldexp(1, form[f].least - 1));
        assert_near(back, v, step);
    }
}

static void
what_does_not_fit_is_refused(void **state)
{
    (void)state;
    uint64_t bits;
    static const struct {
        enum mdb_coding coding;
        uint32_t bits;
        double v;
    } row[] = {
        {MDB_IEEE754, 16, 65520},
        {MDB_IEEE754, 32, 3.5e38},
        {MDB_IEEE754, 32, -1e39},
        {MDB_IEEE754, 64, INFINITY},
        {MDB_IEEE754, 64, NAN},
        {MDB_IEEE754, 32, NAN},
        {MDB_IEEE754, 24, 1},
        {MDB_MILSTD1750A, 32, 1e39},
        {MDB_MILSTD1750A, 48, -1e39},
        {MDB_MILSTD1750A, 64, 1},
        {MDB_MILSTD1750A, 32, NAN},
        {MDB_UNSIGNED, 8, 1.0},
        {MDB_CODED_STRING, 8, 1},
        {MDB_NOT_CODED, 8, 1},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct mdb_encoding e = {.coding = row[i].coding, .bits = row[i].bits};
        assert_false(bits_from_number(&e, real(row[i].v), &bits));
    }
    for (uint32_t n = 16; n <= 64; n += 16) {
        struct mdb_encoding e = {.coding = MDB_IEEE754, .bits = n};
        if (n == 48)
            e.coding = MDB_MILSTD1750A;
        assert_true(bits_from_number(&e, real(bits_float_max(&e)), &bits));
        assert_true(bits_from_number(&e, real(-bits_float_max(&e)), &bits));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bits_are_put_where_they_belong),
        cmocka_unit_test(whole_numbers_have_their_ranges),
        cmocka_unit_test(whole_numbers_read_back),
        cmocka_unit_test(known_bits),
        cmocka_unit_test(floats_read_back),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };
    return check_run(tests);
}
