/*
 * outlet.h - the gate's side of the frontend's send socket.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef GATE_OUTLET_H
#define GATE_OUTLET_H

#include "bus/loop.h"
#include "bus/msg.h"
#include "common/err.h"

struct outlet;

typedef void (*outlet_answer_fn)(
    void *arg, const struct msg_transmitted *answer);

/*
 * Connect to send/frontend of `instance` (borrowed for good); works before the
 * frontend is there.  The caller holds the lock of paths_gate_lock(), or it
 * gets no answer.
 */
NODISCARD enum err outlet_open(struct bus_loop *loop, const char *instance,
    outlet_answer_fn fn, void *arg, struct outlet **out);
void outlet_close(struct outlet **outlet);

void outlet_send(struct outlet *outlet, const struct msg_transmit *m);

#endif
