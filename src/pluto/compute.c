/*
 * compute.c - what the operators of expressions do with two values.
 *
 * Integers are computed exactly and refused where they overflow; times are
 * whole nanoseconds; all else is real.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/compute.h"

#include <math.h>
#include <string.h>

#include "common/attr.h"
#include "common/time.h"
#include "pluto/eval.h"
#include "pluto/unit.h"

/* ISO C has no name for it; both compilers do. */
__extension__ typedef __int128 wide;

#define WHOLE_POWER_MAX 99

static const char too_large[] = "the result is out of range";

static bool
fail(struct strbuf *why, const char *text)
{
    strbuf_adds(why, text);
    return false;
}

/* ---- what a value is ----------------------------------------------------- */

bool
pluto_is_integer(enum pluto_type type)
{
    return type == PLUTO_INTEGER || type == PLUTO_UNSIGNED;
}

bool
pluto_is_number(enum pluto_type type)
{
    return pluto_is_integer(type) || type == PLUTO_REAL;
}

bool
pluto_is_nan(const struct pluto_value *v)
{
    return v->type == PLUTO_REAL && isnan(v->d);
}

double
pluto_as_real(const struct pluto_value *v)
{
    return v->type == PLUTO_INTEGER    ? (double)v->i
           : v->type == PLUTO_UNSIGNED ? (double)v->u
           : v->type == PLUTO_REAL     ? v->d
           : v->type == PLUTO_RELATIVE ? (double)v->i / (double)NS_PER_S
                                       : (double)NAN;
}

static wide
as_wide(const struct pluto_value *v)
{
    return v->type == PLUTO_UNSIGNED ? (wide)v->u : (wide)v->i;
}

void
pluto_value_quote(const struct pluto_value *v, struct strbuf *out)
{
    struct strbuf text = {0};
    bool is_text = v->type == PLUTO_STRING, is_name = v->type == PLUTO_ENUM;
    pluto_value_show(v, &text);
    const char *mark = is_text ? "\"" : is_name ? "'" : "";
    char cut[64];
    bool fits = str_copy(cut, sizeof cut, strbuf_get(&text));
    strbuf_adds(out, mark);
    str_sanitize(out, cut, strlen(cut), false);
    strbuf_adds(out, fits ? "" : "...");
    strbuf_adds(out, mark);
    strbuf_fini(&text);
}

/* "5 V and 3 A ...", false. */
static bool
fail_two(struct strbuf *why, const struct pluto_value *a,
    const struct pluto_value *b, const char *text)
{
    pluto_value_quote(a, why);
    strbuf_adds(why, " and ");
    pluto_value_quote(b, why);
    strbuf_addc(why, ' ');
    return fail(why, text);
}

static bool
agree(const struct pluto_value *a, const struct pluto_value *b,
    struct strbuf *why)
{
    return pluto_unit_agree(a->unit, b->unit) ||
           fail_two(why, a, b, "are different physical quantities");
}

/* ---- results ------------------------------------------------------------- */

static bool
made_time(
    enum pluto_type type, wide ns, struct pluto_value *out, struct strbuf *why)
{
    if (ns < INT64_MIN || ns > INT64_MAX)
        return fail(why, too_large);
    *out = (struct pluto_value){.type = type, .i = (int64_t)ns};
    return true;
}

/* Unsigned as long as both were and it is not negative. */
static bool
made_integer(wide v, bool is_unsigned, const struct pluto_unit *unit,
    struct pluto_value *out, struct strbuf *why)
{
    if (v < INT64_MIN || v > (wide)UINT64_MAX)
        return fail(why, "integer overflow: the result needs over 64 bits");
    if ((is_unsigned && v >= 0) || v > INT64_MAX)
        *out = (struct pluto_value){
            .type = PLUTO_UNSIGNED, .u = (uint64_t)v, .unit = unit};
    else
        *out = (struct pluto_value){
            .type = PLUTO_INTEGER, .i = (int64_t)v, .unit = unit};
    return true;
}

/* Seconds that fit; false also for NaN. */
static bool
to_ns(long double seconds, int64_t *ns)
{
    long double v = roundl(seconds * (long double)NS_PER_S);
    if (!(v >= -0x1p63L && v < 0x1p63L))
        return false;
    *ns = (int64_t)v;
    return true;
}

bool
pluto_made_real(double d, const struct pluto_unit *unit,
    struct pluto_value *out, struct strbuf *why)
{
    if (isinf(d))
        return fail(why, too_large);
    *out = pluto_real(d, unit);
    if (!pluto_unit_is_time(unit) || isnan(d))
        return true;
    int64_t ns;
    if (!pluto_as_ns(out, &ns, why))
        return false;
    *out = pluto_relative(ns);
    return true;
}

bool
pluto_as_ns(const struct pluto_value *v, int64_t *ns, struct strbuf *why)
{
    if (v->type == PLUTO_RELATIVE) {
        *ns = v->i;
        return true;
    }
    if (!pluto_is_number(v->type) ||
        (v->unit != NULL && !pluto_unit_is_time(v->unit))) {
        pluto_value_quote(v, why);
        return fail(why, " is no relative time");
    }
    long double s =
        pluto_is_integer(v->type) ? (long double)as_wide(v) : (long double)v->d;
    if (v->unit != NULL)
        s = pluto_unit_convert(
            pluto_as_real(v), v->unit, pluto_unit("s", 1), false);
    if (to_ns(s, ns))
        return true;
    pluto_value_quote(v, why);
    return fail(why, " is out of the range of relative times");
}

/* ---- sums ---------------------------------------------------------------- */

static bool
concatenate(const struct pluto_value *a, const struct pluto_value *b,
    struct pluto_value *out, struct strbuf *why)
{
    struct strbuf text = {0};
    pluto_value_print(a, &text);
    pluto_value_print(b, &text);
    bool fits = text.len <= PLUTO_TEXT_MAX;
    if (fits)
        *out = (struct pluto_value){
            .type = PLUTO_STRING, .text = strbuf_take(&text)};
    else
        strbuf_addf(
            why, "a text of more than %u bytes", (unsigned)PLUTO_TEXT_MAX);
    strbuf_fini(&text);
    return fits;
}

static bool
is_duration(const struct pluto_value *v)
{
    return v->type == PLUTO_RELATIVE || pluto_is_number(v->type);
}

/* Where one side is a time. */
static bool
add_times(enum pluto_op op, const struct pluto_value *a,
    const struct pluto_value *b, struct pluto_value *out, struct strbuf *why)
{
    const bool is_a = a->type == PLUTO_ABSOLUTE, is_b = b->type == a->type;
    int64_t x, y;
    if (is_a && is_b && op == PLUTO_SUB)
        return made_time(PLUTO_RELATIVE, (wide)a->i - b->i, out, why);
    if (b->type == PLUTO_ABSOLUTE && (is_a || op == PLUTO_SUB))
        return fail_two(why, a, b,
            op == PLUTO_ADD ? "are two absolute times: they have no sum"
                            : "have no difference");
    if (b->type == PLUTO_ABSOLUTE)
        return add_times(op, b, a, out, why);
    if ((!is_a && !is_duration(a)) || !is_duration(b))
        return fail_two(why, a, b, "cannot be added or subtracted");
    if (is_a)
        x = a->i;
    else if (!pluto_as_ns(a, &x, why))
        return false;
    if (!pluto_as_ns(b, &y, why))
        return false;
    return made_time(is_a ? PLUTO_ABSOLUTE : PLUTO_RELATIVE,
        op == PLUTO_ADD ? (wide)x + y : (wide)x - y, out, why);
}

/* Where one of two units has an offset: degC - degC is K, degC + K is degC. */
static bool
add_temperatures(enum pluto_op op, const struct pluto_value *a,
    const struct pluto_value *b, struct pluto_value *out, struct strbuf *why)
{
    const bool on_a = pluto_unit_has_offset(a->unit);
    const bool on_b = pluto_unit_has_offset(b->unit);
    double x = pluto_as_real(a), y = pluto_as_real(b);
    if (op == PLUTO_ADD && !on_a)
        return pluto_made_real(
            y + pluto_unit_convert(x, a->unit, b->unit, true), b->unit, out,
            why);
    y = pluto_unit_convert(y, b->unit, a->unit, !on_b);
    if (op == PLUTO_ADD)
        return pluto_made_real(x + y, a->unit, out, why);
    if (!on_b)
        return pluto_made_real(x - y, a->unit, out, why);
    const struct pluto_unit *kelvin = pluto_unit_difference(a->unit);
    return pluto_made_real(
        pluto_unit_convert(x - y, a->unit, kelvin, true), kelvin, out, why);
}

static bool
add(enum pluto_op op, const struct pluto_value *a, const struct pluto_value *b,
    struct pluto_value *out, struct strbuf *why)
{
    if (op == PLUTO_ADD && (a->type == PLUTO_STRING || b->type == PLUTO_STRING))
        return concatenate(a, b, out, why);
    if (a->type == PLUTO_ABSOLUTE || a->type == PLUTO_RELATIVE ||
        b->type == PLUTO_ABSOLUTE || b->type == PLUTO_RELATIVE)
        return add_times(op, a, b, out, why);
    if (!pluto_is_number(a->type) || !pluto_is_number(b->type))
        return fail_two(why, a, b, "cannot be added or subtracted");
    if (!agree(a, b, why))
        return false;
    if (a->unit != NULL && b->unit != NULL &&
        (pluto_unit_has_offset(a->unit) || pluto_unit_has_offset(b->unit)))
        return add_temperatures(op, a, b, out, why);
    const struct pluto_unit *unit = a->unit != NULL ? a->unit : b->unit;
    if (pluto_is_integer(a->type) && pluto_is_integer(b->type) &&
        !pluto_unit_is_time(unit) &&
        (a->unit == b->unit || a->unit == NULL || b->unit == NULL)) {
        wide x = as_wide(a), y = as_wide(b);
        return made_integer(op == PLUTO_ADD ? x + y : x - y,
            a->type == PLUTO_UNSIGNED && b->type == PLUTO_UNSIGNED, unit, out,
            why);
    }
    double x = pluto_as_real(a);
    double y = pluto_unit_convert(pluto_as_real(b), b->unit, unit, false);
    return pluto_made_real(op == PLUTO_ADD ? x + y : x - y, unit, out, why);
}

/* ---- products ------------------------------------------------------------ */

static bool
refuse_product(const struct pluto_value *a, const struct pluto_value *b,
    struct strbuf *why)
{
    if (pluto_unit_has_offset(a->unit) || pluto_unit_has_offset(b->unit))
        return fail_two(why, a, b,
            "have no product: a temperature with an offset is only compared, "
            "added and subtracted");
    return fail_two(why, a, b, "have no unit together");
}

/* A time by a plain number is a time; exact where the number is whole. */
static bool
scale_time(enum pluto_op op, const struct pluto_value *time,
    const struct pluto_value *by, struct pluto_value *out, struct strbuf *why)
{
    wide product;
    if (op == PLUTO_MUL && pluto_is_integer(by->type))
        return __builtin_mul_overflow((wide)time->i, as_wide(by), &product)
                   ? fail(why, too_large)
                   : made_time(PLUTO_RELATIVE, product, out, why);
    long double n = pluto_is_integer(by->type) ? (long double)as_wide(by)
                                               : (long double)by->d;
    long double ns =
        op == PLUTO_MUL ? (long double)time->i * n : (long double)time->i / n;
    if (isnan(ns) || !(ns > -0x1p63L && ns < 0x1p63L))
        return fail(why, too_large);
    return made_time(PLUTO_RELATIVE, (wide)roundl(ns), out, why);
}

static bool
is_zero(const struct pluto_value *v)
{
    return v->type == PLUTO_REAL ? v->d == 0 : v->i == 0;
}

/* A relative time as a number of seconds. */
static struct pluto_value
with_unit(const struct pluto_value *v)
{
    return v->type == PLUTO_RELATIVE
               ? pluto_real(pluto_as_real(v), pluto_unit("s", 1))
               : *v;
}

static bool
multiply_numbers(enum pluto_op op, const struct pluto_value *a,
    const struct pluto_value *b, struct pluto_value *out, struct strbuf *why)
{
    const struct pluto_unit *unit;
    double factor;
    if (pluto_unit_has_offset(a->unit) || pluto_unit_has_offset(b->unit) ||
        !(op == PLUTO_MUL ? pluto_unit_times : pluto_unit_per)(
            a->unit, b->unit, &unit, &factor))
        return refuse_product(a, b, why);
    wide product;
    if (op == PLUTO_MUL && pluto_is_integer(a->type) &&
        pluto_is_integer(b->type) && factor == 1 && !pluto_unit_is_time(unit))
        return __builtin_mul_overflow(as_wide(a), as_wide(b), &product)
                   ? made_integer((wide)UINT64_MAX + 1, true, unit, out, why)
                   : made_integer(product,
                         a->type == PLUTO_UNSIGNED && b->type == PLUTO_UNSIGNED,
                         unit, out, why);
    double x = pluto_as_real(a), y = pluto_as_real(b);
    x = op == PLUTO_MUL ? x * y : x / y;
    /* factors below 1 are mostly 1 over a whole number */
    x = factor < 1 ? x / (1 / factor) : x * factor;
    return pluto_made_real(x, unit, out, why);
}

static bool
multiply(enum pluto_op op, const struct pluto_value *a,
    const struct pluto_value *b, struct pluto_value *out, struct strbuf *why)
{
    const bool time_a = a->type == PLUTO_RELATIVE;
    const bool time_b = b->type == PLUTO_RELATIVE;
    if ((!time_a && !pluto_is_number(a->type)) ||
        (!time_b && !pluto_is_number(b->type)))
        return fail_two(why, a, b,
            op == PLUTO_MUL ? "cannot be multiplied" : "cannot be divided");
    if (op == PLUTO_DIV && is_zero(b))
        return fail(why, "division by zero");
    if (time_a && time_b && op == PLUTO_DIV)
        return pluto_made_real(
            (double)((long double)a->i / (long double)b->i), NULL, out, why);
    if (time_a && !time_b && b->unit == NULL)
        return scale_time(op, a, b, out, why);
    if (time_b && !time_a && a->unit == NULL && op == PLUTO_MUL)
        return scale_time(op, b, a, out, why);
    const struct pluto_value x = with_unit(a), y = with_unit(b);
    return multiply_numbers(op, &x, &y, out, why);
}

/* ---- powers -------------------------------------------------------------- */

static bool
power_integer(const struct pluto_value *a, const struct pluto_value *b,
    struct pluto_value *out, struct strbuf *why)
{
    wide base = as_wide(a), v = 1;
    const bool is_unsigned =
        a->type == PLUTO_UNSIGNED && b->type == PLUTO_UNSIGNED;
    wide n = as_wide(b);
    if (base >= -1 && base <= 1) /* any exponent will do */
        n = n > 2 ? 2 + n % 2 : n;
    bool is_over = false;
    for (; n > 0 && !is_over; n--)
        is_over = __builtin_mul_overflow(v, base, &v) || v > (wide)UINT64_MAX ||
                  v < INT64_MIN;
    return made_integer(
        is_over ? (wide)UINT64_MAX + 1 : v, is_unsigned, NULL, out, why);
}

static bool
power_quantity(const struct pluto_value *a, const struct pluto_value *b,
    struct pluto_value *out, struct strbuf *why)
{
    const double n = pluto_as_real(b);
    const struct pluto_unit *unit = NULL;
    double factor = 1;
    if (a->unit != NULL &&
        (!(fabs(n) <= WHOLE_POWER_MAX) || n != round(n) ||
            !pluto_unit_power(a->unit, (int)n, &unit, &factor)))
        return fail_two(why, a, b, "have no power: there is no such unit");
    const double x = pluto_as_real(a);
    if (x == 0 && n < 0)
        return fail(why, "division by zero");
    const double y = pow(x, n);
    if (isnan(y) && !isnan(x) && !isnan(n))
        return fail_two(why, a, b,
            "have no power: the base is negative and the exponent not whole");
    return pluto_made_real(y * factor, unit, out, why);
}

static bool
power(const struct pluto_value *a, const struct pluto_value *b,
    struct pluto_value *out, struct strbuf *why)
{
    const struct pluto_value x = with_unit(a);
    if (!pluto_is_number(x.type) || !pluto_is_number(b->type))
        return fail_two(why, a, b, "have no power");
    if (b->unit != NULL) {
        pluto_value_quote(b, why);
        return fail(why, " is a quantity, and no exponent");
    }
    if (pluto_is_integer(x.type) && pluto_is_integer(b->type) &&
        x.unit == NULL && as_wide(b) >= 0)
        return power_integer(&x, b, out, why);
    return power_quantity(&x, b, out, why);
}

/* ---- all of them --------------------------------------------------------- */

static bool
no_sign(const struct pluto_value *a, struct strbuf *why)
{
    pluto_value_quote(a, why);
    return fail(why, " has no sign");
}

static bool
negate(const struct pluto_value *a, struct pluto_value *out, struct strbuf *why)
{
    if (pluto_is_integer(a->type))
        return made_integer(-as_wide(a), false, a->unit, out, why);
    if (a->type == PLUTO_RELATIVE)
        return made_time(PLUTO_RELATIVE, -(wide)a->i, out, why);
    if (a->type != PLUTO_REAL)
        return no_sign(a, why);
    *out = pluto_real(-a->d, a->unit);
    return true;
}

static bool
plus(const struct pluto_value *a, struct pluto_value *out, struct strbuf *why)
{
    if (!pluto_is_number(a->type) && a->type != PLUTO_RELATIVE)
        return no_sign(a, why);
    *out = *a;
    return true;
}

static bool
truth(enum pluto_op op, const struct pluto_value *a,
    const struct pluto_value *b, struct pluto_value *out, struct strbuf *why)
{
    const struct pluto_value *bad = a->type != PLUTO_BOOLEAN ? a
                                    : b != NULL && b->type != PLUTO_BOOLEAN
                                        ? b
                                        : NULL;
    if (bad != NULL || (op != PLUTO_NOT && b == NULL)) {
        pluto_value_quote(bad != NULL ? bad : a, why);
        return fail(why, " is not TRUE or FALSE");
    }
    *out = pluto_bool(op == PLUTO_NOT   ? !a->b
                      : op == PLUTO_AND ? a->b && b->b
                      : op == PLUTO_OR  ? a->b || b->b
                                        : a->b != b->b);
    return true;
}

bool
pluto_compute(enum pluto_op op, const struct pluto_value *a,
    const struct pluto_value *b, struct pluto_value *out, struct strbuf *why)
{
    bool is;
    *out = (struct pluto_value){0};
    switch (op) {
    case PLUTO_OR:
    case PLUTO_XOR:
    case PLUTO_AND:
    case PLUTO_NOT:
        return truth(op, a, b, out, why);
    case PLUTO_EQ:
    case PLUTO_NE:
    case PLUTO_LT:
    case PLUTO_GT:
    case PLUTO_LE:
    case PLUTO_GE:
        if (!pluto_compare(op, a, b, &is, why))
            return false;
        *out = pluto_bool(is);
        return true;
    case PLUTO_ADD:
    case PLUTO_SUB:
        return add(op, a, b, out, why);
    case PLUTO_MUL:
    case PLUTO_DIV:
        return multiply(op, a, b, out, why);
    case PLUTO_POW:
        return power(a, b, out, why);
    case PLUTO_NEG:
        return negate(a, out, why);
    case PLUTO_PLUS:
        return plus(a, out, why);
    }
    return fail(why, "there is no such operator");
}
