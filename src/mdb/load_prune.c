/*
 * load_prune.c - what of the containers can be decoded.
 *
 * Walks each container after its base and those it refers to.  Behind an entry
 * whose size is not known no position is known, either, up to the next entry
 * with a position of its own; what stands there is left out, here and in the
 * containers that inherit or include this one.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/load.h"

enum state {
    NEW,
    WALKING,
    WALKED
};

static bool visit(struct load *ld, uint32_t i, unsigned depth);

/* Is it safe to go into container `to`?  Else an error where `from` is. */
static bool
enter(struct load *ld, const struct load_decl *from, uint32_t to,
    unsigned depth, const char *how)
{
    if (ld->containers.v[to].state == WALKING) {
        load_error(ld, from->node, AT_NONE,
            "container '%.120s' %s itself, through '%.120s'", from->name, how,
            ld->containers.v[to].name);
        return false;
    }
    if (depth >= LOAD_MAX_DEPTH) {
        load_error(ld, from->node, AT_NONE,
            "containers are nested deeper than %d here", LOAD_MAX_DEPTH);
        return false;
    }
    return visit(ld, to, depth + 1);
}

/* Keep what can be decoded; count the entries, those of parts included. */
static void
prune(struct load *ld, struct load_decl *decl, struct mdb_container *c)
{
    uint64_t count = c->base != MDB_NIL ? ld->containers.v[c->base].value : 0;
    bool is_lost = c->base != MDB_NIL && ld->containers.v[c->base].is_lost;
    uint32_t n = 0;
    for (uint32_t i = 0; i < c->n_entries; i++) {
        struct mdb_entry *e = &decl->entry[i];
        if (e->location == MDB_CONTAINER_START ||
            e->location == MDB_CONTAINER_END)
            is_lost = false;
        if (is_lost)
            continue;
        is_lost = e->kind != MDB_ENTRY_FIXED && e->ref == MDB_NIL;
        if (is_lost)
            continue;
        decl->entry[n++] = *e;
        count++;
        if (e->kind == MDB_ENTRY_CONTAINER) {
            const struct load_decl *part = &ld->containers.v[e->ref];
            count += part->value;
            is_lost = part->is_lost;
        }
    }
    if (count > LOAD_MAX_ITEMS) {
        load_error(ld, decl->node, AT_NONE,
            "container '%.120s' has more than %u entries with those it "
            "includes",
            decl->name, LOAD_MAX_ITEMS);
        count = 0;
    }
    c->n_entries = n;
    decl->value = (uint32_t)count;
    decl->is_lost = is_lost;
}

static bool
visit(struct load *ld, uint32_t i, unsigned depth)
{
    struct load_decl *decl = &ld->containers.v[i];
    struct mdb_container *c = &ld->container[i];
    if (decl->state != NEW)
        return true;
    decl->state = WALKING;
    if (c->base != MDB_NIL && !enter(ld, decl, c->base, depth, "inherits from"))
        c->base = MDB_NIL;
    struct mdb_entry *entry = decl->entry;
    for (uint32_t e = 0; e < c->n_entries; e++)
        if (entry[e].kind == MDB_ENTRY_CONTAINER && entry[e].ref != MDB_NIL &&
            !enter(ld, decl, entry[e].ref, depth, "includes"))
            entry[e].ref = MDB_NIL;
    prune(ld, decl, c);
    decl->state = WALKED;
    return true;
}

void
load_prune(struct load *ld)
{
    for (uint32_t i = 0; i < ld->containers.n; i++)
        visit(ld, i, 0);
}
