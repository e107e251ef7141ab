/*
 * test_load_calibrator.c - what is made of calibrators, whole and broken.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#define CALIBRATED(x)                                                          \
    XTCE_TYPES(XTCE_UINT("u8",                                                 \
        "8") "<FloatParameterType name='t'><UnitSet/><IntegerDataEncoding>" x  \
             "</IntegerDataEncoding></FloatParameterType>")                    \
    XTCE_PARAMS(XTCE_PARAM("A", "u8") XTCE_PARAM("T", "t"))
#define DEFAULT(x) CALIBRATED("<DefaultCalibrator>" x "</DefaultCalibrator>")
#define POINT(raw, calibrated)                                                 \
    "<SplinePoint raw='" raw "' calibrated='" calibrated "'/>"

static void
terms_of_a_polynomial_are_sorted_and_summed(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(
        DEFAULT("<PolynomialCalibrator><Term coefficient='2.5' exponent='3'/>"
                "<Term coefficient='-1' exponent='0'/><Term coefficient='+0.5' "
                "exponent='3'/></PolynomialCalibrator>"));
    const struct mdb_calibrator *c = &xtce_type(mdb, "t")->calibrator;
    assert_int_equal(c->kind, MDB_CAL_POLYNOMIAL);
    assert_int_equal(c->n_coefficients, 4);
    assert_near(c->coefficient[0], -1, 0);
    assert_near(c->coefficient[1], 0, 0);
    assert_near(c->coefficient[2], 0, 0);
    assert_near(c->coefficient[3], 3, 0);
    mdb_free(&mdb);
}

static void
a_spline_keeps_order_extrapolation_and_a_step(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(DEFAULT(
        "<SplineCalibrator order='1' extrapolate='true'>" POINT("-1", "0")
            POINT("2", "5") POINT("2", "6")
                POINT("4.5", "7") "</SplineCalibrator>"));
    const struct mdb_calibrator *c = &xtce_type(mdb, "t")->calibrator;
    assert_int_equal(c->kind, MDB_CAL_SPLINE);
    assert_int_equal(c->n_points, 4);
    assert_int_equal(c->order, 1);
    assert_true(c->extrapolates);
    assert_near(c->point[1].calibrated, 5, 0);
    assert_near(c->point[2].calibrated, 6, 0);
    mdb_free(&mdb);
}

static void
points_out_of_order_are_sorted_with_a_warning(void **state)
{
    (void)state;
    struct mdb *mdb;
    char *notes =
        xtce_notes(DEFAULT("<SplineCalibrator>" POINT("5", "50") POINT(
                       "1", "10") POINT("3", "30") "</SplineCalibrator>"),
            &mdb);
    assert_string_equal(notes, "warning: the points are not in order of their "
                               "raw values: they are sorted\n");
    const struct mdb_calibrator *c = &xtce_type(mdb, "t")->calibrator;
    assert_near(c->point[0].raw, 1, 0);
    assert_near(c->point[1].raw, 3, 0);
    assert_near(c->point[2].raw, 5, 0);
    free(notes);
    mdb_free(&mdb);
}

static void
a_math_operation_becomes_a_program(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(
        DEFAULT("<MathOperationCalibrator><ThisParameterOperand/><ValueOperand>"
                "1.5</ValueOperand><Operator>*</Operator>"
                "<ParameterInstanceRefOperand parameterRef='A' "
                "useCalibratedValue='false'/><Operator>y^x</Operator>"
                "<Operator>int</Operator></MathOperationCalibrator>"));
    const struct mdb_calibrator *c = &xtce_type(mdb, "t")->calibrator;
    static const enum mdb_math_op op[] = {MDB_MATH_SELF, MDB_MATH_CONST,
        MDB_MATH_MUL, MDB_MATH_ITEM, MDB_MATH_POW_REV, MDB_MATH_CONST,
        MDB_MATH_DIV_INT};
    assert_int_equal(c->kind, MDB_CAL_MATH);
    assert_int_equal(c->n_math, ARRAY_LEN(op));
    for (size_t i = 0; i < ARRAY_LEN(op); i++)
        assert_int_equal(c->math[i].op, op[i]);
    assert_near(c->math[1].value, 1.5, 0);
    assert_string_equal(mdb->item[c->math[3].item].name, "/S/A");
    assert_false(c->math[3].is_calibrated);
    mdb_free(&mdb);
}

static void
a_context_has_its_condition_and_its_calibrator(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(CALIBRATED(
        "<ContextCalibratorList><ContextCalibrator><ContextMatch><Comparison "
        "parameterRef='A' value='3'/></ContextMatch><Calibrator>"
        "<PolynomialCalibrator><Term coefficient='2' exponent='1'/>"
        "</PolynomialCalibrator></Calibrator></ContextCalibrator>"
        "</ContextCalibratorList>"));
    const struct mdb_type *t = xtce_type(mdb, "t");
    assert_int_equal(t->calibrator.kind, MDB_CAL_NONE);
    assert_int_equal(t->n_contexts, 1);
    assert_int_equal(t->context[0].criteria.op, MDB_COMPARE);
    assert_int_equal(t->context[0].criteria.comparison.integer, 3);
    assert_int_equal(t->context[0].calibrator.kind, MDB_CAL_POLYNOMIAL);
    mdb_free(&mdb);
}

static void
a_calibrator_left_out_is_never_taken_for_none(void **state)
{
    (void)state;
    static const struct {
        const char *body, *notes;
    } cases[] = {
        {DEFAULT("<PolynomialCalibrator/>"),
            "warning: PolynomialCalibrator has no Term: the value is never "
            "valid\n"},
        {DEFAULT("<SplineCalibrator order='2'>" POINT("1", "1")
                 POINT("2", "2") "</SplineCalibrator>"),
            "warning: a spline of order 2 needs at least 3 points, not 2: the "
            "value is never valid\n"},
        {DEFAULT("<SplineCalibrator>" POINT("1", "1") POINT("1", "2")
                 POINT("1", "3") "</SplineCalibrator>"),
            "warning: several points have the same raw value: the value is "
            "never valid\n"},
        {DEFAULT("<MathOperationCalibrator/>"),
            "warning: the operation does not leave exactly one value on the "
            "stack: the value is never valid\n"},
        {DEFAULT("<MathOperationCalibrator><ThisParameterOperand/>"
                 "<ThisParameterOperand/></MathOperationCalibrator>"),
            "warning: the operation does not leave exactly one value on the "
            "stack: the value is never valid\n"},
        {DEFAULT("<MathOperationCalibrator><Operator>drop</Operator>"
                 "<ThisParameterOperand/><ThisParameterOperand/>"
                 "</MathOperationCalibrator>"),
            "warning: the operation does not leave exactly one value on the "
            "stack: the value is never valid\n"},
        {DEFAULT("<MathOperationCalibrator><ThisParameterOperand/>"
                 "<Operator>frob</Operator></MathOperationCalibrator>"),
            "warning: 'frob' is not an operator of XTCE: the value is never "
            "valid\n"},
        {DEFAULT("<Wishful/>"), "warning: calibrator Wishful is not supported: "
                                "the value is never valid\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct mdb *mdb;
        char *notes = xtce_notes(cases[i].body, &mdb);
        assert_string_equal(notes, cases[i].notes);
        assert_int_equal(
            xtce_type(mdb, "t")->calibrator.kind, MDB_CAL_UNSUPPORTED);
        free(notes);
        mdb_free(&mdb);
    }
}

static void
numbers_that_are_none_are_errors(void **state)
{
    (void)state;
    xtce_expect("coefficient",
        DEFAULT("<PolynomialCalibrator><Term coefficient='1,5' exponent='1'/>"
                "</PolynomialCalibrator>"),
        "error: coefficient '1,5' is not a number\n");
    xtce_expect("exponent",
        DEFAULT("<PolynomialCalibrator><Term coefficient='1' exponent='300'/>"
                "</PolynomialCalibrator>"),
        "error: exponent 300 is not in the range 0 to 255\n");
    xtce_expect("point",
        DEFAULT("<SplineCalibrator>" POINT("a", "1")
                POINT("2", "") "</SplineCalibrator>"),
        "error: raw 'a' is not a number\nerror: calibrated '' is not a "
        "number\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms_of_a_polynomial_are_sorted_and_summed),
        cmocka_unit_test(a_spline_keeps_order_extrapolation_and_a_step),
        cmocka_unit_test(points_out_of_order_are_sorted_with_a_warning),
        cmocka_unit_test(a_math_operation_becomes_a_program),
        cmocka_unit_test(a_context_has_its_condition_and_its_calibrator),
        cmocka_unit_test(a_calibrator_left_out_is_never_taken_for_none),
        cmocka_unit_test(numbers_that_are_none_are_errors),
    };
    return check_run(tests);
}
