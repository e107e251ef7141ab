/*
 * word_file.h - files of lines of words, with the place of each word.
 *
 * What people write for keys and settings: words separated by blanks, '#' at
 * the beginning of a word begins a comment.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_WORD_FILE_H
#define CONSOLE_WORD_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/attr.h"
#include "common/note.h"

#define WORD_FILE_MAX 65536 /* bytes of a file */
#define WORDS_MAX     32    /* of a line */
#define WORD_SIZE     80    /* bytes of a word, with its NUL */

struct word {
    char text[WORD_SIZE];
    unsigned col, cols; /* from 1, bytes */
};

struct word_line {
    struct word word[WORDS_MAX];
    size_t n; /* at least 1 */
    unsigned line;
};

struct word_reader {
    const char *file; /* name for notes, borrowed */
    const char *next, *end;
    struct notes *notes; /* borrowed */
    unsigned line;
};

void word_reader_init(struct word_reader *r, const char *file, const char *text,
    size_t len, struct notes *notes);

/*
 * The next line that has words; false at the end.  A line with a word that is
 * too long, with too many words or with characters that are not printable is
 * noted as an error and passed over.
 */
bool word_reader_next(struct word_reader *r, struct word_line *line);

/* An error or warning about word `i` of a line. */
void word_note(const struct word_reader *r, enum note_severity severity,
    const struct word_line *line, size_t i, const char *fmt, ...)
    PRINTF_LIKE(5, 6);

#endif
