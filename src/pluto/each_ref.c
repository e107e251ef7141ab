/*
 * each_ref.c - the references in an expression.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>

#include "common/xalloc.h"
#include "pluto/eval.h"

struct walk {
    pluto_ref_fn fn;
    void *arg;
};

static void walk(const struct walk *w, const struct pluto_expr *e);

static void
walk_all(const struct walk *w, const struct pluto_expr *e)
{
    for (uint32_t i = 0; i < e->n; i++)
        walk(w, e->arg[i]);
}

static void
walk_three(const struct walk *w, const struct pluto_expr *e)
{
    walk(w, e->a);
    walk(w, e->b);
    walk(w, e->c);
}

/* A long chain is deep on its left side: no recursion there. */
static void
walk_chain(const struct walk *w, const struct pluto_expr *top)
{
    size_t n = 0;
    const struct pluto_expr *e = top;
    for (; e->kind == PLUTO_E_BINARY; e = e->a)
        n++;
    const struct pluto_expr **chain = xcalloc(n, sizeof *chain);
    e = top;
    for (size_t i = n; i-- > 0; e = e->a)
        chain[i] = e;
    walk(w, e);
    for (size_t i = 0; i < n; i++)
        walk(w, chain[i]->b);
    free(chain);
}

static void
walk(const struct walk *w, const struct pluto_expr *e)
{
    switch ((enum pluto_expr_kind)e->kind) {
    case PLUTO_E_CONST:
    case PLUTO_E_SUBJECT:
        break;
    case PLUTO_E_REF:
        w->fn(w->arg, e->ref, PLUTO_P_VALUE);
        break;
    case PLUTO_E_PROPERTY:
        w->fn(w->arg, e->ref, (enum pluto_property)e->property);
        break;
    case PLUTO_E_CALL:
        walk_all(w, e);
        break;
    case PLUTO_E_UNARY:
        walk(w, e->a);
        break;
    case PLUTO_E_BINARY:
        walk_chain(w, e);
        break;
    case PLUTO_E_BETWEEN:
    case PLUTO_E_WITHIN:
        walk_three(w, e);
        break;
    case PLUTO_E_IN:
        walk(w, e->subject);
        walk_all(w, e);
        break;
    }
}

void
pluto_each_ref(const struct pluto_expr *e, pluto_ref_fn fn, void *arg)
{
    walk(&(struct walk){fn, arg}, e);
}
