/*
 * test_rules.c - the table of options and the manual agree.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/xalloc.h"
#include "mission/rules.h"

static void
every_option_is_in_the_manual_and_the_other_way_round(void **state)
{
    (void)state;
    char *path = check_path("../man/columba-mission.5");
    char *page = check_read(path, NULL);
    size_t documented = 0;
    for (const char *p = page; (p = strstr(p, "\n.It Cm ")) != NULL; p++)
        documented++;
    for (size_t i = 0; i < rules_n; i++) {
        char *row = xasprintf("\n.It Cm %s", rules[i].name);
        if (strstr(page, row) == NULL)
            fail_msg("%s is not in columba-mission(5)", rules[i].name);
        free(row);
    }
    assert_int_equal(documented, rules_n);
    free(page);
    free(path);
}

static void
no_option_stands_twice_in_a_section(void **state)
{
    (void)state;
    for (size_t i = 0; i < rules_n; i++)
        for (size_t k = 0; k < i; k++)
            assert_false(strcmp(rules[i].name, rules[k].name) == 0 &&
                         strcmp(rules[i].section, rules[k].section) == 0);
}

static void
check_options(const char *section, const struct rules_link_option *o, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(o[i].needed & ~o[i].allowed, 0);
        bool is_known = false;
        for (size_t k = 0; k < rules_n; k++)
            is_known |= strcmp(rules[k].section, section) == 0 &&
                        strcmp(rules[k].name, o[i].name) == 0;
        assert_true(is_known);
    }
}

static void
what_a_link_needs_it_also_allows(void **state)
{
    (void)state;
    check_options("link", rules_link_options, rules_n_link_options);
    check_options("uplink", rules_uplink_options, rules_n_uplink_options);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_option_is_in_the_manual_and_the_other_way_round),
        cmocka_unit_test(no_option_stands_twice_in_a_section),
        cmocka_unit_test(what_a_link_needs_it_also_allows),
    };
    return check_run(tests);
}
