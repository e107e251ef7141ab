/*
 * eval.c - the value of an expression, of three kinds: known, unknown, error.
 *
 * A chain a + b + c ... is a tree that is deep on its left side and is walked
 * there without recursion; elsewhere a tree is as deep as its text is nested.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/eval.h"

#include <assert.h>
#include <stdlib.h>

#include "common/xalloc.h"
#include "pluto/compute.h"
#include "pluto/function.h"
#include "pluto/parse.h"
#include "pluto/unit.h"

/* Each level of parentheses may hold one operator of every precedence. */
#define DEPTH_MAX (12 * PLUTO_NESTING_MAX)

struct eval {
    const struct pluto_env *env;
    struct strbuf *why;
    unsigned depth;
};

static enum pluto_known value_of(
    struct eval *ev, const struct pluto_expr *e, struct pluto_value *out);

/* A reason that turned out not to matter. */
static void
take_back(struct strbuf *why, size_t len)
{
    why->len = len;
    if (why->s != NULL)
        why->s[len] = '\0';
}

static enum pluto_known
failed(struct eval *ev, const char *text)
{
    strbuf_adds(ev->why, text);
    return PLUTO_FAILED;
}

/* NaN is no value: what is decided on it would be decided on nothing. */
static bool
is_nan(struct eval *ev, const struct pluto_value *v)
{
    if (!pluto_is_nan(v))
        return false;
    strbuf_adds(ev->why, "a value is not a number (NaN)");
    return true;
}

/* ---- leaves -------------------------------------------------------------- */

static enum pluto_known
constant(struct eval *ev, const struct pluto_expr *e, struct pluto_value *out)
{
    if (e->unit != NULL && e->value->unit == NULL &&
        e->value->type != PLUTO_RELATIVE)
        return failed(ev, "a constant whose unit is not known");
    *out = pluto_value_copy(e->value);
    return PLUTO_KNOWN;
}

static enum pluto_known
subject(struct eval *ev, struct pluto_value *out)
{
    if (ev->env->subject == NULL)
        return failed(ev, "there is nothing to compare with");
    *out = pluto_value_copy(ev->env->subject);
    return PLUTO_KNOWN;
}

static enum pluto_known
reference(struct eval *ev, const struct pluto_expr *e, struct pluto_value *out)
{
    const struct pluto_env *env = ev->env;
    if (env->get == NULL)
        return failed(ev, "names have no values here");
    enum pluto_property p = e->kind == PLUTO_E_REF
                                ? PLUTO_P_VALUE
                                : (enum pluto_property)e->property;
    enum pluto_known known = env->get(env->arg, e->ref, p, out, ev->why);
    if (known != PLUTO_KNOWN)
        *out = (struct pluto_value){0};
    return known;
}

/* ---- several operands ---------------------------------------------------- */

/* All values, or the worst of what they are. */
static enum pluto_known
values_of(struct eval *ev, const struct pluto_expr *const *e, size_t n,
    struct pluto_value *out)
{
    enum pluto_known known = PLUTO_KNOWN;
    for (size_t i = 0; i < n && known != PLUTO_FAILED; i++) {
        size_t mark = ev->why->len;
        enum pluto_known k = value_of(ev, e[i], &out[i]);
        if (k == PLUTO_UNKNOWN && known == PLUTO_UNKNOWN)
            take_back(ev->why, mark); /* the first reason is enough */
        if (k > known)
            known = k;
    }
    return known;
}

static void
drop(struct pluto_value *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        pluto_value_fini(&v[i]);
}

static enum pluto_known
call(struct eval *ev, const struct pluto_expr *e, struct pluto_value *out)
{
    const struct pluto_function *f = e->function;
    struct pluto_value *arg = xcalloc(e->n + 1u, sizeof *arg);
    /* cast: C has no implicit conversion to const twice */
    enum pluto_known known =
        values_of(ev, (const struct pluto_expr *const *)e->arg, e->n, arg);
    bool is_number = f->gives != 's' && f->gives != 'b';
    for (size_t i = 0; known == PLUTO_KNOWN && is_number && i < e->n; i++)
        if (is_nan(ev, &arg[i]))
            known = PLUTO_UNKNOWN;
    if (known == PLUTO_KNOWN &&
        !pluto_function_call(f, arg, e->n, ev->env->now, out, ev->why))
        known = PLUTO_FAILED;
    drop(arg, e->n);
    free(arg);
    return known;
}

static enum pluto_known
compare(struct eval *ev, enum pluto_op op, const struct pluto_value *a,
    const struct pluto_value *b, bool *is)
{
    if (is_nan(ev, a) || is_nan(ev, b))
        return PLUTO_UNKNOWN;
    return pluto_compare(op, a, b, is, ev->why) ? PLUTO_KNOWN : PLUTO_FAILED;
}

/* One edge: a OP b; unknown, where b is. */
static enum pluto_known
edge(struct eval *ev, const struct pluto_value *a, enum pluto_op op,
    const struct pluto_expr *e, bool *is)
{
    struct pluto_value b = {0};
    enum pluto_known known = value_of(ev, e, &b);
    if (known == PLUTO_KNOWN)
        known = compare(ev, op, a, &b, is);
    pluto_value_fini(&b);
    return known;
}

/* Outside one edge is outside, whatever the other one is. */
static enum pluto_known
between(struct eval *ev, const struct pluto_expr *e, struct pluto_value *out)
{
    struct pluto_value a = {0};
    bool above = true, below = true;
    const size_t mark = ev->why->len;
    enum pluto_known known = value_of(ev, e->a, &a);
    if (known == PLUTO_KNOWN) {
        known = edge(ev, &a, PLUTO_GE, e->b, &above);
        const bool is_out = known == PLUTO_KNOWN && !above;
        enum pluto_known k = known == PLUTO_FAILED || is_out
                                 ? known
                                 : edge(ev, &a, PLUTO_LE, e->c, &below);
        if (k == PLUTO_KNOWN && !below)
            known = k;
        else if (k > known)
            known = k;
    }
    pluto_value_fini(&a);
    if (known != PLUTO_KNOWN)
        return known;
    take_back(ev->why, mark);
    *out = pluto_bool(above && below);
    return PLUTO_KNOWN;
}

static enum pluto_known
within(struct eval *ev, const struct pluto_expr *e, struct pluto_value *out)
{
    struct pluto_value v[3] = {0};
    const struct pluto_expr *const part[3] = {e->a, e->b, e->c};
    enum pluto_known known = values_of(ev, part, 3, v);
    bool is = false;
    if (known == PLUTO_KNOWN &&
        (is_nan(ev, &v[0]) || is_nan(ev, &v[1]) || is_nan(ev, &v[2])))
        known = PLUTO_UNKNOWN;
    if (known == PLUTO_KNOWN &&
        !pluto_within(&v[0], &v[1], e->op == 1, &v[2], &is, ev->why))
        known = PLUTO_FAILED;
    drop(v, 3);
    if (known == PLUTO_KNOWN)
        *out = pluto_bool(is);
    return known;
}

/* One that is equal decides, whatever the others are. */
static enum pluto_known
in(struct eval *ev, const struct pluto_expr *e, struct pluto_value *out)
{
    struct pluto_value a = {0};
    const size_t mark = ev->why->len;
    enum pluto_known known = value_of(ev, e->subject, &a);
    bool is = false;
    for (uint32_t i = 0;
         a.type != PLUTO_NONE && known != PLUTO_FAILED && !is && i < e->n;
         i++) {
        bool this = false;
        const size_t here = ev->why->len;
        enum pluto_known k = edge(ev, &a, PLUTO_EQ, e->arg[i], &this);
        is = k == PLUTO_KNOWN && this;
        if (k == PLUTO_UNKNOWN && known == PLUTO_UNKNOWN)
            take_back(ev->why, here);
        if (k > known)
            known = k;
    }
    pluto_value_fini(&a);
    if (!is && known != PLUTO_KNOWN)
        return known;
    take_back(ev->why, mark);
    *out = pluto_bool(is);
    return PLUTO_KNOWN;
}

/* ---- operators ----------------------------------------------------------- */

static enum pluto_known
unary(struct eval *ev, const struct pluto_expr *e, struct pluto_value *out)
{
    struct pluto_value a = {0};
    enum pluto_known known = value_of(ev, e->a, &a);
    if (known != PLUTO_KNOWN)
        return known;
    if (!pluto_compute((enum pluto_op)e->op, &a, NULL, out, ev->why))
        known = PLUTO_FAILED;
    pluto_value_fini(&a);
    return known;
}

/* Does one side alone decide?  FALSE and ..., TRUE or ... */
static bool
decides(enum pluto_op op, const struct pluto_value *v)
{
    return v->type == PLUTO_BOOLEAN &&
           ((op == PLUTO_AND && !v->b) || (op == PLUTO_OR && v->b));
}

static bool
is_comparison(enum pluto_op op)
{
    return op >= PLUTO_EQ && op <= PLUTO_GE;
}

/* What is on the left so far, and why it is unknown. */
struct left {
    enum pluto_known known;
    struct pluto_value v;
    size_t mark; /* in why, before it */
};

static void
replace(struct left *left, struct pluto_value *with)
{
    pluto_value_fini(&left->v);
    left->v = *with;
    *with = (struct pluto_value){0};
}

static void
compute(struct eval *ev, enum pluto_op op, struct left *left,
    const struct pluto_value *b)
{
    struct pluto_value result = {0};
    if (is_comparison(op) && (is_nan(ev, &left->v) || is_nan(ev, b)))
        left->known = PLUTO_UNKNOWN;
    else if (!pluto_compute(op, &left->v, b, &result, ev->why))
        left->known = PLUTO_FAILED;
    replace(left, &result);
}

/* left := left OP e->b */
static void
operate(struct eval *ev, const struct pluto_expr *e, struct left *left)
{
    const enum pluto_op op = (enum pluto_op)e->op;
    const bool is_logic = op == PLUTO_AND || op == PLUTO_OR;
    if (left->known == PLUTO_FAILED ||
        (left->known == PLUTO_KNOWN && decides(op, &left->v)))
        return;
    if (left->known == PLUTO_UNKNOWN && !is_logic && op != PLUTO_XOR)
        return;
    struct pluto_value b = {0};
    const size_t here = ev->why->len;
    enum pluto_known k = value_of(ev, e->b, &b);
    if (k == PLUTO_KNOWN && is_logic && left->known == PLUTO_UNKNOWN &&
        decides(op, &b)) {
        take_back(ev->why, left->mark);
        left->known = PLUTO_KNOWN;
        replace(left, &b);
    } else if (k == PLUTO_KNOWN && left->known == PLUTO_KNOWN) {
        compute(ev, op, left, &b);
    } else if (k == PLUTO_FAILED) {
        left->known = k;
    } else if (left->known == PLUTO_KNOWN) {
        struct pluto_value nothing = {0};
        if (left->v.type != PLUTO_BOOLEAN && (is_logic || op == PLUTO_XOR))
            k = failed(ev, ": what is before it is not TRUE or FALSE");
        left->known = k;
        replace(left, &nothing);
    } else {
        take_back(ev->why, here); /* the first reason is enough */
    }
    pluto_value_fini(&b);
}

static bool
is_left(const struct pluto_expr *e)
{
    return e->kind == PLUTO_E_BINARY;
}

/* Down the left side, then up again. */
static enum pluto_known
binary(struct eval *ev, const struct pluto_expr *top, struct pluto_value *out)
{
    const struct pluto_expr *few[16], **chain = few;
    size_t n = 0;
    const struct pluto_expr *e = top;
    for (; is_left(e); e = e->a)
        n++;
    if (n > 16)
        chain = xcalloc(n, sizeof *chain);
    const struct pluto_expr *at = top;
    for (size_t i = 0; i < n; i++, at = at->a)
        chain[i] = at;
    struct left left = {.mark = ev->why->len};
    left.known = value_of(ev, e, &left.v);
    for (size_t i = n; i-- > 0 && left.known != PLUTO_FAILED;)
        operate(ev, chain[i], &left);
    if (chain != few)
        free(chain);
    if (left.known == PLUTO_KNOWN)
        *out = left.v;
    else
        pluto_value_fini(&left.v);
    return left.known;
}

static enum pluto_known
value_of(struct eval *ev, const struct pluto_expr *e, struct pluto_value *out)
{
    enum pluto_known known = PLUTO_FAILED;
    *out = (struct pluto_value){0};
    if (ev->depth >= DEPTH_MAX)
        return failed(ev, "the expression is nested too deeply");
    ev->depth++;
    switch ((enum pluto_expr_kind)e->kind) {
    case PLUTO_E_CONST:
        known = constant(ev, e, out);
        break;
    case PLUTO_E_REF:
    case PLUTO_E_PROPERTY:
        known = reference(ev, e, out);
        break;
    case PLUTO_E_CALL:
        known = call(ev, e, out);
        break;
    case PLUTO_E_UNARY:
        known = unary(ev, e, out);
        break;
    case PLUTO_E_BINARY:
        known = binary(ev, e, out);
        break;
    case PLUTO_E_BETWEEN:
        known = between(ev, e, out);
        break;
    case PLUTO_E_WITHIN:
        known = within(ev, e, out);
        break;
    case PLUTO_E_IN:
        known = in(ev, e, out);
        break;
    case PLUTO_E_SUBJECT:
        known = subject(ev, out);
        break;
    }
    ev->depth--;
    return known;
}

/* ---- what others call ---------------------------------------------------- */

enum pluto_known
pluto_eval(const struct pluto_expr *e, const struct pluto_env *env,
    struct pluto_value *out, struct strbuf *why)
{
    struct eval ev = {.env = env, .why = why};
    enum pluto_known known = value_of(&ev, e, out);
    assert(known == PLUTO_KNOWN || out->type == PLUTO_NONE);
    return known;
}

enum pluto_known
pluto_eval_truth(const struct pluto_expr *e, const struct pluto_env *env,
    bool *out, struct strbuf *why)
{
    struct pluto_value v;
    enum pluto_known known = pluto_eval(e, env, &v, why);
    *out = false;
    if (known != PLUTO_KNOWN)
        return known;
    if (v.type == PLUTO_BOOLEAN) {
        *out = v.b;
    } else {
        pluto_value_quote(&v, why);
        strbuf_adds(why, " is not TRUE or FALSE");
        known = PLUTO_FAILED;
    }
    pluto_value_fini(&v);
    return known;
}

enum pluto_known
pluto_eval_duration(const struct pluto_expr *e, const struct pluto_env *env,
    int64_t *ns, struct strbuf *why)
{
    struct pluto_value v;
    enum pluto_known known = pluto_eval(e, env, &v, why);
    *ns = 0;
    if (known == PLUTO_KNOWN && !pluto_as_ns(&v, ns, why))
        known = PLUTO_FAILED;
    pluto_value_fini(&v);
    return known;
}
