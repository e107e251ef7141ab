/*
 * check_display.h - columba check of display files.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_CHECK_DISPLAY_H
#define TOOLS_CHECK_DISPLAY_H

#include "mdb/mdb.h"
#include "tools/check.h"

/*
 * Add what is wrong with the display file `path` to `notes`.  Its database is
 * options->mdb, else that of the mission.conf beside it or in the directory
 * above, else that of options->mission, else that of the default mission.
 * Links may lead to displays beside it, of that mission, of the user and
 * shipped ones.  ERR_NOTFOUND when it cannot be read.
 */
enum err check_display(
    const char *path, const struct check_options *options, struct notes *notes);

/*
 * The same for all files of the mission's directory DIR/displays, which may be
 * missing; *n_files grows by their number.  Two of one id are a warning.
 */
void check_displays(const struct mdb *mdb, const char *mission_dir,
    bool is_strict, struct notes *notes, unsigned *n_files);

/* The ids of the user's displays and of the shipped ones. */
struct content;
void check_add_shared_displays(struct content *ids);

#endif
