/*
 * help.h - the help screen, made from the tables of keys, marks, commands and
 * settings.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_HELP_H
#define CONSOLE_HELP_H

#include "console/canvas.h"
#include "console/keys/keys.h"
#include "console/theme/theme.h"

struct view_class;

/* Why an action cannot be used now, NULL when it can. */
typedef const char *(*help_reason_fn)(void *arg, enum action action);

/* What it is about; all borrowed. */
struct help_topic {
    const struct keymap *map;
    const struct view_class *class; /* of the focused pane, NULL: none */
    const struct theme *theme;
    bool is_ascii;
    help_reason_fn reason;
    void *arg;
};

struct help {
    int top;   /* first line shown */
    int match; /* line that was found, from 1; 0: none */
    int page;  /* lines shown when it was last painted, and how wide */
    int cols;
};

void help_open(struct help *help);

/* Moves; false when the action is none of its own. */
bool help_act(struct help *help, enum action action);

/*
 * Show the first line at or after the one found (step 0), the next (1) or the
 * one before (-1) with `text` in it, wrapping around; false when none has.
 */
bool help_search(struct help *help, const struct help_topic *topic,
    const char *text, int step);

/*
 * Over the whole of `area`: the keys of the view first, then all others that
 * work, then those that do not and why, then marks, commands and settings.
 * Long lines are broken at blanks.
 */
void help_paint(
    struct help *help, const struct area *area, const struct help_topic *topic);

#endif
