/*
 * check_console.h - columba check of keys, settings and layouts.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_CHECK_CONSOLE_H
#define TOOLS_CHECK_CONSOLE_H

#include "common/err.h"
#include "common/note.h"

/* What is wrong with a key file goes to `notes`; ERR_NOTFOUND, ERR_IO,
 * ERR_LIMIT or ERR_FORMAT when it cannot be used. */
enum err check_keys(const char *path, struct notes *notes);

/* The same of settings.  A theme that is neither in `themes` beside the file
 * nor the user's nor shipped is a warning. */
enum err check_settings(const char *path, struct notes *notes);

/* The same of a layout.  A view that there is not is a warning, and a theme as
 * above. */
enum err check_layout(const char *path, struct notes *notes);

#endif
