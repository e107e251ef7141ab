/*
 * sender.c - commands go out: each at most once, and what became of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "frontend/sender.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/digest.h"
#include "common/hash.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "frontend/flood.h"
#include "frontend/uplink.h"
#include "mdb/ccsds.h"
#include "mdb/encode.h"

#define ID_LEN (DIGEST_ID_HEX - 1)

enum fate {
    FATE_OPEN, /* with the uplink */
    FATE_SENT,
    FATE_NOT_SENT,
    FATE_UNKNOWN,
};

struct known { /* a command; never leaves but by age */
    char id[DIGEST_ID_HEX];
    enum fate fate;
    uint64_t number, asker; /* asker: 0 once it was answered */
    struct utc seen, time;  /* time: sent at */
    char *text;             /* NULL: "" */
    struct way *way;        /* while open */
    UT_hash_handle hh;
};

struct way { /* an uplink and what belongs to it */
    struct sender *sender;
    const struct mission_uplink *conf;
    struct uplink *uplink;
    char *topic;
    enum link_state told;
    struct flood flood; /* of events about its state */
    bool is_switched;   /* by a person */
};

struct choice { /* what a person switched stays so over a reload */
    char name[33];
    bool is_on;
};

struct sender {
    struct sender_config config;
    const struct mission_instance *instance;
    uint64_t mdb_hash;
    struct way *way;
    size_t n_ways;
    struct choice *choice; /* of the uplinks closed last */
    size_t n_choices;
    struct known *by_id;     /* in the order in which they were met */
    struct known **by_token; /* ring of SENDER_IDS, by number */
    uint64_t n_known;        /* numbers given so far */
    struct utc since;
    struct moment now;
    struct flood failures;
    char *text; /* of the last reply */
};

/* ---- events and answers ----------------------------------------------------
 */

static void
say(const struct sender *s, enum event_id id, const char *text)
{
    const struct outbox *o = s->config.outbox;
    o->event(o->arg, id, text);
}

static void
answer(struct sender *s, struct known *k)
{
    static const char *const word[] = {[FATE_OPEN] = "unknown",
        [FATE_SENT] = "sent",
        [FATE_NOT_SENT] = "not-sent",
        [FATE_UNKNOWN] = "unknown"};
    const struct msg_transmitted t = {
        .id = msg_str(k->id),
        .result = msg_str(word[k->fate]),
        .time = k->time,
        .since = s->since,
        .text = msg_str(k->text != NULL ? k->text : ""),
    };
    const uint64_t asker = k->asker;
    k->asker = 0;
    if (asker != 0)
        s->config.answer(s->config.arg, asker, &t);
}

/* An answer to something that has no id of a command. */
static void
answer_nobody(struct sender *s, uint64_t asker, const char *text)
{
    const struct msg_transmitted t = {
        .id = msg_str(""),
        .result = msg_str("not-sent"),
        .time = UTC_NONE,
        .since = s->since,
        .text = msg_str(text),
    };
    s->config.answer(s->config.arg, asker, &t);
}

static void
tell_failure(struct sender *s, const struct known *k)
{
    if (!flood_pass(&s->failures, s->now.mono))
        return;
    char text[384];
    (void)snprintf(text, sizeof text, "command %s: %s: %s", k->id,
        k->fate == FATE_UNKNOWN ? "not known whether it was sent" : "not sent",
        k->text != NULL ? k->text : "");
    say(s, k->fate == FATE_UNKNOWN ? EV_UPLINK_UNKNOWN : EV_UPLINK_NOT_SENT,
        text);
}

static void
settle(struct sender *s, struct known *k, enum fate fate, const char *text)
{
    k->fate = fate;
    k->way = NULL;
    k->time = fate == FATE_SENT ? s->now.utc : UTC_NONE;
    k->text = text[0] != '\0' ? xstrdup(text) : NULL;
    if (fate != FATE_SENT)
        tell_failure(s, k);
    answer(s, k);
}

/* ---- ids -------------------------------------------------------------------
 */

static void
forget(struct sender *s, struct known *k)
{
    s->since = k->seen;
    s->since.ns++; /* what came later is known */
    HASH_DEL(s->by_id, k);
    free(k->text);
    free(k);
}

/* Remember an id that was not known; the oldest one makes room. */
static struct known *
meet_id(struct sender *s, const char *id, uint64_t asker)
{
    struct known **slot = &s->by_token[s->n_known % SENDER_IDS];
    if (*slot != NULL) /* the newest 64 at most are open, never this one */
        forget(s, *slot);
    struct known *k = *slot = xcalloc(1, sizeof *k);
    memcpy(k->id, id, sizeof k->id);
    k->number = s->n_known++;
    k->asker = asker;
    k->seen = s->now.utc;
    k->time = UTC_NONE;
    HASH_ADD(hh, s->by_id, id, ID_LEN, k);
    return k;
}

/* ---- what may go out -------------------------------------------------------
 */

/* Why these bytes are no telecommand, or NULL. */
static const char *
packet_objection(const struct mission_commands *c, const uint8_t *p, size_t len)
{
    struct ccsds_header h;
    if (len == 0 || len > ENCODE_BYTES_MAX)
        return len == 0 ? "it has no bytes" : "it is longer than any packet";
    if (!c->is_ccsds)
        return NULL;
    const enum ccsds_status status = ccsds_check(p, len, &h);
    if (status != CCSDS_GOOD)
        return ccsds_status_str(status);
    if (!h.is_command)
        return "it is a telemetry packet";
    if (h.apid == CCSDS_APID_IDLE)
        return "it is an idle packet";
    if (c->has_crc && mdb_crc16(p, len) != 0)
        return "its CRC-16 is wrong";
    return NULL;
}

static struct way *
find_way(struct sender *s, struct msg_str name)
{
    for (size_t i = 0; i < s->n_ways; i++)
        if (msg_str_eq(name, s->way[i].conf->name))
            return &s->way[i];
    return NULL;
}

static const char *
objection(
    const struct sender *s, const struct msg_transmit *o, const struct way *way)
{
    if (o->mdb_hash != s->mdb_hash)
        return "it was made with another mission database";
    if (way == NULL)
        return "there is no uplink of that name";
    if (utc_is_none(o->deadline))
        return "it has no deadline";
    if (o->deadline.ns <= s->now.utc.ns)
        return "its deadline is over";
    if (o->deadline.ns - s->now.utc.ns > SENDER_AHEAD_NS)
        return "its deadline is more than an hour ahead";
    return packet_objection(&s->instance->commands, o->data.p, o->data.len);
}

static void
transmit(struct sender *s, struct known *k, const struct msg_transmit *o)
{
    struct way *way = find_way(s, o->uplink);
    const char *no = objection(s, o, way);
    if (no != NULL) {
        settle(s, k, FATE_NOT_SENT, no);
        return;
    }
    k->way = way;
    const struct mono deadline =
        mono_add_ns(s->now.mono, utc_diff_ns(o->deadline, s->now.utc));
    uplink_send(
        way->uplink, k->number, o->data.p, o->data.len, deadline, s->now);
}

/* What became of a command that was not heard of. */
static void
settle_unheard(struct sender *s, struct known *k, const struct msg_transmit *o)
{
    if (!utc_is_none(o->deadline) && o->deadline.ns <= s->since.ns)
        settle(s, k, FATE_UNKNOWN, "this frontend began after its release");
    else
        settle(s, k, FATE_NOT_SENT,
            "this frontend has not heard of it since "
            "its start, and will not send it");
}

/* The newest asker is told; what is not begun yet can still be taken back. */
static void
ask_again(struct sender *s, struct known *k, bool is_settle, uint64_t asker)
{
    k->asker = asker;
    if (k->fate != FATE_OPEN)
        answer(s, k);
    else if (is_settle)
        uplink_cancel(k->way->uplink, k->number, s->now);
}

void
sender_order(struct sender *s, struct msg_str instance,
    const struct msg_transmit *o, uint64_t asker, struct moment now)
{
    s->now = now;
    const bool is_settle = msg_str_eq(o->verb, "settle");
    const char *no = NULL;
    if (s->instance == NULL || !msg_str_eq(instance, s->instance->name))
        no = "the order is for another instance";
    else if (!is_settle && !msg_str_eq(o->verb, "transmit"))
        no = "the order is neither transmit nor settle";
    else if (!digest_is_hex(o->id.s, o->id.len, DIGEST_ID_BYTES))
        no = "the order has no id of a command";
    if (no != NULL) {
        if (flood_pass(&s->failures, now.mono))
            say(s, EV_UPLINK_REFUSED, no);
        answer_nobody(s, asker, no);
        return;
    }
    char id[DIGEST_ID_HEX];
    msg_str_copy(id, sizeof id, o->id);
    struct known *k;
    HASH_FIND(hh, s->by_id, id, ID_LEN, k);
    if (k != NULL) {
        ask_again(s, k, is_settle, asker);
        return;
    }
    k = meet_id(s, id, asker);
    if (is_settle)
        settle_unheard(s, k, o);
    else
        transmit(s, k, o);
}

/* ---- uplinks ---------------------------------------------------------------
 */

static void
publish(const struct way *w)
{
    const struct outbox *o = w->sender->config.outbox;
    struct msg msg = {.envelope.type = MSG_LINK};
    uplink_message(w->uplink, &msg.u.link);
    o->publish(o->arg, w->topic, &msg);
}

static void
say_of(const struct way *w, enum event_id id, const char *text)
{
    char all[448];
    const struct link *l = uplink_link(w->uplink);
    (void)snprintf(all, sizeof all, "uplink %s (%s %s): %s", w->conf->name,
        l->class->kind, l->address, text);
    say(w->sender, id, all);
}

static void
on_done(void *arg, uint64_t token, enum uplink_result result, const char *text,
    struct moment now)
{
    struct way *w = arg;
    struct sender *s = w->sender;
    static const enum fate fate[] = {[UPLINK_SENT] = FATE_SENT,
        [UPLINK_NOT_SENT] = FATE_NOT_SENT,
        [UPLINK_UNKNOWN] = FATE_UNKNOWN};
    struct known *k = s->by_token[token % SENDER_IDS];
    s->now = now;
    if (k != NULL && k->number == token && k->fate == FATE_OPEN)
        settle(s, k, fate[result], text);
}

/* The event of a state that is new, or -1. */
static int
event_of(enum link_state state)
{
    if (state == LINK_UP)
        return EV_LINK_UP;
    if (state == LINK_DOWN)
        return EV_LINK_DOWN;
    return state == LINK_FAULT ? EV_LINK_FAULT : -1;
}

static void
on_state(void *arg)
{
    struct way *w = arg;
    if (w->uplink == NULL) /* still being made */
        return;
    const struct link *l = uplink_link(w->uplink);
    const int id = l->state != w->told ? event_of(l->state) : -1;
    w->told = l->state;
    if (id >= 0 && flood_pass(&w->flood, w->sender->now.mono))
        say_of(w, (enum event_id)id, l->detail);
    publish(w);
}

static void
keep_choices(struct sender *s)
{
    if (s->n_ways == 0)
        return;
    s->n_choices = 0;
    s->choice = xreallocarray(s->choice, s->n_ways, sizeof *s->choice);
    for (size_t i = 0; i < s->n_ways; i++) {
        const struct way *w = &s->way[i];
        struct choice *c = &s->choice[s->n_choices];
        if (!w->is_switched)
            continue;
        (void)str_copy(c->name, sizeof c->name, w->conf->name);
        c->is_on = link_is_enabled(uplink_link(w->uplink));
        s->n_choices++;
    }
}

/* Is it to be enabled: as a person said last, else as the mission says? */
static bool
is_chosen(const struct sender *s, struct way *w)
{
    for (size_t i = 0; i < s->n_choices; i++)
        if (strcmp(s->choice[i].name, w->conf->name) == 0) {
            w->is_switched = true;
            return s->choice[i].is_on;
        }
    return w->conf->is_enabled;
}

void
sender_open(struct sender *s, const struct mission_instance *instance,
    uint64_t mdb_hash, struct moment now)
{
    sender_close(s, now);
    s->instance = instance;
    s->mdb_hash = mdb_hash;
    s->way = xcalloc(instance->n_uplinks + 1, sizeof *s->way);
    s->n_ways = instance->n_uplinks;
    for (size_t i = 0; i < s->n_ways; i++) {
        struct way *w = &s->way[i];
        w->sender = s;
        w->conf = &instance->uplink[i];
        w->topic = xasprintf("link/%s", w->conf->name);
        w->uplink =
            uplink_new(w->conf, &(struct uplink_sink){w, on_done, on_state});
    }
    for (size_t i = 0; i < s->n_ways; i++)
        if (is_chosen(s, &s->way[i]))
            uplink_enable(s->way[i].uplink, now);
    sender_announce(s);
}

void
sender_close(struct sender *s, struct moment now)
{
    s->now = now;
    keep_choices(s);
    for (size_t i = 0; i < s->n_ways; i++) {
        struct way *w = &s->way[i];
        uplink_disable(w->uplink, now);
        uplink_free(&w->uplink, now);
        free(w->topic);
    }
    free(s->way);
    s->way = NULL;
    s->n_ways = 0;
    s->instance = NULL;
}

/* ---- life ------------------------------------------------------------------
 */

struct sender *
sender_new(const struct sender_config *config, struct moment now)
{
    struct sender *s = xcalloc(1, sizeof *s);
    s->config = *config;
    s->by_token = xcalloc(SENDER_IDS, sizeof(struct known *));
    s->since = now.utc;
    s->now = now;
    return s;
}

void
sender_free(struct sender **sender, struct moment now)
{
    struct sender *s = *sender;
    *sender = NULL;
    if (s == NULL)
        return;
    sender_close(s, now);
    HASH_CLEAR(hh, s->by_id);
    for (size_t i = 0; i < SENDER_IDS; i++) {
        if (s->by_token[i] == NULL)
            break;
        free(s->by_token[i]->text);
        free(s->by_token[i]);
    }
    free(s->by_token);
    free(s->choice);
    free(s->text);
    free(s);
}

size_t
sender_n_uplinks(const struct sender *s)
{
    return s->n_ways;
}

struct link *
sender_link(const struct sender *s, size_t i)
{
    return uplink_link(s->way[i].uplink);
}

void
sender_tick(struct sender *s, struct moment now)
{
    s->now = now;
    for (size_t i = 0; i < s->n_ways; i++)
        uplink_tick(s->way[i].uplink, now);
}

bool
sender_is_busy(const struct sender *s)
{
    for (size_t i = 0; i < s->n_ways; i++)
        if (uplink_is_busy(s->way[i].uplink))
            return true;
    return false;
}

void
sender_second(struct sender *s, struct moment now)
{
    s->now = now;
    char text[96];
    const uint64_t held = flood_due(&s->failures, now.mono);
    (void)snprintf(text, sizeof text,
        "%llu more commands in 10 s were not sent, or nobody knows",
        (unsigned long long)held);
    if (held > 0)
        say(s, EV_UPLINK_NOT_SENT, text);
    for (size_t i = 0; i < s->n_ways; i++) {
        struct way *w = &s->way[i];
        uplink_second(w->uplink);
        if (flood_due(&w->flood, now.mono) > 0)
            say_of(w,
                uplink_link(w->uplink)->state == LINK_UP ? EV_LINK_UP
                                                         : EV_LINK_DOWN,
                uplink_link(w->uplink)->detail);
        publish(w);
    }
}

void
sender_announce(struct sender *s)
{
    for (size_t i = 0; i < s->n_ways; i++)
        publish(&s->way[i]);
}

/* ---- requests --------------------------------------------------------------
 */

bool
sender_request(struct sender *s, bool may_change, const char *who,
    const struct msg_request *request, struct msg_reply *reply,
    struct moment now)
{
    const bool is_on = msg_str_eq(request->verb, "link-enable");
    struct way *w =
        request->args.n == 1 ? find_way(s, request->args.v[0]) : NULL;
    if (w == NULL || (!is_on && !msg_str_eq(request->verb, "link-disable")))
        return false;
    const bool was_on = link_is_enabled(uplink_link(w->uplink));
    char by[96];
    free(s->text);
    s->now = now;
    s->text = xasprintf("uplink %s %s%s", w->conf->name,
        is_on ? "enabled" : "disabled", was_on == is_on ? " already" : "");
    reply->status = may_change ? ERR_OK : ERR_DENIED;
    reply->text = msg_str(may_change ? s->text : err_str(ERR_DENIED));
    reply->rows = (struct msg_strv){0};
    if (!may_change)
        return true;
    w->is_switched = true;
    if (was_on == is_on)
        return true;
    (void)snprintf(by, sizeof by, "by %s", who);
    say_of(w, is_on ? EV_LINK_ENABLED : EV_LINK_DISABLED, by);
    if (is_on)
        uplink_enable(w->uplink, now);
    else
        uplink_disable(w->uplink, now);
    return true;
}
