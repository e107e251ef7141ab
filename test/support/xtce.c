/*
 * xtce.c - small mission databases for tests.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/xtce.h"

#include "common/str.h"
#include "support/check.h"

static struct mdb *
load(const char *body, struct notes *notes)
{
    struct strbuf text = {0};
    struct mdb *mdb;
    strbuf_adds(&text, "<SpaceSystem name='S'><TelemetryMetaData>");
    strbuf_adds(&text, body);
    strbuf_adds(&text, "</TelemetryMetaData></SpaceSystem>");
    enum err err =
        mdb_load_memory("s.xml", text.s, text.len, NULL, notes, &mdb);
    strbuf_fini(&text);
    assert_true((err == ERR_OK) == (mdb != NULL));
    return mdb;
}

char *
xtce_notes(const char *body, struct mdb **mdb)
{
    struct notes notes = {0};
    struct strbuf out = {0};
    struct mdb *own = load(body, &notes);
    for (size_t i = 0; i < notes.n; i++)
        strbuf_addf(&out, "%s: %s\n",
            notes.note[i].severity == NOTE_ERROR ? "error" : "warning",
            notes.note[i].text);
    notes_fini(&notes);
    if (mdb != NULL)
        *mdb = own;
    else
        mdb_free(&own);
    return strbuf_take(&out);
}

struct mdb *
xtce_good(const char *body)
{
    struct mdb *mdb;
    char *notes = xtce_notes(body, &mdb);
    assert_string_equal(notes, "");
    assert_non_null(mdb);
    free(notes);
    return mdb;
}

void
xtce_expect(const char *label, const char *body, const char *expected)
{
    char *notes = xtce_notes(body, NULL);
    if (strcmp(notes, expected) != 0)
        fail_msg("%s:\n  is       %s\n  expected %s", label, notes, expected);
    free(notes);
}

/* ---- commands -------------------------------------------------------------
 */

static struct mdb *
load_commands(const char *telemetry, const char *commands, struct notes *notes)
{
    struct strbuf text = {0};
    struct mdb *mdb;
    strbuf_adds(&text, "<SpaceSystem name='S'><TelemetryMetaData>");
    strbuf_adds(&text, telemetry);
    strbuf_adds(&text, "</TelemetryMetaData><CommandMetaData>\n");
    strbuf_adds(&text, commands);
    strbuf_adds(&text, "</CommandMetaData></SpaceSystem>");
    enum err err =
        mdb_load_memory("s.xml", text.s, text.len, NULL, notes, &mdb);
    strbuf_fini(&text);
    assert_true((err == ERR_OK) == (mdb != NULL));
    return mdb;
}

char *
xtce_tc_notes(const char *telemetry, const char *commands, struct mdb **mdb)
{
    struct notes notes = {0};
    struct strbuf out = {0};
    struct mdb *own = load_commands(telemetry, commands, &notes);
    for (size_t i = 0; i < notes.n; i++)
        strbuf_addf(&out, "%u:%u: %s: %s\n", notes.note[i].line,
            notes.note[i].col,
            notes.note[i].severity == NOTE_ERROR ? "error" : "warning",
            notes.note[i].text);
    notes_fini(&notes);
    if (mdb != NULL)
        *mdb = own;
    else
        mdb_free(&own);
    return strbuf_take(&out);
}

struct mdb *
xtce_tc_good(const char *telemetry, const char *commands)
{
    struct mdb *mdb;
    char *notes = xtce_tc_notes(telemetry, commands, &mdb);
    assert_string_equal(notes, "");
    assert_non_null(mdb);
    free(notes);
    return mdb;
}

void
xtce_tc_expect(
    const char *telemetry, const char *commands, const char *expected)
{
    struct mdb *mdb;
    char *notes = xtce_tc_notes(telemetry, commands, &mdb);
    if (strcmp(notes, expected) != 0)
        fail_msg("\n  is       %s\n  expected %s\n  in %s", notes, expected,
            commands);
    assert_non_null(mdb);
    free(notes);
    mdb_free(&mdb);
}

const struct mdb_command *
xtce_command(const struct mdb *mdb, const char *name)
{
    uint32_t i = mdb_find_command(mdb, name);
    if (i == MDB_NIL)
        fail_msg("no command %s", name);
    return &mdb->command[i];
}

const struct mdb_leaf *
xtce_leaf(const struct mdb_command *command, const char *name)
{
    uint32_t i = mdb_command_leaf(command, name);
    if (i == MDB_NIL)
        fail_msg("no value %s in %s", name, command->name);
    return &command->leaf[i];
}

const struct mdb_type *
xtce_type(const struct mdb *mdb, const char *name)
{
    for (uint32_t i = 0; i < mdb->n_types; i++)
        if (str_prefix(mdb->type[i].name, "/S/") &&
            strcmp(mdb->type[i].name + 3, name) == 0)
            return &mdb->type[i];
    fail_msg("no type %s", name);
    return NULL;
}

const struct mdb_param *
xtce_param(const struct mdb *mdb, const char *name)
{
    uint32_t i = mdb_find_param(mdb, name);
    if (i == MDB_NIL)
        fail_msg("no parameter %s", name);
    return &mdb->param[i];
}

const struct mdb_container *
xtce_container(const struct mdb *mdb, const char *name)
{
    uint32_t i = mdb_find_container(mdb, name);
    if (i == MDB_NIL)
        fail_msg("no container %s", name);
    return &mdb->container[i];
}
