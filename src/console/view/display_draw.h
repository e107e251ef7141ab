/*
 * display_draw.h - the fields of a display, drawn into cells.
 *
 * Each field gets an area of just its size and fills all of it.  The cell of
 * its left brace is the limit mark, that of its right brace the quality mark.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_DISPLAY_DRAW_H
#define CONSOLE_VIEW_DISPLAY_DRAW_H

#include "console/view.h"
#include "console/view/display_value.h"
#include "console/widget/plot_scale.h"

struct display_pen {
    const struct ui *ui;
    struct display_eye eye;
    const struct display *page;
    struct plot_scale *scale; /* of each field of the page, kept from frame to
                                 frame: ranges of plots stand still */
    struct strbuf text;       /* scratch; strbuf_fini() it at the end */
};

void display_draw(struct display_pen *pen, const struct display_field *field,
    const struct area *area);

/* The marks as they are drawn: 0 none, and the role of what they stand at. */
uint32_t display_limit_mark(
    const struct ui *ui, limit_state state, bool is_abnormal);
enum role display_role(
    const struct display_now *now); /* of the text of a value */

#endif
