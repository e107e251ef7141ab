/*
 * check_procedure.h - columba check of procedures and the files beside them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_CHECK_PROCEDURE_H
#define TOOLS_CHECK_PROCEDURE_H

#include <stdbool.h>

#include "mdb/mdb.h"
#include "mission/mission.h"
#include "tools/check.h"

/* A procedure (.pluto, .plp), an approval, or a catalogue entry: a .conf that
 * stands beside a procedure of its name. */
bool check_is_procedure(const char *path);

/*
 * Add what is wrong with it to `notes`: text, catalogue entry and approval,
 * names against the database that check_database() chooses and against the
 * other procedures of its directory and its mission.  Without a database names
 * are not looked up.  ERR_NOTFOUND when it cannot be read.
 */
enum err check_procedure(
    const char *path, const struct check_options *options, struct notes *notes);

/*
 * Add what is wrong with a world (.world) to `notes`.  With the options'
 * mission or database the names in it are looked up, else they are its own.
 * ERR_NOTFOUND when it cannot be read, ERR_FORMAT.
 */
enum err check_world(
    const char *path, const struct check_options *options, struct notes *notes);

/* All procedures of a mission, which `mdb` belongs to. */
void check_procedures(const struct mdb *mdb, const struct mission *mission,
    bool is_strict, struct notes *notes, unsigned *n_files);

/* The directory is not a mission's and has procedures in it. */
bool check_is_procedures(const char *dir);
enum err check_procedure_dir(const char *dir,
    const struct check_options *options, struct notes *notes,
    unsigned *n_files);

/* Where a mission's procedures are: `dir[n]`, owned; free each. */
size_t procedure_dirs(const struct mission *mission, char *dir[2]);

#endif
