/*
 * run_tree.c - the tree as flat tables: variables, events, branches.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/run_priv.h"

#include <stdlib.h>

#include "common/xalloc.h"

size_t
run_body_index(const struct pluto_run *run, uint32_t body)
{
    return body == PLUTO_NIL ? run->p->n_stmts : body;
}

const struct pluto_body *
run_body(const struct pluto *p, uint32_t body)
{
    if (body == PLUTO_NIL)
        return &p->body;
    if (body >= p->n_stmts || p->stmt[body]->kind != PLUTO_S_STEP)
        return NULL;
    return &p->stmt[body]->step.body;
}

const struct pluto_block *
run_block(const struct pluto *p, uint32_t stmt, uint32_t block)
{
    const struct pluto_body *body = run_body(p, stmt);
    if (body != NULL)
        return block < PLUTO_PART_COUNT ? &body->part[block] : NULL;
    if (stmt >= p->n_stmts)
        return NULL;
    const struct pluto_stmt *s = p->stmt[stmt];
    if (s->kind == PLUTO_S_IF)
        return block == 0   ? &s->branch.then
               : block == 1 ? &s->branch.otherwise
                            : NULL;
    if (s->kind == PLUTO_S_CASE)
        return block < s->case_of.n ? &s->case_of.tag[block].block : NULL;
    if (block != 0)
        return NULL;
    if (s->kind == PLUTO_S_CONTEXT)
        return &s->context.block;
    if (s->kind == PLUTO_S_PARALLEL)
        return &s->parallel.block;
    bool is_loop = s->kind == PLUTO_S_WHILE || s->kind == PLUTO_S_FOR ||
                   s->kind == PLUTO_S_REPEAT;
    return is_loop ? &s->loop.block : NULL;
}

const char *
run_name(const struct pluto_run *run, uint32_t stmt)
{
    if (stmt == PLUTO_NIL)
        return run->config.catalogue->id;
    return run->p->stmt[stmt]->step.name->text;
}

bool
run_is_guard(const struct pluto *p, uint32_t stmt)
{
    return stmt != PLUTO_NIL && p->stmt[stmt]->kind == PLUTO_S_STEP &&
           p->stmt[stmt]->part == PLUTO_WATCHDOG;
}

static bool
has_timeout(const struct pluto_stmt *s)
{
    switch (s->kind) {
    case PLUTO_S_WHILE:
    case PLUTO_S_REPEAT:
        return s->loop.timeout.expr != NULL;
    case PLUTO_S_WAIT_UNTIL:
    case PLUTO_S_WAIT_EVENT:
        return s->wait.timeout.expr != NULL;
    default:
        return false;
    }
}

/* Ways out of a statement, in the order of `which`. */
size_t
run_ways(const struct pluto_stmt *s)
{
    switch (s->kind) {
    case PLUTO_S_IF:
        return 2;
    case PLUTO_S_CASE:
        return s->case_of.n + 1;
    case PLUTO_S_STEP:
    case PLUTO_S_CONFIRM:
        return PLUTO_OUTCOME_COUNT;
    default:
        return has_timeout(s) ? 2 : 0;
    }
}

static char *
way(const struct pluto_stmt *s, uint32_t i)
{
    switch (s->kind) {
    case PLUTO_S_IF:
        return xstrdup(i == 0 ? "then" : "else");
    case PLUTO_S_CASE:
        if (i == s->case_of.n)
            return xstrdup("no arm");
        if (s->case_of.tag[i].test == NULL)
            return xstrdup("otherwise");
        return xasprintf("arm %u", (unsigned)i + 1);
    case PLUTO_S_STEP:
    case PLUTO_S_CONFIRM:
        return xstrdup(pluto_outcome_str(i));
    default:
        return xstrdup(i == 0 ? "in time" : "timeout");
    }
}

static void
add_ways(struct pluto_run *run, const struct pluto_stmt *s)
{
    run->branch_at[s->id] = (uint32_t)run->n_branches;
    for (uint32_t i = 0; i < run_ways(s); i++) {
        run->branch = xgrow(run->branch, run->n_branches, &run->cap_branches,
            sizeof *run->branch);
        run->branch[run->n_branches++] =
            (struct run_branch){.stmt = s->id, .what = way(s, i)};
    }
}

static void
add_body(struct pluto_run *run, uint32_t id)
{
    const struct pluto_body *body = run_body(run->p, id);
    size_t i = run_body_index(run, id);
    run->var_at[i] = run->n_vars;
    run->saved_at[i] = run->n_saved;
    run->event_at[i] = run->n_events;
    if (body == NULL)
        return;
    run->n_vars += body->n_vars;
    run->n_saved += body->n_saved;
    run->n_events += body->n_events;
}

void
run_tree_new(struct pluto_run *run)
{
    size_t n = (size_t)run->p->n_stmts + 1;
    run->item = xcalloc(n, sizeof *run->item);
    for (size_t i = 0; i < n; i++)
        run->item[i].outcome = PLUTO_NOT_AVAILABLE;
    run->stop = xcalloc(n, sizeof *run->stop);
    run->var_at = xcalloc(n, sizeof *run->var_at);
    run->saved_at = xcalloc(n, sizeof *run->saved_at);
    run->event_at = xcalloc(n, sizeof *run->event_at);
    run->branch_at = xcalloc(n, sizeof *run->branch_at);
    for (uint32_t i = 0; i < run->p->n_stmts; i++) {
        add_ways(run, run->p->stmt[i]);
        add_body(run, i);
    }
    add_body(run, PLUTO_NIL);
    run->var = xcalloc((size_t)run->n_vars + 1, sizeof *run->var);
    run->saved = xcalloc((size_t)run->n_saved + 1, sizeof *run->saved);
    run->event = xcalloc((size_t)run->n_events + 1, sizeof *run->event);
}

void
run_tree_free(struct pluto_run *run)
{
    for (size_t i = 0; run->item != NULL && i <= run->p->n_stmts; i++)
        free(run->item[i].detail);
    for (uint32_t i = 0; i < run->n_vars; i++)
        pluto_value_fini(&run->var[i]);
    for (uint32_t i = 0; i < run->n_saved; i++) {
        pluto_value_fini(&run->saved[i].value);
        pluto_value_fini(&run->saved[i].raw);
    }
    for (size_t i = 0; i < run->n_branches; i++)
        free(run->branch[i].what);
    free(run->item);
    free(run->stop);
    free(run->var_at);
    free(run->saved_at);
    free(run->event_at);
    free(run->branch_at);
    free(run->var);
    free(run->saved);
    free(run->event);
    free(run->branch);
}

void
run_taken(struct pluto_run *run, uint32_t stmt, uint32_t which)
{
    if (stmt != PLUTO_NIL && which < run_ways(run->p->stmt[stmt]))
        run->branch[run->branch_at[stmt] + which].count++;
}
