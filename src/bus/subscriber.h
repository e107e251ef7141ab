/*
 * subscriber.h - the receiving half of a process' connection to the hub.
 *
 * Joins snapshot and live stream without a hole, finds gaps and fills them:
 *
 * 1. subscribe to the prefix, then to a topic "sync/<token>" of our own;
 * 2. the hub answers the second subscription with a BEGIN mark on that topic:
 *    from here on the live stream of the prefix is complete;
 * 3. ask the hub's cache for the snapshot, page by page, naming the token;
 * 4. after the last page the hub puts an END mark into the live stream: all
 *    that was published before the snapshot ended has arrived, or is lost;
 * 5. deliver of the snapshot what is newer than what has arrived.
 *
 * A first subscription holds live messages back until 5, so that history comes
 * first.  After a gap, or when the hub comes back, steps 1 to 5 are repeated
 * while live messages go on.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BUS_SUBSCRIBER_H
#define BUS_SUBSCRIBER_H

#include <stdbool.h>
#include <stdint.h>

#include "bus/frame.h"
#include "bus/loop.h"
#include "bus/msg.h"
#include "common/err.h"

struct subscriber;

/*
 * A message; in scan-only mode just msg->envelope is filled.  The payload may
 * be shared or moved out.
 */
typedef void (*subscriber_message_fn)(void *arg, const char *topic,
    size_t topic_len, const struct msg *msg, struct frame *payload);

typedef void (*subscriber_gap_fn)(
    void *arg, const char *topic, uint64_t missed);

struct subscriber_config {
    const char *observe;  /* address of the hub's PUB side */
    const char *cache;    /* of its snapshot service; NULL: there is none */
    const char *source;   /* borrowed for good */
    const char *instance; /* only this one's messages; NULL: any.  Borrowed */
    bool scans_only;      /* check, do not unpack: for a relay */
    int receive_hwm;      /* messages; 0: the default */
};

NODISCARD enum err subscriber_open(struct bus_loop *loop,
    const struct subscriber_config *config, struct subscriber **out);
void subscriber_close(struct subscriber **s);

void subscriber_add(struct subscriber *s, const char *prefix,
    subscriber_message_fn fn, void *arg);
void subscriber_remove(struct subscriber *s, const char *prefix);

void subscriber_on_gap(struct subscriber *s, subscriber_gap_fn fn, void *arg);

/* Was there anything from the hub in the last 3 s? */
bool subscriber_is_connected(const struct subscriber *s);

/* Are all subscriptions past their first snapshot? */
bool subscriber_is_complete(const struct subscriber *s);

struct subscriber_counters {
    uint64_t received; /* live messages that were delivered or held */
    uint64_t bytes;
    uint64_t refused; /* malformed, unknown version or type, wrong instance */
    uint64_t missed;  /* by gaps */
};
struct subscriber_counters subscriber_counters(const struct subscriber *s);

#endif
