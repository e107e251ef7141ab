/*
 * exec_app.c - the executor's life: executions take turns.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/exec_app.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "exec/exec_priv.h"

#define JUMP_NS    (2 * NS_PER_S) /* clocks that moved apart so were set */
#define EVENTS_MAX 1000           /* numbers of events.def are below */

void
exec_event(struct exec_app *app, enum event_id id, const char *fmt, ...)
{
    struct strbuf text = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&text, fmt, ap);
    va_end(ap);
    app->config.outbox.event(app->config.outbox.arg, id, strbuf_get(&text));
    strbuf_fini(&text);
}

/* ---- life ---------------------------------------------------------------- */

bool
exec_needs_approval(const struct exec_app *app)
{
    return app->config.instance->kind == MISSION_FLIGHT;
}

void
exec_read_library(struct exec_app *app)
{
    size_t n;
    char **dir = exec_library_dirs(app->config.mission, &n);
    exec_library_let_go(&app->library);
    app->library = exec_library_read(
        app->config.mdb, (const char *const *)dir, n, exec_needs_approval(app));
    exec_library_dirs_free(&dir, n);
    size_t n_bad = 0;
    const size_t all = library_count(app->library->library);
    for (size_t i = 0; i < all; i++)
        n_bad += !library_entry(app->library->library, i)->can_run;
    exec_event(
        app, EV_PROCEDURES_READ, "%zu procedures, %zu with errors", all, n_bad);
}

struct exec_app *
exec_app_new(
    const struct exec_config *config, struct people *people, struct moment now)
{
    struct exec_app *app = xcalloc(1, sizeof *app);
    app->config = *config;
    app->people = people;
    app->now = app->before = now;
    app->guard = guard_new(now.utc);
    app->samples =
        exec_samples_new(config->mdb, config->mission->expiry_factor);
    app->encoder = mdb_encoder_new(config->mdb);
    app->n_occurred = EVENTS_MAX;
    app->occurred = xcalloc(EVENTS_MAX, sizeof *app->occurred);
    app->gate_heard = MONO_NONE;
    config->outbox.random_id(config->outbox.arg, app->session);
    exec_read_library(app);
    exec_restore(app);
    exec_say_procedures(app);
    return app;
}

void
exec_app_free(struct exec_app **at)
{
    struct exec_app *app = *at;
    *at = NULL;
    if (app == NULL)
        return;
    for (size_t i = 0; i < EXEC_RUNS_MAX; i++)
        exec_run_free(&app->run[i]);
    for (size_t i = 0; i < app->n_rows; i++)
        free(app->row[i]);
    free(app->row);
    free(app->row_str);
    free(app->text);
    free(app->occurred);
    exec_library_let_go(&app->library);
    exec_samples_free(&app->samples);
    mdb_encoder_free(&app->encoder);
    guard_free(&app->guard);
    people_free(&app->people);
    free(app);
}

void
exec_app_reload(struct exec_app *app, struct people *people, struct moment now)
{
    app->now = now;
    if (people != NULL) {
        people_free(&app->people);
        app->people = people;
    }
    exec_read_library(app);
    exec_say_procedures(app);
}

/* ---- executions ---------------------------------------------------------- */

unsigned
exec_free_slot(struct exec_app *app)
{
    unsigned oldest = EXEC_RUNS_MAX;
    for (unsigned i = 0; i < EXEC_RUNS_MAX; i++) {
        const struct exec_run *run = app->run[i];
        if (run == NULL)
            return i;
        if (run->is_over && exec_parent(run) == NULL &&
            (oldest == EXEC_RUNS_MAX || run->number < app->run[oldest]->number))
            oldest = i;
    }
    return oldest;
}

struct exec_run *
exec_find(const struct exec_app *app, const char *id)
{
    return exec_find_text(app, msg_str(id));
}

struct exec_run *
exec_find_text(const struct exec_app *app, struct msg_str id)
{
    for (size_t i = 0; i < EXEC_RUNS_MAX; i++)
        if (app->run[i] != NULL && msg_str_eq(id, app->run[i]->id))
            return app->run[i];
    return NULL;
}

struct exec_run *
exec_parent(const struct exec_run *run)
{
    return run->parent[0] != '\0' ? exec_find(run->app, run->parent) : NULL;
}

/* Bounded, whatever a state on disk says of its parents. */
struct exec_run *
exec_root(struct exec_run *run)
{
    struct exec_run *p;
    for (unsigned i = 0; i < EXEC_NESTING_MAX; i++) {
        if ((p = exec_parent(run)) == NULL)
            break;
        run = p;
    }
    return run;
}

const struct exec_control *
exec_control_of(const struct exec_run *run)
{
    const struct exec_run *p;
    for (unsigned i = 0; i < EXEC_NESTING_MAX; i++) {
        if ((p = exec_parent(run)) == NULL)
            break;
        run = p;
    }
    return &run->control;
}

/* ---- time ---------------------------------------------------------------- */

/* Somebody set the clock: waits would end, or not, because of it. */
static void
look_at_clock(struct exec_app *app)
{
    const int64_t jump = utc_diff_ns(app->now.utc, app->before.utc) -
                         mono_diff_ns(app->now.mono, app->before.mono);
    app->before = app->now;
    if (llabs(jump) < JUMP_NS)
        return;
    exec_event(app, EV_CLOCK_JUMP,
        "the clock was set by %.1f s: executions that go on are paused",
        (double)jump / (double)NS_PER_S);
    guard_begin_again(app->guard, app->now.utc);
    for (size_t i = 0; i < EXEC_RUNS_MAX; i++) {
        struct exec_run *run = app->run[i];
        struct strbuf why = {0};
        if (run == NULL || run->pluto == NULL || run->is_over)
            continue;
        exec_run_note(run, PLUTO_T_CTRL, "executor",
            "the clock was set by %.1f s", (double)jump / (double)NS_PER_S);
        (void)!pluto_run_pause(run->pluto, "executor", exec_run_now(run), &why);
        strbuf_fini(&why);
        exec_run_touch(run);
    }
}

static void
tick_control(struct exec_run *run)
{
    bool left;
    char name[ORDER_PERSON_MAX + 1], offered[ORDER_PERSON_MAX + 1];
    (void)str_copy(name, sizeof name, exec_control_name(&run->control));
    (void)str_copy(offered, sizeof offered, run->control.lease.offered_to);
    switch ((unsigned)exec_control_tick(&run->control, run->app->now, &left)) {
    case AUTHORITY_LAPSED:
        run->is_news = true;
        if (run->is_over)
            break; /* nobody has to know */
        exec_run_note(run, PLUTO_T_CTRL, name, "control lapsed: not renewed");
        exec_event(run->app, EV_PROCEDURE_CONTROL,
            "%s #%" PRIu64 ": control of %s lapsed, nobody has it", run->name,
            run->number, name);
        exec_run_touch(run);
        break;
    case AUTHORITY_OFFER_OVER:
        exec_run_note(run, PLUTO_T_CTRL, name, "%s did not take it", offered);
        exec_run_touch(run);
        break;
    default:
        run->is_news = run->is_news || left;
        break;
    }
}

static void
recover(struct exec_run *run)
{
    if (run->is_unsound &&
        mono_went_by(run->tried, EXEC_RECOVER_NS, run->app->now.mono) &&
        exec_run_commit(run))
        run->wants = true;
}

/* Did something come in that it looks at, or is it due? */
static bool
is_due(struct exec_run *run)
{
    const struct exec_samples *s = run->app->samples;
    if (run->pluto == NULL || run->is_over || run->is_unsound)
        return false;
    if (run->wants || pluto_run_due(run->pluto) <= exec_run_now(run))
        return true;
    if (run->looked == exec_samples_change(s))
        return false;
    for (size_t i = 0; i < run->n_watched; i++)
        if (exec_samples_changed(s, run->watched[i]) > run->looked)
            return true;
    run->looked = exec_samples_change(s);
    return false;
}

/* One statement each, in turn, until nothing is left or the budget is. */
static void
advance_all(struct exec_app *app)
{
    size_t idle = 0;
    unsigned steps = 0;
    for (size_t i = 0; i < EXEC_RUNS_MAX; i++)
        if (app->run[i] != NULL && is_due(app->run[i]))
            app->run[i]->wants = true;
    while (idle < EXEC_RUNS_MAX && steps < EXEC_TURN_MAX) {
        struct exec_run *run = app->run[app->turn];
        app->turn = (app->turn + 1) % EXEC_RUNS_MAX;
        if (run != NULL && run->wants && !run->is_unsound && !run->is_over &&
            run->pluto != NULL) {
            (void)exec_run_step(run);
            steps++;
            idle = 0;
        } else {
            idle++;
        }
    }
    app->has_more = steps >= EXEC_TURN_MAX;
}

void
exec_app_turn(struct exec_app *app, struct moment now)
{
    app->now = now;
    look_at_clock(app);
    for (size_t i = 0; i < EXEC_RUNS_MAX; i++)
        if (app->run[i] != NULL) {
            tick_control(app->run[i]);
            recover(app->run[i]);
        }
    advance_all(app);
    for (size_t i = 0; i < EXEC_RUNS_MAX; i++)
        if (app->run[i] != NULL) {
            if (!app->run[i]->is_unsound)
                (void)exec_run_commit(app->run[i]);
            exec_say_run(app->run[i], false);
        }
}

static int64_t
wait_of(struct exec_run *run)
{
    int64_t wait = INT64_MAX;
    if (run->pluto != NULL && !run->is_over && !run->is_unsound) {
        const int64_t due = pluto_run_due(run->pluto);
        const int64_t at = exec_run_now(run);
        wait = run->wants || due <= at ? 0
               : due == INT64_MAX      ? INT64_MAX
                                       : due - at;
    }
    if (run->is_news && wait > EXEC_TELL_NS)
        wait = EXEC_TELL_NS;
    return wait;
}

struct mono
exec_app_next(const struct exec_app *app, struct moment now)
{
    int64_t wait = app->has_more ? 0 : INT64_MAX;
    for (size_t i = 0; i < EXEC_RUNS_MAX; i++)
        if (app->run[i] != NULL) {
            const int64_t w = wait_of(app->run[i]);
            wait = w < wait ? w : wait;
        }
    return wait == INT64_MAX ? MONO_NONE : mono_add_ns(now.mono, wait);
}

void
exec_app_second(struct exec_app *app, struct moment now)
{
    app->now = now;
    for (size_t i = 0; i < EXEC_RUNS_MAX; i++)
        if (app->run[i] != NULL) {
            exec_activities_second(app->run[i]);
            exec_say_run(app->run[i], true);
        }
}

const char *
exec_app_text(struct exec_app *app)
{
    size_t open = 0, stands = 0, unsound = 0;
    for (size_t i = 0; i < EXEC_RUNS_MAX; i++) {
        const struct exec_run *run = app->run[i];
        if (run == NULL || run->is_over)
            continue;
        open++;
        stands += exec_needs_operator(run);
        unsound += run->is_unsound;
    }
    (void)snprintf(app->line, sizeof app->line,
        "%zu procedures, %zu go on, %zu need an operator%s",
        library_count(app->library->library), open, stands,
        unsound > 0 ? ", STATE NOT WRITTEN" : "");
    return app->line;
}
