/*
 * pick.h - which mission and which of its instances a tool is to work on.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_PICK_H
#define TOOLS_PICK_H

#include "mission/mission.h"

struct pick {
    struct mission *mission;                 /* owned */
    const struct mission_instance *instance; /* in it */
};

/*
 * Load the mission `path` (NULL: mission_default_path()) and find `instance`
 * (NULL: $COLUMBA_INSTANCE, else the first).  Returns -1, or an exit status
 * after saying what is wrong: 65, 66.
 */
int pick_open(struct pick *pick, const char *tool, const char *path,
    const char *instance);
void pick_close(struct pick *pick);

#endif
