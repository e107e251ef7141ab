/*
 * test_key.c - keys keep the order of values, ranges their edges.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <float.h>
#include <math.h>

#include "common/attr.h"
#include "limits/key.h"

static const double doubles[] = {-INFINITY, -DBL_MAX, -1e10, -10.5, -10, -1,
    -DBL_MIN, -4.9e-324, 0, 4.9e-324, DBL_MIN, 1, 9.999, 10, 1e10, DBL_MAX,
    INFINITY};

static void
floats_keep_their_order(void **state)
{
    (void)state;
    for (size_t i = 1; i < ARRAY_LEN(doubles); i++)
        assert_true(key_of_double(doubles[i - 1]) < key_of_double(doubles[i]));
    assert_int_equal(key_of_double(-0.0), key_of_double(0.0));
}

static void
integers_keep_their_order(void **state)
{
    (void)state;
    static const int64_t ints[] = {INT64_MIN, -1, 0, 1, INT64_MAX};
    static const uint64_t uints[] = {
        0, 1, INT64_MAX, (uint64_t)INT64_MAX + 1, UINT64_MAX};
    for (size_t i = 1; i < ARRAY_LEN(ints); i++)
        assert_true(key_of(KEY_INT, (mdb_cell)ints[i - 1]) <
                    key_of(KEY_INT, (mdb_cell)ints[i]));
    for (size_t i = 1; i < ARRAY_LEN(uints); i++)
        assert_true(
            key_of(KEY_UINT, uints[i - 1]) < key_of(KEY_UINT, uints[i]));
}

/* By comparing, as a person reads the range. */
static bool
is_within(const struct mdb_range *r, double v)
{
    bool above =
        r->min == -INFINITY || (r->min_is_exclusive ? v > r->min : v >= r->min);
    bool below =
        r->max == INFINITY || (r->max_is_exclusive ? v < r->max : v <= r->max);
    return above && below;
}

static struct mdb_range
range_of(size_t i, size_t k, unsigned flags)
{
    return (struct mdb_range){.min = doubles[i],
        .max = doubles[k],
        .min_is_exclusive = (flags & 1) != 0,
        .max_is_exclusive = (flags & 2) != 0};
}

static void
a_float_is_in_its_range_as_comparisons_say(void **state)
{
    (void)state;
    size_t n = ARRAY_LEN(doubles);
    for (size_t i = 0; i + 1 < n; i++)
        for (size_t k = i > 1 ? i : 1; k < n; k++)
            for (unsigned flags = 0; flags < 4; flags++) {
                struct mdb_range r = range_of(i, k, flags);
                struct key_range keys = key_range_of(KEY_FLOAT, &r);
                struct key_range fast = key_fast_range(KEY_FLOAT, keys);
                for (size_t v = 0; v < n; v++) {
                    mdb_cell cell = mdb_cell_float(doubles[v]);
                    bool is_in = is_within(&r, doubles[v]);
                    assert_int_equal(
                        key_is_in(keys, key_of(KEY_FLOAT, cell)), is_in);
                    assert_int_equal(
                        key_is_in(fast, key_fast(cell, UINT64_MAX)), is_in);
                }
                assert_int_equal(
                    key_is_in(fast, key_fast(mdb_cell_float(-0.0), UINT64_MAX)),
                    is_within(&r, 0));
            }
}

/* Beyond the lowest and the highest integer there is nothing. */
static void
open_edges_at_the_ends_of_integers_hold_nothing(void **state)
{
    (void)state;
    static const struct {
        enum key_class class;
        struct mdb_range range;
        bool is_empty;
        mdb_cell first, last; /* of those that are in it */
    } rows[] = {
        {KEY_INT, {.min = -INFINITY, .max = -0x1p63, .max_is_exclusive = true},
            true, 0, 0},
        {KEY_INT, {.min = -INFINITY, .max = -0x1p63}, false,
            (mdb_cell)INT64_MIN, (mdb_cell)INT64_MIN},
        {KEY_UINT, {.min = -INFINITY, .max = 0, .max_is_exclusive = true}, true,
            0, 0},
        {KEY_UINT, {.min = -INFINITY, .max = 0}, false, 0, 0},
        {KEY_UINT, {.min = 0x1p64, .max = INFINITY}, true, 0, 0},
        {KEY_INT, {.min = 0x1p63, .max = INFINITY}, true, 0, 0},
        {KEY_INT,
            {.min = 0x1.fffffffffffffp62,
                .max = INFINITY,
                .min_is_exclusive = true},
            false, (mdb_cell)INT64_MAX - 1022, (mdb_cell)INT64_MAX},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct key_range r = key_range_of(rows[i].class, &rows[i].range);
        print_message("row %zu\n", i);
        assert_int_equal(r.lo > r.hi, rows[i].is_empty);
        if (rows[i].is_empty)
            continue;
        assert_true(r.lo == key_of(rows[i].class, rows[i].first));
        assert_true(r.hi == key_of(rows[i].class, rows[i].last));
    }
}

static void
nan_is_in_no_range(void **state)
{
    (void)state;
    struct key_range all = key_fast_range(KEY_FLOAT, KEY_ALL);
    assert_false(key_is_in(all, key_fast(mdb_cell_float(NAN), UINT64_MAX)));
    assert_false(key_is_in(all, key_fast(mdb_cell_float(-NAN), UINT64_MAX)));
    assert_true(key_is_in(all, key_fast(mdb_cell_float(INFINITY), UINT64_MAX)));
    assert_true(
        key_is_in(all, key_fast(mdb_cell_float(-INFINITY), UINT64_MAX)));
    struct mdb_range r = {.min = NAN, .max = 5};
    struct key_range none = key_range_of(KEY_FLOAT, &r);
    assert_true(none.lo > none.hi);
}

static void
below_zero_does_not_hold_minus_zero(void **state)
{
    (void)state;
    struct key_range below = {key_of_double(-5), key_of_double(0) - 1};
    struct key_range fast = key_fast_range(KEY_FLOAT, below);
    assert_false(key_is_in(fast, key_fast(mdb_cell_float(-0.0), UINT64_MAX)));
    assert_true(
        key_is_in(fast, key_fast(mdb_cell_float(-4.9e-324), UINT64_MAX)));
}

static void
edges_of_integers(void **state)
{
    (void)state;
    static const struct {
        enum key_class class;
        struct mdb_range range;
        uint64_t low, high; /* the first and the last within */
        bool is_empty;
    } rows[] = {
        {KEY_INT, {.min = -3, .max = 4}, (uint64_t)-3, 4, false},
        {KEY_INT, {-3, 4, true, true, 0}, (uint64_t)-2, 3, false},
        {KEY_INT, {-3.5, 4.5, true, true, 0}, (uint64_t)-3, 4, false},
        {KEY_INT, {-INFINITY, 4, true, false, 0}, (uint64_t)INT64_MIN, 4,
            false},
        {KEY_INT, {-1e30, 1e30, true, true, 0}, (uint64_t)INT64_MIN, INT64_MAX,
            false},
        {KEY_INT, {1e30, 1e31, false, false, 0}, 0, 0, true},
        {KEY_INT, {-1e31, -1e30, false, false, 0}, 0, 0, true},
        {KEY_INT, {5, 5, true, false, 0}, 0, 0, true},
        {KEY_INT, {5, 5, false, false, 0}, 5, 5, false},
        {KEY_INT, {-0x1p63, 0x1p62, true, false, 0}, (uint64_t)(INT64_MIN + 1),
            UINT64_C(1) << 62, false},
        {KEY_UINT, {.min = 3, .max = 4}, 3, 4, false},
        {KEY_UINT, {.min = -3, .max = 4}, 0, 4, false},
        {KEY_UINT, {.min = -3, .max = -2}, 0, 0, true},
        {KEY_UINT, {0, 0x1p63, true, true, 0}, 1, INT64_MAX, false},
        {KEY_UINT, {.min = 0x1p63, .max = INFINITY}, UINT64_C(1) << 63,
            UINT64_MAX, false},
        {KEY_UINT, {.min = 7, .max = 0x1p64}, 7, UINT64_MAX, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct key_range k = key_range_of(rows[i].class, &rows[i].range);
        assert_int_equal(k.lo > k.hi, rows[i].is_empty);
        if (rows[i].is_empty)
            continue;
        assert_int_equal(k.lo, key_of(rows[i].class, rows[i].low));
        assert_int_equal(k.hi, key_of(rows[i].class, rows[i].high));
    }
}

static void
quick_bounds_of_integers_let_nothing_else_through(void **state)
{
    (void)state;
    static const uint64_t v[] = {0, 1, 5, 9, 10, 11, INT64_MAX,
        (uint64_t)INT64_MAX + 1, UINT64_MAX - 1, UINT64_MAX};
    for (size_t i = 0; i < ARRAY_LEN(v); i++)
        for (size_t k = i; k < ARRAY_LEN(v); k++) {
            struct key_range r = {
                key_of(KEY_UINT, v[i]), key_of(KEY_UINT, v[k])};
            struct key_range fast = key_fast_range(KEY_UINT, r);
            for (size_t j = 0; j < ARRAY_LEN(v); j++) {
                bool is_in = j >= i && j <= k && v[j] <= INT64_MAX;
                assert_int_equal(key_is_in(fast, key_fast(v[j], 0)), is_in);
            }
        }
    struct key_range ints = key_fast_range(KEY_INT, (struct key_range){-5, 5});
    assert_int_equal(ints.lo, -5);
    assert_int_equal(ints.hi, 5);
}

static void
kinds_have_classes(void **state)
{
    (void)state;
    static const enum key_class want[MDB_KIND_COUNT] = {[MDB_INT] = KEY_INT,
        [MDB_UINT] = KEY_UINT,
        [MDB_FLOAT] = KEY_FLOAT,
        [MDB_BOOL] = KEY_INT,
        [MDB_ENUM] = KEY_INT,
        [MDB_TIME] = KEY_INT,
        [MDB_DURATION] = KEY_FLOAT};
    for (unsigned k = 0; k < MDB_KIND_COUNT; k++)
        assert_int_equal(key_class_of((enum mdb_kind)k), want[k]);
    struct mdb_range r = {.min = 0, .max = 1};
    struct key_range none = key_range_of(KEY_NONE, &r);
    assert_true(none.lo > none.hi);
    assert_true(key_fast_mask(KEY_FLOAT) == UINT64_MAX);
    assert_true(key_fast_mask(KEY_INT) == 0);
}

static void
a_range_with_an_edge_that_is_no_number_is_empty(void **state)
{
    (void)state;
    static const struct mdb_range rows[] = {{.min = NAN, .max = 5},
        {.min = 5, .max = NAN}, {.min = -NAN, .max = 5},
        {.min = -INFINITY, .max = NAN}, {.min = NAN, .max = NAN}};
    static const enum key_class class[] = {KEY_FLOAT, KEY_INT, KEY_UINT};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        for (size_t k = 0; k < ARRAY_LEN(class); k++) {
            struct key_range none = key_range_of(class[k], &rows[i]);
            assert_true(none.lo > none.hi);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(floats_keep_their_order),
        cmocka_unit_test(integers_keep_their_order),
        cmocka_unit_test(a_float_is_in_its_range_as_comparisons_say),
        cmocka_unit_test(open_edges_at_the_ends_of_integers_hold_nothing),
        cmocka_unit_test(nan_is_in_no_range),
        cmocka_unit_test(below_zero_does_not_hold_minus_zero),
        cmocka_unit_test(edges_of_integers),
        cmocka_unit_test(quick_bounds_of_integers_let_nothing_else_through),
        cmocka_unit_test(kinds_have_classes),
        cmocka_unit_test(a_range_with_an_edge_that_is_no_number_is_empty),
    };
    return check_run(tests);
}
