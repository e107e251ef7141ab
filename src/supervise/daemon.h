/*
 * daemon.h - start an instance in the background, and end one.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPERVISE_DAEMON_H
#define SUPERVISE_DAEMON_H

#include <stdbool.h>
#include <stdio.h>

#include "common/err.h"
#include "mission/mission.h"

struct daemon_config {
    const struct mission *mission;
    const struct mission_instance *instance;
    bool ends_with_us; /* stop when the process that started it ends */
    FILE *progress;    /* "hub ready, process 123" a line, or NULL */
};

/*
 * Start the instance in a process of its own, away from the terminal, whose
 * log is <instance>/log/up.log.  Returns when all processes are ready (0), or
 * an exit status after saying on stderr why not; nothing runs then.
 */
int daemon_start(const struct daemon_config *config);

/*
 * Ask the supervisor of `instance` to stop and wait until it is gone, at most
 * `timeout_ns`.  ERR_NOTFOUND when it does not run, ERR_DENIED when it is
 * another user's, ERR_AGAIN when it is still there at the end.
 */
NODISCARD enum err daemon_stop(const char *instance, int64_t timeout_ns);

#endif
