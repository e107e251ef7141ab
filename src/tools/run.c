/*
 * run.c - columba run: a procedure in a simulated world.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

#include "common/arena.h"
#include "common/cli.h"
#include "common/json.h"
#include "common/say.h"
#include "common/str.h"
#include "common/text_file.h"
#include "common/xalloc.h"
#include "pluto/catalogue.h"
#include "pluto/check.h"
#include "pluto/library.h"
#include "pluto/model_mdb.h"
#include "pluto/parse.h"
#include "pluto/world.h"
#include "tools/offline.h"
#include "tools/run_coverage.h"
#include "tools/run_expect.h"
#include "tools/run_live.h"
#include "tools/tools.h"

#define TRACE_BYTES_MAX (64u << 20)

struct options {
    struct cli_strings worlds, directories;
    const char *mdb, *expect;
    const char *instance, *as, *mode; /* live */
    bool is_json, is_verbose, has_coverage, is_tolerant;
    const char *procedure; /* file */
    char **argument;       /* "NAME=VALUE" */
    size_t n_arguments;
};

struct
try {
    struct options o;
    struct offline offline; /* of --mdb */
    struct run_coverage coverage;
    struct arena arena; /* names of arguments */
    int64_t start;
    struct strbuf trace; /* as it would be recorded */
    const struct pluto *procedure;
    const char *now_file; /* world, or NULL */
};

/* ---- what is written ----------------------------------------------------- */

static void
write_json(const struct try *t, const struct pluto_trace *r, unsigned depth)
{
    struct json j = {0};
    json_object(&j);
    if (t->now_file != NULL)
        json_str(&j, "world", t->now_file);
    json_double(&j, "t", (double)(r->time - t->start) / 1e9);
    json_str(&j, "kind", pluto_trace_str(r->kind));
    json_str(&j, "item", r->item != NULL ? r->item : "");
    json_str(&j, "text", r->text != NULL ? r->text : "");
    if (r->more != NULL && r->more[0] != '\0')
        json_str(&j, "more", r->more);
    if (r->person != NULL && r->person[0] != '\0')
        json_str(&j, "person", r->person);
    if (depth == 0 && r->stmt != PLUTO_NIL && r->stmt < t->procedure->n_stmts) {
        struct strbuf number = {0};
        uint32_t line = 0, col = 0;
        pluto_number(t->procedure, r->stmt, &number);
        pluto_place(
            t->procedure, t->procedure->stmt[r->stmt]->span.off, &line, &col);
        json_str(&j, "number", strbuf_get(&number));
        json_uint(&j, "line", line);
        strbuf_fini(&number);
    }
    if (depth > 0)
        json_uint(&j, "depth", depth);
    if (r->attempt > 0)
        json_uint(&j, "attempt", r->attempt);
    if (r->outcome != PLUTO_NOT_AVAILABLE)
        json_str(&j, "outcome", pluto_outcome_str(r->outcome));
    json_end(&j);
    json_line(&j, stdout);
}

static void
on_trace(void *arg, const struct pluto_trace *r, unsigned depth)
{
    struct try *t = arg;
    struct strbuf line = {0};
    bool is_more = r->kind >= PLUTO_TRACE_MORE;
    pluto_trace_line(r, t->start, &line);
    strbuf_addc(&line, '\n');
    if (!is_more)
        strbuf_add(&t->trace, line.s, line.len);
    if (t->o.is_json)
        write_json(t, r, depth);
    else if (!is_more || t->o.is_verbose)
        fwrite(line.s, 1, line.len, stdout);
    strbuf_fini(&line);
}

static void
on_over(void *arg, const struct pluto *procedure, const struct pluto_run *run)
{
    struct try *t = arg;
    if (procedure == t->procedure)
        run_coverage_add(&t->coverage, procedure, run);
}

/* ---- reading ------------------------------------------------------------- */

/* All notes; false when there was an error among them. */
static bool
show_notes(struct notes *notes, bool is_verbose)
{
    struct notes errors = {0};
    bool is_good = notes->errors == 0;
    for (size_t i = 0; i < notes->n; i++) {
        const struct note *n = &notes->note[i];
        if (is_verbose || n->severity == NOTE_ERROR)
            notes_add_token(&errors, n->severity, n->file, n->line, n->col,
                n->cols, "%s", n->text);
    }
    notes_sort(&errors);
    notes_print(&errors, stderr, false);
    notes_fini(&errors);
    return is_good;
}

/* What one try needs: all of it anew for each world. */
struct scene {
    struct pluto_model *model;
    struct world *world;
    struct library *library;
    struct pluto *procedure;
    struct catalogue *catalogue;
};

static void
scene_fini(struct scene *s)
{
    world_free(&s->world);
    library_free(&s->library);
    pluto_free(&s->procedure);
    catalogue_free(&s->catalogue);
    pluto_model_free(&s->model);
}

/* Nothing is known, and everything is there: what a name alone stands for. */
static const char no_world[] = "open\n";

static enum err
read_world(
    const struct try *t, const char *file, struct scene *s, struct notes *notes)
{
    enum err e = ERR_OK;
    bool is_closed = t->o.mdb != NULL;
    if (file == NULL)
        return world_parse("(no world)", is_closed ? "" : no_world,
            is_closed ? 0 : sizeof no_world - 1, s->model, is_closed, notes,
            &s->world);
    size_t len = 0;
    char *text = text_file_read(file, WORLD_BYTES_MAX, notes, &len, &e);
    if (text == NULL)
        return e;
    e = world_parse(file, text, len, s->model, is_closed, notes, &s->world);
    free(text);
    return e;
}

static char *
directory_of(const char *file)
{
    const char *slash = strrchr(file, '/');
    return slash == NULL   ? xstrdup(".")
           : slash == file ? xstrdup("/")
                           : xstrndup(file, (size_t)(slash - file));
}

static char *
stem_of(const char *file)
{
    const char *slash = strrchr(file, '/');
    const char *name = slash != NULL ? slash + 1 : file;
    const char *dot = strrchr(name, '.');
    return xstrndup(
        name, dot != NULL && dot != name ? (size_t)(dot - name) : strlen(name));
}

/* The file beside a procedure, if there is one. */
static enum err
read_catalogue(const char *file, struct notes *notes, struct catalogue **out)
{
    char *stem = stem_of(file), *dir = directory_of(file);
    char *conf = xasprintf("%s/%s.conf", dir, stem);
    size_t len = 0;
    enum err e = ERR_OK;
    struct notes unread = {0};
    char *text = text_file_read(conf, PLUTO_SOURCE_MAX, &unread, &len, &e);
    if (text != NULL) {
        e = catalogue_parse(conf, stem, text, len, notes, out);
    } else if (e == ERR_NOTFOUND) {
        *out = catalogue_empty(stem);
        e = ERR_OK;
    } else {
        notes_move(notes, &unread);
    }
    notes_fini(&unread);
    free(text);
    free(conf);
    free(dir);
    free(stem);
    return e;
}

static enum err
read_procedure(const char *file, struct scene *s, struct notes *notes)
{
    size_t len = 0;
    enum err e = ERR_OK;
    char *text = text_file_read(file, PLUTO_SOURCE_MAX, notes, &len, &e);
    if (text == NULL)
        return e;
    e = pluto_parse(file, text, len, notes, &s->procedure);
    free(text);
    enum err conf = read_catalogue(file, notes, &s->catalogue);
    e = e != ERR_OK ? e : conf;
    if (e != ERR_OK)
        return e;
    const struct pluto_check_options options = {
        .catalogue = s->catalogue, .is_open = pluto_model_is_open(s->model)};
    enum err bound = catalogue_bind(s->catalogue, s->procedure, notes);
    e = pluto_check(s->procedure, s->model, &options, notes);
    return e != ERR_OK ? e : bound;
}

/* Procedures that this one can call: those beside it, and of --library. */
static void
read_library(const struct try *t, struct scene *s)
{
    char *own = directory_of(t->o.procedure);
    const char **dir = xcalloc(t->o.directories.n + 1, sizeof *dir);
    size_t n = 0;
    dir[n++] = own;
    for (size_t i = 0; i < t->o.directories.n; i++)
        dir[n++] = t->o.directories.v[i];
    s->library = library_load(dir, n, s->model);
    free(dir);
    free(own);
}

/* With a database names are there before the world is read; without one the
 * world brings them, and what it scripts goes before a procedure's text. */
static enum err
read_scene(
    struct try *t, const char *world, struct scene *s, struct notes *notes)
{
    s->model = pluto_model_new();
    if (t->offline.mdb != NULL) {
        pluto_model_add_mdb(s->model, t->offline.mdb);
        read_library(t, s);
    }
    enum err e = read_world(t, world, s, notes);
    if (e == ERR_OK && s->library == NULL)
        read_library(t, s);
    if (e == ERR_OK)
        return read_procedure(t->o.procedure, s, notes);
    /* A world that cannot be read leaves names unknown: only the text. */
    struct pluto *tree = NULL;
    size_t len = 0;
    enum err p = ERR_OK;
    char *text =
        text_file_read(t->o.procedure, PLUTO_SOURCE_MAX, notes, &len, &p);
    if (text != NULL)
        (void)!pluto_parse(t->o.procedure, text, len, notes, &tree);
    pluto_free(&tree);
    free(text);
    return e;
}

/* ---- arguments ----------------------------------------------------------- */

static enum pluto_type
type_of(const struct catalogue *catalogue, const char *name)
{
    for (uint32_t i = 0; i < catalogue->n_arguments; i++)
        if (strcasecmp(catalogue->argument[i].name, name) == 0)
            return catalogue->argument[i].type.type;
    return PLUTO_NONE;
}

/* NAME=VALUE as values; whether they fit is the run's to say. */
static struct pluto_given *
read_arguments(struct try *t, const struct catalogue *catalogue)
{
    const struct options *o = &t->o;
    struct pluto_given *given = xcalloc(o->n_arguments + 1, sizeof *given);
    for (size_t i = 0; i < o->n_arguments; i++) {
        const char *text = o->argument[i], *equals = strchr(text, '=');
        given[i].name = arena_strndup(&t->arena, text, (size_t)(equals - text));
        if (type_of(catalogue, given[i].name) == PLUTO_STRING ||
            !world_value_of(equals + 1, &given[i].value))
            given[i].value = pluto_string(equals + 1, strlen(equals + 1));
    }
    return given;
}

static void
free_arguments(const struct options *o, struct pluto_given *given)
{
    for (size_t i = 0; i < o->n_arguments; i++)
        pluto_value_fini(&given[i].value);
    free(given);
}

/* ---- a try --------------------------------------------------------------- */

static void
tell_end(const struct try *t, const struct world_result *r)
{
    const char *world = t->now_file != NULL ? t->now_file : "no world";
    if (r->end == WORLD_NEEDS_OPERATOR)
        say("columba run: %s: needs operator: %s\n", world,
            strbuf_get(&r->why));
    else if (r->end == WORLD_NO_END)
        say("columba run: %s: no end: %s\n", world, strbuf_get(&r->why));
    for (const char *p = strbuf_get(&r->fail); *p != '\0';) {
        size_t len = strcspn(p, "\n");
        say("%.*s\n", (int)len, p);
        p += len + (p[len] == '\n');
    }
}

static void
write_result(const struct try *t, const struct world_result *r)
{
    static const char *const end[] = {[WORLD_ENDED] = "completed",
        [WORLD_NEEDS_OPERATOR] = "needs operator",
        [WORLD_NO_END] = "no end"};
    struct json j = {0};
    json_object(&j);
    json_str(&j, "kind", "result");
    if (t->now_file != NULL)
        json_str(&j, "world", t->now_file);
    json_str(&j, "end", end[r->end]);
    json_str(&j, "outcome", pluto_outcome_str(r->outcome));
    json_str(&j, "reason", pluto_reason_str(r->reason));
    json_double(&j, "t", (double)(r->time - t->start) / 1e9);
    json_str(&j, "why", strbuf_get(&r->why));
    json_str(&j, "failed", strbuf_get(&r->fail));
    json_end(&j);
    json_line(&j, stdout);
}

static int
run_scene(struct try *t, const struct scene *s)
{
    struct world_result result;
    struct pluto_given *given = read_arguments(t, s->catalogue);
    const struct world_sim_config config = {.world = s->world,
        .model = s->model,
        .library = s->library,
        .procedure = s->procedure,
        .catalogue = s->catalogue,
        .argument = given,
        .n_arguments = t->o.n_arguments,
        .trace = on_trace,
        .over = on_over,
        .arg = t};
    t->start = world_start(s->world);
    t->procedure = s->procedure;
    int status = 0;
    if (world_simulate(&config, &result) != ERR_OK) {
        say("columba run: %s: %s\n", t->o.procedure, strbuf_get(&result.why));
        status = EX_USAGE;
    } else {
        /* A recorded trace says how it ends, too. */
        bool is_good =
            result.outcome_is_expected ||
            (result.end == WORLD_ENDED &&
                (result.outcome == PLUTO_CONFIRMED || t->o.expect != NULL));
        status = is_good && result.fail.len == 0 ? 0 : 1;
        if (t->o.is_json)
            write_result(t, &result);
        fflush(stdout);
        tell_end(t, &result);
    }
    world_result_fini(&result);
    free_arguments(&t->o, given);
    return status;
}

static void
write_coverage(struct try *t)
{
    if (!t->o.has_coverage || t->coverage.count == NULL)
        return;
    if (t->o.is_json) {
        run_coverage_json(&t->coverage, t->procedure, stdout);
        return;
    }
    struct strbuf text = {0};
    run_coverage_print(&t->coverage, t->procedure, &text);
    printf("\n%s", strbuf_get(&text));
    strbuf_fini(&text);
}

/* One world, or none; `is_last`: coverage of all comes behind it. */
static int
run_world(struct try *t, const char *world, bool is_last)
{
    struct scene s = {0};
    struct notes notes = {0};
    t->now_file = world;
    enum err e = read_scene(t, world, &s, &notes);
    bool is_good = show_notes(&notes, t->o.is_verbose) && e == ERR_OK;
    notes_fini(&notes);
    int status = is_good ? 0 : e == ERR_NOTFOUND ? EX_NOINPUT : EX_DATAERR;
    if (is_good) {
        if (t->o.worlds.n > 1 && !t->o.is_json)
            printf("==> %s <==\n", world);
        status = run_scene(t, &s);
    }
    if (is_last && s.procedure != NULL) {
        t->procedure = s.procedure;
        write_coverage(t);
    }
    fflush(stdout);
    scene_fini(&s);
    return status;
}

static int
compare(const struct try *t)
{
    struct strbuf why = {0};
    struct notes notes = {0};
    size_t len = 0;
    enum err e = ERR_OK;
    char *text = text_file_read(t->o.expect, TRACE_BYTES_MAX, &notes, &len, &e);
    int status = 0;
    if (text == NULL) {
        notes_print(&notes, stderr, false);
        status = e == ERR_NOTFOUND ? EX_NOINPUT : EX_DATAERR;
    } else if (!run_expect(
                   text, strbuf_get(&t->trace), t->o.is_tolerant, &why)) {
        fprintf(stderr, "%s:%s", t->o.expect, strbuf_get(&why));
        status = 1;
    }
    notes_fini(&notes);
    strbuf_fini(&why);
    free(text);
    return status;
}

/* ---- the command line ---------------------------------------------------- */

static int
run(struct try *t)
{
    int status = 0;
    if (t->o.mdb != NULL) {
        status = offline_open(&t->offline, "columba run", t->o.mdb, NULL);
        if (status != 0)
            return status;
    }
    if (t->o.worlds.n == 0)
        status = run_world(t, NULL, true);
    for (size_t i = 0; i < t->o.worlds.n; i++) {
        int one = run_world(t, t->o.worlds.v[i], i + 1 == t->o.worlds.n);
        status = one > status ? one : status;
    }
    if (t->o.expect != NULL && status < EX_USAGE) {
        int same = compare(t);
        status = same > status ? same : status;
    }
    if (t->o.mdb != NULL)
        offline_close(&t->offline);
    return status;
}

/* What goes with -i, and what does not. */
static int
take_live(struct options *o, const struct cli *cli)
{
    bool is_mode = o->mode == NULL;
    if (o->instance == NULL)
        return o->as == NULL && o->mode == NULL
                   ? -1
                   : cli_usage(cli, "--as and --mode go with --instance");
    for (size_t i = 0; run_live_modes[i] != NULL; i++)
        is_mode = is_mode || str_eq(o->mode, run_live_modes[i]);
    if (!is_mode)
        return cli_usage(cli,
            "--mode is automatic, by-step, by-statement or dry-run, not '%s'",
            o->mode);
    if (o->worlds.n > 0 || o->mdb != NULL || o->directories.n > 0 ||
        o->expect != NULL || o->has_coverage || o->is_verbose)
        return cli_usage(
            cli, "--instance executes live: no world, coverage or trace");
    return -1;
}

/* PROCEDURE and NAME=VALUE, in any order. */
static int
take_operands(struct options *o, const struct cli *cli, char **argv, int n)
{
    o->argument = argv;
    for (int i = 0; i < n; i++) {
        if (strchr(argv[i], '=') != NULL && argv[i][0] != '/' &&
            argv[i][0] != '.')
            o->argument[o->n_arguments++] = argv[i];
        else if (o->procedure == NULL)
            o->procedure = argv[i];
        else
            return cli_usage(
                cli, "one procedure at a time, not also '%s'", argv[i]);
    }
    if (o->procedure == NULL)
        return cli_usage(cli, "the file of a procedure is missing");
    if (o->expect != NULL && o->worlds.n > 1)
        return cli_usage(cli, "--expect goes with one world");
    if (o->is_tolerant && o->expect == NULL)
        return cli_usage(cli, "--tolerance goes with --expect");
    return take_live(o, cli);
}

int
tool_run(int argc, char **argv)
{
    struct try t = {0};
    struct options *o = &t.o;
    const struct cli_option option[] = {
        {'w', "world", "FILE", CLI_STRINGS, &o->worlds,
            "the simulated world, columba-world(5); several: one after the "
            "other"},
        {'m', "mdb", "PATH", CLI_STRING, &o->mdb,
            "a mission database, or a mission: names are its"},
        {'l', "library", "DIR", CLI_STRINGS, &o->directories,
            "procedures that it may call, besides those beside it"},
        {'e', "expect", "FILE", CLI_STRING, &o->expect,
            "compare with a recorded trace; exit 1 at the first difference"},
        {'t', "tolerance", NULL, CLI_FLAG, &o->is_tolerant,
            "with --expect: times may differ by a second"},
        {'c', "coverage", NULL, CLI_FLAG, &o->has_coverage,
            "statements not executed, branches not taken, in all worlds"},
        {'v', "verbose", NULL, CLI_FLAG, &o->is_verbose,
            "also conditions with their values, guards, warnings"},
        {'j', "json", NULL, CLI_FLAG, &o->is_json,
            "one JSON object a line, of all records"},
        {'i', "instance", "NAME", CLI_STRING, &o->instance,
            "start PROCEDURE, an id, there and follow its record"},
        {'\0', "as", "PERSON", CLI_STRING, &o->as,
            "with -i, in training: who you are"},
        {'\0', "mode", "MODE", CLI_STRING, &o->mode,
            "with -i: automatic, by-step, by-statement, dry-run"},
    };
    const struct cli cli = {
        .name = "columba run",
        .operands = "PROCEDURE [NAME=VALUE...]",
        .summary = "try a procedure in a simulated world",
        .examples =
            "  $ columba run --world nominal.world PO-001.pluto\n"
            "  $ columba run -c -w a.world -w b.world PO-001.pluto\n"
            "  $ columba run -m missions/sif -w hot.world SIF-01.pluto "
            "Target=20\n"
            "  $ columba run -w a.world --expect a.trace PO-001.pluto\n",
        .option = option,
        .n_options = ARRAY_LEN(option),
        .min_operands = 1,
        .max_operands = -1,
    };
    int n = 0;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status < 0)
        status = take_operands(o, &cli, argv, n);
    const struct run_live_options live = {.instance = o->instance,
        .procedure = o->procedure,
        .as = o->as,
        .mode = o->mode,
        .argument = o->argument,
        .n_arguments = o->n_arguments,
        .is_json = o->is_json};
    if (status < 0)
        status = o->instance != NULL ? run_live(&live) : run(&t);
    run_coverage_fini(&t.coverage);
    strbuf_fini(&t.trace);
    arena_fini(&t.arena);
    free(o->worlds.v);
    free(o->directories.v);
    return status;
}
