/*
 * mdb.c - columba mdb: what is in a mission database.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/mdb.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "common/cli.h"
#include "common/json.h"
#include "common/say.h"
#include "common/str.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "mdb/mdb.h"
#include "mission/mission.h"
#include "tools/mdb_show.h"

/* What was asked for. */
struct request {
    bool params, containers, types, commands, is_json;
    char **pattern;
    int n_patterns;
    const struct mdb *mdb;
    struct mdb_uses uses;
    size_t shown;
};

/* By its whole name, the end of it, or a shell pattern of either. */
static bool
matches(const struct request *r, const char *name)
{
    for (int i = 0; i < r->n_patterns; i++)
        for (const char *p = name; p != NULL; p = strchr(p + 1, '/')) {
            const char *part = r->pattern[i][0] == '/' ? name : p + 1;
            if (strcmp(part, r->pattern[i]) == 0 ||
                fnmatch(r->pattern[i], part, 0) == 0)
                return true;
        }
    return r->n_patterns == 0;
}

static bool
item_matches(const struct request *r, uint32_t param)
{
    const struct mdb_param *p = &r->mdb->param[param];
    if (matches(r, p->name))
        return true;
    for (uint32_t i = 0; i < p->n_items; i++)
        for (int k = 0; k < r->n_patterns; k++)
            if (mdb_item_matches(r->mdb, p->first_item + i, r->pattern[k]))
                return true;
    return false;
}

static void
column(const char *s, int width)
{
    int w = utf8_str_width(s);
    printf("%s%*s", s, w < width ? width - w : 0, "");
}

static int
wider(int width, const char *s)
{
    int w = utf8_str_width(s);
    return w > width ? w : width;
}

static void
list_param(struct request *r, uint32_t i, int width)
{
    const struct mdb_param *p = &r->mdb->param[i];
    const struct mdb_type *type = &r->mdb->type[p->type];
    if (r->is_json) {
        mdb_show_param_json(r->mdb, &r->uses, i, stdout);
        return;
    }
    const char *unit = type->class == MDB_SCALAR ? type->unit : "";
    const char *about = p->short_description ? p->short_description : "";
    column(p->name, width);
    printf("  ");
    column(mdb_show_kind(type), unit[0] || about[0] ? 11 : 0);
    printf(unit[0] || about[0] ? "  " : "");
    column(unit, about[0] ? 8 : 0);
    printf("%s%s\n", about[0] ? "  " : "", about);
}

static void
list_params(struct request *r)
{
    int width = 0;
    for (uint32_t i = 0; i < r->mdb->n_params && !r->is_json; i++)
        if (item_matches(r, i))
            width = wider(width, r->mdb->param[i].name);
    for (uint32_t i = 0; i < r->mdb->n_params; i++)
        if (item_matches(r, i)) {
            list_param(r, i, width);
            r->shown++;
        }
}

static void
list_container(struct request *r, uint32_t i, int width)
{
    const struct mdb_container *c = &r->mdb->container[i];
    if (r->is_json) {
        mdb_show_container_json(r->mdb, i, stdout);
        return;
    }
    char *when = mdb_criteria_text(r->mdb, &c->restriction);
    column(c->name, width);
    printf("  %-8s  ", c->is_abstract ? "abstract" : "");
    if (c->layout != NULL)
        printf("%5" PRIu32 " values", c->n_layout);
    else
        printf("     dynamic");
    if (c->base != MDB_NIL)
        printf("  %s when %s", r->mdb->container[c->base].short_name, when);
    putchar('\n');
    free(when);
}

static void
list_containers(struct request *r)
{
    int width = 0;
    for (uint32_t i = 0; i < r->mdb->n_containers; i++)
        if (matches(r, r->mdb->container[i].name))
            width = wider(width, r->mdb->container[i].name);
    for (uint32_t i = 0; i < r->mdb->n_containers; i++)
        if (matches(r, r->mdb->container[i].name)) {
            list_container(r, i, width);
            r->shown++;
        }
}

static void
list_type(struct request *r, uint32_t i, int width)
{
    const struct mdb_type *type = &r->mdb->type[i];
    if (r->is_json) {
        mdb_show_type_json(r->mdb, i, stdout);
        return;
    }
    char *encoding = mdb_encoding_text(r->mdb, type);
    column(type->name, width);
    printf("  %-11s  %s\n", mdb_show_kind(type),
        type->class == MDB_SCALAR ? encoding : "");
    free(encoding);
}

/* Those of the file: not what commands have for themselves. */
static uint32_t
declared_types(const struct mdb *mdb)
{
    uint32_t n = 0;
    while (n < mdb->n_types && mdb->type[n].name[0] == '/')
        n++;
    return n;
}

static void
list_types(struct request *r)
{
    int width = 0;
    uint32_t n = declared_types(r->mdb);
    for (uint32_t i = 0; i < n; i++)
        if (matches(r, r->mdb->type[i].name))
            width = wider(width, r->mdb->type[i].name);
    for (uint32_t i = 0; i < n; i++)
        if (matches(r, r->mdb->type[i].name)) {
            list_type(r, i, width);
            r->shown++;
        }
}

static void
list_command(struct request *r, uint32_t i, int width)
{
    const struct mdb_command *c = &r->mdb->command[i];
    if (r->is_json) {
        mdb_show_command_json(r->mdb, i, stdout);
        return;
    }
    const char *about = c->short_description ? c->short_description : "";
    const char *level =
        c->is_abstract ? "abstract"
                       : mdb_consequence_str(
                             c->significance[c->n_significances - 1].level);
    uint32_t given = 0;
    for (uint32_t k = 0; k < c->n_leaves; k++)
        given += c->leaf[k].source != MDB_LEAF_ASSIGNED;
    column(c->name, width);
    printf(
        "  %-8s  %2" PRIu32 " argument%s", level, given, given == 1 ? "" : "s");
    printf("%*s%s\n", about[0] == '\0' ? 0 : given == 1 ? 3 : 2, "", about);
}

static void
list_commands(struct request *r)
{
    int width = 0;
    for (uint32_t i = 0; i < r->mdb->n_commands; i++)
        if (matches(r, r->mdb->command[i].name))
            width = wider(width, r->mdb->command[i].name);
    for (uint32_t i = 0; i < r->mdb->n_commands; i++)
        if (matches(r, r->mdb->command[i].name)) {
            list_command(r, i, width);
            r->shown++;
        }
}

/* ---- one in full ------------------------------------------------------------
 */

static bool
is_named(const char *name, const char *wanted)
{
    size_t n = strlen(name), m = strlen(wanted);
    return n >= m && strcmp(name + n - m, wanted) == 0 &&
           (n == m || (wanted[0] != '/' && name[n - m - 1] == '/'));
}

static void
show_param(struct request *r, uint32_t i)
{
    if (r->is_json)
        mdb_show_param_json(r->mdb, &r->uses, i, stdout);
    else
        mdb_show_param(r->mdb, &r->uses, i, stdout);
    r->shown++;
}

static void
show_commands(struct request *r, const char *name)
{
    for (uint32_t i = 0; i < r->mdb->n_commands; i++) {
        if (!is_named(r->mdb->command[i].name, name))
            continue;
        if (r->is_json)
            mdb_show_command_json(r->mdb, i, stdout);
        else
            mdb_show_command(r->mdb, i, stdout);
        r->shown++;
    }
}

/* Everything that `name` names: parameters, values of them, containers,
 * types, commands. */
static bool
show_named(struct request *r, const char *name)
{
    const struct mdb *mdb = r->mdb;
    size_t before = r->shown;
    for (uint32_t i = 0; i < mdb->n_params; i++)
        if (is_named(mdb->param[i].name, name))
            show_param(r, i);
    for (uint32_t i = 0; i < mdb->n_containers; i++)
        if (is_named(mdb->container[i].name, name)) {
            if (r->is_json)
                mdb_show_container_json(mdb, i, stdout);
            else
                mdb_show_container(mdb, i, stdout);
            r->shown++;
        }
    uint32_t n_types = declared_types(mdb);
    for (uint32_t i = 0; i < n_types; i++)
        if (is_named(mdb->type[i].name, name)) {
            if (r->is_json)
                mdb_show_type_json(mdb, i, stdout);
            else
                mdb_show_type(mdb, i, stdout);
            r->shown++;
        }
    show_commands(r, name);
    uint32_t item = r->shown == before ? mdb_find_item(mdb, name) : MDB_NIL;
    if (item != MDB_NIL)
        show_param(r, mdb->item[item].param);
    return r->shown > before;
}

static void
summary_json(const struct mdb *mdb)
{
    char hash[20];
    struct json j = {0};
    snprintf(hash, sizeof hash, "%016" PRIx64, mdb->hash);
    json_object(&j);
    json_int(&j, "v", 1);
    json_str(&j, "what", "database");
    json_str(&j, "file", mdb->file);
    json_str(&j, "name", mdb->name);
    if (mdb->version != NULL)
        json_str(&j, "version", mdb->version);
    if (mdb->date != NULL)
        json_str(&j, "date", mdb->date);
    json_str(&j, "hash", hash);
    json_uint(&j, "parameters", mdb->n_params);
    json_uint(&j, "values", mdb->n_items);
    json_uint(&j, "types", declared_types(mdb));
    json_uint(&j, "containers", mdb->n_containers);
    json_uint(&j, "commands", mdb->n_commands);
    if (mdb->root != MDB_NIL)
        json_str(&j, "root", mdb->container[mdb->root].name);
    json_end(&j);
    json_line(&j, stdout);
}

static uint32_t
sendable(const struct mdb *mdb)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < mdb->n_commands; i++)
        n += !mdb->command[i].is_abstract;
    return n;
}

static void
summary(const struct mdb *mdb)
{
    uint32_t concrete = 0;
    for (uint32_t i = 0; i < mdb->n_containers; i++)
        concrete += !mdb->container[i].is_abstract;
    printf("%s", mdb->name);
    if (mdb->version != NULL)
        printf(", version %s", mdb->version);
    if (mdb->date != NULL)
        printf(", %s", mdb->date);
    printf("\n");
    if (mdb->description != NULL)
        printf("  %s\n", mdb->description);
    printf("  %-12s %s\n  %-12s %016" PRIx64 "\n", "file", mdb->file, "hash",
        mdb->hash);
    printf("  %-12s %" PRIu32 ", with %" PRIu32 " values\n", "parameters",
        mdb->n_params, mdb->n_items);
    printf("  %-12s %" PRIu32 "\n", "types", declared_types(mdb));
    printf("  %-12s %" PRIu32 ", %" PRIu32 " of them concrete\n", "containers",
        mdb->n_containers, concrete);
    if (mdb->n_commands > 0)
        printf("  %-12s %" PRIu32 ", %" PRIu32 " of them can be sent\n",
            "commands", mdb->n_commands, sendable(mdb));
    printf("  %-12s %s\n", "root",
        mdb->root != MDB_NIL ? mdb->container[mdb->root].name
                             : "cannot be told: name one");
}

static void
suggest(const struct mdb *mdb, const char *name)
{
    uint32_t near[3], command[2];
    size_t n = mdb_nearest_items(mdb, name, near, ARRAY_LEN(near));
    size_t n_commands =
        mdb_nearest_commands(mdb, name, command, ARRAY_LEN(command));
    say("columba mdb: nothing is called '%s'", name);
    for (size_t i = 0; i < n; i++)
        say("%s%s", i == 0 ? "; near are " : ", ", mdb->item[near[i]].name);
    for (size_t i = 0; i < n_commands; i++)
        say("%s%s", n + i == 0 ? "; near are " : ", ",
            mdb->command[command[i]].name);
    fputc('\n', stderr);
}

static bool
is_pattern(const char *s)
{
    return strpbrk(s, "*?[") != NULL;
}

static int
answer(struct request *r)
{
    bool lists = r->params || r->containers || r->types || r->commands;
    int status = 0;
    if (!lists && r->n_patterns == 0) {
        if (r->is_json)
            summary_json(r->mdb);
        else
            summary(r->mdb);
        return 0;
    }
    mdb_uses_init(&r->uses, r->mdb);
    for (int i = 0; !lists && i < r->n_patterns; i++)
        if (!show_named(r, r->pattern[i]) && !is_pattern(r->pattern[i])) {
            suggest(r->mdb, r->pattern[i]);
            status = EX_DATAERR;
        }
    if (!lists && r->shown == 0 && status == 0)
        r->params = r->containers = r->commands = true;
    if (r->params)
        list_params(r);
    if (r->containers)
        list_containers(r);
    if (r->types)
        list_types(r);
    if (r->commands)
        list_commands(r);
    mdb_uses_fini(&r->uses);
    if (r->shown == 0 && status == 0 && r->n_patterns > 0) {
        fputs("columba mdb: nothing matches\n", stderr);
        status = EX_DATAERR;
    }
    return status;
}

/* The database itself, or that of a mission. */
static char *
database_path(const char *path, struct notes *notes)
{
    struct stat st;
    struct mission *mission = NULL;
    bool is_dir = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
    if (!is_dir && !str_suffix(path, ".conf"))
        return xstrdup(path);
    if (mission_load(path, notes, &mission) != ERR_OK)
        return NULL;
    char *database =
        mission->database != NULL ? xstrdup(mission->database) : NULL;
    mission_free(&mission);
    return database;
}

int
tool_mdb(int argc, char **argv)
{
    struct request r = {0};
    struct mdb_options options = {0};
    const struct cli_option option[] = {
        {'p', "params", NULL, CLI_FLAG, &r.params, "list parameters"},
        {'c', "containers", NULL, CLI_FLAG, &r.containers, "list containers"},
        {'C', "commands", NULL, CLI_FLAG, &r.commands, "list commands"},
        {'t', "types", NULL, CLI_FLAG, &r.types, "list types"},
        {'j', "json", NULL, CLI_FLAG, &r.is_json, "one JSON object a line"},
        {'s', "strict", NULL, CLI_FLAG, &options.is_strict,
            "refuse what is not supported"},
    };
    const struct cli cli = {
        .name = "columba mdb",
        .operands = "FILE [NAME|PATTERN...]",
        .summary = "show what is in a mission database",
        .examples = "  $ columba mdb database.xml\n"
                    "  $ columba mdb database.xml BATTERY_VOLTAGE\n"
                    "  $ columba mdb --params database.xml '*TEMP*'\n"
                    "  $ columba mdb --commands database.xml\n"
                    "  $ columba mdb --containers --json database.xml\n",
        .option = option,
        .n_options = ARRAY_LEN(option),
        .min_operands = 1,
        .max_operands = -1,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    struct notes notes = {0};
    struct mdb *mdb = NULL;
    char *path = database_path(argv[0], &notes);
    enum err err =
        path != NULL ? mdb_load(path, &options, &notes, &mdb) : ERR_FORMAT;
    notes_print(&notes, stderr, false);
    if (err == ERR_OK) {
        r.mdb = mdb;
        r.pattern = argv + 1;
        r.n_patterns = n - 1;
        status = answer(&r);
    } else {
        status = err == ERR_FORMAT ? EX_DATAERR : EX_NOINPUT;
    }
    notes_fini(&notes);
    mdb_free(&mdb);
    free(path);
    return status;
}
