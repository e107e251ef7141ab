/*
 * model_mdb.h - the mission database as a space system model.
 *
 * SpaceSystems become elements, items parameters, commands that are not
 * abstract activities, and the events of columba-events(7) system events of
 * the element "Columba".  A member "P.x" is "x of P", an element "P[3]" is
 * "P 3"; an alias is another name at the same place.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_MODEL_MDB_H
#define PLUTO_MODEL_MDB_H

#include "common/note.h"
#include "mdb/model.h"
#include "pluto/model.h"

/* Add all of it; nothing of `mdb` is kept. */
void pluto_model_add_mdb(struct pluto_model *model, const struct mdb *mdb);

/* Warn of parameters and commands whose names a procedure cannot write:
 * identifiers begin with a letter and have letters, digits, blanks and '_'
 * (a '-' is written as a blank). */
void pluto_model_mdb_notes(const struct mdb *mdb, struct notes *notes);

#endif
