/*
 * prompt.h - the line above the function bar: what is typed, asked or told.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_PROMPT_H
#define CONSOLE_PROMPT_H

#include <stdbool.h>

#include "common/time.h"
#include "console/canvas.h"
#include "console/view.h"
#include "console/widget/edit.h"

enum prompt_kind {
    PROMPT_NONE,
    PROMPT_COMMAND,
    PROMPT_SEARCH,
    PROMPT_FILTER,
    PROMPT_WRITE,   /* name of a file */
    PROMPT_CONFIRM, /* y, or anything else */
    PROMPT_TEXT,    /* a line that a view asked for */
};

#define TOAST_NS (6 * NS_PER_S)

struct prompt {
    enum prompt_kind kind;
    struct edit edit;
    struct edit_history history[2]; /* commands; searches and filters */
    char before[EDIT_SIZE];         /* the filter to go back to */

    size_t completion;     /* the next one to offer */
    size_t word;           /* where the completed word begins */
    char typed[EDIT_SIZE]; /* what was typed before completing */
    bool is_completing;

    char question[160]; /* PROMPT_CONFIRM, PROMPT_TEXT */
    void (*yes)(void *arg);
    void (*told)(void *arg, const char *text);
    void *yes_arg; /* of both */

    char toast[240]; /* "" none */
    enum toast toast_kind;
    struct mono toast_until;
};

void prompt_fini(struct prompt *p);

/* Begin to type; `text` stands there at first. */
void prompt_open(struct prompt *p, enum prompt_kind kind, const char *text);
void prompt_confirm(
    struct prompt *p, const char *question, void (*yes)(void *arg), void *arg);
/* `told` gets the line that is typed. */
void prompt_text(struct prompt *p, const char *question,
    void (*told)(void *arg, const char *text), void *arg);
void prompt_close(struct prompt *p);

/* Remember the line in its history. */
void prompt_remember(struct prompt *p);

/* Put the next completion in; false when there is none. */
bool prompt_complete(
    struct prompt *p, const struct view_class *const *classes, struct ui *ui);

void prompt_toast(
    struct prompt *p, enum toast kind, const char *text, struct mono now);
/* Has the toast ended now? */
bool prompt_tick(struct prompt *p, struct mono now);

void prompt_paint(struct prompt *p, const struct area *row);

#endif
