/*
 * test_quality.c - when values expire, and how periods are learned.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "mdb/quality.h"

static const struct quality_signal aos = {0};

static struct mono
at_ms(int64_t ms)
{
    return (struct mono){ms * NS_PER_MS};
}

static void
receive(struct quality *q, int64_t ms)
{
    quality_received(q, UTC_NONE, at_ms(ms), &aos);
}

static void
nothing_is_good_before_the_first_packet(void **state)
{
    (void)state;
    struct quality q = {.declared_ns = NS_PER_S};
    struct mono at;
    assert_int_equal(
        quality_check(&q, 1.9, &aos, at_ms(99999)), MDB_NOT_RECEIVED);
    assert_false(quality_deadline(&q, 1.9, &aos, &at));
}

static void
a_declared_period_counts_from_the_first_packet(void **state)
{
    (void)state;
    struct quality q = {.declared_ns = NS_PER_S};
    struct mono at;
    receive(&q, 5000);
    assert_int_equal(quality_check(&q, 1.9, &aos, at_ms(6900)), MDB_ACQUIRED);
    assert_true(quality_deadline(&q, 1.9, &aos, &at));
    assert_int_equal(at.ns, at_ms(6900).ns);
    assert_int_equal(quality_check(&q, 1.9, &aos, at_ms(6901)), MDB_EXPIRED);
    assert_false(quality_deadline(&q, 1.9, &aos, &at));
    receive(&q, 7000);
    assert_int_equal(quality_check(&q, 1.9, &aos, at_ms(7001)), MDB_ACQUIRED);
}

static void
one_lost_packet_of_a_fast_stream_is_no_outage(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        int64_t period_ns;
        double factor;
        int64_t wait_ns;
    } row[] = {
        {"100 Hz", 10 * NS_PER_MS, 1.9, 260 * NS_PER_MS},
        {"10 Hz", 100 * NS_PER_MS, 1.9, 350 * NS_PER_MS},
        {"where both are the same", 250 * NS_PER_MS, 2, 500 * NS_PER_MS},
        {"1 Hz", NS_PER_S, 1.9, 1900 * NS_PER_MS},
        {"once in an hour", 3600 * NS_PER_S, 1.9, 6840 * NS_PER_S},
        {"factor one: punctual to 0.25 s", NS_PER_S, 1, 1250 * NS_PER_MS},
        {"no period", 0, 1.9, INT64_MAX},
        {"aperiodic", -1, 1.9, INT64_MAX},
        {"beyond all times", INT64_MAX / 2, 1000, INT64_MAX},
        {"the longest", INT64_MAX, 1, INT64_MAX},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        if (quality_wait_ns(row[i].period_ns, row[i].factor) != row[i].wait_ns)
            fail_msg("%s", row[i].label);
    struct quality q = {.declared_ns = 100 * NS_PER_MS};
    receive(&q, 0);
    assert_int_equal(quality_check(&q, 1.9, &aos, at_ms(200)), MDB_ACQUIRED);
    assert_int_equal(quality_check(&q, 1.9, &aos, at_ms(350)), MDB_ACQUIRED);
    assert_int_equal(quality_check(&q, 1.9, &aos, at_ms(351)), MDB_EXPIRED);
}

static void
expired_stays_expired_when_the_clock_argument_goes_back(void **state)
{
    (void)state;
    struct quality q = {.declared_ns = NS_PER_S};
    receive(&q, 0);
    assert_int_equal(quality_check(&q, 1.9, &aos, at_ms(2000)), MDB_EXPIRED);
    assert_int_equal(quality_check(&q, 1.9, &aos, at_ms(1000)), MDB_EXPIRED);
}

static void
without_a_period_nothing_expires(void **state)
{
    (void)state;
    struct quality q = {0};
    for (int i = 0; i < 3; i++) {
        receive(&q, i * 1000);
        assert_int_equal(quality_period_ns(&q), 0);
        assert_int_equal(
            quality_check(&q, 1.9, &aos, at_ms(900000000)), MDB_ACQUIRED);
    }
    receive(&q, 3000);
    assert_int_equal(quality_period_ns(&q), NS_PER_S);
}

static void
loss_of_signal_stops_the_clock(void **state)
{
    (void)state;
    struct quality q = {.declared_ns = NS_PER_S};
    receive(&q, 10000);
    struct quality_signal los = {true, at_ms(11000)};
    struct mono at;
    assert_int_equal(quality_check(&q, 1.9, &aos, at_ms(11000)), MDB_ACQUIRED);
    assert_int_equal(quality_check(&q, 1.9, &los, at_ms(500000)), MDB_ACQUIRED);
    assert_false(quality_deadline(&q, 1.9, &los, &at));
    struct quality_signal back = {false, at_ms(500000)};
    assert_int_equal(
        quality_check(&q, 1.9, &back, at_ms(501900)), MDB_ACQUIRED);
    assert_int_equal(quality_check(&q, 1.9, &back, at_ms(501901)), MDB_EXPIRED);
}

static void
what_was_expired_before_the_loss_stays_expired(void **state)
{
    (void)state;
    struct quality q = {.declared_ns = NS_PER_S};
    receive(&q, 10000);
    assert_int_equal(quality_check(&q, 1.9, &aos, at_ms(13000)), MDB_EXPIRED);
    struct quality_signal los = {true, at_ms(13000)};
    assert_int_equal(quality_check(&q, 1.9, &los, at_ms(14000)), MDB_EXPIRED);
    struct quality_signal back = {false, at_ms(20000)};
    assert_int_equal(quality_check(&q, 1.9, &back, at_ms(20001)), MDB_EXPIRED);
    quality_received(&q, UTC_NONE, at_ms(20500), &back);
    assert_int_equal(quality_check(&q, 1.9, &back, at_ms(20501)), MDB_ACQUIRED);
}

static void
periods_are_learned_in_spite_of_the_link(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        int64_t reception_ms[12];
        int64_t generation_ms; /* 0: none given */
        int64_t low_ms, high_ms;
    } row[] = {
        {"steady", {0, 1000, 2000, 3000, 4000, 5000, 6000, 7000}, 0, 1000,
            1000},
        {"jitter", {0, 900, 2100, 2950, 4050, 5000, 5900, 7100}, 0, 1100, 1200},
        {"bursts of four", {0, 1, 2, 3, 4000, 4001, 4002, 4003, 8000, 8001}, 0,
            3997, 4000},
        {"one outage", {0, 1000, 2000, 3000, 99000, 100000, 101000}, 0, 1000,
            1000},
        {"file as fast as it goes", {0, 1, 2, 3, 4, 5, 6, 7, 8}, 1000, 1000,
            1000},
        {"slow replay", {0, 5000, 10000, 15000, 20000}, 1000, 5000, 5000},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct quality q = {0};
        print_message("%s\n", row[i].label);
        for (int k = 0; k < 12 && (k == 0 || row[i].reception_ms[k]); k++) {
            struct utc g = UTC_NONE;
            if (row[i].generation_ms != 0)
                g.ns = (k + 1) * row[i].generation_ms * NS_PER_MS;
            quality_received(&q, g, at_ms(row[i].reception_ms[k]), &aos);
        }
        assert_in_range(quality_period_ns(&q), row[i].low_ms * NS_PER_MS,
            row[i].high_ms * NS_PER_MS);
    }
}

static void
a_pass_without_signal_teaches_nothing(void **state)
{
    (void)state;
    struct quality q = {0};
    int64_t ms = 1;
    for (int pass = 1; pass <= 5; pass++) {
        struct quality_signal s = {false, at_ms(ms)};
        for (int i = 0; i < 4; i++)
            quality_received(&q, UTC_NONE, at_ms(ms += 1000), &s);
        ms += 600000;
    }
    assert_int_equal(quality_period_ns(&q), NS_PER_S);
}

static void
declared_wins_over_learned(void **state)
{
    (void)state;
    struct quality q = {.declared_ns = 10 * NS_PER_S};
    for (int i = 0; i < 9; i++)
        receive(&q, i * 1000);
    assert_int_equal(quality_period_ns(&q), 10 * NS_PER_S);
}

/* Pieces of a dump come a second apart, and then not for a day. */
static void
what_is_declared_aperiodic_learns_nothing_and_never_expires(void **state)
{
    (void)state;
    struct quality q = {.declared_ns = -1};
    struct mono at;
    for (int i = 0; i < 30; i++)
        receive(&q, i * 1000);
    assert_int_equal(quality_period_ns(&q), 0);
    assert_int_equal(
        quality_check(&q, 1.9, &aos, (struct mono){86400 * NS_PER_S}),
        MDB_ACQUIRED);
    assert_false(quality_deadline(&q, 1.9, &aos, &at));
}

static void
absurd_numbers_do_not_overflow(void **state)
{
    (void)state;
    struct quality q = {.declared_ns = INT64_MAX};
    struct mono at;
    quality_received(
        &q, (struct utc){INT64_MAX}, (struct mono){INT64_MAX}, &aos);
    quality_received(
        &q, (struct utc){INT64_MIN + 1}, (struct mono){INT64_MIN}, &aos);
    assert_int_equal(
        quality_check(&q, 1e300, &aos, (struct mono){INT64_MAX}), MDB_ACQUIRED);
    assert_true(quality_deadline(&q, 1e300, &aos, &at));
}

static void
every_quality_has_a_word(void **state)
{
    (void)state;
    for (int i = 0; i < MDB_QUALITY_COUNT; i++)
        assert_true(strlen(quality_str((enum mdb_quality)i)) > 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_lost_packet_of_a_fast_stream_is_no_outage),
        cmocka_unit_test(nothing_is_good_before_the_first_packet),
        cmocka_unit_test(a_declared_period_counts_from_the_first_packet),
        cmocka_unit_test(
            expired_stays_expired_when_the_clock_argument_goes_back),
        cmocka_unit_test(without_a_period_nothing_expires),
        cmocka_unit_test(loss_of_signal_stops_the_clock),
        cmocka_unit_test(what_was_expired_before_the_loss_stays_expired),
        cmocka_unit_test(periods_are_learned_in_spite_of_the_link),
        cmocka_unit_test(a_pass_without_signal_teaches_nothing),
        cmocka_unit_test(declared_wins_over_learned),
        cmocka_unit_test(
            what_is_declared_aperiodic_learns_nothing_and_never_expires),
        cmocka_unit_test(absurd_numbers_do_not_overflow),
        cmocka_unit_test(every_quality_has_a_word),
    };
    return check_run(tests);
}
