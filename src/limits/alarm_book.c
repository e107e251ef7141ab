/*
 * alarm_book.c - the life of alarms, after ISA-18.2 (IEC 62682).
 *
 * Each input changes the facts of an alarm (out, seen, shelved, ...); its
 * state follows from them in one place, derive().
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/alarm_book.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/hash.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "limits/alarm_rate.h"

struct entry {
    struct alarm alarm;
    bool is_pending;
    size_t at; /* in the order */
};

struct order {
    struct entry **entry; /* owned, and each one */
    size_t n, cap;
    bool is_sorted;
};

struct group {
    const char *name; /* borrowed from the rules */
    unsigned open;    /* alarms of it that want an operator's eye */
    UT_hash_handle hh;
};

struct alarm_book {
    const struct rules *rules;
    alarm_event_fn fn;
    void *arg;
    uint64_t number;
    uint32_t n_items;
    struct entry **by_item;
    struct group **group_of; /* by item, NULL: not checked */
    bool *is_suppressed;     /* by item */
    struct group *groups;
    struct order *order;
    struct alarm_rate rate;
};

static const char *const state_text[ALARM_STATE_COUNT] = {
    [ALARM_NORMAL] = "normal",
    [ALARM_PENDING] = "pending",
    [ALARM_UNACK] = "unacknowledged",
    [ALARM_ACK] = "acknowledged",
    [ALARM_RTN_UNACK] = "returned",
    [ALARM_LATCHED] = "latched",
    [ALARM_SHELVED] = "shelved",
    [ALARM_SUPPRESSED] = "suppressed",
    [ALARM_DISABLED] = "disabled",
};

const char *
alarm_state_str(enum alarm_state state)
{
    return (unsigned)state < ALARM_STATE_COUNT ? state_text[state] : "unknown";
}

bool
alarm_state_is_open(enum alarm_state state)
{
    return state == ALARM_UNACK || state == ALARM_ACK ||
           state == ALARM_RTN_UNACK || state == ALARM_LATCHED;
}

/* ---- life of the book ---------------------------------------------------- */

static bool
is_checked(const struct alarm_book *book, uint32_t item)
{
    return item < book->n_items &&
           book->rules->first[item] < book->rules->first[item + 1];
}

static struct group *
group_named(struct alarm_book *book, const char *name)
{
    struct group *g;
    HASH_FIND_STR(book->groups, name, g);
    if (g != NULL)
        return g;
    g = xcalloc(1, sizeof *g);
    g->name = name;
    HASH_ADD_KEYPTR(hh, book->groups, g->name, strlen(g->name), g);
    return g;
}

struct alarm_book *
alarm_book_new(const struct rules *rules, alarm_event_fn fn, void *arg)
{
    struct alarm_book *book = xcalloc(1, sizeof *book);
    book->rules = rules;
    book->fn = fn;
    book->arg = arg;
    book->n_items = rules->mdb->n_items;
    const size_t n = (size_t)book->n_items + 1;
    book->by_item = xcalloc(n, sizeof(struct entry *));
    book->group_of = xcalloc(n, sizeof(struct group *));
    book->is_suppressed = xcalloc(n, sizeof *book->is_suppressed);
    book->order = xcalloc(1, sizeof *book->order);
    for (uint32_t i = 0; i < book->n_items; i++) {
        const char *name = rules->notes[i].group;
        if (is_checked(book, i))
            book->group_of[i] = group_named(book, name != NULL ? name : "");
    }
    return book;
}

void
alarm_book_free(struct alarm_book **at)
{
    struct alarm_book *book = *at;
    *at = NULL;
    if (book == NULL)
        return;
    for (size_t i = 0; i < book->order->n; i++)
        free(book->order->entry[i]);
    free(book->order->entry);
    free(book->order);
    struct group *g, *next;
    HASH_ITER (hh, book->groups, g, next) {
        HASH_DEL(book->groups, g);
        free(g);
    }
    free(book->by_item);
    free(book->group_of);
    free(book->is_suppressed);
    free(book);
}

static struct entry *
entry_new(struct alarm_book *book, uint32_t item)
{
    struct entry *e = xcalloc(1, sizeof *e);
    e->alarm = (struct alarm){
        .item = item,
        .raised = UTC_NONE,
        .changed = UTC_NONE,
        .worst_time = UTC_NONE,
        .until = UTC_NONE,
        .first_value = NAN,
        .worst_value = NAN,
        .last_value = NAN,
        .threshold = NAN,
        .acknowledged.when = UTC_NONE,
        .shelved.when = UTC_NONE,
        .is_suppressed = book->is_suppressed[item],
    };
    struct order *o = book->order;
    o->entry = xgrow(o->entry, o->n, &o->cap, sizeof(struct entry *));
    e->at = o->n;
    o->entry[o->n++] = e;
    o->is_sorted = false;
    book->by_item[item] = e;
    return e;
}

static void
entry_drop(struct alarm_book *book, struct entry *e)
{
    struct order *o = book->order;
    struct entry *last = o->entry[--o->n];
    o->entry[e->at] = last;
    last->at = e->at;
    o->is_sorted = false;
    book->by_item[e->alarm.item] = NULL;
    free(e);
}

/* ---- what follows from the facts ----------------------------------------- */

static enum alarm_state
derive(const struct alarm_book *book, const struct entry *e)
{
    const struct alarm *a = &e->alarm;
    if (a->is_disabled)
        return ALARM_DISABLED;
    if (a->is_shelved)
        return ALARM_SHELVED;
    const bool is_unseen = a->was_announced && !a->is_seen;
    if (a->is_suppressed && (a->is_out || is_unseen))
        return ALARM_SUPPRESSED;
    if (a->is_out)
        return a->is_seen ? ALARM_ACK : ALARM_UNACK;
    if (is_unseen)
        return ALARM_RTN_UNACK;
    if (a->was_announced && book->rules->notes[a->item].latches)
        return ALARM_LATCHED;
    return e->is_pending ? ALARM_PENDING : ALARM_NORMAL;
}

static void
count_group(const struct alarm_book *book, const struct alarm *a,
    enum alarm_state before)
{
    struct group *g = book->group_of[a->item];
    if (g == NULL)
        return;
    g->open += alarm_state_is_open(a->state);
    g->open -= alarm_state_is_open(before);
}

/*
 * The facts have changed.  `is_news`: what a request must have seen.  The
 * entry may be gone afterwards.
 */
static void
settle(struct alarm_book *book, struct entry *e, const char *what, bool is_news,
    struct utc now)
{
    struct alarm *a = &e->alarm;
    const enum alarm_state before = a->state;
    a->state = derive(book, e);
    const bool calls =
        a->state == ALARM_UNACK && (before != ALARM_UNACK || !a->was_announced);
    if (a->state == ALARM_UNACK && !a->was_announced)
        a->is_first_out = book->group_of[a->item] != NULL &&
                          book->group_of[a->item]->open == 0;
    a->was_announced |= calls;
    if (calls)
        alarm_rate_add(&book->rate, now);
    count_group(book, a, before);
    a->number = ++book->number;
    a->since = is_news ? a->number : a->since;
    a->id = a->id == 0 ? a->number : a->id;
    a->changed = now;
    book->order->is_sorted = false;
    if (book->fn != NULL)
        book->fn(book->arg, a, what);
    if (a->state == ALARM_NORMAL)
        entry_drop(book, e);
}

/* Something that is nobody's business now. */
static void
update(const struct alarm_book *book, const struct entry *e)
{
    if (book->fn != NULL)
        book->fn(book->arg, &e->alarm, "update");
}

/* ---- values -------------------------------------------------------------- */

static double
number_of(const struct limit_change *c)
{
    switch (c->kind) {
    case MDB_INT:
    case MDB_ENUM:
    case MDB_TIME:
        return (double)(int64_t)c->eng;
    case MDB_UINT:
    case MDB_BOOL:
        return (double)c->eng;
    case MDB_FLOAT:
    case MDB_DURATION:
        return mdb_cell_get_float(c->eng);
    case MDB_NONE:
    case MDB_STRING:
    case MDB_BINARY:
    case MDB_KIND_COUNT:
        break;
    }
    return NAN;
}

static void
take_value(struct alarm *a, const struct limit_change *c, const char *text)
{
    a->last_value = number_of(c);
    (void)str_copy(a->last_text, sizeof a->last_text, text != NULL ? text : "");
}

static void
take_worst(struct alarm *a, const struct limit_change *c)
{
    a->worst = c->to;
    a->worst_value = a->last_value;
    a->worst_time = c->generation;
    a->threshold = c->threshold;
}

static void
begin_occurrence(struct alarm *a, const struct limit_change *c)
{
    a->id = 0;
    a->raised = c->generation;
    a->first_value = a->last_value;
    a->occurrences = 0;
    a->violations = 0;
    a->is_first_out = false;
    a->acknowledged = (struct alarm_person){.when = UTC_NONE};
    a->comment[0] = '\0';
    take_worst(a, c);
}

/* Is `v` beyond `worst` on the side of `state`? */
static bool
is_beyond(limit_state state, double v, double worst)
{
    switch (limit_state_side(state)) {
    case LIMIT_LOW:
        return v < worst;
    case LIMIT_HIGH:
        return v > worst;
    case LIMIT_NO_SIDE:
        break;
    }
    return false;
}

void
alarm_book_values(
    struct alarm_book *book, uint32_t item, const struct limit_explanation *x)
{
    struct entry *e = item < book->n_items ? book->by_item[item] : NULL;
    if (e == NULL || !e->alarm.is_out || !limit_state_is_out(x->state))
        return;
    struct alarm *a = &e->alarm;
    if (x->seen > a->violations)
        a->violations = x->seen;
    if (!isnan(x->last_value))
        a->last_value = x->last_value;
    if (!is_beyond(a->worst, x->worst_value, a->worst_value))
        return;
    a->worst_value = x->worst_value;
    a->worst_time = x->worst_time;
    update(book, e);
}

/* ---- from the engine ----------------------------------------------------- */

static bool
is_other_side(limit_state a, limit_state b)
{
    const enum limit_side sa = limit_state_side(a), sb = limit_state_side(b);
    return sa != LIMIT_NO_SIDE && sb != LIMIT_NO_SIDE && sa != sb;
}

static bool
is_put_aside(const struct alarm *a)
{
    return a->is_shelved || a->is_disabled;
}

/* It was within limits (or new) and is out now. */
static void
rise(struct alarm_book *book, struct entry *e, const struct limit_change *c,
    struct utc now)
{
    struct alarm *a = &e->alarm;
    const bool is_new = !a->was_announced;
    bool is_news = is_new || a->is_seen;
    if (is_new) {
        begin_occurrence(a, c);
    } else if (limit_state_level(c->to) > limit_state_level(a->worst) ||
               is_other_side(c->to, a->worst)) {
        is_news = true;
        take_worst(a, c);
    }
    a->is_out = true;
    a->level = c->to;
    a->occurrences++;
    a->violations += c->seen;
    if (is_put_aside(a)) {
        update(book, e);
        return;
    }
    a->is_seen = false;
    const char *what = a->is_suppressed ? "suppressed" : "raised";
    settle(book, e, is_new ? what : "again", is_news, now);
}

/* Another level or side while it is out. */
static void
shift(struct alarm_book *book, struct entry *e, const struct limit_change *c,
    struct utc now)
{
    struct alarm *a = &e->alarm;
    const limit_state before = a->level;
    const enum limit_level level = limit_state_level(c->to);
    const bool was_stale = a->is_stale;
    const bool is_worst = level > limit_state_level(a->worst);
    const bool turns = is_other_side(c->to, before);
    a->is_stale = false;
    a->level = c->to;
    a->violations += c->seen;
    if (is_worst || turns)
        take_worst(a, c);
    if (is_put_aside(a) || a->is_suppressed ||
        (c->to == before && !was_stale)) {
        update(book, e);
        return;
    }
    if (a->is_seen && (turns || level > limit_state_level(a->seen)))
        a->is_seen = false;
    const char *what = turns                               ? "side"
                       : level > limit_state_level(before) ? "worse"
                       : level < limit_state_level(before) ? "better"
                                                           : "fresh";
    settle(book, e, what, is_worst || turns, now);
}

static void
fall(struct alarm_book *book, struct entry *e, limit_state to, struct utc now)
{
    struct alarm *a = &e->alarm;
    const bool was_out = a->is_out, was_pending = e->is_pending;
    e->is_pending = false;
    a->is_out = a->is_stale = false;
    a->level = to;
    if (is_put_aside(a) || (!was_out && !was_pending)) {
        update(book, e);
        return;
    }
    settle(book, e, was_out ? "returned" : "cleared", false, now);
}

/* Cannot be checked now: what was in alarm stays so. */
static void
go_stale(struct alarm_book *book, struct entry *e, struct utc now)
{
    struct alarm *a = &e->alarm;
    if (!a->is_out) {
        if (e->is_pending)
            fall(book, e, a->level, now);
        return;
    }
    if (a->is_stale)
        return;
    a->is_stale = true;
    if (is_put_aside(a))
        update(book, e);
    else
        settle(book, e, "stale", false, now);
}

static void
pend(struct alarm_book *book, struct entry *e, const struct limit_change *c,
    struct utc now)
{
    if (!limit_state_is_out(c->raw_state)) {
        if (e != NULL && e->alarm.state == ALARM_PENDING)
            fall(book, e, LIMIT_NORMAL, now);
        return;
    }
    if (e != NULL) /* counting changes nothing for an alarm that is there */
        return;
    e = entry_new(book, c->item);
    e->is_pending = true;
    e->alarm.worst = c->raw_state;
    e->alarm.raised = c->generation;
    e->alarm.last_value = e->alarm.first_value = number_of(c);
    settle(book, e, "pending", true, now);
}

void
alarm_book_change(struct alarm_book *book, const struct limit_change *c,
    const char *text, struct utc now)
{
    if (!is_checked(book, c->item))
        return;
    struct entry *e = book->by_item[c->item];
    if (c->is_pending) {
        pend(book, e, c, now);
        return;
    }
    const bool is_out = limit_state_is_out(c->to);
    if (e == NULL && !is_out)
        return;
    if (e != NULL && e->alarm.is_disabled)
        return;
    if (e == NULL)
        e = entry_new(book, c->item);
    if (limit_state_is_checked(c->to))
        take_value(&e->alarm, c, text);
    if (is_out && e->alarm.is_out) {
        shift(book, e, c, now);
    } else if (is_out) {
        e->is_pending = false;
        rise(book, e, c, now);
    } else if (limit_state_is_checked(c->to)) {
        /* After a restart persistence counts anew: still out, not returned. */
        if (!(e->alarm.is_out && limit_state_is_out(c->raw_state)))
            fall(book, e, c->to, now);
    } else if (c->to == LIMIT_UNCHECKED || c->to == LIMIT_DISABLED) {
        fall(book, e, c->to, now);
    } else {
        go_stale(book, e, now);
    }
}

void
alarm_book_suppress(
    struct alarm_book *book, uint32_t item, bool is_suppressed, struct utc now)
{
    if (item >= book->n_items || book->is_suppressed[item] == is_suppressed)
        return;
    book->is_suppressed[item] = is_suppressed;
    struct entry *e = book->by_item[item];
    if (e == NULL)
        return;
    e->alarm.is_suppressed = is_suppressed;
    const enum alarm_state next = derive(book, e);
    if (next == e->alarm.state)
        return;
    /* It calls again: what was seen before lies in another mode. */
    if (!is_suppressed && e->alarm.is_out)
        e->alarm.is_seen = false;
    settle(book, e, is_suppressed ? "suppressed" : "unsuppressed", true, now);
}

/* ---- time ---------------------------------------------------------------- */

static void
unshelve(struct alarm_book *book, struct entry *e, struct utc now)
{
    struct alarm *a = &e->alarm;
    a->is_shelved = false;
    a->until = UTC_NONE;
    if (a->is_out)
        a->is_seen = false;
    settle(book, e, "unshelved", true, now);
}

static void
enable(struct alarm_book *book, struct entry *e, struct utc now)
{
    struct alarm *a = &e->alarm;
    a->is_disabled = a->is_out = a->is_stale = a->was_announced = false;
    a->until = UTC_NONE;
    a->level = LIMIT_NORMAL;
    settle(book, e, "enabled", true, now);
}

void
alarm_book_tick(struct alarm_book *book, struct utc now)
{
    const struct order *o = book->order;
    for (size_t i = o->n;
         i-- > 0;) { /* a dropped one is replaced by the last */
        struct entry *e = o->entry[i];
        const struct alarm *a = &e->alarm;
        if (utc_is_none(a->until) || utc_diff_ns(now, a->until) < 0)
            continue;
        if (a->is_shelved)
            unshelve(book, e, now);
        else if (a->is_disabled)
            enable(book, e, now);
    }
}

/* ---- requests ------------------------------------------------------------ */

#define REFUSE(e, sentence)                                                    \
    do {                                                                       \
        *why = (sentence);                                                     \
        return (e);                                                            \
    } while (0)

static enum err
do_acknowledge(struct alarm_book *book, struct entry *e,
    const struct alarm_request *r, struct utc now, const char **why)
{
    struct alarm *a = &e->alarm;
    if (a->state == ALARM_ACK || a->state == ALARM_LATCHED)
        REFUSE(ERR_AGAIN, "it is acknowledged already");
    if (a->state == ALARM_PENDING)
        REFUSE(ERR_RANGE, "it is pending: no alarm yet");
    if (a->state != ALARM_UNACK && a->state != ALARM_RTN_UNACK)
        REFUSE(ERR_RANGE, "it is put aside: there is nothing to acknowledge");
    a->is_seen = true;
    a->seen = a->worst;
    a->acknowledged = r->person;
    settle(book, e, "acknowledged", true, now);
    return ERR_OK;
}

static enum err
do_shelve(struct alarm_book *book, struct entry *e,
    const struct alarm_request *r, struct utc now, const char **why)
{
    struct alarm *a = &e->alarm;
    a->is_shelved = true;
    a->is_seen = true;
    a->seen = a->worst;
    a->shelved = r->person;
    a->until = r->until;
    (void)why;
    settle(book, e, "shelved", true, now);
    return ERR_OK;
}

static enum err
do_unshelve(struct alarm_book *book, struct entry *e,
    const struct alarm_request *r, struct utc now, const char **why)
{
    if (e->alarm.state != ALARM_SHELVED)
        REFUSE(ERR_RANGE, "it is not shelved");
    e->alarm.shelved = r->person;
    unshelve(book, e, now);
    return ERR_OK;
}

static enum err
do_comment(struct alarm_book *book, struct entry *e,
    const struct alarm_request *r, struct utc now, const char **why)
{
    char text[sizeof e->alarm.comment * 2];
    (void)why;
    (void)snprintf(
        text, sizeof text, "%s: %s", r->person.name, r->person.reason);
    (void)str_copy(e->alarm.comment, sizeof e->alarm.comment, text);
    settle(book, e, "comment", false, now);
    return ERR_OK;
}

static enum err
do_reset(struct alarm_book *book, struct entry *e,
    const struct alarm_request *r, struct utc now, const char **why)
{
    struct alarm *a = &e->alarm;
    if (a->state == ALARM_RTN_UNACK)
        REFUSE(ERR_RANGE, "acknowledge it first");
    if (a->is_out)
        REFUSE(ERR_RANGE, "it is still out of limits");
    if (a->state != ALARM_LATCHED)
        REFUSE(ERR_RANGE, "it is not latched");
    a->was_announced = false;
    a->acknowledged = r->person;
    settle(book, e, "reset", true, now);
    return ERR_OK;
}

static enum err
do_disable(struct alarm_book *book, struct entry *e,
    const struct alarm_request *r, struct utc now, const char **why)
{
    struct alarm *a = &e->alarm;
    (void)why;
    a->is_disabled = a->is_seen = true;
    a->is_shelved = a->is_out = a->is_stale = false;
    a->level = LIMIT_DISABLED;
    a->shelved = r->person;
    a->until = r->until;
    settle(book, e, "disabled", true, now);
    return ERR_OK;
}

static enum err
do_enable(struct alarm_book *book, struct entry *e,
    const struct alarm_request *r, struct utc now, const char **why)
{
    if (e->alarm.state != ALARM_DISABLED)
        REFUSE(ERR_RANGE, "it is not disabled");
    e->alarm.shelved = r->person;
    enable(book, e, now);
    return ERR_OK;
}

/* What each verb wants before its turn. */
static const struct {
    enum err (*fn)(struct alarm_book *, struct entry *,
        const struct alarm_request *, struct utc, const char **);
    bool makes;      /* also without an alarm */
    bool any_number; /* 0 means: whatever happened */
    bool wants_reason;
    bool wants_until; /* in the future, and soon enough */
    bool may_until;   /* in the future when given */
} verbs[] = {
    [ALARM_DO_ACKNOWLEDGE] = {.fn = do_acknowledge},
    [ALARM_DO_SHELVE] = {.fn = do_shelve,
        .makes = true,
        .wants_reason = true,
        .wants_until = true},
    [ALARM_DO_UNSHELVE] = {.fn = do_unshelve},
    [ALARM_DO_COMMENT] = {.fn = do_comment,
        .any_number = true,
        .wants_reason = true},
    [ALARM_DO_RESET] = {.fn = do_reset},
    [ALARM_DO_DISABLE] = {.fn = do_disable,
        .makes = true,
        .any_number = true,
        .wants_reason = true,
        .may_until = true},
    [ALARM_DO_ENABLE] = {.fn = do_enable, .any_number = true},
};

static enum err
check_until(const struct alarm_request *r, struct utc now, const char **why)
{
    const bool has_until = !utc_is_none(r->until);
    if (verbs[r->verb].wants_until && !has_until)
        REFUSE(ERR_RANGE, "it needs an end");
    if ((verbs[r->verb].wants_until || verbs[r->verb].may_until) && has_until &&
        utc_diff_ns(r->until, now) <= 0)
        REFUSE(ERR_RANGE, "its end has passed");
    if (verbs[r->verb].wants_until &&
        utc_diff_ns(r->until, now) > ALARM_SHELVE_MAX_NS)
        REFUSE(ERR_RANGE, "its end is more than 30 days ahead");
    return ERR_OK;
}

static enum err
check_number(
    const struct entry *e, const struct alarm_request *r, const char **why)
{
    const struct alarm *a = &e->alarm;
    if (r->number == 0 && verbs[r->verb].any_number)
        return ERR_OK;
    if (r->number >= a->since && r->number <= a->number)
        return ERR_OK;
    /* Somebody was faster: say so rather than "moved on". */
    if (r->verb == ALARM_DO_ACKNOWLEDGE && a->state == ALARM_ACK)
        REFUSE(ERR_AGAIN, "it is acknowledged already");
    REFUSE(ERR_AGAIN, "the alarm moved on; look at it again");
}

enum err
alarm_book_request(struct alarm_book *book, const struct alarm_request *r,
    struct utc now, const char **why)
{
    *why = "";
    assert((size_t)r->verb < ARRAY_LEN(verbs));
    if (!is_checked(book, r->item))
        REFUSE(ERR_NOTFOUND, "this parameter has no limits");
    if (verbs[r->verb].wants_reason && r->person.reason[0] == '\0')
        REFUSE(ERR_RANGE, "it needs a reason");
    enum err result = check_until(r, now, why);
    if (result != ERR_OK)
        return result;
    struct entry *e = book->by_item[r->item];
    if (e == NULL && !(verbs[r->verb].makes && r->number == 0))
        REFUSE(r->number == 0 ? ERR_NOTFOUND : ERR_AGAIN,
            r->number == 0 ? "there is no alarm"
                           : "the alarm is gone; look again");
    if (e != NULL)
        result = check_number(e, r, why);
    if (result != ERR_OK)
        return result;
    if (r->verb == ALARM_DO_SHELVE && e != NULL && e->alarm.is_disabled)
        REFUSE(ERR_RANGE, "it is disabled");
    if (e == NULL)
        e = entry_new(book, r->item);
    return verbs[r->verb].fn(book, e, r, now, why);
}

/* ---- from the journal ---------------------------------------------------- */

void
alarm_book_restore_number(struct alarm_book *book, uint64_t number)
{
    if (number > book->number)
        book->number = number;
}

void
alarm_book_restore(struct alarm_book *book, const struct alarm *alarm)
{
    alarm_book_restore_number(book, alarm->number);
    if (!is_checked(book, alarm->item))
        return;
    struct entry *e = book->by_item[alarm->item];
    const enum alarm_state before = e != NULL ? e->alarm.state : ALARM_NORMAL;
    if (alarm->was_announced && (e == NULL || e->alarm.id != alarm->id) &&
        !utc_is_none(alarm->changed))
        alarm_rate_add(&book->rate, alarm->changed);
    if (e == NULL)
        e = entry_new(book, alarm->item);
    e->alarm = *alarm;
    book->is_suppressed[alarm->item] = alarm->is_suppressed;
    e->is_pending = alarm->state == ALARM_PENDING;
    e->alarm.state = derive(book, e);
    count_group(book, &e->alarm, before);
    book->order->is_sorted = false;
    if (e->alarm.state == ALARM_NORMAL)
        entry_drop(book, e);
}

/* ---- looking ------------------------------------------------------------- */

const struct alarm *
alarm_book_find(const struct alarm_book *book, uint32_t item)
{
    if (item >= book->n_items || book->by_item[item] == NULL)
        return NULL;
    return &book->by_item[item]->alarm;
}

static int
by_severity(const void *va, const void *vb)
{
    const struct alarm *a = &(*(struct entry *const *)va)->alarm;
    const struct alarm *b = &(*(struct entry *const *)vb)->alarm;
    const int levels =
        (int)limit_state_level(b->worst) - (int)limit_state_level(a->worst);
    if (levels != 0)
        return levels;
    if (a->raised.ns != b->raised.ns)
        return a->raised.ns < b->raised.ns ? -1 : 1;
    return (a->item > b->item) - (a->item < b->item);
}

static void
sort(struct order *o)
{
    if (o->n > 1)
        qsort(o->entry, o->n, sizeof(struct entry *), by_severity);
    for (size_t i = 0; i < o->n; i++)
        o->entry[i]->at = i;
    o->is_sorted = true;
}

const struct alarm *
alarm_book_at(const struct alarm_book *book, size_t i)
{
    if (!book->order->is_sorted)
        sort(book->order);
    return i < book->order->n ? &book->order->entry[i]->alarm : NULL;
}

uint64_t
alarm_book_number(const struct alarm_book *book)
{
    return book->number;
}

static void
tally(struct alarm_summary *s, const struct alarm *a)
{
    const bool is_unack =
        a->state == ALARM_UNACK || a->state == ALARM_RTN_UNACK;
    s->unacknowledged += is_unack;
    s->active += a->state == ALARM_UNACK || a->state == ALARM_ACK;
    s->open += alarm_state_is_open(a->state);
    s->pending += a->state == ALARM_PENDING;
    s->shelved += a->state == ALARM_SHELVED;
    s->suppressed += a->state == ALARM_SUPPRESSED;
    s->disabled += a->state == ALARM_DISABLED;
    if (is_unack &&
        limit_state_level(a->worst) > limit_state_level(s->worst_unack))
        s->worst_unack = a->worst;
}

struct alarm_summary
alarm_book_summary(const struct alarm_book *book, struct utc now)
{
    struct alarm_summary s = {0};
    for (size_t i = 0; i < book->order->n; i++)
        tally(&s, &book->order->entry[i]->alarm);
    s.rate_10min = (double)alarm_rate_count(&book->rate, now, ALARM_FLOOD_S);
    s.rate_hour = (double)alarm_rate_count(&book->rate, now, ALARM_RATE_S - 1);
    s.is_flood = s.rate_10min > ALARM_FLOOD_MOST;
    return s;
}
