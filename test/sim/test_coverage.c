/*
 * test_coverage.c - contact and gaps, and the packet that tells them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/coverage.h"

#include "common/attr.h"
#include "support/check.h"

static void
contact_holds_for_the_first_ten_minutes(void **state)
{
    (void)state;
    for (double t = -6000; t < 600; t += 0.1)
        assert_true(coverage_at(t).is_aos);
}

static void
each_orbit_has_gaps_of_some_minutes(void **state)
{
    (void)state;
    unsigned lost = 0, changes = 0;
    bool was = true;
    for (unsigned t = 0; t < 3 * COVERAGE_PERIOD_S; t++) {
        bool is = coverage_at(t).is_aos;
        lost += !is;
        changes += is != was;
        was = is;
    }
    assert_int_equal(changes, 3 * 4);
    assert_in_range(lost, 3 * 600, 3 * 900);
}

static void
time_to_go_counts_down_to_the_change(void **state)
{
    (void)state;
    for (unsigned t = 0; t < 2 * COVERAGE_PERIOD_S; t++) {
        struct coverage now = coverage_at(t);
        assert_true(now.left_s > 0);
        struct coverage then = coverage_at(t + now.left_s);
        assert_true(then.is_aos != now.is_aos);
        struct coverage before = coverage_at(t + now.left_s - 1);
        assert_true(before.is_aos == now.is_aos);
        assert_int_equal(before.left_s, 1);
    }
}

static void
the_packet_has_state_and_seconds(void **state)
{
    (void)state;
    uint8_t p[COVERAGE_PACKET_BYTES];
    static const uint8_t aos[] = {
        0x07, 0xf8, 0xc0, 0x05, 0, 7, 1, 0, 0, 0, 0, 0, 0x04, 0x1a};
    static const uint8_t los[] = {
        0x07, 0xf8, 0xff, 0xff, 0, 7, 0, 0, 0, 0, 0x12, 0x34, 0x56, 0x78};
    coverage_packet((struct coverage){true, 1050}, 5, p);
    assert_memory_equal(p, aos, sizeof aos);
    coverage_packet((struct coverage){false, 0x12345678}, 0xffff, p);
    assert_memory_equal(p, los, sizeof los);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contact_holds_for_the_first_ten_minutes),
        cmocka_unit_test(each_orbit_has_gaps_of_some_minutes),
        cmocka_unit_test(time_to_go_counts_down_to_the_change),
        cmocka_unit_test(the_packet_has_state_and_seconds),
    };
    return check_run(tests);
}
