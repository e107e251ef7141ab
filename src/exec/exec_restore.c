/*
 * exec_restore.c - executions of before: unfinished ones come back paused, the
 * newest finished ones to be looked at.
 *
 * SPDX-License-Identifier: ISC
 */
#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/text_file.h"
#include "common/xalloc.h"
#include "exec/exec_priv.h"
#include "pluto/parse.h"

struct found {
    struct exec_run **run;
    size_t n, cap;
};

static char *
read_text(const struct exec_run *run, const char *name, size_t *len)
{
    struct notes notes = {0};
    enum err e;
    char *path = exec_run_path(run, name);
    char *text = text_file_read(path, PLUTO_SOURCE_MAX, &notes, len, &e);
    notes_fini(&notes);
    free(path);
    return text;
}

/* ---- what is on disk ----------------------------------------------------- */

static struct exec_run *
new_run(struct exec_app *app, const char *id)
{
    struct exec_run *run = xcalloc(1, sizeof *run);
    run->app = app;
    run->dir = xasprintf("%s/runs/%s", app->config.dir, id);
    run->library = exec_library_hold(app->library);
    run->tried = run->over_at = run->told = run->operator_told = MONO_NONE;
    run->is_withheld = true;
    return run;
}

/* Its own part of the state, and that of the interpreter, owned. */
static char *
read_state(struct exec_run *run, const char *id, size_t *len, uint64_t *lines,
    struct strbuf *why)
{
    char *path = exec_run_path(run, "state"), *text = NULL, *pluto = NULL;
    const char *at;
    size_t n;
    const enum err e = exec_state_read(path, &text, &n);
    if (e != ERR_OK) {
        strbuf_addf(why, "%s: %s", path, err_str(e));
    } else if (exec_saved_read(run, text, n, &at, lines, why)) {
        if (strcmp(run->id, id) == 0) {
            *len = n - (size_t)(at - text);
            pluto = xcalloc(*len + 1, 1);
            memcpy(pluto, at, *len);
        } else {
            strbuf_addf(why, "%s is of another execution", path);
        }
    }
    free(text);
    free(path);
    return pluto;
}

static bool
load_pluto(struct exec_run *run, const char *state, size_t state_len,
    struct strbuf *why)
{
    size_t len;
    struct pluto_run_config c;
    char *text = read_text(run, "procedure.pluto", &len);
    run->conf = read_text(run, "procedure.conf", &run->conf_len);
    bool is_good = text != NULL && exec_run_parse(run, text, len, why);
    if (text == NULL)
        strbuf_adds(why, "its text cannot be read");
    free(text);
    if (is_good) {
        exec_run_config(run, &c);
        is_good =
            pluto_run_load(&c, state, state_len, why, &run->pluto) == ERR_OK;
    }
    for (size_t i = 0; is_good && i < run->n_activities; i++)
        if (run->activity[i].stmt >= run->procedure->n_stmts) {
            strbuf_adds(why, "its activities are of another text");
            pluto_run_free(&run->pluto);
            is_good = false;
        }
    return is_good;
}

static void
open_record(struct exec_run *run, uint64_t lines)
{
    struct exec_app *app = run->app;
    struct asrun_report report;
    const struct asrun_head head = {.time = app->now.utc,
        .run = run->id,
        .procedure = run->name,
        .title = run->catalogue != NULL ? run->catalogue->title : "",
        .procedure_version =
            run->catalogue != NULL ? run->catalogue->version : "",
        .approval = run->approval,
        .digest = run->digest,
        .mission = app->config.mission->name,
        .instance = app->config.instance->name,
        .mdb_hash = app->config.mdb->hash,
        .mode = exec_mode_str(run->mode),
        .person = run->person,
        .program = "columba-exec",
        .argument = (const char *const *)run->argument,
        .n_arguments = run->n_arguments};
    if (asrun_open(run->dir, run->is_over ? NULL : &head, app->now.utc, &report,
            &run->asrun) != ERR_OK) {
        run->asrun = NULL;
        exec_event(app, EV_PROCEDURE_DISK,
            "the record of %s #%" PRIu64 " cannot be opened", run->name,
            run->number);
        return;
    }
    run->told_lines = asrun_lines(run->asrun);
    if (run->pluto != NULL && !run->is_over && report.lines > lines)
        exec_run_note(run, PLUTO_T_CTRL, "executor",
            "the last %" PRIu64 " lines are of a statement that was cut off: "
            "it is done anew",
            report.lines - lines);
}

static struct exec_run *
read_run(struct exec_app *app, const char *id)
{
    struct strbuf why = {0};
    uint64_t lines;
    size_t len;
    struct exec_run *run = new_run(app, id);
    char *state = read_state(run, id, &len, &lines, &why);
    const bool has_own = state != NULL;
    if (has_own && !load_pluto(run, state, len, &why)) {
        run->broken = xasprintf(
            "it cannot go on after a restart: %.200s", strbuf_get(&why));
        run->kept = state;
        state = NULL;
    }
    free(state);
    if (!has_own) {
        exec_event(app, EV_PROCEDURE_LOST,
            "an execution of before cannot be read: %s", strbuf_get(&why));
        exec_run_free(&run);
    } else {
        char *path = exec_run_path(run, "state");
        run->state = exec_state_new(path);
        free(path);
        if (run->broken != NULL)
            exec_event(app, EV_PROCEDURE_LOST, "%s #%" PRIu64 ": %s", run->name,
                run->number, run->broken);
        open_record(run, lines);
    }
    strbuf_fini(&why);
    return run;
}

static void
read_all(struct exec_app *app, struct found *found)
{
    char *path = xasprintf("%s/runs", app->config.dir);
    DIR *dir = opendir(path);
    const struct dirent *e;
    while (dir != NULL && (e = readdir(dir)) != NULL) {
        if (!digest_is_hex(e->d_name, strlen(e->d_name), DIGEST_ID_BYTES))
            continue;
        struct exec_run *run = read_run(app, e->d_name);
        if (run == NULL)
            continue;
        found->run =
            xgrow(found->run, found->n, &found->cap, sizeof *found->run);
        found->run[found->n++] = run;
        if (run->number > app->number)
            app->number = run->number;
    }
    if (dir != NULL)
        closedir(dir);
    free(path);
}

/* ---- what comes back ----------------------------------------------------- */

/* Unfinished ones first, then the newest. */
static int
by_need(const void *va, const void *vb)
{
    const struct exec_run *a = *(struct exec_run *const *)va;
    const struct exec_run *b = *(struct exec_run *const *)vb;
    if (a->is_over != b->is_over)
        return a->is_over ? 1 : -1;
    return (a->number < b->number) - (a->number > b->number);
}

static bool
is_wanted(const struct found *found, const struct exec_run *run)
{
    for (size_t i = 0; i < found->n; i++)
        if (found->run[i] != NULL && !found->run[i]->is_over &&
            strcmp(found->run[i]->id, run->parent) == 0)
            return true;
    return !run->is_over;
}

static void
come_back(struct exec_run *run)
{
    char when[TIME_TEXT_SIZE];
    struct strbuf why = {0};
    run->is_news = run->is_dirty = true;
    if (run->is_over || run->pluto == NULL)
        return;
    exec_run_note(run, PLUTO_T_CTRL, "executor",
        "the executor was restarted at %s",
        utc_fmt_iso(when, run->app->now.utc, false));
    if (pluto_run_state(run->pluto) != PLUTO_RUN_LOADED &&
        pluto_run_execution(run->pluto) != PLUTO_X_COMPLETED)
        (void)!pluto_run_pause(run->pluto, "executor", exec_run_now(run), &why);
    strbuf_fini(&why);
    exec_run_touch(run);
}

void
exec_restore(struct exec_app *app)
{
    struct found found = {0};
    size_t n = 0, open = 0;
    read_all(app, &found);
    if (found.n > 1)
        qsort(found.run, found.n, sizeof(struct exec_run *), by_need);
    for (size_t i = 0; i < found.n; i++) {
        struct exec_run *run = found.run[i];
        const bool is_wanted_run = is_wanted(&found, run);
        if (n < EXEC_RUNS_MAX && (is_wanted_run || i < EXEC_KEPT)) {
            run->slot = (unsigned)n;
            app->run[n++] = run;
            open += !run->is_over;
        } else {
            if (is_wanted_run)
                exec_event(app, EV_PROCEDURE_LOST,
                    "%s #%" PRIu64 ": no room for it, it stays on disk",
                    run->name, run->number);
            exec_run_free(&found.run[i]);
        }
    }
    free(found.run);
    for (size_t i = 0; i < n; i++)
        come_back(app->run[i]);
    if (open > 0)
        exec_event(app, EV_PROCEDURES_RESTORED,
            "%zu executions were under way: they are paused", open);
}
