/*
 * mark.h - what the parser tells the formatter about layout.  Private to them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_MARK_H
#define PLUTO_MARK_H

#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "common/note.h"
#include "pluto/ast.h"

enum mark_kind {
    M_WRITTEN, /* `len` bytes are a name or a unit: as written */
    M_TIGHT,   /* a sign: no blank behind it */
    M_LINE,    /* begins a line */
    M_CLAUSE,  /* begins a line when all is too long for one */
    M_SOFT,    /* may begin a line when what is before it is too long */
    M_IN,      /* from here on one level deeper */
    M_OUT,     /* one level less */
};

struct mark {
    uint32_t off, len;
    enum mark_kind kind;
};

struct marks {
    struct mark *mark; /* owned; free() */
    size_t n, cap;
};

void marks_add(
    struct marks *m, enum mark_kind kind, uint32_t off, uint32_t len);

/* pluto_parse_tolerant() with marks, sorted by place. */
struct pluto *pluto_parse_marked(const char *file, const char *text, size_t len,
    struct notes *notes, struct marks *marks, enum err *e);

#endif
