/*
 * test_bitwriter.c - fields of any width at any bit.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/bitwriter.h"

#include "common/attr.h"
#include "support/check.h"

struct field {
    uint64_t value;
    unsigned bits;
};

struct row {
    const char *label;
    struct field field[5];
    uint8_t want[10];
    size_t bytes;
};

static const struct row rows[] = {
    {"a byte", {{0xa5, 8}}, {0xa5}, 1},
    {"3 + 5 bits", {{5, 3}, {17, 5}}, {0xb1}, 1},
    {"11 + 12 + 1 bits", {{0x7ff, 11}, {0, 12}, {1, 1}}, {0xff, 0xe0, 0x01}, 3},
    {"only the low bits count", {{0xfff, 4}, {0, 4}}, {0xf0}, 1},
    {"64 bits at bit 4", {{0xf, 4}, {UINT64_C(0x0123456789abcdef), 64}},
        {0xf0, 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0}, 9},
    {"nothing", {{1, 0}}, {0}, 0},
};

static void
fields_are_written_most_significant_bit_first(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        uint8_t out[10];
        memset(out, 0xee, sizeof out);
        struct bitwriter w = bitwriter_init(out, sizeof out);
        for (size_t k = 0; k < ARRAY_LEN(rows[i].field); k++)
            bitwriter_put(&w, rows[i].field[k].value, rows[i].field[k].bits);
        assert_int_equal(bitwriter_bytes(&w), rows[i].bytes);
        if (memcmp(out, rows[i].want, sizeof out) != 0)
            fail_msg("%s", rows[i].label);
    }
}

static void
skipped_bits_are_zero(void **state)
{
    (void)state;
    uint8_t out[2];
    memset(out, 0xff, sizeof out);
    struct bitwriter w = bitwriter_init(out, sizeof out);
    bitwriter_put(&w, 1, 1);
    bitwriter_skip(&w, 10);
    bitwriter_put(&w, 0x1f, 5);
    assert_int_equal(out[0], 0x80);
    assert_int_equal(out[1], 0x1f);
    assert_false(w.is_bad);
}

static void
what_does_not_fit_is_dropped_and_said(void **state)
{
    (void)state;
    uint8_t out[3] = {0, 0, 0x55};
    struct bitwriter w = bitwriter_init(out, 2);
    bitwriter_put(&w, 0x3fff, 14);
    assert_false(w.is_bad);
    bitwriter_put(&w, 7, 3);
    assert_true(w.is_bad);
    bitwriter_put(&w, 1, 1); /* stays bad, although it would fit */
    bitwriter_skip(&w, 1);
    assert_int_equal(w.at, 14);
    assert_int_equal(out[1], 0xfc);
    assert_int_equal(out[2], 0x55);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_written_most_significant_bit_first),
        cmocka_unit_test(skipped_bits_are_zero),
        cmocka_unit_test(what_does_not_fit_is_dropped_and_said),
    };
    return check_run(tests);
}
