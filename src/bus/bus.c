/*
 * bus.c - a process' connection to its instance: publish, subscribe, ask.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/bus.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bus/endpoint.h"
#include "bus/loop_socket.h"
#include "bus/publisher.h"
#include "bus/service.h"
#include "bus/subscriber.h"
#include "bus/vitals.h"
#include "common/log.h"
#include "common/notify.h"
#include "common/str.h"
#include "common/version.h"
#include "common/xalloc.h"

#define DETAIL_MAX    200
#define CLOCK_JUMP_NS (1 * NS_PER_S)
#define IDLE_NS       (60 * NS_PER_S) /* an answered connection is kept */

struct ask { /* a question; answered, only its connection */
    struct ask *next;
    struct bus *bus;
    struct endpoint *endpoint;
    char *address;             /* owned */
    struct bus_watch *timeout; /* of the question, or of the connection */
    uint64_t id;
    bus_reply_fn fn;
    void *arg;
};

struct listener { /* of one bus_subscribe() */
    struct listener *next;
    struct bus *bus;
    char *prefix;
    bus_message_fn fn;
    void *arg;
};

struct bus {
    struct bus_loop *loop;
    char *instance, *source;
    uint64_t mdb_hash;
    struct publisher *out; /* NULL: does not publish */
    struct subscriber *in;
    struct service **service;
    size_t n_services, services_cap;
    struct listener *listener;
    struct ask *ask, *idle; /* idle: one for each address at most */
    uint64_t next_ask;
    bus_gap_fn on_gap;
    void *gap_arg;
    struct bus_watch *heartbeat;
    struct vitals_state vitals;
    struct utc started;
    char state[24], detail[DETAIL_MAX];
};

/* ---- heartbeats and events ------------------------------------------------
 */

static void
beat(struct bus *bus)
{
    struct vitals v = vitals_read(&bus->vitals, mono_now(), utc_now());
    struct bus_counters c = bus_counters(bus);
    struct msg msg = {.envelope.type = MSG_HEARTBEAT};
    msg.u.heartbeat = (struct msg_heartbeat){
        .pid = (uint64_t)getpid(),
        .state = msg_str(bus->state),
        .started = bus->started,
        .version = msg_str(columba_version()),
        .mdb_hash = bus->mdb_hash,
        .rss_bytes = v.rss_bytes,
        .cpu = v.cpu,
        .refused = c.refused,
        .missed = c.missed,
        .detail = msg_str(bus->detail),
    };
    char *topic = xasprintf("hb/%s", bus->source);
    publisher_send(bus->out, topic, &msg);
    free(topic);
    if (v.jump_ns > CLOCK_JUMP_NS || v.jump_ns < -CLOCK_JUMP_NS)
        log_event(EV_CLOCK_JUMP, "the clock was set by %+.3f s",
            (double)v.jump_ns / (double)NS_PER_S);
}

static void
on_heartbeat(void *arg, struct mono now)
{
    (void)now;
    beat(arg);
    (void)notify_send("WATCHDOG=1"); /* the loop turns; nobody listening is
                                        no reason to stop */
}

static void
on_event(void *arg, enum event_id id, const char *text)
{
    struct bus *bus = arg;
    const struct event_row *row = event_row((unsigned)id);
    struct msg msg = {.envelope.type = MSG_EVENT};
    msg.u.event = (struct msg_event){
        .id = (uint64_t)id,
        .severity = (uint64_t)(row != NULL ? row->severity : EVENT_ERROR),
        .name = msg_str(row != NULL ? row->name : "?"),
        .text = msg_str(text),
        .generation = UTC_NONE,
    };
    char *topic = xasprintf("event/%s", bus->source);
    bus_publish(bus, topic, &msg);
    free(topic);
}

void
bus_detail(struct bus *bus, const char *detail)
{
    struct strbuf clean = {0};
    if (detail != NULL)
        str_sanitize(&clean, detail, strlen(detail), false);
    str_copy(bus->detail, sizeof bus->detail, strbuf_get(&clean));
    strbuf_fini(&clean);
}

void
bus_state(struct bus *bus, const char *state, const char *detail)
{
    bool was_ready = str_eq(bus->state, "ready");
    str_copy(bus->state, sizeof bus->state, state);
    bus_detail(bus, detail);
    if (bus->out != NULL)
        beat(bus);
    if (str_eq(state, "ready") && !was_ready)
        (void)notify_send("READY=1");
    else if (str_eq(state, "stopping"))
        (void)notify_send("STOPPING=1");
}

void
bus_set_mdb_hash(struct bus *bus, uint64_t hash)
{
    bus->mdb_hash = hash;
}

/* ---- life -----------------------------------------------------------------
 */

static void
on_gap(void *arg, const char *topic, uint64_t missed)
{
    struct bus *bus = arg;
    if (bus->on_gap != NULL)
        bus->on_gap(bus->gap_arg, topic, missed);
}

static enum err
check_config(const struct bus_config *config)
{
    size_t len = strlen(config->source);
    if (!paths_instance_is_valid(config->instance) || len < 1 ||
        len > MSG_NAME_MAX || !str_is_clean(config->source, len))
        return ERR_RANGE;
    /* A directory that we may not enter never becomes a connection. */
    char *dir = paths_instance_dir(config->instance);
    char *observe = xasprintf("%s/observe", dir);
    bool is_denied = access(observe, X_OK) != 0 && errno == EACCES;
    free(observe);
    free(dir);
    return is_denied ? ERR_DENIED : ERR_OK;
}

static enum err
open_out(struct bus *bus, const struct bus_config *config)
{
    char *feed = paths_endpoint(config->instance, PATHS_FEED, "hub");
    enum err e = publisher_open(bus->loop,
        &(struct publisher_config){.address = feed,
            .source = bus->source,
            .instance = bus->instance,
            .send_hwm = config->send_hwm},
        &bus->out);
    free(feed);
    return e;
}

static enum err
open_in(struct bus *bus, const struct bus_config *config)
{
    char *observe = paths_endpoint(config->instance, PATHS_OBSERVE, "hub");
    char *cache = paths_endpoint(config->instance, PATHS_OBSERVE, "hub-cache");
    enum err e = subscriber_open(bus->loop,
        &(struct subscriber_config){.observe = observe,
            .cache = cache,
            .source = bus->source,
            .instance = bus->instance,
            .receive_hwm = config->receive_hwm},
        &bus->in);
    free(observe);
    free(cache);
    if (e == ERR_OK)
        subscriber_on_gap(bus->in, on_gap, bus);
    return e;
}

enum err
bus_open(
    struct bus_loop *loop, const struct bus_config *config, struct bus **out)
{
    *out = NULL;
    enum err e = check_config(config);
    if (e != ERR_OK)
        return e;
    struct bus *bus = xcalloc(1, sizeof *bus);
    bus->loop = loop;
    bus->instance = xstrdup(config->instance);
    bus->source = xstrdup(config->source);
    bus->mdb_hash = config->mdb_hash;
    bus->started = utc_now();
    str_copy(bus->state, sizeof bus->state, "starting");
    e = open_in(bus, config);
    if (e == ERR_OK && config->publishes)
        e = open_out(bus, config);
    if (e != ERR_OK) {
        bus_close(&bus);
        return e;
    }
    if (bus->out != NULL) {
        bus->heartbeat = bus_loop_timer(loop, 0, NS_PER_S, on_heartbeat, bus);
        log_set_sink(on_event, bus);
    }
    *out = bus;
    return ERR_OK;
}

static void
ask_free(struct ask *ask)
{
    bus_watch_stop(ask->bus->loop, &ask->timeout);
    endpoint_close(&ask->endpoint);
    free(ask->address);
    free(ask);
}

static void
asks_free(struct ask **list)
{
    while (*list != NULL) {
        struct ask *next = (*list)->next;
        ask_free(*list);
        *list = next;
    }
}

static void
listener_free(void *arg)
{
    struct listener *l = arg;
    free(l->prefix);
    free(l);
}

void
bus_close(struct bus **at)
{
    struct bus *bus = *at;
    *at = NULL;
    if (bus == NULL)
        return;
    if (bus->heartbeat != NULL)
        log_set_sink(NULL, NULL);
    bus_watch_stop(bus->loop, &bus->heartbeat);
    asks_free(&bus->ask);
    asks_free(&bus->idle);
    for (size_t i = 0; i < bus->n_services; i++)
        service_close(&bus->service[i]);
    publisher_close(&bus->out);
    subscriber_close(&bus->in);
    while (bus->listener != NULL) {
        struct listener *next = bus->listener->next;
        listener_free(bus->listener);
        bus->listener = next;
    }
    free(bus->service);
    free(bus->instance);
    free(bus->source);
    free(bus);
}

/* ---- publish, subscribe ---------------------------------------------------
 */

void
bus_publish(struct bus *bus, const char *topic, struct msg *msg)
{
    if (bus->out != NULL)
        publisher_send(bus->out, topic, msg);
}

static void
on_message(void *arg, const char *topic, size_t topic_len,
    const struct msg *msg, struct frame *payload)
{
    struct listener *l = arg;
    (void)topic_len, (void)payload;
    l->fn(l->arg, topic, msg);
}

void
bus_subscribe(struct bus *bus, const char *prefix, bus_message_fn fn, void *arg)
{
    struct listener *l = xcalloc(1, sizeof *l);
    l->bus = bus;
    l->prefix = xstrdup(prefix);
    l->fn = fn;
    l->arg = arg;
    struct listener **at = &bus->listener;
    while (*at != NULL)
        at = &(*at)->next;
    *at = l;
    subscriber_add(bus->in, prefix, on_message, l);
}

void
bus_unsubscribe(struct bus *bus, const char *prefix)
{
    for (struct listener **at = &bus->listener; *at != NULL;
         at = &(*at)->next) {
        struct listener *l = *at;
        if (strcmp(l->prefix, prefix) != 0)
            continue;
        *at = l->next;
        subscriber_remove(bus->in, prefix); /* the oldest of them, too */
        bus_loop_later(bus->loop, listener_free, l); /* it may run just now */
        return;
    }
}

void
bus_on_gap(struct bus *bus, bus_gap_fn fn, void *arg)
{
    bus->on_gap = fn;
    bus->gap_arg = arg;
}

bool
bus_is_connected(const struct bus *bus)
{
    return subscriber_is_connected(bus->in);
}

bool
bus_is_complete(const struct bus *bus)
{
    return subscriber_is_complete(bus->in);
}

struct bus_counters
bus_counters(const struct bus *bus)
{
    struct subscriber_counters in = subscriber_counters(bus->in);
    struct bus_counters c = {.received = in.received,
        .refused = in.refused,
        .missed = in.missed,
        .bytes_received = in.bytes};
    if (bus->out != NULL) {
        c.sent = publisher_sent(bus->out);
        c.dropped = publisher_dropped(bus->out);
    }
    for (size_t i = 0; i < bus->n_services; i++)
        c.refused += service_refused(bus->service[i]);
    return c;
}

/* ---- requests -------------------------------------------------------------
 */

enum err
bus_serve(struct bus *bus, enum paths_dir dir, const char *name,
    bus_request_fn fn, void *arg)
{
    char *address = paths_endpoint(bus->instance, dir, name);
    struct service *service;
    enum err e = service_open(bus->loop,
        &(struct service_config){.address = address,
            .source = bus->source,
            .instance = bus->instance},
        fn, arg, &service);
    free(address);
    if (e != ERR_OK)
        return e;
    bus->service = xgrow(bus->service, bus->n_services, &bus->services_cap,
        sizeof *bus->service);
    bus->service[bus->n_services++] = service;
    return ERR_OK;
}

static void
unlink_ask(struct ask **list, const struct ask *ask)
{
    for (struct ask **at = list; *at != NULL; at = &(*at)->next)
        if (*at == ask) {
            *at = ask->next;
            return;
        }
}

static struct ask *
find_idle(struct bus *bus, const char *address)
{
    struct ask *i = bus->idle;
    while (i != NULL && strcmp(i->address, address) != 0)
        i = i->next;
    return i;
}

static void
drop_idle(struct ask *idle)
{
    unlink_ask(&idle->bus->idle, idle);
    ask_free(idle);
}

static void
on_idle_over(void *arg, struct mono now)
{
    struct ask *idle = arg;
    (void)now;
    idle->timeout = NULL; /* gone by itself */
    drop_idle(idle);
}

static void
on_late(void *arg, struct endpoint_message *m)
{
    (void)arg, (void)m; /* a second answer */
}

/* Its question was answered: nothing waits in the connection. */
static void
keep_idle(struct ask *ask)
{
    struct bus *bus = ask->bus;
    struct ask *other = find_idle(bus, ask->address);
    if (other != NULL)
        drop_idle(other);
    bus_watch_stop(bus->loop, &ask->timeout);
    ask->timeout = bus_loop_timer(bus->loop, IDLE_NS, 0, on_idle_over, ask);
    endpoint_receive(ask->endpoint, on_late, ask);
    ask->next = bus->idle;
    bus->idle = ask;
}

/* Answered or not: tell the asker once and forget it. */
static void
finish(struct ask *ask, const struct msg_reply *reply)
{
    bus_reply_fn fn = ask->fn;
    void *arg = ask->arg;
    unlink_ask(&ask->bus->ask, ask);
    if (reply != NULL)
        keep_idle(ask);
    else
        ask_free(ask);
    fn(arg, reply);
}

static void
on_timeout(void *arg, struct mono now)
{
    struct ask *ask = arg;
    (void)now;
    ask->timeout = NULL; /* gone by itself */
    finish(ask, NULL);
}

static void
on_reply(void *arg, struct endpoint_message *m)
{
    struct ask *ask = arg;
    struct frame *f = &m->frame[m->n - 1];
    struct msg msg;
    if (msg_unpack(frame_data(f), frame_len(f), &msg) != ERR_OK)
        return;
    if (msg.envelope.type == MSG_REPLY && msg.u.reply.id == ask->id)
        finish(ask, &msg.u.reply);
    msg_fini(&msg);
}

static void
send_request(
    struct ask *ask, const char *verb, const char *const *args, size_t n_args)
{
    struct msg_str *v = xcalloc(n_args, sizeof *v);
    for (size_t i = 0; i < n_args; i++)
        v[i] = msg_str(args[i]);
    struct msg msg = {.envelope = {.type = MSG_REQUEST,
                          .source = msg_str(ask->bus->source),
                          .instance = msg_str(ask->bus->instance),
                          .sequence = ask->id,
                          .mono = mono_now(),
                          .utc = utc_now()}};
    msg.u.request.id = ask->id;
    msg.u.request.verb = msg_str(verb);
    msg.u.request.args = (struct msg_strv){.v = v, .n = n_args};
    size_t size = msg_packed_size(&msg);
    if (size <= MSG_BYTES_MAX) { /* else nobody answers, and it times out */
        struct frame f;
        frame_init_size(&f, size);
        msg_pack_into(&msg, frame_write(&f), size);
        endpoint_send(ask->endpoint, &f, 1);
    }
    free(v);
}

/* An idle connection to `address` (moved in), or a new one. */
static struct ask *
make_ask(struct bus *bus, char *address)
{
    struct ask *ask = find_idle(bus, address);
    if (ask != NULL) {
        unlink_ask(&bus->idle, ask);
        bus_watch_stop(bus->loop, &ask->timeout);
        free(address);
        return ask;
    }
    ask = xcalloc(1, sizeof *ask);
    ask->bus = bus;
    ask->address = address;
    enum err e = endpoint_open(bus->loop,
        &(struct endpoint_config){.kind = ENDPOINT_DEALER}, &ask->endpoint);
    if (e == ERR_OK)
        e = endpoint_connect(ask->endpoint, address);
    if (e != ERR_OK) /* no answer, then: the timer says so */
        endpoint_close(&ask->endpoint);
    return ask;
}

/*
 * Each question has a connection to itself, so that one that was not answered
 * in time is dropped with its queue and never reaches a server started later.
 * The next question may take that of an answered one.
 */
void
bus_ask(struct bus *bus, enum paths_dir dir, const char *name, const char *verb,
    const char *const *args, size_t n_args, int64_t timeout_ns, bus_reply_fn fn,
    void *arg)
{
    struct ask *ask = make_ask(bus, paths_endpoint(bus->instance, dir, name));
    ask->fn = fn;
    ask->arg = arg;
    ask->id = ++bus->next_ask;
    ask->next = bus->ask;
    bus->ask = ask;
    ask->timeout = bus_loop_timer(bus->loop, timeout_ns, 0, on_timeout, ask);
    if (ask->endpoint == NULL)
        return;
    endpoint_receive(ask->endpoint, on_reply, ask);
    send_request(ask, verb, args, n_args);
}
