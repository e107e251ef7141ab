/*
 * test_function.c - functions by name: what they give, and what they refuse.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "pluto/function.h"

#define NOW INT64_C(1804929700123456789) /* 2027-03-13T09:21:40 */

static const struct {
    const char *name;
    const char *arg[3]; /* as pluto_value_save() writes them */
    const char *want;   /* type and value as shown; or part of an error: '!' */
} rows[] = {
    {"abs", {"i:-5"}, "i 5"},
    {"abs", {"i:-9223372036854775808"}, "u 9223372036854775808"},
    {"abs", {"d:-5.5[V]"}, "d 5.5 V"},
    {"abs", {"r:-5000000000"}, "r 5s"},
    {"abs", {"r:-9223372036854775808"}, "!abs: the result is out of range"},
    {"abs", {"s:\"x\""}, "!\"x\" is not a number or quantity"},
    {"abs", {"i:1", "i:2"}, "!2 arguments are too many"},
    {"abs", {NULL}, "!0 arguments are too few"},
    {"sign", {"d:-0.1[degC]"}, "i -1"},
    {"sign", {"i:0"}, "i 0"},
    {"sign", {"u:3"}, "i 1"},
    {"square root", {"i:16"}, "d 4"},
    {"square root", {"i:-1"}, "!-1 is negative"},
    {"square root", {"i:4[m2]"}, "!4 m2 is not a plain number"},
    {"power", {"i:2", "i:10"}, "i 1024"},
    {"power", {"i:2[m]", "i:2"}, "d 4 m2"},
    {"power", {"i:0", "i:-1"}, "!division by zero"},
    {"exponential", {"i:0"}, "d 1"},
    {"exponential", {"i:1000"}, "!out of range"},
    {"natural logarithm", {"i:1"}, "d 0"},
    {"natural logarithm", {"i:0"}, "!0 is not above 0"},
    {"natural logarithm", {"i:-1"}, "!no logarithm"},
    {"logarithm", {"i:1000"}, "d 3"},
    {"logarithm", {"i:8", "i:2"}, "d 3"},
    {"logarithm", {"i:9", "i:3"}, "d 2"},
    {"logarithm", {"i:9", "i:1"}, "!no base of logarithms"},
    {"logarithm", {"i:9", "i:-2"}, "!no logarithm"},
    {"logarithm", {"d:nan"}, "!no logarithm"},
    {"sine", {"i:30[deg]"}, "d 0.5"},
    {"sine", {"i:0"}, "d 0"},
    {"sine", {"i:30[V]"}, "!30 V is not an angle"},
    {"sine", {"d:inf"}, "!no angle"},
    {"cosine", {"i:60[deg]"}, "d 0.5"},
    {"tangent", {"i:45[deg]"}, "d 1"},
    {"arcsine", {"d:0.5"}, "d 0.523598775598299 rad"},
    {"arcsine", {"i:2"}, "!2 is not between -1 and 1"},
    {"arccosine", {"i:1"}, "d 0 rad"},
    {"arccosine", {"d:-1.0001"}, "!not between"},
    {"arctangent", {"i:1"}, "d 0.785398163397448 rad"},
    {"arctangent2", {"i:1", "i:-1"}, "d 2.35619449019234 rad"},
    {"arctangent2", {"i:1000[mm]", "i:1[m]"}, "d 0.785398163397448 rad"},
    {"arctangent2", {"i:1[m]", "i:1[V]"}, "!different physical"},
    {"round", {"d:2.5[V]"}, "d 3 V"},
    {"round", {"d:-2.5"}, "d -3"},
    {"round", {"i:7"}, "i 7"},
    {"round", {"r:1500000000"}, "r 2s"},
    {"round", {"d:1.5[min]"}, "d 2 min"},
    {"floor", {"d:-2.5"}, "d -3"},
    {"ceiling", {"d:-2.5"}, "d -2"},
    {"truncate", {"d:-2.7"}, "d -2"},
    {"modulo", {"i:7", "i:3"}, "i 1"},
    {"modulo", {"i:-7", "i:3"}, "i 2"},
    {"modulo", {"i:7", "i:-3"}, "i -2"},
    {"modulo", {"u:18446744073709551615", "u:10"}, "u 5"},
    {"modulo", {"i:-9223372036854775808", "i:-1"}, "i 0"},
    {"modulo", {"d:7.5", "i:2"}, "d 1.5"},
    {"modulo", {"d:-0.5", "i:2"}, "d 1.5"},
    {"modulo", {"i:370[deg]", "i:360[deg]"}, "i 10 deg"},
    {"modulo", {"r:7", "r:4"}, "r 0.000000003s"},
    {"modulo", {"i:7", "i:0"}, "!division by zero"},
    {"modulo", {"i:7[V]", "i:2[A]"}, "!different physical"},
    {"modulo", {"d:inf", "i:2"}, "!no remainder"},
    {"minimum", {"i:3", "i:1", "i:2"}, "i 1"},
    {"minimum", {"d:-14[degC]", "d:-22[degC]"}, "d -22 degC"},
    {"minimum", {"i:1[V]", "i:900[mV]"}, "d 0.9 V"},
    {"minimum", {"i:1[V]", "i:900[mA]"}, "!different physical"},
    {"minimum", {"i:1", "d:2.5"}, "d 1"},
    {"minimum", {"a:7000000000", "a:5000000000"}, "a 5"},
    {"minimum", {"a:7", "i:5"}, "!cannot be compared"},
    {"minimum", {"r:5", "i:1"}, "r 0.000000005s"},
    {"minimum", {"s:\"a\""}, "!not a number, quantity or time"},
    {"maximum", {"i:3", "u:18446744073709551615"}, "u 18446744073709551615"},
    {"maximum", {"i:3", "i:9", "i:2"}, "i 9"},
    {"average", {"i:1", "i:2"}, "d 1.5"},
    {"average", {"d:20[degC]", "d:30[degC]"}, "d 25 degC"},
    {"average", {"r:1000000000", "r:2000000000"}, "r 1.5s"},
    {"average", {"a:1000000000", "a:3000000000"}, "a 2"},
    {"average", {"i:1[V]", "i:2[A]"}, "!different physical"},
    {"pi", {NULL}, "d 3.14159265358979"},
    {"current time", {NULL}, "a 2027-03-13T09:21:40.123456789Z"},
    {"year", {"a:1804929700123456789"}, "i 2027"},
    {"month", {"a:1804929700123456789"}, "i 3"},
    {"day of month", {"a:1804929700123456789"}, "i 13"},
    {"day of year", {"a:1804929700123456789"}, "i 72"},
    {"hour", {"a:1804929700123456789"}, "i 9"},
    {"minute", {"a:1804929700123456789"}, "i 21"},
    {"second", {"a:1804929700500000000"}, "d 40.5"},
    {"year", {"r:5"}, "!not an absolute time"},
    {"to absolute time", {"s:\"2027-03-13T09:21:40.5Z\""},
        "a 2027-03-13T09:21:40.500Z"},
    {"to absolute time", {"s:\"2027-072T09:21:40\""},
        "a 2027-03-13T09:21:40.000Z"},
    {"to absolute time", {"a:5000000000"}, "a 5"},
    {"to absolute time", {"s:\"soon\""}, "!no absolute time"},
    {"to absolute time", {"i:5"}, "!no absolute time"},
    {"to relative time", {"i:5"}, "r 5s"},
    {"to relative time", {"d:1.5[min]"}, "r 1min30s"},
    {"to relative time", {"s:\"1d2h30min10.5s\""}, "r 1d2h30min10.5s"},
    {"to relative time", {"s:\"-5min\""}, "r -5min"},
    {"to relative time", {"s:\"2.5\""}, "r 2.5s"},
    {"to relative time", {"s:\"5min1h\""}, "!no relative time"},
    {"to relative time", {"s:\"\""}, "!no relative time"},
    {"to relative time", {"s:\"5x\""}, "!no relative time"},
    {"to relative time", {"i:5[V]"}, "!no relative time"},
    {"to string", {"d:-22[degC]"}, "s -22"},
    {"to string", {"a:0"}, "s 0"},
    {"to string", {"b:1"}, "s TRUE"},
    {"length",
        {"s:\"\xc3\xa4\xe2\x82\xac"
         "a\""},
        "i 3"},
    {"length", {"s:\"\""}, "i 0"},
    {"length", {"s:\"\xff\xff\""}, "i 2"},
    {"length", {"i:5"}, "!not a text"},
    {"concatenate", {"s:\"a\"", "i:5", "b:0"}, "s a5FALSE"},
    {"substring", {"s:\"abcdef\"", "i:2", "i:3"}, "s bcd"},
    {"substring", {"s:\"abcdef\"", "i:5"}, "s ef"},
    {"substring", {"s:\"abcdef\"", "i:7"}, "s "},
    {"substring",
        {"s:\"\xc3\xa4\xe2\x82\xac"
         "a\"",
            "i:2", "i:1"},
        "s \xe2\x82\xac"},
    {"substring", {"s:\"abc\"", "i:0"}, "!0 is outside the text: 1 to 4"},
    {"substring", {"s:\"abc\"", "i:5"}, "!5 is outside the text: 1 to 4"},
    {"substring", {"s:\"abc\"", "i:2", "i:3"}, "!3 is outside the text: 0 to"},
    {"substring", {"s:\"abc\"", "d:1.5"}, "!outside the text"},
    {"substring", {"s:\"abc\"", "d:nan"}, "!outside the text"},
    {"substring", {"s:\"abc\"", "i:-1"}, "!outside the text"},
    {"substring", {"s:\"abc\"", "s:\"1\""}, "!not a plain number"},
    {"uppercase", {"s:\"a\xc3\xa4z9\""}, "s A\xc3\xa4Z9"},
    {"lowercase", {"e:\"Standby\""}, "s standby"},
    {"contains", {"s:\"abc\"", "s:\"bc\""}, "b TRUE"},
    {"contains", {"s:\"abc\"", "s:\"BC\""}, "b FALSE"},
    {"contains", {"s:\"abc\"", "s:\"\""}, "b TRUE"},
    {"to integer", {"s:\"-12\""}, "i -12"},
    {"to integer", {"s:\"0x1F\""}, "i 31"},
    {"to integer", {"s:\"18446744073709551615\""}, "u 18446744073709551615"},
    {"to integer", {"s:\"12.5\""}, "!no integer"},
    {"to integer", {"s:\"\""}, "!no integer"},
    {"to integer", {"d:2.9[V]"}, "i 2"},
    {"to integer", {"d:-2.9"}, "i -2"},
    {"to integer", {"d:1e30"}, "!out of the range"},
    {"to integer", {"i:5[V]"}, "i 5"},
    {"to integer", {"b:1"}, "i 1"},
    {"to integer", {"a:1"}, "!no integer"},
    {"to real", {"s:\"1.5e3\""}, "d 1500"},
    {"to real", {"s:\"inf\""}, "!no number"},
    {"to real", {"s:\"x\""}, "!no number"},
    {"to real", {"i:5[V]"}, "d 5"},
    {"to real", {"r:500000000"}, "d 0.5"},
    {"to real", {"e:\"on\""}, "!no number"},
};

static void
every_function_gives_a_value_or_a_reason(void **state)
{
    (void)state;
    static const char letter[] = "nbiudsare";
    bool is_tried[64] = {false};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct pluto_value arg[3] = {0}, out;
        struct strbuf why = {0}, text = {0};
        size_t n = 0, used;
        print_message("%zu %s\n", i, rows[i].name);
        const struct pluto_function *f =
            pluto_function_find(rows[i].name, strlen(rows[i].name));
        assert_non_null(f);
        is_tried[f - pluto_function] = true;
        for (; n < 3 && rows[i].arg[n] != NULL; n++)
            assert_true(pluto_value_load(
                rows[i].arg[n], strlen(rows[i].arg[n]), &arg[n], &used));
        if (pluto_function_call(f, arg, n, NOW, &out, &why)) {
            strbuf_addf(&text, "%c ", letter[out.type]);
            pluto_value_show(&out, &text);
            assert_string_equal(strbuf_get(&text), rows[i].want);
            assert_int_equal(why.len, 0);
        } else {
            print_message("    %s\n", strbuf_get(&why));
            assert_int_equal(rows[i].want[0], '!');
            assert_non_null(strstr(strbuf_get(&why), rows[i].want + 1));
            assert_true(str_prefix(why.s, rows[i].name));
        }
        for (size_t j = 0; j < 3; j++)
            pluto_value_fini(&arg[j]);
        pluto_value_fini(&out);
        strbuf_fini(&why);
        strbuf_fini(&text);
    }
    for (size_t i = 0; i < pluto_n_functions; i++) {
        print_message("%s\n", pluto_function[i].name);
        assert_true(is_tried[i]);
    }
}

static void
names_are_sorted_and_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < pluto_n_functions; i++) {
        const struct pluto_function *f = &pluto_function[i];
        assert_true(i == 0 || strcmp(f[-1].name, f->name) < 0);
        assert_ptr_equal(pluto_function_find(f->name, strlen(f->name)), f);
        assert_true(f->help[0] != '\0');
        assert_true(f->min <= f->max);
        assert_int_equal(f->takes[0] == '\0', f->max == 0);
    }
    assert_null(pluto_function_find("", 0));
    assert_null(pluto_function_find("current", 7));
    assert_null(pluto_function_find("zzz", 3));
    assert_null(pluto_function_find("pi\0", 3));
    assert_non_null(pluto_function_find("pix", 2));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function_gives_a_value_or_a_reason),
        cmocka_unit_test(names_are_sorted_and_found),
    };
    return check_run(tests);
}
