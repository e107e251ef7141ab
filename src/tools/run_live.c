/*
 * run_live.c - start a procedure in an instance, and follow its record on the
 * bus.
 *
 * The record is listened to before the procedure is started, so that no line
 * of it is missed; lines of other executions are left out when the id of this
 * one is known.
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
#include "tools/gate_client.h"
#include "tools/session.h"

#define LISTEN_NS (100 * NS_PER_MS) /* how often: is all subscribed? */
#define WATCH_NS  (10 * NS_PER_S)   /* control is kept so */
#define HUB_NS    (5 * NS_PER_S)    /* for the hub to answer */

const char *const run_live_modes[] = {
    "automatic", "by-step", "by-statement", "dry-run", NULL};

struct line { /* that came before the id was known */
    char *id, *text;
    uint64_t number;
};

struct live {
    const struct run_live_options *options;
    struct session session;
    struct gate_client client;
    char *id; /* of the run; NULL: not started */
    struct line *line;
    size_t n_lines, cap_lines;
    uint64_t next;   /* line of the record to be written */
    uint64_t told;   /* prompts up to this number were told */
    uint64_t waited; /* turns of listening */
    bool is_asked, is_over;
    uint64_t last; /* line, when it is over */
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
write_line(struct live *l, uint64_t number, const char *text)
{
    if (number < l->next)
        return;
    if (number > l->next)
        say("columba run: lines %" PRIu64 " to %" PRIu64 " of the record did "
            "not come; its file has them\n",
            l->next, number - 1);
    puts(text);
    l->next = number + 1;
    session_flush(&l->session);
}

static void
stop_when_written(struct live *l)
{
    if (l->is_over && l->next > l->last)
        bus_loop_stop(l->session.loop, l->status);
}

static void
on_asrun(void *arg, const char *topic, const struct msg *msg)
{
    struct live *l = arg;
    (void)topic;
    if (msg->envelope.type != MSG_ASRUN)
        return;
    const struct msg_asrun *a = &msg->u.asrun;
    if (l->id != NULL && !is_of(l, a->id))
        return;
    char *text = text_of(l->options->is_json ? a->json : a->text);
    if (l->id != NULL) {
        write_line(l, a->line, text);
        free(text);
        stop_when_written(l);
        return;
    }
    l->line = xgrow(l->line, l->n_lines, &l->cap_lines, sizeof *l->line);
    l->line[l->n_lines++] = (struct line){text_of(a->id), text, a->line};
}

/* The id is known: what came for it is written, the rest forgotten. */
static void
sift(struct live *l)
{
    for (size_t i = 0; i < l->n_lines; i++) {
        if (l->id != NULL && str_eq(l->line[i].id, l->id))
            write_line(l, l->line[i].number, l->line[i].text);
        free(l->line[i].id);
        free(l->line[i].text);
    }
    l->n_lines = 0;
}

/* ---- its state ----------------------------------------------------------- */

static bool
is_word(struct msg_str s, const char *word)
{
    return s.len == strlen(word) && memcmp(s.s, word, s.len) == 0;
}

static void
on_written_late(void *arg, struct mono now)
{
    struct live *l = arg;
    (void)now;
    bus_loop_stop(l->session.loop, l->status);
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
    l->last = msg->u.run.asrun_lines;
    l->status = is_word(msg->u.run.outcome, "confirmed") ? 0 : 1;
    /* A line that was lost does not keep the tool. */
    bus_loop_timer(l->session.loop, NS_PER_S, 0, on_written_late, l);
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
    sift(l);
    bus_loop_timer(l->session.loop, WATCH_NS, WATCH_NS, on_watch, l);
    stop_when_written(l);
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
    struct live l = {.options = options, .next = 1};
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
    char *id = l.id;
    l.id = NULL;
    sift(&l);
    free(id);
    free(l.line);
    session_close(&l.session);
    return status;
}
