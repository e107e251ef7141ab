/*
 * until.c - how far a command has to come before one goes on.
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/until.h"

#include <string.h>

static const char *const words[UNTIL_COUNT] = {
#define UNTIL_WORD(name, word) [UNTIL_##name] = word,
    UNTIL_WORDS(UNTIL_WORD)
#undef UNTIL_WORD
};

const char *
until_str(enum until until)
{
    return (unsigned)until < UNTIL_COUNT ? words[until] : "?";
}

bool
until_parse(const char *s, size_t len, enum until *out)
{
    for (unsigned i = 0; i < UNTIL_COUNT; i++)
        if (strlen(words[i]) == len && memcmp(s, words[i], len) == 0) {
            *out = (enum until)i;
            return true;
        }
    return false;
}

static enum mdb_stage
stage_of(enum until until)
{
    if (until == UNTIL_RECEIVED)
        return MDB_STAGE_RECEIVED;
    return until == UNTIL_ACCEPTED ? MDB_STAGE_ACCEPTED : MDB_STAGE_EXECUTION;
}

/* Did this stage or a later one pass? */
static bool
has_passed(enum until until, const struct command_stage *stage, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (stage[i].state == STAGE_PASSED &&
            stage[i].stage >= stage_of(until) &&
            stage[i].stage != MDB_STAGE_FAILED)
            return true;
    return false;
}

enum until_result
until_check(enum until until, enum command_state state,
    const struct command_stage *stage, size_t n)
{
    if (state == COMMAND_COMPLETED)
        return UNTIL_REACHED;
    if (state == COMMAND_SENT && until <= UNTIL_SENT)
        return UNTIL_REACHED;
    if (state == COMMAND_SENT && until < UNTIL_COMPLETED)
        return has_passed(until, stage, n) ? UNTIL_REACHED : UNTIL_NOT_YET;
    if (state == COMMAND_RELEASED && until <= UNTIL_RELEASED)
        return UNTIL_REACHED;
    if (state == COMMAND_QUEUED && until == UNTIL_QUEUED)
        return UNTIL_REACHED;
    bool is_lost = state == COMMAND_UNKNOWN || command_state_is_final(state);
    return is_lost ? UNTIL_NEVER : UNTIL_NOT_YET;
}
