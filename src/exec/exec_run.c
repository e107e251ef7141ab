/*
 * exec_run.c - one execution: made, advanced, saved.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/str.h"
#include "common/text_file.h"
#include "common/whole_file.h"
#include "common/xalloc.h"
#include "exec/exec_priv.h"
#include "pluto/check.h"
#include "pluto/parse.h"

#define TICK_NS (100 * NS_PER_MS) /* an event is delivered after it */

/* ---- life ---------------------------------------------------------------- */

static void
free_texts(struct exec_run *run)
{
    for (size_t i = 0; i < run->n_arguments; i++)
        free(run->argument[i]);
    free(run->argument);
    free(run->dir);
    free(run->conf);
    free(run->name);
    free(run->file);
    free(run->broken);
    free(run->kept);
}

void
exec_run_free(struct exec_run **at)
{
    struct exec_run *run = *at;
    *at = NULL;
    if (run == NULL)
        return;
    pluto_run_free(&run->pluto);
    asrun_close(&run->asrun);
    exec_state_free(&run->state);
    catalogue_free(&run->catalogue);
    pluto_free(&run->procedure);
    exec_library_let_go(&run->library);
    for (size_t i = 0; i < run->n_activities; i++)
        exec_activity_free(&run->activity[i]);
    free(run->activity);
    free(run->watched);
    free(run->live);
    free(run->prompt);
    free_texts(run);
    free(run);
}

char *
exec_run_path(const struct exec_run *run, const char *name)
{
    return xasprintf("%s/%s", run->dir, name);
}

void
exec_run_config(struct exec_run *run, struct pluto_run_config *out)
{
    const struct mission_procedures *p = &run->app->config.mission->procedures;
    *out = (struct pluto_run_config){.procedure = run->procedure,
        .model = run->library->model,
        .catalogue = run->catalogue,
        .host = exec_host(run),
        .tick_ns = TICK_NS,
        .goes_on_after_timeout = p->goes_on_after_timeout,
        .accepts_old_samples = p->accepts_old_samples};
}

/* The first error of the notes. */
static void
say_first(const struct notes *notes, struct strbuf *why)
{
    for (size_t i = 0; i < notes->n; i++)
        if (notes->note[i].severity == NOTE_ERROR) {
            strbuf_addf(why, "%s:%u:%u: %s", notes->note[i].file,
                notes->note[i].line, notes->note[i].col, notes->note[i].text);
            return;
        }
    strbuf_adds(why, "it cannot be read");
}

static const char *
stem_of(const char *file, size_t *len)
{
    const char *slash = strrchr(file, '/');
    const char *name = slash != NULL ? slash + 1 : file;
    const char *dot = strrchr(name, '.');
    *len = dot != NULL ? (size_t)(dot - name) : strlen(name);
    return name;
}

bool
exec_run_parse(
    struct exec_run *run, const char *text, size_t len, struct strbuf *why)
{
    struct notes notes = {0};
    size_t n;
    const char *name = stem_of(run->file, &n);
    char *stem = xstrndup(name, n);
    enum err e = pluto_parse(run->file, text, len, &notes, &run->procedure);
    if (e == ERR_OK && run->conf == NULL)
        run->catalogue = catalogue_empty(stem);
    else if (e == ERR_OK)
        e = catalogue_parse(
            run->file, stem, run->conf, run->conf_len, &notes, &run->catalogue);
    /* The check knows from the bound catalogue what people enter. */
    if (e == ERR_OK)
        e = catalogue_bind(run->catalogue, run->procedure, &notes);
    const struct pluto_check_options options = {.catalogue = run->catalogue};
    if (e == ERR_OK)
        e = pluto_check(run->procedure, run->library->model, &options, &notes);
    if (e != ERR_OK)
        say_first(&notes, why);
    free(stem);
    notes_fini(&notes);
    return e == ERR_OK;
}

/* ---- a new one ----------------------------------------------------------- */

/* "dir/PO-001.pluto" has its catalogue in "dir/PO-001.conf". */
static char *
read_beside(const char *file, size_t *len)
{
    struct notes notes = {0};
    enum err e;
    size_t n;
    const char *name = stem_of(file, &n);
    char *path = xasprintf("%.*s.conf", (int)(name + n - file), file);
    char *text = text_file_read(path, PLUTO_SOURCE_MAX, &notes, len, &e);
    notes_fini(&notes);
    free(path);
    return text;
}

/* The texts as they are on disk, if they are still those that were read. */
static char *
read_texts(struct exec_run *run, const struct library_entry *entry, size_t *len,
    struct strbuf *why)
{
    struct notes notes = {0};
    enum err e;
    char *text = text_file_read(entry->file, PLUTO_SOURCE_MAX, &notes, len, &e);
    notes_fini(&notes);
    run->conf = read_beside(entry->file, &run->conf_len);
    if (text != NULL)
        approval_digest(text, *len, run->conf, run->conf_len, run->digest);
    if (text != NULL && strcmp(run->digest, entry->digest) == 0)
        return text;
    strbuf_addf(why, "%s changed since the library was read: reload it first",
        entry->file);
    free(text);
    return NULL;
}

static void
take_arguments(struct exec_run *run, const struct exec_begin *b)
{
    run->argument = xcalloc(b->n_given + 1, sizeof *run->argument);
    run->n_arguments = b->n_given;
    for (size_t i = 0; i < b->n_given; i++) {
        struct strbuf raw = {0}, text = {0};
        strbuf_addf(&raw, "%s=", b->given[i].name);
        pluto_value_show(&b->given[i].value, &raw);
        str_sanitize(&text, strbuf_get(&raw), raw.len, false);
        strbuf_fini(&raw);
        run->argument[i] = strbuf_take(&text);
    }
}

static struct exec_run *
new_run(struct exec_app *app, const struct exec_begin *b, unsigned slot)
{
    struct exec_run *run = xcalloc(1, sizeof *run);
    run->app = app;
    run->slot = slot;
    if (b->id != NULL)
        (void)str_copy(run->id, sizeof run->id, b->id);
    else
        app->config.outbox.random_id(app->config.outbox.arg, run->id);
    run->number = ++app->number;
    run->dir = xasprintf("%s/runs/%s", app->config.dir, run->id);
    run->library = exec_library_hold(
        b->parent != NULL ? b->parent->library : app->library);
    run->name = xstrdup(b->entry->id);
    run->file = xstrdup(b->entry->file);
    (void)str_copy(run->approval, sizeof run->approval,
        approval_state_str(b->entry->approval.state));
    (void)str_copy(run->person, sizeof run->person, b->person);
    if (b->parent != NULL) {
        (void)str_copy(run->parent, sizeof run->parent, b->parent->id);
        run->parent_instance = b->parent_instance;
        run->depth = b->parent->depth + 1;
    }
    run->mode = b->mode;
    run->tried = run->over_at = run->told = run->operator_told = MONO_NONE;
    run->started = run->ended = UTC_NONE;
    take_arguments(run, b);
    return run;
}

static void
make_dirs(const char *path)
{
    char *dir = xstrdup(path);
    for (char *p = strchr(dir + 1, '/'); p != NULL; p = strchr(p + 1, '/')) {
        *p = '\0';
        (void)mkdir(dir, 0700);
        *p = '/';
    }
    (void)mkdir(dir, 0700);
    free(dir);
}

static enum err
write_texts(const struct exec_run *run)
{
    char *text = exec_run_path(run, "procedure.pluto");
    char *conf = exec_run_path(run, "procedure.conf");
    make_dirs(run->dir);
    enum err e = whole_file_write(
        text, run->procedure->source, run->procedure->len, 0600);
    if (e == ERR_OK && run->conf != NULL)
        e = whole_file_write(conf, run->conf, run->conf_len, 0600);
    free(text);
    free(conf);
    return e;
}

static enum err
begin_record(struct exec_run *run, enum pluto_run_mode mode)
{
    const struct exec_app *app = run->app;
    char *program = xasprintf("columba-exec %s", app->config.version);
    const struct asrun_head head = {.time = app->now.utc,
        .run = run->id,
        .procedure = run->name,
        .title = run->catalogue->title,
        .procedure_version = run->catalogue->version,
        .approval = run->approval,
        .digest = run->digest,
        .mission = app->config.mission->name,
        .instance = app->config.instance->name,
        .mdb_hash = app->config.mdb->hash,
        .mode = exec_mode_str(mode),
        .person = run->person,
        .program = program,
        .argument = (const char *const *)run->argument,
        .n_arguments = run->n_arguments};
    const enum err e = asrun_create(run->dir, &head, &run->asrun);
    free(program);
    return e;
}

static enum err
open_files(struct exec_run *run, enum pluto_run_mode mode, struct strbuf *why)
{
    enum err e = write_texts(run);
    if (e == ERR_OK)
        e = begin_record(run, mode);
    if (e == ERR_OK) {
        char *path = exec_run_path(run, "state");
        run->state = exec_state_new(path);
        free(path);
        run->is_dirty = true;
        e = exec_run_commit(run) ? ERR_OK : ERR_IO;
    }
    if (e != ERR_OK)
        strbuf_addf(why, "its state cannot be written to %s: %s", run->dir,
            strerror(errno));
    return e;
}

static enum err
make_pluto(struct exec_run *run, const struct exec_begin *b, struct strbuf *why)
{
    struct pluto_run_config c;
    exec_run_config(run, &c);
    c.argument = b->given;
    c.n_arguments = b->n_given;
    enum err e = pluto_run_new(&c, why, &run->pluto);
    if (e == ERR_OK)
        e = pluto_run_set_mode(
            run->pluto, b->mode, b->person, exec_run_now(run), why);
    return e;
}

static enum err
check_begin(struct exec_app *app, const struct exec_begin *b, unsigned slot,
    struct strbuf *why)
{
    const struct exec_library *l =
        b->parent != NULL ? b->parent->library : app->library;
    if (slot == EXEC_RUNS_MAX) {
        strbuf_addf(why, "%d executions go on already", EXEC_RUNS_MAX);
        return ERR_LIMIT;
    }
    if (b->parent != NULL && b->parent->depth + 1 >= EXEC_NESTING_MAX) {
        strbuf_addf(why, "procedures call each other more than %d deep",
            EXEC_NESTING_MAX);
        return ERR_LIMIT;
    }
    return exec_library_may_run(l, b->entry, why) ? ERR_OK : ERR_DENIED;
}

enum err
exec_run_make(struct exec_app *app, const struct exec_begin *b,
    struct strbuf *why, struct exec_run **out)
{
    const unsigned slot = exec_free_slot(app);
    size_t len;
    *out = NULL;
    enum err e = check_begin(app, b, slot, why);
    if (e != ERR_OK)
        return e;
    struct exec_run *run = new_run(app, b, slot);
    char *text = read_texts(run, b->entry, &len, why);
    e = text == NULL                           ? ERR_AGAIN
        : !exec_run_parse(run, text, len, why) ? ERR_FORMAT
                                               : ERR_OK;
    free(text);
    if (e == ERR_OK)
        e = make_pluto(run, b, why);
    if (e == ERR_OK)
        e = open_files(run, b->mode, why);
    if (e != ERR_OK) {
        exec_run_free(&run);
        return e;
    }
    exec_run_free(&app->run[slot]);
    app->run[slot] = *out = run;
    exec_run_touch(run);
    return ERR_OK;
}

/* ---- its clock ----------------------------------------------------------- */

int64_t
exec_run_now(struct exec_run *run)
{
    int64_t t = utc_add_ns(run->app->now.utc, run->ahead_ns).ns;
    if (t < run->last) {
        run->ahead_ns += run->last - t;
        t = run->last;
    }
    run->last = t;
    return t;
}

/* ---- going on ------------------------------------------------------------ */

enum pluto_run_state
exec_run_state(const struct exec_run *run)
{
    if (run->pluto == NULL)
        return PLUTO_RUN_PAUSED;
    const enum pluto_run_state state = pluto_run_state(run->pluto);
    return state != PLUTO_RUN_FINISHED && exec_own_prompts(run) > 0
               ? PLUTO_RUN_PROMPT
               : state;
}

void
exec_run_touch(struct exec_run *run)
{
    run->is_dirty = run->is_news = run->wants = true;
}

void
exec_run_begin(struct exec_run *run)
{
    run->started = run->app->now.utc;
    pluto_run_begin(run->pluto, exec_run_now(run));
    exec_run_touch(run);
}

void
exec_run_note(struct exec_run *run, enum pluto_trace_kind kind,
    const char *person, const char *fmt, ...)
{
    struct strbuf text = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&text, fmt, ap);
    va_end(ap);
    if (run->asrun != NULL)
        (void)asrun_add(
            run->asrun, &(struct asrun_event){.time = run->app->now.utc,
                            .kind = kind,
                            .number = "",
                            .item = run->name,
                            .text = strbuf_get(&text),
                            .more = "",
                            .outcome = PLUTO_NOT_AVAILABLE,
                            .person = person,
                            .command = ""});
    strbuf_fini(&text);
    run->is_dirty = run->is_news = true;
}

static void
say_unsound(struct exec_run *run, bool is_unsound, const char *why)
{
    if (run->is_unsound == is_unsound)
        return;
    run->is_unsound = is_unsound;
    run->is_news = true;
    if (is_unsound)
        exec_event(run->app, EV_PROCEDURE_DISK,
            "%s #%" PRIu64 " stands: its state cannot be written: %s",
            run->name, run->number, why);
    else
        exec_event(run->app, EV_PROCEDURE_DISK_AGAIN,
            "%s #%" PRIu64 " goes on: its state is written again", run->name,
            run->number);
}

static bool
write_all(struct exec_run *run)
{
    struct strbuf text = {0};
    errno = 0;
    if (run->asrun != NULL && asrun_sync(run->asrun) != ERR_OK) {
        say_unsound(run, true, asrun_reason(run->asrun));
        return false;
    }
    exec_saved_write(run, &text);
    const enum err e =
        exec_state_write(run->state, strbuf_get(&text), text.len);
    if (e != ERR_OK)
        say_unsound(run, true, errno != 0 ? strerror(errno) : err_str(e));
    strbuf_fini(&text);
    return e == ERR_OK;
}

bool
exec_run_commit(struct exec_run *run)
{
    if (run->state == NULL || !run->is_dirty)
        return !run->is_unsound;
    run->tried = run->app->now.mono;
    if (!write_all(run))
        return false;
    say_unsound(run, false, "");
    run->is_dirty = false;
    run->is_news = true;
    exec_activities_go(run);
    return true;
}

static void
add_watched(void *arg, uint32_t parameter)
{
    struct exec_run *run = arg;
    const struct pluto_model_parameter *p =
        pluto_model_parameter(run->library->model, parameter);
    run->watched = xgrow(
        run->watched, run->n_watched, &run->cap_watched, sizeof *run->watched);
    run->watched[run->n_watched++] = p->item;
}

static void
look_around(struct exec_run *run)
{
    run->n_watched = 0;
    pluto_run_watched(run->pluto, add_watched, run);
    run->looked = exec_samples_change(run->app->samples);
}

/* "TIMEOUT", or "": none. */
const char *
exec_run_reason(const struct exec_run *run)
{
    const enum pluto_reason reason = pluto_run_reason(run->pluto);
    return reason != PLUTO_R_NONE ? pluto_reason_str(reason) : "";
}

static const char *const modes[PLUTO_MODE_COUNT] = {
    [PLUTO_MODE_AUTOMATIC] = "automatic",
    [PLUTO_MODE_BY_STEP] = "by-step",
    [PLUTO_MODE_BY_STATEMENT] = "by-statement",
    [PLUTO_MODE_DRY] = "dry-run",
};

const char *
exec_mode_str(enum pluto_run_mode mode)
{
    return modes[mode];
}

bool
exec_mode_parse(const char *word, enum pluto_run_mode *out)
{
    for (unsigned m = 0; m < PLUTO_MODE_COUNT; m++)
        if (strcmp(word, modes[m]) == 0) {
            *out = (enum pluto_run_mode)m;
            return true;
        }
    return false;
}

static void
come_to_end(struct exec_run *run)
{
    if (utc_is_none(run->ended) &&
        pluto_run_execution(run->pluto) == PLUTO_X_COMPLETED) {
        const char *reason = exec_run_reason(run);
        run->ended = run->app->now.utc;
        run->over_at = run->app->now.mono;
        run->is_dirty = true;
        exec_event(run->app,
            pluto_run_outcome(run->pluto) == PLUTO_CONFIRMED
                ? EV_PROCEDURE_CONFIRMED
                : EV_PROCEDURE_FAILED,
            "%s #%" PRIu64 " %s%s%s", run->name, run->number,
            pluto_outcome_str(pluto_run_outcome(run->pluto)),
            reason[0] != '\0' ? ": " : "", reason);
    }
}

bool
exec_run_step(struct exec_run *run)
{
    if (run->pluto == NULL || run->is_unsound || !run->wants || run->is_over)
        return false;
    const enum pluto_progress p =
        pluto_run_advance(run->pluto, exec_run_now(run));
    run->wants = p == PLUTO_MORE;
    run->is_over = p == PLUTO_OVER;
    if (p != PLUTO_IDLE)
        run->is_dirty = true;
    come_to_end(run);
    if (p != PLUTO_MORE)
        look_around(run);
    if (!exec_run_commit(run))
        return false;
    exec_child_tell(run);
    return p == PLUTO_MORE;
}
