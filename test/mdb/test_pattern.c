/*
 * test_pattern.c - which regular expressions are allowed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "mdb/pattern.h"

static void
patterns_are_allowed_unless_they_are_broken_or_endless(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *why; /* NULL: allowed */
    } rows[] = {
        {"", NULL},
        {"OK", NULL},
        {"^E[0-9]{1,3}( |$)", NULL},
        {"a\\{9999}", NULL},
        {"(x{10}){100}", NULL},
        {"(x{10}){101}", "it repeats too often"},
        {"x{1001}", "it repeats too often"},
        {"((a{32}){32}){32}", "it repeats too often"},
        {"x{99999999999999999999}", "it repeats too often"},
        {"(a)\\1", "back references are not supported"},
        {"(a", "Unmatched ( or \\("},
        {"[a", "Unmatched [, [^, [:, [., or [="},
        {"*", "Invalid preceding regular expression"},
        {"a\\", "Trailing backslash"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char why[PATTERN_WHY_SIZE] = "";
        print_message("%s\n", rows[i].pattern);
        assert_int_equal(
            pattern_check(rows[i].pattern, why), rows[i].why == NULL);
        if (rows[i].why != NULL)
            assert_string_equal(why, rows[i].why);
    }
}

static void
a_long_pattern_is_refused(void **state)
{
    (void)state;
    char text[PATTERN_MAX + 2], why[PATTERN_WHY_SIZE];
    memset(text, 'a', sizeof text);
    text[PATTERN_MAX] = '\0';
    assert_true(pattern_check(text, why));
    text[PATTERN_MAX] = 'a';
    text[PATTERN_MAX + 1] = '\0';
    assert_false(pattern_check(text, why));
    assert_string_equal(why, "it is longer than 256 bytes");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            patterns_are_allowed_unless_they_are_broken_or_endless),
        cmocka_unit_test(a_long_pattern_is_refused),
    };
    return check_run(tests);
}
