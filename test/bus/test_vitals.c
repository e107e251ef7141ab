/*
 * test_vitals.c - what a process knows about itself.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/vitals.h"

#include <sys/resource.h>

#include "support/check.h"

static void
memory_is_that_of_the_kernel_and_cpu_needs_two_readings(void **state)
{
    (void)state;
    struct vitals_state s = {0};
    struct vitals v = vitals_read(&s, (struct mono){100}, (struct utc){0});
    assert_true(v.rss_bytes > 500000);
    assert_true(v.cpu == 0);
    assert_true(v.jump_ns == 0);
    struct rusage before, used;
    getrusage(RUSAGE_SELF, &before);
    volatile uint64_t work = 0;
    do {
        for (int i = 0; i < 1000000; i++)
            work = work + (uint64_t)i;
        getrusage(RUSAGE_SELF, &used);
    } while ((used.ru_utime.tv_sec - before.ru_utime.tv_sec) * 1000000 +
                 used.ru_utime.tv_usec - before.ru_utime.tv_usec <
             20000);
    /* 20 ms or more of work in what is said to be 40 ms */
    v = vitals_read(
        &s, (struct mono){100 + 40 * NS_PER_MS}, (struct utc){40 * NS_PER_MS});
    assert_true(v.cpu >= 0.4);
}

static void
a_clock_that_was_set_shows_by_how_much(void **state)
{
    (void)state;
    struct vitals_state s = {0};
    (void)vitals_read(&s, (struct mono){0}, (struct utc){1000 * NS_PER_S});
    struct vitals v =
        vitals_read(&s, (struct mono){NS_PER_S}, (struct utc){964 * NS_PER_S});
    assert_int_equal(v.jump_ns, -37 * NS_PER_S);
    v = vitals_read(
        &s, (struct mono){2 * NS_PER_S}, (struct utc){965 * NS_PER_S});
    assert_int_equal(v.jump_ns, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            memory_is_that_of_the_kernel_and_cpu_needs_two_readings),
        cmocka_unit_test(a_clock_that_was_set_shows_by_how_much),
    };
    return check_run(tests);
}
