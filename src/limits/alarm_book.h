/*
 * alarm_book.h - the life of alarms, after ISA-18.2 (IEC 62682).
 *
 * Pure: gets changes of limit state and requests of people, gives alarm
 * events; what has to survive goes through the journal (journal.h) before a
 * request is answered.  One alarm for an item at most; its number grows with
 * each thing that happens to it, and a request names the number it saw: what
 * moved on since then is refused.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_ALARM_BOOK_H
#define LIMITS_ALARM_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "common/time.h"
#include "limits/engine.h"

/* The numbers travel on the bus and stand in the journal. */
enum alarm_state {
    ALARM_NORMAL = 0,     /* no alarm: the entry is gone after this event */
    ALARM_PENDING = 1,    /* persistence is counting */
    ALARM_UNACK = 2,      /* in alarm, nobody has seen it */
    ALARM_ACK = 3,        /* in alarm, seen */
    ALARM_RTN_UNACK = 4,  /* returned to normal before it was seen */
    ALARM_LATCHED = 5,    /* returned and seen, waits for a reset */
    ALARM_SHELVED = 6,    /* put aside until a time */
    ALARM_SUPPRESSED = 7, /* suppressed by design: its context says so */
    ALARM_DISABLED = 8,   /* out of service */
    ALARM_STATE_COUNT
};
const char *alarm_state_str(enum alarm_state state);

struct alarm_person {
    char name[32];    /* who: login, or "uid 1000" */
    char reason[160]; /* why, as typed; sanitized */
    struct utc when;  /* UTC_NONE: nobody yet */
};

struct alarm {
    uint32_t item;
    uint64_t number; /* of its last change; unique, growing */
    uint64_t id;     /* of this occurrence: the first number */
    enum alarm_state state;
    limit_state level; /* now (normal when returned) */
    limit_state worst; /* of this occurrence */
    struct utc raised; /* generation time of the first violation */
    struct utc changed;
    double first_value, worst_value, last_value; /* NAN: not a number */
    char last_text[64]; /* of values that are no numbers */
    struct utc worst_time;
    double threshold;     /* or NAN */
    uint32_t violations;  /* samples out of limits in this occurrence */
    uint32_t occurrences; /* re-alarms since it was last normal */
    bool is_first_out;    /* the first of its group in this upset */
    struct alarm_person acknowledged, shelved;
    struct utc shelved_until; /* UTC_NONE unless shelved */
    char comment[160];        /* the newest */
};

struct alarm_book; /* opaque */

/* Each change of an alarm, borrowed during the call; `what` is a verb for
 * people and the journal: "raised", "worse", "returned", "again",
 * "acknowledged", "shelved", "unshelved", "suppressed", "comment", "reset",
 * "disabled", "enabled", "cleared". */
typedef void (*alarm_event_fn)(
    void *arg, const struct alarm *alarm, const char *what);

struct alarm_book *alarm_book_new(
    const struct rules *rules, alarm_event_fn fn, void *arg);
void alarm_book_free(struct alarm_book **book);

void alarm_book_change(
    struct alarm_book *book, const struct limit_change *change, struct utc now);
void alarm_book_suppress(
    struct alarm_book *book, uint32_t item, bool is_suppressed, struct utc now);
void alarm_book_tick(struct alarm_book *book, struct utc now); /* shelving */

/* What a person asks for.  `number` is the one seen: ERR_AGAIN when the alarm
 * moved on, ERR_NOTFOUND without an alarm, ERR_RANGE for a shelving without
 * end or beyond 30 days, or a state in which it makes no sense. */
enum alarm_verb {
    ALARM_DO_ACKNOWLEDGE,
    ALARM_DO_SHELVE,
    ALARM_DO_UNSHELVE,
    ALARM_DO_COMMENT,
    ALARM_DO_RESET,
    ALARM_DO_DISABLE,
    ALARM_DO_ENABLE,
};
struct alarm_request {
    enum alarm_verb verb;
    uint32_t item;
    uint64_t number;
    struct alarm_person person;
    struct utc until; /* shelve, disable */
};
NODISCARD enum err alarm_book_request(struct alarm_book *book,
    const struct alarm_request *request, struct utc now);

/* Put back an alarm from the journal; no event. */
void alarm_book_restore(struct alarm_book *book, const struct alarm *alarm);

const struct alarm *alarm_book_find(
    const struct alarm_book *book, uint32_t item);
/* In order of severity, then time: the i-th, NULL at the end. */
const struct alarm *alarm_book_at(const struct alarm_book *book, size_t i);

struct alarm_summary {
    unsigned unacknowledged, active, shelved, suppressed, disabled, pending;
    limit_state worst_unack;
    double rate_10min; /* alarms raised in the last 10 minutes */
    double rate_hour;
    bool is_flood; /* more than 10 in 10 minutes (EEMUA 191) */
};
struct alarm_summary alarm_book_summary(
    const struct alarm_book *book, struct utc now);

#endif
