/*
 * test_load_tc_entry.c - the entries of a command, one behind the other.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

static void
an_unknown_argument_is_an_error(void **state)
{
    (void)state;
    xtce_tc_expect("",
        XTCE_ARG_TYPES(XTCE_ARG_UINT("u", "8")) XTCE_COMMANDS(
            "\n<MetaCommand name='C'>" XTCE_ARGS(XTCE_ARG("Volts", "u"))
                XTCE_TC("C", XTCE_ARG_ENTRY("Vots")) "</MetaCommand>"),
        "3:152: error: command '/S/C' has no argument 'Vots'; did you mean "
        "'Volts'?\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unknown_argument_is_an_error),
    };
    return check_run(tests);
}
