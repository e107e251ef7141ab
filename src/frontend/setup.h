/*
 * setup.h - mission.conf and mission database, checked before they are used.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FRONTEND_SETUP_H
#define FRONTEND_SETUP_H

#include <stdint.h>

#include "common/note.h"
#include "mdb/mdb.h"
#include "mission/mission.h"

struct setup {
    struct mission *mission;
    const struct mission_instance *instance; /* in the mission */
    struct mdb *mdb;
    uint32_t root; /* container, or MDB_NIL: the database's own */
};

/*
 * Load the mission at `path` (NULL: the default one), find `instance` in it,
 * load its database.  What is wrong goes to `notes`, warnings too.  Returns 0,
 * or the exit status of sysexits.h: 78 for mission.conf, 65 for the database,
 * 66 when the mission is not there; *out is empty then.
 */
int setup_load(const char *path, const char *instance, struct notes *notes,
    struct setup *out);
void setup_free(struct setup *setup);

#endif
