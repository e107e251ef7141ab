/*
 * run.c - an execution: its life, and whose turn it is.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/run_priv.h"

#include <assert.h>
#include <stdlib.h>
#include <strings.h>

#include "common/xalloc.h"

/* ---- life ---------------------------------------------------------------- */

static const struct pluto_given *
given_for(const struct pluto_run_config *config, const char *name)
{
    for (size_t i = 0; i < config->n_arguments; i++)
        if (strcasecmp(config->argument[i].name, name) == 0)
            return &config->argument[i];
    return NULL;
}

static bool
take_argument(struct pluto_run *run, const struct pluto_run_config *config,
    uint32_t i, struct strbuf *why)
{
    const struct pluto_model_argument *a = &config->catalogue->argument[i];
    const struct pluto_given *given = given_for(config, a->name);
    struct pluto_value v = {0};
    if (given != NULL) {
        v = pluto_value_copy(&given->value);
    } else if (a->text != NULL) {
        if (!run_read_value(a->text, &a->type, &v, why))
            return false;
    } else if (a->is_required) {
        strbuf_addf(why, "argument %s is missing", a->name);
        return false;
    }
    struct strbuf reason = {0};
    bool fits = v.type == PLUTO_NONE || run_fits(&a->type, &v, &reason);
    if (fits) {
        run->argument[i] = (struct pluto_given){a->name, v};
    } else {
        strbuf_addf(why, "argument %s: %s", a->name, strbuf_get(&reason));
        pluto_value_fini(&v);
    }
    strbuf_fini(&reason);
    return fits;
}

static bool
take_arguments(struct pluto_run *run, const struct pluto_run_config *config,
    struct strbuf *why)
{
    const struct catalogue *c = config->catalogue;
    run->n_arguments = c->n_arguments;
    run->argument = xcalloc(run->n_arguments + 1, sizeof *run->argument);
    for (size_t i = 0; i < config->n_arguments; i++) {
        bool is_known = false;
        for (uint32_t k = 0; k < c->n_arguments; k++)
            is_known = is_known || strcasecmp(c->argument[k].name,
                                       config->argument[i].name) == 0;
        if (!is_known) {
            strbuf_addf(
                why, "there is no argument %s", config->argument[i].name);
            return false;
        }
    }
    for (uint32_t i = 0; i < c->n_arguments; i++)
        if (!take_argument(run, config, i, why))
            return false;
    return true;
}

struct pluto_run *
run_new_empty(const struct pluto_run_config *config)
{
    assert(config->procedure->is_bound && config->catalogue != NULL);
    struct pluto_run *run = xcalloc(1, sizeof *run);
    run->config = *config;
    run->config.argument = NULL;
    run->config.n_arguments = 0;
    run->p = config->procedure;
    digest_hex_of(run->p->source, run->p->len, run->digest);
    run_tree_new(run);
    return run;
}

enum err
pluto_run_new(const struct pluto_run_config *config, struct strbuf *why,
    struct pluto_run **out)
{
    *out = NULL;
    struct pluto_run *run = run_new_empty(config);
    if (!take_arguments(run, config, why)) {
        pluto_run_free(&run);
        return ERR_RANGE;
    }
    *out = run;
    return ERR_OK;
}

void
pluto_run_free(struct pluto_run **out)
{
    struct pluto_run *run = *out;
    if (run == NULL)
        return;
    while (run->n_tasks > 0)
        run_task_free(run, run->task[run->n_tasks - 1]);
    for (size_t i = 0; i < run->n_prompts; i++)
        run_prompt_free(run->prompt[i]);
    for (size_t i = 0; i < run->n_arguments; i++)
        pluto_value_fini(&run->argument[i].value);
    free(run->argument);
    free((void *)run->task);
    free((void *)run->prompt);
    free(run->pending);
    free(run->activity);
    run_tree_free(run);
    free(run);
    *out = NULL;
}

void
pluto_run_begin(struct pluto_run *run, int64_t now)
{
    assert(!run->is_begun);
    run->is_begun = true;
    run->begun = run->now = run->instant = now;
    struct run_task *t = run_task_new(run, RUN_MAIN, PLUTO_NIL, 0, PLUTO_NIL);
    run_item_begin(run, PLUTO_NIL);
    run_body_begin(run, t, PLUTO_NIL);
}

/* ---- whose turn it is ---------------------------------------------------- */

static bool
is_watching(const struct run_task *t)
{
    return t->kind == RUN_GUARD &&
           (t->guard == RUN_ARMED || t->guard == RUN_FIRED);
}

static bool
guards_go(struct pluto_run *run)
{
    for (size_t i = 0; i < run->n_tasks; i++)
        if (is_watching(run->task[i]) && run_task_go(run, run->task[i]))
            return true;
    return false;
}

/* From the task whose turn it is, once around. */
static bool
tasks_go(struct pluto_run *run)
{
    size_t first = 0, n = run->n_tasks;
    for (size_t i = 0; i < n; i++)
        if (run->task[i]->id == run->cursor)
            first = run->is_yielding ? i + 1 : i;
    run->is_yielding = false;
    for (size_t k = 0; k < n; k++) {
        struct run_task *t = run->task[(first + k) % n];
        uint32_t id = t->id;
        if (!is_watching(t) && run_task_go(run, t)) {
            run->cursor = id;
            return true;
        }
    }
    return false;
}

enum pluto_progress
pluto_run_advance(struct pluto_run *run, int64_t now)
{
    run->now = now > run->now ? now : run->now;
    if (!run->is_begun)
        return PLUTO_IDLE;
    if (run->instant != run->now) {
        run->instant = run->now;
        run->n_instant = 0;
    }
    if (!run->is_over && run->n_instant < RUN_INSTANT_MAX) {
        run->n_instant++;
        run->is_changed = false;
        if (run_deliver(run) || guards_go(run) || tasks_go(run) ||
            run->is_changed)
            return PLUTO_MORE;
        run->n_instant--;
    }
    return run->is_over && !run_under_way(run) ? PLUTO_OVER : PLUTO_IDLE;
}

/* ---- when it is wanted --------------------------------------------------- */

static int64_t
earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t
due_of(const struct pluto_run *run, const struct run_task *t)
{
    const struct run_wait *w = &t->wait;
    int64_t poll = utc_add_ns((struct utc){run->now}, RUN_POLL_NS).ns;
    if (t->n == 0 || run_is_held(run, t) || t->guard >= RUN_DORMANT)
        return RUN_NEVER;
    if (t->not_before > run->now)
        return t->not_before;
    switch ((enum run_wait_kind)w->kind) {
    case RUN_GRACE:
    case RUN_COND:
        return earlier(poll, w->deadline);
    case RUN_TIME:
        return earlier(w->until, w->deadline);
    case RUN_EVENT:
        return w->deadline;
    case RUN_NO_WAIT:
        return run->is_paused || t->guard == RUN_FIRED ||
                       run->n_instant >= RUN_INSTANT_MAX
                   ? RUN_NEVER
                   : run->now;
    case RUN_ACTIVITY:
    case RUN_BRANCHES:
    case RUN_PROMPT:
    case RUN_WAIT_COUNT:
        break;
    }
    return RUN_NEVER;
}

int64_t
pluto_run_due(const struct pluto_run *run)
{
    int64_t due = RUN_NEVER;
    if (!run->is_begun || run->is_over)
        return due;
    if (run->n_instant >= RUN_INSTANT_MAX)
        due = run->now +
              (run->config.tick_ns > 0 ? run->config.tick_ns : NS_PER_MS);
    if (run->n_pending > 0)
        due = earlier(due, run->pending[0].due);
    for (size_t i = 0; i < run->n_tasks; i++)
        due = earlier(due, due_of(run, run->task[i]));
    return due;
}

void
pluto_run_watched(const struct pluto_run *run,
    void (*fn)(void *arg, uint32_t parameter), void *arg)
{
    for (size_t i = 0; i < run->n_tasks; i++) {
        const struct run_wait *w = &run->task[i]->wait;
        for (uint32_t k = 0; k < w->n_parameters; k++) {
            bool is_new = true;
            for (size_t j = 0; j < i && is_new; j++)
                for (uint32_t m = 0; m < run->task[j]->wait.n_parameters; m++)
                    if (run->task[j]->wait.parameter[m] == w->parameter[k])
                        is_new = false;
            if (is_new)
                fn(arg, w->parameter[k]);
        }
    }
}

bool
pluto_run_sampled(struct pluto_run *run, uint32_t parameter)
{
    bool is_watched = false;
    for (size_t i = 0; i < run->n_tasks; i++) {
        struct run_wait *w = &run->task[i]->wait;
        for (uint32_t k = 0; k < w->n_parameters; k++)
            if (w->parameter[k] == parameter)
                w->is_dirty = is_watched = true;
    }
    return is_watched;
}
