/*
 * recorder.h - record packets without ever holding up who receives them.
 *
 * A thread of its own writes to the packet store and commits at least once a
 * second.  What waits for it is bounded; when the disk cannot follow, packets
 * beyond that are counted as lost.  After a failed write nothing is confirmed
 * until the packets since the last commit, which are kept in memory, are in a
 * new file.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef STORE_RECORDER_H
#define STORE_RECORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "store/packet_store.h"

struct recorder; /* opaque: see recorder.c */

#define RECORDER_QUEUE_BYTES (64u * 1024 * 1024)

/* All counted since recorder_new(). */
struct recorder_status {
    uint64_t recorded;  /* packets handed in */
    uint64_t confirmed; /* of them, on disk for good */
    uint64_t lost;      /* not recorded: the queue was full */
    uint64_t waiting;   /* handed in, not confirmed */
    bool is_failing;    /* the last attempt to write failed */
    char reason[128];   /* why, while it fails */
};

/* The same arguments and errors as packet_store_open(). */
NODISCARD enum err recorder_new(const char *dir,
    const struct packet_store_origin *origin, struct recorder **out);

/* Writes what waits (one last attempt), then ends the thread. */
void recorder_free(struct recorder **recorder);

/* Copies the packet into the queue; never blocks on the disk. */
void recorder_add(struct recorder *recorder, const struct stored_packet *p);

struct recorder_status recorder_status(struct recorder *recorder);

#endif
