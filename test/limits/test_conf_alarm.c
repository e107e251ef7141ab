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
        {"parameter BAND { warning = \"[0, 9]\" }", "BAND",
            "watch inside 1 .. 2, warning outside 0 .. 9"},
        {"parameter BAND { watch = \"[0, 9]\" }", "BAND",
            "watch outside 0 .. 9"},
        {"parameter BAND { warning = \"in (3,]\" }", "BAND",
            "watch inside 1 .. 2, warning above 3"},
        {"parameter V28 { warning = {\"in [1, 2]\", \"in [5, 6]\"} }", "V28",
            "critical outside 22 .. 34 V, warning inside 1 .. 2 V, warning "
            "inside 5 .. 6 V; after 2 samples; good after 2 samples"},
        {"parameter COUNT { normal = \"in [1, 2]\" severe = \"in [7, 9]\" }",
            "COUNT", "severe inside 7 .. 9, normal inside 1 .. 2"},
        {"parameter AT { warning = \"[2026-01-01T00:00:00Z, "
         "2027-01-01T00:00:00Z)\" }",
            "AT",
            "warning below 2026-01-01T00:00:00Z or at or above "
            "2027-01-01T00:00:00Z"},
        {"parameter V28 { unit = V warning = \"[25, 31]\" critical = off }",
            "V28",
            "warning outside 25 .. 31 V; after 2 samples; good after 2 "
            "samples"},
        {"parameter COUNT { change { warning = \"[-1, 1]\" } }", "COUNT",
            "warning change outside -1 .. 1 per second"},
        {"parameter AGE { change { per = second over = 10s critical = "
         "\"(,0.5]\" } }",
            "AGE", "critical change above 0.5 s/s over 10 s"},
        {"parameter COUNT { change { per = sample over = 5 percent = true "
         "watch = \"[-10, 10]\" } }",
            "COUNT", "watch change outside -10 .. 10 % in 5 samples"},
        {"parameter AT { change { severe = \"[0.5, 2]\" } }", "AT",
            "severe change outside 500000000 .. 2000000000 ns/s"},
        {"parameter TEXT { condition { warning = \"V28 > V28_B\" } }", "TEXT",
            "warning when V28 > V28_B"},
        {"parameter COUNT { severe = \"[1, 2]\" condition { watch = \"not "
         "(MODE == SAFE and COUNT > 3)\" } }",
            "COUNT",
            "severe outside 1 .. 2, watch when MODE != SAFE or COUNT <= 3"},
        /* a default is for what has labels or texts */
        {"parameter \"*\" { default_level = critical }", "MODE",
            "warning when 'SAFE', critical otherwise"},
        {"parameter \"*\" { default_level = critical }", "VALVE",
            "critical always"},
        {"parameter \"*\" { default_level = critical }", "TEXT",
            "critical always"},
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

/* What is said last comes first, and takes the place of what was there. */
static void
texts_of_a_set_come_before_all_others(void **state)
{
    (void)state;
    struct try t = try_text("parameter MODE { severe = OFF watch = SCIENCE }\n"
                            "set s { until = 2030-001T00:00:00Z\n"
                            "  parameter MODE { normal = SAFE } }");
    char *text = rules_text(t.rules, try_rule(&t, "MODE", 0));
    assert_string_equal(
        text, "normal when 'SAFE', severe when 'OFF', watch when 'SCIENCE'");
    free(text);
    try_fini(&t);
}

static void
what_a_section_does_not_name_stays_what_the_database_has(void **state)
{
    (void)state;
    struct try t = try_text("parameter V28 { warning = \"[25, 31]\" }\n"
                            "parameter COUNT { watch = \"[1, 2]\" }\n"
                            "parameter \"*\" { default_level = critical }\n");
    /* The context of V28, and all of V28_B. */
    assert_ptr_equal(
        try_rule(&t, "V28", 0)->alarm, try_rule(&t, "V28_B", 0)->alarm);
    for (uint32_t k = 0; k < 2; k++)
        assert_non_null(
            strstr(try_rule(&t, "V28_B", k)->origin.file, "kinds.xml"));
    assert_int_equal(try_n_rules(&t, "BYTES"), 0);
    /* One sample is enough where nobody asks for more. */
    assert_int_equal(try_rule(&t, "COUNT", 0)->alarm->min_violations, 1);
    assert_int_equal(try_rule(&t, "COUNT", 0)->alarm->min_conformance, 1);
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
            "1:28: error: warning = [1, 2]: \"in [low, high]\" is expected: of "
            "several ranges, a value is outside of all but one\n"
            "1:38: error: warning = [3, 4]: \"in [low, high]\" is expected: of "
            "several ranges, a value is outside of all but one\n"},
        {"parameter V28 { normal = \"[1, 2]\" }",
            "1:26: error: normal = [1, 2]: \"in [low, high]\" is expected: "
            "other levels say what is outside\n"},
        {"parameter V28 { normal = off }",
            "1:26: error: normal cannot be off\n"},
        {"parameter V28 { warning = \"[2026-01-01T00:00:00Z,]\" }",
            "1:27: error: warning = [2026-01-01T00:00:00Z,]: numbers are "
            "expected for 'V28'\n"},
        {"parameter V28 { unit = mV warning = \"[25, 31]\" }",
            "1:24: error: unit = mV: '/K/V28' is in V\n"},
        {"parameter COUNT { unit = V warning = \"[1, 2]\" }",
            "1:26: error: unit = V: '/K/COUNT' has no unit\n"},
        {"parameter \"*\" { unit = V warning = \"[25, 31]\" }",
            "1:24: error: unit = V: '/K/AGE' is in s\n"},
        {"parameter MODE { unit = V warning = OFF }",
            "1:18: error: unit is that of limits: there are none for 'MODE' "
            "here\n"},
        {"parameter V28 { change { warning = \"[1, -1]\" critical = 3 } }",
            "1:36: error: warning = [1, -1]: the low limit 1 is above the high "
            "limit -1\n"
            "1:57: error: critical = 3: limits like \"[low, high]\", or off, "
            "are expected\n"},
        {"parameter V28 { change { warning = \"[-1, 1]\" over = 3 } }",
            "1:46: error: over needs per = second or per = sample beside it\n"},
        {"parameter V28 { change { per = sample over = 10s percent = maybe } "
         "}",
            "1:46: error: over = 10s: a whole number from 1 to 1000 is "
            "expected\n"
            "1:60: error: percent = maybe: false or true is expected\n"},
        {"parameter V28 { change { per = second over = soon } }",
            "1:46: error: over = soon: a time like 10s is expected, or a "
            "number "
            "of samples with per = sample\n"},
        {"parameter V28 { change { per = second over = 0s } }",
            "1:46: error: over = 0s: a time like 10s is expected, or a number "
            "of samples with per = sample\n"},
        {"parameter V28 { change { per = second over = 366d } }", ""},
        {"parameter V28 { change { per = second over = 367d } }",
            "1:46: error: over = 367d: a time like 10s is expected, or a "
            "number "
            "of samples with per = sample\n"},
        {"parameter V28 { change { per = hour warning = {\"in [1, 2]\", "
         "\"in [3, 4]\"} } }",
            "1:32: error: per = hour: second or sample is expected\n"
            "1:61: error: warning: a change has one pair of limits\n"},
        {"parameter V28 { change { warning = \"in [1, 2]\" severe = \"[3, "
         "4]\" } }",
            "1:57: error: limits of a change are all inside, or none is\n"},
        {"parameter MODE { change { warning = \"[1, 2]\" } }",
            "1:18: error: change does not fit 'MODE': it is for numbers and "
            "times\n"},
        {"parameter \"MO*\" { change { warning = \"[1, 2]\" } }",
            "1:19: error: change fits none of the parameters of 'MO*'\n"},
        {"parameter V28 { change { warnin = \"[1, 2]\" } }",
            "1:26: error: 'warnin' is not an option of a section 'change'; "
            "did you mean 'warning'?\n"},
        {"parameter V28 { condition { warning = \"V28 >\" watch = \"MODE == "
         "SAFF\" } }",
            "1:45: error: warning: a value or a parameter is expected here\n"
            "1:64: error: watch: 'SAFF' is neither a value of '/K/MODE' nor a "
            "parameter; did you mean 'SAFE'?\n"},
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
        {"parameter MODE { severe = {OFF, SAFE} watch = SAFE }",
            "1:47: error: 'SAFE' has another level here already\n"},
        {"parameter V28 { warning = {\"in [1, 2]\", \"[3, 4]\"} }",
            "1:41: error: warning = [3, 4]: \"in [low, high]\" is expected: of "
            "several ranges, a value is outside of all but one\n"},
        {"parameter V28 { warning = {\"in [1, 2]\", \"in "
         "[2026-01-01T00:00:00Z,]\"} }",
            "1:41: error: warning = in [2026-01-01T00:00:00Z,]: numbers are "
            "expected for 'V28'\n"},
        {"parameter VALVE { warning = AJAR }",
            "1:29: error: 'AJAR' is none of the two values of '/K/VALVE', "
            "'SHUT' and 'OPEN'\n"},
        {"parameter TEXT { warning = \"(a\" }",
            "1:28: error: '(a' is no regular expression: Unmatched ( or "
            "\\(\n"},
        {"parameter BYTES { warning = \"[1, 2]\" }",
            "1:19: error: warning does not fit 'BYTES': bytes have no "
            "levels\n"},
        {"parameter AT { warning = \"[1, 2]\" }",
            "1:26: error: warning = [1, 2]: times like 2026-11-20T08:00:00Z "
            "are expected for 'AT'\n"},
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
        cmocka_unit_test(texts_of_a_set_come_before_all_others),
        cmocka_unit_test(
            what_a_section_does_not_name_stays_what_the_database_has),
        cmocka_unit_test(items_that_are_alike_share_one_alarm),
        cmocka_unit_test(every_wrong_level_is_named),
    };
    return check_run(tests);
}
