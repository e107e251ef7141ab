/*
 * run_view.c - an execution as people see it: state, items, what it waits for.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/run_priv.h"

#include <assert.h>
#include <stdlib.h>

#include "common/attr.h"
#include "common/xalloc.h"

const char *
pluto_run_state_str(enum pluto_run_state state)
{
    static const char *const name[] = {
        "loaded", "running", "waiting", "paused", "prompt", "finished"};
    static_assert(ARRAY_LEN(name) == PLUTO_RUN_STATE_COUNT, "one name each");
    return (unsigned)state < PLUTO_RUN_STATE_COUNT ? name[state] : "?";
}

static bool
is_blocked(const struct pluto_run *run, const struct run_task *t)
{
    return t->n == 0 || t->wait.kind != RUN_NO_WAIT ||
           t->not_before > run->now || t->guard >= RUN_DORMANT ||
           run_is_held(run, t);
}

enum pluto_run_state
pluto_run_state(const struct pluto_run *run)
{
    if (!run->is_begun)
        return PLUTO_RUN_LOADED;
    if (run->is_over)
        return PLUTO_RUN_FINISHED;
    if (run->is_paused)
        return PLUTO_RUN_PAUSED;
    if (run->n_prompts > 0)
        return PLUTO_RUN_PROMPT;
    for (size_t i = 0; i < run->n_tasks; i++)
        if (!is_blocked(run, run->task[i]))
            return PLUTO_RUN_RUNNING;
    return PLUTO_RUN_WAITING;
}

static const struct run_item *
own(const struct pluto_run *run)
{
    return &run->item[run->p->n_stmts];
}

enum pluto_execution
pluto_run_execution(const struct pluto_run *run)
{
    return own(run)->execution;
}

enum pluto_outcome
pluto_run_outcome(const struct pluto_run *run)
{
    return own(run)->outcome;
}

enum pluto_reason
pluto_run_reason(const struct pluto_run *run)
{
    return own(run)->reason;
}

/* A guard that is active is what goes on; else the first branch of main. */
static const struct run_task *
seen_task(const struct pluto_run *run)
{
    const struct run_task *t = run_current_task(run);
    if (t == NULL || !run_is_held(run, t))
        return t;
    for (size_t i = run->n_tasks; i > 0; i--) {
        const struct run_task *g = run->task[i - 1];
        if (g->kind == RUN_GUARD && g->guard == RUN_ACTIVE &&
            !run_is_held(run, g))
            return g;
    }
    return t;
}

uint32_t
pluto_run_current(const struct pluto_run *run)
{
    const struct run_task *t = seen_task(run);
    if (t == NULL || t->n == 0)
        return PLUTO_NIL;
    const struct pluto_stmt *s = run_now(t);
    return s != NULL ? s->id : t->level[t->n - 1].stmt;
}

/* ---- what is waited for -------------------------------------------------- */

static void
add_left(struct strbuf *out, int64_t until, int64_t now)
{
    if (until == RUN_NEVER || until == 0)
        return;
    int64_t left = utc_diff_ns((struct utc){until}, (struct utc){now});
    char text[TIME_TEXT_SIZE];
    strbuf_addf(out, "; %s left", duration_fmt(text, left > 0 ? left : 0));
}

const struct pluto_expr *
run_looked_at(const struct pluto_stmt *s)
{
    switch (s->kind) {
    case PLUTO_S_WAIT_UNTIL:
    case PLUTO_S_CHECK:
        return s->wait.until;
    case PLUTO_S_IF:
        return s->branch.test;
    case PLUTO_S_CASE:
        return s->case_of.subject;
    case PLUTO_S_WHILE:
    case PLUTO_S_REPEAT:
        return s->loop.test;
    case PLUTO_S_ASSIGN:
        return s->assign.expr;
    default:
        return NULL;
    }
}

static void
add_activity(const struct pluto_run *run, const struct run_wait *w,
    const struct pluto_stmt *s, int64_t now, struct strbuf *out)
{
    const struct run_item *item = &run->item[s->id];
    char text[TIME_TEXT_SIZE];
    strbuf_adds(out, "waits for ");
    run_activity_name(run, s->id, out);
    strbuf_addf(out, ": %s%s%s, for %s", pluto_execution_str(item->execution),
        item->detail != NULL ? ", " : "",
        item->detail != NULL ? item->detail : "",
        duration_fmt(
            text, utc_diff_ns((struct utc){now}, (struct utc){w->began})));
}

static void
add_prompt(
    const struct pluto_run *run, const struct run_wait *w, struct strbuf *out)
{
    const struct run_prompt *q = run_prompt_find(run, w->prompt);
    if (q != NULL)
        strbuf_addf(out, "asks %s: %s", q->actor, q->text);
}

static void
add_condition(const struct pluto_run *run, const struct run_task *t,
    const struct pluto_stmt *s, int64_t now, struct strbuf *out)
{
    const struct run_wait *w = &t->wait;
    const struct pluto_expr *e = run_looked_at(s);
    strbuf_adds(
        out, w->kind == RUN_GRACE ? "waits for good data: " : "waits for ");
    if (e != NULL) {
        pluto_text(run->p, e->span, out);
        strbuf_adds(out, ": ");
        run_values(run, e, now, out);
    } else {
        pluto_heading(run->p, s->id, out);
    }
    add_left(out, w->deadline, now);
}

/* What a task waits for, "" when it does not. */
static void
add_wait(const struct pluto_run *run, const struct run_task *t, int64_t now,
    struct strbuf *out)
{
    const struct pluto_stmt *s = run_now(t);
    const struct run_wait *w = &t->wait;
    if (w->kind == RUN_PROMPT) {
        add_prompt(run, w, out);
        return;
    }
    if (s == NULL || t->n == 0)
        return;
    switch ((enum run_wait_kind)w->kind) {
    case RUN_GRACE:
    case RUN_COND:
        add_condition(run, t, s, now, out);
        break;
    case RUN_TIME:
    case RUN_EVENT:
        pluto_heading(run->p, s->id, out);
        add_left(out, w->kind == RUN_TIME ? w->until : w->deadline, now);
        break;
    case RUN_ACTIVITY:
        add_activity(run, w, s, now, out);
        break;
    case RUN_NO_WAIT:
    case RUN_BRANCHES:
    case RUN_PROMPT:
    case RUN_WAIT_COUNT:
        break;
    }
}

/* "held by Thermal Guard since 8 s". */
static bool
add_held(const struct pluto_run *run, const struct run_task *t, size_t level,
    int64_t now, struct strbuf *out)
{
    const struct run_level *l = &t->level[level];
    if (!l->is_suspended)
        return false;
    for (size_t i = 0; i < run->n_tasks; i++) {
        const struct run_task *g = run->task[i];
        char text[TIME_TEXT_SIZE];
        if (g->kind == RUN_GUARD && g->parent == t->id && g->depth == level &&
            g->guard == RUN_ACTIVE)
            strbuf_addf(out, "held by %s for %s", run_name(run, g->root),
                duration_fmt(text, utc_diff_ns((struct utc){now},
                                       (struct utc){l->suspended})));
    }
    return true;
}

void
pluto_run_waiting(const struct pluto_run *run, int64_t now, struct strbuf *out)
{
    const struct run_task *t = seen_task(run);
    if (t == NULL || t->n == 0)
        return;
    if (run->is_paused)
        strbuf_adds(out, "paused; ");
    size_t begin = out->len;
    add_wait(run, t, now, out);
    if (out->len == begin && run->is_paused) {
        const struct pluto_stmt *s = run_now(t);
        strbuf_adds(out, "next is ");
        if (s != NULL)
            pluto_heading(run->p, s->id, out);
        else
            strbuf_adds(out, "the end of the body");
    }
}

/* ---- items --------------------------------------------------------------- */

/* Is the statement open in a task, or its body a level of it?  What is said
 * of it now is appended. */
static bool
is_open(const struct pluto_run *run, const struct run_task *t, uint32_t stmt,
    int64_t now, struct pluto_item *out, struct strbuf *detail)
{
    const struct pluto_stmt *s = run_now(t);
    bool found = s != NULL && s->id == stmt;
    bool held = run_is_held(run, t);
    if (found) {
        out->is_current = (t->has_begun || t->wait.kind != RUN_NO_WAIT) &&
                          t->kind != RUN_GUARD;
        out->is_current = out->is_current || t->guard == RUN_ACTIVE;
        add_wait(run, t, now, detail);
        if ((held || (run->is_paused && !t->has_begun)) &&
            t->guard != RUN_ARMED) {
            out->mark = PLUTO_MARK_HELD;
            out->is_held = held;
        }
    }
    for (size_t l = t->kind == RUN_GUARD ? 1 : 0; l < t->n; l++) {
        if (t->level[l].stmt != stmt)
            continue;
        found = true;
        if (add_held(run, t, l, now, detail)) {
            out->mark = PLUTO_MARK_HELD;
            out->is_held = true;
        }
        if (t->kind == RUN_GUARD && l == 1 && t->guard == RUN_ARMED)
            add_wait(run, t, now, detail);
    }
    return found;
}

void
pluto_run_item(const struct pluto_run *run, uint32_t stmt, int64_t now,
    struct pluto_item *out)
{
    const struct run_item *item = &run->item[run_body_index(run, stmt)];
    *out = (struct pluto_item){.stmt = stmt,
        .execution = item->execution,
        .outcome = item->outcome,
        .mark = item->mark,
        .reason = item->reason,
        .attempt = item->attempt,
        .iteration = item->iteration,
        .iterations = item->iterations,
        .started = item->started,
        .ended = item->ended,
        .deadline = item->deadline,
        .instance = item->instance};
    struct strbuf detail = {0}, clean = {0};
    for (size_t i = 0; i < run->n_tasks; i++)
        if (is_open(run, run->task[i], stmt, now, out, &detail))
            break;
    if (detail.len == 0 && item->detail != NULL)
        strbuf_adds(&detail, item->detail);
    if (detail.len > 0) {
        str_sanitize(&clean, detail.s, detail.len, false);
        out->detail = strbuf_take(&clean);
    }
    strbuf_fini(&detail);
}

uint64_t
pluto_run_change(const struct pluto_run *run)
{
    return run->changes;
}

void
pluto_run_changed(const struct pluto_run *run, uint64_t since,
    void (*fn)(void *arg, uint32_t stmt), void *arg)
{
    for (uint32_t i = 0; i < run->p->n_stmts; i++)
        if (run->item[i].change > since)
            fn(arg, i);
    if (own(run)->change > since)
        fn(arg, PLUTO_NIL);
}

uint32_t
pluto_run_count(const struct pluto_run *run, uint32_t stmt)
{
    return run->item[run_body_index(run, stmt)].count;
}

size_t
pluto_run_n_branches(const struct pluto_run *run)
{
    return run->n_branches;
}

struct pluto_branch
pluto_run_branch(const struct pluto_run *run, size_t i)
{
    assert(i < run->n_branches);
    return (struct pluto_branch){
        run->branch[i].stmt, run->branch[i].what, run->branch[i].count};
}
