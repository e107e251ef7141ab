/*
 * outlet.c - the gate's side of the frontend's send socket.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/outlet.h"

#include <stdlib.h>

#include "bus/endpoint.h"
#include "common/paths.h"
#include "common/xalloc.h"

#define QUEUE_MAX 1000 /* messages, while the frontend is away */

struct outlet {
    struct endpoint *endpoint;
    const char *instance;
    outlet_answer_fn fn;
    void *arg;
    uint64_t sequence;
};

static void
on_message(void *arg, struct endpoint_message *m)
{
    struct outlet *o = arg;
    struct frame *f = &m->frame[m->n - 1];
    struct msg msg;
    if (msg_unpack(frame_data(f), frame_len(f), &msg) != ERR_OK)
        return;
    if (msg.envelope.type == MSG_TRANSMITTED &&
        msg_str_eq(msg.envelope.instance, o->instance))
        o->fn(o->arg, &msg.u.transmitted);
    msg_fini(&msg);
}

enum err
outlet_open(struct bus_loop *loop, const char *instance, outlet_answer_fn fn,
    void *arg, struct outlet **out)
{
    *out = NULL;
    struct endpoint *e;
    enum err failed = endpoint_open(loop,
        &(struct endpoint_config){
            .kind = ENDPOINT_DEALER, .send_hwm = QUEUE_MAX},
        &e);
    char *address = paths_endpoint(instance, PATHS_SEND, "frontend");
    if (failed == ERR_OK)
        failed = endpoint_connect(e, address);
    free(address);
    if (failed != ERR_OK) {
        endpoint_close(&e);
        return failed;
    }
    struct outlet *o = xcalloc(1, sizeof *o);
    *o = (struct outlet){
        .endpoint = e, .instance = instance, .fn = fn, .arg = arg};
    endpoint_receive(e, on_message, o);
    *out = o;
    return ERR_OK;
}

void
outlet_close(struct outlet **at)
{
    struct outlet *o = *at;
    *at = NULL;
    if (o == NULL)
        return;
    endpoint_close(&o->endpoint);
    free(o);
}

void
outlet_send(struct outlet *o, const struct msg_transmit *m)
{
    struct msg msg = {.envelope = {.type = MSG_TRANSMIT,
                          .source = msg_str("gate"),
                          .instance = msg_str(o->instance),
                          .sequence = o->sequence++,
                          .mono = mono_now(),
                          .utc = utc_now()}};
    msg.u.transmit = *m;
    const size_t size = msg_packed_size(&msg);
    if (size > MSG_BYTES_MAX)
        return; /* no packet is that long; it would time out */
    struct frame f;
    frame_init_size(&f, size);
    msg_pack_into(&msg, frame_write(&f), size);
    (void)endpoint_send(o->endpoint, &f, 1);
}
