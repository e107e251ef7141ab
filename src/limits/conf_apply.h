/*
 * conf_apply.h - limits.conf over the rules of the database.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_CONF_APPLY_H
#define LIMITS_CONF_APPLY_H

#include "common/err.h"
#include "limits/build.h"

/*
 * Read the file `path` and change the rules of `b` as it says.  All problems
 * go to the notes.  ERR_NOTFOUND, ERR_IO, ERR_LIMIT, ERR_FORMAT.
 */
NODISCARD enum err conf_apply(struct build *b, const char *path);

#endif
