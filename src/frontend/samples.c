/*
 * samples.c - one shelf a container: batch, period, quality.
 *
 * SPDX-License-Identifier: ISC
 */
#include "frontend/samples.h"

#include <stdlib.h>
#include <string.h>

#include "bus/tm.h"
#include "common/xalloc.h"
#include "frontend/layout.h"

#define REPLAY_ORDER_NS (60 * NS_PER_S)

struct shelf {
    struct tm_builder *builder; /* NULL until the first packet */
    char *tm_topic;             /* "tm/A/B" */
    const struct quality_signal *signal;
    struct quality quality;
    enum mdb_quality published;
    struct utc last; /* reception of the newest packet */
    int64_t published_period_ns;
    uint8_t *raw_kinds, *eng_kinds; /* static layout with spans, or NULL */
    bool is_dirty;                  /* the builder holds packets */
    bool is_listed;                 /* in the list of those to flush */
    /* what the packets in the builder share */
    const char *link;
    uint16_t apid;
    uint32_t *items; /* of a layout that is not static */
    size_t n, items_cap;
};

struct samples {
    const struct mdb *mdb;
    const struct outbox *outbox;
    double factor;
    enum tm_mode mode;
    struct mono replayed; /* clock of what is replayed: generation time */
    bool has_replayed;    /* it was set */
    struct shelf *shelf;  /* a container each */
    uint32_t *dirty;      /* containers to flush, in order of first packet */
    size_t n_dirty;
    uint32_t *received; /* containers with a packet so far */
    size_t n_received;
    uint8_t *kinds; /* scratch: raw, then eng, of a frame with own items */
    size_t kinds_cap;
};

struct samples *
samples_new(const struct mdb *mdb, double factor, const struct outbox *outbox)
{
    struct samples *p = xcalloc(1, sizeof *p);
    const size_t n = (size_t)mdb->n_containers + 1;
    p->mdb = mdb;
    p->outbox = outbox;
    p->factor = factor;
    p->shelf = xcalloc(n, sizeof *p->shelf);
    p->dirty = xcalloc(n, sizeof *p->dirty);
    p->received = xcalloc(n, sizeof *p->received);
    for (uint32_t i = 0; i < mdb->n_containers; i++) {
        p->shelf[i].quality.declared_ns = mdb->container[i].period_ns;
        p->shelf[i].published = MDB_NOT_RECEIVED;
        p->shelf[i].published_period_ns =
            quality_period_ns(&p->shelf[i].quality);
        p->shelf[i].last = UTC_NONE;
    }
    return p;
}

void
samples_replay(struct samples *p)
{
    p->mode = TM_REPLAY;
}

void
samples_free(struct samples **samples)
{
    struct samples *p = *samples;
    *samples = NULL;
    if (!p)
        return;
    for (uint32_t i = 0; i < p->mdb->n_containers; i++) {
        struct shelf *s = &p->shelf[i];
        tm_builder_free(&s->builder);
        free(s->tm_topic);
        free(s->raw_kinds);
        free(s->eng_kinds);
        free(s->items);
    }
    free(p->shelf);
    free(p->dirty);
    free(p->received);
    free(p->kinds);
    free(p);
}

/* ---- samples ------------------------------------------------------------- */

static bool
is_span(enum mdb_kind kind)
{
    return kind == MDB_STRING || kind == MDB_BINARY;
}

/* Kinds of `n` items; returns whether some cell is a span. */
static bool
kinds_of(const struct mdb *mdb, const uint32_t *item, size_t n, uint8_t *raw,
    uint8_t *eng)
{
    bool has_span = false;
    for (size_t i = 0; i < n; i++) {
        const struct mdb_type *type = mdb_item_type(mdb, item[i]);
        raw[i] = (uint8_t)type->raw_kind;
        eng[i] = (uint8_t)type->eng_kind;
        has_span |= is_span(type->raw_kind) || is_span(type->eng_kind);
    }
    return has_span;
}

static void
open_shelf(struct samples *p, uint32_t container)
{
    struct shelf *s = &p->shelf[container];
    const struct mdb_container *k = &p->mdb->container[container];
    s->builder = tm_builder_new();
    s->tm_topic = xasprintf("tm%s", k->name);
    p->received[p->n_received++] = container;
    if (!k->layout || k->n_layout == 0)
        return;
    s->raw_kinds = xcalloc(k->n_layout, 1);
    s->eng_kinds = xcalloc(k->n_layout, 1);
    if (!kinds_of(p->mdb, k->layout, k->n_layout, s->raw_kinds, s->eng_kinds)) {
        free(s->raw_kinds);
        free(s->eng_kinds);
        s->raw_kinds = s->eng_kinds = NULL;
    }
}

static void
flush_shelf(struct samples *p, struct shelf *s)
{
    if (!s->is_dirty)
        return;
    struct msg msg = {.envelope.type = MSG_TM};
    tm_builder_message(s->builder, &msg);
    s->is_dirty = false;
    p->outbox->publish(p->outbox->arg, s->tm_topic, &msg);
}

/* Do the packets in the builder share everything with this one? */
static bool
fits(const struct shelf *s, const struct mdb_frame *frame,
    const struct arrival *from)
{
    if (s->link != from->link || s->apid != from->apid || s->n != frame->n)
        return false;
    return frame->is_static || frame->n == 0 ||
           memcmp(s->items, frame->item, frame->n * sizeof *s->items) == 0;
}

static void
keep_items(struct shelf *s, const struct mdb_frame *frame)
{
    if (frame->n > s->items_cap) {
        s->items_cap = frame->n;
        s->items = xreallocarray(s->items, s->items_cap, sizeof *s->items);
    }
    if (frame->n > 0)
        memcpy(s->items, frame->item, frame->n * sizeof *s->items);
}

static void
begin_batch(struct samples *p, struct shelf *s, const struct mdb_frame *frame,
    const struct arrival *from)
{
    struct tm_batch batch = {
        .mdb_hash = p->mdb->hash,
        .container = frame->container,
        .apid = from->apid,
        .mode = p->mode,
        .link = from->link,
        .n = frame->n,
        .raw_kinds = s->raw_kinds,
        .eng_kinds = s->eng_kinds,
    };
    s->link = from->link;
    s->apid = from->apid;
    s->n = frame->n;
    if (!frame->is_static) {
        keep_items(s, frame);
        if (2 * frame->n > p->kinds_cap) {
            p->kinds_cap = 2 * frame->n;
            p->kinds = xreallocarray(p->kinds, p->kinds_cap, 1);
        }
        batch.items = s->items;
        batch.raw_kinds = p->kinds;
        batch.eng_kinds = p->kinds + frame->n;
        if (frame->n > 0)
            (void)kinds_of(
                p->mdb, frame->item, frame->n, p->kinds, p->kinds + frame->n);
    }
    tm_builder_begin(s->builder, &batch);
}

static void
add(struct samples *p, struct shelf *s, const struct mdb_frame *frame,
    const struct arrival *from)
{
    const struct tm_packet packet = {
        .generation = from->generation,
        .reception = from->now.utc,
        .serial = from->serial,
        .raw = frame->raw,
        .eng = frame->eng,
        .quality = frame->has_invalid ? frame->quality : NULL,
        .blob = frame->blob,
        .blob_len = frame->blob_len,
    };
    if (s->is_dirty && !fits(s, frame, from))
        flush_shelf(p, s);
    if (!s->is_dirty)
        begin_batch(p, s, frame, from);
    enum err e = tm_builder_add(s->builder, &packet);
    if (e == ERR_AGAIN) {
        flush_shelf(p, s);
        begin_batch(p, s, frame, from);
        e = tm_builder_add(s->builder, &packet);
    }
    if (e != ERR_OK) { /* larger than the bus takes: the raw packet went out */
        p->outbox->event(p->outbox->arg, EV_PACKET_BAD,
            "a packet's values are too many for one message");
        return;
    }
    s->is_dirty = true;
    if (!s->is_listed)
        p->dirty[p->n_dirty++] = frame->container;
    s->is_listed = true;
    if (tm_builder_is_full(s->builder))
        flush_shelf(p, s);
}

void
samples_flush(struct samples *p)
{
    for (size_t i = 0; i < p->n_dirty; i++) {
        struct shelf *s = &p->shelf[p->dirty[i]];
        s->is_listed = false;
        flush_shelf(p, s);
    }
    p->n_dirty = 0;
}

/* ---- quality ------------------------------------------------------------- */

static void
publish_quality(struct samples *p, uint32_t container, enum mdb_quality q)
{
    struct shelf *s = &p->shelf[container];
    const char *name = p->mdb->container[container].name;
    struct msg msg = {.envelope.type = MSG_QUALITY};
    msg.u.quality = (struct msg_quality){
        .mdb_hash = p->mdb->hash,
        .container = container,
        .quality = (uint64_t)q,
        .last = s->last,
        .period_ns = quality_period_ns(&s->quality),
    };
    s->published = q;
    char *topic = xasprintf("quality%s", name);
    p->outbox->publish(p->outbox->arg, topic, &msg);
    free(topic);
}

/* The time by which values expire when it is `now`. */
static struct mono
clock_of(const struct samples *p, struct mono now)
{
    return p->has_replayed ? p->replayed : now;
}

/* Packets are a little out of order; what is older by more was gone back to. */
static void
follow_replay(struct samples *p, struct utc generation)
{
    const struct mono made = {generation.ns};
    if (p->mode != TM_REPLAY || utc_is_none(generation))
        return;
    if (!p->has_replayed) /* what came without a time is as new as this one */
        for (size_t i = 0; i < p->n_received; i++)
            p->shelf[p->received[i]].quality.last = made;
    const int64_t ahead = mono_diff_ns(made, p->replayed);
    if (!p->has_replayed || ahead > 0 || ahead < -REPLAY_ORDER_NS)
        p->replayed = made;
    p->has_replayed = true;
}

static void
received(struct samples *p, struct shelf *s, const struct arrival *from)
{
    const uint32_t container = (uint32_t)(s - p->shelf);
    follow_replay(p, from->generation);
    const struct mono now = clock_of(p, from->now.mono);
    /* Packets of one burst came together: no interval lies between them. */
    if (s->quality.last.ns != now.ns || !s->quality.is_received)
        quality_received(&s->quality, from->generation, now, from->signal);
    s->signal = from->signal;
    s->last = from->now.utc;
    if (s->published != MDB_ACQUIRED)
        publish_quality(p, container, MDB_ACQUIRED);
}

void
samples_take(struct samples *p, const struct mdb_frame *frame,
    const struct arrival *from)
{
    struct shelf *s = &p->shelf[frame->container];
    if (!s->builder)
        open_shelf(p, frame->container);
    add(p, s, frame, from);
    received(p, s, from);
}

void
samples_expire(struct samples *p, struct mono now)
{
    for (size_t i = 0; i < p->n_received; i++) {
        struct shelf *s = &p->shelf[p->received[i]];
        const enum mdb_quality q =
            quality_check(&s->quality, p->factor, s->signal, clock_of(p, now));
        if (q != s->published)
            publish_quality(p, p->received[i], q);
    }
}

/* ---- layouts ------------------------------------------------------------- */

static void
publish_layout(struct samples *p, uint32_t container)
{
    struct shelf *s = &p->shelf[container];
    struct arena arena = {0};
    struct msg msg = {.envelope.type = MSG_LAYOUT};
    s->published_period_ns = quality_period_ns(&s->quality);
    layout_fill(
        &msg.u.layout, p->mdb, container, s->published_period_ns, &arena);
    char *topic = xasprintf("layout%s", p->mdb->container[container].name);
    p->outbox->publish(p->outbox->arg, topic, &msg);
    free(topic);
    arena_fini(&arena);
}

void
samples_all(struct samples *p)
{
    for (uint32_t i = 0; i < p->mdb->n_containers; i++)
        if (!p->mdb->container[i].is_abstract)
            publish_layout(p, i);
    for (size_t i = 0; i < p->n_received; i++)
        publish_quality(p, p->received[i], p->shelf[p->received[i]].published);
}

/* A tenth is a change worth telling. */
static bool
is_news(int64_t before_ns, int64_t after_ns)
{
    const int64_t step =
        after_ns > before_ns ? after_ns - before_ns : before_ns - after_ns;
    return step > before_ns / 10;
}

void
samples_learn(struct samples *p)
{
    for (size_t i = 0; i < p->n_received; i++) {
        const struct shelf *s = &p->shelf[p->received[i]];
        if (is_news(s->published_period_ns, quality_period_ns(&s->quality)))
            publish_layout(p, p->received[i]);
    }
}

int64_t
samples_period_ns(const struct samples *p, uint32_t container)
{
    return container < p->mdb->n_containers
               ? quality_period_ns(&p->shelf[container].quality)
               : 0;
}

void
samples_count(const struct samples *p, size_t *received, size_t *expired)
{
    *received = p->n_received;
    *expired = 0;
    for (size_t i = 0; i < p->n_received; i++)
        *expired += p->shelf[p->received[i]].published == MDB_EXPIRED;
}
