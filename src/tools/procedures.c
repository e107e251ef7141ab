/*
 * procedures.c - columba procedures: the library of a mission.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "common/cli.h"
#include "common/json.h"
#include "common/say.h"
#include "common/str.h"
#include "common/time.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "pluto/library.h"
#include "pluto/model_mdb.h"
#include "tools/check_procedure.h"
#include "tools/offline.h"
#include "tools/tools.h"

#define TITLE_WIDTH 34

static void
print_cell(const char *text, int width)
{
    struct strbuf clean = {0};
    str_sanitize(&clean, text, strlen(text), false);
    int pad = width - utf8_str_width(strbuf_get(&clean));
    printf("%s%*s", strbuf_get(&clean), pad > 0 ? pad : 0, "");
    strbuf_fini(&clean);
}

/* "12min", "1min30s"; "-" when nobody said. */
static void
fmt_duration(int64_t ns, char out[TIME_TEXT_SIZE])
{
    long long s = (long long)(ns / 1000000000);
    if (ns == 0)
        (void)str_copy(out, TIME_TEXT_SIZE, "-");
    else if (s < 60)
        (void)snprintf(out, TIME_TEXT_SIZE, "%llds", s);
    else if (s % 60 == 0)
        (void)snprintf(out, TIME_TEXT_SIZE, "%lldmin", s / 60);
    else
        (void)snprintf(out, TIME_TEXT_SIZE, "%lldmin%llds", s / 60, s % 60);
}

/* "ok", "2 warnings", "1 error". */
static void
fmt_checks(const struct library_entry *e, char out[32])
{
    size_t n = e->notes.errors > 0 ? e->notes.errors : e->notes.warnings;
    if (n == 0)
        (void)str_copy(out, 32, "ok");
    else
        (void)snprintf(out, 32, "%zu %s%s", n,
            e->notes.errors > 0 ? "error" : "warning", n == 1 ? "" : "s");
}

static void
print_entry(const struct library_entry *e, int id_width)
{
    char duration[TIME_TEXT_SIZE], checks[32];
    const struct catalogue *c = e->catalogue;
    fmt_duration(c != NULL ? c->duration_ns : 0, duration);
    fmt_checks(e, checks);
    print_cell(e->id, id_width + 2);
    print_cell(approval_state_str(e->approval.state), 10);
    print_cell(c != NULL && c->version[0] != '\0' ? c->version : "-", 9);
    print_cell(duration, 11);
    print_cell(checks, 13);
    print_cell(c != NULL ? c->title : "", 0);
    putchar('\n');
}

static void
print_table(const struct library *l)
{
    int width = 2;
    for (size_t i = 0; i < library_count(l); i++) {
        int w = utf8_str_width(library_entry(l, i)->id);
        width = w > width ? w : width;
    }
    printf("%-*s  %-8s  %-7s  %-9s  %-11s  %s\n", width, "ID", "APPROVAL",
        "VERSION", "DURATION", "CHECKS", "TITLE");
    for (size_t i = 0; i < library_count(l); i++)
        print_entry(library_entry(l, i), width);
}

static void
print_json(const struct library_entry *e)
{
    struct json j = {0};
    const struct catalogue *c = e->catalogue;
    json_object(&j);
    json_int(&j, "v", 1);
    json_str(&j, "id", e->id);
    json_str(&j, "file", e->file);
    json_str(&j, "title", c != NULL ? c->title : "");
    json_str(&j, "version", c != NULL ? c->version : "");
    json_str(&j, "author", c != NULL ? c->author : "");
    json_str(&j, "approval", approval_state_str(e->approval.state));
    json_bool(&j, "was_approved", e->approval.was_approved);
    json_str(&j, "reviewed_by", e->approval.reviewed_by);
    json_str(&j, "approved_by", e->approval.approved_by);
    json_str(&j, "digest", e->digest);
    json_double(&j, "duration_s", c != NULL ? (double)c->duration_ns / 1e9 : 0);
    json_bool(&j, "can_run", e->can_run);
    json_uint(&j, "errors", e->notes.errors);
    json_uint(&j, "warnings", e->notes.warnings);
    json_array_at(&j, "arguments");
    for (uint32_t i = 0; c != NULL && i < c->n_arguments; i++)
        json_str(&j, NULL, c->argument[i].name);
    json_end(&j);
    json_end(&j);
    json_line(&j, stdout);
}

static int
list(const struct offline *o, bool is_json)
{
    char *dir[2];
    size_t n = procedure_dirs(o->mission, dir);
    struct pluto_model *model = pluto_model_new();
    pluto_model_add_mdb(model, o->mdb);
    struct library *l = library_load((const char *const *)dir, n, model);
    for (size_t i = 0; is_json && i < library_count(l); i++)
        print_json(library_entry(l, i));
    if (!is_json && library_count(l) > 0)
        print_table(l);
    if (library_count(l) == 0)
        for (size_t i = 0; i < n; i++)
            say("columba procedures: there is no procedure in %s\n", dir[i]);
    for (size_t i = 0; i < n; i++)
        free(dir[i]);
    library_free(&l);
    pluto_model_free(&model);
    return fflush(stdout) == 0 ? 0 : EX_IOERR;
}

int
tool_procedures(int argc, char **argv)
{
    const char *mission = NULL;
    bool is_json = false;
    const struct cli_option option[] = {
        {'m', "mission", "PATH", CLI_STRING, &mission,
            "the mission, else $COLUMBA_MISSION or the shipped one"},
        {'j', "json", NULL, CLI_FLAG, &is_json, "one JSON object a line"},
    };
    const struct cli cli = {
        .name = "columba procedures",
        .operands = "",
        .summary = "what procedures a mission has, and whether they may run",
        .examples = "  $ columba procedures\n"
                    "  $ columba procedures -m missions/sif --json\n",
        .option = option,
        .n_options = ARRAY_LEN(option),
        .min_operands = 0,
        .max_operands = 0,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    struct offline offline;
    char *path =
        mission != NULL ? xstrdup(mission) : mission_default_path(NULL);
    status = offline_open(&offline, "columba procedures", path, NULL);
    free(path);
    if (status != 0)
        return status;
    status = list(&offline, is_json);
    offline_close(&offline);
    return status;
}
