/*
 * text_file.h - the text of a small file that a person wrote.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_TEXT_FILE_H
#define COMMON_TEXT_FILE_H

#include <stddef.h>

#include "common/err.h"
#include "common/note.h"

/*
 * The text of a regular file of at most `max` bytes, owned and with a NUL
 * behind it; NULL, a note and *e (ERR_NOTFOUND, ERR_IO, ERR_LIMIT) when it
 * cannot be read.  Never waits (fifos).
 */
char *text_file_read(const char *file, size_t max, struct notes *notes,
    size_t *len, enum err *e);

/* The same of an open file; `file` is its name in messages.  The descriptor
 * stays open. */
char *text_file_read_fd(int fd, const char *file, size_t max,
    struct notes *notes, size_t *len, enum err *e);

#endif
