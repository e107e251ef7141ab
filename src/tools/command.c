/*
 * command.c - columba command: what a command's bytes would be; nothing is
 * sent.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/cli.h"
#include "common/num.h"
#include "common/say.h"
#include "common/str.h"
#include "common/text_file.h"
#include "common/xalloc.h"
#include "mdb/encode.h"
#include "mdb/mdb.h"
#include "tools/command_print.h"
#include "tools/pick.h"
#include "tools/tools.h"

#define FILE_MAX (1 << 20) /* bytes of a file of arguments */
#define FEW      16        /* elements of an array are listed one by one */

struct request {
    const char *mdb_path, *mission, *instance, *pus;
    uint64_t sequence;
    bool lists, is_json, is_raw, has_crc, no_ccsds;
    struct mdb *mdb;
    struct mdb_encode_options options;
    struct mdb_given *given; /* owned; points into argv and `text` */
    size_t n_given, cap_given;
    char **text; /* owned: files of arguments */
    size_t n_text, cap_text;
};

/* ---- arguments ----------------------------------------------------------- */

static bool
add_given(struct request *r, char *word, const char *where)
{
    char *eq = strchr(word, '=');
    if (eq == NULL || eq == word) {
        say("columba command: %s'%s' is not ARG=VALUE\n", where, word);
        return false;
    }
    *eq = '\0';
    r->given = xgrow(r->given, r->n_given, &r->cap_given, sizeof *r->given);
    r->given[r->n_given++] = (struct mdb_given){word, eq + 1};
    return true;
}

/* All of standard input, which may be a pipe. */
static char *
read_stdin(void)
{
    char *text = xcalloc(FILE_MAX + 2, 1);
    size_t n = fread(text, 1, FILE_MAX + 1, stdin);
    if (n <= FILE_MAX && strlen(text) == n)
        return text;
    say("columba command: standard input is %s\n",
        n > FILE_MAX ? "longer than 1 MiB" : "not text");
    free(text);
    return NULL;
}

/* One ARG=VALUE a line; empty lines and those with # are passed over. */
static bool
add_file(struct request *r, const char *file)
{
    struct notes notes = {0};
    size_t len;
    enum err err;
    bool is_stdin = strcmp(file, "-") == 0, is_good = true;
    char *text = is_stdin ? read_stdin()
                          : text_file_read(file, FILE_MAX, &notes, &len, &err);
    notes_print(&notes, stderr, false);
    notes_fini(&notes);
    if (text == NULL)
        return false;
    r->text = xgrow(r->text, r->n_text, &r->cap_text, sizeof *r->text);
    r->text[r->n_text++] = text;
    for (char *line = text, *next; line != NULL; line = next) {
        next = strchr(line, '\n');
        if (next != NULL)
            *next++ = '\0';
        size_t n = strlen(line);
        if (n > 0 && line[n - 1] == '\r')
            line[n - 1] = '\0';
        if (line[0] != '\0' && line[0] != '#')
            is_good = add_given(r, line, "a line ") && is_good;
    }
    return is_good;
}

static bool
add_words(struct request *r, char **word, int n)
{
    bool is_good = true;
    for (int i = 0; i < n; i++)
        if (word[i][0] == '@')
            is_good = add_file(r, word[i] + 1) && is_good;
        else if (strcmp(word[i], "-") == 0)
            is_good = add_file(r, "-") && is_good;
        else
            is_good = add_given(r, word[i], "") && is_good;
    return is_good;
}

/* "17,1", "17,1,9", "17,1,9,3" */
static bool
set_pus(struct mdb_encode_options *o, const char *text)
{
    static const uint64_t max[] = {255, 255, 15, 65535};
    uint64_t v[4] = {0, 0, 0, 0};
    size_t n = 0;
    char *own = xstrdup(text), *rest = own;
    bool is_good = true;
    for (char *part; is_good && (part = strsep(&rest, ",")) != NULL; n++)
        is_good = n < 4 && num_parse_u64(part, &v[n]) && v[n] <= max[n];
    free(own);
    o->has_pus = true;
    o->pus_service = (uint8_t)v[0];
    o->pus_subtype = (uint8_t)v[1];
    o->pus_ack = (uint8_t)v[2];
    o->pus_source = (uint16_t)v[3];
    return is_good && n >= 2;
}

/* ---- the database -------------------------------------------------------- */

static void
options_of(struct mdb_encode_options *o, const struct mission_commands *c)
{
    *o = (struct mdb_encode_options){.is_ccsds = c->is_ccsds,
        .has_crc = c->has_crc,
        .has_pus = c->has_pus,
        .pus_ack = c->pus_ack,
        .pus_service = c->pus_service,
        .pus_subtype = c->pus_subtype,
        .pus_source = c->pus_source};
}

/* Load it, and find how the instance encodes.  -1 or an exit status. */
static int
open_database(struct request *r)
{
    struct pick pick = {0};
    struct notes notes = {0};
    const char *path = r->mdb_path;
    r->options = (struct mdb_encode_options){.is_ccsds = true};
    if (path == NULL) {
        int status = pick_open(&pick, "command", r->mission, r->instance);
        if (status >= 0)
            return status;
        options_of(&r->options, &pick.instance->commands);
        path = pick.mission->database;
    }
    enum err err =
        path != NULL ? mdb_load(path, NULL, &notes, &r->mdb) : ERR_NOTFOUND;
    if (path == NULL)
        say("columba command: the mission has no database\n");
    if (err != ERR_OK)
        notes_print(&notes, stderr, false);
    notes_fini(&notes);
    pick_close(&pick);
    return err == ERR_OK ? -1 : err == ERR_FORMAT ? EX_DATAERR : EX_NOINPUT;
}

/* ---- lists --------------------------------------------------------------- */

static const struct mdb *sorted;

static int
by_short_name(const void *a, const void *b)
{
    const struct mdb_command *x = &sorted->command[*(const uint32_t *)a];
    const struct mdb_command *y = &sorted->command[*(const uint32_t *)b];
    int order = strcmp(x->short_name, y->short_name);
    return order != 0 ? order : strcmp(x->name, y->name);
}

static bool
is_wanted(const struct mdb_command *c, char **text, int n)
{
    const char *about = c->short_description;
    for (int i = 0; i < n; i++)
        if (!str_contains_ci(c->name, text[i]) &&
            (about == NULL || !str_contains_ci(about, text[i])))
            return false;
    return !c->is_abstract;
}

static int
list(const struct request *r, char **text, int n_text)
{
    const struct mdb *mdb = r->mdb;
    uint32_t *index = xcalloc(mdb->n_commands + 1, sizeof *index);
    size_t n = 0;
    for (uint32_t i = 0; i < mdb->n_commands; i++)
        if (is_wanted(&mdb->command[i], text, n_text))
            index[n++] = i;
    sorted = mdb;
    qsort(index, n, sizeof *index, by_short_name);
    if (r->is_json)
        command_print_list_json(stdout, mdb, index, n);
    else
        command_print_list(stdout, mdb, index, n);
    if (n == 0)
        say("columba command: no command matches\n");
    free(index);
    return n == 0 ? EX_DATAERR : 0;
}

/* ---- one command --------------------------------------------------------- */

static void
suggest(const struct mdb *mdb, const char *name)
{
    uint32_t near[3];
    size_t n = mdb_nearest_commands(mdb, name, near, ARRAY_LEN(near));
    say("columba command: there is no command '%s'", name);
    for (size_t i = 0; i < n; i++)
        say("%s%s", i == 0 ? "; near are " : ", ", mdb->command[near[i]].name);
    fputc('\n', stderr);
}

static void
say_refusals(const struct mdb_command *c, const struct mdb_packet_tc *p)
{
    for (size_t i = 0; i < p->n_refusals; i++) {
        const struct mdb_refusal *x = &p->refusal[i];
        const char *name = x->name[0] != '\0' ? x->name : c->short_name;
        say("columba command: %s: %s\n", name, x->text);
    }
}

/* Nothing was given though something has to be: that is a question. */
static int
say_usage(const struct request *r, const struct mdb_command *c)
{
    say("columba command: %s wants arguments:\n", c->short_name);
    for (uint32_t i = 0; i < c->n_leaves; i++) {
        const struct mdb_leaf *leaf = &c->leaf[i];
        const struct mdb_argument *a = &c->argument[leaf->argument];
        uint32_t last = a->first_leaf + a->n_leaves - 1;
        if (leaf->source == MDB_LEAF_ASSIGNED)
            continue;
        if (a->n_leaves > FEW && i == a->first_leaf + FEW && i < last) {
            say("  ... to %s\n", c->leaf[last].name);
            i = last;
            continue;
        }
        char *range = mdb_leaf_range(r->mdb, c, i);
        bool has_default = leaf->source == MDB_LEAF_DEFAULT;
        say("  %s=  %s%s%s\n", leaf->name, range,
            has_default ? "; unless given " : "",
            has_default ? leaf->text : "");
        free(range);
    }
    return EX_USAGE;
}

static bool
wants_more(const struct mdb_command *c, const struct mdb_packet_tc *p)
{
    for (size_t i = 0; i < p->n_refusals; i++)
        if (p->refusal[i].leaf != MDB_NIL &&
            c->leaf[p->refusal[i].leaf].source == MDB_LEAF_GIVEN)
            return true;
    return false;
}

static int
show(const struct request *r, uint32_t command)
{
    const struct mdb_command *c = &r->mdb->command[command];
    struct mdb_encoder *encoder = mdb_encoder_new(r->mdb);
    struct mdb_packet_tc p;
    int status = 0;
    enum err err =
        mdb_encode(encoder, command, r->given, r->n_given, &r->options, &p);
    if (err != ERR_OK && r->n_given == 0 && wants_more(c, &p)) {
        status = say_usage(r, c);
    } else if (err != ERR_OK) {
        say_refusals(c, &p);
        status = EX_DATAERR;
        if (r->is_json)
            command_print_refusals_json(stdout, c, &p);
    } else if (r->is_raw) {
        fwrite(p.data, 1, p.len, stdout);
    } else if (r->is_json) {
        command_print_json(stdout, c, &p);
    } else {
        command_print(stdout, c, &p);
    }
    mdb_encoder_free(&encoder);
    return status;
}

static int
encode(const struct cli *cli, struct request *r, char **argv, int n)
{
    r->options.sequence = (uint16_t)r->sequence;
    r->options.has_crc = r->options.has_crc || r->has_crc;
    if (r->no_ccsds)
        r->options.is_ccsds = false;
    if (r->pus != NULL && !set_pus(&r->options, r->pus))
        return cli_usage(cli,
            "--pus %s: SERVICE,SUBTYPE[,ACK[,SOURCE]] is expected, up to "
            "255,255,15,65535",
            r->pus);
    uint32_t command = mdb_find_command(r->mdb, argv[0]);
    if (command == MDB_NIL) {
        suggest(r->mdb, argv[0]);
        return EX_DATAERR;
    }
    if (!add_words(r, argv + 1, n - 1))
        return EX_USAGE;
    if (r->is_raw && isatty(STDOUT_FILENO))
        return cli_usage(cli, "--raw does not write to a terminal");
    return show(r, command);
}

static void
release(struct request *r)
{
    for (size_t i = 0; i < r->n_text; i++)
        free(r->text[i]);
    free(r->text);
    free(r->given);
    mdb_free(&r->mdb);
}

int
tool_command(int argc, char **argv)
{
    struct request r = {0};
    const struct cli_option option[] = {
        {'m', "mission", "PATH", CLI_STRING, &r.mission,
            "mission.conf or its directory"},
        {'i', "instance", "INSTANCE", CLI_STRING, &r.instance,
            "whose section commands holds"},
        {'\0', "mdb", "FILE", CLI_STRING, &r.mdb_path,
            "a database instead of a mission"},
        {'l', "list", NULL, CLI_FLAG, &r.lists,
            "list commands, those with all TEXTs"},
        {'j', "json", NULL, CLI_FLAG, &r.is_json, "one JSON object a line"},
        {'r', "raw", NULL, CLI_FLAG, &r.is_raw, "write the bytes themselves"},
        {'s', "sequence", "N", CLI_UINT, &r.sequence,
            "sequence count, 0 to 16383 (0)"},
        {'\0', "crc", NULL, CLI_FLAG, &r.has_crc, "CRC-16 behind the packet"},
        {'\0', "pus", "SERVICE,SUBTYPE", CLI_STRING, &r.pus,
            "PUS-C header, also ,ACK,SOURCE"},
        {'\0', "no-ccsds", NULL, CLI_FLAG, &r.no_ccsds,
            "bytes as the database says"},
    };
    const struct cli cli = {
        .name = "columba command",
        .operands = "COMMAND [ARG=VALUE|@FILE...]",
        .summary = "show what a command's bytes would be; nothing is sent",
        .examples = "  $ columba command --list\n"
                    "  $ columba command --list --json heater\n"
                    "  $ columba command --mdb xtce.xml SwitchVoltageOn "
                    "Battery=2\n"
                    "  $ columba command --raw NAME @arguments.txt >tc.bin\n",
        .option = option,
        .n_options = ARRAY_LEN(option),
        .min_operands = 0,
        .max_operands = -1,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    if (!r.lists && n == 0)
        return cli_usage(&cli, "a command is missing; --list shows them");
    if (r.sequence > 16383)
        return cli_usage(
            &cli, "--sequence %" PRIu64 " is not in 0 .. 16383", r.sequence);
    status = open_database(&r);
    if (status < 0)
        status = r.lists ? list(&r, argv, n) : encode(&cli, &r, argv, n);
    release(&r);
    return status;
}
