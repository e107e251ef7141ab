/*
 * theme_check.h - can every state be told apart and every text be read?
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_THEME_THEME_CHECK_H
#define CONSOLE_THEME_THEME_CHECK_H

#include "common/note.h"
#include "console/theme/theme.h"

#define THEME_CONTRAST_MIN 4.5 /* WCAG 2.1, 1.4.3, of text in 256 colours */

/*
 * Add what is wrong to `notes`, each about `file` as a whole: states that look
 * alike in mono or 8 colours (no attribute and no mark is different), marks
 * that are the same, instances that look alike, text without contrast, a
 * selection that is not seen.
 */
void theme_check(
    const struct theme *theme, const char *file, struct notes *notes);

/*
 * Contrast of two of the 256 colours, 1 .. 21 (WCAG 2.1, relative luminance);
 * the first 16 as xterm(1) has them.
 */
double theme_contrast(int a, int b);

#endif
