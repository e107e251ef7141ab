/*
 * instance.h - which instances run on this machine, and one supervisor each.
 *
 * The supervisor of an instance holds a lock on <run>/<instance>/up.lock.  The
 * kernel releases it however the supervisor ends, so there is no stale one.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_INSTANCE_H
#define COMMON_INSTANCE_H

#include <stddef.h>
#include <sys/types.h>

#include "common/err.h"

/*
 * Become the supervisor of `instance`, whose directory exists.  ERR_OK and an
 * open *fd that holds the lock until it is closed or the process ends;
 * ERR_EXISTS when another one has it, ERR_IO.  Locks are not inherited by
 * fork(2).
 */
NODISCARD enum err instance_lock(const char *instance, int *fd);

/* The process id of its supervisor, or 0 when it does not run. */
pid_t instance_pid(const char *instance);

/* Names of the running instances, sorted; *names and each one owned. */
size_t instance_running(char ***names);
void instance_names_free(char ***names, size_t n);

/*
 * The instance to use when none is named: $COLUMBA_INSTANCE, else the only one
 * that runs, else a running one called "flight", else NULL.  Owned.
 */
char *instance_default(void);

#endif
