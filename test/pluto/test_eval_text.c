/*
 * test_eval_text.c - expressions as people write them, and what they come to.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "pluto/parse.h"
#include "support/pluto_names.h"

/* What is shown; '?' and part of why it is unknown; '!' and of an error. */
static const struct {
    const char *text, *want;
} rows[] = {
    /* arithmetic */
    {"1 + 2 * 3", "7"},
    {"(1 + 2) * 3", "9"},
    {"10 - 4 - 3", "3"},
    {"2 ** 10", "1024"},
    {"-2 ** 2", "4"},
    {"2 ** -1", "0.5"},
    {"7 / 2", "3.5"},
    {"6 / 2", "3"},
    {"1 / 3", "0.333333333333333"},
    {"0.1 + 0.2", "0.3"},
    {"(99.0 + 100.4 + 101.2) / 3", "100.2"},
    {"0x20", "32"},
    {"0xFFFFFFFFFFFFFFFF", "18446744073709551615"},
    {"U - 6", "-1"},
    {"A - -3", "10"},
    {"- - A", "7"},
    {"+A", "7"},
    {"1e3", "1000"},
    {"A / 0", "!division by zero"},
    {"A / (B + 3)", "!division by zero"},
    {"Big + 1", "9223372036854775808"},
    {"Big * 3", "!integer overflow"},
    {"-Big - 2", "!integer overflow"},
    {"2 ** 64", "!integer overflow"},
    {"2.0 ** 64", "1.84467440737096e+19"},
    {"1e308 * 10", "!out of range"},
    {"0 ** -1", "!division by zero"},
    /* quantities */
    {"Temp", "-14 degC"},
    {"-20 degC", "-20 degC"},
    {"Volt + 3 mV", "5.003 V"},
    {"3 mV + Volt", "5003 mV"},
    {"Volt * Amp", "2.35 V.A"},
    {"Volt * Amp > 2 W", "TRUE"},
    {"Volt / 2 mV", "2500"},
    {"Volt / Amp = 5 V / 0.47 A", "TRUE"},
    {"Temp - -10 degC", "-4 K"},
    {"Temp + 4 K", "-10 degC"},
    {"Temp > -20 degC", "TRUE"},
    {"Temp = 259.15 K", "TRUE"},
    {"Kelvin > Temp", "TRUE"},
    {"Kelvin - Temp", "0.850000000000023 K"},
    {"Temp * 2", "!have no product"},
    {"Milli > Volt", "TRUE"},
    {"Milli = 5.001 V", "TRUE"},
    {"5.001 V = Milli", "TRUE"},
    {"5 V > 3 A", "!5 V and 3 A are different physical quantities"},
    {"Volt > 4", "TRUE"},
    {"Rate * 5 s", "1 deg"},
    {"Rate * 5 min", "60 deg"},
    {"Angle / Rate", "2min30s"},
    {"0.2 deg/h * 1h", "0.2 deg"},
    {"1 KiB = 8192 bit", "TRUE"},
    {"2 m/s * 3 s = 6 m", "TRUE"},
    {"Volt ** 2", "25 V2"},
    {"100 m / 20 s", "5 m/s"},
    {"10 Hz * 3 s", "30"},
    /* times */
    {"At - Epoch", "20890d9h21min35.5s"},
    {"At + 1h", "2027-03-13T10:21:40.500Z"},
    {"At + 0.5 s", "2027-03-13T09:21:41.000Z"},
    {"2027-03-14T09:26:53.500Z", "2027-03-14T09:26:53.500Z"},
    {"2027-073T09:26:53 > At", "TRUE"},
    {"Epoch", "5"},
    {"Span", "1min30s"},
    {"Span + 5", "1min35s"},
    {"Span * 2", "3min"},
    {"Span / 4", "22.5s"},
    {"Span / 30 s", "3"},
    {"0.5 s * 2 ** (A - 5)", "2s"},
    {"Seconds + Span", "1min30.25s"},
    {"Seconds + Seconds", "0.5s"},
    {"Seconds + 1", "0.251s"},
    {"Seconds = 0.25 s", "TRUE"},
    {"Seconds", "250 ms"},
    {"1d2h30min10.5s", "1d2h30min10.5s"},
    {"450 ms", "0.45s"},
    {"90 s = Span", "TRUE"},
    {"1.5 min = Span", "TRUE"},
    {"At > Span", "!cannot be compared"},
    {"At + At", "!no sum"},
    {"current time ()", "100"},
    {"current time () + 5 s", "105"},
    {"Span ** 2", "8100 s2"},
    {"1 / Span > 0.01 Hz", "TRUE"},
    /* texts and names */
    {"\"a\" + \"b\"", "ab"},
    {"\"T \" + Temp + \" degC\"", "T -14 degC"},
    {"1 + 2 + \"x\"", "3x"},
    {"\"x\" + 1 + 2", "x12"},
    {"Text = \"abc\"", "TRUE"},
    {"Text = \"ABC\"", "FALSE"},
    {"Mode = 'standby'", "TRUE"},
    {"Mode = 'STANDBY'", "TRUE"},
    {"Mode = \"standby\"", "TRUE"},
    {"Mode != 'off'", "TRUE"},
    {"Mode <> 'off'", "TRUE"},
    {"Mode in ('off', 'standby')", "TRUE"},
    {"Mode in ('off', 'observe')", "FALSE"},
    {"Mode > 'off'", "!have no order"},
    {"Mode = 1", "!cannot be compared"},
    {"validity status of Volt = 'valid'", "TRUE"},
    {"Mode", "Standby"},
    {"\"say \\\"x\\\"\"", "say \"x\""},
    /* truths */
    {"Yes and No", "FALSE"},
    {"Yes or No", "TRUE"},
    {"Yes xor Yes", "FALSE"},
    {"not No", "TRUE"},
    {"not not Yes", "TRUE"},
    {"not A = 7", "FALSE"},
    {"Yes = TRUE", "TRUE"},
    {"Yes or No and No", "TRUE"},
    {"A > 5 and A < 10", "TRUE"},
    {"A and Yes", "!7 is not TRUE or FALSE"},
    /* unknown */
    {"Gone", "?Gone is expired"},
    {"Gone > 5", "?Gone is expired"},
    {"Gone > 5 and Yes", "?Gone is expired"},
    {"Gone > 5 and No", "FALSE"},
    {"No and Gone > 5", "FALSE"},
    {"Gone > 5 or Yes", "TRUE"},
    {"Yes or Gone > 5", "TRUE"},
    {"Gone > 5 or No", "?Gone is expired"},
    {"Gone xor Yes", "?Gone is expired"},
    {"not Gone", "?Gone is expired"},
    {"A between Gone and 5", "FALSE"},
    {"A between 8 and Gone", "FALSE"},
    {"A between Gone and 9", "?Gone is expired"},
    {"A in (1, Gone, 7)", "TRUE"},
    {"A in (1, Gone, 8)", "?Gone is expired"},
    {"Gone in (1, 2)", "?Gone is expired"},
    {"A within Gone of 5", "?Gone is expired"},
    {"minimum (Gone, 5)", "?Gone is expired"},
    {"Gone + Bad", "?Gone is expired"},
    {"Bad and No", "!Bad has no value yet"},
    {"No and Bad", "FALSE"},
    {"Odd > 5", "?not a number"},
    {"Odd = Odd", "?not a number"},
    {"not (Odd > 5)", "?not a number"},
    {"Odd Temp > 5 degC and No", "FALSE"},
    {"Odd between 1 and 5", "?not a number"},
    {"Odd within 5 of 1", "?not a number"},
    {"Odd in (1, 2)", "?not a number"},
    {"Odd + 1", "nan"},
    {"minimum (Odd, 1)", "?not a number"},
    {"to string (Odd)", "nan"},
    /* between, within, in */
    {"A between 7 and 9", "TRUE"},
    {"A between 5 and 7", "TRUE"},
    {"A between 8 and 9", "FALSE"},
    {"A between 9 and 5", "FALSE"},
    {"Volt between 4900 mV and 5.1 V", "TRUE"},
    {"A between 1 and 9 and Yes", "TRUE"},
    {"At between Epoch and At", "TRUE"},
    {"Temp between -40 degC and -20 degC", "FALSE"},
    {"Temp within 5 degC of -10 degC", "TRUE"},
    {"Temp within 3 K of -10 degC", "FALSE"},
    {"Amp within 10 % of 450 mA", "TRUE"},
    {"0.52 A within 10 % of 450 mA", "FALSE"},
    {"96 within 2 of 100", "FALSE"},
    {"99 within 2 of 100", "TRUE"},
    {"98 within 2 of 100", "TRUE"},
    {"A in (1, 7.0)", "TRUE"},
    {"Volt in (5000 mV)", "TRUE"},
    {"A in (1, 'x')", "!cannot be compared"},
    {"At within 2 s of At + 1 s", "TRUE"},
    /* functions */
    {"minimum (Temp, -20 degC)", "-20 degC"},
    {"maximum (1, 2.5, A)", "7"},
    {"average (1, 2)", "1.5"},
    {"round (2.5) + 1", "4"},
    {"sine (Angle)", "0.5"},
    {"square root (16)", "4"},
    {"square root (-1)", "!-1 is negative and has no square root"},
    {"natural logarithm (0)", "!natural logarithm: 0 is not above 0"},
    {"modulo (-7, 3)", "2"},
    {"pi ()", "3.14159265358979"},
    {"year (At)", "2027"},
    {"day of year (At)", "72"},
    {"to string (1.50) + \"!\"", "1.5!"},
    {"to string (current time ())", "100"},
    {"length (Text)", "3"},
    {"substring (\"abcdef\", 2, 3)", "bcd"},
    {"substring (Text, 9)", "!9 is outside the text"},
    {"contains (Text, \"bc\")", "TRUE"},
    {"to integer (\"12\") + 1", "13"},
    {"to integer (\"x\")", "!no integer"},
    {"uppercase (Text)", "ABC"},
    {"concatenate (Text, A, \"-\")", "abc7-"},
    {"to absolute time (\"2027-03-14T09:26:53Z\") > At", "TRUE"},
    {"to relative time (90) = Span", "TRUE"},
    {"abs (B) + abs (-1.5)", "4.5"},
    {"arcsine (0.5) > 29 deg", "TRUE"},
};

static void
every_expression_comes_to_what_it_should(void **state)
{
    (void)state;
    static const struct pluto_static_env types = {.type_of = pluto_names_type};
    static const struct pluto_env env = {
        .get = pluto_names_get, .now = INT64_C(100000000000)};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct strbuf text = {0}, why = {0}, shown = {0};
        struct notes notes = {0};
        struct pluto *p;
        print_message("%s\n", rows[i].text);
        strbuf_addf(&text, "procedure\nlog %s;\nend procedure", rows[i].text);
        enum err e = pluto_parse("t", text.s, text.len, &notes, &p);
        notes_print(&notes, stdout, false);
        assert_int_equal(e, ERR_OK);
        struct pluto_expr *expr = p->stmt[0]->text.expr[0];
        const struct pluto_static s = pluto_type_of(p, expr, &types, &notes);
        struct pluto_value v;
        const enum pluto_known known = pluto_eval(expr, &env, &v, &why);
        print_message("    %s\n", strbuf_get(&why));
        assert_int_equal(known, rows[i].want[0] == '?'   ? PLUTO_UNKNOWN
                                : rows[i].want[0] == '!' ? PLUTO_FAILED
                                                         : PLUTO_KNOWN);
        if (known == PLUTO_KNOWN) {
            pluto_value_show(&v, &shown);
            assert_string_equal(shown.s, rows[i].want);
            assert_int_equal(why.len, 0);
            /* and it was known before what it would be */
            assert_int_equal(notes.errors, 0);
            if (s.type > PLUTO_REAL)
                assert_int_equal(s.type, v.type);
        } else {
            assert_non_null(strstr(why.s, rows[i].want + 1));
        }
        pluto_value_fini(&v);
        strbuf_fini(&text);
        strbuf_fini(&why);
        strbuf_fini(&shown);
        notes_fini(&notes);
        pluto_free(&p);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_expression_comes_to_what_it_should),
    };
    return check_run(tests);
}
