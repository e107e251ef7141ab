/*
 * conf_file.h - the text of a configuration file.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MISSION_CONF_FILE_H
#define MISSION_CONF_FILE_H

#include <stddef.h>

#include "common/err.h"
#include "common/note.h"

/*
 * The text of a regular file of at most CONF_BYTES_MAX bytes, owned and with a
 * NUL behind it; NULL, a note and *e (ERR_NOTFOUND, ERR_IO, ERR_LIMIT) when it
 * cannot be read.  Never waits (fifos).
 */
char *conf_file_read(
    const char *file, struct notes *notes, size_t *len, enum err *e);

#endif
