/*
 * loop_socket.h - what only the bus may ask of its loop: ZeroMQ sockets.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BUS_LOOP_SOCKET_H
#define BUS_LOOP_SOCKET_H

#include "bus/loop.h"

/* Something can be received; receive at most BUS_TURN_MAX messages. */
typedef void (*bus_socket_fn)(void *arg);

struct bus_watch *bus_loop_socket(
    struct bus_loop *loop, void *socket, bus_socket_fn fn, void *arg);

/* The context that all sockets of this loop share; made on first use. */
void *bus_loop_context(struct bus_loop *loop);

/* Call `fn(arg)` at the end of this turn, when no handler runs any more. */
void bus_loop_later(struct bus_loop *loop, void (*fn)(void *), void *arg);

#endif
