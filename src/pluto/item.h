/*
 * item.h - where a statement of an execution is: what a run view shows in a
 * line, and what goes over the bus for it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_ITEM_H
#define PLUTO_ITEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/str.h"
#include "pluto/ast.h"

enum pluto_execution { /* pluto.md 7.1 */
    PLUTO_X_NOT_INITIATED,
    PLUTO_X_PRECONDITIONS,
    PLUTO_X_ROUTING, /* activities */
    PLUTO_X_EXECUTING,
    PLUTO_X_CONFIRMATION,
    PLUTO_X_COMPLETED,
    PLUTO_X_COUNT
};
const char *pluto_execution_str(enum pluto_execution execution);

enum pluto_mark {       /* PLUTO_MARK order: what the left cells say */
    PLUTO_MARK_TODO,    /* "--" */
    PLUTO_MARK_NOW,     /* ".." */
    PLUTO_MARK_OK,      /* "OK" */
    PLUTO_MARK_FAILED,  /* "!!" */
    PLUTO_MARK_SKIPPED, /* "SK" */
    PLUTO_MARK_HELD,    /* "||" suspended, or paused here */
    PLUTO_MARK_ARMED,   /* "o " a guard that watches */
    PLUTO_MARK_OFF,     /* "x " a guard that is dormant */
    PLUTO_MARK_COUNT
};
const char *pluto_mark_str(enum pluto_mark mark);

enum pluto_reason { /* why something ended aborted or not confirmed */
    PLUTO_R_NONE,
    PLUTO_R_PRECONDITION,
    PLUTO_R_CONFIRMATION, /* its confirmation body */
    PLUTO_R_TIMEOUT,
    PLUTO_R_ERROR,    /* run-time error, pluto.md 7.13 */
    PLUTO_R_USER,     /* a person aborted or skipped it */
    PLUTO_R_INNER,    /* the continuation of something in it */
    PLUTO_R_GUARD,    /* a watchdog's continuation */
    PLUTO_R_RACE,     /* another branch was first */
    PLUTO_R_OUTSIDE,  /* what holds it ended */
    PLUTO_R_ACTIVITY, /* the activity's own report */
    PLUTO_R_COUNT
};
const char *pluto_reason_str(enum pluto_reason reason); /* "TIMEOUT" */

struct pluto_item {
    uint32_t stmt; /* PLUTO_NIL: the procedure */
    enum pluto_execution execution;
    enum pluto_outcome outcome;
    enum pluto_mark mark;
    enum pluto_reason reason;
    bool is_current;        /* one of the statements that run now */
    bool is_held;           /* by a guard */
    uint32_t attempt;       /* from 1; 0: never begun */
    uint32_t iteration;     /* of a loop, from 1; 0: none */
    uint32_t iterations;    /* of a `for`, when known; else 0 */
    int64_t started, ended; /* UTC, ns; 0: not yet */
    int64_t deadline;       /* of its timeout or wait; 0: none */
    uint64_t instance;      /* of an activity, else 0 */
    char *detail; /* owned: stage of a command, why it failed, what it waits
                     for with live values; clean; or NULL */
};
void pluto_item_fini(struct pluto_item *item);

/* One row of message `items`: fields with one blank between (the bus takes no
 * tabs), the detail last. Appended. */
void pluto_item_fmt(const struct pluto_item *item, struct strbuf *out);
/* False for anything that pluto_item_fmt() does not write. */
bool pluto_item_parse(const char *s, size_t len, struct pluto_item *out);

#endif
