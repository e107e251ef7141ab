/*
 * edit.h - one line of text being typed: prompt, cursor, history, completion.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_WIDGET_EDIT_H
#define CONSOLE_WIDGET_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "console/canvas.h"
#include "console/keys/key.h"

#define EDIT_SIZE    512 /* bytes of the line, with its NUL */
#define EDIT_HISTORY 500 /* lines remembered */

enum edit_result {
    EDIT_IGNORED,       /* the key means nothing here */
    EDIT_MOVED,         /* cursor only */
    EDIT_CHANGED,       /* the text changed */
    EDIT_DONE,          /* Enter: take the text */
    EDIT_CANCEL,        /* Esc, ^C, or Backspace in an empty line */
    EDIT_COMPLETE,      /* Tab: the next completion */
    EDIT_COMPLETE_BACK, /* S-Tab: the one before */
};

struct edit_history {
    char *line[EDIT_HISTORY]; /* owned, oldest first */
    size_t n;
};
void edit_history_fini(struct edit_history *h);
void edit_history_add(struct edit_history *h, const char *line);

struct edit {
    char text[EDIT_SIZE];         /* clean UTF-8 */
    size_t len, cursor;           /* bytes */
    struct edit_history *history; /* borrowed, NULL: none */
    size_t recalled;              /* lines back in the history, 0: none */
    char draft[EDIT_SIZE];        /* what was typed before recalling */
    bool is_searching;            /* ^R: text is the newest line with … */
    char needle[EDIT_SIZE];       /* … this in it */
    size_t offset;                /* first byte shown */
};

void edit_init(struct edit *e, struct edit_history *history);
void edit_set(struct edit *e, const char *text); /* cursor at the end */

/*
 * Up and Down recall lines that begin with what was typed; ^R finds the newest
 * line that contains what is typed then, ^R again an older one, Esc gives the
 * search up.
 */
enum edit_result edit_key(struct edit *e, keysym k);

/*
 * Insert pasted text as it is, on one line: newlines become blanks and never
 * end the input.  Returns false when it had to be cut.
 */
bool edit_paste(struct edit *e, const char *text, size_t len);

/*
 * Replace the bytes from `start` to the cursor by `word` (a completion).
 */
void edit_replace(struct edit *e, size_t start, const char *word);

/* Draw `prompt` and the line in row 0 of `area`; the cursor is reversed. */
void edit_paint(struct edit *e, const struct area *area, const char *prompt);

#endif
