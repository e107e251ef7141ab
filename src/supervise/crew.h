/*
 * crew.h - which processes of an instance run, and what to do about it.
 *
 * Pure: no clock, no process, no socket.  What happened comes in as calls with
 * the time; what is to be done comes out as orders, oldest first.
 *
 * The life of a process:
 *
 *   waiting --start--> starting --READY=1--> ready
 *                         |                    |
 *                         +--- exit, too late, no sign of life ---+
 *                                                                 v
 *                   given-up <--keeps ending at once-- restarting (backoff)
 *
 * Processes start in the order of the mission, each when the one before is
 * ready, or has failed once: a process that does not come up holds back
 * nothing.  The first restart comes at once, then after 0.5 s, doubling to
 * 30 s; a process that was ready for 30 s begins again at the first.  One that
 * ends five times within a second of its start is given up, which is a louder
 * word for being tried every 30 s only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPERVISE_CREW_H
#define SUPERVISE_CREW_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/event.h"
#include "common/time.h"

#define CREW_START_NS    (20 * NS_PER_S) /* until READY=1 */
#define CREW_WATCHDOG_NS (10 * NS_PER_S) /* without WATCHDOG=1, then killed */
#define CREW_STOP_NS     (2 * NS_PER_S)  /* from SIGTERM to SIGKILL */
#define CREW_BACKOFF_NS  (NS_PER_S / 2)  /* second restart; then doubling */
#define CREW_BACKOFF_MAX (30 * NS_PER_S) /* at most */
#define CREW_STEADY_NS   (30 * NS_PER_S) /* ready so long: all forgiven */
#define CREW_AT_ONCE_NS  NS_PER_S        /* ended "at once" */
#define CREW_GIVE_UP     5               /* times in a row */

enum crew_state {
    CREW_WAITING,    /* for those before it */
    CREW_STARTING,   /* runs, not ready yet */
    CREW_READY,      /* runs */
    CREW_RESTARTING, /* ended; is started again at `due` */
    CREW_GIVEN_UP,   /* the same, after ending at once too often */
    CREW_STOPPED,    /* ended because the instance stops */
    CREW_STATE_COUNT
};

struct crew_member {
    const char *name; /* borrowed */
    enum crew_state state;
    pid_t pid;         /* 0: does not run */
    unsigned restarts; /* since the instance began */
    unsigned failures; /* in a row; 0 after a steady time */
    unsigned at_once;  /* ends at once in a row */
    bool is_killed;    /* by us: hung, or not ready in time */
    bool is_stopping;  /* SIGTERM was sent */
    struct mono since; /* of `state` */
    struct mono begun; /* of the last start */
    struct mono alive; /* the last sign of life */
    struct mono due;   /* start, deadline or kill, whichever is next */
    int status;        /* of waitpid(2), of the last end */
    bool has_ended;    /* `status` is one */
    char detail[160];  /* how it ended last, for a person */
};

enum crew_order_kind {
    CREW_ORDER_START,  /* start `member`; answer with crew_started() */
    CREW_ORDER_SIGNAL, /* send `signal` to `pid` */
    CREW_ORDER_EVENT,  /* tell `event` with `text` */
    CREW_ORDER_TELL,   /* the state of `member` changed: publish it */
    CREW_ORDER_UP,     /* all are ready, for the first time */
    CREW_ORDER_DONE,   /* all are stopped: end */
};

struct crew_order {
    enum crew_order_kind kind;
    size_t member;
    pid_t pid;
    int signal;
    enum event_id event;
    char text[256];
};

struct crew; /* opaque */

/* Of `n` processes with these names (borrowed for the crew's life). */
struct crew *crew_new(const char *const *names, size_t n, struct mono now);
void crew_free(struct crew **crew);

size_t crew_count(const struct crew *crew);
const struct crew_member *crew_member(const struct crew *crew, size_t i);

/* Order the first start. */
void crew_begin(struct crew *crew, struct mono now);

/* The answer to CREW_ORDER_START: it runs as `pid`, or `failure` says why not.
 */
void crew_started(struct crew *crew, size_t i, pid_t pid, const char *failure,
    struct mono now);

/* A datagram of the notify socket from `pid`; others than ours are ignored. */
void crew_notified(
    struct crew *crew, pid_t pid, const char *text, struct mono now);

/*
 * `pid` ended with this waitpid(2) status; `last_words` is its last line of
 * log, or "".
 */
void crew_ended(struct crew *crew, pid_t pid, int status,
    const char *last_words, struct mono now);

/* Stop all, last started first, one after the other. */
void crew_stop(struct crew *crew, struct mono now);

/*
 * Before all were ready for the first time: the index of a process that will
 * not come up (its configuration is refused, or it ended three times), or
 * crew_count() when there is none.
 */
size_t crew_hopeless(const struct crew *crew);

/* Do what is due; call at or after crew_due(). */
void crew_tick(struct crew *crew, struct mono now);

/* When crew_tick() is wanted next; INT64_MAX ns when never. */
struct mono crew_due(const struct crew *crew);

/* Take the oldest order; false when there is none. */
bool crew_take(struct crew *crew, struct crew_order *out);

const char *crew_state_str(enum crew_state state); /* "given-up" … */

/* "killed by signal 9 (Killed)", "exit status 78 (bad configuration)" */
void crew_status_text(char *out, size_t size, int status);

#endif
