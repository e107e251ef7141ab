/*
 * test_plot_scale.c - round numbers on axes, ranges that stand still.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/widget/plot_scale.h"

#include "support/check.h"

#include <float.h>
#include <math.h>

#include "common/attr.h"

static void
steps_are_1_2_5(void **state)
{
    (void)state;
    static const struct {
        double span;
        int most;
        double step;
    } rows[] = {{10, 10, 1}, {10, 9, 2}, {10, 4, 5}, {10, 1, 10}, {7, 5, 2},
        {0.7, 5, 0.2}, {3e7, 4, 1e7}, {0, 5, 1}, {-1, 5, 1},
        {(double)INFINITY, 5, 1}, {(double)NAN, 5, 1}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_near(plot_step(rows[i].span, rows[i].most), rows[i].step,
            rows[i].step * 1e-9);
    assert_true(plot_step(5e-324, 7) > 0);
    assert_true(plot_step(DBL_MAX, 7) > 0);
}

static void
times_step_by_what_clocks_show(void **state)
{
    (void)state;
    static const struct {
        double span;
        int most;
        double step;
    } rows[] = {{1, 5, 0.2}, {10, 5, 2}, {60, 5, 15}, {300, 5, 60},
        {3600, 6, 600}, {14400, 6, 3600}, {86400, 6, 21600},
        {864000, 5, 172800}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_near(
            plot_time_step(rows[i].span, rows[i].most), rows[i].step, 1e-9);
}

static void
numbers_have_the_decimals_of_their_step(void **state)
{
    (void)state;
    static const struct {
        double y, step;
        const char *text;
    } rows[] = {{20, 5, "20"}, {0.5, 0.5, "0.5"}, {-0.25, 0.05, "-0.25"},
        {1e-17, 0.1, "0.0"}, {3e9, 1e9, "3e+09"}, {2e-7, 1e-7, "2e-07"}};
    char out[PLOT_LABEL_SIZE];
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_string_equal(
            plot_number(out, rows[i].y, rows[i].step), rows[i].text);
}

static void
a_range_grows_at_once_and_shrinks_late(void **state)
{
    (void)state;
    struct plot_scale s = {0};
    assert_false(plot_scale_fit(&s, (double)NAN, (double)NAN));
    assert_false(s.is_set);
    assert_true(plot_scale_fit(&s, 21.3, 38.7));
    assert_near(s.low, 20, 1e-9);
    assert_near(s.high, 40, 1e-9);
    assert_false(plot_scale_fit(&s, 25, 35)); /* half of it is used */
    assert_true(plot_scale_fit(&s, 25, 40.5));
    assert_true(s.high > 40.4 && s.low <= 25);
    assert_true(plot_scale_fit(&s, 30, 31)); /* a small part is used */
    assert_true(s.high - s.low < 3 && s.low <= 30 && s.high >= 31);
}

/* A value that wanders must not make the axis jump with each sample. */
static void
noise_moves_a_range_seldom(void **state)
{
    (void)state;
    struct plot_scale s = {0};
    int changes = 0;
    for (int i = 0; i < 1000; i++)
        changes += plot_scale_fit(
            &s, 20 + 0.2 * sin(i * 0.37), 24 + 0.2 * cos(i * 0.73));
    assert_in_range(changes, 1, 3);
}

static void
every_pair_of_numbers_gives_a_range_that_holds_it(void **state)
{
    (void)state;
    static const double odd[] = {0, 1, -1, 5e-324, 1e-300, 1e300, -1e300, 28.31,
        28.310000001, 1e15, 1e15 + 1, 4294967295.0};
    for (size_t i = 0; i < ARRAY_LEN(odd); i++)
        for (size_t k = 0; k < ARRAY_LEN(odd); k++) {
            struct plot_scale s = {0};
            double low = fmin(odd[i], odd[k]), high = fmax(odd[i], odd[k]);
            (void)plot_scale_fit(&s, low, high);
            assert_true(s.is_set && s.low < s.high);
            assert_true(s.low <= low && s.high >= high);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_1_2_5),
        cmocka_unit_test(times_step_by_what_clocks_show),
        cmocka_unit_test(numbers_have_the_decimals_of_their_step),
        cmocka_unit_test(a_range_grows_at_once_and_shrinks_late),
        cmocka_unit_test(noise_moves_a_range_seldom),
        cmocka_unit_test(every_pair_of_numbers_gives_a_range_that_holds_it),
    };
    return check_run(tests);
}
