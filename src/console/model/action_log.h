/*
 * action_log.h - what this console did, was asked and said, newest last.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_ACTION_LOG_H
#define CONSOLE_MODEL_ACTION_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "console/model/clock.h"

#define ACTION_LOG_KEPT     1000
#define ACTION_LOG_TEXT_MAX 300 /* bytes kept of a text */

enum deed_kind {
    DEED_TOLD,    /* a line above the function bar */
    DEED_TYPED,   /* a line behind ':' */
    DEED_ASKED,   /* a request to a process of the instance */
    DEED_ANSWER,  /* what came of it */
    DEED_REFUSED, /* a key or command that was not possible, and why */
    DEED_BELL,    /* it rang */
    DEED_SCREEN,  /* of the terminal: late, suspended, another size */
    DEED_GAP,     /* messages that this console missed */
    DEED_KIND_COUNT
};

enum deed_result {
    DEED_OK,
    DEED_WARNING,
    DEED_FAILED,
    DEED_RESULT_COUNT
};

const char *deed_kind_str(enum deed_kind kind);       /* "told" */
const char *deed_result_str(enum deed_result result); /* "ok" … */

struct deed {
    uint64_t number; /* counts from 1; never used again */
    struct utc time; /* of the newest */
    enum deed_kind kind;
    enum deed_result result;
    unsigned times; /* the same in a row: how often */
    char *text;     /* owned; clean, one line */
};

/* Zero-initialise. */
struct action_log {
    struct deed *ring; /* owned */
    size_t n, next;
    uint64_t count; /* since start */
    uint64_t by_result[DEED_RESULT_COUNT];
};

void action_log_fini(struct action_log *log);

/* `text` may be untrusted.  The same once more is counted. */
void action_log_add(struct action_log *log, enum deed_kind kind,
    enum deed_result result, const char *text, struct utc now);

/* `index` 0 is the oldest kept; index < log->n. */
const struct deed *action_log_get(const struct action_log *log, size_t index);

#endif
