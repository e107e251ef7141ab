/*
 * publisher.h - the sending half of a process' connection to the hub.
 *
 * Numbers the messages of each topic and keeps the newest of each, so that a
 * hub that was restarted gets them again and is complete at once.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BUS_PUBLISHER_H
#define BUS_PUBLISHER_H

#include <stdint.h>

#include "bus/loop.h"
#include "bus/msg.h"
#include "common/err.h"

struct publisher;

struct publisher_config {
    const char *address;  /* of the hub's feed */
    const char *source;   /* borrowed for good */
    const char *instance; /* borrowed for good */
    int send_hwm;         /* messages; 0: the default */
};

NODISCARD enum err publisher_open(struct bus_loop *loop,
    const struct publisher_config *config, struct publisher **out);
void publisher_close(struct publisher **p);

/* Fill the envelope and send, or count the message as dropped. */
void publisher_send(struct publisher *p, const char *topic, struct msg *msg);

uint64_t publisher_sent(const struct publisher *p);
uint64_t publisher_dropped(const struct publisher *p);

#endif
