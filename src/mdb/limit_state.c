/*
 * limit_state.c - the words of levels and sides.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/limit_state.h"

#include <strings.h>

#define SIDE_SHIFT  3
#define FIRST_OTHER LIMIT_UNCHECKED
#define LAST_OTHER  LIMIT_DISABLED

/* clang-format off */
static const char *const level_text[LIMIT_LEVEL_COUNT] = {
    "normal", "watch", "warning", "distress", "critical", "severe",
};

static const char *const out_text[LIMIT_LEVEL_COUNT][3] = {
    {"normal", "normal", "normal"},
    {"watch", "watch-low", "watch-high"},
    {"warning", "warning-low", "warning-high"},
    {"distress", "distress-low", "distress-high"},
    {"critical", "critical-low", "critical-high"},
    {"severe", "severe-low", "severe-high"},
};

static const char *const other_text[] = {
    "unchecked", "not-received", "invalid", "nan", "expired", "disabled",
};
/* clang-format on */

limit_state
limit_state_of(enum limit_level level, enum limit_side side)
{
    if (level == LIMIT_NORMAL)
        return LIMIT_NORMAL;
    return (limit_state)((unsigned)level | (unsigned)side << SIDE_SHIFT);
}

/* Normal has no side, and no byte but those of limit_state_of() is a level. */
bool
limit_state_is_checked(limit_state state)
{
    unsigned level = state & ((1u << SIDE_SHIFT) - 1);
    unsigned side = (unsigned)state >> SIDE_SHIFT;
    return level == LIMIT_NORMAL
               ? side == LIMIT_NO_SIDE
               : level < LIMIT_LEVEL_COUNT && side <= LIMIT_HIGH;
}

bool
limit_state_is_out(limit_state state)
{
    return state != LIMIT_NORMAL && limit_state_is_checked(state);
}

enum limit_level
limit_state_level(limit_state state)
{
    if (!limit_state_is_checked(state))
        return LIMIT_NORMAL;
    return (enum limit_level)(state & ((1u << SIDE_SHIFT) - 1));
}

enum limit_side
limit_state_side(limit_state state)
{
    if (!limit_state_is_checked(state))
        return LIMIT_NO_SIDE;
    return (enum limit_side)((unsigned)state >> SIDE_SHIFT);
}

const char *
limit_state_str(limit_state state)
{
    if (limit_state_is_checked(state))
        return out_text[limit_state_level(state)][limit_state_side(state)];
    if (state >= FIRST_OTHER && state <= LAST_OTHER)
        return other_text[state - FIRST_OTHER];
    return "unknown";
}

const char *
limit_level_str(enum limit_level level)
{
    return (unsigned)level < LIMIT_LEVEL_COUNT ? level_text[level] : "unknown";
}

bool
limit_level_parse(const char *text, enum limit_level *level)
{
    for (int i = 0; i < LIMIT_LEVEL_COUNT; i++) {
        if (strcasecmp(text, level_text[i]) == 0) {
            *level = (enum limit_level)i;
            return true;
        }
    }
    return false;
}
