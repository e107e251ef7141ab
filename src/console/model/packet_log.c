/*
 * packet_log.c - see packet_log.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/packet_log.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "console/model/text.h"

static void
drop(struct packet_log *p, struct packet_row *row, struct packet_copy *c)
{
    row->kept_bytes -= c->len;
    p->kept_bytes -= c->len;
    free(c->data);
    c->data = NULL;
    c->len = 0;
}

static void
drop_oldest(struct packet_log *p, struct packet_row *row)
{
    size_t oldest =
        (row->next + PACKET_LOG_KEPT - row->n_kept) % PACKET_LOG_KEPT;
    drop(p, row, &row->kept[oldest]);
    row->n_kept--;
}

void
packet_log_fini(struct packet_log *p)
{
    for (size_t i = 0; i < p->n; i++) {
        while (p->row[i].n_kept)
            drop_oldest(p, &p->row[i]);
        free(p->row[i].kept);
    }
    free(p->row);
    *p = (struct packet_log){0};
}

/* Order of (link, apid) against a row. */
static int
order(const struct packet_row *row, const char *link, uint32_t apid)
{
    int c = strcmp(row->link, link);
    return c ? c : (row->apid > apid) - (row->apid < apid);
}

/* Where it is, or where it belongs. */
static size_t
place(const struct packet_log *p, const char *link, uint32_t apid)
{
    size_t low = 0, high = p->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (order(&p->row[mid], link, apid) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

const struct packet_row *
packet_log_find(const struct packet_log *p, const char *link, uint32_t apid)
{
    size_t i = place(p, link, apid);
    return i < p->n && order(&p->row[i], link, apid) == 0 ? &p->row[i] : NULL;
}

static struct packet_row *
find_or_add(struct packet_log *p, struct msg_str link_text, uint64_t apid64)
{
    char link[MSG_NAME_MAX + 1];
    model_text(link, sizeof link, link_text);
    uint32_t apid = apid64 < PACKET_NO_APID ? (uint32_t)apid64 : PACKET_NO_APID;
    size_t i = place(p, link, apid);
    if (i < p->n && order(&p->row[i], link, apid) == 0)
        return &p->row[i];
    if (p->n == PACKET_LOG_ROWS_MAX) {
        p->lost_rows++;
        return NULL;
    }
    p->row = xgrow(p->row, p->n, &p->cap, sizeof *p->row);
    memmove(&p->row[i + 1], &p->row[i], (p->n - i) * sizeof *p->row);
    p->n++;
    p->row[i] = (struct packet_row){
        .apid = apid, .container = UINT32_MAX, .last = UTC_NONE};
    str_copy(p->row[i].link, sizeof p->row[i].link, link);
    return &p->row[i];
}

static void
heard(struct packet_row *row, struct utc reception, struct clock now)
{
    if (utc_is_none(reception) ||
        (!utc_is_none(row->last) && reception.ns < row->last.ns))
        return;
    int64_t age = utc_diff_ns(now.utc, reception);
    row->last = reception;
    row->heard = mono_add_ns(now.mono, age > 0 ? -age : 0);
}

/*
 * Counts come once a second: how long their packets took tells the rate of a
 * slow one, too.
 */
static void
learn_interval(struct packet_row *row, const struct msg_apid *m)
{
    if (!row->has_counters || m->packets <= row->packets ||
        utc_is_none(row->counted_last) || utc_is_none(m->last))
        return;
    rhythm_add(&row->rhythm, utc_diff_ns(m->last, row->counted_last),
        m->packets - row->packets);
}

void
packet_log_apid(
    struct packet_log *p, const struct msg_apid *m, struct clock now)
{
    struct packet_row *row = find_or_add(p, m->link, m->apid);
    if (!row)
        return;
    row->has_counters = true;
    row->container =
        m->container < UINT32_MAX ? (uint32_t)m->container : UINT32_MAX;
    model_text(
        row->container_name, sizeof row->container_name, m->container_name);
    learn_interval(row, m);
    row->packets = m->packets;
    row->bytes = m->bytes;
    row->gaps = m->gaps;
    row->missing = m->missing;
    row->repeats = m->repeats;
    row->late = m->late;
    row->bad = m->bad;
    row->sequence = (uint32_t)m->sequence;
    row->period_ns = m->period_ns;
    row->counted_last = m->last;
    heard(row, m->last, now);
}

/* The row with the most bytes; with more than one packet as long as any has. */
static struct packet_row *
fattest(const struct packet_log *p)
{
    struct packet_row *best = NULL;
    for (size_t i = 0; i < p->n; i++) {
        struct packet_row *row = &p->row[i];
        bool is_spare = row->n_kept > 1, was_spare = best && best->n_kept > 1;
        if (row->n_kept == 0 || (was_spare && !is_spare))
            continue;
        if (!best || (is_spare && !was_spare) ||
            row->kept_bytes > best->kept_bytes)
            best = row;
    }
    return best;
}

static void
make_room(struct packet_log *p)
{
    struct packet_row *row;
    while (p->kept_bytes > PACKET_LOG_ALL_BYTES && (row = fattest(p)))
        drop_oldest(p, row);
}

static void
keep(struct packet_log *p, struct packet_row *row, const struct msg_packet *m)
{
    if (!row->kept)
        row->kept = xcalloc(PACKET_LOG_KEPT, sizeof *row->kept);
    size_t len =
        m->data.len > PACKET_LOG_ROW_BYTES ? PACKET_LOG_ROW_BYTES : m->data.len;
    if (row->n_kept == PACKET_LOG_KEPT)
        drop_oldest(p, row);
    while (row->n_kept && row->kept_bytes + len > PACKET_LOG_ROW_BYTES)
        drop_oldest(p, row);
    struct packet_copy *c = &row->kept[row->next];
    *c = (struct packet_copy){.serial = m->serial,
        .apid = row->apid,
        .sequence = (uint32_t)m->sequence,
        .container =
            m->container < UINT32_MAX ? (uint32_t)m->container : UINT32_MAX,
        .status = m->status < PACKET_STATUS_COUNT
                      ? (enum packet_status)m->status
                      : PACKET_UNKNOWN,
        .mdb_hash = m->mdb_hash,
        .generation = m->generation,
        .reception = m->reception,
        .data = len ? xmemdup(m->data.p, len) : NULL,
        .len = (uint32_t)len};
    row->next = (row->next + 1) % PACKET_LOG_KEPT;
    row->n_kept++;
    row->kept_bytes += len;
    p->kept_bytes += len;
    make_room(p);
}

void
packet_log_packet(
    struct packet_log *p, const struct msg_packet *m, struct clock now)
{
    struct packet_row *row = find_or_add(p, m->link, m->apid);
    if (!row)
        return;
    if (row->n_kept && packet_row_get(row, 0)->serial == m->serial)
        return; /* the cache's copy of what came live */
    keep(p, row, m);
    heard(row, m->reception, now);
    row->container =
        m->container < UINT32_MAX ? (uint32_t)m->container : UINT32_MAX;
}

const struct packet_copy *
packet_row_get(const struct packet_row *row, size_t back)
{
    assert(back < row->n_kept);
    return &row->kept[(row->next + 2 * PACKET_LOG_KEPT - 1 - back) %
                      PACKET_LOG_KEPT];
}

size_t
packet_row_find(const struct packet_row *row, uint64_t serial)
{
    for (size_t i = 0; i < row->n_kept; i++)
        if (packet_row_get(row, i)->serial == serial)
            return i;
    return SIZE_MAX;
}

int64_t
packet_row_age_ns(const struct packet_row *row, struct clock now)
{
    if (utc_is_none(row->last))
        return -1;
    int64_t age = mono_diff_ns(now.mono, row->heard);
    return age > 0 ? age : 0;
}

double
packet_row_rate(const struct packet_row *row, struct clock now)
{
    int64_t age = packet_row_age_ns(row, now);
    return age < 0 ? 0 : rhythm_rate_hz(&row->rhythm, age);
}
