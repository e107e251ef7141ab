/*
 * test_signal.c - AOS and LOS, told by packets or by windows.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "frontend/signal.h"

static struct moment
at(int64_t seconds)
{
    return (struct moment){
        .mono = {(100 + seconds) * NS_PER_S},
        .utc = {(1790000000 + seconds) * NS_PER_S},
    };
}

static struct utc
utc_at(int64_t seconds)
{
    return at(seconds).utc;
}

static void
packet(uint8_t out[SIGNAL_BYTES], uint8_t what, uint32_t seconds)
{
    static const uint8_t header[6] = {0x00, 0x05, 0xc0, 0x00, 0x00, 0x07};
    memcpy(out, header, 6);
    out[6] = what;
    memset(out + 7, 0xee, 3); /* reserved: anything */
    for (unsigned i = 0; i < 4; i++)
        out[10 + i] = (uint8_t)(seconds >> (24 - 8 * i));
}

static bool
tell(struct signal *s, uint8_t what, uint32_t seconds, struct moment now)
{
    uint8_t bytes[SIGNAL_BYTES];
    struct signal_news news;
    packet(bytes, what, seconds);
    assert_true(signal_parse(bytes, sizeof bytes, now, &news));
    return signal_take(s, &news, now.mono);
}

static void
look(struct signal *s, bool is_up, struct moment now)
{
    struct signal_news news;
    if (signal_look(s, is_up, now, &news))
        (void)signal_take(s, &news, now.mono);
}

static void
packets_say_state_and_next_change(void **state)
{
    (void)state;
    struct signal s;
    signal_init(&s, MISSION_SIGNAL_APID, NULL, 0);
    assert_int_equal(s.state, SIGNAL_UNKNOWN);
    assert_true(utc_is_none(s.since));
    assert_true(tell(&s, 1, 300, at(0)));
    assert_int_equal(s.state, SIGNAL_AOS);
    assert_int_equal(s.since.ns, utc_at(0).ns);
    assert_int_equal(s.until.ns, utc_at(300).ns);
    assert_false(s.quality.is_los);
    /* the same again: `since` stays, `until` is the newest word */
    assert_false(tell(&s, 1, 250, at(10)));
    assert_int_equal(s.since.ns, utc_at(0).ns);
    assert_int_equal(s.until.ns, utc_at(260).ns);
    assert_true(tell(&s, 0, UINT32_MAX, at(20)));
    assert_int_equal(s.state, SIGNAL_LOS);
    assert_true(utc_is_none(s.until));
    assert_true(s.quality.is_los);
    assert_int_equal(s.quality.since.ns, at(20).mono.ns);
}

static void
packets_that_say_nothing_are_refused(void **state)
{
    (void)state;
    uint8_t bytes[SIGNAL_BYTES];
    struct signal_news news;
    packet(bytes, 1, 5);
    for (size_t len = 0; len < SIGNAL_BYTES; len++)
        assert_false(signal_parse(bytes, len, at(0), &news));
    for (unsigned what = 2; what < 256; what++) {
        packet(bytes, (uint8_t)what, 5);
        assert_false(signal_parse(bytes, sizeof bytes, at(0), &news));
    }
}

static void
longer_packets_are_for_later_versions(void **state)
{
    (void)state;
    uint8_t bytes[SIGNAL_BYTES + 20] = {0};
    struct signal_news news;
    packet(bytes, 0, 5);
    assert_true(signal_parse(bytes, sizeof bytes, at(0), &news));
    assert_int_equal(news.state, SIGNAL_LOS);
}

static void
what_was_announced_and_did_not_come_is_unknown(void **state)
{
    (void)state;
    struct signal s;
    signal_init(&s, MISSION_SIGNAL_APID, NULL, 0);
    (void)tell(&s, 0, 60, at(0));
    look(&s, true, at(60));
    assert_int_equal(s.state, SIGNAL_LOS); /* grace */
    look(&s, true, at(69));
    assert_int_equal(s.state, SIGNAL_LOS);
    look(&s, true, at(70));
    assert_int_equal(s.state, SIGNAL_UNKNOWN);
    assert_false(s.quality.is_los); /* so values expire */
    assert_true(utc_is_none(s.until));
}

static void
without_an_announcement_it_holds_an_hour(void **state)
{
    (void)state;
    struct signal s;
    signal_init(&s, MISSION_SIGNAL_APID, NULL, 0);
    (void)tell(&s, 0, UINT32_MAX, at(0));
    look(&s, true, at(3599));
    assert_int_equal(s.state, SIGNAL_LOS);
    look(&s, true, at(3600));
    assert_int_equal(s.state, SIGNAL_UNKNOWN);
}

static void
a_link_that_is_down_knows_nothing(void **state)
{
    (void)state;
    struct signal s;
    signal_init(&s, MISSION_SIGNAL_APID, NULL, 0);
    (void)tell(&s, 0, 600, at(0));
    look(&s, false, at(1));
    assert_int_equal(s.state, SIGNAL_UNKNOWN);
    assert_int_equal(s.since.ns, utc_at(1).ns);
    assert_false(s.quality.is_los);
}

struct row {
    int64_t now;
    enum signal_state state;
    int64_t since, until; /* seconds, -1: none */
};

static void
windows_are_followed_and_then_unknown(void **state)
{
    (void)state;
    const struct mission_window window[] = {
        {utc_at(100), utc_at(200)},
        {utc_at(300), utc_at(400)},
    };
    static const struct row rows[] = {
        {0, SIGNAL_LOS, -1, 100}, {99, SIGNAL_LOS, -1, 100},
        {100, SIGNAL_AOS, 100, 200}, {199, SIGNAL_AOS, 100, 200},
        {200, SIGNAL_LOS, 200, 300}, {300, SIGNAL_AOS, 300, 400},
        {400, SIGNAL_UNKNOWN, 400, -1},
        {50, SIGNAL_LOS, -1, 100}, /* the clock was set back */
    };
    struct signal s;
    signal_init(&s, MISSION_SIGNAL_WINDOWS, window, 2);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *r = &rows[i];
        look(&s, true, at(r->now));
        assert_int_equal(s.state, r->state);
        assert_true(r->since < 0 && r->state == SIGNAL_LOS
                        ? utc_is_none(s.since)
                        : s.since.ns == utc_at(r->since).ns);
        assert_true(r->until < 0 ? utc_is_none(s.until)
                                 : s.until.ns == utc_at(r->until).ns);
        assert_int_equal(s.quality.is_los, r->state == SIGNAL_LOS);
    }
}

static void
windows_hold_whether_the_link_is_up_or_not(void **state)
{
    (void)state;
    const struct mission_window window = {utc_at(100), utc_at(200)};
    struct signal s;
    struct signal_news news;
    signal_init(&s, MISSION_SIGNAL_WINDOWS, &window, 1);
    look(&s, false, at(150));
    assert_int_equal(s.state, SIGNAL_AOS);
    assert_false(signal_look(&s, false, at(151), &news));
}

static void
without_a_source_it_is_unknown_for_good(void **state)
{
    (void)state;
    struct signal s;
    struct signal_news news;
    signal_init(&s, MISSION_SIGNAL_NONE, NULL, 0);
    assert_false(signal_look(&s, true, at(0), &news));
    assert_string_equal(signal_state_str(s.state), "unknown");
    assert_string_equal(signal_state_str(SIGNAL_AOS), "aos");
    assert_string_equal(signal_state_str(SIGNAL_LOS), "los");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packets_say_state_and_next_change),
        cmocka_unit_test(packets_that_say_nothing_are_refused),
        cmocka_unit_test(longer_packets_are_for_later_versions),
        cmocka_unit_test(what_was_announced_and_did_not_come_is_unknown),
        cmocka_unit_test(without_an_announcement_it_holds_an_hour),
        cmocka_unit_test(a_link_that_is_down_knows_nothing),
        cmocka_unit_test(windows_are_followed_and_then_unknown),
        cmocka_unit_test(windows_hold_whether_the_link_is_up_or_not),
        cmocka_unit_test(without_a_source_it_is_unknown_for_good),
    };
    return check_run(tests);
}
