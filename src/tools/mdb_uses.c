/*
 * mdb_uses.c - in which containers, and where in them, parameters stand.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>

#include "common/xalloc.h"
#include "mdb/layout.h"
#include "tools/mdb_show.h"

static int
by_param(const void *va, const void *vb)
{
    const struct mdb_use *a = va, *b = vb;
    if (a->param != b->param)
        return a->param < b->param ? -1 : 1;
    if (a->container != b->container)
        return a->container < b->container ? -1 : 1;
    return a->bit < b->bit ? -1 : a->bit > b->bit;
}

static void
add(struct mdb_uses *uses, uint32_t param, uint32_t container, uint64_t bit)
{
    uses->use = xgrow(uses->use, uses->n, &uses->cap, sizeof *uses->use);
    uses->use[uses->n++] = (struct mdb_use){param, container, bit};
}

/* The container's own values: those behind the ones of its base. */
static void
add_places(struct mdb_uses *uses, const struct mdb *mdb, uint32_t c,
    const struct mdb_place *place, size_t n)
{
    uint32_t base = mdb->container[c].base;
    size_t first = base != MDB_NIL ? mdb->container[base].n_layout : 0;
    for (size_t i = first; i < n; i++) {
        uint32_t param = mdb->item[place[i].item].param;
        if (place[i].item == mdb->param[param].first_item)
            add(uses, param, c, place[i].bit);
    }
}

void
mdb_uses_init(struct mdb_uses *uses, const struct mdb *mdb)
{
    *uses = (struct mdb_uses){0};
    for (uint32_t c = 0; c < mdb->n_containers; c++) {
        const struct mdb_container *container = &mdb->container[c];
        struct mdb_place *place;
        size_t n;
        if (mdb_places(mdb, c, &place, &n)) {
            add_places(uses, mdb, c, place, n);
            free(place);
            continue;
        }
        for (uint32_t e = 0; e < container->n_entries; e++)
            if (container->entry[e].kind == MDB_ENTRY_PARAM)
                add(uses, container->entry[e].ref, c, MDB_SHOW_NO_BIT);
    }
    if (uses->n > 0)
        qsort(uses->use, uses->n, sizeof *uses->use, by_param);
}

void
mdb_uses_fini(struct mdb_uses *uses)
{
    free(uses->use);
    *uses = (struct mdb_uses){0};
}
