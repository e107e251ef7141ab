/*
 * alarm_book.c - the life of alarms, after ISA-18.2 (IEC 62682).
 *
 * Each input changes the facts of an alarm (out, seen, shelved, ...); its
 * state follows from them in one place, book_derive().
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/alarm_book.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "limits/alarm_book_priv.h"

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

bool
book_is_checked(const struct alarm_book *book, uint32_t item)
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
    const size_t n = book->n_items;
    book->by_item = xcalloc(n, sizeof(struct entry *));
    book->group_of = xcalloc(n, sizeof(struct group *));
    book->is_suppressed = xcalloc(n, sizeof *book->is_suppressed);
    book->order = xcalloc(1, sizeof *book->order);
    for (uint32_t i = 0; i < book->n_items; i++) {
        const char *name = rules->notes[i].group;
        if (book_is_checked(book, i))
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

struct entry *
book_entry_new(struct alarm_book *book, uint32_t item)
{
    struct entry *e = xcalloc(1, sizeof *e);
    e->alarm = (struct alarm){
        .item = item,
        .raised = UTC_NONE,
        .changed = UTC_NONE,
        .entered = UTC_NONE,
        .worst_time = UTC_NONE,
        .until = UTC_NONE,
        .first_value = NAN,
        .worst_value = NAN,
        .last_value = NAN,
        .threshold = NAN,
        .delta = NAN,
        .crossed = NAN,
        .crossed_delta = NAN,
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

enum alarm_state
book_derive(const struct alarm_book *book, const struct entry *e)
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
    g->open += alarm_state_is_open(a->state);
    g->open -= alarm_state_is_open(before);
}

static void
remember_number(struct alarm_book *book, const struct alarm *a)
{
    const size_t i = a->number % ALARM_NUMBERS_KEPT;
    book->given[i].number = a->number;
    book->given[i].item = a->item;
}

void
book_settle(struct alarm_book *book, struct entry *e, const char *what,
    bool is_news, struct utc now)
{
    struct alarm *a = &e->alarm;
    const enum alarm_state before = a->state;
    a->state = book_derive(book, e);
    const bool calls =
        a->state == ALARM_UNACK && (before != ALARM_UNACK || !a->was_announced);
    if (a->state == ALARM_UNACK && !a->was_announced)
        a->is_first_out = book->group_of[a->item]->open == 0;
    a->was_announced |= calls;
    if (calls)
        alarm_rate_add(&book->rate, now);
    count_group(book, a, before);
    a->number = ++book->number;
    remember_number(book, a);
    a->since = is_news ? a->number : a->since;
    a->id = a->id == 0 ? a->number : a->id;
    a->changed = now;
    if (a->state != before || utc_is_none(a->entered))
        a->entered = now;
    book->order->is_sorted = false;
    if (book->fn != NULL)
        book->fn(book->arg, a, what);
    if (a->state == ALARM_NORMAL)
        entry_drop(book, e);
}

void
book_update(const struct alarm_book *book, const struct entry *e)
{
    if (book->fn != NULL)
        book->fn(book->arg, &e->alarm, "update");
}

/* ---- from the journal ---------------------------------------------------- */

void
alarm_book_restore_number(struct alarm_book *book, uint64_t number)
{
    if (number > book->number)
        book->number = number;
}

/* When it called: by its value's time, for the newest change of it may be a
 * comment of hours later. */
static void
count_restored(struct alarm_book *book, const struct alarm *alarm)
{
    const bool is_before =
        !utc_is_none(alarm->raised) && alarm->raised.ns < alarm->changed.ns;
    const struct utc when = is_before ? alarm->raised : alarm->changed;
    if (!utc_is_none(when))
        alarm_rate_add(&book->rate, when);
}

void
alarm_book_restore(struct alarm_book *book, const struct alarm *alarm)
{
    alarm_book_restore_number(book, alarm->number);
    if (!book_is_checked(book, alarm->item))
        return;
    remember_number(book, alarm);
    struct entry *e = book->by_item[alarm->item];
    const enum alarm_state before = e != NULL ? e->alarm.state : ALARM_NORMAL;
    if (alarm->was_announced && (e == NULL || e->alarm.id != alarm->id))
        count_restored(book, alarm);
    if (e == NULL)
        e = book_entry_new(book, alarm->item);
    e->alarm = *alarm;
    book->is_suppressed[alarm->item] = alarm->is_suppressed;
    e->is_pending = alarm->state == ALARM_PENDING;
    e->alarm.state = book_derive(book, e);
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

uint32_t
alarm_book_numbered(const struct alarm_book *book, uint64_t number)
{
    const size_t i = number % ALARM_NUMBERS_KEPT;
    return number != 0 && book->given[i].number == number ? book->given[i].item
                                                          : MDB_NIL;
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
    s.rate_hour = (double)alarm_rate_count(&book->rate, now, ALARM_RATE_S);
    s.is_flood = s.rate_10min > ALARM_FLOOD_MOST;
    return s;
}
