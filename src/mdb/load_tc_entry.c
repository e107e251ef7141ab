/*
 * load_tc_entry.c - the entries of a command: those of its container, of the
 * containers it extends and of those it includes, one behind the other.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "common/str.h"
#include "mdb/load_command.h"

struct flattening {
    struct load_command *lc;
    const struct load_tc_container *all;
    struct mdb_tc_entry *entry;
    uint32_t n;
};

/* `a` and `b`, in the arena. */
static struct mdb_criteria
both(
    struct load *ld, const struct mdb_criteria *a, const struct mdb_criteria *b)
{
    if (a->op == MDB_ALWAYS)
        return *b;
    if (b->op == MDB_ALWAYS)
        return *a;
    struct mdb_criteria *child = arena_alloc(ld->arena, 2 * sizeof *child);
    child[0] = *a;
    child[1] = *b;
    return (struct mdb_criteria){
        .op = MDB_AND, .child = child, .n_children = 2};
}

static void
bind_argument(struct flattening *f, const struct load_tc_entry *from,
    struct mdb_tc_entry *e)
{
    struct load_command *lc = f->lc;
    struct load *ld = lc->ld;
    const char *name = xml_get(from->node, AT_ARGUMENT_REF);
    uint32_t i = lc->argument_names.n > 0 ? names_find(&lc->argument_names, "",
                                                0, name, strlen(name))
                                          : MDB_NIL;
    if (i == MDB_NIL) {
        load_unknown_argument(lc, from->node, AT_ARGUMENT_REF);
        return;
    }
    e->ref = i;
    uint32_t type = lc->command->argument[i].type;
    if (!load_is_coded_argument(ld, type))
        load_leave_out(ld, from->node, AT_ARGUMENT_REF,
            "argument '%.120s' has no data encoding: '%.120s' cannot be sent",
            name, lc->command->name);
    const struct mdb_type *is = load_type_at(ld, type);
    if (xml_child(from->node, EL_DIMENSION_LIST) != NULL ||
        (is->class == MDB_ARRAY && is->n_dimensions == 0))
        load_leave_out(ld, from->node, AT_NONE,
            "dimensions have to stand with the type of an argument: '%.120s' "
            "cannot be sent",
            lc->command->name);
    if (from->node->name == EL_ARRAY_ARGUMENT_REF_ENTRY && type < ld->types.n &&
        ld->type[type].class != MDB_ARRAY)
        load_error(ld, from->node, AT_ARGUMENT_REF,
            "'%.120s' is not an array argument", name);
}

static void flatten(struct flattening *f, uint32_t i);

/* Where an included container begins: a fixed value without bits. */
static void
include(struct flattening *f, const struct load_tc_entry *from,
    struct mdb_tc_entry *place)
{
    if (place->location != MDB_PREVIOUS_END ||
        place->offset_bits.kind != MDB_FIXED || place->offset_bits.fixed != 0) {
        place->kind = MDB_TC_FIXED;
        place->fixed = (const uint8_t *)"";
        f->entry[f->n++] = *place;
    }
    uint32_t first = f->n;
    struct load *ld = f->lc->ld;
    flatten(f, from->includes);
    for (uint32_t i = first; i < f->n; i++) {
        struct mdb_tc_entry *e = &f->entry[i];
        e->include = both(ld, &place->include, &e->include);
        if (e->location == MDB_CONTAINER_START)
            load_leave_out(ld, from->node, AT_NONE,
                "a container with places counted from its start cannot be "
                "included in a command");
    }
}

/* Room is doubled: how many there will be is not known. */
static void
add_set(struct load *ld, struct mdb_tc_entry *e, struct mdb_tc_set set)
{
    uint32_t n = e->n_sets;
    struct mdb_tc_set *all = (struct mdb_tc_set *)(uintptr_t)e->set;
    if ((n & (n - 1)) == 0) { /* 0, 1, 2, 4 ... */
        struct mdb_tc_set *more =
            arena_alloc(ld->arena, (2 * (size_t)n + 1) * sizeof *more);
        if (n > 0)
            memcpy(more, all, n * sizeof *more);
        all = more;
    }
    all[n] = set;
    e->set = all;
    e->n_sets = n + 1;
}

/* Values that a container gives to parameters of its bases. */
static void
set_values(struct flattening *f, const struct load_tc_container *c)
{
    struct load *ld = f->lc->ld;
    for (uint32_t v = 0; v < c->n_values; v++) {
        const struct load_tc_value *value = &c->value[v];
        uint32_t param = ld->item[value->item].param;
        bool is_set = false;
        for (uint32_t i = 0; i < f->n; i++) {
            struct mdb_tc_entry *e = &f->entry[i];
            if (e->kind != MDB_TC_PARAM || e->ref != param)
                continue;
            is_set = true;
            add_set(ld, e, (struct mdb_tc_set){value->item, value->text});
        }
        if (!is_set)
            load_leave_out(ld, value->node, AT_NONE,
                "'%.120s' is not one of the values in the containers that are "
                "extended",
                ld->item[value->item].name);
    }
}

static void
flatten(struct flattening *f, uint32_t i)
{
    const struct load_tc_container *c = &f->all[i];
    if (c->base != MDB_NIL)
        flatten(f, c->base);
    set_values(f, c);
    for (uint32_t k = 0; k < c->n_entries; k++) {
        const struct load_tc_entry *from = &c->entry[k];
        struct mdb_tc_entry e = from->entry;
        if (from->has_symbols) {
            load_bind_criteria(f->lc, &e.include);
            load_bind_int_value(f->lc, &e.offset_bits);
        }
        if (from->includes != MDB_NIL) {
            include(f, from, &e);
            continue;
        }
        if (e.kind == MDB_TC_ARGUMENT)
            bind_argument(f, from, &e);
        f->entry[f->n++] = e;
    }
}

void
load_tc_entries(struct load_command *lc, const struct load_tc_container *all,
    uint32_t i, uint64_t *room)
{
    struct load *ld = lc->ld;
    if (all[i].is_broken) {
        ld->is_broken = true;
        return;
    }
    if (all[i].total > *room) {
        load_error(ld, lc->decl->node, AT_NONE,
            "the containers of all commands together have more than %u entries",
            LOAD_MAX_TC_ENTRIES);
        return;
    }
    *room -= all[i].total;
    struct flattening f = {
        .lc = lc,
        .all = all,
        .entry = arena_alloc(ld->arena, (all[i].total + 1) * sizeof *f.entry),
    };
    flatten(&f, i);
    lc->command->entry = f.entry;
    lc->command->n_entries = f.n;
    lc->command->size_bits = all[i].size_bits;
    lc->command->has_crc = all[i].has_crc;
}
