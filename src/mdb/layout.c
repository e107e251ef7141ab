/*
 * layout.c - static layouts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/layout.h"

#include <stdlib.h>

#include "common/xalloc.h"

#define MAX_PLACES (1u << 22) /* in all layouts of a database together */

struct walk {
    const struct mdb *mdb;
    struct mdb_place *place; /* owned */
    size_t n, cap;
    size_t max;
    int64_t bit; /* behind the entry before */
};

static bool place_container(struct walk *w, uint32_t c);

static bool
is_fixed(const struct mdb_int_value *v)
{
    return v->kind == MDB_FIXED;
}

static bool
place_scalar(struct walk *w, const struct mdb_type *type, uint32_t item)
{
    const struct mdb_encoding *e = &type->encoding;
    int64_t bits = e->bits;
    if (e->coding == MDB_NOT_CODED)
        return false;
    if (e->coding == MDB_CODED_STRING || e->coding == MDB_CODED_BINARY) {
        if (e->extent != MDB_EXTENT_BITS || !is_fixed(&e->size_bits))
            return false;
        bits = e->size_bits.fixed;
    }
    if (w->n >= w->max || w->bit < 0)
        return false;
    w->place = xgrow(w->place, w->n, &w->cap, sizeof *w->place);
    w->place[w->n++] = (struct mdb_place){
        .item = item,
        .bits = (uint32_t)bits,
        .bit = (uint64_t)w->bit,
    };
    w->bit += bits;
    return true;
}

/* Elements by these dimensions; 0 when that is not fixed. */
static uint32_t
count_elements(const struct mdb_dimension *d, uint32_t n, uint32_t most)
{
    uint64_t count = 1;
    for (uint32_t i = 0; i < n; i++) {
        if (!is_fixed(&d[i].start) || !is_fixed(&d[i].end))
            return 0;
        count *= (uint64_t)(d[i].end.fixed - d[i].start.fixed + 1);
        if (count > most)
            return 0;
    }
    return (uint32_t)count;
}

/* Place a value of `type`; *item is the first and becomes the one behind. */
static bool
place_type(struct walk *w, uint32_t t, uint32_t elements, uint32_t *item)
{
    const struct mdb_type *type = &w->mdb->type[t];
    if (type->class == MDB_SCALAR)
        return place_scalar(w, type, (*item)++);
    for (uint32_t m = 0; m < type->n_members; m++)
        if (!place_type(w, type->member[m].type, 0, item))
            return false;
    if (type->class == MDB_ARRAY) {
        if (elements == 0)
            elements = count_elements(
                type->dimension, type->n_dimensions, type->max_elements);
        if (elements == 0 || type->n_dimensions == 0)
            return false;
        for (uint32_t i = 0; i < elements; i++)
            if (!place_type(w, type->element_type, 0, item))
                return false;
    }
    return true;
}

static bool
place_param(struct walk *w, const struct mdb_entry *e)
{
    const struct mdb_param *p = &w->mdb->param[e->ref];
    const struct mdb_type *type = &w->mdb->type[p->type];
    uint32_t item = p->first_item, elements = 0;
    if (e->n_dimensions > 0) {
        elements =
            count_elements(e->dimension, e->n_dimensions, type->max_elements);
        if (elements == 0)
            return false;
    }
    return place_type(w, p->type, elements, &item);
}

static bool
place_entry(struct walk *w, const struct mdb_entry *e)
{
    if (e->repeats || e->include.op != MDB_ALWAYS ||
        !is_fixed(&e->offset_bits) || e->location == MDB_CONTAINER_END ||
        e->location == MDB_NEXT_START)
        return false;
    w->bit = e->location == MDB_CONTAINER_START ? 0 : w->bit;
    w->bit += e->offset_bits.fixed;
    switch (e->kind) {
    case MDB_ENTRY_PARAM:
        return place_param(w, e);
    case MDB_ENTRY_CONTAINER:
        return place_container(w, e->ref);
    case MDB_ENTRY_FIXED:
        w->bit += e->fixed_bits;
        break;
    }
    return true;
}

static bool
place_container(struct walk *w, uint32_t i)
{
    const struct mdb_container *c = &w->mdb->container[i];
    if (c->base != MDB_NIL && !place_container(w, c->base))
        return false;
    for (uint32_t e = 0; e < c->n_entries; e++)
        if (!place_entry(w, &c->entry[e]))
            return false;
    return true;
}

bool
mdb_places(const struct mdb *mdb, uint32_t c, struct mdb_place **out, size_t *n)
{
    struct walk w = {.mdb = mdb, .max = MAX_PLACES};
    *out = NULL;
    *n = 0;
    if (!place_container(&w, c)) {
        free(w.place);
        return false;
    }
    *out = w.place;
    *n = w.n;
    return true;
}

void
mdb_layouts_init(struct mdb *mdb, struct mdb_container *container)
{
    struct walk w = {.mdb = mdb};
    size_t left = MAX_PLACES;
    for (uint32_t i = 0; i < mdb->n_containers; i++) {
        w.n = 0;
        w.bit = 0;
        w.max = left;
        if (!place_container(&w, i)) {
            left -= w.n;
            continue;
        }
        uint32_t *layout = arena_alloc(&mdb->arena, (w.n + 1) * sizeof *layout);
        for (size_t k = 0; k < w.n; k++)
            layout[k] = w.place[k].item;
        container[i].layout = layout;
        container[i].n_layout = (uint32_t)w.n;
        left -= w.n;
    }
    free(w.place);
}
