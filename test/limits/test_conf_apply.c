/*
 * test_conf_apply.c - which parameters a section is about, sets, the file.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits_try.h"
#include "support/xtce.h"

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
the_text_of_a_set_says_when_it_holds(void **state)
{
    (void)state;
#define FROM  "from = \"2026-01-01T00:00:00Z\" "
#define UNTIL "until = \"2026-01-02T00:00:00Z\" "
#define WHEN  "when = \"MODE == SAFE\" "
    static const struct {
        const char *options, *text;
    } rows[] = {
        {FROM, "from 2026-01-01T00:00:00Z"},
        {UNTIL, "until 2026-01-02T00:00:00Z"},
        {FROM UNTIL, "from 2026-01-01T00:00:00Z, until 2026-01-02T00:00:00Z"},
        {WHEN UNTIL, "MODE == SAFE, until 2026-01-02T00:00:00Z"},
        {WHEN FROM UNTIL, "MODE == SAFE, from 2026-01-01T00:00:00Z, until "
                          "2026-01-02T00:00:00Z"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *conf = xasprintf(
            "set a { %s parameter V28 { deadband = 1 } }", rows[i].options);
        struct try t = try_text(conf);
        assert_string_equal(try_rule(&t, "V28", 0)->context.text, rows[i].text);
        free(conf);
        try_fini(&t);
    }
}

static void
a_stuck_check_leaves_the_levels_in_place(void **state)
{
    (void)state;
    struct try t = try_text("parameter V28 { stuck = 10s }\n"
                            "parameter COUNT { stuck = 10s }\n");
    assert_true(try_rule(&t, "V28", 1)->alarm->ranges.has[LIMIT_WARNING]);
    assert_true(try_rule(&t, "V28", 0)->alarm->ranges.has[LIMIT_WARNING]);
    assert_non_null(try_rule(&t, "COUNT", 0)->alarm);
    try_fini(&t);
}

static void
a_pattern_selects_what_it_matches_and_nothing_between(void **state)
{
    (void)state;
    static const char *const names[] = {"COUNT", "V28", "V28_B", "BAND", "MODE",
        "VALVE", "TEXT", "AGE", "PAIR.u", "PAIR.on"};
    static const struct {
        const char *title;
        bool is_used[ARRAY_LEN(names)];
    } rows[] = {
        {"*", {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}},
        {"/K/*", {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}},
        {"*E", {0, 0, 0, 0, 1, 1, 0, 1, 0, 0}},
        {"*T", {1, 0, 0, 0, 0, 0, 1, 0, 0, 0}},
        {"V28?B", {0, 0, 1, 0, 0, 0, 0, 0, 0, 0}},
        {"PAIR", {0, 0, 0, 0, 0, 0, 0, 0, 1, 1}},
        {"PAIR*", {0, 0, 0, 0, 0, 0, 0, 0, 1, 1}},
        {"PAIR.on", {0, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
        {"COUNT", {1, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *conf =
            xasprintf("parameter \"%s\" { stuck = 77s }", rows[i].title);
        struct try t = try_text(conf);
        for (size_t k = 0; k < ARRAY_LEN(names); k++) {
            uint32_t n = try_n_rules(&t, names[k]);
            int64_t ns = n > 0 ? try_rule(&t, names[k], n - 1)->stuck_ns : 0;
            print_message("%s, %s\n", rows[i].title, names[k]);
            assert_int_equal(ns, rows[i].is_used[k] ? 77 * NS_PER_S : 0);
        }
        free(conf);
        try_fini(&t);
    }
}

/* A name of one part may stand in several SpaceSystems. */
static void
a_name_that_means_several_parameters_is_refused(void **state)
{
    (void)state;
    static const struct {
        unsigned n;
        const char *note;
    } rows[] = {
        {1, ""},
        {2, "1:11: error: 'T' is the name of 2 parameters, '/R/S0/T' and "
            "'/R/S1/T'\n"},
        {3, "1:11: error: 'T' is the name of 3 parameters, '/R/S0/T' and "
            "'/R/S2/T' among them\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct strbuf xml = {0};
        struct try t = {.dir = check_tmpdir()};
        strbuf_adds(&xml, "<SpaceSystem name='R' "
                          "xmlns='http://www.omg.org/spec/XTCE/20180204'>");
        for (unsigned k = 0; k < rows[i].n; k++)
            strbuf_addf(&xml,
                "<SpaceSystem name='S%u'><TelemetryMetaData>" XTCE_TYPES(
                    XTCE_UINT("u8", "8")) XTCE_PARAMS(XTCE_PARAM("T",
                    "u8")) "</TelemetryMetaData></SpaceSystem>",
                k);
        strbuf_adds(&xml, "</SpaceSystem>");
        const char conf[] = "parameter T { watch = \"[1, 2]\" }";
        char *mdb = check_write(t.dir, "r.xml", strbuf_get(&xml), xml.len);
        char *file = check_write(t.dir, "limits.conf", conf, strlen(conf));
        assert_int_equal(mdb_load(mdb, NULL, &t.notes, &t.mdb), ERR_OK);
        t.e = rules_load(t.mdb, file, &t.notes, &t.rules);
        char *notes = try_notes(&t);
        assert_string_equal(notes, rows[i].note);
        free(notes);
        free(mdb);
        free(file);
        strbuf_fini(&xml);
        try_fini(&t);
    }
}

/* V: limits while A is 1, explicitly none while it is 2, nothing otherwise. */
#define A_IS(value)                                                            \
    "<ContextMatch><Comparison parameterRef='A' value='" value                 \
    "'/></ContextMatch>"
static const char in_contexts[] = "<ParameterTypeSet>" XTCE_UINT("u8",
    "8") "<IntegerParameterType name='volts' signed='false'><UnitSet/>"
         "<IntegerDataEncoding/><ContextAlarmList>"
         "<ContextAlarm><StaticAlarmRanges><WarningRange minInclusive='1' "
         "maxInclusive='2'/></StaticAlarmRanges>" A_IS(
             "1") "</ContextAlarm>"
                  "<ContextAlarm>" A_IS(
                      "2") "</ContextAlarm>"
                           "</ContextAlarmList></IntegerParameterType></"
                           "ParameterTypeSet>" XTCE_PARAMS(
                               XTCE_PARAM("A", "u8") XTCE_PARAM("B", "u8")
                                   XTCE_PARAM("V", "volts"));

static struct try
try_contexts(const char *text)
{
    struct try t = {.dir = check_tmpdir(), .mdb = xtce_good(in_contexts)};
    char *conf = check_write(t.dir, "limits.conf", text, strlen(text));
    assert_int_equal(rules_load(t.mdb, conf, &t.notes, &t.rules), ERR_OK);
    free(conf);
    return t;
}

static void
a_context_without_limits_stays_without(void **state)
{
    (void)state;
    struct try t = try_contexts("parameter V { violations = 2 }");
    assert_int_equal(try_n_rules(&t, "V"), 2);
    assert_int_equal(try_rule(&t, "V", 0)->alarm->min_violations, 2);
    assert_null(try_rule(&t, "V", 1)->alarm);
    try_fini(&t);
    t = try_contexts("parameter V { stuck = 5s }"); /* but can be stuck */
    assert_int_equal(try_n_rules(&t, "V"), 3);
    assert_true(try_rule(&t, "V", 0)->alarm->ranges.has[LIMIT_WARNING]);
    assert_non_null(try_rule(&t, "V", 1)->alarm);
    assert_false(try_rule(&t, "V", 1)->alarm->ranges.has[LIMIT_WARNING]);
    try_fini(&t);
}

/* Limits of the database that hold in a mode only: a set can put them out of
 * service; other options of a set change nothing without limits. */
static void
a_set_disables_what_has_limits_in_contexts_only(void **state)
{
    (void)state;
    static const struct {
        const char *section;
        uint32_t n_rules[3]; /* of A, B, V */
    } rows[] = {
        {"parameter V { disabled = true reason = r }", {0, 0, 3}},
        {"parameter V { violations = 2 }", {0, 0, 2}},
        {"parameter A { disabled = true reason = r }", {0, 0, 2}},
        {"parameter B { disabled = true reason = r }", {0, 0, 2}},
        {"parameter V { watch = \"[1, 2]\" }", {0, 0, 3}},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *text =
            xasprintf("set s { when = \"A == 3\" %s }", rows[i].section);
        struct try t = try_contexts(text);
        print_message("%s\n", rows[i].section);
        assert_int_equal(try_n_rules(&t, "A"), rows[i].n_rules[0]);
        assert_int_equal(try_n_rules(&t, "B"), rows[i].n_rules[1]);
        assert_int_equal(try_n_rules(&t, "V"), rows[i].n_rules[2]);
        if (i == 0)
            assert_true(try_rule(&t, "V", 0)->is_disabled);
        free(text);
        try_fini(&t);
    }
}

static void
what_is_said_of_alarms_that_cannot_be_is_a_warning(void **state)
{
    (void)state;
    static const struct {
        const char *conf;
        bool is_told;
    } rows[] = {
        {"parameter COUNT { guidance = a }", true},
        {"parameter COUNT { latch = true group = g }", true},
        {"parameter COUNT { guidance = a warning = \"[1, 2]\" }", false},
        {"parameter COUNT { guidance = a } set S { from = "
         "\"2026-01-01T00:00:00Z\" "
         "parameter COUNT { warning = \"[1, 2]\" } }",
            false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct try t = try_text(rows[i].conf);
        char *notes = try_notes(&t);
        print_message("%s\n", rows[i].conf);
        assert_string_equal(notes,
            rows[i].is_told ? "1:11: warning: 'COUNT' has no limits: what is "
                              "said of its alarms is for nothing\n"
                            : "");
        free(notes);
        try_fini(&t);
    }
}

static void
what_changes_nothing_is_a_warning(void **state)
{
    (void)state;
    static const char *const options[] = {"violations = 2", "conformance = 3",
        "deadband = 1", "spike = 2", "violation_time = 1s",
        "disabled = true reason = r"};
    for (size_t i = 0; i < ARRAY_LEN(options); i++) {
        char *conf = xasprintf("parameter COUNT { %s }", options[i]);
        struct try t = try_text(conf);
        char *notes = try_notes(&t);
        print_message("%s\n", options[i]);
        assert_string_equal(notes,
            "1:11: warning: 'COUNT' has no limits: how they are checked "
            "changes nothing\n");
        free(notes);
        free(conf);
        try_fini(&t);
    }
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
        cmocka_unit_test(the_text_of_a_set_says_when_it_holds),
        cmocka_unit_test(a_stuck_check_leaves_the_levels_in_place),
        cmocka_unit_test(a_pattern_selects_what_it_matches_and_nothing_between),
        cmocka_unit_test(a_name_that_means_several_parameters_is_refused),
        cmocka_unit_test(a_context_without_limits_stays_without),
        cmocka_unit_test(a_set_disables_what_has_limits_in_contexts_only),
        cmocka_unit_test(what_is_said_of_alarms_that_cannot_be_is_a_warning),
        cmocka_unit_test(what_changes_nothing_is_a_warning),
        cmocka_unit_test(every_wrong_section_is_named),
        cmocka_unit_test(all_errors_of_a_file_come_in_one_run_in_its_order),
        cmocka_unit_test(
            an_empty_file_changes_nothing_and_a_missing_one_is_an_error),
    };
    return check_run(tests);
}
