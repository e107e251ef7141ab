/*
 * test_pace.c - when packets of a recording are due.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/pace.h"

static struct mono
at(int64_t ms)
{
    return (struct mono){ms * NS_PER_MS};
}

static struct utc
made(int64_t ms)
{
    return (struct utc){ms * NS_PER_MS};
}

static int64_t
ms_of(struct mono t)
{
    return t.ns / NS_PER_MS;
}

static void
fast_is_always_now(void **state)
{
    (void)state;
    struct pace p = {.kind = PACE_FAST};
    pace_begin(&p, at(5));
    assert_int_equal(ms_of(pace_next(&p, made(1), at(5))), 5);
    assert_int_equal(ms_of(pace_next(&p, made(9000), at(6))), 6);
}

static void
a_fixed_rate_counts_from_the_beginning_and_does_not_drift(void **state)
{
    (void)state;
    struct pace p = {.kind = PACE_FIXED, .rate_hz = 3};
    pace_begin(&p, at(1000));
    /* called late each time: the n-th is due n thirds of a second later */
    for (int64_t i = 0; i < 3000; i++) {
        const int64_t due = 1000 + i * 1000 / 3;
        assert_int_equal(ms_of(pace_next(&p, UTC_NONE, at(due + 7))), due);
    }
}

static void
a_pause_is_not_caught_up_in_a_burst(void **state)
{
    (void)state;
    struct pace p = {.kind = PACE_FIXED, .rate_hz = 100};
    pace_begin(&p, at(0));
    (void)pace_next(&p, UTC_NONE, at(0));
    assert_int_equal(ms_of(pace_next(&p, UTC_NONE, at(60000))), 60000);
    assert_int_equal(ms_of(pace_next(&p, UTC_NONE, at(60000))), 60010);
}

struct row {
    const char *label;
    double speed;
    int64_t time[5]; /* ms; -1: none */
    int64_t due[5];  /* ms */
    size_t n;
};

#define HOUR INT64_C(3600000)

static const struct row rows[] = {
    {"as recorded", 1, {500, 1500, 1700}, {100, 1100, 1300}, 3},
    {"ten times as fast", 10, {500, 1500, 1700}, {100, 200, 220}, 3},
    {"half as fast", 0.5, {500, 1500}, {100, 2100}, 2},
    {"without time: with the one before", 1, {500, -1, 900}, {100, 100, 500},
        3},
    {"none has a time", 1, {-1, -1}, {100, 100}, 2},
    {"time goes back", 1, {500, 1500, 700, 900}, {100, 1100, 100, 300}, 4},
    {"a hole of more than an hour", 1, {0, HOUR + 1, HOUR + 51},
        {100, 100, 150}, 3},
    {"a hole of an hour is waited for", 1, {0, HOUR}, {100, HOUR + 100}, 2},
};

static void
recorded_times_are_kept(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *r = &rows[i];
        struct pace p = {.kind = PACE_RECORDED, .speed = r->speed};
        pace_begin(&p, at(100));
        for (size_t k = 0; k < r->n; k++) {
            const struct utc t = r->time[k] < 0 ? UTC_NONE : made(r->time[k]);
            const int64_t due = ms_of(pace_next(&p, t, at(100)));
            if (due != r->due[k])
                fail_msg("%s: packet %zu due at %ld", r->label, k, due);
        }
    }
}

static void
who_is_late_by_more_than_a_second_goes_on_from_there(void **state)
{
    (void)state;
    struct pace p = {.kind = PACE_RECORDED, .speed = 1};
    pace_begin(&p, at(0));
    (void)pace_next(&p, made(0), at(0));
    assert_int_equal(ms_of(pace_next(&p, made(100), at(5000))), 5000);
    assert_int_equal(ms_of(pace_next(&p, made(200), at(5000))), 5100);
}

static void
absurd_times_and_speeds_stay_in_range(void **state)
{
    (void)state;
    struct pace p = {.kind = PACE_RECORDED, .speed = 1e-12};
    pace_begin(&p, at(0));
    (void)pace_next(&p, (struct utc){INT64_MAX - 5}, at(0));
    (void)pace_next(&p, (struct utc){INT64_MIN + 5}, at(0));
    (void)pace_next(&p, made(0), at(0));
    assert_true(pace_next(&p, made(HOUR), at(0)).ns > 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fast_is_always_now),
        cmocka_unit_test(
            a_fixed_rate_counts_from_the_beginning_and_does_not_drift),
        cmocka_unit_test(a_pause_is_not_caught_up_in_a_burst),
        cmocka_unit_test(recorded_times_are_kept),
        cmocka_unit_test(who_is_late_by_more_than_a_second_goes_on_from_there),
        cmocka_unit_test(absurd_times_and_speeds_stay_in_range),
    };
    return check_run(tests);
}
