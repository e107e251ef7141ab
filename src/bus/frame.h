/*
 * frame.h - one part of a message: bytes that several queues can share.
 *
 * A frame owns a reference to its bytes; frame_share() makes a second
 * reference without copying.  Bytes that are shared must not be written.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BUS_FRAME_H
#define BUS_FRAME_H

#include <stddef.h>
#include <stdint.h>

struct frame { /* opaque: a zmq_msg_t */
    _Alignas(void *) unsigned char opaque[64];
};

void frame_init(struct frame *f);                  /* no bytes */
void frame_init_size(struct frame *f, size_t len); /* to be written */
void frame_init_copy(struct frame *f, const void *p, size_t len);
void frame_fini(struct frame *f);

/* Make the initialised `to` refer to the bytes of `from`. */
void frame_share(struct frame *to, struct frame *from);
/* The same, but `from` is empty afterwards. */
void frame_move(struct frame *to, struct frame *from);

/*
 * Make the initialised `to` hold the bytes of `from` for a long time.  What
 * came over a socket may lie in a receive buffer of 8 KiB that it would keep
 * alive: small frames are copied, large ones shared.
 */
void frame_keep(struct frame *to, struct frame *from);

const uint8_t *frame_data(const struct frame *f);
uint8_t *frame_write(struct frame *f); /* after frame_init_size() only */
size_t frame_len(const struct frame *f);

#endif
