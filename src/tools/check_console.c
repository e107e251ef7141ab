/*
 * check_console.c - columba check of keys and settings of the console.
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
