/*
 * instruct.c - columba instruct: the instructor's console, debriefs, and which
 * scenarios there are.
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
#include "common/text_file.h"
#include "common/xalloc.h"
#include "console/console.h"
#include "mission/mission.h"
#include "sim/scenario_list.h"
#include "tools/debrief_text.h"
#include "tools/session.h"
#include "tools/tools.h"

#define TOOL    "columba instruct: "
#define WAIT_NS (5 * NS_PER_S) /* for the ground model to answer */

/* ---- asking the ground model --------------------------------------------- */

struct question {
    struct session session;
    bool prints; /* rows go to standard output */
    int status;
};

static int
status_of(enum err e)
{
    return e == ERR_OK                         ? 0
           : e == ERR_DENIED                   ? EX_NOPERM
           : e == ERR_NOTFOUND                 ? EX_NOINPUT
           : e == ERR_RANGE || e == ERR_EXISTS ? EX_TEMPFAIL
                                               : EX_DATAERR;
}

static void
on_reply(void *arg, const struct msg_reply *reply)
{
    struct question *q = arg;
    bool is_good = reply != NULL && reply->status == ERR_OK;
    FILE *out = is_good ? stdout : stderr;
    if (reply == NULL) {
        say(TOOL "the ground model of %s does not answer\n",
            q->session.instance);
        q->status = EX_UNAVAILABLE;
    } else {
        q->status = status_of((enum err)reply->status);
        if (!is_good && reply->rows.n == 0)
            say(TOOL "%.*s\n", (int)reply->text.len, reply->text.s);
        for (size_t i = 0; i < reply->rows.n && (q->prints || !is_good); i++) {
            struct strbuf row = {0};
            str_sanitize(&row, reply->rows.v[i].s, reply->rows.v[i].len, false);
            fprintf(out, "%s\n", strbuf_get(&row));
            strbuf_fini(&row);
        }
    }
    bus_loop_stop(q->session.loop, q->status);
}

/* Ask once; the exit status. */
static int
ask(const char *instance, enum paths_dir dir, const char *verb,
    const char *argument, bool prints)
{
    struct question q = {.prints = prints};
    int status = session_open(&q.session, "instruct", instance);
    if (status >= 0)
        return status;
    bus_ask(q.session.bus, dir, "sim", verb, &argument, argument != NULL,
        WAIT_NS, on_reply, &q);
    status = bus_loop_run(q.session.loop);
    session_close(&q.session);
    return status;
}

/* ---- debrief ------------------------------------------------------------- */

/* Running ones are told to operators only. */
static int
print_debrief(const char *instance, bool is_json)
{
    return ask(instance, PATHS_OPERATE, is_json ? "debrief-json" : "debrief",
        NULL, true);
}

static int
print_kept(const char *file, bool is_json)
{
    struct notes notes = {0};
    struct strbuf out = {0};
    size_t len = 0;
    enum err e = ERR_OK;
    char *text = text_file_read(file, DEBRIEF_BYTES_MAX, &notes, &len, &e);
    if (text != NULL)
        e = debrief_text(file, text, len, &notes, &out);
    if (e == ERR_OK && is_json)
        fputs(text, stdout);
    else if (e == ERR_OK)
        fputs(strbuf_get(&out), stdout);
    notes_print(&notes, stderr, false);
    notes_fini(&notes);
    strbuf_fini(&out);
    free(text);
    return e == ERR_OK ? 0 : e == ERR_NOTFOUND ? EX_NOINPUT : EX_DATAERR;
}

/* ---- scenarios ----------------------------------------------------------- */

static char *
mission_dir(const char *mission_path, const char *instance)
{
    struct notes notes = {0};
    struct mission *mission = NULL;
    char *dir = NULL, *path = mission_path != NULL
                                  ? xstrdup(mission_path)
                                  : mission_default_path(instance);
    if (mission_load(path, &notes, &mission) == ERR_OK)
        dir = xstrdup(mission->dir);
    mission_free(&mission);
    notes_fini(&notes);
    free(path);
    return dir;
}

static void
print_row(const struct scenario_row *row, bool is_json)
{
    if (!is_json) {
        printf("%-16s %s\n", row->name, row->title);
        return;
    }
    struct json j = {0};
    json_object(&j);
    json_int(&j, "v", 1);
    json_str(&j, "name", row->name);
    json_str(&j, "title", row->title);
    json_str(&j, "file", row->path);
    json_end(&j);
    json_line(&j, stdout);
}

static int
print_list(const char *mission_path, const char *instance, bool is_json)
{
    struct scenario_list list = {0};
    char *dir = mission_dir(mission_path, instance);
    scenario_list_find(&list, dir);
    for (size_t i = 0; i < list.n; i++)
        print_row(&list.row[i], is_json);
    int status = list.n > 0 ? 0 : 1;
    scenario_list_fini(&list);
    free(dir);
    return status;
}

/* ---- the console --------------------------------------------------------- */

/* A path from here is one for the ground model, too. */
static char *
whole_path(const char *scenario)
{
    char *path =
        strchr(scenario, '/') != NULL ? realpath(scenario, NULL) : NULL;
    return path != NULL ? path : xstrdup(scenario);
}

/* What is wrong with a scenario is said before there is a screen. */
static int
open_console(
    const struct cli *cli, struct console_arguments *a, const char *scenario)
{
    int status;
    if (scenario != NULL) {
        char *path = whole_path(scenario);
        status = ask(a->instance, PATHS_OPERATE, "load-idle", path, false);
        free(path);
    } else
        status = ask(a->instance, PATHS_OBSERVE, "status", NULL, false);
    if (status != 0)
        return status;
    a->is_instructor = true;
    return console_open(cli, a);
}

static const char examples[] =
    "  $ columba instruct                      the instructor's console\n"
    "  $ columba instruct heater               with this scenario loaded\n"
    "  $ columba instruct --list               scenarios there are\n"
    "  $ columba instruct --debrief            how it goes, or went\n"
    "  $ columba instruct --debrief f.json     one that was kept\n";

int
tool_instruct(int argc, char **argv)
{
    struct console_arguments a = {.wait_ns = 3 * NS_PER_S};
    bool is_debrief = false, is_list = false, is_json = false;
    const struct cli_option options[] = {
        {'i', "instance", "NAME", CLI_STRING, &a.instance,
            "instance of kind sim (the running one)"},
        {'m', "mission", "PATH", CLI_STRING, &a.mission,
            "mission.conf or its directory"},
        {'d', "debrief", NULL, CLI_FLAG, &is_debrief,
            "print how it goes or went, or a kept FILE.json"},
        {'l', "list", NULL, CLI_FLAG, &is_list, "list the scenarios"},
        {'j', "json", NULL, CLI_FLAG, &is_json,
            "debrief or list as JSON, one object a line"},
        {'r', "readonly", NULL, CLI_FLAG, &a.is_readonly,
            "look only: nothing is begun or ended"},
        {'v', "view", "VIEW", CLI_STRING, &a.view,
            "open this view beside, as typed after ':'"},
        {'\0', "color", "WHEN", CLI_STRING, &a.color,
            "auto, always, never, 8, 16 or 256 (auto)"},
        {'t', "theme", "NAME", CLI_STRING, &a.theme, "look as this theme says"},
        {'\0', "ascii", NULL, CLI_FLAG, &a.is_ascii,
            "draw with ASCII characters only"},
        {'\0', "utf8", NULL, CLI_FLAG, &a.is_utf8,
            "draw with UTF-8 whatever the locale says"},
        {'\0', "once", "COLSxROWS", CLI_STRING, &a.once,
            "print one screen as text when data is there"},
        {'\0', "wait", "TIME", CLI_DURATION, &a.wait_ns,
            "with --once: wait for data so long (3s)"},
    };
    const struct cli cli = {.name = "columba instruct",
        .operands = "[SCENARIO|FILE]",
        .summary = "exercises: the instructor's console, debriefs, scenarios",
        .examples = examples,
        .option = options,
        .n_options = ARRAY_LEN(options),
        .max_operands = 1};
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    const char *operand = n > 0 ? argv[0] : NULL;
    if (is_debrief && is_list)
        return cli_usage(&cli, "--debrief and --list exclude each other");
    if (is_json && !is_debrief && !is_list)
        return cli_usage(&cli, "--json goes with --debrief or --list");
    if (is_list && operand != NULL)
        return cli_usage(&cli, "--list takes no scenario");
    if (is_list)
        return print_list(a.mission, a.instance, is_json);
    if (is_debrief)
        return operand != NULL ? print_kept(operand, is_json)
                               : print_debrief(a.instance, is_json);
    return open_console(&cli, &a, operand);
}
