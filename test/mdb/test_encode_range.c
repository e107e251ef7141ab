/*
 * test_encode_range.c - what can be typed, for a person.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/str.h"
#include "support/encoded.h"
#include "support/snippets.h"

#define INTEGER(bits, more)                                                    \
    "<IntegerParameterType name='X_T' signed='false'><UnitSet><Unit>mA</Unit>" \
    "</UnitSet><IntegerDataEncoding sizeInBits='" bits "'/>" more              \
    "</IntegerParameterType>"
#define FLOAT(encoding, more)                                                  \
    "<FloatParameterType "                                                     \
    "name='X_T'><UnitSet><Unit>degC</Unit></UnitSet>" encoding more            \
    "</FloatParameterType>"
#define LINE(factor)                                                           \
    "<IntegerDataEncoding sizeInBits='8'><DefaultCalibrator>"                  \
    "<PolynomialCalibrator><Term coefficient='-10' exponent='0'/>"             \
    "<Term coefficient='" factor "' exponent='1'/></PolynomialCalibrator>"     \
    "</DefaultCalibrator></IntegerDataEncoding>"
#define SINGLE "<FloatDataEncoding sizeInBits='32'/>"

static const struct {
    const char *type, *want;
} row[] = {
    {INTEGER("12", ""), "0 .. 4095 mA"},
    {INTEGER("64", ""), "0 .. 18446744073709551615 mA"},
    {INTEGER("8", "<ValidRange minInclusive='1' maxInclusive='60'/>"),
        "1 .. 60 mA"},
    {INTEGER("8", "<ValidRange minExclusive='1' maxExclusive='60'/>"),
        "2 .. 59 mA"},
    {INTEGER("8", "<ValidRange minInclusive='9'/>"), "9 .. 255 mA"},
    {INTEGER("8", "<ValidRange maxInclusive='999'/>"), "0 .. 255 mA"},
    {X_SINT("X_T", "8"), "-128 .. 127"},
    {FLOAT(SINGLE, ""), "number, degC"},
    {FLOAT(SINGLE, "<ValidRange minInclusive='-1.5' maxInclusive='2'/>"),
        "-1.5 .. 2 degC"},
    {FLOAT(SINGLE, "<ValidRange minExclusive='0' maxInclusive='2'/>"),
        "above 0, at most 2 degC"},
    {FLOAT(SINGLE, "<ValidRange minInclusive='0'/>"), "at least 0 degC"},
    {FLOAT(SINGLE, "<ValidRange maxExclusive='5'/>"), "below 5 degC"},
    {FLOAT(LINE("0.5"), ""), "-10 .. 117.5 degC"},
    {FLOAT(LINE("-0.5"), ""), "-137.5 .. -10 degC"},
    {FLOAT(LINE("0.5"), "<ValidRange minInclusive='0' maxInclusive='50'/>"),
        "0 .. 50 degC"},
    {FLOAT(LINE("0.5"), "<ValidRange minInclusive='20' maxInclusive='40' "
                        "validRangeAppliesToCalibrated='false'/>"),
        "0 .. 10 degC"},
    {"<EnumeratedParameterType name='X_T'><IntegerDataEncoding "
     "sizeInBits='8'/><EnumerationList><Enumeration value='0' label='OFF'/>"
     "<Enumeration value='1' label='ON'/></EnumerationList>"
     "</EnumeratedParameterType>",
        "OFF ON"},
    {"<BooleanParameterType name='X_T' zeroStringValue='SHUT' "
     "oneStringValue='OPEN'><IntegerDataEncoding sizeInBits='1'/>"
     "</BooleanParameterType>",
        "SHUT OPEN"},
    {X_STRING("X_T", "US-ASCII",
         "<SizeInBits><Fixed>" X_FIXED("128") "</Fixed></SizeInBits>"),
        "up to 16 characters"},
    {X_STRING("X_T", "UTF-8",
         "<SizeInBits><Fixed>" X_FIXED("128") "</Fixed></SizeInBits>"),
        "up to 16 bytes"},
    {X_STRING("X_T", "UTF-16BE",
         "<SizeInBits><Fixed>" X_FIXED("128") "</Fixed></SizeInBits>"),
        "up to 8 characters"},
    {X_BINARY("X_T", X_FIXED("24")), "6 hex digits"},
    {"<AbsoluteTimeParameterType name='X_T'><Encoding><IntegerDataEncoding "
     "sizeInBits='32'/></Encoding><ReferenceTime><Epoch>UNIX</Epoch>"
     "</ReferenceTime></AbsoluteTimeParameterType>",
        "time, as 2026-11-20T08:46:12Z or 2026-324T08:46:12Z"},
    {"<RelativeTimeParameterType name='X_T'><Encoding scale='0.1' units='s'>"
     "<IntegerDataEncoding sizeInBits='8'/></Encoding>"
     "</RelativeTimeParameterType>",
        "0 .. 25.5 s"},
};

static void
ranges_are_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct encoded *x = encoded_new(
            row[i].type, X_PARAM("X", "X_T"), X_CONTAINER("R", X_ENTRY("X")));
        char *range = mdb_leaf_range(x->mdb, &x->command, 0);
        print_message("row %zu\n", i);
        assert_string_equal(range, row[i].want);
        free(range);
        encoded_free(&x);
    }
}

static void
many_labels_are_cut(void **state)
{
    (void)state;
    struct strbuf type = {0};
    strbuf_adds(&type, "<EnumeratedParameterType name='X_T'>"
                       "<IntegerDataEncoding sizeInBits='8'/>"
                       "<EnumerationList>");
    for (int i = 0; i < 30; i++)
        strbuf_addf(&type, "<Enumeration value='%d' label='L%d'/>", i, i);
    strbuf_adds(&type, "</EnumerationList></EnumeratedParameterType>");
    struct encoded *x = encoded_new(
        strbuf_get(&type), X_PARAM("X", "X_T"), X_CONTAINER("R", X_ENTRY("X")));
    char *range = mdb_leaf_range(x->mdb, &x->command, 0);
    assert_true(str_suffix(range, "L23 and 6 more"));
    free(range);
    strbuf_fini(&type);
    encoded_free(&x);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_are_named),
        cmocka_unit_test(many_labels_are_cut),
    };
    return check_run(tests);
}
