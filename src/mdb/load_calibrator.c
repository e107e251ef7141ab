/*
 * load_calibrator.c - polynomial, spline, math operation; default and by
 * context.
 *
 * A calibrator that cannot be used becomes MDB_CAL_UNSUPPORTED, so that no
 * uncalibrated number is ever taken for the engineering value.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/load.h"

static void
unsupported(struct mdb_calibrator *out)
{
    *out = (struct mdb_calibrator){.kind = MDB_CAL_UNSUPPORTED};
}

static uint32_t
count(const struct xml_node *node, enum xml_el name)
{
    uint32_t n = 0;
    for (const struct xml_node *c = node->child; c != NULL; c = c->next)
        n += c->name == name;
    return n;
}

static void
read_polynomial(
    struct load *ld, const struct xml_node *node, struct mdb_calibrator *out)
{
    double sum[LOAD_MAX_EXPONENT + 1] = {0};
    uint32_t n = 0;
    for (const struct xml_node *c = node->child; c != NULL; c = c->next) {
        if (c->name != EL_TERM) {
            load_other(ld, node, c);
            continue;
        }
        int64_t i = load_int(ld, c, AT_EXPONENT, 0, LOAD_MAX_EXPONENT, 0);
        if (xml_get(c, AT_COEFFICIENT) == NULL ||
            xml_get(c, AT_EXPONENT) == NULL)
            load_error(ld, c, AT_NONE, "Term needs coefficient and exponent");
        sum[i] += load_double(ld, c, AT_COEFFICIENT, 0);
        n = (uint32_t)i >= n ? (uint32_t)i + 1 : n;
    }
    if (n == 0) {
        load_warn(ld, node, AT_NONE, "%s has no Term: the value is never valid",
            xml_el_str(node));
        unsupported(out);
        return;
    }
    double *coefficient = arena_alloc(ld->arena, (n + 1) * sizeof *coefficient);
    memcpy(coefficient, sum, n * sizeof *coefficient);
    *out = (struct mdb_calibrator){
        .kind = MDB_CAL_POLYNOMIAL,
        .coefficient = coefficient,
        .n_coefficients = n,
    };
}

/* Few, and nearly always sorted; points of equal raw value keep their order. */
static void
sort_points(struct mdb_spline_point *point, uint32_t n)
{
    struct mdb_spline_point *room = xcalloc(n + 1, sizeof *room);
    for (uint32_t width = 1; width < n; width *= 2) {
        for (uint32_t from = 0; from < n; from += 2 * width) {
            uint32_t mid = from + width < n ? from + width : n;
            uint32_t end = mid + width < n ? mid + width : n;
            uint32_t a = from, b = mid;
            for (uint32_t to = from; to < end; to++)
                room[to] = a < mid && (b >= end || point[a].raw <= point[b].raw)
                               ? point[a++]
                               : point[b++];
        }
        memcpy(point, room, n * sizeof *point);
    }
    free(room);
}

/* What stands between points of one raw value is clear for two points of a
 * line, a step; not for more, in a curve, or where they were out of order. */
static bool
is_ambiguous(const struct mdb_calibrator *spline, bool is_sorted)
{
    const struct mdb_spline_point *p = spline->point;
    for (uint32_t i = 1; i < spline->n_points; i++) {
        if (p[i].raw != p[i - 1].raw)
            continue;
        bool is_third = i > 1 && p[i].raw == p[i - 2].raw;
        if (is_third || !is_sorted || spline->order > 1)
            return true;
    }
    return false;
}

static void
check_points(struct load *ld, const struct xml_node *node, bool is_sorted,
    struct mdb_calibrator *spline)
{
    if (spline->n_points <= spline->order) {
        load_warn(ld, node, AT_NONE,
            "a spline of order %" PRIu32 " needs at least %" PRIu32
            " points, not %" PRIu32 ": the value is never valid",
            spline->order, spline->order + 1, spline->n_points);
        unsupported(spline);
    } else if (is_ambiguous(spline, is_sorted)) {
        load_warn(ld, node, AT_NONE,
            "several points have the same raw value: the value is never valid");
        unsupported(spline);
    } else if (!is_sorted) {
        load_warn(ld, node, AT_NONE,
            "the points are not in order of their raw values: they are sorted");
    }
}

static void
read_spline(
    struct load *ld, const struct xml_node *node, struct mdb_calibrator *out)
{
    uint32_t n = count(node, EL_SPLINE_POINT), i = 0;
    bool is_sorted = true;
    struct mdb_spline_point *point =
        arena_alloc(ld->arena, (n + 1) * sizeof *point);
    *out = (struct mdb_calibrator){
        .kind = MDB_CAL_SPLINE,
        .point = point,
        .n_points = n,
        .order = (uint32_t)load_int(ld, node, AT_ORDER, 0, 20, 1),
        .extrapolates = load_bool(ld, node, AT_EXTRAPOLATE, false),
    };
    for (const struct xml_node *c = node->child; c != NULL; c = c->next) {
        if (c->name != EL_SPLINE_POINT) {
            load_other(ld, node, c);
            continue;
        }
        if (xml_get(c, AT_RAW) == NULL || xml_get(c, AT_CALIBRATED) == NULL)
            load_error(ld, c, AT_NONE, "SplinePoint needs raw and calibrated");
        point[i].raw = load_double(ld, c, AT_RAW, 0);
        point[i].calibrated = load_double(ld, c, AT_CALIBRATED, 0);
        is_sorted = is_sorted && (i == 0 || point[i].raw >= point[i - 1].raw);
        i++;
    }
    sort_points(point, n);
    check_points(ld, node, is_sorted, out);
}

/* ---- math operations --------------------------------------------------- */

/* operator, what it takes from the stack, what it puts there */
static const struct {
    const char *text;
    enum mdb_math_op op;
    int takes, gives;
} operators[] = {
    {"+", MDB_MATH_ADD, 2, 1},
    {"-", MDB_MATH_SUB, 2, 1},
    {"*", MDB_MATH_MUL, 2, 1},
    {"/", MDB_MATH_DIV, 2, 1},
    {"%", MDB_MATH_MOD, 2, 1},
    {"^", MDB_MATH_POW, 2, 1},
    {"y^x", MDB_MATH_POW_REV, 2, 1},
    {"ln", MDB_MATH_LN, 1, 1},
    {"log", MDB_MATH_LOG, 1, 1},
    {"e^x", MDB_MATH_EXP, 1, 1},
    {"1/x", MDB_MATH_INV, 1, 1},
    {"x!", MDB_MATH_FACT, 1, 1},
    {"tan", MDB_MATH_TAN, 1, 1},
    {"cos", MDB_MATH_COS, 1, 1},
    {"sin", MDB_MATH_SIN, 1, 1},
    {"atan", MDB_MATH_ATAN, 1, 1},
    {"atan2", MDB_MATH_ATAN2, 2, 1},
    {"acos", MDB_MATH_ACOS, 1, 1},
    {"asin", MDB_MATH_ASIN, 1, 1},
    {"tanh", MDB_MATH_TANH, 1, 1},
    {"cosh", MDB_MATH_COSH, 1, 1},
    {"sinh", MDB_MATH_SINH, 1, 1},
    {"atanh", MDB_MATH_ATANH, 1, 1},
    {"acosh", MDB_MATH_ACOSH, 1, 1},
    {"asinh", MDB_MATH_ASINH, 1, 1},
    {"swap", MDB_MATH_SWAP, 2, 2},
    {"drop", MDB_MATH_DROP, 1, 0},
    {"dup", MDB_MATH_DUP, 1, 2},
    {"over", MDB_MATH_OVER, 2, 3},
    {"<<", MDB_MATH_SHL, 2, 1},
    {">>", MDB_MATH_SHR, 2, 1},
    {"&", MDB_MATH_AND, 2, 1},
    {"|", MDB_MATH_OR, 2, 1},
    {"xor", MDB_MATH_XOR, 2, 1},
    {"~", MDB_MATH_NOT, 1, 1},
    {"&&", MDB_MATH_LAND, 2, 1},
    {"||", MDB_MATH_LOR, 2, 1},
    {"!", MDB_MATH_LNOT, 1, 1},
    {"abs", MDB_MATH_ABS, 1, 1},
    {"div", MDB_MATH_DIV_INT, 2, 1},
    {"==", MDB_MATH_EQ, 2, 1},
    {"!=", MDB_MATH_NE, 2, 1},
    {"<", MDB_MATH_LT, 2, 1},
    {"<=", MDB_MATH_LE, 2, 1},
    {">", MDB_MATH_GT, 2, 1},
    {">=", MDB_MATH_GE, 2, 1},
    {"min", MDB_MATH_MIN, 2, 1},
    {"max", MDB_MATH_MAX, 2, 1},
};

struct program {
    struct mdb_math *step;
    uint32_t n;
    int depth, deepest;
    bool is_bad;   /* noted already */
    bool is_short; /* something was taken from an empty stack */
};

static void
push(struct program *p, struct mdb_math step, int takes, int gives)
{
    if (p->depth < takes)
        p->is_short = true;
    p->step[p->n++] = step;
    p->depth += gives - takes;
    p->deepest = p->depth > p->deepest ? p->depth : p->deepest;
}

static void
add_operator(struct load *ld, const struct xml_node *node, struct program *p)
{
    if (str_eq(node->text, "int")) { /* the integer part: x 1 div */
        push(p, (struct mdb_math){.op = MDB_MATH_CONST, .value = 1}, 0, 1);
        push(p, (struct mdb_math){.op = MDB_MATH_DIV_INT}, 2, 1);
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(operators); i++)
        if (str_eq(node->text, operators[i].text)) {
            push(p, (struct mdb_math){.op = operators[i].op},
                operators[i].takes, operators[i].gives);
            return;
        }
    load_warn(ld, node, AT_NONE,
        "'%.40s' is not an operator of XTCE: the value is never valid",
        node->text);
    p->is_bad = true;
}

static void
add_step(struct load *ld, uint32_t system, const struct xml_node *parent,
    const struct xml_node *node, struct program *p)
{
    struct mdb_math step = {.op = MDB_MATH_CONST};
    switch (node->name) {
    case EL_VALUE_OPERAND:
        if (!load_text_double(ld, node, &step.value))
            p->is_bad = true;
        push(p, step, 0, 1);
        break;
    case EL_THIS_PARAMETER_OPERAND:
        step.op = MDB_MATH_SELF;
        push(p, step, 0, 1);
        break;
    case EL_ARGUMENT_INSTANCE_REF_OPERAND:
    case EL_PARAMETER_INSTANCE_REF_OPERAND:
        step.op = MDB_MATH_ITEM;
        step.item = load_find_operand(ld, system, node);
        step.is_calibrated = load_bool(ld, node, AT_USE_CALIBRATED_VALUE, true);
        p->is_bad |= step.item == MDB_NIL;
        push(p, step, 0, 1);
        break;
    case EL_OPERATOR:
        add_operator(ld, node, p);
        break;
    default:
        load_other(ld, parent, node);
    }
}

static void
read_math(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_calibrator *out)
{
    uint32_t n = 0;
    for (const struct xml_node *c = node->child; c != NULL; c = c->next)
        n += 2;
    struct program p = {
        .step = arena_alloc(ld->arena, (n + 1) * sizeof *p.step),
    };
    for (const struct xml_node *c = node->child; c != NULL; c = c->next)
        add_step(ld, system, node, c, &p);
    unsupported(out);
    if (p.is_bad)
        return;
    if (p.is_short || p.depth != 1) {
        load_warn(ld, node, AT_NONE,
            "the operation does not leave exactly one value on the stack: the "
            "value is never valid");
        return;
    }
    if (p.deepest > MDB_MATH_STACK) {
        load_error(ld, node, AT_NONE,
            "the operation needs a stack deeper than %d", MDB_MATH_STACK);
        return;
    }
    *out = (struct mdb_calibrator){
        .kind = MDB_CAL_MATH,
        .math = p.step,
        .n_math = p.n,
    };
}

/* The calibrator inside a DefaultCalibrator or Calibrator. */
static void
read_calibrator(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_calibrator *out)
{
    *out = (struct mdb_calibrator){.kind = MDB_CAL_NONE};
    for (const struct xml_node *c = node->child; c != NULL; c = c->next) {
        switch (c->name) {
        case EL_POLYNOMIAL_CALIBRATOR:
            read_polynomial(ld, c, out);
            break;
        case EL_SPLINE_CALIBRATOR:
            read_spline(ld, c, out);
            break;
        case EL_MATH_OPERATION_CALIBRATOR:
        case EL_MATH_OPERATION:
            read_math(ld, system, c, out);
            break;
        default:
            if (xml_el_is_quiet((enum xml_el)c->name) ||
                c->name == EL_LONG_DESCRIPTION)
                break;
            load_warn(ld, c, AT_NONE,
                "calibrator %.80s is not supported: the value is never valid",
                xml_el_str(c));
            unsupported(out);
        }
    }
}

static void
read_contexts(struct load *ld, uint32_t system, const struct xml_node *list,
    struct mdb_type *type)
{
    uint32_t n = count(list, EL_CONTEXT_CALIBRATOR), i = 0;
    struct mdb_context_calibrator *context =
        arena_alloc(ld->arena, (n + 1) * sizeof *context);
    for (const struct xml_node *c = list->child; c != NULL; c = c->next) {
        const struct xml_node *match = xml_child(c, EL_CONTEXT_MATCH);
        const struct xml_node *calibrator = xml_child(c, EL_CALIBRATOR);
        if (c->name != EL_CONTEXT_CALIBRATOR) {
            load_other(ld, list, c);
            continue;
        }
        if (match == NULL || calibrator == NULL) {
            load_error(ld, c, AT_NONE,
                "ContextCalibrator needs ContextMatch and Calibrator");
            continue;
        }
        load_criteria(ld, system, match, &context[i].criteria);
        read_calibrator(ld, system, calibrator, &context[i].calibrator);
        i++;
    }
    type->context = context;
    type->n_contexts = i;
}

void
load_calibrators(struct load *ld, uint32_t system,
    const struct xml_node *encoding, struct mdb_type *type)
{
    const struct xml_node *c = xml_child(encoding, EL_DEFAULT_CALIBRATOR);
    if (c != NULL)
        read_calibrator(ld, system, c, &type->calibrator);
    c = xml_child(encoding, EL_CONTEXT_CALIBRATOR_LIST);
    if (c != NULL)
        read_contexts(ld, system, c, type);
}
