/*
 * line_history.h - typed lines that are remembered over sessions.
 *
 * One line a line, behind ':' for commands and '/' for what was searched or
 * filtered; added one by one, so two consoles do not lose each other's.  The
 * file is the user's alone (0600) and bounded.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_LINE_HISTORY_H
#define CONSOLE_LINE_HISTORY_H

#include <stddef.h>

#include "common/attr.h"
#include "common/err.h"

#define LINE_HISTORY_LINES 500       /* that are taken from the file */
#define LINE_HISTORY_BYTES (1 << 18) /* beyond that it is written anew */

/*
 * Give the newest lines of the file to `fn`, oldest first; lines that are not
 * clean text are passed over.  A file that has grown too large is replaced by
 * what was given.  ERR_NOTFOUND, ERR_IO.
 */
enum err line_history_load(const char *path,
    void (*fn)(void *arg, char kind, const char *line), void *arg);

/* Add a line; its directory is made when it is missing. */
NODISCARD enum err line_history_add(
    const char *path, char kind, const char *line);

#endif
