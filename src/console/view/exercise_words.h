/*
 * exercise_words.h - how an exercise is told: its state, texts of several
 * lines.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_EXERCISE_WORDS_H
#define CONSOLE_VIEW_EXERCISE_WORDS_H

#include "console/canvas.h"
#include "console/view.h"

/* " RUNNING  12:34 of 25:00  HEATER  A heater that …" in line `row`. */
void exercise_state_paint(
    const struct ui *ui, const struct area *area, int row);

/*
 * Lines of text, each broken where it does not fit; lines above the area
 * (`row` < 0) are left out.  Returns the next free line.
 */
int paragraphs_paint(
    const struct area *area, int row, enum role role, const char *text);
int paragraphs_lines(int cols, const char *text);

#endif
