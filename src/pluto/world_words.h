/*
 * world_words.h - lines of a world as words, with the place of each.
 *
 * Words are separated by blanks; '=', ',' and a ':' before a blank or the
 * line's end stand alone; "texts" and 'names' are one word each; '#' at the
 * beginning of a word begins a comment.  Words compare without case.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_WORLD_WORDS_H
#define PLUTO_WORLD_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"
#include "common/attr.h"
#include "common/note.h"

#define WORLD_WORDS_MAX 250
#define WORLD_LINE_MAX  4000

enum world_word_kind {
    WORLD_WORD,
    WORLD_TEXT, /* "..." */
    WORLD_NAME, /* '...' */
    WORLD_SIGN, /* '=', ',', ':' */
};

struct world_word {
    enum world_word_kind kind;
    const char *text;   /* in the arena, without quotes */
    unsigned col, cols; /* from 1, characters; with its quotes */
    size_t off;         /* bytes from the line's beginning */
};

struct world_line {
    const char *file;    /* for notes, borrowed */
    struct notes *notes; /* borrowed */
    struct arena *arena; /* borrowed */
    unsigned line;       /* from 1 */
    bool is_inner;       /* begins with a blank: belongs to the block above */
    const char *text;    /* without its comment, borrowed, `len` bytes */
    size_t len;
    struct world_word word[WORLD_WORDS_MAX];
    size_t n, at; /* words; the next one to read */
    bool is_bad;  /* an error was noted about it */
};

/* Split line->text[0 .. len]; cuts a comment off.  False and a note when it
 * cannot be: unclosed quote, too long, too many words. */
bool world_line_split(struct world_line *line);

/* About the next word, or the end of the line when there is none.  Only the
 * first error of a line is noted: what follows it is a consequence. */
void world_line_error(struct world_line *line, const char *fmt, ...)
    PRINTF_LIKE(2, 3);
/* The same about word `at`. */
void world_line_error_at(
    struct world_line *line, size_t at, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* The next word, or NULL. */
const struct world_word *world_line_next(const struct world_line *line);
/* Is the next one this word or sign?  _take() also takes it. */
bool world_line_is(const struct world_line *line, const char *text);
bool world_line_take(struct world_line *line, const char *text);
/* All of several words in a row, or none: "not confirmed". */
bool world_line_take_all(struct world_line *line, const char *words);
/* The same, and an error when it is not there. */
bool world_line_need(struct world_line *line, const char *text);
/* Nothing may follow. */
bool world_line_end(struct world_line *line);

/* "..." wanted; NULL and a note. */
const char *world_line_text(struct world_line *line);

/* "90 s", "1min30s", "1:30", "45" (seconds), "1 d": 0 .. 100 d, in ns. */
bool world_line_duration(struct world_line *line, int64_t *ns);
bool world_line_number(struct world_line *line, double *v);
bool world_line_count(struct world_line *line, uint64_t most, uint64_t *v);

/* Which of `n` words (of blanks between, too) stands next, and take it; -1 and
 * a note with the nearest one. */
int world_line_choose(struct world_line *line, const char *const *word,
    size_t n, const char *what);

#endif
