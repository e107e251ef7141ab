/*
 * world_sim.c - the simulated clock: what is due happens, executions go on
 * until they rest, then time jumps to what is next.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/world_sim.h"

#include <stdarg.h>
#include <stdlib.h>

#include "common/str.h"
#include "common/time.h"
#include "common/xalloc.h"

/* ---- what is due --------------------------------------------------------- */

void
sim_plan(struct world_sim *sim, struct due due)
{
    sim->due = xgrow(sim->due, sim->n_due, &sim->cap_due, sizeof *sim->due);
    due.seq = sim->seq++;
    sim->due[sim->n_due++] = due;
}

void
sim_follow(struct world_sim *sim, size_t activity, enum world_moment m)
{
    const struct world *w = sim->world;
    for (size_t i = 0; i < w->n_blocks; i++) {
        const struct world_block *b = &w->block[i];
        if (b->trigger != WORLD_AFTER || b->moment != m ||
            w->activity[b->activity].object != sim->activity[activity].object)
            continue;
        if (b->ns == 0)
            sim_act(sim, b, activity);
        else
            sim_plan(sim, (struct due){.at = sim->now + b->ns,
                              .kind = DUE_BLOCK,
                              .block = b,
                              .what = activity});
    }
}

/* The next one; SIZE_MAX none. */
static size_t
first_due(const struct world_sim *sim)
{
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < sim->n_due; i++)
        if (best == SIZE_MAX || sim->due[i].at < sim->due[best].at ||
            (sim->due[i].at == sim->due[best].at &&
                sim->due[i].seq < sim->due[best].seq))
            best = i;
    return best;
}

static void
happen(struct world_sim *sim, const struct due *due)
{
    switch (due->kind) {
    case DUE_BLOCK:
        sim_act(sim, due->block, due->what);
        break;
    case DUE_STAGE:
        sim_activity_stage(sim, due->what, due->stage);
        break;
    case DUE_ENDS: {
        const struct world_outcome o = sim->activity[due->what].outcome;
        sim_activity_end(sim, due->what, o.outcome, o.detail);
        break;
    }
    case DUE_ANSWER:
        sim_reply(sim, due);
        break;
    }
}

/* One thing that is due now: what runs looks at each of them. */
static bool
happen_next(struct world_sim *sim)
{
    size_t i = first_due(sim);
    if (i == SIZE_MAX || sim->due[i].at > sim->now)
        return false;
    struct due due = sim->due[i];
    sim->due[i] = sim->due[--sim->n_due];
    happen(sim, &due);
    return true;
}

void
sim_fail(struct world_sim *sim, unsigned line, const char *fmt, ...)
{
    struct strbuf text = {0};
    va_list ap;
    strbuf_addf(&text, "%s:", sim->world->file);
    if (line > 0)
        strbuf_addf(&text, "%u:", line);
    strbuf_addf(&text, " after %lld s: ",
        (long long)((sim->now - sim->world->start) / NS_PER_S));
    va_start(ap, fmt);
    strbuf_addv(&text, fmt, ap);
    va_end(ap);
    str_sanitize(&sim->result->fail, text.s, text.len, false);
    strbuf_addc(&sim->result->fail, '\n');
    strbuf_fini(&text);
}

/* ---- a moment ------------------------------------------------------------ */

/* A run is over: the one that called it is told. */
static void
settle_run(struct world_sim *sim, struct sim_run *run)
{
    if (run->is_over || pluto_run_execution(run->run) != PLUTO_X_COMPLETED)
        return;
    run->is_over = true;
    if (run->activity != SIZE_MAX)
        sim_activity_end(sim, run->activity, pluto_run_outcome(run->run),
            pluto_reason_str(pluto_run_reason(run->run)));
}

/* Until it rests.  False: nothing was to do. */
static bool
advance(struct world_sim *sim, struct sim_run *run, unsigned *budget)
{
    bool has_one = false;
    while (pluto_run_advance(run->run, sim->now) == PLUTO_MORE) {
        has_one = true;
        if (sim->config->reloads)
            sim_run_reload(run);
        (void)sim_tell_begun(sim);
        if (++sim->executed >= sim->world->statements || --*budget == 0) {
            sim->is_restless = true;
            sim->spinner = run;
            return false;
        }
    }
    has_one = sim_tell_begun(sim) || has_one;
    settle_run(sim, run);
    return has_one;
}

/* All that happens at one moment, in the order of its causes. */
static void
moment(struct world_sim *sim)
{
    unsigned budget = WORLD_RESTLESS;
    bool has_more = true;
    while (has_more && !sim->is_restless) {
        has_more = false;
        while (happen_next(sim))
            has_more = true;
        has_more = sim_conditions(sim) || has_more;
        for (size_t i = 0; i < sim->n_runs && !sim->is_restless; i++)
            has_more = advance(sim, sim->run[i], &budget) || has_more;
        has_more = sim_prompts(sim) || has_more;
        if (--budget == 0)
            sim->is_restless = true;
    }
}

/* ---- the next one -------------------------------------------------------- */

static void
count(void *arg, uint32_t parameter)
{
    (void)parameter;
    ++*(unsigned *)arg;
}

/* Can something that is looked at have changed by the next tick? */
static bool
needs_tick(const struct world_sim *sim)
{
    unsigned watched = 0;
    for (size_t i = 0; i < sim->world->n_blocks; i++)
        watched +=
            sim->world->block[i].trigger == WORLD_WHEN && !sim->is_done[i];
    for (size_t i = 0; i < sim->n_runs; i++)
        pluto_run_watched(sim->run[i]->run, count, &watched);
    for (size_t i = 0; i < sim->world->n_params && watched > 0; i++)
        if (tm_is_moving(&sim->param[i], sim->now))
            return true;
    return false;
}

static int64_t
next_time(const struct world_sim *sim)
{
    const struct world *w = sim->world;
    size_t first = first_due(sim);
    int64_t next = first != SIZE_MAX ? sim->due[first].at : INT64_MAX;
    for (size_t i = 0; i < sim->n_runs; i++) {
        int64_t due = pluto_run_due(sim->run[i]->run);
        next = due < next ? due : next;
    }
    int64_t tick = w->start + ((sim->now - w->start) / w->tick + 1) * w->tick;
    if (next > tick && needs_tick(sim))
        next = tick;
    return next > sim->now ? next : tick;
}

/* Does anything of what it began still go on by itself? */
static bool
is_busy(const struct world_sim *sim)
{
    for (size_t i = 0; i < sim->n_due; i++)
        if (sim->due[i].kind == DUE_ENDS &&
            sim->activity[sim->due[i].what].run == sim->run[0])
            return true;
    for (size_t i = 1; i < sim->n_runs; i++)
        if (!sim->run[i]->is_over)
            return true;
    return false;
}

static bool
is_ended(const struct world_sim *sim)
{
    const struct pluto_run *run = sim->run[0]->run;
    return pluto_run_execution(run) == PLUTO_X_COMPLETED && !is_busy(sim);
}

static void
go(struct world_sim *sim)
{
    moment(sim);
    while (!is_ended(sim) && !sim->is_restless) {
        int64_t next = next_time(sim);
        if (next > sim->end)
            break;
        sim->now = next;
        moment(sim);
    }
}

/* ---- the end ------------------------------------------------------------- */

static const struct pluto_block *
loop_body(const struct pluto_stmt *s)
{
    return s->kind == PLUTO_S_WHILE || s->kind == PLUTO_S_FOR ||
                   s->kind == PLUTO_S_REPEAT
               ? &s->loop.block
               : NULL;
}

/* The outermost loop around a statement that went round often: a loop further
 * out that waits does not. */
static const struct pluto_stmt *
spinning(const struct sim_run *run, uint32_t at)
{
    const struct pluto_stmt *found = NULL;
    for (; at != PLUTO_NIL; at = run->procedure->stmt[at]->parent) {
        const struct pluto_stmt *s = run->procedure->stmt[at];
        const struct pluto_block *body = loop_body(s);
        if (body != NULL && body->n > 0 &&
            (found == NULL ||
                pluto_run_count(run->run, body->stmt[0]->id) >= WORLD_SPINS))
            found = s;
    }
    return found;
}

static void
say_spinning(const struct world_sim *sim, struct strbuf *why)
{
    const struct sim_run *run = sim->spinner;
    uint32_t at = run != NULL ? pluto_run_current(run->run) : PLUTO_NIL;
    strbuf_addf(why, "given up after %llu statements, at %lld s",
        (unsigned long long)sim->executed,
        (long long)((sim->now - sim->world->start) / NS_PER_S));
    if (at == PLUTO_NIL)
        return;
    const struct pluto_stmt *loop = spinning(run, at);
    uint32_t line = 0, col = 0;
    const struct pluto_stmt *s = loop != NULL ? loop : run->procedure->stmt[at];
    pluto_place(run->procedure, s->span.off, &line, &col);
    strbuf_addf(why, loop != NULL ? ": the loop of line %u, '" : ", in line %u",
        (unsigned)line);
    if (loop == NULL)
        return;
    pluto_heading(run->procedure, loop->id, why);
    strbuf_adds(why, "', goes on without a wait");
}

static void
say_waiting(struct world_sim *sim)
{
    struct strbuf *why = &sim->result->why;
    char text[TIME_TEXT_SIZE];
    if (sim->is_restless) {
        say_spinning(sim, why);
        return;
    }
    strbuf_addf(why, "patience ended after %s",
        duration_fmt(text, sim->world->patience));
    size_t len = why->len;
    strbuf_adds(why, "; ");
    size_t begin = why->len;
    pluto_run_waiting(sim->run[0]->run, sim->now, why);
    if (why->len == begin)
        why->s[why->len = len] = '\0';
}

static void
finish(struct world_sim *sim)
{
    struct world_result *r = sim->result;
    const struct pluto_run *run = sim->run[0]->run;
    struct pluto_prompt prompt;
    bool is_over = pluto_run_execution(run) == PLUTO_X_COMPLETED;
    const struct sim_run *open = is_over ? NULL : sim_open_prompt(sim, &prompt);
    r->end = is_over                             ? WORLD_ENDED
             : open != NULL && !sim->is_restless ? WORLD_NEEDS_OPERATOR
                                                 : WORLD_NO_END;
    r->outcome = is_over ? pluto_run_outcome(run) : PLUTO_NOT_AVAILABLE;
    r->reason = pluto_run_reason(run);
    r->time = sim->now;
    if (r->end == WORLD_NEEDS_OPERATOR) {
        strbuf_addf(&r->why, "%s", prompt.text);
        for (size_t i = 0; i < prompt.n_answers; i++)
            strbuf_addf(&r->why, "%s%s", i == 0 ? " (answers: " : ", ",
                prompt.answer[i].word);
        strbuf_adds(&r->why, prompt.n_answers > 0 ? ")" : "");
    } else if (r->end == WORLD_NO_END) {
        say_waiting(sim);
    }
    sim_judge(sim);
    for (size_t i = 0; i < sim->n_runs && sim->config->over != NULL; i++)
        sim->config->over(
            sim->config->arg, sim->run[i]->procedure, sim->run[i]->run);
}

/* ---- life ---------------------------------------------------------------- */

static void
start_params(struct world_sim *sim)
{
    const struct world *w = sim->world;
    sim->n_objects = pluto_model_n_parameters(sim->config->model);
    sim->param_of = xcalloc(sim->n_objects + 1, sizeof *sim->param_of);
    for (uint32_t i = 0; i < sim->n_objects; i++)
        sim->param_of[i] = UINT32_MAX;
    sim->param = xcalloc(w->n_params + 1, sizeof *sim->param);
    for (uint32_t i = 0; i < w->n_params; i++) {
        struct tm_param *p = &sim->param[i];
        p->world = &w->param[i];
        p->late = p->world->late;
        struct tm_segment *s = tm_change(p, sim->now);
        s->is_los = w->starts_in_los;
        if (p->world->value != NULL)
            s->value = pluto_value_copy(&p->world->value->v);
        if (p->world->object < sim->n_objects)
            sim->param_of[p->world->object] = i;
    }
}

static void
start(struct world_sim *sim)
{
    const struct world *w = sim->world;
    start_params(sim);
    sim->is_los = w->starts_in_los;
    sim->event = xcalloc(w->n_events + 1, sizeof *sim->event);
    sim->used = xcalloc(w->n_actions + 1, sizeof *sim->used);
    sim->rule = xcalloc(w->n_rules + 1, sizeof *sim->rule);
    sim->answer = xcalloc(w->n_answers + 1, sizeof *sim->answer);
    sim->was_true = xcalloc(w->n_blocks + 1, sizeof *sim->was_true);
    sim->is_done = xcalloc(w->n_blocks + 1, sizeof *sim->is_done);
    sim->was_said = xcalloc(w->n_expects + 1, sizeof *sim->was_said);
    sim->n_objects_activity = pluto_model_n_activities(sim->config->model);
    sim->initiated =
        xcalloc(sim->n_objects_activity + 1, sizeof *sim->initiated);
    for (size_t i = 0; i < w->n_blocks; i++)
        if (w->block[i].trigger == WORLD_AT)
            sim_plan(sim, (struct due){.at = w->start + w->block[i].ns,
                              .kind = DUE_BLOCK,
                              .block = &w->block[i],
                              .what = SIZE_MAX});
}

static void
fini(struct world_sim *sim)
{
    for (size_t i = 0; i < sim->n_runs; i++)
        sim_run_free(&sim->run[i]);
    for (size_t i = 0; i < sim->n_activities; i++) {
        struct sim_activity *a = &sim->activity[i];
        for (size_t k = 0; k < a->n_arguments; k++) {
            free(a->name[k]);
            pluto_value_fini(&a->argument[k].value);
        }
        free(a->argument);
        free(a->name);
    }
    for (size_t i = 0; i < sim->world->n_params; i++)
        tm_fini(&sim->param[i]);
    free(sim->param);
    free(sim->param_of);
    for (size_t i = 0; i < sim->world->n_events; i++)
        free(sim->event[i].at);
    free(sim->event);
    free(sim->due);
    free(sim->activity);
    free(sim->run);
    free(sim->used);
    free(sim->rule);
    free(sim->answer);
    free(sim->was_true);
    free(sim->is_done);
    free(sim->initiated);
    free(sim->was_said);
}

/* Those of the caller, then those of the world that he did not give. */
static size_t
arguments(const struct world_sim_config *config, struct pluto_given *out)
{
    size_t n = config->n_arguments;
    for (size_t i = 0; i < n; i++)
        out[i] = config->argument[i];
    for (size_t k = 0; k < config->world->n_arguments; k++) {
        const struct world_given_arg *a = &config->world->argument[k];
        bool is_there = false;
        for (size_t i = 0; i < config->n_arguments; i++)
            is_there = is_there || str_eq(out[i].name, a->name);
        if (!is_there)
            out[n++] =
                (struct pluto_given){.name = a->name, .value = a->value->v};
    }
    return n;
}

enum err
world_simulate(
    const struct world_sim_config *config, struct world_result *result)
{
    const struct world *w = config->world;
    struct world_sim sim = {.config = config,
        .world = w,
        .result = result,
        .now = w->start,
        .end = w->start + w->patience};
    *result = (struct world_result){0};
    for (size_t i = 0; i < w->n_expects; i++)
        result->outcome_is_expected = result->outcome_is_expected ||
                                      w->expect[i].kind <= WORLD_EXPECT_NO_END;
    struct pluto_given *given =
        xcalloc(config->n_arguments + w->n_arguments + 1, sizeof *given);
    size_t n = arguments(config, given);
    start(&sim);
    bool is_good = sim_run_new(&sim, config->procedure, config->catalogue,
                       given, n, SIZE_MAX, &result->why) != NULL;
    if (is_good) {
        go(&sim);
        finish(&sim);
    }
    fini(&sim);
    free(given);
    return is_good ? ERR_OK : ERR_RANGE;
}

void
world_result_fini(struct world_result *result)
{
    strbuf_fini(&result->why);
    strbuf_fini(&result->fail);
}
