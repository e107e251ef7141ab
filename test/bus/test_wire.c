/*
 * test_wire.c - msgpack from outside is read inside its bounds.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/wire.h"

#include <math.h>

#include "common/attr.h"
#include "support/check.h"

#define BYTES(...)                                                             \
    (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})

struct scalar {
    const uint8_t *p;
    size_t len;
    enum wire_kind kind;
    int64_t i;
    size_t item_len;
};

static void
every_format_is_read(void **state)
{
    (void)state;
    const struct scalar cases[] = {
        {BYTES(0x00), WIRE_UINT, 0, 0},
        {BYTES(0x7f), WIRE_UINT, 127, 0},
        {BYTES(0xff), WIRE_INT, -1, 0},
        {BYTES(0xe0), WIRE_INT, -32, 0},
        {BYTES(0xc0), WIRE_NIL, 0, 0},
        {BYTES(0xc2), WIRE_BOOL, 0, 0},
        {BYTES(0xc3), WIRE_BOOL, 1, 0},
        {BYTES(0xcc, 0xff), WIRE_UINT, 255, 0},
        {BYTES(0xcd, 1, 2), WIRE_UINT, 258, 0},
        {BYTES(0xce, 1, 2, 3, 4), WIRE_UINT, 16909060, 0},
        {BYTES(0xcf, 0, 0, 0, 1, 0, 0, 0, 0), WIRE_UINT, 4294967296, 0},
        {BYTES(0xd0, 0x80), WIRE_INT, -128, 0},
        {BYTES(0xd0, 0x05), WIRE_UINT, 5, 0},
        {BYTES(0xd1, 0x80, 0), WIRE_INT, -32768, 0},
        {BYTES(0xd2, 0x80, 0, 0, 0), WIRE_INT, INT32_MIN, 0},
        {BYTES(0xd3, 0x80, 0, 0, 0, 0, 0, 0, 0), WIRE_INT, INT64_MIN, 0},
        {BYTES(0xa2, 'a', 'b'), WIRE_STR, 0, 2},
        {BYTES(0xd9, 1, 'a'), WIRE_STR, 0, 1},
        {BYTES(0xda, 0, 1, 'a'), WIRE_STR, 0, 1},
        {BYTES(0xdb, 0, 0, 0, 1, 'a'), WIRE_STR, 0, 1},
        {BYTES(0xc4, 2, 0, 0), WIRE_BIN, 0, 2},
        {BYTES(0xc5, 0, 0), WIRE_BIN, 0, 0},
        {BYTES(0xc6, 0, 0, 0, 1, 9), WIRE_BIN, 0, 1},
        {BYTES(0x92, 1, 2), WIRE_ARRAY, 0, 2},
        {BYTES(0xdc, 0, 1, 1), WIRE_ARRAY, 0, 1},
        {BYTES(0xdd, 0, 0, 0, 1, 1), WIRE_ARRAY, 0, 1},
        {BYTES(0x81, 1, 2), WIRE_MAP, 0, 1},
        {BYTES(0xde, 0, 1, 1, 1), WIRE_MAP, 0, 1},
        {BYTES(0xd4, 1, 2), WIRE_EXT, 0, 2},
        {BYTES(0xc7, 1, 5, 6), WIRE_EXT, 0, 2},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct wire w = wire_init(cases[i].p, cases[i].len);
        struct wire_item item = wire_next(&w);
        assert_int_equal(item.kind, cases[i].kind);
        if (item.kind == WIRE_UINT || item.kind == WIRE_INT ||
            item.kind == WIRE_BOOL)
            assert_true(item.v.i == cases[i].i);
        assert_int_equal(item.len, cases[i].item_len);
        assert_false(w.is_bad);
    }
}

static void
floats_keep_their_bits(void **state)
{
    (void)state;
    static const struct {
        uint8_t p[9];
        size_t len;
        double want;
    } cases[] = {
        {{0xcb, 0x3f, 0xf8}, 9, 1.5},
        {{0xcb, 0x80}, 9, -0.0},
        {{0xcb, 0x7f, 0xf0}, 9, INFINITY},
        {{0xcb, 0xff, 0xf0}, 9, -INFINITY},
        {{0xcb, 0x7f, 0xf8}, 9, NAN},
        {{0xca, 0x3f, 0xc0}, 5, 1.5},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct wire w = wire_init(cases[i].p, cases[i].len);
        struct wire_item item = wire_next(&w);
        assert_int_equal(item.kind, WIRE_FLOAT);
        assert_near(item.v.f, cases[i].want, 0);
        assert_int_equal(signbit(item.v.f) != 0, signbit(cases[i].want) != 0);
    }
}

static void
a_length_beyond_the_end_is_bad(void **state)
{
    (void)state;
    const struct {
        const uint8_t *p;
        size_t len;
    } cases[] = {
        {BYTES(0xc1)},
        {BYTES(0xdd, 0x0f, 0xff, 0xff, 0xff)},
        {BYTES(0xdf, 0xff, 0xff, 0xff, 0xff)},
        {BYTES(0xdd, 0xff, 0xff, 0xff, 0xff)},
        {BYTES(0xdb, 0xff, 0xff, 0xff, 0xff, 'a')},
        {BYTES(0xc6, 0, 0, 0, 2, 'a')},
        {BYTES(0xc9, 0xff, 0xff, 0xff, 0xff, 1)},
        {BYTES(0xcf, 1, 2, 3)},
        {BYTES(0xa3, 'a', 'b')},
        {BYTES(0x93, 1, 2)},
        {BYTES(0x81, 1)},
        {BYTES(0xd8, 1, 2, 3)},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct wire w = wire_init(cases[i].p, cases[i].len);
        assert_int_equal(wire_next(&w).kind, WIRE_BAD);
        assert_true(w.is_bad);
        assert_int_equal(wire_next(&w).kind, WIRE_BAD); /* and stays so */
    }
    struct wire nothing = wire_init(NULL, 0);
    assert_int_equal(wire_next(&nothing).kind, WIRE_BAD);
}

static void
a_scan_accepts_one_flat_array_and_nothing_else(void **state)
{
    (void)state;
    const struct {
        const uint8_t *p;
        size_t len;
        enum err want;
    } cases[] = {
        {BYTES(0x90), ERR_OK},
        {BYTES(0x93, 1, 0xa1, 'x', 0xc0), ERR_OK},
        {BYTES(0x92, 0x92, 1, 2, 0x90), ERR_OK},
        {BYTES(0x91, 0x91, 0x91, 1), ERR_LIMIT},
        {BYTES(0x91, 0x81, 1, 1), ERR_FORMAT},
        {BYTES(0x91, 0xd4, 1, 1), ERR_FORMAT},
        {BYTES(0x91, 0xc1), ERR_FORMAT},
        {BYTES(0x01), ERR_FORMAT},
        {BYTES(0x91, 1, 1), ERR_FORMAT},
        {BYTES(0x92, 1), ERR_FORMAT},
        {BYTES(0xdf, 0xff, 0xff, 0xff, 0xff), ERR_FORMAT},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_int_equal(wire_scan(cases[i].p, cases[i].len, 2), cases[i].want);
    assert_int_equal(wire_scan("", 0, 2), ERR_FORMAT);
}

static void
nesting_of_any_depth_ends_the_scan_early(void **state)
{
    (void)state;
    uint8_t deep[10001];
    memset(deep, 0x91, sizeof deep);
    deep[10000] = 1;
    const size_t depths[] = {3, 33, 10000};
    for (size_t i = 0; i < ARRAY_LEN(depths); i++)
        assert_int_equal(
            wire_scan(deep + 10000 - depths[i], depths[i] + 1, 2), ERR_LIMIT);
    assert_int_equal(wire_scan(deep + 9998, 3, 2), ERR_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_is_read),
        cmocka_unit_test(floats_keep_their_bits),
        cmocka_unit_test(a_length_beyond_the_end_is_bad),
        cmocka_unit_test(a_scan_accepts_one_flat_array_and_nothing_else),
        cmocka_unit_test(nesting_of_any_depth_ends_the_scan_early),
    };
    return check_run(tests);
}
