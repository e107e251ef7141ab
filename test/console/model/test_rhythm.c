/*
 * test_rhythm.c - how often something comes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "common/time.h"
#include "console/model/rhythm.h"

static void
the_rate_is_learned_and_falls_in_silence(void **state)
{
    (void)state;
    struct rhythm r = {0};
    assert_near(rhythm_rate_hz(&r, 0), 0, 0);
    for (int i = 0; i < 10; i++)
        rhythm_add(&r, NS_PER_S / 10, 1);
    assert_near(rhythm_rate_hz(&r, 0), 10, 1e-5);
    assert_near(rhythm_rate_hz(&r, 150 * NS_PER_MS), 10, 1e-5);
    assert_near(rhythm_rate_hz(&r, 2 * NS_PER_S), 0.5, 1e-9);
    assert_near(rhythm_rate_hz(&r, 3 * NS_PER_S + 1), 0, 0);
    struct rhythm slow = {0};
    rhythm_add(&slow, 10 * NS_PER_S, 1);
    assert_near(rhythm_rate_hz(&slow, 29 * NS_PER_S), 1 / 29.0, 1e-6);
    assert_near(rhythm_rate_hz(&slow, 31 * NS_PER_S), 0, 0);
}

static void
one_outage_teaches_nothing_two_are_a_new_rhythm(void **state)
{
    (void)state;
    struct rhythm r = {0};
    for (int i = 0; i < 10; i++)
        rhythm_add(&r, NS_PER_S, 1);
    rhythm_add(&r, 60 * NS_PER_S, 1);
    assert_near(rhythm_rate_hz(&r, 0), 1, 1e-5);
    rhythm_add(&r, NS_PER_S, 1);
    rhythm_add(&r, 10 * NS_PER_S, 1);
    assert_near(rhythm_rate_hz(&r, 0), 1, 1e-5);
    rhythm_add(&r, 10 * NS_PER_S, 1);
    assert_near(rhythm_rate_hz(&r, 0), 0.1, 1e-5);
    for (int i = 0; i < 60; i++)
        rhythm_add(&r, NS_PER_S, 1); /* faster again: smoothly */
    assert_near(rhythm_rate_hz(&r, 0), 1, 1e-3);
}

static void
several_intervals_can_be_told_at_once(void **state)
{
    (void)state;
    struct rhythm r = {0};
    rhythm_add(&r, NS_PER_S, 20);
    assert_near(rhythm_rate_hz(&r, 0), 20, 1e-4);
}

static void
nonsense_is_ignored(void **state)
{
    (void)state;
    static const struct {
        int64_t ns;
        uint64_t n;
    } row[] = {{0, 1}, {-NS_PER_S, 1}, {NS_PER_S, 0}, {INT64_MAX, 1}};
    struct rhythm r = {0};
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        rhythm_add(&r, row[i].ns, row[i].n);
    assert_near(rhythm_rate_hz(&r, 0), 0, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rate_is_learned_and_falls_in_silence),
        cmocka_unit_test(one_outage_teaches_nothing_two_are_a_new_rhythm),
        cmocka_unit_test(several_intervals_can_be_told_at_once),
        cmocka_unit_test(nonsense_is_ignored),
    };
    return check_run(tests);
}
