/*
 * frontend.c - links, their receivers, and what is asked about them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "frontend/frontend.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "frontend/flood.h"
#include "frontend/receiver.h"

#define CHANGES_MAX 6 /* events about a link's state in FLOOD_NS */

struct line { /* one link and what belongs to it */
    struct frontend *frontend;
    struct link *link;
    struct receiver *receiver;
    char *topic;          /* "link/<name>" */
    enum link_state told; /* state of the last event */
    uint64_t told_connects;
    struct mono window; /* events about state: CHANGES_MAX in FLOOD_NS */
    unsigned said;
    uint64_t held;
    bool has_echo;
    uint64_t echoed, probed; /* packets: came back, asked for last */
};

struct frontend {
    struct frontend_config config;
    struct receiver_world world;
    struct line *line;
    size_t n_lines;
    struct moment now;
    struct mono announced; /* by request; at most once a second */
    bool has_announced;
    char summary[160];
    char *text; /* of the last reply */
    char **row;
    struct msg_str *row_str;
    size_t n_rows;
};

/* ---- state of links ------------------------------------------------------ */

static void
publish_link(struct line *l)
{
    const struct receiver_counters *c = receiver_counters(l->receiver);
    const struct signal *s = receiver_signal(l->receiver);
    const struct outbox *o = l->frontend->config.outbox;
    struct msg msg = {.envelope.type = MSG_LINK};
    msg.u.link = (struct msg_link){
        .name = msg_str(l->link->conf->name),
        .kind = msg_str(l->link->class->kind),
        .address = msg_str(l->link->address),
        .state = msg_str(link_state_str(l->link->state)),
        .detail = msg_str(l->link->detail),
        .is_enabled = link_is_enabled(l->link),
        .signal = msg_str(signal_state_str(s->state)),
        .signal_since = s->since,
        .signal_until = s->until,
        .connects = l->link->connects,
        .packets = c->packets,
        .bytes = c->bytes,
        .packets_per_s = c->packets_per_s,
        .bytes_per_s = c->bytes_per_s,
        .gaps = c->gaps,
        .missing = c->missing,
        .repeats = c->repeats,
        .late = c->late,
        .idle = c->idle,
        .bad_version = c->bad_version,
        .bad_length = c->bad_length,
        .too_short = c->too_short,
        .unknown = c->unknown,
        .last = c->last,
    };
    o->publish(o->arg, l->topic, &msg);
}

static void
say(struct line *l, enum event_id id, const char *fmt, const char *arg)
{
    char detail[192], text[448];
    (void)snprintf(detail, sizeof detail, "%s%s", fmt, arg);
    (void)snprintf(text, sizeof text, "link %s (%s %s): %s",
        l->link->conf->name, l->link->class->kind, l->link->address, detail);
    const struct outbox *o = l->frontend->config.outbox;
    o->event(o->arg, id, text);
}

/* The event that tells the link's state, or -1: this one is not told. */
static int
event_of(const struct line *l)
{
    switch (l->link->state) {
    case LINK_UP:
        return l->link->connects != l->told_connects || l->told == LINK_FAULT
                   ? EV_LINK_UP
                   : -1;
    case LINK_DOWN:
        return l->told == LINK_DOWN ? -1 : EV_LINK_DOWN;
    case LINK_FAULT:
        return l->told == LINK_FAULT ? -1 : EV_LINK_FAULT;
    case LINK_ENDED:
        return l->told == LINK_ENDED ? -1 : EV_LINK_END;
    case LINK_DISABLED:
    case LINK_CONNECTING:
    case LINK_STATE_COUNT:
        break;
    }
    return -1;
}

static void
tell_state(struct line *l)
{
    const int id = event_of(l);
    l->told = l->link->state;
    l->told_connects = l->link->connects;
    if (id < 0)
        return;
    const struct mono now = l->frontend->now.mono;
    if (l->said == 0 || mono_diff_ns(now, l->window) >= FLOOD_NS) {
        l->window = now;
        l->said = 0;
    }
    if (l->said < CHANGES_MAX) {
        l->said++;
        say(l, (enum event_id)id, l->link->detail, "");
    } else {
        l->held++;
    }
}

/* A link that flaps: how often, and what it is now. */
static void
tell_held(struct line *l)
{
    if (l->held == 0 ||
        mono_diff_ns(l->frontend->now.mono, l->window) < FLOOD_NS)
        return;
    char text[96];
    (void)snprintf(
        text, sizeof text, "%" PRIu64 " more changes in 10 s, now ", l->held);
    l->held = 0;
    l->said = 0;
    say(l, l->link->state == LINK_UP ? EV_LINK_UP : EV_LINK_DOWN, text,
        link_state_str(l->link->state));
}

/* ---- the sink of a link -------------------------------------------------- */

static void
on_begin(void *arg, bool is_anew)
{
    struct line *l = arg;
    receiver_begin(l->receiver, is_anew, l->frontend->now);
}

static void
on_bytes(void *arg, const uint8_t *p, size_t len, bool is_datagram,
    struct moment now)
{
    struct line *l = arg;
    receiver_bytes(l->receiver, p, len, is_datagram, now);
}

static void
on_item(void *arg, enum packets_event event, const struct packets_item *item,
    struct moment now)
{
    struct line *l = arg;
    receiver_item(l->receiver, event, item, now);
}

static void
on_state(void *arg)
{
    struct line *l = arg;
    if (!l->link) /* still being made */
        return;
    receiver_tick(l->receiver, l->link->state == LINK_UP, l->frontend->now);
    tell_state(l);
    publish_link(l);
}

static struct utc
on_packet_time(void *arg, const uint8_t *packet, size_t len)
{
    struct line *l = arg;
    return receiver_packet_time(l->receiver, packet, len);
}

static bool
on_has_room(void *arg)
{
    const struct line *l = arg;
    const uint64_t packets = receiver_counters(l->receiver)->packets;
    return !l->frontend->config.waits ||
           (l->has_echo && packets - l->echoed < FRONTEND_ROOM);
}

/* ---- life ---------------------------------------------------------------- */

static void
open_line(struct frontend *f, struct line *l, const struct mission_link *conf)
{
    const struct link_sink sink = {
        .arg = l,
        .begin = on_begin,
        .bytes = on_bytes,
        .item = on_item,
        .state = on_state,
        .packet_time = on_packet_time,
        .has_room = on_has_room,
    };
    l->frontend = f;
    l->topic = xasprintf("link/%s", conf->name);
    l->receiver = receiver_new(&f->world, conf);
    l->link = link_new(conf, &sink);
}

struct frontend *
frontend_new(const struct frontend_config *config)
{
    struct frontend *f = xcalloc(1, sizeof *f);
    const struct mission_instance *instance = config->instance;
    f->config = *config;
    f->world = (struct receiver_world){
        .mission = config->mission,
        .mdb = config->mdb,
        .root = config->root,
        .decoder = mdb_decoder_new(config->mdb),
        .samples = samples_new(
            config->mdb, config->mission->expiry_factor, config->outbox),
        .outbox = config->outbox,
        .repeats = repeats_new(CCSDS_APIDS),
    };
    if (instance->kind == MISSION_REPLAY)
        samples_replay(f->world.samples);
    f->line = xcalloc(instance->n_links + 1, sizeof *f->line);
    f->n_lines = instance->n_links;
    for (size_t i = 0; i < f->n_lines; i++)
        open_line(f, &f->line[i], &instance->link[i]);
    return f;
}

static void
forget_reply(struct frontend *f)
{
    for (size_t i = 0; i < f->n_rows; i++)
        free(f->row[i]);
    free(f->row);
    free(f->row_str);
    free(f->text);
    f->row = NULL;
    f->row_str = NULL;
    f->text = NULL;
    f->n_rows = 0;
}

void
frontend_free(struct frontend **frontend)
{
    struct frontend *f = *frontend;
    *frontend = NULL;
    if (!f)
        return;
    for (size_t i = 0; i < f->n_lines; i++) {
        link_free(&f->line[i].link);
        receiver_free(&f->line[i].receiver);
        free(f->line[i].topic);
    }
    free(f->line);
    samples_free(&f->world.samples);
    mdb_decoder_free(&f->world.decoder);
    repeats_free(&f->world.repeats);
    forget_reply(f);
    free(f);
}

void
frontend_start(struct frontend *f, struct moment now)
{
    f->now = now;
    for (size_t i = 0; i < f->n_lines; i++)
        if (f->line[i].link->conf->is_enabled)
            link_enable(f->line[i].link, now);
}

size_t
frontend_n_links(const struct frontend *f)
{
    return f->n_lines;
}

struct link *
frontend_link(const struct frontend *f, size_t i)
{
    return f->line[i].link;
}

/* ---- time ---------------------------------------------------------------- */

void
frontend_turn(struct frontend *f, struct moment now)
{
    f->now = now;
}

void
frontend_tick(struct frontend *f, struct moment now)
{
    f->now = now;
    for (size_t i = 0; i < f->n_lines; i++) {
        struct line *l = &f->line[i];
        const enum signal_state before = receiver_signal(l->receiver)->state;
        receiver_tick(l->receiver, l->link->state == LINK_UP, now);
        if (receiver_signal(l->receiver)->state != before)
            publish_link(l);
        tell_held(l);
    }
    samples_expire(f->world.samples, now.mono);
}

void
frontend_second(struct frontend *f, struct moment now)
{
    f->now = now;
    for (size_t i = 0; i < f->n_lines; i++) {
        receiver_statistics(f->line[i].receiver, now);
        publish_link(&f->line[i]);
    }
    samples_learn(f->world.samples);
}

/* Ask often enough for an echo that a fast file never waits in vain. */
static void
probe(struct line *l)
{
    const uint64_t packets = receiver_counters(l->receiver)->packets;
    if (l->link->conf->type != MISSION_FILE ||
        packets - l->probed < FRONTEND_ROOM / 8)
        return;
    l->probed = packets;
    publish_link(l);
}

void
frontend_flush(struct frontend *f)
{
    samples_flush(f->world.samples);
    for (size_t i = 0; i < f->n_lines; i++)
        probe(&f->line[i]);
}

void
frontend_echo(struct frontend *f, const struct msg_link *link)
{
    for (size_t i = 0; i < f->n_lines; i++) {
        struct line *l = &f->line[i];
        if (!msg_str_eq(link->name, l->link->conf->name) ||
            link->packets > receiver_counters(l->receiver)->packets)
            continue; /* a newer one is from before we were started */
        l->has_echo = true;
        l->echoed = link->packets;
    }
}

void
frontend_announce(struct frontend *f)
{
    samples_all(f->world.samples);
    for (size_t i = 0; i < f->n_lines; i++) {
        receiver_all(f->line[i].receiver);
        publish_link(&f->line[i]);
    }
}

const char *
frontend_summary(struct frontend *f)
{
    size_t up = 0, received, expired;
    double rate = 0;
    for (size_t i = 0; i < f->n_lines; i++) {
        up += f->line[i].link->state == LINK_UP;
        rate += receiver_counters(f->line[i].receiver)->packets_per_s;
    }
    samples_count(f->world.samples, &received, &expired);
    (void)snprintf(f->summary, sizeof f->summary,
        "%zu of %zu links up, %.0f packets/s, %zu of %zu containers expired",
        up, f->n_lines, rate, expired, received);
    return f->summary;
}

/* ---- requests ------------------------------------------------------------ */

static struct line *
find_line(struct frontend *f, const struct msg_request *request)
{
    for (size_t i = 0; request->args.n == 1 && i < f->n_lines; i++)
        if (msg_str_eq(request->args.v[0], f->line[i].link->conf->name))
            return &f->line[i];
    return NULL;
}

static enum err
switch_link(struct frontend *f, const char *who,
    const struct msg_request *request, bool is_on)
{
    struct line *l = find_line(f, request);
    if (!l) {
        f->text = xasprintf("%s", request->args.n == 1
                                      ? "there is no link of that name"
                                      : "give the name of one link");
        return ERR_NOTFOUND;
    }
    if (link_is_enabled(l->link) == is_on) {
        f->text = xasprintf("link %s is %s already", l->link->conf->name,
            is_on ? "enabled" : "disabled");
        return ERR_OK;
    }
    say(l, is_on ? EV_LINK_ENABLED : EV_LINK_DISABLED, "by ", who);
    if (is_on)
        link_enable(l->link, f->now);
    else
        link_disable(l->link);
    f->text = xasprintf(
        "link %s %s", l->link->conf->name, is_on ? "enabled" : "disabled");
    return ERR_OK;
}

static enum err
enable(struct frontend *f, const char *who, const struct msg_request *request)
{
    return switch_link(f, who, request, true);
}

static enum err
disable(struct frontend *f, const char *who, const struct msg_request *request)
{
    return switch_link(f, who, request, false);
}

static char *
row_of(const struct line *l)
{
    const struct receiver_counters *c = receiver_counters(l->receiver);
    struct json j = {0};
    json_object(&j);
    json_str(&j, "link", l->link->conf->name);
    json_str(&j, "kind", l->link->class->kind);
    json_str(&j, "address", l->link->address);
    json_str(&j, "state", link_state_str(l->link->state));
    json_str(&j, "detail", l->link->detail);
    json_str(
        &j, "signal", signal_state_str(receiver_signal(l->receiver)->state));
    json_uint(&j, "connects", l->link->connects);
    json_uint(&j, "packets", c->packets);
    json_uint(&j, "bytes", c->bytes);
    json_double(&j, "packets_per_s", c->packets_per_s);
    json_uint(&j, "gaps", c->gaps);
    json_uint(&j, "missing", c->missing);
    json_uint(&j, "repeats", c->repeats);
    json_uint(&j, "late", c->late);
    json_uint(&j, "idle", c->idle);
    json_uint(&j, "segments", c->segments);
    json_uint(&j, "bad_version", c->bad_version);
    json_uint(&j, "bad_length", c->bad_length);
    json_uint(&j, "too_short", c->too_short);
    json_uint(&j, "unknown", c->unknown);
    json_end(&j);
    return json_take(&j);
}

static enum err
links(struct frontend *f, const char *who, const struct msg_request *request)
{
    (void)who;
    (void)request;
    f->row = xcalloc(f->n_lines + 1, sizeof *f->row);
    f->row_str = xcalloc(f->n_lines + 1, sizeof *f->row_str);
    for (; f->n_rows < f->n_lines; f->n_rows++) {
        f->row[f->n_rows] = row_of(&f->line[f->n_rows]);
        f->row_str[f->n_rows] = msg_str(f->row[f->n_rows]);
    }
    f->text = xasprintf("%zu links", f->n_lines);
    return ERR_OK;
}

static enum err
status(struct frontend *f, const char *who, const struct msg_request *request)
{
    (void)who;
    (void)request;
    f->text = xstrdup(frontend_summary(f));
    return ERR_OK;
}

static enum err
layouts(struct frontend *f, const char *who, const struct msg_request *request)
{
    (void)who;
    (void)request;
    if (f->has_announced &&
        mono_diff_ns(f->now.mono, f->announced) < NS_PER_S) {
        f->text = xstrdup("published less than a second ago");
        return ERR_AGAIN;
    }
    f->announced = f->now.mono;
    f->has_announced = true;
    frontend_announce(f);
    f->text = xstrdup("published");
    return ERR_OK;
}

static const struct {
    const char *verb;
    bool changes; /* only over the operators' socket */
    enum err (*fn)(
        struct frontend *f, const char *who, const struct msg_request *request);
} verbs[] = {
    {"links", false, links},
    {"status", false, status},
    {"layouts", false, layouts},
    {"link-enable", true, enable},
    {"link-disable", true, disable},
};

void
frontend_request(struct frontend *f, bool may_change, const char *who,
    const struct msg_request *request, struct msg_reply *reply)
{
    enum err e = ERR_NOTFOUND;
    forget_reply(f);
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
        if (!msg_str_eq(request->verb, verbs[i].verb))
            continue;
        e = verbs[i].changes && !may_change ? ERR_DENIED
                                            : verbs[i].fn(f, who, request);
        break;
    }
    reply->status = (uint64_t)e;
    reply->text = msg_str(f->text ? f->text : err_str(e));
    reply->rows = (struct msg_strv){f->row_str, f->n_rows};
}
