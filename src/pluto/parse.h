/*
 * parse.h - the text of a procedure to its tree.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_PARSE_H
#define PLUTO_PARSE_H

#include <stdarg.h>
#include <stddef.h>

#include "common/err.h"
#include "common/note.h"
#include "pluto/ast.h"

#define PLUTO_SOURCE_MAX    (64u << 20) /* bytes of a file */
#define PLUTO_NESTING_MAX   200         /* bodies, blocks, parentheses */
#define PLUTO_OPERATORS_MAX 1000        /* of one statement's expressions */

/*
 * Parse `len` bytes; `file` is the name in notes.  All that is wrong is in
 * `notes` with line, column and token; after an error the parser goes on at the
 * next ';' or "end ...".  ERR_OK and an owned tree (pluto_free()) when there
 * was no error; ERR_FORMAT, ERR_LIMIT (too large) with *out NULL otherwise.
 */
NODISCARD enum err pluto_parse(const char *file, const char *text, size_t len,
    struct notes *notes, struct pluto **out);

/* The same, but the tree comes even with errors in it, what could not be
 * understood left out: for a formatter that refuses, or an editor.  NULL only
 * for ERR_LIMIT. */
struct pluto *pluto_parse_tolerant(const char *file, const char *text,
    size_t len, struct notes *notes, enum err *e);

void pluto_free(struct pluto **p);

/* Add a note at a place in the source. */
void pluto_note(const struct pluto *p, struct notes *notes,
    enum note_severity severity, struct pluto_span span, const char *fmt, ...)
    PRINTF_LIKE(5, 6);
void pluto_notev(const struct pluto *p, struct notes *notes,
    enum note_severity severity, struct pluto_span span, const char *fmt,
    va_list ap) PRINTF_LIKE(5, 0);

#endif
