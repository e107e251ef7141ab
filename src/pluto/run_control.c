/*
 * run_control.c - what a person does to an execution, pluto.md 7.14.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/run_priv.h"

#include <stdlib.h>
#include <string.h>

#include <assert.h>

#include "common/attr.h"

static enum err
refuse(struct strbuf *why, enum err e, const char *text)
{
    strbuf_adds(why, text);
    return e;
}

static enum err
not_live(const struct pluto_run *run, struct strbuf *why)
{
    if (run->is_over)
        return refuse(why, ERR_DENIED, "it is over; start it anew");
    if (!run->is_begun)
        return refuse(why, ERR_DENIED, "it has not begun; start it first");
    return ERR_OK;
}

static void
record(struct pluto_run *run, uint32_t stmt, const char *text,
    const char *reason, const char *person)
{
    struct strbuf name = {0};
    if (stmt == PLUTO_NIL)
        strbuf_adds(&name, run_name(run, PLUTO_NIL));
    else
        pluto_heading(run->p, stmt, &name);
    run_record_by(
        run, PLUTO_T_CTRL, stmt, strbuf_get(&name), text, reason, person);
    strbuf_fini(&name);
}

/* ---- may a statement begin? ---------------------------------------------- */

static bool
is_stepped_over(const struct pluto_run *run, const struct run_task *t)
{
    size_t depth = t->n;
    bool is_self = true;
    for (; t != NULL; is_self = false) {
        if (t->is_over &&
            (is_self ? depth > t->over_depth : depth >= t->over_depth))
            return true;
        depth = t->depth;
        t = t->parent == PLUTO_NIL ? NULL : run_task_find(run, t->parent);
    }
    return false;
}

static const char *
stops_at(const struct pluto_run *run, const struct pluto_stmt *s)
{
    if (run->stop[s->id] != 0)
        return "paused: breakpoint";
    if (run->mode == PLUTO_MODE_BY_STATEMENT)
        return "paused: by statement";
    if (run->mode == PLUTO_MODE_BY_STEP && s->kind == PLUTO_S_STEP)
        return "paused: by step";
    return NULL;
}

/* Guards are never held: what they do cannot wait. */
bool
run_may_begin(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    if (run_guard_of(run, t) != NULL)
        return true;
    if (t->has_permit) {
        t->has_permit = false;
        return true;
    }
    bool is_over = is_stepped_over(run, t);
    if (!is_over)
        t->is_over = false;
    const char *stop = stops_at(run, s);
    if (stop != NULL && !t->may_pass && (!is_over || run->stop[s->id] != 0)) {
        t->may_pass = true;
        if (run->stop[s->id] == 2)
            run->stop[s->id] = 0;
        if (!run->is_paused || run->stop[s->id] != 0)
            record(run, s->id, stop, NULL, NULL);
        run->is_paused = run->is_changed = true;
        t->is_over = false;
        run_touch(run, s->id);
        return false;
    }
    return !run->is_paused || is_over;
}

/* ---- pause, resume, step ------------------------------------------------- */

/* The line of control people look at: the first branch of main. */
struct run_task *
run_current_task(const struct pluto_run *run)
{
    struct run_task *t = run->n_tasks > 0 ? run->task[0] : NULL;
    for (bool went = true; t != NULL && went;) {
        went = false;
        for (size_t i = 0; i < run->n_tasks && !went; i++) {
            struct run_task *b = run->task[i];
            if (b->kind == RUN_BRANCH && b->parent == t->id &&
                b->depth == t->n) {
                t = b;
                went = true;
            }
        }
    }
    return t;
}

enum err
pluto_run_pause(
    struct pluto_run *run, const char *person, int64_t now, struct strbuf *why)
{
    run->now = now > run->now ? now : run->now;
    enum err e = not_live(run, why);
    if (e != ERR_OK)
        return e;
    if (run->is_paused)
        return refuse(why, ERR_AGAIN, "it is paused already");
    run->is_paused = true;
    run_touch(run, PLUTO_NIL);
    record(run, PLUTO_NIL, "paused", NULL, person);
    return ERR_OK;
}

enum err
pluto_run_resume(
    struct pluto_run *run, const char *person, int64_t now, struct strbuf *why)
{
    run->now = now > run->now ? now : run->now;
    enum err e = not_live(run, why);
    if (e != ERR_OK)
        return e;
    if (!run->is_paused)
        return refuse(why, ERR_AGAIN, "it is not paused");
    run->is_paused = false;
    for (size_t i = 0; i < run->n_tasks; i++) {
        run->task[i]->may_pass = true;
        run->task[i]->is_over = run->task[i]->has_permit = false;
    }
    run_touch(run, PLUTO_NIL);
    record(run, PLUTO_NIL, "resumed", NULL, person);
    return ERR_OK;
}

/* The first task of main that is held before a statement. */
static struct run_task *
held_task(const struct pluto_run *run)
{
    for (size_t i = 0; i < run->n_tasks; i++) {
        struct run_task *t = run->task[i];
        if (run_now(t) != NULL && !t->has_begun &&
            t->wait.kind == RUN_NO_WAIT && run_guard_of(run, t) == NULL)
            return t;
    }
    return NULL;
}

enum err
pluto_run_step(struct pluto_run *run, enum pluto_step_kind kind,
    const char *person, int64_t now, struct strbuf *why)
{
    run->now = now > run->now ? now : run->now;
    enum err e = not_live(run, why);
    if (e != ERR_OK)
        return e;
    if (!run->is_paused)
        return refuse(why, ERR_AGAIN, "it is not paused: pause it first");
    struct run_task *t = held_task(run);
    if (t == NULL)
        return refuse(why, ERR_AGAIN,
            "the current statement has begun and waits: skip it, or wait");
    t->has_permit = true;
    t->is_over = kind == PLUTO_STEP_OVER;
    t->over_depth = (uint32_t)t->n;
    record(
        run, run_now(t)->id, t->is_over ? "step over" : "step", NULL, person);
    return ERR_OK;
}

/* ---- skip, go to, abort -------------------------------------------------- */

static bool
is_empty(const char *reason)
{
    return reason == NULL || reason[strspn(reason, " \t")] == '\0';
}

/* The one whose statement a person can take away. */
static struct run_task *
stopped_task(const struct pluto_run *run)
{
    if (run->is_paused)
        return run_current_task(run);
    for (size_t i = 0; i < run->n_prompts; i++) {
        struct run_task *t = run_task_find(run, run->prompt[i]->task);
        if (t != NULL && run_guard_of(run, t) == NULL)
            return t;
    }
    return NULL;
}

enum err
pluto_run_skip(struct pluto_run *run, const char *reason, const char *person,
    int64_t now, struct strbuf *why)
{
    run->now = now > run->now ? now : run->now;
    enum err e = not_live(run, why);
    if (e != ERR_OK)
        return e;
    if (is_empty(reason))
        return refuse(why, ERR_RANGE, "say why: a reason is recorded");
    struct run_task *t = stopped_task(run);
    if (t == NULL)
        return refuse(why, ERR_AGAIN, "it runs: pause it first");
    const struct pluto_stmt *s = run_now(t);
    if (s == NULL)
        return refuse(
            why, ERR_AGAIN, "its body is at its end: there is nothing to skip");
    if (t->wait.kind == RUN_PROMPT && t->stage == RUN_STAGE_ENTER)
        return refuse(why, ERR_AGAIN,
            "a value is wanted before the step goes on: enter it, or abort "
            "the step");
    run_skip_now(run, t, s, reason, person);
    return ERR_OK;
}

/* The level of the task, down to its innermost body, that has `stmt`. */
static bool
find_place(const struct pluto_run *run, const struct run_task *t, uint32_t stmt,
    size_t *level, uint32_t *pc)
{
    size_t body = run_body_of(run->p, t);
    size_t least = body == SIZE_MAX ? 1 : body;
    for (size_t i = t->n; i > least; i--)
        for (uint32_t k = 0; k < t->level[i - 1].code->n; k++)
            if (t->level[i - 1].code->stmt[k]->id == stmt) {
                *level = i - 1;
                *pc = k;
                return true;
            }
    return false;
}

/* What a jump forward leaves out. */
static void
mark_skipped(struct pluto_run *run, const struct run_level *l, uint32_t to,
    const char *reason)
{
    for (uint32_t i = l->pc; i < to; i++) {
        uint32_t id = l->code->stmt[i]->id;
        run_detail(run, id, reason);
        run_item_end(run, id, PLUTO_NOT_CONFIRMED, PLUTO_R_USER);
        run_item(run, id)->mark = PLUTO_MARK_SKIPPED;
    }
}

enum err
pluto_run_goto(struct pluto_run *run, uint32_t stmt, const char *reason,
    const char *person, int64_t now, struct strbuf *why)
{
    run->now = now > run->now ? now : run->now;
    enum err e = not_live(run, why);
    if (e != ERR_OK)
        return e;
    if (stmt >= run->p->n_stmts)
        return refuse(why, ERR_NOTFOUND, "there is no such statement");
    if (!run->is_paused)
        return refuse(why, ERR_AGAIN, "it is not paused: pause it first");
    if (is_empty(reason))
        return refuse(why, ERR_RANGE, "say why: a reason is recorded");
    struct run_task *t = run_current_task(run);
    size_t level = 0;
    uint32_t pc = 0;
    if (t == NULL || !find_place(run, t, stmt, &level, &pc))
        return refuse(why, ERR_DENIED,
            "only statements of the body that runs now can be next");
    run_unwind(run, t, level);
    t->has_begun = false;
    mark_skipped(run, &t->level[level], pc, reason);
    t->level[level].pc = pc;
    run_item(run, stmt)->restarts = 0;
    run_touch(run, stmt);
    record(run, stmt, "go to", reason, person);
    return ERR_OK;
}

/* The innermost open body that is `stmt` or is around it. */
static struct run_task *
open_body(struct pluto_run *run, uint32_t stmt, size_t *level)
{
    for (;;) {
        for (size_t i = 0; i < run->n_tasks; i++)
            for (size_t l = 0; l < run->task[i]->n; l++)
                if (run_is_body(run->p, run->task[i], l) &&
                    run->task[i]->level[l].stmt == stmt) {
                    *level = l;
                    return run->task[i];
                }
        if (stmt == PLUTO_NIL)
            return NULL;
        stmt = run->p->stmt[stmt]->parent;
    }
}

enum err
pluto_run_abort(struct pluto_run *run, uint32_t stmt, bool all,
    const char *reason, const char *person, int64_t now, struct strbuf *why)
{
    run->now = now > run->now ? now : run->now;
    enum err e = not_live(run, why);
    if (e != ERR_OK)
        return e;
    if (stmt != PLUTO_NIL && stmt >= run->p->n_stmts)
        return refuse(why, ERR_NOTFOUND, "there is no such statement");
    if (is_empty(reason))
        return refuse(why, ERR_RANGE, "say why: a reason is recorded");
    size_t level = 0;
    struct run_task *t = open_body(run, all ? PLUTO_NIL : stmt, &level);
    if (t == NULL)
        return refuse(why, ERR_AGAIN, "nothing of it runs");
    if (t->kind == RUN_GUARD && level == 1 && t->guard != RUN_ACTIVE)
        return refuse(why, ERR_DENIED,
            "a guard that watches cannot be aborted; abort what it guards");
    record(
        run, t->level[level].stmt, all ? "abort all" : "abort", reason, person);
    run_body_over(run, t, level, PLUTO_ABORTED, PLUTO_R_USER, reason);
    return ERR_OK;
}

/* ---- breakpoints, modes -------------------------------------------------- */

enum err
pluto_run_break(struct pluto_run *run, uint32_t stmt, bool is_set, bool once,
    struct strbuf *why)
{
    if (stmt >= run->p->n_stmts)
        return refuse(why, ERR_NOTFOUND, "there is no such statement");
    run->stop[stmt] = !is_set ? 0 : once ? 2 : 1;
    run_touch(run, stmt);
    return ERR_OK;
}

size_t
pluto_run_breaks(const struct pluto_run *run, uint32_t *stmt, size_t max)
{
    size_t n = 0;
    for (uint32_t i = 0; i < run->p->n_stmts; i++)
        if (run->stop[i] != 0) {
            if (n < max)
                stmt[n] = i;
            n++;
        }
    return n;
}

bool
pluto_run_break_is_once(const struct pluto_run *run, uint32_t stmt)
{
    return stmt < run->p->n_stmts && run->stop[stmt] == 2;
}

const char *
pluto_run_mode_str(enum pluto_run_mode mode)
{
    static const char *const name[] = {
        "automatic", "by step", "by statement", "dry run"};
    static_assert(ARRAY_LEN(name) == PLUTO_MODE_COUNT, "one name each");
    return (unsigned)mode < PLUTO_MODE_COUNT ? name[mode] : "?";
}

enum err
pluto_run_set_mode(struct pluto_run *run, enum pluto_run_mode mode,
    const char *person, int64_t now, struct strbuf *why)
{
    run->now = now > run->now ? now : run->now;
    if ((unsigned)mode >= PLUTO_MODE_COUNT)
        return refuse(why, ERR_NOTFOUND, "there is no such mode");
    if (run->is_over)
        return refuse(why, ERR_DENIED, "it is over; start it anew");
    bool is_dry = mode == PLUTO_MODE_DRY;
    if (run->is_begun && is_dry != (run->mode == PLUTO_MODE_DRY))
        return refuse(why, ERR_DENIED,
            is_dry ? "a dry run is chosen before it begins"
                   : "a dry run stays one to its end");
    run->mode = (uint8_t)mode;
    run_touch(run, PLUTO_NIL);
    record(run, PLUTO_NIL, pluto_run_mode_str(mode), NULL, person);
    return ERR_OK;
}
