/*
 * world_act.c - carry out what a world says that happens.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "pluto/eval.h"
#include "pluto/world_sim.h"

static double
number_of(const struct world_value *v)
{
    return v->v.type == PLUTO_REAL       ? v->v.d
           : v->v.type == PLUTO_UNSIGNED ? (double)v->v.u
                                         : (double)v->v.i;
}

/* ---- of a parameter ------------------------------------------------------ */

/* The argument a command was given, as the parameter wants it. */
static void
set_argument(struct world_sim *sim, const struct world_action *a,
    const struct world_value *v, size_t activity)
{
    struct tm_param *p = &sim->param[a->object];
    struct strbuf why = {0};
    const struct sim_activity *s =
        activity != SIZE_MAX ? &sim->activity[activity] : NULL;
    for (size_t i = 0; s != NULL && i < s->n_arguments; i++) {
        struct arena arena = {0};
        const char *name = s->argument[i].name;
        bool is_it = str_eq(world_key(&arena, name, strlen(name)), v->argument);
        arena_fini(&arena);
        if (!is_it)
            continue;
        struct pluto_value value = pluto_value_copy(&s->argument[i].value);
        if (pluto_convert(
                &value, p->world->type.type, p->world->type.unit, &why))
            tm_set(p, sim->now, &value);
        else
            sim_fail(sim, a->line, "argument %s: %s", name, strbuf_get(&why));
        pluto_value_fini(&value);
        strbuf_fini(&why);
        return;
    }
    sim_fail(sim, a->line, "no command with an argument '%s' came before this",
        v->argument);
}

static void
act_set(struct world_sim *sim, const struct world_action *a, size_t activity)
{
    const struct world_value *v = a->value;
    for (uint32_t i = sim->used[a->id]; i > 0 && v->next != NULL; i--)
        v = v->next;
    sim->used[a->id]++;
    if (v->argument != NULL)
        set_argument(sim, a, v, activity);
    else
        tm_set(&sim->param[a->object], sim->now, &v->v);
}

static void
act_ramp(struct world_sim *sim, const struct world_action *a)
{
    double limit = a->value != NULL ? number_of(a->value) : 0;
    tm_ramp(&sim->param[a->object], sim->now, a->rate->v.d,
        a->value != NULL ? &limit : NULL);
}

static void
act_reach(struct world_sim *sim, const struct world_action *a)
{
    struct tm_param *p = &sim->param[a->object];
    double goal = number_of(a->value), from = tm_number(p, sim->now);
    if (a->ns > 0)
        tm_ramp(p, sim->now, (goal - from) / ((double)a->ns / 1e9), &goal);
    else
        tm_set(p, sim->now, &a->value->v);
}

static void
act_state(struct world_sim *sim, const struct world_action *a)
{
    struct tm_param *p = &sim->param[a->object];
    if (a->kind == WORLD_LATE) {
        p->late = a->ns;
    } else if (a->kind == WORLD_CHECK) {
        p->check[a->which] = a->state;
        /* One check that is bad makes the whole bad. */
        if (a->which != WORLD_OVERALL) {
            p->check[WORLD_OVERALL] = 0;
            for (int i = WORLD_LIMIT; i < WORLD_CHECK_COUNT; i++)
                if (p->check[i] > p->check[WORLD_OVERALL])
                    p->check[WORLD_OVERALL] = p->check[i];
        }
    } else if (a->kind == WORLD_HOLD) {
        tm_hold(p, sim->now);
    } else {
        struct tm_segment *s = tm_change(p, sim->now);
        if (a->kind == WORLD_SILENT) {
            s->is_silent = a->flag;
        } else {
            s->validity = (enum pluto_validity)a->state;
            s->is_expired = a->flag;
        }
    }
}

/* ---- any ----------------------------------------------------------------- */

static void
act_signal(struct world_sim *sim, bool is_aos)
{
    if (sim->is_los == !is_aos)
        return;
    sim->is_los = !is_aos;
    for (size_t i = 0; i < sim->world->n_params; i++)
        tm_change(&sim->param[i], sim->now)->is_los = !is_aos;
    if (is_aos)
        sim_activities_go(sim);
}

static void
occur(const struct world_sim *sim, struct sim_event *event)
{
    event->at = xgrow(event->at, event->n, &event->cap, sizeof *event->at);
    event->at[event->n++] = sim->now;
}

static void
act(struct world_sim *sim, const struct world_action *a, size_t activity)
{
    switch (a->kind) {
    case WORLD_SET:
        act_set(sim, a, activity);
        break;
    case WORLD_RAMP:
        act_ramp(sim, a);
        break;
    case WORLD_REACH:
        act_reach(sim, a);
        break;
    case WORLD_HOLD:
    case WORLD_VALIDITY:
    case WORLD_SILENT:
    case WORLD_LATE:
    case WORLD_CHECK:
        act_state(sim, a);
        break;
    case WORLD_SIGNAL:
        act_signal(sim, a->flag);
        break;
    case WORLD_RAISE:
        occur(sim, &sim->event[a->object]);
        break;
    case WORLD_OPERATOR:
        sim_operator(sim, a);
        break;
    }
}

void
sim_act(struct world_sim *sim, const struct world_block *block, size_t activity)
{
    for (const struct world_action *a = block->action; a != NULL; a = a->next)
        act(sim, a, activity);
}

/* ---- conditions ---------------------------------------------------------- */

/* What a condition of the world sees is the truth on board: it does not care
 * whether anybody received it. */
static enum pluto_known
get(void *arg, const struct pluto_ref *ref, enum pluto_property property,
    struct pluto_value *out, struct strbuf *why)
{
    struct world_sim *sim = arg;
    bool is_param = ref->bound == PLUTO_TO_PARAMETER &&
                    ref->object < sim->n_objects &&
                    sim->param_of[ref->object] != UINT32_MAX;
    if (!is_param ||
        (property != PLUTO_P_VALUE && property != PLUTO_P_ENGINEERING_VALUE)) {
        strbuf_adds(why, "a world's conditions are about values of telemetry");
        return PLUTO_FAILED;
    }
    *out = tm_value(&sim->param[sim->param_of[ref->object]], sim->now);
    if (out->type != PLUTO_NONE)
        return PLUTO_KNOWN;
    strbuf_adds(why, "it has no value yet");
    return PLUTO_UNKNOWN;
}

static bool
holds(struct world_sim *sim, const struct world_condition *c, bool *is_done)
{
    struct strbuf why = {0};
    bool is_true = false;
    const struct pluto_env env = {.arg = sim, .get = get, .now = sim->now};
    enum pluto_known known = pluto_eval_truth(c->expr, &env, &is_true, &why);
    if (known == PLUTO_FAILED) {
        sim_fail(sim, c->line, "%s", strbuf_get(&why));
        *is_done = true;
    }
    strbuf_fini(&why);
    return known == PLUTO_KNOWN && is_true;
}

bool
sim_conditions(struct world_sim *sim)
{
    bool has_one = false;
    for (size_t i = 0; i < sim->world->n_blocks; i++) {
        const struct world_block *b = &sim->world->block[i];
        if (b->trigger != WORLD_WHEN || sim->is_done[i])
            continue;
        bool was = sim->was_true[i];
        bool is_true = holds(sim, &b->condition, &sim->is_done[i]);
        sim->was_true[i] = is_true;
        if (!is_true || was)
            continue;
        sim->is_done[i] = !b->is_repeated;
        sim_plan(sim, (struct due){.at = sim->now + b->ns,
                          .kind = DUE_BLOCK,
                          .block = b,
                          .what = SIZE_MAX});
        has_one = true;
    }
    return has_one;
}
