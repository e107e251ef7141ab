/*
 * function_math.c - mathematical functions.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>

#include "common/time.h"
#include "pluto/compute.h"
#include "pluto/eval.h"
#include "pluto/function_priv.h"
#include "pluto/unit.h"

__extension__ typedef __int128 wide_int;

#define UNUSED_ARGUMENTS ((void)arg, (void)n, (void)now, (void)why)

/* The value of a plain number: % is a hundredth. */
static double
plain(const struct pluto_value *v)
{
    return pluto_unit_convert(
        pluto_as_real(v), v->unit, pluto_unit("count", 5), false);
}

static double
radians(const struct pluto_value *v)
{
    return pluto_unit_convert(
        pluto_as_real(v), v->unit, pluto_unit("rad", 3), false);
}

static bool
refuse(const struct pluto_value *v, const char *text, struct strbuf *why)
{
    pluto_value_quote(v, why);
    strbuf_adds(why, text);
    return false;
}

static bool
angle(double d, struct pluto_value *out, struct strbuf *why)
{
    return pluto_made_real(d, pluto_unit("rad", 3), out, why);
}

FUNCTION(function_abs)
{
    UNUSED_ARGUMENTS;
    const bool is_negative = arg->type == PLUTO_REAL
                                 ? signbit(arg->d) != 0
                                 : arg->type != PLUTO_UNSIGNED && arg->i < 0;
    return pluto_compute(
        is_negative ? PLUTO_NEG : PLUTO_PLUS, arg, NULL, out, why);
}

FUNCTION(function_sign)
{
    UNUSED_ARGUMENTS;
    const double d = pluto_as_real(arg);
    *out = pluto_integer((d > 0) - (d < 0));
    return true;
}

FUNCTION(function_square_root)
{
    UNUSED_ARGUMENTS;
    if (plain(arg) < 0)
        return refuse(arg, " is negative and has no square root", why);
    return pluto_made_real(sqrt(plain(arg)), NULL, out, why);
}

FUNCTION(function_power)
{
    UNUSED_ARGUMENTS;
    return pluto_compute(PLUTO_POW, &arg[0], &arg[1], out, why);
}

FUNCTION(function_exponential)
{
    UNUSED_ARGUMENTS;
    return pluto_made_real(exp(plain(arg)), NULL, out, why);
}

static bool
has_logarithm(const struct pluto_value *v, struct strbuf *why)
{
    return plain(v) > 0 ||
           refuse(v, " is not above 0 and has no logarithm", why);
}

FUNCTION(function_natural_logarithm)
{
    UNUSED_ARGUMENTS;
    return has_logarithm(arg, why) &&
           pluto_made_real(log(plain(arg)), NULL, out, why);
}

FUNCTION(function_logarithm)
{
    UNUSED_ARGUMENTS;
    if (!has_logarithm(arg, why))
        return false;
    if (n == 1 || plain(&arg[1]) == 10)
        return pluto_made_real(log10(plain(arg)), NULL, out, why);
    if (!has_logarithm(&arg[1], why))
        return false;
    const double base = plain(&arg[1]);
    if (base == 1)
        return refuse(&arg[1], " is no base of logarithms", why);
    const double d = base == 2 ? log2(plain(arg)) : log(plain(arg)) / log(base);
    return pluto_made_real(d, NULL, out, why);
}

FUNCTION(function_sine)
{
    UNUSED_ARGUMENTS;
    if (isinf(radians(arg)))
        return refuse(arg, " is no angle", why);
    return pluto_made_real(sin(radians(arg)), NULL, out, why);
}

FUNCTION(function_cosine)
{
    UNUSED_ARGUMENTS;
    if (isinf(radians(arg)))
        return refuse(arg, " is no angle", why);
    return pluto_made_real(cos(radians(arg)), NULL, out, why);
}

FUNCTION(function_tangent)
{
    UNUSED_ARGUMENTS;
    if (isinf(radians(arg)))
        return refuse(arg, " is no angle", why);
    return pluto_made_real(tan(radians(arg)), NULL, out, why);
}

static bool
is_ratio(const struct pluto_value *v, struct strbuf *why)
{
    return fabs(plain(v)) <= 1 || refuse(v, " is not between -1 and 1", why);
}

FUNCTION(function_arcsine)
{
    UNUSED_ARGUMENTS;
    return is_ratio(arg, why) && angle(asin(plain(arg)), out, why);
}

FUNCTION(function_arccosine)
{
    UNUSED_ARGUMENTS;
    return is_ratio(arg, why) && angle(acos(plain(arg)), out, why);
}

FUNCTION(function_arctangent)
{
    UNUSED_ARGUMENTS;
    return angle(atan(plain(arg)), out, why);
}

FUNCTION(function_arctangent2)
{
    UNUSED_ARGUMENTS;
    struct pluto_value sum;
    /* whether they are of one quantity: as a sum would want */
    if (!pluto_compute(PLUTO_SUB, &arg[0], &arg[1], &sum, why))
        return false;
    const double y = pluto_unit_convert(pluto_as_real(&arg[0]), arg[0].unit,
        arg[1].unit != NULL ? arg[1].unit : arg[0].unit, false);
    return angle(atan2(y, pluto_as_real(&arg[1])), out, why);
}

/* Whole numbers: a real keeps its unit, integers are whole, times in s. */
static bool
whole(const struct pluto_value *v, double (*fn)(double),
    struct pluto_value *out, struct strbuf *why)
{
    if (pluto_is_integer(v->type))
        return pluto_compute(PLUTO_PLUS, v, NULL, out, why);
    const double d = fn(pluto_as_real(v));
    if (v->type == PLUTO_REAL)
        return pluto_made_real(d, NULL, out, why) &&
               (out->unit = v->unit, true);
    const struct pluto_value seconds = pluto_real(d, NULL);
    int64_t ns;
    if (!pluto_as_ns(&seconds, &ns, why))
        return false;
    *out = pluto_relative(ns);
    return true;
}

FUNCTION(function_round)
{
    UNUSED_ARGUMENTS;
    return whole(arg, round, out, why);
}

FUNCTION(function_floor)
{
    UNUSED_ARGUMENTS;
    return whole(arg, floor, out, why);
}

FUNCTION(function_ceiling)
{
    UNUSED_ARGUMENTS;
    return whole(arg, ceil, out, why);
}

FUNCTION(function_truncate)
{
    UNUSED_ARGUMENTS;
    return whole(arg, trunc, out, why);
}

/* ---- several of one kind ------------------------------------------------- */

/* The unit of the first argument that has one. */
static const struct pluto_unit *
common_unit(const struct pluto_value *arg, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (arg[i].unit != NULL)
            return arg[i].unit;
    return NULL;
}

/* The type of them together. */
static enum pluto_type
common_type(const struct pluto_value *arg, size_t n)
{
    enum pluto_type type = arg[0].type;
    for (size_t i = 1; i < n; i++) {
        const enum pluto_type t = arg[i].type;
        if (t == PLUTO_RELATIVE || type == PLUTO_RELATIVE)
            type = PLUTO_RELATIVE;
        else if (pluto_is_number(t) && t != type)
            type = t == PLUTO_REAL || type == PLUTO_REAL ? PLUTO_REAL
                                                         : PLUTO_INTEGER;
    }
    return type;
}

static bool
as_common(const struct pluto_value *v, const struct pluto_value *arg, size_t n,
    struct pluto_value *out, struct strbuf *why)
{
    const struct pluto_unit *unit = common_unit(arg, n);
    enum pluto_type type = common_type(arg, n);
    *out = *v; /* numbers and times own nothing */
    if (pluto_is_integer(type) && v->unit != unit && v->unit != NULL)
        type = PLUTO_REAL;
    if (type == PLUTO_INTEGER && v->type == PLUTO_UNSIGNED && v->u > INT64_MAX)
        return true;
    return pluto_convert(out, type, unit, why);
}

static bool
extreme(const struct pluto_value *arg, size_t n, enum pluto_op better,
    struct pluto_value *out, struct strbuf *why)
{
    const struct pluto_value *best = arg;
    for (size_t i = 1; i < n; i++) {
        bool is;
        if (!pluto_compare(better, &arg[i], best, &is, why))
            return false;
        if (is)
            best = &arg[i];
    }
    return as_common(best, arg, n, out, why);
}

FUNCTION(function_minimum)
{
    UNUSED_ARGUMENTS;
    return extreme(arg, n, PLUTO_LT, out, why);
}

FUNCTION(function_maximum)
{
    UNUSED_ARGUMENTS;
    return extreme(arg, n, PLUTO_GT, out, why);
}

static bool
average_times(const struct pluto_value *arg, size_t n, enum pluto_type type,
    struct pluto_value *out, struct strbuf *why)
{
    wide_int sum = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t ns = arg[i].i;
        if (type == PLUTO_RELATIVE && !pluto_as_ns(&arg[i], &ns, why))
            return false;
        sum += ns;
    }
    *out = (struct pluto_value){.type = type, .i = (int64_t)(sum / (int64_t)n)};
    return true;
}

FUNCTION(function_average)
{
    UNUSED_ARGUMENTS;
    bool is;
    for (size_t i = 1; i < n; i++)
        if (!pluto_compare(PLUTO_LT, &arg[i], arg, &is, why))
            return false;
    const enum pluto_type type = common_type(arg, n);
    if (!pluto_is_number(type))
        return average_times(arg, n, type, out, why);
    const struct pluto_unit *unit = common_unit(arg, n);
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += pluto_unit_convert(
            pluto_as_real(&arg[i]), arg[i].unit, unit, false);
    *out = pluto_real(sum / (double)n, unit);
    return true;
}

/* ---- modulo -------------------------------------------------------------- */

/* The sign is the divisor's, as for days of a week. */
static wide_int
modulo_whole(wide_int a, wide_int b)
{
    wide_int r = a % b;
    return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}

static bool
modulo_times(
    const struct pluto_value *arg, struct pluto_value *out, struct strbuf *why)
{
    int64_t a, b;
    if (!pluto_as_ns(&arg[0], &a, why) || !pluto_as_ns(&arg[1], &b, why))
        return false;
    *out = pluto_relative((int64_t)modulo_whole(a, b));
    return true;
}

static wide_int
wide(const struct pluto_value *v)
{
    return v->type == PLUTO_UNSIGNED ? (wide_int)v->u : (wide_int)v->i;
}

static bool
modulo_integers(const struct pluto_value *arg, struct pluto_value *out)
{
    const wide_int r = modulo_whole(wide(&arg[0]), wide(&arg[1]));
    const bool is_signed =
        r < 0 || (common_type(arg, 2) == PLUTO_INTEGER && r <= INT64_MAX);
    *out = is_signed ? pluto_integer((int64_t)r) : pluto_unsigned((uint64_t)r);
    out->unit = common_unit(arg, 2);
    return true;
}

FUNCTION(function_modulo)
{
    UNUSED_ARGUMENTS;
    bool is;
    if (!pluto_compare(PLUTO_LT, &arg[0], &arg[1], &is, why))
        return false;
    if (pluto_as_real(&arg[1]) == 0) {
        strbuf_adds(why, "division by zero");
        return false;
    }
    const struct pluto_unit *unit = common_unit(arg, 2);
    if (common_type(arg, 2) == PLUTO_RELATIVE)
        return modulo_times(arg, out, why);
    if (pluto_is_integer(common_type(arg, 2)) &&
        (arg[0].unit == arg[1].unit || !arg[0].unit || !arg[1].unit))
        return modulo_integers(arg, out);
    const double a =
        pluto_unit_convert(pluto_as_real(&arg[0]), arg[0].unit, unit, false);
    const double b =
        pluto_unit_convert(pluto_as_real(&arg[1]), arg[1].unit, unit, false);
    if (isinf(a))
        return refuse(&arg[0], " has no remainder", why);
    double r = fmod(a, b);
    if (r != 0 && (r < 0) != (b < 0))
        r += b;
    *out = pluto_real(r, unit);
    return true;
}

FUNCTION(function_pi)
{
    UNUSED_ARGUMENTS;
    *out = pluto_real(3.14159265358979323846, NULL);
    return true;
}
