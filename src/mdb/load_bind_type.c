/*
 * load_bind_type.c - types that refer to other arguments, made for a command.
 *
 * Such a type is a pattern: each argument that has it gets a type of its own,
 * in which the symbols are leaves of the command.  These types stand behind
 * all others, and behind the one of which nothing is known.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "common/xalloc.h"
#include "mdb/load_command.h"

/* Types made so far; a row's index counts from behind ld->type[types.n]. */
static uint32_t
add_type(struct load *ld, const struct mdb_type *type)
{
    ld->bound =
        xgrow(ld->bound, ld->n_bound, &ld->bound_cap, sizeof *ld->bound);
    ld->bound[ld->n_bound++] = *type;
    return (uint32_t)(ld->types.n + ld->n_bound);
}

const struct mdb_type *
load_type_at(const struct load *ld, uint32_t i)
{
    return i <= ld->types.n ? &ld->type[i] : &ld->bound[i - ld->types.n - 1];
}

/* Does the type, or a part of it, refer to arguments? */
static bool
has_symbols(const struct load *ld, uint32_t i, unsigned depth)
{
    if (i >= ld->types.n || depth > LOAD_MAX_DEPTH)
        return false;
    const struct mdb_type *type = &ld->type[i];
    if (ld->types.v[i].has_symbols)
        return true;
    if (type->class == MDB_ARRAY)
        return has_symbols(ld, type->element_type, depth + 1);
    for (uint32_t m = 0; m < type->n_members; m++)
        if (has_symbols(ld, type->member[m].type, depth + 1))
            return true;
    return false;
}

static const struct mdb_math *
bind_math(struct load_command *lc, const struct mdb_calibrator *c)
{
    struct mdb_math *math =
        arena_alloc(lc->ld->arena, (c->n_math + 1) * sizeof *math);
    for (uint32_t i = 0; i < c->n_math; i++) {
        math[i] = c->math[i];
        if (math[i].op == MDB_MATH_ITEM)
            math[i].item = load_bind_item(lc, math[i].item);
    }
    return math;
}

static void
bind_calibrators(struct load_command *lc, struct mdb_type *type)
{
    struct mdb_context_calibrator *context =
        arena_alloc(lc->ld->arena, (type->n_contexts + 1) * sizeof *context);
    if (type->calibrator.kind == MDB_CAL_MATH)
        type->calibrator.math = bind_math(lc, &type->calibrator);
    for (uint32_t i = 0; i < type->n_contexts; i++) {
        context[i] = type->context[i];
        load_bind_criteria(lc, &context[i].criteria);
        if (context[i].calibrator.kind == MDB_CAL_MATH)
            context[i].calibrator.math = bind_math(lc, &context[i].calibrator);
    }
    type->context = context;
}

static void
bind_dimensions(struct load_command *lc, struct mdb_type *type)
{
    struct mdb_dimension *d =
        arena_alloc(lc->ld->arena, (type->n_dimensions + 1) * sizeof *d);
    for (uint32_t i = 0; i < type->n_dimensions; i++) {
        d[i] = type->dimension[i];
        load_bind_int_value(lc, &d[i].start);
        load_bind_int_value(lc, &d[i].end);
    }
    type->dimension = d;
}

static uint32_t
bind_type(struct load_command *lc, uint32_t i, unsigned depth)
{
    struct load *ld = lc->ld;
    if (!has_symbols(ld, i, depth))
        return i;
    struct mdb_type type = ld->type[i];
    load_bind_int_value(lc, &type.encoding.size_bits);
    bind_calibrators(lc, &type);
    bind_dimensions(lc, &type);
    type.time_from_item = load_bind_item(lc, type.time_from_item);
    if (type.class == MDB_ARRAY)
        type.element_type = bind_type(lc, type.element_type, depth + 1);
    struct mdb_member *member =
        arena_alloc(ld->arena, (type.n_members + 1) * sizeof *member);
    for (uint32_t m = 0; m < type.n_members; m++) {
        member[m] = type.member[m];
        member[m].type = bind_type(lc, member[m].type, depth + 1);
    }
    type.member = member;
    if (ld->n_bound >= LOAD_MAX_BOUND) {
        load_error(ld, lc->decl->node, AT_NONE,
            "more than %u types refer to other arguments", LOAD_MAX_BOUND);
        return i;
    }
    return add_type(ld, &type);
}

bool
load_is_coded_argument(struct load *ld, uint32_t i)
{
    const struct mdb_type *type = load_type_at(ld, i);
    if (i <= ld->types.n)
        return load_is_coded(ld, i);
    if (type->class == MDB_SCALAR)
        return type->encoding.coding != MDB_NOT_CODED;
    if (type->class == MDB_ARRAY)
        return load_is_coded_argument(ld, type->element_type);
    for (uint32_t m = 0; m < type->n_members; m++)
        if (!load_is_coded_argument(ld, type->member[m].type))
            return false;
    return true;
}

/* The same walk as load_each_value(): one type after the other. */
static struct mdb_leaf *
set_types(const struct load *ld, uint32_t i, struct mdb_leaf *leaf,
    const struct mdb_leaf *end)
{
    const struct mdb_type *type = load_type_at(ld, i);
    if (type->class == MDB_SCALAR && leaf < end)
        (leaf++)->type = i;
    for (uint32_t m = 0; m < type->n_members; m++)
        leaf = set_types(ld, type->member[m].type, leaf, end);
    if (type->class == MDB_ARRAY)
        for (uint32_t k = 0; k < type->max_elements && leaf < end; k++)
            leaf = set_types(ld, type->element_type, leaf, end);
    return leaf;
}

void
load_bind_argument(struct load_command *lc, struct mdb_argument *argument,
    struct mdb_leaf *leaf)
{
    struct load *ld = lc->ld;
    if (ld->n_symbols == 0 || !has_symbols(ld, argument->type, 0))
        return;
    argument->type = bind_type(lc, argument->type, 0);
    leaf += argument->first_leaf;
    if (!ld->is_broken)
        set_types(ld, argument->type, leaf, leaf + argument->n_leaves);
}

/* Behind the others, where everything can find them. */
void
load_bound_types(struct load *ld)
{
    size_t n = ld->types.n + 1;
    if (ld->n_bound == 0)
        return;
    struct mdb_type *type =
        arena_alloc(ld->arena, (n + ld->n_bound) * sizeof *type);
    memcpy(type, ld->type, n * sizeof *type);
    memcpy(type + n, ld->bound, ld->n_bound * sizeof *type);
    ld->type = type;
    ld->mdb->type = type;
    ld->mdb->n_types = (uint32_t)(n + ld->n_bound);
}
