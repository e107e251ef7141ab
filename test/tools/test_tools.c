/*
 * test_tools.c - the table of subcommands.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "tools/tools.h"

static void
every_row_has_a_function_and_one_line_of_help(void **state)
{
    (void)state;
    size_t n;
    const struct tool *t = tools_all(&n);
    for (size_t i = 0; i < n; i++) {
        assert_non_null(t[i].fn);
        assert_true(strlen(t[i].help) > 8 && strlen(t[i].help) <= 64);
        assert_null(strchr(t[i].help, '\n'));
        assert_ptr_equal(tools_find(t[i].name), &t[i]);
    }
    assert_null(t[n].name);
}

static void
names_are_found_whole_only(void **state)
{
    (void)state;
    assert_null(tools_find(""));
    assert_null(tools_find("no-such-tool"));
}

static void
a_name_far_from_all_suggests_nothing(void **state)
{
    (void)state;
    assert_null(tools_nearest("xyzzyxyzzy"));
    assert_null(tools_nearest("qqqqqqqqqq"));
}

static void
one_wrong_letter_suggests_the_tool(void **state)
{
    (void)state;
    size_t n;
    const struct tool *t = tools_all(&n);
    for (size_t i = 0; i < n; i++) {
        if (strlen(t[i].name) < 4)
            continue;
        char wrong[64];
        snprintf(wrong, sizeof wrong, "%s", t[i].name);
        wrong[strlen(wrong) - 1] = '~';
        assert_non_null(tools_nearest(wrong));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_has_a_function_and_one_line_of_help),
        cmocka_unit_test(names_are_found_whole_only),
        cmocka_unit_test(a_name_far_from_all_suggests_nothing),
        cmocka_unit_test(one_wrong_letter_suggests_the_tool),
    };
    return check_run(tests);
}
