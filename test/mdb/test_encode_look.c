/*
 * test_encode_look.c - values that depend on other values of the command.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "mdb/encoder.h"
#include "support/encoded.h"
#include "support/snippets.h"

static const struct encoded_row included[] = {
    {"A=1;C=9", "0109"},
    {"A=7;B=5;C=9", "070509"},
    {"A=7;C=9", "B: it is missing: 0 .. 255\n"},
    {"A=1;B=5;C=9",
        "B: it is not in the packet with the other values as given\n"},
    {"A=1;B=500;C=9", "B: 500 is not in 0 .. 255\n"},
    {"C=9", "A: it is missing: 0 .. 255\n"},
};

static void
conditions_decide_what_is_in_the_packet(void **state)
{
    (void)state;
    struct encoded *x = encoded_new(X_UINT("U8", "8"),
        X_PARAM("A", "U8") X_PARAM("B", "U8") X_PARAM("C", "U8"),
        X_CONTAINER("R", X_ENTRY("A") X_ENTRY_WITH("B", X_IF("A", "&gt;", "5"))
                             X_ENTRY("C")));
    ENCODED_ROWS(x, included);
    encoded_free(&x);
}

static const struct encoded_row sized[] = {
    {"N=3;S=abc;E=1", "0361626301"},
    {"N=3;S=a;E=1", "0361000001"},
    {"N=0;S=;E=1", "0001"},
    {"N=3;S=abcd;E=1", "S: 4 bytes are too many: up to 3 bytes\n"},
    {"S=abcd;E=1", "N: it is missing: 0 .. 255\n"
                   "S: its size depends on values that are not known\n"},
};

static void
sizes_come_from_other_values(void **state)
{
    (void)state;
    struct encoded *x =
        encoded_new(X_UINT("U8", "8") X_STRING("S_T", "UTF-8",
                        "<Variable maxSizeInBits='800'>" X_FROM_LINE(
                            "N", "8", "0") "</Variable>"),
            X_PARAM("N", "U8") X_PARAM("S", "S_T") X_PARAM("E", "U8"),
            X_CONTAINER("R", X_ENTRY("N") X_ENTRY("S") X_ENTRY("E")));
    ENCODED_ROWS(x, sized);
    char *range =
        mdb_leaf_range(x->mdb, &x->command, mdb_find_item(x->mdb, "S"));
    assert_string_equal(range, "text as long as N");
    free(range);
    encoded_free(&x);
}

#define CONTEXT                                                                \
    "<FloatParameterType name='F_T'><IntegerDataEncoding sizeInBits='8'>"      \
    "<DefaultCalibrator><PolynomialCalibrator><Term coefficient='2' "          \
    "exponent='1'/></PolynomialCalibrator></DefaultCalibrator>"                \
    "<ContextCalibratorList><ContextCalibrator><ContextMatch><Comparison "     \
    "parameterRef='A' value='1'/></ContextMatch><Calibrator>"                  \
    "<PolynomialCalibrator><Term coefficient='0.5' exponent='1'/>"             \
    "</PolynomialCalibrator></Calibrator></ContextCalibrator>"                 \
    "</ContextCalibratorList></IntegerDataEncoding></FloatParameterType>"

static const struct encoded_row calibrated[] = {
    {"A=0;F=20", "000a"},
    {"A=1;F=20", "0128"},
    {"A=1;F=200", "F: 200 cannot be sent in its 8 bits\n"},
    {"A=0;F=200", "0064"},
};

static void
contexts_choose_calibrators(void **state)
{
    (void)state;
    struct encoded *x = encoded_new(X_UINT("U8", "8") CONTEXT,
        X_PARAM("A", "U8") X_PARAM("F", "F_T"),
        X_CONTAINER("R", X_ENTRY("A") X_ENTRY("F")));
    ENCODED_ROWS(x, calibrated);
    encoded_free(&x);
}

/* Two sizes that wait for each other end, and nothing else does. */
static void
circles_end(void **state)
{
    (void)state;
    struct encoded *x =
        encoded_new(X_BINARY("B1", X_FROM("Q")) X_BINARY("B2", X_FROM("P")),
            X_PARAM("P", "B1") X_PARAM("Q", "B2"),
            X_CONTAINER("R", X_ENTRY("P") X_ENTRY("Q")));
    char *text = encoded_hex(x, "P=00;Q=00");
    assert_non_null(strstr(text, "its size depends on values"));
    free(text);
    encoded_free(&x);
}

static void
lookups_give_the_first_that_holds(void **state)
{
    (void)state;
    struct encoded *x = encoded_new(
        X_UINT("U8", "8"), X_PARAM("A", "U8"), X_CONTAINER("R", X_ENTRY("A")));
    char *hex = encoded_hex(x, "A=5");
    free(hex);
    struct mdb_lookup lookup[] = {
        {{.op = MDB_NEVER}, 1},
        {{.op = MDB_COMPARE,
             .comparison = {.item = MDB_LEAF,
                 .is_calibrated = true,
                 .op = MDB_EQ,
                 .other_item = MDB_NIL,
                 .is_number = true,
                 .is_integer = true,
                 .integer = 5}},
            2},
        {{.op = MDB_ALWAYS}, 3},
    };
    struct mdb_int_value v = {
        .kind = MDB_LOOKUP, .lookup = lookup, .n_lookups = 3};
    int64_t out;
    assert_true(encode_integer(x->encoder, &v, &out));
    assert_int_equal(out, 2);
    lookup[1].criteria.comparison.instance = -1;
    assert_true(encode_integer(x->encoder, &v, &out));
    assert_int_equal(out, 3);
    v.n_lookups = 1;
    assert_false(encode_integer(x->encoder, &v, &out));
    v.has_default = true;
    v.default_value = 9;
    assert_true(encode_integer(x->encoder, &v, &out));
    assert_int_equal(out, 9);
    struct mdb_criteria any = {.op = MDB_OR, .n_children = 2};
    const struct mdb_criteria child[] = {{.op = MDB_NEVER}, {.op = MDB_ALWAYS}};
    any.child = child;
    assert_true(encode_holds(x->encoder, &any));
    any.op = MDB_AND;
    assert_false(encode_holds(x->encoder, &any));
    struct mdb_held held;
    assert_false(encode_look(x->encoder, MDB_NIL, true, &held));
    assert_false(encode_look(x->encoder, MDB_LEAF | 9, true, &held));
    assert_false(encode_look(x->encoder, 0, true, &held));
    encoded_free(&x);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_decide_what_is_in_the_packet),
        cmocka_unit_test(sizes_come_from_other_values),
        cmocka_unit_test(contexts_choose_calibrators),
        cmocka_unit_test(circles_end),
        cmocka_unit_test(lookups_give_the_first_that_holds),
    };
    return check_run(tests);
}
