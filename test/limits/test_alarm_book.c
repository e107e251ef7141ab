/*
 * test_alarm_book.c - the table of columba-alarms(7), row by row, and requests.
 *
 * SPDX-License-Identifier: ISC
 */
#include "alarm_desk.h"

/* ---- the table ----------------------------------------------------------- */

struct row {
    uint32_t item;
    const char *before; /* words that lead to the state */
    const char *input;  /* one word */
    const char *said;   /* by the input; "" nothing, "-" refused */
};

#define UNACK      "warn"
#define ACK        "warn ack"
#define RETURNED   "warn ok"
#define LATCHED    "warn ok ack"
#define SHELVED    "warn shelve"
#define SUPPRESSED "suppress warn"

static const struct row table[] = {
    /* normal */
    {PLAIN, "", "ok", ""},
    {PLAIN, "", "?warn", "pending/pending "},
    {PLAIN, "", "warn", "raised/unacknowledged "},
    {PLAIN, "", "?ok", ""},
    {PLAIN, "", "expired", ""},
    {PLAIN, "", "nan", ""},
    {PLAIN, "", "ack", "-"},
    {PLAIN, "", "shelve", "shelved/shelved "},
    {PLAIN, "", "unshelve", "-"},
    {PLAIN, "", "comment", "-"},
    {PLAIN, "", "reset", "-"},
    {PLAIN, "", "disable", "disabled/disabled "},
    {PLAIN, "", "enable", "-"},
    {PLAIN, "suppress", "warn", "suppressed/suppressed "},
    /* pending */
    {PLAIN, "?warn", "?warn", ""},
    {PLAIN, "?warn", "warn", "raised/unacknowledged "},
    {PLAIN, "?warn", "?ok", "cleared/normal "},
    {PLAIN, "?warn", "ok", "cleared/normal "},
    {PLAIN, "?warn", "expired", "cleared/normal "},
    {PLAIN, "?warn", "ack", "-"},
    {PLAIN, "?warn", "shelve", "shelved/shelved "},
    {PLAIN, "?warn", "disable", "disabled/disabled "},
    {PLAIN, "?warn", "reset", "-"},
    {PLAIN, "?warn", "comment", "comment/pending "},
    /* unacknowledged */
    {PLAIN, UNACK, "warn", ""},
    {PLAIN, UNACK, "crit", "worse/unacknowledged "},
    {PLAIN, "crit", "warn", "better/unacknowledged "},
    {PLAIN, UNACK, "low", "side/unacknowledged "},
    {PLAIN, UNACK, "ok", "returned/returned "},
    {PLAIN, UNACK, "off", "returned/returned "},
    {PLAIN, UNACK, "unchecked", "returned/returned "},
    {PLAIN, UNACK, "label", "worse/unacknowledged "},
    {PLAIN, "label", "low", "better/unacknowledged "},
    {PLAIN, UNACK, "expired", "stale/unacknowledged "},
    {PLAIN, UNACK, "invalid", "stale/unacknowledged "},
    {PLAIN, UNACK, "nan", "stale/unacknowledged "},
    {PLAIN, UNACK, "?ok", ""},
    {PLAIN, UNACK, "ack", "acknowledged/acknowledged "},
    {PLAIN, UNACK, "shelve", "shelved/shelved "},
    {PLAIN, UNACK, "unshelve", "-"},
    {PLAIN, UNACK, "comment", "comment/unacknowledged "},
    {PLAIN, UNACK, "reset", "-"},
    {PLAIN, UNACK, "disable", "disabled/disabled "},
    {PLAIN, UNACK, "enable", "-"},
    {PLAIN, UNACK, "suppress", "suppressed/suppressed "},
    {PLAIN, "warn expired", "expired", ""},
    {PLAIN, "warn expired", "warn", "fresh/unacknowledged "},
    {PLAIN, "warn expired", "crit", "worse/unacknowledged "},
    {PLAIN, "warn expired", "ok", "returned/returned "},
    {PLAIN, "warn expired", "ack", "acknowledged/acknowledged "},
    /* acknowledged */
    {PLAIN, ACK, "warn", ""},
    {PLAIN, ACK, "crit", "worse/unacknowledged "},
    {PLAIN, "crit ack", "warn", "better/acknowledged "},
    {PLAIN, "crit ack warn", "crit", "worse/acknowledged "},
    {PLAIN, ACK, "low", "side/unacknowledged "},
    {PLAIN, ACK, "ok", "returned/normal "},
    {LATCHING, ACK, "ok", "returned/latched "},
    {PLAIN, ACK, "expired", "stale/acknowledged "},
    {PLAIN, ACK, "ack", "-"},
    {PLAIN, ACK, "shelve", "shelved/shelved "},
    {PLAIN, ACK, "unshelve", "-"},
    {PLAIN, ACK, "comment", "comment/acknowledged "},
    {PLAIN, ACK, "reset", "-"},
    {PLAIN, ACK, "disable", "disabled/disabled "},
    {PLAIN, ACK, "suppress", "suppressed/suppressed "},
    /* returned, unacknowledged */
    {PLAIN, RETURNED, "ok", ""},
    {PLAIN, RETURNED, "warn", "again/unacknowledged "},
    {PLAIN, RETURNED, "crit", "again/unacknowledged "},
    {PLAIN, RETURNED, "?warn", ""},
    {PLAIN, RETURNED, "expired", ""},
    {PLAIN, RETURNED, "ack", "acknowledged/normal "},
    {LATCHING, RETURNED, "ack", "acknowledged/latched "},
    {PLAIN, RETURNED, "shelve", "shelved/shelved "},
    {PLAIN, RETURNED, "comment", "comment/returned "},
    {PLAIN, RETURNED, "reset", "-"},
    {PLAIN, RETURNED, "disable", "disabled/disabled "},
    {PLAIN, RETURNED, "suppress", "suppressed/suppressed "},
    /* latched */
    {LATCHING, LATCHED, "ok", ""},
    {LATCHING, LATCHED, "warn", "again/unacknowledged "},
    {LATCHING, LATCHED, "expired", ""},
    {LATCHING, LATCHED, "ack", "-"},
    {LATCHING, LATCHED, "shelve", "shelved/shelved "},
    {LATCHING, LATCHED, "comment", "comment/latched "},
    {LATCHING, LATCHED, "reset", "reset/normal "},
    {LATCHING, LATCHED, "disable", "disabled/disabled "},
    {LATCHING, LATCHED, "suppress", ""},
    /* shelved */
    {PLAIN, SHELVED, "warn", ""},
    {PLAIN, SHELVED, "crit", ""},
    {PLAIN, SHELVED, "ok", ""},
    {PLAIN, SHELVED, "expired", ""},
    {PLAIN, SHELVED, "ack", "-"},
    {PLAIN, SHELVED, "shelve", "shelved/shelved "},
    {PLAIN, SHELVED, "unshelve", "unshelved/unacknowledged "},
    {PLAIN, SHELVED, "wait", "unshelved/unacknowledged "},
    {PLAIN, "warn ack shelve", "wait", "unshelved/unacknowledged "},
    {PLAIN, "shelve warn", "wait", "unshelved/unacknowledged "},
    {PLAIN, "shelve warn ok", "wait", "unshelved/normal "},
    {PLAIN, "warn shelve ok", "unshelve", "unshelved/normal "},
    {LATCHING, "warn shelve ok", "unshelve", "unshelved/latched "},
    {PLAIN, SHELVED, "comment", "comment/shelved "},
    {PLAIN, SHELVED, "reset", "-"},
    {PLAIN, SHELVED, "disable", "disabled/disabled "},
    {PLAIN, SHELVED, "suppress", ""},
    {PLAIN, "warn shelve suppress", "unshelve", "unshelved/suppressed "},
    /* suppressed by design */
    {PLAIN, SUPPRESSED, "warn", ""},
    {PLAIN, SUPPRESSED, "crit", ""},
    {PLAIN, SUPPRESSED, "ok", "returned/normal "},
    {PLAIN, SUPPRESSED, "unsuppress", "unsuppressed/unacknowledged "},
    {PLAIN, "warn ack suppress", "unsuppress", "unsuppressed/unacknowledged "},
    {PLAIN, "warn suppress", "ok", "returned/suppressed "},
    {PLAIN, "warn ack suppress", "ok", "returned/normal "},
    {PLAIN, SUPPRESSED, "suppress", ""},
    {PLAIN, "warn suppress ok", "unsuppress", "unsuppressed/returned "},
    {PLAIN, SUPPRESSED, "ack", "-"},
    {PLAIN, SUPPRESSED, "shelve", "shelved/shelved "},
    {PLAIN, SUPPRESSED, "comment", "comment/suppressed "},
    {PLAIN, SUPPRESSED, "reset", "-"},
    {PLAIN, SUPPRESSED, "disable", "disabled/disabled "},
    /* disabled */
    {PLAIN, "disable", "warn", ""},
    {PLAIN, "disable", "ok", ""},
    {PLAIN, "disable", "ack", "-"},
    {PLAIN, "disable", "shelve", "-"},
    {PLAIN, "disable", "reset", "-"},
    {PLAIN, "disable", "comment", "comment/disabled "},
    {PLAIN, "disable", "disable", "disabled/disabled "},
    {PLAIN, "disable", "enable", "enabled/normal "},
    {PLAIN, "disable", "wait", ""},
    {PLAIN, "disable-1h", "wait", "enabled/normal "},
    {PLAIN, "warn disable", "enable", "enabled/normal "},
};

static void
each_state_answers_each_input_as_the_table_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        const struct row *r = &table[i];
        struct desk d;
        desk_init(&d);
        steps(&d, r->item, r->before);
        strbuf_reset(&d.said);
        const uint64_t number = alarm_book_number(d.book);
        const enum err e = step(&d, r->item, r->input);
        const bool is_refused = strcmp(r->said, "-") == 0;
        const char *want = is_refused ? "" : r->said;
        if ((e != ERR_OK) != is_refused ||
            strcmp(strbuf_get(&d.said), want) != 0)
            fail_msg("row %zu: '%s' then '%s': '%s' (%s), not '%s'", i,
                r->before, r->input, strbuf_get(&d.said), err_str(e), r->said);
        assert_true((alarm_book_number(d.book) > number) == (*want != '\0'));
        desk_fini(&d);
    }
}

/* ---- what the table does not say ----------------------------------------- */

static void
clearing_needs_return_and_acknowledge_in_either_order(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    steps(&d, PLAIN, "warn ack ok");
    assert_null(alarm_book_find(d.book, PLAIN));
    steps(&d, PLAIN, "warn ok ack");
    assert_null(alarm_book_find(d.book, PLAIN));
    assert_null(alarm_book_at(d.book, 0));
    desk_fini(&d);
}

static void
the_first_of_a_group_is_marked_until_the_upset_is_over(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    steps(&d, PLAIN, "warn");
    steps(&d, SECOND, "crit");
    steps(&d, OTHER_GROUP, "warn");
    assert_true(alarm_book_find(d.book, PLAIN)->is_first_out);
    assert_false(alarm_book_find(d.book, SECOND)->is_first_out);
    assert_true(alarm_book_find(d.book, OTHER_GROUP)->is_first_out);
    steps(&d, PLAIN, "ok ack"); /* the upset goes on: SECOND is open */
    steps(&d, THIRD, "warn");
    assert_false(alarm_book_find(d.book, THIRD)->is_first_out);
    steps(&d, SECOND, "ok ack");
    steps(&d, THIRD, "ok ack");
    steps(&d, THIRD, "warn"); /* a new one */
    assert_true(alarm_book_find(d.book, THIRD)->is_first_out);
    desk_fini(&d);
}

static void
the_worst_comes_first_then_the_oldest(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    steps(&d, THIRD, "warn");
    steps(&d, PLAIN, "warn");
    steps(&d, SECOND, "crit");
    steps(&d, OTHER_GROUP, "crit ok");
    static const uint32_t want[] = {SECOND, OTHER_GROUP, THIRD, PLAIN};
    for (size_t i = 0; i < ARRAY_LEN(want); i++)
        assert_int_equal(alarm_book_at(d.book, i)->item, want[i]);
    assert_null(alarm_book_at(d.book, ARRAY_LEN(want)));
    steps(&d, OTHER_GROUP, "ack");
    assert_int_equal(alarm_book_at(d.book, 1)->item, THIRD);
    desk_fini(&d);
    desk_init(&d); /* all at once: as the database lists them */
    change(&d, THIRD, "warn", 12);
    change(&d, PLAIN, "warn", 12);
    change(&d, OTHER_GROUP, "warn", 12);
    change(&d, SECOND, "warn", 12);
    for (uint32_t i = 0; i < 3; i++)
        assert_int_equal(alarm_book_at(d.book, i)->item, i);
    desk_fini(&d);
}

static void
the_summary_counts_each_alarm_once(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    steps(&d, PLAIN, "warn");
    steps(&d, SECOND, "crit ok");
    steps(&d, THIRD, "warn ack");
    steps(&d, LATCHING, "warn shelve");
    steps(&d, OTHER_GROUP, "disable");
    struct alarm_summary s = alarm_book_summary(d.book, d.now);
    assert_int_equal(s.unacknowledged, 2);
    assert_int_equal(s.active, 2);
    assert_int_equal(s.open, 3);
    assert_int_equal(s.shelved, 1);
    assert_int_equal(s.disabled, 1);
    assert_string_equal(limit_state_str(s.worst_unack), "critical-high");
    assert_near(s.rate_10min, 4, 0);
    assert_false(s.is_flood);
    s = alarm_book_summary(d.book, in(&d, 700));
    assert_near(s.rate_10min, 0, 0);
    assert_near(s.rate_hour, 4, 0);
    assert_int_equal(s.pending, 0);
    assert_int_equal(s.suppressed, 0);
    steps(&d, SECOND, "ack"); /* now a milder one is the worst unseen */
    steps(&d, SECOND, "crit ack");
    s = alarm_book_summary(d.book, d.now);
    assert_string_equal(limit_state_str(s.worst_unack), "warning-high");
    assert_int_equal(s.unacknowledged, 1);
    assert_int_equal(s.active, 3);
    desk_fini(&d);
    desk_init(&d);
    steps(&d, PLAIN, "?warn");
    steps(&d, SECOND, "suppress warn");
    s = alarm_book_summary(d.book, d.now);
    assert_int_equal(s.pending, 1);
    assert_int_equal(s.suppressed, 1);
    assert_int_equal(s.open + s.active + s.unacknowledged, 0);
    assert_near(s.rate_hour, 0, 0);
    desk_fini(&d);
}

static void
more_than_ten_in_ten_minutes_are_a_flood(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    for (unsigned i = 0; i < 10; i++)
        steps(&d, PLAIN, "warn ok ack");
    assert_false(alarm_book_summary(d.book, d.now).is_flood);
    steps(&d, PLAIN, "warn ok ack");
    assert_true(alarm_book_summary(d.book, d.now).is_flood);
    assert_false(alarm_book_summary(d.book, in(&d, 601)).is_flood);
    desk_fini(&d);
}

/* Each time that it calls for an operator, and no other time. */
static void
what_calls_counts_as_announced(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        unsigned calls;
    } rows[] = {
        {"?warn", 0},
        {"warn", 1},
        {"warn crit warn crit", 1},
        {"warn low", 1},
        {"warn ok", 1},
        {"warn ok warn ok warn", 3},
        {"warn ack", 1},
        {"warn ack crit", 2},
        {"warn ack expired warn", 1},
        {"warn comment", 1},
        {"suppress warn", 0},
        {"suppress warn unsuppress", 1},
        {"warn shelve unshelve", 2},
        {"shelve warn ok", 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct desk d;
        desk_init(&d);
        steps(&d, PLAIN, rows[i].words);
        struct alarm_summary s = alarm_book_summary(d.book, d.now);
        print_message("%s\n", rows[i].words);
        assert_near(s.rate_10min, rows[i].calls, 0);
        desk_fini(&d);
    }
}

static void
the_hour_and_the_ten_minutes_are_whole(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    change(&d, PLAIN, "warn", 12);
    assert_near(alarm_book_summary(d.book, in(&d, 599)).rate_10min, 1, 0);
    assert_near(alarm_book_summary(d.book, in(&d, 600)).rate_10min, 0, 0);
    assert_near(alarm_book_summary(d.book, in(&d, 3599)).rate_hour, 1, 0);
    assert_near(alarm_book_summary(d.book, in(&d, 3600)).rate_hour, 0, 0);
    desk_fini(&d);
}

static void
an_occurrence_keeps_its_first_number_and_its_first_out(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    steps(&d, PLAIN, "warn");
    const uint64_t id = number_of(&d, PLAIN);
    assert_int_equal(alarm_book_find(d.book, PLAIN)->id, id);
    steps(&d, SECOND, "warn");
    steps(&d, PLAIN, "crit ok warn comment ack");
    assert_int_equal(alarm_book_find(d.book, PLAIN)->id, id);
    assert_true(alarm_book_find(d.book, PLAIN)->is_first_out);
    steps(&d, PLAIN, "ok warn");
    assert_true(alarm_book_find(d.book, PLAIN)->id > id);
    desk_fini(&d);
}

/* The journal has several records of one alarm; the rate counts it once, and
 * what was not announced not at all. */
static void
restored_alarms_count_once_in_the_rate(void **state)
{
    (void)state;
    struct desk a, b;
    desk_init(&a);
    desk_init(&b);
    steps(&a, PLAIN, "warn");
    alarm_book_restore(b.book, alarm_book_find(a.book, PLAIN));
    steps(&a, PLAIN, "crit ok");
    alarm_book_restore(b.book, alarm_book_find(a.book, PLAIN));
    steps(&a, SECOND, "?warn");
    alarm_book_restore(b.book, alarm_book_find(a.book, SECOND));
    assert_near(alarm_book_summary(b.book, a.now).rate_10min, 1, 0);
    assert_int_equal(alarm_book_summary(b.book, a.now).pending, 1);
    steps(&a, PLAIN, "ack warn"); /* another one */
    alarm_book_restore(b.book, alarm_book_find(a.book, PLAIN));
    assert_near(alarm_book_summary(b.book, a.now).rate_10min, 2, 0);
    struct alarm old = *alarm_book_find(a.book, PLAIN); /* commented now */
    old.item = OTHER_GROUP;
    old.raised = utc_add_ns(a.now, -2 * 3600 * NS_PER_S);
    old.changed = a.now;
    alarm_book_restore(b.book, &old);
    assert_near(alarm_book_summary(b.book, a.now).rate_10min, 2, 0);
    assert_near(alarm_book_summary(b.book, a.now).rate_hour, 2, 0);
    struct alarm undated = *alarm_book_find(a.book, PLAIN);
    undated.item = THIRD;
    undated.changed = UTC_NONE;
    alarm_book_restore(b.book, &undated);
    const struct utc epoch = {0};
    assert_near(alarm_book_summary(b.book, epoch).rate_10min, 0, 0);
    desk_fini(&a);
    desk_fini(&b);
}

/* A record may say less than is true: the alarm is announced then. */
static void
a_restored_alarm_is_not_lost_when_it_returns(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    steps(&d, PLAIN, "warn");
    struct alarm a = *alarm_book_find(d.book, PLAIN);
    a.was_announced = false;
    a.entered = UTC_NONE;
    alarm_book_restore(d.book, &a);
    steps(&d, PLAIN, "crit");
    assert_int_equal(d.last.entered.ns, d.now.ns);
    strbuf_reset(&d.said);
    steps(&d, PLAIN, "ok");
    assert_string_equal(strbuf_get(&d.said), "returned/returned ");
    desk_fini(&d);
}

/* Restart: the journal's alarms, then an engine that begins anew. */
static void
a_restored_alarm_is_neither_raised_nor_acknowledged_again(void **state)
{
    (void)state;
    struct desk a, b;
    desk_init(&a);
    desk_init(&b);
    steps(&a, PLAIN, "warn ack");
    steps(&a, SECOND, "crit");
    steps(&a, THIRD, "warn ok");
    steps(&a, OTHER_GROUP, "warn shelve");
    for (size_t i = 0; alarm_book_at(a.book, i) != NULL; i++)
        alarm_book_restore(b.book, alarm_book_at(a.book, i));
    alarm_book_restore_number(b.book, alarm_book_number(a.book));
    b.now = a.now;
    change(&b, PLAIN, "warn", 12);
    change(&b, SECOND, "crit", 12);
    change(&b, THIRD, "ok", 1);
    change(&b, OTHER_GROUP, "warn", 12);
    assert_string_equal(strbuf_get(&b.said), "");
    for (uint32_t i = 0; i < N_ITEMS; i++) {
        const struct alarm *x = alarm_book_find(a.book, i);
        const struct alarm *y = alarm_book_find(b.book, i);
        assert_int_equal(x != NULL, y != NULL);
        if (x == NULL)
            continue;
        assert_int_equal(x->state, y->state);
        assert_int_equal(x->number, y->number);
        assert_int_equal(x->is_first_out, y->is_first_out);
    }
    assert_int_equal(alarm_book_number(b.book), alarm_book_number(a.book));
    steps(&b, THIRD, "ack");
    assert_int_equal(b.last.number, alarm_book_number(a.book) + 1);
    desk_fini(&a);
    desk_fini(&b);
}

static void
a_restored_normal_alarm_is_gone(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    steps(&d, PLAIN, "warn");
    struct alarm gone = *alarm_book_find(d.book, PLAIN);
    gone.is_out = gone.was_announced = false;
    gone.state = ALARM_NORMAL;
    alarm_book_restore(d.book, &gone);
    assert_null(alarm_book_find(d.book, PLAIN));
    gone.item = UNCHECKED; /* limits were taken away meanwhile */
    gone.is_out = true;
    alarm_book_restore(d.book, &gone);
    assert_null(alarm_book_find(d.book, UNCHECKED));
    desk_fini(&d);
}

static void
a_state_began_when_it_was_entered_not_when_something_was_said(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    step(&d, PLAIN, "warn");
    const struct utc raised = d.now;
    step(&d, PLAIN, "crit");
    step(&d, PLAIN, "comment");
    const struct alarm *a = alarm_book_find(d.book, PLAIN);
    assert_int_equal(a->entered.ns, raised.ns);
    assert_int_equal(a->changed.ns, d.now.ns);
    assert_int_equal(step(&d, PLAIN, "ack"), ERR_OK);
    assert_int_equal(a->entered.ns, d.now.ns);
    struct alarm kept = *a;
    alarm_book_restore(d.book, &kept);
    assert_int_equal(a->entered.ns, d.now.ns);
    desk_fini(&d);
}

static void
the_book_knows_whose_a_number_was(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    step(&d, PLAIN, "warn");
    const uint64_t first = number_of(&d, PLAIN);
    step(&d, SECOND, "warn");
    step(&d, PLAIN, "crit");
    assert_int_equal(alarm_book_numbered(d.book, first), PLAIN);
    assert_int_equal(alarm_book_numbered(d.book, first + 1), SECOND);
    assert_int_equal(alarm_book_numbered(d.book, first + 2), PLAIN);
    assert_int_equal(alarm_book_numbered(d.book, first + 3), MDB_NIL);
    assert_int_equal(alarm_book_numbered(d.book, 0), MDB_NIL);
    for (unsigned i = 0; i < ALARM_NUMBERS_KEPT; i++)
        step(&d, SECOND, i % 2 == 0 ? "ok" : "warn");
    assert_int_equal(alarm_book_numbered(d.book, first), MDB_NIL);
    desk_fini(&d);
}

/* Columba limits reads a book of which nobody is told. */
static void
a_book_nobody_listens_to_works_the_same(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    alarm_book_free(&d.book);
    alarm_book_free(&d.book);
    d.book = alarm_book_new(&d.rules, NULL, NULL);
    steps(&d, PLAIN, "warn warn crit ok");
    assert_int_equal(alarm_book_find(d.book, PLAIN)->state, ALARM_RTN_UNACK);
    assert_string_equal(strbuf_get(&d.said), "");
    desk_fini(&d);
}

static void
every_state_has_a_word(void **state)
{
    (void)state;
    for (int i = 0; i < ALARM_STATE_COUNT; i++)
        assert_string_not_equal(
            alarm_state_str((enum alarm_state)i), "unknown");
    assert_string_equal(
        alarm_state_str((enum alarm_state)ALARM_STATE_COUNT), "unknown");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_state_answers_each_input_as_the_table_says),
        cmocka_unit_test(clearing_needs_return_and_acknowledge_in_either_order),
        cmocka_unit_test(
            the_first_of_a_group_is_marked_until_the_upset_is_over),
        cmocka_unit_test(the_worst_comes_first_then_the_oldest),
        cmocka_unit_test(the_summary_counts_each_alarm_once),
        cmocka_unit_test(more_than_ten_in_ten_minutes_are_a_flood),
        cmocka_unit_test(what_calls_counts_as_announced),
        cmocka_unit_test(the_hour_and_the_ten_minutes_are_whole),
        cmocka_unit_test(
            an_occurrence_keeps_its_first_number_and_its_first_out),
        cmocka_unit_test(restored_alarms_count_once_in_the_rate),
        cmocka_unit_test(a_restored_alarm_is_not_lost_when_it_returns),
        cmocka_unit_test(
            a_restored_alarm_is_neither_raised_nor_acknowledged_again),
        cmocka_unit_test(a_restored_normal_alarm_is_gone),
        cmocka_unit_test(
            a_state_began_when_it_was_entered_not_when_something_was_said),
        cmocka_unit_test(the_book_knows_whose_a_number_was),
        cmocka_unit_test(a_book_nobody_listens_to_works_the_same),
        cmocka_unit_test(every_state_has_a_word),
    };
    return check_run(tests);
}
