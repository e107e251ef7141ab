/*
 * outbox.h - where the core puts what it has to say.
 *
 * In the running program this is the bus and the log; in tests a list.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FRONTEND_OUTBOX_H
#define FRONTEND_OUTBOX_H

#include "bus/msg.h"
#include "common/event.h"
#include "store/packet_store.h"

struct outbox {
    void *arg;
    /* `msg` and what it points to are borrowed during the call. */
    void (*publish)(void *arg, const char *topic, struct msg *msg);
    /* Keep a packet on disk; NULL: nothing is recorded. */
    void (*record)(void *arg, const struct stored_packet *packet);
    void (*event)(void *arg, enum event_id id, const char *text);
};

#endif
