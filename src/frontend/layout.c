/*
 * layout.c - items, names, units, kinds and labels of a container.
 *
 * SPDX-License-Identifier: ISC
 */
#include "frontend/layout.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/mdb.h"

#define DEPTH      64                     /* of bases and container entries */
#define TEXT_BYTES (MSG_BYTES_MAX - 4096) /* for all columns together */

struct collect {
    const struct mdb *mdb;
    bool *is_seen;  /* an item each */
    uint64_t *item; /* those met, in order */
    size_t n;
    unsigned depth;
};

static void
collect_param(struct collect *c, uint32_t param)
{
    const struct mdb_param *p = &c->mdb->param[param];
    for (uint32_t i = 0; i < p->n_items; i++) {
        const uint32_t item = p->first_item + i;
        if (!c->is_seen[item])
            c->item[c->n++] = item;
        c->is_seen[item] = true;
    }
}

static void
collect_container(struct collect *c, uint32_t container)
{
    if (c->depth == DEPTH) /* the loader refuses circles; do not hang */
        return;
    c->depth++;
    const struct mdb_container *k = &c->mdb->container[container];
    if (k->base != MDB_NIL)
        collect_container(c, k->base);
    for (uint32_t i = 0; i < k->n_entries; i++) {
        if (k->entry[i].kind == MDB_ENTRY_PARAM)
            collect_param(c, k->entry[i].ref);
        else if (k->entry[i].kind == MDB_ENTRY_CONTAINER)
            collect_container(c, k->entry[i].ref);
    }
    c->depth--;
}

static struct msg_u64v
items_of(const struct mdb *mdb, uint32_t container, struct arena *arena)
{
    const struct mdb_container *k = &mdb->container[container];
    if (k->layout) {
        uint64_t *item = arena_alloc(arena, (k->n_layout + 1) * sizeof *item);
        for (uint32_t i = 0; i < k->n_layout; i++)
            item[i] = k->layout[i];
        return (struct msg_u64v){item, k->n_layout};
    }
    struct collect c = {
        .mdb = mdb,
        .is_seen = xcalloc(mdb->n_items + 1, sizeof *c.is_seen),
        .item = xcalloc(mdb->n_items + 1, sizeof *c.item),
    };
    collect_container(&c, container);
    uint64_t *item = arena_alloc(arena, (c.n + 1) * sizeof *item);
    memcpy(item, c.item, c.n * sizeof *item);
    free(c.is_seen);
    free(c.item);
    return (struct msg_u64v){item, c.n};
}

/* "0=OFF,1=ON,2..7=RESERVED", or "". */
static void
add_labels(struct strbuf *b, const struct mdb_type *type)
{
    strbuf_reset(b);
    if (type->eng_kind == MDB_BOOL) {
        strbuf_addf(b, "0=%s,1=%s", type->zero_text ? type->zero_text : "False",
            type->one_text ? type->one_text : "True");
        return;
    }
    if (type->eng_kind != MDB_ENUM)
        return;
    for (uint32_t i = 0; i < type->n_labels; i++) {
        const struct mdb_label *l = &type->label[i];
        strbuf_addf(b, "%s%" PRId64, i > 0 ? "," : "", l->value);
        if (l->max_value != l->value)
            strbuf_addf(b, "..%" PRId64, l->max_value);
        strbuf_addf(b, "=%s", l->label);
    }
}

struct columns {
    struct msg_str *name, *unit, *label;
    uint8_t *raw_kind, *eng_kind;
    size_t bytes; /* of all texts */
};

static void
fill_row(struct columns *c, size_t i, const struct mdb *mdb, uint32_t item,
    struct strbuf *labels, struct arena *arena)
{
    const struct mdb_type *type = mdb_item_type(mdb, item);
    c->name[i] = msg_str(mdb->item[item].name);
    c->unit[i] = msg_str(type->unit);
    c->raw_kind[i] = (uint8_t)type->raw_kind;
    c->eng_kind[i] = (uint8_t)type->eng_kind;
    add_labels(labels, type);
    c->label[i] = msg_str(
        labels->len > 0 ? arena_strndup(arena, labels->s, labels->len) : "");
    c->bytes += 32 + c->name[i].len + c->unit[i].len + c->label[i].len;
}

void
layout_fill(struct msg_layout *out, const struct mdb *mdb, uint32_t container,
    int64_t period_ns, struct arena *arena)
{
    const struct mdb_container *k = &mdb->container[container];
    const struct msg_u64v items = items_of(mdb, container, arena);
    struct columns c = {
        .name = arena_alloc(arena, (items.n + 1) * sizeof *c.name),
        .unit = arena_alloc(arena, (items.n + 1) * sizeof *c.unit),
        .label = arena_alloc(arena, (items.n + 1) * sizeof *c.label),
        .raw_kind = arena_alloc(arena, items.n + 1),
        .eng_kind = arena_alloc(arena, items.n + 1),
    };
    struct strbuf labels = {0};
    for (size_t i = 0; i < items.n; i++)
        fill_row(&c, i, mdb, (uint32_t)items.v[i], &labels, arena);
    strbuf_fini(&labels);
    for (size_t i = 0; c.bytes > TEXT_BYTES && i < items.n; i++)
        c.label[i] = msg_str("");
    *out = (struct msg_layout){
        .mdb_hash = mdb->hash,
        .container = container,
        .name = msg_str(k->name),
        .is_static = k->layout != NULL,
        .period_ns = period_ns,
        .items = items,
        .names = {c.name, items.n},
        .units = {c.unit, items.n},
        .raw_kinds = {c.raw_kind, items.n},
        .eng_kinds = {c.eng_kind, items.n},
        .labels = {c.label, items.n},
    };
}
