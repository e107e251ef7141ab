/*
 * test_alarm_record.c - an alarm comes back from its line exactly.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/alarm_record.h"

#include <math.h>

#include "common/attr.h"
#include "common/xalloc.h"
#include "support/check.h"

static struct alarm
sample(void)
{
    struct alarm a = {
        .number = UINT64_MAX,
        .since = 17,
        .id = 12,
        .state = ALARM_RTN_UNACK,
        .level = LIMIT_NORMAL,
        .worst = limit_state_of(LIMIT_SEVERE, LIMIT_LOW),
        .seen = 2,
        .was_announced = true,
        .is_stale = true,
        .raised = {INT64_C(1763600000123456789)},
        .changed = {INT64_C(1763600001000000000)},
        .first_value = 0.1,
        .worst_value = -1e-300,
        .last_value = NAN,
        .worst_time = UTC_NONE,
        .threshold = -INFINITY,
        .delta = 3.25,
        .entered = {INT64_C(1763600000900000000)},
        .violations = UINT32_MAX,
        .occurrences = 3,
        .is_first_out = true,
        .acknowledged.when = UTC_NONE,
        .shelved.when = {INT64_C(1763600002000000001)},
        .until = UTC_NONE,
    };
    (void)str_copy(a.last_text, sizeof a.last_text, "na\xc3\xafve; text");
    (void)str_copy(a.shelved.name, sizeof a.shelved.name, "anna");
    (void)str_copy(a.shelved.reason, sizeof a.shelved.reason, "heater test");
    return a;
}

static void
every_field_comes_back(void **state)
{
    (void)state;
    struct alarm in = sample(), out;
    struct strbuf line = {0}, again = {0};
    alarm_record_fmt(&line, &in, "returned", "/A/B.c[2]");
    char *name;
    assert_true(alarm_record_parse(strbuf_get(&line), &out, &name));
    assert_string_equal(name, "/A/B.c[2]");
    alarm_record_fmt(&again, &out, "returned", name);
    assert_string_equal(strbuf_get(&again), strbuf_get(&line));
    assert_int_equal(out.number, UINT64_MAX);
    assert_int_equal(out.state, ALARM_RTN_UNACK);
    assert_int_equal(out.worst, in.worst);
    assert_int_equal(out.raised.ns, in.raised.ns);
    assert_near(out.worst_value, in.worst_value, 0);
    assert_true(isnan(out.last_value));
    assert_true(out.threshold < 0 && isinf(out.threshold));
    assert_true(out.was_announced && out.is_stale && !out.is_out);
    assert_true(utc_is_none(out.until));
    assert_near(out.delta, 3.25, 0);
    assert_int_equal(out.entered.ns, in.entered.ns);
    assert_string_equal(out.last_text, in.last_text);
    assert_string_equal(out.shelved.reason, "heater test");
    free(name);
    strbuf_fini(&line);
    strbuf_fini(&again);
}

static void
text_cannot_break_the_line(void **state)
{
    (void)state;
    struct alarm in = sample(), out;
    (void)str_copy(in.comment, sizeof in.comment, "a\tb\nc\x1b[2J");
    struct strbuf line = {0};
    alarm_record_fmt(&line, &in, "comment", "/A");
    assert_null(strchr(strbuf_get(&line), '\n'));
    char *name;
    assert_true(alarm_record_parse(strbuf_get(&line), &out, &name));
    assert_null(strchr(out.comment, '\t'));
    free(name);
    strbuf_fini(&line);
}

static void
a_line_with_a_field_less_or_more_is_none(void **state)
{
    (void)state;
    struct alarm in = sample(), out;
    struct strbuf line = {0};
    alarm_record_fmt(&line, &in, "returned", "/A");
    char *name, *text = strbuf_take(&line);
    char *more = xasprintf("%s\t", text);
    assert_false(alarm_record_parse(more, &out, &name));
    assert_null(name);
    free(more);
    for (unsigned less = 1; (more = strrchr(text, '\t')) != NULL; less++) {
        *more = '\0';
        if (less == 2) /* what a journal had before these two */
            continue;
        assert_false(alarm_record_parse(text, &out, &name));
        assert_null(name);
    }
    assert_false(alarm_record_parse("", &out, &name));
    free(text);
}

static void
a_line_of_before_tells_when_its_state_began_as_well_as_it_can(void **state)
{
    (void)state;
    struct alarm in = sample(), out;
    struct strbuf line = {0};
    alarm_record_fmt(&line, &in, "returned", "/A");
    char *name, *text = strbuf_take(&line);
    *strrchr(text, '\t') = '\0';
    *strrchr(text, '\t') = '\0';
    assert_true(alarm_record_parse(text, &out, &name));
    assert_int_equal(out.entered.ns, in.changed.ns);
    assert_true(isnan(out.delta));
    free(name);
    free(text);
}

/* Each field replaced by something it cannot be. */
static void
a_field_that_is_wrong_is_refused(void **state)
{
    (void)state;
    struct alarm in = sample(), out;
    struct strbuf line = {0};
    alarm_record_fmt(&line, &in, "returned", "/A");
    char *text = strbuf_take(&line);
    unsigned field = 0;
    for (char *at = text; at != NULL; field++) {
        char *end = strchr(at, '\t');
        char *bad = xasprintf(
            "%.*s\x01?%s", (int)(at - text), text, end != NULL ? end : "");
        char *name;
        if (field >= 2)
            assert_false(alarm_record_parse(bad, &out, &name));
        free(bad);
        at = end != NULL ? end + 1 : NULL;
    }
    assert_int_equal(field, 37);
    free(text);
}

/* The word for a state that does not exist is no state. */
static void
an_unknown_state_is_refused(void **state)
{
    (void)state;
    struct alarm in = sample(), out;
    struct strbuf line = {0};
    in.state = (enum alarm_state)ALARM_STATE_COUNT;
    alarm_record_fmt(&line, &in, "returned", "/A");
    char *name;
    assert_non_null(strstr(strbuf_get(&line), "\tunknown\t"));
    assert_false(alarm_record_parse(strbuf_get(&line), &out, &name));
    assert_null(name);
    strbuf_fini(&line);
}

/* The line with field `field` (0: what happened) replaced.  Owned. */
static char *
with_field(unsigned field, const char *text)
{
    struct alarm in = sample();
    struct strbuf line = {0}, out = {0};
    alarm_record_fmt(&line, &in, "returned", "/A");
    char *all = strbuf_take(&line), *rest = all;
    for (unsigned i = 0; rest != NULL; i++) {
        const char *own = strsep(&rest, "\t");
        strbuf_addf(&out, "%s%s", i > 0 ? "\t" : "", i == field ? text : own);
    }
    free(all);
    return strbuf_take(&out);
}

static void
a_field_beyond_its_range_is_refused(void **state)
{
    (void)state;
    static const char long_text[] =
        "0123456789012345678901234567890123456789012345678901234567890123";
    static const struct {
        const char *label;
        unsigned field;
        const char *text;
        bool is_sound;
    } rows[] = {
        {"any word for what happened", 0, "anything", true},
        {"no name", 1, "", false},
        {"the highest number", 2, "18446744073709551615", true},
        {"a number too high", 2, "18446744073709551616", false},
        {"the highest level", 6, "255", true},
        {"a level too high", 6, "256", false},
        {"a flag that is set", 9, "1", true},
        {"a flag that is two", 9, "2", false},
        {"no time", 16, "-", true},
        {"a time that is none", 16, "yesterday", false},
        {"a text that fits", 21, long_text + 1, true},
        {"a text that is too long", 21, long_text, false},
        {"the highest count", 24, "4294967295", true},
        {"a count too high", 24, "4294967296", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *line = with_field(rows[i].field, rows[i].text), *name;
        struct alarm out;
        print_message("%s\n", rows[i].label);
        assert_int_equal(
            alarm_record_parse(line, &out, &name), rows[i].is_sound);
        assert_int_equal(name != NULL, rows[i].is_sound);
        free(name);
        free(line);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_comes_back),
        cmocka_unit_test(text_cannot_break_the_line),
        cmocka_unit_test(a_line_with_a_field_less_or_more_is_none),
        cmocka_unit_test(
            a_line_of_before_tells_when_its_state_began_as_well_as_it_can),
        cmocka_unit_test(a_field_that_is_wrong_is_refused),
        cmocka_unit_test(an_unknown_state_is_refused),
        cmocka_unit_test(a_field_beyond_its_range_is_refused),
    };
    return check_run(tests);
}
