/*
 * exec_activity.c - commands, called procedures and ground actions under way.
 *
 * A command's id is on disk before it is ordered.  Whenever it is not sure
 * whether the gate has it (no answer came, or we began anew) the gate is asked
 * about the id first; what it never saw is ordered with the same id, which it
 * takes once.  The gate repeats what is open; of a command that is not heard of
 * any more the last message was lost, and it is asked, too.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "exec/exec_priv.h"

#define SILENT_NS (5 * NS_PER_S)  /* the gate speaks every second */
#define LOOK_NS   (15 * NS_PER_S) /* it repeats an open command every 10 s */

void
exec_activity_free(struct exec_activity *a)
{
    free(a->name);
    free(a->item);
    free(a->problem);
    exec_order_values_free(&a->value, a->n_values);
    *a = (struct exec_activity){0};
}

struct exec_activity *
exec_activity_of(const struct exec_run *run, uint64_t instance)
{
    for (size_t i = 0; i < run->n_activities; i++)
        if (run->activity[i].instance == instance)
            return &run->activity[i];
    return NULL;
}

static void
forget(struct exec_run *run, struct exec_activity *a)
{
    const size_t i = (size_t)(a - run->activity);
    exec_activity_free(a);
    run->n_activities--;
    memmove(a, a + 1, (run->n_activities - i) * sizeof *a);
}

bool
exec_gate_is_silent(const struct exec_app *app)
{
    return mono_went_by(app->gate_heard, SILENT_NS, app->now.mono);
}

/* ---- to the interpreter -------------------------------------------------- */

static bool
is_told(const struct exec_activity *a, const struct exec_report *r)
{
    return a->told.execution == r->execution && a->told.outcome == r->outcome &&
           a->told.released == r->released &&
           strcmp(a->told.detail, r->detail) == 0;
}

void
exec_activity_report(
    struct exec_run *run, struct exec_activity *a, const struct exec_report *r)
{
    if (run->pluto == NULL || is_told(a, r))
        return;
    a->told = *r;
    const uint64_t instance = a->instance;
    const int64_t released = r->released != 0 ? r->released + run->ahead_ns : 0;
    pluto_run_activity(run->pluto, instance, r->execution, r->outcome, released,
        r->detail, exec_run_now(run));
    a = exec_activity_of(run, instance);
    if (a != NULL && a->told.execution == PLUTO_X_COMPLETED)
        forget(run, a); /* now that the record said its id */
    exec_run_touch(run);
}

static void
tell(struct exec_run *run, struct exec_activity *a,
    enum pluto_execution execution, const char *detail)
{
    struct exec_report r = a->told;
    r.execution = execution;
    r.outcome = PLUTO_NOT_AVAILABLE;
    (void)str_copy(r.detail, sizeof r.detail, detail);
    exec_activity_report(run, a, &r);
}

void
exec_activity_abort(
    struct exec_run *run, struct exec_activity *a, const char *why)
{
    struct exec_report r = {
        .execution = PLUTO_X_COMPLETED, .outcome = PLUTO_ABORTED};
    (void)str_copy(r.detail, sizeof r.detail, why);
    exec_activity_report(run, a, &r);
}

static void
stand(struct exec_run *run, struct exec_activity *a, int64_t again_ns,
    const char *why)
{
    char detail[sizeof a->told.detail];
    if (a->refusals <= 1)
        a->since = run->app->now.utc;
    a->stage = EXEC_STANDS;
    a->again =
        again_ns > 0 ? mono_add_ns(run->app->now.mono, again_ns) : MONO_NONE;
    (void)str_copy(a->why, sizeof a->why, why);
    (void)snprintf(detail, sizeof detail, "not ordered: %.200s", why);
    tell(run, a, PLUTO_X_PRECONDITIONS, detail);
    exec_run_touch(run);
}

/* ---- to the gate --------------------------------------------------------- */

static void
ask(struct exec_run *run, struct exec_activity *a, bool is_show,
    const char *verb, const char *const *args, size_t n)
{
    struct exec_app *app = run->app;
    a->ticket = ++app->ticket;
    a->is_show = is_show;
    a->is_look = false;
    a->again = MONO_NONE;
    a->stage = EXEC_ASKED;
    app->config.outbox.ask_gate(
        app->config.outbox.arg, a->ticket, verb, args, n);
}

static void
ask_show(struct exec_run *run, struct exec_activity *a)
{
    const char *args[] = {a->id};
    ask(run, a, true, "show", args, 1);
}

/* Its last message may have been lost: with the hub, say. */
static void
look_after(struct exec_run *run, struct exec_activity *a)
{
    const struct mono now = run->app->now.mono;
    if (a->stage != EXEC_KNOWN || a->ticket != 0 ||
        !mono_went_by(a->heard, LOOK_NS, now))
        return;
    ask_show(run, a);
    a->stage = EXEC_KNOWN;
    a->is_look = true;
    a->heard = now;
}

/* "SIF-ACT-01 #12 2.1" */
static char *
comment_of(const struct exec_run *run, const struct exec_activity *a)
{
    struct strbuf text = {0}, number = {0};
    pluto_number(run->procedure, a->stmt, &number);
    strbuf_addf(&text, "%.80s #%" PRIu64 " %.60s", run->name, run->number,
        strbuf_get(&number));
    if (a->attempt > 1)
        strbuf_addf(&text, " attempt %u", (unsigned)a->attempt);
    strbuf_fini(&number);
    return strbuf_take(&text);
}

/* A request on behalf of whoever the procedure goes on for. */
static void
begin_head(struct exec_run *run, struct order_head *head)
{
    struct exec_app *app = run->app;
    *head = (struct order_head){.seq = ++app->seq, .issued = app->now.utc};
    (void)str_copy(head->session, sizeof head->session, app->session);
    (void)str_copy(
        head->on_behalf, sizeof head->on_behalf, exec_root(run)->person);
}

static void
ask_order(struct exec_run *run, struct exec_activity *a)
{
    struct exec_app *app = run->app;
    struct order_head head;
    struct order o = {.ttl_ns = ORDER_TTL_NS,
        .mission = app->config.mission->name,
        .instance = app->config.instance->name,
        .mdb_hash = app->config.mdb->hash,
        .command = a->name,
        .comment = comment_of(run, a),
        .value = a->value,
        .n_values = a->n_values};
    char origin[] = "exec";
    size_t n;
    o.origin = origin;
    begin_head(run, &head);
    (void)str_copy(o.id, sizeof o.id, a->id);
    (void)str_copy(o.digest, sizeof o.digest, a->digest);
    char **args = order_args(&head, &o, NULL, 0, &n);
    ask(run, a, false, "submit", (const char *const *)args, n);
    order_args_free(&args, n);
    free(o.comment);
}

/* What nobody waits for any more and did not go out is not to go out: it would
 * lie there armed or waiting to be, for a procedure that is over. */
static void
ask_cancel(struct exec_run *run, struct exec_activity *a)
{
    static const char reason[] = "its procedure does not wait for it any more";
    struct order_head head;
    const char *more[] = {a->id, reason};
    size_t n;
    begin_head(run, &head);
    char **args = order_args(&head, NULL, more, ARRAY_LEN(more), &n);
    const enum exec_stage stage = a->stage;
    ask(run, a, false, order_word_str(ORDER_CANCEL), (const char *const *)args,
        n);
    a->stage = stage; /* its messages say what becomes of it */
    a->again = mono_add_ns(run->app->now.mono, EXEC_AGAIN_NS);
    order_args_free(&args, n);
}

/* ---- onward -------------------------------------------------------------- */

static void
go_command(struct exec_run *run, struct exec_activity *a)
{
    const struct exec_app *app = run->app;
    if (a->ticket != 0 || a->stage == EXEC_KNOWN)
        return;
    if (a->stage == EXEC_STANDS && !mono_is_over(a->again, app->now.mono))
        return;
    if (a->stage == EXEC_ASKED && !mono_is_over(a->again, app->now.mono))
        return;
    if (a->is_unsure)
        ask_show(run, a);
    else
        ask_order(run, a);
}

static void
go_new(struct exec_run *run, struct exec_activity *a)
{
    switch (a->kind) {
    case PLUTO_COMMAND:
        go_command(run, a);
        break;
    case PLUTO_PROCEDURE:
        exec_child_call(run, a);
        break;
    case PLUTO_GROUND:
        a->stage = EXEC_STANDS;
        a->since = run->app->now.utc;
        tell(run, a, PLUTO_X_EXECUTING, "a person does it");
        break;
    }
}

/* The gate has it, and did not release it. */
static bool
is_not_out(const struct exec_activity *a)
{
    return a->kind == PLUTO_COMMAND && a->stage == EXEC_KNOWN &&
           a->told.outcome == PLUTO_NOT_AVAILABLE && a->told.released == 0;
}

/* One activity; false: it is gone, or others moved. */
static bool
go(struct exec_run *run, struct exec_activity *a)
{
    const bool is_fresh = a->stage == EXEC_NEW && !a->is_unsure;
    if (a->problem != NULL) {
        char *why = xstrdup(a->problem);
        exec_activity_abort(run, a, why);
        free(why);
        return false;
    }
    if (a->is_left && (is_fresh || a->stage == EXEC_STANDS)) {
        exec_activity_abort(run, a, "never ordered: not awaited any more");
        return false;
    }
    if (a->is_left && a->kind == PLUTO_PROCEDURE)
        exec_child_leave(run, a);
    if (a->is_left && is_not_out(a) && a->ticket == 0 &&
        (mono_is_none(a->again) || mono_is_over(a->again, run->app->now.mono)))
        ask_cancel(run, a);
    if (is_fresh && run->is_withheld) {
        tell(run, a, PLUTO_X_PRECONDITIONS,
            "never ordered: it goes out when a person lets the procedure go "
            "on");
        return true;
    }
    const size_t n = run->n_activities;
    if (a->stage == EXEC_NEW)
        go_new(run, a);
    else if (a->kind == PLUTO_COMMAND)
        go_command(run, a);
    return n == run->n_activities;
}

void
exec_activities_go(struct exec_run *run)
{
    for (size_t i = 0; i < run->n_activities;)
        if (go(run, &run->activity[i]))
            i++;
        else
            i = 0;
}

void
exec_activities_ask(struct exec_run *run)
{
    for (size_t i = 0; i < run->n_activities; i++) {
        struct exec_activity *a = &run->activity[i];
        if (a->kind == PLUTO_COMMAND && a->is_unsure && a->ticket == 0 &&
            a->stage != EXEC_KNOWN)
            ask_show(run, a);
    }
}

void
exec_activities_second(struct exec_run *run)
{
    const bool is_silent = exec_gate_is_silent(run->app);
    for (size_t i = 0; i < run->n_activities; i++) {
        struct exec_activity *a = &run->activity[i];
        char detail[sizeof a->told.detail];
        if (a->kind != PLUTO_COMMAND || a->told.outcome != PLUTO_NOT_AVAILABLE)
            continue;
        look_after(run, a);
        static const char note[] = "the gate is silent; ";
        const bool says_so = str_prefix(a->told.detail, note);
        if (is_silent == says_so || a->stage == EXEC_STANDS)
            continue;
        (void)snprintf(detail, sizeof detail, "%s%.200s", is_silent ? note : "",
            a->told.detail + (says_so ? sizeof note - 1 : 0));
        tell(run, a, a->told.execution, detail);
    }
    if (!run->is_unsound)
        exec_activities_go(run);
}

/* ---- the gate's answers -------------------------------------------------- */

static struct exec_activity *
find_ticket(const struct exec_app *app, uint64_t ticket, struct exec_run **run)
{
    for (size_t i = 0; i < EXEC_RUNS_MAX; i++)
        for (size_t k = 0; app->run[i] && k < app->run[i]->n_activities; k++)
            if (app->run[i]->activity[k].ticket == ticket) {
                *run = app->run[i];
                return &app->run[i]->activity[k];
            }
    return NULL;
}

static void
on_shown(struct exec_run *run, struct exec_activity *a,
    const struct msg_reply *reply)
{
    struct exec_report r;
    a->is_unsure = false;
    if (reply->status == ERR_OK) {
        exec_order_shown(&reply->rows, &r);
        a->stage = EXEC_KNOWN;
        a->heard = run->app->now.mono;
        exec_activity_report(run, a, &r);
    } else if (a->is_seen) {
        r = (struct exec_report){.execution = PLUTO_X_COMPLETED,
            .outcome = PLUTO_NOT_CONFIRMED,
            .detail = "the gate had it, and has forgotten what became of it"};
        exec_activity_report(run, a, &r);
    } else {
        a->stage = EXEC_NEW; /* it never saw it */
        exec_run_touch(run);
    }
}

static char *
text_of(const struct msg_reply *reply)
{
    struct strbuf text = {0};
    if (reply->text.len > 0)
        str_sanitize(&text, reply->text.s, reply->text.len, false);
    else
        strbuf_adds(&text, err_str((enum err)reply->status));
    return strbuf_take(&text);
}

/* A refusal is asked again by itself once, soon (the gate may have begun a
 * moment ago); then when the authority changes, or a person says so. */
static void
on_refused(struct exec_run *run, struct exec_activity *a,
    const struct msg_reply *reply)
{
    char *text = text_of(reply);
    switch (exec_order_refusal(
        reply->status < ERR_COUNT ? (enum err)reply->status : ERR_FORMAT)) {
    case EXEC_REFUSED_KNOWN:
        a->is_unsure = a->is_seen = true; /* what became of it? */
        ask_show(run, a);
        break;
    case EXEC_REFUSED_PERSON:
        stand(run, a, a->refusals++ == 0 ? EXEC_AGAIN_NS : 0, text);
        break;
    case EXEC_REFUSED_LATER:
        stand(run, a, EXEC_AGAIN_NS, text);
        break;
    case EXEC_REFUSED_FOR_GOOD:
        exec_activity_abort(run, a, text);
        break;
    }
    free(text);
}

void
exec_app_answer(struct exec_app *app, uint64_t ticket,
    const struct msg_reply *reply, struct moment now)
{
    struct exec_run *run;
    app->now = now;
    struct exec_activity *a =
        ticket != 0 ? find_ticket(app, ticket, &run) : NULL;
    if (a == NULL)
        return;
    a->ticket = 0;
    if (a->is_look) {
        a->is_look = false;
        a->is_seen = true;
        if (reply != NULL &&
            (reply->status == ERR_OK || reply->status == ERR_NOTFOUND))
            on_shown(run, a, reply);
    } else if (reply == NULL) {
        a->is_unsure = true;
        a->again = mono_add_ns(app->now.mono, EXEC_AGAIN_NS);
    } else if (a->stage == EXEC_KNOWN) {
        ; /* its message was faster */
    } else if (a->is_show) {
        on_shown(run, a, reply);
    } else if (reply->status == ERR_OK) {
        a->stage = EXEC_KNOWN;
        a->heard = app->now.mono;
    } else {
        on_refused(run, a, reply);
    }
}

/* ---- its messages -------------------------------------------------------- */

void
exec_on_command(struct exec_app *app, const struct msg_command *c)
{
    for (size_t i = 0; i < EXEC_RUNS_MAX; i++) {
        struct exec_run *run = app->run[i];
        for (size_t k = 0; run != NULL && k < run->n_activities; k++) {
            struct exec_activity *a = &run->activity[k];
            struct exec_report r;
            if (!msg_str_eq(c->id, a->id) || c->change < a->change)
                continue;
            a->change = c->change;
            a->stage = EXEC_KNOWN;
            a->is_unsure = false;
            a->heard = app->now.mono;
            exec_order_report(c, &r);
            exec_activity_report(run, a, &r);
            return;
        }
    }
}

/* Who commands is another one: what was refused may go out now. */
static void
try_refused(struct exec_app *app)
{
    for (size_t i = 0; i < EXEC_RUNS_MAX; i++) {
        struct exec_run *run = app->run[i];
        for (size_t k = 0; run != NULL && k < run->n_activities; k++) {
            struct exec_activity *a = &run->activity[k];
            if (a->kind != PLUTO_COMMAND || a->stage != EXEC_STANDS)
                continue;
            a->again = app->now.mono;
            a->refusals = 0;
            exec_run_touch(run);
        }
    }
}

void
exec_on_gate(struct exec_app *app, const struct msg *msg)
{
    const struct msg_gate *g = &msg->u.gate;
    app->gate_heard = msg->envelope.mono;
    if (app->gate_was_heard && msg_str_eq(g->holder, app->holder))
        return;
    app->gate_was_heard = true;
    msg_str_copy(app->holder, sizeof app->holder, g->holder);
    try_refused(app);
}
