/*
 * views.h - the views of the console.  What each shows: columba-views(7).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_VIEWS_H
#define CONSOLE_VIEW_VIEWS_H

#include "console/view.h"

extern const struct view_class view_display; /* argument: an id */
extern const struct view_class view_params;  /* argument: a filter */
extern const struct view_class view_param;   /* page; argument: a name */
extern const struct view_class view_packets; /* argument: a filter */
extern const struct view_class view_packet;  /* page; argument: LINK/APID */
extern const struct view_class view_trends;  /* argument: names, settings */
extern const struct view_class view_links;
extern const struct view_class view_health;
extern const struct view_class view_events; /* argument: a filter */
extern const struct view_class view_alarms; /* argument: a filter */
extern const struct view_class view_diag;
extern const struct view_class view_log;      /* argument: a filter */
extern const struct view_class view_alarm;    /* page; argument: a name */
extern const struct view_class view_commands; /* argument: a part, a filter */
extern const struct view_class view_problems; /* page; of the stack */
extern const struct view_class view_form;     /* page; argument: a command, with
                                                 values as in a stack; "@N" first:
                                                 for its entry N */
extern const struct view_class view_command;  /* page; argument: a number, id */

extern const struct view_class view_procedures; /* argument: a part, a filter */
extern const struct view_class view_procedure;  /* page; argument: an id */
extern const struct view_class view_start;      /* page; argument: an id */
extern const struct view_class view_run;        /* page; argument: id, number */
extern const struct view_class view_statement;  /* page; argument: RUN STMT */

extern const struct view_class view_brief;     /* what trainees are told */
extern const struct view_class view_instruct;  /* an instructor's console */
extern const struct view_class view_scenarios; /* the same; to choose from */

/* Names of commands that can be sent, for view_class.complete. */
bool command_complete_name(
    struct ui *ui, const char *text, size_t i, struct strbuf *out);

/* Names of parameters, for view_class.complete. */
bool param_complete(
    struct ui *ui, const char *text, size_t i, struct strbuf *out);

#endif
