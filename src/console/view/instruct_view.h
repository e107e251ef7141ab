/*
 * instruct_view.h - the instructor's view from inside: instruct*.c alone.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_INSTRUCT_VIEW_H
#define CONSOLE_VIEW_INSTRUCT_VIEW_H

#include "console/model/model.h"
#include "console/view/list.h"

enum instruct_column {
    INSTRUCT_FAULT,
    INSTRUCT_STATE,
    INSTRUCT_LINE, /* its part of the timeline */
    INSTRUCT_DETECTED,
    INSTRUCT_ACKNOWLEDGED,
    INSTRUCT_DIAGNOSED,
    INSTRUCT_RECOVERED,
    INSTRUCT_COLUMNS
};

/* What stands below the faults. */
enum instruct_lower {
    INSTRUCT_SELECTED, /* the selected fault, and the record */
    INSTRUCT_BRIEF,    /* brief and notes */
    INSTRUCT_RECORD,   /* the record alone */
    INSTRUCT_LOWER_COUNT
};

struct instruct_view {
    struct list_view list; /* first; the faults */
    enum instruct_lower lower;
    char id[48]; /* of the fault a question is about */
};

enum role instruct_fault_role(enum drill_fault_state state);

/* Seconds that the timeline spans, > 0. */
double instruct_span(const struct drill *d);

/* When a fault that is planned begins, and one that is not over ends, as far
 * as that is known: NAN. */
double instruct_planned_begin(
    const struct drill *d, const struct drill_fault *f);
double instruct_planned_end(const struct drill *d, const struct drill_fault *f);

/* The axis in the line of titles: `width` columns from `col`. */
void instruct_axis_paint(
    const struct drill *d, const struct area *area, int col, int width);
/* One fault: gaps of contact, its bar, what was reached, now. */
void instruct_bar_paint(const struct drill *d, const struct drill_fault *f,
    const struct area *area, int row, int col, int width);

/* Below the list. */
void instruct_lower_paint(
    struct instruct_view *v, struct ui *ui, const struct area *area);

#endif
