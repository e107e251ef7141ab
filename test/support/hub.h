/*
 * hub.h - a real columba-hub for a test, in directories of its own.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_HUB_H
#define SUPPORT_HUB_H

#include <stddef.h>
#include <sys/types.h>

struct hub_process {
    pid_t pid; /* 0: not running */
};

/* A new run directory, also in $COLUMBA_RUN; removed by check_rmdir(). */
char *hub_run_dir(void);

/*
 * Start columba-hub with `args` (NULL-terminated, without argv[0]) and wait
 * until it says that it is ready; fails the test after 10 s.
 */
void hub_start(struct hub_process *hub, const char *const *args);

/* SIGTERM and wait; the exit status must be 0. */
void hub_stop(struct hub_process *hub);

/* SIGKILL and wait. */
void hub_kill(struct hub_process *hub);

/* Resident memory of a process in bytes. */
size_t hub_rss(pid_t pid);

#endif
