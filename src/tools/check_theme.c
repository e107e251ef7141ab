/*
 * check_theme.c - columba check of themes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/check_theme.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "console/content.h"
#include "console/theme/theme_check.h"
#include "console/theme/theme_file.h"

enum err
check_theme(const char *path, struct notes *notes)
{
    struct content_dirs content;
    char *dir[CONTENT_DIRS + 1];
    const char *slash = strrchr(path, '/');
    char *own =
        slash != NULL ? xstrndup(path, (size_t)(slash - path)) : xstrdup(".");
    struct theme *theme;
    content_dirs_init(&content, "themes", NULL);
    dir[0] = own;
    memcpy(dir + 1, content.dir, content.n * sizeof *dir);
    const struct theme_dirs dirs = {dir, content.n + 1};
    enum err err = theme_load(path, &dirs, notes, &theme);
    if (err == ERR_OK)
        theme_check(theme, path, notes);
    theme_free(&theme);
    content_dirs_fini(&content);
    free(own);
    return err == ERR_FORMAT ? ERR_OK : err;
}
