/*
 * check_limits.h - columba check of limits.conf.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_CHECK_LIMITS_H
#define TOOLS_CHECK_LIMITS_H

#include "mdb/mdb.h"
#include "tools/check.h"

/*
 * Add what is wrong with limits over their database to `notes`.  The displays
 * and procedures they name are looked for in the mission's directory `dir`
 * (NULL: not at all).  `path` NULL: there are no limits.
 */
void check_rules(const struct mdb *mdb, const char *path, const char *dir,
    bool is_strict, struct notes *notes);

/*
 * The same for the file `path` alone: its database is options->mdb, else that
 * of the mission.conf beside it.
 */
void check_limits(
    const char *path, const struct check_options *options, struct notes *notes);

#endif
