/*
 * check_database.c - the database a file is checked against.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/check_database.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "tools/offline.h"

/* ---- its mission --------------------------------------------------------- */

/* The mission.conf of the file's directory, or of the one above.  Owned. */
static char *
mission_near(const char *dir)
{
    static const char *const steps[] = {"", "/.."};
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        char *path = xasprintf("%s%s/mission.conf", dir, steps[i]);
        if (access(path, F_OK) == 0)
            return path;
        free(path);
    }
    return NULL;
}

char *
check_dir_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == path)
        return xstrdup("/");
    return slash != NULL ? xstrndup(path, (size_t)(slash - path))
                         : xstrdup(".");
}

/* Load the mission where `path` is one, and its database or that of `path`. */
static enum err
load_database(const char *path, struct mission **mission, struct mdb **mdb,
    struct notes *notes)
{
    enum err e = ERR_OK;
    const char *database = path;
    *mdb = NULL;
    if (offline_is_mission(path)) {
        e = mission_load(path, notes, mission);
        database = e == ERR_OK ? (*mission)->database : NULL;
    }
    if (database != NULL)
        e = mdb_load(database, &(struct mdb_options){0}, notes, mdb);
    return *mdb != NULL ? ERR_OK : e != ERR_OK ? e : ERR_NOTFOUND;
}

/* What --mdb says, a mission.conf near by, --mission, the default.  Owned. */
static char *
choose_database(const char *dir, const struct check_options *options)
{
    if (options->mdb != NULL)
        return xstrdup(options->mdb);
    char *near = mission_near(dir);
    if (near != NULL)
        return near;
    return options->mission != NULL ? xstrdup(options->mission)
                                    : mission_default_path(NULL);
}

bool
check_database(const char *path, const struct check_options *options,
    struct mission **mission, struct mdb **mdb, struct notes *notes)
{
    struct notes of_mdb = {0};
    char *dir = check_dir_of(path), *from = choose_database(dir, options);
    *mission = NULL;
    bool is_there = load_database(from, mission, mdb, &of_mdb) == ERR_OK;
    if (!is_there) {
        notes_move(notes, &of_mdb);
        notes_add(notes, NOTE_ERROR, path, 0, 0,
            "its names cannot be looked up: there is no database '%s'; name "
            "one with --mdb",
            from);
    }
    /* warnings about the database belong to a check of that */
    notes_fini(&of_mdb);
    free(from);
    free(dir);
    return is_there;
}
