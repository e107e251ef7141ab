/*
 * check_theme.h - columba check of themes.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_CHECK_THEME_H
#define TOOLS_CHECK_THEME_H

#include "common/err.h"
#include "common/note.h"

/*
 * Add what is wrong with the theme file `path` to `notes`: what cannot be
 * read, and states that cannot be told apart.  It may inherit from themes
 * beside it, of the user and shipped ones.  ERR_NOTFOUND when it cannot be
 * read.
 */
enum err check_theme(const char *path, struct notes *notes);

#endif
