/*
 * typing_op.c - the type of an operator's or a function's result.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/nearest.h"
#include "pluto/compute.h"
#include "pluto/function.h"
#include "pluto/parse.h"
#include "pluto/typing.h"
#include "pluto/unit.h"

/* ---- what is known ------------------------------------------------------- */

struct pluto_static
static_of(enum pluto_type type)
{
    return (struct pluto_static){.type = type};
}

struct pluto_static
static_number(enum pluto_type type, const struct pluto_unit *unit)
{
    return (struct pluto_static){
        .type = type, .unit = unit, .unit_is_known = true};
}

bool
static_is_number(const struct pluto_static *s)
{
    return pluto_is_number(s->type) || s->type == PLUTO_RELATIVE;
}

bool
static_is_known(const struct pluto_static *s)
{
    return s->type == PLUTO_RELATIVE ||
           (pluto_is_number(s->type) && s->unit_is_known);
}

const struct pluto_unit *
static_unit(const struct pluto_static *s)
{
    return s->type == PLUTO_RELATIVE ? pluto_unit("s", 1) : s->unit;
}

const char *
static_str(const struct pluto_static *s, char out[80])
{
    static const char *const name[PLUTO_TYPE_COUNT] = {
        "anything",
        "a Boolean",
        "a signed integer",
        "an unsigned integer",
        "a real",
        "a string",
        "an absolute time",
        "a relative time",
        "an enumerated value",
    };
    if (pluto_is_number(s->type) && s->unit != NULL)
        snprintf(out, 80, "a quantity in %.50s", pluto_unit_str(s->unit));
    else
        snprintf(out, 80, "%s", name[s->type]);
    return out;
}

/* "A and B <text>" as an error at e. */
static void
error_two(struct typing *t, const struct pluto_expr *e,
    const struct pluto_static *a, const struct pluto_static *b,
    const char *text)
{
    char x[80], y[80];
    pluto_note(t->p, t->notes, NOTE_ERROR, e->span, "%s and %s %s",
        static_str(a, x), static_str(b, y), text);
}

bool
typing_agree(struct typing *t, const struct pluto_expr *at,
    const struct pluto_static *a, const struct pluto_static *b)
{
    if (!static_is_known(a) || !static_is_known(b))
        return true;
    const struct pluto_unit *x = static_unit(a), *y = static_unit(b);
    if (!pluto_unit_agree(x, y)) {
        pluto_note(t->p, t->notes, NOTE_ERROR, at->span,
            "%s and %s are different physical quantities", pluto_unit_str(x),
            pluto_unit_str(y));
        return false;
    }
    const struct pluto_unit *unit = x != NULL ? x : y;
    if ((x == NULL) != (y == NULL) && !pluto_unit_is_plain(unit))
        pluto_note(t->p, t->notes, NOTE_WARNING, at->span,
            "a plain number beside a quantity: it is taken as %s",
            pluto_unit_str(unit));
    return true;
}

/* ---- comparisons --------------------------------------------------------- */

static bool
has_name(const struct pluto_static *s)
{
    return s->type == PLUTO_ENUM || s->type == PLUTO_STRING ||
           s->type == PLUTO_BOOLEAN;
}

/* A constant that is none of the values the other side can have. */
static void
check_label(
    struct typing *t, const struct pluto_expr *e, const struct pluto_static *of)
{
    if (e->kind != PLUTO_E_CONST || of->n_labels == 0 ||
        (e->value->type != PLUTO_ENUM && e->value->type != PLUTO_STRING))
        return;
    for (uint32_t i = 0; i < of->n_labels; i++)
        if (pluto_name_eq(of->label[i], e->value->text))
            return;
    struct nearest n = nearest_to(e->value->text);
    nearest_try_all(&n, of->label, of->n_labels);
    pluto_note(t->p, t->notes, NOTE_ERROR, e->span,
        n.best != NULL ? "it is never '%s'; did you mean '%s'?"
                       : "it is never '%s'",
        e->value->text, n.best != NULL ? n.best : "");
}

void
typing_compare(struct typing *t, enum pluto_op op, const struct pluto_expr *at,
    const struct pluto_expr *x, const struct pluto_static *a,
    const struct pluto_expr *y, const struct pluto_static *b)
{
    const bool is_order = op != PLUTO_EQ && op != PLUTO_NE;
    if (a->type == PLUTO_NONE || b->type == PLUTO_NONE)
        return;
    if (has_name(a) && has_name(b)) {
        check_label(t, y, a);
        check_label(t, x, b);
        if (is_order && (a->type != PLUTO_STRING || b->type != PLUTO_STRING))
            error_two(t, at, a, b, "have no order");
    } else if (a->type == PLUTO_ABSOLUTE && b->type == PLUTO_ABSOLUTE) {
        return;
    } else if (static_is_number(a) && static_is_number(b)) {
        typing_agree(t, at, a, b);
    } else {
        error_two(t, at, a, b, "cannot be compared");
    }
}

/* ---- sums ---------------------------------------------------------------- */

static enum pluto_type
number_type(const struct pluto_static *a, const struct pluto_static *b)
{
    if (a->type == PLUTO_RELATIVE || b->type == PLUTO_RELATIVE)
        return PLUTO_RELATIVE;
    if (!pluto_is_integer(a->type) || !pluto_is_integer(b->type) ||
        (a->unit != b->unit && a->unit != NULL && b->unit != NULL))
        return PLUTO_REAL;
    return a->type == PLUTO_UNSIGNED && b->type == PLUTO_UNSIGNED
               ? PLUTO_UNSIGNED
               : PLUTO_INTEGER;
}

static struct pluto_static
add_times(struct typing *t, const struct pluto_expr *e,
    const struct pluto_static *a, const struct pluto_static *b)
{
    const bool is_a = a->type == PLUTO_ABSOLUTE, is_b = b->type == a->type;
    const struct pluto_static seconds = static_of(PLUTO_RELATIVE);
    if (is_a && is_b && e->op == PLUTO_SUB)
        return static_of(PLUTO_RELATIVE);
    if (is_a && is_b) {
        error_two(t, e, a, b, "have no sum");
        return static_of(PLUTO_NONE);
    }
    const struct pluto_static *other = is_a ? b : a;
    if (other->type == PLUTO_NONE) /* a time or a duration */
        return static_of(e->op == PLUTO_ADD ? PLUTO_ABSOLUTE : PLUTO_NONE);
    if (!static_is_number(other) || (!is_a && e->op == PLUTO_SUB))
        error_two(t, e, a, b, "cannot be added or subtracted");
    else
        typing_agree(t, e, other, &seconds);
    return static_of(PLUTO_ABSOLUTE);
}

static struct pluto_static
add_temperatures(struct typing *t, const struct pluto_expr *e,
    const struct pluto_static *a, const struct pluto_static *b)
{
    const bool on_a = pluto_unit_has_offset(a->unit);
    const bool on_b = pluto_unit_has_offset(b->unit);
    if (e->op == PLUTO_SUB && on_b)
        return static_number(PLUTO_REAL, pluto_unit_difference(a->unit));
    if (on_a && on_b)
        pluto_note(t->p, t->notes, NOTE_WARNING, e->span,
            "the sum of two temperatures in %s: a difference is in K",
            pluto_unit_str(a->unit));
    return static_number(PLUTO_REAL, on_a ? a->unit : b->unit);
}

static struct pluto_static
add(struct typing *t, const struct pluto_expr *e, const struct pluto_static *a,
    const struct pluto_static *b)
{
    if (e->op == PLUTO_ADD &&
        (a->type == PLUTO_STRING || b->type == PLUTO_STRING))
        return static_of(PLUTO_STRING);
    if (a->type == PLUTO_ABSOLUTE || b->type == PLUTO_ABSOLUTE)
        return add_times(t, e, a, b);
    if (a->type == PLUTO_NONE || b->type == PLUTO_NONE)
        return static_of(PLUTO_NONE);
    if (!static_is_number(a) || !static_is_number(b)) {
        error_two(t, e, a, b, "cannot be added or subtracted");
        return static_of(PLUTO_NONE);
    }
    if (!typing_agree(t, e, a, b))
        return static_of(PLUTO_NONE);
    if (a->unit != NULL && b->unit != NULL &&
        (pluto_unit_has_offset(a->unit) || pluto_unit_has_offset(b->unit)))
        return add_temperatures(t, e, a, b);
    struct pluto_static s = {.type = number_type(a, b)};
    if (s.type == PLUTO_RELATIVE)
        return s;
    s.unit = a->unit != NULL ? a->unit : b->unit;
    s.unit_is_known = s.unit != NULL || (a->unit_is_known && b->unit_is_known);
    return pluto_unit_is_time(s.unit) ? static_of(PLUTO_RELATIVE) : s;
}

/* ---- products ------------------------------------------------------------ */

static struct pluto_static
product_of(enum pluto_type type, const struct pluto_unit *unit)
{
    return pluto_unit_is_time(unit) ? static_of(PLUTO_RELATIVE)
                                    : static_number(type, unit);
}

static bool
can_multiply(struct typing *t, const struct pluto_expr *e,
    const struct pluto_static *a, const struct pluto_static *b)
{
    if (pluto_unit_has_offset(a->unit) || pluto_unit_has_offset(b->unit)) {
        error_two(t, e, a, b,
            "have no product: a temperature with an offset is only compared, "
            "added and subtracted");
        return false;
    }
    const struct pluto_static *side[] = {a, b};
    for (size_t i = 0; i < 2; i++)
        if (side[i]->type != PLUTO_NONE && !static_is_number(side[i])) {
            error_two(t, e, a, b,
                e->op == PLUTO_MUL ? "cannot be multiplied"
                                   : "cannot be divided");
            return false;
        }
    return true;
}

static struct pluto_static
multiply(struct typing *t, const struct pluto_expr *e,
    const struct pluto_static *a, const struct pluto_static *b)
{
    if (!can_multiply(t, e, a, b) || a->type == PLUTO_NONE ||
        b->type == PLUTO_NONE)
        return static_of(PLUTO_NONE);
    if (!static_is_known(a) || !static_is_known(b))
        return static_of(PLUTO_NONE);
    const struct pluto_unit *unit;
    double factor;
    if (!(e->op == PLUTO_MUL ? pluto_unit_times : pluto_unit_per)(
            static_unit(a), static_unit(b), &unit, &factor)) {
        error_two(t, e, a, b, "have no unit together");
        return static_of(PLUTO_NONE);
    }
    enum pluto_type type = PLUTO_REAL;
    if (e->op == PLUTO_MUL && pluto_is_integer(a->type) &&
        pluto_is_integer(b->type) && factor == 1)
        type = a->type == PLUTO_UNSIGNED && b->type == PLUTO_UNSIGNED
                   ? PLUTO_UNSIGNED
                   : PLUTO_INTEGER;
    return product_of(type, unit);
}

/* The value of a whole number that is written here, with a sign or not. */
static bool
whole(const struct pluto_expr *e, int *out)
{
    int sign = 1;
    while (e->kind == PLUTO_E_UNARY &&
           (e->op == PLUTO_NEG || e->op == PLUTO_PLUS)) {
        sign = e->op == PLUTO_NEG ? -sign : sign;
        e = e->a;
    }
    if (e->kind != PLUTO_E_CONST || !pluto_is_integer(e->value->type) ||
        e->value->u > 99)
        return false;
    *out = sign * (int)e->value->u;
    return true;
}

/* Of plain numbers; a signed exponent that is not written out may be less than
 * nothing, and the power is a real then. */
static enum pluto_type
power_type(
    const struct pluto_static *a, const struct pluto_static *b, bool is_inverse)
{
    if (!pluto_is_integer(a->type) || !pluto_is_integer(b->type) || is_inverse)
        return PLUTO_REAL;
    return a->type == PLUTO_UNSIGNED && b->type == PLUTO_UNSIGNED
               ? PLUTO_UNSIGNED
               : PLUTO_INTEGER;
}

static struct pluto_static
power(struct typing *t, const struct pluto_expr *e,
    const struct pluto_static *a, const struct pluto_expr *exponent,
    const struct pluto_static *b)
{
    char text[80];
    const struct pluto_static *side[] = {a, b};
    for (size_t i = 0; i < 2; i++)
        if (side[i]->type != PLUTO_NONE && !static_is_number(side[i])) {
            error_two(t, e, a, b, "have no power");
            return static_of(PLUTO_NONE);
        }
    if (static_is_number(b) && static_unit(b) != NULL) {
        pluto_note(t->p, t->notes, NOTE_ERROR, exponent->span,
            "%s is no exponent", static_str(b, text));
        return static_of(PLUTO_NONE);
    }
    if (!static_is_number(a) || !static_is_known(a))
        return static_of(PLUTO_NONE);
    int n;
    const struct pluto_unit *unit = static_unit(a);
    double factor;
    const bool is_whole = whole(exponent, &n);
    if (unit == NULL)
        return static_number(
            power_type(a, b, is_whole ? n < 0 : b->type != PLUTO_UNSIGNED),
            NULL);
    if (pluto_unit_has_offset(unit) ||
        (is_whole && !pluto_unit_power(unit, n, &unit, &factor))) {
        error_two(t, e, a, b, "have no power: there is no such unit");
        return static_of(PLUTO_NONE);
    }
    return is_whole ? product_of(PLUTO_REAL, unit) : static_of(PLUTO_NONE);
}

/* ---- all of them --------------------------------------------------------- */

static void
want_truth(
    struct typing *t, const struct pluto_expr *e, const struct pluto_static *s)
{
    char text[80];
    if (s->type != PLUTO_BOOLEAN && s->type != PLUTO_NONE)
        pluto_note(t->p, t->notes, NOTE_ERROR, e->span,
            "TRUE or FALSE is wanted here, not %s", static_str(s, text));
}

struct pluto_static
typing_binary(struct typing *t, const struct pluto_expr *e,
    const struct pluto_static *a, const struct pluto_static *b)
{
    const enum pluto_op op = (enum pluto_op)e->op;
    if (op == PLUTO_AND || op == PLUTO_OR || op == PLUTO_XOR) {
        want_truth(t, e->a, a);
        want_truth(t, e->b, b);
        return static_of(PLUTO_BOOLEAN);
    }
    if (op == PLUTO_ADD || op == PLUTO_SUB)
        return add(t, e, a, b);
    if (op == PLUTO_MUL || op == PLUTO_DIV)
        return multiply(t, e, a, b);
    if (op == PLUTO_POW)
        return power(t, e, a, e->b, b);
    return static_of(PLUTO_BOOLEAN); /* typing_compare() saw to it */
}

struct pluto_static
typing_unary(
    struct typing *t, const struct pluto_expr *e, const struct pluto_static *a)
{
    char text[80];
    if (e->op == PLUTO_NOT) {
        want_truth(t, e->a, a);
        return static_of(PLUTO_BOOLEAN);
    }
    if (a->type != PLUTO_NONE && !static_is_number(a)) {
        pluto_note(t->p, t->notes, NOTE_ERROR, e->a->span, "%s has no sign",
            static_str(a, text));
        return static_of(PLUTO_NONE);
    }
    struct pluto_static s = *a;
    if (e->op == PLUTO_NEG && s.type == PLUTO_UNSIGNED)
        s.type = PLUTO_INTEGER;
    return s;
}

/* ---- functions ----------------------------------------------------------- */

static bool
suits(char letter, const struct pluto_static *s)
{
    const struct pluto_unit *unit = static_is_known(s) ? s->unit : NULL;
    const bool is_number = pluto_is_number(s->type);
    switch (letter) {
    case 'n':
        return is_number && pluto_unit_is_plain(unit);
    case 'q':
        return is_number || s->type == PLUTO_RELATIVE;
    case 'a':
        return is_number && (unit == NULL || pluto_unit_is_angle(unit));
    case 'o':
        return static_is_number(s) || s->type == PLUTO_ABSOLUTE;
    case 't':
        return s->type == PLUTO_ABSOLUTE;
    case 's':
        return s->type == PLUTO_STRING || s->type == PLUTO_ENUM;
    default:
        return true;
    }
}

static bool
check_arguments(struct typing *t, const struct pluto_expr *e,
    const struct pluto_static *arg)
{
    const struct pluto_function *f = e->function;
    if (e->n < f->min || (e->n > f->max && f->max != PLUTO_FUNCTION_MANY)) {
        const unsigned limit = e->n < f->min ? f->min : f->max;
        pluto_note(t->p, t->notes, NOTE_ERROR, e->span,
            "'%s' takes %s%u argument%s, not %u", f->name,
            f->max == f->min ? ""
            : e->n < f->min  ? "at least "
                             : "at most ",
            limit, limit == 1 ? "" : "s", (unsigned)e->n);
        return false;
    }
    bool is_ok = true;
    char text[80];
    for (uint32_t i = 0; i < e->n; i++) {
        const char letter = pluto_function_takes(f, i);
        if (arg[i].type == PLUTO_NONE || suits(letter, &arg[i]))
            continue;
        is_ok = false;
        pluto_note(t->p, t->notes, NOTE_ERROR, e->arg[i]->span,
            "'%s' takes %s, not %s", f->name, pluto_function_wants(letter),
            static_str(&arg[i], text));
    }
    return is_ok;
}

/* Of minimum, maximum, average, modulo: all are of one quantity. */
static struct pluto_static
together(struct typing *t, const struct pluto_expr *e,
    const struct pluto_static *arg)
{
    struct pluto_static s = arg[0];
    for (uint32_t i = 1; i < e->n; i++) {
        if (s.type == PLUTO_NONE || arg[i].type == PLUTO_NONE)
            return static_of(PLUTO_NONE);
        if (s.type == PLUTO_ABSOLUTE && arg[i].type == PLUTO_ABSOLUTE)
            continue;
        if (s.type == PLUTO_ABSOLUTE || arg[i].type == PLUTO_ABSOLUTE) {
            error_two(t, e, &s, &arg[i], "cannot be compared");
            return static_of(PLUTO_NONE);
        }
        if (!typing_agree(t, e->arg[i], &s, &arg[i]))
            return static_of(PLUTO_NONE);
        const enum pluto_type type = number_type(&s, &arg[i]);
        if (s.unit == NULL)
            s.unit = arg[i].unit;
        s.unit_is_known = s.unit_is_known && arg[i].unit_is_known;
        s.type = type;
    }
    if (strcmp(e->function->name, "average") == 0 && pluto_is_number(s.type))
        s.type = PLUTO_REAL;
    return s;
}

struct pluto_static
typing_call(struct typing *t, const struct pluto_expr *e,
    const struct pluto_static *arg)
{
    const bool is_ok = check_arguments(t, e, arg);
    switch (e->function->gives) {
    case 'r':
        return static_number(PLUTO_REAL, NULL);
    case 'x':
        return static_number(PLUTO_REAL, pluto_unit("rad", 3));
    case 'i':
        return static_number(PLUTO_INTEGER, NULL);
    case 'b':
        return static_of(PLUTO_BOOLEAN);
    case 's':
        return static_of(PLUTO_STRING);
    case 't':
        return static_of(PLUTO_ABSOLUTE);
    case 'd':
        return static_of(PLUTO_RELATIVE);
    case '1':
        return is_ok ? arg[0] : static_of(PLUTO_NONE);
    case 'm':
        return is_ok ? together(t, e, arg) : static_of(PLUTO_NONE);
    case 'p':
        return is_ok ? power(t, e, &arg[0], e->arg[1], &arg[1])
                     : static_of(PLUTO_NONE);
    default:
        return static_of(PLUTO_NONE);
    }
}
