/*
 * content.h - where the files are that people write for the console.
 *
 * Displays, themes and the like are looked for in three places, the first
 * file of a name wins: the user's, the mission's, the shipped ones.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_CONTENT_H
#define CONSOLE_CONTENT_H

#include <stddef.h>

#define CONTENT_DIRS 3

struct content_dirs {
    char *dir[CONTENT_DIRS];          /* owned; see content_dirs_fini() */
    const char *origin[CONTENT_DIRS]; /* "user", "mission", "shipped" */
    size_t n;
};

/*
 * Directories of `kind` ("themes"): $XDG_CONFIG_HOME/columba/<kind>,
 * <mission_dir>/<kind> (NULL: no mission is known), paths_data(kind).  They
 * need not exist.
 */
void content_dirs_init(
    struct content_dirs *dirs, const char *kind, const char *mission_dir);
void content_dirs_fini(struct content_dirs *dirs);

#endif
