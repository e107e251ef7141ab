/*
 * load_entry.c - the entries of a container.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/str.h"
#include "mdb/load.h"

static void
read_location(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_entry *e)
{
    static const char *const word[] = {
        "previousEntry", "containerStart", "containerEnd", "nextEntry"};
    static const enum mdb_location location[] = {MDB_PREVIOUS_END,
        MDB_CONTAINER_START, MDB_CONTAINER_END, MDB_NEXT_START};
    int i = load_word(node, AT_REFERENCE_LOCATION, word, ARRAY_LEN(word), 0);
    if (i < 0)
        load_error(ld, node, AT_REFERENCE_LOCATION,
            "'%.40s' is not a reference location",
            xml_get(node, AT_REFERENCE_LOCATION));
    e->location = location[i < 0 ? 0 : i];
    int64_t low = e->location == MDB_CONTAINER_START ? 0 : -LOAD_MAX_BITS;
    if (!load_int_value(ld, system, node, low, LOAD_MAX_BITS, &e->offset_bits))
        load_error(ld, node, AT_NONE, "LocationInContainerInBits has no value");
}

static void
read_repeat(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_entry *e)
{
    const struct xml_node *count = xml_child(node, EL_COUNT);
    const struct xml_node *gap = xml_child(node, EL_OFFSET);
    e->repeats = true;
    if (count == NULL ||
        !load_int_value(ld, system, count, 0, LOAD_MAX_BITS, &e->repeat_count))
        load_error(ld, node, AT_NONE, "RepeatEntry has no Count");
    if (gap != NULL)
        load_int_value(ld, system, gap, -LOAD_MAX_BITS, LOAD_MAX_BITS,
            &e->repeat_gap_bits);
}

void
load_entry_children(struct load *ld, uint32_t system,
    const struct xml_node *node, struct mdb_entry *e)
{
    for (const struct xml_node *c = node->child; c != NULL; c = c->next) {
        switch (c->name) {
        case EL_LOCATION_IN_CONTAINER_IN_BITS:
            read_location(ld, system, c, e);
            break;
        case EL_REPEAT_ENTRY:
            read_repeat(ld, system, c, e);
            break;
        case EL_INCLUDE_CONDITION:
            load_criteria(ld, system, c, &e->include);
            break;
        case EL_DIMENSION_LIST:
            break;
        default:
            load_other(ld, node, c);
        }
    }
}

static void
read_param(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_entry *e)
{
    e->ref = load_find_param(ld, system, node, AT_PARAMETER_REF);
    if (e->ref == MDB_NIL)
        return;
    const struct mdb_param *p = &ld->param[e->ref];
    if (p->type < ld->types.n && !load_is_coded(ld, p->type)) {
        load_warn(ld, node, AT_PARAMETER_REF,
            "parameter '%.120s' has no data encoding: it and what stands "
            "behind it are left out",
            p->name);
        e->ref = MDB_NIL;
    }
}

static void
read_array(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_entry *e)
{
    load_dimensions(ld, system, node, &e->dimension, &e->n_dimensions);
    if (e->ref == MDB_NIL)
        return;
    const struct mdb_param *p = &ld->param[e->ref];
    if (ld->type[p->type].class != MDB_ARRAY && p->type < ld->types.n)
        load_error(ld, node, AT_PARAMETER_REF,
            "'%.120s' is not an array parameter", p->name);
}

/* A part of a parameter, a container or a stream: its room is kept. */
static void
read_unsupported(
    struct load *ld, const struct xml_node *node, struct mdb_entry *e)
{
    int64_t bits = load_int(ld, node, AT_SIZE_IN_BITS, 1, LOAD_MAX_BITS, 0);
    if (bits > 0) {
        e->kind = MDB_ENTRY_FIXED;
        e->fixed_bits = (uint32_t)bits;
        load_warn(ld, node, AT_NONE,
            "%s is not supported: its %u bits are left out", xml_el_str(node),
            e->fixed_bits);
        return;
    }
    e->ref = MDB_NIL;
    load_warn(ld, node, AT_NONE,
        "%s is not supported: it and what stands behind it are left out",
        xml_el_str(node));
}

static void
read_entry(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_entry *e)
{
    *e = (struct mdb_entry){
        .kind = MDB_ENTRY_PARAM,
        .include = {.op = MDB_ALWAYS},
        .line = load_line(ld, node),
    };
    switch (node->name) {
    case EL_PARAMETER_REF_ENTRY:
        read_param(ld, system, node, e);
        break;
    case EL_ARRAY_PARAMETER_REF_ENTRY:
        read_param(ld, system, node, e);
        read_array(ld, system, node, e);
        break;
    case EL_CONTAINER_REF_ENTRY:
        e->kind = MDB_ENTRY_CONTAINER;
        e->ref = load_find_container(ld, system, node, AT_CONTAINER_REF);
        break;
    case EL_FIXED_VALUE_ENTRY:
        e->kind = MDB_ENTRY_FIXED;
        e->fixed_bits =
            (uint32_t)load_int(ld, node, AT_SIZE_IN_BITS, 1, LOAD_MAX_BITS, 0);
        if (xml_get(node, AT_SIZE_IN_BITS) == NULL)
            load_error(ld, node, AT_NONE, "FixedValueEntry has no sizeInBits");
        break;
    default:
        read_unsupported(ld, node, e);
        return;
    }
    load_entry_children(ld, system, node, e);
}

void
load_entries(struct load *ld, struct load_decl *decl,
    const struct xml_node *list, struct mdb_container *container)
{
    uint32_t n = 0, i = 0;
    for (const struct xml_node *c = list->child; c != NULL; c = c->next)
        n++;
    decl->entry = arena_alloc(ld->arena, (n + 1) * sizeof *decl->entry);
    for (const struct xml_node *c = list->child; c != NULL; c = c->next)
        if (!xml_el_is_quiet((enum xml_el)c->name))
            read_entry(ld, decl->system, c, &decl->entry[i++]);
    container->entry = decl->entry;
    container->n_entries = i;
}
