/*
 * frame.c - one part of a message: bytes that several queues can share.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/frame.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <zmq.h>

#include "bus/frame_zmq.h"
#include "common/xalloc.h"

_Static_assert(sizeof(struct frame) == sizeof(zmq_msg_t), "a zmq_msg_t fits");
_Static_assert(
    _Alignof(struct frame) >= _Alignof(zmq_msg_t), "a zmq_msg_t is aligned");

#define SHARE_BYTES 4096

void
frame_init(struct frame *f)
{
    zmq_msg_init(frame_zmq(f));
}

void
frame_init_size(struct frame *f, size_t len)
{
    /* Fails for want of memory only. */
    if (zmq_msg_init_size(frame_zmq(f), len) != 0)
        free(xreallocarray(NULL, SIZE_MAX, len));
}

void
frame_init_copy(struct frame *f, const void *p, size_t len)
{
    frame_init_size(f, len);
    if (len > 0)
        memcpy(zmq_msg_data(frame_zmq(f)), p, len);
}

void
frame_fini(struct frame *f)
{
    zmq_msg_close(frame_zmq(f));
}

void
frame_share(struct frame *to, struct frame *from)
{
    int rc = zmq_msg_copy(frame_zmq(to), frame_zmq(from));
    assert(rc == 0);
}

void
frame_move(struct frame *to, struct frame *from)
{
    int rc = zmq_msg_move(frame_zmq(to), frame_zmq(from));
    assert(rc == 0);
}

void
frame_keep(struct frame *to, struct frame *from)
{
    size_t len = frame_len(from);
    if (len >= SHARE_BYTES) {
        frame_share(to, from);
        return;
    }
    struct frame copy;
    frame_init_copy(&copy, frame_data(from), len);
    frame_move(to, &copy);
    frame_fini(&copy);
}

const uint8_t *
frame_data(const struct frame *f)
{
    /* zmq_msg_data() takes no const, but changes nothing. */
    union {
        const struct frame *from;
        zmq_msg_t *to;
    } as = {.from = f};
    return zmq_msg_data(as.to);
}

uint8_t *
frame_write(struct frame *f)
{
    return zmq_msg_data(frame_zmq(f));
}

size_t
frame_len(const struct frame *f)
{
    union {
        const struct frame *from;
        const zmq_msg_t *to;
    } as = {.from = f};
    return zmq_msg_size(as.to);
}
