/*
 * words.h - a COSMOS text screen as lines of words.
 *
 * The format: https://docs.openc3.com/docs/configuration/telemetry-screens.
 * A line is words between blanks; quotes, single or double, hold blanks; '#'
 * begins a comment.  A line that ends in '&', '+' or '\' goes on in the next,
 * with comment lines between them.  Ruby between "<%" and "%>" is not run; the
 * target's own name, which stands on nearly every line, is put in.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_COSMOS_WORDS_H
#define TOOLS_COSMOS_WORDS_H

#include <stdbool.h>

#include "common/arena.h"
#include "common/err.h"
#include "common/note.h"

#define COSMOS_BYTES_MAX (1024 * 1024)

struct cosmos_line {
    unsigned line; /* of the file, from 1: where it begins */
    char **word;   /* n of them, at least one; a NULL behind */
    size_t n;
    bool has_ruby; /* other than the target's name: its words are not whole */
};

struct cosmos_lines {
    struct arena arena;
    struct cosmos_line *line; /* owned */
    size_t n, cap;
};

/*
 * The lines of `text` of `len` bytes.  `target` may be NULL: not known, then
 * its place is empty.  Bytes that are no text are an error in `notes`, lines
 * that begin with Ruby, quotes that are not closed and a target that is needed
 * are warnings.  ERR_FORMAT with *out empty; else cosmos_lines_fini().
 */
NODISCARD enum err cosmos_lines_parse(const char *file, const char *text,
    size_t len, const char *target, struct notes *notes,
    struct cosmos_lines *out);
void cosmos_lines_fini(struct cosmos_lines *lines);

#endif
