/*
 * test_unit.c - units of the procedure language.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "pluto/unit.h"

static const struct pluto_unit *
unit(const char *text)
{
    return text != NULL ? pluto_unit(text, strlen(text)) : NULL;
}

static void
every_symbol_of_the_table_is_a_unit(void **state)
{
    (void)state;
    static const char *const rows[] = {"m", "g", "s", "A", "K", "mol", "cd",
        "rad", "sr", "Hz", "N", "Pa", "J", "W", "C", "V", "F", "Ohm", "S", "Wb",
        "T", "H", "lm", "lx", "Bq", "Gy", "Sv", "degC", "deg", "arcmin",
        "arcsec", "min", "h", "d", "L", "t", "bar", "eV", "u", "au", "dB", "B",
        "bit", "Bd", "px", "counts", "Ym", "Zm", "Em", "Pm", "Tm", "Gm", "Mm",
        "km", "hm", "dam", "dm", "cm", "mm", "um", "nm", "pm", "fm", "am", "zm",
        "ym", "KiB", "MiB", "GiB", "TiB", "Kibit", "kB", "m/s2", "W.m-2",
        "W.m^-2", "m^2", "deg/h", "kg.m2/s3", "m/s/s", "1/s", "s-1", "mV",
        "MHz", "mPa", "keV", "mbar", "N m", "W m-2", "J/(kg K)", "W / m2",
        "\xc2\xb5m", "%"};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        print_message("%s\n", rows[i]);
        assert_non_null(unit(rows[i]));
        assert_ptr_equal(unit(rows[i]), unit(rows[i]));
        assert_string_equal(pluto_unit_str(unit(rows[i])), rows[i]);
        assert_true(pluto_unit_agree(unit(rows[i]), NULL));
    }
}

static void
other_texts_are_none(void **state)
{
    (void)state;
    static const char *const rows[] = {"", " ", "frob", "degc", "DEGC", "Min",
        "BAR", "V.RAD", "mw/", "/s", "m..s", "m/", "m^", "m^-", "m-", "m2.5",
        "5V", "5 V", "2", "1", "m0", "m999", "m-999", "m99999999999999999999",
        "m since 2000-01-01", "m@5", "m\n", "m#", "[m]", "m]", "dBm",
        "lg(re 1 mW)", "(((((((((((((m", "m.m.m.m.m.m.m.m.m.m.m",
        "km99.km99.km99", "m\x01", "1/", "1/1", "K @ 273", "m\"", "\xff\xfe",
        ".", "^2", "-1", "V/0"};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        print_message("%s\n", rows[i]);
        assert_null(unit(rows[i]));
    }
    assert_null(pluto_unit("m\0s", 3));
    char long_one[80];
    memset(long_one, 'm', sizeof long_one);
    for (size_t n = 60; n < 70; n++)
        assert_null(pluto_unit(long_one, n));
    assert_string_equal(pluto_unit_str(NULL), "");
    assert_string_equal(pluto_unit_nearest("degc"), "degC");
    assert_null(pluto_unit_nearest("zzzzzzzzzz"));
}

static void
case_of_a_symbol_counts(void **state)
{
    (void)state;
    assert_near(
        pluto_unit_convert(1, unit("MW"), unit("mW"), false), 1e9, 1e-3);
    assert_null(unit("hZ"));
}

static void
what_agrees_converts(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        double value, want;
        bool is_difference;
    } rows[] = {
        {"mA", "A", 470, 0.47, false},
        {"A", "mA", 0.47, 470, false},
        {"mA", "A", 1001, 1.001, false},
        {"degC", "K", 20, 293.15, false},
        {"K", "degC", 293.15, 20, false},
        {"degC", "K", 5, 5, true},
        {"deg/h", "deg/s", 3600, 1, false},
        {"KiB", "B", 1, 1024, false},
        {"min", "s", 1.5, 90, false},
        {"J/s", "mW", 2, 2000, false},
        {NULL, "V", 3, 3, false},
        {"V", NULL, 3, 3, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct pluto_unit *a = unit(rows[i].from), *b = unit(rows[i].to);
        print_message("%zu\n", i);
        assert_true(pluto_unit_agree(a, b));
        double v =
            pluto_unit_convert(rows[i].value, a, b, rows[i].is_difference);
        assert_near(v, rows[i].want, 1e-12);
    }
    /* not nearly: exactly */
    assert_true(pluto_unit_convert(470, unit("mA"), unit("A"), false) == 0.47);
}

static void
different_quantities_do_not_agree(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"V", "A"}, {"s", "Hz"},
        {"deg", "counts"}, {"deg/s", "Hz"}, {"m", "m2"}, {"degC", "V"}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_false(pluto_unit_agree(unit(rows[i][0]), unit(rows[i][1])));
    assert_true(pluto_unit_is_time(unit("min")));
    assert_false(pluto_unit_is_time(unit("Hz")));
    assert_false(pluto_unit_is_time(NULL));
    assert_true(pluto_unit_is_angle(unit("arcmin")));
    assert_true(pluto_unit_has_offset(unit("degC")));
    assert_false(pluto_unit_has_offset(unit("K")));
    assert_ptr_equal(pluto_unit_difference(unit("degC")), unit("K"));
    assert_ptr_equal(pluto_unit_difference(unit("V")), unit("V"));
}

static void
products_have_a_text_that_people_know(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        char op;
        const char *want; /* "": plain, NULL: refused */
        double factor;
    } rows[] = {
        {"V", "A", '*', "V.A", 1},
        {"deg/s", "s", '*', "deg", 1},
        {"deg/h", "s", '*', "deg", 1.0 / 3600},
        {"m", "s", '/', "m/s", 1},
        {"m/s", "s", '/', "m/s2", 1},
        {NULL, "s", '/', "s-1", 1},
        {"V", NULL, '/', "V", 1},
        {"V", NULL, '*', "V", 1},
        {NULL, "V", '*', "V", 1},
        {"V", "V", '/', "", 1},
        {"V", "mV", '/', "", 1000},
        {"Hz", "s", '*', "", 1},
        {"kHz", "s", '*', "", 1000},
        {"degC", "s", '/', NULL, 0},
        {"degC", NULL, '*', NULL, 0},
        {"V", "degC", '*', NULL, 0},
        {"J/(kg K)", "K", '*', NULL, 0},
        {"counts", "s", '/', "counts/s", 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct pluto_unit *out;
        double factor;
        print_message("%zu\n", i);
        bool is = (rows[i].op == '*' ? pluto_unit_times : pluto_unit_per)(
            unit(rows[i].a), unit(rows[i].b), &out, &factor);
        assert_int_equal(is, rows[i].want != NULL);
        if (!is)
            continue;
        assert_string_equal(pluto_unit_str(out), rows[i].want);
        assert_near(factor, rows[i].factor, 1e-15 * rows[i].factor);
    }
}

static void
powers_multiply_exponents(void **state)
{
    (void)state;
    const struct pluto_unit *out;
    double factor;
    assert_true(pluto_unit_power(unit("m/s"), 2, &out, &factor));
    assert_string_equal(pluto_unit_str(out), "m2/s2");
    assert_true(pluto_unit_power(unit("m"), 0, &out, &factor));
    assert_null(out);
    assert_true(pluto_unit_power(unit("s"), -1, &out, &factor));
    assert_string_equal(pluto_unit_str(out), "s-1");
    assert_false(pluto_unit_power(unit("m"), INT32_MAX, &out, &factor));
    assert_false(pluto_unit_power(unit("degC"), 2, &out, &factor));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_symbol_of_the_table_is_a_unit),
        cmocka_unit_test(other_texts_are_none),
        cmocka_unit_test(case_of_a_symbol_counts),
        cmocka_unit_test(what_agrees_converts),
        cmocka_unit_test(different_quantities_do_not_agree),
        cmocka_unit_test(products_have_a_text_that_people_know),
        cmocka_unit_test(powers_multiply_exponents),
    };
    return check_run(tests);
}
