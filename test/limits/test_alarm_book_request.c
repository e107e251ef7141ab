/*
 * test_alarm_book_request.c - what people ask for, and what they are told.
 *
 * SPDX-License-Identifier: ISC
 */
#include "alarm_desk.h"

static void
a_request_that_saw_a_milder_alarm_is_stale(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    steps(&d, PLAIN, "warn");
    const uint64_t mild = number_of(&d, PLAIN);
    steps(&d, PLAIN, "crit");
    assert_int_equal(
        ask(&d, ALARM_DO_ACKNOWLEDGE, PLAIN, mild, UTC_NONE, ""), ERR_AGAIN);
    assert_int_equal(ask(&d, ALARM_DO_ACKNOWLEDGE, PLAIN,
                         number_of(&d, PLAIN) + 1, UTC_NONE, ""),
        ERR_AGAIN);
    assert_int_equal(ask(&d, ALARM_DO_ACKNOWLEDGE, PLAIN, number_of(&d, PLAIN),
                         UTC_NONE, ""),
        ERR_OK);
    desk_fini(&d);
}

static void
a_request_for_an_alarm_of_yesterday_is_stale(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    steps(&d, PLAIN, "warn");
    const uint64_t old = number_of(&d, PLAIN);
    steps(&d, PLAIN, "ok ack");
    assert_int_equal(
        ask(&d, ALARM_DO_ACKNOWLEDGE, PLAIN, old, UTC_NONE, ""), ERR_AGAIN);
    steps(&d, PLAIN, "warn");
    assert_int_equal(
        ask(&d, ALARM_DO_ACKNOWLEDGE, PLAIN, old, UTC_NONE, ""), ERR_AGAIN);
    assert_int_equal(
        ask(&d, ALARM_DO_SHELVE, PLAIN, old, in(&d, 60), "why"), ERR_AGAIN);
    assert_int_equal(
        ask(&d, ALARM_DO_SHELVE, PLAIN, 0, in(&d, 60), "why"), ERR_AGAIN);
    desk_fini(&d);
}

/* Two operators see the same alarm: the second one is told, and nothing of
 * the first one's acknowledgement is overwritten. */
static void
of_two_that_acknowledge_one_wins(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    steps(&d, PLAIN, "warn");
    const uint64_t number = number_of(&d, PLAIN);
    assert_int_equal(
        ask(&d, ALARM_DO_ACKNOWLEDGE, PLAIN, number, UTC_NONE, "first"),
        ERR_OK);
    assert_int_equal(
        ask(&d, ALARM_DO_ACKNOWLEDGE, PLAIN, number, UTC_NONE, "second"),
        ERR_AGAIN);
    const struct alarm *a = alarm_book_find(d.book, PLAIN);
    assert_string_equal(a->acknowledged.reason, "first");
    assert_string_equal(a->acknowledged.name, "anna");
    assert_int_equal(a->acknowledged.when.ns, d.now.ns);
    desk_fini(&d);
}

static void
an_alarm_that_chatters_can_be_acknowledged(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    steps(&d, PLAIN, "warn");
    const uint64_t seen = number_of(&d, PLAIN);
    steps(&d, PLAIN, "ok warn ok warn ok warn");
    assert_int_equal(
        ask(&d, ALARM_DO_ACKNOWLEDGE, PLAIN, seen, UTC_NONE, ""), ERR_OK);
    assert_int_equal(alarm_book_find(d.book, PLAIN)->state, ALARM_ACK);
    assert_int_equal(alarm_book_find(d.book, PLAIN)->occurrences, 4);
    desk_fini(&d);
}

static void
shelving_has_an_end_within_thirty_days_and_a_reason(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        bool has_until;
        int64_t s;
        const char *reason;
        enum err want;
    } cases[] = {
        {"no end", false, 0, "why", ERR_RANGE},
        {"now", true, 0, "why", ERR_RANGE},
        {"in the past", true, -1, "why", ERR_RANGE},
        {"a second", true, 1, "why", ERR_OK},
        {"30 days", true, 30 * 86400, "why", ERR_OK},
        {"30 days and a second", true, 30 * 86400 + 1, "why", ERR_RANGE},
        {"no reason", true, 60, "", ERR_RANGE},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct desk d;
        desk_init(&d);
        steps(&d, PLAIN, "warn");
        const struct utc until =
            cases[i].has_until ? in(&d, cases[i].s) : UTC_NONE;
        const enum err e = ask(&d, ALARM_DO_SHELVE, PLAIN, number_of(&d, PLAIN),
            until, cases[i].reason);
        if (e != cases[i].want)
            fail_msg("%s: %s", cases[i].label, err_str(e));
        desk_fini(&d);
    }
}

static void
what_is_not_checked_has_no_alarm_and_cannot_be_shelved(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    change(&d, UNCHECKED, "crit", 1);
    assert_null(alarm_book_find(d.book, UNCHECKED));
    assert_null(alarm_book_find(d.book, 4711));
    assert_int_equal(ask(&d, ALARM_DO_SHELVE, UNCHECKED, 0, in(&d, 60), "why"),
        ERR_NOTFOUND);
    assert_int_equal(
        ask(&d, ALARM_DO_SHELVE, 4711, 0, in(&d, 60), "why"), ERR_NOTFOUND);
    desk_fini(&d);
}

static void
comments_say_who(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    steps(&d, PLAIN, "warn");
    assert_int_equal(
        ask(&d, ALARM_DO_COMMENT, PLAIN, 0, UTC_NONE, "heater is off"), ERR_OK);
    assert_string_equal(d.last.comment, "anna: heater is off");
    assert_int_equal(
        ask(&d, ALARM_DO_COMMENT, PLAIN, 0, UTC_NONE, ""), ERR_RANGE);
    desk_fini(&d);
}

static void
a_refusal_says_why(void **state)
{
    (void)state;
    static const struct {
        uint32_t item;
        const char *before, *verb;
        enum err err;
        const char *why;
    } rows[] = {
        {PLAIN, "", "ack", ERR_NOTFOUND, "there is no alarm"},
        {PLAIN, "", "enable", ERR_NOTFOUND, "there is no alarm"},
        {PLAIN, "?warn", "ack", ERR_RANGE, "it is pending: no alarm yet"},
        {PLAIN, "warn ack", "ack", ERR_AGAIN, "it is acknowledged already"},
        {LATCHING, "warn ok ack", "ack", ERR_AGAIN,
            "it is acknowledged already"},
        {PLAIN, "warn shelve", "ack", ERR_RANGE,
            "it is put aside: there is nothing to acknowledge"},
        {PLAIN, "suppress warn", "ack", ERR_RANGE,
            "it is put aside: there is nothing to acknowledge"},
        {PLAIN, "disable", "ack", ERR_RANGE,
            "it is put aside: there is nothing to acknowledge"},
        {PLAIN, "warn", "unshelve", ERR_RANGE, "it is not shelved"},
        {PLAIN, "disable", "shelve", ERR_RANGE, "it is disabled"},
        {PLAIN, "warn", "enable", ERR_RANGE, "it is not disabled"},
        {PLAIN, "warn", "reset", ERR_RANGE, "it is still out of limits"},
        {LATCHING, "warn ok", "reset", ERR_RANGE, "acknowledge it first"},
        {PLAIN, "?warn", "reset", ERR_RANGE, "it is not latched"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct desk d;
        desk_init(&d);
        steps(&d, rows[i].item, rows[i].before);
        print_message("'%s' then '%s'\n", rows[i].before, rows[i].verb);
        assert_int_equal(step(&d, rows[i].item, rows[i].verb), rows[i].err);
        assert_string_equal(d.why, rows[i].why);
        desk_fini(&d);
    }
}

/* Somebody was faster, or the alarm moved on: what the late one is told. */
static void
a_late_request_says_what_happened_meanwhile(void **state)
{
    (void)state;
    static const struct {
        const char *meanwhile;
        enum alarm_verb verb;
        const char *why;
    } rows[] = {
        {"ack", ALARM_DO_ACKNOWLEDGE, "it is acknowledged already"},
        {"ack", ALARM_DO_SHELVE, "the alarm moved on; look at it again"},
        {"crit", ALARM_DO_ACKNOWLEDGE, "the alarm moved on; look at it again"},
        {"shelve", ALARM_DO_ACKNOWLEDGE,
            "the alarm moved on; look at it again"},
        {"ok ack", ALARM_DO_ACKNOWLEDGE, "the alarm is gone; look again"},
        {"ok ack", ALARM_DO_SHELVE, "the alarm is gone; look again"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct desk d;
        desk_init(&d);
        steps(&d, PLAIN, "warn");
        const uint64_t saw = number_of(&d, PLAIN);
        steps(&d, PLAIN, rows[i].meanwhile);
        print_message("%s\n", rows[i].meanwhile);
        assert_int_equal(
            ask(&d, rows[i].verb, PLAIN, saw, in(&d, 60), "why"), ERR_AGAIN);
        assert_string_equal(d.why, rows[i].why);
        desk_fini(&d);
    }
}

static void
what_was_put_aside_comes_back_at_its_time_not_before(void **state)
{
    (void)state;
    static const enum alarm_verb verb[] = {ALARM_DO_SHELVE, ALARM_DO_DISABLE};
    for (size_t i = 0; i < ARRAY_LEN(verb); i++) {
        struct desk d;
        desk_init(&d);
        const struct utc end = in(&d, 60);
        assert_int_equal(ask(&d, verb[i], PLAIN, 0, end, "why"), ERR_OK);
        alarm_book_tick(d.book, utc_add_ns(end, -1));
        assert_non_null(alarm_book_find(d.book, PLAIN));
        alarm_book_tick(d.book, end);
        assert_null(alarm_book_find(d.book, PLAIN));
        desk_fini(&d);
    }
}

static void
all_that_end_at_once_come_back(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    const struct utc end = in(&d, 60);
    for (uint32_t i = 0; i < UNCHECKED; i++)
        assert_int_equal(ask(&d, ALARM_DO_SHELVE, i, 0, end, "why"), ERR_OK);
    change(&d, SECOND, "warn", 12);
    alarm_book_tick(d.book, end);
    assert_int_equal(alarm_book_find(d.book, SECOND)->state, ALARM_UNACK);
    assert_ptr_equal(alarm_book_at(d.book, 0), alarm_book_find(d.book, SECOND));
    assert_null(alarm_book_at(d.book, 1));
    desk_fini(&d);
}

static void
disabling_may_have_an_end_that_lies_ahead(void **state)
{
    (void)state;
    static const struct {
        int64_t s;
        enum err want;
    } rows[] = {
        {-1, ERR_RANGE}, {0, ERR_RANGE}, {1, ERR_OK}, {365 * 86400, ERR_OK}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct desk d;
        desk_init(&d);
        assert_int_equal(
            ask(&d, ALARM_DO_DISABLE, PLAIN, 0, in(&d, rows[i].s), "why"),
            rows[i].want);
        desk_fini(&d);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_that_saw_a_milder_alarm_is_stale),
        cmocka_unit_test(a_request_for_an_alarm_of_yesterday_is_stale),
        cmocka_unit_test(of_two_that_acknowledge_one_wins),
        cmocka_unit_test(an_alarm_that_chatters_can_be_acknowledged),
        cmocka_unit_test(shelving_has_an_end_within_thirty_days_and_a_reason),
        cmocka_unit_test(
            what_is_not_checked_has_no_alarm_and_cannot_be_shelved),
        cmocka_unit_test(comments_say_who),
        cmocka_unit_test(a_refusal_says_why),
        cmocka_unit_test(a_late_request_says_what_happened_meanwhile),
        cmocka_unit_test(what_was_put_aside_comes_back_at_its_time_not_before),
        cmocka_unit_test(all_that_end_at_once_come_back),
        cmocka_unit_test(disabling_may_have_an_end_that_lies_ahead),
    };
    return check_run(tests);
}
