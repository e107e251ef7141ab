/*
 * outbox_list.h - an outbox that keeps what it is given, packed as on the wire.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_OUTBOX_LIST_H
#define SUPPORT_OUTBOX_LIST_H

#include <stddef.h>

#include "frontend/outbox.h"

struct outbox_entry { /* a message, or an event (topic NULL) */
    char *topic;
    struct msg_buffer bytes;
    struct msg msg; /* unpacked from `bytes` */
    enum event_id event;
    char *text;
};

struct outbox_list {
    struct outbox outbox; /* give this to the core */
    struct outbox_entry *entry;
    size_t n, cap;
    size_t recorded;       /* packets */
    size_t recorded_bytes; /* in them */
};

/* Pointers into it are given away: it must not move. */
void outbox_list_init(struct outbox_list *list);
void outbox_list_fini(struct outbox_list *list);
void outbox_list_clear(struct outbox_list *list);

/* The newest message at `topic`; fails the test when there is none. */
const struct msg *outbox_list_last(
    const struct outbox_list *list, const char *topic);

/* How many messages have a topic that begins with `prefix`. */
size_t outbox_list_count(const struct outbox_list *list, const char *prefix);

/* How many events with this number; the newest one's text, or NULL. */
size_t outbox_list_events(const struct outbox_list *list, enum event_id id);
const char *outbox_list_event(const struct outbox_list *list, enum event_id id);

#endif
