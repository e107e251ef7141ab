/*
 * marks.h - the marks beside values, in words: for help and `:help`.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MARKS_H
#define CONSOLE_MARKS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/str.h"
#include "console/theme/theme.h"

struct mark_row {
    enum role role;
    const char *name; /* "stale": `:help stale` */
    const char *help; /* one line */
};

/* All marks, worst first; NULL when there are no more. */
const struct mark_row *mark_row(size_t i);

/* The glyphs of a mark, those with sides separated by blanks; appended. */
void mark_glyphs(const struct mark_row *row, const struct theme *theme,
    bool is_ascii, struct strbuf *out);

/* The mark with this name, glyph or letter (a whole text), NULL: none. */
const struct mark_row *mark_find(const char *text, const struct theme *theme);

#endif
