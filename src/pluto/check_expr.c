/*
 * check_expr.c - expressions: names bound, types known, constants that can be.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "pluto/check_priv.h"
#include "pluto/unit.h"

static void walk(
    struct checker *c, struct pluto_expr *e, const struct labels *labels);

/* ---- constants ----------------------------------------------------------- */

static bool
is_constant(const struct pluto_expr *e, int depth)
{
    if (depth > 100)
        return false;
    switch ((enum pluto_expr_kind)e->kind) {
    case PLUTO_E_CONST:
        return true;
    case PLUTO_E_UNARY:
        return is_constant(e->a, depth + 1);
    case PLUTO_E_BINARY:
        return is_constant(e->a, depth + 1) && is_constant(e->b, depth + 1);
    case PLUTO_E_REF:
    case PLUTO_E_PROPERTY:
    case PLUTO_E_CALL:
    case PLUTO_E_BETWEEN:
    case PLUTO_E_WITHIN:
    case PLUTO_E_IN:
    case PLUTO_E_SUBJECT:
        break;
    }
    return false;
}

bool
checker_constant(const struct pluto_expr *e, struct pluto_value *out)
{
    const struct pluto_env env = {0};
    struct strbuf why = {0};
    *out = (struct pluto_value){0};
    bool is =
        is_constant(e, 0) && pluto_eval(e, &env, out, &why) == PLUTO_KNOWN;
    strbuf_fini(&why);
    return is;
}

/* Put back what an earlier check made of the tree. */
void
checker_undo(struct pluto *p)
{
    for (; p->rewritten != NULL; p->rewritten = p->rewritten->next)
        *p->rewritten->expr = p->rewritten->was;
}

static void
rewrite(struct checker *c, struct pluto_expr *e, struct pluto_value value)
{
    struct pluto_rewritten *r = arena_alloc(&c->p->arena, sizeof *r);
    struct pluto_value *v = arena_alloc(&c->p->arena, sizeof *v);
    *r =
        (struct pluto_rewritten){.expr = e, .was = *e, .next = c->p->rewritten};
    c->p->rewritten = r;
    *v = value;
    *e = (struct pluto_expr){
        .kind = PLUTO_E_CONST, .in_parens = e->in_parens, .span = e->span};
    e->value = v;
}

void
checker_boolean(struct checker *c, struct pluto_expr *e,
    const struct labels *labels, const char *name)
{
    const char *label = checker_label(labels, name);
    bool is_true =
        checker_is(name, "TRUE") ||
        (label != NULL && labels->n == 2 && label == labels->label[1]);
    if (label != NULL || is_true || checker_is(name, "FALSE"))
        rewrite(c, e, pluto_bool(is_true));
}

/* ---- values of enumerations ---------------------------------------------- */

/* The values that an expression, bound already, can have. */
static bool
labels_of(struct checker *c, const struct pluto_expr *e, struct labels *out)
{
    if (e->kind == PLUTO_E_SUBJECT) {
        *out = c->subject_labels;
        return out->n > 0;
    }
    if (e->kind != PLUTO_E_REF && e->kind != PLUTO_E_PROPERTY)
        return false;
    enum pluto_property p = e->kind == PLUTO_E_REF
                                ? PLUTO_P_VALUE
                                : (enum pluto_property)e->property;
    if (!checker_labels_of(c, e->ref, p, out))
        return false;
    struct strbuf text = {0};
    pluto_text(c->p, e->span, &text);
    char *of = arena_alloc(&c->arena, text.len + 3);
    (void)snprintf(of, text.len + 3, "'%s'", strbuf_get(&text));
    out->of = of;
    strbuf_fini(&text);
    return true;
}

/* A name in quotes against what has values: is it one of them? */
static void
check_against(
    struct checker *c, struct pluto_expr *e, const struct labels *labels)
{
    if (e->kind != PLUTO_E_CONST || e->value == NULL ||
        (e->value->type != PLUTO_ENUM && e->value->type != PLUTO_STRING))
        return;
    const char *name = e->value->text;
    bool is_truth = labels->is_boolean &&
                    (checker_is(name, "TRUE") || checker_is(name, "FALSE"));
    if (!is_truth && checker_label(labels, name) == NULL)
        checker_say_label(c, e->span, labels, name);
    else if (labels->is_boolean)
        checker_boolean(c, e, labels, name);
}

static bool
is_bare(const struct pluto_expr *e)
{
    return e->kind == PLUTO_E_REF && e->ref->n == 1;
}

static void
walk_equal(struct checker *c, struct pluto_expr *a, struct pluto_expr *b)
{
    struct labels labels;
    bool a_first = !is_bare(a) || is_bare(b); /* a bare word may be a value */
    struct pluto_expr *first = a_first ? a : b, *second = a_first ? b : a;
    walk(c, first, NULL);
    if (!labels_of(c, first, &labels)) {
        walk(c, second, NULL);
        if (labels_of(c, second, &labels))
            check_against(c, first, &labels);
        return;
    }
    walk(c, second, &labels);
    check_against(c, second, &labels);
}

/* ---- the walk ------------------------------------------------------------ */

static void
walk_ref(struct checker *c, struct pluto_expr *e, enum want want,
    enum pluto_property property, const struct labels *labels)
{
    if (!checker_ref(c, e->ref, want, property, labels))
        return;
    if (e->ref->bound == PLUTO_TO_VARIABLE || e->ref->bound == PLUTO_TO_SAVED)
        checker_read(c, c->bound, e->ref->span);
    else if (e->ref->bound == PLUTO_TO_EVENT)
        c->bound->is_awaited = true;
}

static void
walk_in(struct checker *c, struct pluto_expr *e)
{
    struct labels labels;
    walk(c, e->subject, NULL);
    bool has = labels_of(c, e->subject, &labels);
    for (uint32_t i = 0; i < e->n; i++) {
        walk(c, e->arg[i], has ? &labels : NULL);
        if (has)
            check_against(c, e->arg[i], &labels);
    }
}

static bool
is_equality(const struct pluto_expr *e)
{
    return e->kind == PLUTO_E_BINARY &&
           (e->op == PLUTO_EQ || e->op == PLUTO_NE);
}

static bool
is_walked_flat(const struct pluto_expr *e)
{
    return e->kind == PLUTO_E_BINARY && !is_equality(e);
}

/* A long sum is deep on its left side: no recursion there. */
static void
walk_binary(struct checker *c, struct pluto_expr *e)
{
    struct pluto_expr *few[8], **right = few;
    size_t n = 0;
    for (const struct pluto_expr *l = e; is_walked_flat(l); l = l->a)
        n++;
    if (n > ARRAY_LEN(few))
        right = xcalloc(n, sizeof(struct pluto_expr *));
    n = 0;
    for (; is_walked_flat(e); e = e->a)
        right[n++] = e->b;
    if (is_equality(e))
        walk_equal(c, e->a, e->b);
    else
        walk(c, e, NULL);
    while (n-- > 0)
        walk(c, right[n], NULL);
    if (right != few)
        free(right);
}

static void
walk(struct checker *c, struct pluto_expr *e, const struct labels *labels)
{
    switch ((enum pluto_expr_kind)e->kind) {
    case PLUTO_E_CONST:
    case PLUTO_E_SUBJECT:
        break;
    case PLUTO_E_REF:
        walk_ref(c, e, WANT_VALUE, PLUTO_P_VALUE, labels);
        break;
    case PLUTO_E_PROPERTY:
        walk_ref(c, e, WANT_PROPERTY, (enum pluto_property)e->property, NULL);
        break;
    case PLUTO_E_CALL:
        for (uint32_t i = 0; i < e->n; i++)
            walk(c, e->arg[i], NULL);
        break;
    case PLUTO_E_UNARY:
        walk(c, e->a, NULL);
        break;
    case PLUTO_E_BINARY:
        walk_binary(c, e);
        break;
    case PLUTO_E_BETWEEN:
    case PLUTO_E_WITHIN:
        walk(c, e->a, NULL);
        walk(c, e->b, NULL);
        walk(c, e->c, NULL);
        break;
    case PLUTO_E_IN:
        walk_in(c, e);
        break;
    }
}

struct pluto_static
checker_expr(
    struct checker *c, struct pluto_expr *e, const struct labels *labels)
{
    if (e == NULL)
        return (struct pluto_static){.type = PLUTO_NONE};
    walk(c, e, labels);
    return pluto_type_of(c->p, e, &c->env, c->notes);
}

void
checker_truth(struct checker *c, struct pluto_expr *e, const char *what)
{
    struct pluto_static s = checker_expr(c, e, NULL);
    if (e != NULL && s.type != PLUTO_BOOLEAN && s.type != PLUTO_NONE)
        checker_error(c, e->span, "%s must be true or false; this is %s", what,
            checker_type_words(s.type));
}

void
checker_duration(struct checker *c, struct pluto_expr *e, const char *what)
{
    struct pluto_static s = checker_expr(c, e, NULL);
    const struct wanted w = {.what = what, .type = PLUTO_RELATIVE};
    if (e == NULL)
        return;
    if (s.type == PLUTO_INTEGER || s.type == PLUTO_UNSIGNED ||
        s.type == PLUTO_REAL) {
        if (s.unit == NULL && s.unit_is_known)
            checker_warn(
                c, e->span, "%s has no unit: it is taken as seconds", what);
    }
    checker_fits(c, e, s, &w);
    struct pluto_value v;
    if (checker_constant(e, &v)) {
        if (v.type == PLUTO_RELATIVE && v.i < 0)
            checker_error(c, e->span, "%s is less than nothing", what);
        pluto_value_fini(&v);
    }
}

void
checker_set_subject(
    struct checker *c, const struct pluto_expr *e, struct pluto_static s)
{
    c->subject = s;
    c->subject_labels = (struct labels){0};
    (void)labels_of(c, e, &c->subject_labels);
}

void
checker_tag(struct checker *c, struct pluto_expr *e)
{
    struct pluto_static_env *env = &c->env;
    env->subject = &c->subject;
    checker_truth(c, e, "an arm of a case");
    env->subject = NULL;
}
