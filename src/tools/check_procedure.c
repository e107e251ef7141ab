/*
 * check_procedure.c - columba check of procedures and the files beside them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/check_procedure.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/paths.h"
#include "common/str.h"
#include "common/text_file.h"
#include "common/xalloc.h"
#include "pluto/check.h"
#include "pluto/library.h"
#include "pluto/model_mdb.h"
#include "pluto/world.h"
#include "tools/check_database.h"

#define DIRS_MAX 3

size_t
procedure_dirs(const struct mission *mission, char *dir[2])
{
    size_t n = 0;
    if (mission != NULL && mission->procedures.directory != NULL) {
        dir[n++] = xstrdup(mission->procedures.directory);
        return n;
    }
    if (mission != NULL)
        dir[n++] = xasprintf("%s/procedures", mission->dir);
    dir[n++] = paths_data("procedures");
    return n;
}

/* ---- the text of another file -------------------------------------------- */

static bool
is_text(const char *path)
{
    return str_suffix(path, ".pluto") || str_suffix(path, ".plp");
}

/* The procedure a file stands beside: owned, or NULL. */
static char *
text_beside(const char *path)
{
    static const char *const ending[] = {"pluto", "plp"};
    const char *dot = strrchr(path, '.');
    if (is_text(path))
        return xstrdup(path);
    for (size_t i = 0; dot != NULL && i < ARRAY_LEN(ending); i++) {
        char *text = xasprintf("%.*s.%s", (int)(dot - path), path, ending[i]);
        if (access(text, F_OK) == 0)
            return text;
        free(text);
    }
    return NULL;
}

bool
check_is_procedure(const char *path)
{
    if (is_text(path) || str_suffix(path, ".approval"))
        return true;
    const char *slash = strrchr(path, '/');
    if (!str_suffix(path, ".conf") ||
        str_eq(slash != NULL ? slash + 1 : path, "mission.conf"))
        return false;
    char *text = text_beside(path);
    bool is = text != NULL;
    free(text);
    return is;
}

/* ---- one procedure ------------------------------------------------------- */

/* Append the notes of an entry. */
static void
take(const struct library_entry *e, bool is_strict, struct notes *notes)
{
    for (size_t i = 0; i < e->notes.n; i++) {
        const struct note *n = &e->notes.note[i];
        notes_add_token(notes, is_strict ? NOTE_ERROR : n->severity, n->file,
            n->line, n->col, n->cols, "%s", n->text);
    }
}

/* Without a database: all but names of the space system. */
static void
check_alone(const char *file, bool is_strict, struct notes *notes)
{
    struct library_entry e;
    struct pluto_model *model = pluto_model_new();
    pluto_model_set_open(model, true);
    library_entry_read(&e, file);
    const struct pluto_check_options options = {
        .catalogue = e.catalogue, .is_open = true};
    if (e.procedure != NULL && e.catalogue != NULL)
        (void)!catalogue_bind(e.catalogue, e.procedure, &e.notes);
    if (e.procedure != NULL)
        (void)!pluto_check(e.procedure, model, &options, &e.notes);
    notes_move(&e.notes, &e.approval_notes);
    take(&e, is_strict, notes);
    library_entry_fini(&e);
    pluto_model_free(&model);
}

/* Directories that hold what a procedure may call, its own first. */
static size_t
dirs_of(const char *own, const struct mission *mission, char *dir[DIRS_MAX])
{
    size_t n = 0;
    if (own != NULL)
        dir[n++] = xstrdup(own);
    char *others[2];
    size_t n_others = procedure_dirs(mission, others);
    for (size_t i = 0; i < n_others; i++) {
        char *a = own != NULL ? realpath(own, NULL) : NULL;
        char *b = realpath(others[i], NULL);
        if (a != NULL && str_eq(a, b))
            free(others[i]);
        else
            dir[n++] = others[i];
        free(a);
        free(b);
    }
    return n;
}

struct shelf {
    struct pluto_model *model;
    struct library *library;
    char *dir[DIRS_MAX];
    size_t n_dirs;
};

static void
open_shelf(struct shelf *s, const char *own, const struct mission *mission,
    const struct mdb *mdb)
{
    s->model = pluto_model_new();
    s->n_dirs = dirs_of(own, mission, s->dir);
    pluto_model_add_mdb(s->model, mdb);
    s->library = library_load((const char *const *)s->dir, s->n_dirs, s->model);
}

static void
close_shelf(struct shelf *s)
{
    library_free(&s->library);
    pluto_model_free(&s->model);
    for (size_t i = 0; i < s->n_dirs; i++)
        free(s->dir[i]);
}

enum err
check_procedure(
    const char *path, const struct check_options *options, struct notes *notes)
{
    struct mission *mission = NULL;
    struct mdb *mdb = NULL;
    char *text = text_beside(path);
    if (text == NULL || access(text, R_OK) != 0) {
        notes_add(notes, NOTE_ERROR, path, 0, 0,
            "there is no procedure beside it that can be read");
        free(text);
        return ERR_NOTFOUND;
    }
    char *dir = check_dir_of(text);
    if (check_database(text, options, &mission, &mdb, notes)) {
        struct shelf s;
        const char *slash = strrchr(text, '/');
        char *file = xasprintf("%s/%s", dir, slash != NULL ? slash + 1 : text);
        open_shelf(&s, dir, mission, mdb);
        const struct library_entry *e = library_find(s.library, file);
        if (e != NULL)
            take(e, options->is_strict, notes);
        free(file);
        close_shelf(&s);
    } else {
        check_alone(text, options->is_strict, notes);
    }
    free(dir);
    free(text);
    mdb_free(&mdb);
    mission_free(&mission);
    return notes->errors > 0 ? ERR_FORMAT : ERR_OK;
}

/* ---- a world ------------------------------------------------------------- */

enum err
check_world(
    const char *path, const struct check_options *options, struct notes *notes)
{
    struct mission *mission = NULL;
    struct mdb *mdb = NULL;
    struct world *world = NULL;
    size_t len;
    enum err e;
    bool wants_mdb = options->mdb != NULL || options->mission != NULL;
    if (wants_mdb && !check_database(path, options, &mission, &mdb, notes))
        return ERR_FORMAT;
    char *text = text_file_read(path, WORLD_BYTES_MAX, notes, &len, &e);
    struct shelf s = {.model = NULL};
    if (wants_mdb) {
        char *dir = check_dir_of(path);
        open_shelf(&s, dir, mission, mdb);
        free(dir);
    } else {
        s.model = pluto_model_new();
    }
    if (text != NULL)
        e = world_parse(path, text, len, s.model, wants_mdb, notes, &world);
    world_free(&world);
    close_shelf(&s);
    free(text);
    mdb_free(&mdb);
    mission_free(&mission);
    return e;
}

/* ---- many ---------------------------------------------------------------- */

static void
check_shelf(const struct shelf *s, const char *only, bool is_strict,
    struct notes *notes, unsigned *n_files)
{
    for (size_t i = 0; i < library_count(s->library); i++) {
        const struct library_entry *e = library_entry(s->library, i);
        if (only != NULL && !str_prefix(e->file, only))
            continue;
        ++*n_files;
        take(e, is_strict, notes);
    }
}

void
check_procedures(const struct mdb *mdb, const struct mission *mission,
    bool is_strict, struct notes *notes, unsigned *n_files)
{
    struct shelf s;
    open_shelf(&s, NULL, mission, mdb);
    check_shelf(&s, mission->procedures.directory == NULL ? s.dir[0] : NULL,
        is_strict, notes, n_files);
    close_shelf(&s);
}

bool
check_is_procedures(const char *path)
{
    DIR *dir = opendir(path);
    char *conf = xasprintf("%s/mission.conf", path);
    bool is = false;
    for (struct dirent *d; dir != NULL && (d = readdir(dir)) != NULL;)
        is = is || is_text(d->d_name);
    if (dir != NULL)
        closedir(dir);
    is = is && access(conf, F_OK) != 0;
    free(conf);
    return is;
}

enum err
check_procedure_dir(const char *dir, const struct check_options *options,
    struct notes *notes, unsigned *n_files)
{
    struct mission *mission = NULL;
    struct mdb *mdb = NULL;
    char *inside = xasprintf("%s/.", dir);
    if (check_database(inside, options, &mission, &mdb, notes)) {
        struct shelf s;
        unsigned n = 0;
        char *own = xasprintf("%s/", dir);
        open_shelf(&s, dir, mission, mdb);
        check_shelf(&s, own, options->is_strict, notes, &n);
        *n_files += n > 0 ? n - 1 : 0; /* the directory was counted as one */
        free(own);
        close_shelf(&s);
    }
    free(inside);
    mdb_free(&mdb);
    mission_free(&mission);
    return notes->errors > 0 ? ERR_FORMAT : ERR_OK;
}
