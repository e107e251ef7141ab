/*
 * events.c - columba events: what happened, and what happens.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "common/cli.h"
#include "common/event.h"
#include "common/json.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "tools/session.h"
#include "tools/tools.h"

#define LIMIT_NS (3 * NS_PER_S) /* for the hub to answer */

struct line {
    struct utc time;
    uint64_t order; /* of arrival: ties keep it */
    char *text;     /* owned */
};

struct events {
    struct session session;
    bool is_json, follows;
    unsigned least;    /* severity */
    bool is_live;      /* what the hub kept is printed */
    struct line *line; /* owned, until then */
    size_t n, cap;
};

static char *
as_json(const struct msg *msg, struct utc time)
{
    const struct msg_event *e = &msg->u.event;
    char text[TIME_TEXT_SIZE];
    struct json j = {0};
    json_object(&j);
    json_int(&j, "v", 1);
    json_str(&j, "time", utc_fmt_iso(text, time, false));
    json_strn(&j, "source", msg->envelope.source.s, msg->envelope.source.len);
    json_uint(&j, "id", e->id);
    json_strn(&j, "name", e->name.s, e->name.len);
    json_str(
        &j, "severity", event_severity_str((enum event_severity)e->severity));
    json_strn(&j, "text", e->text.s, e->text.len);
    json_end(&j);
    return json_take(&j);
}

static char *
as_text(const struct msg *msg, struct utc time)
{
    const struct msg_event *e = &msg->u.event;
    char when[TIME_TEXT_SIZE], source[MSG_NAME_MAX + 1], name[64];
    struct strbuf text = {0};
    str_sanitize(&text, e->text.s, e->text.len, false);
    char *line = xasprintf("%s %c %-9s %3" PRIu64 " %s: %s",
        utc_fmt_doy(when, time, false, 3),
        event_severity_letter((enum event_severity)e->severity),
        msg_str_copy(source, sizeof source, msg->envelope.source), e->id,
        msg_str_copy(name, sizeof name, e->name), strbuf_get(&text));
    strbuf_fini(&text);
    return line;
}

static void
on_event(void *arg, const char *topic, const struct msg *msg)
{
    struct events *s = arg;
    (void)topic;
    const struct msg_event *e = &msg->u.event;
    if (msg->envelope.type != MSG_EVENT || e->severity < s->least)
        return;
    struct utc time =
        utc_is_none(e->generation) ? msg->envelope.utc : e->generation;
    char *text = s->is_json ? as_json(msg, time) : as_text(msg, time);
    if (s->is_live) {
        puts(text);
        free(text);
        return;
    }
    s->line = xgrow(s->line, s->n, &s->cap, sizeof *s->line);
    s->line[s->n] = (struct line){time, s->n, text};
    s->n++;
}

static int
by_time(const void *va, const void *vb)
{
    const struct line *a = va, *b = vb;
    if (a->time.ns != b->time.ns)
        return a->time.ns < b->time.ns ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

/* What the hub kept of all processes, in order of time. */
static void
print_kept(struct events *s)
{
    if (s->n > 1)
        qsort(s->line, s->n, sizeof *s->line, by_time);
    for (size_t i = 0; i < s->n; i++) {
        puts(s->line[i].text);
        free(s->line[i].text);
    }
    free(s->line);
    s->line = NULL;
    s->n = s->cap = 0;
    s->is_live = true;
}

static void
before_sleep(void *arg, struct mono now)
{
    struct events *s = arg;
    (void)now;
    if (!s->is_live && bus_is_complete(s->session.bus)) {
        print_kept(s);
        if (!s->follows)
            bus_loop_stop(s->session.loop, 0);
    }
    session_flush(&s->session);
}

static int
run(struct events *s, const char *instance)
{
    int status = session_open(&s->session, "events", instance);
    if (status >= 0)
        return status;
    bus_subscribe(s->session.bus, "event/", on_event, s);
    bus_loop_before_sleep(s->session.loop, before_sleep, s);
    if (!s->follows)
        session_limit(&s->session, LIMIT_NS, EX_UNAVAILABLE);
    status = bus_loop_run(s->session.loop);
    if (status == EX_UNAVAILABLE)
        fprintf(stderr, "columba events: the hub of %s does not answer\n",
            s->session.instance);
    print_kept(s);
    session_close(&s->session);
    return status;
}

static bool
parse_severity(const char *text, unsigned *out)
{
    for (unsigned i = 0; i < EVENT_SEVERITY_COUNT; i++)
        if (strcmp(text, event_severity_str((enum event_severity)i)) == 0) {
            *out = i;
            return true;
        }
    return false;
}

int
tool_events(int argc, char **argv)
{
    struct events s = {0};
    const char *instance = NULL, *severity = NULL;
    const struct cli_option options[] = {
        {'i', "instance", "NAME", CLI_STRING, &instance, "which instance"},
        {'f', "follow", NULL, CLI_FLAG, &s.follows, "go on with what happens"},
        {'j', "json", NULL, CLI_FLAG, &s.is_json, "one JSON object a line"},
        {'s', "severity", "WORD", CLI_STRING, &severity,
            "at least: info, warning, error, critical"},
    };
    const struct cli cli = {
        .name = "columba events",
        .operands = "[INSTANCE]",
        .summary = "what happened in an instance, oldest first",
        .examples = "  $ columba events\n"
                    "  $ columba events -f --severity warning\n"
                    "  $ columba events --json | jq -r .text\n",
        .option = options,
        .n_options = ARRAY_LEN(options),
        .max_operands = 1,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    if (severity != NULL && !parse_severity(severity, &s.least))
        return cli_usage(&cli, "'%s' is no severity", severity);
    return run(&s, n > 0 ? argv[0] : instance);
}
