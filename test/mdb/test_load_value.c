/*
 * test_load_value.c - numbers and words as files write them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#include "mdb/load.h"

static void
whole_numbers_are_read_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_good;
        int64_t value;
    } cases[] = {
        {"0", true, 0},
        {"12", true, 12},
        {"+12", true, 12},
        {"-12", true, -12},
        {"0x1F", true, 31},
        {"0b101", true, 5},
        {"007", true, 7},
        {"12.0", true, 12},
        {"1e3", true, 1000},
        {"9223372036854775807", true, INT64_MAX},
        {"18446744073709551615", true, -1},
        {"", false, 0},
        {"12.5", false, 0},
        {"+-1", false, 0},
        {"twelve", false, 0},
        {"1e30", false, 0},
        {"12 ", false, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t v = 0;
        print_message("'%s'\n", cases[i].text);
        assert_int_equal(load_parse_int(cases[i].text, &v), cases[i].is_good);
        if (cases[i].is_good)
            assert_int_equal(v, cases[i].value);
    }
}

static void
reals_may_have_a_plus_sign(void **state)
{
    (void)state;
    double v;
    assert_true(load_parse_double("+1.5e-3", &v));
    assert_near(v, 0.0015, 0);
    assert_true(load_parse_double("-0", &v));
    assert_false(load_parse_double("1,5", &v));
    assert_false(load_parse_double("", &v));
    assert_false(load_parse_double("++1", &v));
}

static void
booleans_are_those_of_xml_schema_in_any_case(void **state)
{
    (void)state;
#define SIGNED(x)                                                              \
    XTCE_TYPES("<IntegerParameterType name='t' signed='" x                     \
               "'><UnitSet/><IntegerDataEncoding/></IntegerParameterType>")
    static const struct {
        const char *body;
        enum mdb_kind kind;
    } cases[] = {
        {SIGNED("true"), MDB_INT},
        {SIGNED("1"), MDB_INT},
        {SIGNED("True"), MDB_INT},
        {SIGNED("false"), MDB_UINT},
        {SIGNED("0"), MDB_UINT},
        {SIGNED("FALSE"), MDB_UINT},
        {SIGNED(" false "), MDB_UINT},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct mdb *mdb = xtce_good(cases[i].body);
        assert_int_equal(xtce_type(mdb, "t")->eng_kind, cases[i].kind);
        mdb_free(&mdb);
    }
    xtce_expect(
        "maybe", SIGNED("maybe"), "error: 'maybe' is not true or false\n");
}

static void
descriptions_are_one_clean_line(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(XTCE_TYPES(XTCE_UINT("u", "8"))
            XTCE_PARAMS("<Parameter name='P' parameterTypeRef='u'>"
                        "<LongDescription>\n  two\tlines\r\n  of &lt;text&gt; "
                        "\xE2\x80\xAE!\n</LongDescription></Parameter>"));
    assert_string_equal(
        xtce_param(mdb, "P")->description, "two lines of <text> \xEF\xBF\xBD!");
    mdb_free(&mdb);
}

static void
durations_are_days_to_seconds(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_good;
        int64_t ns;
    } cases[] = {
        {"PT0S", true, 0},
        {"PT1.5S", true, 1500000000},
        {"PT2M", true, INT64_C(120000000000)},
        {"P1D", true, INT64_C(86400000000000)},
        {"P1DT1H1M1S", true, INT64_C(90061000000000)},
        {"-PT1S", true, -1000000000},
        {"", false, 0},
        {"P", false, 0},
        {"PT", false, 0},
        {"P1Y", false, 0},
        {"P1M", false, 0},
        {"PT1H2H", false, 0},
        {"PT1ST1S", false, 0},
        {"PTS", false, 0},
        {"PT1", false, 0},
        {"1S", false, 0},
        {"PT1S ", false, 0},
        {"PT99999999999S", false, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t ns = 0;
        if (load_parse_duration(cases[i].text, &ns) != cases[i].is_good)
            fail_msg("'%s'", cases[i].text);
        if (cases[i].is_good)
            assert_true(ns == cases[i].ns);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_numbers_are_read_as_people_write_them),
        cmocka_unit_test(reals_may_have_a_plus_sign),
        cmocka_unit_test(booleans_are_those_of_xml_schema_in_any_case),
        cmocka_unit_test(descriptions_are_one_clean_line),
        cmocka_unit_test(durations_are_days_to_seconds),
    };
    return check_run(tests);
}
