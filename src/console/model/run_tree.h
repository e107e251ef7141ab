/*
 * run_tree.h - the lines of a run view: the statements of a procedure with
 * what is said before them, folded as a person likes.
 *
 * Lines are numbers only; what they say is formatted by those who show them,
 * for the rows in sight: a procedure of 40 000 lines costs no more to look at.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_RUN_TREE_H
#define CONSOLE_MODEL_RUN_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "console/model/run_source.h"

enum run_line_kind {
    RUN_LINE_STMT,
    RUN_LINE_WARNING, /* before the statement: harm to people */
    RUN_LINE_CAUTION, /* harm to equipment */
    RUN_LINE_NOTE,
};

struct run_line {
    uint8_t kind;    /* enum run_line_kind */
    bool has_inside; /* lines of greater depth follow: it can be folded */
    uint16_t depth;
    uint16_t nth; /* of the warnings, cautions or notes */
    uint32_t stmt;
};

struct run_tree {          /* zero-initialise */
    struct run_line *line; /* owned; all of them, in the order of the source */
    size_t n_lines, cap;
    uint32_t *row; /* owned; indexes of the lines in sight */
    size_t n_rows;
    uint8_t *closed; /* owned; one for each statement */
    uint32_t n_stmts;
    unsigned version; /* of the source it was made from */
    const struct pluto *made_from;
};

void run_tree_fini(struct run_tree *t);

/* Make it anew where the source is another one; true when it did. */
bool run_tree_follow(struct run_tree *t, const struct run_source *s);

/* The text of a warning, caution or note; "" of a statement. */
const char *run_tree_said(
    const struct run_source *s, const struct run_line *line);

/* The line in a row; NULL: there is none. */
const struct run_line *run_tree_row(const struct run_tree *t, size_t row);

/* The row of a statement, or of the closed one it is in; SIZE_MAX: none. */
size_t run_tree_find(
    const struct run_tree *t, const struct pluto *tree, uint32_t stmt);

bool run_tree_is_closed(const struct run_tree *t, uint32_t stmt);
/* Fold or unfold; false: there is nothing in it, or it is so already. */
bool run_tree_close(struct run_tree *t, uint32_t stmt, bool is_closed);
/* Unfold all that a statement is in. */
void run_tree_reveal(
    struct run_tree *t, const struct pluto *tree, uint32_t stmt);

#endif
