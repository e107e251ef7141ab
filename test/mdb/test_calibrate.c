/*
 * test_calibrate.c - polynomials, splines, math operations.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <math.h>

#include "mdb/calibrate.h"

static double
get(const struct mdb_calibrator *c, double raw)
{
    double out = -999;
    return calibrate(c, raw, NULL, &out) ? out : NAN;
}

static void
polynomials_are_sums_of_powers(void **state)
{
    (void)state;
    static const double k[] = {1, -2, 0.5, 0, 0.25};
    for (uint32_t n = 0; n <= 5; n++) {
        struct mdb_calibrator c = {
            .kind = MDB_CAL_POLYNOMIAL, .coefficient = k, .n_coefficients = n};
        for (double x = -8; x <= 8; x += 0.5) {
            double want = 0;
            for (uint32_t i = 0; i < n; i++)
                want += k[i] * pow(x, i);
            assert_near(get(&c, x), want, 1e-9);
        }
    }
}

static const struct mdb_spline_point points[] = {
    {0, 10}, {10, 20}, {20, 0}, {40, 100}};

static void
splines_step_join_and_bend(void **state)
{
    (void)state;
    static const struct {
        uint32_t order;
        bool extrapolates;
        double raw, want;
    } row[] = {
        {0, false, 0, 10}, {0, false, 9.99, 10}, {0, false, 10, 20},
        {0, false, 40, 100}, {0, false, 40.01, NAN}, {0, true, 50, 100},
        {0, true, -5, 10}, {1, false, 0, 10}, {1, false, 5, 15},
        {1, false, 10, 20}, {1, false, 15, 10}, {1, false, 30, 50},
        {1, false, 40, 100}, {1, false, -0.001, NAN}, {1, false, 40.001, NAN},
        {1, true, -5, 5}, {1, true, 50, 150}, {1, true, NAN, NAN},
        {2, false, 10, 20}, {2, false, 5, 18.75}, /* through 0, 10 and 20 */
        {9, false, 20, 0}, /* more than there are: through all */
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct mdb_calibrator c = {.kind = MDB_CAL_SPLINE,
            .point = points,
            .n_points = 4,
            .order = row[i].order,
            .extrapolates = row[i].extrapolates};
        print_message("order %u at %g\n", row[i].order, row[i].raw);
        assert_near(get(&c, row[i].raw), row[i].want, 1e-12);
    }
}

static void
splines_of_one_or_no_point_are_safe(void **state)
{
    (void)state;
    for (uint32_t order = 0; order < 4; order++) {
        struct mdb_calibrator c = {.kind = MDB_CAL_SPLINE,
            .point = points,
            .n_points = 1,
            .order = order};
        assert_near(get(&c, 0), 10, 0);
        assert_true(isnan(get(&c, 1)));
        c.extrapolates = true;
        assert_near(get(&c, 1), 10, 0);
        c.n_points = 0;
        assert_true(isnan(get(&c, 0)));
    }
}

static void
a_jump_in_a_spline_gives_the_upper_side(void **state)
{
    (void)state;
    static const struct mdb_spline_point jump[] = {
        {0, 0}, {5, 1}, {5, 9}, {10, 10}};
    struct mdb_calibrator c = {
        .kind = MDB_CAL_SPLINE, .point = jump, .n_points = 4, .order = 1};
    assert_near(get(&c, 5), 9, 0);
    assert_near(get(&c, 6), 9.2, 1e-12);
    assert_near(get(&c, 2.5), 0.5, 1e-12);
}

/* ---- math operations ----------------------------------------------------- */

/* Item 3 is 7 raw and 70 calibrated; there is no other. */
static bool
value_of(void *arg, uint32_t item, bool is_calibrated, double *out)
{
    (void)arg;
    *out = is_calibrated ? 70 : 7;
    return item == 3;
}

/* "12 x 3 + " in words of one letter or digit: see below. */
static double
run(const struct mdb_math *m, uint32_t n, double raw)
{
    struct mdb_calibrator c = {.kind = MDB_CAL_MATH, .math = m, .n_math = n};
    struct calibrate_source source = {NULL, value_of};
    double out;
    return calibrate(&c, raw, &source, &out) ? out : NAN;
}

static void
every_operation_does_its_arithmetic(void **state)
{
    (void)state;
    /* second (or none), top, operation, what is then on top */
    static const struct {
        double a, b;
        enum mdb_math_op op;
        double want;
    } row[] = {
        {7, 2, MDB_MATH_ADD, 9},
        {7, 2, MDB_MATH_SUB, 5},
        {7, 2, MDB_MATH_MUL, 14},
        {7, 2, MDB_MATH_DIV, 3.5},
        {7, 0, MDB_MATH_DIV, NAN},
        {7, 2, MDB_MATH_DIV_INT, 3},
        {-7, 2, MDB_MATH_DIV_INT, -3},
        {7, 4, MDB_MATH_MOD, 3},
        {7, 0, MDB_MATH_MOD, NAN},
        {2, 10, MDB_MATH_POW, 1024},
        {2, 10, MDB_MATH_POW_REV, 100},
        {0, 1, MDB_MATH_LN, 0},
        {0, -1, MDB_MATH_LN, NAN},
        {0, 1000, MDB_MATH_LOG, 3},
        {0, 0, MDB_MATH_EXP, 1},
        {0, 4, MDB_MATH_INV, 0.25},
        {0, 0, MDB_MATH_INV, NAN},
        {0, 0, MDB_MATH_TAN, 0},
        {0, 0, MDB_MATH_COS, 1},
        {0, 0, MDB_MATH_SIN, 0},
        {0, 0, MDB_MATH_ATAN, 0},
        {1, 1, MDB_MATH_ATAN2, 0.7853981633974483},
        {0, 1, MDB_MATH_ACOS, 0},
        {0, 2, MDB_MATH_ACOS, NAN},
        {0, 0, MDB_MATH_ASIN, 0},
        {0, 0, MDB_MATH_TANH, 0},
        {0, 0, MDB_MATH_COSH, 1},
        {0, 0, MDB_MATH_SINH, 0},
        {0, 0, MDB_MATH_ATANH, 0},
        {0, 1, MDB_MATH_ACOSH, 0},
        {0, 0, MDB_MATH_ASINH, 0},
        {7, 2, MDB_MATH_SWAP, 7},
        {7, 2, MDB_MATH_DROP, 7},
        {7, 2, MDB_MATH_DUP, 2},
        {7, 2, MDB_MATH_OVER, 7},
        {5, 3, MDB_MATH_SHL, 40},
        {-40, 3, MDB_MATH_SHR, -5},
        {5, 64, MDB_MATH_SHL, NAN},
        {5, -1, MDB_MATH_SHR, NAN},
        {12, 10, MDB_MATH_AND, 8},
        {12, 10, MDB_MATH_OR, 14},
        {12, 10, MDB_MATH_XOR, 6},
        {1e30, 10, MDB_MATH_AND, NAN},
        {0, 0, MDB_MATH_NOT, -1},
        {2, 0, MDB_MATH_LAND, 0},
        {2, 1, MDB_MATH_LAND, 1},
        {2, 0, MDB_MATH_LOR, 1},
        {0, 0, MDB_MATH_LOR, 0},
        {0, 5, MDB_MATH_LNOT, 0},
        {0, 0, MDB_MATH_LNOT, 1},
        {0, -5, MDB_MATH_ABS, 5},
        {2, 2, MDB_MATH_EQ, 1},
        {2, 3, MDB_MATH_NE, 1},
        {2, 3, MDB_MATH_LT, 1},
        {3, 3, MDB_MATH_LE, 1},
        {2, 3, MDB_MATH_GT, 0},
        {3, 3, MDB_MATH_GE, 1},
        {2, 3, MDB_MATH_MIN, 2},
        {2, 3, MDB_MATH_MAX, 3},
        {0, 5, MDB_MATH_FACT, 120},
        {0, 0, MDB_MATH_FACT, 1},
        {0, 1.5, MDB_MATH_FACT, NAN},
        {0, 1000, MDB_MATH_FACT, NAN},
        {0, 0, MDB_MATH_COUNT, NAN},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct mdb_math m[] = {{.op = MDB_MATH_CONST, .value = row[i].a},
            {.op = MDB_MATH_SELF}, {.op = row[i].op}};
        print_message("operation %d\n", (int)row[i].op);
        assert_near(run(m, 3, row[i].b), row[i].want, 1e-12);
    }
}

static void
other_values_are_looked_up(void **state)
{
    (void)state;
    struct mdb_math m[] = {{.op = MDB_MATH_ITEM, .item = 3},
        {.op = MDB_MATH_ITEM, .item = 3, .is_calibrated = true},
        {.op = MDB_MATH_SUB}};
    assert_near(run(m, 3, 0), -63, 0);
    m[0].item = 4;
    assert_true(isnan(run(m, 3, 0)));
    struct mdb_calibrator c = {.kind = MDB_CAL_MATH, .math = m, .n_math = 3};
    assert_true(isnan(get(&c, 0))); /* no source at all */
}

static void
stacks_never_leave_their_bounds(void **state)
{
    (void)state;
    struct mdb_math deep[MDB_MATH_STACK + 8];
    for (size_t i = 0; i < MDB_MATH_STACK + 8; i++)
        deep[i] = (struct mdb_math){.op = MDB_MATH_SELF};
    assert_near(run(deep, MDB_MATH_STACK, 3), 3, 0);
    assert_true(isnan(run(deep, MDB_MATH_STACK + 1, 3)));
    assert_true(isnan(run(deep, 0, 3)));
    for (int op = 0; op < MDB_MATH_COUNT; op++) {
        struct mdb_math m = {.op = (enum mdb_math_op)op};
        bool is_push = op <= MDB_MATH_SELF;
        assert_int_equal(isnan(run(&m, 1, 3)) != 0, !is_push);
        /* Operations on a full stack. */
        deep[MDB_MATH_STACK].op = (enum mdb_math_op)op;
        (void)run(deep, MDB_MATH_STACK + 1, 3);
    }
}

static void
results_that_are_no_numbers_are_refused(void **state)
{
    (void)state;
    static const double huge[] = {1e308, 1e308};
    struct mdb_calibrator c = {
        .kind = MDB_CAL_POLYNOMIAL, .coefficient = huge, .n_coefficients = 2};
    assert_true(isnan(get(&c, 1e9)));
    c.kind = MDB_CAL_UNSUPPORTED;
    assert_true(isnan(get(&c, 1)));
    c.kind = MDB_CAL_NONE;
    assert_near(get(&c, 1.5), 1.5, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(polynomials_are_sums_of_powers),
        cmocka_unit_test(splines_step_join_and_bend),
        cmocka_unit_test(splines_of_one_or_no_point_are_safe),
        cmocka_unit_test(a_jump_in_a_spline_gives_the_upper_side),
        cmocka_unit_test(every_operation_does_its_arithmetic),
        cmocka_unit_test(other_values_are_looked_up),
        cmocka_unit_test(stacks_never_leave_their_bounds),
        cmocka_unit_test(results_that_are_no_numbers_are_refused),
    };
    return check_run(tests);
}
