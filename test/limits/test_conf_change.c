/*
 * test_conf_change.c - changes and conditions of limits.conf.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits_try.h"

#include "common/xalloc.h"

static void
a_set_changes_a_part_of_a_change(void **state)
{
    (void)state;
    static const struct {
        const char *set, *expected;
    } rows[] = {
        {"change { warning = \"[-2, 2]\" }",
            "warning change outside -2 .. 2 %/sample, critical change outside "
            "-9 .. 9 %/sample"},
        {"change { warning = off }",
            "critical change outside -9 .. 9 %/sample"},
        {"change { warning = off critical = off }", "nothing is checked"},
        {"change { warning = \"in [1, 2]\" critical = \"in [3, 4]\" }",
            "warning change inside 1 .. 2 %/sample, critical change inside "
            "3 .. 4 %/sample"},
        {"change { percent = false warning = \"[-2, 2]\" critical = off }",
            "warning change outside -2 .. 2 per sample"},
        {"change { per = second warning = \"[-2, 2]\" }",
            "3:28: error: per changes what the 'critical' limits of the "
            "database mean: give them here, too, or switch them off\n"},
        {"change { warning = \"in [1, 2]\" }",
            "3:38: error: limits of a change are all inside, or none is\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *conf = xasprintf(
            "parameter COUNT { change { per = sample percent = true warning = "
            "\"[-1, 1]\" critical = \"[-9, 9]\" } }\n"
            "set s { until = 2030-001T00:00:00Z\n"
            "parameter COUNT { %s } }",
            rows[i].set);
        struct try t = try_text(conf);
        print_message("%s\n", rows[i].set);
        char *text = t.rules != NULL
                         ? rules_text(t.rules, try_rule(&t, "COUNT", 0))
                         : try_notes(&t);
        assert_string_equal(text, rows[i].expected);
        free(text);
        free(conf);
        try_fini(&t);
    }
}

static void
conditions_replace_one_another_and_are_switched_off(void **state)
{
    (void)state;
    struct try t =
        try_text("parameter COUNT { condition { watch = \"V28 > 1\"\n"
                 "  severe = \"V28 > 2\" } }\n"
                 "set s { until = 2030-001T00:00:00Z\n"
                 "  parameter COUNT { condition { watch = off } } }\n");
    const struct mdb_alarm *set = try_rule(&t, "COUNT", 0)->alarm;
    const struct mdb_alarm *always = try_rule(&t, "COUNT", 1)->alarm;
    assert_false(set->has_condition[LIMIT_WATCH]);
    assert_true(set->has_condition[LIMIT_SEVERE]);
    assert_true(always->has_condition[LIMIT_WATCH]);
    assert_int_equal(always->condition[LIMIT_WATCH].op, MDB_COMPARE);
    assert_false(always->has_condition[LIMIT_CRITICAL]);
    try_fini(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_set_changes_a_part_of_a_change),
        cmocka_unit_test(conditions_replace_one_another_and_are_switched_off),
    };
    return check_run(tests);
}
