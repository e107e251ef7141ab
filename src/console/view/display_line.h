/*
 * display_line.h - the selected field of a display in words, and all fields
 * as JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_DISPLAY_LINE_H
#define CONSOLE_VIEW_DISPLAY_LINE_H

#include "console/view/display_page.h"

/* One line: name, value and raw value, age, limit state, packet. */
void display_line_paint(
    struct display_page *p, struct ui *ui, const struct area *line);

/* One object a line for each field that shows something, in reading order. */
void display_line_json(
    const struct display_page *p, struct ui *ui, struct strbuf *out);

#endif
