/*
 * hub_relay.h - make another hub's message one of this instance.
 *
 * What is taken over keeps its numbers and times, and says where it is from:
 * the source becomes "SOURCE@INSTANCE", the instance becomes ours, and so that
 * it never collides with what our own processes say, the topics hb/, event/,
 * proc/ and instance get "@INSTANCE" behind them, too.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef HUB_HUB_RELAY_H
#define HUB_HUB_RELAY_H

#include <stddef.h>

#include "bus/frame.h"
#include "common/err.h"

/*
 * Fill the two frames at `out` from a message that was checked by msg_scan().
 * ERR_LIMIT when a name or the topic becomes too long; `out` is then empty.
 */
NODISCARD enum err hub_relay_rewrite(const char *instance, const char *topic,
    size_t topic_len, const struct frame *payload, struct frame out[2]);

/* "ipc://…/observe/hub" -> its snapshot service; NULL for other addresses.
 * Owned. */
char *hub_relay_cache(const char *observe);

#endif
