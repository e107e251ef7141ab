/*
 * send_port.h - the socket over which the gate, and nobody else, makes the
 * frontend send.
 *
 * <run>/<instance>/send/frontend, in a directory that only its owner enters.
 * The kernel says who is on the other side: his uid must be ours or root's, and
 * his process must hold the gate's lock (paths_gate_lock()).  What comes from
 * anybody else is counted, told as an event, and neither done nor answered.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FRONTEND_SEND_PORT_H
#define FRONTEND_SEND_PORT_H

#include <stdint.h>

#include "bus/loop.h"
#include "bus/msg.h"
#include "common/err.h"
#include "common/moment.h"
#include "frontend/outbox.h"
#include "frontend/sender.h"

struct send_port;

struct send_port_config {
    const char *instance;        /* copied */
    const struct outbox *outbox; /* borrowed for good */
};

/*
 * ERR_DENIED: the directory is not ours alone.  ERR_EXISTS: another frontend
 * has the socket.  ERR_IO, ERR_LIMIT.
 */
NODISCARD enum err send_port_open(struct bus_loop *loop,
    const struct send_port_config *config, struct send_port **out);
void send_port_close(struct send_port **port);

/* Who gets the orders; NULL: nobody, until there is one. */
void send_port_sender(struct send_port *port, struct sender *sender);

/* The answer to `asker`, as a struct sender_config wants it; `arg` is the port.
 */
void send_port_answer(
    void *arg, uint64_t asker, const struct msg_transmitted *answer);

/* Messages that were refused since the start. */
uint64_t send_port_refused(const struct send_port *port);

/* Tell what was refused meanwhile; once a second. */
void send_port_second(struct send_port *port, struct moment now);

#endif
