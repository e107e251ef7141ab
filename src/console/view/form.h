/*
 * form.h - the arguments of one command while a person fills them in.
 *
 * Pure: what is typed goes in, values, problems and bytes come out; nothing is
 * sent.  Rows are the arguments that can be given, then the comment and what
 * can be done with it all, then the arguments that the database assigns.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_FORM_H
#define CONSOLE_VIEW_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "console/keys/key.h"
#include "console/model/composer.h"
#include "console/widget/edit.h"

enum form_row {
    FORM_FIELD, /* an argument */
    FORM_COMMENT,
    FORM_STACK,  /* put it into the stack */
    FORM_SUBMIT, /* submit it now */
};

struct form_field {
    uint32_t leaf;
    char *name;    /* owned; the leaf's */
    char *text;    /* owned; as typed; NULL: not given */
    char *problem; /* owned; a sentence, NULL: none */
};

struct form {
    struct composer *composer;         /* borrowed */
    unsigned version;                  /* of the composer that it fits */
    char *name;                        /* owned; qualified */
    const struct mdb_command *command; /* NULL: not in this database */
    uint32_t index;                    /* of it */
    struct form_field *field;          /* owned; those to give first */
    size_t n_fields, n_given;          /* all; that can be given */
    char comment[ORDER_COMMENT_MAX + 1];
    bool has_until; /* of a stack's line: kept as it was */
    enum until until;
    size_t at; /* the selected row, < form_rows() */
    bool is_typing;
    struct edit edit; /* while typing: the text of the selected row */
    char *before;     /* owned; what stood there, NULL: not given */
    struct composed composed;
    unsigned changes; /* so far, of values or comment */
};

/*
 * `item` (copied) says which command and what is filled in.  Its first value
 * that is missing is selected, else what puts it into the stack.
 */
void form_open(
    struct form *f, struct composer *composer, const struct stack_item *item);
void form_fini(struct form *f);

/* The database was changed: keep what is typed, find all the rest again. */
void form_follow(struct form *f);

size_t form_rows(const struct form *f);
enum form_row form_row(const struct form *f, size_t row);
/* Of a row with an argument; NULL. */
const struct form_field *form_field_at(const struct form *f, size_t row);
const struct mdb_leaf *form_leaf(
    const struct form *f, const struct form_field *field);
const struct mdb_type *form_type(
    const struct form *f, const struct form_field *field);

/* What goes in: as typed, else the default or assigned text, else NULL. */
const char *form_text(const struct form *f, const struct form_field *field);

void form_select(struct form *f, size_t row); /* clipped */
void form_move(struct form *f, long by);

/* Can Left and Right choose its value? */
bool form_can_choose(const struct form *f, const struct form_field *field);
/* The next (by 1) or previous (-1) label of the selected row; false: none. */
bool form_choose(struct form *f, int by);

/* Begin to type in the selected row; why not, else NULL. */
const char *form_type_in(struct form *f);
/* While typing: what a key does to it. */
void form_key(struct form *f, keysym k);
/* Pasted text fills the field and never leaves it; false: it was cut. */
bool form_paste(struct form *f, const char *text, size_t len);
void form_take(struct form *f);    /* end typing, keep what is typed */
void form_give_up(struct form *f); /* end typing, as it was before */

/* How many values are missing or wrong; the sentence of the first or "". */
size_t form_problems(const struct form *f, const char **first);

/* The command as it stands; release with stack_item_fini(). */
void form_item(const struct form *f, struct stack_item *out);

#endif
