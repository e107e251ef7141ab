/*
 * check.h - columba check: everything that is wrong with a file.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_CHECK_H
#define TOOLS_CHECK_H

#include <stdbool.h>

#include "common/err.h"
#include "common/note.h"

struct check_options {
    bool is_strict;      /* warnings are errors */
    const char *mdb;     /* database for limits and displays; NULL: that of
                            their mission */
    const char *mission; /* mission of displays that stand alone; NULL: the
                            default one */
};

/*
 * Add what is wrong with the file or mission directory `path` ("-": standard
 * input) to `notes`.  Its kind is told from its name and first bytes.  *n_files
 * grows by the files that were checked: of a mission more than one.
 */
enum err check_file(const char *path, const struct check_options *options,
    struct notes *notes, unsigned *n_files);

#endif
