/*
 * run_parallel.c - in parallel: one task for each branch.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/run_priv.h"

enum run_go
run_parallel(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    t->wait.kind = RUN_BRANCHES;
    t->wait.began = run->now;
    uint32_t parent = t->id, depth = (uint32_t)t->n;
    for (uint32_t i = 0; i < s->parallel.block.n; i++) {
        struct run_task *b = run_task_new(
            run, RUN_BRANCH, parent, depth, s->parallel.block.stmt[i]->id);
        run_push(run, b, s->id, 0)->pc = i;
    }
    return GO_WAIT;
}

enum run_go
run_parallel_poll(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    (void)s;
    for (size_t i = 0; i < run->n_tasks; i++) {
        const struct run_task *b = run->task[i];
        if (b->kind == RUN_BRANCH && b->parent == t->id && b->depth == t->n)
            return GO_STAY;
    }
    return GO_NEXT;
}
