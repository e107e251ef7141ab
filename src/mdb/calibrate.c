/*
 * calibrate.c - raw numbers to engineering numbers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/calibrate.h"

#include <math.h>
#include <stddef.h>

static double
polynomial(const struct mdb_calibrator *c, double x)
{
    double y = 0;
    for (uint32_t i = c->n_coefficients; i-- > 0;)
        y = y * x + c->coefficient[i];
    return y;
}

/* ---- splines ------------------------------------------------------------- */

/* The last point at or below `x`, or the first. */
static uint32_t
point_below(const struct mdb_calibrator *c, double x)
{
    uint32_t low = 0, high = c->n_points;
    while (high - low > 1) {
        uint32_t mid = low + (high - low) / 2;
        if (c->point[mid].raw <= x)
            low = mid;
        else
            high = mid;
    }
    return low;
}

static double
lagrange(const struct mdb_spline_point *p, uint32_t n, double x)
{
    double sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        double term = p[i].calibrated;
        for (uint32_t k = 0; k < n; k++)
            if (k != i)
                term *= (x - p[k].raw) / (p[i].raw - p[k].raw);
        sum += term;
    }
    return sum;
}

static bool
spline(const struct mdb_calibrator *c, double x, double *out)
{
    if (c->n_points == 0)
        return false;
    const struct mdb_spline_point *p = c->point;
    uint32_t last = c->n_points - 1, i = point_below(c, x);
    bool is_inside = x >= p[0].raw && x <= p[last].raw;
    if (!is_inside && !c->extrapolates)
        return false;
    if (p[i].raw == x || c->order == 0 || last == 0) {
        *out = p[i].calibrated;
        return true;
    }
    /* The n + 1 points around: as many below as above where there are. */
    uint32_t n = c->order < last ? c->order + 1 : last + 1;
    uint32_t before = (n - 1) / 2, first = i > before ? i - before : 0;
    if (first > last + 1 - n)
        first = last + 1 - n;
    *out = lagrange(p + first, n, x);
    return true;
}

/* ---- math operations ----------------------------------------------------- */

struct stack {
    double v[MDB_MATH_STACK];
    unsigned n;
};

/* Operands that an operation takes off the stack. */
static unsigned
arity(enum mdb_math_op op)
{
    switch (op) {
    case MDB_MATH_CONST:
    case MDB_MATH_SELF:
    case MDB_MATH_ITEM:
        return 0;
    case MDB_MATH_LN:
    case MDB_MATH_LOG:
    case MDB_MATH_EXP:
    case MDB_MATH_INV:
    case MDB_MATH_TAN:
    case MDB_MATH_COS:
    case MDB_MATH_SIN:
    case MDB_MATH_ATAN:
    case MDB_MATH_ACOS:
    case MDB_MATH_ASIN:
    case MDB_MATH_TANH:
    case MDB_MATH_COSH:
    case MDB_MATH_SINH:
    case MDB_MATH_ATANH:
    case MDB_MATH_ACOSH:
    case MDB_MATH_ASINH:
    case MDB_MATH_DROP:
    case MDB_MATH_DUP:
    case MDB_MATH_NOT:
    case MDB_MATH_LNOT:
    case MDB_MATH_ABS:
    case MDB_MATH_FACT:
        return 1;
    case MDB_MATH_ADD:
    case MDB_MATH_SUB:
    case MDB_MATH_MUL:
    case MDB_MATH_DIV:
    case MDB_MATH_MOD:
    case MDB_MATH_POW:
    case MDB_MATH_POW_REV:
    case MDB_MATH_ATAN2:
    case MDB_MATH_SWAP:
    case MDB_MATH_OVER:
    case MDB_MATH_SHL:
    case MDB_MATH_SHR:
    case MDB_MATH_AND:
    case MDB_MATH_OR:
    case MDB_MATH_XOR:
    case MDB_MATH_LAND:
    case MDB_MATH_LOR:
    case MDB_MATH_DIV_INT:
    case MDB_MATH_EQ:
    case MDB_MATH_NE:
    case MDB_MATH_LT:
    case MDB_MATH_LE:
    case MDB_MATH_GT:
    case MDB_MATH_GE:
    case MDB_MATH_MIN:
    case MDB_MATH_MAX:
        return 2;
    case MDB_MATH_COUNT:
    default:
        return MDB_MATH_STACK + 1;
    }
}

static double
factorial(double x)
{
    if (!(x >= 0) || x != floor(x))
        return NAN;
    return x > 170 ? INFINITY : round(tgamma(x + 1));
}

static double
unary(enum mdb_math_op op, double x)
{
    switch ((int)op) {
    case MDB_MATH_LN:
        return log(x);
    case MDB_MATH_LOG:
        return log10(x);
    case MDB_MATH_EXP:
        return exp(x);
    case MDB_MATH_INV:
        return 1 / x;
    case MDB_MATH_TAN:
        return tan(x);
    case MDB_MATH_COS:
        return cos(x);
    case MDB_MATH_SIN:
        return sin(x);
    case MDB_MATH_ATAN:
        return atan(x);
    case MDB_MATH_ACOS:
        return acos(x);
    case MDB_MATH_ASIN:
        return asin(x);
    case MDB_MATH_TANH:
        return tanh(x);
    case MDB_MATH_COSH:
        return cosh(x);
    case MDB_MATH_SINH:
        return sinh(x);
    case MDB_MATH_ATANH:
        return atanh(x);
    case MDB_MATH_ACOSH:
        return acosh(x);
    case MDB_MATH_ASINH:
        return asinh(x);
    case MDB_MATH_LNOT:
        return x == 0;
    case MDB_MATH_ABS:
        return fabs(x);
    case MDB_MATH_FACT:
        return factorial(x);
    default:
        return NAN;
    }
}

/* a: second on the stack; b: top. */
static double
binary(enum mdb_math_op op, double a, double b)
{
    switch ((int)op) {
    case MDB_MATH_ADD:
        return a + b;
    case MDB_MATH_SUB:
        return a - b;
    case MDB_MATH_MUL:
        return a * b;
    case MDB_MATH_DIV:
        return a / b;
    case MDB_MATH_MOD:
        return fmod(a, b);
    case MDB_MATH_POW:
        return pow(a, b);
    case MDB_MATH_POW_REV:
        return pow(b, a);
    case MDB_MATH_ATAN2:
        return atan2(a, b);
    case MDB_MATH_LAND:
        return a != 0 && b != 0;
    case MDB_MATH_LOR:
        return a != 0 || b != 0;
    case MDB_MATH_DIV_INT:
        return trunc(a / b);
    case MDB_MATH_EQ:
        return a == b;
    case MDB_MATH_NE:
        return a != b;
    case MDB_MATH_LT:
        return a < b;
    case MDB_MATH_LE:
        return a <= b;
    case MDB_MATH_GT:
        return a > b;
    case MDB_MATH_GE:
        return a >= b;
    case MDB_MATH_MIN:
        return fmin(a, b);
    case MDB_MATH_MAX:
        return fmax(a, b);
    default:
        return NAN;
    }
}

/* Operations on bits work on whole numbers that fit 64 bits, else on none. */
static double
bitwise(enum mdb_math_op op, double a, double b)
{
    if (!(fabs(a) < 0x1p63) || !(fabs(b) < 0x1p63))
        return NAN;
    int64_t x = (int64_t)a, y = (int64_t)b;
    bool is_shift = op == MDB_MATH_SHL || op == MDB_MATH_SHR;
    if (is_shift && (y < 0 || y > 63))
        return NAN;
    switch ((int)op) {
    case MDB_MATH_SHL:
        return (double)(int64_t)((uint64_t)x << y);
    case MDB_MATH_SHR:
        return (double)(x >> y);
    case MDB_MATH_AND:
        return (double)(x & y);
    case MDB_MATH_OR:
        return (double)(x | y);
    case MDB_MATH_XOR:
        return (double)(x ^ y);
    default:
        return (double)~x;
    }
}

static bool
is_bitwise(enum mdb_math_op op)
{
    return (op >= MDB_MATH_SHL && op <= MDB_MATH_NOT);
}

/* Operations that only move the stack; false when `op` is none of them. */
static bool
rearrange(struct stack *s, enum mdb_math_op op)
{
    double top = s->v[s->n - 1];
    switch ((int)op) {
    case MDB_MATH_SWAP:
        s->v[s->n - 1] = s->v[s->n - 2];
        s->v[s->n - 2] = top;
        return true;
    case MDB_MATH_DROP:
        s->n--;
        return true;
    case MDB_MATH_DUP:
        s->v[s->n++] = top;
        return true;
    case MDB_MATH_OVER:
        s->v[s->n] = s->v[s->n - 2];
        s->n++;
        return true;
    default:
        return false;
    }
}

static bool
math_push(struct stack *s, const struct mdb_math *m, double raw,
    const struct calibrate_source *source)
{
    double v = m->op == MDB_MATH_CONST ? m->value : raw;
    if (m->op == MDB_MATH_ITEM &&
        (source == NULL ||
            !source->value(source->arg, m->item, m->is_calibrated, &v)))
        return false;
    s->v[s->n++] = v;
    return true;
}

static bool
math(const struct mdb_calibrator *c, double raw,
    const struct calibrate_source *source, double *out)
{
    struct stack s = {.n = 0};
    for (uint32_t i = 0; i < c->n_math; i++) {
        const struct mdb_math *m = &c->math[i];
        unsigned takes = arity(m->op);
        if (s.n < takes || s.n >= MDB_MATH_STACK)
            return false;
        if (takes == 0) {
            if (!math_push(&s, m, raw, source))
                return false;
            continue;
        }
        if (rearrange(&s, m->op))
            continue;
        double b = s.v[s.n - 1], a = takes == 2 ? s.v[s.n - 2] : b;
        s.n -= takes;
        s.v[s.n++] = is_bitwise(m->op) ? bitwise(m->op, a, b)
                     : takes == 1      ? unary(m->op, b)
                                       : binary(m->op, a, b);
    }
    if (s.n == 0)
        return false;
    *out = s.v[s.n - 1];
    return true;
}

bool
calibrate(const struct mdb_calibrator *c, double raw,
    const struct calibrate_source *source, double *out)
{
    switch (c->kind) {
    case MDB_CAL_NONE:
        *out = raw;
        return true;
    case MDB_CAL_POLYNOMIAL:
        *out = polynomial(c, raw);
        break;
    case MDB_CAL_SPLINE:
        if (!spline(c, raw, out))
            return false;
        break;
    case MDB_CAL_MATH:
        if (!math(c, raw, source, out))
            return false;
        break;
    case MDB_CAL_UNSUPPORTED:
    default:
        return false;
    }
    return isfinite(*out);
}
