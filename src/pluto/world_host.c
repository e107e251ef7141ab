/*
 * world_host.c - what a simulated procedure asks for: telemetry, commands, and
 * procedures it calls.
 *
 * The interpreter must not be called from its own calls: commands are noted
 * down, and told that they run when it returned.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "common/nearest.h"
#include "common/str.h"
#include "common/time.h"
#include "common/xalloc.h"
#include "pluto/eval.h"
#include "pluto/world_sim.h"

/* ---- telemetry, events --------------------------------------------------- */

static void
host_sample(void *arg, uint32_t parameter, struct pluto_sample *out)
{
    const struct sim_run *run = arg;
    const struct world_sim *sim = run->sim;
    uint32_t i =
        parameter < sim->n_objects ? sim->param_of[parameter] : UINT32_MAX;
    *out = (struct pluto_sample){.validity = PLUTO_NOT_RECEIVED};
    if (i != UINT32_MAX)
        tm_sample(
            &sim->param[i], sim->world->start, sim->world->tick, sim->now, out);
}

static int64_t
host_occurred(void *arg, uint32_t event, int64_t since)
{
    const struct sim_run *run = arg;
    const struct world *w = run->sim->world;
    for (size_t i = 0; i < w->n_events; i++) {
        const struct sim_event *e = &run->sim->event[i];
        for (size_t k = 0; k < e->n && w->event[i].object == event; k++)
            if (e->at[k] > since)
                return e->at[k];
    }
    return 0;
}

/* ---- commands ------------------------------------------------------------ */

static const struct world_activity *
script_of(const struct world *w, uint32_t object)
{
    for (size_t i = 0; i < w->n_activities; i++)
        if (w->activity[i].object == object && w->activity[i].is_scripted)
            return &w->activity[i];
    return NULL;
}

static bool
is_given(const struct world_given *want, const struct sim_activity *a)
{
    for (size_t i = 0; i < a->n_arguments; i++) {
        struct arena arena = {0};
        struct strbuf why = {0};
        struct pluto_value out = {0};
        const char *name = a->argument[i].name;
        bool is_it = str_eq(world_key(&arena, name, strlen(name)), want->key);
        arena_fini(&arena);
        is_it = is_it &&
                pluto_compute(PLUTO_EQ, &a->argument[i].value, &want->value->v,
                    &out, &why) &&
                out.type == PLUTO_BOOLEAN && out.b;
        pluto_value_fini(&out);
        strbuf_fini(&why);
        if (is_it)
            return true;
    }
    return false;
}

/* The first rule whose arguments fit; its next outcome, or its last. */
static struct world_outcome
outcome_of(struct world_sim *sim, const struct sim_activity *a)
{
    const struct world_rule *rule = a->script != NULL ? a->script->rule : NULL;
    const struct world_rule *any = NULL;
    for (; rule != NULL; rule = rule->next) {
        bool fits = true;
        for (const struct world_given *g = rule->given; g != NULL; g = g->next)
            fits = fits && is_given(g, a);
        if (fits && rule->given != NULL)
            break;
        if (fits && any == NULL)
            any = rule;
    }
    rule = rule != NULL ? rule : any;
    if (rule == NULL)
        return sim->world->usual;
    uint32_t i = sim->rule[rule->id];
    if (i + 1 < rule->n)
        sim->rule[rule->id]++;
    return rule->outcome[i];
}

static void
host_initiate(void *arg, const struct pluto_order *order)
{
    struct sim_run *run = arg;
    struct world_sim *sim = run->sim;
    sim->activity = xgrow(sim->activity, sim->n_activities,
        &sim->cap_activities, sizeof *sim->activity);
    struct sim_activity *a = &sim->activity[sim->n_activities++];
    *a = (struct sim_activity){.run = run,
        .instance = order->instance,
        .object = order->activity,
        .script = script_of(sim->world, order->activity),
        .argument = xcalloc(order->n_arguments + 1, sizeof *a->argument),
        .name = xcalloc(order->n_arguments + 1, sizeof *a->name),
        .n_arguments = order->n_arguments,
        .initiated = sim->now};
    for (size_t i = 0; i < order->n_arguments; i++) {
        a->name[i] = xstrdup(order->argument[i].name);
        a->argument[i] = (struct pluto_given){.name = a->name[i],
            .value = pluto_value_copy(&order->argument[i].value)};
    }
    if (order->activity < sim->n_objects_activity)
        sim->initiated[order->activity]++;
}

static void
host_leave(void *arg, uint64_t instance)
{
    (void)arg, (void)instance; /* it goes on in the world all the same */
}

static bool
host_operate(void *arg, const char *name, const struct pluto_given *argument,
    size_t n, struct strbuf *why)
{
    const struct sim_run *run = arg;
    const struct world *w = run->sim->world;
    struct arena arena = {0};
    struct world_name want;
    struct nearest near = nearest_to(name);
    const struct world_operation *o = NULL;
    bool is_name = world_name_split(&arena, name, &want);
    (void)argument, (void)n;
    for (size_t i = 0; i < w->n_operations && is_name && o == NULL; i++) {
        const struct world_name *have = &w->operation[i].name;
        bool is_it = have->n >= want.n;
        for (size_t k = 0; k < want.n && is_it; k++)
            is_it = str_eq(have->key[k], want.key[k]);
        nearest_try(&near, have->phrase);
        if (is_it)
            o = &w->operation[i];
    }
    arena_fini(&arena);
    if (o == NULL && !w->is_open)
        strbuf_addf(why, "the world has no operation '%s'%s%s%s", name,
            near.best != NULL ? "; did you mean '" : "",
            near.best != NULL ? near.best : "", near.best != NULL ? "'?" : "");
    else if (o != NULL && o->refused != NULL)
        strbuf_adds(why, o->refused);
    return o != NULL ? o->refused == NULL : w->is_open;
}

/* ---- runs ---------------------------------------------------------------- */

static void
host_trace(void *arg, const struct pluto_trace *t)
{
    struct sim_run *run = arg;
    struct world_sim *sim = run->sim;
    if (sim->config->trace != NULL)
        sim->config->trace(sim->config->arg, t, run->depth);
    for (size_t i = 0; i < sim->world->n_expects; i++) {
        const struct world_expect *x = &sim->world->expect[i];
        if (x->kind == WORLD_EXPECT_SAID &&
            (t->kind == PLUTO_T_LOG || t->kind == PLUTO_T_INFO) &&
            str_eq(t->text, x->text))
            sim->was_said[i] = true;
    }
}

/* What it is made from, and loaded again with. */
static void
config_of(struct sim_run *run, const struct pluto_given *argument, size_t n,
    struct pluto_run_config *out)
{
    struct world_sim *sim = run->sim;
    const struct world *w = sim->world;
    *out = (struct pluto_run_config){.procedure = run->procedure,
        .model = sim->config->model,
        .catalogue = run->catalogue,
        .host = {.arg = run,
            .sample = host_sample,
            .occurred = host_occurred,
            .initiate = host_initiate,
            .leave = host_leave,
            .operate = host_operate,
            .trace = host_trace},
        .argument = argument,
        .n_arguments = n,
        .tick_ns = w->tick,
        .grace_ns = w->grace,
        .goes_on_after_timeout = w->goes_on_after_timeout,
        .accepts_old_samples = w->accepts_old_samples};
}

void
sim_run_reload(struct sim_run *run)
{
    struct pluto_run_config config;
    struct strbuf text = {0}, why = {0};
    struct pluto_run *again;
    config_of(run, NULL, 0, &config);
    pluto_run_save(run->run, &text);
    if (pluto_run_load(&config, text.s, text.len, &why, &again) == ERR_OK) {
        pluto_run_free(&run->run);
        run->run = again;
    } else {
        strbuf_addf(&run->sim->result->fail, "not loaded again: %s\n",
            strbuf_get(&why));
    }
    strbuf_fini(&text);
    strbuf_fini(&why);
}

struct sim_run *
sim_run_new(struct world_sim *sim, const struct pluto *procedure,
    const struct catalogue *catalogue, const struct pluto_given *argument,
    size_t n, size_t activity, struct strbuf *why)
{
    struct sim_run *run = xcalloc(1, sizeof *run);
    *run = (struct sim_run){.sim = sim,
        .procedure = procedure,
        .activity = activity,
        .depth =
            activity != SIZE_MAX ? sim->activity[activity].run->depth + 1 : 0};
    const struct world *w = sim->world;
    struct pluto_run_config config;
    run->catalogue = catalogue;
    config_of(run, argument, n, &config);
    enum err e = run->depth > WORLD_NESTED_MAX
                     ? ERR_LIMIT
                     : pluto_run_new(&config, why, &run->run);
    if (e == ERR_LIMIT)
        strbuf_addf(why, "procedures call each other more than %d levels deep",
            WORLD_NESTED_MAX);
    if (e == ERR_OK && run->depth == 0 && w->mode != PLUTO_MODE_AUTOMATIC)
        e = pluto_run_set_mode(run->run, w->mode, "operator", sim->now, why);
    if (e != ERR_OK) {
        sim_run_free(&run);
        return NULL;
    }
    sim->run = xgrow(sim->run, sim->n_runs, &sim->cap_runs, sizeof *sim->run);
    sim->run[sim->n_runs++] = run;
    pluto_run_begin(run->run, sim->now);
    return run;
}

void
sim_run_free(struct sim_run **run)
{
    if (*run == NULL)
        return;
    pluto_run_free(&(*run)->run);
    free((*run)->open);
    free(*run);
    *run = NULL;
}

/* ---- the life of an activity --------------------------------------------- */

static void
tell(struct world_sim *sim, size_t i, enum pluto_execution execution,
    enum pluto_outcome outcome, const char *detail)
{
    const struct sim_activity *a = &sim->activity[i];
    pluto_run_activity(a->run->run, a->instance, execution, outcome,
        a->waits_for_aos ? 0 : a->initiated, detail != NULL ? detail : "",
        sim->now);
}

void
sim_activity_end(struct world_sim *sim, size_t activity,
    enum pluto_outcome outcome, const char *detail)
{
    static const enum world_moment moment[] = {
        [PLUTO_CONFIRMED] = WORLD_ON_CONFIRMED,
        [PLUTO_NOT_CONFIRMED] = WORLD_ON_NOT_CONFIRMED,
        [PLUTO_ABORTED] = WORLD_ON_ABORTED,
    };
    if (sim->activity[activity].is_over)
        return;
    sim->activity[activity].is_over = true;
    /* What it does is there when it is told to be done. */
    sim_follow(sim, activity, moment[outcome]);
    sim_follow(sim, activity, WORLD_ON_COMPLETED);
    struct sim_activity *a = &sim->activity[activity];
    a->is_unheard = sim->is_los && a->nested == NULL;
    a->outcome.outcome = outcome;
    if (!a->is_unheard)
        tell(sim, activity, PLUTO_X_COMPLETED, outcome, detail);
}

void
sim_activity_stage(
    struct world_sim *sim, size_t activity, const struct world_stage *stage)
{
    if (!sim->activity[activity].is_over && !sim->is_los)
        tell(sim, activity, stage->execution, PLUTO_NOT_AVAILABLE,
            stage->detail);
}

static void
begin_command(struct world_sim *sim, size_t i)
{
    struct sim_activity *a = &sim->activity[i];
    bool has_first = false;
    a->initiated = sim->now;
    a->waits_for_aos = false;
    a->outcome = outcome_of(sim, a);
    sim_follow(sim, i, WORLD_INITIATED);
    const struct world_stage *s = a->script != NULL ? a->script->stage : NULL;
    for (; s != NULL; s = s->next) {
        has_first = has_first || s->after == 0;
        sim_plan(sim, (struct due){.at = sim->now + s->after,
                          .kind = DUE_STAGE,
                          .stage = s,
                          .what = i});
    }
    if (a->script != NULL && a->script->stage != NULL) {
        if (!has_first)
            tell(sim, i, PLUTO_X_ROUTING, PLUTO_NOT_AVAILABLE, NULL);
    } else if (a->outcome.after > 0) {
        tell(sim, i, PLUTO_X_EXECUTING, PLUTO_NOT_AVAILABLE, NULL);
    }
    if (a->outcome.outcome != PLUTO_NOT_AVAILABLE)
        sim_plan(sim, (struct due){.at = sim->now + a->outcome.after,
                          .kind = DUE_ENDS,
                          .what = i});
}

static void
begin_procedure(struct world_sim *sim, size_t i, uint32_t procedure)
{
    struct strbuf why = {0};
    const struct sim_activity *a = &sim->activity[i];
    const struct library *lib = sim->config->library;
    const struct library_entry *e =
        lib != NULL && procedure < library_count(lib)
            ? library_entry(lib, procedure)
            : NULL;
    struct sim_run *run = NULL;
    if (e == NULL || !e->can_run)
        strbuf_addf(&why, "%s has errors; `columba check` shows them",
            e != NULL ? e->file : "the procedure");
    else
        run = sim_run_new(sim, e->procedure, e->catalogue, a->argument,
            a->n_arguments, i, &why);
    sim->activity[i].nested = run;
    if (run != NULL)
        tell(sim, i, PLUTO_X_EXECUTING, PLUTO_NOT_AVAILABLE, NULL);
    else
        sim_activity_end(sim, i, PLUTO_ABORTED, strbuf_get(&why));
    strbuf_fini(&why);
}

static void
begin(struct world_sim *sim, size_t i)
{
    struct sim_activity *a = &sim->activity[i];
    const struct pluto_model_activity *m =
        pluto_model_activity(sim->config->model, a->object);
    if (a->script == NULL && m->kind == PLUTO_PROCEDURE) {
        begin_procedure(sim, i, m->procedure);
    } else if (sim->is_los && m->kind == PLUTO_COMMAND) {
        a->waits_for_aos = true;
        tell(sim, i, PLUTO_X_ROUTING, PLUTO_NOT_AVAILABLE, "waits for AOS");
    } else {
        begin_command(sim, i);
    }
}

bool
sim_tell_begun(struct world_sim *sim)
{
    bool has_one = sim->told < sim->n_activities;
    while (sim->told < sim->n_activities)
        begin(sim, sim->told++);
    return has_one;
}

void
sim_activities_go(struct world_sim *sim)
{
    for (size_t i = 0; i < sim->told; i++) {
        struct sim_activity *a = &sim->activity[i];
        if (a->waits_for_aos && !a->is_over) {
            begin_command(sim, i);
        } else if (a->is_unheard) {
            a->is_unheard = false;
            tell(sim, i, PLUTO_X_COMPLETED, a->outcome.outcome,
                a->outcome.detail);
        }
    }
}
