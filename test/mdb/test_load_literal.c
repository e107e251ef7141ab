/*
 * test_load_literal.c - values of arguments as a file has them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <math.h>

#include "mdb/load_command.h"

static void
numbers_are_checked_against_their_type(void **state)
{
    (void)state;
    static const struct mdb_valid_range range[] = {
        {.min = 1, .max = 3, .min_inclusive = true, .max_inclusive = true},
        {.min = 10, .max = 20, .min_inclusive = true},
    };
    static const struct mdb_type u8 = {.eng_kind = MDB_UINT, .size_bits = 8};
    static const struct mdb_type some = {
        .eng_kind = MDB_UINT, .size_bits = 8, .range = range, .n_ranges = 2};
    static const struct mdb_type i8 = {.eng_kind = MDB_INT, .size_bits = 8};
    static const struct {
        const struct mdb_type *type;
        const char *text, *refusal;
    } cases[] = {
        {&u8, "0", NULL},
        {&u8, "255", NULL},
        {&u8, "0x1F", NULL},
        {&u8, "256", "256 does not fit 8 bits"},
        {&u8, "-1", "-1 is negative"},
        {&u8, "1.5", "'1.5' is not a whole number"},
        {&u8, "", "'' is not a whole number"},
        {&i8, "-128", NULL},
        {&i8, "128", "128 does not fit 8 bits"},
        {&i8, "18446744073709551615", "18446744073709551615 is too large"},
        {&some, "3", NULL},
        {&some, "19", NULL},
        {&some, "4", "4 is not in the valid range 1 to 3 or others"},
        {&some, "20", "20 is not in the valid range 1 to 3 or others"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char *is = load_literal_refusal(cases[i].type, cases[i].text);
        if (cases[i].refusal == NULL)
            assert_null(is);
        else
            assert_string_equal(is, cases[i].refusal);
        free(is);
    }
}

static void
every_kind_is_written_its_own_way(void **state)
{
    (void)state;
    static const struct mdb_label label[] = {
        {.value = 0, .label = "OFF"}, {.value = 1, .label = "ON"}};
    static const struct mdb_valid_range open[] = {{.min = 0,
        .max = INFINITY,
        .min_inclusive = true,
        .max_inclusive = true}};
    static const struct mdb_type real = {.eng_kind = MDB_FLOAT};
    static const struct mdb_type positive = {
        .eng_kind = MDB_FLOAT, .range = open, .n_ranges = 1};
    static const struct mdb_type raw = {.eng_kind = MDB_FLOAT,
        .range = open,
        .n_ranges = 1,
        .valid_applies_to_raw = true};
    static const struct mdb_type labels = {
        .eng_kind = MDB_ENUM, .label = label, .n_labels = 2};
    static const struct mdb_type truth = {
        .eng_kind = MDB_BOOL, .zero_text = "SHUT", .one_text = "OPEN"};
    static const struct mdb_type bytes = {.eng_kind = MDB_BINARY};
    static const struct mdb_type text = {.eng_kind = MDB_STRING};
    static const struct mdb_type when = {.eng_kind = MDB_TIME};
    static const struct mdb_type span = {.eng_kind = MDB_DURATION};
    static const struct mdb_type u64 = {.eng_kind = MDB_UINT, .size_bits = 64};
    static const struct {
        const struct mdb_type *type;
        const char *text, *refusal;
    } cases[] = {
        {&real, "1.5", NULL},
        {&real, "-1e9", NULL},
        {&real, "nan", "'nan' is not a number"},
        {&real, "ON", "'ON' is not a number"},
        {&positive, "0", NULL},
        {&positive, "-0.1", "-0.1 is not in the valid range from 0"},
        {&raw, "-0.1", NULL},
        {&labels, "ON", NULL},
        {&labels, "ONN", "there is no label 'ONN'; did you mean 'ON'?"},
        {&labels, "elsewhere", "there is no label 'elsewhere'"},
        {&labels, "1", "there is no label '1'"},
        {&truth, "OPEN", NULL},
        {&truth, "false", NULL},
        {&truth, "1", NULL},
        {&truth, "ajar", "'ajar' is neither 'SHUT' nor 'OPEN'"},
        {&bytes, "", NULL},
        {&bytes, "0x00FF", NULL},
        {&bytes, "0aF", "'0aF' is not a whole number of hexadecimal bytes"},
        {&bytes, "zz", "'zz' is not a whole number of hexadecimal bytes"},
        {&text, "anything", NULL},
        {&when, "2026-11-20T08:46:12Z", NULL},
        {&when, "tomorrow", "'tomorrow' is not a date and time"},
        {&span, "PT1.5S", NULL},
        {&span, "1.5", NULL},
        {&span, "P1Y", "'P1Y' is not a duration"},
        {&span, "inf", "'inf' is not a duration"},
        {&u64, "18446744073709551615", NULL},
        {&u64, "18446744073709551616",
            "'18446744073709551616' is not a whole number"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char *is = load_literal_refusal(cases[i].type, cases[i].text);
        if (cases[i].refusal == NULL && is != NULL)
            fail_msg("%s: %s", cases[i].text, is);
        if (cases[i].refusal != NULL)
            assert_string_equal(is, cases[i].refusal);
        free(is);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_checked_against_their_type),
        cmocka_unit_test(every_kind_is_written_its_own_way),
    };
    return check_run(tests);
}
