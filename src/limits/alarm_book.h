/*
 * alarm_book.h - the life of alarms, after ISA-18.2 (IEC 62682).
 *
 * Pure: gets changes of limit state and requests of people, gives alarm
 * events; what has to survive goes through the journal (journal.h) before a
 * request is answered.  One alarm for an item at most; its number grows with
 * each thing that happens to it.
 *
 * A request names the number it saw.  It is refused when since then the alarm
 * became worse, changed its side, was raised anew or was handled by a person;
 * a value that only went in and out again at the same severity does not make
 * it stale, or nobody could acknowledge an alarm that chatters.  The whole
 * table of states and inputs is in columba-alarms(7) and test_alarm_book.c.
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
/* "normal" … "returned" … "disabled"; "unknown" for another number. */
const char *alarm_state_str(enum alarm_state state);

/* Is it to be listed among those that want an operator's eye? */
bool alarm_state_is_open(enum alarm_state state);

struct alarm_person {
    char name[32];    /* who: login, or "uid 1000" */
    char reason[160]; /* why, as typed; sanitized */
    struct utc when;  /* UTC_NONE: nobody yet */
};

struct alarm {
    uint32_t item;
    uint64_t number; /* of its last change; unique, growing */
    uint64_t since;  /* requests that saw a smaller number are stale */
    uint64_t id;     /* of this occurrence: its first number */
    enum alarm_state state;
    limit_state level; /* now (normal when returned) */
    limit_state worst; /* of this occurrence */
    limit_state seen;  /* worst when it was acknowledged */

    /* What the state is made of. */
    bool is_out;        /* out of limits now */
    bool is_seen;       /* acknowledged, shelved or disabled by a person */
    bool was_announced; /* it was unacknowledged at some time */
    bool is_suppressed; /* by design, now */
    bool is_shelved, is_disabled;
    bool is_stale; /* values expired or invalid since */

    struct utc raised; /* generation time of the first violation */
    struct utc changed;
    struct utc entered;                          /* the present state */
    double first_value, worst_value, last_value; /* NAN: not a number */
    char last_text[64]; /* of values that are no numbers */
    struct utc worst_time;
    double threshold;     /* that the worst crossed, or NAN */
    double delta;         /* the change that crossed it; NAN: a value did */
    double crossed;       /* threshold of the present level, NAN: not known */
    double crossed_delta; /* the change that crossed that one, or NAN */
    uint32_t violations;  /* samples out of limits in this occurrence */
    uint32_t occurrences; /* how often raised since it was last normal */
    bool is_first_out;    /* the first of its group in this upset */
    struct alarm_person acknowledged;
    struct alarm_person shelved; /* or disabled */
    struct utc until;  /* of shelving or disabling; UTC_NONE: neither, or
                          disabled for good */
    char comment[160]; /* the newest, with who */
};

struct alarm_book; /* opaque */

/*
 * Each change of an alarm, borrowed during the call; `what` is a verb for
 * people and the journal: "pending", "raised", "worse", "side", "better",
 * "returned", "again", "acknowledged", "shelved", "unshelved", "suppressed",
 * "unsuppressed", "comment", "reset", "disabled", "enabled", "stale", "fresh",
 * "cleared"; and "update" for values alone, or for what happens to an alarm
 * that is put aside: the number stays.
 */
typedef void (*alarm_event_fn)(
    void *arg, const struct alarm *alarm, const char *what);

/* `rules` is borrowed. */
struct alarm_book *alarm_book_new(
    const struct rules *rules, alarm_event_fn fn, void *arg);
void alarm_book_free(struct alarm_book **book);

/* From the engine; `text` of a value that is no number, clean, or NULL. */
void alarm_book_change(struct alarm_book *book,
    const struct limit_change *change, const char *text, struct utc now);

/* Worst and newest values and counts, from the engine's explanation; "update"
 * when the worst value changed. */
void alarm_book_values(struct alarm_book *book, uint32_t item,
    const struct limit_explanation *explanation);

/* The item's criteria of suppression began or ceased to hold. */
void alarm_book_suppress(
    struct alarm_book *book, uint32_t item, bool is_suppressed, struct utc now);

/* Time passed: shelving and disabling that end. */
void alarm_book_tick(struct alarm_book *book, struct utc now);

#define ALARM_SHELVE_MAX_NS (30 * 24 * 3600 * NS_PER_S)

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
    uint64_t number; /* 0: shelve or disable an item that has no alarm, or
                        disable, enable and comment whatever happened */
    struct alarm_person person;
    struct utc until; /* shelve; disable, UTC_NONE: for good */
};

/*
 * What a person asks for.  ERR_AGAIN when the alarm moved on, ERR_NOTFOUND
 * without an alarm (or an item that is not checked), ERR_RANGE for a shelving
 * without end, in the past or beyond 30 days, or a state in which it makes no
 * sense.  *why is one sentence then (static), never NULL.
 */
NODISCARD enum err alarm_book_request(struct alarm_book *book,
    const struct alarm_request *request, struct utc now, const char **why);

/* Put back an alarm from the journal; no event.  State normal removes it. */
void alarm_book_restore(struct alarm_book *book, const struct alarm *alarm);

/* Numbers continue behind this one. */
void alarm_book_restore_number(struct alarm_book *book, uint64_t number);

const struct alarm *alarm_book_find(
    const struct alarm_book *book, uint32_t item);

/* The item whose alarm had `number`, one of the newest ALARM_NUMBERS_KEPT that
 * were given or restored; MDB_NIL: nobody knows any more. */
#define ALARM_NUMBERS_KEPT 4096
uint32_t alarm_book_numbered(const struct alarm_book *book, uint64_t number);

/* The worst first, of equal ones the oldest: the i-th, NULL at the end. */
const struct alarm *alarm_book_at(const struct alarm_book *book, size_t i);

uint64_t alarm_book_number(const struct alarm_book *book); /* the newest */

struct alarm_summary {
    unsigned unacknowledged, active, shelved, suppressed, disabled, pending;
    unsigned open; /* all that are not pending or put aside */
    limit_state worst_unack;
    double rate_10min; /* alarms announced in the last 10 minutes */
    double rate_hour;
    bool is_flood; /* more than 10 in 10 minutes (EEMUA 191) */
};
struct alarm_summary alarm_book_summary(
    const struct alarm_book *book, struct utc now);

#endif
