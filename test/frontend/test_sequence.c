/*
 * test_sequence.c - gaps, repeats, late packets and restarts of a count.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "frontend/sequence.h"

/* A fresh one on the heap, so that sanitizers see its bounds. */
static struct sequence *
fresh(void)
{
    struct sequence *q = calloc(1, sizeof *q);
    assert_non_null(q);
    sequence_reset(q);
    return q;
}

struct row {
    const char *label;
    uint16_t count[8];
    size_t n;
    enum sequence_verdict last;
    uint64_t gaps, missing, repeats, late;
};

static const struct row rows[] = {
    {"one packet", {7}, 1, SEQUENCE_FIRST, 0, 0, 0, 0},
    {"in order", {7, 8, 9}, 3, SEQUENCE_IN_ORDER, 0, 0, 0, 0},
    {"wrap", {16382, 16383, 0, 1}, 4, SEQUENCE_IN_ORDER, 0, 0, 0, 0},
    {"one missing", {7, 9}, 2, SEQUENCE_GAP, 1, 1, 0, 0},
    {"missing over the wrap", {16380, 3}, 2, SEQUENCE_GAP, 1, 6, 0, 0},
    {"two gaps", {1, 3, 5}, 3, SEQUENCE_GAP, 2, 2, 0, 0},
    {"the same again", {7, 7}, 2, SEQUENCE_REPEAT, 0, 0, 1, 0},
    {"an older one again", {5, 6, 7, 5}, 4, SEQUENCE_REPEAT, 0, 0, 1, 0},
    {"late one fills its gap", {5, 7, 6}, 3, SEQUENCE_LATE, 1, 0, 0, 1},
    {"late one twice", {5, 7, 6, 6}, 4, SEQUENCE_REPEAT, 1, 0, 1, 1},
    {"late over the wrap", {16383, 1, 0}, 3, SEQUENCE_LATE, 1, 0, 0, 1},
    {"before the first one", {5, 4}, 2, SEQUENCE_LATE, 0, 0, 0, 1},
    {"before the first takes nothing off", {5, 7, 4}, 3, SEQUENCE_LATE, 1, 1, 0,
        1},
    {"farthest ahead", {0, 8191}, 2, SEQUENCE_GAP, 1, 8190, 0, 0},
    {"half way round is behind", {0, 8192}, 2, SEQUENCE_LATE, 0, 0, 0, 1},
    {"upper bits do not count", {0x4001, 0xc002}, 2, SEQUENCE_IN_ORDER, 0, 0, 0,
        0},
};

static void
counts_are_judged_by_the_newest(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *r = &rows[i];
        struct sequence *q = fresh();
        struct sequence_step step = {0};
        for (size_t k = 0; k < r->n; k++)
            step = sequence_take(q, r->count[k], UTC_NONE);
        if (step.verdict != r->last || q->gaps != r->gaps ||
            q->missing != r->missing || q->repeats != r->repeats ||
            q->late != r->late)
            fail_msg("%s: verdict %d gaps %lu missing %lu repeats %lu late %lu",
                r->label, (int)step.verdict, q->gaps, q->missing, q->repeats,
                q->late);
        free(q);
    }
}

static void
a_gap_says_what_was_expected_and_how_many_are_missing(void **state)
{
    (void)state;
    struct sequence *q = fresh();
    (void)sequence_take(q, 16382, UTC_NONE);
    const struct sequence_step step = sequence_take(q, 2, UTC_NONE);
    assert_int_equal(step.verdict, SEQUENCE_GAP);
    assert_int_equal(step.expected, 16383);
    assert_int_equal(step.missing, 3);
    free(q);
}

static void
a_newer_time_with_an_older_count_is_a_restart(void **state)
{
    (void)state;
    struct sequence *q = fresh();
    for (unsigned i = 0; i < 200; i++)
        (void)sequence_take(q, (uint16_t)i, (struct utc){(int64_t)i});
    assert_int_equal(
        sequence_take(q, 0, (struct utc){1000}).verdict, SEQUENCE_RESTART);
    assert_int_equal(
        sequence_take(q, 1, (struct utc){1001}).verdict, SEQUENCE_IN_ORDER);
    /* what was seen of the old count is no repeat in the new one */
    assert_int_equal(
        sequence_take(q, 3, (struct utc){1003}).verdict, SEQUENCE_GAP);
    assert_int_equal(
        sequence_take(q, 2, (struct utc){1002}).verdict, SEQUENCE_LATE);
    assert_int_equal(q->repeats, 0);
    assert_int_equal(q->gaps, 2);
    assert_int_equal(q->missing, 0);
    free(q);
}

static void
an_older_time_with_an_older_count_is_no_restart(void **state)
{
    (void)state;
    struct sequence *q = fresh();
    (void)sequence_take(q, 10, (struct utc){100});
    (void)sequence_take(q, 12, (struct utc){120});
    assert_int_equal(
        sequence_take(q, 11, (struct utc){110}).verdict, SEQUENCE_LATE);
    assert_int_equal(
        sequence_take(q, 12, (struct utc){120}).verdict, SEQUENCE_REPEAT);
    free(q);
}

static void
after_a_reset_the_next_packet_is_the_first(void **state)
{
    (void)state;
    struct sequence *q = fresh();
    (void)sequence_take(q, 10, UTC_NONE);
    (void)sequence_take(q, 20, UTC_NONE);
    sequence_reset(q);
    assert_int_equal(sequence_take(q, 5, UTC_NONE).verdict, SEQUENCE_FIRST);
    assert_int_equal(q->gaps, 1);
    assert_int_equal(q->missing, 9);
    free(q);
}

/* 40 000 packets in order, twice round and a half, give no verdict at all. */
static void
many_rounds_in_order_are_clean(void **state)
{
    (void)state;
    struct sequence *q = fresh();
    for (unsigned i = 0; i < 40000; i++)
        (void)sequence_take(q, (uint16_t)(i & 0x3fff), UTC_NONE);
    assert_int_equal(q->gaps + q->missing + q->repeats + q->late, 0);
    free(q);
}

/*
 * Ten thousand packets in blocks turned back to front: nothing is missing at
 * the end, and each packet but the first of its block came late.
 */
static void
ten_thousand_out_of_order_lose_nothing(void **state)
{
    (void)state;
    struct sequence *q = fresh();
    (void)sequence_take(q, 0, UTC_NONE);
    for (unsigned block = 0; block < 100; block++)
        for (unsigned i = 100; i > 0; i--)
            (void)sequence_take(
                q, (uint16_t)((block * 100 + i) & 0x3fff), UTC_NONE);
    assert_int_equal(q->missing, 0);
    assert_int_equal(q->repeats, 0);
    assert_int_equal(q->late, 9900);
    assert_int_equal(q->gaps, 100);
    free(q);
}

static void
a_whole_stream_sent_twice_is_all_repeats(void **state)
{
    (void)state;
    struct sequence *q = fresh();
    for (unsigned round = 0; round < 2; round++)
        for (unsigned i = 0; i < 5000; i++)
            (void)sequence_take(q, (uint16_t)i, (struct utc){(int64_t)i});
    assert_int_equal(q->repeats, 5000);
    assert_int_equal(q->gaps + q->missing + q->late, 0);
    free(q);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_judged_by_the_newest),
        cmocka_unit_test(a_gap_says_what_was_expected_and_how_many_are_missing),
        cmocka_unit_test(a_newer_time_with_an_older_count_is_a_restart),
        cmocka_unit_test(an_older_time_with_an_older_count_is_no_restart),
        cmocka_unit_test(after_a_reset_the_next_packet_is_the_first),
        cmocka_unit_test(many_rounds_in_order_are_clean),
        cmocka_unit_test(ten_thousand_out_of_order_lose_nothing),
        cmocka_unit_test(a_whole_stream_sent_twice_is_all_repeats),
    };
    return check_run(tests);
}
