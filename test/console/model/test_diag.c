/*
 * test_diag.c - rates and percentiles of what a console measures of itself.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/diag.h"

#include "support/check.h"

static struct mono
at(int64_t ms)
{
    return (struct mono){NS_PER_S + ms * NS_PER_MS};
}

static void
a_second_is_one_however_often_it_is_asked(void **state)
{
    (void)state;
    static struct diag d;
    int seconds = 0;
    diag_start(&d, at(0));
    for (int ms = 0; ms <= 10000; ms += 50)
        seconds += diag_second(&d, at(ms));
    assert_int_equal(seconds, 10);
}

static void
counts_are_of_the_last_second_and_minute(void **state)
{
    (void)state;
    static struct diag d;
    diag_start(&d, at(0));
    assert_int_equal(diag_now(&d, DIAG_BYTES), 0);
    assert_int_equal(diag_minute(&d, DIAG_BYTES), 0);
    for (int s = 1; s <= 200; s++) {
        d.total[DIAG_BYTES] += (uint64_t)s;
        diag_second(&d, at(s * 1000));
        uint64_t minute = 0;
        for (int k = s; k > 0 && k > s - 60; k--)
            minute += (uint64_t)k;
        assert_int_equal(diag_now(&d, DIAG_BYTES), s);
        assert_int_equal(diag_minute(&d, DIAG_BYTES), minute);
    }
    assert_int_equal(diag_minute(&d, DIAG_FRAMES), 0);
}

static void
percentiles_are_of_the_newest(void **state)
{
    (void)state;
    static struct diag d;
    diag_start(&d, at(0));
    assert_int_equal(diag_percentile(&d, DIAG_KEY, 99), -1);
    diag_time(&d, DIAG_KEY, 7);
    assert_int_equal(diag_percentile(&d, DIAG_KEY, 50), 7);
    assert_int_equal(diag_percentile(&d, DIAG_KEY, 99), 7);
    diag_time(&d, DIAG_KEY, 1000000);
    for (int i = 100; i >= 1; i--)
        diag_time(&d, DIAG_DRAW, i);
    assert_int_equal(diag_percentile(&d, DIAG_DRAW, 50), 50);
    assert_int_equal(diag_percentile(&d, DIAG_DRAW, 99), 99);
    for (int i = 0; i < DIAG_TIMES; i++)
        diag_time(&d, DIAG_KEY, 3);
    assert_int_equal(diag_percentile(&d, DIAG_KEY, 99), 3);
    assert_int_equal(d.times[DIAG_KEY].worst, 1000000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_second_is_one_however_often_it_is_asked),
        cmocka_unit_test(counts_are_of_the_last_second_and_minute),
        cmocka_unit_test(percentiles_are_of_the_newest),
    };
    return check_run(tests);
}
