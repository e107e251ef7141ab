/*
 * exec_message.c - what comes from the bus.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <string.h>

#include "exec/exec_priv.h"

static void
take_samples(struct exec_app *app, const struct msg *msg)
{
    switch (exec_samples_message(app->samples, msg, app->now)) {
    case EXEC_SAMPLES_FOREIGN:
        if (app->foreign++ == 0)
            exec_event(app, EV_MDB_MISMATCH,
                "samples of another database than %016" PRIx64,
                app->config.mdb->hash);
        break;
    case EXEC_SAMPLES_BAD:
        if (app->refused++ == 0)
            exec_event(
                app, EV_MESSAGE_REFUSED, "samples whose columns do not fit");
        break;
    case EXEC_SAMPLES_OK:
        break;
    }
}

/* An event is looked at by all: procedures that wait for it begin to look. */
static void
take_event(struct exec_app *app, const struct msg *msg)
{
    const struct msg_event *e = &msg->u.event;
    if (e->id >= app->n_occurred || msg_str_eq(msg->envelope.source, "exec"))
        return;
    struct exec_occurred *o = &app->occurred[e->id];
    const int64_t at = msg->envelope.utc.ns;
    if (o->n > 0 && at <= o->at[o->n - 1])
        return; /* from the cache, once more */
    if (o->n == ARRAY_LEN(o->at)) {
        memmove(o->at, o->at + 1, sizeof o->at - sizeof o->at[0]);
        o->n--;
    }
    o->at[o->n++] = at;
    for (size_t i = 0; i < EXEC_RUNS_MAX; i++)
        if (app->run[i] != NULL && !app->run[i]->is_over)
            app->run[i]->wants = true;
}

/* A hub that was begun anew knows nothing of what is told only when it changes:
 * the library, what is over, and what stands. */
static void
take_hub(struct exec_app *app, const struct msg *msg)
{
    const uint64_t pid = msg->u.heartbeat.pid, before = app->hub;
    app->hub = pid;
    if (before == 0 || before == pid)
        return;
    exec_say_procedures(app);
    for (unsigned i = 0; i < EXEC_RUNS_MAX; i++) {
        struct exec_run *run = app->run[i];
        if (run == NULL)
            continue;
        run->is_news = true;
        for (size_t k = 0; k < run->n_prompts; k++)
            run->prompt[k].said = MONO_NONE;
    }
}

void
exec_app_message(struct exec_app *app, const struct msg *msg, struct moment now)
{
    app->now = now;
    switch ((unsigned)msg->envelope.type) {
    case MSG_COMMAND:
        exec_on_command(app, &msg->u.command);
        break;
    case MSG_GATE:
        exec_on_gate(app, msg);
        break;
    case MSG_EVENT:
        take_event(app, msg);
        break;
    case MSG_HEARTBEAT:
        if (msg_str_eq(msg->envelope.source, "hub"))
            take_hub(app, msg);
        take_samples(app, msg);
        break;
    default:
        take_samples(app, msg);
        break;
    }
}

void
exec_app_complete(struct exec_app *app, struct moment now)
{
    app->now = now;
    if (app->is_complete)
        return;
    app->is_complete = true;
    for (size_t i = 0; i < EXEC_RUNS_MAX; i++)
        if (app->run[i] != NULL)
            exec_activities_ask(app->run[i]);
}
