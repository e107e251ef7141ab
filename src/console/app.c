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
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/digest.h"
#include "common/num.h"
#include "console/app_priv.h"
#include "console/theme/theme_file.h"

#define SETTLE_NS (400 * NS_PER_MS) /* APP_ONCE: after the first data */
#define RATE_HZ   4.0               /* when nobody says */
#define LATE_NS   NS_PER_S          /* later than that is worth telling */

struct clock
app_clock(void)
{
    return (struct clock){mono_now(), utc_now()};
}

void
app_stop(struct app *app, int status)
{
    app->status = status;
    bus_loop_stop(app->loop, status);
}

/* ---- painting ------------------------------------------------------------ */

static void
on_writable(void *arg, int fd, short revents)
{
    (void)fd;
    struct app *app = arg;
    if (revents & (POLLERR | POLLHUP | POLLNVAL)) {
        app_stop(app, 128 + SIGHUP);
        return;
    }
    term_flush(app->term);
    bus_watch_stop(app->loop, &app->writable);
    app->is_dirty = true;
}

static void
show(struct app *app)
{
    struct clock now = app_clock();
    desk_paint(app->desk, &app->canvas, now);
    enum term_drawn drawn = term_draw(app->term, &app->canvas);
    app_diag_frame(app, now.mono, drawn);
    if (drawn == TERM_BUSY) {
        if (!app->is_late)
            app->late_from = now.mono;
        app->is_late = true;
        if (app->writable == NULL)
            app->writable = bus_loop_fd(app->loop, term_output_fd(app->term),
                POLLOUT, on_writable, app);
    } else {
        desk_shown(app->desk, now);
    }
    if (drawn != TERM_BUSY && app->is_late) {
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
    app_tell_display(app, mono_now());
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
    desk_update(app->desk, now); /* views ask for what they miss */
    bool is_fetching = desk_fetch_runs(app->desk, now);
    bool is_complete = app->complete.ns != 0 && !is_fetching &&
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
    app_stop(app, is_complete ? 0 : EX_UNAVAILABLE);
}

/* `rate_hz` times a second: what came since is looked at. */
static void
on_tick(void *arg, struct mono mono)
{
    (void)mono;
    struct app *app = arg;
    struct clock now = app_clock();
    app_diag_tick(app, now.mono, (int64_t)((double)NS_PER_S / app->rate_hz));
    model_connected(&app->model, bus_is_connected(app->bus), now);
    model_tick(&app->model, now);
    app_follow_mdb(app);
    app_follow_plan(app);
    app_tell_display(app, now.mono);
    if (app->options->mode != APP_PLAIN)
        desk_poll_displays(app->desk);
    if (app->options->mode == APP_ONCE)
        once(app, now);
    else if (app->options->mode == APP_PLAIN) {
        if (!plain_update(&app->plain, &app->model, now, stdout))
            app_stop(app, EX_IOERR);
    } else {
        if (desk_update(app->desk, now) != 0)
            app->is_dirty = true;
        (void)desk_fetch_runs(app->desk, now);
    }
    app->version = app->model.version;
}

/* The seconds of the clock change when the second does. */
static void
start_tick(struct app *app)
{
    int64_t period = (int64_t)((double)NS_PER_S / app->rate_hz);
    int64_t phase = utc_now().ns % NS_PER_S % period;
    bus_watch_stop(app->loop, &app->tick);
    app->ticked = (struct mono){0};
    app->tick = bus_loop_timer(
        app->loop, period - phase + NS_PER_MS, period, on_tick, app);
}

/* ---- life ---------------------------------------------------------------- */

static bool
wants_ascii(const struct app *app)
{
    return app->term != NULL ? term_is_ascii(app->term)
                             : term_wants_ascii(app->options->charset);
}

/* What the command line says wins over the files. */
static void
configure(struct app *app, struct strbuf *message)
{
    const struct app_options *o = app->options;
    double hz;
    app_read_settings(o->mission_path, &app->settings, message);
    if (o->theme != NULL)
        (void)str_copy(
            app->settings.text[SETTING_THEME], SETTING_SIZE, o->theme);
    if (o->graph != NULL)
        (void)str_copy(
            app->settings.text[SETTING_GRAPH], SETTING_SIZE, o->graph);
    app->said = app->settings;
    const char *rate = app->settings.text[SETTING_RATE];
    app->rate_hz = o->rate_hz > 0                ? o->rate_hz
                   : num_parse_double(rate, &hz) ? hz
                                                 : RATE_HZ;
    app->settings.text[SETTING_RATE][0] = '\0';
    if (app->settings.text[SETTING_THEME][0] != '\0')
        (void)app_set_theme(app, app->settings.text[SETTING_THEME], message);
    app->settings.text[SETTING_THEME][0] = '\0';
}

/* What is left of the settings is the desk's. */
static void
apply_settings(struct app *app, struct strbuf *message)
{
    for (unsigned i = 0; i < SETTING_COUNT; i++)
        if (app->settings.text[i][0] != '\0')
            (void)desk_set(app->desk, setting_row((enum setting)i)->name,
                app->settings.text[i], message);
}

static void
set_rate(void *arg, double hz)
{
    struct app *app = arg;
    app->rate_hz = hz;
    start_tick(app);
}

static void
open_desk(struct app *app)
{
    const struct app_options *o = app->options;
    bool has_term = app->term != NULL;
    struct desk_config config = {.model = &app->model,
        .theme = app->theme != NULL ? app->theme : theme_built_in(),
        .classes = o->is_instructor ? view_classes_instructor : view_classes,
        .is_instructor = o->is_instructor,
        .instance = o->instance,
        .is_readonly = o->is_readonly,
        .export_dir = o->export_dir,
        .is_ascii = wants_ascii(app),
        .rate_hz = app->rate_hz,
        .host = {.arg = app,
            .ask = app_ask,
            .inquire = app_inquire,
            .order = app_order,
            .exec = app_exec,
            .set_theme = app_set_theme,
            .set_rate = set_rate,
            .reload_keys = app_reload_keys,
            .remember = app_remember,
            .names = app_names}};
    if (has_term)
        app_term_host(app, &config.host);
    app->desk = desk_new(&config, app_clock());
    app_diag_start(app);
    canvas_init(&app->canvas, o->rows, o->cols, wants_ascii(app));
    if (has_term)
        app_take_size(app);
    else
        desk_resize(app->desk, o->rows, o->cols);
    if (o->view != NULL) /* if not, it may name a display: see later */
        (void)desk_command(app->desk, o->view);
}

/* Markers change twice a second however seldom data does. */
static void
on_flash(void *arg, struct mono mono)
{
    (void)mono;
    struct app *app = arg;
    if (app->options->mode != APP_SCREEN)
        return;
    app_ask_who(app);
    desk_keep_authority(app->desk, app_clock());
    desk_keep_runs(app->desk, app_clock());
    if (desk_flashes(app->desk))
        app->is_dirty = true;
}

static void
start_ticking(struct app *app)
{
    start_tick(app);
    int64_t half = NS_PER_S / 2;
    bus_loop_timer(
        app->loop, half - utc_now().ns % half + NS_PER_MS, half, on_flash, app);
    bus_loop_timer(app->loop, NS_PER_MS, 0, app_load_mission, app);
}

static int
run(struct app *app, struct strbuf *message)
{
    int status = app_watch_signals(app);
    if (status == 0)
        status = app_open_bus(app);
    configure(app, message);
    if (status == 0 && app->options->mode == APP_SCREEN)
        status = app_open_terminal(app, message);
    if (status != 0)
        return status;
    open_desk(app);
    apply_settings(app, message);
    (void)app_reload_keys(app, message);
    app_recall(app);
    if (message->len > 0)
        desk_toast(app->desk, TOAST_WARN, strbuf_get(message));
    bus_loop_before_sleep(app->loop, before_sleep, app);
    app->is_dirty = true;
    start_ticking(app);
    if (app->term != NULL)
        show(app); /* at once, before anything is connected */
    return bus_loop_run(app->loop);
}

/* A session of its own: random, and nobody else's to know. */
static void
begin_session(struct app *app)
{
    char session[DIGEST_ID_HEX];
    const struct passwd *p = getpwuid(geteuid());
    const char *as = app->options->as;
    digest_id(session);
    orders_begin(&app->model.orders, session, p != NULL ? p->pw_name : "",
        as != NULL ? as : "");
}

int
app_run(const struct app_options *options)
{
    struct app app = {.options = options, .started = mono_now()};
    struct strbuf message = {0};
    app.loop = bus_loop_new();
    model_init(&app.model, options->instance, NULL, app_clock());
    app.model.drill.is_instructor = options->is_instructor;
    begin_session(&app);
    app.model.runs.pid = (long)getpid();
    int status = run(&app, &message);
    term_close(&app.term);
    app_keep_session(&app);
    desk_free(&app.desk);
    app_drop_plan(&app);
    input_free(&app.input);
    canvas_fini(&app.canvas);
    bus_close(&app.bus);
    bus_loop_free(&app.loop);
    display_set_free(&app.displays);
    model_fini(&app.model);
    mdb_free(&app.mdb);
    theme_free(&app.theme);
    free(app.mission_dir);
    free(app.mission_name);
    free(app.session_path);
    strbuf_fini(&app.session);
    strbuf_fini(&app.stack);
    strbuf_fini(&message);
    return status;
}
