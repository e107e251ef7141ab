/*
 * check_stack.h - columba check of command stacks.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_CHECK_STACK_H
#define TOOLS_CHECK_STACK_H

#include "command/stack.h"
#include "tools/check.h"

/*
 * Add what is wrong with the stack `path`, ours or one of Yamcs (*.ycs), to
 * `notes`; against the database that check_database() chooses.  ERR_NOTFOUND
 * when it cannot be read.
 */
enum err check_stack(
    const char *path, const struct check_options *options, struct notes *notes);

/* Does its name say that it is a stack of Yamcs? */
bool stack_is_ycs(const char *path);

/* Read either; `mdb` may be NULL. */
enum err stack_read(const char *path, const struct mdb *mdb,
    struct notes *notes, struct stack *out);

#endif
