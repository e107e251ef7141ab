/*
 * form_view.h - what the parts of the page "form" share; for form_*.c only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_FORM_VIEW_H
#define CONSOLE_VIEW_FORM_VIEW_H

#include "console/view/dry_run.h"
#include "console/view/form.h"

struct form_view {
    struct form form;
    struct ui *ui;     /* of the call that is under way */
    size_t top;        /* first row shown */
    int line;          /* of the area where row `top` was painted */
    uint64_t line_key; /* a line of the stack is edited; 0: none */
    struct dry_run dry;
    char id[DIGEST_ID_HEX]; /* of the command submitted last, or "" */
};

/* The rows of the form, in all of `area`. */
void form_paint_rows(struct form_view *v, const struct area *area);
/* Lines that the rows would take. */
int form_rows_lines(const struct form_view *v);

/* Significance, constraints, bytes, verifiers; the lines that it would take. */
int form_paint_facts(const struct form_view *v, const struct area *area);

/* The state it would have once it is submitted. */
enum command_state form_becomes(const struct form_view *v);

/* Why it cannot go into the stack, or be submitted, NULL when it can. */
const char *form_why_not_stack(const struct form_view *v);
const char *form_why_not_submit(const struct form_view *v);

#endif
