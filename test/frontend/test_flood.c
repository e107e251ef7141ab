/*
 * test_flood.c - at once, then every ten seconds with a count.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "frontend/flood.h"

static struct mono
s(double seconds)
{
    return (struct mono){(int64_t)(seconds * 1e9)};
}

static void
the_first_passes_and_the_next_are_counted(void **state)
{
    (void)state;
    struct flood f = {0};
    assert_true(flood_pass(&f, s(5)));
    for (unsigned i = 0; i < 100; i++)
        assert_false(flood_pass(&f, s(6)));
    assert_int_equal(flood_due(&f, s(14.9)), 0);
    assert_int_equal(flood_due(&f, s(15)), 100);
    assert_int_equal(flood_due(&f, s(15)), 0);
}

static void
while_it_goes_on_there_is_one_count_in_ten_seconds(void **state)
{
    (void)state;
    struct flood f = {0};
    unsigned said = 0;
    uint64_t told = 0;
    for (unsigned i = 0; i < 600; i++) { /* a minute, ten a second */
        said += flood_pass(&f, s(i / 10.0));
        const uint64_t held = flood_due(&f, s(i / 10.0));
        said += held > 0;
        told += held;
    }
    assert_in_range(said, 6, 7);
    assert_int_equal(told + 1 + f.held, 600);
}

static void
after_ten_quiet_seconds_the_next_passes_at_once(void **state)
{
    (void)state;
    struct flood f = {0};
    assert_true(flood_pass(&f, s(0)));
    assert_int_equal(flood_due(&f, s(10)), 0);
    assert_true(flood_pass(&f, s(10.1)));
}

static void
nothing_held_is_lost_when_nobody_asks(void **state)
{
    (void)state;
    struct flood f = {0};
    assert_true(flood_pass(&f, s(0)));
    assert_false(flood_pass(&f, s(1)));
    /* long after, but the one of second 1 was not told yet */
    assert_false(flood_pass(&f, s(100)));
    assert_int_equal(flood_due(&f, s(100)), 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_passes_and_the_next_are_counted),
        cmocka_unit_test(while_it_goes_on_there_is_one_count_in_ten_seconds),
        cmocka_unit_test(after_ten_quiet_seconds_the_next_passes_at_once),
        cmocka_unit_test(nothing_held_is_lost_when_nobody_asks),
    };
    return check_run(tests);
}
