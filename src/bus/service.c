/*
 * service.c - answer questions at an address (ROUTER).
 *
 * Accepts DEALER (one frame) and REQ (an empty frame before it), so that any
 * ZeroMQ language can ask; the answer has the same frames.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/service.h"

#include <stdlib.h>

#include "common/xalloc.h"

#define SERVICE_HWM 10000

struct service {
    struct endpoint *endpoint;
    struct service_config config;
    bus_request_fn fn;
    void *arg;
    service_stream_fn stream;
    void *stream_arg;
    struct endpoint_message *asking; /* during the call only */
    uint64_t sequence, refused;
};

/* What goes before the payload: the asker's identity, and REQ's empty frame. */
static size_t
head(struct service *s, struct frame *out)
{
    size_t n = s->asking->n - 1;
    for (size_t i = 0; i < n; i++) {
        frame_init(&out[i]);
        frame_share(&out[i], &s->asking->frame[i]);
    }
    return n;
}

void
service_send(struct service *s, struct frame *frame, size_t n)
{
    struct frame all[2 + ENDPOINT_FRAMES_MAX];
    size_t heads = head(s, all);
    for (size_t i = 0; i < n; i++) {
        frame_init(&all[heads + i]);
        frame_move(&all[heads + i], &frame[i]);
        frame_fini(&frame[i]);
    }
    endpoint_send(s->endpoint, all, heads + n);
}

static void
send_reply(struct service *s, const struct msg_reply *reply)
{
    struct msg msg = {.envelope = {.type = MSG_REPLY,
                          .source = msg_str(s->config.source),
                          .instance = msg_str(s->config.instance),
                          .sequence = s->sequence++,
                          .mono = mono_now(),
                          .utc = utc_now()}};
    msg.u.reply = *reply;
    if (msg_packed_size(&msg) > MSG_BYTES_MAX) {
        msg.u.reply.status = ERR_LIMIT;
        msg.u.reply.text = msg_str("the answer is over 1 MiB");
        msg.u.reply.rows = (struct msg_strv){0};
    }
    size_t size = msg_packed_size(&msg);
    struct frame f;
    frame_init_size(&f, size);
    msg_pack_into(&msg, frame_write(&f), size);
    service_send(s, &f, 1);
}

static void
answer(struct service *s, struct frame *payload, const struct msg *msg)
{
    struct endpoint_peer from = endpoint_frame_peer(s->endpoint, payload);
    const struct bus_peer peer = {from.is_known, from.uid, from.gid, from.pid};
    struct msg_reply reply = {.id = msg->u.request.id, .text = msg_str("")};
    if (!msg_str_eq(msg->envelope.instance, s->config.instance) &&
        !msg_str_eq(msg->envelope.instance, "any")) {
        reply.status = ERR_DENIED;
        reply.text = msg_str("the question is for another instance");
    } else if (s->stream == NULL ||
               !s->stream(s->stream_arg, s, &msg->u.request, &reply)) {
        s->fn(s->arg, &peer, &msg->u.request, &reply);
    }
    reply.id = msg->u.request.id;
    send_reply(s, &reply);
}

static void
on_request(void *arg, struct endpoint_message *m)
{
    struct service *s = arg;
    bool is_framed = m->n == 2 || (m->n == 3 && frame_len(&m->frame[1]) == 0);
    struct frame *payload = &m->frame[m->n - 1];
    struct msg msg;
    if (!is_framed ||
        msg_unpack(frame_data(payload), frame_len(payload), &msg) != ERR_OK) {
        s->refused++;
        return;
    }
    s->asking = m;
    if (msg.envelope.type == MSG_REQUEST)
        answer(s, payload, &msg);
    else
        s->refused++;
    s->asking = NULL;
    msg_fini(&msg);
}

enum err
service_open(struct bus_loop *loop, const struct service_config *config,
    bus_request_fn fn, void *arg, struct service **out)
{
    *out = NULL;
    struct endpoint *e;
    enum err failed = endpoint_open(loop,
        &(struct endpoint_config){
            .kind = ENDPOINT_ROUTER, .send_hwm = SERVICE_HWM, .linger_ms = 200},
        &e);
    if (failed == ERR_OK)
        failed = endpoint_bind(e, config->address);
    if (failed != ERR_OK) {
        endpoint_close(&e);
        return failed;
    }
    struct service *s = xcalloc(1, sizeof *s);
    s->endpoint = e;
    s->config = *config;
    s->fn = fn;
    s->arg = arg;
    endpoint_receive(e, on_request, s);
    *out = s;
    return ERR_OK;
}

void
service_close(struct service **at)
{
    struct service *s = *at;
    *at = NULL;
    if (s == NULL)
        return;
    endpoint_close(&s->endpoint);
    free(s);
}

void
service_on_stream(struct service *s, service_stream_fn fn, void *arg)
{
    s->stream = fn;
    s->stream_arg = arg;
}

uint64_t
service_refused(const struct service *s)
{
    return s->refused + endpoint_refused(s->endpoint);
}
