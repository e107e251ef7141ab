/*
 * status.c - columba status: is an instance well, and if not, why.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <sysexits.h>

#include "common/cli.h"
#include "common/instance.h"
#include "common/str.h"
#include "console/model/model.h"
#include "tools/session.h"
#include "tools/status_text.h"
#include "tools/tools.h"

#define LOOK_NS  (50 * NS_PER_MS)
#define LIMIT_NS (1600 * NS_PER_MS) /* heartbeats come once a second */

struct status {
    struct session session;
    struct model model;
    struct status_exercise exercise;
};

static struct clock
clock_now(void)
{
    return (struct clock){mono_now(), utc_now()};
}

/* Told every second while there is one. */
static void
take_exercise(struct status_exercise *e, const struct msg *msg)
{
    const struct msg_scenario *m = &msg->u.scenario;
    struct strbuf name = {0}, state = {0};
    str_sanitize(&name, m->name.s, m->name.len, false);
    str_sanitize(&state, m->state.s, m->state.len, false);
    (void)str_copy(e->name, sizeof e->name, strbuf_get(&name));
    (void)str_copy(e->state, sizeof e->state, strbuf_get(&state));
    strbuf_fini(&name);
    strbuf_fini(&state);
    e->elapsed_s = m->elapsed_s;
    e->duration_s = m->duration_s;
}

static void
on_message(void *arg, const char *topic, const struct msg *msg)
{
    struct status *s = arg;
    if (msg->envelope.type == MSG_SCENARIO)
        take_exercise(&s->exercise, msg);
    model_message(&s->model, topic, msg, clock_now());
}

static void
on_gap(void *arg, const char *topic, uint64_t missed)
{
    struct status *s = arg;
    model_gap(&s->model, topic, missed, clock_now());
}

/* Everything that is to be printed has been heard. */
static bool
is_complete(const struct status *s)
{
    const struct processes *p = &s->model.processes;
    if (!bus_is_complete(s->session.bus) || !s->model.instance.is_known)
        return false;
    for (size_t i = 0; i < p->n; i++)
        if (p->row[i].is_expected && !p->row[i].has_heartbeat)
            return false;
    return true;
}

static void
on_look(void *arg, struct mono now)
{
    struct status *s = arg;
    (void)now;
    if (is_complete(s))
        bus_loop_stop(s->session.loop, 0);
}

/* As if connected for long: nothing is excused for being new. */
static struct clock
long_ago(void)
{
    struct clock c = clock_now();
    c.mono = mono_add_ns(c.mono, -10 * NS_PER_S);
    c.utc = utc_add_ns(c.utc, -10 * NS_PER_S);
    return c;
}

static int
print(struct status *s, bool is_json)
{
    if (bus_is_connected(s->session.bus))
        model_connected(&s->model, true, long_ago());
    struct clock now = clock_now();
    model_tick(&s->model, now);
    struct status_input in = {
        &s->model, now, instance_pid(s->session.instance), s->exercise};
    if (is_json)
        status_print_json(&in, stdout);
    else
        status_print(&in, stdout);
    return status_exit(&in);
}

int
tool_status(int argc, char **argv)
{
    bool is_json = false;
    const char *instance = NULL;
    const struct cli_option options[] = {
        {'i', "instance", "NAME", CLI_STRING, &instance, "which instance"},
        {'j', "json", NULL, CLI_FLAG, &is_json, "one JSON object a line"},
    };
    const struct cli cli = {
        .name = "columba status",
        .operands = "[INSTANCE]",
        .summary = "processes, links and data of an instance",
        .examples = "  $ columba status sim\n"
                    "  $ columba status --json | jq 'select(.type==\"link\")'\n"
                    "  $ columba status >/dev/null || mail -s 'look' oncall\n",
        .option = options,
        .n_options = ARRAY_LEN(options),
        .max_operands = 1,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    struct status s = {0};
    status = session_open(&s.session, "status", n > 0 ? argv[0] : instance);
    if (status >= 0)
        return status;
    model_init(&s.model, s.session.instance, NULL, long_ago());
    bus_on_gap(s.session.bus, on_gap, &s);
    bus_subscribe(s.session.bus, "", on_message, &s);
    bus_loop_timer(s.session.loop, LOOK_NS, LOOK_NS, on_look, &s);
    session_limit(&s.session, LIMIT_NS, 0);
    status = bus_loop_run(s.session.loop);
    if (status == 0)
        status = print(&s, is_json);
    model_fini(&s.model);
    session_close(&s.session);
    return status;
}
