/*
 * check_limits.c - columba check of limits.conf.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/check_limits.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/paths.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "limits/rules.h"
#include "mission/mission.h"
#include "tools/content.h"

/* ---- displays and procedures that limits name ---------------------------- */

struct named {
    const char *what; /* "display" */
    struct content content;
};

static void
check_name(const struct named *named, const char *name, struct rule_place at,
    const char *file, struct notes *notes)
{
    if (name == NULL || content_has(&named->content, name))
        return;
    const char *near = content_nearest(&named->content, name);
    notes_add(notes, NOTE_WARNING, file, at.line, at.col,
        "there is no %s '%.80s'%s%.80s%s", named->what, name,
        near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
        near != NULL ? "'?" : "");
}

static void
add_content(struct named *named, const char *dir, const char *kind,
    void (*fn)(struct content *content, const char *dir))
{
    char *own = xasprintf("%s/%s", dir, kind), *shipped = paths_data(kind);
    fn(&named->content, own);
    fn(&named->content, shipped);
    free(own);
    free(shipped);
}

/* Where there are none of a kind at all, nothing can be said. */
static void
check_names(const struct rules *rules, const char *file, const char *dir,
    struct notes *notes)
{
    struct named display = {.what = "display"};
    struct named procedure = {.what = "procedure"};
    add_content(&display, dir, "displays", content_add_displays);
    add_content(&procedure, dir, "procedures", content_add_procedures);
    for (uint32_t i = 0; i < rules->mdb->n_items; i++) {
        const struct item_notes *n = &rules->notes[i];
        if (display.content.n > 0)
            check_name(&display, n->display, n->display_at, file, notes);
        if (procedure.content.n > 0)
            check_name(&procedure, n->procedure, n->procedure_at, file, notes);
    }
    content_fini(&display.content);
    content_fini(&procedure.content);
}

/* ---- limits -------------------------------------------------------------- */

void
check_rules(const struct mdb *mdb, const char *path, const char *dir,
    bool is_strict, struct notes *notes)
{
    struct notes own = {0};
    struct rules *rules = NULL;
    if (path != NULL && rules_load(mdb, path, &own, &rules) == ERR_OK) {
        if (dir != NULL)
            check_names(rules, path, dir, &own);
        rules_free(&rules);
    }
    notes_sort(&own);
    for (size_t i = 0; i < own.n; i++)
        notes_add(notes, is_strict ? NOTE_ERROR : own.note[i].severity,
            own.note[i].file, own.note[i].line, own.note[i].col, "%s",
            own.note[i].text);
    notes_fini(&own);
}

/* The directory of a file.  Owned. */
static char *
dir_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? xstrndup(path, (size_t)(slash - path))
                         : xstrdup(".");
}

/* The database of limits.conf: that of the mission beside it.  Owned. */
static char *
database_beside(const char *path, struct notes *notes)
{
    const char *slash = strrchr(path, '/');
    char *file = slash != NULL
                     ? xasprintf("%.*s/mission.conf", (int)(slash - path), path)
                     : xstrdup("mission.conf");
    char *database = NULL;
    struct mission *mission = NULL;
    if (access(file, F_OK) != 0)
        notes_add(notes, NOTE_ERROR, path, 0, 0,
            "limits are checked against a database: there is no mission.conf "
            "beside them, name one with --mdb");
    else if (mission_load(file, notes, &mission) == ERR_OK)
        database = xstrdup(mission->database);
    mission_free(&mission);
    free(file);
    return database;
}

void
check_limits(
    const char *path, const struct check_options *options, struct notes *notes)
{
    const struct mdb_options set = {0};
    struct notes of_mdb = {0};
    struct mdb *mdb = NULL;
    char *database = options->mdb != NULL ? xstrdup(options->mdb)
                                          : database_beside(path, notes);
    if (database != NULL && mdb_load(database, &set, &of_mdb, &mdb) == ERR_OK) {
        /* its warnings belong to a check of the database */
        char *dir = dir_of(path);
        check_rules(mdb, path, dir, options->is_strict, notes);
        free(dir);
        notes_fini(&of_mdb);
        mdb_free(&mdb);
    } else {
        notes_move(notes, &of_mdb);
    }
    free(database);
}
