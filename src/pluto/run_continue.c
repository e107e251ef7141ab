/*
 * run_continue.c - continuation tests, restarts and events, pluto.md 7.3, 7.4
 * and 7.8.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/run_priv.h"

#include "common/attr.h"
#include "common/xalloc.h"

/* ---- events -------------------------------------------------------------- */

uint32_t
run_event_of(const struct pluto_run *run, const struct pluto_ref *ref)
{
    return run->event_at[run_body_index(run, ref->owner)] + ref->slot;
}

void
run_event_raise(struct pluto_run *run, struct run_task *t,
    const struct pluto_ref *ref, const char *how)
{
    uint32_t event = run_event_of(run, ref);
    int64_t due = utc_add_ns((struct utc){run->now}, run->config.tick_ns).ns;
    const struct pluto_body *body = run_body(run->p, ref->owner);
    const struct pluto_stmt *s = run_now(t);
    run->event[event].raised++;
    run->pending = xgrow(
        run->pending, run->n_pending, &run->cap_pending, sizeof *run->pending);
    run->pending[run->n_pending++] = (struct run_pending){event, due};
    t->not_before = due;
    run_record(run, PLUTO_T_EVENT, s != NULL ? s->id : PLUTO_NIL,
        body->event[ref->slot].name->text, how, NULL);
}

bool
run_deliver(struct pluto_run *run)
{
    if (run->n_pending == 0 || run->pending[0].due > run->now)
        return false;
    struct run_event *event = &run->event[run->pending[0].event];
    event->delivered++;
    event->last =
        utc_add_ns((struct utc){run->pending[0].due}, -run->config.tick_ns).ns;
    run->n_pending--;
    for (size_t i = 0; i < run->n_pending; i++)
        run->pending[i] = run->pending[i + 1];
    return true;
}

static bool
is_guarded(const struct pluto_run *run, const struct pluto_ref *ref)
{
    for (size_t i = 0; i < run->n_tasks; i++) {
        const struct run_task *g = run->task[i];
        const struct pluto_stmt *s = run_now(g);
        if (g->kind == RUN_GUARD && g->guard == RUN_ARMED && s != NULL &&
            g->wait.kind == RUN_EVENT && s->kind == PLUTO_S_WAIT_EVENT &&
            s->wait.event->bound == PLUTO_TO_EVENT &&
            run_event_of(run, s->wait.event) == run_event_of(run, ref))
            return true;
    }
    return false;
}

/* ---- limits of restarts -------------------------------------------------- */

static bool
times_left(struct pluto_run *run, struct run_task *t,
    const struct pluto_arm *arm, uint32_t done)
{
    if (arm->times == NULL)
        return true;
    struct run_env env;
    run_env_init(&env, run, t);
    struct pluto_value v = {0};
    struct strbuf why = {0};
    bool is_left = false;
    if (pluto_eval(arm->times, &env.env, &v, &why) == PLUTO_KNOWN &&
        pluto_convert(&v, PLUTO_INTEGER, NULL, &why))
        is_left = v.i > 0 && (uint64_t)v.i > done;
    pluto_value_fini(&v);
    strbuf_fini(&why);
    return is_left;
}

static bool
time_left(struct pluto_run *run, struct run_task *t,
    const struct pluto_arm *arm, int64_t first)
{
    if (arm->timeout.expr == NULL)
        return true;
    struct run_env env;
    run_env_init(&env, run, t);
    struct strbuf why = {0};
    int64_t ns = 0;
    bool is_left = pluto_eval_duration(
                       arm->timeout.expr, &env.env, &ns, &why) == PLUTO_KNOWN &&
                   run->now <= utc_add_ns((struct utc){first}, ns).ns;
    strbuf_fini(&why);
    return is_left;
}

/* ---- what follows -------------------------------------------------------- */

static bool
is_guards(const struct run_task *t)
{
    return t->kind == RUN_GUARD && t->n == 1;
}

static void
statement_name(
    const struct pluto_run *run, const struct pluto_stmt *s, struct strbuf *out)
{
    if (s->kind == PLUTO_S_STEP)
        strbuf_adds(out, s->step.name->text);
    else
        run_activity_name(run, s->id, out);
}

static void
apply_guard(struct pluto_run *run, struct run_task *g, enum pluto_action action)
{
    static const uint8_t verdict[PLUTO_A_COUNT] = {
        [PLUTO_A_CONTINUE] = RUN_RESUME,
        [PLUTO_A_RESUME] = RUN_RESUME,
        [PLUTO_A_ABORT] = RUN_ABORT,
        [PLUTO_A_TERMINATE] = RUN_TERMINATE,
        [PLUTO_A_RESTART] = RUN_RESTART,
    };
    if (action == PLUTO_A_RESTART)
        run_item(run, g->root)->restarts++;
    run_guard_over(run, g, verdict[action]);
}

static void
apply(struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s,
    enum pluto_outcome outcome, enum pluto_action action)
{
    run_wait_fini(&t->wait);
    t->stage = RUN_STAGE_NONE;
    if (is_guards(t)) {
        apply_guard(run, t, action);
        return;
    }
    struct strbuf why = {0};
    statement_name(run, s, &why);
    strbuf_addf(&why, " is %s", pluto_outcome_str(outcome));
    if (action == PLUTO_A_ABORT) {
        run_abort_around(run, t, PLUTO_R_INNER, why.s);
    } else if (action == PLUTO_A_TERMINATE) {
        run_item(run, s->id)->restarts = 0;
        run_terminate_around(run, t);
    } else if (action == PLUTO_A_RESTART) {
        run_item(run, s->id)->restarts++;
        t->has_begun = true;
        run_item_begin(run, s->id);
    } else {
        run_next(run, t);
    }
    strbuf_fini(&why);
}

static void
record(struct pluto_run *run, const struct pluto_stmt *s,
    enum pluto_outcome outcome, const char *action, const char *person)
{
    struct strbuf name = {0}, text = {0};
    statement_name(run, s, &name);
    strbuf_addf(&text, "%s -> %s", pluto_outcome_str(outcome), action);
    run_record_by(
        run, PLUTO_T_CONT, s->id, strbuf_get(&name), text.s, NULL, person);
    strbuf_fini(&name);
    strbuf_fini(&text);
}

static const char *
effect_of(enum pluto_action action, bool is_guard)
{
    switch ((int)action) {
    case PLUTO_A_CONTINUE:
        return "the next statement is executed";
    case PLUTO_A_RESUME:
        return "the main body goes on where it was stopped";
    case PLUTO_A_ABORT:
        return is_guard ? "what it guards ends aborted"
                        : "what holds it ends aborted";
    case PLUTO_A_TERMINATE:
        return "the main body ends now, its confirmation is checked";
    case PLUTO_A_RESTART:
        return is_guard ? "the main body begins again from its first statement"
                        : "it is executed again from its beginning";
    case PLUTO_A_DEFAULT:
    case PLUTO_A_RAISE:
    case PLUTO_A_ASK:
    case PLUTO_A_COUNT:
        break;
    }
    return "";
}

static void
ask(struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s,
    enum pluto_outcome outcome)
{
    static const uint8_t action[] = {PLUTO_A_CONTINUE, PLUTO_A_RESUME,
        PLUTO_A_RESTART, PLUTO_A_TERMINATE, PLUTO_A_ABORT};
    const struct run_item *item = run_item(run, s->id);
    struct strbuf text = {0};
    statement_name(run, s, &text);
    strbuf_addf(&text, " is %s", pluto_outcome_str(outcome));
    if (item->reason != PLUTO_R_NONE)
        strbuf_addf(&text, " (%s%s%s)", pluto_reason_str(item->reason),
            item->detail != NULL ? ": " : "",
            item->detail != NULL ? item->detail : "");
    strbuf_adds(&text, ": how to go on?");
    struct run_prompt *q = run_ask_person(run, t, PLUTO_ASK_ACTION,
        RUN_STAGE_CONTINUE, CATALOGUE_OPERATOR, text.s);
    for (size_t i = 0; i < ARRAY_LEN(action); i++)
        if (action[i] != (is_guards(t) ? PLUTO_A_CONTINUE : PLUTO_A_RESUME))
            run_prompt_answer(q, pluto_action_str(action[i]),
                effect_of(action[i], is_guards(t)));
    t->outcome = (uint8_t)outcome;
    t->has_begun = true;
    strbuf_fini(&text);
}

/* An arm whose limit is reached, or whose event nobody waits for, is the
 * default; `*note` says so. */
static enum pluto_action
choose(struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s,
    enum pluto_outcome outcome, const char **note)
{
    const struct pluto_arm *arm = &s->test[outcome];
    enum pluto_action otherwise = outcome != PLUTO_CONFIRMED ? PLUTO_A_ABORT
                                  : is_guards(t)             ? PLUTO_A_RESUME
                                                             : PLUTO_A_CONTINUE;
    const struct run_item *item = run_item(run, s->id);
    if (arm->action == PLUTO_A_DEFAULT) {
        *note = "default";
        return otherwise;
    }
    if (arm->action == PLUTO_A_RESTART &&
        (!times_left(run, t, arm, item->restarts) ||
            !time_left(run, t, arm, item->first))) {
        const struct pluto_ref *event = arm->timeout.event;
        if (event != NULL && event->bound == PLUTO_TO_EVENT)
            run_event_raise(run, t, event, "raised (restart limit)");
        *note = "restart limit reached, default";
        return otherwise;
    }
    if (arm->action == PLUTO_A_RAISE) {
        if (arm->event->bound != PLUTO_TO_EVENT || !is_guarded(run, arm->event))
            *note = "no guard waits for the event, default";
        else
            otherwise = is_guards(t) ? PLUTO_A_RESUME : PLUTO_A_CONTINUE;
        return otherwise;
    }
    return arm->action;
}

void
run_continue(struct pluto_run *run, struct run_task *t,
    const struct pluto_stmt *s, enum pluto_outcome outcome)
{
    const char *note = NULL;
    const struct pluto_arm *arm = &s->test[outcome];
    enum pluto_action action = choose(run, t, s, outcome, &note);
    struct strbuf text = {0};
    if (arm->action == PLUTO_A_RAISE) {
        strbuf_adds(&text, "raise event, ");
        if (arm->event->bound == PLUTO_TO_EVENT)
            run_event_raise(run, t, arm->event, "raised");
    }
    strbuf_adds(&text, pluto_action_str(action));
    if (action == PLUTO_A_RESTART)
        strbuf_addf(&text, " (%u)", run_item(run, s->id)->restarts + 1);
    if (note != NULL)
        strbuf_addf(&text, " (%s)", note);
    if (outcome != PLUTO_CONFIRMED || arm->action != PLUTO_A_DEFAULT)
        record(run, s, outcome, text.s, NULL);
    strbuf_fini(&text);
    if (action == PLUTO_A_ASK)
        ask(run, t, s, outcome);
    else
        apply(run, t, s, outcome, action);
}

enum run_go
run_continue_answered(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    enum pluto_action action = PLUTO_A_ABORT;
    for (unsigned i = 0; i < PLUTO_A_COUNT; i++)
        if (str_eq(t->wait.word, pluto_action_str(i)))
            action = i;
    record(run, s, t->outcome, t->wait.word, t->wait.person);
    apply(run, t, s, t->outcome, action);
    return GO_ELSE;
}
