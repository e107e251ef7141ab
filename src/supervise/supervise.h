/*
 * supervise.h - run the processes of an instance until it is told to stop.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPERVISE_SUPERVISE_H
#define SUPERVISE_SUPERVISE_H

#include <stdbool.h>

#include "mission/mission.h"

struct supervise_config {
    const struct mission *mission;
    const struct mission_instance *instance;
    int report_fd;   /* a line about each step until all are ready: "ready NAME
                        PID", "up", "failed TEXT"; -1 for none.  When its
                        reader goes away before "up", the start is undone. */
    bool echo;       /* copy the processes' logs to our stderr */
    const char *log; /* the file that our stderr is, to be rotated; or NULL */
};

/*
 * Supervise in this process until SIGTERM, SIGINT or SIGHUP, then stop all
 * and clean up.  Takes the instance's lock.  Returns an exit status: 0 after
 * an ordered stop, 73 when the instance runs already, 69 when a process does
 * not come up, 71 or 74 when the system fails us.
 */
int supervise_run(const struct supervise_config *config);

/* Remove what a crashed instance left: sockets, never logs.  Lock held. */
void supervise_clean(const char *instance);

#endif
