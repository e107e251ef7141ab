/*
 * values_tm.c - tm and quality messages into the table of values.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bus/tm.h"
#include "common/xalloc.h"
#include "console/model/values.h"
#include "console/model/values_priv.h"
#include "mdb/format.h"

/* One message with its columns checked. */
struct columns {
    struct tm_view view;
    const uint32_t *item; /* view.n of them, all known */
};

static bool
is_span(enum mdb_kind kind)
{
    return kind == MDB_STRING || kind == MDB_BINARY;
}

static enum err
own_items(struct values *v, struct columns *c)
{
    size_t n = c->view.n;
    if (n > v->scratch_cap) {
        v->scratch_item =
            xreallocarray(v->scratch_item, n, sizeof *v->scratch_item);
        v->scratch_cap = n;
    }
    for (size_t i = 0; i < n; i++) {
        v->scratch_item[i] = tm_item(&c->view, i);
        if (!values_get(v, v->scratch_item[i]))
            return ERR_NOTFOUND;
    }
    c->item = v->scratch_item;
    return ERR_OK;
}

/* Everything that could be wrong, before anything is changed. */
static enum err
check(struct values *v, const struct msg_tm *m, struct columns *c)
{
    if (v->hash == 0)
        return ERR_NOTFOUND;
    if (m->mdb_hash != v->hash)
        return ERR_VERSION;
    const struct stream *s = values_stream(v, m->container);
    if (!s)
        return ERR_NOTFOUND;
    enum err e = tm_view_init(&c->view, m, s->is_static ? s->n_items : 0);
    c->item = s->item;
    return e || !c->view.has_items ? e : own_items(v, c);
}

/* Keep the bytes of a span; the cell then points into the copy. */
static mdb_cell
keep_text(
    char **to, uint32_t *to_len, mdb_cell cell, const struct tm_view *view)
{
    const uint8_t *p;
    size_t len;
    (void)tm_span(view, cell, &p, &len);
    if (len > VALUES_TEXT_MAX)
        len = VALUES_TEXT_MAX;
    if (len > *to_len || !*to)
        *to = xreallocarray(*to, len + 1, 1);
    memcpy(*to, p, len);
    *to_len = (uint32_t)len;
    return mdb_cell_span(0, (uint32_t)len);
}

static void
keep_texts(struct value *x, const struct tm_view *view)
{
    if (!x->text)
        x->text = xcalloc(1, sizeof *x->text);
    if (is_span(x->raw_kind))
        x->raw = keep_text(&x->text->raw, &x->text->raw_len, x->raw, view);
    if (is_span(x->eng_kind))
        x->eng = keep_text(&x->text->eng, &x->text->eng_len, x->eng, view);
}

static void
keep_good(struct value *x)
{
    x->has_good = true;
    x->good_eng = x->eng;
    x->good_time = utc_is_none(x->generation) ? x->reception : x->generation;
    double number = mdb_cell_number(x->eng_kind, x->eng);
    if (isfinite(number)) {
        if (!(x->min <= number))
            x->min = number;
        if (!(x->max >= number))
            x->max = number;
    }
}

/* One packet of a stream as its values need it. */
struct packet {
    struct utc generation, reception;
    struct mono heard;
    bool after_gap;
};

static void
remember(struct values *v, struct value *x, bool after_gap)
{
    if (x->ring == HISTORY_NONE ||
        history_owner(v->history, x->ring) != x->item)
        x->ring = history_claim(v->history, x->item, x->eng_kind, false);
    if (x->ring == HISTORY_NONE)
        return;
    struct history_sample s = {
        .time = utc_is_none(x->generation) ? x->reception : x->generation,
        .eng = is_span(x->eng_kind) ? 0 : x->eng,
        .quality = (uint8_t)x->quality,
        .after_gap = after_gap};
    history_add(v->history, x->ring, &s);
}

/* Packet `k` of the message, item `i` of the packet. */
static void
sample(struct values *v, struct value *x, const struct columns *c, size_t k,
    size_t i, const struct packet *p)
{
    const struct tm_view *view = &c->view;
    if (x->count)
        rhythm_add(&x->rhythm, utc_diff_ns(p->reception, x->reception), 1);
    x->raw = tm_raw(view, k, i);
    x->eng = tm_eng(view, k, i);
    x->quality =
        tm_quality(view, k, i) == MDB_ACQUIRED ? MDB_ACQUIRED : MDB_INVALID;
    x->container = (uint32_t)view->tm->container;
    x->generation = p->generation;
    x->reception = p->reception;
    x->heard = p->heard;
    x->count++;
    if (is_span(x->raw_kind) || is_span(x->eng_kind))
        keep_texts(x, view);
    if (x->quality == MDB_ACQUIRED)
        keep_good(x);
    else
        x->invalid++;
    remember(v, x, p->after_gap);
    v->samples++;
}

/*
 * When a message that may have waited in the hub's cache was received, on our
 * monotonic clock: a later jump of the wall clock no longer matters.
 */
static struct mono
heard_at(struct utc reception, struct clock now)
{
    int64_t age = utc_diff_ns(now.utc, reception);
    return mono_add_ns(now.mono, age > 0 ? -age : 0);
}

static bool
is_gap(const struct stream *s, struct utc generation)
{
    int64_t period = s->period_ns;
    if (s->gap)
        return true;
    return s->packets && period > 0 && !utc_is_none(generation) &&
           !utc_is_none(s->generation) &&
           utc_diff_ns(generation, s->generation) > 2 * period;
}

static void
stream_packet(struct values *v, struct stream *s, const struct msg_tm *m,
    const struct packet *p, uint64_t serial)
{
    if (s->packets)
        rhythm_add(&s->rhythm, utc_diff_ns(p->reception, s->reception), 1);
    s->link = values_link(v, m->link);
    s->packets++;
    s->generation = p->generation;
    s->reception = p->reception;
    s->heard = p->heard;
    s->serial = serial;
    s->apid = m->apid < 65535 ? (uint32_t)m->apid : 65535;
    s->is_expired_far = false;
    s->gap = 0;
    if (!v->has_heard || p->heard.ns > v->heard.ns)
        v->heard = p->heard;
    v->has_heard = true;
}

enum err
values_tm(struct values *v, const struct msg_tm *m, struct clock now)
{
    struct columns c;
    enum err e = check(v, m, &c);
    if (e)
        return e;
    /* Recorded data that is played down later says nothing about now. */
    if (m->mode == TM_DUMP)
        return ERR_OK;
    struct stream *s = v->stream[m->container];
    for (size_t k = 0; k < c.view.count; k++) {
        struct packet p = {.generation = tm_generation(&c.view, k),
            .reception = tm_reception(&c.view, k)};
        p.heard = heard_at(p.reception, now);
        p.after_gap = is_gap(s, p.generation);
        for (size_t i = 0; i < c.view.n; i++)
            sample(v, v->value[c.item[i]], &c, k, i, &p);
        stream_packet(v, s, m, &p, tm_serial(&c.view, k));
    }
    return ERR_OK;
}

enum err
values_quality_message(
    struct values *v, const struct msg_quality *m, struct clock now)
{
    (void)now;
    if (v->hash == 0 || !values_stream(v, m->container))
        return v->hash && m->mdb_hash != v->hash ? ERR_VERSION : ERR_NOTFOUND;
    if (m->mdb_hash != v->hash)
        return ERR_VERSION;
    struct stream *s = v->stream[m->container];
    s->is_expired_far =
        m->quality == MDB_EXPIRED &&
        (utc_is_none(s->reception) || utc_diff_ns(m->last, s->reception) >= 0);
    if (m->period_ns > 0)
        s->period_ns = m->period_ns;
    return ERR_OK;
}

void
values_gap(struct values *v, const char *name, uint64_t missed)
{
    for (size_t i = 0; i < v->n_streams; i++)
        if (v->stream[i] && str_eq(v->stream[i]->name, name))
            v->stream[i]->gap += missed;
}
