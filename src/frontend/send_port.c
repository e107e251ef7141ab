/*
 * send_port.c - the socket over which the gate makes the frontend send.
 *
 * SPDX-License-Identifier: ISC
 */
#include "frontend/send_port.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bus/endpoint.h"
#include "common/lock.h"
#include "common/paths.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "frontend/flood.h"
#include "frontend/link_watch.h"

/* Askers whose answer is awaited; the gate is one, and keeps its connection. */
#define ASKERS_MAX   256
#define IDENTITY_MAX 255 /* of ZeroMQ */

struct asker {
    uint64_t number;
    size_t n_frames; /* identity, and REQ's empty frame */
    size_t len;
    uint8_t identity[IDENTITY_MAX];
};

struct send_port {
    struct send_port_config config;
    char *instance;
    struct endpoint *endpoint;
    struct sender *sender;
    char *lock; /* path of the gate's */
    struct asker asker[ASKERS_MAX];
    uint64_t n_askers, sequence, refused;
    struct flood flood;
};

/* ---- who it is -------------------------------------------------------------
 */

static void
refuse(struct send_port *p, const char *why, struct moment now)
{
    p->refused++;
    if (flood_pass(&p->flood, now.mono))
        p->config.outbox->event(p->config.outbox->arg, EV_UPLINK_REFUSED, why);
}

/* Is it the gate, as far as the kernel can tell?  Else an event says who. */
static bool
is_gate(struct send_port *p, struct frame *payload, struct moment now)
{
    const struct endpoint_peer peer = endpoint_frame_peer(p->endpoint, payload);
    const pid_t gate = lock_owner(p->lock);
    const bool is_ours =
        peer.is_known && (peer.uid == geteuid() || peer.uid == 0);
    if (is_ours && gate > 0 && peer.pid == (uint32_t)gate)
        return true;
    char text[160];
    if (!peer.is_known)
        (void)snprintf(text, sizeof text, "from a peer that is not known");
    else if (gate == 0)
        (void)snprintf(text, sizeof text,
            "from process %" PRIu32 " of uid %" PRIu32
            ", while no gate is running",
            peer.pid, peer.uid);
    else
        (void)snprintf(text, sizeof text,
            "from process %" PRIu32 " of uid %" PRIu32
            ", which is not the gate (%ld)",
            peer.pid, peer.uid, (long)gate);
    refuse(p, text, now);
    return false;
}

/* ---- messages --------------------------------------------------------------
 */

static uint64_t
remember(struct send_port *p, const struct endpoint_message *m)
{
    struct asker *a = &p->asker[p->n_askers % ASKERS_MAX];
    a->number = ++p->n_askers;
    a->n_frames = m->n - 1;
    a->len = frame_len(&m->frame[0]);
    memcpy(a->identity, frame_data(&m->frame[0]), a->len);
    return a->number;
}

static void
on_order(struct send_port *p, const struct endpoint_message *m,
    const struct msg *msg, struct moment now)
{
    if (msg->envelope.type != MSG_TRANSMIT)
        refuse(p, "from the gate: a message that is no order to send", now);
    else if (p->sender != NULL)
        sender_order(p->sender, msg->envelope.instance, &msg->u.transmit,
            remember(p, m), now);
}

static void
on_message(void *arg, struct endpoint_message *m)
{
    struct send_port *p = arg;
    const struct moment now = moment_now();
    const bool is_framed =
        m->n == 2 || (m->n == 3 && frame_len(&m->frame[1]) == 0);
    struct frame *payload = &m->frame[m->n - 1];
    if (!is_gate(p, payload, now))
        return;
    struct msg msg;
    if (!is_framed || frame_len(&m->frame[0]) > IDENTITY_MAX ||
        msg_unpack(frame_data(payload), frame_len(payload), &msg) != ERR_OK) {
        refuse(p, "from the gate: a message that cannot be read", now);
        return;
    }
    on_order(p, m, &msg, now);
    msg_fini(&msg);
}

void
send_port_answer(
    void *arg, uint64_t asker, const struct msg_transmitted *answer)
{
    struct send_port *p = arg;
    const struct asker *a = &p->asker[(asker - 1) % ASKERS_MAX];
    if (asker == 0 || a->number != asker)
        return; /* so long ago that others took its place: it asks again */
    struct msg msg = {.envelope = {.type = MSG_TRANSMITTED,
                          .source = msg_str("frontend"),
                          .instance = msg_str(p->config.instance),
                          .sequence = p->sequence++,
                          .mono = mono_now(),
                          .utc = utc_now()}};
    msg.u.transmitted = *answer;
    struct frame f[3];
    size_t n = 0;
    frame_init_copy(&f[n++], a->identity, a->len);
    if (a->n_frames == 2)
        frame_init(&f[n++]);
    const size_t size = msg_packed_size(&msg);
    frame_init_size(&f[n], size);
    msg_pack_into(&msg, frame_write(&f[n++]), size);
    (void)endpoint_send(p->endpoint, f, n);
}

/* ---- life ------------------------------------------------------------------
 */

/* The directory is one, not a link to another, and nobody else enters it. */
static bool
is_private(const char *lock)
{
    const char *slash = strrchr(lock, '/');
    char *dir = xstrndup(lock, (size_t)(slash - lock));
    struct stat st;
    const bool is_good = lstat(dir, &st) == 0 && S_ISDIR(st.st_mode) &&
                         st.st_uid == geteuid() && (st.st_mode & 077) == 0;
    free(dir);
    return is_good;
}

enum err
send_port_open(struct bus_loop *loop, const struct send_port_config *config,
    struct send_port **out)
{
    *out = NULL;
    struct send_port *p = xcalloc(1, sizeof *p);
    p->config = *config;
    p->config.instance = p->instance = xstrdup(config->instance);
    p->lock = paths_gate_lock(config->instance);
    char *address = paths_endpoint(config->instance, PATHS_SEND, "frontend");
    enum err e = is_private(p->lock) ? ERR_OK : ERR_DENIED;
    if (e == ERR_OK)
        e = endpoint_open(loop,
            &(struct endpoint_config){.kind = ENDPOINT_ROUTER,
                .send_hwm = ASKERS_MAX,
                .receive_hwm = ASKERS_MAX,
                .linger_ms = 200},
            &p->endpoint);
    if (e == ERR_OK)
        e = endpoint_bind(p->endpoint, address);
    free(address);
    if (e != ERR_OK) {
        send_port_close(&p);
        return e;
    }
    endpoint_receive(p->endpoint, on_message, p);
    *out = p;
    return ERR_OK;
}

void
send_port_close(struct send_port **port)
{
    struct send_port *p = *port;
    *port = NULL;
    if (p == NULL)
        return;
    endpoint_close(&p->endpoint);
    free(p->lock);
    free(p->instance);
    free(p);
}

void
send_port_sender(struct send_port *p, struct sender *sender)
{
    p->sender = sender;
}

uint64_t
send_port_refused(const struct send_port *p)
{
    return p->refused + endpoint_refused(p->endpoint);
}

void
send_port_second(struct send_port *p, struct moment now)
{
    const uint64_t held = flood_due(&p->flood, now.mono);
    char text[96];
    (void)snprintf(text, sizeof text,
        "%" PRIu64 " more messages in 10 s that were not the gate's", held);
    if (held > 0)
        p->config.outbox->event(p->config.outbox->arg, EV_UPLINK_REFUSED, text);
}
