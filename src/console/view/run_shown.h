/*
 * run_shown.h - runs of procedures as all views show them, and why a key
 * cannot be used on one.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_RUN_SHOWN_H
#define CONSOLE_VIEW_RUN_SHOWN_H

#include "common/str.h"
#include "console/model/model.h"
#include "console/view.h"

/* "WAITING", "ENDED confirmed"; "EXECUTOR SILENT" where it is not heard. */
void run_state_text(
    const struct ui *ui, const struct run *run, struct strbuf *out);
enum role run_state_role(const struct ui *ui, const struct run *run);

/* '?' a question is open, '!' it stands and needs an operator, ' ' none. */
char run_call_mark(const struct run *run);

/* "SIF-ACT-01 #12" */
void run_name_text(const struct run *run, struct strbuf *out);

/* "DRAFT", "REVIEWED", "APPROVED" */
const char *approval_word(const char *approval, char out[16]);
enum role approval_role(const char *approval);

/* "12:05", "1:02:05" of seconds. */
char *seconds_fmt(char out[32], double s);

enum role mark_role(enum pluto_mark mark);

/* No executor is heard: what that means; NULL while it is. */
const char *run_why_no_executor(const struct model *m, struct clock now);

/* Why an action (STEP OVER PAUSE SKIP ABORT BREAK ACKNOWLEDGE) cannot be used
 * on it now, NULL when it can.  Good until the next call. */
const char *run_why_not(
    const struct ui *ui, enum action action, const struct run *run);

/* Why this console may not have a hand in it; NULL when it may. */
const char *run_why_not_ours(const struct ui *ui, const struct run *run);

#endif
