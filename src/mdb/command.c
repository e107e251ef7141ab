/*
 * command.c - look up commands and their values; what consequences and stages
 * are called.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/command.h"

#include <string.h>

#include "common/attr.h"
#include "common/str.h"

static const char *const consequence_name[MDB_CONSEQUENCE_COUNT] = {
    [MDB_CONSEQUENCE_NONE] = "none",
    [MDB_CONSEQUENCE_WATCH] = "watch",
    [MDB_CONSEQUENCE_WARNING] = "warning",
    [MDB_CONSEQUENCE_DISTRESS] = "distress",
    [MDB_CONSEQUENCE_CRITICAL] = "critical",
    [MDB_CONSEQUENCE_SEVERE] = "severe",
};

static const char *const stage_name[MDB_STAGE_COUNT] = {
    [MDB_STAGE_TRANSFERRED] = "transferred",
    [MDB_STAGE_SENT] = "sent",
    [MDB_STAGE_RECEIVED] = "received",
    [MDB_STAGE_ACCEPTED] = "accepted",
    [MDB_STAGE_QUEUED] = "queued",
    [MDB_STAGE_EXECUTION] = "execution",
    [MDB_STAGE_COMPLETE] = "complete",
    [MDB_STAGE_FAILED] = "failed",
};

const char *
mdb_consequence_str(enum mdb_consequence level)
{
    return (unsigned)level < ARRAY_LEN(consequence_name)
               ? consequence_name[level]
               : "?";
}

const char *
mdb_stage_str(enum mdb_stage stage)
{
    return (unsigned)stage < ARRAY_LEN(stage_name) ? stage_name[stage] : "?";
}

static uint32_t
find_qualified(const struct mdb *mdb, const char *name)
{
    uint32_t low = 0, high = mdb->n_commands;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        int c = strcmp(mdb->command[mid].name, name);
        if (c == 0)
            return mid;
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return MDB_NIL;
}

uint32_t
mdb_find_command(const struct mdb *mdb, const char *name)
{
    size_t len = strlen(name);
    uint32_t found = MDB_NIL;
    if (name[0] == '/')
        return find_qualified(mdb, name);
    for (uint32_t i = 0; len > 0 && i < mdb->n_commands; i++) {
        const char *is = mdb->command[i].name;
        size_t n = strlen(is);
        if (n <= len || is[n - len - 1] != '/' || !str_eq(is + n - len, name))
            continue;
        if (found != MDB_NIL)
            return MDB_NIL;
        found = i;
    }
    return found;
}

size_t
mdb_nearest_commands(
    const struct mdb *mdb, const char *name, uint32_t *command, size_t max)
{
    enum {
        MOST = 16
    };
    const char *slash = strrchr(name, '/');
    const char *last = slash != NULL ? slash + 1 : name;
    const unsigned far = (unsigned)(strlen(last) / 3 + 1);
    unsigned distance[MOST];
    size_t n = 0;
    max = max < MOST ? max : MOST;
    for (uint32_t i = 0; i < mdb->n_commands && max > 0; i++) {
        const struct mdb_command *c = &mdb->command[i];
        unsigned d = slash != NULL ? str_distance(name, c->name, far)
                                   : str_distance(name, c->short_name, far);
        if (d > far || (n == max && d >= distance[n - 1]))
            continue;
        size_t at = n < max ? n++ : n - 1;
        for (; at > 0 && distance[at - 1] > d; at--) {
            distance[at] = distance[at - 1];
            command[at] = command[at - 1];
        }
        distance[at] = d;
        command[at] = i;
    }
    return n;
}

uint32_t
mdb_command_leaf(const struct mdb_command *command, const char *name)
{
    for (uint32_t i = 0; i < command->n_leaves; i++)
        if (str_eq(command->leaf[i].name, name))
            return i;
    return MDB_NIL;
}
