/*
 * lock.h - a file that one process at a time holds.
 *
 * A lock of fcntl(2): the kernel releases it however its holder ends, so there
 * is no stale one, and tells everybody who may read the file who holds it.
 * Not inherited by fork(2).  A process loses its lock when it closes any
 * descriptor of the file: open it once.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_LOCK_H
#define COMMON_LOCK_H

#include <sys/types.h>

#include "common/err.h"

/*
 * Make and hold the file at `path`; our process id is written into it, for
 * people.  ERR_OK and an open *fd that holds it until it is closed or the
 * process ends; else *fd is -1: ERR_EXISTS when another process has it, ERR_IO.
 */
NODISCARD enum err lock_take(const char *path, int *fd);

/* The process that holds it, as the kernel says; 0: no other one does. */
pid_t lock_owner(const char *path);

#endif
