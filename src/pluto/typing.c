/*
 * typing.c - the type of an expression before it runs: the walk over its tree.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/typing.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "pluto/compute.h"
#include "pluto/function.h"
#include "pluto/parse.h"
#include "pluto/unit.h"

#define DEPTH_MAX (12 * PLUTO_NESTING_MAX)

static struct pluto_static type_of(struct typing *t, struct pluto_expr *e);

/* ---- constants ----------------------------------------------------------- */

/* The tree is the checker's to complete: this field of it is "bound". */
static struct pluto_value *
to_bind(const struct pluto_expr *e)
{
    return (struct pluto_value *)(uintptr_t)e->value;
}

static void
bind_unit(struct typing *t, const struct pluto_expr *e)
{
    const struct pluto_unit *unit = pluto_unit(e->unit, strlen(e->unit));
    if (unit == NULL) {
        const char *near = pluto_unit_nearest(e->unit);
        pluto_note(t->p, t->notes, NOTE_ERROR, e->span,
            near != NULL ? "'%s' is no unit; did you mean '%s'?"
                         : "'%s' is no unit",
            e->unit, near != NULL ? near : "");
        return;
    }
    struct pluto_value *v = to_bind(e);
    v->unit = unit;
    if (!pluto_unit_is_time(unit))
        return;
    int64_t ns;
    struct strbuf why = {0};
    if (pluto_as_ns(v, &ns, &why))
        *v = pluto_relative(ns);
    else
        pluto_note(t->p, t->notes, NOTE_ERROR, e->span, "%s", why.s);
    strbuf_fini(&why);
}

static struct pluto_static
constant(struct typing *t, const struct pluto_expr *e)
{
    if (e->unit != NULL && pluto_is_number(e->value->type) &&
        e->value->unit == NULL)
        bind_unit(t, e);
    struct pluto_static s = static_number(e->value->type, e->value->unit);
    s.unit_is_known = s.unit != NULL || e->unit == NULL;
    return s;
}

/* ---- operators ----------------------------------------------------------- */

static bool
is_logic(const struct pluto_expr *e)
{
    return e->kind == PLUTO_E_BINARY &&
           (e->op == PLUTO_AND || e->op == PLUTO_OR || e->op == PLUTO_XOR);
}

static void
check_mixture(struct typing *t, const struct pluto_expr *e)
{
    if (!is_logic(e))
        return;
    const struct pluto_expr *side[] = {e->a, e->b};
    for (size_t i = 0; i < 2; i++)
        if (is_logic(side[i]) && side[i]->op != e->op && !side[i]->in_parens) {
            pluto_note(t->p, t->notes, NOTE_WARNING, e->span,
                "and, or, xor without parentheses: their order is not agreed "
                "between implementations");
            return;
        }
}

/* Down the left side of a chain, and up again. */
static struct pluto_static
chain(struct typing *t, struct pluto_expr *top)
{
    size_t n = 0;
    struct pluto_expr *e = top;
    for (; e->kind == PLUTO_E_BINARY; e = e->a)
        n++;
    struct pluto_expr *few[8], **link = few;
    if (n > ARRAY_LEN(few))
        link = xcalloc(n, sizeof(struct pluto_expr *));
    e = top;
    for (size_t i = n; i-- > 0; e = e->a)
        link[i] = e;
    struct pluto_static a = type_of(t, e);
    for (size_t i = 0; i < n; i++) {
        struct pluto_static b = type_of(t, link[i]->b);
        check_mixture(t, link[i]);
        if (link[i]->op >= PLUTO_EQ && link[i]->op <= PLUTO_GE)
            typing_compare(t, (enum pluto_op)link[i]->op, link[i], link[i]->a,
                &a, link[i]->b, &b);
        a = typing_binary(t, link[i], &a, &b);
    }
    if (link != few)
        free(link);
    return a;
}

static struct pluto_static
unary(struct typing *t, struct pluto_expr *e)
{
    struct pluto_static a = type_of(t, e->a);
    return typing_unary(t, e, &a);
}

static struct pluto_static
call(struct typing *t, struct pluto_expr *e)
{
    struct pluto_static few[4] = {{0}}, *arg = few;
    if (e->n > ARRAY_LEN(few))
        arg = xcalloc(e->n, sizeof *arg);
    for (uint32_t i = 0; i < e->n; i++)
        arg[i] = type_of(t, e->arg[i]);
    struct pluto_static s = typing_call(t, e, arg);
    if (arg != few)
        free(arg);
    return s;
}

static struct pluto_static
between(struct typing *t, struct pluto_expr *e)
{
    struct pluto_static a = type_of(t, e->a), b = type_of(t, e->b),
                        c = type_of(t, e->c);
    typing_compare(t, PLUTO_GE, e, e->a, &a, e->b, &b);
    typing_compare(t, PLUTO_LE, e, e->a, &a, e->c, &c);
    return static_of(PLUTO_BOOLEAN);
}

static bool
is_plain(const struct pluto_static *s)
{
    return s->type == PLUTO_NONE ||
           (pluto_is_number(s->type) && (!s->unit_is_known || s->unit == NULL));
}

static void
percent(struct typing *t, const struct pluto_expr *e,
    const struct pluto_static *a, const struct pluto_static *tolerance,
    const struct pluto_static *c)
{
    if (!is_plain(tolerance))
        pluto_note(t->p, t->notes, NOTE_ERROR, e->b->span,
            "a plain number stands before '%%'");
    if (a->type == PLUTO_ABSOLUTE || c->type == PLUTO_ABSOLUTE ||
        pluto_unit_has_offset(a->unit) || pluto_unit_has_offset(c->unit))
        pluto_note(t->p, t->notes, NOTE_ERROR, e->span,
            "%s has no percent; write the tolerance with a unit",
            a->type == PLUTO_ABSOLUTE || c->type == PLUTO_ABSOLUTE
                ? "an absolute time"
                : "a temperature with an offset");
}

static struct pluto_static
within(struct typing *t, struct pluto_expr *e)
{
    struct pluto_static a = type_of(t, e->a), b = type_of(t, e->b),
                        c = type_of(t, e->c);
    char text[80];
    const struct pluto_static *sides[] = {&a, &c};
    const struct pluto_expr *at[] = {e->a, e->c};
    bool is_ok = true;
    for (size_t i = 0; i < 2; i++)
        if (sides[i]->type != PLUTO_NONE && !static_is_number(sides[i]) &&
            sides[i]->type != PLUTO_ABSOLUTE) {
            pluto_note(t->p, t->notes, NOTE_ERROR, at[i]->span,
                "'within' compares numbers and times, not %s",
                static_str(sides[i], text));
            is_ok = false;
        }
    if (is_ok)
        typing_compare(t, PLUTO_LE, e, e->a, &a, e->c, &c);
    if (b.type != PLUTO_NONE && !static_is_number(&b)) {
        pluto_note(t->p, t->notes, NOTE_ERROR, e->b->span, "%s is no tolerance",
            static_str(&b, text));
        is_ok = false;
    }
    if (is_ok && e->op == 1)
        percent(t, e, &a, &b, &c);
    const struct pluto_static seconds = static_of(PLUTO_RELATIVE);
    if (is_ok && e->op != 1)
        typing_agree(t, e, &b, c.type == PLUTO_ABSOLUTE ? &seconds : &c);
    return static_of(PLUTO_BOOLEAN);
}

static struct pluto_static
in(struct typing *t, struct pluto_expr *e)
{
    struct pluto_static a = type_of(t, e->subject);
    for (uint32_t i = 0; i < e->n; i++) {
        struct pluto_static b = type_of(t, e->arg[i]);
        typing_compare(t, PLUTO_EQ, e->arg[i], e->subject, &a, e->arg[i], &b);
    }
    return static_of(PLUTO_BOOLEAN);
}

static struct pluto_static
reference(struct typing *t, const struct pluto_expr *e)
{
    const struct pluto_static_env *env = t->env;
    return env->type_of == NULL
               ? static_of(PLUTO_NONE)
               : env->type_of(env->arg, e->ref,
                     e->kind == PLUTO_E_REF ? PLUTO_P_VALUE
                                            : (enum pluto_property)e->property);
}

static struct pluto_static
type_of(struct typing *t, struct pluto_expr *e)
{
    struct pluto_static s = static_of(PLUTO_NONE);
    if (t->depth >= DEPTH_MAX) {
        pluto_note(t->p, t->notes, NOTE_ERROR, e->span,
            "the expression is nested too deeply");
        return s;
    }
    t->depth++;
    switch ((enum pluto_expr_kind)e->kind) {
    case PLUTO_E_CONST:
        s = constant(t, e);
        break;
    case PLUTO_E_REF:
    case PLUTO_E_PROPERTY:
        s = reference(t, e);
        break;
    case PLUTO_E_CALL:
        s = call(t, e);
        break;
    case PLUTO_E_UNARY:
        s = unary(t, e);
        break;
    case PLUTO_E_BINARY:
        s = chain(t, e);
        break;
    case PLUTO_E_BETWEEN:
        s = between(t, e);
        break;
    case PLUTO_E_WITHIN:
        s = within(t, e);
        break;
    case PLUTO_E_IN:
        s = in(t, e);
        break;
    case PLUTO_E_SUBJECT:
        s = t->env->subject != NULL ? *t->env->subject : s;
        break;
    }
    t->depth--;
    return s;
}

struct pluto_static
pluto_type_of(const struct pluto *p, struct pluto_expr *e,
    const struct pluto_static_env *env, struct notes *notes)
{
    struct typing t = {.p = p, .env = env, .notes = notes};
    return type_of(&t, e);
}

bool
pluto_fits(const struct pluto_static *from, enum pluto_type type,
    const struct pluto_unit *unit, bool *is_doubtful, struct strbuf *why)
{
    char text[80], wanted[80];
    const bool is_name = from->type == PLUTO_ENUM || from->type == PLUTO_STRING;
    const bool wants_name = type == PLUTO_ENUM || type == PLUTO_STRING;
    const bool is_number = pluto_is_number(type) || type == PLUTO_RELATIVE;
    const struct pluto_static to = static_number(type, unit);
    *is_doubtful = false;
    if (from->type == PLUTO_NONE || type == PLUTO_NONE ||
        (from->type == type && !is_number) || (is_name && wants_name) ||
        (from->type == PLUTO_BOOLEAN && type == PLUTO_ENUM) ||
        (is_name && type == PLUTO_BOOLEAN))
        return true;
    static_str(from, text);
    static_str(&to, wanted);
    const struct pluto_unit *a = static_unit(from), *b = static_unit(&to);
    const bool is_known = static_is_known(from);
    if (!is_number || !static_is_number(from) ||
        (is_known && type == PLUTO_RELATIVE && a != NULL &&
            !pluto_unit_is_time(a)) ||
        (is_known && !pluto_unit_agree(a, b))) {
        strbuf_addf(why, "%s cannot become %s", text, wanted);
        return false;
    }
    if (is_known && a == NULL && b != NULL) {
        *is_doubtful = true;
        strbuf_addf(why, "a plain number is taken as %s", wanted);
    }
    return true;
}
