/*
 * scenario_words.h - lines of a scenario as words, with the place of each.
 *
 * Words are separated by blanks and commas; text in "quotes" is one word; '#'
 * at the beginning of a word begins a comment.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_SCENARIO_WORDS_H
#define SIM_SCENARIO_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/attr.h"
#include "common/note.h"

#define SCENARIO_WORDS_MAX 64
#define SCENARIO_WORD_SIZE 240 /* bytes of a word, with its NUL */
#define SCENARIO_LINE_MAX  1000

struct scenario_word {
    char text[SCENARIO_WORD_SIZE];
    unsigned col, cols; /* from 1, bytes; with its quotes */
    bool is_quoted;
    bool has_comma; /* one follows it */
};

struct scenario_line {
    const char *file;    /* for notes, borrowed */
    struct notes *notes; /* borrowed */
    unsigned line;
    bool is_inner;    /* begins with a blank: belongs to the block above */
    const char *text; /* the line without its comment, borrowed, `len` bytes */
    size_t len;
    struct scenario_word word[SCENARIO_WORDS_MAX];
    size_t n, at; /* words; the next one to read */
    bool is_bad;  /* an error was noted about it */
};

/* Split line->text[0 .. len]; cuts a comment off.  False and a note when it
 * cannot be: unclosed quote, a word too long, too many. */
bool scenario_line_split(struct scenario_line *line);

/* About the next word, or the end of the line when there is none. */
void scenario_line_error(struct scenario_line *line, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

/* The next word, or NULL; take it when it is `text` (not quoted). */
const struct scenario_word *scenario_line_next(
    const struct scenario_line *line);
bool scenario_line_take(struct scenario_line *line, const char *text);
const struct scenario_word *scenario_line_word(struct scenario_line *line);

/* Nothing may follow. */
bool scenario_line_end(struct scenario_line *line);

/* "90 s", "5 min", "2 h", "1:30", "1:02:03", "45" (seconds): 0 .. a day. */
bool scenario_line_seconds(struct scenario_line *line, double *s);
bool scenario_line_number(struct scenario_line *line, double *v);

/* A name of [A-Za-z0-9._-]+, at most 32. */
bool scenario_line_name(struct scenario_line *line, const char *what,
    const struct scenario_word **out);

#endif
