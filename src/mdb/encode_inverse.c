/*
 * encode_inverse.c - engineering numbers back to raw numbers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/encode_inverse.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define DEGREE_MAX 32   /* of a polynomial that is turned around */
#define PIECES     32   /* a curved piece of a spline is looked at in so many */
#define NEAR       1e-9 /* relative: the same number but for rounding */

/* The raw numbers found: all lie in least .. most. */
struct search {
    const struct mdb_calibrator *c;
    const struct calibrate_source *source;
    struct inverse_range range;
    double value;
    unsigned n;
    double least, most;
};

static bool
is_near(double a, double b)
{
    return fabs(a - b) <= NEAR * fmax(fabs(a), fabs(b));
}

static void
found(struct search *s, double raw)
{
    if (s->range.is_whole)
        raw = round(raw);
    else if (is_near(raw, s->range.min) || is_near(raw, s->range.max))
        raw = fmin(fmax(raw, s->range.min), s->range.max);
    if (!(raw >= s->range.min && raw <= s->range.max))
        return;
    s->least = s->n == 0 ? raw : fmin(s->least, raw);
    s->most = s->n == 0 ? raw : fmax(s->most, raw);
    s->n++;
}

static double
error_at(const struct search *s, double raw)
{
    double v;
    return calibrate(s->c, raw, s->source, &v) ? fabs(v - s->value) : INFINITY;
}

static enum inverse
conclude(const struct search *s, double *raw)
{
    if (s->n == 0)
        return INVERSE_OUTSIDE;
    double apart = s->most - s->least;
    bool is_one = s->range.is_whole ? apart <= 1 : is_near(s->most, s->least);
    if (!is_one)
        return INVERSE_AMBIGUOUS;
    *raw = error_at(s, s->most) < error_at(s, s->least) ? s->most : s->least;
    return INVERSE_FOUND;
}

/* ---- polynomials --------------------------------------------------------- */

static double
horner(const double *c, unsigned degree, double x)
{
    double y = c[degree];
    for (unsigned i = degree; i-- > 0;)
        y = y * x + c[i];
    return y;
}

/* Between a and b the sign changes once. */
static double
halve(const double *c, unsigned degree, double a, double b)
{
    bool is_rising = horner(c, degree, a) < 0;
    for (int i = 0; i < 200; i++) {
        double mid = a + (b - a) / 2;
        if (mid <= a || mid >= b)
            break;
        if ((horner(c, degree, mid) < 0) == is_rising)
            a = mid;
        else
            b = mid;
    }
    return fabs(horner(c, degree, a)) < fabs(horner(c, degree, b)) ? a : b;
}

/* Where it crosses 0 in min .. max, ascending; at most `degree`.  Between the
 * turning points, which are the zeros of its derivative, it crosses once. */
static unsigned
zeros(const double *c, unsigned degree, double min, double max, double *out)
{
    double slope[DEGREE_MAX + 1], turn[DEGREE_MAX + 2];
    unsigned n = 0, n_turns = 0;
    if (degree == 0)
        return 0;
    if (degree == 1) {
        out[0] = -c[0] / c[1];
        return out[0] >= min && out[0] <= max ? 1 : 0;
    }
    for (unsigned i = 1; i <= degree; i++)
        slope[i - 1] = c[i] * i;
    n_turns = zeros(slope, degree - 1, min, max, turn + 1) + 1;
    turn[0] = min;
    turn[n_turns] = max;
    for (unsigned i = 0; i < n_turns && n < degree; i++) {
        double a = horner(c, degree, turn[i]);
        double b = horner(c, degree, turn[i + 1]);
        bool is_last = i + 1 == n_turns;
        if ((a < 0 && b > 0) || (a > 0 && b < 0))
            out[n++] = halve(c, degree, turn[i], turn[i + 1]);
        else if (a == 0)
            out[n++] = turn[i];
        else if (b == 0 && is_last)
            out[n++] = turn[i + 1];
    }
    return n;
}

static unsigned
degree_of(const struct mdb_calibrator *c)
{
    unsigned n = c->n_coefficients;
    while (n > 0 && c->coefficient[n - 1] == 0)
        n--;
    return n == 0 ? 0 : n - 1;
}

/* Every zero is within this of 0 (Cauchy's bound). */
static double
zero_bound(const double *c, unsigned degree)
{
    double most = 0;
    for (unsigned i = 0; i < degree; i++)
        most = fmax(most, fabs(c[i] / c[degree]));
    return 1 + most;
}

static bool
turns(const struct mdb_calibrator *c, double min, double max, double *turn,
    unsigned *n)
{
    double slope[DEGREE_MAX + 1];
    unsigned degree = degree_of(c);
    *n = 0;
    if (degree > DEGREE_MAX)
        return false;
    for (unsigned i = 1; i <= degree; i++)
        slope[i - 1] = c->coefficient[i] * i;
    if (degree >= 2)
        *n = zeros(slope, degree - 1, min, max, turn);
    return true;
}

static enum inverse
polynomial_back(struct search *s, double *raw)
{
    const struct mdb_calibrator *c = s->c;
    unsigned degree = degree_of(c), n;
    double own[DEGREE_MAX + 1], x[DEGREE_MAX + 1];
    if (degree == 0 || degree > DEGREE_MAX)
        return INVERSE_IMPOSSIBLE;
    if (degree == 1) {
        found(s, (s->value - c->coefficient[0]) / c->coefficient[1]);
        return conclude(s, raw);
    }
    memcpy(own, c->coefficient, (degree + 1) * sizeof *own);
    own[0] -= s->value;
    double bound = zero_bound(own, degree), slack = s->range.is_whole ? 0.5 : 0;
    double min = fmax(s->range.min - slack, -bound);
    double max = fmin(s->range.max + slack, bound);
    n = zeros(own, degree, min, max, x);
    for (unsigned i = 0; i < n; i++)
        found(s, x[i]);
    /* A value just at a turning point need not cross it. */
    turns(c, min, max, x, &n);
    for (unsigned i = 0; i < n; i++)
        if (is_near(horner(c->coefficient, degree, x[i]), s->value))
            found(s, x[i]);
    return conclude(s, raw);
}

/* ---- splines ------------------------------------------------------------- */

static bool
is_between(double v, double a, double b)
{
    return (v >= a && v <= b) || (v >= b && v <= a);
}

static void
step_back(struct search *s)
{
    for (uint32_t i = 0; i < s->c->n_points; i++) {
        const struct mdb_spline_point *p = &s->c->point[i];
        if (is_near(p->calibrated, s->value))
            found(s, s->range.is_whole ? ceil(p->raw) : p->raw);
    }
}

/* The straight line through a and b, as far as `min` and `max`. */
static void
line_back(
    struct search *s, const struct mdb_spline_point *a, double min, double max)
{
    const struct mdb_spline_point *b = a + 1;
    double rise = b->calibrated - a->calibrated, run = b->raw - a->raw;
    if (rise == 0 || run == 0) {
        if (is_near(a->calibrated, s->value)) {
            found(s, fmax(min, s->range.min));
            found(s, fmin(max, s->range.max));
        }
        return;
    }
    double x = a->raw + (s->value - a->calibrated) / rise * run;
    if (is_near(x, min))
        x = min;
    if (is_near(x, max))
        x = max;
    if (x >= min && x <= max)
        found(s, x);
}

static double
difference(const struct search *s, double raw)
{
    double v;
    return calibrate(s->c, raw, s->source, &v) ? v - s->value : NAN;
}

static double
halve_curve(const struct search *s, double a, double b)
{
    bool is_rising = difference(s, a) < 0;
    for (int i = 0; i < 200; i++) {
        double mid = a + (b - a) / 2;
        if (mid <= a || mid >= b)
            break;
        if ((difference(s, mid) < 0) == is_rising)
            a = mid;
        else
            b = mid;
    }
    return fabs(difference(s, a)) < fabs(difference(s, b)) ? a : b;
}

static void
curve_back(struct search *s, double min, double max)
{
    double a = min, da = difference(s, a);
    for (int i = 1; i <= PIECES; i++) {
        double b = i == PIECES ? max : min + (max - min) * i / PIECES;
        double db = difference(s, b);
        if (da == 0)
            found(s, a);
        else if (is_between(0, da, db) && db != 0)
            found(s, halve_curve(s, a, b));
        if (i == PIECES && (db == 0 || is_near(db + s->value, s->value)))
            found(s, b);
        a = b;
        da = db;
    }
}

/* From point i to the next, or as far as extrapolation goes. */
static void
piece_back(struct search *s, uint32_t i, double slack)
{
    const struct mdb_calibrator *c = s->c;
    uint32_t last = c->n_points - 1;
    double min = c->point[i].raw, max = c->point[i + 1].raw;
    double span = c->point[last].raw - c->point[0].raw;
    if (i == 0 && c->extrapolates && s->range.min < min)
        min =
            c->order == 1 ? s->range.min : fmax(s->range.min, min - 100 * span);
    if (i + 1 == last && c->extrapolates && s->range.max > max)
        max =
            c->order == 1 ? s->range.max : fmin(s->range.max, max + 100 * span);
    if (c->order == 1)
        line_back(s, &c->point[i], min - (i == 0 ? slack : 0),
            max + (i + 1 == last ? slack : 0));
    else
        curve_back(s, min, max);
}

static enum inverse
spline_back(struct search *s, double *raw)
{
    const struct mdb_calibrator *c = s->c;
    if (c->n_points < 2)
        return INVERSE_IMPOSSIBLE;
    if (c->order == 0)
        step_back(s);
    for (uint32_t i = 0; c->order > 0 && i + 1 < c->n_points; i++)
        piece_back(s, i, s->range.is_whole ? 0.5 : 0);
    return conclude(s, raw);
}

/* ---- math operations ----------------------------------------------------- */

/* A number on the stack: known, or what the raw number has become. */
struct term {
    bool is_raw;
    double v;
};

/* One operation on what the raw number has become, and its other operand. */
struct step {
    enum mdb_math_op op;
    double other;
    bool is_second; /* the other operand is the one on top */
};

struct program {
    struct term stack[MDB_MATH_STACK];
    unsigned n;
    struct step step[MDB_MATH_STACK * 4];
    unsigned n_steps;
};

/* The opposite of one step; NAN when there is none. */
static double
undo_unary(enum mdb_math_op op, double y)
{
    switch ((int)op) {
    case MDB_MATH_LN:
        return exp(y);
    case MDB_MATH_LOG:
        return pow(10, y);
    case MDB_MATH_EXP:
        return log(y);
    case MDB_MATH_INV:
        return 1 / y;
    case MDB_MATH_ATAN:
        return tan(y);
    case MDB_MATH_ASIN:
        return sin(y);
    case MDB_MATH_ACOS:
        return cos(y);
    case MDB_MATH_SINH:
        return asinh(y);
    case MDB_MATH_ASINH:
        return sinh(y);
    case MDB_MATH_TANH:
        return atanh(y);
    case MDB_MATH_ATANH:
        return tanh(y);
    default:
        return NAN;
    }
}

/* base^n for a raw number that cannot be negative, or an odd n. */
static double
undo_power(double y, double n, bool is_positive)
{
    bool is_odd = n == floor(n) && fabs(fmod(n, 2)) == 1;
    if (n == 0 || !(is_odd || is_positive))
        return NAN;
    double root = pow(fabs(y), 1 / n);
    return y < 0 ? (is_odd ? -root : NAN) : root;
}

static double
undo(const struct step *s, double y, bool is_positive)
{
    double c = s->other;
    bool is_second = s->is_second;
    switch ((int)s->op) {
    case MDB_MATH_ADD:
        return y - c;
    case MDB_MATH_SUB:
        return is_second ? y + c : c - y;
    case MDB_MATH_MUL:
        return c == 0 ? NAN : y / c;
    case MDB_MATH_DIV:
        return is_second ? y * c : c / y;
    case MDB_MATH_POW:
    case MDB_MATH_POW_REV:
        /* raw ^ c, or c ^ raw */
        if (is_second == (s->op == MDB_MATH_POW))
            return undo_power(y, c, is_positive);
        return c > 0 && c != 1 ? log(y) / log(c) : NAN;
    default:
        return undo_unary(s->op, y);
    }
}

static bool
is_unary(enum mdb_math_op op)
{
    return op == MDB_MATH_LN || op == MDB_MATH_LOG || op == MDB_MATH_EXP ||
           op == MDB_MATH_INV || (op >= MDB_MATH_ATAN && op <= MDB_MATH_ASINH);
}

static bool
is_binary(enum mdb_math_op op)
{
    return op == MDB_MATH_ADD || op == MDB_MATH_SUB || op == MDB_MATH_MUL ||
           op == MDB_MATH_DIV || op == MDB_MATH_POW || op == MDB_MATH_POW_REV;
}

static bool
add_step(struct program *p, struct step step)
{
    if (p->n_steps == sizeof p->step / sizeof *p->step)
        return false;
    p->step[p->n_steps++] = step;
    return true;
}

static bool
push(struct program *p, struct term term)
{
    if (p->n == MDB_MATH_STACK)
        return false;
    p->stack[p->n++] = term;
    return true;
}

/* What known numbers give, by the calibrator's own rules. */
static bool
fold(struct program *p, const struct mdb_math *m, unsigned takes)
{
    struct mdb_math own[3] = {{.op = MDB_MATH_CONST}, {.op = MDB_MATH_CONST}};
    for (unsigned i = 0; i < takes; i++)
        own[i].value = p->stack[p->n - takes + i].v;
    own[takes] = *m;
    const struct mdb_calibrator c = {
        .kind = MDB_CAL_MATH, .math = own, .n_math = takes + 1};
    p->n -= takes;
    struct term out = {false, 0};
    return calibrate(&c, 0, NULL, &out.v) && push(p, out);
}

static bool
apply(struct program *p, const struct mdb_math *m)
{
    unsigned takes = is_binary(m->op) ? 2 : is_unary(m->op) ? 1 : 0;
    if (m->op == MDB_MATH_SWAP && p->n >= 2) {
        struct term top = p->stack[p->n - 1];
        p->stack[p->n - 1] = p->stack[p->n - 2];
        p->stack[p->n - 2] = top;
        return true;
    }
    if (takes == 0 || p->n < takes)
        return false;
    struct term *top = &p->stack[p->n - 1], *below = top - (takes - 1);
    if (!top->is_raw && !below->is_raw)
        return fold(p, m, takes);
    if (takes == 2 && top->is_raw && below->is_raw)
        return false;
    struct step step = {m->op, top->v, true};
    if (takes == 2 && top->is_raw)
        step = (struct step){m->op, below->v, false};
    p->n -= takes;
    return add_step(p, step) && push(p, (struct term){true, 0});
}

/* Follow the program; the raw number may stand in it once. */
static bool
compile(struct search *s, struct program *p)
{
    const struct mdb_calibrator *c = s->c;
    bool has_raw = false, is_good = true;
    for (uint32_t i = 0; is_good && i < c->n_math; i++) {
        const struct mdb_math *m = &c->math[i];
        double v = m->value;
        if (m->op == MDB_MATH_SELF) {
            is_good = !has_raw && push(p, (struct term){true, 0});
            has_raw = true;
        } else if (m->op == MDB_MATH_CONST) {
            is_good = push(p, (struct term){false, v});
        } else if (m->op == MDB_MATH_ITEM) {
            is_good = s->source != NULL &&
                      s->source->value(
                          s->source->arg, m->item, m->is_calibrated, &v) &&
                      push(p, (struct term){false, v});
        } else {
            is_good = apply(p, m);
        }
    }
    return is_good && p->n > 0 && p->stack[p->n - 1].is_raw;
}

static enum inverse
math_back(struct search *s, double *raw)
{
    struct program p = {.n = 0};
    if (!compile(s, &p))
        return INVERSE_IMPOSSIBLE;
    double y = s->value;
    for (unsigned i = p.n_steps; i-- > 0;) {
        /* Only the first step sees the raw number itself. */
        bool is_positive = i == 0 && s->range.min >= 0;
        bool is_even_power = (p.step[i].op == MDB_MATH_POW ||
                                 p.step[i].op == MDB_MATH_POW_REV) &&
                             isnan(undo(&p.step[i], 1, is_positive));
        if (is_even_power || p.step[i].op == MDB_MATH_COSH ||
            p.step[i].op == MDB_MATH_COS || p.step[i].op == MDB_MATH_SIN)
            return INVERSE_IMPOSSIBLE;
        y = undo(&p.step[i], y, is_positive);
    }
    if (isfinite(y))
        found(s, y);
    return conclude(s, raw);
}

/* ---- all ----------------------------------------------------------------- */

/* Is it what was wanted, but for half a raw step? */
static bool
is_reached(const struct search *s, double raw)
{
    double error = error_at(s, raw), step = 0, v, at;
    if (!calibrate(s->c, raw, s->source, &at))
        return false;
    if (error <= NEAR * 100 * fmax(1, fabs(s->value)))
        return true;
    if (!s->range.is_whole)
        return false;
    for (int side = -1; side <= 1; side += 2)
        if (calibrate(s->c, raw + side, s->source, &v))
            step = fmax(step, fabs(v - at));
    return error <= step;
}

enum inverse
calibrate_back(const struct mdb_calibrator *c, double value,
    const struct inverse_range *range, const struct calibrate_source *source,
    double *raw)
{
    struct search s = {
        .c = c, .source = source, .range = *range, .value = value};
    enum inverse result;
    switch (c->kind) {
    case MDB_CAL_NONE:
        found(&s, value);
        result = conclude(&s, raw);
        return result;
    case MDB_CAL_POLYNOMIAL:
        result = polynomial_back(&s, raw);
        break;
    case MDB_CAL_SPLINE:
        result = spline_back(&s, raw);
        break;
    case MDB_CAL_MATH:
        result = math_back(&s, raw);
        break;
    case MDB_CAL_UNSUPPORTED:
    default:
        return INVERSE_IMPOSSIBLE;
    }
    if (result == INVERSE_FOUND && !is_reached(&s, *raw))
        return INVERSE_OUTSIDE;
    return result;
}

/* ---- the values it can have ---------------------------------------------- */

struct extremes {
    const struct mdb_calibrator *c;
    double min, max;
    bool has_any;
};

static void
extremes_at(struct extremes *x, double raw)
{
    double v;
    if (!calibrate(x->c, raw, NULL, &v))
        return;
    x->min = x->has_any ? fmin(x->min, v) : v;
    x->max = x->has_any ? fmax(x->max, v) : v;
    x->has_any = true;
}

bool
calibrate_extremes(const struct mdb_calibrator *c,
    const struct inverse_range *range, double *min, double *max)
{
    struct extremes x = {.c = c};
    double turn[DEGREE_MAX + 1];
    unsigned n = 0;
    if (c->kind != MDB_CAL_NONE && c->kind != MDB_CAL_POLYNOMIAL &&
        c->kind != MDB_CAL_SPLINE)
        return false;
    extremes_at(&x, range->min);
    extremes_at(&x, range->max);
    if (c->kind == MDB_CAL_POLYNOMIAL) {
        if (!turns(c, range->min, range->max, turn, &n))
            return false;
        for (unsigned i = 0; i < n; i++)
            extremes_at(&x, turn[i]);
    }
    for (uint32_t i = 0; c->kind == MDB_CAL_SPLINE && i < c->n_points; i++)
        if (c->point[i].raw >= range->min && c->point[i].raw <= range->max)
            extremes_at(&x, c->point[i].raw);
    *min = x.min;
    *max = x.max;
    return x.has_any;
}
