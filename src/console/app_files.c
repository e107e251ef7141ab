/*
 * app_files.c - what the console reads: mission, database, themes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/app_priv.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/xalloc.h"
#include "console/content.h"
#include "console/theme/theme_file.h"
#include "mission/mission.h"

/* ---- database ------------------------------------------------------------ */

static void
use_mdb(struct app *app, struct mdb *mdb, const char *problem)
{
    struct mdb *old = app->mdb;
    app_drop_plan(app); /* it points into that database */
    app->mdb = mdb;
    model_set_mdb(&app->model, mdb, problem);
    if (app->displays != NULL)
        display_set_use_mdb(app->displays, mdb);
    mdb_free(&old);
    app->is_dirty = true;
}

/* The hash it must have, 0: any. */
static bool
load_mdb(struct app *app, const char *path, uint64_t hash)
{
    struct notes notes = {0};
    struct mdb *mdb;
    struct strbuf problem = {0};
    if (mdb_load(path, NULL, &notes, &mdb) != ERR_OK)
        strbuf_addf(&problem, "%s",
            notes.n > 0 ? notes.note[0].text : "it cannot be loaded");
    else if (hash != 0 && mdb->hash != hash) {
        mdb_free(&mdb);
        strbuf_adds(&problem, "the file here is another version");
    }
    if (mdb != NULL)
        app->model.mdb_warnings = notes.warnings;
    bool is_loaded = mdb != NULL;
    if (is_loaded || app->mdb == NULL)
        use_mdb(app, mdb, is_loaded ? NULL : strbuf_get(&problem));
    strbuf_fini(&problem);
    notes_fini(&notes);
    return is_loaded;
}

static enum instance_kind
kind_of(enum mission_kind kind)
{
    return kind == MISSION_FLIGHT ? INSTANCE_FLIGHT
           : kind == MISSION_SIM  ? INSTANCE_SIM
                                  : INSTANCE_REPLAY;
}

/* As the gate of this instance encodes. */
static void
set_encoding(struct app *app, const struct mission_commands *c)
{
    const struct mdb_encode_options options = {.is_ccsds = c->is_ccsds,
        .has_crc = c->has_crc,
        .has_pus = c->has_pus,
        .pus_ack = c->pus_ack,
        .pus_service = c->pus_service,
        .pus_subtype = c->pus_subtype,
        .pus_source = c->pus_source};
    composer_set_options(&app->model.composer, &options);
}

static void
read_mission(struct app *app)
{
    struct notes notes = {0};
    struct mission *mission = NULL;
    if (mission_load(app->options->mission_path, &notes, &mission) != ERR_OK) {
        use_mdb(app, NULL,
            notes.n > 0 ? notes.note[0].text : "the mission is not found");
        notes_fini(&notes);
        return;
    }
    const struct mission_instance *instance =
        mission_instance(mission, app->options->instance);
    if (instance != NULL && !app->model.instance.is_known)
        model_set_instance(&app->model, kind_of(instance->kind), mission->name,
            mission->met_epoch);
    if (instance != NULL)
        set_encoding(app, &instance->commands);
    values_set_expiry(app->model.values, mission->expiry_factor);
    load_mdb(app, mission->database, 0);
    app->tried_hash = app->mdb != NULL ? app->mdb->hash : 0;
    free(app->mission_dir);
    free(app->mission_name);
    app->mission_dir = xstrdup(mission->dir);
    app->mission_name = xstrdup(mission->name);
    mission_free(&mission);
    notes_fini(&notes);
}

/* The displays of user, mission and package. */
static void
open_displays(struct app *app)
{
    struct content_dirs dirs;
    content_dirs_init(&dirs, "displays", app->mission_dir);
    app->displays =
        display_set_new((const char *const *)dirs.dir, dirs.origin, dirs.n);
    content_dirs_fini(&dirs);
    display_set_use_mdb(app->displays, app->mdb);
    desk_set_displays(app->desk, app->displays);
}

/* Displays are known now, and the command line may name one. */
static void
open_view(struct app *app)
{
    const char *view = app->options->view;
    if (app->options->is_instructor)
        desk_show_instructor(app->desk);
    if (view == NULL || desk_command(app->desk, view))
        return;
    char text[160];
    (void)snprintf(
        text, sizeof text, "there is no view and no display '%.60s'", view);
    desk_toast(app->desk, TOAST_WARN, text);
}

/*
 * After the first frame: what the mission's own files say.  Only then the
 * instance is listened to, because another database forgets all values.
 */
void
app_load_mission(void *arg, struct mono now)
{
    (void)now;
    struct app *app = arg;
    read_mission(app);
    open_displays(app);
    app_open_session(app);
    open_view(app);
    app_listen(app);
}

/*
 * The instance runs with another database than ours: take that one, and have
 * everything told again.
 */
void
app_follow_mdb(struct app *app)
{
    const struct instance_info *i = &app->model.instance;
    if (!i->is_known || i->mdb_hash == 0 || i->mdb_hash == app->tried_hash ||
        *i->database == '\0')
        return;
    app->tried_hash = i->mdb_hash;
    if (app->mdb != NULL && app->mdb->hash == i->mdb_hash)
        return;
    if (!load_mdb(app, i->database, i->mdb_hash))
        return;
    app_listen(app);
}

/* ---- themes -------------------------------------------------------------- */

bool
app_set_theme(void *arg, const char *name, struct strbuf *problem)
{
    struct app *app = arg;
    struct content_dirs dirs;
    struct notes notes = {0};
    struct theme *theme;
    content_dirs_init(&dirs, "themes", app->mission_dir);
    const struct theme_dirs where = {dirs.dir, dirs.n};
    enum err err = theme_open(name, &where, &notes, &theme);
    content_dirs_fini(&dirs);
    if (err != ERR_OK)
        strbuf_addf(problem, "theme %s: %s", name,
            notes.n > 0 ? notes.note[0].text : err_str(err));
    notes_fini(&notes);
    if (err != ERR_OK)
        return false;
    if (app->desk != NULL)
        desk_set_theme(app->desk, theme);
    if (app->term != NULL)
        term_set_theme(app->term, theme);
    theme_free(&app->theme);
    app->theme = theme;
    app->is_dirty = true;
    return true;
}
