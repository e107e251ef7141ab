/*
 * send.c - columba send: commands, to the gate and until they are verified.
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
#include "common/say.h"
#include "common/xalloc.h"
#include "tools/send_priv.h"
#include "tools/tools.h"

#define START_NS (5 * NS_PER_S) /* for hub and gate to be heard */
#define RENEW_NS (3 * NS_PER_S) /* a lease has 10 s at least */
#define LEAVE_NS (2 * NS_PER_S) /* for cancel and yield at the end */

void
send_end(struct send *s, int status)
{
    bus_loop_stop(s->session.loop, status);
}

/* ---- one after the other ------------------------------------------------- */

static void
on_waited(void *arg, struct mono now)
{
    struct send *s = arg;
    (void)now;
    s->at++;
    send_next(s);
}

static void
pause_here(struct send *s, const struct stack_item *item)
{
    printf("PAUSE%s%s. Enter goes on, q stops: ",
        item->text != NULL && item->text[0] != '\0' ? ": " : "",
        item->text != NULL ? item->text : "");
    fflush(stdout);
    send_ask_keys(s, ASKS_PAUSE);
}

void
send_next(struct send *s)
{
    while (s->at < s->stack.n &&
           (s->stack.item[s->at].kind == STACK_NOTE ||
               (s->is_dry && s->stack.item[s->at].kind != STACK_COMMAND)))
        s->at++;
    if (s->at == s->stack.n) {
        send_end(s, 0);
        return;
    }
    const struct stack_item *item = &s->stack.item[s->at];
    if (item->kind == STACK_WAIT)
        bus_loop_timer(
            s->session.loop, item->wait_ms * NS_PER_MS, 0, on_waited, s);
    else if (item->kind == STACK_PAUSE)
        pause_here(s, item);
    else
        send_start_command(s, item);
}

/* ---- authority ----------------------------------------------------------- */

static void
on_renewed(void *arg, const struct msg_reply *reply)
{
    struct send *s = arg;
    if (reply != NULL && reply->status != ERR_OK && s->has_authority) {
        s->has_authority = false;
        say(SEND_TOOL "command authority was taken away\n");
    }
}

static void
on_renew(void *arg, struct mono now)
{
    struct send *s = arg;
    (void)now;
    if (s->has_authority && !s->is_leaving)
        gate_client_ask(&s->client, ORDER_RENEW, NULL, NULL, 0, on_renewed, s);
}

static void
on_take(void *arg, const struct msg_reply *reply)
{
    struct send *s = arg;
    if (reply != NULL && reply->status == ERR_EXISTS) {
        char *text = send_text_of(reply);
        say(SEND_TOOL "%s\n", text);
        free(text);
        send_end(s, EX_TEMPFAIL);
    } else if (send_is_good(s, reply, "; nothing was sent")) {
        s->has_authority = true;
        bus_loop_timer(s->session.loop, RENEW_NS, RENEW_NS, on_renew, s);
        send_next(s);
    }
}

/* Our own person's authority is used where it is; a free one is taken. */
static void
start(void *arg, struct mono now)
{
    struct send *s = arg;
    (void)now;
    if (s->holder[0] == '\0' && !s->is_dry)
        gate_client_ask(&s->client, ORDER_TAKE, NULL, NULL, 0, on_take, s);
    else
        send_next(s);
}

static void
on_message(void *arg, const char *topic, const struct msg *msg)
{
    struct send *s = arg;
    (void)topic;
    if (msg->envelope.type == MSG_COMMAND)
        send_take_command(s, &msg->u.command);
    if (msg->envelope.type != MSG_GATE)
        return;
    msg_str_copy(s->holder, sizeof s->holder, msg->u.gate.holder);
    s->has_gate = true;
}

static void
before_sleep(void *arg, struct mono now)
{
    struct send *s = arg;
    (void)now;
    if (!s->has_started && s->has_gate && bus_is_complete(s->session.bus)) {
        s->has_started = true;
        bus_loop_timer(s->session.loop, 0, 0, start, s);
    }
    session_flush(&s->session);
}

static void
on_no_gate(void *arg, struct mono now)
{
    struct send *s = arg;
    (void)now;
    if (s->has_started)
        return;
    say(SEND_TOOL "%s has no gate, or its hub does not answer\n",
        s->session.instance);
    send_end(s, EX_UNAVAILABLE);
}

/* ---- the end ------------------------------------------------------------- */

static void
on_left(void *arg, const struct msg_reply *reply)
{
    struct send *s = arg;
    (void)reply;
    send_end(s, 0);
}

static void
on_left_first(void *arg, const struct msg_reply *reply)
{
    struct send *s = arg;
    (void)reply;
    if (!s->has_authority)
        send_end(s, 0);
}

/* What nobody will fire any more is cancelled; the authority given back. */
static void
leave(struct send *s)
{
    const char *more[] = {s->order.id, "columba send ended"};
    bool cancels = s->is_submitted && s->state <= COMMAND_ARMED;
    send_ask_nothing(s);
    s->is_leaving = true;
    if (!cancels && !s->has_authority)
        return;
    if (cancels)
        gate_client_ask(
            &s->client, ORDER_CANCEL, NULL, more, 2, on_left_first, s);
    if (s->has_authority)
        gate_client_ask(&s->client, ORDER_YIELD, NULL, NULL, 0, on_left, s);
    session_limit(&s->session, LEAVE_NS, 0);
    (void)bus_loop_run(s->session.loop);
}

static int
work(struct send *s)
{
    bus_subscribe(s->session.bus, "command/", on_message, s);
    bus_subscribe(s->session.bus, "gate", on_message, s);
    bus_loop_before_sleep(s->session.loop, before_sleep, s);
    bus_loop_timer(s->session.loop, START_NS, 0, on_no_gate, s);
    int status = bus_loop_run(s->session.loop);
    leave(s);
    return status;
}

static int
run(struct send *s, const char *instance, const char *as)
{
    int status = session_open(&s->session, "send", instance);
    if (status >= 0)
        return status;
    if (!gate_client_init(&s->client, &s->session, as)) {
        say(SEND_TOOL "'%s' is no name of a person\n", as);
        status = EX_USAGE;
    }
    if (status < 0)
        status = send_load(s);
    if (status < 0)
        status = send_prepare(s);
    if (status < 0)
        status = work(s);
    order_fini(&s->order);
    free(s->shown);
    mdb_encoder_free(&s->encoder);
    mdb_free(&s->mdb);
    mission_free(&s->mission);
    session_close(&s->session);
    return status;
}

/* ---- command line -------------------------------------------------------- */

/* NAME ARG=VALUE... as the shell split them. */
static int
take_words(
    const struct cli *cli, struct send *s, char **word, int n, const char *text)
{
    struct stack_item item = {.kind = STACK_COMMAND};
    int status = -1;
    item.name = xstrdup(word[0]);
    item.text = xstrdup(text != NULL ? text : "");
    for (int i = 1; i < n && status < 0; i++) {
        const char *equals = strchr(word[i], '=');
        if (equals == NULL || equals == word[i]) {
            status = cli_usage(cli, "'%s' is not ARGUMENT=VALUE", word[i]);
            break;
        }
        char *name = xstrndup(word[i], (size_t)(equals - word[i]));
        if (stack_item_get(&item, name) != NULL)
            status = cli_usage(cli, "'%s' is given twice", name);
        else if (!str_is_clean(word[i], strlen(word[i])))
            status = cli_usage(cli, "a value has control characters");
        else
            stack_item_set(&item, name, equals + 1);
        free(name);
    }
    if (strlen(item.text) > ORDER_COMMENT_MAX ||
        !str_is_clean(item.text, strlen(item.text)))
        status = cli_usage(cli, "the comment has control characters, or more "
                                "than 240 bytes");
    (void)stack_insert(&s->stack, 0, &item);
    stack_item_fini(&item);
    return status;
}

int
tool_send(int argc, char **argv)
{
    struct send s = {.command = MDB_NIL};
    const char *instance = NULL, *as = NULL, *comment = NULL, *until = NULL;
    bool is_quick = false;
    const struct cli_option option[] = {
        {'i', "instance", "NAME", CLI_STRING, &instance, "which instance"},
        {'c', "comment", "TEXT", CLI_STRING, &comment,
            "goes to the command log"},
        {'s', "stack", "FILE", CLI_STRING, &s.file,
            "all commands of a stack (.stack, .ycs), one after the other"},
        {'u', "until", "STATE", CLI_STRING, &until,
            "how far: queued released sent received accepted execution "
            "completed"},
        {'\0', "no-wait", NULL, CLI_FLAG, &is_quick, "as --until queued"},
        {'n', "dry-run", NULL, CLI_FLAG, &s.is_dry,
            "show the bytes, ask the gate, send nothing"},
        {'j', "json", NULL, CLI_FLAG, &s.is_json, "one JSON object a line"},
        {'\0', "as", "PERSON", CLI_STRING, &as, "in training: who you are"},
    };
    const struct cli cli = {
        .name = "columba send",
        .operands = "NAME [ARG=VALUE...] | --stack FILE",
        .summary = "send commands, and wait until they are verified",
        .examples = "  $ columba send HTR_ON Heater=2\n"
                    "  $ columba send --until sent --comment test NOOP\n"
                    "  $ columba send --stack heaters.stack\n"
                    "  $ columba send --dry-run HTR_ON Heater=2\n",
        .option = option,
        .n_options = ARRAY_LEN(option),
        .max_operands = -1,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    stack_init(&s.stack);
    s.stack.until = is_quick ? UNTIL_QUEUED : UNTIL_COUNT;
    if ((n > 0) == (s.file != NULL))
        return cli_usage(&cli, "one command, or --stack FILE");
    if (s.file != NULL && comment != NULL)
        return cli_usage(&cli, "the commands of a stack have their comments");
    if (until != NULL &&
        (is_quick || !until_parse(until, strlen(until), &s.stack.until)))
        return cli_usage(&cli, "--until: '%s' is no state to wait for", until);
    s.is_terminal =
        isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 && !s.is_json;
    if (n > 0)
        status = take_words(&cli, &s, argv, n, comment);
    if (status < 0)
        status = run(&s, instance, as);
    stack_fini(&s.stack);
    return status;
}
