/*
 * test_links.c - links and the signal they report.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "console/model/links.h"
#include "support/feed.h"

static void
link_at(struct links *l, const char *name, const char *state,
    const char *signal, int64_t until_ms)
{
    struct msg_link m = {.name = msg_str(name),
        .state = msg_str(state),
        .signal = msg_str(signal),
        .is_enabled = strcmp(state, "disabled") != 0,
        .signal_since = UTC_NONE,
        .signal_until = until_ms ? feed_clock(until_ms).utc : UTC_NONE,
        .last = UTC_NONE};
    assert_non_null(links_link(l, &m, feed_clock(0)));
}

static void
states_are_known_by_name_and_unknown_ones_say_so(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum link_state want;
    } row[] = {{"disabled", LINK_DISABLED}, {"connecting", LINK_CONNECTING},
        {"up", LINK_UP}, {"down", LINK_DOWN}, {"ended", LINK_ENDED},
        {"fault", LINK_FAULT}, {"", LINK_UNKNOWN}, {"UP", LINK_UNKNOWN}};
    struct links l = {0};
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        link_at(&l, "a", row[i].text, "", 0);
        assert_int_equal(links_find(&l, "a")->state, row[i].want);
    }
    assert_string_equal(links_state_str(LINK_FAULT), "fault");
    assert_int_equal(l.n, 1);
    assert_null(links_find(&l, "b"));
}

static void
rows_are_sorted_and_bounded(void **state)
{
    (void)state;
    struct links l = {0};
    char name[16];
    for (int i = 2 * LINKS_MAX; i-- > LINKS_MAX;) {
        (void)snprintf(name, sizeof name, "l%03d", i);
        link_at(&l, name, "up", "", 0);
    }
    struct msg_link one_more = {.name = msg_str("zzz")};
    assert_null(links_link(&l, &one_more, feed_clock(0)));
    for (size_t i = 1; i < l.n; i++)
        assert_true(strcmp(l.row[i - 1].name, l.row[i].name) < 0);
}

static void
aos_of_any_link_wins_then_the_change_that_comes_first(void **state)
{
    (void)state;
    struct links l = {0};
    assert_int_equal(links_signal(&l, feed_clock(0)).state, SIGNAL_UNKNOWN);
    link_at(&l, "a", "up", "unknown", 0);
    assert_int_equal(links_signal(&l, feed_clock(0)).state, SIGNAL_UNKNOWN);
    link_at(&l, "b", "up", "los", 9000);
    link_at(&l, "c", "up", "los", 5000);
    struct signal s = links_signal(&l, feed_clock(0));
    assert_int_equal(s.state, SIGNAL_LOS);
    assert_string_equal(s.link, "c");
    assert_int_equal(s.until.ns, feed_clock(5000).utc.ns);
    link_at(&l, "d", "up", "aos", 0);
    s = links_signal(&l, feed_clock(0));
    assert_int_equal(s.state, SIGNAL_AOS);
    assert_string_equal(s.link, "d");
    link_at(&l, "d", "disabled", "aos", 0);
    assert_int_equal(links_signal(&l, feed_clock(0)).state, SIGNAL_LOS);
}

static void
a_signal_nobody_confirms_is_unknown(void **state)
{
    (void)state;
    struct links l = {0};
    link_at(&l, "a", "up", "aos", 0);
    assert_int_equal(links_signal(&l, feed_clock(3000)).state, SIGNAL_AOS);
    assert_int_equal(links_signal(&l, feed_clock(3001)).state, SIGNAL_UNKNOWN);
    assert_false(link_row_is_fresh(&l.row[0], feed_clock(3001)));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_are_known_by_name_and_unknown_ones_say_so),
        cmocka_unit_test(rows_are_sorted_and_bounded),
        cmocka_unit_test(aos_of_any_link_wins_then_the_change_that_comes_first),
        cmocka_unit_test(a_signal_nobody_confirms_is_unknown),
    };
    return check_run(tests);
}
