/*
 * check.h - bind the names of a procedure and find all that is wrong with it
 * before it runs.
 *
 * Names are bound once, by where they stand (pluto.md 6): variables and steps
 * by the bodies around them, objects by the contexts around them; executions
 * never look up a name.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_CHECK_H
#define PLUTO_CHECK_H

#include "common/err.h"
#include "common/note.h"
#include "pluto/ast.h"
#include "pluto/catalogue.h"
#include "pluto/model.h"

struct pluto_check_options {
    const struct catalogue *catalogue; /* beside the procedure, or NULL */
    bool is_strict;                    /* warnings are errors */
    bool is_open; /* a world without a database: unknown names are added to the
                     model */
};

/*
 * Bind `p` to `model` and check it; every problem is in `notes`: names (with
 * the nearest one), arguments, types, ranges, units, use before assignment,
 * continuation arms, and the warnings of pluto.md 4.10 and 7.  ERR_OK:
 * p->is_bound, it can run; else ERR_FORMAT.  May be called again with another
 * model.
 */
NODISCARD enum err pluto_check(struct pluto *p, struct pluto_model *model,
    const struct pluto_check_options *options, struct notes *notes);

#endif
