/*
 * exec_samples.c - see exec_samples.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/exec_samples.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bus/tm.h"
#include "common/xalloc.h"
#include "exec/exec_value.h"
#include "mdb/limit_state.h"

struct text { /* of an item that is a string */
    char *p;  /* owned */
    size_t len;
};

struct cell { /* the newest of an item */
    mdb_cell raw, eng;
    struct utc generation, reception;
    struct mono heard;
    uint64_t changed;
    uint32_t container;
    uint8_t quality; /* enum mdb_quality, as it came */
    limit_state limit;
    bool has_limit;
};

struct stream { /* a container */
    int64_t period_ns;
    struct utc expired_last; /* what was received until then is expired */
    bool is_expired;
};

struct exec_samples {
    const struct mdb *mdb;
    double factor;
    struct cell *cell;          /* by item */
    struct text *text;          /* by item; engineering texts */
    struct stream *stream;      /* by container */
    struct mono frontend_heard; /* its heartbeat, or packets */
    uint64_t change;
};

struct exec_samples *
exec_samples_new(const struct mdb *mdb, double expiry_factor)
{
    struct exec_samples *s = xcalloc(1, sizeof *s);
    s->mdb = mdb;
    s->factor = expiry_factor > 1 ? expiry_factor : 1.9;
    s->cell = xcalloc((size_t)mdb->n_items + 1, sizeof *s->cell);
    s->text = xcalloc((size_t)mdb->n_items + 1, sizeof *s->text);
    s->stream = xcalloc((size_t)mdb->n_containers + 1, sizeof *s->stream);
    for (uint32_t i = 0; i < mdb->n_items; i++)
        s->cell[i] = (struct cell){.quality = MDB_NOT_RECEIVED,
            .generation = UTC_NONE,
            .reception = UTC_NONE,
            .container = MDB_NIL};
    for (uint32_t i = 0; i < mdb->n_containers; i++)
        s->stream[i].period_ns = mdb->container[i].period_ns;
    s->frontend_heard = MONO_NONE;
    return s;
}

void
exec_samples_free(struct exec_samples **at)
{
    struct exec_samples *s = *at;
    *at = NULL;
    if (s == NULL)
        return;
    for (uint32_t i = 0; i < s->mdb->n_items; i++)
        free(s->text[i].p);
    free(s->text);
    free(s->cell);
    free(s->stream);
    free(s);
}

/* ---- what comes ---------------------------------------------------------- */

static void
keep_text(struct exec_samples *s, const struct tm_view *v, uint32_t item,
    uint64_t cell)
{
    struct text *t = &s->text[item];
    const uint8_t *p;
    size_t len;
    if (!tm_span(v, cell, &p, &len))
        len = 0;
    t->p = xreallocarray(t->p, len + 1, 1);
    if (len > 0)
        memcpy(t->p, p, len);
    t->p[len] = '\0';
    t->len = len;
}

/* Which is newer is told by the clock that nobody sets. */
static void
keep(struct exec_samples *s, const struct tm_view *v, size_t i, size_t k,
    uint32_t item, struct mono heard)
{
    struct cell *c = &s->cell[item];
    if (c->quality != MDB_NOT_RECEIVED && heard.ns < c->heard.ns)
        return;
    c->raw = tm_raw(v, i, k);
    c->eng = tm_eng(v, i, k);
    c->quality = tm_quality(v, i, k);
    c->generation = tm_generation(v, i);
    c->reception = tm_reception(v, i);
    c->heard = heard;
    c->container = (uint32_t)v->tm->container;
    c->changed = s->change;
    if (mdb_item_type(s->mdb, item)->eng_kind == MDB_STRING)
        keep_text(s, v, item, c->eng);
}

/* Our clock counts from when we heard it, or earlier: a message from the hub's
 * cache is as old as it is. */
static struct mono
heard_at(const struct msg *msg, struct utc reception, struct moment now)
{
    const struct utc sent = msg->envelope.utc;
    const int64_t age = utc_diff_ns(sent, reception);
    const int64_t sent_ago = mono_diff_ns(now.mono, msg->envelope.mono);
    int64_t ns = age > 0 ? age : 0;
    if (sent_ago > 0)
        ns = ns > INT64_MAX - sent_ago ? INT64_MAX : ns + sent_ago;
    return mono_add_ns(now.mono, -ns);
}

static enum exec_samples_result
on_tm(struct exec_samples *s, const struct msg *msg, struct moment now)
{
    const struct msg_tm *tm = &msg->u.tm;
    struct tm_view v;
    if (tm->mdb_hash != s->mdb->hash)
        return EXEC_SAMPLES_FOREIGN;
    if (tm->container >= s->mdb->n_containers || tm->mode > TM_REPLAY)
        return EXEC_SAMPLES_BAD;
    const struct mdb_container *k = &s->mdb->container[tm->container];
    if (tm_view_init(&v, tm, k->n_layout) != ERR_OK)
        return EXEC_SAMPLES_BAD;
    for (size_t i = 0; v.has_items && i < v.n; i++)
        if (tm_item(&v, i) >= s->mdb->n_items)
            return EXEC_SAMPLES_BAD;
    if (tm->mode != TM_REALTIME)
        return EXEC_SAMPLES_OK;
    s->change++;
    for (size_t i = 0; i < v.count; i++) {
        const struct mono heard = heard_at(msg, tm_reception(&v, i), now);
        for (size_t n = 0; n < v.n; n++) {
            const uint32_t item = v.has_items ? tm_item(&v, n) : k->layout[n];
            keep(s, &v, i, n, item, heard);
        }
    }
    return EXEC_SAMPLES_OK;
}

/* All items that came with this container changed. */
static void
touch(struct exec_samples *s, uint32_t container)
{
    s->change++;
    for (uint32_t i = 0; i < s->mdb->n_items; i++)
        if (s->cell[i].container == container)
            s->cell[i].changed = s->change;
}

static enum exec_samples_result
on_quality(struct exec_samples *s, const struct msg_quality *q)
{
    if (q->mdb_hash != s->mdb->hash)
        return EXEC_SAMPLES_FOREIGN;
    if (q->container >= s->mdb->n_containers)
        return EXEC_SAMPLES_BAD;
    struct stream *k = &s->stream[q->container];
    k->is_expired = q->quality != MDB_ACQUIRED;
    k->expired_last = q->last;
    if (q->period_ns > 0)
        k->period_ns = q->period_ns;
    touch(s, (uint32_t)q->container);
    return EXEC_SAMPLES_OK;
}

static enum exec_samples_result
on_layout(struct exec_samples *s, const struct msg_layout *m)
{
    if (m->mdb_hash != s->mdb->hash)
        return EXEC_SAMPLES_FOREIGN;
    if (m->container >= s->mdb->n_containers)
        return EXEC_SAMPLES_BAD;
    if (m->period_ns > 0)
        s->stream[m->container].period_ns = m->period_ns;
    return EXEC_SAMPLES_OK;
}

static enum exec_samples_result
on_limit(struct exec_samples *s, const struct msg_limit *m)
{
    if (m->mdb_hash != s->mdb->hash)
        return EXEC_SAMPLES_FOREIGN;
    if (m->items.n != m->states.len)
        return EXEC_SAMPLES_BAD;
    if (m->mode != TM_REALTIME)
        return EXEC_SAMPLES_OK;
    for (size_t i = 0; i < m->items.n; i++)
        if (m->items.v[i] >= s->mdb->n_items)
            return EXEC_SAMPLES_BAD;
    s->change++;
    for (size_t i = 0; i < m->items.n; i++) {
        struct cell *c = &s->cell[m->items.v[i]];
        if (!c->has_limit || c->limit != m->states.p[i])
            c->changed = s->change;
        c->limit = m->states.p[i];
        c->has_limit = true;
    }
    return EXEC_SAMPLES_OK;
}

static bool
is_frontend(const struct msg *msg)
{
    return msg_str_eq(msg->envelope.source, "frontend");
}

enum exec_samples_result
exec_samples_message(
    struct exec_samples *s, const struct msg *msg, struct moment now)
{
    if (is_frontend(msg) &&
        (mono_is_none(s->frontend_heard) ||
            mono_diff_ns(msg->envelope.mono, s->frontend_heard) > 0))
        s->frontend_heard = msg->envelope.mono;
    switch ((unsigned)msg->envelope.type) {
    case MSG_TM:
        return on_tm(s, msg, now);
    case MSG_QUALITY:
        return on_quality(s, &msg->u.quality);
    case MSG_LAYOUT:
        return on_layout(s, &msg->u.layout);
    case MSG_LIMIT:
        return on_limit(s, &msg->u.limit);
    default:
        return EXEC_SAMPLES_OK;
    }
}

uint64_t
exec_samples_change(const struct exec_samples *s)
{
    return s->change;
}

uint64_t
exec_samples_changed(const struct exec_samples *s, uint32_t item)
{
    return item < s->mdb->n_items ? s->cell[item].changed : 0;
}

/* ---- looking ------------------------------------------------------------- */

static bool
is_expired(
    const struct exec_samples *s, const struct cell *c, struct moment now)
{
    if (c->container >= s->mdb->n_containers)
        return true;
    const struct stream *k = &s->stream[c->container];
    if (c->quality == MDB_EXPIRED ||
        (k->is_expired && c->reception.ns <= k->expired_last.ns))
        return true;
    if (k->period_ns > 0) {
        const double limit =
            s->factor * (double)k->period_ns + (double)EXEC_SAMPLES_GRACE_NS;
        return (double)mono_diff_ns(now.mono, c->heard) > limit;
    }
    return mono_went_by(s->frontend_heard, EXEC_SAMPLES_SILENT_NS, now.mono);
}

/* 0 unchecked 1 nominal 2 warning 3 alarm, as pluto_sample has it. */
static uint8_t
monitoring(const struct cell *c)
{
    if (!c->has_limit || !limit_state_is_checked(c->limit))
        return 0;
    const enum limit_level level = limit_state_level(c->limit);
    return level == LIMIT_NORMAL ? 1 : level <= LIMIT_WARNING ? 2 : 3;
}

static void
fill_values(const struct exec_samples *s, const struct cell *c, uint32_t item,
    const struct pluto_model_parameter *p, struct pluto_sample *out)
{
    const struct mdb_type *type = mdb_item_type(s->mdb, item);
    const struct text *text = &s->text[item];
    const bool has_blob = type->eng_kind == MDB_STRING;
    const mdb_cell eng =
        has_blob ? mdb_cell_span(0, (uint32_t)text->len) : c->eng;
    out->value = exec_value_of(
        type, type->eng_kind, eng, text->p, has_blob ? text->len : 0, &p->type);
    if (type->raw_kind != MDB_STRING && type->raw_kind != MDB_BINARY)
        out->raw = exec_value_of(type, type->raw_kind, c->raw, NULL, 0, NULL);
}

static int64_t
shifted(struct utc t, int64_t ahead_ns)
{
    return utc_is_none(t) ? 0 : utc_add_ns(t, ahead_ns).ns;
}

void
exec_samples_get(const struct exec_samples *s,
    const struct pluto_model_parameter *p, struct moment now, int64_t ahead_ns,
    struct pluto_sample *out)
{
    *out = (struct pluto_sample){.validity = PLUTO_NOT_RECEIVED};
    if (p->item >= s->mdb->n_items)
        return;
    const struct cell *c = &s->cell[p->item];
    if (c->quality == MDB_NOT_RECEIVED)
        return;
    fill_values(s, c, p->item, p, out);
    out->is_expired = is_expired(s, c, now);
    out->validity = c->quality == MDB_ACQUIRED && !out->is_expired &&
                            out->value.type != PLUTO_NONE
                        ? PLUTO_VALID
                        : PLUTO_INVALID;
    out->received = shifted(c->reception, ahead_ns);
    out->sampled =
        utc_is_none(c->generation) ? out->received : c->generation.ns;
    const int64_t period = s->stream[c->container].period_ns;
    out->period = period > 0 ? period : 0;
    out->monitoring = out->limit = monitoring(c);
}
