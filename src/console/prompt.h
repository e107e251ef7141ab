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
#include "console/command.h"
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

    struct completions list; /* while is_completing */
    size_t chosen;           /* of them */
    char typed[EDIT_SIZE];   /* what was typed before completing */
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

/* Remember the line in its history; its kind (':' or '/'), 0: it has none. */
char prompt_remember(struct prompt *p);
/* The same of a line from an earlier session. */
void prompt_recall(struct prompt *p, char kind, const char *line);

/* Put the next (by 1) or the previous (by -1) completion in; false when there
 * is none. */
bool prompt_complete(
    struct prompt *p, int by, const struct command_world *world);
/* Back to what was typed; false when nothing is being completed. */
bool prompt_complete_cancel(struct prompt *p);
/* The line was changed: what it can become is no longer shown. */
void prompt_complete_end(struct prompt *p);

void prompt_toast(
    struct prompt *p, enum toast kind, const char *text, struct mono now);
/* Has the toast ended now? */
bool prompt_tick(struct prompt *p, struct mono now);

void prompt_paint(struct prompt *p, const struct area *row);

/* What the line can become, each with its help, at the bottom of `above`. */
void prompt_paint_list(const struct prompt *p, const struct area *above);

#endif
