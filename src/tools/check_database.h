/*
 * check_database.h - the database a file is checked against.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_CHECK_DATABASE_H
#define TOOLS_CHECK_DATABASE_H

#include <stdbool.h>

#include "mdb/mdb.h"
#include "mission/mission.h"
#include "tools/check.h"

/*
 * Load the database for the file `path`: options->mdb, else that of the
 * mission.conf beside it or in the directory above, else that of
 * options->mission, else that of the default mission.  *mission is that
 * mission, or NULL.  Both owned.  False, *mdb NULL and notes without one.
 */
bool check_database(const char *path, const struct check_options *options,
    struct mission **mission, struct mdb **mdb, struct notes *notes);

/* The directory a file is in; owned. */
char *check_dir_of(const char *path);

#endif
