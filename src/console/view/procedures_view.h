/*
 * procedures_view.h - the parts of view 3: the runs, and the library.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_PROCEDURES_VIEW_H
#define CONSOLE_VIEW_PROCEDURES_VIEW_H

#include "console/view.h"

/* Parts as in parts.h; NULL ends the list. */
extern const struct view_class *const procedures_parts[];

extern const struct view_class procedures_runs;    /* argument: a filter */
extern const struct view_class procedures_library; /* argument: a filter */

/* Ids of procedures, for view_class.complete. */
bool procedure_complete(
    struct ui *ui, const char *text, size_t i, struct strbuf *out);

#endif
