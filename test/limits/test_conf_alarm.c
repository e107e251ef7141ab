/*
 * test_conf_alarm.c - levels and counts of limits.conf over the database.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits_try.h"

/* The sentence of the last rule of an item, which holds always. */
static void
levels_change_what_holds_always(void **state)
{
    (void)state;
    static const struct {
        const char *conf, *item, *expected;
    } rows[] = {
        {"parameter V28 { warning = \"[25, 31)\" }", "V28",
            "warning below 25 or at or above 31 V, critical outside 22 .. 34 "
            "V; after 2 samples; good after 2 samples"},
        {"parameter V28 { critical = off }", "V28",
            "warning outside 24 .. 32 V; after 2 samples; good after 2 "
            "samples"},
        {"parameter V28 { critical = off warning = off }", "V28",
            "nothing is checked"},
        {"parameter V28 { violations = 1 }", "V28",
            "warning outside 24 .. 32 V, critical outside 22 .. 34 V; good "
            "after 2 samples"},
        {"parameter V28 { conformance = 9 }", "V28",
            "warning outside 24 .. 32 V, critical outside 22 .. 34 V; after 2 "
            "samples; good after 9 samples"},
        {"parameter COUNT { watch = \"[2,]\" violations = 4 }", "COUNT",
            "watch below 2; after 4 samples; good after 4 samples"},
        {"parameter AGE { severe = \"(1, 2)\" }", "AGE",
            "severe at or below 1 or at or above 2 s"},
        {"parameter MODE { severe = OFF }", "MODE",
            "severe when 'OFF', warning when 'SAFE'"},
        {"parameter MODE { normal = SAFE default_level = critical }", "MODE",
            "normal when 'SAFE', critical otherwise"},
        {"parameter VALVE { watch = {OPEN} }", "VALVE", "watch when 'OPEN'"},
        {"parameter VALVE { watch = false }", "VALVE", "watch when 'SHUT'"},
        {"parameter TEXT { watch = {\"^A\"} severe = {\"Z$\"} }", "TEXT",
            "severe matching 'Z$', watch matching '^A'"},
        {"parameter TEXT { default_level = watch }", "TEXT", "watch always"},
        {"parameter \"V*\" { warning = \"[25, 31]\" }", "V28_B",
            "warning outside 25 .. 31 V, critical outside 22 .. 34 V; after 2 "
            "samples; good after 2 samples"},
        {"parameter \"V*\" { warning = OPEN }", "VALVE", "warning when 'OPEN'"},
        {"parameter PAIR { watch = \"[1, 2]\" }", "PAIR.u",
            "watch outside 1 .. 2"},
        {"parameter PAIR.on { watch = OPEN }", "PAIR.on", "watch when 'OPEN'"},
        {"parameter COUNT { watch = \"[1, 2]\" } parameter \"C*\" { watch = "
         "\"[3, 4]\" }",
            "COUNT", "watch outside 3 .. 4"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct try t = try_text(rows[i].conf);
        char *notes = try_notes(&t);
        print_message("%s\n", rows[i].conf);
        assert_string_equal(notes, "");
        char *text = rules_text(t.rules,
            try_rule(&t, rows[i].item, try_n_rules(&t, rows[i].item) - 1));
        assert_string_equal(text, rows[i].expected);
        free(text);
        free(notes);
        try_fini(&t);
    }
}

static void
a_context_keeps_its_levels_and_takes_counts(void **state)
{
    (void)state;
    struct try t =
        try_text("parameter V28 { warning = \"[25, 31]\" violations = 7 }");
    const struct mdb_alarm *in_context = try_rule(&t, "V28", 0)->alarm;
    const struct mdb_alarm *always = try_rule(&t, "V28", 1)->alarm;
    assert_int_equal(try_n_rules(&t, "V28"), 2);
    assert_near(in_context->ranges.range[LIMIT_WARNING].min, 20, 0);
    assert_near(always->ranges.range[LIMIT_WARNING].min, 25, 0);
    assert_int_equal(in_context->min_violations, 7);
    assert_int_equal(always->min_violations, 7);
    assert_int_equal(try_rule(&t, "V28_B", 1)->alarm->min_violations, 2);
    try_fini(&t);
}

static void
items_that_are_alike_share_one_alarm(void **state)
{
    (void)state;
    struct try t = try_text("parameter \"V28*\" { warning = \"[25, 31]\" }");
    assert_ptr_equal(
        try_rule(&t, "V28", 1)->alarm, try_rule(&t, "V28_B", 1)->alarm);
    assert_string_not_equal(try_rule(&t, "V28", 0)->origin.file,
        try_rule(&t, "V28", 1)->origin.file);
    try_fini(&t);
}

static void
every_wrong_level_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *conf, *notes;
    } rows[] = {
        {"parameter V28 { warning = \"[9, 1]\" }",
            "1:27: error: warning = [9, 1]: the low limit 9 is above the high "
            "limit 1\n"},
        {"parameter V28 { warning = nan }",
            "1:27: error: warning = nan: limits like \"[low, high]\", or off, "
            "are expected\n"},
        {"parameter V28 { warning = {\"[1, 2]\", \"[3, 4]\"} }",
            "1:38: error: warning: one pair of limits is expected\n"},
        {"parameter V28 { normal = \"[1, 2]\" }",
            "1:17: error: normal has no limits: it is what is within all "
            "others\n"},
        {"parameter V28 { default_level = watch }",
            "1:17: error: default_level does not fit 'V28': it has no "
            "labels\n"},
        {"parameter MODE { default_level = red }",
            "1:34: error: default_level = red: normal, watch, warning, "
            "distress, critical or severe is expected\n"},
        {"parameter MODE { warning = \"[1, 2]\" }",
            "1:28: error: warning = [1, 2]: labels of 'MODE' are expected, not "
            "limits\n"},
        {"parameter TEXT { warning = \"[1, 2]\" }",
            "1:28: error: warning = [1, 2]: patterns of 'TEXT' are expected, "
            "not limits\n"},
        {"parameter MODE { warning = {OFF, SAVE} }",
            "1:34: error: 'SAVE' is no label of '/K/MODE'; did you mean "
            "'SAFE'?\n"},
        {"parameter MODE { warning = {OFF} severe = OFF }",
            "1:29: error: 'OFF' has another level here already\n"},
        {"parameter VALVE { warning = AJAR }",
            "1:29: error: 'AJAR' is none of the two values of '/K/VALVE', "
            "'SHUT' and 'OPEN'\n"},
        {"parameter TEXT { warning = \"(a\" }",
            "1:28: error: '(a' is no regular expression: Unmatched ( or "
            "\\(\n"},
        {"parameter BYTES { warning = \"[1, 2]\" }",
            "1:19: error: warning does not fit 'BYTES': a time or bytes have "
            "no levels here\n"},
        {"parameter AT { warning = \"[1, 2]\" }",
            "1:16: error: warning does not fit 'AT': a time or bytes have no "
            "levels here\n"},
        {"parameter BAND { warning = \"[1, 2]\" }",
            "1:18: error: the database says for '/K/BAND' inside of which "
            "ranges the alarm is: single limits cannot take their place\n"},
        {"parameter \"B*S\" { warning = \"[1, 2]\" }",
            "1:29: error: warning = [1, 2]: this fits none of the parameters "
            "of 'B*S'\n"},
        {"parameter \"CO*\" { default_level = watch }",
            "1:19: error: default_level fits none of the parameters of "
            "'CO*'\n"},
        {"parameter \"CO*\" { warning = \"[1, x]\" }",
            "1:29: error: warning = [1, x]: 'x' is not a number\n"},
        {"parameter V28 { severe = \"[23, 40]\" }",
            "1:1: warning: /K/V28: the low limit of critical is never seen: "
            "that of severe comes before it\n"},
        {"parameter V28 { violations = 0 conformance = 1.5 }",
            "1:30: error: violations = 0: a whole number from 1 to 1000000 is "
            "expected\n"
            "1:46: error: conformance = 1.5: a whole number from 1 to 1000000 "
            "is expected\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct try t = try_text(rows[i].conf);
        char *notes = try_notes(&t);
        print_message("%s\n", rows[i].conf);
        assert_string_equal(notes, rows[i].notes);
        assert_int_equal(t.e, t.notes.errors > 0 ? ERR_FORMAT : ERR_OK);
        assert_int_equal(t.rules == NULL, t.notes.errors > 0);
        free(notes);
        try_fini(&t);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_change_what_holds_always),
        cmocka_unit_test(a_context_keeps_its_levels_and_takes_counts),
        cmocka_unit_test(items_that_are_alike_share_one_alarm),
        cmocka_unit_test(every_wrong_level_is_named),
    };
    return check_run(tests);
}
