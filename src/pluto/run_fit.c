/*
 * run_fit.c - can a state that was read be one of this procedure?  What the
 * interpreter takes for granted is checked here, so that no text makes it read
 * what is not there.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/run_priv.h"

static bool
is_loop(const struct pluto_stmt *s)
{
    return s->kind == PLUTO_S_WHILE || s->kind == PLUTO_S_FOR ||
           s->kind == PLUTO_S_REPEAT;
}

/* ---- levels -------------------------------------------------------------- */

static bool
level_fits(const struct pluto_run *run, const struct run_task *t, size_t i)
{
    const struct run_level *l = &t->level[i];
    if (l->pc > l->code->n)
        return false;
    if (i == 0)
        return true;
    const struct run_level *below = &t->level[i - 1];
    if (below->pc >= below->code->n ||
        below->code->stmt[below->pc]->id != l->stmt)
        return false;
    const struct pluto_stmt *s = run->p->stmt[l->stmt];
    if (s->kind == PLUTO_S_STEP)
        return l->block != PLUTO_WATCHDOG;
    return s->kind != PLUTO_S_PARALLEL && l->code->n > 0;
}

static bool
main_fits(const struct pluto_run *run, const struct run_task *t)
{
    if (t->parent != PLUTO_NIL || t->root != PLUTO_NIL || t->guard != RUN_ARMED)
        return false;
    if (run->is_over)
        return t->n == 0;
    return t->n > 0 && t->level[0].stmt == PLUTO_NIL &&
           t->level[0].block != PLUTO_WATCHDOG;
}

/* The first level of a branch or guard is its place. */
static bool
place_fits(const struct run_task *t, uint32_t stmt, uint32_t block)
{
    const struct run_level *l = &t->level[0];
    return l->stmt == stmt && l->block == block && l->pc < l->code->n &&
           l->code->stmt[l->pc]->id == t->root;
}

static bool
branch_fits(const struct run_task *t, const struct run_task *parent)
{
    const struct pluto_stmt *s = run_now(parent);
    return t->guard == RUN_ARMED && t->n > 0 && t->depth == parent->n &&
           s != NULL && s->kind == PLUTO_S_PARALLEL &&
           parent->wait.kind == RUN_BRANCHES && place_fits(t, s->id, 0);
}

static bool
guard_fits(const struct pluto_run *run, const struct run_task *t,
    const struct run_task *parent)
{
    if (t->n == 0 || t->depth >= parent->n ||
        !run_is_body(run->p, parent, t->depth) ||
        parent->level[t->depth].block != PLUTO_MAIN ||
        !place_fits(t, parent->level[t->depth].stmt, PLUTO_WATCHDOG))
        return false;
    uint32_t block = t->n > 1 ? t->level[1].block : PLUTO_PART_COUNT;
    switch ((enum run_guard)t->guard) {
    case RUN_ARMED:
        return block == PLUTO_PRECONDITIONS;
    case RUN_FIRED:
        return block == PLUTO_PRECONDITIONS && t->n == 2 && run_now(t) == NULL;
    case RUN_ACTIVE:
        return block != PLUTO_PRECONDITIONS &&
               parent->level[t->depth].is_suspended;
    case RUN_DORMANT:
        return t->n == 2;
    case RUN_DONE:
        return t->n == 1;
    case RUN_GUARD_COUNT:
        break;
    }
    return false;
}

static bool
levels_fit(const struct pluto_run *run, size_t at)
{
    const struct run_task *t = run->task[at];
    for (size_t i = 0; i < t->n; i++)
        if (!level_fits(run, t, i))
            return false;
    if (t->id >= run->tasks || (t->kind == RUN_MAIN) != (at == 0))
        return false;
    if (t->kind == RUN_MAIN)
        return main_fits(run, t);
    for (size_t i = 0; i < at; i++) {
        if (run->task[i]->id == t->id)
            return false;
        if (run->task[i]->id == t->parent)
            return t->kind == RUN_BRANCH ? branch_fits(t, run->task[i])
                                         : guard_fits(run, t, run->task[i]);
    }
    return false;
}

/* ---- waits --------------------------------------------------------------- */

static bool
is_dry_kind(const struct pluto_stmt *s)
{
    return s->kind == PLUTO_S_WAIT_UNTIL || s->kind == PLUTO_S_WAIT_FOR ||
           s->kind == PLUTO_S_WAIT_EVENT || s->kind == PLUTO_S_CHECK ||
           s->kind == PLUTO_S_CONFIRM || s->kind == PLUTO_S_INITIATE;
}

static bool
stage_fits(const struct pluto_run *run, const struct run_task *t,
    const struct pluto_stmt *s)
{
    bool is_own = !(t->kind == RUN_GUARD && t->n == 1);
    switch ((enum run_stage)t->stage) {
    case RUN_STAGE_NONE:
        return s != NULL && s->kind == PLUTO_S_ASK && t->has_begun;
    case RUN_STAGE_TELL:
    case RUN_STAGE_ACTOR:
        return s != NULL && is_own && !t->has_begun;
    case RUN_STAGE_CONTINUE:
        return s != NULL && t->has_begun && t->outcome < PLUTO_OUTCOME_COUNT &&
               (s->kind == PLUTO_S_STEP || s->kind == PLUTO_S_CONFIRM);
    case RUN_STAGE_ENTER:
        return s != NULL && !t->has_begun && run_is_body(run->p, t, t->n - 1) &&
               t->level[t->n - 1].block == PLUTO_MAIN;
    case RUN_STAGE_TICK:
        return s == NULL && run_is_body(run->p, t, t->n - 1) &&
               t->level[t->n - 1].block == PLUTO_MAIN;
    case RUN_STAGE_GUARD:
        return t->kind == RUN_GUARD && t->guard == RUN_FIRED;
    case RUN_STAGE_DRY:
        return s != NULL && t->has_begun && is_dry_kind(s);
    case RUN_STAGE_COUNT:
        break;
    }
    return false;
}

static bool
prompt_fits(const struct pluto_run *run, const struct run_task *t,
    const struct pluto_stmt *s)
{
    const struct run_prompt *q = run_prompt_find(run, t->wait.prompt);
    if (t->wait.word == NULL && (q == NULL || q->task != t->id))
        return false;
    if (t->wait.word != NULL && (q != NULL || t->wait.text == NULL))
        return false;
    return stage_fits(run, t, s);
}

static bool
wait_fits(const struct pluto_run *run, const struct run_task *t)
{
    if (t->wait.kind == RUN_NO_WAIT)
        return true;
    if (t->n == 0)
        return false;
    const struct pluto_stmt *s = run_now(t);
    const struct run_level *top = &t->level[t->n - 1];
    if (t->wait.kind == RUN_PROMPT)
        return prompt_fits(run, t, s);
    if (t->kind == RUN_GUARD && (t->n == 1 || t->guard >= RUN_FIRED) &&
        t->guard != RUN_ACTIVE)
        return false;
    if (s == NULL)
        return t->wait.kind == RUN_GRACE && top->stmt != PLUTO_NIL &&
               is_loop(run->p->stmt[top->stmt]);
    if (!t->has_begun)
        return false;
    switch ((enum run_wait_kind)t->wait.kind) {
    case RUN_GRACE:
        return s->kind != PLUTO_S_STEP && s->kind != PLUTO_S_PARALLEL;
    case RUN_COND:
        return s->kind == PLUTO_S_WAIT_UNTIL;
    case RUN_TIME:
        return s->kind == PLUTO_S_WAIT_UNTIL || s->kind == PLUTO_S_WAIT_FOR;
    case RUN_EVENT:
        return s->kind == PLUTO_S_WAIT_EVENT;
    case RUN_ACTIVITY:
        return s->kind == PLUTO_S_CONFIRM;
    case RUN_BRANCHES:
        return s->kind == PLUTO_S_PARALLEL;
    case RUN_NO_WAIT:
    case RUN_PROMPT:
    case RUN_WAIT_COUNT:
        break;
    }
    return false;
}

/* A step that has begun is a level, unless its continuation is asked, or it
 * begins again. */
static bool
position_fits(const struct pluto_run *run, const struct run_task *t)
{
    (void)run;
    const struct pluto_stmt *s = run_now(t);
    if (t->n > 0 && s == NULL && t->kind != RUN_MAIN && t->n == 1)
        return false;
    return !(t->kind == RUN_GUARD && t->n == 1 && t->guard == RUN_ACTIVE &&
             t->wait.kind != RUN_PROMPT);
}

/* ---- the rest ------------------------------------------------------------ */

static bool
activities_fit(const struct pluto_run *run)
{
    for (size_t i = 0; i < run->n_activities; i++) {
        const struct run_activity *a = &run->activity[i];
        const struct pluto_stmt *s = run->p->stmt[a->stmt];
        if ((s->kind != PLUTO_S_CONFIRM && s->kind != PLUTO_S_INITIATE) ||
            a->instance == 0 || a->instance > run->instances ||
            (a->is_over && a->outcome >= PLUTO_OUTCOME_COUNT))
            return false;
    }
    return true;
}

static bool
prompts_fit(const struct pluto_run *run)
{
    for (size_t i = 0; i < run->n_prompts; i++) {
        const struct run_prompt *q = run->prompt[i];
        const struct run_task *t = run_task_find(run, q->task);
        if (t == NULL || t->wait.kind != RUN_PROMPT ||
            t->wait.prompt != q->number || q->number > run->prompts)
            return false;
    }
    return true;
}

static bool
items_fit(const struct pluto_run *run)
{
    for (size_t i = 0; i <= run->p->n_stmts; i++)
        if (run->item[i].instance > run->instances ||
            run->item[i].change > run->changes)
            return false;
    for (uint32_t i = 0; i < run->n_events; i++)
        if (run->event[i].delivered > run->event[i].raised)
            return false;
    return true;
}

/* A body that is suspended has a guard that can end it. */
static bool
is_guarded(const struct pluto_run *run, const struct run_task *t, size_t level)
{
    for (size_t i = 0; i < run->n_tasks; i++) {
        const struct run_task *g = run->task[i];
        if (g->kind == RUN_GUARD && g->parent == t->id && g->depth == level &&
            (g->guard == RUN_ACTIVE || g->guard == RUN_FIRED))
            return true;
    }
    return false;
}

static bool
suspension_fits(const struct pluto_run *run, const struct run_task *t)
{
    for (size_t l = 0; l < t->n; l++)
        if (t->level[l].is_suspended && !is_guarded(run, t, l))
            return false;
    return true;
}

/* What is not saved since it follows from the rest. */
static void
complete(struct run_task *t)
{
    const struct pluto_stmt *s = run_now(t);
    struct run_wait *w = &t->wait;
    if (w->kind != RUN_COND && w->kind != RUN_GRACE)
        return;
    bool is_dirty = w->is_dirty;
    run_collect(s != NULL ? run_looked_at(s) : NULL, w);
    w->is_dirty = is_dirty;
}

bool
run_fits_tree(struct pluto_run *run)
{
    bool wants_tasks = run->is_begun;
    if ((run->n_tasks > 0) != wants_tasks || (run->is_over && !run->is_begun) ||
        (run->is_over && run->n_tasks != 1) || run->now < 0 ||
        run->now > INT64_MAX / 4 * 3 || run->begun > run->now)
        return false;
    for (size_t i = 0; i < run->n_tasks; i++)
        if (!levels_fit(run, i) || !wait_fits(run, run->task[i]) ||
            !position_fits(run, run->task[i]) ||
            !suspension_fits(run, run->task[i]))
            return false;
    if (!activities_fit(run) || !prompts_fit(run) || !items_fit(run))
        return false;
    for (size_t i = 0; i < run->n_tasks; i++)
        complete(run->task[i]);
    return true;
}
