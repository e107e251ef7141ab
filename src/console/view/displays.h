/*
 * displays.h - the index of all displays, part of the view of displays.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_DISPLAYS_H
#define CONSOLE_VIEW_DISPLAYS_H

#include "console/display/display_set.h"
#include "console/view/display_value.h"
#include "console/view/list.h"

struct displays {
    struct list_view list; /* first */
    size_t looked;         /* pages are loaded a few at a time, from here on */
    size_t line;           /* that is painted, and its worst state */
    bool has_worst;
    struct display_worst worst;
};

void displays_init(struct displays *d, const char *filter);
void displays_fini(struct displays *d);

/* Look at the catalogue again. */
void displays_update(struct displays *d, struct ui *ui);
void displays_paint(struct displays *d, struct ui *ui, const struct area *area);

/* The selected display, NULL: none. */
const struct display_set_row *displays_selected(
    struct displays *d, struct ui *ui);

void displays_json(struct displays *d, struct ui *ui, struct strbuf *out);

#endif
