/*
 * test_repeats.c - the same packet, and others of the same time.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "mdb/ccsds.h"
#include "mdb/repeats.h"

struct row {
    double time;
    struct repeats_key key;
    uint64_t first; /* each row is a number, from 0 on */
};

static struct utc
at(double seconds)
{
    return (struct utc){(int64_t)(seconds * 1e9)};
}

static void
run(const struct row *row, size_t n)
{
    struct repeats *r = repeats_new(2);
    for (size_t i = 0; i < n; i++) {
        uint64_t first = 99;
        const bool is_repeat =
            repeats_take(r, 1, at(row[i].time), row[i].key, i, &first);
        if (first != row[i].first || is_repeat != (first != i))
            fail_msg("row %zu: %d of %d", i, is_repeat, (int)first);
    }
    repeats_free(&r);
    assert_null(r);
}

#define RUN(rows) run(rows, ARRAY_LEN(rows))

static void
only_the_same_packet_of_the_same_time_is_a_repetition(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {10, {1, 7}, 0},
        {10, {2, 7}, 1}, /* another one, the clock is coarse */
        {10, {1, 7}, 0},
        {10, {2, 7}, 1},
        {10, {1, 7}, 0}, /* a third time */
        {11, {1, 7}, 5},
        {11, {1, 7}, 5},
    };
    RUN(rows);
}

static void
bytes_tell_packets_apart_until_the_source_counts(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {10, {0, 7}, 0},
        {10, {0, 8}, 1},
        {10, {0, 7}, 0},
        {10, {0, 8}, 1},
        {11, {1, 8}, 4},
        {11, {1, 9}, 4}, /* its count is the same: one bit got lost */
        {11, {2, 9}, 6},
    };
    RUN(rows);
}

static void
late_packets_in_between_hide_no_repetition(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {10, {7, 0}, 0},
        {9, {6, 0}, 1},
        {9, {5, 0}, 2},
        {8, {4, 0}, 3},
        {7, {3, 0}, 4},
        {10, {7, 0}, 0},
        {10, {8, 0}, 6},
        {9, {6, 0}, 7}, /* forgotten; it is late anyway */
        {10, {8, 0}, 6},
    };
    RUN(rows);
}

static void
after_the_clock_went_back_repetitions_are_found_as_well(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {100, {1, 0}, 0},
        {1, {2, 0}, 1},
        {1, {3, 0}, 2},
        {1, {2, 0}, 1},
        {2, {4, 0}, 4},
        {2, {4, 0}, 4},
        {100, {1, 0}, 0},
        {101, {1, 0}, 7},
    };
    RUN(rows);
}

static void
groups_know_nothing_of_each_other(void **state)
{
    (void)state;
    struct repeats *r = repeats_new(2);
    const struct repeats_key key = {5, 5};
    assert_false(repeats_take(r, 0, at(1), key, 1, NULL));
    assert_false(repeats_take(r, 1, at(1), key, 2, NULL));
    assert_true(repeats_take(r, 0, at(1), key, 3, NULL));
    assert_false(repeats_take(r, 2, at(1), key, 4, NULL)); /* there is none */
    assert_false(repeats_take(r, 2, at(1), key, 5, NULL));
    repeats_free(&r);
    repeats_free(&r);
}

static void
without_a_time_nothing_is_a_repetition(void **state)
{
    (void)state;
    struct repeats *r = repeats_new(1);
    const struct repeats_key key = {5, 5};
    assert_false(repeats_take(r, 0, UTC_NONE, key, 1, NULL));
    assert_false(repeats_take(r, 0, UTC_NONE, key, 2, NULL));
    repeats_free(&r);
}

static void
the_newest_thousand_of_a_clock_that_stands_still_are_known(void **state)
{
    (void)state;
    struct repeats *r = repeats_new(1);
    const uint64_t n = REPEATS_MOST + 100;
    uint64_t first;
    for (uint64_t i = 0; i < n; i++)
        assert_false(
            repeats_take(r, 0, at(1), (struct repeats_key){i, 0}, i, NULL));
    static const uint64_t known[] = {100, REPEATS_MOST, REPEATS_MOST + 99};
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        const struct repeats_key key = {known[i], 0};
        assert_true(repeats_take(r, 0, at(1), key, n, &first));
        assert_int_equal(first, known[i]);
    }
    const struct repeats_key forgotten = {99, 0};
    assert_false(repeats_take(r, 0, at(1), forgotten, n, &first));
    assert_int_equal(first, n);
    repeats_free(&r);
}

static void
the_key_of_a_packet_has_its_count_and_every_byte(void **state)
{
    (void)state;
    unsigned char p[40];
    for (size_t i = 0; i < sizeof p; i++)
        p[i] = (unsigned char)(i * 7);
    const struct ccsds_header header = {
        .apid = 5, .sequence = 12345, .len_bytes = sizeof p};
    ccsds_build(&header, p);
    assert_int_equal(repeats_key(p, sizeof p).count, 12345);
    assert_int_equal(repeats_key(p, CCSDS_HEADER_BYTES - 1).count, 0);
    for (size_t len = 0; len <= sizeof p; len++) {
        const uint64_t bytes = repeats_key(p, len).bytes;
        assert_int_equal(repeats_key(p, len).bytes, bytes);
        for (size_t i = 0; i < len; i++) {
            p[i] ^= 1;
            assert_int_not_equal(repeats_key(p, len).bytes, bytes);
            p[i] ^= 1;
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_same_packet_of_the_same_time_is_a_repetition),
        cmocka_unit_test(bytes_tell_packets_apart_until_the_source_counts),
        cmocka_unit_test(late_packets_in_between_hide_no_repetition),
        cmocka_unit_test(
            after_the_clock_went_back_repetitions_are_found_as_well),
        cmocka_unit_test(groups_know_nothing_of_each_other),
        cmocka_unit_test(without_a_time_nothing_is_a_repetition),
        cmocka_unit_test(
            the_newest_thousand_of_a_clock_that_stands_still_are_known),
        cmocka_unit_test(the_key_of_a_packet_has_its_count_and_every_byte),
    };
    return check_run(tests);
}
