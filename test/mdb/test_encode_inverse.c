/*
 * test_encode_inverse.c - calibrators turned around, checked by calibrating.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <math.h>

#include "mdb/encode_inverse.h"
#include "support/encoded.h"

static const struct inverse_range byte = {0, 255, true};
static const struct inverse_range reals = {-3.4e38, 3.4e38, false};

static struct mdb_calibrator
poly(const double *c, uint32_t n)
{
    return (struct mdb_calibrator){
        .kind = MDB_CAL_POLYNOMIAL, .coefficient = c, .n_coefficients = n};
}

static const struct {
    double c[5];
    uint32_t n;
    double value;
    bool is_whole;
    enum inverse want;
    double raw;
} row[] = {
    {{-10, 0.5}, 2, 0, true, INVERSE_FOUND, 20},
    {{-10, 0.5}, 2, 0.2, true, INVERSE_FOUND, 20},
    {{-10, 0.5}, 2, 0.3, true, INVERSE_FOUND, 21},
    {{-10, 0.5}, 2, 117.5, true, INVERSE_FOUND, 255},
    {{-10, 0.5}, 2, 117.7, true, INVERSE_FOUND, 255},
    {{-10, 0.5}, 2, 118, true, INVERSE_OUTSIDE, 0},
    {{-10, 0.5}, 2, -10.3, true, INVERSE_OUTSIDE, 0},
    {{10, -0.5}, 2, 0, true, INVERSE_FOUND, 20},
    {{-10, 0.5, 0, 0}, 4, 0, true, INVERSE_FOUND, 20},
    {{-10, 0.5}, 2, 1e30, false, INVERSE_FOUND, 2e30},
    {{5}, 1, 5, true, INVERSE_IMPOSSIBLE, 0},
    {{5, 0, 0}, 3, 5, true, INVERSE_IMPOSSIBLE, 0},
    {{0}, 0, 5, true, INVERSE_IMPOSSIBLE, 0},
    {{0, 0, 1}, 3, 144, true, INVERSE_FOUND, 12},
    {{0, 0, 1}, 3, 144, false, INVERSE_AMBIGUOUS, 0},
    {{0, 0, 1}, 3, -1, true, INVERSE_OUTSIDE, 0},
    {{0, 0, 1}, 3, 70000, true, INVERSE_OUTSIDE, 0},
    {{0, 0, 0, 1}, 4, -27, false, INVERSE_FOUND, -3},
    /* (x - 100)^2: turns at 100 */
    {{10000, -200, 1}, 3, 0, true, INVERSE_FOUND, 100},
    {{10000, -200, 1}, 3, 25, true, INVERSE_AMBIGUOUS, 0},
    {{10000, -200, 1}, 3, 155 * 155, true, INVERSE_FOUND, 255},
    {{1, 2, 3, 4, 5}, 5, 1, true, INVERSE_FOUND, 0},
    {{1, 2, 3, 4, 5}, 5, 547, true, INVERSE_FOUND, 3},
};

static void
polynomials_are_turned_around(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct mdb_calibrator c = poly(row[i].c, row[i].n);
        double raw = NAN;
        print_message("row %zu\n", i);
        assert_int_equal(calibrate_back(&c, row[i].value,
                             row[i].is_whole ? &byte : &reals, NULL, &raw),
            row[i].want);
        if (row[i].want == INVERSE_FOUND)
            assert_near(raw, row[i].raw, fabs(row[i].raw) * 1e-12);
    }
}

/* Rising polynomials of any order come back to where they began. */
static void
rising_polynomials_come_back(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int i = 0; i < 4000; i++) {
        double c[6], raw, value;
        uint32_t n = 2 + (uint32_t)(encoded_random(&seed) % 5);
        for (uint32_t k = 0; k < n; k++)
            c[k] =
                (double)(encoded_random(&seed) % 1000 + 1) / 100 / pow(50, k);
        struct mdb_calibrator cal = poly(c, n);
        double from = (double)(encoded_random(&seed) % 256);
        assert_true(calibrate(&cal, from, NULL, &value));
        assert_int_equal(
            calibrate_back(&cal, value, &byte, NULL, &raw), INVERSE_FOUND);
        assert_true(raw == from);
    }
}

#define POINTS(...)                                                            \
    (const struct mdb_spline_point[])                                          \
    {                                                                          \
        __VA_ARGS__                                                            \
    }

static const struct {
    const struct mdb_spline_point *p;
    uint32_t n, order;
    bool extrapolates;
    double value;
    enum inverse want;
    double raw;
} line[] = {
    {POINTS({0, 0}, {100, 50}), 2, 1, false, 25, INVERSE_FOUND, 50},
    {POINTS({0, 0}, {100, 50}), 2, 1, false, 51, INVERSE_OUTSIDE, 0},
    {POINTS({0, 0}, {100, 50}), 2, 1, true, 51, INVERSE_FOUND, 102},
    {POINTS({0, 0}, {100, 50}), 2, 1, false, 50.2, INVERSE_FOUND, 100},
    {POINTS({10, 0}, {100, 45}), 2, 1, true, -5, INVERSE_FOUND, 0},
    {POINTS({10, 0}, {100, 45}), 2, 1, true, -6, INVERSE_OUTSIDE, 0},
    {POINTS({0, 100}, {50, 20}, {200, 0}), 3, 1, false, 10, INVERSE_FOUND, 125},
    {POINTS({0, 100}, {50, 20}, {200, 0}), 3, 1, false, 20, INVERSE_FOUND, 50},
    /* just beyond where its slope changes: still one value */
    {POINTS({0, 0}, {2, 87}, {5, 98}, {6, 392}), 4, 1, false, 91.6,
        INVERSE_FOUND, 3},
    {POINTS({0, 0}, {17, 57}, {18, -135}), 3, 1, false, 70, INVERSE_OUTSIDE, 0},
    /* up and down again */
    {POINTS({0, 0}, {100, 50}, {200, 0}), 3, 1, false, 25, INVERSE_AMBIGUOUS,
        0},
    {POINTS({0, 0}, {100, 50}, {200, 0}), 3, 1, false, 50, INVERSE_FOUND, 100},
    /* flat in between */
    {POINTS({0, 0}, {50, 10}, {100, 10}, {200, 20}), 4, 1, false, 10,
        INVERSE_AMBIGUOUS, 0},
    {POINTS({0, 0}, {50, 10}, {100, 10}, {200, 20}), 4, 1, false, 15,
        INVERSE_FOUND, 150},
    /* steps */
    {POINTS({0, 1}, {10, 2}, {20, 3}), 3, 0, false, 2, INVERSE_FOUND, 10},
    {POINTS({0, 1}, {10, 2}, {20, 3}), 3, 0, false, 2.5, INVERSE_OUTSIDE, 0},
    {POINTS({0, 1}, {10, 2}, {20, 1}), 3, 0, false, 1, INVERSE_AMBIGUOUS, 0},
    /* order 2 through y = x^2 / 10 */
    {POINTS({0, 0}, {10, 10}, {20, 40}, {30, 90}), 4, 2, false, 22.5,
        INVERSE_FOUND, 15},
    {POINTS({0, 0}, {10, 10}, {20, 40}, {30, 90}), 4, 2, false, 90,
        INVERSE_FOUND, 30},
    {POINTS({0, 0}, {10, 10}, {20, 40}, {30, 90}), 4, 2, true, 160,
        INVERSE_FOUND, 40},
    {POINTS({0, 0}), 1, 1, false, 0, INVERSE_IMPOSSIBLE, 0},
};

static void
splines_are_turned_around(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof line / sizeof *line; i++) {
        struct mdb_calibrator c = {.kind = MDB_CAL_SPLINE,
            .point = line[i].p,
            .n_points = line[i].n,
            .order = line[i].order,
            .extrapolates = line[i].extrapolates};
        double raw = NAN;
        print_message("row %zu\n", i);
        assert_int_equal(
            calibrate_back(&c, line[i].value, &byte, NULL, &raw), line[i].want);
        if (line[i].want == INVERSE_FOUND)
            assert_near(raw, line[i].raw, 1e-9);
    }
}

static const struct {
    struct mdb_math m[6];
    uint32_t n;
    double value;
    enum inverse want;
    double raw;
} math[] = {
    {{{MDB_MATH_SELF, 0, 0, 0}, {MDB_MATH_CONST, 2, 0, 0},
         {MDB_MATH_MUL, 0, 0, 0}, {MDB_MATH_CONST, 5, 0, 0},
         {MDB_MATH_SUB, 0, 0, 0}},
        5, 15, INVERSE_FOUND, 10},
    {{{MDB_MATH_CONST, 100, 0, 0}, {MDB_MATH_SELF, 0, 0, 0},
         {MDB_MATH_SUB, 0, 0, 0}},
        3, 15, INVERSE_FOUND, 85},
    {{{MDB_MATH_CONST, 100, 0, 0}, {MDB_MATH_SELF, 0, 0, 0},
         {MDB_MATH_DIV, 0, 0, 0}},
        3, 4, INVERSE_FOUND, 25},
    {{{MDB_MATH_SELF, 0, 0, 0}, {MDB_MATH_CONST, 100, 0, 0},
         {MDB_MATH_SWAP, 0, 0, 0}, {MDB_MATH_SUB, 0, 0, 0}},
        4, 15, INVERSE_FOUND, 85},
    {{{MDB_MATH_SELF, 0, 0, 0}, {MDB_MATH_CONST, 2, 0, 0},
         {MDB_MATH_POW, 0, 0, 0}},
        3, 144, INVERSE_FOUND, 12},
    {{{MDB_MATH_SELF, 0, 0, 0}, {MDB_MATH_LN, 0, 0, 0}}, 2, 0, INVERSE_FOUND,
        1},
    {{{MDB_MATH_CONST, 2, 0, 0}, {MDB_MATH_CONST, 3, 0, 0},
         {MDB_MATH_ADD, 0, 0, 0}, {MDB_MATH_SELF, 0, 0, 0},
         {MDB_MATH_MUL, 0, 0, 0}},
        5, 100, INVERSE_FOUND, 20},
    {{{MDB_MATH_SELF, 0, 0, 0}, {MDB_MATH_CONST, 0, 0, 0},
         {MDB_MATH_MUL, 0, 0, 0}},
        3, 0, INVERSE_OUTSIDE, 0},
    {{{MDB_MATH_SELF, 0, 0, 0}, {MDB_MATH_COS, 0, 0, 0}}, 2, 0,
        INVERSE_IMPOSSIBLE, 0},
    {{{MDB_MATH_SELF, 0, 0, 0}, {MDB_MATH_DUP, 0, 0, 0},
         {MDB_MATH_MUL, 0, 0, 0}},
        3, 4, INVERSE_IMPOSSIBLE, 0},
    {{{MDB_MATH_SELF, 0, 0, 0}, {MDB_MATH_SELF, 0, 0, 0},
         {MDB_MATH_ADD, 0, 0, 0}},
        3, 4, INVERSE_IMPOSSIBLE, 0},
    {{{MDB_MATH_CONST, 4, 0, 0}}, 1, 4, INVERSE_IMPOSSIBLE, 0},
    {{{MDB_MATH_ADD, 0, 0, 0}}, 1, 4, INVERSE_IMPOSSIBLE, 0},
    {{{MDB_MATH_ITEM, 0, 0, 0}, {MDB_MATH_SELF, 0, 0, 0},
         {MDB_MATH_ADD, 0, 0, 0}},
        3, 4, INVERSE_IMPOSSIBLE, 0},
};

static void
math_operations_are_turned_around(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof math / sizeof *math; i++) {
        struct mdb_calibrator c = {
            .kind = MDB_CAL_MATH, .math = math[i].m, .n_math = math[i].n};
        double raw = NAN;
        print_message("row %zu\n", i);
        assert_int_equal(
            calibrate_back(&c, math[i].value, &byte, NULL, &raw), math[i].want);
        if (math[i].want == INVERSE_FOUND)
            assert_near(raw, math[i].raw, 1e-9);
    }
    struct mdb_calibrator none = {.kind = MDB_CAL_UNSUPPORTED};
    double raw;
    assert_int_equal(
        calibrate_back(&none, 1, &byte, NULL, &raw), INVERSE_IMPOSSIBLE);
    none.kind = MDB_CAL_NONE;
    assert_int_equal(
        calibrate_back(&none, 1, &byte, NULL, &raw), INVERSE_FOUND);
    assert_int_equal(
        calibrate_back(&none, 300, &byte, NULL, &raw), INVERSE_OUTSIDE);
}

static void
extremes_are_known(void **state)
{
    (void)state;
    double min, max;
    const double turning[] = {10000, -200, 1};
    struct mdb_calibrator c = poly(turning, 3);
    assert_true(calibrate_extremes(&c, &byte, &min, &max));
    assert_near(min, 0, 1e-9);
    assert_near(max, 155 * 155, 1e-9);
    c = (struct mdb_calibrator){.kind = MDB_CAL_SPLINE,
        .point = POINTS({10, 1}, {20, 5}, {30, 3}),
        .n_points = 3,
        .order = 1};
    assert_true(calibrate_extremes(&c, &byte, &min, &max));
    assert_near(min, 1, 0);
    assert_near(max, 5, 0);
    c.kind = MDB_CAL_MATH;
    assert_false(calibrate_extremes(&c, &byte, &min, &max));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(polynomials_are_turned_around),
        cmocka_unit_test(rising_polynomials_come_back),
        cmocka_unit_test(splines_are_turned_around),
        cmocka_unit_test(math_operations_are_turned_around),
        cmocka_unit_test(extremes_are_known),
    };
    return check_run(tests);
}
