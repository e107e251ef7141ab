/*
 * test_conf_apply.c - which parameters a section is about, sets, the file.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits_try.h"

static void
a_set_begins_with_what_holds_always_and_comes_first(void **state)
{
    (void)state;
    struct try t = try_text(
        "set b { until = \"2026-01-02T00:00:00Z\"\n"
        "  parameter \"V28*\" { deadband = 1 }\n"
        "  parameter V28 { deadband = 2 } }\n"
        "set a { when = \"MODE == SAFE\" from = \"2026-01-01T00:00:00Z\"\n"
        "  parameter V28 { critical = off } }\n"
        "parameter V28 { warning = \"[25, 31]\" }\n");
    assert_int_equal(try_n_rules(&t, "V28"), 4);
    assert_int_equal(try_n_rules(&t, "V28_B"), 3);
    assert_int_equal(try_n_rules(&t, "MODE"), 1);
    const struct limit_rule *r = try_rule(&t, "V28", 0);
    assert_string_equal(r->origin.set, "b");
    assert_int_equal(r->origin.line, 2);
    assert_string_equal(r->context.text, "until 2026-01-02T00:00:00Z");
    assert_true(utc_is_none(r->context.from));
    assert_int_equal(r->context.criteria.op, MDB_ALWAYS);
    assert_near(r->deadband, 2, 0);
    assert_near(r->alarm->ranges.range[LIMIT_WARNING].min, 25, 0);
    r = try_rule(&t, "V28", 1);
    assert_string_equal(r->origin.set, "a");
    assert_string_equal(
        r->context.text, "MODE == SAFE, from 2026-01-01T00:00:00Z");
    assert_near(r->deadband, 0, 0);
    assert_false(r->alarm->ranges.has[LIMIT_CRITICAL]);
    /* The database has a context of the same condition: it begins there. */
    assert_near(r->alarm->ranges.range[LIMIT_WARNING].min, 20, 0);
    assert_null(try_rule(&t, "V28", 2)->origin.set);
    assert_string_equal(try_rule(&t, "V28", 2)->context.text, "MODE == SAFE");
    assert_string_equal(try_rule(&t, "V28", 3)->context.text, "");
    assert_near(try_rule(&t, "V28_B", 0)->deadband, 1, 0);
    try_fini(&t);
}

static void
a_set_can_check_what_is_not_checked_otherwise_and_the_reverse(void **state)
{
    (void)state;
    struct try t =
        try_text("parameter MODE { disabled = true reason = r }\n"
                 "set s { when = \"COUNT == 1\"\n"
                 "  parameter COUNT { watch = \"[1, 2]\" }\n"
                 "  parameter MODE { disabled = false }\n"
                 "  parameter V28 { disabled = true reason = q } }\n");
    assert_int_equal(try_n_rules(&t, "COUNT"), 1);
    assert_true(try_rule(&t, "COUNT", 0)->alarm->ranges.has[LIMIT_WATCH]);
    assert_false(try_rule(&t, "MODE", 0)->is_disabled);
    assert_null(try_rule(&t, "MODE", 0)->disabled_reason);
    assert_true(try_rule(&t, "MODE", 1)->is_disabled);
    assert_true(try_rule(&t, "V28", 0)->is_disabled);
    assert_false(try_rule(&t, "V28", 1)->is_disabled);
    try_fini(&t);
}

static void
every_wrong_section_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *conf, *notes;
    } rows[] = {
        {"parameter COUMT { latch = true }",
            "1:11: error: there is no parameter 'COUMT'; did you mean "
            "'/K/COUNT'?\n"},
        {"parameter zzzzzz { latch = true }",
            "1:11: error: there is no parameter 'zzzzzz'\n"},
        {"parameter \"Z*\" { latch = true }",
            "1:11: error: no parameter matches 'Z*'\n"},
        {"set a { parameter V28 { deadband = 1 } }",
            "1:1: error: set a needs 'from', 'until' or 'when': else its "
            "limits belong outside of it\n"},
        {"set a { from = \"2026-01-02T00:00:00Z\" until = "
         "\"2026-01-02T00:00:00Z\" }",
            "1:47: error: set a ends before it begins\n"},
        {"set a { when = \"MODE == OF\" }",
            "1:25: error: when: 'OF' is neither a value of '/K/MODE' nor a "
            "parameter; did you mean 'OFF'?\n"},
        {"set a { when = \"MODE == OFF\" parameter V28 { guidance = g } }",
            "1:46: error: guidance holds always: it belongs to a section "
            "'parameter' outside of sets\n"},
        {"parameter V28 { }\nparameter V28 { }",
            "2:11: error: parameter V28 stands here again; the first is in "
            "line 1\n"},
        {"paramater V28 { }",
            "1:1: error: 'paramater' is not an option of limits; did you mean "
            "'parameter'?\n"},
        {"parameter V28 {", "1:1: error: the '{' of parameter is never "
                            "closed\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct try t = try_text(rows[i].conf);
        char *notes = try_notes(&t);
        print_message("%s\n", rows[i].conf);
        assert_string_equal(notes, rows[i].notes);
        assert_int_equal(t.e, ERR_FORMAT);
        assert_null(t.rules);
        free(notes);
        try_fini(&t);
    }
}

static void
all_errors_of_a_file_come_in_one_run_in_its_order(void **state)
{
    (void)state;
    struct try t = try_text("set a { when = \"COUNT = 1\"\n"
                            "  parameter NOPE1 { deadband = x } }\n"
                            "parameter V28 {\n"
                            "  warning = \"[2, 1]\"\n"
                            "  latch = 7\n"
                            "}\n");
    static const unsigned line[] = {1, 2, 2, 4, 5};
    assert_int_equal(t.notes.n, ARRAY_LEN(line));
    for (size_t i = 0; i < ARRAY_LEN(line); i++)
        assert_int_equal(t.notes.note[i].line, line[i]);
    try_fini(&t);
}

static void
an_empty_file_changes_nothing_and_a_missing_one_is_an_error(void **state)
{
    (void)state;
    struct try t = try_text("");
    struct rules *without, *missing;
    struct notes notes = {0};
    assert_int_equal(rules_load(t.mdb, NULL, &notes, &without), ERR_OK);
    assert_int_equal(t.rules->n_rules, without->n_rules);
    assert_int_equal(t.rules->n_checked, 4);
    assert_int_equal(
        rules_load(t.mdb, "/nonexistent/limits.conf", &notes, &missing),
        ERR_NOTFOUND);
    assert_null(missing);
    assert_int_equal(notes.errors, 1);
    rules_free(&without);
    notes_fini(&notes);
    try_fini(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_set_begins_with_what_holds_always_and_comes_first),
        cmocka_unit_test(
            a_set_can_check_what_is_not_checked_otherwise_and_the_reverse),
        cmocka_unit_test(every_wrong_section_is_named),
        cmocka_unit_test(all_errors_of_a_file_come_in_one_run_in_its_order),
        cmocka_unit_test(
            an_empty_file_changes_nothing_and_a_missing_one_is_an_error),
    };
    return check_run(tests);
}
