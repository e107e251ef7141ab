/*
 * run_wait.c - waits, conditions, and data that is not known.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/run_priv.h"

#include <stdlib.h>

#include "common/xalloc.h"

/* ---- what an expression looks at ----------------------------------------- */

static void
collect(void *arg, const struct pluto_ref *ref, enum pluto_property property)
{
    (void)property;
    struct run_wait *w = arg;
    if (ref->bound == PLUTO_TO_ENUM)
        return;
    if (ref->bound != PLUTO_TO_PARAMETER) {
        w->is_pure = false;
        return;
    }
    for (uint32_t i = 0; i < w->n_parameters; i++)
        if (w->parameter[i] == ref->object)
            return;
    w->parameter =
        xreallocarray(w->parameter, w->n_parameters + 1, sizeof *w->parameter);
    w->parameter[w->n_parameters++] = ref->object;
}

void
run_collect(const struct pluto_expr *e, struct run_wait *w)
{
    if (w->is_collected)
        return;
    w->is_collected = true;
    w->is_pure = true;
    w->is_dirty = true;
    if (e != NULL)
        pluto_each_ref(e, collect, w);
}

struct values {
    const struct pluto_run *run;
    struct strbuf *out;
    int64_t now;
    size_t n;
};

static void
count_ref(void *arg, const struct pluto_ref *ref, enum pluto_property property)
{
    (void)property;
    if (ref->bound != PLUTO_TO_ENUM)
        ++*(size_t *)arg;
}

static void
add_sample(struct values *v, const struct pluto_ref *ref)
{
    struct pluto_sample s = {.validity = PLUTO_NOT_RECEIVED};
    run_sample(v->run, ref->object, &s);
    if (s.validity == PLUTO_NOT_RECEIVED) {
        strbuf_adds(v->out, "not received");
    } else {
        char age[TIME_TEXT_SIZE];
        int64_t at = s.sampled != 0 ? s.sampled : s.received;
        strbuf_adds(v->out, "now ");
        pluto_value_show(&s.value, v->out);
        strbuf_addf(v->out, ", %s, %s old",
            s.validity == PLUTO_VALID ? "valid"
            : s.is_expired            ? "expired"
                                      : "invalid",
            duration_fmt(
                age, utc_diff_ns((struct utc){v->now}, (struct utc){at})));
    }
    pluto_sample_fini(&s);
}

static void
add_value(void *arg, const struct pluto_ref *ref, enum pluto_property property)
{
    struct values *v = arg;
    if (ref->bound == PLUTO_TO_ENUM)
        return;
    if (v->out->len > 0 && v->out->s[v->out->len - 1] != ' ')
        strbuf_adds(v->out, "; ");
    if (v->n > 1)
        strbuf_addf(v->out, "%s ", ref->name[0]->text);
    if (ref->bound == PLUTO_TO_PARAMETER) {
        add_sample(v, ref);
        return;
    }
    struct run_env env;
    /* Reading a variable changes nothing. */
    union {
        const struct pluto_run *in;
        struct pluto_run *out;
    } run = {v->run};
    run_env_init(&env, run.out, NULL);
    struct pluto_value value = {0};
    struct strbuf why = {0};
    if (env.env.get(&env, ref, property, &value, &why) == PLUTO_KNOWN) {
        strbuf_adds(v->out, "now ");
        pluto_value_show(&value, v->out);
    } else {
        strbuf_adds(v->out, strbuf_get(&why));
    }
    pluto_value_fini(&value);
    strbuf_fini(&why);
}

void
run_values(const struct pluto_run *run, const struct pluto_expr *e, int64_t now,
    struct strbuf *out)
{
    struct values v = {run, out, now, 0};
    if (e == NULL)
        return;
    pluto_each_ref(e, count_ref, &v.n);
    pluto_each_ref(e, add_value, &v);
}

/* ---- data that is not known ---------------------------------------------- */

static int64_t
grace_of(const struct pluto_run *run, const struct run_wait *w)
{
    if (run->config.grace_ns > 0)
        return run->config.grace_ns;
    int64_t period = 0;
    for (uint32_t i = 0; i < w->n_parameters; i++) {
        struct pluto_sample s = {.validity = PLUTO_NOT_RECEIVED};
        run_sample(run, w->parameter[i], &s);
        period = s.period > period ? s.period : period;
        pluto_sample_fini(&s);
    }
    return period > 0 && period < RUN_NEVER / 4 ? 2 * period : RUN_GRACE_NS;
}

/* Does the grace end?  GO_NEXT: it does. */
static enum run_go
grace(struct pluto_run *run, struct run_task *t, const struct pluto_expr *e,
    const char *why)
{
    struct run_wait *w = &t->wait;
    if (w->kind == RUN_GRACE)
        return run->now >= w->deadline ? GO_NEXT : GO_STAY;
    run_wait_fini(w);
    run_collect(e, w);
    w->kind = RUN_GRACE;
    w->began = run->now;
    w->deadline = utc_add_ns((struct utc){run->now}, grace_of(run, w)).ns;
    const struct pluto_stmt *s = run_now(t);
    if (s != NULL)
        run_detail(run, s->id, why);
    return GO_WAIT;
}

enum run_go
run_unknown(struct pluto_run *run, struct run_task *t,
    const struct pluto_expr *e, const char *why)
{
    enum run_go go = grace(run, t, e, why);
    return go == GO_NEXT ? run_error(run, t, why) : go;
}

/* ---- timeouts ------------------------------------------------------------ */

/* Of a wait that ends without its condition: what was seen last. */
static void
keep_values(struct pluto_run *run, const struct pluto_stmt *s)
{
    struct strbuf text = {0};
    if (s->kind != PLUTO_S_WAIT_UNTIL)
        return;
    pluto_text(run->p, s->wait.until->span, &text);
    strbuf_adds(&text, ": ");
    size_t d = text.len;
    run_values(run, s->wait.until, run->now, &text);
    if (text.len > d)
        run_detail(run, s->id, text.s);
    strbuf_fini(&text);
}

enum run_go
run_timed_out(struct pluto_run *run, struct run_task *t,
    const struct pluto_timeout *timeout, const char *what)
{
    const struct pluto_stmt *s = run_now(t);
    size_t d = run_body_of(run->p, t);
    uint32_t body = t->level[d].stmt;
    bool in_conditions = run_in_conditions(run->p, t);
    struct strbuf why = {0};
    strbuf_addf(&why, "%s: ", what);
    pluto_heading(run->p, s->id, &why);
    run_taken(run, s->id, 1);
    keep_values(run, s);
    run_record(run, PLUTO_T_TIMEO, s->id, run_name(run, body), what, why.s);
    run_item_end(run, s->id, PLUTO_NOT_CONFIRMED, PLUTO_R_TIMEOUT);
    if (timeout->event != NULL && timeout->event->bound == PLUTO_TO_EVENT)
        run_event_raise(run, t, timeout->event, "raised (timeout)");
    if (in_conditions)
        run_condition_failed(run, t, why.s);
    else if (timeout->event != NULL || run->config.goes_on_after_timeout)
        run_next(run, t);
    else
        run_abort_around(run, t, PLUTO_R_TIMEOUT, why.s);
    strbuf_fini(&why);
    return GO_ELSE;
}

bool
run_deadline(struct pluto_run *run, struct run_task *t,
    const struct pluto_expr *e, int64_t *deadline, enum run_go *go)
{
    *deadline = RUN_NEVER;
    if (e == NULL)
        return true;
    struct run_env env;
    run_env_init(&env, run, t);
    struct strbuf why = {0};
    int64_t ns = 0;
    enum pluto_known known = pluto_eval_duration(e, &env.env, &ns, &why);
    if (known == PLUTO_UNKNOWN)
        *go = run_unknown(run, t, e, strbuf_get(&why));
    else if (known == PLUTO_FAILED)
        *go = run_error(run, t, strbuf_get(&why));
    else
        *deadline = utc_add_ns((struct utc){run->now}, ns).ns;
    strbuf_fini(&why);
    return known == PLUTO_KNOWN;
}

static struct run_wait *
begin_wait(struct pluto_run *run, struct run_task *t,
    const struct pluto_stmt *s, enum run_wait_kind kind, int64_t deadline)
{
    struct run_wait *w = &t->wait;
    run_wait_fini(w);
    w->kind = (uint8_t)kind;
    w->began = run->now;
    w->deadline = deadline;
    run_item(run, s->id)->deadline = deadline == RUN_NEVER ? 0 : deadline;
    run_touch(run, s->id);
    return w;
}

/* ---- a dry run: a person says what waits come to ------------------------- */

static bool
is_asked(const struct pluto_run *run, const struct run_task *t)
{
    return run->mode == PLUTO_MODE_DRY &&
           !(t->kind == RUN_GUARD && t->guard == RUN_ARMED);
}

static enum run_go
ask_dry(struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    struct strbuf text = {0};
    strbuf_adds(&text, "dry run: ");
    pluto_heading(run->p, s->id, &text);
    bool is_check = s->kind == PLUTO_S_CHECK;
    struct run_prompt *q = run_ask_person(
        run, t, PLUTO_ASK_HOLDS, RUN_STAGE_DRY, CATALOGUE_OPERATOR, text.s);
    run_prompt_answer(q, is_check ? "holds" : "satisfied", "it goes on");
    if (is_check)
        run_prompt_answer(q, "fails", "the condition does not hold");
    else if (s->wait.timeout.expr != NULL)
        run_prompt_answer(q, "timeout", "as if its timeout had passed");
    strbuf_fini(&text);
    return GO_WAIT;
}

static enum run_go
answered_dry(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    if (t->wait.word == NULL)
        return GO_STAY;
    if (str_eq(t->wait.word, "timeout"))
        return run_timed_out(run, t, &s->wait.timeout, "wait timed out");
    if (!str_eq(t->wait.word, "fails"))
        return GO_NEXT;
    run_condition_failed(run, t, "said by a person in a dry run");
    return GO_ELSE;
}

/* ---- waits --------------------------------------------------------------- */

/* GO_WAIT stays GO_WAIT for a statement that has just begun. */
static enum run_go
look(struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    enum run_go go = run_wait_poll(run, t, s);
    return go == GO_STAY ? GO_WAIT : go;
}

enum run_go
run_wait_until(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    int64_t deadline = RUN_NEVER;
    enum run_go go = GO_STAY;
    if (is_asked(run, t))
        return ask_dry(run, t, s);
    if (!run_deadline(run, t, s->wait.timeout.expr, &deadline, &go))
        return go;
    begin_wait(run, t, s, RUN_COND, deadline);
    run_collect(s->wait.until, &t->wait);
    return look(run, t, s);
}

enum run_go
run_wait_for(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    int64_t until = RUN_NEVER;
    enum run_go go = GO_STAY;
    if (is_asked(run, t))
        return ask_dry(run, t, s);
    if (!run_deadline(run, t, s->wait.until, &until, &go))
        return go;
    begin_wait(run, t, s, RUN_TIME, RUN_NEVER)->until = until;
    run_item(run, s->id)->deadline = until;
    return look(run, t, s);
}

enum run_go
run_wait_event(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    int64_t deadline = RUN_NEVER;
    enum run_go go = GO_STAY;
    if (is_asked(run, t))
        return ask_dry(run, t, s);
    if (!run_deadline(run, t, s->wait.timeout.expr, &deadline, &go))
        return go;
    struct run_wait *w = begin_wait(run, t, s, RUN_EVENT, deadline);
    if (s->wait.event->bound == PLUTO_TO_EVENT)
        w->seen = run->event[run_event_of(run, s->wait.event)].raised;
    return GO_WAIT;
}

static bool
has_occurred(const struct pluto_run *run, const struct run_wait *w,
    const struct pluto_ref *ref)
{
    if (ref->bound == PLUTO_TO_EVENT)
        return run->event[run_event_of(run, ref)].delivered > w->seen;
    const struct pluto_host *host = &run->config.host;
    return host->occurred(host->arg, ref->object, w->began) != 0;
}

/* A condition of which nothing changed since it was looked at. */
static bool
is_unchanged(const struct pluto_run *run, const struct run_wait *w)
{
    return w->is_pure && run->config.tells_samples && !w->is_dirty &&
           run->now < utc_add_ns((struct utc){w->looked}, RUN_POLL_NS).ns &&
           run->now < w->deadline;
}

static void
record_check(struct pluto_run *run, const struct pluto_stmt *s,
    const char *text, struct strbuf *more)
{
    size_t d = more->len;
    pluto_text(run->p, s->wait.until->span, more);
    strbuf_adds(more, ": ");
    run_values(run, s->wait.until, run->now, more);
    uint32_t body = s->parent;
    while (body != PLUTO_NIL && run->p->stmt[body]->kind != PLUTO_S_STEP)
        body = run->p->stmt[body]->parent;
    run_record(
        run, PLUTO_T_CHECK, s->id, run_name(run, body), text, more->s + d);
}

static enum run_go
satisfied(struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    struct strbuf why = {0};
    record_check(run, s, "holds", &why);
    run_detail(run, s->id, why.s);
    strbuf_reset(&why);
    enum run_go go = GO_NEXT;
    if (s->wait.save != NULL && !run_save_items(run, s, s->wait.save, &why))
        go = run_error(run, t, strbuf_get(&why));
    else if (run_ways(s) > 0)
        run_taken(run, s->id, 0);
    strbuf_fini(&why);
    return go;
}

/* `wait until` a time: from now on just that. */
static enum run_go
wait_until_time(struct pluto_run *run, struct run_task *t,
    const struct pluto_stmt *s, int64_t until)
{
    if (until < run->now)
        run_record(run, PLUTO_T_LOG, s->id, "",
            "wait until a time that has passed: goes on at once", NULL);
    if (until <= run->now)
        return GO_NEXT;
    t->wait.kind = RUN_TIME;
    t->wait.until = until;
    return GO_WAIT;
}

static enum run_go
look_at_condition(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    struct run_wait *w = &t->wait;
    if (is_unchanged(run, w))
        return GO_STAY;
    w->is_dirty = false;
    w->looked = run->now;
    struct run_env env;
    run_env_init(&env, run, t);
    env.is_wait = true;
    struct pluto_value v = {0};
    struct strbuf why = {0};
    enum pluto_known known = pluto_eval(s->wait.until, &env.env, &v, &why);
    enum run_go go = GO_STAY;
    if (known == PLUTO_KNOWN && v.type == PLUTO_ABSOLUTE)
        go = wait_until_time(run, t, s, v.i);
    else if (known == PLUTO_KNOWN && v.type != PLUTO_BOOLEAN)
        go = run_error(run, t, "the condition is not a truth");
    else if (known == PLUTO_KNOWN && v.b && !t->needs_edge)
        go = satisfied(run, t, s);
    else if (known == PLUTO_KNOWN && !v.b)
        t->needs_edge = false;
    else if (known == PLUTO_FAILED)
        go = run_error(run, t, strbuf_get(&why));
    pluto_value_fini(&v);
    strbuf_fini(&why);
    return go;
}

enum run_go
run_wait_poll(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    enum run_go go = GO_STAY;
    const struct run_wait *w = &t->wait;
    if (w->kind == RUN_PROMPT)
        return answered_dry(run, t, s);
    if (w->kind == RUN_COND)
        go = look_at_condition(run, t, s);
    else if (w->kind == RUN_TIME)
        go = run->now >= w->until ? GO_NEXT : GO_STAY;
    else if (w->kind == RUN_EVENT)
        go = has_occurred(run, w, s->wait.event) ? GO_NEXT : GO_STAY;
    if (go != GO_STAY || run->now < w->deadline)
        return go;
    return run_timed_out(run, t, &s->wait.timeout, "wait timed out");
}

/* ---- conditions that must hold now --------------------------------------- */

static enum run_go
not_satisfied(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    struct strbuf why = {0};
    record_check(run, s, "does not hold", &why);
    run_detail(run, s->id, why.s);
    run_item_end(run, s->id, PLUTO_NOT_CONFIRMED, PLUTO_R_NONE);
    run_condition_failed(run, t, why.s);
    strbuf_fini(&why);
    return GO_ELSE;
}

enum run_go
run_check(struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    if (t->wait.kind == RUN_PROMPT)
        return answered_dry(run, t, s);
    if (is_asked(run, t))
        return ask_dry(run, t, s);
    struct run_env env;
    run_env_init(&env, run, t);
    struct strbuf why = {0};
    bool truth = false;
    enum pluto_known known =
        pluto_eval_truth(s->wait.until, &env.env, &truth, &why);
    enum run_go go = GO_NEXT;
    if (known == PLUTO_UNKNOWN)
        go = grace(run, t, s->wait.until, strbuf_get(&why));
    if (known == PLUTO_FAILED)
        go = run_error(run, t, strbuf_get(&why));
    else if (known == PLUTO_KNOWN && truth)
        go = satisfied(run, t, s);
    else if (go == GO_NEXT)
        go = not_satisfied(run, t, s);
    strbuf_fini(&why);
    return go;
}

enum run_go
run_ask(struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    if (t->wait.kind == RUN_PROMPT) {
        if (str_eq(t->wait.word, "yes"))
            return GO_NEXT;
        run_item_end(run, s->id, PLUTO_NOT_CONFIRMED, PLUTO_R_USER);
        run_condition_failed(run, t, "a person said no");
        return GO_ELSE;
    }
    struct run_prompt *q = run_ask_person(run, t, PLUTO_ASK_HOLDS,
        RUN_STAGE_NONE, CATALOGUE_OPERATOR,
        s->ask != NULL ? s->ask : "does the condition hold?");
    run_prompt_answer(q, "yes", "the condition holds");
    run_prompt_answer(q, "no", "the condition does not hold");
    return GO_WAIT;
}
