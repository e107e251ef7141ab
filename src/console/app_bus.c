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
    app_hear_hint(app, msg);
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
on_order(void *arg, const struct msg_reply *reply)
{
    struct app_ticket *t = arg;
    t->is_waiting = false;
    if (t->app->desk == NULL)
        return;
    desk_order_answer(t->app->desk, t->ticket, reply);
    t->app->is_dirty = true;
}

/* More than there is room for is more than a person asks at once. */
void
app_order(void *arg, uint64_t ticket, const char *verb, const char *const *args,
    size_t n_args)
{
    struct app *app = arg;
    for (size_t i = 0; i < APP_TICKETS; i++) {
        struct app_ticket *t = &app->ticket[i];
        if (t->is_waiting)
            continue;
        *t = (struct app_ticket){app, ticket, true};
        bus_ask(app->bus, PATHS_OPERATE, "gate", verb, args, n_args, ASK_NS,
            on_order, t);
        return;
    }
    struct msg_reply busy = {.status = ERR_LIMIT,
        .text = msg_str("too many requests wait for an answer: not asked")};
    desk_order_answer(app->desk, ticket, &busy);
}

static void
on_exec(void *arg, const struct msg_reply *reply)
{
    struct app_ticket *t = arg;
    t->is_waiting = false;
    if (t->app->desk == NULL)
        return;
    desk_exec_answer(t->app->desk, t->ticket, reply);
    t->app->is_dirty = true;
}

void
app_exec(void *arg, uint64_t ticket, bool may_change, const char *verb,
    const char *const *args, size_t n_args)
{
    struct app *app = arg;
    for (size_t i = 0; i < APP_TICKETS; i++) {
        struct app_ticket *t = &app->exec[i];
        if (t->is_waiting)
            continue;
        *t = (struct app_ticket){app, ticket, true};
        bus_ask(app->bus, may_change ? PATHS_OPERATE : PATHS_OBSERVE, "exec",
            verb, args, n_args, ASK_NS, on_exec, t);
        return;
    }
    struct msg_reply busy = {.status = ERR_LIMIT,
        .text = msg_str("too many requests wait for an answer: not asked")};
    desk_exec_answer(app->desk, ticket, may_change ? &busy : NULL);
}

static void
on_whoami(void *arg, const struct msg_reply *reply)
{
    struct app *app = arg;
    app->is_asking_who = false;
    app->knows_who = reply != NULL && reply->status == ERR_OK;
    orders_whoami(&app->model.orders, reply);
}

void
app_ask_who(struct app *app)
{
    const struct orders *o = &app->model.orders;
    bool is_live = commands_are_live(&app->model.commands, app_clock());
    if (!is_live || app->knows_who || app->is_asking_who)
        return;
    char as[ORDER_PERSON_MAX + 4];
    bool is_training = app->model.instance.kind == INSTANCE_SIM;
    (void)snprintf(as, sizeof as, "as=%s", o->as);
    const char *args[] = {as};
    app->is_asking_who = true;
    bus_ask(app->bus, PATHS_OBSERVE, "gate", "whoami", args,
        is_training && o->as[0] != '\0', ASK_NS, on_whoami, app);
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
