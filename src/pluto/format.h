/*
 * format.h - a procedure in canonical layout.
 *
 * Two blanks a level, keywords in lower case, names and constants as written,
 * one statement a line, long ones wrapped at their clauses; comments stay
 * where they are, of several empty lines one is left.  The tree of the result
 * is that of the source, and its layout is itself.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_FORMAT_H
#define PLUTO_FORMAT_H

#include <stddef.h>

#include "common/err.h"
#include "common/note.h"
#include "common/str.h"

#define PLUTO_FORMAT_WIDTH 100 /* columns, comments at the end not counted */

/*
 * Append the layout of the procedure in `text`; `file` is its name in notes.
 * ERR_FORMAT, ERR_LIMIT and nothing appended when it has errors.
 */
NODISCARD enum err pluto_format(const char *file, const char *text, size_t len,
    struct notes *notes, struct strbuf *out);

#endif
