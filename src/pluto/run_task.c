/*
 * run_task.c - tasks and their levels.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/run_priv.h"

#include <assert.h>
#include <stdlib.h>

#include "common/xalloc.h"

void
run_wait_fini(struct run_wait *wait)
{
    free(wait->word);
    free(wait->text);
    free(wait->person);
    free(wait->parameter);
    *wait = (struct run_wait){.deadline = RUN_NEVER};
}

/* In source order; the procedure's own task is the first. */
static uint64_t
order_of(uint32_t root)
{
    return root == PLUTO_NIL ? 0 : (uint64_t)root + 1;
}

struct run_task *
run_task_new(struct pluto_run *run, enum run_task_kind kind, uint32_t parent,
    uint32_t depth, uint32_t root)
{
    struct run_task *t = xcalloc(1, sizeof *t);
    t->id = run->tasks++;
    t->kind = (uint8_t)kind;
    t->parent = parent;
    t->depth = depth;
    t->root = root;
    t->outcome = PLUTO_NOT_AVAILABLE;
    t->wait.deadline = RUN_NEVER;
    run->task = (struct run_task **)xgrow((void *)run->task, run->n_tasks,
        &run->cap_tasks, sizeof(struct run_task *));
    size_t at = run->n_tasks++;
    for (; at > 0 && order_of(run->task[at - 1]->root) > order_of(root); at--)
        run->task[at] = run->task[at - 1];
    run->task[at] = t;
    return t;
}

static void
level_fini(struct run_level *level)
{
    pluto_value_fini(&level->next);
    pluto_value_fini(&level->to);
    pluto_value_fini(&level->by);
}

void
run_task_free(struct pluto_run *run, struct run_task *t)
{
    size_t at = 0;
    while (at < run->n_tasks && run->task[at] != t)
        at++;
    assert(at < run->n_tasks);
    run->n_tasks--;
    for (; at < run->n_tasks; at++)
        run->task[at] = run->task[at + 1];
    while (t->n > 0)
        run_pop(t);
    run_wait_fini(&t->wait);
    free(t->level);
    free(t);
}

struct run_task *
run_task_find(const struct pluto_run *run, uint32_t id)
{
    for (size_t i = 0; i < run->n_tasks; i++)
        if (run->task[i]->id == id)
            return run->task[i];
    return NULL;
}

struct run_level *
run_top(struct run_task *t)
{
    assert(t->n > 0);
    return &t->level[t->n - 1];
}

struct run_level *
run_push(
    struct pluto_run *run, struct run_task *t, uint32_t stmt, uint32_t block)
{
    const struct pluto_block *code = run_block(run->p, stmt, block);
    assert(code != NULL && t->n < RUN_DEPTH_MAX);
    t->level = xgrow(t->level, t->n, &t->cap, sizeof *t->level);
    t->level[t->n] = (struct run_level){.stmt = stmt,
        .block = block,
        .code = code,
        .deadline = RUN_NEVER,
        .floor = INT64_MIN};
    t->has_begun = false;
    return &t->level[t->n++];
}

void
run_pop(struct run_task *t)
{
    assert(t->n > 0);
    level_fini(&t->level[--t->n]);
}

const struct pluto_stmt *
run_now(const struct run_task *t)
{
    if (t->n == 0)
        return NULL;
    const struct run_level *l = &t->level[t->n - 1];
    return l->pc < l->code->n ? l->code->stmt[l->pc] : NULL;
}

bool
run_is_body(const struct pluto *p, const struct run_task *t, size_t i)
{
    if (t->kind == RUN_GUARD && i == 0)
        return false;
    return run_body(p, t->level[i].stmt) != NULL;
}

size_t
run_body_of(const struct pluto *p, const struct run_task *t)
{
    for (size_t i = t->n; i > 0; i--)
        if (run_is_body(p, t, i - 1))
            return i - 1;
    return SIZE_MAX;
}

bool
run_in_conditions(const struct pluto *p, const struct run_task *t)
{
    size_t body = run_body_of(p, t);
    return body != SIZE_MAX && (t->level[body].block == PLUTO_PRECONDITIONS ||
                                   t->level[body].block == PLUTO_CONFIRMATION);
}

bool
run_is_held(const struct pluto_run *run, const struct run_task *t)
{
    size_t depth = t->n;
    for (; t != NULL;) {
        for (size_t i = 0; i < depth && i < t->n; i++)
            if (t->level[i].is_suspended)
                return true;
        depth = t->depth;
        t = t->parent == PLUTO_NIL ? NULL : run_task_find(run, t->parent);
    }
    return false;
}

struct run_task *
run_guard_of(const struct pluto_run *run, const struct run_task *t)
{
    while (t != NULL && t->kind != RUN_GUARD)
        t = t->parent == PLUTO_NIL ? NULL : run_task_find(run, t->parent);
    return t == NULL ? NULL : run_task_find(run, t->id);
}
