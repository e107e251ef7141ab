/*
 * alarms.h - limit states and alarms, as columba-limits tells them.
 *
 * Fed with limit, alarm and alarms messages; knows no socket and no clock.
 * All of it is only worth what the checker's last sign of life is: when no
 * summary came for SILENCE_NS, no value is known to be within its limits.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_ALARMS_H
#define CONSOLE_MODEL_ALARMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/msg.h"
#include "common/err.h"
#include "console/model/clock.h"
#include "console/model/values.h"
#include "mdb/limit_state.h"

#define ALARMS_MAX     16384           /* more at once are counted, not kept */
#define ALARMS_GONE_NS (60 * NS_PER_S) /* a gone one is remembered for */

/* Of a value that has limits while nobody checks them; "unknown". */
#define LIMIT_UNKNOWN ((limit_state)0x7f)

/* As the alarm message numbers them. */
enum alarm_life {
    ALARM_LIFE_NORMAL, /* gone */
    ALARM_LIFE_PENDING,
    ALARM_LIFE_UNACK,
    ALARM_LIFE_ACK,
    ALARM_LIFE_RTN_UNACK, /* returned to normal, nobody has seen it */
    ALARM_LIFE_LATCHED,
    ALARM_LIFE_SHELVED,
    ALARM_LIFE_SUPPRESSED,
    ALARM_LIFE_DISABLED,
    ALARM_LIFE_COUNT
};
const char *alarm_life_str(enum alarm_life life); /* "UNACK" "RTN unack" … */

struct alarm_who {
    char name[32], why[160];
    struct utc when; /* UTC_NONE: nobody */
};

#define ALARM_PAST 6 /* changes remembered of each alarm */

/* What happened to an alarm before, as this console heard it. */
struct alarm_change {
    struct utc when;
    char what[24]; /* "raised", "worse", … */
    limit_state level;
    double value; /* NAN: none */
};

/* One alarm; all text is clean. */
struct alarm_row {
    uint32_t item;
    char *name;             /* qualified; owned, as all pointers here */
    const char *short_name; /* inside it */
    enum alarm_life life;
    limit_state level, worst;
    bool is_stale;       /* its values expired or are invalid */
    uint64_t number, id; /* of its newest change; of this occurrence */
    struct utc raised, changed, worst_time;
    struct utc since; /* when its present life began */
    double first_value, worst_value, last_value, threshold; /* NAN: none */
    double change; /* that crossed the threshold, NAN: the value itself did */
    char change_unit[24];
    uint64_t violations, occurrences;
    bool is_first_out, latches, always_announces;
    struct alarm_who acknowledged, shelved;
    struct utc shelved_until;
    char what[24], unit[24], last_text[64], comment[160];
    char *group, *rule, *context, *origin, *guidance, *display, *procedure;
    struct mono heard;                    /* its newest message */
    struct alarm_change past[ALARM_PAST]; /* newest first, without the newest
                                             change itself */
    size_t n_past;
};

/* What `why` was asked about last, and the answer. */
struct alarm_why {
    char name[256];
    bool is_asked, is_answered, failed;
    char *text; /* owned, clean, lines separated by '\n'; NULL: none */
};

struct alarms {
    struct alarm_row **row; /* owned; in the order they came */
    size_t n, cap;
    uint64_t dropped; /* beyond ALARMS_MAX */

    limit_state *state[TM_REPLAY + 1]; /* by mode and item; LIMIT_UNCHECKED */
    struct alarm_row **of_item;        /* by item, or NULL */
    size_t n_items;                    /* of both */
    uint64_t hash;                     /* of the database, 0: none yet */

    bool has_summary;
    struct msg_summary summary; /* without texts */
    char journal_text[160];
    struct mono heard; /* when the newest summary was sent, our clock */
    struct alarm_why why;
    unsigned version; /* changes with each alarm that changes or is forgotten */
};

void alarms_fini(struct alarms *a);
void alarms_reset(struct alarms *a); /* another database */

/*
 * Apply a message.  ERR_VERSION: it belongs to another database than `values`;
 * ERR_FORMAT: lengths or indexes that cannot be.  What is refused changes
 * nothing.
 */
NODISCARD enum err alarms_limit(
    struct alarms *a, const struct values *values, const struct msg_limit *m);
NODISCARD enum err alarms_alarm(struct alarms *a, const struct values *values,
    const struct msg_alarm *m, struct clock now);
/* `sent` is when it was sent, on our clock. */
NODISCARD enum err alarms_summary(struct alarms *a, const struct values *values,
    const struct msg_summary *m, struct mono sent);

/* Forget those that are gone for long; true when one was. */
bool alarms_tick(struct alarms *a, struct clock now);

/* Was the checker heard within SILENCE_NS? */
bool alarms_are_live(const struct alarms *a, struct clock now);

/*
 * The limit state to show beside `value`: what was said of it, but the result
 * of its quality once it is not acquired, and LIMIT_UNKNOWN while nobody
 * checks what has limits.
 */
limit_state alarms_state(const struct alarms *a, const struct values *values,
    const struct value *value, struct clock now);

/* The alarm of an item, NULL none (one that is gone is none). */
const struct alarm_row *alarms_find(const struct alarms *a, uint32_t item);
/* The same, those that are gone too. */
const struct alarm_row *alarms_remember(const struct alarms *a, uint32_t item);

bool alarm_is_unacknowledged(const struct alarm_row *row);
/* Out of limits now and neither shelved, suppressed nor disabled. */
bool alarm_is_active(const struct alarm_row *row);
/* The level that counts: now, or the worst when it returned. */
limit_state alarm_level(const struct alarm_row *row);

/* Worst first, then oldest: < 0 when `a` comes before `b`. */
int alarm_compare(const struct alarm_row *a, const struct alarm_row *b);

struct alarm_counts {
    size_t unacknowledged, active, shelved, others;
};
/* As listed here; the summary of the checker may be a moment older. */
struct alarm_counts alarms_count(const struct alarms *a);

/* The worst unacknowledged one, the oldest of equals; NULL none. */
const struct alarm_row *alarms_worst(const struct alarms *a);

/* What is asked of the checker about `name`, and what it answered: NULL when
 * it did not. */
void alarms_why_ask(struct alarms *a, const char *name);
void alarms_why_answer(struct alarms *a, const struct msg_reply *reply);

#endif
