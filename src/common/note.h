/*
 * note.h - everything that is wrong with a file, in one run.
 *
 * A loader fills a struct notes; the caller prints it.  Each note names file,
 * line and column so that editors can jump there.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_NOTE_H
#define COMMON_NOTE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common/attr.h"

enum note_severity {
    NOTE_WARNING, /* something is left out; the rest holds */
    NOTE_ERROR,   /* the file is refused */
};

struct note {
    enum note_severity severity;
    char *file;    /* owned */
    unsigned line; /* from 1; 0 when the note is about the whole file */
    unsigned col;  /* from 1; 0 when unknown */
    unsigned cols; /* of the token it is about; 0 or 1: just that place */
    char *text;    /* owned, one clean sentence */
};

/* Zero-initialise.  Beyond `NOTES_MAX` notes are counted, not kept. */
#define NOTES_MAX 10000

struct notes {
    struct note *note; /* owned, in the order found */
    size_t n, cap;
    size_t errors, warnings; /* including those not kept */
};

void notes_fini(struct notes *notes);

/* Add a note; the text is sanitized (str_sanitize()). */
void notes_add(struct notes *notes, enum note_severity severity,
    const char *file, unsigned line, unsigned col, const char *fmt, ...)
    PRINTF_LIKE(6, 7);

/* The same about a token of `cols` columns, which an excerpt underlines. */
void notes_add_token(struct notes *notes, enum note_severity severity,
    const char *file, unsigned line, unsigned col, unsigned cols,
    const char *fmt, ...) PRINTF_LIKE(7, 8);
void notes_add_tokenv(struct notes *notes, enum note_severity severity,
    const char *file, unsigned line, unsigned col, unsigned cols,
    const char *fmt, va_list ap) PRINTF_LIKE(7, 0);

/* Would a note be counted only? */
static inline bool
notes_are_full(const struct notes *notes)
{
    return notes->n >= NOTES_MAX;
}

/* Append all of `from`, which becomes empty. */
void notes_move(struct notes *notes, struct notes *from);

/*
 * Order by file, line, column; notes of equal place keep their order, and of
 * equal ones the first is kept and counted.
 */
void notes_sort(struct notes *notes);

/*
 * Print one line a note: "file:line:col: severity: text".  With `excerpt` the
 * source line and a caret under the place follow where the file can be read.
 */
void notes_print(const struct notes *notes, FILE *out, bool excerpt);

/*
 * One JSON object a line: {"v":1,"file":…,"line":…,"col":…,"severity":…,
 * "text":…}.
 */
void notes_print_json(const struct notes *notes, FILE *out);

#endif
