/*
 * complete.c - what a shell can complete on columba's command line.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/complete.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/cli.h"
#include "common/instance.h"
#include "common/xalloc.h"
#include "console/console.h"
#include "console/content.h"
#include "console/setting.h"
#include "console/theme/theme_file.h"
#include "console/view.h"
#include "mdb/mdb.h"
#include "mission/mission.h"
#include "sim/scenario_list.h"
#include "tools/complete_command.h"
#include "tools/tools.h"

#define PARAMS_MAX      500        /* that are offered */
#define DATABASE_MAX    (16 << 20) /* bytes; a larger one takes too long */
#define COLOR_WORDS     "auto|always|never|8|16|256"
#define UNTIL_WORDS     "queued|released|sent|received|accepted|execution|completed"
#define OPTIONS_MAX     64
#define OPTION_ARG_SIZE 32

/* A copy of what a table says; the table itself is gone afterwards. */
struct table {
    struct {
        char letter;
        char name[OPTION_ARG_SIZE], arg[OPTION_ARG_SIZE], help[96];
    } option[OPTIONS_MAX];
    size_t n;
    char operands[64];
};

struct request {
    const char *word;         /* the one to complete */
    const char *before;       /* "--option=" where that is typed, or "" */
    const char *tool;         /* "" is the console */
    const char *mission;      /* named on the line, or NULL */
    const char *mdb;          /* a database named on the line, or NULL */
    const char *const *typed; /* all words before it */
    size_t n_typed;
    struct strbuf *out;
};

/* ---- tables -------------------------------------------------------------- */

static void
take(void *arg, const struct cli *cli)
{
    struct table *t = arg;
    for (size_t i = 0; i < cli->n_options && t->n < OPTIONS_MAX; i++) {
        const struct cli_option *o = &cli->option[i];
        t->option[t->n].letter = o->letter;
        (void)str_copy(t->option[t->n].name, OPTION_ARG_SIZE, o->name);
        (void)str_copy(
            t->option[t->n].arg, OPTION_ARG_SIZE, o->arg != NULL ? o->arg : "");
        (void)str_copy(t->option[t->n].help, sizeof t->option[0].help, o->help);
        t->n++;
    }
    (void)str_copy(t->operands, sizeof t->operands, cli->operands);
}

/* The table of a subcommand, or of the console (NULL). */
static void
ask(const struct tool *tool, struct table *table)
{
    char name[] = "columba";
    char *argv[] = {name, NULL};
    memset(table, 0, sizeof *table);
    cli_ask(take, table);
    (void)(tool != NULL ? tool->fn(1, argv) : console_run(1, argv));
    cli_ask(NULL, NULL);
}

/* The argument of the option `word` ends with, NULL when it wants none. */
static const char *
wanted(const struct table *t, const char *word, const char **name)
{
    for (size_t i = 0; i < t->n; i++) {
        bool is_long =
            str_prefix(word, "--") && str_eq(word + 2, t->option[i].name);
        bool is_short = word[0] == '-' && word[1] != '-' && word[1] != '\0' &&
                        t->option[i].letter == word[strlen(word) - 1];
        if ((is_long || is_short) && t->option[i].arg[0] != '\0') {
            *name = t->option[i].name;
            return t->option[i].arg;
        }
    }
    return NULL;
}

/* ---- words --------------------------------------------------------------- */

static void
offer(const struct request *r, const char *word, const char *help)
{
    if (strncmp(word, r->word, strlen(r->word)) == 0)
        strbuf_addf(r->out, "%s%s\t%s\n", r->before, word, help);
}

static void
offer_words(const struct request *r, const char *words, const char *help)
{
    while (*words != '\0') {
        size_t n = strcspn(words, "|");
        char *word = xstrndup(words, n);
        offer(r, word, help);
        free(word);
        words += n + (words[n] == '|');
    }
}

static void
offer_running(const struct request *r)
{
    char **name;
    size_t n = instance_running(&name);
    for (size_t i = 0; i < n; i++)
        offer(r, name[i], "runs");
    instance_names_free(&name, n);
}

/* What is offered of a mission; `mission` is NULL when it cannot be read. */
static struct mission *
open_mission(const struct request *r)
{
    struct notes notes = {0};
    struct mission *mission = NULL;
    char *path =
        r->mission != NULL ? xstrdup(r->mission) : mission_default_path(NULL);
    if (mission_load(path, &notes, &mission) != ERR_OK)
        mission_free(&mission);
    notes_fini(&notes);
    free(path);
    return mission;
}

static void
offer_instances(const struct request *r)
{
    struct mission *mission = open_mission(r);
    for (size_t i = 0; mission != NULL && i < mission->n_instances; i++)
        offer(r, mission->instance[i].name,
            mission_kind_str(mission->instance[i].kind));
    mission_free(&mission);
}

static void
offer_items(const struct request *r, const struct mdb *mdb)
{
    unsigned offered = 0;
    bool is_path = strchr(r->word, '/') != NULL;
    for (uint32_t i = 0; i < mdb->n_items && offered < PARAMS_MAX; i++) {
        const char *name = mdb->item[i].name;
        const char *last = strrchr(name, '/');
        const char *text = is_path || last == NULL ? name : last + 1;
        if (!str_prefix(text, r->word))
            continue;
        offer(r, text, is_path ? "" : name);
        offered++;
    }
}

/* Where it is cheap: a large database would make the shell wait. */
static struct mdb *
open_database(const struct request *r)
{
    struct mission *mission = r->mdb == NULL ? open_mission(r) : NULL;
    const char *path = r->mdb != NULL    ? r->mdb
                       : mission != NULL ? mission->database
                                         : NULL;
    struct notes notes = {0};
    struct mdb *mdb = NULL;
    struct stat st;
    if (path != NULL && stat(path, &st) == 0 && st.st_size <= DATABASE_MAX &&
        mdb_load(path, NULL, &notes, &mdb) != ERR_OK)
        mdb = NULL;
    notes_fini(&notes);
    mission_free(&mission);
    return mdb;
}

static void
offer_parameters(const struct request *r)
{
    struct mdb *mdb = open_database(r);
    if (mdb != NULL)
        offer_items(r, mdb);
    mdb_free(&mdb);
}

static void
offer_found(void *request, const char *word, const char *help)
{
    offer(request, word, help);
}

/* Commands, arguments of the one that is named, and their values. */
static void
offer_command(struct request *r, const struct table *t)
{
    const char *name, *command = NULL, *argument = NULL;
    struct mdb *mdb = open_database(r);
    for (size_t i = 1; i < r->n_typed && command == NULL; i++)
        if (r->typed[i][0] != '-' && wanted(t, r->typed[i - 1], &name) == NULL)
            command = r->typed[i];
    /* Bash may split behind the '='. */
    const char *last = r->typed[r->n_typed - 1];
    if (command != NULL && last != command && str_suffix(last, "="))
        argument = last;
    if (mdb != NULL)
        complete_command(mdb, command, argument, r->word, offer_found, r);
    mdb_free(&mdb);
}

/* The words of `columba commands`, then names of commands. */
static void
offer_commanded(struct request *r, const struct table *t)
{
    const char *name;
    for (size_t i = 1; i < r->n_typed; i++)
        if (r->typed[i][0] != '-' && wanted(t, r->typed[i - 1], &name) == NULL)
            return; /* numbers and reasons */
    offer(r, "show", "all that is known of one");
    offer(r, "approve", "a critical one of another person");
    offer(r, "cancel", "before its release");
    offer(r, "close", "an unknown one that a person settled");
    offer_command(r, t);
}

static void
offer_themes(const struct request *r)
{
    struct content_dirs dirs;
    size_t n;
    content_dirs_init(&dirs, "themes", NULL);
    const struct theme_dirs where = {dirs.dir, dirs.n};
    char **name = theme_names(&where, &n);
    for (size_t i = 0; i < n; i++) {
        offer(r, name[i], "theme");
        free(name[i]);
    }
    free(name);
    content_dirs_fini(&dirs);
}

static void
offer_scenarios(const struct request *r)
{
    struct scenario_list list = {0};
    struct mission *mission = open_mission(r);
    scenario_list_find(&list, mission != NULL ? mission->dir : NULL);
    for (size_t i = 0; i < list.n; i++)
        offer(r, list.row[i].name, list.row[i].title);
    scenario_list_fini(&list);
    mission_free(&mission);
}

static void
offer_views(const struct request *r)
{
    for (size_t i = 0; view_classes[i] != NULL; i++)
        offer(r, view_classes[i]->name, view_classes[i]->help);
}

static void
offer_files(const struct request *r, bool is_dir)
{
    strbuf_addf(r->out, "%s\n", is_dir ? ":dir" : ":file");
}

/* ---- options and operands ------------------------------------------------ */

/* By the word for an argument in --help: "FILE...", "[INSTANCE]". */
static void
offer_kind(const struct request *r, const char *kind)
{
    bool starts = str_eq(r->tool, "up") || str_eq(r->tool, "demo");
    if (strstr(kind, "INSTANCE") != NULL && starts)
        offer_instances(r);
    else if (strstr(kind, "INSTANCE") != NULL)
        offer_running(r);
    else if (strstr(kind, "SCENARIO") != NULL)
        offer_scenarios(r);
    else if (strstr(kind, "DIR") != NULL)
        offer_files(r, true);
    else if (strstr(kind, "FILE") != NULL || strstr(kind, "PATH") != NULL ||
             strstr(kind, "PACKETS") != NULL)
        offer_files(r, false);
    else if (strstr(kind, "PARAM") != NULL || strstr(kind, "PATTERN") != NULL)
        offer_parameters(r);
    else if (str_eq(kind, "STATE"))
        offer_words(r, UNTIL_WORDS, "how far to wait");
    else if (strstr(kind, "SHELL") != NULL)
        offer_words(r, "bash|zsh|fish", "shell");
    else if (strstr(kind, "SUBCOMMAND") != NULL) {
        size_t n;
        const struct tool *t = tools_all(&n);
        for (size_t i = 0; i < n; i++)
            offer(r, t[i].name, t[i].help);
    }
}

static void
offer_argument(const struct request *r, const char *option, const char *arg)
{
    if (str_eq(option, "instance"))
        offer_running(r);
    else if (str_eq(option, "theme"))
        offer_themes(r);
    else if (str_eq(option, "view"))
        offer_views(r);
    else if (str_eq(option, "color"))
        offer_words(r, COLOR_WORDS, "");
    else if (str_eq(option, "graph"))
        offer_words(r, setting_row(SETTING_GRAPH)->values, "");
    else
        offer_kind(r, arg);
}

static void
offer_options(const struct request *r, const struct table *t)
{
    for (size_t i = 0; i < t->n; i++) {
        char *word = xasprintf("--%s%s", t->option[i].name,
            t->option[i].arg[0] != '\0' ? "=" : "");
        offer(r, word, t->option[i].help);
        free(word);
    }
    offer(r, "--help", "print help");
    offer(r, "--version", "print the version");
}

/* What follows an option such as "--mission" or "-m" on the line, NULL:
 * nothing. */
static const char *
value_of(
    const char *const *word, size_t n, const char *name, const char *letter)
{
    const char *found = NULL;
    for (size_t i = 0; i + 1 < n; i++) {
        if (str_eq(word[i], letter) || str_eq(word[i], name))
            found = word[i + 1];
        if (str_prefix(word[i], name) && word[i][strlen(name)] == '=')
            found = word[i] + strlen(name) + 1;
    }
    return found;
}

static void
complete_in(
    const struct table *t, const char *const *word, size_t n, struct request *r)
{
    const char *name, *arg = n > 1 ? wanted(t, word[n - 2], &name) : NULL;
    const char *eq = strchr(r->word, '=');
    if (arg != NULL) {
        offer_argument(r, name, arg);
    } else if (str_prefix(r->word, "--") && eq != NULL) {
        char *option = xstrndup(r->word, (size_t)(eq - r->word));
        char *before = xstrndup(r->word, (size_t)(eq - r->word) + 1);
        r->before = before;
        r->word = eq + 1;
        if ((arg = wanted(t, option, &name)) != NULL)
            offer_argument(r, name, arg);
        free(option);
        free(before);
    } else if (r->word[0] == '-')
        offer_options(r, t);
    else if (str_eq(r->tool, "command") || str_eq(r->tool, "send"))
        offer_command(r, t);
    else if (str_eq(r->tool, "commands"))
        offer_commanded(r, t);
    else if (str_eq(r->tool, "authority") && r->n_typed == 1)
        offer(r, "break", "take it from its holder");
    else
        offer_kind(r, t->operands);
}

void
complete_words(const char *const *word, size_t n, struct strbuf *out)
{
    if (n == 0)
        return;
    struct request r = {.word = word[n - 1],
        .before = "",
        .tool = "",
        .mission = value_of(word, n, "--mission", "-m"),
        .mdb = value_of(word, n, "--mdb", NULL),
        .typed = word,
        .n_typed = n - 1,
        .out = out};
    const struct tool *tool = n > 1 ? tools_find(word[0]) : NULL;
    bool is_help = n > 1 && str_eq(word[0], "help");
    if ((n == 1 && r.word[0] != '-') || is_help) {
        offer_kind(&r, "SUBCOMMAND");
        if (!is_help)
            offer(&r, "help", "help of a subcommand");
        return;
    }
    if (tool == NULL && word[0][0] != '-')
        return; /* no such subcommand */
    if (tool != NULL)
        r.tool = tool->name;
    struct table table;
    ask(tool, &table);
    complete_in(&table, word, n, &r);
}
