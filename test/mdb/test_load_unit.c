/*
 * test_load_unit.c - units as one text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#define UNITS(x)                                                               \
    XTCE_TYPES("<FloatParameterType name='t'><UnitSet>" x                      \
               "</UnitSet><FloatDataEncoding/></FloatParameterType>")

static void
units_become_products_and_quotients(void **state)
{
    (void)state;
    static const struct {
        const char *body, *unit;
    } cases[] = {
        {UNITS(""), ""},
        {UNITS("<Unit>  degC </Unit>"), "degC"},
        {UNITS("<Unit>m/s</Unit>"), "m/s"},
        {UNITS("<Unit power='1' factor='1'>V</Unit>"), "V"},
        {UNITS("<Unit power='2'>m</Unit>"), "m^2"},
        {UNITS("<Unit>W</Unit><Unit power='-2'>m</Unit>"), "W/m^2"},
        {UNITS("<Unit power='-1'>s</Unit>"), "1/s"},
        {UNITS("<Unit>N</Unit><Unit>m</Unit>"), "N m"},
        {UNITS("<Unit factor='1000'>g</Unit>"), "1000 g"},
        {UNITS("<Unit description='count'/>"), "count"},
        {UNITS("<Unit form='raw'>DN</Unit><Unit form='calibrated'>K</Unit>"),
            "K"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct mdb *mdb = xtce_good(cases[i].body);
        assert_string_equal(xtce_type(mdb, "t")->unit, cases[i].unit);
        mdb_free(&mdb);
    }
}

static void
a_power_that_is_no_number_is_an_error(void **state)
{
    (void)state;
    xtce_expect("power", UNITS("<Unit power='two'>m</Unit>"),
        "error: power 'two' is not a number\n");
}

static void
a_unit_cannot_reach_the_terminal_as_a_control(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(UNITS("<Unit>a\xC2\x9B"
                                      "b</Unit>"));
    assert_string_equal(xtce_type(mdb, "t")->unit, "a\xEF\xBF\xBD"
                                                   "b");
    mdb_free(&mdb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_become_products_and_quotients),
        cmocka_unit_test(a_power_that_is_no_number_is_an_error),
        cmocka_unit_test(a_unit_cannot_reach_the_terminal_as_a_control),
    };
    return check_run(tests);
}
