/*
 * trace.h - what happened in an execution, one record each: the interpreter
 * tells, the as-run record and `columba run` write it down.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_TRACE_H
#define PLUTO_TRACE_H

#include <stdint.h>

#include "common/str.h"
#include "pluto/ast.h"

/* TRACE(NAME, word, what): the words are the second column of a trace. */
#define PLUTO_TRACES(X)                                                        \
    X(PROC, "PROC", "execution status of the procedure")                       \
    X(STEP, "STEP", "execution status of a step")                              \
    X(WDOG, "WDOG", "execution status of a watchdog step")                     \
    X(TC, "TC", "an activity")                                                 \
    X(CONT, "CONT", "the continuation taken")                                  \
    X(EVENT, "EVENT", "an event was raised")                                   \
    X(SUSP, "SUSP", "a main body is suspended by a watchdog")                  \
    X(RESUM, "RESUM", "it goes on")                                            \
    X(RESTA, "RESTA", "it begins again")                                       \
    X(TERM, "TERM", "it ended early")                                          \
    X(TIMEO, "TIMEO", "a timeout")                                             \
    X(PREC, "PREC", "preconditions do not hold")                               \
    X(SAVE, "SAVE", "a context was saved")                                     \
    X(ASK, "ASK", "a person was asked, or answered")                           \
    X(OBJOP, "OBJOP", "an operation on an object")                             \
    X(LOG, "LOG", "log")                                                       \
    X(INFO, "INFO", "inform user")                                             \
    X(ERROR, "ERROR", "a run-time error")                                      \
    X(CHECK, "CHECK", "a condition with the values it was decided on")         \
    X(GUARD, "GUARD", "a guard is armed, or dormant")                          \
    X(CTRL, "CTRL", "a person took a hand: pause, skip, go to, abort")         \
    X(MANUAL, "MANUAL", "a step of a person: ticked off, a value entered")     \
    X(TOLD, "TOLD", "a warning, caution or note was shown or acknowledged")

enum pluto_trace_kind {
#define PLUTO_TRACE_ENUM(name, word, what) PLUTO_T_##name,
    PLUTO_TRACES(PLUTO_TRACE_ENUM)
#undef PLUTO_TRACE_ENUM
    PLUTO_TRACE_COUNT
};
const char *pluto_trace_str(enum pluto_trace_kind kind); /* "STEP" */

/* Those from CHECK on are not in the traces of pluto.md's examples; `columba
 * run` prints them with --verbose only. */
#define PLUTO_TRACE_MORE PLUTO_T_CHECK

struct pluto_trace { /* all borrowed, good during the call */
    enum pluto_trace_kind kind;
    int64_t time;       /* UTC, ns */
    uint32_t stmt;      /* PLUTO_NIL: the procedure */
    const char *item;   /* "Start DPU", "Close Shutter of Heliograph", or "" */
    const char *text;   /* "executing", "not confirmed -> abort (default)",
                           "detector at -4 degC" */
    const char *more;   /* arguments, values, reason, for a record; or "" */
    const char *person; /* who did it, or "" */
    uint32_t attempt;   /* from 1 */
    enum pluto_outcome outcome; /* PLUTO_NOT_AVAILABLE: not over */
    uint64_t instance;          /* of an activity, else 0 */
};

/* One line as in pluto-examples.md, seconds since `start`; without the line's
 * end.  Appended. */
void pluto_trace_line(
    const struct pluto_trace *t, int64_t start, struct strbuf *out);

#endif
