/*
 * desk_runs.h - what the parts that have a hand in procedures share; for
 * desk_runs*.c only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_DESK_RUNS_H
#define CONSOLE_DESK_RUNS_H

#include "console/desk_priv.h"
#include "console/view/run_shown.h"

struct runs *desk_runs(const struct desk *d);

/* ---- desk_runs.c --------------------------------------------------------- */

/* Ask the executor, as an operator.  The ticket; 0: not asked, and the person
 * was told.  `run` is noted with it, "" none. */
uint64_t desk_exec_ask(struct desk *d, const char *verb, const char *run,
    const char *const *args, size_t n_args);
/* The same of a run, with what follows its id (NULL: nothing more). */
void desk_run_ask(struct desk *d, const char *verb, const char *run,
    const char *a, const char *b);

/* The run of the focused pane, else of another in sight; NULL. */
struct run *desk_run_in_sight(struct desk *d);
/* That one, else the only one that goes on; NULL, and the person was told. */
struct run *desk_run_meant(struct desk *d);
/* It may be done now; if not, the person is told why. */
bool desk_run_may(struct desk *d, enum action action, const struct run *run);

/* ---- desk_runs_control.c ------------------------------------------------- */

/* What something is being asked for now. */
void desk_run_remember(struct desk *d, const struct run *run, const char *verb,
    const char *number);
/* Do it with this reason; where there is none, ask for one. */
void desk_run_reason(struct desk *d, const struct run *run, const char *verb,
    const char *number, const char *reason);

/* A dialog ends with its run or its question. */
void desk_run_follow_dialog(struct desk *d);

/* ---- desk_runs_answer.c -------------------------------------------------- */

void desk_run_send_answer(struct desk *d, const char *run, uint64_t prompt,
    const char *word, const char *text);

#endif
