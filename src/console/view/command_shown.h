/*
 * command_shown.h - commands as all views show them: state by mark and word,
 * stages, ages; and why a key cannot be used on one.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_COMMAND_SHOWN_H
#define CONSOLE_VIEW_COMMAND_SHOWN_H

#include "common/str.h"
#include "console/model/model.h"
#include "console/view.h"

/* Role, mark and word of a state; the word is never left away. */
enum role command_role(const struct telecommand *t);
char command_mark(enum command_state state); /* '!' armed, '?' unknown, … */
const char *command_word(const struct telecommand *t); /* "ARMED" "VERIFIED" */

/* "ARMED 00:24 left", "QUEUED 59:10", "UNKNOWN check TM". */
void command_state_text(
    const struct telecommand *t, struct clock now, struct strbuf *out);

/* When its present state began; UTC_NONE when nobody said. */
struct utc command_since(const struct telecommand *t);

/*
 * Its stages by letter (T S R A Q E C F) and what became of each: "A+0.4"
 * passed 0.4 s after release, "C." waiting, "Cx" failed, "C!" not reached in
 * time, "C?" nobody knows, "C-" left out.
 */
void command_stages_text(const struct telecommand *t, struct strbuf *out);

/*
 * "Battery=3": what a person gave; with `assigned` what the database puts in
 * instead.  Without the database of the command all of it was given.
 */
void command_values_text(const struct ui *ui, const struct telecommand *t,
    bool assigned, struct strbuf *out);

/* `text` with a blank in words that are longer than `width` columns (>= 1), so
 * that all of it is seen where lines are broken at blanks. */
void command_fold(const char *text, int width, struct strbuf *out);

/* "!" hazardous, "!!" critical, "" normal. */
const char *ceremony_mark(enum command_ceremony ceremony);

/* "#7 HTR_ON" */
void command_name_text(const struct telecommand *t, struct strbuf *out);

/* The command that an event of the gate names ("PING #7 (FC-1): sent"), NULL:
 * none that is known. */
const struct telecommand *command_of_event(
    const struct ui *ui, const char *source, const char *text);

/* False: the instance has none, as far as it was heard. */
bool command_may_have_gate(const struct model *m);

/* Why nothing can be commanded at all, NULL while the gate is heard. */
const char *command_why_no_gate(const struct model *m, struct clock now);

/* Why ACTION_ARM or ACTION_CANCEL cannot be used on it now, NULL when it can;
 * `t` may be NULL: none is selected. */
const char *command_why_not(
    const struct ui *ui, enum action action, const struct telecommand *t);

#endif
