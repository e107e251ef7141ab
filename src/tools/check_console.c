/*
 * check_console.c - columba check of keys, settings and layouts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/check_console.h"

#include <stdlib.h>
#include <string.h>

#include "common/nearest.h"
#include "common/xalloc.h"
#include "console/content.h"
#include "console/keys/keymap_file.h"
#include "console/setting.h"
#include "console/theme/theme_file.h"
#include "console/view.h"
#include "console/workspace.h"

enum err
check_keys(const char *path, struct notes *notes)
{
    struct keymap *map = keymap_new();
    enum err err = keymap_load(path, map, notes);
    keymap_free(&map);
    return err;
}

static void
check_theme_name(const char *path, const char *theme, struct notes *notes)
{
    const char *slash = strrchr(path, '/');
    char *own =
        slash != NULL ? xstrndup(path, (size_t)(slash - path)) : xstrdup(".");
    struct content_dirs dirs;
    struct nearest near = nearest_to(theme);
    size_t n;
    bool is_there = false;
    content_dirs_init(&dirs, "themes", own);
    const struct theme_dirs where = {dirs.dir, dirs.n};
    char **name = theme_names(&where, &n);
    for (size_t i = 0; i < n; i++) {
        is_there = is_there || str_eq(name[i], theme);
        nearest_try(&near, name[i]);
    }
    if (!is_there)
        notes_add(notes, NOTE_WARNING, path, 0, 0,
            "there is no theme '%s'%s%s%s", theme,
            near.best != NULL ? "; did you mean '" : "",
            near.best != NULL ? near.best : "", near.best != NULL ? "'?" : "");
    for (size_t i = 0; i < n; i++)
        free(name[i]);
    free(name);
    content_dirs_fini(&dirs);
    free(own);
}

enum err
check_settings(const char *path, struct notes *notes)
{
    struct settings settings = {0};
    enum err err = settings_load(path, &settings, notes);
    if (settings.text[SETTING_THEME][0] != '\0')
        check_theme_name(path, settings.text[SETTING_THEME], notes);
    return err;
}

static void
check_view_name(const char *path, const char *view, struct notes *notes)
{
    struct nearest near = nearest_to(view);
    if (*view == '\0' || view_find(view) != NULL)
        return;
    for (size_t i = 0; view_classes[i] != NULL; i++)
        nearest_try(&near, view_classes[i]->name);
    notes_add(notes, NOTE_WARNING, path, 0, 0, "there is no view '%s'%s%s%s",
        view, near.best != NULL ? "; did you mean '" : "",
        near.best != NULL ? near.best : "", near.best != NULL ? "'?" : "");
}

enum err
check_layout(const char *path, struct notes *notes)
{
    struct workspace w;
    enum err err = workspace_load(path, &w, notes);
    if (err != ERR_OK)
        return err;
    for (int i = 0; i < TILING_PANES_MAX; i++)
        check_view_name(path, w.pane[i].view, notes);
    if (w.settings.text[SETTING_THEME][0] != '\0')
        check_theme_name(path, w.settings.text[SETTING_THEME], notes);
    return ERR_OK;
}
