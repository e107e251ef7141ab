/*
 * values.c - see values.h; what arrives is applied in values_tm.c.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "console/model/labels.h"
#include "console/model/values_priv.h"

static const struct mdb_type no_type = {.name = "",
    .unit = "",
    .zero_text = "False",
    .one_text = "True",
    .encoding.coding = MDB_NOT_CODED,
    .time_from_item = MDB_NIL};

/* ---- tables ---------------------------------------------------------------
 */

static void *
grow_to(void *table, size_t *n, size_t *cap, size_t want)
{
    if (want > *cap) {
        size_t to = want + want / 2;
        table = xreallocarray(table, to, sizeof(void *));
        *cap = to;
    }
    if (want > *n) {
        memset((char *)table + *n * sizeof(void *), 0,
            (want - *n) * sizeof(void *));
        *n = want;
    }
    return table;
}

struct value *
values_value(struct values *v, uint32_t item)
{
    v->value = grow_to(v->value, &v->n_values, &v->cap_values, item + 1u);
    struct value *x = v->value[item];
    if (x)
        return x;
    x = arena_alloc(&v->arena, sizeof *x);
    *x = (struct value){.name = "?",
        .short_name = "?",
        .unit = "",
        .type = &no_type,
        .item = item,
        .container = MDB_NIL,
        .generation = UTC_NONE,
        .reception = UTC_NONE,
        .good_time = UTC_NONE,
        .min = NAN,
        .max = NAN,
        .ring = HISTORY_NONE};
    v->value[item] = x;
    v->known++;
    v->generation++;
    return x;
}

struct stream *
values_stream_make(struct values *v, uint32_t container)
{
    v->stream =
        grow_to(v->stream, &v->n_streams, &v->cap_streams, container + 1u);
    struct stream *s = v->stream[container];
    if (s)
        return s;
    s = arena_alloc(&v->arena, sizeof *s);
    *s = (struct stream){.container = container,
        .name = "?",
        .generation = UTC_NONE,
        .reception = UTC_NONE,
        .apid = 65535};
    v->stream[container] = s;
    return s;
}

static const char *
last_part(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash && slash[1] ? slash + 1 : name;
}

static void
values_from_mdb(struct values *v, const struct mdb *mdb)
{
    v->hash = mdb->hash;
    for (uint32_t i = 0; i < mdb->n_items; i++) {
        struct value *x = values_value(v, i);
        x->name = labels_text(&v->arena, msg_str(mdb->item[i].name));
        x->short_name = last_part(x->name);
        x->type = &mdb->type[mdb->item[i].type];
        x->unit = labels_text(&v->arena, msg_str(x->type->unit));
        x->raw_kind = x->type->raw_kind;
        x->eng_kind = x->type->eng_kind;
    }
    for (uint32_t c = 0; c < mdb->n_containers; c++) {
        const struct mdb_container *k = &mdb->container[c];
        if (k->is_abstract || !k->layout)
            continue;
        struct stream *s = values_stream_make(v, c);
        s->name = labels_text(&v->arena, msg_str(k->name));
        s->period_ns = k->period_ns;
        s->is_static = true;
        s->item = k->layout;
        s->n_items = k->n_layout;
        for (uint32_t i = 0; i < k->n_layout; i++)
            if (v->value[k->layout[i]]->container == MDB_NIL)
                v->value[k->layout[i]]->container = c;
    }
}

struct values *
values_new(const struct mdb *mdb)
{
    struct values *v = xcalloc(1, sizeof *v);
    v->expiry = QUALITY_FACTOR;
    v->history = history_new(HISTORY_RINGS, HISTORY_LONGS);
    v->mdb = mdb;
    if (mdb)
        values_from_mdb(v, mdb);
    return v;
}

static void
values_clear(struct values *v)
{
    for (size_t i = 0; i < v->n_values; i++)
        if (v->value[i] && v->value[i]->text) {
            free(v->value[i]->text->raw);
            free(v->value[i]->text->eng);
            free(v->value[i]->text);
        }
    free(v->value);
    free(v->stream);
    arena_fini(&v->arena);
    history_free(&v->history);
    free(v->scratch_item);
}

void
values_free(struct values **values)
{
    if (!*values)
        return;
    values_clear(*values);
    free(*values);
    *values = NULL;
}

void
values_reset(struct values *v, const struct mdb *mdb)
{
    struct values fresh = {.expiry = v->expiry,
        .mdb = mdb,
        .n_links = v->n_links,
        .is_source_silent = v->is_source_silent,
        .samples = v->samples,
        .generation = v->generation + 1};
    memcpy(fresh.link, v->link, sizeof fresh.link);
    values_clear(v);
    *v = fresh;
    v->history = history_new(HISTORY_RINGS, HISTORY_LONGS);
    if (mdb)
        values_from_mdb(v, mdb);
}

const struct mdb *
values_mdb(const struct values *v)
{
    return v->mdb;
}

void
values_set_expiry(struct values *v, double factor)
{
    v->expiry = factor;
}

double
values_expiry(const struct values *v)
{
    return v->expiry;
}

/* ---- layouts, links --------------------------------------------------------
 */

unsigned
values_link(struct values *v, struct msg_str name)
{
    for (unsigned i = 0; i < v->n_links; i++)
        if (msg_str_eq(name, v->link[i].name))
            return i;
    if (v->n_links == VALUES_LINKS)
        return VALUES_LINKS - 1;
    msg_str_copy(v->link[v->n_links].name, VALUES_LINK_NAME, name);
    return v->n_links++;
}

static bool
layout_fits(const struct msg_layout *m)
{
    size_t n = m->items.n;
    if (m->names.n != n || m->units.n != n || m->raw_kinds.len != n ||
        m->eng_kinds.len != n || m->labels.n != n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (m->items.v[i] >= VALUES_ITEMS_MAX ||
            m->raw_kinds.p[i] >= MDB_KIND_COUNT ||
            m->eng_kinds.p[i] >= MDB_KIND_COUNT)
            return false;
    return m->container < VALUES_CONTAINERS_MAX;
}

static void
name_value(struct values *v, const struct msg_layout *m, size_t i)
{
    struct value *x = values_value(v, (uint32_t)m->items.v[i]);
    if (x->container == MDB_NIL)
        x->container = (uint32_t)m->container;
    if (x->type != &no_type)
        return; /* the database or an earlier layout said it */
    x->name = labels_text(&v->arena, m->names.v[i]);
    x->short_name = last_part(x->name);
    x->raw_kind = m->raw_kinds.p[i];
    x->eng_kind = m->eng_kinds.p[i];
    x->type = labels_type(
        &v->arena, x->raw_kind, x->eng_kind, m->units.v[i], m->labels.v[i]);
    x->unit = x->type->unit;
    v->generation++;
}

static bool
same_items(const struct stream *s, const struct msg_layout *m)
{
    if (s->n_items != m->items.n)
        return false;
    for (uint32_t i = 0; i < s->n_items; i++)
        if (s->item[i] != m->items.v[i])
            return false;
    return true;
}

enum err
values_layout(struct values *v, const struct msg_layout *m)
{
    if (v->hash && m->mdb_hash != v->hash)
        return ERR_VERSION;
    if (!layout_fits(m))
        return ERR_FORMAT;
    if (v->mdb && m->container >= v->mdb->n_containers)
        return ERR_FORMAT;
    for (size_t i = 0; v->mdb && i < m->items.n; i++)
        if (m->items.v[i] >= v->mdb->n_items)
            return ERR_FORMAT;
    v->hash = m->mdb_hash;
    for (size_t i = 0; i < m->items.n; i++)
        name_value(v, m, i);
    struct stream *s = values_stream_make(v, (uint32_t)m->container);
    if (s->name[0] == '?')
        s->name = labels_text(&v->arena, m->name);
    s->period_ns = m->period_ns > 0 ? m->period_ns : 0;
    s->is_static = m->is_static;
    if (!same_items(s, m)) {
        uint32_t *item = arena_alloc(&v->arena, m->items.n * sizeof *item);
        for (size_t i = 0; i < m->items.n; i++)
            item[i] = (uint32_t)m->items.v[i];
        s->item = item;
        s->n_items = (uint32_t)m->items.n;
    }
    return ERR_OK;
}

void
values_signal(
    struct values *v, struct msg_str name, bool is_los, struct clock now)
{
    struct value_link *link = &v->link[values_link(v, name)];
    if (is_los && !link->is_los)
        link->los_from = now.mono;
    if (is_los || link->is_los) {
        link->los_seen = now.mono;
        link->was_los = true;
    }
    link->is_los = is_los;
}

void
values_source(struct values *v, bool is_silent)
{
    v->is_source_silent = is_silent;
}

/* ---- what screens ask ------------------------------------------------------
 */

uint64_t
values_hash(const struct values *v)
{
    return v->hash;
}

size_t
values_count(const struct values *v)
{
    return v->n_values;
}

const struct value *
values_get(const struct values *v, size_t item)
{
    return item < v->n_values ? v->value[item] : NULL;
}

size_t
values_known(const struct values *v)
{
    return v->known;
}

uint64_t
values_samples(const struct values *v)
{
    return v->samples;
}

unsigned
values_generation(const struct values *v)
{
    return v->generation;
}

size_t
values_streams(const struct values *v)
{
    return v->n_streams;
}

const struct stream *
values_stream(const struct values *v, size_t container)
{
    return container < v->n_streams ? v->stream[container] : NULL;
}

/*
 * Is something that was heard at `heard` older than `allowed` at `now`?  Loss
 * of signal stops the clock: what was good stays good, what was overdue stays
 * overdue.  But LOS is believed only while somebody keeps saying so.
 */
static bool
is_older(const struct values *v, const struct stream *s, struct mono heard,
    int64_t allowed, struct mono now)
{
    const struct value_link *link =
        s->link < v->n_links ? &v->link[s->link] : NULL;
    if (link && link->was_los && link->los_seen.ns > heard.ns) {
        if (mono_diff_ns(link->los_from, heard) > allowed)
            return true;
        if (link->is_los && mono_diff_ns(now, link->los_seen) <= SILENCE_NS)
            return false;
        heard = link->los_seen;
    }
    return mono_diff_ns(now, heard) > allowed;
}

static bool
is_overdue(const struct values *v, const struct stream *s, struct mono heard,
    struct mono now)
{
    if (s->period_ns <= 0)
        return v->is_source_silent;
    return is_older(v, s, heard, quality_wait_ns(s->period_ns, v->expiry), now);
}

bool
values_stream_late(const struct values *v, const struct stream *s,
    int64_t allowed_ns, struct clock now)
{
    return allowed_ns > 0 ? s->packets > 0 &&
                                is_older(v, s, s->heard, allowed_ns, now.mono)
                          : values_stream_expired(v, s, now);
}

bool
values_stream_expired(
    const struct values *v, const struct stream *s, struct clock now)
{
    return s->packets > 0 &&
           (s->is_expired_far || is_overdue(v, s, s->heard, now.mono));
}

enum mdb_quality
values_quality(const struct values *v, const struct value *x, struct clock now)
{
    if (x->count == 0)
        return MDB_NOT_RECEIVED;
    if (x->quality != MDB_ACQUIRED)
        return x->quality;
    const struct stream *s = values_stream(v, x->container);
    if (!s)
        return MDB_EXPIRED;
    if (s->is_expired_far || is_overdue(v, s, x->heard, now.mono))
        return MDB_EXPIRED;
    return MDB_ACQUIRED;
}

enum mdb_quality
values_quality_within(const struct values *v, const struct value *x,
    int64_t allowed_ns, struct clock now)
{
    const struct stream *s = values_stream(v, x->container);
    if (x->count == 0 || x->quality != MDB_ACQUIRED || s == NULL)
        return values_quality(v, x, now);
    return is_older(v, s, x->heard, allowed_ns, now.mono) ? MDB_EXPIRED
                                                          : MDB_ACQUIRED;
}

int64_t
value_age_ns(const struct value *x, struct clock now)
{
    if (x->count == 0)
        return -1;
    int64_t age = mono_diff_ns(now.mono, x->heard);
    return age > 0 ? age : 0;
}

double
value_rate_hz(const struct value *x, struct clock now)
{
    return x->count ? rhythm_rate_hz(&x->rhythm, value_age_ns(x, now)) : 0;
}

double
stream_rate_hz(const struct stream *s, struct clock now)
{
    return rhythm_rate_hz(&s->rhythm, mono_diff_ns(now.mono, s->heard));
}

struct values_tally
values_tally(const struct values *v, struct clock now)
{
    struct values_tally t = {0};
    int64_t worst = 0;
    for (size_t i = 0; i < v->n_values; i++)
        if (v->value[i])
            t.n[values_quality(v, v->value[i], now)]++;
    for (size_t i = 0; i < v->n_streams; i++) {
        const struct stream *s = v->stream[i];
        if (!s || !values_stream_expired(v, s, now))
            continue;
        t.streams_expired++;
        int64_t over = mono_diff_ns(now.mono, s->heard);
        if (!t.worst || over > worst) {
            t.worst = s;
            worst = over;
        }
    }
    return t;
}

int64_t
values_data_age_ns(const struct values *v, struct clock now)
{
    if (!v->has_heard)
        return -1;
    int64_t age = mono_diff_ns(now.mono, v->heard);
    return age > 0 ? age : 0;
}

/* ---- history ---------------------------------------------------------------
 */

void
values_want(struct values *v, uint32_t item)
{
    if (item < v->n_values && v->value[item])
        v->value[item]->ring =
            history_claim(v->history, item, v->value[item]->eng_kind, true);
}

static bool
has_ring(const struct values *v, const struct value *x)
{
    return x->ring != HISTORY_NONE &&
           history_owner(v->history, x->ring) == x->item;
}

size_t
values_history_count(const struct values *v, const struct value *x)
{
    return has_ring(v, x) ? history_count(v->history, x->ring) : 0;
}

struct history_extent
values_history_extent(const struct values *v, const struct value *x)
{
    return history_extent(v->history, has_ring(v, x) ? x->ring : HISTORY_NONE);
}

void
values_history_read(const struct values *v, const struct value *x,
    struct utc from, struct utc to, int64_t step_ns,
    struct history_buckets *out)
{
    history_read(v->history, has_ring(v, x) ? x->ring : HISTORY_NONE, from, to,
        step_ns, out);
}

struct history_sample
values_history_get(const struct values *v, const struct value *x, size_t back)
{
    return history_get(v->history, x->ring, back);
}
