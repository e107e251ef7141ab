/*
 * test_units.c - from one unit to another, as udunits2 knows them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "common/units.h"

static void
units_of_one_quantity_convert_by_factor_and_offset(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        enum units_result result;
        double scale, offset;
    } rows[] = {
        {"degC", "degF", UNITS_OK, 1.8, 32},
        {"degC", "K", UNITS_OK, 1, 273.15},
        {"degF", "degC", UNITS_OK, 1 / 1.8, -32 / 1.8},
        {"V", "mV", UNITS_OK, 1000, 0},
        {"V", "V", UNITS_OK, 1, 0},
        {"rad", "deg", UNITS_OK, 57.29577951308232, 0},
        {"deg/s", "mdeg/s", UNITS_OK, 1000, 0},
        {"mAh", "C", UNITS_OK, 3.6, 0},
        {"W m/s^2", "kW m/s2", UNITS_OK, 1e-3, 0},
        {"1/s", "Hz", UNITS_OK, 1, 0},
        {"%", "1", UNITS_OK, 0.01, 0},
        {"J s-1", "W", UNITS_OK, 1, 0},
        {"\xc2\xb5m", "nm", UNITS_OK, 1000, 0},
        {"\xc2\xb0"
         "C",
            "K", UNITS_OK, 1, 273.15},
        {"nm", "Tm", UNITS_OK, 1e-21, 0},
        {"V", "A", UNITS_DIFFER, 0, 0},
        {"V", "degC", UNITS_DIFFER, 0, 0},
        {"frob", "V", UNITS_UNKNOWN_FROM, 0, 0},
        {"V", "frob", UNITS_UNKNOWN_TO, 0, 0},
        {"V", "", UNITS_UNKNOWN_TO, 0, 0},
        {"", "V", UNITS_UNKNOWN_FROM, 0, 0},
        {NULL, "V", UNITS_OK, 1, 0},
        {NULL, "frob", UNITS_UNKNOWN_TO, 0, 0},
        {"W", "dBm", UNITS_NOT_LINEAR, 0, 0},
        {"KiB", "bit", UNITS_OK, 8192, 0},
        {"MiB", "GiB", UNITS_OK, 1.0 / 1024, 0},
        {"dB", "1", UNITS_OK, 1, 0},
        {"px", "1", UNITS_OK, 1, 0},
        {"s", "seconds since 1970-01-01", UNITS_DIFFER, 0, 0},
        {"m", "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((m",
            UNITS_UNKNOWN_TO, 0, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        double scale, offset;
        print_message(
            "%s -> %s\n", rows[i].from ? rows[i].from : "", rows[i].to);
        assert_int_equal(
            units_convert(rows[i].from, rows[i].to, &scale, &offset),
            rows[i].result);
        if (rows[i].result != UNITS_OK)
            continue;
        assert_near(scale, rows[i].scale, 1e-9 * rows[i].scale);
        assert_near(offset, rows[i].offset, 1e-9);
    }
}

static void
the_nearest_unit_is_of_the_same_quantity(void **state)
{
    (void)state;
    assert_string_equal(units_nearest("degX", "degC"), "degC");
    assert_string_equal(units_nearest("mVV", "V"), "mV");
    assert_string_equal(units_nearest("kPaa", "bar"), "kPa");
    assert_null(units_nearest("zzzzzz", "V"));
    assert_null(units_nearest("degX", "V"));
    assert_string_equal(units_nearest("degX", NULL), "degC");
}

static void
equal_quantities_have_equal_base_units(void **state)
{
    (void)state;
    static const struct {
        const char *text, *base; /* NULL: no unit */
        double scale, offset;
    } rows[] = {
        {"mW", "m2.kg.s-3", 1e-3, 0},
        {"J/s", "m2.kg.s-3", 1, 0},
        {"degC", "K", 1, 273.15},
        {"min", "s", 60, 0},
        {"deg", "rad", 0.017453292519943295, 0},
        {"%", "1", 0.01, 0},
        {"B", "1", 8, 0},
        {"dBm", NULL, 0, 0},
        {"frob", NULL, 0, 0},
        {"", NULL, 0, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct units_meaning is;
        print_message("%s\n", rows[i].text);
        assert_int_equal(
            units_describe(rows[i].text, &is), rows[i].base != NULL);
        if (rows[i].base == NULL)
            continue;
        assert_string_equal(is.base, rows[i].base);
        assert_near(is.scale, rows[i].scale, 1e-15 * rows[i].scale);
        assert_near(is.offset, rows[i].offset, 1e-12);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_of_one_quantity_convert_by_factor_and_offset),
        cmocka_unit_test(equal_quantities_have_equal_base_units),
        cmocka_unit_test(the_nearest_unit_is_of_the_same_quantity),
    };
    return check_run(tests);
}
