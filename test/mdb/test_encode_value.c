/*
 * test_encode_value.c - typed values of every kind, checked by decoding them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <math.h>

#include "common/num.h"
#include "common/str.h"
#include "support/encoded.h"
#include "support/snippets.h"

#define ENUM                                                                   \
    "<EnumeratedParameterType name='X_T'><IntegerDataEncoding "                \
    "sizeInBits='8'/><EnumerationList><Enumeration value='0' label='OFF'/>"    \
    "<Enumeration value='1' label='ON'/><Enumeration value='2' "               \
    "label='Auto'/><Enumeration value='3' label='AUTO2'/><Enumeration "        \
    "value='10' maxValue='20' label='TEST'/></EnumerationList>"                \
    "</EnumeratedParameterType>"
#define BOOLEAN                                                                \
    "<BooleanParameterType name='X_T' zeroStringValue='SHUT' "                 \
    "oneStringValue='OPEN'><IntegerDataEncoding sizeInBits='8'/>"              \
    "</BooleanParameterType>"
#define TIME(encoding, epoch)                                                  \
    "<AbsoluteTimeParameterType name='X_T'>" encoding                          \
    "<ReferenceTime><Epoch>" epoch                                             \
    "</Epoch></ReferenceTime></AbsoluteTimeParameterType>"
#define SECONDS "<Encoding><IntegerDataEncoding sizeInBits='32'/></Encoding>"
#define MILLIS                                                                 \
    "<Encoding scale='0.001'><IntegerDataEncoding "                            \
    "sizeInBits='64'/></Encoding>"
#define OFFSET                                                                 \
    "<Encoding scale='0.5' offset='10'><IntegerDataEncoding "                  \
    "sizeInBits='32'/></Encoding>"
#define DURATION                                                               \
    "<RelativeTimeParameterType name='X_T'><Encoding scale='0.1'>"             \
    "<IntegerDataEncoding sizeInBits='16'/></Encoding>"                        \
    "</RelativeTimeParameterType>"
#define LINE                                                                   \
    "<FloatParameterType name='X_T'><UnitSet><Unit>degC</Unit></UnitSet>"      \
    "<IntegerDataEncoding sizeInBits='8'><DefaultCalibrator>"                  \
    "<PolynomialCalibrator><Term coefficient='-10' exponent='0'/>"             \
    "<Term coefficient='0.3' exponent='1'/></PolynomialCalibrator>"            \
    "</DefaultCalibrator></IntegerDataEncoding>"                               \
    "<ValidRange minInclusive='-10' maxInclusive='60'/></FloatParameterType>"
#define TURNING                                                                \
    "<FloatParameterType name='X_T'><IntegerDataEncoding sizeInBits='8'>"      \
    "<DefaultCalibrator><PolynomialCalibrator>"                                \
    "<Term coefficient='10000' exponent='0'/>"                                 \
    "<Term coefficient='-200' exponent='1'/>"                                  \
    "<Term coefficient='1' exponent='2'/></PolynomialCalibrator>"              \
    "</DefaultCalibrator></IntegerDataEncoding></FloatParameterType>"
#define SINGLE                                                                 \
    "<FloatParameterType name='X_T'><FloatDataEncoding sizeInBits='32'/>"      \
    "</FloatParameterType>"
#define REAL_COUNT                                                             \
    "<FloatParameterType name='X_T'><IntegerDataEncoding sizeInBits='8'/>"     \
    "</FloatParameterType>"
#define RAW_RANGE                                                              \
    "<IntegerParameterType name='X_T' signed='false'><UnitSet><Unit>V</Unit>"  \
    "</UnitSet><IntegerDataEncoding sizeInBits='8'/><ValidRange "              \
    "minInclusive='5' maxExclusive='9' "                                       \
    "validRangeAppliesToCalibrated='false'/></IntegerParameterType>"

/* Typed, and the packet or the refusal. */
static const struct {
    const char *type, *typed, *want;
} row[] = {
    {X_UINT("X_T", "8"), "10", "0a"},
    {X_UINT("X_T", "8"), "0x1F", "1f"},
    {X_UINT("X_T", "8"), "0b101", "05"},
    {X_UINT("X_T", "8"), "1e2", "64"},
    {X_UINT("X_T", "8"), "3.0", "03"},
    {X_UINT("X_T", "8"), "3.5", "3.5 is not a whole number"},
    {X_UINT("X_T", "8"), "-1", "-1 is not in 0 .. 255"},
    {X_UINT("X_T", "8"), "256", "256 is not in 0 .. 255"},
    {X_UINT("X_T", "8"), "1e30", "1e30 is not in 0 .. 255"},
    {X_UINT("X_T", "8"), "nan", "'nan' is not a number that can be sent"},
    {X_UINT("X_T", "8"), "inf", "'inf' is not a number that can be sent"},
    {X_UINT("X_T", "8"), "ten", "'ten' is not a number"},
    {X_UINT("X_T", "8"), " 1", "' 1' is not a number"},
    {X_UINT("X_T", "8"), "", "'' is not a number"},
    {X_UINT("X_T", "64"), "18446744073709551615", "ffffffffffffffff"},
    {X_UINT("X_T", "64"), "18446744073709551616",
        "18446744073709551616 is not in 0 .. 18446744073709551615"},
    {X_SINT("X_T", "64"), "-9223372036854775808", "8000000000000000"},
    {X_SINT("X_T", "64"), "9223372036854775808",
        "9223372036854775808 is not in -9223372036854775808 .. "
        "9223372036854775807"},
    {RAW_RANGE, "8", "08"},
    {RAW_RANGE, "9", "9 is not in 5 .. 8 V"},
    {ENUM, "ON", "01"},
    {ENUM, "on", "01"},
    {ENUM, "auto", "02"},
    {ENUM, "2", "02"},
    {ENUM, "15", "0f"},
    {ENUM, "TEST", "0a"},
    {ENUM, "9", "'9' is none of OFF ON Auto AUTO2 TEST"},
    {ENUM, "AUTO1",
        "'AUTO1' is none of OFF ON Auto AUTO2 TEST; is Auto meant?"},
    {BOOLEAN, "OPEN", "01"},
    {BOOLEAN, "shut", "00"},
    {BOOLEAN, "True", "01"},
    {BOOLEAN, "false", "00"},
    {BOOLEAN, "1", "01"},
    {BOOLEAN, "0", "00"},
    {BOOLEAN, "2", "'2' is neither SHUT nor OPEN"},
    {SINGLE, "1.5", "3fc00000"},
    {SINGLE, "-0x1p-1", "bf000000"},
    {SINGLE, "1e39", "1e39 cannot be sent in its 32 bits"},
    {REAL_COUNT, "7", "07"},
    {REAL_COUNT, "7.5", "7.5 is not a whole number"},
    {REAL_COUNT, "700.5", "700.5 is not in 0 .. 255"},
    {LINE, "-10", "00"},
    {LINE, "0", "21"},
    {LINE, "60", "e9"}, /* 59.9: 60.2 would be outside */
    {LINE, "61", "61 is not in -10 .. 60 degC"},
    {LINE, "-10.1", "-10.1 is not in -10 .. 60 degC"},
    {TURNING, "0", "64"},
    {TURNING, "25", "25 is given by several raw values: its calibrator turns"},
    {TURNING, "-5", "-5 is not in 0 .. 24025"},
    {TIME(SECONDS, "UNIX"), "1970-01-01T00:01:40Z", "00000064"},
    {TIME(SECONDS, "UNIX"), "1970-001T00:01:40", "00000064"},
    {TIME(SECONDS, "UNIX"), "1969-12-31T00:00:00Z",
        "1969-12-31T00:00:00Z is not in 1970-01-01T00:00:00Z .. "
        "2106-02-07T06:28:15Z"},
    {TIME(SECONDS, "UNIX"), "noon",
        "'noon' is not a time such as 2026-11-20T08:46:12Z or "
        "2026-324T08:46:12Z"},
    {TIME(SECONDS, "GPS"), "1980-01-06T00:00:01Z", "00000001"},
    {TIME(SECONDS, "GPS"), "2026-11-20T00:00:00Z", "582a5012"},
    {TIME(MILLIS, "UNIX"), "2026-11-20T08:46:12.345Z", "000001a1f8227d79"},
    {TIME(OFFSET, "UNIX"), "1970-01-01T00:00:20Z", "00000014"},
    {DURATION, "1.5", "000f"},
    {DURATION, "200 ms", "0002"},
    {DURATION, "2min", "04b0"},
    {DURATION, "1h", "8ca0"},
    {DURATION, "2d", "2d is not in 0 .. 6553.5 s"},
    {DURATION, "-1", "-1 is not in 0 .. 6553.5 s"},
    {DURATION, "soon", "'soon' is not a time in seconds, nor with ms s min h"},
    {DURATION, "nan", "'nan' is not a time in seconds, nor with ms s min h"},
};

static void
values_become_bits(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct encoded *x = encoded_new(
            row[i].type, X_PARAM("X", "X_T"), X_CONTAINER("R", X_ENTRY("X")));
        struct mdb_given given = {"X", row[i].typed};
        struct mdb_packet_tc p;
        struct strbuf got = {0};
        const char *alone = mdb_check_leaf(x->encoder, 0, 0, row[i].typed);
        if (alone != NULL)
            assert_string_equal(alone, row[i].want);
        bool is_good = alone == NULL;
        enum err err = mdb_encode(x->encoder, 0, &given, 1, &x->options, &p);
        assert_int_equal(err == ERR_OK, is_good);
        for (size_t k = 0; k < p.len; k++)
            strbuf_addf(&got, "%02x", p.data[k]);
        if (p.n_refusals > 0)
            strbuf_adds(&got, p.refusal[0].text);
        print_message("row %zu: %s\n", i, row[i].typed);
        assert_string_equal(strbuf_get(&got), row[i].want);
        strbuf_fini(&got);
        encoded_free(&x);
    }
}

static const struct {
    const char *type, *typed, *canonical, *shown;
} text[] = {
    {X_UINT("X_T", "8"), "0x1F", "31", "31"},
    {ENUM, "on", "ON", "ON"},
    {ENUM, "2", "Auto", "Auto"},
    {ENUM, "15", "15", "TEST"},
    {BOOLEAN, "1", "OPEN", "OPEN"},
    {SINGLE, "0.1", "0.1", "0.1"},
    {SINGLE, "12.50", "12.5", "12.5"},
    {LINE, "0", "0", "-0.1"},
    {DURATION, "200 ms", "0.2", "0.2"},
    {TIME(SECONDS, "UNIX"), "2026-11-20T08:46:12.7Z", "2026-11-20T08:46:12.7Z",
        "2026-11-20T08:46:13Z"},
    {TIME(MILLIS, "GPS"), "2026-11-20T08:46:12.7Z", "2026-11-20T08:46:12.7Z",
        "2026-11-20T08:46:12.7Z"},
    {TIME(SECONDS, "UNIX"), "1970-001T00:01:40", "1970-01-01T00:01:40Z",
        "1970-01-01T00:01:40Z"},
};

/* The canonical text gives the same bytes again. */
static void
values_have_a_canonical_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        struct encoded *x = encoded_new(
            text[i].type, X_PARAM("X", "X_T"), X_CONTAINER("R", X_ENTRY("X")));
        struct mdb_given given = {"X", text[i].typed};
        struct mdb_packet_tc p;
        uint8_t was[16];
        print_message("row %zu\n", i);
        assert_int_equal(
            mdb_encode(x->encoder, 0, &given, 1, &x->options, &p), ERR_OK);
        assert_string_equal(p.leaf_text[0], text[i].canonical);
        assert_string_equal(p.field[0].text, text[i].shown);
        memcpy(was, p.data, p.len);
        given.text = text[i].canonical;
        assert_int_equal(
            mdb_encode(x->encoder, 0, &given, 1, &x->options, &p), ERR_OK);
        assert_memory_equal(was, p.data, p.len);
        encoded_free(&x);
    }
}

static void
long_texts_are_refused(void **state)
{
    (void)state;
    struct encoded *x = encoded_new(X_UINT("X_T", "8"), X_PARAM("X", "X_T"),
        X_CONTAINER("R", X_ENTRY("X")));
    char *many = malloc(ENCODE_TEXT_MAX + 2);
    memset(many, '0', ENCODE_TEXT_MAX + 1);
    many[ENCODE_TEXT_MAX + 1] = '\0';
    assert_string_equal(
        mdb_check_leaf(x->encoder, 0, 0, many), "it is longer than 4096 bytes");
    many[ENCODE_TEXT_MAX] = '\0';
    assert_null(mdb_check_leaf(x->encoder, 0, 0, many));
    free(many);
    encoded_free(&x);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_become_bits),
        cmocka_unit_test(values_have_a_canonical_text),
        cmocka_unit_test(long_texts_are_refused),
    };
    return check_run(tests);
}
