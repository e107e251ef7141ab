/*
 * meet.h - could bytes for one place arrive at another?
 *
 * Told from what mission.conf says, without asking a name server: where that
 * cannot be known the answer is yes.  So an uplink of SIM and one of FLIGHT are
 * told apart by their ports, or by hosts written as numbers.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MISSION_MEET_H
#define MISSION_MEET_H

#include <stdbool.h>
#include <stdint.h>

#include "mission/mission.h"

struct meet_place { /* borrowed */
    enum mission_link_type type;
    const char *host; /* NULL or "": any address of this host */
    uint16_t port;    /* 0: any free one */
    const char *path;
};

/*
 * Network places with one port and hosts that are equal, or both loopback, or
 * of which one is any or a name; files and lines that are the same on the disk
 * by whatever path, or of which one is the directory of the other.
 */
bool meet(const struct meet_place *a, const struct meet_place *b);

#endif
