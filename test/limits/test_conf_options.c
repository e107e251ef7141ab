/*
 * test_conf_options.c - how limits are checked, and what people see.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits_try.h"

static void
options_hold_in_every_context(void **state)
{
    (void)state;
    struct try t = try_text(
        "parameter V28 { deadband = 0.5 spike = 3 violation_time = 2s "
        "conformance_time = 500ms stuck = 1min stuck_level = severe }");
    for (uint32_t k = 0; k < 2; k++) {
        const struct limit_rule *r = try_rule(&t, "V28", k);
        assert_near(r->deadband, 0.5, 0);
        assert_near(r->spike, 3, 0);
        assert_int_equal(r->violation_ns, 2 * NS_PER_S);
        assert_int_equal(r->conformance_ns, 500 * NS_PER_MS);
        assert_int_equal(r->stuck_ns, 60 * NS_PER_S);
        assert_int_equal(r->stuck_level, LIMIT_SEVERE);
        assert_false(r->is_disabled);
        assert_near(try_rule(&t, "V28_B", k)->deadband, 0, 0);
    }
    try_fini(&t);
}

static void
what_is_not_given_again_stays(void **state)
{
    (void)state;
    struct try t =
        try_text("parameter V28 { deadband = 0.5 spike = 3 violation_time = 2s "
                 "latch = true announce = true }\n"
                 "parameter \"V28*\" { group = g violation_time = 0s }\n"
                 "set s { until = 2030-001T00:00:00Z\n"
                 "  parameter V28 { stuck = 1h } }\n"
                 "parameter \"*\" { stuck_level = severe }\n");
    char *why = try_notes(&t);
    assert_string_equal(why, "");
    free(why);
    const struct limit_rule *r = try_rule(&t, "V28", 0);
    assert_int_equal(r->stuck_ns, 3600 * NS_PER_S);
    for (uint32_t k = 0; k < try_n_rules(&t, "V28"); k++) {
        r = try_rule(&t, "V28", k);
        assert_near(r->deadband, 0.5, 0);
        assert_near(r->spike, 3, 0);
        assert_int_equal(r->violation_ns, 0);
    }
    const struct item_notes *n = &t.rules->notes[mdb_find_item(t.mdb, "V28")];
    assert_true(n->latches && n->always_announces);
    try_fini(&t);
}

static void
options_of_numbers_pass_over_what_is_none(void **state)
{
    (void)state;
    struct try t = try_text("parameter \"*\" { deadband = 0.25 spike = 4 }");
    const struct limit_rule *v = try_rule(&t, "V28", 0);
    const struct limit_rule *mode = try_rule(&t, "MODE", 0);
    assert_near(v->deadband, 0.25, 0);
    assert_near(v->spike, 4, 0);
    assert_near(mode->deadband, 0, 0);
    assert_near(mode->spike, 0, 0);
    try_fini(&t);
}

static void
what_can_only_be_stuck_is_checked(void **state)
{
    (void)state;
    struct try t = try_text("parameter BYTES { stuck = 1h }\n"
                            "set s { when = \"COUNT == 1\"\n"
                            "  parameter BYTES { stuck = 2h } }\n");
    assert_int_equal(try_n_rules(&t, "BYTES"), 2);
    for (uint32_t k = 0; k < 2; k++) {
        const struct limit_rule *r = try_rule(&t, "BYTES", k);
        assert_non_null(r->alarm);
        assert_true(mdb_alarm_is_empty(r->alarm));
        assert_int_equal(r->alarm->min_violations, 1);
        assert_int_equal(r->stuck_ns, (k == 0 ? 2 : 1) * 3600 * NS_PER_S);
        assert_int_equal(r->stuck_level, LIMIT_WARNING);
    }
    try_fini(&t);
}

static void
disabling_has_a_reason_and_may_have_an_end(void **state)
{
    (void)state;
    struct try t =
        try_text("parameter V28 { disabled = true reason = \"broken\" until = "
                 "\"1970-01-01T00:01:00Z\" }\n"
                 "parameter V28_B { disabled = true reason = x }\n");
    for (uint32_t k = 0; k < 2; k++) {
        const struct limit_rule *r = try_rule(&t, "V28", k);
        assert_true(r->is_disabled);
        assert_string_equal(r->disabled_reason, "broken");
        assert_int_equal(r->disabled_until.ns, 60 * NS_PER_S);
        assert_non_null(r->alarm);
        r = try_rule(&t, "V28_B", k);
        assert_true(r->is_disabled);
        assert_true(utc_is_none(r->disabled_until));
    }
    try_fini(&t);
}

static void
notes_are_about_the_item(void **state)
{
    (void)state;
    struct try t = try_text(
        "parameter V28 { guidance = \"do this\" display = d procedure = p "
        "group = g latch = true announce = true suppressed_when = \"COUNT == "
        "0\" }\n"
        "parameter \"V28*\" { latch = false }\n");
    const struct item_notes *n = &t.rules->notes[mdb_find_item(t.mdb, "V28")];
    assert_string_equal(n->guidance, "do this");
    assert_string_equal(n->display, "d");
    assert_string_equal(n->procedure, "p");
    assert_string_equal(n->group, "g");
    assert_false(n->latches);
    assert_true(n->always_announces);
    assert_int_equal(n->suppressed_by.op, MDB_COMPARE);
    n = &t.rules->notes[mdb_find_item(t.mdb, "V28_B")];
    assert_null(n->guidance);
    assert_string_equal(n->group, "/K");
    assert_int_equal(n->suppressed_by.op, MDB_NEVER);
    try_fini(&t);
}

static void
every_wrong_option_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *conf, *notes;
    } rows[] = {
        {"parameter V28 { deadband = -1 }",
            "1:28: error: deadband = -1: a number from 0 to 1e+300 is "
            "expected\n"},
        {"parameter MODE { deadband = 1 spike = 1 }",
            "1:18: error: deadband does not fit 'MODE': it is for numbers\n"
            "1:31: error: spike does not fit 'MODE': it is for numbers\n"},
        {"parameter V28 { violation_time = soon }",
            "1:34: error: violation_time = soon: a time like 30s or 5m is "
            "expected\n"},
        {"parameter V28 { stuck = -3 }",
            "1:25: error: stuck = -3: a time like 30s or 5m is expected\n"},
        {"parameter V28 { stuck_level = normal }",
            "1:31: error: stuck_level = normal: watch, warning, distress, "
            "critical or severe is expected\n"},
        {"parameter V28 { disabled = true }",
            "1:17: error: disabled = true needs a 'reason'\n"},
        {"parameter V28 { reason = x until = \"2026-01-01T00:00:00Z\" }",
            "1:17: error: reason belongs to disabled = true\n"
            "1:28: error: until belongs to disabled = true\n"},
        {"parameter V28 { disabled = perhaps }",
            "1:28: error: disabled = perhaps: false or true is expected\n"},
        {"parameter V28 { disabled = true reason = x until = noon }",
            "1:52: error: until = noon: a time like 2026-11-20T08:00:00Z is "
            "expected\n"},
        {"parameter V28 { suppressed_when = \"MODE = OFF\" }",
            "1:41: error: suppressed_when: ==, !=, <, <=, > or >= is expected "
            "here\n"},
        {"parameter TEXT { violations = 2 }",
            "1:11: warning: 'TEXT' has no limits: how they are checked changes "
            "nothing\n"},
        {"parameter TEXT { violation_time = 2s }",
            "1:11: warning: 'TEXT' has no limits: how they are checked changes "
            "nothing\n"},
        {"parameter TEXT { conformance_time = 2s }",
            "1:11: warning: 'TEXT' has no limits: how they are checked changes "
            "nothing\n"},
        {"parameter TEXT { stuck_level = severe }",
            "1:11: warning: 'TEXT' has no limits: how they are checked changes "
            "nothing\n"},
        {"parameter V28 { deadbend = 1 }",
            "1:17: error: 'deadbend' is not an option of a section "
            "'parameter'; did you mean 'deadband'?\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct try t = try_text(rows[i].conf);
        char *notes = try_notes(&t);
        print_message("%s\n", rows[i].conf);
        assert_string_equal(notes, rows[i].notes);
        assert_int_equal(t.rules == NULL, t.notes.errors > 0);
        free(notes);
        try_fini(&t);
    }
}

static void
limits_that_are_off_leave_their_counts_to_what_is_stuck(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t violations, conformance;
    } rows[] = {
        {"", 2, 2}, /* of the database */
        {"violations = 5", 5, 2},
        {"conformance = 7", 2, 7},
        {"violations = 5 conformance = 7", 5, 7},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char text[200];
        (void)snprintf(text, sizeof text,
            "parameter V28 { stuck = 1h warning = off critical = off %s }",
            rows[i].text);
        struct try t = try_text(text);
        const struct limit_rule *r = try_rule(&t, "V28", 1);
        assert_true(mdb_alarm_is_empty(r->alarm));
        assert_int_equal(r->alarm->min_violations, rows[i].violations);
        assert_int_equal(r->alarm->min_conformance, rows[i].conformance);
        try_fini(&t);
    }
}

static void
what_can_only_be_stuck_has_its_counts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t violations, conformance;
    } rows[] = {
        {"stuck = 1h conformance = 2", 1, 2},
        {"stuck = 1h violations = 3", 3, 3},
        {"stuck = 1h } parameter 'BYTE?' { conformance = 2", 1, 2},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char text[200];
        (void)snprintf(
            text, sizeof text, "parameter BYTES { %s }", rows[i].text);
        struct try t = try_text(text);
        char *why = try_notes(&t);
        assert_string_equal(why, "");
        free(why);
        const struct limit_rule *r = try_rule(&t, "BYTES", 0);
        assert_non_null(r->alarm);
        assert_int_equal(r->alarm->min_violations, rows[i].violations);
        assert_int_equal(r->alarm->min_conformance, rows[i].conformance);
        try_fini(&t);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_hold_in_every_context),
        cmocka_unit_test(what_is_not_given_again_stays),
        cmocka_unit_test(options_of_numbers_pass_over_what_is_none),
        cmocka_unit_test(
            limits_that_are_off_leave_their_counts_to_what_is_stuck),
        cmocka_unit_test(what_can_only_be_stuck_is_checked),
        cmocka_unit_test(what_can_only_be_stuck_has_its_counts),
        cmocka_unit_test(disabling_has_a_reason_and_may_have_an_end),
        cmocka_unit_test(notes_are_about_the_item),
        cmocka_unit_test(every_wrong_option_is_named),
    };
    return check_run(tests);
}
