/*
 * test_decode_value.c - comparisons, sizes, engineering values at their edges.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "mdb/decoder.h"
#include "support/decoded.h"
#include "support/snippets.h"

/* ---- comparisons --------------------------------------------------------- */

static const char types[] = X_UINT("U8", "8") X_UINT("U64", "64") X_SINT(
    "S8", "8") X_STRING("S_T", "UTF-8",
    "<SizeInBits><Fixed>" X_FIXED("24") "</Fixed></SizeInBits>") X_BINARY("B_T",
    X_FIXED("8")) "<FloatParameterType name='F_T' sizeInBits='32'>"
                  "<FloatDataEncoding sizeInBits='32'/></FloatParameterType>"
                  "<AbsoluteTimeParameterType name='T_T'>"
                  "<Encoding><IntegerDataEncoding sizeInBits='8'/></Encoding>"
                  "<ReferenceTime><Epoch>UNIX</Epoch></ReferenceTime>"
                  "</AbsoluteTimeParameterType>"
                  "<IntegerParameterType name='V_T' signed='false'>"
                  "<IntegerDataEncoding sizeInBits='8'/>"
                  "<ValidRange minInclusive='0' maxInclusive='9'/>"
                  "</IntegerParameterType>";
static const char params[] =
    X_PARAM("U", "U8") X_PARAM("W", "U64") X_PARAM("I", "S8")
        X_PARAM("S", "S_T") X_PARAM("B", "B_T") X_PARAM("F", "F_T")
            X_PARAM("T", "T_T") X_PARAM("V", "V_T") X_PARAM("MISSING", "U8");
static const char containers[] =
    X_CONTAINER("R", X_ENTRY("U") X_ENTRY("W") X_ENTRY("I") X_ENTRY("S")
                         X_ENTRY("B") X_ENTRY("F") X_ENTRY("T") X_ENTRY("V"));

/* U 200, W 2^64 - 1, I -3, S "abc", B, F 1.5, T 10 s, V 20 (invalid) */
static const uint8_t packet[] = {200, 255, 255, 255, 255, 255, 255, 255, 255,
    0xfd, 'a', 'b', 'c', 7, 0x3f, 0xc0, 0, 0, 10, 20};

static const struct {
    const char *item;
    enum mdb_op op;
    const char *other, *text;
    bool is_raw, is_integer, is_number;
    int64_t integer;
    double real;
    bool want;
} row[] = {
    {"U", MDB_EQ, NULL, "200", false, true, true, 200, 200, true},
    {"U", MDB_NE, NULL, "200", false, true, true, 200, 200, false},
    {"U", MDB_LT, NULL, "201", false, true, true, 201, 201, true},
    {"U", MDB_GT, NULL, "-1", false, true, true, -1, -1, true},
    {"U", MDB_GE, NULL, "199.5", false, false, true, 0, 199.5, true},
    {"U", MDB_LE, NULL, "199.5", false, false, true, 0, 199.5, false},
    {"U", MDB_EQ, NULL, "x", false, false, false, 0, 0, false},
    {"U", MDB_NE, NULL, "x", false, false, false, 0, 0, false},
    {"W", MDB_GT, NULL, "9223372036854775807", false, true, true, INT64_MAX, 0,
        true},
    {"W", MDB_NE, NULL, "-1", false, true, true, -1, -1, true},
    {"W", MDB_EQ, NULL, "-1", false, true, true, -1, -1, false},
    {"I", MDB_LT, "U", NULL, false, false, false, 0, 0, true},
    {"U", MDB_GT, "I", NULL, false, false, false, 0, 0, true},
    {"I", MDB_LT, "W", NULL, false, false, false, 0, 0, true},
    {"I", MDB_EQ, "I", NULL, false, false, false, 0, 0, true},
    {"F", MDB_GT, "I", NULL, false, false, false, 0, 0, true},
    {"F", MDB_EQ, NULL, "1.5", false, false, true, 0, 1.5, true},
    {"S", MDB_EQ, NULL, "abc", false, false, false, 0, 0, true},
    {"S", MDB_NE, NULL, "abd", false, false, false, 0, 0, true},
    {"S", MDB_LT, NULL, "abd", false, false, false, 0, 0, true},
    {"S", MDB_GT, NULL, "ab", false, false, false, 0, 0, true},
    {"S", MDB_LT, NULL, "abcd", false, false, false, 0, 0, true},
    {"S", MDB_EQ, "S", NULL, false, false, false, 0, 0, true},
    {"S", MDB_NE, "U", NULL, false, false, false, 0, 0, false},
    {"B", MDB_EQ, NULL, "7", false, true, true, 7, 7, false},
    {"T", MDB_EQ, NULL, "1970-01-01T00:00:10Z", false, false, false, 0, 0,
        true},
    {"T", MDB_LT, NULL, "1970-01-01T00:00:11Z", false, false, false, 0, 0,
        true},
    {"T", MDB_EQ, NULL, "10", false, true, true, 10, 10, false},
    {"T", MDB_EQ, NULL, "10", true, true, true, 10, 10, true},
    {"V", MDB_EQ, NULL, "20", false, true, true, 20, 20, false}, /* not good */
    {"V", MDB_EQ, NULL, "20", true, true, true, 20, 20, true},
    {"MISSING", MDB_NE, NULL, "0", false, true, true, 0, 0, false},
    {"U", MDB_NE, "MISSING", NULL, false, false, false, 0, 0, false},
};

static void
comparisons_hold_or_not(void **state)
{
    (void)state;
    struct mdb *mdb = decoded_mdb(types, params, containers);
    struct mdb_decoder *d = mdb_decoder_new(mdb);
    uint32_t none;
    struct mdb_frame f;
    mdb_decode(d, MDB_NIL, packet, sizeof packet, &f);
    decoder_begin(d, packet, sizeof packet);
    walk_packet(d, mdb->root, &none);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct mdb_criteria c = {.op = MDB_COMPARE,
            .comparison = {.item = mdb_find_item(mdb, row[i].item),
                .is_calibrated = !row[i].is_raw,
                .op = row[i].op,
                .other_item = row[i].other == NULL
                                  ? MDB_NIL
                                  : mdb_find_item(mdb, row[i].other),
                .other_is_calibrated = true,
                .text = row[i].text,
                .integer = row[i].integer,
                .real = row[i].real,
                .is_number = row[i].is_number,
                .is_integer = row[i].is_integer}};
        print_message("row %zu: %s\n", i, row[i].item);
        assert_int_equal(value_criteria_hold(d, &c), row[i].want);
        c.comparison.instance = -1; /* an older packet: never */
        assert_false(value_criteria_hold(d, &c));
    }
    mdb_decoder_free(&d);
    mdb_free(&mdb);
}

static void
criteria_are_joined(void **state)
{
    (void)state;
    struct mdb *mdb = decoded_mdb(types, params, containers);
    struct mdb_decoder *d = mdb_decoder_new(mdb);
    const struct mdb_criteria yes = {.op = MDB_ALWAYS}, no = {.op = MDB_NEVER};
    static const struct {
        int op; /* & or | */
        const char *terms;
        bool want;
    } joined[] = {
        {'&', "", true},
        {'&', "y", true},
        {'&', "yn", false},
        {'&', "ny", false},
        {'&', "yyy", true},
        {'|', "", false},
        {'|', "n", false},
        {'|', "ny", true},
        {'|', "nnn", false},
    };
    for (size_t i = 0; i < sizeof joined / sizeof *joined; i++) {
        struct mdb_criteria child[4];
        uint32_t n = 0;
        for (const char *t = joined[i].terms; *t != '\0'; t++)
            child[n++] = *t == 'y' ? yes : no;
        struct mdb_criteria c = {.op = joined[i].op == '&' ? MDB_AND : MDB_OR,
            .child = child,
            .n_children = n};
        assert_int_equal(value_criteria_hold(d, &c), joined[i].want);
    }
    mdb_decoder_free(&d);
    mdb_free(&mdb);
}

static void
look_ups_take_the_first_that_holds(void **state)
{
    (void)state;
    struct mdb *mdb = decoded_mdb(types, params, containers);
    struct mdb_decoder *d = mdb_decoder_new(mdb);
    const struct mdb_lookup lookup[] = {{{.op = MDB_NEVER}, 1},
        {{.op = MDB_ALWAYS}, 2}, {{.op = MDB_ALWAYS}, 3}};
    int64_t v;
    struct mdb_int_value value = {
        .kind = MDB_LOOKUP, .lookup = lookup, .n_lookups = 3};
    assert_true(value_integer(d, &value, &v));
    assert_int_equal(v, 2);
    value.n_lookups = 1;
    assert_false(value_integer(d, &value, &v));
    value.has_default = true;
    value.default_value = -9;
    assert_true(value_integer(d, &value, &v));
    assert_int_equal(v, -9);
    mdb_decoder_free(&d);
    mdb_free(&mdb);
}

/* ---- engineering values at their edges ----------------------------------- */

static void
numbers_that_do_not_fit_are_invalid(void **state)
{
    (void)state;
    static const struct decoded_row edge[] = {
        {"7fffffffffffffff 00", "A=9223372036854775807 B=0"},
        {"8000000000000000 7f", "A=9223372036854775808/--! B=127"},
        {"0000000000000001 ff", "A=1 B=-1/--!"},
    };
    DECODED_ROWS(
        decoded_mdb("<IntegerParameterType name='A_T' signed='true' "
                    "sizeInBits='64'><IntegerDataEncoding sizeInBits='64' "
                    "encoding='unsigned'/></IntegerParameterType>"
                    "<IntegerParameterType name='B_T' signed='false'>"
                    "<IntegerDataEncoding sizeInBits='8' "
                    "encoding='twosComplement'/></IntegerParameterType>",
            X_PARAM("A", "A_T") X_PARAM("B", "B_T"),
            X_CONTAINER("R", X_ENTRY("A") X_ENTRY("B"))),
        edge);
}

/* sizeInBits of a float type is not a precision to cut to. */
static void
no_value_is_rounded_to_single_precision(void **state)
{
    (void)state;
    static const struct decoded_row edge[] = {
        {"03 3fb999999999999a", "A=3/0.30000000000000004 B=0.1"},
        {"07 400921fb54442d18", "A=7/0.7000000000000001 B=3.141592653589793"},
    };
    DECODED_ROWS(
        decoded_mdb("<FloatParameterType name='A_T' sizeInBits='32'>"
                    "<IntegerDataEncoding sizeInBits='8'><DefaultCalibrator>"
                    "<PolynomialCalibrator><Term exponent='1' "
                    "coefficient='0.1'/></PolynomialCalibrator>"
                    "</DefaultCalibrator></IntegerDataEncoding>"
                    "</FloatParameterType>"
                    "<FloatParameterType name='B_T' sizeInBits='32'>"
                    "<FloatDataEncoding sizeInBits='64'/>"
                    "</FloatParameterType>",
            X_PARAM("A", "A_T") X_PARAM("B", "B_T"),
            X_CONTAINER("R", X_ENTRY("A") X_ENTRY("B"))),
        edge);
}

static void
digits_above_nine_are_invalid(void **state)
{
    (void)state;
    static const struct decoded_row edge[] = {
        {"1234 07", "A=1234 B=7"},
        {"12a4 07", "A=4772/--! B=7"},
    };
    DECODED_ROWS(
        decoded_mdb(
            "<IntegerParameterType name='A_T' signed='false'>"
            "<IntegerDataEncoding sizeInBits='16' "
            "encoding='packedBCD'/></IntegerParameterType>" X_UINT("U8", "8"),
            X_PARAM("A", "A_T") X_PARAM("B", "U8"),
            X_CONTAINER("R", X_ENTRY("A") X_ENTRY("B"))),
        edge);
}

static void
calibrators_look_at_other_values(void **state)
{
    (void)state;
    /* V is its raw value times GAIN, which must come before it. */
    static const struct decoded_row edge[] = {
        {"03 05 02", "GAIN=3 V=5/15.0 LATE=2"},
    };
#define PRODUCT                                                                \
    "<FloatParameterType name='V_T2' sizeInBits='64'>"                         \
    "<IntegerDataEncoding sizeInBits='8'><DefaultCalibrator>"                  \
    "<MathOperationCalibrator><ThisParameterOperand/>"                         \
    "<ParameterInstanceRefOperand parameterRef='GAIN'/>"                       \
    "<Operator>*</Operator></MathOperationCalibrator></DefaultCalibrator>"     \
    "</IntegerDataEncoding></FloatParameterType>"
    DECODED_ROWS(
        decoded_mdb(X_UINT("U8", "8") PRODUCT,
            X_PARAM("GAIN", "U8") X_PARAM("V", "V_T2") X_PARAM("LATE", "U8"),
            X_CONTAINER("R", X_ENTRY("GAIN") X_ENTRY("V") X_ENTRY("LATE"))),
        edge);
    static const struct decoded_row late[] = {
        {"05 03", "V=5/nan! GAIN=3"},
    };
    DECODED_ROWS(decoded_mdb(X_UINT("U8", "8") PRODUCT,
                     X_PARAM("GAIN", "U8") X_PARAM("V", "V_T2"),
                     X_CONTAINER("R", X_ENTRY("V") X_ENTRY("GAIN"))),
        late);
}

static void
times_may_count_from_other_times(void **state)
{
    (void)state;
    static const struct decoded_row edge[] = {
        {"0000000a 05", "T=10/1970-01-01T00:00:10Z "
                        "D=5/1970-01-01T00:00:15Z"},
    };
    DECODED_ROWS(
        decoded_mdb(
            "<AbsoluteTimeParameterType name='T_T'>"
            "<Encoding><IntegerDataEncoding sizeInBits='32'/></Encoding>"
            "<ReferenceTime><Epoch>UNIX</Epoch></ReferenceTime>"
            "</AbsoluteTimeParameterType>"
            "<AbsoluteTimeParameterType name='D_T'>"
            "<Encoding><IntegerDataEncoding sizeInBits='8'/></Encoding>"
            "<ReferenceTime><OffsetFrom parameterRef='T'/></ReferenceTime>"
            "</AbsoluteTimeParameterType>",
            X_PARAM("T", "T_T") X_PARAM("D", "D_T"),
            X_CONTAINER("R", X_ENTRY("T") X_ENTRY("D"))),
        edge);
}

static void
scaled_times_keep_their_nanoseconds(void **state)
{
    (void)state;
    static const struct decoded_row edge[] = {
        {"0000000000000001", "T=1/1970-01-01T00:00:00.000001Z"},
        {"7fffffffffffffff", "T=9223372036854775807/--!"},
    };
    struct mdb *mdb = decoded_mdb(
        "<AbsoluteTimeParameterType name='T_T'>"
        "<Encoding scale='1e-6'><IntegerDataEncoding sizeInBits='64'/>"
        "</Encoding><ReferenceTime><Epoch>UNIX</Epoch></ReferenceTime>"
        "</AbsoluteTimeParameterType>",
        X_PARAM("T", "T_T"), X_CONTAINER("R", X_ENTRY("T")));
    struct mdb_decoder *d = mdb_decoder_new(mdb);
    for (int64_t us = 1; us < INT64_C(9000000000000000); us = us * 3 + 7) {
        uint8_t p[8];
        for (int i = 0; i < 8; i++)
            p[i] = (uint8_t)((uint64_t)us >> (56 - 8 * i));
        struct mdb_frame f;
        mdb_decode(d, MDB_NIL, p, sizeof p, &f);
        assert_true((int64_t)f.eng[0] == us * 1000);
    }
    mdb_decoder_free(&d);
    DECODED_ROWS(mdb, edge);
}

/* 1 / 1e-9 is no whole number of floating point, but there are 1e9 in 1 s. */
static void
nanoseconds_of_64_bits_are_exact(void **state)
{
    (void)state;
    static const struct decoded_row rows[] = {
        {"17979d0da2f8c7b4",
            "T=1700000066250000308/2023-11-14T22:14:26.250000308Z"},
        {"17979d0da2f8c7b5",
            "T=1700000066250000309/2023-11-14T22:14:26.250000309Z"},
        {"7ffffffffffffffe",
            "T=9223372036854775806/2262-04-11T23:47:16.854775806Z"},
    };
    struct mdb *mdb = decoded_mdb(
        "<AbsoluteTimeParameterType name='T_T'>"
        "<Encoding units='nanoSeconds'><IntegerDataEncoding sizeInBits='64'/>"
        "</Encoding><ReferenceTime><Epoch>UNIX</Epoch></ReferenceTime>"
        "</AbsoluteTimeParameterType>",
        X_PARAM("T", "T_T"), X_CONTAINER("R", X_ENTRY("T")));
    DECODED_ROWS(mdb, rows);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparisons_hold_or_not),
        cmocka_unit_test(criteria_are_joined),
        cmocka_unit_test(look_ups_take_the_first_that_holds),
        cmocka_unit_test(numbers_that_do_not_fit_are_invalid),
        cmocka_unit_test(no_value_is_rounded_to_single_precision),
        cmocka_unit_test(digits_above_nine_are_invalid),
        cmocka_unit_test(calibrators_look_at_other_values),
        cmocka_unit_test(times_may_count_from_other_times),
        cmocka_unit_test(scaled_times_keep_their_nanoseconds),
        cmocka_unit_test(nanoseconds_of_64_bits_are_exact),
    };
    return check_run(tests);
}
