/*
 * check_value.c - variables that are read before they have a value, and those
 * that two branches give one.
 *
 * The walk goes along the source.  What is given a value in one way through a
 * decision only is there "maybe".  In loops, parallel statements and bodies
 * with guards what stands later can be done earlier: reads before any
 * assignment wait until the end of such a region.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "pluto/check_priv.h"

static void
share(struct checker *c, struct decl *d, struct pluto_span span)
{
    for (size_t i = 0; i < c->n_branches; i += 2) {
        c->shared =
            xgrow(c->shared, c->n_shared, &c->cap_shared, sizeof *c->shared);
        c->shared[c->n_shared++] = (struct shared){.decl = d,
            .parallel = c->branch[i],
            .branch = c->branch[i + 1],
            .span = span};
    }
}

static void
give(struct checker *c, struct decl *d)
{
    d->has = HAS_VALUE;
    c->trail =
        xgrow(c->trail, c->n_trail, &c->cap_trail, sizeof(struct decl *));
    c->trail[c->n_trail++] = d;
}

void
checker_assigned(struct checker *c, struct decl *d, struct pluto_span span)
{
    d->assigned = ++c->clock;
    if (d->kind == DECL_VAR)
        share(c, d, span);
    if (d->has != HAS_VALUE)
        give(c, d);
}

void
checker_read(struct checker *c, struct decl *d, struct pluto_span span)
{
    if (d->has == HAS_VALUE || (d->has == HAS_MAYBE && c->in_guard))
        return;
    c->pending =
        xgrow(c->pending, c->n_pending, &c->cap_pending, sizeof *c->pending);
    c->pending[c->n_pending++] = (struct pending){
        .decl = d, .span = span, .is_doubtful = d->has == HAS_MAYBE};
}

/* ---- ways through decisions ---------------------------------------------- */

struct fork
checker_fork(const struct checker *c)
{
    return (struct fork){.trail = c->n_trail};
}

struct way
checker_way(struct checker *c, struct fork fork)
{
    struct way way = {.n = c->n_trail - fork.trail};
    if (way.n > 0) {
        way.decl = arena_alloc(&c->arena, way.n * sizeof(struct decl *));
        memcpy(way.decl, c->trail + fork.trail, way.n * sizeof(struct decl *));
    }
    for (size_t i = 0; i < way.n; i++)
        way.decl[i]->has = HAS_NEVER;
    c->n_trail = fork.trail;
    return way;
}

void
checker_merge(struct checker *c, struct way *way, size_t n)
{
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < way[k].n; i++)
            if (way[k].decl[i]->has != HAS_VALUE)
                give(c, way[k].decl[i]);
}

/* Only what the first way gave can be what all gave; `ways` counts them. */
void
checker_join(struct checker *c, struct way *way, size_t n)
{
    for (size_t k = n; k-- > 0;) /* the first way last: it has the say */
        for (size_t i = 0; i < way[k].n; i++)
            way[k].decl[i]->ways = k == 0;
    for (size_t k = 1; k < n; k++)
        for (size_t i = 0; i < way[k].n; i++)
            way[k].decl[i]->ways += way[k].decl[i]->ways == k;
    for (size_t i = 0; n > 0 && i < way[0].n; i++)
        if (way[0].decl[i]->ways == n)
            give(c, way[0].decl[i]);
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < way[k].n; i++)
            if (way[k].decl[i]->has == HAS_NEVER)
                way[k].decl[i]->has = HAS_MAYBE;
}

/* ---- regions ------------------------------------------------------------- */

struct region
checker_region(const struct checker *c)
{
    return (struct region){.pending = c->n_pending, .clock = c->clock};
}

void
checker_region_end(struct checker *c, struct region region)
{
    for (size_t i = region.pending; i < c->n_pending; i++)
        if (c->pending[i].decl->assigned > region.clock)
            c->pending[i].is_doubtful = true;
}

/* ---- branches ------------------------------------------------------------ */

void
checker_branch(struct checker *c, uint32_t parallel, uint32_t branch)
{
    c->branch =
        xgrow(c->branch, c->n_branches, &c->cap_branches, sizeof *c->branch);
    c->branch[c->n_branches++] = parallel;
    c->branch =
        xgrow(c->branch, c->n_branches, &c->cap_branches, sizeof *c->branch);
    c->branch[c->n_branches++] = branch;
}

static int
by_variable(const void *va, const void *vb)
{
    const struct shared *a = va, *b = vb;
    if (a->decl != b->decl)
        return a->decl->span.off < b->decl->span.off ? -1 : 1;
    if (a->parallel != b->parallel)
        return a->parallel < b->parallel ? -1 : 1;
    return (a->span.off > b->span.off) - (a->span.off < b->span.off);
}

/* At the end of the outermost parallel statement: all that was assigned in it,
 * and in those inside it. */
static void
report_shared(struct checker *c)
{
    if (c->n_shared > 1)
        qsort(c->shared, c->n_shared, sizeof *c->shared, by_variable);
    const struct shared *first = c->shared;
    bool is_said = false;
    for (size_t i = 1; i < c->n_shared; i++) {
        const struct shared *s = &c->shared[i];
        if (s->decl != first->decl || s->parallel != first->parallel) {
            first = s;
            is_said = false;
        } else if (!is_said && s->branch != first->branch) {
            is_said = true;
            checker_warn(c, s->span,
                "another branch, in line %u, assigns '%s', too: which value "
                "it has is left to chance",
                checker_line(c, first->span), s->decl->name->text);
        }
    }
    c->n_shared = 0;
}

void
checker_branch_end(struct checker *c)
{
    c->n_branches -= 2;
}

void
checker_branches(struct checker *c)
{
    if (c->n_branches == 0)
        report_shared(c);
}

void
checker_pending(struct checker *c)
{
    for (size_t i = 0; i < c->n_pending; i++) {
        const struct pending *p = &c->pending[i];
        const char *name = p->decl->name->text;
        if (p->is_doubtful)
            checker_warn(c, p->span, "'%s' may have no value here%s", name,
                p->decl->kind == DECL_SAVED ? ": it may not be saved yet" : "");
        else if (p->decl->kind == DECL_SAVED)
            checker_error(c, p->span, "'%s' is read before it is saved", name);
        else
            checker_error(c, p->span,
                "'%s' is read before it is assigned: variables have no value "
                "of their own",
                name);
    }
}
