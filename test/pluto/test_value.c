/*
 * test_value.c - values are printed for people and come back as they were.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <math.h>

#include "common/attr.h"
#include "pluto/unit.h"
#include "pluto/value.h"

static struct pluto_value
with_unit(double d, const char *unit)
{
    return pluto_real(d, pluto_unit(unit, strlen(unit)));
}

static void
values_print_as_short_as_they_can_be(void **state)
{
    (void)state;
    struct pluto_value text = pluto_string("a\tb", 3);
    struct pluto_value name = pluto_enum("standby!", 7);
    const struct {
        struct pluto_value v;
        const char *print, *show;
    } rows[] = {
        {with_unit(-22, "degC"), "-22", "-22 degC"},
        {with_unit(6.5, "W"), "6.5", "6.5 W"},
        {pluto_real((99.0 + 100.4 + 101.2) / 3, NULL), "100.2", "100.2"},
        {pluto_real(0.1 + 0.2, NULL), "0.3", "0.3"},
        {pluto_real(-0.0, NULL), "0", "0"},
        {pluto_real(NAN, NULL), "nan", "nan"},
        {pluto_real(-INFINITY, NULL), "-inf", "-inf"},
        {pluto_real(1e22, NULL), "1e+22", "1e+22"},
        {pluto_integer(INT64_MIN), "-9223372036854775808",
            "-9223372036854775808"},
        {pluto_unsigned(UINT64_MAX), "18446744073709551615",
            "18446744073709551615"},
        {pluto_bool(true), "TRUE", "TRUE"},
        {pluto_bool(false), "FALSE", "FALSE"},
        {text, "a\tb", "a\tb"},
        {name, "standby", "standby"},
        {pluto_relative(500000000), "0.5", "0.5s"},
        {pluto_relative(1), "0.000000001", "0.000000001s"},
        {pluto_relative(0), "0", "0s"},
        {pluto_relative(-90000000000), "-90", "-1min30s"},
        {pluto_relative(INT64_C(95410500000000)), "95410.5", "1d2h30min10.5s"},
        {pluto_relative(INT64_C(86400000000000)), "86400", "1d"},
        {pluto_relative(INT64_MIN), "-9223372036.854775808",
            "-106751d23h47min16.854775808s"},
        {pluto_absolute(0), "0", "0"},
        {pluto_absolute(94500000000), "94.5", "94.5"},
        {pluto_absolute(INT64_C(1804929700) * 1000000000 + 500000000),
            "2027-03-13T09:21:40.500Z", "2027-03-13T09:21:40.500Z"},
        {pluto_absolute(INT64_C(1804929700000001000)),
            "2027-03-13T09:21:40.000001Z", "2027-03-13T09:21:40.000001Z"},
        {pluto_absolute(INT64_C(1804929700000000001)),
            "2027-03-13T09:21:40.000000001Z", "2027-03-13T09:21:40.000000001Z"},
        {pluto_absolute(-1), "1969-12-31T23:59:59.999999999Z",
            "1969-12-31T23:59:59.999999999Z"},
        {{0}, "no value", "no value"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct strbuf b = {0};
        pluto_value_print(&rows[i].v, &b);
        assert_string_equal(strbuf_get(&b), rows[i].print);
        strbuf_reset(&b);
        pluto_value_show(&rows[i].v, &b);
        assert_string_equal(strbuf_get(&b), rows[i].show);
        strbuf_fini(&b);
    }
    pluto_value_fini(&text);
    pluto_value_fini(&name);
}

static void
assert_same(const struct pluto_value *a, const struct pluto_value *b)
{
    assert_int_equal(a->type, b->type);
    assert_ptr_equal(a->unit, b->unit);
    if (a->type == PLUTO_STRING || a->type == PLUTO_ENUM)
        assert_string_equal(a->text, b->text);
    else if (a->type == PLUTO_REAL && isnan(a->d))
        assert_true(isnan(b->d));
    else if (a->type == PLUTO_BOOLEAN)
        assert_int_equal(a->b, b->b);
    else if (a->type != PLUTO_NONE)
        assert_true(a->u == b->u); /* all bits: -0.0 is not 0.0 */
}

static void
what_is_saved_comes_back_exactly(void **state)
{
    (void)state;
    char bytes[256];
    for (unsigned i = 0; i < 255; i++)
        bytes[i] = (char)(i + 1);
    struct pluto_value rows[] = {
        pluto_bool(true),
        pluto_bool(false),
        pluto_integer(INT64_MIN),
        pluto_integer(INT64_MAX),
        pluto_unsigned(UINT64_MAX),
        pluto_real(-0.0, NULL),
        pluto_real(NAN, NULL),
        pluto_real(INFINITY, NULL),
        pluto_real(-INFINITY, NULL),
        pluto_real(0.1, NULL),
        pluto_real(5e-324, NULL),
        pluto_real(1.7976931348623157e308, NULL),
        with_unit(1.0 / 3, "W.m-2"),
        with_unit(2, "N m"),
        pluto_string("", 0),
        pluto_string(bytes, 255),
        pluto_enum("not confirmed", 13),
        pluto_absolute(INT64_MIN),
        pluto_relative(INT64_MAX),
        {0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct strbuf b = {0};
        struct pluto_value back;
        size_t used;
        pluto_value_save(&rows[i], &b);
        assert_null(strpbrk(strbuf_get(&b), "\n\t"));
        const size_t len = b.len;
        strbuf_adds(&b, " more");
        assert_true(pluto_value_load(b.s, b.len, &back, &used));
        assert_int_equal(used, len);
        assert_same(&rows[i], &back);
        pluto_value_fini(&back);
        /* a copy is a value of its own */
        struct pluto_value copy = pluto_value_copy(&rows[i]);
        assert_same(&rows[i], &copy);
        pluto_value_fini(&rows[i]);
        pluto_value_fini(&copy);
        assert_int_equal(copy.type, PLUTO_NONE);
        strbuf_fini(&b);
    }
}

static void
nothing_else_is_loaded(void **state)
{
    (void)state;
    static const char *const rows[] = {"", "i", "i:", "x:1", "i12", "i:-",
        "i:--1", "i:1-", "i:9223372036854775808", "u:-1",
        "u:18446744073709551616", "b:", "b:2", "b:t", "d:", "d:x", "d:0x",
        "d:1e", "s:", "s:x", "s:\"", "s:\"a", "s:\"\\", "s:\"\\q\"",
        "s:\"\\x0\"", "s:\"\\x00\"", "s:\"\\x41\"", "s:\"\\xZZ\"", "s:\"\t\"",
        "e:'a'", "i:1[", "i:1[frob]", "i:1[]", "d:1[m\n]", ":1", "a:", "r:x"};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct pluto_value v;
        size_t used;
        print_message("%s\n", rows[i]);
        assert_false(pluto_value_load(rows[i], strlen(rows[i]), &v, &used));
        assert_int_equal(v.type, PLUTO_NONE);
        assert_int_equal(used, 0);
    }
}

static void
names_compare_without_case_and_underscores(void **state)
{
    (void)state;
    assert_true(pluto_name_eq("Not_Confirmed", "not confirmed"));
    assert_true(pluto_name_eq("", ""));
    assert_false(pluto_name_eq("on", "one"));
    assert_false(pluto_name_eq("one", "on"));
}

static void
types_have_names(void **state)
{
    (void)state;
    assert_string_equal(pluto_type_str(PLUTO_UNSIGNED), "unsigned integer");
    assert_string_equal(pluto_type_str(PLUTO_ENUM), "enumerated");
    assert_string_equal(pluto_type_str(PLUTO_TYPE_COUNT), "?");
}

static void
a_boolean_of_a_parameter_is_printed_as_it_is_called_there(void **state)
{
    (void)state;
    static const char *const label[] = {"CLOSED", "OPEN"};
    struct pluto_value v = pluto_bool(true);
    v.label = label;
    struct pluto_value copy = pluto_value_copy(&v);
    struct strbuf out = {0};
    pluto_value_print(&copy, &out);
    copy.b = false;
    pluto_value_show(&copy, &out);
    assert_string_equal(strbuf_get(&out), "OPENCLOSED");
    strbuf_fini(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            a_boolean_of_a_parameter_is_printed_as_it_is_called_there),
        cmocka_unit_test(values_print_as_short_as_they_can_be),
        cmocka_unit_test(what_is_saved_comes_back_exactly),
        cmocka_unit_test(nothing_else_is_loaded),
        cmocka_unit_test(names_compare_without_case_and_underscores),
        cmocka_unit_test(types_have_names),
    };
    return check_run(tests);
}
