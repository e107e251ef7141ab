/*
 * load_criteria.c - comparisons, and integers that depend on the packet.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "common/str.h"
#include "mdb/command.h"
#include "mdb/compare.h"
#include "mdb/constant.h"
#include "mdb/load.h"

/* The constant of a comparison, by what it is compared with. */
static bool
read_constant(struct load *ld, const struct xml_node *node, enum xml_at at,
    struct mdb_comparison *c)
{
    if ((c->item & MDB_LEAF) != 0) { /* by load_bind.c */
        ld->symbol[c->item & ~MDB_LEAF].value = node;
        ld->symbol[c->item & ~MDB_LEAF].value_at = at;
        return true;
    }
    if (mdb_constant_parse(&ld->type[ld->item[c->item].type], c))
        return true;
    load_error(ld, node, at, "'%.80s' is not a value of '%.120s'", c->text,
        ld->item[c->item].name);
    return false;
}

static int32_t
read_instance(struct load *ld, const struct xml_node *node)
{
    int64_t v = load_int(ld, node, AT_INSTANCE, -1000, 1000, 0);
    if (v != 0)
        load_warn(ld, node, AT_INSTANCE,
            "values of other packets are not kept: the newest one is used");
    return 0;
}

/* It is compared as it stands; but nobody can have meant that. */
static void
warn_of_pair(struct load *ld, const struct xml_node *node,
    const struct mdb_comparison *c)
{
    if (((c->item | c->other_item) & MDB_LEAF) != 0)
        return;
    const struct mdb_type *a = &ld->type[ld->item[c->item].type];
    const struct mdb_type *b = &ld->type[ld->item[c->other_item].type];
    const char *left = ld->item[c->item].name;
    const char *right = ld->item[c->other_item].name;
    switch (mdb_pair_check(a, c->is_calibrated, b, c->other_is_calibrated)) {
    case MDB_PAIR_KINDS:
        load_warn(ld, node, AT_NONE,
            "'%.120s' and '%.120s' are of kinds that cannot be compared", left,
            right);
        break;
    case MDB_PAIR_LABELS:
        load_warn(ld, node, AT_NONE,
            "'%.120s' and '%.120s' have different labels: their raw values are "
            "compared",
            left, right);
        break;
    case MDB_PAIR_UNITS:
        load_warn(ld, node, AT_NONE,
            "'%.120s' is in %.20s, '%.120s' in %.20s: their numbers are "
            "compared",
            left, a->unit, right, b->unit);
        break;
    case MDB_PAIR_FITS:
        break;
    }
}

/* ParameterInstanceRef, in commands also ArgumentInstanceRef. */
static bool
is_operand(const struct load *ld, const struct xml_node *node)
{
    return node->name == EL_PARAMETER_INSTANCE_REF ||
           (ld->is_command && node->name == EL_ARGUMENT_INSTANCE_REF);
}

static const struct xml_node *
operand_below(const struct load *ld, const struct xml_node *node)
{
    const struct xml_node *c = node->child;
    while (c != NULL && !is_operand(ld, c))
        c = c->next;
    return c;
}

static void
never(struct mdb_criteria *out)
{
    *out = (struct mdb_criteria){.op = MDB_NEVER};
}

/* Comparison: attributes only; those of commands name what is compared in a
 * child. */
static void
read_comparison(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_criteria *out)
{
    struct mdb_comparison c = {.other_item = MDB_NIL, .op = MDB_EQ};
    const char *op = xml_get(node, AT_COMPARISON_OPERATOR);
    never(out);
    const struct xml_node *operand = operand_below(ld, node);
    operand = operand != NULL ? operand : node;
    c.item = load_find_operand(ld, system, operand);
    c.is_calibrated = load_bool(ld, operand, AT_USE_CALIBRATED_VALUE, true);
    c.instance = read_instance(ld, operand);
    c.text = xml_get(node, AT_VALUE);
    if (op != NULL && !mdb_op_parse(op, &c.op)) {
        load_error(ld, node, AT_COMPARISON_OPERATOR,
            "'%.40s' is not a comparison operator", op);
        return;
    }
    if (c.text == NULL) {
        load_error(ld, node, AT_NONE, "Comparison has no value");
        return;
    }
    c.text = arena_strdup(ld->arena, c.text);
    if (c.item == MDB_NIL || !read_constant(ld, node, AT_VALUE, &c))
        return;
    out->op = MDB_COMPARE;
    out->comparison = c;
}

/* The children of a Condition: left, operator, right. */
struct condition {
    const struct xml_node *left, *op, *right, *value;
};

static struct condition
condition_parts(const struct load *ld, const struct xml_node *node)
{
    struct condition p = {0};
    for (const struct xml_node *c = node->child; c != NULL; c = c->next) {
        if (c->name == EL_COMPARISON_OPERATOR)
            p.op = c;
        else if (c->name == EL_VALUE)
            p.value = c;
        else if (is_operand(ld, c) && p.left == NULL)
            p.left = c;
        else if (is_operand(ld, c))
            p.right = c;
    }
    return p;
}

static void
read_condition(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_criteria *out)
{
    struct condition p = condition_parts(ld, node);
    struct mdb_comparison c = {.other_item = MDB_NIL, .op = MDB_EQ};
    never(out);
    if (p.left == NULL || (p.right == NULL && p.value == NULL)) {
        load_error(ld, node, AT_NONE,
            "Condition needs a ParameterInstanceRef and a Value or another "
            "ParameterInstanceRef");
        return;
    }
    c.item = load_find_operand(ld, system, p.left);
    c.is_calibrated = load_bool(ld, p.left, AT_USE_CALIBRATED_VALUE, true);
    c.instance = read_instance(ld, p.left);
    if (p.op != NULL && !mdb_op_parse(p.op->text, &c.op)) {
        load_error(ld, p.op, AT_NONE, "'%.40s' is not a comparison operator",
            p.op->text);
        return;
    }
    if (p.right != NULL) {
        c.other_item = load_find_operand(ld, system, p.right);
        c.other_is_calibrated =
            load_bool(ld, p.right, AT_USE_CALIBRATED_VALUE, true);
        c.text = "";
    } else {
        c.text = arena_strdup(ld->arena, p.value->text);
    }
    if (c.item == MDB_NIL || (p.right != NULL && c.other_item == MDB_NIL) ||
        (p.right == NULL && !read_constant(ld, p.value, AT_NONE, &c)))
        return;
    if (p.right != NULL)
        warn_of_pair(ld, node, &c);
    out->op = MDB_COMPARE;
    out->comparison = c;
}

static bool
is_criteria(const struct xml_node *node)
{
    switch (node->name) {
    case EL_COMPARISON:
    case EL_COMPARISON_LIST:
    case EL_BOOLEAN_EXPRESSION:
    case EL_ANDED_CONDITIONS:
    case EL_ORED_CONDITIONS:
    case EL_CONDITION:
    case EL_CUSTOM_ALGORITHM:
        return true;
    default:
        return false;
    }
}

/* All criteria below `node`, joined by `op`; one alone stands for itself. */
static void read_group(struct load *ld, uint32_t system,
    const struct xml_node *node, enum mdb_criteria_op op,
    struct mdb_criteria *out);

static void
read_one(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_criteria *out)
{
    switch (node->name) {
    case EL_COMPARISON:
        read_comparison(ld, system, node, out);
        break;
    case EL_CONDITION:
        read_condition(ld, system, node, out);
        break;
    case EL_ORED_CONDITIONS:
        read_group(ld, system, node, MDB_OR, out);
        break;
    case EL_CUSTOM_ALGORITHM:
        load_warn(ld, node, AT_NONE,
            "CustomAlgorithm is left out: the condition is never true");
        never(out);
        break;
    default: /* ComparisonList, BooleanExpression, ANDedConditions */
        read_group(ld, system, node, MDB_AND, out);
    }
}

static void
read_group(struct load *ld, uint32_t system, const struct xml_node *node,
    enum mdb_criteria_op op, struct mdb_criteria *out)
{
    uint32_t n = 0;
    for (const struct xml_node *c = node->child; c != NULL; c = c->next)
        n += is_criteria(c);
    if (n == 0) {
        load_error(ld, node, AT_NONE, "%s has no comparison", xml_el_str(node));
        never(out);
        return;
    }
    struct mdb_criteria *child =
        n == 1 ? out : arena_alloc(ld->arena, n * sizeof *child);
    uint32_t i = 0;
    for (const struct xml_node *c = node->child; c != NULL; c = c->next) {
        if (is_criteria(c))
            read_one(ld, system, c, &child[i++]);
        else
            load_other(ld, node, c);
    }
    if (n > 1)
        *out = (struct mdb_criteria){.op = op, .child = child, .n_children = n};
}

void
load_criteria(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_criteria *out)
{
    bool is_empty = true;
    for (const struct xml_node *c = node->child; c != NULL; c = c->next)
        is_empty = is_empty && !is_criteria(c);
    *out = (struct mdb_criteria){.op = MDB_ALWAYS};
    if (is_empty)
        for (const struct xml_node *c = node->child; c != NULL; c = c->next)
            load_other(ld, node, c);
    else
        read_group(ld, system, node, MDB_AND, out);
}

void
load_criteria_among(struct load *ld, uint32_t system,
    const struct xml_node *node, struct mdb_criteria *out)
{
    const struct xml_node *c = node->child;
    *out = (struct mdb_criteria){.op = MDB_ALWAYS};
    while (c != NULL && !is_criteria(c))
        c = c->next;
    if (c != NULL)
        read_one(ld, system, c, out);
}

/* ---- IntegerValueType -----------------------------------------------------
 */

static void
read_dynamic(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_int_value *out)
{
    const struct xml_node *ref = operand_below(ld, node);
    const struct xml_node *linear = xml_child(node, EL_LINEAR_ADJUSTMENT);
    if (ref == NULL) {
        load_error(
            ld, node, AT_NONE, "DynamicValue has no ParameterInstanceRef");
        return;
    }
    uint32_t item = load_find_operand(ld, system, ref);
    read_instance(ld, ref);
    *out = (struct mdb_int_value){
        .kind = MDB_FROM_ITEM,
        .item = item == MDB_NIL ? 0 : item,
        .is_calibrated = load_bool(ld, ref, AT_USE_CALIBRATED_VALUE, true),
        .slope = 1,
    };
    if (linear != NULL) {
        out->slope = load_double(ld, linear, AT_SLOPE, 1);
        out->intercept = load_double(ld, linear, AT_INTERCEPT, 0);
    }
}

static void
read_lookups(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_int_value *out)
{
    uint32_t n = 0;
    for (const struct xml_node *c = node->child; c != NULL; c = c->next)
        n += c->name == EL_DISCRETE_LOOKUP;
    struct mdb_lookup *lookup =
        arena_alloc(ld->arena, (n + 1) * sizeof *lookup);
    *out = (struct mdb_int_value){
        .kind = MDB_LOOKUP,
        .lookup = lookup,
        .n_lookups = n,
        .has_default = xml_get(node, AT_DEFAULT_VALUE) != NULL,
        .default_value = load_int(
            ld, node, AT_DEFAULT_VALUE, -LOAD_MAX_BITS, LOAD_MAX_BITS, 0),
    };
    if (n == 0)
        load_error(ld, node, AT_NONE, "DiscreteLookupList has no entries");
    for (const struct xml_node *c = node->child; c != NULL; c = c->next) {
        if (c->name != EL_DISCRETE_LOOKUP) {
            load_other(ld, node, c);
            continue;
        }
        load_criteria(ld, system, c, &lookup->criteria);
        lookup->value = load_int(
            ld, c, AT_VALUE, -(int64_t)LOAD_MAX_BITS, LOAD_MAX_BITS, 0);
        lookup++;
    }
}

bool
load_has_int_value(const struct xml_node *node)
{
    return xml_child(node, EL_FIXED_VALUE) != NULL ||
           xml_child(node, EL_DYNAMIC_VALUE) != NULL ||
           xml_child(node, EL_DISCRETE_LOOKUP_LIST) != NULL;
}

bool
load_int_value(struct load *ld, uint32_t system, const struct xml_node *node,
    int64_t low, int64_t high, struct mdb_int_value *out)
{
    const struct xml_node *c;
    *out = (struct mdb_int_value){.kind = MDB_FIXED};
    if ((c = xml_child(node, EL_FIXED_VALUE)) != NULL)
        out->fixed = load_text_int(ld, c, low, high, low > 0 ? low : 0);
    else if ((c = xml_child(node, EL_DYNAMIC_VALUE)) != NULL)
        read_dynamic(ld, system, c, out);
    else if ((c = xml_child(node, EL_DISCRETE_LOOKUP_LIST)) != NULL)
        read_lookups(ld, system, c, out);
    return c != NULL;
}
