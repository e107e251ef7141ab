/*
 * console.c - the console's command line.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/console.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sysexits.h>

#include "command/order.h"
#include "common/cli.h"
#include "common/instance.h"
#include "common/log.h"
#include "common/num.h"
#include "common/paths.h"
#include "common/xalloc.h"
#include "console/app.h"
#include "console/preview.h"
#include "console/setting.h"
#include "mission/mission.h"

static const char examples[] =
    "  $ columba                          on the instance that runs\n"
    "  $ columba -i sim --readonly        watch only\n"
    "  $ columba --ascii --color=never    any terminal at all\n"
    "  $ columba --plain                  events as lines\n"
    "  $ columba --once 80x24             one screen as text\n"
    "  $ columba --preview x.dsp          a display in all its states\n";

/* "COLSxROWS" */
static bool
parse_size(const char *text, struct app_options *out)
{
    uint64_t cols, rows;
    const char *x = strchr(text, 'x');
    if (x == NULL)
        return false;
    char *first = xstrndup(text, (size_t)(x - text));
    bool is_size = num_parse_u64(first, &cols) && num_parse_u64(x + 1, &rows) &&
                   cols >= 1 && cols <= CANVAS_MAX_COLS && rows >= 1 &&
                   rows <= CANVAS_MAX_ROWS;
    free(first);
    if (is_size) {
        out->cols = (int)cols;
        out->rows = (int)rows;
    }
    return is_size;
}

static bool
person_is_valid(const char *s)
{
    size_t n = strlen(s);
    return n > 0 && n <= ORDER_PERSON_MAX &&
           strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                     "0123456789._-") == n;
}

/* Returns -1, or the status after a usage error. */
static int
understand(const struct cli *cli, const struct console_arguments *a,
    struct app_options *o)
{
    if (a->color != NULL && !term_color_parse(a->color, &o->color))
        return cli_usage(cli, "--color is auto, always, never, 8, 16 or 256");
    int value;
    if (a->graph != NULL &&
        !setting_check(SETTING_GRAPH, a->graph, &value, NULL))
        return cli_usage(cli, "--graph is block, braille or ascii");
    if (a->is_ascii && a->is_utf8)
        return cli_usage(cli, "--ascii and --utf8 exclude each other");
    if (a->is_plain && a->once != NULL)
        return cli_usage(cli, "--plain and --once exclude each other");
    if (a->rate != NULL &&
        (!setting_check(SETTING_RATE, a->rate, &value, NULL) ||
            !num_parse_double(a->rate, &o->rate_hz)))
        return cli_usage(cli, "--rate is 0.1 to 10 a second");
    if (a->once != NULL && !parse_size(a->once, o))
        return cli_usage(cli, "--once takes a size like 80x24");
    if (a->instance != NULL && !paths_instance_is_valid(a->instance))
        return cli_usage(cli, "'%s' is no name of an instance", a->instance);
    o->charset = a->is_ascii  ? TERM_CHARSET_ASCII
                 : a->is_utf8 ? TERM_CHARSET_UTF8
                              : TERM_CHARSET_AUTO;
    o->mode = a->is_plain ? APP_PLAIN : a->once != NULL ? APP_ONCE : APP_SCREEN;
    if (a->as != NULL && !person_is_valid(a->as))
        return cli_usage(cli,
            "--as takes a name of at most %d letters, digits, . _ -",
            ORDER_PERSON_MAX);
    o->as = a->as;
    o->is_readonly = a->is_readonly;
    o->is_instructor = a->is_instructor;
    o->export_dir = a->export_dir;
    o->view = a->view;
    o->theme = a->theme;
    o->graph = a->graph;
    o->timeout_ns = a->wait_ns;
    return -1;
}

/*
 * A watcher may come over ssh with an environment of his choice: no terminfo
 * of his own, no core file, no rights by a set-uid program.
 */
static void
confine(void)
{
    struct rlimit none = {0, 0};
    unsetenv("TERMINFO");
    unsetenv("TERMINFO_DIRS");
    unsetenv("HOME"); /* ~/.terminfo */
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

/* The instance that runs, else the first one of the mission. */
static char *
choose_instance(const char *named, const char *mission_path)
{
    if (named != NULL)
        return xstrdup(named);
    char *name = instance_default();
    if (name != NULL)
        return name;
    char *path = mission_path != NULL ? xstrdup(mission_path)
                                      : mission_default_path(NULL);
    struct notes notes = {0};
    struct mission *mission = NULL;
    const struct mission_instance *first = NULL;
    if (mission_load(path, &notes, &mission) == ERR_OK)
        first = mission_instance(mission, NULL);
    name = xstrdup(first != NULL ? first->name : "sim");
    mission_free(&mission);
    notes_fini(&notes);
    free(path);
    return name;
}

static int
start(const struct console_arguments *a, struct app_options *o)
{
    char *instance = choose_instance(a->instance, a->mission);
    char *mission = a->mission != NULL ? xstrdup(a->mission)
                                       : mission_default_path(instance);
    o->instance = instance;
    o->mission_path = mission;
    log_quiet(true);
    int status = app_run(o);
    log_quiet(false);
    free(instance);
    free(mission);
    return status;
}

static int
preview(const struct cli *cli, const struct console_arguments *a,
    struct app_options *o, const char *size)
{
    if (size != NULL && !parse_size(size, o))
        return cli_usage(cli, "--preview takes a size like 80x24");
    int graph = GRAPH_BLOCK;
    if (o->graph != NULL)
        (void)setting_check(SETTING_GRAPH, o->graph, &graph, NULL);
    const struct preview_options options = {.file = a->preview,
        .database = a->mdb,
        .mission = a->mission,
        .theme = a->theme,
        .rows = size != NULL ? o->rows : 0,
        .cols = size != NULL ? o->cols : 0,
        .color = o->color,
        .charset = o->charset,
        .graph = (enum graph)graph};
    return preview_run(&options);
}

int
console_open(const struct cli *cli, const struct console_arguments *a)
{
    struct app_options o = {.rows = 24, .cols = 80};
    setlocale(LC_CTYPE, ""); /* never LC_NUMERIC */
    int status = understand(cli, a, &o);
    return status >= 0 ? status : start(a, &o);
}

int
console_run(int argc, char **argv)
{
    struct console_arguments a = {.wait_ns = 3 * NS_PER_S};
    const struct cli_option options[] = {
        {'i', "instance", "NAME", CLI_STRING, &a.instance,
            "instance to watch (the running one)"},
        {'m', "mission", "PATH", CLI_STRING, &a.mission,
            "mission.conf or its directory"},
        {'\0', "as", "PERSON", CLI_STRING, &a.as,
            "training: command under this name"},
        {'r', "readonly", NULL, CLI_FLAG, &a.is_readonly,
            "offer nothing that changes anything"},
        {'\0', "export", "DIR", CLI_STRING, &a.export_dir,
            "write files below this directory only"},
        {'v', "view", "VIEW", CLI_STRING, &a.view,
            "open this view, as typed after ':'"},
        {'\0', "rate", "HZ", CLI_STRING, &a.rate,
            "data on the screen, 0.1 to 10 a second (4)"},
        {'\0', "color", "WHEN", CLI_STRING, &a.color,
            "auto, always, never, 8, 16 or 256 (auto)"},
        {'t', "theme", "NAME", CLI_STRING, &a.theme,
            "dark, light, grey, deuteranopia, tritanopia, mono, or yours"},
        {'\0', "graph", "STYLE", CLI_STRING, &a.graph,
            "block, braille or ascii (block)"},
        {'\0', "ascii", NULL, CLI_FLAG, &a.is_ascii,
            "draw with ASCII characters only"},
        {'\0', "utf8", NULL, CLI_FLAG, &a.is_utf8,
            "draw with UTF-8 whatever the locale says"},
        {'\0', "plain", NULL, CLI_FLAG, &a.is_plain,
            "print events and health as lines"},
        {'\0', "once", "COLSxROWS", CLI_STRING, &a.once,
            "print one screen as text when data is there"},
        {'\0', "preview", "FILE", CLI_STRING, &a.preview,
            "show a display file in all its states, without an instance"},
        {'\0', "mdb", "FILE", CLI_STRING, &a.mdb,
            "with --preview: the mission database (XTCE)"},
        {'\0', "wait", "TIME", CLI_DURATION, &a.wait_ns,
            "with --once: wait for data so long (3s)"},
    };
    const struct cli cli = {.name = "columba",
        .operands = "[COLSxROWS]",
        .summary = "the console of a payload operations centre",
        .examples = examples,
        .option = options,
        .n_options = ARRAY_LEN(options),
        .max_operands = 1};
    struct app_options o = {.rows = 24, .cols = 80};
    int n_operands;
    setlocale(LC_CTYPE, ""); /* never LC_NUMERIC */
    int status = cli_parse(&cli, argc, argv, &n_operands);
    if (status < 0)
        status = understand(&cli, &a, &o);
    if (status < 0 && n_operands > 0 && a.preview == NULL)
        status = cli_usage(&cli, "'%s' is no option", argv[0]);
    if (status >= 0)
        return status;
    if (a.is_readonly)
        confine();
    if (a.preview != NULL)
        return preview(&cli, &a, &o, n_operands > 0 ? argv[0] : NULL);
    return start(&a, &o);
}
