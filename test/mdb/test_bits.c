/*
 * test_bits.c - numbers out of bit strings, against a slow reference.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <math.h>

#include "mdb/bits.h"

static uint64_t seed = 5;

static uint64_t
next_random(void)
{
    uint64_t v = 0;
    for (int i = 0; i < 4; i++) {
        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407U;
        v = v << 16 | seed >> 48;
    }
    return v;
}

/* One bit after the other. */
static uint64_t
slow_get(const uint8_t *p, uint64_t at, unsigned width)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < width; i++)
        v = v * 2 + (p[(at + i) / 8] >> (7 - (at + i) % 8) & 1);
    return v;
}

static void
every_width_is_read_at_every_offset(void **state)
{
    (void)state;
    for (unsigned width = 0; width <= 64; width++)
        for (unsigned at = 0; at < 70; at++) {
            /* Just as many bytes as hold the field: a read outside is seen. */
            size_t len = (at + width + 7) / 8;
            uint8_t *p = malloc(len + 1);
            for (size_t i = 0; i < len; i++)
                p[i] = (uint8_t)next_random();
            uint8_t *exact = malloc(len == 0 ? 1 : len);
            memcpy(exact, p, len);
            assert_true(bits_get(exact, at, width) == slow_get(p, at, width));
            if (width == 8)
                assert_int_equal(bits_byte(exact, at, 0), slow_get(p, at, 8));
            free(exact);
            free(p);
        }
}

static const struct {
    const char *label;
    struct mdb_encoding e;
    uint64_t bits;
    bool is_good;
    enum mdb_kind kind;
    union {
        int64_t i;
        double d;
    } want;
} row[] = {
#define IS_UNSIGNED(c)                                                         \
    ((c) == MDB_UNSIGNED || (c) == MDB_BCD || (c) == MDB_PACKED_BCD)
#define INT(label, c, w, pattern, v)                                           \
    {                                                                          \
        label, {.coding = (c), .bits = (w)}, pattern, true,                    \
            IS_UNSIGNED(c) ? MDB_UINT : MDB_INT,                               \
        {                                                                      \
            .i = (int64_t)(v)                                                  \
        }                                                                      \
    }
#define BAD(label, c, w, pattern)                                              \
    {                                                                          \
        label, {.coding = (c), .bits = (w)}, pattern, false,                   \
            IS_UNSIGNED(c) ? MDB_UINT : MDB_FLOAT,                             \
        {                                                                      \
            .i = (int64_t)(pattern)                                            \
        }                                                                      \
    }
#define REAL(label, c, w, pattern, v)                                          \
    {                                                                          \
        label, {.coding = (c), .bits = (w)}, pattern, true, MDB_FLOAT,         \
        {                                                                      \
            .d = (v)                                                           \
        }                                                                      \
    }
    INT("unsigned, one bit", MDB_UNSIGNED, 1, 1, 1),
    INT("unsigned, all ones", MDB_UNSIGNED, 64, UINT64_MAX, UINT64_MAX),
    INT("two's complement, one bit", MDB_TWOS_COMPLEMENT, 1, 1, -1),
    INT("two's complement, most", MDB_TWOS_COMPLEMENT, 12, 0x7ff, 2047),
    INT("two's complement, least", MDB_TWOS_COMPLEMENT, 12, 0x800, -2048),
    INT("two's complement, -1", MDB_TWOS_COMPLEMENT, 12, 0xfff, -1),
    INT("two's complement, 64", MDB_TWOS_COMPLEMENT, 64, 0x8000000000000000,
        INT64_MIN),
    INT("sign-magnitude, least", MDB_SIGN_MAGNITUDE, 12, 0xfff, -2047),
    INT("sign-magnitude, most", MDB_SIGN_MAGNITUDE, 12, 0x7ff, 2047),
    INT("sign-magnitude, -0", MDB_SIGN_MAGNITUDE, 12, 0x800, 0),
    INT("sign-magnitude, 64", MDB_SIGN_MAGNITUDE, 64, UINT64_MAX, -INT64_MAX),
    INT("ones' complement, least", MDB_ONES_COMPLEMENT, 12, 0x800, -2047),
    INT("ones' complement, -1", MDB_ONES_COMPLEMENT, 12, 0xffe, -1),
    INT("ones' complement, -0", MDB_ONES_COMPLEMENT, 12, 0xfff, 0),
    INT("ones' complement, 64", MDB_ONES_COMPLEMENT, 64, 0x8000000000000000,
        -INT64_MAX),
    INT("BCD", MDB_BCD, 32, 0x01020304, 1234),
    INT("BCD, one digit", MDB_BCD, 8, 9, 9),
    BAD("BCD, no digit", MDB_BCD, 16, 0x010a),
    BAD("BCD, high half set", MDB_BCD, 16, 0x3132),
    INT("packed BCD", MDB_PACKED_BCD, 32, 0x98765432, 98765432),
    INT("packed BCD, 16 digits", MDB_PACKED_BCD, 64, 0x9999999999999999,
        9999999999999999),
    INT("packed BCD, a digit cut", MDB_PACKED_BCD, 10, 0x312, 312),
    BAD("packed BCD, no digit", MDB_PACKED_BCD, 16, 0x12f4),
    REAL("half, 1", MDB_IEEE754, 16, 0x3c00, 1.0),
    REAL("half, most", MDB_IEEE754, 16, 0x7bff, 65504.0),
    REAL("half, least subnormal", MDB_IEEE754, 16, 0x0001, 0x1p-24),
    REAL("half, -2", MDB_IEEE754, 16, 0xc000, -2.0),
    REAL("half, infinity", MDB_IEEE754, 16, 0xfc00, -INFINITY),
    REAL("half, NaN", MDB_IEEE754, 16, 0x7e00, NAN),
    REAL("single", MDB_IEEE754, 32, 0xc0490fdb, -3.1415927410125732),
    REAL("single, subnormal", MDB_IEEE754, 32, 1, 0x1p-149),
    REAL("double", MDB_IEEE754, 64, 0x400921fb54442d18, 3.141592653589793),
    BAD("a float of 24 bits", MDB_IEEE754, 24, 0x123456),
    /* The examples of the standard's table of 32-bit numbers. */
    REAL("1750A, greatest", MDB_MILSTD1750A, 32, 0x7fffff7f,
        (1 - 0x1p-23) * 0x1p127),
    REAL("1750A, 0.5 * 2^127", MDB_MILSTD1750A, 32, 0x4000007f, 0x1p126),
    REAL("1750A, 0.625 * 2^4", MDB_MILSTD1750A, 32, 0x50000004, 10.0),
    REAL("1750A, 0.5 * 2^1", MDB_MILSTD1750A, 32, 0x40000001, 1.0),
    REAL("1750A, 0.5 * 2^-1", MDB_MILSTD1750A, 32, 0x400000ff, 0.25),
    REAL("1750A, 0", MDB_MILSTD1750A, 32, 0, 0.0),
    REAL("1750A, -1", MDB_MILSTD1750A, 32, 0x80000000, -1.0),
    REAL("1750A, -0.75 * 2^-1", MDB_MILSTD1750A, 32, 0xa00000ff, -0.375),
    REAL("1750A extended, 0.5 * 2^127", MDB_MILSTD1750A, 48, 0x4000007f0000,
        0x1p126),
    REAL("1750A extended, -1 * 2^0", MDB_MILSTD1750A, 48, 0x800000000000, -1.0),
    REAL("1750A extended, last bit", MDB_MILSTD1750A, 48, 0x400000010001,
        1.0 + 0x1p-38),
    BAD("1750A of 64 bits", MDB_MILSTD1750A, 64, 0x40000001),
};

static void
every_encoding_means_its_number(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        mdb_cell cell;
        print_message("%s\n", row[i].label);
        assert_int_equal(
            bits_number(&row[i].e, row[i].bits, &cell), row[i].is_good);
        assert_int_equal(bits_kind(&row[i].e), row[i].kind);
        if (row[i].kind == MDB_FLOAT && row[i].is_good)
            assert_near(mdb_cell_get_float(cell), row[i].want.d, 0);
        else
            assert_true((int64_t)cell == row[i].want.i);
    }
}

/* Each integer encoding against its definition, all values of ten bits. */
static void
ten_bit_integers_follow_their_definitions(void **state)
{
    (void)state;
    for (int64_t v = 0; v < 1024; v++) {
        struct mdb_encoding e = {.bits = 10};
        mdb_cell cell;
        bool is_negative = v >= 512;
        e.coding = MDB_TWOS_COMPLEMENT;
        assert_true(bits_number(&e, (uint64_t)v, &cell));
        assert_int_equal((int64_t)cell, is_negative ? v - 1024 : v);
        e.coding = MDB_SIGN_MAGNITUDE;
        assert_true(bits_number(&e, (uint64_t)v, &cell));
        assert_int_equal((int64_t)cell, is_negative ? 512 - v : v);
        e.coding = MDB_ONES_COMPLEMENT;
        assert_true(bits_number(&e, (uint64_t)v, &cell));
        assert_int_equal((int64_t)cell, is_negative ? v - 1023 : v);
    }
}

static void
orders_of_bytes_and_bits_are_undone(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        uint32_t bits;
        bool little, lsb;
        uint64_t in, out;
    } order[] = {
        {"as it is", 16, false, false, 0x1234, 0x1234},
        {"bytes", 16, true, false, 0x1234, 0x3412},
        {"bytes of 24 bits", 24, true, false, 0x123456, 0x563412},
        {"bytes of 64 bits", 64, true, false, 0x0102030405060708,
            0x0807060504030201},
        {"one byte", 8, true, false, 0x12, 0x12},
        {"bits of each byte", 16, false, true, 0x0180, 0x8001},
        {"bits and bytes", 16, true, true, 0x0180, 0x0180},
        {"bits and bytes of 32", 32, true, true, 0x80000001, 0x80000001},
        {"bits and bytes of 16, uneven", 16, true, true, 0x1234, 0x2c48},
        {"bits of 3", 3, false, true, 0x4, 0x1},
        {"bits of 12", 12, false, true, 0x123, 0xc48},
        {"no bytes to reverse in 12", 12, true, false, 0x123, 0x123},
    };
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        struct mdb_encoding e = {.bits = order[i].bits,
            .is_little_endian = order[i].little,
            .is_lsb_first = order[i].lsb};
        print_message("%s\n", order[i].label);
        assert_true(bits_reorder(&e, order[i].in) == order[i].out);
    }
}

static void
every_half_is_what_its_fields_say(void **state)
{
    (void)state;
    for (unsigned h = 0; h < 0x7c00; h++) {
        unsigned exponent = h >> 10, part = h & 1023;
        double want = exponent == 0
                          ? part * 0x1p-24
                          : (1 + part / 1024.0) * pow(2, (int)exponent - 15);
        assert_near(bits_half_to_double((uint16_t)h), want, 0);
        assert_near(bits_half_to_double((uint16_t)(h | 0x8000)), -want, 0);
    }
}

static void
texts_and_nothing_are_no_numbers(void **state)
{
    (void)state;
    static const struct {
        enum mdb_coding coding;
        enum mdb_kind kind;
    } none[] = {
        {MDB_CODED_STRING, MDB_STRING},
        {MDB_CODED_BINARY, MDB_BINARY},
        {MDB_NOT_CODED, MDB_NONE},
    };
    for (size_t i = 0; i < 3; i++) {
        struct mdb_encoding e = {.coding = none[i].coding, .bits = 8};
        mdb_cell cell;
        assert_int_equal(bits_kind(&e), none[i].kind);
        assert_false(bits_number(&e, 7, &cell));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_width_is_read_at_every_offset),
        cmocka_unit_test(every_encoding_means_its_number),
        cmocka_unit_test(ten_bit_integers_follow_their_definitions),
        cmocka_unit_test(orders_of_bytes_and_bits_are_undone),
        cmocka_unit_test(every_half_is_what_its_fields_say),
        cmocka_unit_test(texts_and_nothing_are_no_numbers),
    };
    return check_run(tests);
}
