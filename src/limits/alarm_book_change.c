/*
 * alarm_book_change.c - values and contexts change alarms.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>

#include "common/str.h"
#include "limits/alarm_book_priv.h"

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
    a->crossed = c->threshold;
    a->crossed_delta = c->delta;
    (void)str_copy(a->last_text, sizeof a->last_text, text != NULL ? text : "");
}

static void
take_worst(struct alarm *a, const struct limit_change *c)
{
    a->worst = c->to;
    a->worst_value = a->last_value;
    a->worst_time = c->generation;
    a->threshold = c->threshold;
    a->delta = c->delta;
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
    book_update(book, e);
}

/* ---- from the engine ----------------------------------------------------- */

static bool
is_other_side(limit_state a, limit_state b)
{
    const enum limit_side sa = limit_state_side(a), sb = limit_state_side(b);
    return sa != LIMIT_NO_SIDE && sb != LIMIT_NO_SIDE && sa != sb;
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
    if (a->is_shelved) {
        book_update(book, e);
        return;
    }
    a->is_seen = false;
    const char *what = a->is_suppressed ? "suppressed" : "raised";
    book_settle(book, e, is_new ? what : "again", is_news, now);
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
    if (a->is_shelved || a->is_suppressed || (c->to == before && !was_stale)) {
        book_update(book, e);
        return;
    }
    if (a->is_seen && (turns || level > limit_state_level(a->seen)))
        a->is_seen = false;
    const char *what = turns                               ? "side"
                       : level > limit_state_level(before) ? "worse"
                       : level < limit_state_level(before) ? "better"
                                                           : "fresh";
    book_settle(book, e, what, is_worst || turns, now);
}

static void
fall(struct alarm_book *book, struct entry *e, limit_state to, struct utc now)
{
    struct alarm *a = &e->alarm;
    const bool was_out = a->is_out, was_pending = e->is_pending;
    e->is_pending = false;
    a->is_out = a->is_stale = false;
    a->level = to;
    if (a->is_shelved || (!was_out && !was_pending)) {
        book_update(book, e);
        return;
    }
    book_settle(book, e, was_out ? "returned" : "cleared", false, now);
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
    if (a->is_shelved)
        book_update(book, e);
    else
        book_settle(book, e, "stale", false, now);
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
    e = book_entry_new(book, c->item);
    e->is_pending = true;
    e->alarm.worst = c->raw_state;
    e->alarm.raised = c->generation;
    e->alarm.last_value = e->alarm.first_value = number_of(c);
    book_settle(book, e, "pending", true, now);
}

void
alarm_book_change(struct alarm_book *book, const struct limit_change *c,
    const char *text, struct utc now)
{
    if (!book_is_checked(book, c->item))
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
        e = book_entry_new(book, c->item);
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
    const enum alarm_state next = book_derive(book, e);
    if (next == e->alarm.state)
        return;
    /* It calls again: what was seen before lies in another mode. */
    if (!is_suppressed && e->alarm.is_out)
        e->alarm.is_seen = false;
    book_settle(
        book, e, is_suppressed ? "suppressed" : "unsuppressed", true, now);
}
