/*
 * test_err.c - the texts of the error codes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/err.h"

static void
every_code_has_a_sentence_and_a_sysexits_status(void **state)
{
    (void)state;
    assert_int_equal(err_exit_status(ERR_OK), 0);
    for (unsigned a = 0; a < ERR_COUNT; a++) {
        assert_true(strlen(err_str((enum err)a)) > 5);
        int status = err_exit_status((enum err)a);
        assert_true(a == 0 || (status >= 64 && status <= 78));
        for (unsigned b = 0; b < a; b++)
            assert_string_not_equal(err_str((enum err)a), err_str((enum err)b));
    }
}

static void
an_unknown_code_is_a_bug_not_a_crash(void **state)
{
    (void)state;
    assert_string_equal(err_str(ERR_COUNT), "unknown error");
    assert_string_equal(err_str((enum err) - 1), "unknown error");
    assert_int_equal(err_exit_status((enum err)999), 70);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_a_sentence_and_a_sysexits_status),
        cmocka_unit_test(an_unknown_code_is_a_bug_not_a_crash),
    };
    return check_run(tests);
}
