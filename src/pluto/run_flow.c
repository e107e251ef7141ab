/*
 * run_flow.c - if, case, loops.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/run_priv.h"

#include <math.h>

/* A truth, or what the statement does instead. */
static bool
truth_of(struct pluto_run *run, struct run_task *t, const struct pluto_expr *e,
    const struct pluto_value *subject, bool *truth, enum run_go *go)
{
    struct run_env env;
    run_env_init(&env, run, t);
    env.env.subject = subject;
    struct strbuf why = {0};
    enum pluto_known known = pluto_eval_truth(e, &env.env, truth, &why);
    if (known == PLUTO_UNKNOWN)
        *go = run_unknown(run, t, e, strbuf_get(&why));
    else if (known == PLUTO_FAILED)
        *go = run_error(run, t, strbuf_get(&why));
    strbuf_fini(&why);
    return known == PLUTO_KNOWN;
}

static void
record_decision(struct pluto_run *run, const struct pluto_stmt *s,
    const struct pluto_expr *e, const char *way)
{
    struct strbuf item = {0}, more = {0};
    pluto_heading(run->p, s->id, &item);
    run_values(run, e, run->now, &more);
    run_record(
        run, PLUTO_T_CHECK, s->id, strbuf_get(&item), way, strbuf_get(&more));
    run_detail(run, s->id, way);
    strbuf_fini(&item);
    strbuf_fini(&more);
}

/* Control goes into a block; an empty one (a missing else) is over. */
static enum run_go
enter(struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s,
    uint32_t block)
{
    run_taken(run, s->id, block);
    const struct pluto_block *code = run_block(run->p, s->id, block);
    if (code == NULL || code->n == 0)
        return GO_NEXT;
    run_wait_fini(&t->wait);
    run_push(run, t, s->id, block);
    return GO_ELSE;
}

enum run_go
run_if(struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    bool truth = false;
    enum run_go go = GO_STAY;
    if (!truth_of(run, t, s->branch.test, NULL, &truth, &go))
        return go;
    record_decision(run, s, s->branch.test, truth ? "true" : "false");
    return enter(run, t, s, truth ? 0 : 1);
}

/* The arm of a case, n: none. */
static bool
find_arm(struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s,
    const struct pluto_value *subject, uint32_t *arm, enum run_go *go)
{
    for (*arm = 0; *arm < s->case_of.n; ++*arm) {
        const struct pluto_expr *test = s->case_of.tag[*arm].test;
        bool truth = test == NULL;
        if (test != NULL && !truth_of(run, t, test, subject, &truth, go))
            return false;
        if (truth)
            return true;
    }
    return true;
}

enum run_go
run_case(struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    struct run_env env;
    run_env_init(&env, run, t);
    struct pluto_value subject = {0};
    struct strbuf why = {0};
    enum pluto_known known =
        pluto_eval(s->case_of.subject, &env.env, &subject, &why);
    enum run_go go = GO_STAY;
    uint32_t arm = 0;
    if (known == PLUTO_UNKNOWN) {
        go = run_unknown(run, t, s->case_of.subject, strbuf_get(&why));
    } else if (known == PLUTO_FAILED) {
        go = run_error(run, t, strbuf_get(&why));
    } else if (find_arm(run, t, s, &subject, &arm, &go)) {
        struct strbuf way = {0};
        if (arm < s->case_of.n && s->case_of.tag[arm].test != NULL)
            strbuf_addf(&way, "arm %u", (unsigned)arm + 1);
        else
            strbuf_adds(&way, arm < s->case_of.n ? "otherwise" : "no arm");
        record_decision(run, s, s->case_of.subject, way.s);
        strbuf_fini(&way);
        go = enter(run, t, s, arm);
    }
    pluto_value_fini(&subject);
    strbuf_fini(&why);
    return go;
}

/* ---- loops --------------------------------------------------------------- */

static bool
get_value(struct pluto_run *run, struct run_task *t, const struct pluto_expr *e,
    struct pluto_value *out, enum run_go *go)
{
    struct run_env env;
    run_env_init(&env, run, t);
    struct strbuf why = {0};
    enum pluto_known known = pluto_eval(e, &env.env, out, &why);
    if (known == PLUTO_UNKNOWN)
        *go = run_unknown(run, t, e, strbuf_get(&why));
    else if (known == PLUTO_FAILED)
        *go = run_error(run, t, strbuf_get(&why));
    strbuf_fini(&why);
    return known == PLUTO_KNOWN;
}

static bool
compare(enum pluto_op op, const struct pluto_value *a,
    const struct pluto_value *b, bool *truth, struct strbuf *why)
{
    struct pluto_value out = {0};
    bool is_done = pluto_compute(op, a, b, &out, why);
    if (is_done && out.type == PLUTO_BOOLEAN)
        *truth = out.b;
    else if (is_done)
        strbuf_adds(why, "the bounds of the loop cannot be compared");
    is_done = is_done && out.type == PLUTO_BOOLEAN;
    pluto_value_fini(&out);
    return is_done;
}

/* -1, 0, 1: the direction of a step. */
static bool
sign_of(const struct pluto_value *by, int *sign)
{
    double d = by->type == PLUTO_REAL       ? by->d
               : by->type == PLUTO_UNSIGNED ? (double)by->u
               : by->type == PLUTO_INTEGER || by->type == PLUTO_RELATIVE
                   ? (double)by->i
                   : (double)NAN;
    *sign = d > 0 ? 1 : d < 0 ? -1 : 0;
    return !isnan(d);
}

static double
number_of(const struct pluto_value *v)
{
    return v->type == PLUTO_REAL       ? v->d
           : v->type == PLUTO_UNSIGNED ? (double)v->u
                                       : (double)v->i;
}

/* How many iterations of a `for` whose bounds have one unit. */
static uint32_t
iterations_of(const struct run_level *l)
{
    if (l->next.unit != l->to.unit || l->next.unit != l->by.unit)
        return 0;
    double n =
        floor((number_of(&l->to) - number_of(&l->next)) / number_of(&l->by)) +
        1;
    return n >= 0 && n < UINT32_MAX ? (uint32_t)n : 0;
}

/* The next value of a counter; GO_ELSE: the block runs. */
static enum run_go
count_on(struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    struct run_level *l = run_top(t);
    struct strbuf why = {0};
    int sign = 0;
    bool is_in = false;
    enum run_go go = GO_ELSE;
    if (!sign_of(&l->by, &sign) || sign == 0) {
        go = run_error(run, t,
            sign_of(&l->by, &sign) ? "the step of the loop is zero"
                                   : "the step of the loop is not a number");
    } else if (!compare(sign > 0 ? PLUTO_LE : PLUTO_GE, &l->next, &l->to,
                   &is_in, &why)) {
        go = run_error(run, t, strbuf_get(&why));
    } else if (!is_in) {
        go = GO_NEXT;
    } else {
        struct pluto_value v = pluto_value_copy(&l->next), next = {0};
        /* An overflow is the end of the loop, not an error. */
        l->is_last = !pluto_compute(PLUTO_ADD, &l->next, &l->by, &next, &why);
        if (!l->is_last) {
            pluto_value_fini(&l->next);
            l->next = next;
        }
        strbuf_reset(&why);
        if (!run_set_var(run, s->loop.counter, &v, &why))
            go = run_error(run, t, strbuf_get(&why));
    }
    strbuf_fini(&why);
    return go;
}

/* Does another iteration begin?  GO_ELSE: it does. */
static enum run_go
decide(struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    struct run_level *l = run_top(t);
    enum run_go go = GO_NEXT;
    bool tests = s->kind == PLUTO_S_WHILE ||
                 (s->kind == PLUTO_S_REPEAT && l->iteration > 0);
    bool truth = false;
    if (tests && !truth_of(run, t, s->loop.test, NULL, &truth, &go))
        return go;
    if (tests && truth == (s->kind == PLUTO_S_REPEAT))
        return GO_NEXT;
    if (run->now >= l->deadline) {
        run_pop(t);
        t->has_begun = true;
        return run_timed_out(run, t, &s->loop.timeout,
            s->kind == PLUTO_S_WHILE ? "while timed out" : "repeat timed out");
    }
    if (s->kind == PLUTO_S_FOR)
        return l->is_last ? GO_NEXT : count_on(run, t, s);
    return GO_ELSE;
}

enum run_go
run_loop_again(struct pluto_run *run, struct run_task *t)
{
    size_t depth = t->n;
    uint32_t id = t->id, loop = run_top(t)->stmt;
    const struct pluto_stmt *s = run->p->stmt[loop];
    enum run_go go = decide(run, t, s);
    if (go == GO_NEXT) {
        run_taken(run, loop, 0);
        run_pop(t);
        t->has_begun = true;
    }
    /* An error or a timeout may have ended the task. */
    if (go != GO_ELSE || run_task_find(run, id) != t || t->n != depth ||
        run_top(t)->stmt != loop)
        return go;
    run_wait_fini(&t->wait);
    struct run_level *l = run_top(t);
    l->pc = 0;
    l->iteration++;
    t->has_begun = false;
    run_item(run, loop)->iteration = l->iteration;
    run_touch(run, loop);
    run->is_yielding = true;
    return GO_ELSE;
}

/* Bounds and timeout are evaluated once, before the first iteration. */
enum run_go
run_loop(struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    struct pluto_value from = {0}, to = {0}, by = {0};
    int64_t deadline = RUN_NEVER;
    enum run_go go = GO_STAY;
    bool is_for = s->kind == PLUTO_S_FOR;
    if (!run_deadline(run, t, s->loop.timeout.expr, &deadline, &go) ||
        (is_for && (!get_value(run, t, s->loop.from, &from, &go) ||
                       !get_value(run, t, s->loop.to, &to, &go) ||
                       (s->loop.by != NULL &&
                           !get_value(run, t, s->loop.by, &by, &go))))) {
        pluto_value_fini(&from);
        pluto_value_fini(&to);
        pluto_value_fini(&by);
        return go;
    }
    run_wait_fini(&t->wait);
    run_item(run, s->id)->deadline = deadline == RUN_NEVER ? 0 : deadline;
    struct run_level *l = run_push(run, t, s->id, 0);
    l->deadline = deadline;
    l->next = from;
    l->to = to;
    l->by = is_for && s->loop.by == NULL ? pluto_integer(1) : by;
    l->pc = l->code->n;
    if (is_for)
        run_item(run, s->id)->iterations = iterations_of(l);
    return run_loop_again(run, t);
}
