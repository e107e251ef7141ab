/*
 * app_term.c - the console and its terminal: keys, signals, what the desk asks.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/app_priv.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

/* ---- what the desk asks -------------------------------------------------- */

static void
host_bell(void *arg)
{
    struct app *app = arg;
    term_bell(app->term);
}

static void
host_mouse(void *arg, bool is_on)
{
    struct app *app = arg;
    term_mouse(app->term, is_on);
}

static bool
host_copy(void *arg, const char *text, size_t len)
{
    struct app *app = arg;
    return term_copy(app->term, text, len);
}

static void
host_redraw(void *arg)
{
    struct app *app = arg;
    term_redraw(app->term);
}

static void
host_drop_input(void *arg)
{
    struct app *app = arg;
    term_drop_input(app->term, app->input);
}

void
app_take_size(struct app *app)
{
    int rows, cols;
    term_size(app->term, &rows, &cols);
    desk_resize(app->desk, rows, cols);
    app->is_dirty = true;
}

static void
host_suspend(void *arg)
{
    struct app *app = arg;
    if (!desk_may_suspend(app->desk))
        return;
    /* a shell that could continue us gives a job a group of its own */
    if (getsid(0) == getpgrp()) {
        desk_toast(app->desk, TOAST_INFO,
            "not suspended: there is no shell behind this console");
        return;
    }
    struct mono before = mono_now();
    term_suspend(app->term);
    char text[80], away[TIME_TEXT_SIZE];
    snprintf(text, sizeof text, "suspended for %s",
        duration_fmt(away, mono_diff_ns(mono_now(), before)));
    app_take_size(app);
    desk_toast(app->desk, TOAST_INFO, text);
}

static void
on_signal(void *arg, int signal)
{
    struct app *app = arg;
    switch (signal) {
    case SIGWINCH:
        if (app->term != NULL)
            app_take_size(app);
        break;
    case SIGTSTP:
        if (app->term != NULL)
            host_suspend(app);
        break;
    default:
        app_stop(app, 128 + signal);
    }
}

static void take_events(struct app *app);

/* Nothing followed half a sequence. */
static void
on_wait(void *arg, struct mono now)
{
    (void)now;
    struct app *app = arg;
    app->wait = NULL;
    input_timeout(app->input);
    take_events(app);
}

static void
take_events(struct app *app)
{
    struct input_event event;
    while (input_next(app->input, &event)) {
        app_diag_key(app, mono_now());
        unsigned bits = desk_input(app->desk, &event, app_clock());
        if (bits & UI_QUIT)
            app_stop(app, 0);
        if (bits != 0)
            app->is_dirty = true;
    }
    bus_watch_stop(app->loop, &app->wait);
    int wait_ms = input_wait_ms(app->input);
    if (wait_ms > 0)
        app->wait =
            bus_loop_timer(app->loop, wait_ms * NS_PER_MS, 0, on_wait, app);
}

static void
on_input(void *arg, int fd, short revents)
{
    (void)fd, (void)revents;
    struct app *app = arg;
    enum err err = term_read(app->term, app->input);
    if (err == ERR_CLOSED)
        app_stop(app, 128 + SIGHUP);
    else if (err == ERR_OK)
        take_events(app);
}

int
app_open_terminal(struct app *app, struct strbuf *message)
{
    const struct app_options *o = app->options;
    struct term_options options = {.in = STDIN_FILENO,
        .out = STDOUT_FILENO,
        .color = o->color,
        .charset = o->charset,
        .theme = app->theme != NULL ? app->theme : theme_built_in()};
    if (term_open(&options, message, &app->term) != ERR_OK) {
        fprintf(stderr, "columba: %s\n", strbuf_get(message));
        return EX_UNAVAILABLE;
    }
    app->input = input_new();
    term_define_keys(app->term, app->input);
    app->input_watch =
        bus_loop_fd(app->loop, term_input_fd(app->term), POLLIN, on_input, app);
    char title[80];
    snprintf(title, sizeof title, "columba %s%.40s",
        o->is_instructor ? "instruct " : "", o->instance);
    term_title(app->term, title);
    return 0;
}

int
app_watch_signals(struct app *app)
{
    static const int signals[] = {
        SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP};
    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < ARRAY_LEN(signals); i++)
        if (bus_loop_signal(app->loop, signals[i], on_signal, app) != ERR_OK)
            return EX_OSERR;
    return 0;
}

void
app_term_host(struct app *app, struct desk_host *host)
{
    host->suspend = app->options->is_readonly ? NULL : host_suspend;
    host->redraw = host_redraw;
    host->mouse = host_mouse;
    host->copy = host_copy;
    host->drop_input = host_drop_input;
    host->bell = host_bell;
}
