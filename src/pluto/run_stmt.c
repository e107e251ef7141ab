/*
 * run_stmt.c - the next bit of work of a task.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/run_priv.h"

#include <assert.h>

#include "common/attr.h"

static enum run_go
begin_step(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    run_body_begin(run, t, s->id);
    return GO_ELSE;
}

static enum run_go
begin_context(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    run_push(run, t, s->id, 0);
    return GO_ELSE;
}

/* `poll` while it waits; NULL: it begins again (unknown data). */
static const struct {
    run_stmt_fn begin, poll;
} statement[] = {
    [PLUTO_S_STEP] = {begin_step, NULL},
    [PLUTO_S_CONFIRM] = {run_initiate, run_confirm_poll},
    [PLUTO_S_INITIATE] = {run_initiate, run_confirm_poll},
    [PLUTO_S_CONTEXT] = {begin_context, NULL},
    [PLUTO_S_PARALLEL] = {run_parallel, run_parallel_poll},
    [PLUTO_S_INFORM] = {run_text, NULL},
    [PLUTO_S_LOG] = {run_text, NULL},
    [PLUTO_S_ASSIGN] = {run_assign, NULL},
    [PLUTO_S_IF] = {run_if, NULL},
    [PLUTO_S_CASE] = {run_case, NULL},
    [PLUTO_S_WHILE] = {run_loop, NULL},
    [PLUTO_S_FOR] = {run_loop, NULL},
    [PLUTO_S_REPEAT] = {run_loop, NULL},
    [PLUTO_S_WAIT_UNTIL] = {run_wait_until, run_wait_poll},
    [PLUTO_S_WAIT_FOR] = {run_wait_for, run_wait_poll},
    [PLUTO_S_WAIT_EVENT] = {run_wait_event, run_wait_poll},
    [PLUTO_S_RAISE] = {run_raise, NULL},
    [PLUTO_S_SAVE] = {run_save_context, NULL},
    [PLUTO_S_OBJECT] = {run_object, NULL},
    [PLUTO_S_CHECK] = {run_check, NULL},
    [PLUTO_S_ASK] = {run_ask, NULL},
};
static_assert(ARRAY_LEN(statement) == PLUTO_S_COUNT, "one row each");

/* Those whose items end with their continuation or with their block. */
static bool
ends_itself(const struct pluto_stmt *s)
{
    return s->kind == PLUTO_S_STEP || s->kind == PLUTO_S_CONFIRM ||
           s->kind == PLUTO_S_INITIATE;
}

static bool
settle(struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s,
    enum run_go go)
{
    if (go == GO_STAY)
        return false;
    if (go == GO_NEXT) {
        if (!ends_itself(s))
            run_item_end(run, s->id, PLUTO_CONFIRMED, PLUTO_R_NONE);
        run_next(run, t);
    }
    return true;
}

static bool
begin(struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    if (!t->has_begun) {
        if (!run_may_begin(run, t, s))
            return false;
        enum run_go go = run_before(run, t, s);
        if (go != GO_NEXT)
            return go != GO_STAY;
        t->has_begun = true;
        t->may_pass = false;
        run_item_begin(run, s->id);
    }
    return settle(run, t, s, statement[s->kind].begin(run, t, s));
}

static bool
poll(struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    if (t->wait.kind == RUN_PROMPT) {
        if (!run_is_answered(t))
            return false;
        if (!t->has_begun)
            return begin(run, t, s);
        if (t->stage == RUN_STAGE_CONTINUE)
            return settle(run, t, s, run_continue_answered(run, t, s));
    }
    run_stmt_fn fn = statement[s->kind].poll;
    if (fn == NULL || t->wait.kind == RUN_GRACE)
        fn = statement[s->kind].begin;
    return settle(run, t, s, fn(run, t, s));
}

/* The block at the top came to its end. */
static bool
end_block(struct pluto_run *run, struct run_task *t)
{
    if (run_is_body(run->p, t, t->n - 1))
        return run_body_end_block(run, t) != GO_STAY;
    const struct pluto_stmt *s = run->p->stmt[run_top(t)->stmt];
    bool is_loop = s->kind == PLUTO_S_WHILE || s->kind == PLUTO_S_FOR ||
                   s->kind == PLUTO_S_REPEAT;
    if (is_loop)
        return settle(run, t, s, run_loop_again(run, t));
    run_pop(t);
    t->has_begun = true;
    return settle(run, t, s, GO_NEXT);
}

bool
run_task_go(struct pluto_run *run, struct run_task *t)
{
    if (t->n == 0 || t->not_before > run->now || run_is_held(run, t))
        return false;
    if (t->kind == RUN_GUARD && t->guard == RUN_FIRED)
        return run_guard_go(run, t);
    if (t->kind == RUN_GUARD && t->guard >= RUN_DORMANT)
        return false;
    const struct pluto_stmt *s = run_now(t);
    if (s == NULL)
        return end_block(run, t);
    enum run_go go = run_entering(run, t);
    if (go != GO_NEXT)
        return go != GO_STAY;
    if (t->wait.kind != RUN_NO_WAIT)
        return poll(run, t, s);
    return begin(run, t, s);
}
