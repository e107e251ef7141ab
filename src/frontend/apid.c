/*
 * apid.c - what is known about each APID of a link.
 *
 * SPDX-License-Identifier: ISC
 */
#include "frontend/apid.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

#define NO_APID   65535
#define SLOT_NONE CCSDS_APIDS /* of bytes that are no packet */

struct apid_table {
    const char *link;
    const struct outbox *outbox;
    struct apid *slot[CCSDS_APIDS + 1];
    uint16_t used[CCSDS_APIDS + 1]; /* slots, in the order they were met */
    size_t n_used;
    struct mono window; /* when the link's budget was filled */
    unsigned spent;
    uint64_t muted; /* reports over the budget */
};

struct apid_table *
apid_table_new(const char *link, const struct outbox *outbox)
{
    struct apid_table *t = xcalloc(1, sizeof *t);
    t->link = link;
    t->outbox = outbox;
    return t;
}

void
apid_table_free(struct apid_table **table)
{
    struct apid_table *t = *table;
    *table = NULL;
    if (!t)
        return;
    for (size_t i = 0; i < t->n_used; i++) {
        struct apid *a = t->slot[t->used[i]];
        free(a->packet_topic);
        free(a->topic);
        free(a);
    }
    free(t);
}

static struct apid *
meet(struct apid_table *t, uint16_t slot)
{
    struct apid *a = xcalloc(1, sizeof *a);
    a->number = slot == SLOT_NONE ? NO_APID : slot;
    a->last = UTC_NONE;
    a->container = MDB_NIL;
    a->packet_topic = xasprintf("pkt/%s/%u", t->link, (unsigned)a->number);
    a->topic = xasprintf("apid/%s/%u", t->link, (unsigned)a->number);
    a->is_changed = true;
    t->slot[slot] = a;
    t->used[t->n_used++] = slot;
    return a;
}

struct apid *
apid_get(struct apid_table *t, uint16_t number)
{
    const uint16_t slot = number < CCSDS_APIDS ? number : SLOT_NONE;
    return t->slot[slot] ? t->slot[slot] : meet(t, slot);
}

void
apid_count(struct apid *a, size_t len, uint64_t serial, struct utc reception)
{
    a->packets++;
    a->bytes += len;
    a->last_serial = serial;
    a->last = reception;
}

void
apid_count_bad(struct apid *a)
{
    a->bad++;
    a->is_changed = true;
}

void
apid_container(struct apid *a, uint32_t container)
{
    a->container = container;
}

void
apid_table_restart(struct apid_table *t)
{
    for (size_t i = 0; i < t->n_used; i++) {
        struct apid *a = t->slot[t->used[i]];
        a->before.gaps += a->sequence.gaps;
        a->before.missing += a->sequence.missing;
        a->before.repeats += a->sequence.repeats;
        a->before.late += a->sequence.late;
        a->sequence = (struct ccsds_sequence){0};
    }
}

/* ---- reports ------------------------------------------------------------- */

static const struct {
    enum event_id event;
    const char *again; /* of a count */
} reports[APID_REPORTS] = {
    [APID_GAP] = {EV_SEQUENCE_GAP, "more gaps"},
    [APID_BAD] = {EV_PACKET_BAD, "more bad packets"},
    [APID_UNKNOWN] = {EV_PACKET_UNKNOWN, "more unknown packets"},
};

static void
say(struct apid_table *t, const struct apid *a, enum event_id event,
    const char *text)
{
    char line[320];
    if (a->number == NO_APID)
        (void)snprintf(line, sizeof line, "link %s: %s", t->link, text);
    else
        (void)snprintf(line, sizeof line, "link %s APID %u: %s", t->link,
            (unsigned)a->number, text);
    t->outbox->event(t->outbox->arg, event, line);
}

/* May this link say one more thing in these ten seconds? */
static bool
spend(struct apid_table *t, struct mono now)
{
    if (t->spent == 0 || mono_diff_ns(now, t->window) >= FLOOD_NS) {
        t->window = now;
        t->spent = 0;
    }
    if (t->spent == APID_BUDGET)
        return false;
    t->spent++;
    return true;
}

void
apid_report(struct apid_table *t, struct apid *a, enum apid_report_kind kind,
    struct mono now, const char *fmt, ...)
{
    if (!flood_pass(&a->flood[kind], now))
        return;
    if (!spend(t, now)) {
        t->muted++;
        return;
    }
    char text[224];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    say(t, a, reports[kind].event, text);
}

static void
tell_held(struct apid_table *t, struct apid *a, struct mono now)
{
    for (unsigned kind = 0; kind < APID_REPORTS; kind++) {
        const uint64_t held = flood_due(&a->flood[kind], now);
        if (held == 0)
            continue;
        if (!spend(t, now)) {
            t->muted += held;
            continue;
        }
        char text[96];
        (void)snprintf(text, sizeof text, "%" PRIu64 " %s in 10 s", held,
            reports[kind].again);
        say(t, a, reports[kind].event, text);
    }
}

void
apid_table_tick(struct apid_table *t, struct mono now)
{
    for (size_t i = 0; i < t->n_used; i++)
        tell_held(t, t->slot[t->used[i]], now);
    if (t->muted == 0 || mono_diff_ns(now, t->window) < FLOOD_NS)
        return;
    char line[160];
    (void)snprintf(line, sizeof line,
        "link %s: %" PRIu64 " more reports of other APIDs in 10 s", t->link,
        t->muted);
    t->muted = 0;
    t->outbox->event(t->outbox->arg, EV_PACKET_BAD, line);
}

/* ---- statistics ---------------------------------------------------------- */

static void
rate(struct apid *a, struct mono now)
{
    const double s = (double)mono_diff_ns(now, a->rated) / (double)NS_PER_S;
    const double before = a->packets_per_s;
    if (a->is_rated && s > 0)
        a->packets_per_s = (double)(a->packets - a->rated_packets) / s;
    a->is_changed |= !a->is_rated || a->packets != a->rated_packets ||
                     a->packets_per_s > 0 || before > 0;
    a->is_rated = true;
    a->rated = now;
    a->rated_packets = a->packets;
}

static void
publish(struct apid_table *t, struct apid *a, const struct mdb *mdb,
    const struct samples *samples)
{
    struct msg msg = {.envelope.type = MSG_APID};
    const bool is_known = a->container < mdb->n_containers;
    msg.u.apid = (struct msg_apid){
        .link = msg_str(t->link),
        .apid = a->number,
        .container = a->container,
        .container_name =
            msg_str(is_known ? mdb->container[a->container].name : ""),
        .packets = a->packets,
        .bytes = a->bytes,
        .packets_per_s = a->packets_per_s,
        .gaps = a->before.gaps + a->sequence.gaps,
        .missing = a->before.missing + a->sequence.missing,
        .repeats = a->before.repeats + a->sequence.repeats,
        .late = a->before.late + a->sequence.late,
        .bad = a->bad,
        .sequence = a->sequence.newest,
        .period_ns = samples_period_ns(samples, a->container),
        .last = a->last,
        .last_serial = a->last_serial,
    };
    a->is_changed = false;
    t->outbox->publish(t->outbox->arg, a->topic, &msg);
}

void
apid_table_publish(struct apid_table *t, const struct mdb *mdb,
    const struct samples *samples, struct mono now)
{
    for (size_t i = 0; i < t->n_used; i++) {
        struct apid *a = t->slot[t->used[i]];
        rate(a, now);
        if (a->is_changed)
            publish(t, a, mdb, samples);
    }
}

void
apid_table_all(struct apid_table *t)
{
    for (size_t i = 0; i < t->n_used; i++)
        t->slot[t->used[i]]->is_changed = true;
}
