/*
 * test_load_literal.c - values of arguments as a file has them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_checked_against_their_type),
    };
    return check_run(tests);
}
