/*
 * repeats.h - did this very packet come before?
 *
 * Two stations receive one packet, a recording is sent twice, a process asks
 * for what it had already.  A time alone does not tell: with a coarse clock
 * many packets have the same one.  So the packets of the newest generation
 * time of each group (an APID, or a container) are remembered, up to
 * REPEATS_MOST; and those of the newest of what is older, for the clock may
 * have gone back.  What is older still is not called repeated: whoever cares
 * about order finds it late.
 *
 * Pure: no clock.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_REPEATS_H
#define MDB_REPEATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/time.h"

#define REPEATS_MOST 1024 /* packets of one time and group */

/*
 * Two packets of one group and time are the same if both are; once a group had
 * different counts, if the counts are: so a source that does not count is told
 * apart by its bytes.
 */
struct repeats_key {
    uint64_t count, bytes;
};

/* Of a space packet: its sequence count, and every byte of it. */
struct repeats_key repeats_key(const void *packet, size_t len);

struct repeats; /* opaque: see repeats.c */

/* For groups 0 .. n_groups - 1; memory is taken when one is met. */
struct repeats *repeats_new(size_t n_groups);
void repeats_free(struct repeats **repeats);

/*
 * A packet came, `number` is what its owner calls it.  True: it is the same as
 * one before, and *first (unless NULL) is the number of that one; else *first
 * is `number`.  A packet without a time (UTC_NONE) repeats nothing.
 */
bool repeats_take(struct repeats *repeats, size_t group, struct utc generation,
    struct repeats_key key, uint64_t number, uint64_t *first);

#endif
