/*
 * alarms.c - columba alarms: look at alarms, and handle them.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "common/cli.h"
#include "common/num.h"
#include "common/say.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "tools/alarm_table.h"
#include "tools/session.h"
#include "tools/tools.h"

#define LIMIT_NS (3 * NS_PER_S) /* for hub and limits to answer */

/* One of these is asked for, or none: the list. */
struct wish {
    const char *verb;        /* of the limits process, NULL: list */
    struct cli_strings what; /* numbers or parameters */
    const char *reason;
    const char *duration; /* as typed */
};

struct alarms {
    struct session session;
    struct alarm_table *table;
    struct alarm_options options;
    bool follows, has_listed;
    struct wish wish;
    size_t asked; /* of wish.what */
    int status;
    bool is_asking;
};

/* ---- asking -------------------------------------------------------------- */

struct args { /* of a request; owned */
    char **v;
    size_t n, cap;
};

static void ask_next(struct alarms *s);

/* Does the verb take a number and a parameter, of as many as there are? */
static bool
names_numbers(const struct wish *w)
{
    return strcmp(w->verb, "why") != 0 && strcmp(w->verb, "disable") != 0 &&
           strcmp(w->verb, "enable") != 0;
}

static void
print_rows(const struct msg_reply *reply, FILE *out)
{
    for (size_t i = 0; i < reply->rows.n; i++) {
        struct strbuf row = {0};
        const struct msg_str *r = &reply->rows.v[i];
        const char *colon = memchr(r->s, ':', r->len);
        const size_t key = colon != NULL ? (size_t)(colon - r->s) : r->len;
        strbuf_addf(&row, "%-12.*s", (int)key, r->s);
        if (colon != NULL) /* ": " ends the key */
            str_sanitize(&row, colon + 1, r->len - key - 1, false);
        fprintf(out, "%s\n", strbuf_get(&row));
        strbuf_fini(&row);
    }
}

static void
on_reply(void *arg, const struct msg_reply *reply)
{
    struct alarms *s = arg;
    struct strbuf text = {0};
    s->is_asking = false;
    if (reply == NULL) {
        say("columba alarms: the limits process of %s does not answer%s\n",
            s->session.instance,
            strcmp(s->wish.verb, "why") == 0
                ? ""
                : "; it may still do it: look at the list");
        s->status = EX_UNAVAILABLE;
    } else {
        str_sanitize(&text, reply->text.s, reply->text.len, false);
        const bool is_done = reply->status == ERR_OK;
        if (!is_done || reply->rows.n == 0)
            fprintf(is_done ? stdout : stderr, "%s%s\n",
                is_done ? "" : "columba alarms: ", strbuf_get(&text));
        print_rows(reply, is_done ? stdout : stderr);
        if (!is_done && reply->status < ERR_COUNT && s->status == 0)
            s->status = err_exit_status((enum err)reply->status);
    }
    strbuf_fini(&text);
    ask_next(s);
}

/* "17" names the alarm that has that number, or had it before something else
 * happened to it ("-": the limits process knows); else it is a parameter. */
static bool
resolve(struct alarms *s, const char *what, const char **item, uint64_t *number)
{
    const char *name = NULL;
    uint64_t asked = 0;
    const bool is_number = num_parse_u64(what, &asked);
    if (is_number)
        name = alarm_table_numbered(s->table, asked);
    else
        name = alarm_table_named(s->table, what, &asked);
    if (is_number && name == NULL && names_numbers(&s->wish)) {
        name = "-";
    } else if (is_number && name == NULL) {
        say("columba alarms: no alarm has the number %s now; look again\n",
            what);
        if (s->status == 0)
            s->status = EX_NOINPUT;
        return false;
    }
    *item = name != NULL ? name : what; /* the process knows all names */
    *number = asked;
    return true;
}

static void
add_arg(struct args *a, const char *text)
{
    a->v = xgrow(a->v, a->n, &a->cap, sizeof(char *));
    a->v[a->n++] = xstrdup(text);
}

static void
add_end(struct args *a, const struct wish *w)
{
    if (strcmp(w->verb, "why") == 0)
        return;
    if (strcmp(w->verb, "shelve") == 0 || strcmp(w->verb, "disable") == 0)
        add_arg(a, w->duration != NULL ? w->duration : "-");
    if (w->reason != NULL)
        add_arg(a, w->reason);
}

/* One request; those that name numbers do so for all alarms at once. */
static void
ask_next(struct alarms *s)
{
    struct args a = {0};
    const char *item;
    uint64_t number;
    const bool all = names_numbers(&s->wish);
    while (s->asked < s->wish.what.n && (a.n == 0 || all)) {
        char text[24];
        if (!resolve(s, s->wish.what.v[s->asked++], &item, &number))
            continue;
        (void)snprintf(text, sizeof text, "%" PRIu64, number);
        if (all)
            add_arg(&a, text);
        add_arg(&a, item);
    }
    if (a.n > 0) {
        const bool is_why = strcmp(s->wish.verb, "why") == 0;
        add_end(&a, &s->wish);
        s->is_asking = true;
        bus_ask(s->session.bus, is_why ? PATHS_OBSERVE : PATHS_OPERATE,
            "limits", s->wish.verb, (const char *const *)a.v, a.n, LIMIT_NS,
            on_reply, s);
    } else {
        bus_loop_stop(s->session.loop, s->status);
    }
    for (size_t i = 0; i < a.n; i++)
        free(a.v[i]);
    free(a.v);
}

/* ---- listing ------------------------------------------------------------- */

static void
on_message(void *arg, const char *topic, const struct msg *msg)
{
    struct alarms *s = arg;
    (void)topic;
    if (msg->envelope.type == MSG_SUMMARY)
        alarm_table_summary(s->table, msg);
    if (msg->envelope.type != MSG_ALARM)
        return;
    alarm_table_take(s->table, msg);
    if (s->has_listed && s->follows)
        alarm_table_follow(s->table, msg);
}

/* In a turn of its own: what is sent from the hook waits for the next one. */
static void
on_start(void *arg, struct mono now)
{
    (void)now;
    ask_next(arg);
}

static void
before_sleep(void *arg, struct mono now)
{
    struct alarms *s = arg;
    (void)now;
    if (!s->has_listed && bus_is_complete(s->session.bus)) {
        s->has_listed = true;
        if (s->wish.verb != NULL) {
            bus_loop_timer(s->session.loop, 0, 0, on_start, s);
        } else {
            const size_t n = alarm_table_print(s->table);
            if (!s->follows)
                bus_loop_stop(s->session.loop, n > 0 ? 1 : 0);
        }
    }
    session_flush(&s->session);
}

static int
run(struct alarms *s, const char *instance)
{
    int status = session_open(&s->session, "alarms", instance);
    if (status >= 0)
        return status;
    s->table = alarm_table_new(&s->options);
    bus_subscribe(s->session.bus, "alarm", on_message, s); /* and alarms */
    bus_loop_before_sleep(s->session.loop, before_sleep, s);
    if (!s->follows)
        session_limit(&s->session, LIMIT_NS * (1 + (int64_t)s->wish.what.n),
            EX_UNAVAILABLE);
    status = bus_loop_run(s->session.loop);
    if (status == EX_UNAVAILABLE && !s->has_listed)
        say("columba alarms: the hub of %s does not answer\n",
            s->session.instance);
    alarm_table_free(&s->table);
    session_close(&s->session);
    return status;
}

/* ---- command line -------------------------------------------------------- */

struct verb_option {
    const char *option, *verb;
    struct cli_strings what;
    bool wants_reason, wants_duration;
};

/* The bus refuses texts that are not; better said here. */
static bool
is_clean(const char *text)
{
    return text == NULL || str_is_clean(text, strlen(text));
}

/* At most one verb, with what it needs. */
static int
choose(const struct cli *cli, struct verb_option *v, size_t n, struct wish *w)
{
    for (size_t i = 0; i < n; i++) {
        if (v[i].what.n == 0)
            continue;
        if (w->verb != NULL)
            return cli_usage(cli, "one of --ack, --shelve, ... at a time");
        w->verb = v[i].verb;
        w->what = v[i].what;
        for (size_t k = 0; k < w->what.n; k++)
            if (!is_clean(w->what.v[k]))
                return cli_usage(cli,
                    "--%s has a character that does not print", v[i].option);
        if (!is_clean(w->reason) || !is_clean(w->duration))
            return cli_usage(cli,
                "--%s has a character that does not print (a line break?)",
                is_clean(w->reason) ? "for" : "reason");
        if (v[i].wants_reason && (w->reason == NULL || w->reason[0] == '\0'))
            return cli_usage(cli, "--%s needs --reason", v[i].option);
        if (v[i].wants_duration && w->duration == NULL)
            return cli_usage(cli, "--%s needs --for", v[i].option);
    }
    if (w->verb == NULL && (w->reason != NULL || w->duration != NULL))
        return cli_usage(cli, "--reason and --for go with --ack, --shelve ...");
    int64_t ns;
    if (w->duration != NULL && duration_parse(w->duration, &ns) != ERR_OK)
        return cli_usage(cli, "--for: '%s' is no duration", w->duration);
    return -1;
}

int
tool_alarms(int argc, char **argv)
{
    struct alarms s = {.options.out = stdout};
    const char *instance = NULL;
    struct verb_option v[] = {
        {.option = "why", .verb = "why"},
        {.option = "ack", .verb = "acknowledge", .wants_reason = true},
        {.option = "shelve",
            .verb = "shelve",
            .wants_reason = true,
            .wants_duration = true},
        {.option = "unshelve", .verb = "unshelve"},
        {.option = "comment", .verb = "comment", .wants_reason = true},
        {.option = "reset", .verb = "reset"},
        {.option = "disable", .verb = "disable", .wants_reason = true},
        {.option = "enable", .verb = "enable"},
    };
    const struct cli_option options[] = {
        {'i', "instance", "NAME", CLI_STRING, &instance, "which instance"},
        {'a', "all", NULL, CLI_FLAG, &s.options.all,
            "also pending, shelved, suppressed and disabled ones"},
        {'f', "follow", NULL, CLI_FLAG, &s.follows, "go on with what happens"},
        {'j', "json", NULL, CLI_FLAG, &s.options.is_json,
            "one JSON object a line"},
        {'w', "why", "PARAM", CLI_STRINGS, &v[0].what,
            "explain the state of a parameter"},
        {'\0', "ack", "NUMBER|PARAM", CLI_STRINGS, &v[1].what,
            "acknowledge an alarm; needs --reason"},
        {'\0', "shelve", "NUMBER|PARAM", CLI_STRINGS, &v[2].what,
            "put it aside; needs --for and --reason"},
        {'\0', "unshelve", "NUMBER|PARAM", CLI_STRINGS, &v[3].what,
            "take it back"},
        {'\0', "comment", "NUMBER|PARAM", CLI_STRINGS, &v[4].what,
            "comment on it: --reason is the text"},
        {'\0', "reset", "NUMBER|PARAM", CLI_STRINGS, &v[5].what,
            "reset a latched alarm"},
        {'\0', "disable", "PARAM", CLI_STRINGS, &v[6].what,
            "do not check it [--for]; needs --reason"},
        {'\0', "enable", "PARAM", CLI_STRINGS, &v[7].what, "check it again"},
        {'r', "reason", "TEXT", CLI_STRING, &s.wish.reason, "why"},
        {'\0', "for", "TIME", CLI_STRING, &s.wish.duration,
            "how long: 30min, 2h, 3d; 30 days at most"},
    };
    const struct cli cli = {
        .name = "columba alarms",
        .operands = "[PATTERN...]",
        .summary = "look at alarms, and handle them",
        .examples =
            "  $ columba alarms\n"
            "  $ columba alarms --follow --json '/SIF/THM/*'\n"
            "  $ columba alarms --why THM_BASE_T\n"
            "  $ columba alarms --ack 17 --ack 18 --reason 'heater test'\n"
            "  $ columba alarms --shelve THM_BASE_T --for 2h --reason "
            "'sensor drifts'\n",
        .option = options,
        .n_options = ARRAY_LEN(options),
        .max_operands = -1,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status < 0)
        status = choose(&cli, v, ARRAY_LEN(v), &s.wish);
    if (status < 0 && s.wish.verb != NULL && n > 0)
        status = cli_usage(&cli, "patterns select what is listed");
    if (status < 0) {
        s.options.pattern = (const char *const *)argv;
        s.options.n_patterns = (size_t)n;
        status = run(&s, instance);
    }
    for (size_t i = 0; i < ARRAY_LEN(v); i++)
        free(v[i].what.v);
    return status;
}
