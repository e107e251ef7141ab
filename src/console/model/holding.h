/*
 * holding.h - do criteria of a command hold on the values that this console
 * has?  Information for a person: what counts is what the gate says.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_HOLDING_H
#define CONSOLE_MODEL_HOLDING_H

#include "common/str.h"
#include "console/model/model.h"
#include "mdb/command.h"

enum holding {
    HOLDING_NO,
    HOLDING_YES,
    HOLDING_UNKNOWN, /* a value is stale, invalid, missing or not live; for the
                        gate that is as good as NO */
};
const char *holding_str(enum holding holding); /* "held" "not held" "stale" */

struct holding_sight {
    const struct model *model;
    const struct mdb_command *command;
    char *const *leaf_text; /* its leaves as they go in, or NULL */
    size_t n_leaves;
    struct clock now;
};

/* `why` (or NULL) gets "MODE is SAFE" or "MODE is stale", unless it holds. */
enum holding holding_check(const struct holding_sight *sight,
    const struct mdb_criteria *criteria, struct strbuf *why);

/* All its constraints at once: NO when one does not hold, else UNKNOWN when
 * one is not known; `why` is of that one. */
enum holding holding_constraints(
    const struct holding_sight *sight, struct strbuf *why);

/* The significance that applies now. */
const struct mdb_significance *holding_significance(
    const struct holding_sight *sight);

#endif
