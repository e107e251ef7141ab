/*
 * app_bus.c - the console and the instance it watches.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/app_priv.h"

#include <stdio.h>

#define ASK_NS (3 * NS_PER_S)

static void
on_message(void *arg, const char *topic, const struct msg *msg)
{
    struct app *app = arg;
    app->diag.total[DIAG_MESSAGES]++;
    model_message(&app->model, topic, msg, app_clock());
    if (msg->envelope.type == MSG_INSTANCE)
        app_follow_mdb(app);
}

static void
on_gap(void *arg, const char *topic, uint64_t missed)
{
    struct app *app = arg;
    app->diag.total[DIAG_MISSED] += missed;
    model_gap(&app->model, topic, missed, app_clock());
    if (app->desk != NULL)
        desk_gap(app->desk, topic, missed);
}

static void
on_reply(void *arg, const struct msg_reply *reply)
{
    struct app *app = arg;
    desk_reply(app->desk, reply);
    app->is_dirty = true;
}

void
app_ask(void *arg, const char *name, const char *verb, const char *const *args,
    size_t n_args)
{
    struct app *app = arg;
    bus_ask(app->bus, PATHS_OPERATE, name, verb, args, n_args, ASK_NS, on_reply,
        app);
}

static void
on_answer(void *arg, const struct msg_reply *reply)
{
    struct app *app = arg;
    desk_answer(app->desk, reply);
    app->is_dirty = true;
}

void
app_inquire(void *arg, const char *name, const char *verb,
    const char *const *args, size_t n_args)
{
    struct app *app = arg;
    bus_ask(app->bus, PATHS_OBSERVE, name, verb, args, n_args, ASK_NS,
        on_answer, app);
}

void
app_listen(struct app *app)
{
    if (app->is_listening)
        bus_unsubscribe(app->bus, "");
    app->is_listening = true;
    bus_subscribe(app->bus, "", on_message, app);
}

int
app_open_bus(struct app *app)
{
    struct bus_config config = {
        .instance = app->options->instance, .source = "console"};
    enum err err = bus_open(app->loop, &config, &app->bus);
    if (err != ERR_OK) {
        fprintf(stderr, "columba: instance '%s': %s\n", app->options->instance,
            err_str(err));
        return err_exit_status(err);
    }
    bus_on_gap(app->bus, on_gap, app);
    return 0; /* app_load_mission() subscribes */
}
