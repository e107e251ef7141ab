/*
 * load_bind.c - arguments that types and containers name, found in a command.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "mdb/constant.h"
#include "mdb/load_command.h"

/* The leaf for a symbol; an item of telemetry stays what it is. */
uint32_t
load_bind_item(struct load_command *lc, uint32_t item)
{
    if (item == MDB_NIL || (item & MDB_LEAF) == 0)
        return item;
    const struct load_symbol *s = &lc->ld->symbol[item & ~MDB_LEAF];
    uint32_t leaf = load_leaf(lc, s->name);
    if (leaf != MDB_NIL)
        return MDB_LEAF | leaf;
    load_unknown_argument(lc, s->node, s->at);
    return MDB_LEAF;
}

static void
bind_comparison(struct load_command *lc, struct mdb_comparison *c)
{
    struct load *ld = lc->ld;
    uint32_t symbol = c->item;
    c->item = load_bind_item(lc, c->item);
    c->other_item = load_bind_item(lc, c->other_item);
    if (symbol == c->item && (symbol & MDB_LEAF) == 0)
        return;
    uint32_t leaf = c->item & ~MDB_LEAF;
    const struct load_symbol *s = &ld->symbol[symbol & ~MDB_LEAF];
    if (s->value == NULL || leaf >= lc->command->n_leaves)
        return;
    const struct mdb_leaf *l = &lc->command->leaf[leaf];
    if (!mdb_constant_parse(load_type_at(ld, l->type), c))
        load_error(ld, s->value, s->value_at,
            "'%.80s' is not a value of '%.120s'", c->text, l->name);
}

void
load_bind_criteria(struct load_command *lc, struct mdb_criteria *c)
{
    if (c->op == MDB_COMPARE)
        bind_comparison(lc, &c->comparison);
    if (c->n_children == 0)
        return;
    struct mdb_criteria *child =
        arena_alloc(lc->ld->arena, c->n_children * sizeof *child);
    memcpy(child, c->child, c->n_children * sizeof *child);
    for (uint32_t i = 0; i < c->n_children; i++)
        load_bind_criteria(lc, &child[i]);
    c->child = child;
}

void
load_bind_int_value(struct load_command *lc, struct mdb_int_value *v)
{
    if (v->kind == MDB_FROM_ITEM)
        v->item = load_bind_item(lc, v->item);
    if (v->kind != MDB_LOOKUP || v->n_lookups == 0)
        return;
    struct mdb_lookup *lookup =
        arena_alloc(lc->ld->arena, v->n_lookups * sizeof *lookup);
    memcpy(lookup, v->lookup, v->n_lookups * sizeof *lookup);
    for (uint32_t i = 0; i < v->n_lookups; i++)
        load_bind_criteria(lc, &lookup[i].criteria);
    v->lookup = lookup;
}
