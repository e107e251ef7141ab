/*
 * load_type.c - parameter types.
 *
 * Two walks, each over base types, members and elements first: load_types()
 * finds what each type is made of, so that parameters can have their items;
 * load_codings() reads the rest, which may refer to items.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "mdb/load.h"

enum state {
    NEW,
    SHAPING,
    SHAPED,
    CODING,
    CODED,
    IN_PACKETS,
    NOT_IN_PACKETS,
};

/* ---- arguments ------------------------------------------------------------
 */

uint16_t
load_type_element(const struct xml_node *node)
{
    switch (node->name) {
    case EL_INTEGER_ARGUMENT_TYPE:
        return EL_INTEGER_PARAMETER_TYPE;
    case EL_FLOAT_ARGUMENT_TYPE:
        return EL_FLOAT_PARAMETER_TYPE;
    case EL_ENUMERATED_ARGUMENT_TYPE:
        return EL_ENUMERATED_PARAMETER_TYPE;
    case EL_BOOLEAN_ARGUMENT_TYPE:
        return EL_BOOLEAN_PARAMETER_TYPE;
    case EL_STRING_ARGUMENT_TYPE:
        return EL_STRING_PARAMETER_TYPE;
    case EL_BINARY_ARGUMENT_TYPE:
        return EL_BINARY_PARAMETER_TYPE;
    case EL_ABSOLUTE_TIME_ARGUMENT_TYPE:
        return EL_ABSOLUTE_TIME_PARAMETER_TYPE;
    case EL_RELATIVE_TIME_ARGUMENT_TYPE:
        return EL_RELATIVE_TIME_PARAMETER_TYPE;
    case EL_AGGREGATE_ARGUMENT_TYPE:
        return EL_AGGREGATE_PARAMETER_TYPE;
    case EL_ARRAY_ARGUMENT_TYPE:
        return EL_ARRAY_PARAMETER_TYPE;
    default:
        return node->name;
    }
}

/* What goes wrong between the two is wrong with `decl`, if with an argument
 * type; begin_type() returns what end_type() takes. */
static bool
begin_type(struct load *ld)
{
    bool was_broken = ld->is_broken;
    ld->is_broken = false;
    return was_broken;
}

static void
end_type(struct load *ld, struct load_decl *decl, bool was_broken)
{
    if (decl->base != MDB_NIL && ld->types.v[decl->base].is_lost)
        ld->is_broken = true;
    decl->is_lost |= ld->is_command && ld->is_broken;
    ld->is_broken = ld->is_command && (ld->is_broken || was_broken);
}

/* ---- shape -----------------------------------------------------------------
 */

static bool shape(struct load *ld, uint32_t i, unsigned depth);

/* A referenced type, shaped; ld->types.n ("nothing known") on error. */
static uint32_t
shaped(struct load *ld, uint32_t system, const struct xml_node *node,
    enum xml_at at, unsigned depth)
{
    uint32_t i = load_find_type(ld, system, node, at);
    if (i == MDB_NIL)
        return (uint32_t)ld->types.n;
    if (ld->types.v[i].state == SHAPING || depth >= LOAD_MAX_DEPTH) {
        load_error(ld, node, at,
            depth >= LOAD_MAX_DEPTH ? "types are nested deeper than 64 here"
                                    : "type '%.120s' contains itself",
            ld->types.v[i].name);
        return (uint32_t)ld->types.n;
    }
    shape(ld, i, depth + 1);
    return i;
}

static void
inherit(struct load *ld, struct load_decl *decl, struct mdb_type *type,
    unsigned depth)
{
    decl->base = MDB_NIL;
    if (xml_get(decl->node, AT_BASE_TYPE) == NULL)
        return;
    uint32_t base = shaped(ld, decl->system, decl->node, AT_BASE_TYPE, depth);
    if (base >= ld->types.n)
        return;
    if (ld->types.v[base].node->name != decl->node->name) {
        load_error(ld, decl->node, AT_BASE_TYPE,
            "base type '%.120s' is of another kind, %s", ld->types.v[base].name,
            xml_el_str(ld->types.v[base].node));
        return;
    }
    decl->base = base;
    *type = ld->type[base];
}

static uint32_t
count_members(const struct xml_node *list)
{
    uint32_t n = 0;
    for (const struct xml_node *c = list->child; c != NULL; c = c->next)
        n += c->name == EL_MEMBER;
    return n;
}

static void
read_member(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_member *all, uint32_t i, unsigned depth)
{
    const char *name = xml_get(node, AT_NAME);
    all[i].name = name != NULL ? name : "";
    all[i].type = shaped(ld, system, node, AT_TYPE_REF, depth);
    all[i].initial_value = xml_get(node, AT_INITIAL_VALUE);
    if (name == NULL || name[0] == '\0' || strpbrk(name, "/[].") != NULL ||
        strlen(name) > LOAD_MAX_NAME)
        load_error(ld, node, name != NULL ? AT_NAME : AT_NONE,
            "a member needs a name of 1 to %d bytes without '/', '[', ']' and "
            "'.'",
            LOAD_MAX_NAME);
}

static int
compare_members(const void *va, const void *vb)
{
    const struct mdb_member *const *a = va, *const *b = vb;
    return strcmp((*a)->name, (*b)->name);
}

static void
check_members(struct load *ld, const struct xml_node *node,
    const struct mdb_member *member, uint32_t n)
{
    const struct mdb_member **sorted =
        arena_alloc(&ld->scratch, (n + 1) * sizeof *sorted);
    for (uint32_t i = 0; i < n; i++)
        sorted[i] = &member[i];
    qsort(sorted, n, sizeof *sorted, compare_members);
    for (uint32_t i = 1; i < n; i++)
        if (str_eq(sorted[i]->name, sorted[i - 1]->name))
            load_error(ld, node, AT_NONE, "two members are called '%.120s'",
                sorted[i]->name);
}

/* Members stand in a MemberList; in 1.1 in the type itself. */
static void
shape_aggregate(struct load *ld, struct load_decl *decl, struct mdb_type *type,
    unsigned depth)
{
    const struct xml_node *list = xml_child(decl->node, EL_MEMBER_LIST);
    list = list != NULL ? list : decl->node;
    uint32_t n = count_members(list), i = 0;
    type->class = MDB_AGGREGATE;
    if (n == 0) {
        if (type->n_members == 0)
            load_error(ld, decl->node, AT_NONE,
                "aggregate type '%.120s' has no members", decl->name);
        return;
    }
    struct mdb_member *member = arena_alloc(ld->arena, n * sizeof *member);
    for (const struct xml_node *c = list->child; c != NULL; c = c->next) {
        if (c->name == EL_MEMBER)
            read_member(ld, decl->system, c, member, i++, depth);
        else if (list != decl->node)
            load_other(ld, list, c);
    }
    check_members(ld, decl->node, member, n);
    type->member = member;
    type->n_members = n;
}

static void
shape_array(struct load *ld, struct load_decl *decl, struct mdb_type *type,
    unsigned depth)
{
    type->class = MDB_ARRAY;
    type->max_elements = type->max_elements > 0 ? type->max_elements : 1;
    if (xml_get(decl->node, AT_ARRAY_TYPE_REF) != NULL || decl->base == MDB_NIL)
        type->element_type =
            shaped(ld, decl->system, decl->node, AT_ARRAY_TYPE_REF, depth);
    if (xml_child(decl->node, EL_DIMENSION_LIST) != NULL)
        load_array_shape(ld, decl->node, type);
    else if (decl->dimensions != NULL)
        load_array_shape(ld, decl->dimensions, type);
    if (type->is_dynamic && type->element_type < ld->types.n) {
        uint32_t each = ld->types.v[type->element_type].value;
        uint32_t most = each > 0 ? LOAD_DYNAMIC_ITEMS / each : 1;
        if (type->max_elements > most)
            type->max_elements = most > 0 ? most : 1;
    }
}

/* Values that a parameter of the type has; more than LOAD_MAX_ITEMS is one
 * more. */
static uint32_t
count_items(const struct load *ld, const struct mdb_type *type)
{
    uint64_t n = 0;
    if (type->class == MDB_SCALAR)
        return 1;
    if (type->class == MDB_ARRAY && type->element_type < ld->types.n)
        n = (uint64_t)type->max_elements *
            ld->types.v[type->element_type].value;
    for (uint32_t i = 0; i < type->n_members; i++)
        if (type->member[i].type < ld->types.n)
            n += ld->types.v[type->member[i].type].value;
    return n > LOAD_MAX_ITEMS ? LOAD_MAX_ITEMS + 1 : (uint32_t)n;
}

static bool
shape(struct load *ld, uint32_t i, unsigned depth)
{
    struct load_decl *decl = &ld->types.v[i];
    struct mdb_type *type = &ld->type[i];
    if (decl->state != NEW)
        return decl->state == SHAPED;
    decl->state = SHAPING;
    bool was_broken = begin_type(ld);
    inherit(ld, decl, type, depth);
    type->name = decl->name;
    type->line = load_line(ld, decl->node);
    if (load_type_element(decl->node) == EL_AGGREGATE_PARAMETER_TYPE)
        shape_aggregate(ld, decl, type, depth);
    else if (load_type_element(decl->node) == EL_ARRAY_PARAMETER_TYPE)
        shape_array(ld, decl, type, depth);
    decl->value = count_items(ld, type);
    if (decl->value > LOAD_MAX_ITEMS) {
        load_error(ld, decl->node, AT_NONE,
            "a value of type '%.120s' has more than %u elements", decl->name,
            LOAD_MAX_ITEMS);
        decl->value = 0;
    }
    decl->state = SHAPED;
    end_type(ld, decl, was_broken);
    return true;
}

void
load_types(struct load *ld)
{
    size_t n = ld->types.n;
    ld->type = arena_alloc(ld->arena, (n + 1) * sizeof *ld->type);
    ld->type[n] = (struct mdb_type){.name = "?", .unit = ""};
    ld->type[n].encoding.coding = MDB_NOT_CODED;
    ld->mdb->type = ld->type;
    ld->mdb->n_types = (uint32_t)n;
    load_array_sizes(ld);
    for (uint32_t i = 0; i < n; i++) {
        ld->is_command = i >= ld->first_argument_type;
        shape(ld, i, 0);
    }
    ld->is_command = false;
}

/* ---- the rest
 * ---------------------------------------------------------------- */

static int
by_value(const void *va, const void *vb)
{
    const struct mdb_label *a = va, *b = vb;
    return a->value < b->value ? -1 : a->value > b->value;
}

static void
check_labels(struct load *ld, const struct xml_node *list,
    const struct mdb_label *label, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++)
        if (label[i].value <= label[i - 1].max_value)
            load_error(ld, list, AT_NONE,
                "value %" PRId64 " has two labels, '%.80s' and '%.80s'",
                label[i].value, label[i - 1].label, label[i].label);
}

static void
read_labels(struct load *ld, const struct xml_node *list, struct mdb_type *type)
{
    uint32_t n = 0, i = 0;
    for (const struct xml_node *c = list->child; c != NULL; c = c->next)
        n += c->name == EL_ENUMERATION;
    struct mdb_label *label = arena_alloc(ld->arena, (n + 1) * sizeof *label);
    for (const struct xml_node *c = list->child; c != NULL; c = c->next) {
        if (c->name != EL_ENUMERATION) {
            load_other(ld, list, c);
            continue;
        }
        const char *text = xml_get(c, AT_LABEL);
        if (text == NULL || xml_get(c, AT_VALUE) == NULL)
            load_error(ld, c, AT_NONE, "Enumeration needs value and label");
        label[i].label = text != NULL ? text : "";
        label[i].value = load_int(ld, c, AT_VALUE, INT64_MIN, INT64_MAX, 0);
        label[i].max_value = load_int(
            ld, c, AT_MAX_VALUE, label[i].value, INT64_MAX, label[i].value);
        label[i].description = xml_get(c, AT_SHORT_DESCRIPTION);
        i++;
    }
    qsort(label, n, sizeof *label, by_value);
    check_labels(ld, list, label, n);
    type->label = label;
    type->n_labels = n;
}

/* One bound: inclusive or exclusive, or open. */
static void
read_bound(struct load *ld, const struct xml_node *node, enum xml_at inclusive,
    enum xml_at exclusive, double *bound, bool *is_inclusive)
{
    *is_inclusive = xml_get(node, exclusive) == NULL;
    *bound =
        load_double(ld, node, *is_inclusive ? inclusive : exclusive, *bound);
}

static void
read_valid_range(
    struct load *ld, const struct xml_node *node, struct mdb_type *type)
{
    type->has_valid_range = true;
    type->valid_min = -INFINITY;
    type->valid_max = INFINITY;
    read_bound(ld, node, AT_MIN_INCLUSIVE, AT_MIN_EXCLUSIVE, &type->valid_min,
        &type->valid_min_inclusive);
    read_bound(ld, node, AT_MAX_INCLUSIVE, AT_MAX_EXCLUSIVE, &type->valid_max,
        &type->valid_max_inclusive);
    type->valid_applies_to_raw =
        !load_bool(ld, node, AT_VALID_RANGE_APPLIES_TO_CALIBRATED,
            load_bool(ld, node, AT_RANGE_APPLIES_TO_CALIBRATED, true));
    if (type->valid_min > type->valid_max)
        load_error(ld, node, AT_NONE,
            "the valid range has its minimum %.17g above its maximum %.17g",
            type->valid_min, type->valid_max);
}

/* Values of arguments may be in any of several ranges. */
static void
add_range(struct mdb_type *type, struct mdb_valid_range *to)
{
    *to = (struct mdb_valid_range){
        .min = type->valid_min,
        .max = type->valid_max,
        .min_inclusive = type->valid_min_inclusive,
        .max_inclusive = type->valid_max_inclusive,
    };
    type->n_ranges++;
}

static void
read_valid_ranges(
    struct load *ld, const struct xml_node *set, struct mdb_type *type)
{
    uint32_t n = 0;
    for (const struct xml_node *c = set->child; c != NULL; c = c->next)
        n += c->name == EL_VALID_RANGE;
    struct mdb_valid_range *range =
        arena_alloc(ld->arena, (n + 1) * sizeof *range);
    type->n_ranges = 0;
    type->range = range;
    for (const struct xml_node *c = set->child; c != NULL; c = c->next) {
        if (c->name != EL_VALID_RANGE) {
            load_other(ld, set, c);
            continue;
        }
        read_valid_range(ld, c, type);
        type->valid_applies_to_raw =
            !load_bool(ld, set, AT_VALID_RANGE_APPLIES_TO_CALIBRATED, true);
        add_range(type, &range[type->n_ranges]);
        if (type->n_ranges > 1 && !ld->is_command)
            load_warn(ld, c, AT_NONE,
                "a second valid range is not supported: none is used");
    }
    type->has_valid_range = n == 1;
}

/* One range without a set, as 1.1 has it. */
static void
read_only_range(
    struct load *ld, const struct xml_node *node, struct mdb_type *type)
{
    struct mdb_valid_range *range = arena_alloc(ld->arena, sizeof *range);
    read_valid_range(ld, node, type);
    type->range = range;
    type->n_ranges = 0;
    add_range(type, range);
}

static void
read_child(struct load *ld, const struct load_decl *decl,
    const struct xml_node *c, struct mdb_type *type)
{
    switch (c->name) {
    case EL_UNIT_SET:
        type->unit = load_unit(ld, c);
        break;
    case EL_INTEGER_DATA_ENCODING:
    case EL_FLOAT_DATA_ENCODING:
    case EL_STRING_DATA_ENCODING:
    case EL_BINARY_DATA_ENCODING:
        load_encoding(ld, decl->system, c, type);
        break;
    case EL_ENCODING:
    case EL_REFERENCE_TIME:
        load_time(ld, decl->system, c, type);
        break;
    case EL_ENUMERATION_LIST:
        read_labels(ld, c, type);
        break;
    case EL_VALID_RANGE:
        read_only_range(ld, c, type);
        break;
    case EL_VALID_RANGE_SET:
        read_valid_ranges(ld, c, type);
        break;
    case EL_MEMBER_LIST:
    case EL_MEMBER:
    case EL_DIMENSION_LIST:
        break;
    case EL_DEFAULT_ALARM: /* read by load_alarms() */
    case EL_CONTEXT_ALARM_LIST:
    case EL_BINARY_ALARM:
    case EL_BINARY_CONTEXT_ALARM_LIST:
        if (ld->is_command)
            load_other(ld, decl->node, c);
        break;
    default:
        load_other(ld, decl->node, c);
    }
}

/* The kind of the engineering value, by the name of the element. */
static enum mdb_kind
declared_kind(const struct xml_node *node, bool is_signed)
{
    switch (load_type_element(node)) {
    case EL_INTEGER_PARAMETER_TYPE:
        return is_signed ? MDB_INT : MDB_UINT;
    case EL_FLOAT_PARAMETER_TYPE:
        return MDB_FLOAT;
    case EL_ENUMERATED_PARAMETER_TYPE:
        return MDB_ENUM;
    case EL_BOOLEAN_PARAMETER_TYPE:
        return MDB_BOOL;
    case EL_STRING_PARAMETER_TYPE:
        return MDB_STRING;
    case EL_BINARY_PARAMETER_TYPE:
        return MDB_BINARY;
    case EL_ABSOLUTE_TIME_PARAMETER_TYPE:
        return MDB_TIME;
    case EL_RELATIVE_TIME_PARAMETER_TYPE:
        return MDB_DURATION;
    default:
        return MDB_NONE;
    }
}

/* A text argument that is coded as bytes: UTF-8, filled up with zeros. */
static void
as_text(struct mdb_type *type)
{
    type->encoding.coding = MDB_CODED_STRING;
    type->encoding.charset = MDB_UTF8;
    type->raw_kind = MDB_STRING;
}

/* Text and bytes are not numbers, and numbers are not text: where a type and
 * its encoding disagree the value is shown as it is encoded. */
static void
set_kind(struct load *ld, const struct load_decl *decl, struct mdb_type *type)
{
    bool is_signed =
        load_bool(ld, decl->node, AT_SIGNED, type->eng_kind != MDB_UINT);
    enum mdb_kind kind = declared_kind(decl->node, is_signed);
    bool wants_text = kind == MDB_STRING || kind == MDB_BINARY;
    bool is_text = type->raw_kind == MDB_STRING || type->raw_kind == MDB_BINARY;
    type->eng_kind = kind;
    if (decl->is_command && kind == MDB_STRING && type->raw_kind == MDB_BINARY)
        as_text(type);
    if (type->raw_kind == MDB_NONE || wants_text == is_text)
        return;
    type->eng_kind = type->raw_kind;
    if (type->raw_kind != MDB_BINARY)
        load_warn(ld, decl->node, AT_NONE,
            "the encoding of '%.120s' does not give a value of this type: it "
            "is shown as it is encoded",
            decl->name);
}

static void
set_size(struct load *ld, const struct load_decl *decl, struct mdb_type *type)
{
    const struct xml_node *node = decl->node;
    bool is_integer = load_type_element(node) == EL_INTEGER_PARAMETER_TYPE;
    if (!is_integer && load_type_element(node) != EL_FLOAT_PARAMETER_TYPE)
        return;
    uint32_t missing = type->size_bits != 0 ? type->size_bits : 64;
    type->size_bits = (uint32_t)load_int(
        ld, node, AT_SIZE_IN_BITS, 1, is_integer ? 64 : 128, missing);
    if (!is_integer)
        type->size_bits = type->size_bits <= 32 ? 32 : 64;
}

static void
describe(const struct xml_node *node, struct mdb_type *type)
{
    const char *brief = xml_get(node, AT_SHORT_DESCRIPTION);
    const char *whole = load_long_description(node);
    if (brief != NULL)
        type->short_description = brief;
    if (whole != NULL)
        type->description = whole;
}

static void
read_texts(const struct xml_node *node, struct mdb_type *type)
{
    const char *zero = xml_get(node, AT_ZERO_STRING_VALUE);
    const char *one = xml_get(node, AT_ONE_STRING_VALUE);
    if (zero != NULL)
        type->zero_text = zero;
    if (one != NULL)
        type->one_text = one;
}

static void
check_scalar(
    struct load *ld, const struct load_decl *decl, struct mdb_type *type)
{
    if (load_type_element(decl->node) == EL_ENUMERATED_PARAMETER_TYPE &&
        type->n_labels == 0)
        load_warn(ld, decl->node, AT_NONE, "enumeration '%.120s' has no labels",
            decl->name);
    if (type->encoding.coding == MDB_NOT_CODED)
        type->raw_kind = MDB_NONE;
    if (type->eng_kind == MDB_DURATION && type->unit[0] == '\0')
        type->unit = "s"; /* XTCE lets relative times have no UnitSet */
}

static void
code(struct load *ld, uint32_t i, unsigned depth)
{
    struct load_decl *decl = &ld->types.v[i];
    struct mdb_type *type = &ld->type[i];
    if (decl->state != SHAPED || depth > LOAD_MAX_DEPTH)
        return;
    decl->state = CODING;
    size_t symbols = ld->n_symbols;
    bool was_broken = begin_type(ld);
    if (decl->base != MDB_NIL) {
        code(ld, decl->base, depth + 1);
        struct mdb_type own = *type;
        *type = ld->type[decl->base];
        decl->has_symbols = ld->types.v[decl->base].has_symbols;
        type->name = own.name;
        type->line = own.line;
        type->member = own.member;
        type->n_members = own.n_members;
        type->element_type = own.element_type;
        type->max_elements = own.max_elements;
        type->is_dynamic = own.is_dynamic;
    } else {
        type->unit = "";
        type->zero_text = "False";
        type->one_text = "True";
        type->time_from_item = MDB_NIL;
        type->time_scale = 1;
        type->encoding.coding = MDB_NOT_CODED;
    }
    describe(decl->node, type);
    read_texts(decl->node, type);
    for (const struct xml_node *c = decl->node->child; c != NULL; c = c->next)
        read_child(ld, decl, c, type);
    if (type->class == MDB_ARRAY)
        load_dimensions(ld, decl->system,
            decl->dimensions != NULL ? decl->dimensions : decl->node,
            &type->dimension, &type->n_dimensions);
    if (type->class == MDB_SCALAR) {
        set_kind(ld, decl, type);
        set_size(ld, decl, type);
        check_scalar(ld, decl, type);
    }
    decl->has_symbols |= ld->n_symbols > symbols;
    decl->state = CODED;
    end_type(ld, decl, was_broken);
}

void
load_codings(struct load *ld)
{
    for (uint32_t i = 0; i < ld->types.n; i++) {
        ld->is_command = i >= ld->first_argument_type;
        code(ld, i, 0);
    }
    ld->is_command = false;
}

bool
load_is_coded(struct load *ld, uint32_t i)
{
    const struct mdb_type *type = &ld->type[i];
    if (i >= ld->types.n)
        return false;
    uint8_t *state = &ld->types.v[i].state;
    if (*state == IN_PACKETS || *state == NOT_IN_PACKETS)
        return *state == IN_PACKETS;
    bool is_coded = ld->types.v[i].value > 0;
    if (type->class == MDB_SCALAR)
        is_coded = type->encoding.coding != MDB_NOT_CODED;
    else if (type->class == MDB_ARRAY)
        is_coded = is_coded && load_is_coded(ld, type->element_type);
    for (uint32_t m = 0; is_coded && m < type->n_members; m++)
        is_coded = load_is_coded(ld, type->member[m].type);
    *state = is_coded ? IN_PACKETS : NOT_IN_PACKETS;
    return is_coded;
}
