/*
 * authority.c - columba authority: who commands; and taking it from somebody.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "common/cli.h"
#include "common/say.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "tools/command_text.h"
#include "tools/gate_client.h"
#include "tools/tools.h"

#define LIMIT_NS (3 * NS_PER_S) /* for hub and gate */

struct authority_tool {
    struct session session;
    struct gate_client client;
    const char *reason, *as; /* reason: break it */
    bool is_json;
};

static void
on_gate(void *arg, const char *topic, const struct msg *msg)
{
    struct authority_tool *s = arg;
    (void)topic;
    if (msg->envelope.type != MSG_GATE || s->reason != NULL)
        return;
    char *text = s->is_json ? gate_json(&msg->u.gate) : gate_text(&msg->u.gate);
    fputs(text, stdout);
    if (s->is_json)
        putchar('\n');
    free(text);
    bus_loop_stop(s->session.loop, 0);
}

static void
on_reply(void *arg, const struct msg_reply *reply)
{
    struct authority_tool *s = arg;
    int status = EX_UNAVAILABLE;
    if (reply == NULL) {
        say("columba authority: the gate of %s does not answer\n",
            s->session.instance);
    } else {
        char *text =
            xstrndup(reply->text.len > 0 ? reply->text.s : "", reply->text.len);
        if (reply->status == ERR_OK)
            puts(text);
        else
            say("columba authority: %s\n", text);
        status = reply->status < ERR_COUNT
                     ? err_exit_status((enum err)reply->status)
                     : 1;
        free(text);
    }
    bus_loop_stop(s->session.loop, status);
}

static int
run(struct authority_tool *s, const char *instance)
{
    int status = session_open(&s->session, "authority", instance);
    if (status >= 0)
        return status;
    if (!gate_client_init(&s->client, &s->session, s->as)) {
        say("columba authority: '%s' is no name of a person\n", s->as);
        session_close(&s->session);
        return EX_USAGE;
    }
    bus_subscribe(s->session.bus, "gate", on_gate, s);
    if (s->reason != NULL)
        gate_client_ask(
            &s->client, ORDER_BREAK, NULL, &s->reason, 1, on_reply, s);
    session_limit(&s->session, LIMIT_NS + GATE_ANSWER_NS, EX_UNAVAILABLE);
    status = bus_loop_run(s->session.loop);
    if (status == EX_UNAVAILABLE && s->reason == NULL)
        say("columba authority: %s has no gate\n", s->session.instance);
    session_close(&s->session);
    return status;
}

int
tool_authority(int argc, char **argv)
{
    struct authority_tool s = {0};
    const char *instance = NULL;
    const struct cli_option option[] = {
        {'i', "instance", "NAME", CLI_STRING, &instance, "which instance"},
        {'j', "json", NULL, CLI_FLAG, &s.is_json, "one JSON object"},
        {'\0', "as", "PERSON", CLI_STRING, &s.as, "in training: who you are"},
    };
    const struct cli cli = {
        .name = "columba authority",
        .operands = "[break REASON]",
        .summary = "who has command authority; take it from him",
        .examples = "  $ columba authority\n"
                    "  $ columba authority break 'console is gone'\n",
        .option = option,
        .n_options = ARRAY_LEN(option),
        .max_operands = 2,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    if (n > 0 && (n != 2 || !str_eq(argv[0], "break")))
        return cli_usage(&cli, "nothing, or: break REASON");
    if (n > 0 && !str_is_clean(argv[1], strlen(argv[1])))
        return cli_usage(&cli, "the reason has control characters");
    s.reason = n > 0 ? argv[1] : NULL;
    return run(&s, instance);
}
