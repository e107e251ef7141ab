/*
 * theme_parse.h - lines of a theme and what is said in them; for the files of
 * this folder only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_THEME_THEME_PARSE_H
#define CONSOLE_THEME_THEME_PARSE_H

#include "common/attr.h"
#include "common/note.h"
#include "console/theme/theme_file.h"
#include "console/theme/theme_priv.h"

#define WORD_SIZE 64

/* A part of a line, and where it is. */
struct theme_part {
    const char *p, *end;
};

struct theme_parser {
    const char *file;
    const struct theme_dirs *dirs;
    struct notes *notes;
    struct theme *theme;
    unsigned depth; /* of themes that inherit from each other */
    unsigned line;
    const char *begin; /* of the line */
    bool is_named, has_base, has_looks;
};

/* A note about the place `at` in the line. */
void theme_complain(struct theme_parser *p, const char *at, const char *fmt,
    ...) PRINTF_LIKE(3, 4);

/* The next word of `part` into `word`, cut; *at is where it begins. */
bool theme_word(struct theme_part *part, char word[WORD_SIZE], const char **at);

/* Are there words left? */
bool theme_has_more(const struct theme_part *part);

/* What a colour is called, or its number; STYLE_DEFAULT for "default". */
bool theme_colour(const char *word, int16_t *out);

/* "220 bold", "white on red", "-": nothing but what is inherited. */
void theme_parse_look(struct theme_parser *p, enum depth depth,
    struct theme_part part, struct theme_look *look);

/* "△ ▽ : h l", "! rate 1Hz" */
void theme_parse_mark(
    struct theme_parser *p, struct theme_part part, struct theme_mark *mark);

#endif
