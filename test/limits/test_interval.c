/*
 * test_interval.c - "[10, 50)" as a range.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <math.h>

#include "common/attr.h"
#include "limits/interval.h"

static void
brackets_take_the_limit_in_and_parentheses_leave_it_out(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double min, max;
        bool min_out, max_out;
    } rows[] = {
        {"[10, 50]", 10, 50, false, false},
        {"(10, 50)", 10, 50, true, true},
        {"[-1.5e3,50)", -1500, 50, false, true},
        {"( 10 ,\t50 ]", 10, 50, true, false},
        {"[, 50]", -INFINITY, 50, false, false},
        {"[10,]", 10, INFINITY, false, false},
        {"[-inf, 50]", -INFINITY, 50, false, false},
        {"[0x10, 0x20]", 16, 32, false, false},
        {"[3, 3]", 3, 3, false, false},
        {"[ ,\t50\t]", -INFINITY, 50, false, false},
        {"[\t10\t,\t ]", 10, INFINITY, false, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct interval is;
        char why[INTERVAL_WHY_SIZE] = "";
        print_message("%s\n", rows[i].text);
        assert_true(interval_parse(rows[i].text, &is, why));
        const struct mdb_range r = is.range;
        assert_false(is.is_inside || is.is_time);
        assert_true(r.min == rows[i].min && r.max == rows[i].max);
        assert_int_equal(r.min_is_exclusive, rows[i].min_out);
        assert_int_equal(r.max_is_exclusive, rows[i].max_out);
    }
}

static void
what_is_no_interval_says_why(void **state)
{
    (void)state;
    static const char form[] =
        "limits like \"[low, high]\", or off, are expected";
    static const struct {
        const char *text, *why;
    } rows[] = {
        {"", form},
        {"[]", form},
        {"10, 50", form},
        {"[10 50]", form},
        {"[10, 50", form},
        {"10, 50]", form},
        {"{10, 50}", form},
        {"[ten, 50]", "'ten' is not a number"},
        {"[10, 50, 60]", "'50, 60' is not a number"},
        {"[nan, 50]", "'nan' is not a number"},
        {"[, nan]", "'nan' is not a number"},
        {"[,]", "an interval without limits checks nothing"},
        {"[-inf, inf]", "an interval without limits checks nothing"},
        {"[50, 10]", "the low limit 50 is above the high limit 10"},
        {"[inf, 10]", "the low limit inf is above the high limit 10"},
        {"(3, 3]", "no value is in this interval"},
        {"[3, 3)", "no value is in this interval"},
        {"[)", form},
        {"[1]", form},
        {"(,", form},
        {"in", form},
        {"in 3", form},
        {"inside [1, 2]", form},
        {"in [5, 1]", "the low limit 5 is above the high limit 1"},
        {"in [,]", "an interval without limits checks nothing"},
        {"[3, 2026-01-01T00:00:00Z]",
            "one of its limits is a time, the other is none"},
        {"[2026-01-02T00:00:00Z, 2026-01-01T00:00:00Z]",
            "it ends before it begins"},
        {"[2026-13-02T00:00:00Z, ]", "'2026-13-02T00:00:00Z' is not a number"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct interval is;
        char why[INTERVAL_WHY_SIZE] = "";
        print_message("%s\n", rows[i].text);
        assert_false(interval_parse(rows[i].text, &is, why));
        assert_string_equal(why, rows[i].why);
    }
}

/* Digits that were dropped would make another limit of it. */
static void
a_number_is_read_whole_or_not_at_all(void **state)
{
    (void)state;
    for (int digits = 55; digits < 70; digits++) {
        char text[120], why[INTERVAL_WHY_SIZE] = "";
        struct interval is;
        snprintf(text, sizeof text, "[%0*d, 50]", digits, 42);
        if (digits < 64) {
            assert_true(interval_parse(text, &is, why));
            assert_true(is.range.min == 42);
        } else {
            assert_false(interval_parse(text, &is, why));
            assert_string_equal(why,
                "'0000000000000000000000000000000000000000...' is too long "
                "for a number");
        }
    }
}

static void
intervals_can_be_inside_and_of_times(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double min, max;
        bool is_inside, is_time;
    } rows[] = {
        {"in [10, 50]", 10, 50, true, false},
        {"in(10,50)", 10, 50, true, false},
        {"in\t[, 50]", -INFINITY, 50, true, false},
        {"[1970-01-01T00:00:01Z, 1970-01-01T00:00:02]", 1e9, 2e9, false, true},
        {"in [1970-001T00:00:01Z,]", 1e9, INFINITY, true, true},
        {"[, 1970-01-01 00:00:02]", -INFINITY, 2e9, false, true},
        {"[-inf, 1970-01-01T00:00:02Z]", -INFINITY, 2e9, false, true},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct interval is;
        char why[INTERVAL_WHY_SIZE] = "";
        print_message("%s\n", rows[i].text);
        assert_true(interval_parse(rows[i].text, &is, why));
        assert_true(is.range.min == rows[i].min);
        assert_true(is.range.max == rows[i].max);
        assert_int_equal(is.is_inside, rows[i].is_inside);
        assert_int_equal(is.is_time, rows[i].is_time);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_can_be_inside_and_of_times),
        cmocka_unit_test(
            brackets_take_the_limit_in_and_parentheses_leave_it_out),
        cmocka_unit_test(what_is_no_interval_says_why),
        cmocka_unit_test(a_number_is_read_whole_or_not_at_all),
    };
    return check_run(tests);
}
