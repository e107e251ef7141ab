/*
 * frame_zmq.h - a frame as ZeroMQ sees it; for the bus only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BUS_FRAME_ZMQ_H
#define BUS_FRAME_ZMQ_H

#include <zmq.h>

#include "bus/frame.h"

static inline zmq_msg_t *
frame_zmq(struct frame *f)
{
    return (zmq_msg_t *)(void *)f;
}

#endif
