/*
 * alarm_book_priv.h - what the files of alarm_book share.
 *
 * alarm_book.c has the life of the book and what follows from the facts of an
 * alarm; alarm_book_change.c changes the facts after values and contexts,
 * alarm_book_request.c after people.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_ALARM_BOOK_PRIV_H
#define LIMITS_ALARM_BOOK_PRIV_H

#include "common/hash.h"
#include "limits/alarm_book.h"
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
    struct {
        uint64_t number;
        uint32_t item;
    } given[ALARM_NUMBERS_KEPT]; /* which alarm had a number; ring */
    struct alarm_rate rate;
};

/* Has the item limits? */
bool book_is_checked(const struct alarm_book *book, uint32_t item);

/* An alarm of an item that has none, with nothing known; the book owns it. */
struct entry *book_entry_new(struct alarm_book *book, uint32_t item);

/* The state that follows from the facts. */
enum alarm_state book_derive(
    const struct alarm_book *book, const struct entry *e);

/*
 * The facts have changed: settle the state, number the change and tell it.
 * `is_news`: what a request must have seen.  The entry may be gone afterwards.
 */
void book_settle(struct alarm_book *book, struct entry *e, const char *what,
    bool is_news, struct utc now);

/* Tell something that is nobody's business now: the number stays. */
void book_update(const struct alarm_book *book, const struct entry *e);

#endif
