/*
 * publisher.c - the sending half of a process' connection to the hub.
 *
 * The socket is an XPUB: the hub's subscription, which libzmq repeats on every
 * connection, tells when there is a hub that knows nothing yet.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/publisher.h"

#include <stdlib.h>
#include <string.h>

#include "bus/cache.h"
#include "bus/endpoint.h"
#include "common/hash.h"
#include "common/log.h"
#include "common/xalloc.h"

#define LINGER_MS    200
#define TOPICS_MAX   50000
#define BYTES_MAX    (64 * 1024 * 1024)
#define EVENTS_MAX   64
#define REPLAY_MAX   500 /* messages a turn */
#define REPLAY_BYTES (4 * 1024 * 1024)
#define REPLAY_NS    (2 * NS_PER_MS)

struct topic {
    uint64_t next; /* sequence */
    UT_hash_handle hh;
    char name[];
};

struct publisher {
    struct bus_loop *loop;
    const char *source, *instance;
    struct endpoint *out;
    struct topic *topic;
    struct cache *cache;
    bool has_hub;
    struct bus_watch *replay; /* timer while the cache is sent again */
    uint64_t cursor;
    bool told; /* a message that cannot be sent was logged */
    uint64_t sent, dropped;
};

static void
emit(void *arg, const char *topic, size_t topic_len, struct frame *payload)
{
    struct publisher *p = arg;
    struct frame frames[2];
    frame_init_copy(&frames[0], topic, topic_len);
    frame_init(&frames[1]);
    frame_share(&frames[1], payload);
    endpoint_send(p->out, frames, 2);
}

static void
on_replay(void *arg, struct mono now)
{
    struct publisher *p = arg;
    (void)now;
    p->cursor = cache_page(
        p->cache, NULL, 0, p->cursor, REPLAY_MAX, REPLAY_BYTES, emit, p);
    if (p->cursor == 0)
        bus_watch_stop(p->loop, &p->replay);
}

/* \1 + prefix: the hub is there; \0 + prefix: it is gone. */
static void
on_subscription(void *arg, struct endpoint_message *m)
{
    struct publisher *p = arg;
    if (m->n != 1 || frame_len(&m->frame[0]) < 1)
        return;
    p->has_hub = frame_data(&m->frame[0])[0] == 1;
    bus_watch_stop(p->loop, &p->replay);
    p->cursor = 0;
    if (p->has_hub)
        p->replay = bus_loop_timer(p->loop, 0, REPLAY_NS, on_replay, p);
}

enum err
publisher_open(struct bus_loop *loop, const struct publisher_config *config,
    struct publisher **out)
{
    *out = NULL;
    struct endpoint *e;
    enum err failed = endpoint_open(loop,
        &(struct endpoint_config){.kind = ENDPOINT_XPUB,
            .send_hwm = config->send_hwm,
            .linger_ms = LINGER_MS},
        &e);
    if (failed != ERR_OK)
        return failed;
    failed = endpoint_connect(e, config->address);
    if (failed != ERR_OK) {
        endpoint_close(&e);
        return failed;
    }
    struct publisher *p = xcalloc(1, sizeof *p);
    p->loop = loop;
    p->source = config->source;
    p->instance = config->instance;
    p->out = e;
    p->cache = cache_new(&(struct cache_config){.topics_max = TOPICS_MAX,
        .bytes_max = BYTES_MAX,
        .events_max = EVENTS_MAX});
    endpoint_receive(e, on_subscription, p);
    *out = p;
    return ERR_OK;
}

void
publisher_close(struct publisher **at)
{
    struct publisher *p = *at;
    *at = NULL;
    if (p == NULL)
        return;
    bus_watch_stop(p->loop, &p->replay);
    endpoint_close(&p->out);
    cache_free(&p->cache);
    struct topic *topic, *next;
    HASH_ITER (hh, p->topic, topic, next) {
        HASH_DELETE(hh, p->topic, topic);
        free(topic);
    }
    free(p);
}

static uint64_t
next_sequence(struct publisher *p, const char *name, size_t len)
{
    struct topic *topic;
    HASH_FIND(hh, p->topic, name, len, topic);
    if (topic == NULL) {
        topic = xcalloc(1, sizeof *topic + len);
        memcpy(topic->name, name, len);
        HASH_ADD_KEYPTR(hh, p->topic, topic->name, len, topic);
    }
    return topic->next++;
}

static void
keep(struct publisher *p, enum msg_type type, const char *topic, size_t len,
    struct frame *payload)
{
    enum cache_rank rank = type == MSG_LAYOUT || type == MSG_INSTANCE
                               ? CACHE_FIRST
                           : type == MSG_EVENT ? CACHE_EVENT
                                               : CACHE_VALUE;
    struct frame copy;
    frame_init(&copy);
    frame_share(&copy, payload);
    cache_put(p->cache, rank, topic, len, &copy);
    frame_fini(&copy);
}

/* A bug of ours, or a name of the mission that is too long: say it once. */
static void
refuse(struct publisher *p, const char *topic, const char *why)
{
    p->dropped++;
    if (p->told)
        return;
    p->told = true;
    log_event(EV_INTERNAL, "cannot publish %.80s: %s", topic, why);
}

void
publisher_send(struct publisher *p, const char *topic, struct msg *msg)
{
    size_t len = strlen(topic);
    if (!msg_topic_is_valid(topic, len)) {
        refuse(p, topic, "the topic is not 1 to 255 bytes of clean text");
        return;
    }
    struct msg_envelope *e = &msg->envelope;
    e->source = msg_str(p->source);
    e->instance = msg_str(p->instance);
    e->mono = mono_now();
    e->utc = utc_now();
    e->sequence = 0;
    if (msg_packed_size(msg) + 9 > MSG_BYTES_MAX) {
        refuse(p, topic, "the message is over 1 MiB");
        return;
    }
    e->sequence = next_sequence(p, topic, len);
    size_t size = msg_packed_size(msg);
    struct frame frames[2];
    frame_init_copy(&frames[0], topic, len);
    frame_init_size(&frames[1], size);
    msg_pack_into(msg, frame_write(&frames[1]), size);
    keep(p, e->type, topic, len, &frames[1]);
    bool is_sent = endpoint_send(p->out, frames, 2) == ERR_OK && p->has_hub;
    p->sent += is_sent;
    p->dropped += !is_sent;
}

uint64_t
publisher_sent(const struct publisher *p)
{
    return p->sent;
}

uint64_t
publisher_dropped(const struct publisher *p)
{
    return p->dropped;
}
