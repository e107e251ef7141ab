/*
 * run_why.h - why a run of a procedure ended as it did: the statement that
 * failed, its value, what came of it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_RUN_WHY_H
#define CONSOLE_VIEW_RUN_WHY_H

#include "common/str.h"
#include "console/model/runs.h"

/* The statement because of which it ended badly; PLUTO_NIL: it did not, or it
 * was a person, or its items are not here yet. */
uint32_t run_why_stmt(const struct run *run);

/* "P5 DHS_MODE = 'SAFE': was SCIENCE, valid, 0.9 s old", appended; nothing for
 * a run that goes on or is confirmed. */
void run_why_text(const struct run *run, struct strbuf *out);

/* The detail of an item without the condition that stands beside it: "now
 * SCIENCE"; "" when there is none.  Points into it. */
const char *run_detail_value(
    const struct run *run, const struct pluto_item *item);

#endif
