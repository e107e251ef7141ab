/*
 * load_array.c - dimensions of arrays.
 *
 * XTCE 1.2 gives them with the type, 1.1 with each entry of a container; an
 * array type without dimensions takes those of the first entry that uses it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "mdb/load.h"

#define MAX_DIMENSIONS 8
#define MAX_INDEX      (1 << 20)

/* Some files have only its size for a Dimension. */
static bool
is_dimension(const struct xml_node *node)
{
    return node->name == EL_DIMENSION || node->name == EL_SIZE;
}

static uint32_t
count_dimensions(const struct xml_node *list)
{
    uint32_t n = 0;
    for (const struct xml_node *c = list->child; c != NULL; c = c->next)
        n += is_dimension(c);
    return n;
}

static const struct xml_node *
size_of(const struct xml_node *dimension)
{
    return dimension->name == EL_SIZE ? dimension
                                      : xml_child(dimension, EL_SIZE);
}

/* StartingIndex and EndingIndex, or Size = number of elements. */
static void
read_dimension(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_dimension *d)
{
    const struct xml_node *start = xml_child(node, EL_STARTING_INDEX);
    const struct xml_node *end = xml_child(node, EL_ENDING_INDEX);
    const struct xml_node *size = size_of(node);
    bool has_end = false;
    if (start != NULL)
        load_int_value(ld, system, start, 0, MAX_INDEX, &d->start);
    if (end != NULL)
        has_end = load_int_value(ld, system, end, 0, MAX_INDEX, &d->end);
    else if (size != NULL) {
        has_end = load_int_value(ld, system, size, 1, MAX_INDEX, &d->end);
        d->end.fixed--;
        d->end.intercept--;
    }
    if (!has_end)
        load_error(ld, node, AT_NONE, "Dimension says no EndingIndex");
    else if (d->start.kind == MDB_FIXED && d->end.kind == MDB_FIXED &&
             d->end.fixed < d->start.fixed)
        load_error(ld, node, AT_NONE, "EndingIndex is before StartingIndex");
    else if (d->start.kind != MDB_FIXED)
        load_warn(ld, node, AT_NONE,
            "a StartingIndex that is not fixed only counts elements");
}

bool
load_dimensions(struct load *ld, uint32_t system, const struct xml_node *node,
    const struct mdb_dimension **out, uint32_t *n_out)
{
    const struct xml_node *list = xml_child(node, EL_DIMENSION_LIST);
    if (list == NULL)
        return false;
    uint32_t n = count_dimensions(list), i = 0;
    if (n == 0 || n > MAX_DIMENSIONS) {
        load_error(ld, list, AT_NONE, "an array has 1 to %d dimensions",
            MAX_DIMENSIONS);
        return false;
    }
    struct mdb_dimension *d = arena_alloc(ld->arena, n * sizeof *d);
    for (const struct xml_node *c = list->child; c != NULL; c = c->next) {
        if (is_dimension(c))
            read_dimension(ld, system, c, &d[i++]);
        else
            load_other(ld, list, c);
    }
    *out = d;
    *n_out = n;
    return true;
}

/* A fixed index, before references can be followed; no notes. */
static bool
peek_fixed(const struct xml_node *node, int64_t *out)
{
    const struct xml_node *fixed =
        node != NULL ? xml_child(node, EL_FIXED_VALUE) : NULL;
    return fixed != NULL && load_parse_int(fixed->text, out) && *out >= 0 &&
           *out <= MAX_INDEX;
}

static void
peek_dimension(
    const struct xml_node *node, struct mdb_dimension *d, bool *is_dynamic)
{
    int64_t start = 0, end = 0, size;
    const struct xml_node *starting = xml_child(node, EL_STARTING_INDEX);
    bool has_start = starting == NULL || peek_fixed(starting, &start);
    bool has_end = peek_fixed(xml_child(node, EL_ENDING_INDEX), &end);
    if (!has_end && peek_fixed(size_of(node), &size)) {
        end = size - 1;
        has_end = true;
    }
    *is_dynamic = *is_dynamic || !has_start || !has_end;
    d->start.fixed = has_start ? start : 0;
    d->end.fixed = has_end && end >= start ? end : start;
    d->end.kind = has_end && has_start ? MDB_FIXED : MDB_FROM_ITEM;
}

void
load_array_shape(
    struct load *ld, const struct xml_node *node, struct mdb_type *type)
{
    const struct xml_node *list = xml_child(node, EL_DIMENSION_LIST);
    uint32_t n = list != NULL ? count_dimensions(list) : 0, i = 0;
    if (n == 0 || n > MAX_DIMENSIONS)
        return;
    struct mdb_dimension *d = arena_alloc(ld->arena, n * sizeof *d);
    uint64_t elements = 1;
    type->is_dynamic = false;
    for (const struct xml_node *c = list->child; c != NULL; c = c->next) {
        if (!is_dimension(c))
            continue;
        peek_dimension(c, &d[i], &type->is_dynamic);
        elements *= (uint64_t)(d[i].end.fixed - d[i].start.fixed + 1);
        if (elements > LOAD_MAX_ITEMS)
            elements = LOAD_MAX_ITEMS + 1;
        i++;
    }
    if (type->is_dynamic)
        elements = ld->options->max_elements;
    type->dimension = d;
    type->n_dimensions = n;
    type->max_elements = (uint32_t)elements;
}

/* For each array type without dimensions, where its first entry has them. */
static void
look_at_entry(struct load *ld, const struct load_decl *container,
    const struct xml_node *entry)
{
    const struct xml_node *list = xml_child(entry, EL_DIMENSION_LIST);
    if (list == NULL || xml_get(entry, AT_PARAMETER_REF) == NULL)
        return;
    uint32_t p = load_peek_param(
        ld, container->system, xml_get(entry, AT_PARAMETER_REF));
    if (p == MDB_NIL)
        return;
    const struct load_decl *param = &ld->params.v[p];
    const char *ref = xml_get(param->node, AT_PARAMETER_TYPE_REF);
    uint32_t t = ref != NULL ? load_peek_type(ld, param->system, ref) : MDB_NIL;
    if (t == MDB_NIL || ld->types.v[t].dimensions != NULL ||
        xml_child(ld->types.v[t].node, EL_DIMENSION_LIST) != NULL)
        return;
    ld->types.v[t].dimensions = entry;
}

void
load_array_sizes(struct load *ld)
{
    for (size_t i = 0; i < ld->containers.n; i++) {
        const struct load_decl *c = &ld->containers.v[i];
        const struct xml_node *list = xml_child(c->node, EL_ENTRY_LIST);
        if (list == NULL)
            continue;
        for (const struct xml_node *e = list->child; e != NULL; e = e->next)
            if (e->name == EL_ARRAY_PARAMETER_REF_ENTRY)
                look_at_entry(ld, c, e);
    }
}
