/*
 * app_user.c - what the person at the console configured: settings and keys;
 * and what was typed before.
 *
 * Files are looked for in the system's directory, then in the mission's, then
 * in the user's: what comes later wins.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/app_priv.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/paths.h"
#include "common/xalloc.h"
#include "console/content.h"
#include "console/keys/keymap_file.h"
#include "console/line_history.h"
#include "console/theme/theme_file.h"

#define N_PLACES 3

/* FILE in each directory, NULL where there is none; owned. */
static void
places(const char *mission_path, const char *name, char *file[N_PLACES])
{
    char *system = paths_system_dir(), *user = paths_config_dir();
    struct stat st;
    file[0] = xasprintf("%s/%s", system, name);
    file[1] = NULL;
    if (mission_path != NULL) {
        bool is_dir = stat(mission_path, &st) == 0 && S_ISDIR(st.st_mode);
        const char *slash = is_dir ? NULL : strrchr(mission_path, '/');
        file[1] = is_dir ? xasprintf("%s/%s", mission_path, name)
                  : slash != NULL
                      ? xasprintf("%.*s/%s", (int)(slash - mission_path),
                            mission_path, name)
                      : xstrdup(name);
    }
    file[2] = xasprintf("%s/%s", user, name);
    free(system);
    free(user);
}

static void
places_fini(char *file[N_PLACES])
{
    for (int i = 0; i < N_PLACES; i++)
        free(file[i]);
}

/* The first error, and how many more: one line. */
static void
tell(const struct notes *notes, struct strbuf *problem)
{
    for (size_t i = 0; i < notes->n && notes->errors > 0; i++) {
        const struct note *n = &notes->note[i];
        if (n->severity != NOTE_ERROR)
            continue;
        strbuf_addf(problem, "%s%s:%u:%u: %s", problem->len > 0 ? "; " : "",
            n->file, n->line, n->col, n->text);
        if (notes->errors > 1)
            strbuf_addf(
                problem, " (%zu more: columba check)", notes->errors - 1);
        return;
    }
}

void
app_read_settings(
    const char *mission_path, struct settings *settings, struct strbuf *problem)
{
    char *file[N_PLACES];
    struct notes notes = {0};
    places(mission_path, "console.conf", file);
    for (int i = 0; i < N_PLACES; i++) {
        struct notes own = {0};
        if (file[i] == NULL ||
            settings_load(file[i], settings, &own) == ERR_NOTFOUND)
            notes_fini(&own);
        else
            notes_move(&notes, &own);
    }
    tell(&notes, problem);
    notes_fini(&notes);
    places_fini(file);
}

bool
app_reload_keys(void *arg, struct strbuf *problem)
{
    struct app *app = arg;
    char *file[N_PLACES];
    struct keymap *map = keymap_new();
    bool is_good = true;
    places(app->options->mission_path, "keys", file);
    for (int i = 0; i < N_PLACES; i++) {
        struct notes notes = {0};
        enum err e =
            file[i] == NULL ? ERR_NOTFOUND : keymap_load(file[i], map, &notes);
        if (e != ERR_OK && e != ERR_NOTFOUND) {
            is_good = false;
            tell(&notes, problem);
        }
        notes_fini(&notes);
    }
    if (is_good)
        desk_set_keymap(app->desk, map);
    keymap_free(&map);
    places_fini(file);
    return is_good;
}

/* ---- what was typed ------------------------------------------------------ */

static char *
history_path(void)
{
    char *dir = paths_state_dir();
    char *path = xasprintf("%s/history", dir);
    free(dir);
    return path;
}

static void
recall(void *arg, char kind, const char *line)
{
    struct app *app = arg;
    desk_recall(app->desk, kind, line);
}

void
app_recall(struct app *app)
{
    char *path = history_path();
    if (!app->options->is_readonly)
        (void)line_history_load(path, recall, app);
    free(path);
}

void
app_remember(void *arg, char kind, const char *line)
{
    struct app *app = arg;
    bool had_forgotten = app->forgets;
    char *path = history_path();
    if (!app->options->is_readonly)
        app->forgets = line_history_add(path, kind, line) == ERR_IO;
    if (app->forgets && !had_forgotten)
        desk_toast(app->desk, TOAST_WARN,
            "typed lines are not kept: the history file cannot be written");
    free(path);
}

/* ---- names for completion ------------------------------------------------ */

bool
app_names(void *arg, const char *kind, size_t i, struct strbuf *out)
{
    struct app *app = arg;
    struct content_dirs dirs;
    size_t n;
    if (!str_eq(kind, "theme"))
        return false;
    content_dirs_init(&dirs, "themes", app->mission_dir);
    const struct theme_dirs where = {dirs.dir, dirs.n};
    char **name = theme_names(&where, &n);
    bool is_there = i < n;
    if (is_there)
        strbuf_adds(out, name[i]);
    for (size_t k = 0; k < n; k++)
        free(name[k]);
    free(name);
    content_dirs_fini(&dirs);
    return is_there;
}
