/*
 * test_nearest.c - the name that was meant, or none rather than a wild guess.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/nearest.h"

#include "support/check.h"

#include "common/attr.h"

static void
a_mistyped_name_finds_the_one_that_was_meant(void **state)
{
    (void)state;
    static const char *const names[] = {"freeze", "filter", "follow", "full"};
    static const struct {
        const char *wanted, *best;
    } cases[] = {
        {"freez", "freeze"},
        {"flter", "filter"},
        {"FOLLOW", "follow"},
        {"ful", "full"},
        {"x", NULL},
        {"acknowledge", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct nearest n = nearest_to(cases[i].wanted);
        nearest_try_all(&n, names, ARRAY_LEN(names));
        if (cases[i].best == NULL)
            assert_null(n.best);
        else
            assert_string_equal(n.best, cases[i].best);
    }
}

static void
of_equally_near_ones_the_first_in_the_alphabet_is_named(void **state)
{
    (void)state;
    struct nearest n = nearest_to("THM");
    nearest_try(&n, "THN");
    nearest_try(&n, "THA");
    nearest_try(&n, "THZ");
    assert_string_equal(n.best, "THA");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mistyped_name_finds_the_one_that_was_meant),
        cmocka_unit_test(
            of_equally_near_ones_the_first_in_the_alphabet_is_named),
    };
    return check_run(tests);
}
