/*
 * theme_file.h - themes from files, columba-theme(5).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_THEME_THEME_FILE_H
#define CONSOLE_THEME_THEME_FILE_H

#include <stddef.h>

#include "common/err.h"
#include "common/note.h"
#include "console/theme/theme.h"

#define THEME_BYTES_MAX (64 * 1024) /* of a file */
#define THEME_DEPTH_MAX 8           /* themes that inherit from each other */

/* Where themes are looked for: NAME.theme in each directory, first wins. */
struct theme_dirs {
    char *const *dir; /* borrowed */
    size_t n;
};

/*
 * Parse `len` bytes of `file` (a name for notes).  A theme it inherits from is
 * looked for in `dirs` (may be NULL: only the built-in one), "default" and
 * "dark" are the built-in one where there is no such file.
 *
 * All that is wrong goes to `notes` with line and column.  ERR_OK with an
 * owned theme in *out (theme_free()), or ERR_FORMAT with *out NULL.
 */
NODISCARD enum err theme_parse(const char *file, const char *data, size_t len,
    const struct theme_dirs *dirs, struct notes *notes, struct theme **out);

/* The same from a file: ERR_NOTFOUND, ERR_IO, ERR_LIMIT (too large). */
NODISCARD enum err theme_load(const char *path, const struct theme_dirs *dirs,
    struct notes *notes, struct theme **out);

/*
 * By name: the file in `dirs`, or the built-in one (a copy).  ERR_NOTFOUND
 * with a note that names those there are.
 */
NODISCARD enum err theme_open(const char *name, const struct theme_dirs *dirs,
    struct notes *notes, struct theme **out);

void theme_free(struct theme **theme);

/* The names of all themes in `dirs` and the built-in one: sorted, each once;
 * owned strings in an owned array of *n. */
char **theme_names(const struct theme_dirs *dirs, size_t *n);

/* Fill `theme` from lines that are known to be right; NULL ends them. */
void theme_parse_lines(const char *const *line, struct theme *theme);

#endif
