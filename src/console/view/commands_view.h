/*
 * commands_view.h - the parts of view 4: what can be commanded, what is about
 * to be, what was.
 *
 * A part is a view of its own (struct view_class, without number and tab) that
 * stands in commands_parts[].  Where there is room all parts stand one below
 * the other, else the one that has the keys; Tab goes to the next.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_COMMANDS_VIEW_H
#define CONSOLE_VIEW_COMMANDS_VIEW_H

#include "console/view.h"

#define COMMANDS_PARTS_MAX 4

/* In the order of Tab; NULL ends the list. */
extern const struct view_class *const commands_parts[];

extern const struct view_class commands_catalogue; /* argument: a filter */
extern const struct view_class commands_stack;     /* argument: a filter */
extern const struct view_class commands_history;   /* argument: a filter */

#endif
