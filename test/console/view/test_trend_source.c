/*
 * test_trend_source.c - points and figures of what is kept.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/trend_source.h"

#include "support/check.h"

#include <math.h>

#include "common/attr.h"

static struct history_bucket
bucket(int64_t from_s, int64_t to_s, double first, double min, double max,
    double last)
{
    return (struct history_bucket){.from = {from_s * NS_PER_S},
        .to = {to_s * NS_PER_S},
        .first = first,
        .last = last,
        .min = min,
        .max = max,
        .mean = (min + max) / 2,
        .n = 4};
}

static void
a_bucket_keeps_its_extremes_and_its_ends(void **state)
{
    (void)state;
    static const struct {
        double first, min, max, last;
        double y[4];
        size_t n;
    } rows[] = {{1, 0, 9, 8, {1, 0, 9, 8}, 4}, {8, 0, 9, 1, {8, 9, 0, 1}, 4},
        {0, 0, 9, 5, {0, 9, 5}, 3}, {5, 2, 5, 4, {5, 2, 4}, 3},
        {1, 1, 2, 2, {1, 2}, 2}, {3, 3, 3, 3, {3, 3}, 2}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct history_bucket b = bucket(
            10, 20, rows[i].first, rows[i].min, rows[i].max, rows[i].last);
        struct history_buckets data = {.bucket = &b, .n = 1};
        struct trend_points p = {0};
        trend_points_set(&p, &data);
        assert_int_equal(p.n, rows[i].n);
        for (size_t k = 0; k < p.n; k++) {
            assert_near(p.point[k].y, rows[i].y[k], 0);
            assert_true(k == 0 || p.point[k].x >= p.point[k - 1].x);
        }
        assert_near(p.point[0].x, 10, 1e-9);
        assert_near(p.point[p.n - 1].x, 20, 1e-9);
        trend_points_fini(&p);
    }
}

static void
bad_samples_and_gaps_break_the_curve(void **state)
{
    (void)state;
    struct history_bucket b[] = {bucket(0, 0, 1, 1, 1, 1),
        {.from = {NS_PER_S}, .to = {NS_PER_S}, .has_bad = true},
        bucket(2, 2, 1, 1, 1, 1)};
    b[2].after_gap = true;
    struct history_buckets data = {.bucket = b, .n = 3};
    struct trend_points p = {0};
    b[0].n = b[2].n = 1;
    trend_points_set(&p, &data);
    assert_int_equal(p.n, 3);
    assert_true(isnan(p.point[1].y));
    assert_true(p.point[2].after_gap);
    trend_points_fini(&p);
}

static void
figures_are_of_the_span_only(void **state)
{
    (void)state;
    struct history_bucket b[] = {bucket(0, 9, 1, -50, 90, 1),
        bucket(10, 19, 1, 0, 2, 1), bucket(20, 29, 1, 2, 8, 1),
        bucket(30, 39, 1, -70, 70, 1)};
    b[2].after_gap = true;
    struct history_buckets data = {.bucket = b, .n = 4};
    struct trend_stats s = trend_stats(
        &data, (struct utc){10 * NS_PER_S}, (struct utc){29 * NS_PER_S});
    assert_int_equal(s.n, 8);
    assert_near(s.min, 0, 0);
    assert_near(s.max, 8, 0);
    assert_near(s.mean, 3, 1e-12);
    assert_int_equal(s.gaps, 1);
    assert_false(s.has_bad);
}

static void
a_time_finds_the_bucket_before_it(void **state)
{
    (void)state;
    struct history_bucket b[] = {
        bucket(10, 19, 1, 0, 2, 1), bucket(20, 29, 1, 2, 8, 1)};
    struct history_buckets data = {.bucket = b, .n = 2};
    assert_null(trend_at(&data, (struct utc){9 * NS_PER_S}));
    assert_ptr_equal(trend_at(&data, (struct utc){10 * NS_PER_S}), &b[0]);
    assert_ptr_equal(trend_at(&data, (struct utc){19 * NS_PER_S}), &b[0]);
    assert_ptr_equal(trend_at(&data, (struct utc){99 * NS_PER_S}), &b[1]);
}

static void
times_go_there_and_back(void **state)
{
    (void)state;
    struct utc t = {INT64_C(1795164372123000000)};
    int64_t apart = utc_diff_ns(trend_utc(trend_x(t)), t);
    assert_true(apart > -1000 && apart < 1000);
    assert_true(utc_is_none(trend_utc((double)NAN)));
    assert_true(utc_is_none(trend_utc(1e300)));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bucket_keeps_its_extremes_and_its_ends),
        cmocka_unit_test(bad_samples_and_gaps_break_the_curve),
        cmocka_unit_test(figures_are_of_the_span_only),
        cmocka_unit_test(a_time_finds_the_bucket_before_it),
        cmocka_unit_test(times_go_there_and_back),
    };
    return check_run(tests);
}
