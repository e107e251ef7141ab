/*
 * watch_table.c - which items of which packets are watched, and their samples
 * as lines.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/watch_table.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bus/tm.h"
#include "common/arena.h"
#include "common/json.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "console/model/labels.h"
#include "mdb/format.h"
#include "mdb/quality.h"

struct item {
    uint32_t index; /* in the mission database */
    const char *name, *unit;
    const struct mdb_type *type;
    enum mdb_kind raw_kind, eng_kind;
    bool is_watched;
    char *last; /* owned: what was printed last, or NULL */
    uint8_t last_quality;
};

struct layout {
    uint64_t mdb_hash, container;
    const char *name;
    struct item *item; /* owned array */
    size_t n, watched;
    struct arena arena; /* of the texts */
    struct utc last;    /* generation of the newest packet */
};

struct watch_table {
    struct watch_options options;
    struct layout *layout; /* owned */
    size_t n, cap;
    uint64_t printed;
};

/* ---- patterns
 * ---------------------------------------------------------------- */

bool
watch_matches(const char *pattern, const char *name, bool *is_exact)
{
    *is_exact = strcmp(pattern, name) == 0;
    bool is_shell = strpbrk(pattern, "*?[") != NULL;
    if (*is_exact || (is_shell && fnmatch(pattern, name, 0) == 0))
        return true;
    for (const char *s = strchr(name, '/'); s != NULL; s = strchr(s + 1, '/')) {
        if (is_shell && fnmatch(pattern, s + 1, 0) == 0)
            return true;
        if (!is_shell && strcmp(pattern, s + 1) == 0)
            *is_exact = true;
    }
    return *is_exact || (!is_shell && str_contains_ci(name, pattern));
}

/* Is there anything that the pattern names exactly? */
static bool
has_exact(const struct watch_table *t, const char *pattern)
{
    bool is_exact;
    for (size_t i = 0; i < t->n; i++)
        for (size_t k = 0; k < t->layout[i].n; k++)
            if (watch_matches(pattern, t->layout[i].item[k].name, &is_exact) &&
                is_exact)
                return true;
    return false;
}

static void
select_items(struct watch_table *t)
{
    for (size_t i = 0; i < t->n; i++)
        for (size_t k = 0; k < t->layout[i].n; k++)
            t->layout[i].item[k].is_watched = false;
    for (size_t p = 0; p < t->options.n_patterns; p++) {
        const char *pattern = t->options.pattern[p];
        bool wants_exact = has_exact(t, pattern), is_exact;
        for (size_t i = 0; i < t->n; i++)
            for (size_t k = 0; k < t->layout[i].n; k++) {
                struct item *item = &t->layout[i].item[k];
                if (watch_matches(pattern, item->name, &is_exact) &&
                    (is_exact || !wants_exact))
                    item->is_watched = true;
            }
    }
    for (size_t i = 0; i < t->n; i++) {
        t->layout[i].watched = 0;
        for (size_t k = 0; k < t->layout[i].n; k++)
            t->layout[i].watched += t->layout[i].item[k].is_watched;
    }
}

bool
watch_table_selects(const struct watch_table *t, const char *pattern)
{
    bool is_exact;
    for (size_t i = 0; i < t->n; i++)
        for (size_t k = 0; k < t->layout[i].n; k++)
            if (watch_matches(pattern, t->layout[i].item[k].name, &is_exact))
                return true;
    return false;
}

const char *
watch_table_nearest(const struct watch_table *t, const char *pattern)
{
    const char *best = NULL;
    unsigned least = 4;
    for (size_t i = 0; i < t->n; i++)
        for (size_t k = 0; k < t->layout[i].n; k++) {
            const char *name = t->layout[i].item[k].name;
            const char *slash = strrchr(name, '/');
            unsigned whole = str_distance(pattern, name, 3);
            unsigned part =
                slash != NULL ? str_distance(pattern, slash + 1, 3) : 4;
            unsigned d = whole < part ? whole : part;
            if (d < least) {
                least = d;
                best = name;
            }
        }
    return best;
}

/* ---- layouts
 * ------------------------------------------------------------------ */

struct watch_table *
watch_table_new(const struct watch_options *options)
{
    struct watch_table *t = xcalloc(1, sizeof *t);
    t->options = *options;
    return t;
}

static void
layout_fini(struct layout *l)
{
    for (size_t k = 0; k < l->n; k++)
        free(l->item[k].last);
    free(l->item);
    arena_fini(&l->arena);
    *l = (struct layout){0};
}

void
watch_table_free(struct watch_table **table)
{
    struct watch_table *t = *table;
    if (t == NULL)
        return;
    for (size_t i = 0; i < t->n; i++)
        layout_fini(&t->layout[i]);
    free(t->layout);
    free(t);
    *table = NULL;
}

static struct layout *
find(struct watch_table *t, uint64_t container)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->layout[i].container == container)
            return &t->layout[i];
    return NULL;
}

static bool
fits(const struct msg_layout *m)
{
    size_t n = m->items.n;
    return m->names.n == n && m->units.n == n && m->labels.n == n &&
           m->raw_kinds.len == n && m->eng_kinds.len == n;
}

/* Is it what we have already?  Then what was printed last stays known. */
static bool
is_same(const struct layout *l, const struct msg_layout *m)
{
    if (l->mdb_hash != m->mdb_hash || l->n != m->items.n)
        return false;
    for (size_t k = 0; k < l->n; k++)
        if (l->item[k].index != m->items.v[k] ||
            !msg_str_eq(m->names.v[k], l->item[k].name))
            return false;
    return true;
}

static void
learn(struct watch_table *t, const struct msg_layout *m)
{
    struct layout *l = find(t, m->container);
    if (!fits(m) || (l != NULL && is_same(l, m)))
        return;
    if (l == NULL) {
        t->layout = xgrow(t->layout, t->n, &t->cap, sizeof *t->layout);
        l = &t->layout[t->n++];
        *l = (struct layout){0};
    }
    layout_fini(l);
    l->mdb_hash = m->mdb_hash;
    l->container = m->container;
    l->last = UTC_NONE;
    l->name = labels_text(&l->arena, m->name);
    l->n = m->items.n;
    l->item = xcalloc(l->n, sizeof *l->item);
    for (size_t k = 0; k < l->n; k++) {
        struct item *item = &l->item[k];
        item->index = (uint32_t)m->items.v[k];
        item->name = labels_text(&l->arena, m->names.v[k]);
        item->unit = labels_text(&l->arena, m->units.v[k]);
        item->raw_kind = (enum mdb_kind)m->raw_kinds.p[k];
        item->eng_kind = (enum mdb_kind)m->eng_kinds.p[k];
        item->type = labels_type(&l->arena, item->raw_kind, item->eng_kind,
            m->units.v[k], m->labels.v[k]);
    }
    select_items(t);
}

/* ---- samples
 * ------------------------------------------------------------------- */

struct sample {
    struct utc generation, reception;
    mdb_cell raw, eng;
    uint8_t quality;
    const char *blob;
    size_t blob_len;
    struct msg_str link;
};

static void
print_text(const struct watch_table *t, const struct item *item,
    const struct sample *s, const char *value)
{
    char time[TIME_TEXT_SIZE];
    struct utc when = utc_is_none(s->generation) ? s->reception : s->generation;
    fprintf(t->options.out, "%s %-36s %16s %-7s %s",
        utc_fmt_doy(time, when, false, 3), item->name, value, item->unit,
        quality_str((enum mdb_quality)s->quality));
    if (t->options.has_raw) {
        struct strbuf raw = {0};
        mdb_format(
            &raw, item->raw_kind, item->type, s->raw, s->blob, s->blob_len);
        fprintf(t->options.out, " raw %s", strbuf_get(&raw));
        strbuf_fini(&raw);
    }
    fputc('\n', t->options.out);
}

static void
json_time(struct json *j, const char *key, struct utc when)
{
    char time[TIME_TEXT_SIZE];
    if (utc_is_none(when))
        json_null(j, key);
    else
        json_str(j, key, utc_fmt_iso(time, when, false));
}

static void
print_json(const struct watch_table *t, const struct layout *l,
    const struct item *item, const struct sample *s)
{
    struct json j = {0};
    json_object(&j);
    json_int(&j, "v", 1);
    json_str(&j, "name", item->name);
    json_time(&j, "time", s->generation);
    json_time(&j, "reception", s->reception);
    if (s->quality == MDB_INVALID)
        json_null(&j, "value");
    else
        mdb_format_json(&j, "value", item->eng_kind, item->type, s->eng,
            s->blob, s->blob_len);
    if (t->options.has_raw)
        mdb_format_json(&j, "raw", item->raw_kind, item->type, s->raw, s->blob,
            s->blob_len);
    json_str(&j, "unit", item->unit);
    json_str(&j, "quality", quality_str((enum mdb_quality)s->quality));
    json_str(&j, "container", l->name);
    json_strn(&j, "link", s->link.s, s->link.len);
    json_end(&j);
    json_line(&j, t->options.out);
}

static void
print_sample(struct watch_table *t, const struct layout *l, struct item *item,
    const struct sample *s)
{
    struct strbuf value = {0};
    if (s->quality == MDB_INVALID)
        strbuf_adds(&value, "-----");
    else
        mdb_format(
            &value, item->eng_kind, item->type, s->eng, s->blob, s->blob_len);
    bool is_news = item->last == NULL || s->quality != item->last_quality ||
                   strcmp(item->last, strbuf_get(&value)) != 0;
    if (is_news || !t->options.only_changes) {
        if (t->options.is_json)
            print_json(t, l, item, s);
        else
            print_text(t, item, s, strbuf_get(&value));
        t->printed++;
    }
    free(item->last);
    item->last = strbuf_take(&value);
    item->last_quality = s->quality;
}

/* The item at position `k` of a packet, or NULL when it is not watched. */
static struct item *
item_at(struct layout *l, const struct tm_view *v, size_t k)
{
    if (!v->has_items)
        return l->item[k].is_watched ? &l->item[k] : NULL;
    uint32_t index = tm_item(v, k);
    for (size_t i = 0; i < l->n; i++)
        if (l->item[i].index == index)
            return l->item[i].is_watched ? &l->item[i] : NULL;
    return NULL;
}

static void
print_tm(struct watch_table *t, const struct msg_tm *m)
{
    struct layout *l = find(t, m->container);
    struct tm_view v;
    if (l == NULL || l->watched == 0 || l->mdb_hash != m->mdb_hash ||
        tm_view_init(&v, m, l->n) != ERR_OK)
        return;
    for (size_t i = 0; i < v.count; i++) {
        struct sample s = {.generation = tm_generation(&v, i),
            .reception = tm_reception(&v, i),
            .blob = (const char *)m->blob.p,
            .blob_len = m->blob.len,
            .link = m->link};
        l->last = utc_is_none(s.generation) ? s.reception : s.generation;
        for (size_t k = 0; k < v.n && !watch_table_is_full(t); k++) {
            struct item *item = item_at(l, &v, k);
            if (item == NULL)
                continue;
            s.raw = tm_raw(&v, i, k);
            s.eng = tm_eng(&v, i, k);
            s.quality = tm_quality(&v, i, k);
            print_sample(t, l, item, &s);
        }
    }
}

/* All values of a container have expired: their last ones, marked so. */
static void
print_quality(struct watch_table *t, const struct msg_quality *m)
{
    struct layout *l = find(t, m->container);
    if (l == NULL || l->mdb_hash != m->mdb_hash || m->quality != MDB_EXPIRED)
        return;
    for (size_t k = 0; k < l->n; k++) {
        struct item *item = &l->item[k];
        if (!item->is_watched || item->last == NULL ||
            item->last_quality == MDB_EXPIRED)
            continue;
        item->last_quality = MDB_EXPIRED;
        if (!t->options.is_json) {
            char time[TIME_TEXT_SIZE];
            fprintf(t->options.out, "%s %-36s %16s %-7s expired\n",
                utc_fmt_doy(time, l->last, false, 3), item->name, item->last,
                item->unit);
            continue;
        }
        struct json j = {0};
        json_object(&j);
        json_int(&j, "v", 1);
        json_str(&j, "name", item->name);
        json_time(&j, "time", l->last);
        json_str(&j, "quality", "expired");
        json_str(&j, "container", l->name);
        json_end(&j);
        json_line(&j, t->options.out);
    }
}

void
watch_table_message(struct watch_table *t, const struct msg *msg)
{
    if (msg->envelope.type == MSG_LAYOUT)
        learn(t, &msg->u.layout);
    else if (msg->envelope.type == MSG_TM)
        print_tm(t, &msg->u.tm);
    else if (msg->envelope.type == MSG_QUALITY)
        print_quality(t, &msg->u.quality);
}

void
watch_table_gap(struct watch_table *t, const char *topic, uint64_t missed)
{
    if (!str_prefix(topic, "tm/"))
        return;
    const char *container = topic + strlen("tm");
    for (size_t i = 0; i < t->n; i++) {
        const struct layout *l = &t->layout[i];
        if (strcmp(l->name, container) != 0 || l->watched == 0)
            continue;
        if (!t->options.is_json) {
            fprintf(t->options.out, "# gap: %" PRIu64 " messages of %s\n",
                missed, container);
            continue;
        }
        struct json j = {0};
        json_object(&j);
        json_int(&j, "v", 1);
        json_uint(&j, "gap", missed);
        json_str(&j, "container", container);
        json_end(&j);
        json_line(&j, t->options.out);
    }
}

size_t
watch_table_watched(const struct watch_table *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++)
        n += t->layout[i].watched;
    return n;
}

size_t
watch_table_known(const struct watch_table *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++)
        n += t->layout[i].n;
    return n;
}

uint64_t
watch_table_printed(const struct watch_table *t)
{
    return t->printed;
}

bool
watch_table_is_full(const struct watch_table *t)
{
    return t->options.most > 0 && t->printed >= t->options.most;
}
