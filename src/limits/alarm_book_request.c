/*
 * alarm_book_request.c - people change alarms, for good or for a time.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <stdio.h>

#include "common/attr.h"
#include "common/str.h"
#include "limits/alarm_book_priv.h"

/* ---- time ---------------------------------------------------------------- */

static void
unshelve(struct alarm_book *book, struct entry *e, struct utc now)
{
    struct alarm *a = &e->alarm;
    a->is_shelved = false;
    a->until = UTC_NONE;
    if (a->is_out)
        a->is_seen = false;
    book_settle(book, e, "unshelved", true, now);
}

static void
enable(struct alarm_book *book, struct entry *e, struct utc now)
{
    struct alarm *a = &e->alarm;
    a->is_disabled = a->is_out = a->is_stale = a->was_announced = false;
    a->until = UTC_NONE;
    a->level = LIMIT_NORMAL;
    book_settle(book, e, "enabled", true, now);
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
    book_settle(book, e, "acknowledged", true, now);
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
    book_settle(book, e, "shelved", true, now);
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
    book_settle(book, e, "comment", false, now);
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
    book_settle(book, e, "reset", true, now);
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
    book_settle(book, e, "disabled", true, now);
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
    if (!book_is_checked(book, r->item))
        REFUSE(ERR_NOTFOUND, "this parameter has no limits");
    if (verbs[r->verb].wants_reason && r->person.reason[0] == '\0')
        REFUSE(ERR_RANGE, "it needs a reason");
    enum err result = check_until(r, now, why);
    if (result != ERR_OK)
        return result;
    struct entry *e = book->by_item[r->item];
    if (e == NULL && (!verbs[r->verb].makes || r->number != 0))
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
        e = book_entry_new(book, r->item);
    return verbs[r->verb].fn(book, e, r, now, why);
}
