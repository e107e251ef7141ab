/*
 * compare.c - comparisons of two values.
 *
 * Quantities in different units are equal when they agree to the last places
 * of a double: conversion must not make 1001 mA differ from 1.001 A.
 *
 * SPDX-License-Identifier: ISC
 */
#include <float.h>
#include <math.h>
#include <string.h>

#include "pluto/compute.h"
#include "pluto/unit.h"

#define NOISE (4 * DBL_EPSILON) /* of a conversion, relative */

static bool
fail_two(struct strbuf *why, const struct pluto_value *a,
    const struct pluto_value *b, const char *text)
{
    pluto_value_quote(a, why);
    strbuf_adds(why, " and ");
    pluto_value_quote(b, why);
    strbuf_addc(why, ' ');
    strbuf_adds(why, text);
    return false;
}

static int
sign(bool less, bool more)
{
    return (int)more - (int)less;
}

/* A 64-bit integer and a double alike: x86's long double holds both, and
 * elsewhere it has more digits still. */
static long double
exactly(const struct pluto_value *v)
{
    return v->type == PLUTO_INTEGER    ? (long double)v->i
           : v->type == PLUTO_UNSIGNED ? (long double)v->u
                                       : (long double)v->d;
}

static double
larger(double a, double b)
{
    return fabs(a) > fabs(b) ? fabs(a) : fabs(b);
}

/* Of what an offset adds, too: 20 degC are 293.15 K. */
static double
noise_of(double x, double y, const struct pluto_unit *unit)
{
    const struct pluto_unit *base = pluto_unit_difference(unit);
    return NOISE * larger(x, y) +
           NOISE * fabs(pluto_unit_convert(0, unit, base, false));
}

static int
compare_numbers(const struct pluto_value *a, const struct pluto_value *b)
{
    if (a->unit == b->unit || a->unit == NULL || b->unit == NULL) {
        long double x = exactly(a), y = exactly(b);
        return sign(x<y, x> y);
    }
    const double x = pluto_as_real(a);
    const double y =
        pluto_unit_convert(pluto_as_real(b), b->unit, a->unit, false);
    double noise = noise_of(x, y, a->unit);
    if (pluto_unit_has_offset(b->unit))
        noise += noise_of(x, y, b->unit);
    if (x == y || fabs(x - y) <= noise)
        return 0;
    return sign(x<y, x> y);
}

static bool
is_name(const struct pluto_value *v)
{
    return v->type == PLUTO_ENUM || v->type == PLUTO_STRING;
}

static const char *
name_of(const struct pluto_value *v)
{
    return v->type == PLUTO_BOOLEAN ? v->b ? "TRUE" : "FALSE" : v->text;
}

/* Texts, names of enumerated values, and Booleans, which have names, too. */
static bool
compare_names(enum pluto_op op, const struct pluto_value *a,
    const struct pluto_value *b, int *order, struct strbuf *why)
{
    const bool is_text = a->type == PLUTO_STRING && b->type == PLUTO_STRING;
    if (!is_text && op != PLUTO_EQ && op != PLUTO_NE)
        return fail_two(why, a, b, "have no order");
    *order = is_text                                 ? strcmp(a->text, b->text)
             : pluto_name_eq(name_of(a), name_of(b)) ? 0
                                                     : 1;
    return true;
}

static bool
compare_times(const struct pluto_value *a, const struct pluto_value *b,
    int *order, struct strbuf *why)
{
    int64_t x = a->i, y = b->i;
    const bool is_a = a->type == PLUTO_ABSOLUTE, is_b = b->type == a->type;
    if (is_a != (b->type == PLUTO_ABSOLUTE))
        return fail_two(why, a, b, "cannot be compared");
    if (!(is_a && is_b) &&
        (!pluto_as_ns(a, &x, why) || !pluto_as_ns(b, &y, why)))
        return false;
    *order = sign(x<y, x> y);
    return true;
}

static bool
order_of(enum pluto_op op, const struct pluto_value *a,
    const struct pluto_value *b, int *order, struct strbuf *why)
{
    const bool bool_a = a->type == PLUTO_BOOLEAN;
    const bool bool_b = b->type == PLUTO_BOOLEAN;
    if ((is_name(a) || bool_a) && (is_name(b) || bool_b))
        return compare_names(op, a, b, order, why);
    if (a->type == PLUTO_ABSOLUTE || b->type == PLUTO_ABSOLUTE ||
        a->type == PLUTO_RELATIVE || b->type == PLUTO_RELATIVE)
        return compare_times(a, b, order, why);
    if (!pluto_is_number(a->type) || !pluto_is_number(b->type))
        return fail_two(why, a, b, "cannot be compared");
    if (!pluto_unit_agree(a->unit, b->unit))
        return fail_two(why, a, b, "are different physical quantities");
    *order = compare_numbers(a, b);
    return true;
}

bool
pluto_compare(enum pluto_op op, const struct pluto_value *a,
    const struct pluto_value *b, bool *out, struct strbuf *why)
{
    int order = 0;
    if (pluto_is_nan(a) || pluto_is_nan(b))
        return fail_two(why, a, b, "cannot be compared");
    if (!order_of(op, a, b, &order, why))
        return false;
    *out = op == PLUTO_EQ   ? order == 0
           : op == PLUTO_NE ? order != 0
           : op == PLUTO_LT ? order < 0
           : op == PLUTO_GT ? order > 0
           : op == PLUTO_LE ? order <= 0
                            : order >= 0;
    return true;
}

/* ---- within -------------------------------------------------------------- */

/* All three in ns, or in the unit of the middle (or of a, of the tolerance). */
struct span {
    long double a, middle, tolerance;
};

static bool
span_of_times(const struct pluto_value *a, const struct pluto_value *t,
    bool is_percent, const struct pluto_value *c, struct span *out,
    struct strbuf *why)
{
    int64_t x = a->i, y = c->i, z = 0;
    if ((a->type == PLUTO_ABSOLUTE) != (c->type == PLUTO_ABSOLUTE))
        return fail_two(why, a, c, "cannot be compared");
    if (a->type == PLUTO_ABSOLUTE && is_percent)
        return fail_two(why, a, t, "do not go together: a time has no percent");
    if (a->type != PLUTO_ABSOLUTE &&
        (!pluto_as_ns(a, &x, why) || !pluto_as_ns(c, &y, why)))
        return false;
    if (!is_percent && !pluto_as_ns(t, &z, why))
        return false;
    *out = (struct span){(long double)x, (long double)y, (long double)z};
    return true;
}

static bool
span_of_numbers(const struct pluto_value *a, const struct pluto_value *t,
    bool is_percent, const struct pluto_value *c, struct span *out,
    struct strbuf *why)
{
    const struct pluto_unit *unit = c->unit != NULL ? c->unit : a->unit;
    if (!pluto_unit_agree(a->unit, c->unit))
        return fail_two(why, a, c, "are different physical quantities");
    if (!is_percent && !pluto_unit_agree(t->unit, unit))
        return fail_two(why, t, c, "are different physical quantities");
    if (is_percent && pluto_unit_has_offset(unit))
        return fail_two(why, a, t,
            "do not go together: a temperature with an offset has no percent");
    double x = pluto_unit_convert(pluto_as_real(a), a->unit, unit, false);
    double z = pluto_unit_convert(pluto_as_real(t), t->unit, unit, true);
    *out = (struct span){x, pluto_as_real(c), z};
    return true;
}

static bool
is_time(const struct pluto_value *v)
{
    return v->type == PLUTO_ABSOLUTE || v->type == PLUTO_RELATIVE;
}

bool
pluto_within(const struct pluto_value *a, const struct pluto_value *t,
    bool is_percent, const struct pluto_value *c, bool *out, struct strbuf *why)
{
    struct span s;
    if (pluto_is_nan(a) || pluto_is_nan(t) || pluto_is_nan(c))
        return fail_two(why, a, c, "cannot be compared");
    if (is_percent && !(pluto_is_number(t->type) && t->unit == NULL)) {
        pluto_value_quote(t, why);
        strbuf_adds(why, " is no number of percent");
        return false;
    }
    const bool is_times = is_time(a) || is_time(c);
    if (!is_times &&
        (!pluto_is_number(a->type) || !pluto_is_number(c->type) ||
            (!pluto_is_number(t->type) && t->type != PLUTO_RELATIVE)))
        return fail_two(why, a, c, "cannot be compared");
    const struct pluto_value seconds =
        pluto_real(pluto_as_real(t), pluto_unit("s", 1));
    if (!is_times && t->type == PLUTO_RELATIVE)
        t = &seconds;
    if (!(is_times ? span_of_times : span_of_numbers)(
            a, t, is_percent, c, &s, why))
        return false;
    if (is_percent)
        s.tolerance = fabsl(s.middle) * exactly(t) / 100;
    if (s.tolerance < 0) {
        pluto_value_quote(t, why);
        strbuf_adds(why, " is a negative tolerance");
        return false;
    }
    /* the edge itself is inside, whatever a double makes of it */
    const long double noise =
        is_times ? 0.0L : NOISE * (fabsl(s.a) + fabsl(s.middle));
    *out = fabsl(s.a - s.middle) <= s.tolerance + noise;
    return true;
}
