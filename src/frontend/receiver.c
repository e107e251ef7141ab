/*
 * receiver.c - one link's packets.
 *
 * SPDX-License-Identifier: ISC
 */
#include "frontend/receiver.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "frontend/apid.h"

struct receiver {
    struct receiver_world *world;
    const struct mission_link *conf;
    struct stamp stamp;
    struct packets *packets;
    struct mono last_bytes; /* when the stream moved */
    struct receiver_counters count;
    struct signal signal;
    struct apid_table *apids;
    struct mono rated; /* when rates were taken last */
    bool is_rated;
    uint64_t rated_packets, rated_bytes;
};

struct receiver *
receiver_new(struct receiver_world *world, const struct mission_link *conf)
{
    struct receiver *r = xcalloc(1, sizeof *r);
    r->world = world;
    r->conf = conf;
    r->stamp = stamp_init(&world->mission->time);
    r->packets =
        packets_new(&(struct packets_options){.skip_bytes = conf->skip_bytes});
    r->count.last = UTC_NONE;
    r->apids = apid_table_new(conf->name, world->outbox);
    signal_init(&r->signal, conf->signal, world->mission->window,
        world->mission->n_windows);
    return r;
}

void
receiver_free(struct receiver **receiver)
{
    struct receiver *r = *receiver;
    *receiver = NULL;
    if (!r)
        return;
    packets_free(&r->packets);
    apid_table_free(&r->apids);
    free(r);
}

void
receiver_all(struct receiver *r)
{
    apid_table_all(r->apids);
}

const struct receiver_counters *
receiver_counters(const struct receiver *r)
{
    return &r->count;
}

const struct signal *
receiver_signal(const struct receiver *r)
{
    return &r->signal;
}

/* ---- signal -------------------------------------------------------------- */

static void
tell_signal(const struct receiver *r)
{
    const struct outbox *o = r->world->outbox;
    char text[160], until[TIME_TEXT_SIZE];
    if (r->signal.state == SIGNAL_UNKNOWN) {
        (void)snprintf(text, sizeof text,
            "link %s: signal unknown, nothing says more", r->conf->name);
        o->event(o->arg, EV_LOS, text);
        return;
    }
    const bool is_aos = r->signal.state == SIGNAL_AOS;
    (void)snprintf(text, sizeof text, "link %s: %s until %s", r->conf->name,
        is_aos ? "signal" : "no signal",
        utc_is_none(r->signal.until)
            ? "further notice"
            : utc_fmt_doy(until, r->signal.until, false, 0));
    o->event(o->arg, is_aos ? EV_AOS : EV_LOS, text);
}

static void
change_signal(
    struct receiver *r, const struct signal_news *news, struct mono now)
{
    if (news->state != r->signal.state)
        samples_expire(r->world->samples, now);
    if (signal_take(&r->signal, news, now))
        tell_signal(r);
}

static bool
is_signal_packet(const struct receiver *r, const struct ccsds_header *h)
{
    return r->conf->signal == MISSION_SIGNAL_APID &&
           h->apid == r->conf->signal_apid;
}

/* ---- packets ------------------------------------------------------------- */

struct verdict { /* what became of one packet */
    enum packet_status status;
    uint32_t container;
    struct utc generation;
};

/* To the bus and to the disk. */
static void
publish_packet(struct receiver *r, struct apid *apid,
    const struct packets_item *item, const struct verdict *v, uint64_t serial,
    struct moment now)
{
    const struct outbox *o = r->world->outbox;
    struct msg msg = {.envelope.type = MSG_PACKET};
    msg.u.packet = (struct msg_packet){
        .link = msg_str(r->conf->name),
        .apid = apid->number,
        .sequence = item->header.sequence,
        .serial = serial,
        .generation = v->generation,
        .reception = now.utc,
        .status = (uint64_t)v->status,
        .mdb_hash = r->world->mdb->hash,
        .container = v->container,
        .data = {item->data, item->len},
    };
    o->publish(o->arg, apid->packet_topic, &msg);
    if (!o->record)
        return;
    const struct stored_packet stored = {
        .serial = serial,
        .link = r->conf->name,
        .apid = apid->number,
        .sequence = item->header.sequence,
        .status = (uint32_t)v->status,
        .reception = now.utc,
        .generation = v->generation,
        .data = item->data,
        .len = item->len,
    };
    o->record(o->arg, &stored);
}

static void
count_sequence(struct receiver *r, struct apid *apid,
    const struct ccsds_header *header, struct mono now)
{
    const struct ccsds_sequence before = {
        .gaps = apid->sequence.gaps,
        .missing = apid->sequence.missing,
        .repeats = apid->sequence.repeats,
        .late = apid->sequence.late,
    };
    const struct ccsds_news news = ccsds_sequence_add(&apid->sequence, header);
    /* A late packet is taken off again: differences may be negative. */
    r->count.gaps += apid->sequence.gaps - before.gaps;
    r->count.missing += apid->sequence.missing - before.missing;
    r->count.repeats += apid->sequence.repeats - before.repeats;
    r->count.late += apid->sequence.late - before.late;
    if (news.step == CCSDS_STEP_GAP)
        apid_report(r->apids, apid, APID_GAP, now,
            "%" PRIu32 " packets missing before count %u", news.missing,
            (unsigned)header->sequence);
    else if (news.step == CCSDS_STEP_RESTART)
        apid_report(r->apids, apid, APID_GAP, now,
            "the source counts anew, now at %u", (unsigned)header->sequence);
}

static void
decode(struct receiver *r, struct apid *apid, const struct packets_item *item,
    struct mdb_frame *frame, struct verdict *v, struct mono now)
{
    const struct receiver_world *w = r->world;
    mdb_decode(w->decoder, w->root, item->data, item->len, frame);
    v->container = frame->container;
    v->generation = stamp_of(&r->stamp, w->mdb, frame, item->data, item->len);
    switch (frame->result) {
    case MDB_DECODED:
        v->status = PACKET_DECODED;
        return;
    case MDB_TOO_SHORT:
        v->status = PACKET_TOO_SHORT;
        r->count.too_short++;
        apid_report(r->apids, apid, APID_BAD, now,
            "%zu bytes are too few for %s", item->len,
            v->container == MDB_NIL ? "any container"
                                    : w->mdb->container[v->container].name);
        break;
    case MDB_BAD_SIZE:
        v->status = PACKET_BAD_SIZE;
        r->count.bad_length++;
        apid_report(r->apids, apid, APID_BAD, now,
            "a size field in it leads outside the packet");
        break;
    case MDB_UNKNOWN_PACKET:
    case MDB_RESULT_COUNT:
        v->status = PACKET_UNKNOWN;
        v->container = MDB_NIL;
        if (is_signal_packet(r, &item->header))
            return; /* the database need not know it */
        r->count.unknown++;
        apid_report(r->apids, apid, APID_UNKNOWN, now,
            "%zu bytes match no container", item->len);
        break;
    }
    apid_count_bad(apid);
}

static void
take_signal(struct receiver *r, struct apid *apid,
    const struct packets_item *item, struct moment now)
{
    struct signal_news news;
    if (signal_parse(item->data, item->len, now, &news)) {
        change_signal(r, &news, now.mono);
        return;
    }
    apid_count_bad(apid);
    r->count.bad_length++;
    apid_report(r->apids, apid, APID_BAD, now.mono,
        "a signal packet of %zu bytes that says nothing", item->len);
}

/* The number of the packet that its samples are known by: of one that came
 * before, the number that it had then. */
static uint64_t
samples_serial(struct receiver *r, const struct packets_item *item,
    struct utc generation, uint64_t serial)
{
    uint64_t first;
    (void)repeats_take(r->world->repeats, item->header.apid, generation,
        repeats_key(item->data, item->len), serial, &first);
    return first;
}

static void
take_packet(
    struct receiver *r, const struct packets_item *item, struct moment now)
{
    struct apid *apid = apid_get(r->apids, item->header.apid);
    const uint64_t serial = r->world->serial++;
    r->count.packets++;
    r->count.last = now.utc;
    apid_count(apid, item->len, serial, now.utc);
    if (item->header.apid == CCSDS_APID_IDLE) {
        r->count.idle++;
        return;
    }
    struct mdb_frame frame = {.container = MDB_NIL};
    struct verdict v = {PACKET_SEGMENT, MDB_NIL, UTC_NONE};
    count_sequence(r, apid, &item->header, now.mono);
    if (is_signal_packet(r, &item->header))
        take_signal(r, apid, item, now);
    if (item->header.flags != CCSDS_UNSEGMENTED)
        r->count.segments++;
    else
        decode(r, apid, item, &frame, &v, now.mono);
    apid_container(apid, v.container);
    publish_packet(r, apid, item, &v, serial, now);
    if (v.status != PACKET_DECODED)
        return;
    const struct arrival from = {
        .link = r->conf->name,
        .signal = &r->signal.quality,
        .apid = item->header.apid,
        .serial = samples_serial(r, item, v.generation, serial),
        .generation = v.generation,
        .now = now,
    };
    samples_take(r->world->samples, &frame, &from);
}

/* Bytes that are no packet: counted, shown, never decoded. */
static void
take_fault(struct receiver *r, enum packets_event event,
    const struct packets_item *item, struct moment now)
{
    struct apid *apid = apid_get(r->apids, RECEIVER_NO_APID);
    struct verdict v = {PACKET_BAD_LENGTH, MDB_NIL, UTC_NONE};
    if (event == PACKETS_BAD_VERSION) {
        v.status = PACKET_BAD_VERSION;
        r->count.bad_version++;
    } else {
        r->count.bad_length++;
    }
    apid_count_bad(apid);
    apid_report(r->apids, apid, APID_BAD, now.mono, "byte %" PRIu64 ": %s",
        item->offset, packets_event_str(event));
    if (item->len > 0)
        publish_packet(r, apid, item, &v, r->world->serial++, now);
}

void
receiver_item(struct receiver *r, enum packets_event event,
    const struct packets_item *item, struct moment now)
{
    switch (event) {
    case PACKETS_PACKET:
        take_packet(r, item, now);
        break;
    case PACKETS_BAD_VERSION:
    case PACKETS_BAD_LENGTH:
    case PACKETS_TRUNCATED:
        take_fault(r, event, item, now);
        break;
    case PACKETS_NEED_MORE:
    case PACKETS_EVENT_COUNT:
        break;
    }
}

/* ---- bytes --------------------------------------------------------------- */

static void
drain(struct receiver *r, struct moment now)
{
    struct packets_item item;
    enum packets_event event;
    while ((event = packets_next(r->packets, &item)) != PACKETS_NEED_MORE)
        receiver_item(r, event, &item, now);
}

void
receiver_begin(struct receiver *r, bool is_anew, struct moment now)
{
    packets_end(r->packets);
    drain(r, now);
    if (is_anew)
        apid_table_restart(r->apids);
}

void
receiver_bytes(struct receiver *r, const uint8_t *p, size_t len,
    bool is_datagram, struct moment now)
{
    r->count.bytes += len;
    r->last_bytes = now.mono;
    packets_feed(r->packets, p, len);
    drain(r, now);
    if (!is_datagram)
        return;
    packets_end(r->packets);
    drain(r, now);
}

struct utc
receiver_packet_time(struct receiver *r, const uint8_t *packet, size_t len)
{
    const struct receiver_world *w = r->world;
    struct mdb_frame frame = {.container = MDB_NIL};
    if (!r->stamp.is_in_packet)
        mdb_decode(w->decoder, w->root, packet, len, &frame);
    return stamp_of(&r->stamp, w->mdb, &frame, packet, len);
}

/* ---- time ---------------------------------------------------------------- */

void
receiver_tick(struct receiver *r, bool is_up, struct moment now)
{
    struct signal_news news;
    if (signal_look(&r->signal, is_up, now, &news))
        change_signal(r, &news, now.mono);
    if (packets_pending(r->packets) > 0 &&
        mono_diff_ns(now.mono, r->last_bytes) > RECEIVER_STALL_NS) {
        packets_give_up(r->packets);
        drain(r, now);
    }
    apid_table_tick(r->apids, now.mono);
}

void
receiver_statistics(struct receiver *r, struct moment now)
{
    struct receiver_counters *c = &r->count;
    const double s =
        (double)mono_diff_ns(now.mono, r->rated) / (double)NS_PER_S;
    if (r->is_rated && s > 0) {
        c->packets_per_s = (double)(c->packets - r->rated_packets) / s;
        c->bytes_per_s = (double)(c->bytes - r->rated_bytes) / s;
    }
    r->is_rated = true;
    r->rated = now.mono;
    r->rated_packets = c->packets;
    r->rated_bytes = c->bytes;
    apid_table_publish(r->apids, r->world->mdb, r->world->samples, now.mono);
}
