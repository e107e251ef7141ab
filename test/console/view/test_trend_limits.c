/*
 * test_trend_limits.c - limits as lines, and how far an axis goes for them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/trend_limits.h"

#include "support/check.h"

#include <math.h>

#include "common/attr.h"
#include "mdb/alarm.h"

static struct mdb_alarm alarm;
static struct mdb_alarms alarms = {.standard = &alarm};
static struct mdb_type type = {.alarms = &alarms};
static const struct value value = {.type = &type};

static void
set(enum limit_level level, double min, double max)
{
    alarm.ranges.is_given = true;
    alarm.ranges.has[level] = true;
    alarm.ranges.range[level] = (struct mdb_range){.min = min, .max = max};
}

static void
edges_are_lines_in_order_with_their_words(void **state)
{
    (void)state;
    alarm = (struct mdb_alarm){0};
    set(LIMIT_WARNING, 10, 50);
    set(LIMIT_CRITICAL, (double)-INFINITY, 60);
    set(LIMIT_WATCH, 10, 60); /* the worse one names a shared edge */
    struct trend_limits l = trend_limits(&value, NULL, NULL);
    assert_int_equal(l.n, 3);
    static const struct {
        double y;
        const char *name;
    } rows[] = {{10, "caution"}, {50, "caution"}, {60, "alarm"}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_near(l.line[i].y, rows[i].y, 0);
        assert_string_equal(l.line[i].name, rows[i].name);
    }
    assert_false(l.varies);
}

static void
the_threshold_of_an_alarm_is_a_line_too(void **state)
{
    (void)state;
    alarm = (struct mdb_alarm){0};
    set(LIMIT_WARNING, 10, 50);
    struct alarm_row row = {.threshold = 55,
        .change = (double)NAN,
        .life = ALARM_LIFE_UNACK,
        .level = limit_state_of(LIMIT_DISTRESS, LIMIT_HIGH)};
    struct trend_limits l = trend_limits(&value, NULL, &row);
    assert_int_equal(l.n, 3);
    assert_near(l.line[2].y, 55, 0);
    assert_string_equal(l.line[2].name, "alarm");
    row.threshold = (double)NAN;
    assert_int_equal(trend_limits(&value, NULL, &row).n, 2);
}

/* What was set at run time counts, not what the database says. */
static void
ranges_that_apply_now_come_first(void **state)
{
    (void)state;
    struct bounds_row now = {0};
    alarm = (struct mdb_alarm){0};
    set(LIMIT_WARNING, 10, 50);
    now.level[LIMIT_WARNING] =
        (struct bounds_range){true, (double)-INFINITY, 42};
    struct trend_limits l = trend_limits(&value, &now, NULL);
    assert_int_equal(l.n, 1);
    assert_near(l.line[0].y, 42, 0);
    now.level[LIMIT_WARNING].is_given = false; /* a context without limits */
    assert_int_equal(trend_limits(&value, &now, NULL).n, 0);
}

static void
a_value_without_limits_has_no_lines(void **state)
{
    (void)state;
    static const struct mdb_type plain;
    const struct value x = {.type = &plain};
    assert_int_equal(trend_limits(&x, NULL, NULL).n, 0);
}

/* A far limit must not make a flat line of the curve. */
static void
near_lines_are_included_far_ones_are_not(void **state)
{
    (void)state;
    alarm = (struct mdb_alarm){0};
    set(LIMIT_WARNING, 18, 24);
    set(LIMIT_CRITICAL, -100, 400);
    struct trend_limits l = trend_limits(&value, NULL, NULL);
    double low = 20, high = 22;
    trend_limits_include(&l, &low, &high);
    assert_near(low, 18, 0);
    assert_near(high, 24, 0);
    low = high = (double)NAN;
    trend_limits_include(&l, &low, &high);
    assert_near(low, -100, 0);
    assert_near(high, 400, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edges_are_lines_in_order_with_their_words),
        cmocka_unit_test(the_threshold_of_an_alarm_is_a_line_too),
        cmocka_unit_test(ranges_that_apply_now_come_first),
        cmocka_unit_test(a_value_without_limits_has_no_lines),
        cmocka_unit_test(near_lines_are_included_far_ones_are_not),
    };
    return check_run(tests);
}
