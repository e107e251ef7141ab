/*
 * test_timeline.c - packets in time, late, and with clocks that jump.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "limits/timeline.h"

struct row {
    double generation, reception;
    enum timeline_step step;
};

static struct utc
at(double seconds)
{
    return (struct utc){(int64_t)(seconds * 1e9)};
}

static void
run(const struct row *row, size_t n)
{
    struct timeline t;
    timeline_init(&t);
    for (size_t i = 0; i < n; i++) {
        const enum timeline_step step = timeline_take(
            &t, at(row[i].generation), at(row[i].reception), false);
        if (step != row[i].step)
            fail_msg("row %zu: %d, not %d", i, (int)step, (int)row[i].step);
    }
}

#define RUN(rows) run(rows, ARRAY_LEN(rows))

static void
packets_in_order_are_newer_and_others_late(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {100, 200, TIMELINE_NEWER},
        {101, 201, TIMELINE_NEWER},
        {101, 201.1, TIMELINE_NEWER}, /* another one of this time */
        {100.5, 201.2, TIMELINE_LATE},
        {102, 202, TIMELINE_NEWER},
        {162, 262, TIMELINE_NEWER},   /* nothing came for a minute */
        {223, 263.1, TIMELINE_NEWER}, /* 59.9 s more than reception */
        {324.1, 264.1, TIMELINE_AHEAD},
    };
    RUN(rows);
}

static void
one_wrong_time_is_taken_back_by_the_next_packet(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {100, 200, TIMELINE_NEWER},
        {4e9, 201, TIMELINE_AHEAD},
        {4e9 + 1, 202, TIMELINE_NEWER}, /* two of them */
        {103, 203, TIMELINE_BACK},
        {104, 204, TIMELINE_NEWER},
        {103.5, 204.1, TIMELINE_LATE},
        {-4e8, 205, TIMELINE_LATE}, /* the other way nothing is lost */
        {105, 206, TIMELINE_NEWER},
    };
    RUN(rows);
}

static void
a_clock_that_goes_on_after_its_jump_was_set(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {100, 200, TIMELINE_NEWER},
        {3700, 201, TIMELINE_AHEAD},
        {3701, 202, TIMELINE_NEWER},
        {3702, 203, TIMELINE_NEWER},
        {3703, 204, TIMELINE_NEWER},
        {105, 205, TIMELINE_LATE}, /* for once */
        {3705, 206, TIMELINE_NEWER},
    };
    RUN(rows);
}

static void
three_late_ones_in_three_seconds_show_a_clock_set_back(void **state)
{
    (void)state;
    static const struct row slow[] = {
        {100, 200, TIMELINE_NEWER},
        {5, 260, TIMELINE_LATE},
        {65, 320, TIMELINE_LATE},
        {125 - 30, 380, TIMELINE_BACK},
        {96, 381, TIMELINE_NEWER},
    };
    static const struct row quick[] = {
        {100, 200, TIMELINE_NEWER},
        {0, 200.5, TIMELINE_LATE},
        {0.5, 201, TIMELINE_LATE},
        {1, 201.5, TIMELINE_LATE},
        {1.5, 202, TIMELINE_LATE},
        {2, 202.5, TIMELINE_LATE},
        {2.5, 203, TIMELINE_BACK},
        {3, 203.5, TIMELINE_NEWER},
    };
    RUN(slow);
    RUN(quick);
}

static void
a_clock_that_stands_still_is_in_order_and_what_it_repeats_says_nothing(
    void **state)
{
    (void)state;
    for (int is_repeat = 0; is_repeat <= 1; is_repeat++) {
        const enum timeline_step step =
            is_repeat ? TIMELINE_LATE : TIMELINE_NEWER;
        struct timeline t;
        timeline_init(&t);
        assert_int_equal(
            timeline_take(&t, at(100), at(0), false), TIMELINE_NEWER);
        for (int i = 1; i < 100; i++)
            assert_int_equal(
                timeline_take(&t, at(100), at(i), is_repeat != 0), step);
        assert_int_equal(
            timeline_take(&t, at(99), at(100), false), TIMELINE_LATE);
        assert_int_equal(
            timeline_take(&t, at(101), at(101), false), TIMELINE_NEWER);
    }
}

/* ---- to the nanosecond --------------------------------------------------- */

struct exact_row { /* nanoseconds; INT64_MIN: none */
    int64_t generation, reception;
    enum timeline_step step;
};

static void
run_exact(const struct exact_row *row, size_t n)
{
    struct timeline t;
    timeline_init(&t);
    for (size_t i = 0; i < n; i++) {
        const enum timeline_step step =
            timeline_take(&t, (struct utc){row[i].generation},
                (struct utc){row[i].reception}, false);
        if (step != row[i].step)
            fail_msg("row %zu: %d, not %d", i, (int)step, (int)row[i].step);
    }
}
#define S NS_PER_S
#define EXACTLY(...)                                                           \
    run_exact((const struct exact_row[]){__VA_ARGS__},                         \
        ARRAY_LEN(((const struct exact_row[]){__VA_ARGS__})))

static void
a_jump_is_more_than_a_minute_ahead_of_reception(void **state)
{
    (void)state;
    EXACTLY({0, 0, TIMELINE_NEWER}, {61 * S, S, TIMELINE_NEWER});
    EXACTLY({0, 0, TIMELINE_NEWER}, {61 * S + 1, S, TIMELINE_AHEAD});
}

static void
without_a_reception_nothing_jumps(void **state)
{
    (void)state;
    EXACTLY({0, 0, TIMELINE_NEWER}, {3600 * S, INT64_MIN, TIMELINE_NEWER},
        {7200 * S, 1, TIMELINE_NEWER}, {10800 * S, 2, TIMELINE_AHEAD});
}

static void
a_jump_is_taken_back_later_than_it_came(void **state)
{
    (void)state;
    EXACTLY({100 * S, 0, TIMELINE_NEWER}, {4000 * S, 1, TIMELINE_AHEAD},
        {101 * S, 1, TIMELINE_LATE}, {101 * S, 2, TIMELINE_BACK});
}

/* The second time, a minute has to lie between. */
static void
a_jump_is_taken_back_once_a_minute(void **state)
{
    (void)state;
    EXACTLY({100 * S, 0, TIMELINE_NEWER}, {4000 * S, S, TIMELINE_AHEAD},
        {102 * S, 2 * S, TIMELINE_BACK}, {4000 * S, 61 * S, TIMELINE_AHEAD},
        {162 * S, 62 * S, TIMELINE_LATE});
    EXACTLY({100 * S, 0, TIMELINE_NEWER}, {4000 * S, S, TIMELINE_AHEAD},
        {102 * S, 2 * S, TIMELINE_BACK}, {4000 * S, 61 * S, TIMELINE_AHEAD},
        {162 * S, 62 * S + 1, TIMELINE_BACK});
}

static void
late_ones_of_one_instant_are_not_several_in_a_row(void **state)
{
    (void)state;
    EXACTLY({100 * S, 0, TIMELINE_NEWER}, {1, 5 * S, TIMELINE_LATE},
        {2, 5 * S, TIMELINE_LATE}, {3, 5 * S, TIMELINE_LATE},
        {4, 5 * S, TIMELINE_LATE}, {5, 5 * S + 1, TIMELINE_LATE},
        {6, 5 * S + 2, TIMELINE_BACK});
}

static void
late_ones_of_one_time_are_several_in_a_row(void **state)
{
    (void)state;
    EXACTLY({100 * S, 0, TIMELINE_NEWER}, {1, 1 * S, TIMELINE_LATE},
        {1, 2 * S, TIMELINE_LATE}, {1, 3 * S, TIMELINE_BACK},
        {1, 4 * S, TIMELINE_NEWER});
}

/* A coarse clock was wrong in one packet, or the packet came twice. */
static void
what_is_as_new_as_the_one_before_a_jump_takes_it_back_but_for_repetitions(
    void **state)
{
    (void)state;
    EXACTLY({100 * S, 0, TIMELINE_NEWER}, {4000 * S, 1, TIMELINE_AHEAD},
        {100 * S, 2, TIMELINE_BACK}, {100 * S, 3, TIMELINE_NEWER});
    struct timeline t;
    timeline_init(&t);
    assert_int_equal(timeline_take(&t, at(100), at(0), false), TIMELINE_NEWER);
    assert_int_equal(timeline_take(&t, at(4000), at(1), false), TIMELINE_AHEAD);
    assert_int_equal(timeline_take(&t, at(100), at(2), true), TIMELINE_LATE);
    assert_int_equal(timeline_take(&t, at(101), at(3), true), TIMELINE_BACK);
}

static void
our_own_clock_that_came_back_to_where_it_was_shows_nothing(void **state)
{
    (void)state;
    EXACTLY({4000 * S, 4000 * S, TIMELINE_NEWER}, {1, 1, TIMELINE_LATE},
        {2, 2, TIMELINE_LATE}, {3, 4000 * S, TIMELINE_LATE},
        {4, 4003 * S - 1, TIMELINE_LATE}, {5, 4003 * S, TIMELINE_BACK});
}

static void
what_is_late_between_newer_ones_stays_late(void **state)
{
    (void)state;
    struct timeline t;
    timeline_init(&t);
    assert_int_equal(timeline_take(&t, at(3600), at(0), false), TIMELINE_NEWER);
    for (int i = 1; i < 100; i++) {
        assert_int_equal(timeline_take(&t, at(i), at(i), false), TIMELINE_LATE);
        assert_int_equal(timeline_take(&t, at(3600 + i), at(i + 0.5), false),
            TIMELINE_NEWER);
    }
    /* the newer stream ends: three seconds later the older one counts */
    assert_int_equal(timeline_take(&t, at(100), at(100), false), TIMELINE_LATE);
    assert_int_equal(timeline_take(&t, at(101), at(101), false), TIMELINE_LATE);
    assert_int_equal(timeline_take(&t, at(102), at(102), false), TIMELINE_LATE);
    assert_int_equal(timeline_take(&t, at(103), at(103), false), TIMELINE_BACK);
}

static void
two_streams_that_alternate_jump_once_a_minute_at_most(void **state)
{
    (void)state;
    struct timeline t;
    unsigned jumps = 0;
    timeline_init(&t);
    for (int i = 0; i < 600; i++) {
        const bool is_ahead = i % 2 == 1;
        const enum timeline_step step =
            timeline_take(&t, at(i + (is_ahead ? 3600 : 0)), at(i), false);
        jumps += step == TIMELINE_BACK;
    }
    assert_in_range(jumps, 1, 10);
}

static void
packets_that_go_backwards_never_count(void **state)
{
    (void)state;
    struct timeline t;
    timeline_init(&t);
    assert_int_equal(timeline_take(&t, at(1000), at(0), false), TIMELINE_NEWER);
    for (int i = 1; i < 100; i++)
        assert_int_equal(
            timeline_take(&t, at(1000 - i), at(i), false), TIMELINE_LATE);
}

static void
our_own_clock_set_back_blinds_for_three_packets_only(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {4000, 4000, TIMELINE_NEWER},
        {401, 401, TIMELINE_LATE},
        {402, 402, TIMELINE_LATE},
        {403, 403, TIMELINE_LATE},
        {404, 404, TIMELINE_BACK},
        {405, 405, TIMELINE_NEWER},
    };
    RUN(rows);
}

static void
extreme_times_and_none_do_no_harm(void **state)
{
    (void)state;
    struct timeline t;
    timeline_init(&t);
    const struct utc least = {INT64_MIN + 1}, most = {INT64_MAX};
    assert_int_equal(timeline_take(&t, least, at(0), false), TIMELINE_NEWER);
    assert_int_equal(timeline_take(&t, most, at(1), false), TIMELINE_AHEAD);
    assert_int_equal(timeline_take(&t, at(2), at(2), false), TIMELINE_BACK);
    timeline_init(&t);
    assert_int_equal(timeline_take(&t, most, UTC_NONE, false), TIMELINE_NEWER);
    for (int i = 0; i < 10; i++)
        assert_int_equal(
            timeline_take(&t, at(i), UTC_NONE, false), TIMELINE_LATE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packets_in_order_are_newer_and_others_late),
        cmocka_unit_test(one_wrong_time_is_taken_back_by_the_next_packet),
        cmocka_unit_test(a_clock_that_goes_on_after_its_jump_was_set),
        cmocka_unit_test(
            three_late_ones_in_three_seconds_show_a_clock_set_back),
        cmocka_unit_test(
            a_clock_that_stands_still_is_in_order_and_what_it_repeats_says_nothing),
        cmocka_unit_test(a_jump_is_more_than_a_minute_ahead_of_reception),
        cmocka_unit_test(without_a_reception_nothing_jumps),
        cmocka_unit_test(a_jump_is_taken_back_later_than_it_came),
        cmocka_unit_test(a_jump_is_taken_back_once_a_minute),
        cmocka_unit_test(late_ones_of_one_instant_are_not_several_in_a_row),
        cmocka_unit_test(late_ones_of_one_time_are_several_in_a_row),
        cmocka_unit_test(
            what_is_as_new_as_the_one_before_a_jump_takes_it_back_but_for_repetitions),
        cmocka_unit_test(
            our_own_clock_that_came_back_to_where_it_was_shows_nothing),
        cmocka_unit_test(what_is_late_between_newer_ones_stays_late),
        cmocka_unit_test(two_streams_that_alternate_jump_once_a_minute_at_most),
        cmocka_unit_test(packets_that_go_backwards_never_count),
        cmocka_unit_test(our_own_clock_set_back_blinds_for_three_packets_only),
        cmocka_unit_test(extreme_times_and_none_do_no_harm),
    };
    return check_run(tests);
}
