/*
 * endpoint.h - one ZeroMQ socket with the safe settings, watched by the loop.
 *
 * Every socket of Columba is opened here: messages of at most 1 MiB, explicit
 * queue limits, heartbeats from the sending side of a stream (every second,
 * dead after three), a limit on the handshake, bounded linger.  ipc sockets are
 * bound under umask 0117 in directories whose permissions decide who may
 * connect.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BUS_ENDPOINT_H
#define BUS_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/frame.h"
#include "bus/loop.h"
#include "common/err.h"

#define ENDPOINT_FRAMES_MAX 4 /* messages of more are dropped and counted */
#define ENDPOINT_HWM        10000

enum endpoint_kind {
    ENDPOINT_XPUB, /* also receives subscriptions: one frame, \1 or \0, topic */
    ENDPOINT_SUB,
    ENDPOINT_XSUB,
    ENDPOINT_ROUTER,
    ENDPOINT_DEALER,
};

struct endpoint;

struct endpoint_config {
    enum endpoint_kind kind;
    int send_hwm, receive_hwm; /* messages; 0: ENDPOINT_HWM */
    int linger_ms;             /* to flush when closed; 0: drop */
};

/* The frames of one message; the handler may move them out. */
struct endpoint_message {
    struct frame frame[ENDPOINT_FRAMES_MAX];
    size_t n; /* 1 .. ENDPOINT_FRAMES_MAX */
};

typedef void (*endpoint_message_fn)(void *arg, struct endpoint_message *m);

/* ERR_LIMIT when the process or ZeroMQ is out of sockets. */
NODISCARD enum err endpoint_open(struct bus_loop *loop,
    const struct endpoint_config *config, struct endpoint **out);

/* Safe in any handler, its own too; frees itself at the end of the turn. */
void endpoint_close(struct endpoint **e);

/*
 * Bind to "ipc://PATH" (exclusively: ERR_EXISTS while another process has it)
 * or "tcp://…".  ERR_DENIED, ERR_IO, ERR_LIMIT for a path that is too long.
 */
NODISCARD enum err endpoint_bind(struct endpoint *e, const char *address);

/* Works before the other side exists.  ERR_LIMIT, ERR_IO (malformed). */
NODISCARD enum err endpoint_connect(struct endpoint *e, const char *address);

/* Deliver what comes in to `fn`. */
void endpoint_receive(struct endpoint *e, endpoint_message_fn fn, void *arg);

/* Stop and go on receiving; messages stay in the queue (bounded). */
void endpoint_pause(struct endpoint *e, bool is_paused);

/* SUB only: begin, end. */
void endpoint_subscribe(struct endpoint *e, const char *prefix);
void endpoint_unsubscribe(struct endpoint *e, const char *prefix);

/* XSUB only: ask for everything. */
void endpoint_subscribe_all(struct endpoint *e);

/*
 * Send `n` frames as one message; they are consumed in any case.  Never
 * blocks.  ERR_AGAIN when a queue is full or nobody is there (XPUB: a
 * subscriber's queue is full and the message went to nobody).
 */
enum err endpoint_send(struct endpoint *e, struct frame *frame, size_t n);

/*
 * XPUB: send to all subscribers that keep up; false when one did not (its
 * messages are lost until it reads again; libzmq tells only of the first).
 */
bool endpoint_publish(struct endpoint *e, struct frame *frame, size_t n);

/* Messages of too many frames that were dropped. */
uint64_t endpoint_refused(const struct endpoint *e);

struct endpoint_peer {
    bool is_known;
    uint32_t uid, gid, pid;
};

/* Who sent this frame, as the kernel says; known only on a bound ipc socket. */
struct endpoint_peer endpoint_frame_peer(
    const struct endpoint *e, struct frame *f);

#endif
