/*
 * test_convert.c - a value as a variable or an argument wants it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "pluto/eval.h"
#include "pluto/unit.h"

static void
what_can_become_another_type_does(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        enum pluto_type type;
        const char *unit;
        const char *want; /* saved, or part of an error behind '!' */
    } rows[] = {
        {"i:5", PLUTO_INTEGER, NULL, "i:5"},
        {"i:5", PLUTO_UNSIGNED, NULL, "u:5"},
        {"i:-5", PLUTO_UNSIGNED, NULL, "!out of the range of unsigned"},
        {"u:18446744073709551615", PLUTO_INTEGER, NULL, "!out of the range"},
        {"u:7", PLUTO_INTEGER, NULL, "i:7"},
        {"d:5", PLUTO_INTEGER, NULL, "i:5"},
        {"d:2.5", PLUTO_INTEGER, NULL, "!2.5 is not a whole number"},
        {"d:nan", PLUTO_INTEGER, NULL, "!not a whole number"},
        {"d:inf", PLUTO_INTEGER, NULL, "!out of the range"},
        {"d:9223372036854775808", PLUTO_INTEGER, NULL, "!out of the range"},
        {"d:-9223372036854775808", PLUTO_INTEGER, NULL,
            "i:-9223372036854775808"},
        {"d:18446744073709551616", PLUTO_UNSIGNED, NULL, "!out of the range"},
        {"d:-1", PLUTO_UNSIGNED, NULL, "!out of the range"},
        {"i:5", PLUTO_REAL, NULL, "d:0x1.4p+2"},
        {"i:5", PLUTO_REAL, "V", "d:0x1.4p+2[V]"},
        {"i:5000[mV]", PLUTO_REAL, "V", "d:0x1.4p+2[V]"},
        {"i:5000[mV]", PLUTO_INTEGER, "V", "i:5[V]"},
        {"i:5[mV]", PLUTO_INTEGER, "V", "!not a whole number"},
        {"i:5[V]", PLUTO_REAL, NULL, "d:0x1.4p+2[V]"},
        {"i:5[A]", PLUTO_REAL, "V", "!is no real in V"},
        {"d:293.15[K]", PLUTO_REAL, "degC", "d:0x1.4p+4[degC]"},
        {"r:1500000000", PLUTO_REAL, "ms", "d:0x1.77p+10[ms]"},
        {"r:1500000000", PLUTO_REAL, "V", "!is no real in V"},
        {"r:1500000000", PLUTO_REAL, NULL, "d:0x1.8p+0[s]"},
        {"i:5", PLUTO_RELATIVE, NULL, "r:5000000000"},
        {"d:1500[ms]", PLUTO_RELATIVE, NULL, "r:1500000000"},
        {"i:5[V]", PLUTO_RELATIVE, NULL, "!is no relative time"},
        {"d:1e30", PLUTO_RELATIVE, NULL, "!out of the range"},
        {"a:5", PLUTO_RELATIVE, NULL, "!is no relative time"},
        {"a:5", PLUTO_ABSOLUTE, NULL, "a:5"},
        {"r:5", PLUTO_ABSOLUTE, NULL, "!is no absolute time"},
        {"s:\"x\"", PLUTO_ABSOLUTE, NULL, "!is no absolute time"},
        {"s:\"On\"", PLUTO_ENUM, NULL, "e:\"On\""},
        {"e:\"On\"", PLUTO_STRING, NULL, "s:\"On\""},
        {"i:5", PLUTO_STRING, NULL, "!5 (signed integer) is no string"},
        {"i:5", PLUTO_ENUM, NULL, "!is no enumerated value"},
        {"b:1", PLUTO_ENUM, NULL, "e:\"TRUE\""},
        {"e:\"true\"", PLUTO_BOOLEAN, NULL, "b:1"},
        {"s:\"FALSE\"", PLUTO_BOOLEAN, NULL, "b:0"},
        {"e:\"on\"", PLUTO_BOOLEAN, NULL, "!'on' (enumerated) is no Boolean"},
        {"i:1", PLUTO_BOOLEAN, NULL, "!is no Boolean"},
        {"b:1", PLUTO_BOOLEAN, NULL, "b:1"},
        {"b:1", PLUTO_REAL, NULL, "!is no real"},
        {"s:\"5\"", PLUTO_REAL, NULL, "!is no real"},
        {"s:\"5\"", PLUTO_NONE, NULL, "s:\"5\""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct pluto_value v;
        size_t used;
        struct strbuf why = {0}, text = {0};
        const char *unit = rows[i].unit;
        print_message("%s to %d\n", rows[i].from, (int)rows[i].type);
        assert_true(
            pluto_value_load(rows[i].from, strlen(rows[i].from), &v, &used));
        bool is = pluto_convert(&v, rows[i].type,
            unit != NULL ? pluto_unit(unit, strlen(unit)) : NULL, &why);
        assert_int_equal(is, rows[i].want[0] != '!');
        pluto_value_save(&v, &text);
        if (is)
            assert_string_equal(strbuf_get(&text), rows[i].want);
        else
            assert_non_null(strstr(strbuf_get(&why), rows[i].want + 1));
        strbuf_fini(&why);
        strbuf_fini(&text);
        pluto_value_fini(&v);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_can_become_another_type_does),
    };
    return check_run(tests);
}
