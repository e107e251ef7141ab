/*
 * test_alarm_book.c - the table of columba-alarms(7), row by row, and requests.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/alarm_book.h"

#include <math.h>

#include "common/attr.h"
#include "common/str.h"
#include "support/check.h"

/* Items 0 .. 5; 3 latches, 4 is in another group, 5 has no limits. */
enum {
    PLAIN = 0,
    SECOND = 1,
    THIRD = 2,
    LATCHING = 3,
    OTHER_GROUP = 4,
    UNCHECKED = 5,
    N_ITEMS = 6
};

struct desk {
    struct mdb mdb;
    struct rules rules;
    uint32_t first[N_ITEMS + 1];
    struct item_notes notes[N_ITEMS];
    struct alarm_book *book;
    struct utc now;
    struct strbuf said; /* "raised/unacknowledged " ... without updates */
    unsigned updates;
    struct alarm last;
};

static void
on_event(void *arg, const struct alarm *a, const char *what)
{
    struct desk *d = arg;
    d->last = *a;
    if (strcmp(what, "update") == 0)
        d->updates++;
    else
        strbuf_addf(&d->said, "%s/%s ", what, alarm_state_str(a->state));
}

static void
desk_init(struct desk *d)
{
    *d = (struct desk){
        .mdb.n_items = N_ITEMS, .now = {INT64_C(1763600000) * NS_PER_S}};
    for (uint32_t i = 0; i < N_ITEMS; i++) {
        d->first[i + 1] = d->first[i] + (i != UNCHECKED);
        d->notes[i].group = i == OTHER_GROUP ? "/B" : "/A";
        d->notes[i].latches = i == LATCHING;
    }
    d->rules =
        (struct rules){.mdb = &d->mdb, .first = d->first, .notes = d->notes};
    d->book = alarm_book_new(&d->rules, on_event, d);
}

static void
desk_fini(struct desk *d)
{
    alarm_book_free(&d->book);
    strbuf_fini(&d->said);
}

/* ---- inputs by name ------------------------------------------------------ */

static const struct {
    const char *name;
    enum limit_level level;
    enum limit_side side;
    limit_state other; /* when not a level */
} states[] = {
    {"ok", LIMIT_NORMAL, LIMIT_NO_SIDE, 0},
    {"warn", LIMIT_WARNING, LIMIT_HIGH, 0},
    {"crit", LIMIT_CRITICAL, LIMIT_HIGH, 0},
    {"low", LIMIT_WARNING, LIMIT_LOW, 0},
    {"expired", LIMIT_NORMAL, LIMIT_NO_SIDE, LIMIT_EXPIRED},
    {"invalid", LIMIT_NORMAL, LIMIT_NO_SIDE, LIMIT_INVALID},
    {"nan", LIMIT_NORMAL, LIMIT_NO_SIDE, LIMIT_NAN},
    {"off", LIMIT_NORMAL, LIMIT_NO_SIDE, LIMIT_DISABLED},
};

static limit_state
state_named(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(states); i++)
        if (strcmp(states[i].name, name) == 0)
            return states[i].other != 0
                       ? states[i].other
                       : limit_state_of(states[i].level, states[i].side);
    fail_msg("no state %s", name);
    return 0;
}

static void
change(struct desk *d, uint32_t item, const char *to, double v)
{
    const struct limit_change c = {.item = item,
        .to = state_named(to),
        .raw_state = state_named(to),
        .generation = d->now,
        .eng = mdb_cell_float(v),
        .kind = MDB_FLOAT,
        .threshold = 10,
        .delta = NAN,
        .seen = 1,
        .needed = 1};
    alarm_book_change(d->book, &c, NULL, d->now);
}

static void
pending(struct desk *d, uint32_t item, const char *raw)
{
    const struct limit_change c = {.item = item,
        .raw_state = state_named(raw),
        .is_pending = true,
        .generation = d->now,
        .kind = MDB_FLOAT,
        .threshold = NAN,
        .delta = NAN};
    alarm_book_change(d->book, &c, NULL, d->now);
}

static enum err
ask(struct desk *d, enum alarm_verb verb, uint32_t item, uint64_t number,
    struct utc until, const char *reason)
{
    struct alarm_request r = {
        .verb = verb, .item = item, .number = number, .until = until};
    (void)str_copy(r.person.name, sizeof r.person.name, "anna");
    (void)str_copy(r.person.reason, sizeof r.person.reason, reason);
    r.person.when = d->now;
    const char *why;
    const enum err e = alarm_book_request(d->book, &r, d->now, &why);
    assert_true((e == ERR_OK) == (why[0] == '\0'));
    return e;
}

static uint64_t
number_of(const struct desk *d, uint32_t item)
{
    const struct alarm *a = alarm_book_find(d->book, item);
    return a != NULL ? a->number : 0;
}

static struct utc
in(const struct desk *d, int64_t seconds)
{
    return utc_add_ns(d->now, seconds * NS_PER_S);
}

static const struct {
    const char *name;
    enum alarm_verb verb;
    int64_t until_s; /* 0: none */
} verbs[] = {
    {"ack", ALARM_DO_ACKNOWLEDGE, 0},
    {"shelve", ALARM_DO_SHELVE, 3600},
    {"unshelve", ALARM_DO_UNSHELVE, 0},
    {"comment", ALARM_DO_COMMENT, 0},
    {"reset", ALARM_DO_RESET, 0},
    {"disable", ALARM_DO_DISABLE, 0},
    {"disable-1h", ALARM_DO_DISABLE, 3600},
    {"enable", ALARM_DO_ENABLE, 0},
};

/* One word: a limit state, a request, or one of the rest. */
static enum err
step(struct desk *d, uint32_t item, const char *word)
{
    d->now = in(d, 1);
    if (strcmp(word, "wait") == 0) {
        d->now = in(d, 3600);
        alarm_book_tick(d->book, d->now);
        return ERR_OK;
    }
    if (strcmp(word, "suppress") == 0 || strcmp(word, "unsuppress") == 0) {
        alarm_book_suppress(d->book, item, word[0] == 's', d->now);
        return ERR_OK;
    }
    if (word[0] == '?') {
        pending(d, item, word + 1);
        return ERR_OK;
    }
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
        if (strcmp(verbs[i].name, word) == 0) {
            struct utc until =
                verbs[i].until_s != 0 ? in(d, verbs[i].until_s) : UTC_NONE;
            return ask(
                d, verbs[i].verb, item, number_of(d, item), until, "why");
        }
    change(d, item, word, 12);
    return ERR_OK;
}

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
steps(struct desk *d, uint32_t item, const char *words)
{
    char copy[128], *rest = copy;
    (void)str_copy(copy, sizeof copy, words);
    for (char *w; (w = strsep(&rest, " ")) != NULL;)
        if (*w != '\0' && step(d, item, w) != ERR_OK)
            fail_msg("'%s' of '%s' is refused", w, words);
}

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
an_alarm_keeps_its_first_and_its_worst_value(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    change(&d, PLAIN, "warn", 11);
    const struct utc first = d.now;
    d.now = in(&d, 5);
    change(&d, PLAIN, "crit", 22);
    const struct utc worst = d.now;
    d.now = in(&d, 5);
    change(&d, PLAIN, "warn", 12);
    change(&d, PLAIN, "ok", 3);
    const struct alarm *a = alarm_book_find(d.book, PLAIN);
    assert_near(a->first_value, 11, 0);
    assert_near(a->worst_value, 22, 0);
    assert_near(a->last_value, 3, 0);
    assert_int_equal(a->raised.ns, first.ns);
    assert_int_equal(a->worst_time.ns, worst.ns);
    assert_string_equal(limit_state_str(a->worst), "critical-high");
    assert_string_equal(limit_state_str(a->level), "normal");
    assert_near(a->threshold, 10, 0);
    change(&d, PLAIN, "warn", 11.5);
    assert_int_equal(alarm_book_find(d.book, PLAIN)->occurrences, 2);
    assert_near(alarm_book_find(d.book, PLAIN)->first_value, 11, 0);
    desk_fini(&d);
}

static void
the_engine_may_know_a_worse_value(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    change(&d, PLAIN, "warn", 11);
    struct limit_explanation x = {.state = state_named("warn"),
        .worst_value = 19,
        .last_value = 13,
        .worst_time = in(&d, 7),
        .seen = 9};
    alarm_book_values(d.book, PLAIN, &x);
    assert_int_equal(d.updates, 1);
    assert_near(d.last.worst_value, 19, 0);
    assert_near(d.last.last_value, 13, 0);
    assert_int_equal(d.last.violations, 9);
    x.worst_value = 18; /* after a restart it knows less */
    alarm_book_values(d.book, PLAIN, &x);
    assert_int_equal(d.updates, 1);
    assert_near(alarm_book_find(d.book, PLAIN)->worst_value, 19, 0);
    alarm_book_values(d.book, SECOND, &x);
    alarm_book_values(d.book, 4711, &x);
    desk_fini(&d);
}

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
persistence_that_counts_anew_is_no_return(void **state)
{
    (void)state;
    struct desk a;
    desk_init(&a);
    steps(&a, PLAIN, "warn ack");
    strbuf_reset(&a.said);
    const struct limit_change c = {.item = PLAIN,
        .from = LIMIT_NOT_RECEIVED,
        .to = LIMIT_NORMAL,
        .raw_state = state_named("warn"),
        .generation = a.now,
        .kind = MDB_FLOAT,
        .threshold = NAN,
        .delta = NAN};
    alarm_book_change(a.book, &c, NULL, a.now);
    assert_string_equal(strbuf_get(&a.said), "");
    assert_int_equal(alarm_book_find(a.book, PLAIN)->state, ALARM_ACK);
    desk_fini(&a);
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
texts_of_values_are_kept(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    const struct limit_change c = {.item = PLAIN,
        .to = limit_state_of(LIMIT_WARNING, LIMIT_NO_SIDE),
        .raw_state = limit_state_of(LIMIT_WARNING, LIMIT_NO_SIDE),
        .generation = d.now,
        .eng = 3,
        .kind = MDB_ENUM,
        .threshold = NAN,
        .delta = NAN};
    alarm_book_change(d.book, &c, "SAFE", d.now);
    assert_string_equal(d.last.last_text, "SAFE");
    assert_near(d.last.last_value, 3, 0);
    struct limit_change s = c;
    s.item = SECOND;
    s.kind = MDB_STRING;
    alarm_book_change(d.book, &s, "text", d.now);
    assert_true(isnan(d.last.last_value));
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
        cmocka_unit_test(an_alarm_keeps_its_first_and_its_worst_value),
        cmocka_unit_test(the_engine_may_know_a_worse_value),
        cmocka_unit_test(a_request_that_saw_a_milder_alarm_is_stale),
        cmocka_unit_test(a_request_for_an_alarm_of_yesterday_is_stale),
        cmocka_unit_test(of_two_that_acknowledge_one_wins),
        cmocka_unit_test(an_alarm_that_chatters_can_be_acknowledged),
        cmocka_unit_test(shelving_has_an_end_within_thirty_days_and_a_reason),
        cmocka_unit_test(
            what_is_not_checked_has_no_alarm_and_cannot_be_shelved),
        cmocka_unit_test(
            the_first_of_a_group_is_marked_until_the_upset_is_over),
        cmocka_unit_test(the_worst_comes_first_then_the_oldest),
        cmocka_unit_test(the_summary_counts_each_alarm_once),
        cmocka_unit_test(more_than_ten_in_ten_minutes_are_a_flood),
        cmocka_unit_test(
            a_restored_alarm_is_neither_raised_nor_acknowledged_again),
        cmocka_unit_test(persistence_that_counts_anew_is_no_return),
        cmocka_unit_test(a_restored_normal_alarm_is_gone),
        cmocka_unit_test(texts_of_values_are_kept),
        cmocka_unit_test(
            a_state_began_when_it_was_entered_not_when_something_was_said),
        cmocka_unit_test(the_book_knows_whose_a_number_was),
        cmocka_unit_test(comments_say_who),
        cmocka_unit_test(every_state_has_a_word),
    };
    return check_run(tests);
}
