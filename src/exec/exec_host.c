/*
 * exec_host.c - what an execution's interpreter asks of its host.
 *
 * Nothing is carried out here: what it initiates goes out after the state was
 * saved (exec_run_commit()).
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "exec/exec_priv.h"

static void
sample(void *arg, uint32_t parameter, struct pluto_sample *out)
{
    const struct exec_run *run = arg;
    const struct pluto_model_parameter *p =
        pluto_model_parameter(run->library->model, parameter);
    exec_samples_get(run->app->samples, p, run->app->now, run->ahead_ns, out);
}

static int64_t
occurred(void *arg, uint32_t event, int64_t since)
{
    const struct exec_run *run = arg;
    const struct exec_app *app = run->app;
    const struct pluto_model_event *e =
        pluto_model_event(run->library->model, event);
    if (e->event >= app->n_occurred)
        return 0;
    const struct exec_occurred *o = &app->occurred[e->event];
    for (unsigned i = 0; i < o->n; i++) {
        const int64_t at = o->at[i] + run->ahead_ns;
        if (at > since)
            return at;
    }
    return 0;
}

/* ---- activities ---------------------------------------------------------- */

static void
take_values(struct exec_activity *a, const struct exec_run *run,
    const struct pluto_model_activity *m, const struct pluto_order *o)
{
    const struct exec_app *app = run->app;
    struct strbuf why = {0};
    bool is_good =
        exec_order_values(m, o->argument, o->n_arguments, &a->value, &why);
    a->n_values = is_good ? o->n_arguments : 0;
    if (is_good && a->kind == PLUTO_COMMAND)
        is_good = exec_order_digest(app->encoder, app->config.mdb,
            &app->config.instance->commands, a->name, a->value, a->n_values,
            a->digest, &why);
    if (!is_good)
        a->problem = xstrdup(strbuf_get(&why));
    strbuf_fini(&why);
}

static const char *
name_of(const struct exec_run *run, const struct pluto_model_activity *m)
{
    if (m->kind == PLUTO_PROCEDURE &&
        m->procedure < library_count(run->library->library))
        return library_entry(run->library->library, m->procedure)->id;
    if (m->kind == PLUTO_COMMAND &&
        m->command < run->app->config.mdb->n_commands)
        return run->app->config.mdb->command[m->command].name;
    return m->name;
}

static void
initiate(void *arg, const struct pluto_order *o)
{
    struct exec_run *run = arg;
    struct exec_app *app = run->app;
    const struct pluto_model_activity *m =
        pluto_model_activity(run->library->model, o->activity);
    run->activity = xgrow(run->activity, run->n_activities,
        &run->cap_activities, sizeof *run->activity);
    struct exec_activity *a = &run->activity[run->n_activities++];
    *a = (struct exec_activity){.instance = o->instance,
        .stmt = o->stmt,
        .attempt = o->attempt,
        .kind = m->kind,
        .again = MONO_NONE,
        .name = xstrdup(name_of(run, m)),
        .item = xstrdup(o->item)};
    app->config.outbox.random_id(app->config.outbox.arg, a->id);
    take_values(a, run, m, o);
    run->is_dirty = true;
}

static void
leave(void *arg, uint64_t instance)
{
    struct exec_run *run = arg;
    struct exec_activity *a = exec_activity_of(run, instance);
    if (a == NULL)
        return;
    a->is_left = true;
    run->is_dirty = true;
}

static bool
operate(void *arg, const char *name, const struct pluto_given *argument,
    size_t n, struct strbuf *why)
{
    (void)arg, (void)argument, (void)n;
    strbuf_addf(why, "there is no operation %s here", name);
    return false;
}

static void
trace(void *arg, const struct pluto_trace *t)
{
    struct exec_run *run = arg;
    struct strbuf number = {0};
    if (run->asrun == NULL)
        return;
    struct asrun_event e = asrun_event_of(t, run->procedure, &number);
    const struct exec_activity *a =
        t->instance != 0 ? exec_activity_of(run, t->instance) : NULL;
    if (a != NULL && a->kind == PLUTO_COMMAND)
        e.command = a->id;
    (void)asrun_add(run->asrun, &e);
    strbuf_fini(&number);
    run->is_dirty = true;
}

struct pluto_host
exec_host(struct exec_run *run)
{
    return (struct pluto_host){.arg = run,
        .sample = sample,
        .occurred = occurred,
        .initiate = initiate,
        .leave = leave,
        .operate = operate,
        .trace = trace};
}
