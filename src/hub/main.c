/*
 * main.c - columba-hub: one address to publish to and to subscribe from.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bus/bus.h"
#include "bus/endpoint.h"
#include "bus/service.h"
#include "bus/subscriber.h"
#include "common/cli.h"
#include "common/log.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "hub/hub_app.h"
#include "hub/hub_relay.h"

#define SLOW_LOG_NS (10 * NS_PER_S)

struct relay {
    struct hub *hub;
    const char *address;
    struct subscriber *subscriber;
    bool was_connected;
};

struct hub {
    struct bus_loop *loop;
    const char *instance;
    struct hub_app *app;
    struct endpoint *feed, *observe;
    struct service *cache;
    struct bus *bus; /* to ourselves: heartbeat and events */
    struct relay *relay;
    size_t n_relays;
    uint64_t marks; /* sequence of our marks */
    uint64_t slow, slow_logged;
    struct mono slow_at;
    struct bus_watch *tick;
    char stats[10][64]; /* the answer to "stats", until it is packed */
    struct msg_str row[10];
    struct hub_page page; /* the same for "snapshot" */
};

struct options {
    const char *instance, *mission;
    struct cli_strings relays;
    uint64_t hwm, topics, megabytes;
    bool check;
};

/* ---- forward --------------------------------------------------------------
 */

static void
publish(struct hub *hub, struct frame *frame)
{
    if (!endpoint_publish(hub->observe, frame, 2))
        hub->slow++; /* told by on_tick() */
}

static void
on_feed(void *arg, struct endpoint_message *m)
{
    struct hub *hub = arg;
    enum hub_verdict verdict = hub_app_message(hub->app, m->frame, m->n);
    if (verdict != HUB_FORWARD && verdict != HUB_REPEATED)
        return;
    publish(hub, m->frame);
    m->n = 0; /* consumed */
}

static void
on_relay(void *arg, const char *topic, size_t topic_len, const struct msg *msg,
    struct frame *payload)
{
    struct relay *relay = arg;
    struct frame out[2];
    (void)msg;
    enum err e =
        hub_relay_rewrite(relay->hub->instance, topic, topic_len, payload, out);
    enum hub_verdict verdict =
        e == ERR_OK ? hub_app_message(relay->hub->app, out, 2) : HUB_MALFORMED;
    if (verdict == HUB_FORWARD || verdict == HUB_REPEATED) {
        publish(relay->hub, out);
        return;
    }
    frame_fini(&out[0]);
    frame_fini(&out[1]);
}

/* ---- marks and snapshots --------------------------------------------------
 */

static void
send_mark(struct hub *hub, const char *topic, enum sync_phase phase)
{
    struct msg msg = {.envelope = {.type = MSG_SYNC,
                          .source = msg_str("hub"),
                          .instance = msg_str(hub->instance),
                          .sequence = hub->marks++,
                          .mono = mono_now(),
                          .utc = utc_now()}};
    msg.u.sync.token = msg_str(topic);
    msg.u.sync.phase = (uint64_t)phase;
    size_t size = msg_packed_size(&msg);
    struct frame frame[2];
    frame_init_copy(&frame[0], topic, strlen(topic));
    frame_init_size(&frame[1], size);
    msg_pack_into(&msg, frame_write(&frame[1]), size);
    publish(hub, frame);
}

/* A subscriber subscribed to a token of its own: what it subscribed to before
 * is active, and we say so. */
static void
on_observer(void *arg, struct endpoint_message *m)
{
    struct hub *hub = arg;
    const uint8_t *p = frame_data(&m->frame[0]);
    size_t len = frame_len(&m->frame[0]);
    if (m->n != 1 || len < 2 || p[0] != 1 || !hub_app_is_mark(p + 1, len - 1))
        return;
    char topic[MSG_TOPIC_MAX + 1];
    memcpy(topic, p + 1, len - 1);
    topic[len - 1] = '\0';
    send_mark(hub, topic, SYNC_BEGIN);
}

struct snapshot_to {
    struct service *service;
    char id[24];
};

static void
emit(void *arg, const char *topic, size_t topic_len, struct frame *payload)
{
    struct snapshot_to *to = arg;
    struct frame frame[3];
    frame_init_copy(&frame[0], to->id, strlen(to->id));
    frame_init_copy(&frame[1], topic, topic_len);
    frame_init(&frame[2]);
    frame_share(&frame[2], payload);
    service_send(to->service, frame, 3);
}

static bool
on_snapshot(void *arg, struct service *service,
    const struct msg_request *request, struct msg_reply *reply)
{
    struct hub *hub = arg;
    if (!msg_str_eq(request->verb, "snapshot"))
        return false;
    struct snapshot_to to = {.service = service};
    snprintf(to.id, sizeof to.id, "%" PRIu64, request->id);
    struct hub_page *page = &hub->page;
    *page = hub_app_snapshot(hub->app, request, emit, &to);
    if (page->status == ERR_OK && page->token[0] != '\0')
        send_mark(hub, page->token, SYNC_END);
    hub->row[0] = msg_str(page->cursor);
    reply->status = (uint64_t)page->status;
    reply->text = msg_str(page->text);
    reply->rows = (struct msg_strv){.v = hub->row, .n = page->status == ERR_OK};
    return true;
}

static void
on_request(void *arg, const struct bus_peer *peer,
    const struct msg_request *request, struct msg_reply *reply)
{
    struct hub *hub = arg;
    (void)peer;
    if (!msg_str_eq(request->verb, "stats")) {
        reply->status = ERR_NOTFOUND;
        reply->text = msg_str("the hub answers snapshot and stats");
        return;
    }
    struct hub_stats s = hub_app_stats(hub->app);
    const struct {
        const char *name;
        uint64_t value;
    } row[] = {
        {"forwarded", s.forwarded},
        {"bytes", s.bytes},
        {"refused", s.refused + endpoint_refused(hub->feed)},
        {"topics", s.topics},
        {"cached-bytes", s.cached_bytes},
        {"events", s.events},
        {"not-cached", s.not_cached},
        {"slow", hub->slow},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        snprintf(hub->stats[i], sizeof hub->stats[i], "%s=%" PRIu64,
            row[i].name, row[i].value);
        hub->row[i] = msg_str(hub->stats[i]);
    }
    reply->rows = (struct msg_strv){.v = hub->row, .n = ARRAY_LEN(row)};
}

/* ---- time and signals -----------------------------------------------------
 */

static void
watch_relay(struct relay *relay)
{
    bool is_connected = subscriber_is_connected(relay->subscriber);
    if (is_connected && !relay->was_connected)
        log_event(EV_RELAY_UP, "receiving from %s", relay->address);
    else if (!is_connected && relay->was_connected)
        log_event(EV_RELAY_DOWN, "nothing from %s for 3 s", relay->address);
    relay->was_connected = is_connected;
}

static void
on_tick(void *arg, struct mono now)
{
    struct hub *hub = arg;
    for (size_t i = 0; i < hub->n_relays; i++)
        watch_relay(&hub->relay[i]);
    struct hub_stats s = hub_app_stats(hub->app);
    char detail[120];
    snprintf(detail, sizeof detail,
        "%zu topics, %zu events, %" PRIu64 " forwarded, %" PRIu64 " refused",
        s.topics, s.events, s.forwarded,
        s.refused + endpoint_refused(hub->feed));
    bus_detail(hub->bus, detail);
    if (hub->slow > hub->slow_logged &&
        (hub->slow_logged == 0 ||
            mono_diff_ns(now, hub->slow_at) > SLOW_LOG_NS)) {
        log_event(EV_HUB_SLOW,
            "a subscriber's queue was full %" PRIu64 " times so far",
            hub->slow);
        hub->slow_logged = hub->slow;
        hub->slow_at = now;
    }
}

static void
on_signal(void *arg, int number)
{
    struct hub *hub = arg;
    (void)number;
    log_event(EV_STOP, "asked to stop");
    bus_state(hub->bus, "stopping", "");
    bus_loop_stop(hub->loop, 0);
}

/* ---- start ----------------------------------------------------------------
 */

static enum err
bind_one(struct hub *hub, const struct endpoint_config *config,
    enum paths_dir dir, endpoint_message_fn fn, struct endpoint **out)
{
    char *address = paths_endpoint(hub->instance, dir, "hub");
    enum err e = endpoint_open(hub->loop, config, out);
    if (e == ERR_OK)
        e = endpoint_bind(*out, address);
    if (e == ERR_OK)
        endpoint_receive(*out, fn, hub);
    else
        fprintf(stderr, "columba-hub: %s: %s\n", address, err_str(e));
    free(address);
    return e;
}

static enum err
open_cache(struct hub *hub)
{
    char *address = paths_endpoint(hub->instance, PATHS_OBSERVE, "hub-cache");
    enum err e = service_open(hub->loop,
        &(struct service_config){
            .address = address, .source = "hub", .instance = hub->instance},
        on_request, hub, &hub->cache);
    if (e == ERR_OK)
        service_on_stream(hub->cache, on_snapshot, hub);
    else
        fprintf(stderr, "columba-hub: %s: %s\n", address, err_str(e));
    free(address);
    return e;
}

static enum err
open_relays(struct hub *hub, const struct cli_strings *addresses)
{
    hub->n_relays = addresses->n;
    hub->relay = xcalloc(addresses->n, sizeof *hub->relay);
    for (size_t i = 0; i < addresses->n; i++) {
        struct relay *relay = &hub->relay[i];
        relay->hub = hub;
        relay->address = addresses->v[i];
        char *cache = hub_relay_cache(relay->address);
        enum err e = subscriber_open(hub->loop,
            &(struct subscriber_config){.observe = relay->address,
                .cache = cache,
                .source = "hub",
                .scans_only = true},
            &relay->subscriber);
        free(cache);
        if (e != ERR_OK) {
            fprintf(
                stderr, "columba-hub: %s: %s\n", relay->address, err_str(e));
            return e;
        }
        subscriber_add(relay->subscriber, "", on_relay, relay);
    }
    return ERR_OK;
}

static enum err
open_hub(struct hub *hub, const struct options *o)
{
    enum err e = paths_instance_create(hub->instance);
    if (e != ERR_OK) {
        char *dir = paths_instance_dir(hub->instance);
        fprintf(stderr, "columba-hub: %s: %s\n", dir, err_str(e));
        free(dir);
        return e;
    }
    const struct endpoint_config feed = {.kind = ENDPOINT_XSUB};
    const struct endpoint_config observe = {
        .kind = ENDPOINT_XPUB, .send_hwm = (int)o->hwm, .linger_ms = 200};
    e = bind_one(hub, &feed, PATHS_FEED, on_feed, &hub->feed);
    if (e == ERR_OK)
        e = bind_one(hub, &observe, PATHS_OBSERVE, on_observer, &hub->observe);
    if (e == ERR_OK)
        e = open_cache(hub);
    if (e == ERR_OK)
        e = open_relays(hub, &o->relays);
    if (e == ERR_OK)
        e = bus_open(hub->loop,
            &(struct bus_config){
                .instance = hub->instance, .source = "hub", .publishes = true},
            &hub->bus);
    if (e == ERR_OK)
        e = bus_loop_signal(hub->loop, SIGTERM, on_signal, hub);
    if (e == ERR_OK)
        e = bus_loop_signal(hub->loop, SIGINT, on_signal, hub);
    return e;
}

static void
close_hub(struct hub *hub)
{
    bus_watch_stop(hub->loop, &hub->tick);
    bus_close(&hub->bus);
    for (size_t i = 0; i < hub->n_relays; i++)
        subscriber_close(&hub->relay[i].subscriber);
    service_close(&hub->cache);
    endpoint_close(&hub->feed);
    endpoint_close(&hub->observe);
    hub_app_free(&hub->app);
    free(hub->relay);
    bus_loop_free(&hub->loop);
}

static int
run(const struct options *o)
{
    struct hub hub = {.instance = o->instance};
    hub.loop = bus_loop_new();
    hub.app = hub_app_new(&(struct hub_config){.instance = o->instance,
        .topics_max = o->topics,
        .bytes_max = o->megabytes * 1024 * 1024});
    enum err e = open_hub(&hub, o);
    int status = err_exit_status(e);
    if (e == ERR_OK) {
        endpoint_subscribe_all(hub.feed);
        hub.tick = bus_loop_timer(hub.loop, NS_PER_S, NS_PER_S, on_tick, &hub);
        log_event(EV_START, "instance %s", o->instance);
        bus_state(hub.bus, "ready", "");
        status = bus_loop_run(hub.loop);
    }
    close_hub(&hub);
    return status;
}

/* -n: what would be served. */
static int
check(const struct options *o)
{
    static const struct {
        enum paths_dir dir;
        const char *name, *role;
    } rows[] = {
        {PATHS_FEED, "hub", "feed"},
        {PATHS_OBSERVE, "hub", "observe"},
        {PATHS_OBSERVE, "hub-cache", "cache"},
    };
    printf("instance %s\n", o->instance);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *address = paths_endpoint(o->instance, rows[i].dir, rows[i].name);
        printf("%s %s\n", rows[i].role, address);
        free(address);
    }
    for (size_t i = 0; i < o->relays.n; i++)
        printf("relay %s\n", o->relays.v[i]);
    printf("hwm %" PRIu64 "\ntopics %" PRIu64 "\ncache-mb %" PRIu64 "\n",
        o->hwm, o->topics, o->megabytes);
    return 0;
}

static bool
is_between(uint64_t v, uint64_t least, uint64_t most)
{
    return v >= least && v <= most;
}

int
main(int argc, char **argv)
{
    const char *instance = getenv("COLUMBA_INSTANCE");
    struct options o = {
        .instance = instance != NULL && instance[0] != '\0' ? instance : "sim",
        .hwm = 10000,
        .topics = 100000,
        .megabytes = 256};
    const struct cli_option options[] = {
        {'i', "instance", "NAME", CLI_STRING, &o.instance,
            "instance to serve (default $COLUMBA_INSTANCE, else sim)"},
        {'m', "mission", "PATH", CLI_STRING, &o.mission,
            "accepted like in all daemons; the hub needs nothing from it"},
        {'n', "check", NULL, CLI_FLAG, &o.check,
            "print what would be served, and exit"},
        {'r', "relay", "ADDRESS", CLI_STRINGS, &o.relays,
            "also serve what the hub at ADDRESS has (may be repeated)"},
        {'\0', "hwm", "MESSAGES", CLI_UINT, &o.hwm,
            "queue of each subscriber (default 10000)"},
        {'\0', "topics", "N", CLI_UINT, &o.topics,
            "topics in the cache at most (default 100000)"},
        {'\0', "cache-mb", "MIB", CLI_UINT, &o.megabytes,
            "size of the cache at most (default 256)"},
    };
    const struct cli cli = {.name = "columba-hub",
        .operands = "[INSTANCE]",
        .summary = "One address to publish to and to subscribe from.",
        .examples = "  $ columba-hub flight\n"
                    "  $ columba-hub watch --relay "
                    "ipc:///run/columba/flight/observe/hub\n",
        .option = options,
        .n_options = ARRAY_LEN(options),
        .max_operands = 1};
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    if (n == 1)
        o.instance = argv[0];
    log_open("hub");
    if (!paths_instance_is_valid(o.instance))
        status = cli_usage(&cli, "%s is not a name of an instance", o.instance);
    else if (!is_between(o.hwm, 1, 1000000) ||
             !is_between(o.topics, 1, 10000000) ||
             !is_between(o.megabytes, 1, 65536))
        status = cli_usage(&cli, "--hwm is 1 to 1000000, --topics 1 to "
                                 "10000000, --cache-mb 1 to 65536");
    else
        status = o.check ? check(&o) : run(&o);
    free(o.relays.v);
    return status;
}
