/*
 * cache.h - the newest message of each topic, and the newest events.
 *
 * Bounded in topics and bytes.  What does not fit is not kept: a topic that
 * cannot be updated is forgotten rather than left old.  No clock, no sockets.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BUS_CACHE_H
#define BUS_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/frame.h"

struct cache;

struct cache_config {
    size_t topics_max; /* >= 1 */
    size_t bytes_max;  /* of topics and messages, without events */
    size_t events_max; /* messages kept of streams, >= 1 */
};

/* In which part of a snapshot a message comes. */
enum cache_rank {
    CACHE_FIRST, /* what others need to be understood: layouts */
    CACHE_VALUE, /* newest of its topic */
    CACHE_EVENT, /* one of a stream: the newest events_max, in order */
    CACHE_RANKS
};

struct cache *cache_new(const struct cache_config *config);
void cache_free(struct cache **cache);

/*
 * Keep `payload` (moved in, also when it is not kept) as the newest of `topic`,
 * or append it to the events.  False when there is no room for it.
 */
bool cache_put(struct cache *cache, enum cache_rank rank, const char *topic,
    size_t topic_len, struct frame *payload);

typedef void (*cache_emit_fn)(
    void *arg, const char *topic, size_t topic_len, struct frame *payload);

/*
 * Emit what lies below one of the `n` prefixes (n 0: everything), ranks in
 * order, from `cursor` (0: the beginning) on, until a page is full.  Returns
 * the cursor of the next page, 0 at the end.  `emit` may share the payload.
 */
uint64_t cache_page(const struct cache *cache, const char *const *prefixes,
    size_t n, uint64_t cursor, size_t messages_max, size_t bytes_max,
    cache_emit_fn emit, void *arg);

struct cache_stats {
    size_t topics, bytes, events;
    uint64_t refused; /* messages not kept for want of room */
};
struct cache_stats cache_stats(const struct cache *cache);

#endif
