/*
 * test_alarm_rate.c - alarms announced lately are counted, older ones are not.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/alarm_rate.h"

#include "support/check.h"

static struct utc
at(int64_t second)
{
    return (struct utc){second * NS_PER_S};
}

static void
the_window_slides(void **state)
{
    (void)state;
    struct alarm_rate r = {0};
    for (int64_t s = 1000; s < 1600; s += 60)
        alarm_rate_add(&r, at(s));
    assert_int_equal(alarm_rate_count(&r, at(1599), 600), 10);
    assert_int_equal(alarm_rate_count(&r, at(1600), 600), 9);
    assert_int_equal(alarm_rate_count(&r, at(2139), 600), 1);
    assert_int_equal(alarm_rate_count(&r, at(2140), 600), 0);
    assert_int_equal(alarm_rate_count(&r, at(2140), 3599), 10);
}

static void
many_in_one_second_and_an_hour_later(void **state)
{
    (void)state;
    struct alarm_rate r = {0};
    for (int i = 0; i < 5000; i++)
        alarm_rate_add(&r, at(7200));
    assert_int_equal(alarm_rate_count(&r, at(7200), 1), 5000);
    alarm_rate_add(&r, at(7200 + ALARM_RATE_S));
    assert_int_equal(
        alarm_rate_count(&r, at(7200 + ALARM_RATE_S), ALARM_RATE_S), 1);
}

/* The clock was set back: what lies ahead does not count. */
static void
times_ahead_and_before_the_epoch_do_no_harm(void **state)
{
    (void)state;
    struct alarm_rate r = {0};
    alarm_rate_add(&r, at(9000));
    assert_int_equal(alarm_rate_count(&r, at(8000), 600), 0);
    alarm_rate_add(&r, UTC_NONE);
    alarm_rate_add(&r, at(-5));
    assert_int_equal(alarm_rate_count(&r, at(9000), 600), 1);
}

/* A count that went over would call a flood silence. */
static void
a_full_count_stays_full(void **state)
{
    (void)state;
    struct alarm_rate r = {0};
    alarm_rate_add(&r, at(7200));
    r.bucket[7200 % ALARM_RATE_S].n = UINT32_MAX - 1;
    alarm_rate_add(&r, at(7200));
    assert_int_equal(alarm_rate_count(&r, at(7200), 1), UINT32_MAX);
    alarm_rate_add(&r, at(7200));
    assert_int_equal(alarm_rate_count(&r, at(7200), 1), UINT32_MAX);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_window_slides),
        cmocka_unit_test(many_in_one_second_and_an_hour_later),
        cmocka_unit_test(a_full_count_stays_full),
        cmocka_unit_test(times_ahead_and_before_the_epoch_do_no_harm),
    };
    return check_run(tests);
}
