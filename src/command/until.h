/*
 * until.h - how far a command has to come before one goes on: to the next of
 * a stack, or to the end of a tool.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMAND_UNTIL_H
#define COMMAND_UNTIL_H

#include <stdbool.h>
#include <stddef.h>

#include "command/state.h"

/* In the order in which a command comes to them. */
#define UNTIL_WORDS(X)                                                         \
    X(QUEUED, "queued")     /* the gate has it, and nobody is asked more */    \
    X(RELEASED, "released") /* handed to the frontend */                       \
    X(SENT, "sent")         /* the bytes were written */                       \
    X(RECEIVED, "received") /* stages of its verification */                   \
    X(ACCEPTED, "accepted")                                                    \
    X(EXECUTION, "execution")                                                  \
    X(COMPLETED, "completed") /* all of it; the default */

enum until {
#define UNTIL_ENUM(name, word) UNTIL_##name,
    UNTIL_WORDS(UNTIL_ENUM)
#undef UNTIL_ENUM
    UNTIL_COUNT
};
const char *until_str(enum until until);
bool until_parse(const char *s, size_t len, enum until *out);

enum until_result {
    UNTIL_NOT_YET,
    UNTIL_REACHED,
    UNTIL_NEVER, /* it ended otherwise, or is UNKNOWN */
};

/*
 * Has a command in `state` with these `n` stages come so far?  A stage that it
 * does not have is reached with the next one that it has, at the latest with
 * its completion.
 */
enum until_result until_check(enum until until, enum command_state state,
    const struct command_stage *stage, size_t n);

#endif
