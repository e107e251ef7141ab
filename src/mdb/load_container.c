/*
 * load_container.c - containers: inheritance, restrictions, rates, the root.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>

#include "common/str.h"
#include "mdb/load.h"

static void
read_base(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_container *c)
{
    c->base = load_find_container(ld, system, node, AT_CONTAINER_REF);
    for (const struct xml_node *n = node->child; n != NULL; n = n->next) {
        if (n->name == EL_RESTRICTION_CRITERIA)
            load_criteria(ld, system, n, &c->restriction);
        else
            load_other(ld, node, n);
    }
}

/* The slowest rate says how long a packet may be missing. */
static int64_t
read_period(struct load *ld, const struct xml_node *node)
{
    static const char *const word[] = {"perSecond", "perContainerUpdate"};
    int basis = load_word(node, AT_BASIS, word, 2, 0);
    double slow = load_double(ld, node, AT_MINIMUM_VALUE, 0);
    double fast = load_double(ld, node, AT_MAXIMUM_VALUE, 0);
    double rate = slow > 0 ? slow : fast;
    if (basis != 0) {
        load_warn(ld, node, AT_BASIS,
            "only rates perSecond are supported: this one is left out");
        return 0;
    }
    if (slow == 0 && fast == 0 && xml_get(node, AT_MINIMUM_VALUE) != NULL)
        return MDB_APERIODIC;
    if (!(rate > 0) || !(1e9 / rate < 1e18)) {
        load_warn(ld, node, AT_NONE, "the rate is not positive: left out");
        return 0;
    }
    return (int64_t)(1e9 / rate + 0.5);
}

static void
read_size(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_container *c)
{
    const struct xml_node *size = xml_child(node, EL_SIZE_IN_BITS);
    struct mdb_int_value v;
    if (size != NULL &&
        load_int_value(ld, system, size, 0, LOAD_MAX_BITS, &v) &&
        v.kind == MDB_FIXED)
        c->size_bits = (uint64_t)v.fixed;
    for (const struct xml_node *n = node->child; n != NULL; n = n->next)
        if (n != size)
            load_other(ld, node, n);
}

static void
read_container(struct load *ld, struct load_decl *decl, struct mdb_container *c)
{
    const struct xml_node *node = decl->node;
    *c = (struct mdb_container){
        .name = decl->name,
        .short_name = decl->short_name,
        .short_description = xml_get(node, AT_SHORT_DESCRIPTION),
        .description = load_long_description(node),
        .is_abstract = load_bool(ld, node, AT_ABSTRACT, false),
        .base = MDB_NIL,
        .restriction = {.op = MDB_ALWAYS},
        .line = load_line(ld, node),
    };
    for (const struct xml_node *n = node->child; n != NULL; n = n->next) {
        switch (n->name) {
        case EL_ENTRY_LIST:
            load_entries(ld, decl, n, c);
            break;
        case EL_BASE_CONTAINER:
            read_base(ld, decl->system, n, c);
            break;
        case EL_DEFAULT_RATE_IN_STREAM:
            c->period_ns = read_period(ld, n);
            break;
        case EL_BINARY_ENCODING:
            read_size(ld, decl->system, n, c);
            break;
        default:
            load_other(ld, node, n);
        }
    }
}

struct in_file {
    uint32_t at, container;
};

static int
by_place(const void *va, const void *vb)
{
    const struct in_file *a = va, *b = vb;
    return a->at < b->at ? -1 : a->at > b->at;
}

/* Children of each container, in the order of the file. */
static void
link_children(struct load *ld)
{
    size_t n = ld->containers.n;
    uint32_t **room = arena_alloc(&ld->scratch, (n + 1) * sizeof *room);
    struct in_file *order = arena_alloc(&ld->scratch, (n + 1) * sizeof *order);
    for (uint32_t i = 0; i < n; i++)
        order[i] = (struct in_file){ld->containers.v[i].node->at, i};
    qsort(order, n, sizeof *order, by_place);
    for (size_t i = 0; i < n; i++)
        if (ld->container[i].base != MDB_NIL)
            ld->container[ld->container[i].base].n_children++;
    for (size_t i = 0; i < n; i++) {
        struct mdb_container *c = &ld->container[i];
        room[i] = arena_alloc(ld->arena, (c->n_children + 1) * sizeof **room);
        c->child = room[i];
        c->n_children = 0;
    }
    for (size_t k = 0; k < n; k++) {
        uint32_t i = order[k].container, base = ld->container[i].base;
        if (base != MDB_NIL)
            room[base][ld->container[base].n_children++] = i;
    }
}

/* One that is no part of another, is the base of others if any is, and, where
 * several are, stands alone in the outermost SpaceSystem. */
static uint32_t
find_root(struct load *ld)
{
    size_t n = ld->containers.n;
    bool *is_part = arena_alloc(&ld->scratch, n + 1);
    bool has_bases = false;
    for (size_t i = 0; i < n; i++) {
        const struct mdb_container *c = &ld->container[i];
        has_bases = has_bases || c->base != MDB_NIL;
        for (uint32_t e = 0; e < c->n_entries; e++)
            if (c->entry[e].kind == MDB_ENTRY_CONTAINER &&
                c->entry[e].ref != MDB_NIL)
                is_part[c->entry[e].ref] = true;
    }
    uint32_t root = MDB_NIL, outer = MDB_NIL;
    unsigned roots = 0, outers = 0;
    for (uint32_t i = 0; i < n; i++) {
        const struct mdb_container *c = &ld->container[i];
        if (c->base != MDB_NIL || (has_bases ? c->n_children == 0 : is_part[i]))
            continue;
        root = i;
        roots++;
        if (ld->containers.v[i].system == 0) {
            outer = i;
            outers++;
        }
    }
    return roots == 1 ? root : outers == 1 ? outer : MDB_NIL;
}

void
load_containers(struct load *ld)
{
    size_t n = ld->containers.n;
    ld->container = arena_alloc(ld->arena, (n + 1) * sizeof *ld->container);
    for (size_t i = 0; i < n; i++)
        read_container(ld, &ld->containers.v[i], &ld->container[i]);
    ld->mdb->container = ld->container;
    ld->mdb->n_containers = (uint32_t)n;
    load_prune(ld);
    link_children(ld);
    ld->mdb->root = find_root(ld);
}
