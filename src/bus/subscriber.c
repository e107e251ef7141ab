/*
 * subscriber.c - the receiving half of a process' connection to the hub.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/subscriber.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "bus/endpoint.h"
#include "bus/sequence.h"
#include "bus/snapshot.h"
#include "common/log.h"
#include "common/num.h"
#include "common/str.h"
#include "common/xalloc.h"

#define HEARD_NS       (3 * NS_PER_S)
#define TICK_NS        (200 * NS_PER_MS)
#define STEP_NS        (1 * NS_PER_S) /* until a step of a sync is given up */
#define REFILL_NS      (1 * NS_PER_S) /* between two refills */
#define STALL_NS       (2 * NS_PER_S)
#define REFUSED_LOG_NS (10 * NS_PER_S)
#define HELD_MAX       20000
#define HELD_BYTES     (32 * 1024 * 1024)
#define SNAPSHOT_MAX   400000
#define SNAPSHOT_BYTES (512 * 1024 * 1024)
#define TRIES_HELD     3 /* without an answer; then live messages go first */
#define TOKEN_SIZE     128

enum sync_step {
    SYNC_IDLE,
    SYNC_WAIT_BEGIN,
    SYNC_FETCH,
    SYNC_WAIT_END
};

struct subscription {
    char *prefix;
    size_t prefix_len;
    subscriber_message_fn fn;
    void *arg;
    struct sequence *sequence;
    bool is_complete; /* had its first snapshot: messages go through */
    bool is_removed;
    bool wants_refill;
    enum sync_step step;
    bool has_end; /* the END mark overtook the last page */
    char token[TOKEN_SIZE];
    uint64_t request; /* whose answer is awaited in SYNC_FETCH */
    unsigned tries;
    struct mono step_began, last_sync;
    struct snapshot snapshot, held;
};

struct subscriber {
    struct bus_loop *loop;
    struct subscriber_config config;
    char id[64]; /* "sync/<source>/<random>": ours alone */
    char alive[TOKEN_SIZE];
    bool had_hub;
    struct endpoint *live, *cache;
    struct bus_watch *tick;
    struct mono ticked;
    struct subscription **subscription;
    size_t n, cap;
    unsigned busy; /* handlers are running: nothing is freed */
    subscriber_gap_fn on_gap;
    void *gap_arg;
    uint64_t next_token, next_request;
    struct mono heard;
    bool was_heard;
    struct subscriber_counters counters;
    uint64_t refused_logged;
    struct mono refused_at;
};

/* ---- life -----------------------------------------------------------------
 */

static void on_live(void *arg, struct endpoint_message *m);
static void on_cache(void *arg, struct endpoint_message *m);
static void on_tick(void *arg, struct mono now);

static enum err
open_one(struct bus_loop *loop, enum endpoint_kind kind, int receive_hwm,
    const char *address, struct endpoint **out)
{
    enum err e = endpoint_open(loop,
        &(struct endpoint_config){.kind = kind, .receive_hwm = receive_hwm},
        out);
    if (e == ERR_OK)
        e = endpoint_connect(*out, address);
    if (e != ERR_OK)
        endpoint_close(out);
    return e;
}

enum err
subscriber_open(struct bus_loop *loop, const struct subscriber_config *config,
    struct subscriber **out)
{
    *out = NULL;
    struct subscriber *s = xcalloc(1, sizeof *s);
    s->loop = loop;
    s->config = *config;
    uint64_t random = (uint64_t)mono_now().ns;
    if (getrandom(&random, sizeof random, GRND_NONBLOCK) < 0)
        random ^= (uint64_t)(uintptr_t)s;
    snprintf(
        s->id, sizeof s->id, "sync/%.32s/%016" PRIx64, config->source, random);
    snprintf(s->alive, sizeof s->alive, "%s/alive", s->id);
    enum err e = open_one(
        loop, ENDPOINT_SUB, config->receive_hwm, config->observe, &s->live);
    if (e == ERR_OK && config->cache != NULL)
        e = open_one(loop, ENDPOINT_DEALER, 0, config->cache, &s->cache);
    if (e != ERR_OK) {
        endpoint_close(&s->live);
        free(s);
        return e;
    }
    endpoint_receive(s->live, on_live, s);
    if (s->cache != NULL)
        endpoint_receive(s->cache, on_cache, s);
    endpoint_subscribe(s->live, "hb/"); /* to hear that the hub is there */
    endpoint_subscribe(s->live, s->alive);
    s->ticked = mono_now();
    s->tick = bus_loop_timer(loop, TICK_NS, TICK_NS, on_tick, s);
    *out = s;
    return ERR_OK;
}

static void
subscription_free(struct subscription *sub)
{
    snapshot_clear(&sub->snapshot);
    snapshot_clear(&sub->held);
    sequence_free(&sub->sequence);
    free(sub->prefix);
    free(sub);
}

void
subscriber_close(struct subscriber **at)
{
    struct subscriber *s = *at;
    *at = NULL;
    if (s == NULL)
        return;
    assert(s->busy == 0);
    bus_watch_stop(s->loop, &s->tick);
    endpoint_close(&s->live);
    endpoint_close(&s->cache);
    for (size_t i = 0; i < s->n; i++)
        subscription_free(s->subscription[i]);
    free(s->subscription);
    free(s);
}

/* ---- what is refused ------------------------------------------------------
 */

static void
refuse(struct subscriber *s, const char *topic, const char *why)
{
    s->counters.refused++;
    struct mono now = bus_loop_now(s->loop);
    if (s->refused_logged > 0 &&
        mono_diff_ns(now, s->refused_at) < REFUSED_LOG_NS)
        return;
    s->refused_at = now;
    log_event(EV_MESSAGE_REFUSED, "%.64s: %s; %" PRIu64 " refused so far",
        topic, why, s->counters.refused);
    s->refused_logged = s->counters.refused;
}

static bool
topic_of(struct frame *f, char out[MSG_TOPIC_MAX + 1], size_t *len)
{
    *len = frame_len(f);
    if (!msg_topic_is_valid(frame_data(f), *len))
        return false;
    memcpy(out, frame_data(f), *len);
    out[*len] = '\0';
    return true;
}

/* Unpack, or just check; msg_fini() after ERR_OK. */
static enum err
open_payload(const struct subscriber *s, struct frame *f, struct msg *msg)
{
    if (!s->config.scans_only)
        return msg_unpack(frame_data(f), frame_len(f), msg);
    uint64_t version;
    msg->memory = NULL;
    return msg_scan(frame_data(f), frame_len(f), &msg->envelope, &version);
}

/* ---- a sync ---------------------------------------------------------------
 */

static void
start_sync(struct subscriber *s, struct subscription *sub)
{
    if (sub->step != SYNC_IDLE)
        endpoint_unsubscribe(s->live, sub->token);
    snapshot_clear(&sub->snapshot);
    sub->wants_refill = false;
    sub->has_end = false;
    sub->step = SYNC_WAIT_BEGIN;
    sub->step_began = sub->last_sync = bus_loop_now(s->loop);
    snprintf(
        sub->token, sizeof sub->token, "%s/%" PRIu64, s->id, ++s->next_token);
    endpoint_subscribe(s->live, sub->token);
}

static void
request_page(
    struct subscriber *s, struct subscription *sub, struct msg_str cursor)
{
    const struct msg_str args[] = {
        msg_str(sub->token), cursor, msg_str(sub->prefix)};
    sub->request = ++s->next_request;
    sub->step = SYNC_FETCH;
    sub->step_began = bus_loop_now(s->loop);
    struct msg msg = {
        .envelope = {.type = MSG_REQUEST,
            .source = msg_str(s->config.source),
            .instance = msg_str(
                s->config.instance != NULL ? s->config.instance : "any"),
            .sequence = sub->request,
            .mono = mono_now(),
            .utc = utc_now()}};
    msg.u.request.id = sub->request;
    msg.u.request.verb = msg_str("snapshot");
    msg.u.request.args = (struct msg_strv){.v = args, .n = ARRAY_LEN(args)};
    size_t size = msg_packed_size(&msg);
    struct frame f;
    frame_init_size(&f, size);
    msg_pack_into(&msg, frame_write(&f), size);
    endpoint_send(s->cache, &f, 1);
}

static bool
is_first_match(const struct subscriber *s, const struct subscription *sub,
    const char *topic)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct subscription *other = s->subscription[i];
        if (other == sub)
            return true;
        if (!other->is_removed && str_prefix(topic, other->prefix))
            return false;
    }
    return true;
}

static void
refill_all(struct subscriber *s)
{
    for (size_t i = 0; i < s->n; i++)
        s->subscription[i]->wants_refill = true;
}

static void
count_gap(struct subscriber *s, struct subscription *sub, const char *topic,
    uint64_t missed)
{
    refill_all(s); /* of quiet topics the newest may be lost, unseen */
    if (!is_first_match(s, sub, topic))
        return; /* another subscription has told it */
    s->counters.missed += missed;
    if (s->on_gap != NULL)
        s->on_gap(s->gap_arg, topic, missed);
}

/* To the owner, once and in order. */
static void
deliver(struct subscriber *s, struct subscription *sub, const char *topic,
    size_t len, const struct msg *msg, struct frame *payload)
{
    struct sequence_step step =
        sequence_step(sub->sequence, topic, len, &msg->envelope);
    if (step.verdict == SEQUENCE_OLD)
        return;
    if (step.missed > 0 && sub->is_complete)
        count_gap(s, sub, topic, step.missed);
    else if (step.verdict == SEQUENCE_RESTART && msg->envelope.sequence > 0 &&
             sub->is_complete)
        refill_all(s); /* what it said before we heard it is in the cache */
    sub->fn(sub->arg, topic, len, msg, payload);
}

static void
deliver_all(
    struct subscriber *s, struct subscription *sub, struct snapshot *from)
{
    struct snapshot take = *from; /* handlers may add to `from` */
    *from = (struct snapshot){0};
    for (size_t i = 0; i < take.n && !sub->is_removed; i++) {
        struct snapshot_item *item = &take.item[i];
        char topic[MSG_TOPIC_MAX + 1];
        size_t len;
        struct msg msg;
        if (!topic_of(&item->topic, topic, &len) ||
            !str_prefix(topic, sub->prefix))
            continue;
        if (open_payload(s, &item->payload, &msg) != ERR_OK) {
            refuse(s, topic, "malformed, or of another version");
            continue;
        }
        deliver(s, sub, topic, len, &msg, &item->payload);
        msg_fini(&msg);
    }
    snapshot_clear(&take);
}

static void
finish_sync(struct subscriber *s, struct subscription *sub)
{
    endpoint_unsubscribe(s->live, sub->token);
    sub->step = SYNC_IDLE;
    sub->tries = 0;
    deliver_all(s, sub, &sub->snapshot);
    deliver_all(s, sub, &sub->held);
    sub->is_complete = true;
    sub->wants_refill = false;
}

static void
on_mark(struct subscriber *s, const char *topic, const struct msg *msg)
{
    if (msg->envelope.type != MSG_SYNC)
        return;
    bool is_begin = msg->u.sync.phase == SYNC_BEGIN;
    if (strcmp(topic, s->alive) == 0 && is_begin) {
        if (s->had_hub) /* each later mark: the hub is back */
            refill_all(s);
        s->had_hub = true;
        return;
    }
    for (size_t i = 0; i < s->n; i++) {
        struct subscription *sub = s->subscription[i];
        if (sub->is_removed || sub->step == SYNC_IDLE ||
            strcmp(topic, sub->token) != 0)
            continue;
        if (is_begin && s->cache != NULL) {
            snapshot_clear(&sub->snapshot); /* a hub that was restarted */
            request_page(s, sub, msg_str(""));
        } else if (is_begin || sub->step == SYNC_WAIT_END) {
            finish_sync(s, sub);
        } else {
            sub->has_end = true;
        }
        return;
    }
}

/* ---- what comes in --------------------------------------------------------
 */

static void
hold(struct subscriber *s, struct subscription *sub, struct endpoint_message *m)
{
    if (snapshot_add(
            &sub->held, &m->frame[0], &m->frame[1], HELD_MAX, HELD_BYTES))
        return;
    /* Too much to hold: go on without the snapshot and ask for it again. */
    deliver_all(s, sub, &sub->held);
    sub->is_complete = true;
    (void)snapshot_add(
        &sub->held, &m->frame[0], &m->frame[1], HELD_MAX, HELD_BYTES);
    deliver_all(s, sub, &sub->held);
    sub->wants_refill = true;
}

static void
sweep(struct subscriber *s)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (s->subscription[i]->is_removed)
            subscription_free(s->subscription[i]);
        else
            s->subscription[kept++] = s->subscription[i];
    }
    s->n = kept;
}

static void
dispatch(struct subscriber *s, const char *topic, size_t len,
    const struct msg *msg, struct endpoint_message *m)
{
    s->counters.received++;
    s->counters.bytes += len + frame_len(&m->frame[1]);
    for (size_t i = 0; i < s->n; i++) {
        struct subscription *sub = s->subscription[i];
        if (sub->is_removed || len < sub->prefix_len ||
            memcmp(topic, sub->prefix, sub->prefix_len) != 0)
            continue;
        if (sub->is_complete)
            deliver(s, sub, topic, len, msg, &m->frame[1]);
        else
            hold(s, sub, m);
    }
}

static void
on_live(void *arg, struct endpoint_message *m)
{
    struct subscriber *s = arg;
    char topic[MSG_TOPIC_MAX + 1];
    size_t len;
    struct msg msg;
    s->heard = bus_loop_now(s->loop);
    s->was_heard = true;
    if (m->n != 2 || !topic_of(&m->frame[0], topic, &len)) {
        refuse(s, "-", "not a topic and a message");
        return;
    }
    s->busy++;
    if (str_prefix(topic, "sync/")) {
        if (str_prefix(topic, s->id) &&
            msg_unpack(frame_data(&m->frame[1]), frame_len(&m->frame[1]),
                &msg) == ERR_OK) {
            on_mark(s, topic, &msg);
            msg_fini(&msg);
        }
    } else if (open_payload(s, &m->frame[1], &msg) != ERR_OK) {
        refuse(s, topic, "malformed, or of another version");
    } else {
        if (s->config.instance == NULL ||
            msg_str_eq(msg.envelope.instance, s->config.instance))
            dispatch(s, topic, len, &msg, m);
        else
            refuse(s, topic, "of another instance");
        msg_fini(&msg);
    }
    if (--s->busy == 0)
        sweep(s);
}

static struct subscription *
by_request(struct subscriber *s, uint64_t request)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->subscription[i]->step == SYNC_FETCH &&
            s->subscription[i]->request == request)
            return s->subscription[i];
    return NULL;
}

/* The last frame of a page: where the next one begins. */
static void
on_page_end(struct subscriber *s, const struct msg *msg)
{
    const struct msg_reply *reply = &msg->u.reply;
    struct subscription *sub = by_request(s, reply->id);
    if (msg->envelope.type != MSG_REPLY || sub == NULL)
        return;
    if (reply->status != ERR_OK || reply->rows.n != 1)
        return; /* the step times out and is tried again */
    if (reply->rows.v[0].len > 0) {
        request_page(s, sub, reply->rows.v[0]);
        return;
    }
    sub->step = SYNC_WAIT_END;
    sub->step_began = bus_loop_now(s->loop);
    if (sub->has_end)
        finish_sync(s, sub);
}

static void
on_cache(void *arg, struct endpoint_message *m)
{
    struct subscriber *s = arg;
    s->busy++;
    if (m->n == 1) {
        struct msg msg;
        if (msg_unpack(frame_data(&m->frame[0]), frame_len(&m->frame[0]),
                &msg) == ERR_OK) {
            on_page_end(s, &msg);
            msg_fini(&msg);
        } else {
            refuse(s, "-", "malformed answer of the hub's cache");
        }
    } else if (m->n == 3) {
        char id[24] = "";
        uint64_t request = 0;
        size_t len = frame_len(&m->frame[0]);
        memcpy(id, frame_data(&m->frame[0]), len < 23 ? len : 0);
        struct subscription *sub =
            num_parse_u64(id, &request) ? by_request(s, request) : NULL;
        if (sub != NULL)
            (void)snapshot_add(&sub->snapshot, &m->frame[1], &m->frame[2],
                SNAPSHOT_MAX, SNAPSHOT_BYTES);
    } else {
        refuse(s, "-", "malformed answer of the hub's cache");
    }
    if (--s->busy == 0)
        sweep(s);
}

/* ---- time -----------------------------------------------------------------
 */

static void
tick_one(struct subscriber *s, struct subscription *sub, struct mono now)
{
    if (sub->step == SYNC_IDLE) {
        if (sub->wants_refill && mono_diff_ns(now, sub->last_sync) > REFILL_NS)
            start_sync(s, sub);
        return;
    }
    if (mono_diff_ns(now, sub->step_began) < STEP_NS)
        return;
    if (++sub->tries >= TRIES_HELD && !sub->is_complete && sub->held.n > 0) {
        sub->is_complete = true; /* there is a hub, but no snapshot of it */
        deliver_all(s, sub, &sub->held);
    }
    start_sync(s, sub);
}

static void
on_tick(void *arg, struct mono now)
{
    struct subscriber *s = arg;
    if (mono_diff_ns(now, s->ticked) > STALL_NS)
        refill_all(s); /* we stood still: queues may have run over */
    s->ticked = now;
    s->busy++;
    for (size_t i = 0; i < s->n; i++)
        if (!s->subscription[i]->is_removed)
            tick_one(s, s->subscription[i], now);
    if (--s->busy == 0)
        sweep(s);
}

/* ---- what the owner asks --------------------------------------------------
 */

void
subscriber_add(struct subscriber *s, const char *prefix,
    subscriber_message_fn fn, void *arg)
{
    struct subscription *sub = xcalloc(1, sizeof *sub);
    sub->prefix = xstrdup(prefix);
    sub->prefix_len = strlen(prefix);
    sub->fn = fn;
    sub->arg = arg;
    sub->sequence = sequence_new();
    s->subscription =
        xgrow(s->subscription, s->n, &s->cap, sizeof *s->subscription);
    s->subscription[s->n++] = sub;
    endpoint_subscribe(s->live, prefix);
    start_sync(s, sub);
}

void
subscriber_remove(struct subscriber *s, const char *prefix)
{
    for (size_t i = 0; i < s->n; i++) {
        struct subscription *sub = s->subscription[i];
        if (sub->is_removed || strcmp(sub->prefix, prefix) != 0)
            continue;
        sub->is_removed = true;
        endpoint_unsubscribe(s->live, prefix);
        if (sub->step != SYNC_IDLE)
            endpoint_unsubscribe(s->live, sub->token);
        sub->step = SYNC_IDLE;
        break;
    }
    if (s->busy == 0)
        sweep(s);
}

void
subscriber_on_gap(struct subscriber *s, subscriber_gap_fn fn, void *arg)
{
    s->on_gap = fn;
    s->gap_arg = arg;
}

bool
subscriber_is_connected(const struct subscriber *s)
{
    return s->was_heard && mono_diff_ns(mono_now(), s->heard) < HEARD_NS;
}

bool
subscriber_is_complete(const struct subscriber *s)
{
    for (size_t i = 0; i < s->n; i++)
        if (!s->subscription[i]->is_complete)
            return false;
    return true;
}

struct subscriber_counters
subscriber_counters(const struct subscriber *s)
{
    struct subscriber_counters c = s->counters;
    c.refused += endpoint_refused(s->live);
    return c;
}
