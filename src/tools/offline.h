/*
 * offline.h - what tools share that read files of packets without a link.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_OFFLINE_H
#define TOOLS_OFFLINE_H

#include <stdbool.h>
#include <stdint.h>

#include "mdb/mdb.h"
#include "mdb/packets.h"
#include "mission/mission.h"

struct offline {
    const char *tool;        /* "columba decode": begins messages */
    struct mission *mission; /* NULL: a database was named */
    struct mdb *mdb;
    uint32_t root; /* the container packets begin with */
};

/*
 * Load the database `path` (an XTCE file, a mission.conf, or a mission's
 * directory) and find the container packets begin with: `container`, else the
 * mission's, else the database's own.  Returns 0, or an exit status after
 * saying what is wrong.
 */
int offline_open(struct offline *offline, const char *tool, const char *path,
    const char *container);
void offline_close(struct offline *offline);

/* A packet, or something that is none. */
typedef void (*offline_fn)(void *arg, const char *file,
    enum packets_event event, const struct packets_item *item);

/*
 * Read the file ("-": standard input) to its end.  Returns 0, or an exit
 * status after saying what is wrong.
 */
int offline_read(const struct offline *offline, const char *path,
    uint32_t skip_bytes, offline_fn fn, void *arg);

/* Does `path` name a mission, not a database? */
bool offline_is_mission(const char *path);

#endif
