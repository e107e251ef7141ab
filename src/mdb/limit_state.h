/*
 * limit_state.h - how bad a value is, and on which side: one byte.
 *
 * Levels are those of XTCE 1.2 (ConcernLevelsType).  A state is a level and a
 * side, or one of the results that are no level: a value that could not be
 * checked is never "normal".  The numbers travel on the bus: never change
 * them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_LIMIT_STATE_H
#define MDB_LIMIT_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum limit_level {
    LIMIT_NORMAL = 0,
    LIMIT_WATCH = 1,
    LIMIT_WARNING = 2,
    LIMIT_DISTRESS = 3,
    LIMIT_CRITICAL = 4,
    LIMIT_SEVERE = 5,
    LIMIT_LEVEL_COUNT
};

enum limit_side {
    LIMIT_NO_SIDE = 0, /* enumerations, strings, conditions, multi ranges */
    LIMIT_LOW = 1,
    LIMIT_HIGH = 2,
};

/* level | side << 3, or one of LIMIT_… below, from 0x40 on. */
typedef uint8_t limit_state;

enum {
    LIMIT_UNCHECKED = 0x40,    /* has no limits */
    LIMIT_NOT_RECEIVED = 0x41, /* has limits, no value came yet */
    LIMIT_INVALID = 0x42,      /* could not be decoded or calibrated */
    LIMIT_NAN = 0x43,          /* decoded, but not a number */
    LIMIT_EXPIRED = 0x44,      /* overdue: neither good nor bad */
    LIMIT_DISABLED = 0x45,     /* switched off, by a person or the mission */
};

#define LIMIT_STATE_TEXT_SIZE 20

limit_state limit_state_of(enum limit_level level, enum limit_side side);

/* The level of a state; LIMIT_NORMAL for those that are no level. */
enum limit_level limit_state_level(limit_state state);
enum limit_side limit_state_side(limit_state state);

/* Is it a level, i.e. was the value checked? */
bool limit_state_is_checked(limit_state state);

/* Is it out of limits: a level above normal? */
bool limit_state_is_out(limit_state state);

/*
 * "normal", "watch-low" … "severe-high", "watch" … without a side,
 * "unchecked", "not-received", "invalid", "nan", "expired", "disabled";
 * "unknown" for a byte that is none of these.  Static.
 */
const char *limit_state_str(limit_state state);

/* "normal", "watch" … "severe" */
const char *limit_level_str(enum limit_level level);

/* The level of a word in a file, any case; false when it is none. */
bool limit_level_parse(const char *text, enum limit_level *level);

#endif
