/*
 * check_scenario.h - columba check of scenarios.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_CHECK_SCENARIO_H
#define TOOLS_CHECK_SCENARIO_H

#include <stdbool.h>

#include "mdb/mdb.h"
#include "tools/check.h"

/*
 * Add what is wrong with the scenario `path` to `notes`: its lines, the names
 * in them against the database that check_database() chooses, and as warnings
 * displays that are nowhere.  ERR_NOTFOUND when it cannot be read.
 */
enum err check_scenario(
    const char *path, const struct check_options *options, struct notes *notes);

/* All scenarios of a mission (its directory), which `mdb` belongs to. */
void check_scenarios(const struct mdb *mdb, const char *mission_dir,
    bool is_strict, struct notes *notes, unsigned *n_files);

/* The directory is not a mission's and has scenarios in it. */
bool check_is_scenarios(const char *dir);
/* All of them; the last error. */
enum err check_scenario_dir(const char *dir,
    const struct check_options *options, struct notes *notes,
    unsigned *n_files);

#endif
