/*
 * check_display.c - columba check of display files.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/check_display.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "common/paths.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "console/display/display.h"
#include "mission/mission.h"
#include "tools/check_database.h"
#include "tools/content.h"

/* ---- one file ------------------------------------------------------------ */

static const char *
id_at(void *arg, size_t i)
{
    const struct content *c = arg;
    return i < c->n ? c->name[i] : NULL;
}

/* Strict: warnings are errors. */
static void
add_notes(struct notes *notes, struct notes *own, bool is_strict)
{
    for (size_t i = 0; i < own->n && is_strict; i++)
        own->note[i].severity = NOTE_ERROR;
    if (is_strict) {
        own->errors += own->warnings;
        own->warnings = 0;
    }
    notes_move(notes, own);
}

/* *id, where it is asked for, is the display's (owned) or NULL. */
static enum err
check_one(const struct mdb *mdb, const char *path, struct content *ids,
    bool is_strict, struct notes *notes, char **id)
{
    struct notes own = {0};
    struct display *page;
    enum err e = display_load(path, mdb, id_at, ids, &own, &page);
    if (id != NULL)
        *id = page != NULL ? xstrdup(page->id) : NULL;
    display_free(&page);
    add_notes(notes, &own, is_strict);
    return e;
}

void
check_add_shared_displays(struct content *ids)
{
    char *config = paths_config_dir(), *shipped = paths_data("displays");
    char *user = xasprintf("%s/displays", config);
    content_add_displays(ids, shipped);
    content_add_displays(ids, user);
    free(user);
    free(shipped);
    free(config);
}

/* ---- one display -------------------------------------------------------- */

enum err
check_display(
    const char *path, const struct check_options *options, struct notes *notes)
{
    struct content ids = {0};
    struct mission *mission = NULL;
    struct mdb *mdb = NULL;
    char *dir = check_dir_of(path);
    check_database(path, options, &mission, &mdb, notes);
    content_add_displays(&ids, dir);
    if (mission != NULL) {
        char *own = xasprintf("%s/displays", mission->dir);
        content_add_displays(&ids, own);
        free(own);
    }
    check_add_shared_displays(&ids);
    enum err e = check_one(mdb, path, &ids, options->is_strict, notes, NULL);
    content_fini(&ids);
    mdb_free(&mdb);
    mission_free(&mission);
    free(dir);
    return e == ERR_OK || e == ERR_FORMAT || e == ERR_LIMIT ? e : ERR_NOTFOUND;
}

/* ---- all of a mission ---------------------------------------------------- */

static int
is_display(const struct dirent *e)
{
    return e->d_name[0] != '.' && str_suffix(e->d_name, ".dsp");
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Of two with one id the console takes the first. */
static void
check_twice(struct content *seen, struct content *files, char *id,
    const char *path, struct notes *notes, bool is_strict)
{
    for (size_t i = 0; i < seen->n; i++)
        if (str_eq(seen->name[i], id)) {
            notes_add(notes, is_strict ? NOTE_ERROR : NOTE_WARNING, path, 0, 0,
                "there is a display %s already, in %s: this one is not shown",
                id, files->name[i]);
            free(id);
            return;
        }
    seen->name = xgrow(seen->name, seen->n, &seen->cap, sizeof *seen->name);
    seen->name[seen->n++] = id;
    files->name =
        xgrow(files->name, files->n, &files->cap, sizeof *files->name);
    files->name[files->n++] = xstrdup(path);
}

void
check_displays(const struct mdb *mdb, const char *mission_dir, bool is_strict,
    struct notes *notes, unsigned *n_files)
{
    struct content ids = {0}, seen = {0}, files = {0};
    struct dirent **entry = NULL;
    char *dir = xasprintf("%s/displays", mission_dir);
    int n = scandir(dir, &entry, is_display, by_name);
    content_add_displays(&ids, dir);
    check_add_shared_displays(&ids);
    for (int i = 0; i < n; i++) {
        char *path = xasprintf("%s/%s", dir, entry[i]->d_name), *id;
        ++*n_files;
        check_one(mdb, path, &ids, is_strict, notes, &id);
        if (id != NULL)
            check_twice(&seen, &files, id, path, notes, is_strict);
        free(path);
        free(entry[i]);
    }
    free(entry);
    free(dir);
    content_fini(&files);
    content_fini(&seen);
    content_fini(&ids);
}
