/*
 * run_live.c - start a procedure in an instance, and follow its record on the
 * bus.
 *
 * What the bus brings is written as it comes.  Lines that it has not brought,
 * those from before the id was known and those it lost, are asked for.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/run_live.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "common/say.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "exec/asrun_line.h"
#include "tools/asrun_text.h"
#include "tools/gate_client.h"
#include "tools/session.h"

#define LISTEN_NS (100 * NS_PER_MS) /* how often: is all subscribed? */
#define WATCH_NS  (10 * NS_PER_S)   /* control is kept so */
#define TRIES     3                 /* for lines */
#define HUB_NS    (5 * NS_PER_S)    /* for the hub to answer */

const char *const run_live_modes[] = {
    "automatic", "by-step", "by-statement", "dry-run", NULL};

struct live {
    const struct run_live_options *options;
    struct session session;
    struct gate_client client;
    char *id; /* of the run; NULL: not started */
    struct utc start;
    uint64_t next;   /* line of the record to be written; 0: its head */
    uint64_t newest; /* that is known to be there */
    uint64_t told;   /* prompts up to this number were told */
    uint64_t waited; /* turns of listening */
    unsigned failed; /* questions for lines, one after the other */
    bool is_asked, is_asking, is_over;
    int status;
};

static char *
text_of(struct msg_str s)
{
    return xstrndup(s.len > 0 ? s.s : "", s.len);
}

static bool
is_of(const struct live *l, struct msg_str id)
{
    return l->id != NULL && strlen(l->id) == id.len &&
           memcmp(l->id, id.s, id.len) == 0;
}

/* ---- the record ---------------------------------------------------------- */

static void
print_line(const struct asrun_line *line, struct utc *start)
{
    struct strbuf out = {0};
    if (line->is_head) {
        *start = line->head.time;
        asrun_text_head(&line->head, &out);
        strbuf_addc(&out, '\n');
    } else {
        asrun_text_event(&line->event, *start, false, &out);
    }
    (void)fwrite(strbuf_get(&out), 1, out.len, stdout);
    strbuf_fini(&out);
}

static void
write_line(struct live *l, uint64_t number, struct msg_str json)
{
    struct asrun_keep keep = {0};
    struct asrun_line line;
    char *text = text_of(json);
    if (l->options->is_json) {
        puts(text);
    } else {
        const char *why = asrun_line_read_json(text, json.len, &keep, &line);
        if (why == NULL)
            print_line(&line, &l->start);
        else
            say("columba run: line %" PRIu64 " of the record: %s\n", number,
                why);
    }
    free(text);
    l->next = number + 1;
    session_flush(&l->session);
}

static void
stop_when_written(struct live *l)
{
    if (l->is_over && l->next > l->newest)
        bus_loop_stop(l->session.loop, l->status);
}

static void on_lines(void *arg, const struct msg_reply *reply);

/* What the bus has not brought is asked for. */
static void
ask_lines(struct live *l)
{
    char from[24];
    if (l->is_asking)
        return;
    (void)snprintf(from, sizeof from, "%" PRIu64, l->next);
    l->is_asking = true;
    bus_ask(l->session.bus, PATHS_OBSERVE, "exec", "asrun",
        (const char *const[]){l->id, from, "500"}, 3, GATE_ANSWER_NS, on_lines,
        l);
}

static void
give_up(struct live *l)
{
    say("columba run: lines %" PRIu64 " to %" PRIu64 " of the record cannot be "
        "had from the executor; its file has them\n",
        l->next, l->newest);
    l->next = l->newest + 1;
    l->failed = 0;
    stop_when_written(l);
}

static void
on_lines(void *arg, const struct msg_reply *reply)
{
    struct live *l = arg;
    const bool is_good = reply != NULL && reply->status == ERR_OK;
    l->is_asking = false;
    for (size_t i = 0; is_good && i < reply->rows.n; i++)
        write_line(l, l->next, reply->rows.v[i]);
    l->failed = is_good && reply->rows.n > 0 ? 0 : l->failed + 1;
    if (l->next > l->newest)
        stop_when_written(l);
    else if (l->failed == TRIES)
        give_up(l);
    else
        ask_lines(l);
}

static void
on_asrun(void *arg, const char *topic, const struct msg *msg)
{
    struct live *l = arg;
    (void)topic;
    if (msg->envelope.type != MSG_ASRUN || !is_of(l, msg->u.asrun.id))
        return;
    const struct msg_asrun *a = &msg->u.asrun;
    l->newest = a->line > l->newest ? a->line : l->newest;
    if (a->line == l->next && !l->is_asking)
        write_line(l, a->line, a->json);
    if (l->next <= l->newest)
        ask_lines(l);
    else
        stop_when_written(l);
}

/* ---- its state ----------------------------------------------------------- */

static bool
is_word(struct msg_str s, const char *word)
{
    return s.len == strlen(word) && memcmp(s.s, word, s.len) == 0;
}

static void
on_run(void *arg, const char *topic, const struct msg *msg)
{
    struct live *l = arg;
    (void)topic;
    if (msg->envelope.type != MSG_RUN || !is_of(l, msg->u.run.id) ||
        l->is_over || !is_word(msg->u.run.state, "finished"))
        return;
    l->is_over = true;
    l->newest = msg->u.run.asrun_lines;
    l->status = is_word(msg->u.run.outcome, "confirmed") ? 0 : 1;
    if (l->next <= l->newest)
        ask_lines(l);
    else
        stop_when_written(l);
}

static void
on_prompt(void *arg, const char *topic, const struct msg *msg)
{
    struct live *l = arg;
    (void)topic;
    if (msg->envelope.type != MSG_PROMPT || !is_of(l, msg->u.prompt.id) ||
        !msg->u.prompt.is_open || msg->u.prompt.number <= l->told)
        return;
    l->told = msg->u.prompt.number;
    char *text = text_of(msg->u.prompt.text);
    say("columba run: a console has to answer: %s\n", text);
    free(text);
}

/* ---- requests ------------------------------------------------------------ */

static void
ask(struct live *l, const char *verb, const char *const *more, size_t n_more,
    bus_reply_fn fn)
{
    size_t n = 0;
    l->client.head.seq++;
    l->client.head.issued = utc_now();
    char **args = order_args(&l->client.head, NULL, more, n_more, &n);
    bus_ask(l->session.bus, PATHS_OPERATE, "exec", verb,
        (const char *const *)args, n, GATE_ANSWER_NS, fn, l);
    order_args_free(&args, n);
}

static void
on_watched(void *arg, const struct msg_reply *reply)
{
    (void)arg, (void)reply; /* it goes on, watched or not */
}

static void
on_watch(void *arg, struct mono now)
{
    struct live *l = arg;
    const char *id = l->id;
    (void)now;
    ask(l, "watch", &id, 1, on_watched);
}

static void
on_started(void *arg, const struct msg_reply *reply)
{
    struct live *l = arg;
    if (reply == NULL) {
        say("columba run: the executor of %s does not answer\n",
            l->session.instance);
        bus_loop_stop(l->session.loop, EX_UNAVAILABLE);
        return;
    }
    char *text = text_of(reply->text);
    if (reply->status != ERR_OK) {
        say("columba run: %s\n", text);
        free(text);
        bus_loop_stop(l->session.loop,
            reply->status < ERR_COUNT ? err_exit_status((enum err)reply->status)
                                      : 1);
        return;
    }
    l->id = text;
    bus_loop_timer(l->session.loop, WATCH_NS, WATCH_NS, on_watch, l);
    ask_lines(l);
}

static void
start(struct live *l)
{
    const struct run_live_options *o = l->options;
    const char **more = xcalloc(o->n_arguments + 2, sizeof *more);
    char *mode = o->mode != NULL ? xasprintf("mode=%s", o->mode) : NULL;
    size_t n = 0;
    more[n++] = o->procedure;
    if (mode != NULL)
        more[n++] = mode;
    for (size_t i = 0; i < o->n_arguments; i++)
        more[n++] = o->argument[i];
    ask(l, "start", more, n, on_started);
    free(mode);
    free(more);
}

/* Nothing is started before the record is listened to. */
static void
on_listen(void *arg, struct mono now)
{
    struct live *l = arg;
    (void)now;
    if (l->is_asked)
        return;
    if (bus_is_complete(l->session.bus)) {
        l->is_asked = true;
        start(l);
    } else if (++l->waited * LISTEN_NS > HUB_NS) {
        say("columba run: the hub of %s does not answer\n",
            l->session.instance);
        bus_loop_stop(l->session.loop, EX_UNAVAILABLE);
    }
}

int
run_live(const struct run_live_options *options)
{
    struct live l = {.options = options, .start = UTC_NONE};
    int status = session_open(&l.session, "run", options->instance);
    if (status >= 0)
        return status;
    if (!gate_client_init(&l.client, &l.session, options->as)) {
        say("columba run: '%s' is no name of a person\n", options->as);
        session_close(&l.session);
        return EX_USAGE;
    }
    bus_subscribe(l.session.bus, "asrun", on_asrun, &l);
    bus_subscribe(l.session.bus, "run", on_run, &l);
    bus_subscribe(l.session.bus, "prompt", on_prompt, &l);
    bus_loop_timer(l.session.loop, LISTEN_NS, LISTEN_NS, on_listen, &l);
    status = bus_loop_run(l.session.loop);
    if (status > 128 && l.id != NULL)
        say("columba run: %s goes on without being followed\n", l.id);
    free(l.id);
    session_close(&l.session);
    return status;
}
