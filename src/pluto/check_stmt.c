/*
 * check_stmt.c - statements, one function a kind.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "pluto/check_priv.h"

static void block(struct checker *c, struct pluto_block *b);

typedef void (*stmt_fn)(struct checker *c, struct pluto_stmt *s);

/* ---- events -------------------------------------------------------------- */

static void
raise_event(struct checker *c, struct pluto_ref *ref)
{
    if (ref == NULL || !checker_ref(c, ref, WANT_RAISE, PLUTO_P_VALUE, NULL))
        return;
    if (!c->bound->is_raised)
        c->bound->raised = ref->span;
    c->bound->is_raised = true;
}

static void
timeout(struct checker *c, const struct pluto_timeout *t)
{
    if (t->expr != NULL)
        checker_duration(c, t->expr, "the timeout");
    raise_event(c, t->event);
}

static void
check_events(struct checker *c, uint32_t owner)
{
    if (c->n_unknown > 0)
        return; /* one of them may be meant by a name that is wrong */
    for (const struct decl *d = c->all[owner == PLUTO_NIL ? 0 : owner + 1];
         d != NULL; d = d->sibling) {
        if (d->kind != DECL_EVENT)
            continue;
        if (d->is_raised && !d->is_awaited)
            checker_warn(c, d->raised,
                "event '%s' is raised, but nothing waits for it",
                d->name->text);
        else if (d->is_awaited && !d->is_raised)
            checker_warn(c, d->span,
                "event '%s' is waited for, but never raised", d->name->text);
        else if (!d->is_raised)
            checker_warn(c, d->span, "event '%s' is never used", d->name->text);
    }
}

/* ---- continuation -------------------------------------------------------- */

static void
arm(struct checker *c, const struct pluto_stmt *s, const struct pluto_arm *a)
{
    bool is_guard = s->part == PLUTO_WATCHDOG;
    if (a->action == PLUTO_A_RESUME && !is_guard)
        checker_error(c, a->span,
            "'resume' stands in steps of a watchdog body only; 'continue' goes "
            "on here");
    else if (a->action == PLUTO_A_CONTINUE && is_guard)
        checker_error(c, a->span,
            "'continue' cannot stand in a step of a watchdog body; 'resume' "
            "goes on with what it guards");
    else if (a->action == PLUTO_A_RESTART && a->times == NULL &&
             a->timeout.expr == NULL)
        checker_warn(c, a->span,
            "'restart' without a limit can go on for ever: add 'max times n' "
            "or a timeout");
    if (a->action == PLUTO_A_RAISE)
        raise_event(c, a->event);
    if (a->times != NULL) {
        const struct wanted w = {
            .what = "the number of restarts", .type = PLUTO_UNSIGNED};
        checker_fits(c, a->times, checker_expr(c, a->times, NULL), &w);
    }
    timeout(c, &a->timeout);
}

static void
arms(struct checker *c, struct pluto_stmt *s)
{
    for (int i = 0; s->has_test && i < PLUTO_OUTCOME_COUNT; i++)
        if (s->test[i].action != PLUTO_A_DEFAULT)
            arm(c, s, &s->test[i]);
}

/* ---- steps and activities ------------------------------------------------ */

static void
guard(struct checker *c, const struct pluto_stmt *s)
{
    const struct pluto_body *body = &s->step.body;
    struct pluto_span first = {s->span.off, 1};
    if (body->part[PLUTO_PRECONDITIONS].n == 0)
        checker_error(c, first,
            "watchdog step '%s' has no preconditions: it would fire at once",
            s->step.name->text);
    if (body->part[PLUTO_WATCHDOG].n > 0)
        checker_warn(c, first,
            "watchdog step '%s' has a watchdog body of its own",
            s->step.name->text);
}

static void
step(struct checker *c, struct pluto_stmt *s)
{
    bool was_guard = c->in_guard;
    if (s->part == PLUTO_WATCHDOG) {
        guard(c, s);
        c->in_guard = true;
    }
    checker_body(c, s->id, &s->step.body);
    c->in_guard = was_guard;
    arms(c, s);
}

static void
initiate(struct checker *c, struct pluto_stmt *s)
{
    checker_call(c, s);
    if (s->kind == PLUTO_S_CONFIRM)
        arms(c, s);
}

/* ---- blocks -------------------------------------------------------------- */

static void
context(struct checker *c, struct pluto_stmt *s)
{
    const struct context *outer = c->context;
    if (checker_ref(c, s->context.ref, WANT_ELEMENT, PLUTO_P_VALUE, NULL)) {
        struct context *x = arena_alloc(&c->arena, sizeof *x);
        x->outer = outer;
        x->id = s->id;
        x->n = pluto_model_path(c->model,
            (struct pluto_object){PLUTO_M_ELEMENT, s->context.ref->object},
            x->name, ARRAY_LEN(x->name));
        c->context = x;
    }
    block(c, &s->context.block);
    c->context = outer;
}

static void
parallel(struct checker *c, struct pluto_stmt *s)
{
    struct pluto_block *b = &s->parallel.block;
    struct region region = checker_region(c);
    struct way *way = arena_alloc(&c->arena, (b->n + 1) * sizeof *way);
    for (uint32_t i = 0; i < b->n; i++) {
        struct fork fork = checker_fork(c);
        struct pluto_block one = {.stmt = &b->stmt[i], .n = 1};
        checker_branch(c, s->id, b->stmt[i]->id);
        block(c, &one);
        checker_branch_end(c);
        way[i] = checker_way(c, fork);
    }
    checker_region_end(c, region);
    checker_branches(c);
    if (s->parallel.until_one)
        checker_join(c, way, b->n);
    else
        checker_merge(c, way, b->n);
}

static void
text(struct checker *c, struct pluto_stmt *s)
{
    for (uint32_t i = 0; i < s->text.n; i++)
        (void)checker_expr(c, s->text.expr[i], NULL);
}

static const char *
variable_words(struct checker *c, struct decl *d)
{
    if (d->what != NULL)
        return d->what;
    struct strbuf what = {0};
    strbuf_addf(&what, "variable '%s'", d->var->name->text);
    d->what = arena_strdup(&c->arena, strbuf_get(&what));
    strbuf_fini(&what);
    return d->what;
}

static void
assign(struct checker *c, struct pluto_stmt *s)
{
    struct pluto_ref *ref = s->assign.ref;
    if (!checker_ref(c, ref, WANT_TARGET, PLUTO_P_VALUE, NULL)) {
        (void)checker_expr(c, s->assign.expr, NULL);
        return;
    }
    struct decl *d = c->bound;
    const struct pluto_var *var = d->var;
    struct wanted w = {.what = variable_words(c, d),
        .type = var->type,
        .unit = var->bound_unit};
    if (checker_labels_of(c, ref, PLUTO_P_VALUE, &w.labels))
        w.labels.of = w.what;
    struct pluto_static type = checker_expr(c, s->assign.expr, &w.labels);
    checker_fits(c, s->assign.expr, type, &w);
    checker_assigned(c, d, ref->span);
}

static void
if_else(struct checker *c, struct pluto_stmt *s)
{
    struct way way[2];
    checker_truth(c, s->branch.test, "the condition");
    struct fork fork = checker_fork(c);
    block(c, &s->branch.then);
    way[0] = checker_way(c, fork);
    block(c, &s->branch.otherwise);
    way[1] = checker_way(c, fork);
    checker_join(c, way, 2);
}

static void
case_of(struct checker *c, struct pluto_stmt *s)
{
    struct pluto_static was = c->subject;
    struct labels labels = c->subject_labels;
    struct pluto_static type = checker_expr(c, s->case_of.subject, NULL);
    struct way *way = arena_alloc(&c->arena, (s->case_of.n + 1) * sizeof *way);
    bool has_otherwise = false;
    struct fork fork = checker_fork(c);
    for (uint32_t i = 0; i < s->case_of.n; i++) {
        struct pluto_tag *tag = &s->case_of.tag[i];
        checker_set_subject(c, s->case_of.subject, type);
        if (tag->test != NULL)
            checker_tag(c, tag->test);
        has_otherwise = has_otherwise || tag->test == NULL;
        block(c, &tag->block);
        way[i] = checker_way(c, fork);
    }
    checker_join(c, way, s->case_of.n + (has_otherwise ? 0 : 1));
    c->subject = was;
    c->subject_labels = labels;
}

/* ---- loops --------------------------------------------------------------- */

/* Statements that may be done any number of times, also none. */
static void
any_times(struct checker *c, struct pluto_block *b)
{
    struct way way[2] = {{0}};
    struct fork fork = checker_fork(c);
    block(c, b);
    way[0] = checker_way(c, fork);
    checker_join(c, way, 2);
}

static void
while_do(struct checker *c, struct pluto_stmt *s)
{
    struct region region = checker_region(c);
    checker_truth(c, s->loop.test, "the condition");
    timeout(c, &s->loop.timeout);
    any_times(c, &s->loop.block);
    checker_region_end(c, region);
}

static void
repeat_until(struct checker *c, struct pluto_stmt *s)
{
    struct region region = checker_region(c);
    block(c, &s->loop.block);
    checker_truth(c, s->loop.test, "the condition");
    timeout(c, &s->loop.timeout);
    checker_region_end(c, region);
}

static void
check_by(struct checker *c, const struct pluto_expr *by)
{
    struct pluto_value v;
    if (by == NULL || !checker_constant(by, &v))
        return;
    if ((v.type == PLUTO_REAL && !(v.d < 0) && !(v.d > 0)) ||
        ((v.type == PLUTO_INTEGER || v.type == PLUTO_UNSIGNED ||
             v.type == PLUTO_RELATIVE) &&
            v.i == 0))
        checker_error(c, by->span, "a step of 0 never comes to an end");
    pluto_value_fini(&v);
}

static void
bound(struct checker *c, struct pluto_expr *e, const struct wanted *w)
{
    if (e != NULL)
        checker_fits(c, e, checker_expr(c, e, NULL), w);
}

/* From and to are known, and there is a first round. */
static bool
is_done_once(const struct pluto_stmt *s)
{
    struct pluto_value from = {0}, to = {0};
    bool is = s->loop.by == NULL && checker_constant(s->loop.from, &from) &&
              checker_constant(s->loop.to, &to) && from.unit == to.unit &&
              from.type == to.type && from.type != PLUTO_REAL && from.i <= to.i;
    pluto_value_fini(&from);
    pluto_value_fini(&to);
    return is;
}

static void
for_to(struct checker *c, struct pluto_stmt *s)
{
    struct wanted w = {.what = "the counter"};
    struct decl *d = NULL;
    if (checker_ref(c, s->loop.counter, WANT_TARGET, PLUTO_P_VALUE, NULL)) {
        d = c->bound;
        w.type = d->var->type;
        w.unit = d->var->bound_unit;
        if (w.type == PLUTO_BOOLEAN || w.type == PLUTO_STRING ||
            w.type == PLUTO_ENUM || w.type == PLUTO_ABSOLUTE) {
            checker_error(c, s->loop.counter->span,
                "a loop counts numbers or relative times; '%s' is %s",
                d->name->text, checker_type_words(w.type));
            w.type = PLUTO_NONE;
        }
    }
    bound(c, s->loop.from, &w);
    bound(c, s->loop.to, &w);
    if (w.type == PLUTO_UNSIGNED)
        w.type = PLUTO_INTEGER; /* it may count down */
    bound(c, s->loop.by, &w);
    check_by(c, s->loop.by);
    if (d != NULL)
        checker_assigned(c, d, s->loop.counter->span);
    struct region region = checker_region(c);
    if (is_done_once(s))
        block(c, &s->loop.block);
    else
        any_times(c, &s->loop.block);
    checker_region_end(c, region);
}

/* ---- waits --------------------------------------------------------------- */

static void
save(struct checker *c, struct pluto_save *sv)
{
    for (uint32_t i = 0; sv != NULL && i < sv->n; i++) {
        struct pluto_save_item *item = &sv->item[i];
        (void)checker_ref(c, item->ref, WANT_SAVED, PLUTO_P_VALUE, NULL);
        if (item->ref->bound == PLUTO_TO_VARIABLE ||
            item->ref->bound == PLUTO_TO_SAVED)
            checker_read(c, c->bound, item->ref->span);
        struct decl *d = c->visible[DECL_SAVED][item->by->id];
        if (d != NULL)
            checker_assigned(c, d, item->ref->span);
    }
}

static void
warn_for_ever(struct checker *c, const struct pluto_stmt *s)
{
    if (!c->in_condition && s->wait.timeout.expr == NULL)
        checker_warn(c, s->span,
            "this waits for ever when it does not happen: add 'with timeout'");
}

static void
wait_until(struct checker *c, struct pluto_stmt *s)
{
    struct pluto_static t = checker_expr(c, s->wait.until, NULL);
    if (t.type != PLUTO_BOOLEAN && t.type != PLUTO_ABSOLUTE &&
        t.type != PLUTO_NONE)
        checker_error(c, s->wait.until->span,
            "'wait until' takes a condition or an absolute time; this is %s%s",
            checker_type_words(t.type),
            t.type == PLUTO_RELATIVE ? ", for which it is 'wait for'" : "");
    if (t.type == PLUTO_BOOLEAN || t.type == PLUTO_NONE)
        warn_for_ever(c, s);
    timeout(c, &s->wait.timeout);
    save(c, s->wait.save);
}

static void
wait_for(struct checker *c, struct pluto_stmt *s)
{
    checker_duration(c, s->wait.until, "the time to wait");
    timeout(c, &s->wait.timeout);
    save(c, s->wait.save);
}

static void
wait_event(struct checker *c, struct pluto_stmt *s)
{
    if (checker_ref(c, s->wait.event, WANT_WAIT, PLUTO_P_VALUE, NULL) &&
        s->wait.event->bound == PLUTO_TO_EVENT)
        c->bound->is_awaited = true;
    warn_for_ever(c, s);
    timeout(c, &s->wait.timeout);
    save(c, s->wait.save);
}

static void
check_now(struct checker *c, struct pluto_stmt *s)
{
    checker_truth(c, s->wait.until, "the condition");
    save(c, s->wait.save);
}

static void
raise(struct checker *c, struct pluto_stmt *s)
{
    raise_event(c, s->raise);
}

static void
save_context(struct checker *c, struct pluto_stmt *s)
{
    save(c, s->save);
}

static void
ask(struct checker *c, struct pluto_stmt *s)
{
    (void)c;
    (void)s;
}

static const stmt_fn by_kind[PLUTO_S_COUNT] = {[PLUTO_S_STEP] = step,
    [PLUTO_S_CONFIRM] = initiate,
    [PLUTO_S_INITIATE] = initiate,
    [PLUTO_S_CONTEXT] = context,
    [PLUTO_S_PARALLEL] = parallel,
    [PLUTO_S_INFORM] = text,
    [PLUTO_S_LOG] = text,
    [PLUTO_S_ASSIGN] = assign,
    [PLUTO_S_IF] = if_else,
    [PLUTO_S_CASE] = case_of,
    [PLUTO_S_WHILE] = while_do,
    [PLUTO_S_FOR] = for_to,
    [PLUTO_S_REPEAT] = repeat_until,
    [PLUTO_S_WAIT_UNTIL] = wait_until,
    [PLUTO_S_WAIT_FOR] = wait_for,
    [PLUTO_S_WAIT_EVENT] = wait_event,
    [PLUTO_S_RAISE] = raise,
    [PLUTO_S_SAVE] = save_context,
    [PLUTO_S_OBJECT] = checker_object,
    [PLUTO_S_CHECK] = check_now,
    [PLUTO_S_ASK] = ask};

static void
block(struct checker *c, struct pluto_block *b)
{
    for (uint32_t i = 0; i < b->n; i++)
        by_kind[b->stmt[i]->kind](c, b->stmt[i]);
}

/* ---- bodies -------------------------------------------------------------- */

/* Values that a person enters before the step's main body. */
static void
enter_values(struct checker *c, uint32_t owner, const struct pluto_body *body)
{
    const struct catalogue_step *step =
        c->options->catalogue != NULL && owner != PLUTO_NIL
            ? catalogue_step_of(c->options->catalogue, owner)
            : NULL;
    char key[PLUTO_KEY_MAX];
    for (size_t i = 0; step != NULL && i < step->n_enters; i++) {
        (void)pluto_model_key(step->enter[i].name, key, sizeof key);
        for (uint32_t k = 0; k < body->n_vars; k++)
            if (strcmp(body->var[k].name->key, key) == 0)
                checker_assigned(
                    c, checker_slot(c, DECL_VAR, owner, k), body->var[k].span);
    }
}

static void
conditions(struct checker *c, struct pluto_block *b)
{
    bool was = c->in_condition;
    c->in_condition = true;
    block(c, b);
    c->in_condition = was;
}

void
checker_body(struct checker *c, uint32_t owner, struct pluto_body *body)
{
    uint32_t outer = c->owner;
    bool was_condition = c->in_condition;
    struct region region = checker_region(c);
    c->owner = owner;
    c->in_condition = false;
    checker_enter(c, owner, body);
    checker_variables(c, body);
    conditions(c, &body->part[PLUTO_PRECONDITIONS]);
    enter_values(c, owner, body);
    block(c, &body->part[PLUTO_MAIN]);
    if (body->part[PLUTO_WATCHDOG].n > 0) {
        any_times(c, &body->part[PLUTO_WATCHDOG]);
        checker_region_end(c, region);
    }
    conditions(c, &body->part[PLUTO_CONFIRMATION]);
    check_events(c, owner);
    checker_leave(c, owner);
    c->in_condition = was_condition;
    c->owner = outer;
}
