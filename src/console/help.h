/*
 * help.h - the help screen, made from the table of keys.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_HELP_H
#define CONSOLE_HELP_H

#include "console/canvas.h"
#include "console/keys/keys.h"

/* Why an action cannot be used now, NULL when it can. */
typedef const char *(*help_reason_fn)(void *arg, enum action action);

struct help {
    int top;  /* first line shown */
    int page; /* lines shown when it was last painted */
};

/* Moves; false when the action is none of its own. */
bool help_act(struct help *help, enum action action);

/*
 * Over the whole of `area`: every key, those that do not work here dimmed and
 * with the reason, then the commands of the command line.
 */
void help_paint(struct help *help, const struct area *area,
    const struct keymap *map, const char *view_title, help_reason_fn reason,
    void *arg);

#endif
