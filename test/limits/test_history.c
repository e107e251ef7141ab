/*
 * test_history.c - changes per sample and per second, in units and percent.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "common/time.h"
#include "limits/history.h"

struct row {
    double second, value, change;
    const char *state;
};

static struct mdb_change_alarm
alarm_of(enum mdb_change_span span)
{
    struct mdb_change_alarm c = {.span = span, .span_samples = 1};
    c.ranges.is_given = true;
    c.ranges.has[LIMIT_WARNING] = true;
    c.ranges.range[LIMIT_WARNING] = (struct mdb_range){.min = -5, .max = 5};
    return c;
}

static void
expect(const struct mdb_change_alarm *alarm, const struct row *row, size_t n)
{
    struct change_rule rule;
    struct history h = {0};
    change_rule_init(&rule, alarm);
    for (size_t i = 0; i < n; i++) {
        double change;
        struct verdict v = history_change(&h, &rule,
            (int64_t)llround(row[i].second * 1e9), row[i].value, &change);
        assert_near(v.delta, v.level > LIMIT_NORMAL ? change : NAN, 0);
        assert_near(change, row[i].change, 1e-9);
        assert_string_equal(
            limit_state_str(limit_state_of(v.level, v.side)), row[i].state);
    }
    history_fini(&h);
}

static void
per_sample_against_the_one_before(void **state)
{
    (void)state;
    static const struct row rows[] = {{0, 10, NAN, "normal"},
        {1, 15, 5, "normal"}, {9, 20.5, 5.5, "warning-high"},
        {9, 15, -5.5, "warning-low"}, {10, 15, 0, "normal"},
        {11, INFINITY, INFINITY, "warning-high"}, {12, INFINITY, 0, "normal"},
        {13, 1, -INFINITY, "warning-low"}};
    struct mdb_change_alarm a = alarm_of(MDB_CHANGE_PER_SAMPLE);
    expect(&a, rows, ARRAY_LEN(rows));
}

static void
over_several_samples(void **state)
{
    (void)state;
    static const struct row rows[] = {{0, 0, NAN, "normal"},
        {1, 2, NAN, "normal"}, {2, 4, NAN, "normal"}, {3, 6, 6, "warning-high"},
        {4, 7, 5, "normal"}, {5, 1, -3, "normal"}, {6, 0, -6, "warning-low"}};
    struct mdb_change_alarm a = alarm_of(MDB_CHANGE_PER_SAMPLE);
    a.span_samples = 3;
    expect(&a, rows, ARRAY_LEN(rows));
}

static void
per_second_divides_by_the_time_between(void **state)
{
    (void)state;
    static const struct row rows[] = {{0, 0, NAN, "normal"},
        {2, 10, 5, "normal"}, {2.5, 13, 6, "warning-high"},
        {2.5, 99, (99 - 10) / 0.5, "warning-high"}, /* the same instant */
        {3.5, 13, -86, "warning-low"}};
    struct mdb_change_alarm a = alarm_of(MDB_CHANGE_PER_SECOND);
    expect(&a, rows, ARRAY_LEN(rows));
}

static void
per_second_over_a_span(void **state)
{
    (void)state;
    static const struct row rows[] = {{0, 0, NAN, "normal"},
        {1, 100, NAN, "normal"}, {2, 10, 5, "normal"},
        {3, 10, -45, "warning-low"}, {10, 94, 12, "warning-high"}};
    struct mdb_change_alarm a = alarm_of(MDB_CHANGE_PER_SECOND);
    a.span_s = 2;
    expect(&a, rows, ARRAY_LEN(rows));
}

static void
of_one_instant_the_last_value_is_the_one_compared_with(void **state)
{
    (void)state;
    static const struct row rows[] = {{0, 5, NAN, "normal"},
        {0, 9, NAN, "normal"}, {0, 1, NAN, "normal"}, {2, 10, 4.5, "normal"},
        {2, 14, 6.5, "warning-high"}, {2, 12, 5.5, "warning-high"},
        {4, 12, 0, "normal"}};
    struct mdb_change_alarm a = alarm_of(MDB_CHANGE_PER_SECOND);
    a.span_s = 2;
    expect(&a, rows, ARRAY_LEN(rows));
}

static void
a_clock_that_stands_still_takes_no_memory(void **state)
{
    (void)state;
    struct mdb_change_alarm a = alarm_of(MDB_CHANGE_PER_SECOND);
    struct change_rule rule;
    struct history h = {0};
    double change;
    change_rule_init(&rule, &a);
    for (int i = 0; i < 10000; i++) {
        (void)history_change(&h, &rule, NS_PER_S, i, &change);
        assert_true(isnan(change));
    }
    assert_int_equal(h.n, 1);
    history_fini(&h);
}

static void
percent_is_of_the_older_value(void **state)
{
    (void)state;
    static const struct row rows[] = {{0, 100, NAN, "normal"},
        {1, 105, 5, "normal"}, {2, 94.5, -10, "warning-low"},
        {3, 0, -100, "warning-low"}, {4, 0, 0, "normal"},
        {5, 1e-9, INFINITY, "warning-high"},
        {6, -1, -1e11 - 100, "warning-low"}, {7, -1.04, -4, "normal"},
        {8, -INFINITY, -INFINITY, "warning-low"},
        {9, 3, INFINITY, "warning-high"}};
    struct mdb_change_alarm a = alarm_of(MDB_CHANGE_PER_SAMPLE);
    a.is_percent = true;
    expect(&a, rows, ARRAY_LEN(rows));
}

static void
a_long_span_keeps_a_bounded_number_of_samples(void **state)
{
    (void)state;
    struct mdb_change_alarm a = alarm_of(MDB_CHANGE_PER_SECOND);
    struct change_rule rule;
    struct history h = {0};
    a.span_s = 100;
    change_rule_init(&rule, &a);
    double change = NAN;
    for (int i = 0; i < 100 * 1000; i++)
        (void)history_change(
            &h, &rule, (int64_t)i * NS_PER_MS * 10, i * 0.01, &change);
    assert_near(change, 1, 0.01);
    assert_true(h.n <= HISTORY_STEPS + 2);
    assert_true(history_bytes(&h) <= 1024 * sizeof *h.ring);
    history_fini(&h);
    assert_int_equal(history_bytes(&h), 0);
    a = alarm_of(MDB_CHANGE_PER_SAMPLE);
    a.span_samples = UINT32_MAX;
    change_rule_init(&rule, &a);
    assert_int_equal(rule.span_samples, HISTORY_SAMPLES);
    a.span_samples = 0;
    change_rule_init(&rule, &a);
    assert_int_equal(rule.span_samples, 1);
}

static void
texts_have_no_change(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {0, 1, NAN, "normal"}, {1, NAN, NAN, "normal"}, {2, 3, 2, "normal"}};
    struct mdb_change_alarm a = alarm_of(MDB_CHANGE_PER_SAMPLE);
    expect(&a, rows, ARRAY_LEN(rows));
}

static void
a_span_of_any_number_of_samples_finds_its_oldest(void **state)
{
    (void)state;
    for (uint32_t span = 1; span < 40; span++) {
        struct mdb_change_alarm a = alarm_of(MDB_CHANGE_PER_SAMPLE);
        struct change_rule rule;
        struct history h = {0};
        a.span_samples = span;
        change_rule_init(&rule, &a);
        for (int i = 0; i < 200; i++) {
            double change, old = i - (double)span;
            (void)history_change(&h, &rule, i, (double)i * i, &change);
            double want = old < 0 ? NAN : (double)i * i - old * old;
            assert_near(change, want, 0);
        }
        history_fini(&h);
    }
}

/* The ring grows while its oldest sample is not at its beginning. */
static void
a_rate_that_rises_loses_no_sample(void **state)
{
    (void)state;
    struct mdb_change_alarm a = alarm_of(MDB_CHANGE_PER_SECOND);
    struct change_rule rule;
    struct history h = {0};
    a.span_s = 2;
    change_rule_init(&rule, &a);
    double t[300] = {0};
    size_t old = 0; /* the newest that is two seconds old */
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        double change;
        if (i > 0) /* seconds, eighths, eighths of them */
            t[i] = t[i - 1] + (i < 11 ? 1 : i < 50 ? 0.125 : 0.015625);
        while (t[i] - t[old + 1] >= 2 && old + 1 < i)
            old++;
        (void)history_change(
            &h, &rule, (int64_t)(t[i] * 1e9), t[i] * t[i], &change);
        assert_near(change, t[i] < 2 ? NAN : t[i] + t[old], 1e-9);
    }
    history_fini(&h);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(per_sample_against_the_one_before),
        cmocka_unit_test(over_several_samples),
        cmocka_unit_test(per_second_divides_by_the_time_between),
        cmocka_unit_test(
            of_one_instant_the_last_value_is_the_one_compared_with),
        cmocka_unit_test(a_clock_that_stands_still_takes_no_memory),
        cmocka_unit_test(per_second_over_a_span),
        cmocka_unit_test(percent_is_of_the_older_value),
        cmocka_unit_test(a_long_span_keeps_a_bounded_number_of_samples),
        cmocka_unit_test(texts_have_no_change),
        cmocka_unit_test(a_span_of_any_number_of_samples_finds_its_oldest),
        cmocka_unit_test(a_rate_that_rises_loses_no_sample),
    };
    return check_run(tests);
}
