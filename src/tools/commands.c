/*
 * commands.c - columba commands: what was commanded and what became of it;
 * approve, cancel and close; and the command log's own check.
 *
 * SPDX-License-Identifier: ISC
 */
#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "command/state.h"
#include "common/cli.h"
#include "common/hash.h"
#include "common/instance.h"
#include "common/note.h"
#include "common/num.h"
#include "common/paths.h"
#include "common/say.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "gate/ledger.h"
#include "tools/command_text.h"
#include "tools/gate_client.h"
#include "tools/tools.h"

#define LIMIT_NS (3 * NS_PER_S) /* for the hub to answer */

struct row {
    char id[DIGEST_ID_HEX], digest[DIGEST_HEX];
    uint64_t number, change;
    enum command_state state;
    char *name;                /* owned */
    char *line, *block, *json; /* owned: as it is printed */
    UT_hash_handle hh;
};

enum what {
    WHAT_LIST,
    WHAT_SHOW,
    WHAT_APPROVE,
    WHAT_CANCEL,
    WHAT_CLOSE
};

struct commands {
    struct session session;
    struct gate_client client;
    struct row *rows;
    enum what what;
    const char *which, *as; /* of one command: number or id */
    char *reason;           /* owned */
    const char *const *pattern;
    size_t n_patterns;
    bool is_json, follows, all, open;
    bool has_listed;
};

/* ---- the list ------------------------------------------------------------ */

static bool
is_selected(const struct commands *s, const struct row *r)
{
    if (s->open && command_state_is_final(r->state))
        return false;
    for (size_t i = 0; i < s->n_patterns; i++) {
        const char *slash = strrchr(r->name, '/');
        if (fnmatch(s->pattern[i], r->name, 0) == 0 ||
            fnmatch(s->pattern[i], slash != NULL ? slash + 1 : r->name, 0) == 0)
            return true;
    }
    return s->n_patterns == 0;
}

static void
print_row(const struct commands *s, const struct row *r)
{
    if (is_selected(s, r))
        puts(s->is_json ? r->json : r->line);
}

static struct row *
row_of(struct commands *s, const struct msg_command *c)
{
    char id[DIGEST_ID_HEX];
    struct row *r;
    msg_str_copy(id, sizeof id, c->id);
    HASH_FIND_STR(s->rows, id, r);
    if (r != NULL)
        return r;
    r = xcalloc(1, sizeof *r);
    memcpy(r->id, id, sizeof id);
    HASH_ADD_STR(s->rows, id, r);
    return r;
}

static void
forget(struct row *r)
{
    free(r->name);
    free(r->line);
    free(r->block);
    free(r->json);
}

static void
take(struct commands *s, const struct msg_command *c)
{
    struct row *r = row_of(s, c);
    bool is_news = r->line == NULL || r->change < c->change;
    forget(r);
    msg_str_copy(r->digest, sizeof r->digest, c->digest);
    r->number = c->number;
    r->change = c->change;
    r->state = c->state < COMMAND_STATE_COUNT ? (enum command_state)c->state
                                              : COMMAND_STATE_COUNT;
    r->name = xstrndup(c->name.len > 0 ? c->name.s : "", c->name.len);
    r->line = command_line(c);
    r->block = command_block(c);
    r->json = command_json(c);
    if (s->has_listed && s->follows && is_news)
        print_row(s, r);
}

static int
by_number(const struct row *a, const struct row *b)
{
    return a->number < b->number ? -1 : a->number > b->number;
}

/* The last 20 that are selected, or all. */
static void
print_list(struct commands *s)
{
    size_t n = 0, skip;
    struct row *r, *next;
    HASH_SORT(s->rows, by_number);
    HASH_ITER (hh, s->rows, r, next)
        n += is_selected(s, r);
    skip = s->all || s->open || s->n_patterns > 0 || n <= 20 ? 0 : n - 20;
    HASH_ITER (hh, s->rows, r, next) {
        if (is_selected(s, r) && skip > 0)
            skip--;
        else
            print_row(s, r);
    }
}

/* ---- one command --------------------------------------------------------- */

static const struct row *
find(struct commands *s)
{
    uint64_t number = 0;
    struct row *r, *next;
    size_t len = strlen(s->which);
    bool is_number = num_parse_u64(s->which, &number);
    HASH_ITER (hh, s->rows, r, next)
        if ((is_number && r->number == number) ||
            (len >= 8 && strncmp(r->id, s->which, len) == 0))
            return r;
    say("columba commands: there is no command %s\n", s->which);
    return NULL;
}

static void
on_reply(void *arg, const struct msg_reply *reply)
{
    struct commands *s = arg;
    int status = EX_UNAVAILABLE;
    if (reply == NULL) {
        say("columba commands: the gate of %s does not answer\n",
            s->session.instance);
    } else {
        char *text =
            xstrndup(reply->text.len > 0 ? reply->text.s : "", reply->text.len);
        bool is_done = reply->status == ERR_OK;
        if (is_done)
            puts(text);
        else
            say("columba commands: %s\n", text);
        status = is_done ? 0 : reply->status == ERR_DENIED ? EX_NOPERM : 1;
        free(text);
    }
    bus_loop_stop(s->session.loop, status);
}

static void
ask(struct commands *s, const struct row *r)
{
    static const enum order_word words[] = {[WHAT_APPROVE] = ORDER_APPROVE,
        [WHAT_CANCEL] = ORDER_CANCEL,
        [WHAT_CLOSE] = ORDER_CLOSE};
    const char *more[] = {
        r->id, s->what == WHAT_APPROVE ? r->digest : s->reason};
    if (s->what == WHAT_APPROVE && !s->is_json)
        fputs(r->block, stdout);
    gate_client_ask(&s->client, words[s->what], NULL, more, 2, on_reply, s);
}

static void
start_one(void *arg, struct mono now)
{
    struct commands *s = arg;
    const struct row *r = find(s);
    (void)now;
    if (r == NULL) {
        bus_loop_stop(s->session.loop, EX_NOINPUT);
    } else if (s->what == WHAT_SHOW) {
        fputs(s->is_json ? r->json : r->block, stdout);
        if (s->is_json)
            putchar('\n');
        bus_loop_stop(s->session.loop, 0);
    } else {
        ask(s, r);
    }
}

/* ---- running ------------------------------------------------------------- */

static void
on_message(void *arg, const char *topic, const struct msg *msg)
{
    (void)topic;
    if (msg->envelope.type == MSG_COMMAND)
        take(arg, &msg->u.command);
}

static void
before_sleep(void *arg, struct mono now)
{
    struct commands *s = arg;
    (void)now;
    if (!s->has_listed && bus_is_complete(s->session.bus)) {
        s->has_listed = true;
        if (s->what == WHAT_LIST)
            print_list(s);
        if (s->what != WHAT_LIST)
            bus_loop_timer(s->session.loop, 0, 0, start_one, s);
        else if (!s->follows)
            bus_loop_stop(s->session.loop, 0);
    }
    session_flush(&s->session);
}

static void
rows_fini(struct commands *s)
{
    struct row *r, *next;
    HASH_ITER (hh, s->rows, r, next) {
        HASH_DEL(s->rows, r);
        forget(r);
        free(r);
    }
}

static int
run(struct commands *s, const char *instance)
{
    int status = session_open(&s->session, "commands", instance);
    if (status >= 0)
        return status;
    if (!gate_client_init(&s->client, &s->session, s->as)) {
        say("columba commands: '%s' is no name of a person\n", s->as);
        session_close(&s->session);
        return EX_USAGE;
    }
    bus_subscribe(s->session.bus, "command/", on_message, s);
    bus_loop_before_sleep(s->session.loop, before_sleep, s);
    if (!s->follows)
        session_limit(
            &s->session, LIMIT_NS + 2 * GATE_ANSWER_NS, EX_UNAVAILABLE);
    status = bus_loop_run(s->session.loop);
    if (status == EX_UNAVAILABLE && !s->has_listed)
        say("columba commands: the hub of %s does not answer\n",
            s->session.instance);
    rows_fini(s);
    session_close(&s->session);
    return status;
}

/* ---- the log ------------------------------------------------------------- */

/* What is named, else that of the instance, else NULL.  Owned. */
static char *
log_dir(const char *dir, const char *instance)
{
    if (dir != NULL)
        return xstrdup(dir);
    char *name = instance != NULL ? xstrdup(instance) : instance_default();
    char *state = paths_state_dir();
    char *path = name != NULL ? xasprintf("%s/%s", state, name) : NULL;
    free(state);
    free(name);
    return path;
}

static int
verify_log(const char *given, const char *instance, const char *expected)
{
    struct notes notes = {0};
    struct ledger_report report = {0};
    char head[DIGEST_HEX] = "";
    char *dir = log_dir(given, instance);
    if (dir == NULL) {
        say("columba commands: no instance runs: name one, or a directory\n");
        return EX_USAGE;
    }
    enum err e = ledger_verify(dir, expected, &notes, &report, head);
    notes_print(&notes, stdout, false);
    if (e == ERR_OK)
        printf("%s: %" PRIu64 " lines are whole and in their chain, head %s\n",
            dir, report.lines, head);
    else if (e == ERR_NOTFOUND)
        say("columba commands: there is no command log in %s\n", dir);
    else if (e != ERR_FORMAT)
        say("columba commands: %s: %s\n", dir, err_str(e));
    else
        printf("%s: %" PRIu64 " lines, %zu faults, head %s\n", dir,
            report.lines, notes.errors, head);
    notes_fini(&notes);
    free(dir);
    return e == ERR_OK ? 0 : e == ERR_FORMAT ? EX_DATAERR : err_exit_status(e);
}

/* ---- command line -------------------------------------------------------- */

/* "approve 17", "cancel 17 REASON", "close 17 REASON", "show 17". */
static int
choose(const struct cli *cli, struct commands *s, char **argv, int n)
{
    static const char *const verbs[] = {[WHAT_SHOW] = "show",
        [WHAT_APPROVE] = "approve",
        [WHAT_CANCEL] = "cancel",
        [WHAT_CLOSE] = "close"};
    s->pattern = (const char *const *)argv;
    s->n_patterns = (size_t)n;
    for (size_t i = WHAT_SHOW; n > 0 && i <= WHAT_CLOSE; i++) {
        if (!str_eq(argv[0], verbs[i]))
            continue;
        bool has_reason = i == WHAT_CANCEL || i == WHAT_CLOSE;
        if (n != (has_reason ? 3 : 2))
            return cli_usage(
                cli, "%s NUMBER%s", verbs[i], has_reason ? " REASON" : "");
        s->what = (enum what)i;
        s->which = argv[1];
        s->reason = xstrdup(has_reason ? argv[2] : "");
        if (!str_is_clean(s->reason, strlen(s->reason)))
            return cli_usage(cli, "the reason has control characters");
        if (s->follows)
            return cli_usage(cli, "--follow goes with the list");
        s->n_patterns = 0;
    }
    return -1;
}

int
tool_commands(int argc, char **argv)
{
    struct commands s = {0};
    const char *instance = NULL, *expected = NULL;
    bool verifies = false;
    const struct cli_option option[] = {
        {'i', "instance", "NAME", CLI_STRING, &instance, "which instance"},
        {'a', "all", NULL, CLI_FLAG, &s.all, "not only the last 20"},
        {'o', "open", NULL, CLI_FLAG, &s.open, "those that have not ended"},
        {'f', "follow", NULL, CLI_FLAG, &s.follows, "go on with what happens"},
        {'j', "json", NULL, CLI_FLAG, &s.is_json, "one JSON object a line"},
        {'\0', "as", "PERSON", CLI_STRING, &s.as, "in training: who you are"},
        {'\0', "verify-log", NULL, CLI_FLAG, &verifies,
            "check the command log [in the directory that follows]"},
        {'\0', "head", "DIGEST", CLI_STRING, &expected,
            "with --verify-log: a head that was written down"},
    };
    const struct cli cli = {
        .name = "columba commands",
        .operands = "[NAME...] | show|approve NUMBER | cancel|close NUMBER "
                    "REASON | --verify-log [DIR]",
        .summary = "what was commanded and what became of it",
        .examples = "  $ columba commands --follow\n"
                    "  $ columba commands show 17\n"
                    "  $ columba commands approve 18 --as FC-2\n"
                    "  $ columba commands close 19 'telemetry shows it'\n"
                    "  $ columba commands --verify-log\n",
        .option = option,
        .n_options = ARRAY_LEN(option),
        .max_operands = -1,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    if (verifies && n > 1)
        return cli_usage(&cli, "one directory");
    if (verifies)
        return verify_log(n > 0 ? argv[0] : NULL, instance, expected);
    status = choose(&cli, &s, argv, n);
    if (status < 0)
        status = run(&s, instance);
    free(s.reason);
    return status;
}
