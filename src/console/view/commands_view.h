/*
 * commands_view.h - the parts of view 4: what can be commanded, what is about
 * to be, what was.
 *
 * Parts as in parts.h, in commands_parts[].
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_COMMANDS_VIEW_H
#define CONSOLE_VIEW_COMMANDS_VIEW_H

#include "console/view.h"

/* In the order of Tab; NULL ends the list. */
extern const struct view_class *const commands_parts[];

extern const struct view_class commands_catalogue; /* argument: a filter */
extern const struct view_class commands_stack;     /* argument: a filter */
extern const struct view_class commands_history;   /* argument: a filter */

#endif
