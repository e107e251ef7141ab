/*
 * content.c - where the files are that people write for the console.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/content.h"

#include <stdlib.h>

#include "common/paths.h"
#include "common/xalloc.h"

static void
add(struct content_dirs *dirs, char *dir, const char *origin)
{
    dirs->dir[dirs->n] = dir;
    dirs->origin[dirs->n++] = origin;
}

void
content_dirs_init(
    struct content_dirs *dirs, const char *kind, const char *mission_dir)
{
    char *config = paths_config_dir();
    *dirs = (struct content_dirs){0};
    add(dirs, xasprintf("%s/%s", config, kind), "user");
    if (mission_dir != NULL)
        add(dirs, xasprintf("%s/%s", mission_dir, kind), "mission");
    add(dirs, paths_data(kind), "shipped");
    free(config);
}

void
content_dirs_fini(struct content_dirs *dirs)
{
    for (size_t i = 0; i < dirs->n; i++)
        free(dirs->dir[i]);
    *dirs = (struct content_dirs){0};
}
