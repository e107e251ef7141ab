/*
 * run_watchdog.c - guards: the steps of a watchdog body, pluto.md 7.5.
 *
 * A guard's task has two levels: its place in the watchdog body it belongs to,
 * and its own step.  Those of one body run one after the other; the strongest
 * of what they decide is carried out when none of them is left to run.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/run_priv.h"

static void
record(struct pluto_run *run, const struct run_task *g, const char *text,
    const char *more)
{
    run_record(run, PLUTO_T_GUARD, g->root, run_name(run, g->root), text, more);
}

void
run_guard_begin(struct pluto_run *run, struct run_task *g, bool edge)
{
    g->guard = RUN_ARMED;
    g->needs_edge = edge;
    g->not_before = 0;
    g->has_begun = true;
    run_item_begin(run, g->root);
    run_body_begin(run, g, g->root);
    run_item(run, g->root)->mark = PLUTO_MARK_ARMED;
    record(run, g, edge ? "armed again" : "armed", NULL);
}

void
run_arm(struct pluto_run *run, struct run_task *t, size_t depth)
{
    uint32_t body = t->level[depth].stmt, parent = t->id;
    const struct pluto_block *b = run_block(run->p, body, PLUTO_WATCHDOG);
    for (uint32_t i = 0; i < b->n; i++) {
        uint32_t root = b->stmt[i]->id;
        struct run_task *g =
            run_task_new(run, RUN_GUARD, parent, (uint32_t)depth, root);
        run_push(run, g, body, PLUTO_WATCHDOG)->pc = i;
        run_item(run, root)->restarts = 0;
        run_guard_begin(run, g, false);
    }
}

bool
run_is_guarded(
    const struct pluto_run *run, const struct run_task *t, size_t depth)
{
    for (size_t i = 0; i < run->n_tasks; i++) {
        const struct run_task *g = run->task[i];
        if (g->kind == RUN_GUARD && g->parent == t->id && g->depth == depth)
            return true;
    }
    return false;
}

static bool
is_sibling(const struct run_task *a, const struct run_task *b)
{
    return a != b && a->kind == RUN_GUARD && a->parent == b->parent &&
           a->depth == b->depth;
}

static bool
has_sibling(
    const struct pluto_run *run, const struct run_task *g, enum run_guard state)
{
    for (size_t i = 0; i < run->n_tasks; i++)
        if (is_sibling(run->task[i], g) && run->task[i]->guard == state)
            return true;
    return false;
}

bool
run_has_fired(const struct pluto_run *run, const struct run_task *t)
{
    for (size_t i = 0; i < run->n_tasks; i++) {
        const struct run_task *g = run->task[i];
        if (g->kind == RUN_GUARD && g->parent == t->id &&
            g->depth == t->n - 1 && g->guard == RUN_FIRED)
            return true;
    }
    return false;
}

static void
activate(struct pluto_run *run, struct run_task *g)
{
    run_wait_fini(&g->wait);
    g->before = 0;
    g->guard = RUN_ACTIVE;
    run_item(run, g->root)->mark = PLUTO_MARK_NOW;
    run_main_begin(run, g);
    struct run_level *l = &run_task_find(run, g->parent)->level[g->depth];
    if (l->is_suspended)
        return;
    l->is_suspended = true;
    l->suspended = run->now;
    run_touch(run, l->stmt);
    run_record(run, PLUTO_T_SUSP, l->stmt, run_name(run, l->stmt),
        "main body suspended", run_name(run, g->root));
}

/* In a pause a person decides; `before` remembers "keep holding".  True: it
 * may run. */
static bool
is_allowed(struct pluto_run *run, struct run_task *g, bool *has_asked)
{
    if (!run->is_paused || run->config.catalogue->guards_are_automatic ||
        run_guard_of(run, run_task_find(run, g->parent)) != NULL) {
        run_drop(run, g);
        return true;
    }
    if (g->wait.kind == RUN_PROMPT && g->wait.word != NULL) {
        bool runs = str_eq(g->wait.word, "run");
        run_wait_fini(&g->wait);
        g->before = RUN_STAGE_GUARD;
        *has_asked = true;
        return runs;
    }
    if (g->wait.kind == RUN_PROMPT || g->before == RUN_STAGE_GUARD)
        return false;
    struct strbuf text = {0};
    strbuf_addf(
        &text, "%s has fired in a pause: run it?", run_name(run, g->root));
    struct run_prompt *q = run_ask_person(
        run, g, PLUTO_ASK_GUARD, RUN_STAGE_GUARD, CATALOGUE_OPERATOR, text.s);
    run_prompt_answer(q, "run", "the guard runs now, in the pause");
    run_prompt_answer(q, "hold", "the guard runs when the pause ends");
    strbuf_fini(&text);
    *has_asked = true;
    return false;
}

bool
run_guard_go(struct pluto_run *run, struct run_task *g)
{
    bool changed = g->guard == RUN_ARMED;
    if (changed) {
        g->guard = RUN_FIRED;
        record(run, g, "fired", NULL);
        run_touch(run, g->root);
    }
    if (has_sibling(run, g, RUN_ACTIVE) || !is_allowed(run, g, &changed))
        return changed;
    activate(run, g);
    return true;
}

void
run_guard_dormant(struct pluto_run *run, struct run_task *g, const char *why)
{
    run_unwind(run, g, 1);
    g->guard = RUN_DORMANT;
    run_detail(run, g->root, why);
    struct run_item *item = run_item(run, g->root);
    item->mark = PLUTO_MARK_OFF;
    run_touch(run, g->root);
    record(run, g, "is off for the rest of this execution", why);
}

/* Those that ran watch again. */
static void
rearm(struct pluto_run *run, uint32_t parent, uint32_t depth)
{
    for (size_t i = 0; i < run->n_tasks; i++) {
        struct run_task *g = run->task[i];
        if (g->kind == RUN_GUARD && g->parent == parent && g->depth == depth &&
            g->guard == RUN_DONE)
            run_guard_begin(run, g, true);
    }
}

static void
carry_out(struct pluto_run *run, struct run_task *t, uint32_t depth,
    enum run_verdict verdict, const char *guard)
{
    struct run_level *l = &t->level[depth];
    l->is_suspended = false;
    l->verdict = RUN_NO_VERDICT;
    run_touch(run, l->stmt);
    if (verdict == RUN_ABORT) {
        run_body_over(run, t, depth, PLUTO_ABORTED, PLUTO_R_GUARD, guard);
        return;
    }
    if (verdict == RUN_TERMINATE) {
        run_terminate(run, t, depth);
        return;
    }
    uint32_t parent = t->id;
    if (verdict == RUN_RESTART)
        run_restart_main(run, t, depth);
    else
        run_record(run, PLUTO_T_RESUM, l->stmt, run_name(run, l->stmt),
            "main body resumed", NULL);
    rearm(run, parent, depth);
}

void
run_guard_over(
    struct pluto_run *run, struct run_task *g, enum run_verdict verdict)
{
    struct run_task *t = run_task_find(run, g->parent);
    uint32_t depth = g->depth;
    struct run_level *l = &t->level[depth];
    run_wait_fini(&g->wait);
    g->guard = RUN_DONE;
    if (l->verdict < verdict)
        l->verdict = (uint8_t)verdict;
    if (!has_sibling(run, g, RUN_ACTIVE) && !has_sibling(run, g, RUN_FIRED))
        carry_out(run, t, depth, l->verdict, run_name(run, g->root));
}
