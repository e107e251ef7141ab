/*
 * test_events.c - what happened lately.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/str.h"
#include "console/model/events.h"
#include "support/feed.h"

static void
event_at(struct events *e, int64_t sent_ms, int64_t now_ms, const char *text)
{
    struct msg_envelope envelope = {
        .source = msg_str("frontend"), .utc = feed_clock(sent_ms).utc};
    struct msg_event m = {.id = 206,
        .severity = EVENT_WARNING,
        .name = msg_str("SEQUENCE_GAP"),
        .text = msg_str(text),
        .generation = UTC_NONE};
    events_event(e, &envelope, &m, feed_clock(now_ms));
}

static void
the_newest_are_kept_in_order(void **state)
{
    (void)state;
    struct events e = {0};
    char text[32];
    for (int i = 0; i < EVENTS_KEPT + 5; i++) {
        (void)snprintf(text, sizeof text, "gap %d", i);
        event_at(&e, i, i, text);
    }
    assert_int_equal(e.n, EVENTS_KEPT);
    assert_int_equal(e.count, EVENTS_KEPT + 5);
    assert_string_equal(events_get(&e, 0)->text, "gap 5");
    const struct event_entry *newest = events_get(&e, e.n - 1);
    assert_string_equal(newest->text, "gap 2004");
    assert_int_equal(newest->number, EVENTS_KEPT + 5);
    assert_string_equal(newest->source, "frontend");
    assert_string_equal(newest->name, "SEQUENCE_GAP");
    assert_int_equal(newest->time.ns, feed_clock(2004).utc.ns);
    assert_int_equal(e.by_severity[EVENT_WARNING], EVENTS_KEPT + 5);
    events_fini(&e);
}

static void
the_caches_copy_of_an_old_event_is_not_told_twice(void **state)
{
    (void)state;
    struct events e = {0};
    event_at(&e, 0, 0, "gap");
    event_at(&e, 0, 60000, "gap");
    assert_int_equal(e.n, 1);
    event_at(&e, 1, 60000, "another, older than this console");
    assert_int_equal(e.n, 2);
    event_at(&e, 60000, 60000, "live");
    event_at(&e, 60000, 60000, "live, the same instant");
    assert_int_equal(e.n, 4);
    events_fini(&e);
}

static void
texts_are_clean_and_an_unknown_severity_is_the_worst(void **state)
{
    (void)state;
    struct events e = {0};
    struct msg_envelope envelope = {.source = msg_str("\033]0;x\007")};
    struct msg_event m = {.severity = 99,
        .name = msg_str("\xe2\x80\xae"),
        .text = msg_str("two\nlines"),
        .generation = {5}};
    events_event(&e, &envelope, &m, feed_clock(0));
    const struct event_entry *x = events_get(&e, 0);
    assert_true(str_is_clean(x->source, strlen(x->source)));
    assert_true(str_is_clean(x->name, strlen(x->name)));
    assert_true(str_is_clean(x->text, strlen(x->text)));
    assert_int_equal(x->severity, EVENT_CRITICAL);
    assert_int_equal(x->time.ns, 5);
    events_fini(&e);
}

static void
what_the_console_finds_out_is_an_event_too(void **state)
{
    (void)state;
    struct events e = {0};
    events_own(&e, EV_BUS_GAP, "missed 3", feed_clock(7));
    const struct event_entry *x = events_get(&e, 0);
    assert_string_equal(x->source, "console");
    assert_string_equal(x->name, "BUS_GAP");
    assert_int_equal(x->severity, EVENT_WARNING);
    events_fini(&e);
    events_fini(&e);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_are_kept_in_order),
        cmocka_unit_test(the_caches_copy_of_an_old_event_is_not_told_twice),
        cmocka_unit_test(texts_are_clean_and_an_unknown_severity_is_the_worst),
        cmocka_unit_test(what_the_console_finds_out_is_an_event_too),
    };
    return check_run(tests);
}
