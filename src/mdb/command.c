/*
 * command.c - what consequences and stages of commands are called.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/command.h"

#include "common/attr.h"

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
