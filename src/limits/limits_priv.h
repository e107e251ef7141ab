/*
 * limits_priv.h - what the files of limits_app share.
 *
 * limits_app.c life and time; limits_message.c what comes from the bus;
 * limits_say.c what is published and told; limits_request.c answers;
 * limits_keep.c what survives.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_LIMITS_PRIV_H
#define LIMITS_LIMITS_PRIV_H

#include "common/str.h"
#include "limits/limits_app.h"
#include "mdb/context.h"

#define LIMITS_LINKS_MAX  32
#define LIMITS_GROUPS_MAX 8
#define LIMITS_EVENTS_MAX 64
#define LIMITS_RANGES_MAX 512 /* items of one question */

struct limits_link {
    char name[MSG_NAME_MAX + 1];
    bool is_known, is_los; /* its signal */
};

/* The items of a container that have limits, and what is to be published. */
struct limits_column {
    uint64_t *item; /* owned; as the message wants them */
    size_t n;
    uint32_t *watched; /* owned; positions of static layouts that suppress */
    size_t n_watched;
    bool is_expired;
    struct utc last; /* reception of the newest that expired */
    bool is_dirty[LIMIT_MODE_COUNT];
    struct utc generation[LIMIT_MODE_COUNT];
    struct utc published[LIMIT_MODE_COUNT];
};

/* An instance of kind replay has the clock of its recording. */
struct limits_replay {
    struct utc made; /* generation of its newest packet; UTC_NONE: none yet */
    bool is_back;    /* the signal is; from when on, the next packet tells */
};

struct limits_event { /* what happened lately, for `why` */
    struct utc when;
    char text[160];
};

struct limits_held { /* happened, and is to be told */
    struct alarm alarm;
    const char *what;
};

struct limits_more { /* of a group, not told one by one */
    const char *group;
    unsigned n;
};

struct limits_app {
    struct limits_config config;
    const struct mdb *mdb;
    const struct rules *rules;
    struct limits_replay replay;
    struct limit_engine *engine;
    struct alarm_book *book;
    struct utc now, began;

    struct limits_column *column; /* by container */
    struct repeats *repeats;      /* by container and mode: serials */
    uint32_t *first_home, *home;  /* by item: containers that hold it */
    uint32_t *dirty;              /* containers */
    size_t n_dirty;
    mdb_cell *raw, *eng; /* scratch: a row */
    uint32_t *items;
    size_t row_cap;
    struct context *context; /* of suppression by design */
    struct context_truth *truth;
    uint32_t *suppressor; /* by item: its criteria, or MDB_NIL */

    struct limits_link link[LIMITS_LINKS_MAX];
    size_t n_links;
    struct limits_event event[LIMITS_EVENTS_MAX]; /* ring */
    size_t n_events;

    /* telling */
    struct limits_held *held; /* not told before the journal has it */
    size_t n_held, cap_held;
    unsigned told; /* in this second */
    struct limits_more more[LIMITS_GROUPS_MAX];
    size_t n_more;
    unsigned n_not_told;
    uint64_t turns; /* of the engine, told */
    struct utc turned;
    unsigned dump_out; /* values of dumps that went out of limits */
    bool was_flood;
    bool is_summary_due;
    struct utc summed; /* the last one */
    size_t next_value; /* alarm whose values are looked at next */

    /* journal */
    bool was_sound;
    bool has_restored;
    uint64_t unreadable; /* records */
    char **left_out;     /* names of alarms that nothing checks */
    size_t n_left_out, cap_left_out;
    struct utc tried;  /* to begin a new one */
    struct utc synced; /* that was begun last */

    /* counters */
    uint64_t refused, foreign;
    struct utc foreign_at, foreign_told; /* the newest of another database */
    uint64_t last_samples;
    double samples_per_s;

    /* switches of the engine that wait for the book to be done */
    uint32_t *todo;
    size_t n_todo, cap_todo;

    /* the reply */
    char *text;
    char **row;
    size_t n_rows, cap_rows;
    struct msg_str *row_str;
    char line[160];
};

/* limits_say.c */
void limits_say_alarm(void *app, const struct alarm *alarm, const char *what);
void limits_say_held(struct limits_app *app);
void limits_say_states(struct limits_app *app, bool all);
void limits_say_summary(struct limits_app *app);
void limits_say_second(struct limits_app *app);
void limits_publish_alarm(
    struct limits_app *app, const struct alarm *alarm, const char *what);
void limits_event(struct limits_app *app, enum event_id id, const char *fmt,
    ...) PRINTF_LIKE(3, 4);

/* limits_app.c */
void limits_do_switches(struct limits_app *app);
void limits_mark(struct limits_app *app, uint32_t container,
    enum limit_mode mode, struct utc generation); /* to be published */

/* limits_keep.c */
enum err limits_rewrite(struct limits_app *app);
void limits_keep_turn(struct limits_app *app);
void limits_keep_second(struct limits_app *app);
void limits_check_journal(struct limits_app *app);

#endif
