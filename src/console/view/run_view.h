/*
 * run_view.h - the parts of the view of one run share; for run*.c only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_RUN_VIEW_H
#define CONSOLE_VIEW_RUN_VIEW_H

#include "console/model/run_tree.h"
#include "console/view.h"
#include "console/view/display_page.h"
#include "console/view/question.h"

#define RUN_WIDE_COLS 150 /* from here on with display and record beside it */
#define RUN_WIDE_ROWS 16
#define RUN_SIDE_COLS 82

struct run_view {
    char *argument;       /* owned; as it was opened */
    char id[RUN_ID_SIZE]; /* of its run, "" not found yet */
    struct run_tree tree;
    size_t at, top; /* rows: selected, first in sight */
    int page;       /* rows in sight */
    bool follows;   /* the selection is on the current line */
    struct question question;
    struct display_page display; /* of the run, where has_display */
    bool has_display;
};

/* The run, NULL: it is not known (any more). */
struct run *run_view_run(struct run_view *v, const struct ui *ui);

/* The question that is shown, NULL: none is open.  *nth from 1. */
const struct run_prompt *run_view_question(
    const struct run_view *v, const struct run *run, size_t *nth);

/* All of it (run_paint.c). */
void run_view_paint(struct run_view *v, struct ui *ui, struct run *run,
    const struct area *area);

/* What stands in a line of the tree (run_line.c): without number, appended. */
void run_line_text(
    const struct run *run, const struct run_line *line, struct strbuf *out);
/* What became of a statement: "attempt 2, accepted 2/4, 6.2 s left". */
void run_line_status(const struct run *run, const struct run_line *line,
    struct utc now, struct strbuf *out);
void run_line_paint(const struct run_view *v, const struct run *run,
    const struct run_line *line, struct utc now, const struct area *row);

#endif
