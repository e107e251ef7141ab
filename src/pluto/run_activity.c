/*
 * run_activity.c - activities: initiated, followed, left.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/run_priv.h"

#include "common/xalloc.h"

struct run_activity *
run_activity_find(struct pluto_run *run, uint64_t instance)
{
    for (size_t i = 0; i < run->n_activities; i++)
        if (run->activity[i].instance == instance)
            return &run->activity[i];
    return NULL;
}

static void
forget(struct pluto_run *run, struct run_activity *a)
{
    size_t i = (size_t)(a - run->activity);
    run->n_activities--;
    for (; i < run->n_activities; i++)
        run->activity[i] = run->activity[i + 1];
}

bool
run_under_way(const struct pluto_run *run)
{
    for (size_t i = 0; i < run->n_activities; i++)
        if (!run->activity[i].is_left && !run->activity[i].is_over)
            return true;
    return false;
}

void
run_activity_name(
    const struct pluto_run *run, uint32_t stmt, struct strbuf *out)
{
    const struct pluto_stmt *s = run->p->stmt[stmt];
    pluto_model_phrase(run->config.model,
        (struct pluto_object){PLUTO_M_ACTIVITY, s->call.ref->object}, out);
}

static void
record(struct pluto_run *run, uint32_t stmt, const char *text, const char *more)
{
    struct strbuf name = {0};
    run_activity_name(run, stmt, &name);
    run_record(run, PLUTO_T_TC, stmt, strbuf_get(&name), text, more);
    strbuf_fini(&name);
}

static void
add(struct pluto_run *run, const struct pluto_stmt *s, uint64_t instance)
{
    run->activity = xgrow(run->activity, run->n_activities,
        &run->cap_activities, sizeof *run->activity);
    run->activity[run->n_activities++] =
        (struct run_activity){.instance = instance,
            .stmt = s->id,
            .initiated = run->now,
            .execution = PLUTO_X_ROUTING,
            .outcome = PLUTO_NOT_AVAILABLE,
            .is_awaited = s->kind == PLUTO_S_CONFIRM};
}

static void
ask_dry(struct pluto_run *run, struct run_task *t, const char *name)
{
    struct strbuf text = {0};
    strbuf_addf(&text, "dry run: %s is not initiated; how does it end?", name);
    struct run_prompt *q = run_ask_person(
        run, t, PLUTO_ASK_HOLDS, RUN_STAGE_DRY, CATALOGUE_OPERATOR, text.s);
    run_prompt_answer(q, "confirmed", "it counts as confirmed");
    run_prompt_answer(q, "not confirmed", "it counts as not confirmed");
    run_prompt_answer(q, "aborted", "it counts as aborted");
    strbuf_fini(&text);
}

/* Samples of before this moment say nothing about what it does. */
static void
raise_floor(struct pluto_run *run, struct run_task *t, int64_t at)
{
    size_t d = run_body_of(run->p, t);
    if (d != SIZE_MAX && t->level[d].floor < at)
        t->level[d].floor = at;
}

static enum run_go
order(struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s,
    const struct run_given_list *argument,
    const struct run_given_list *directive)
{
    struct strbuf name = {0}, more = {0};
    run_activity_name(run, s->id, &name);
    run_given_text(argument, directive, &more);
    struct run_item *item = run_item(run, s->id);
    item->instance = ++run->instances;
    item->execution = PLUTO_X_ROUTING;
    run_touch(run, s->id);
    run_wait_fini(&t->wait);
    enum run_go go = s->kind == PLUTO_S_CONFIRM ? GO_WAIT : GO_NEXT;
    if (run->mode == PLUTO_MODE_DRY) {
        strbuf_adds(&more, more.len > 0 ? " dry run" : "dry run");
        record(run, s->id, "initiated", strbuf_get(&more));
        ask_dry(run, t, strbuf_get(&name));
        go = GO_WAIT;
    } else {
        add(run, s, item->instance);
        if (go == GO_WAIT) {
            t->wait.kind = RUN_ACTIVITY;
            t->wait.instance = item->instance;
            t->wait.began = run->now;
        }
        raise_floor(run, t, run->now);
        struct pluto_order o = {.instance = item->instance,
            .stmt = s->id,
            .attempt = item->attempt,
            .activity = s->call.ref->object,
            .item = strbuf_get(&name),
            .argument = argument->given,
            .n_arguments = argument->n,
            .directive = directive->given,
            .n_directives = directive->n,
            .is_confirmed = s->kind == PLUTO_S_CONFIRM};
        run->config.host.initiate(run->config.host.arg, &o);
        record(run, s->id, "initiated", strbuf_get(&more)); /* it has an id */
    }
    strbuf_fini(&name);
    strbuf_fini(&more);
    return go;
}

enum run_go
run_initiate(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    const struct pluto_model_activity *activity =
        pluto_model_activity(run->config.model, s->call.ref->object);
    struct run_given_list argument = {0}, directive = {0};
    struct strbuf why = {0};
    enum pluto_known known = PLUTO_KNOWN;
    if (s->call.value_set != NULL &&
        !run_value_set(run, s->call.value_set, activity, &argument, &why))
        known = PLUTO_FAILED;
    if (known == PLUTO_KNOWN)
        known = run_arguments(run, t, s->call.argument, s->call.n_arguments,
            activity, &argument, &why);
    if (known == PLUTO_KNOWN)
        known = run_arguments(run, t, s->call.directive, s->call.n_directives,
            NULL, &directive, &why);
    enum run_go go = GO_STAY;
    if (known == PLUTO_KNOWN)
        go = order(run, t, s, &argument, &directive);
    else if (known == PLUTO_UNKNOWN)
        go = run_unknown(run, t, NULL, strbuf_get(&why));
    else
        go = run_error(run, t, strbuf_get(&why));
    run_given_fini(&argument);
    run_given_fini(&directive);
    strbuf_fini(&why);
    return go;
}

static void
ended(struct pluto_run *run, uint32_t stmt, enum pluto_outcome outcome,
    const char *detail)
{
    struct strbuf text = {0};
    if (detail != NULL && detail[0] != '\0')
        run_detail(run, stmt, detail);
    run_item_end(run, stmt, outcome,
        outcome == PLUTO_CONFIRMED ? PLUTO_R_NONE : PLUTO_R_ACTIVITY);
    strbuf_addf(&text, "completed [%s]", pluto_outcome_str(outcome));
    record(run, stmt, text.s, detail);
    strbuf_fini(&text);
}

/* In a dry run a person said how it ended. */
static enum pluto_outcome
outcome_of_word(const char *word)
{
    for (unsigned i = 0; i < PLUTO_OUTCOME_COUNT; i++)
        if (str_eq(word, pluto_outcome_str(i)))
            return i;
    return PLUTO_NOT_CONFIRMED;
}

enum run_go
run_confirm_poll(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    enum pluto_outcome outcome = PLUTO_NOT_CONFIRMED;
    if (t->wait.kind == RUN_PROMPT) {
        if (t->wait.word == NULL)
            return GO_STAY;
        outcome = outcome_of_word(t->wait.word);
        run_wait_fini(&t->wait);
        ended(run, s->id, outcome, "said by a person in a dry run");
        if (s->kind == PLUTO_S_INITIATE)
            return GO_NEXT;
    } else {
        struct run_activity *a = run_activity_find(run, t->wait.instance);
        if (a != NULL && !a->is_over)
            return GO_STAY;
        if (a != NULL) {
            outcome = a->outcome;
            forget(run, a);
        }
        run_wait_fini(&t->wait);
    }
    run_taken(run, s->id, outcome);
    run_continue(run, t, s, outcome);
    return GO_ELSE;
}

void
run_leave(struct pluto_run *run, uint64_t instance)
{
    struct run_activity *a = run_activity_find(run, instance);
    if (a == NULL)
        return;
    if (a->is_over) {
        forget(run, a);
        return;
    }
    a->is_left = true;
    a->is_awaited = false;
    record(run, a->stmt, "no longer awaited", NULL);
    run->config.host.leave(run->config.host.arg, instance);
}

/* The body in which a statement stands: waits there want newer samples. */
static void
released(struct pluto_run *run, uint32_t stmt, int64_t at)
{
    uint32_t body = run->p->stmt[stmt]->parent;
    while (body != PLUTO_NIL && run->p->stmt[body]->kind != PLUTO_S_STEP)
        body = run->p->stmt[body]->parent;
    for (size_t i = 0; i < run->n_tasks; i++) {
        struct run_task *t = run->task[i];
        for (size_t l = 0; l < t->n; l++)
            if (run_is_body(run->p, t, l) && t->level[l].stmt == body &&
                t->level[l].floor < at)
                t->level[l].floor = at;
    }
}

static void
left_ended(struct pluto_run *run, const struct run_activity *a,
    enum pluto_outcome outcome)
{
    struct strbuf name = {0}, text = {0};
    run_activity_name(run, a->stmt, &name);
    strbuf_addf(
        &text, "completed [%s], no longer awaited", pluto_outcome_str(outcome));
    run_record(run, PLUTO_T_CHECK, a->stmt, strbuf_get(&name), text.s, NULL);
    if (run_item(run, a->stmt)->instance == a->instance)
        run_detail(run, a->stmt, text.s);
    strbuf_fini(&name);
    strbuf_fini(&text);
}

void
pluto_run_activity(struct pluto_run *run, uint64_t instance,
    enum pluto_execution execution, enum pluto_outcome outcome, int64_t at,
    const char *detail, int64_t now)
{
    run->now = now > run->now ? now : run->now;
    struct run_activity *a = run_activity_find(run, instance);
    if (a == NULL || a->is_over)
        return;
    uint32_t stmt = a->stmt;
    bool is_newest = run_item(run, stmt)->instance == instance;
    if (at > a->released) {
        a->released = at;
        released(run, stmt, at);
    }
    a->execution = (uint8_t)execution;
    if (execution != PLUTO_X_COMPLETED) {
        if (is_newest && !a->is_left) {
            run_item(run, stmt)->execution = (uint8_t)execution;
            run_detail(run, stmt, detail);
        }
        return;
    }
    a->is_over = true;
    a->outcome =
        outcome < PLUTO_OUTCOME_COUNT ? (uint8_t)outcome : PLUTO_NOT_CONFIRMED;
    if (a->is_left) {
        left_ended(run, a, a->outcome);
    } else if (is_newest) {
        ended(run, stmt, a->outcome, detail);
    } else {
        struct strbuf text = {0};
        strbuf_addf(&text, "completed [%s]", pluto_outcome_str(a->outcome));
        record(run, stmt, text.s, detail);
        strbuf_fini(&text);
    }
    if (!a->is_awaited)
        forget(run, a);
}

void
pluto_run_under_way(const struct pluto_run *run,
    void (*fn)(void *arg, const struct pluto_under_way *w), void *arg)
{
    for (size_t i = 0; i < run->n_activities; i++) {
        const struct run_activity *a = &run->activity[i];
        if (a->is_over)
            continue;
        struct pluto_under_way w = {.instance = a->instance,
            .stmt = a->stmt,
            .activity = run->p->stmt[a->stmt]->call.ref->object,
            .initiated = a->initiated,
            .is_awaited = a->is_awaited};
        fn(arg, &w);
    }
}
