/*
 * dry_run.h - `V`: what this console and what the gate say of a command that
 * is not sent.
 *
 * The gate decides; the console's own answer stands beside it, and that they
 * differ is said.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_DRY_RUN_H
#define CONSOLE_VIEW_DRY_RUN_H

#include "command/stack.h"
#include "command/state.h"
#include "console/canvas.h"
#include "console/view.h"

struct dry_run { /* zero: none; belongs to a view */
    uint64_t ticket;
    char of[96];                 /* "SWITCH Battery=3" */
    bool own_is_yes;             /* as it was when the gate was asked */
    enum command_state expected; /* what it would become */
    char own[240];               /* all reasons against it, or what it would
                                    become */
};

/* Where orders of this console are given; borrowed from the model. */
struct composer_place;
struct composer_place dry_run_place(const struct ui *ui);

/*
 * All that this console knows against sending the command now, in `why`
 * (values, constraints, authority, the gate); false: something is.  *to gets
 * the state that it would have.
 */
bool dry_run_own(struct ui *ui, const struct stack_item *item,
    enum command_state *to, struct strbuf *why);

/* The state of a command of this level once it is submitted from here. */
enum command_state dry_run_becomes(
    const struct ui *ui, enum mdb_consequence level);

/* Why nothing can be submitted from here now, NULL when it can. */
const char *dry_run_why_not_submit(const struct ui *ui);

/* Ask the gate; an earlier one is forgotten. */
void dry_run_ask(
    struct dry_run *run, struct ui *ui, const struct stack_item *item);

/* Up to four lines from line `row`; returns the next free one, also where
 * there was no room.  Nothing for none. */
int dry_run_paint(const struct dry_run *run, const struct ui *ui,
    const struct area *area, int row);

#endif
