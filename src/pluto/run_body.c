/*
 * run_body.c - the life of procedures and steps, pluto.md 7.2.
 *
 * What ends a body can free the task that called: after run_body_over() and
 * those that use it, a caller leaves its task alone.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/run_priv.h"

static void
set_status(struct pluto_run *run, uint32_t body, enum pluto_execution execution)
{
    run_item(run, body)->execution = (uint8_t)execution;
    run_touch(run, body);
    run_record_status(run, body);
}

static void
set_block(struct pluto_run *run, struct run_level *l, enum pluto_part part)
{
    l->block = part;
    l->pc = 0;
    l->code = run_block(run->p, l->stmt, part);
}

static bool
has_part(const struct run_level *l, const struct pluto *p, enum pluto_part part)
{
    return run_block(p, l->stmt, part)->n > 0;
}

static void
forget_values(struct pluto_run *run, uint32_t body)
{
    size_t i = run_body_index(run, body);
    const struct pluto_body *b = run_body(run->p, body);
    for (uint32_t v = 0; v < b->n_vars; v++)
        pluto_value_fini(&run->var[run->var_at[i] + v]);
    for (uint32_t v = 0; v < b->n_saved; v++) {
        struct run_saved *saved = &run->saved[run->saved_at[i] + v];
        pluto_value_fini(&saved->value);
        pluto_value_fini(&saved->raw);
        *saved = (struct run_saved){0};
    }
}

static void
begin_main(struct pluto_run *run, struct run_task *t)
{
    struct run_level *l = run_top(t);
    set_block(run, l, PLUTO_MAIN);
    t->has_begun = false;
    set_status(run, l->stmt, PLUTO_X_EXECUTING);
    if (run_n_values(run, l->stmt) == 0)
        run_arm(run, t, t->n - 1);
}

void
run_body_begin(struct pluto_run *run, struct run_task *t, uint32_t stmt)
{
    forget_values(run, stmt);
    struct run_level *l = run_push(run, t, stmt, PLUTO_PRECONDITIONS);
    if (!has_part(l, run->p, PLUTO_PRECONDITIONS) &&
        !run_is_guard(run->p, stmt)) {
        begin_main(run, t);
        return;
    }
    struct run_item *item = run_item(run, stmt);
    item->execution = PLUTO_X_PRECONDITIONS;
    run_touch(run, stmt);
    if (!run_is_guard(run->p, stmt))
        run_record_status(run, stmt);
}

/* Guards of the body at `depth` watch no more. */
static void disarm(struct pluto_run *run, struct run_task *t, size_t depth);

static enum run_go
end_main(struct pluto_run *run, struct run_task *t)
{
    enum run_go go = run_has_fired(run, t) ? GO_STAY : run_ending(run, t);
    if (go != GO_NEXT)
        return go;
    struct run_level *l = run_top(t);
    disarm(run, t, t->n - 1);
    if (!has_part(l, run->p, PLUTO_CONFIRMATION)) {
        run_body_over(run, t, t->n - 1,
            l->is_failed ? PLUTO_NOT_CONFIRMED : PLUTO_CONFIRMED,
            l->is_failed ? PLUTO_R_USER : PLUTO_R_NONE, NULL);
        return GO_ELSE;
    }
    set_block(run, l, PLUTO_CONFIRMATION);
    t->has_begun = false;
    set_status(run, l->stmt, PLUTO_X_CONFIRMATION);
    return GO_ELSE;
}

enum run_go
run_body_end_block(struct pluto_run *run, struct run_task *t)
{
    struct run_level *l = run_top(t);
    if (l->block == PLUTO_MAIN)
        return end_main(run, t);
    if (l->block == PLUTO_CONFIRMATION) {
        run_body_over(run, t, t->n - 1,
            l->is_failed ? PLUTO_NOT_CONFIRMED : PLUTO_CONFIRMED,
            l->is_failed ? PLUTO_R_USER : PLUTO_R_NONE, NULL);
        return GO_ELSE;
    }
    if (t->kind == RUN_GUARD && t->n == 2)
        return run_guard_go(run, t) ? GO_ELSE : GO_STAY;
    begin_main(run, t);
    return GO_ELSE;
}

void
run_main_begin(struct pluto_run *run, struct run_task *t)
{
    begin_main(run, t);
}

void
run_drop(struct pluto_run *run, struct run_task *t)
{
    if (t->wait.kind == RUN_ACTIVITY)
        run_leave(run, t->wait.instance);
    if (t->wait.kind == RUN_PROMPT)
        run_prompt_withdraw(run, t->wait.prompt);
    run_wait_fini(&t->wait);
    t->before = 0;
    t->is_over = false;
    t->may_pass = false;
}

/* The top level of a task ends with all that belongs to it. */
static void drop_level(struct pluto_run *run, struct run_task *t);

static void
kill_task(struct pluto_run *run, struct run_task *t)
{
    while (t->n > 0)
        drop_level(run, t);
    run_task_free(run, t);
}

static void
kill_children(struct pluto_run *run, const struct run_task *t,
    enum run_task_kind kind, size_t depth)
{
    for (size_t i = 0; i < run->n_tasks;) {
        struct run_task *c = run->task[i];
        if (c->kind == kind && c->parent == t->id && c->depth == depth) {
            kill_task(run, c);
            i = 0;
        } else {
            i++;
        }
    }
}

static void
disarm(struct pluto_run *run, struct run_task *t, size_t depth)
{
    kill_children(run, t, RUN_GUARD, depth);
}

void
run_branches_end(struct pluto_run *run, const struct run_task *t)
{
    kill_children(run, t, RUN_BRANCH, t->n);
}

/* An activity that nobody waits for any more may still end in any way. */
static void
end_statement(struct pluto_run *run, const struct pluto_stmt *s)
{
    struct run_item *item = run_item(run, s->id);
    if (item->instance != 0 && item->execution != PLUTO_X_COMPLETED) {
        item->mark = PLUTO_MARK_FAILED;
        item->reason = PLUTO_R_OUTSIDE;
        run_detail(run, s->id, "no longer awaited");
        return;
    }
    if (item->execution != PLUTO_X_COMPLETED &&
        item->execution != PLUTO_X_NOT_INITIATED)
        run_item_end(run, s->id, PLUTO_ABORTED, PLUTO_R_OUTSIDE);
}

/* A guard that did not fire is not aborted: it watched, and that is over. */
static bool
only_watched(const struct run_task *t)
{
    return t->kind == RUN_GUARD && t->n == 2 &&
           (t->guard == RUN_ARMED || t->guard == RUN_DORMANT ||
               t->guard == RUN_FIRED);
}

static void
watched(struct pluto_run *run, uint32_t stmt)
{
    struct run_item *item = run_item(run, stmt);
    item->execution = PLUTO_X_NOT_INITIATED;
    item->mark = PLUTO_MARK_TODO;
    run_touch(run, stmt);
}

static void
drop_body(struct pluto_run *run, const struct run_task *t, uint32_t stmt)
{
    if (!only_watched(t)) {
        run_item_end(run, stmt, PLUTO_ABORTED, PLUTO_R_OUTSIDE);
        run_record_status(run, stmt);
        return;
    }
    watched(run, stmt);
}

static void
drop_level(struct pluto_run *run, struct run_task *t)
{
    run_drop(run, t);
    kill_children(run, t, RUN_BRANCH, t->n);
    const struct pluto_stmt *s = run_now(t);
    bool is_body = run_is_body(run->p, t, t->n - 1);
    if (s != NULL && only_watched(t) && s->kind != PLUTO_S_STEP)
        watched(run, s->id);
    else if (s != NULL && t->has_begun && s->kind != PLUTO_S_STEP)
        end_statement(run, s);
    t->has_begun = true; /* what holds this level */
    if (is_body) {
        disarm(run, t, t->n - 1);
        drop_body(run, t, run_top(t)->stmt);
    }
    run_pop(t);
}

void
run_unwind(struct pluto_run *run, struct run_task *t, size_t depth)
{
    while (t->n - 1 > depth)
        drop_level(run, t);
    run_drop(run, t);
    kill_children(run, t, RUN_BRANCH, t->n);
    const struct pluto_stmt *s = run_now(t);
    if (s != NULL && only_watched(t) && s->kind != PLUTO_S_STEP)
        watched(run, s->id);
    else if (s != NULL && t->has_begun && s->kind != PLUTO_S_STEP)
        end_statement(run, s);
    t->has_begun = false;
}

void
run_body_over(struct pluto_run *run, struct run_task *t, size_t depth,
    enum pluto_outcome outcome, enum pluto_reason reason, const char *why)
{
    run_unwind(run, t, depth);
    disarm(run, t, depth);
    uint32_t stmt = run_top(t)->stmt;
    if (why != NULL)
        run_detail(run, stmt, why);
    run_item_end(run, stmt, outcome, reason);
    run_record_status(run, stmt);
    run_pop(t);
    if (stmt == PLUTO_NIL) {
        run->is_over = true;
        run->is_paused = false;
        return;
    }
    t->has_begun = true;
    run_taken(run, stmt, outcome);
    run_continue(run, t, run->p->stmt[stmt], outcome);
}

/* The innermost body around a task's position, maybe of a task above it. */
static size_t
body_around(struct pluto_run *run, struct run_task **t)
{
    size_t d = run_body_of(run->p, *t);
    while (d == SIZE_MAX) {
        *t = run_task_find(run, (*t)->parent);
        d = run_body_of(run->p, *t);
    }
    return d;
}

void
run_abort_around(struct pluto_run *run, struct run_task *t,
    enum pluto_reason reason, const char *why)
{
    size_t d = body_around(run, &t);
    run_body_over(run, t, d, PLUTO_ABORTED, reason, why);
}

void
run_terminate(struct pluto_run *run, struct run_task *t, size_t depth)
{
    run_unwind(run, t, depth);
    disarm(run, t, depth);
    struct run_level *l = run_top(t);
    run_record(run, PLUTO_T_TERM, l->stmt, run_name(run, l->stmt),
        "main body terminated", NULL);
    set_block(run, l, PLUTO_MAIN);
    l->pc = l->code->n; /* its end: the confirmation follows */
}

void
run_terminate_around(struct pluto_run *run, struct run_task *t)
{
    size_t d = body_around(run, &t);
    run_terminate(run, t, d);
}

void
run_restart_main(struct pluto_run *run, struct run_task *t, size_t depth)
{
    run_unwind(run, t, depth);
    struct run_level *l = run_top(t);
    run_record(run, PLUTO_T_RESTA, l->stmt, run_name(run, l->stmt),
        "main body restarted", NULL);
    l->entered = 0;
    l->is_entered = false;
    l->is_failed = false;
    set_block(run, l, PLUTO_MAIN);
}

void
run_condition_failed(struct pluto_run *run, struct run_task *t, const char *why)
{
    size_t d = run_body_of(run->p, t);
    uint32_t stmt = t->level[d].stmt;
    if (t->level[d].block == PLUTO_CONFIRMATION) {
        run_body_over(
            run, t, d, PLUTO_NOT_CONFIRMED, PLUTO_R_CONFIRMATION, why);
        return;
    }
    if (t->kind == RUN_GUARD && d == 1) {
        run_guard_dormant(run, t, why);
        return;
    }
    run_record(run, PLUTO_T_PREC, stmt, run_name(run, stmt),
        "preconditions not satisfied", why);
    run_body_over(run, t, d, PLUTO_ABORTED, PLUTO_R_PRECONDITION, why);
}

enum run_go
run_error(struct pluto_run *run, struct run_task *t, const char *why)
{
    const struct pluto_stmt *s = run_now(t);
    struct strbuf item = {0};
    uint32_t stmt = s != NULL ? s->id : PLUTO_NIL;
    if (s != NULL)
        pluto_heading(run->p, s->id, &item);
    run_record(run, PLUTO_T_ERROR, stmt, strbuf_get(&item), why, NULL);
    strbuf_fini(&item);
    if (s != NULL && s->kind != PLUTO_S_STEP) {
        run_detail(run, s->id, why);
        run_item_end(run, s->id, PLUTO_ABORTED, PLUTO_R_ERROR);
    }
    size_t d = run_body_of(run->p, t);
    if (t->kind == RUN_GUARD && d == 1 &&
        t->level[d].block == PLUTO_PRECONDITIONS)
        run_guard_dormant(run, t, why);
    else
        run_abort_around(run, t, PLUTO_R_ERROR, why);
    return GO_ELSE;
}

void
run_next(struct pluto_run *run, struct run_task *t)
{
    const struct pluto_stmt *s = run_now(t);
    run_item(run, s->id)->restarts = 0;
    t->has_begun = t->may_pass = false;
    t->before = 0;
    run_wait_fini(&t->wait);
    if (t->kind != RUN_BRANCH || t->n > 1) {
        run_top(t)->pc++;
        return;
    }
    /* A branch ends; in a race the others have lost. */
    struct run_task *parent = run_task_find(run, t->parent);
    uint32_t parallel = t->level[0].stmt;
    bool is_race = run->p->stmt[parallel]->parallel.until_one;
    run_pop(t);
    run_task_free(run, t);
    if (is_race)
        run_branches_end(run, parent);
}
