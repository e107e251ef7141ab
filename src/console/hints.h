/*
 * hints.h - the function bar while something else than a view has the keys.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_HINTS_H
#define CONSOLE_HINTS_H

#include "console/canvas.h"
#include "console/keys/keys.h"
#include "console/prompt.h"

/*
 * What keys do in the prompt or dialog, or on the help screen: as many as fit,
 * most needed first.  False when a view has the keys: nothing is painted.
 */
bool hints_paint(const struct prompt *prompt, bool help_is_open,
    const struct keymap *map, const struct area *row);

/* The same while text is typed in a view: view_class.hint. */
void hints_typing(const char *const *hint, const struct area *row);

/* The same while a dialog of view/ceremony.h has them; `is_over`: nothing can
 * be done in it any more. */
void hints_ceremony(const struct area *row, bool is_over);

#endif
