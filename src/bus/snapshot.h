/*
 * snapshot.h - messages that wait for their turn, bounded.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BUS_SNAPSHOT_H
#define BUS_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>

#include "bus/frame.h"

struct snapshot_item {
    struct frame topic, payload;
};

/* Zero-initialise. */
struct snapshot {
    struct snapshot_item *item; /* owned, in the order added */
    size_t n, cap;
    size_t bytes;
};

/* Append (moved in); false, and dropped, when a bound would be exceeded. */
bool snapshot_add(struct snapshot *s, struct frame *topic,
    struct frame *payload, size_t n_max, size_t bytes_max);

/* Release all and be empty again. */
void snapshot_clear(struct snapshot *s);

#endif
