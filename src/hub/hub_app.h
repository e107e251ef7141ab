/*
 * hub_app.h - what the hub does with a message, without any socket.
 *
 * Decides what is forwarded, keeps the newest message of each topic and the
 * newest events, and answers snapshots page by page.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef HUB_HUB_APP_H
#define HUB_HUB_APP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/frame.h"
#include "bus/msg.h"

struct hub_app;

struct hub_config {
    const char *instance; /* copied */
    size_t topics_max;    /* 0: 100000 */
    size_t bytes_max;     /* 0: 256 MiB */
    size_t events_max;    /* 0: 500 */
    size_t page_messages; /* 0: 500 */
    size_t page_bytes;    /* 0: 4 MiB */
};

struct hub_app *hub_app_new(const struct hub_config *config);
void hub_app_free(struct hub_app **app);

enum hub_verdict {
    HUB_FORWARD,   /* is kept, too */
    HUB_REPEATED,  /* an event that is known: not kept twice, but forwarded */
    HUB_MALFORMED, /* not a message of the bus */
    HUB_FOREIGN,   /* of another instance */
    HUB_RESERVED,  /* on a topic that only the hub itself may use */
};

/*
 * A message of `n` frames came to the feed.  Keeps what is to be kept; the
 * caller forwards when the verdict is HUB_FORWARD or HUB_REPEATED.
 */
enum hub_verdict hub_app_message(
    struct hub_app *app, struct frame *frame, size_t n);

/* Does a subscription to this topic want a BEGIN mark?  See columba-bus(7). */
bool hub_app_is_mark(const void *topic, size_t len);

typedef void (*hub_emit_fn)(
    void *arg, const char *topic, size_t topic_len, struct frame *payload);

struct hub_page {
    enum err status;
    const char *text;              /* static: why not */
    char cursor[24];               /* of the next page; "" at the end */
    char token[MSG_TOPIC_MAX + 1]; /* topic for the END mark; "": none */
};

/* Answer "snapshot TOKEN CURSOR PREFIX..."; calls `emit` for each message. */
struct hub_page hub_app_snapshot(struct hub_app *app,
    const struct msg_request *request, hub_emit_fn emit, void *arg);

struct hub_stats {
    uint64_t forwarded, bytes, refused;
    size_t topics, cached_bytes, events;
    uint64_t not_cached; /* for want of room */
};
struct hub_stats hub_app_stats(const struct hub_app *app);

#endif
