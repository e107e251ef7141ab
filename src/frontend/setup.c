/*
 * setup.c - load everything or nothing.
 *
 * SPDX-License-Identifier: ISC
 */
#include "frontend/setup.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "common/xalloc.h"

void
setup_free(struct setup *s)
{
    mission_free(&s->mission);
    mdb_free(&s->mdb);
    *s = (struct setup){.root = MDB_NIL};
}

static int
load_mission(const char *path, const char *instance, struct notes *notes,
    struct setup *s)
{
    char *chosen = path ? xstrdup(path) : mission_default_path(instance);
    const enum err e = mission_load(chosen, notes, &s->mission);
    free(chosen);
    if (e != ERR_OK)
        return e == ERR_NOTFOUND ? EX_NOINPUT : EX_CONFIG;
    s->instance = mission_instance(s->mission, instance);
    if (s->instance)
        return 0;
    notes_add(notes, NOTE_ERROR, s->mission->file, 0, 0,
        "there is no instance \"%s\"", instance ? instance : "");
    return EX_CONFIG;
}

static int
load_database(struct notes *notes, struct setup *s)
{
    const struct mission *m = s->mission;
    const enum err e =
        mdb_load(m->database, &(struct mdb_options){0}, notes, &s->mdb);
    if (e != ERR_OK)
        return e == ERR_NOTFOUND ? EX_NOINPUT : EX_DATAERR;
    s->root = MDB_NIL;
    if (m->root) {
        s->root = mdb_find_container(s->mdb, m->root);
        if (s->root == MDB_NIL)
            notes_add(notes, NOTE_ERROR, m->file, 0, 0,
                "the database has no container \"%s\" to be the root", m->root);
        return s->root == MDB_NIL ? EX_CONFIG : 0;
    }
    if (s->mdb->root == MDB_NIL) {
        notes_add(notes, NOTE_ERROR, m->file, 0, 0,
            "the database has no single root container; name one with `root`");
        return EX_CONFIG;
    }
    return 0;
}

int
setup_load(const char *path, const char *instance, struct notes *notes,
    struct setup *out)
{
    *out = (struct setup){.root = MDB_NIL};
    int status = load_mission(path, instance, notes, out);
    if (status == 0)
        status = load_database(notes, out);
    if (status != 0)
        setup_free(out);
    return status;
}
