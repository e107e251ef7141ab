/*
 * syncer.h - fdatasync() beside the loop.
 *
 * A thread that does nothing else: the loop goes on while a disk is slow.  All
 * functions are for one thread, the loop's.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_SYNCER_H
#define LIMITS_SYNCER_H

#include "common/err.h"

struct syncer;

/* NULL without a thread: then sync in place. */
struct syncer *syncer_new(void);
void syncer_free(struct syncer **syncer); /* waits for what was begun */

/*
 * Sync what was written to `fd` until now.  While another sync is under way
 * one more follows it, for all that asked meanwhile.  `fd` is borrowed until
 * syncer_wait(); all that is begun before is of the same one.
 */
void syncer_begin(struct syncer *syncer, int fd);

/* Wait for all that was begun: 0, or the errno of the first that failed since
 * the last answer. */
NODISCARD int syncer_wait(struct syncer *syncer);

/* The same of what has ended, without waiting. */
NODISCARD int syncer_error(struct syncer *syncer);

#endif
