/*
 * export.h - what a person writes to a file from the console.
 *
 * An operator writes where he may, never over something that exists.  Who only
 * watches, perhaps over ssh and from outside, writes into one directory that
 * was chosen for him, plain names only and not without end, or not at all.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_EXPORT_H
#define CONSOLE_EXPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/str.h"

#define EXPORT_FILES_MAX 100
#define EXPORT_BYTES_MAX (16u << 20) /* of all files there */

/*
 * Write `len` bytes to a new file `name`.  `dir` NULL: anywhere this account
 * may.  Else into it: `name` has no '/', does not begin with '.' and is at
 * most 100 safe characters; symbolic links are not followed, and the limits
 * above are kept.  False when it is not written; `problem` gets the reason,
 * and no part of the file is left behind.
 */
bool export_write(const char *dir, const char *name, const char *bytes,
    size_t len, struct strbuf *problem);

#endif
