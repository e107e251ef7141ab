/*
 * app.c - the console as a process: bus, terminal, clock and desk in one loop.
 *
 * One turn: messages update the model, keys go to the desk at once; what
 * changed is painted at the end of the turn, data at most `rate_hz` times a
 * second, and given to the terminal in one write.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/app.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "bus/bus.h"
#include "common/xalloc.h"
#include "console/desk.h"
#include "console/plain.h"
#include "mdb/mdb.h"
#include "mission/mission.h"

#define ASK_NS    (3 * NS_PER_S)
#define SETTLE_NS (400 * NS_PER_MS) /* APP_ONCE: after the first data */
#define LATE_NS   NS_PER_S          /* later than that is worth telling */

struct app {
    const struct app_options *options;
    struct bus_loop *loop;
    struct bus *bus;
    struct model model;
    struct mdb *mdb; /* owned, NULL: none yet */
    uint64_t tried_hash;
    struct desk *desk;
    struct term *term;
    struct input *input;
    struct canvas canvas;
    struct plain plain;
    struct bus_watch *writable, *wait, *input_watch;
    bool is_dirty; /* paint at the end of this turn */
    bool is_late;  /* a frame could not be shown since … */
    struct mono late_from;
    uint64_t version;     /* of the model when it was last looked at */
    struct mono complete; /* APP_ONCE: when all was there; 0: not yet */
    struct mono started;
    int status;
};

static struct clock
clock_now(void)
{
    return (struct clock){mono_now(), utc_now()};
}

static void
stop(struct app *app, int status)
{
    app->status = status;
    bus_loop_stop(app->loop, status);
}

/* ---- database ------------------------------------------------------------ */

static void
use_mdb(struct app *app, struct mdb *mdb, const char *problem)
{
    struct mdb *old = app->mdb;
    app->mdb = mdb;
    model_set_mdb(&app->model, mdb, problem);
    mdb_free(&old);
    app->is_dirty = true;
}

/* The hash it must have, 0: any. */
static bool
load_mdb(struct app *app, const char *path, uint64_t hash)
{
    struct notes notes = {0};
    struct mdb *mdb;
    struct strbuf problem = {0};
    if (mdb_load(path, NULL, &notes, &mdb) != ERR_OK)
        strbuf_addf(&problem, "%s",
            notes.n > 0 ? notes.note[0].text : "it cannot be loaded");
    else if (hash != 0 && mdb->hash != hash) {
        mdb_free(&mdb);
        strbuf_adds(&problem, "the file here is another version");
    }
    if (mdb != NULL)
        app->model.mdb_warnings = notes.warnings;
    bool is_loaded = mdb != NULL;
    if (is_loaded || app->mdb == NULL)
        use_mdb(app, mdb, is_loaded ? NULL : strbuf_get(&problem));
    strbuf_fini(&problem);
    notes_fini(&notes);
    return is_loaded;
}

static enum instance_kind
kind_of(enum mission_kind kind)
{
    return kind == MISSION_FLIGHT ? INSTANCE_FLIGHT
           : kind == MISSION_SIM  ? INSTANCE_SIM
                                  : INSTANCE_REPLAY;
}

static void
read_mission(struct app *app)
{
    struct notes notes = {0};
    struct mission *mission = NULL;
    if (mission_load(app->options->mission_path, &notes, &mission) != ERR_OK) {
        use_mdb(app, NULL,
            notes.n > 0 ? notes.note[0].text : "the mission is not found");
        notes_fini(&notes);
        return;
    }
    const struct mission_instance *instance =
        mission_instance(mission, app->options->instance);
    if (instance != NULL && !app->model.instance.is_known)
        model_set_instance(&app->model, kind_of(instance->kind), mission->name,
            mission->met_epoch);
    values_set_expiry(app->model.values, mission->expiry_factor);
    load_mdb(app, mission->database, 0);
    app->tried_hash = app->mdb != NULL ? app->mdb->hash : 0;
    mission_free(&mission);
    notes_fini(&notes);
}

static void on_message(void *arg, const char *topic, const struct msg *msg);

/*
 * After the first frame: what the mission's own files say.  Only then the
 * instance is listened to, because another database forgets all values.
 */
static void
load_mission(void *arg, struct mono now)
{
    (void)now;
    struct app *app = arg;
    read_mission(app);
    bus_subscribe(app->bus, "", on_message, app);
}

/*
 * The instance runs with another database than ours: take that one, and have
 * everything told again.
 */
static void
follow_mdb(struct app *app)
{
    const struct instance_info *i = &app->model.instance;
    if (!i->is_known || i->mdb_hash == 0 || i->mdb_hash == app->tried_hash ||
        *i->database == '\0')
        return;
    app->tried_hash = i->mdb_hash;
    if (app->mdb != NULL && app->mdb->hash == i->mdb_hash)
        return;
    if (!load_mdb(app, i->database, i->mdb_hash))
        return;
    bus_unsubscribe(app->bus, "");
    bus_subscribe(app->bus, "", on_message, app);
}

/* ---- bus ----------------------------------------------------------------- */

static void
on_message(void *arg, const char *topic, const struct msg *msg)
{
    struct app *app = arg;
    model_message(&app->model, topic, msg, clock_now());
    if (msg->envelope.type == MSG_INSTANCE)
        follow_mdb(app);
}

static void
on_gap(void *arg, const char *topic, uint64_t missed)
{
    struct app *app = arg;
    model_gap(&app->model, topic, missed, clock_now());
}

static void
on_reply(void *arg, const struct msg_reply *reply)
{
    struct app *app = arg;
    desk_reply(app->desk, reply);
    app->is_dirty = true;
}

static void
host_ask(void *arg, const char *name, const char *verb, const char *const *args,
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

static void
host_inquire(void *arg, const char *name, const char *verb,
    const char *const *args, size_t n_args)
{
    struct app *app = arg;
    bus_ask(app->bus, PATHS_OBSERVE, name, verb, args, n_args, ASK_NS,
        on_answer, app);
}

/* ---- terminal ------------------------------------------------------------ */

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

static void
take_size(struct app *app)
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
    if (getsid(0) == getpid()) {
        desk_toast(app->desk, TOAST_INFO,
            "not suspended: there is no shell behind this console");
        return;
    }
    struct mono before = mono_now();
    term_suspend(app->term);
    char text[80], away[TIME_TEXT_SIZE];
    snprintf(text, sizeof text, "suspended for %s",
        duration_fmt(away, mono_diff_ns(mono_now(), before)));
    take_size(app);
    desk_toast(app->desk, TOAST_INFO, text);
}

static void
on_signal(void *arg, int signal)
{
    struct app *app = arg;
    switch (signal) {
    case SIGWINCH:
        if (app->term != NULL)
            take_size(app);
        break;
    case SIGTSTP:
        if (app->term != NULL)
            host_suspend(app);
        break;
    default:
        stop(app, 128 + signal);
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
        unsigned bits = desk_input(app->desk, &event, clock_now());
        if (bits & UI_QUIT)
            stop(app, 0);
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
        stop(app, 128 + SIGHUP);
    else if (err == ERR_OK)
        take_events(app);
}

/* ---- painting ------------------------------------------------------------ */

static void
on_writable(void *arg, int fd, short revents)
{
    (void)fd;
    struct app *app = arg;
    if (revents & (POLLERR | POLLHUP | POLLNVAL)) {
        stop(app, 128 + SIGHUP);
        return;
    }
    term_flush(app->term);
    bus_watch_stop(app->loop, &app->writable);
    app->is_dirty = true;
}

static void
show(struct app *app)
{
    struct clock now = clock_now();
    desk_paint(app->desk, &app->canvas, now);
    if (term_draw(app->term, &app->canvas) == TERM_BUSY) {
        if (!app->is_late)
            app->late_from = now.mono;
        app->is_late = true;
        if (app->writable == NULL)
            app->writable = bus_loop_fd(app->loop, term_output_fd(app->term),
                POLLOUT, on_writable, app);
    } else if (app->is_late) {
        int64_t late = mono_diff_ns(now.mono, app->late_from);
        app->is_late = false;
        if (late >= LATE_NS) {
            desk_late(app->desk, late);
            app->is_dirty = true;
        }
    }
}

static void
before_sleep(void *arg, struct mono now)
{
    (void)now;
    struct app *app = arg;
    if (!app->is_dirty || app->term == NULL || app->writable != NULL)
        return;
    app->is_dirty = false;
    show(app);
}

static bool
has_data(const struct app *app)
{
    const struct links *links = &app->model.links;
    for (size_t i = 0; i < links->n; i++)
        if (links->row[i].has_last)
            return true;
    return false;
}

/* One screen as text: when it is complete, or nothing comes. */
static void
once(struct app *app, struct clock now)
{
    if (app->complete.ns == 0 && app->model.is_connected &&
        bus_is_complete(app->bus) && has_data(app))
        app->complete = now.mono;
    bool is_complete = app->complete.ns != 0 &&
                       mono_diff_ns(now.mono, app->complete) >= SETTLE_NS;
    if (!is_complete &&
        mono_diff_ns(now.mono, app->started) < app->options->timeout_ns)
        return;
    struct strbuf text = {0};
    desk_update(app->desk, now);
    desk_paint(app->desk, &app->canvas, now);
    canvas_text(&app->canvas, &text);
    fputs(strbuf_get(&text), stdout);
    strbuf_fini(&text);
    stop(app, is_complete ? 0 : EX_UNAVAILABLE);
}

/* `rate_hz` times a second: what came since is looked at. */
static void
on_tick(void *arg, struct mono mono)
{
    (void)mono;
    struct app *app = arg;
    struct clock now = clock_now();
    model_connected(&app->model, bus_is_connected(app->bus), now);
    model_tick(&app->model, now);
    follow_mdb(app);
    if (app->options->mode == APP_ONCE)
        once(app, now);
    else if (app->options->mode == APP_PLAIN) {
        if (!plain_update(&app->plain, &app->model, now, stdout))
            stop(app, EX_IOERR);
    } else if (desk_update(app->desk, now) != 0)
        app->is_dirty = true;
    app->version = app->model.version;
}

/* ---- life ---------------------------------------------------------------- */

static bool
wants_ascii(const struct app *app)
{
    return app->term != NULL ? term_is_ascii(app->term)
                             : term_wants_ascii(app->options->charset);
}

static int
open_terminal(struct app *app, struct strbuf *message)
{
    const struct app_options *o = app->options;
    struct term_options options = {.in = STDIN_FILENO,
        .out = STDOUT_FILENO,
        .color = o->color,
        .charset = o->charset,
        .theme = theme_built_in()};
    if (term_open(&options, message, &app->term) != ERR_OK) {
        fprintf(stderr, "columba: %s\n", strbuf_get(message));
        return EX_UNAVAILABLE;
    }
    app->input = input_new();
    term_define_keys(app->term, app->input);
    app->input_watch =
        bus_loop_fd(app->loop, term_input_fd(app->term), POLLIN, on_input, app);
    char title[80];
    snprintf(title, sizeof title, "columba %.40s", o->instance);
    term_title(app->term, title);
    return 0;
}

static void
open_desk(struct app *app)
{
    const struct app_options *o = app->options;
    bool has_term = app->term != NULL;
    struct desk_config config = {.model = &app->model,
        .theme = theme_built_in(),
        .classes = view_classes,
        .instance = o->instance,
        .is_readonly = o->is_readonly,
        .graph = o->graph,
        .host = {.arg = app,
            .suspend = has_term && !o->is_readonly ? host_suspend : NULL,
            .redraw = has_term ? host_redraw : NULL,
            .mouse = has_term ? host_mouse : NULL,
            .copy = has_term ? host_copy : NULL,
            .drop_input = has_term ? host_drop_input : NULL,
            .ask = host_ask,
            .inquire = host_inquire,
            .bell = has_term ? host_bell : NULL}};
    app->desk = desk_new(&config, clock_now());
    canvas_init(&app->canvas, o->rows, o->cols, wants_ascii(app));
    if (has_term)
        take_size(app);
    else
        desk_resize(app->desk, o->rows, o->cols);
    if (o->view != NULL && !desk_command(app->desk, o->view))
        desk_toast(app->desk, TOAST_WARN, "there is no such view");
}

static int
watch_signals(struct app *app)
{
    static const int signals[] = {
        SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP};
    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < ARRAY_LEN(signals); i++)
        if (bus_loop_signal(app->loop, signals[i], on_signal, app) != ERR_OK)
            return EX_OSERR;
    return 0;
}

static int
open_bus(struct app *app)
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
    return 0; /* load_mission() subscribes */
}

/* Markers change twice a second however seldom data does. */
static void
on_flash(void *arg, struct mono mono)
{
    (void)mono;
    struct app *app = arg;
    if (app->options->mode == APP_SCREEN && desk_flashes(app->desk))
        app->is_dirty = true;
}

/* The seconds of the clock change when the second does. */
static void
start_ticking(struct app *app)
{
    int64_t period = (int64_t)((double)NS_PER_S / app->options->rate_hz);
    int64_t phase = utc_now().ns % NS_PER_S % period;
    bus_loop_timer(app->loop, period - phase + NS_PER_MS, period, on_tick, app);
    int64_t half = NS_PER_S / 2;
    bus_loop_timer(
        app->loop, half - utc_now().ns % half + NS_PER_MS, half, on_flash, app);
    bus_loop_timer(app->loop, NS_PER_MS, 0, load_mission, app);
}

static int
run(struct app *app, struct strbuf *message)
{
    int status = watch_signals(app);
    if (status == 0)
        status = open_bus(app);
    if (status == 0 && app->options->mode == APP_SCREEN)
        status = open_terminal(app, message);
    if (status != 0)
        return status;
    open_desk(app);
    if (message->len > 0)
        desk_toast(app->desk, TOAST_WARN, strbuf_get(message));
    bus_loop_before_sleep(app->loop, before_sleep, app);
    app->is_dirty = true;
    start_ticking(app);
    if (app->term != NULL)
        show(app); /* at once, before anything is connected */
    return bus_loop_run(app->loop);
}

int
app_run(const struct app_options *options)
{
    struct app app = {.options = options, .started = mono_now()};
    struct strbuf message = {0};
    app.loop = bus_loop_new();
    model_init(&app.model, options->instance, NULL, clock_now());
    int status = run(&app, &message);
    term_close(&app.term);
    desk_free(&app.desk);
    input_free(&app.input);
    canvas_fini(&app.canvas);
    bus_close(&app.bus);
    bus_loop_free(&app.loop);
    model_fini(&app.model);
    mdb_free(&app.mdb);
    strbuf_fini(&message);
    return status;
}
