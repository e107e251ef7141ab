/*
 * live.c - the ground model in an instance.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/live.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "bus/process.h"
#include "common/log.h"
#include "common/paths.h"
#include "common/str.h"
#include "common/whole_file.h"
#include "common/xalloc.h"
#include "sim/anomaly.h"
#include "sim/effects.h"
#include "sim/exercise_app.h"
#include "sim/sim_app.h"
#include "sim/tc_name.h"
#include "sim/uplink_in.h"

#define STEPS_A_TURN    50 /* at most, when behind */
#define CLOCK_OFF_NS    (2 * NS_PER_S)
#define UPLINK_RETRY_NS (2 * NS_PER_S)

struct live {
    const struct live_config *config;
    struct process *process;
    struct bus_watch *timer;
    struct sim_app app;
    struct mono began; /* the model is at its start then */
    bool is_clock_off, has_failed;

    struct uplink_in *uplink; /* NULL: not yet */
    struct mono uplink_tried;
    bool is_uplink_told;

    struct exercise_app *exercise; /* NULL without a database */
    struct effects *effects;
    struct tc_name *names;
    char *dir[3];  /* of scenarios */
    uint32_t done; /* commands executed, told to the exercise */
    bool is_frozen;
    struct mono frozen, held; /* since; the last signal packet */
    bool is_connected;
    char text[192];
};

/* ---- sending ------------------------------------------------------------- */

static void
on_packet(void *arg, const uint8_t *packet, size_t len, bool is_signal)
{
    struct live *l = arg;
    if (is_signal && l->config->sink->file != NULL)
        return; /* a recording has packets of the payload only */
    if (sink_send(l->config->sink, packet, len) != ERR_OK)
        l->has_failed = true;
}

static void
on_made(void *arg, const uint8_t *packet, size_t len, bool is_signal)
{
    struct live *l = arg;
    (void)is_signal;
    exercise_app_packet(l->exercise, packet, len);
}

static bool
is_over(const struct live *l)
{
    return l->has_failed || (!utc_is_none(l->config->end) &&
                                l->app.model.now.ns >= l->config->end.ns);
}

/* Where the model should be now. */
static struct utc
target(const struct live *l, struct mono now)
{
    double ns = (double)mono_diff_ns(now, l->began) * l->config->rate;
    struct utc t = utc_add_ns(l->config->model.start, (int64_t)ns);
    bool is_past = !utc_is_none(l->config->end) && t.ns > l->config->end.ns;
    return is_past ? l->config->end : t;
}

static void
watch_clock(struct live *l, struct utc want)
{
    if (l->config->has_start || l->config->rate != 1)
        return;
    int64_t off = utc_diff_ns(utc_now(), want);
    bool is_off = llabs(off) > CLOCK_OFF_NS;
    if (is_off && !l->is_clock_off)
        log_event(EV_CLOCK_JUMP,
            "the system's clock is %.1f s off the model's, which goes on",
            (double)off * 1e-9);
    l->is_clock_off = is_off;
}

/* ---- telecommands -------------------------------------------------------- */

/* One datagram as it came; in LOS it does not reach the payload. */
static void
on_telecommand(void *arg, const uint8_t *p, size_t len)
{
    struct live *l = arg;
    if (l->is_frozen)
        return;
    if (sim_app_telecommand(&l->app, p, len) && l->names != NULL)
        tc_name_received(l->names, p, len);
}

/* Hear telecommands; telemetry does not wait for a port that is taken. */
static void
open_uplink(struct live *l, struct mono now)
{
    const struct route *route = l->config->route;
    if (route->tc_port == 0 || l->uplink != NULL ||
        (l->is_uplink_told &&
            mono_diff_ns(now, l->uplink_tried) < UPLINK_RETRY_NS))
        return;
    const enum err e = uplink_in_open(process_loop(l->process), route->tc_host,
        route->tc_port, on_telecommand, l, &l->uplink);
    const int error = errno;
    l->uplink_tried = now;
    if (e == ERR_OK)
        log_event(EV_SIM_UPLINK, "telecommands at udp:%s:%u", route->tc_host,
            (unsigned)route->tc_port);
    else if (!l->is_uplink_told)
        log_event(EV_SIM_UPLINK_FAULT, "udp:%s:%u: %s", route->tc_host,
            (unsigned)route->tc_port,
            e == ERR_IO ? strerror(error) : "host not known");
    l->is_uplink_told = e != ERR_OK;
}

/* ---- exercises ----------------------------------------------------------- */

static void
publish(void *arg, const char *topic, struct msg *msg)
{
    struct live *l = arg;
    bus_publish(process_bus(l->process), topic, msg);
}

static void
event(void *arg, enum event_id id, const char *text)
{
    (void)arg;
    log_event(id, "%s", text);
}

/* The model begins anew where the scenario wants it, at the time it has. */
static void
on_restart(void *arg, const struct scenario *scenario)
{
    struct live *l = arg;
    struct sim_config config = l->config->model;
    config.anomaly = NULL;
    config.start = l->app.model.now;
    if (!isnan(scenario->place_deg))
        config.noon_deg = scenario->place_deg;
    if (!isnan(scenario->beta_deg))
        config.beta_deg = scenario->beta_deg;
    if (scenario->has_seed)
        config.seed = scenario->seed;
    sim_app_restart(&l->app, &config);
    l->done = 0;
}

static void
on_begin(void *arg, size_t handle, const struct scenario_effect *effect)
{
    struct live *l = arg;
    enum err e = effects_begin(l->effects, handle, effect);
    if (e != ERR_OK)
        log_event(EV_INTERNAL, "the model cannot do: %s (%s)", effect->text,
            err_str(e));
}

static void
on_end(void *arg, size_t handle)
{
    struct live *l = arg;
    effects_end(l->effects, handle);
}

static void
hold(struct live *l, struct mono now)
{
    l->held = now;
    sim_app_hold(&l->app);
}

/* Frozen, the model stands still and its clock goes on. */
static void
on_freeze(void *arg, bool is_frozen)
{
    struct live *l = arg;
    struct mono now = bus_loop_now(process_loop(l->process));
    l->is_frozen = is_frozen;
    if (is_frozen) {
        l->frozen = now;
        hold(l, now);
        return;
    }
    int64_t by = utc_diff_ns(target(l, now), l->app.model.now);
    sim_model_shift(&l->app.model, by - by % SIM_STEP_NS);
}

/* <state>/<instance>/debrief-<GMT>.txt and .json. */
static void
on_keep(void *arg, const struct exercise *exercise, struct utc now)
{
    struct live *l = arg;
    struct strbuf text = {0}, json = {0};
    char stamp[TIME_TEXT_SIZE], *dir = paths_state_dir();
    struct civil c = utc_civil(now, false);
    (void)snprintf(stamp, sizeof stamp, "%04d%02d%02dT%02d%02d%02dZ",
        c.year % 10000, c.month, c.day, c.hour, c.minute, c.second);
    char *stem = xasprintf("%s/%s/debrief-%s", dir, l->config->instance, stamp);
    char *txt = xasprintf("%s.txt", stem), *js = xasprintf("%s.json", stem);
    exercise_debrief(exercise, &text);
    exercise_debrief_json(exercise, &json);
    strbuf_addc(&json, '\n');
    if (whole_file_write(js, json.s, json.len, 0644) == ERR_OK &&
        whole_file_write(txt, text.s, text.len, 0644) == ERR_OK)
        log_event(EV_DEBRIEF, "%s", txt);
    else
        log_event(EV_DEBRIEF_FAULT, "%s: %s", txt, strerror(errno));
    strbuf_fini(&text);
    strbuf_fini(&json);
    free(txt);
    free(js);
    free(stem);
    free(dir);
}

static void
tell_executed(void *arg, const char *command)
{
    struct live *l = arg;
    exercise_app_executed(l->exercise, command);
}

static void
follow_exercise(struct live *l)
{
    const struct tc *tc = &l->app.model.tc;
    double elapsed_s = (double)l->app.model.steps * (double)SIM_STEP_NS * 1e-9;
    if (l->exercise == NULL)
        return;
    for (; l->done < tc->done; l->done++)
        tc_name_executed(
            l->names, tc->done_count[l->done % TC_QUEUE], tell_executed, l);
    exercise_app_step(l->exercise, elapsed_s, l->app.model.now);
}

static void
on_message(void *arg, const char *topic, const struct msg *msg)
{
    struct live *l = arg;
    (void)topic;
    exercise_app_message(l->exercise, msg);
}

static void
on_request(void *arg, bool may_change, const char *who,
    const struct msg_request *request, struct msg_reply *reply)
{
    struct live *l = arg;
    if (l->exercise != NULL) {
        exercise_app_request(l->exercise, may_change, who, request, reply);
        return;
    }
    reply->status = ERR_NOTFOUND;
    reply->text =
        msg_str("exercises need the mission's database, which is not there");
}

/* ---- the loop ------------------------------------------------------------ */

static void
on_timer(void *arg, struct mono now)
{
    struct live *l = arg;
    struct utc want = target(l, now);
    if (l->is_frozen) {
        if (mono_diff_ns(now, l->held) >= NS_PER_S)
            hold(l, now);
    } else
        for (unsigned n = 0;
             n < STEPS_A_TURN && sim_app_run(&l->app, want, 1) == 1; n++)
            follow_exercise(l);
    if (l->app.model.steps % 10 == 0)
        watch_clock(l, want);
    open_uplink(l, now);
    if (is_over(l))
        bus_loop_stop(process_loop(l->process), l->has_failed ? EX_IOERR : 0);
}

static void
on_second(void *arg)
{
    struct live *l = arg;
    bool was_connected = l->is_connected;
    l->is_connected = bus_is_connected(process_bus(l->process));
    if (l->exercise == NULL)
        return;
    if (l->is_connected && !was_connected)
        exercise_app_announce(l->exercise);
    exercise_app_second(l->exercise, l->config->rate);
}

static const char *
detail(void *arg)
{
    struct live *l = arg;
    char tc[64] = "", doy[TIME_TEXT_SIZE];
    if (l->uplink != NULL)
        (void)snprintf(tc, sizeof tc, ", %" PRIu64 " telecommand datagrams",
            uplink_in_count(l->uplink));
    (void)snprintf(l->text, sizeof l->text,
        "model time %s%s, %" PRIu64 " packets to %s%s",
        utc_fmt_doy(doy, l->app.model.now, false, 0),
        l->is_frozen ? " (frozen)" : "", l->app.packets, l->config->sink->name,
        tc);
    return l->text;
}

/* ---- life ---------------------------------------------------------------- */

static void
open_exercises(struct live *l)
{
    const struct live_config *c = l->config;
    size_t n = 0;
    if (c->mdb == NULL)
        return;
    if (c->mission != NULL)
        l->dir[n++] = xasprintf("%s/scenarios", c->mission->dir);
    l->dir[n] = paths_data("scenarios");
    l->effects = effects_new(&l->app.model, c->mdb);
    l->names = tc_name_new(c->mdb);
    const char *root = c->mission != NULL ? c->mission->root : NULL;
    l->exercise = exercise_app_new(&(struct exercise_app_config){.mdb = c->mdb,
        .root = root != NULL ? mdb_find_container(c->mdb, root) : MDB_NIL,
        .dir = (const char *const *)l->dir,
        .arg = l,
        .publish = publish,
        .event = event,
        .restart = on_restart,
        .begin = on_begin,
        .end = on_end,
        .freeze = on_freeze,
        .keep = on_keep});
    l->app.made = on_made;
    bus_subscribe(process_bus(l->process), "alarm/", on_message, l);
    bus_subscribe(process_bus(l->process), "command/", on_message, l);
}

static void
close_exercises(struct live *l)
{
    exercise_app_free(&l->exercise);
    effects_free(&l->effects);
    tc_name_free(&l->names);
    for (size_t i = 0; i < ARRAY_LEN(l->dir); i++)
        free(l->dir[i]);
}

static int
begin_scenario(struct live *l)
{
    struct notes notes = {0};
    if (l->config->scenario == NULL)
        return 0;
    if (l->exercise == NULL) {
        fprintf(
            stderr, "columba-sim: --scenario needs the mission's database\n");
        return EX_CONFIG;
    }
    follow_exercise(l); /* the model has lived through its run-in */
    enum err e = exercise_app_begin(
        l->exercise, l->config->scenario, &notes, l->app.model.now);
    notes_print(&notes, stderr, true);
    notes_fini(&notes);
    return e == ERR_OK ? 0 : err_exit_status(e);
}

static void
tell_start(const struct live *l)
{
    const struct live_config *c = l->config;
    const struct anomaly *anomaly = c->model.anomaly;
    char iso[TIME_TEXT_SIZE];
    log_event(EV_SIM_START, "seed %" PRIu64 ", rate %g, from %s, to %s%s%s",
        c->model.seed, c->rate, utc_fmt_iso(iso, c->model.start, false),
        c->sink->name, anomaly != NULL ? ", anomaly " : "",
        anomaly != NULL ? anomaly->name : "");
}

/* In step with the clock, from the start of the next tenth of a second. */
static void
start_clock(struct live *l)
{
    const struct live_config *c = l->config;
    int64_t until_start = 0;
    if (!c->has_start)
        until_start = utc_diff_ns(c->model.start, utc_now());
    l->began = mono_add_ns(mono_now(), until_start);
    int64_t period = (int64_t)((double)SIM_STEP_NS / c->rate);
    period = period < 5 * NS_PER_MS ? 5 * NS_PER_MS : period;
    l->timer = bus_loop_timer(process_loop(l->process),
        (until_start > 0 ? until_start : 0) + period, period, on_timer, l);
}

static int
serve(struct live *l)
{
    enum err e = process_serve(l->process);
    int status = e == ERR_OK ? begin_scenario(l) : err_exit_status(e);
    if (status != 0)
        return status;
    start_clock(l);
    tell_start(l);
    open_uplink(l, mono_now());
    status = process_run(l->process);
    bus_watch_stop(process_loop(l->process), &l->timer);
    return status;
}

int
live_run(const struct live_config *config)
{
    struct live *l = xcalloc(1, sizeof *l);
    l->config = config;
    sim_app_init(&l->app, &config->model, on_packet, l);
    enum err e = process_open(
        &(struct process_config){.source = "sim",
            .instance = config->instance,
            .mdb_hash = config->mdb != NULL ? config->mdb->hash : 0,
            .arg = l,
            .request = on_request,
            .second = on_second,
            .text = detail},
        &l->process);
    int status = err_exit_status(e);
    if (e == ERR_OK) {
        open_exercises(l);
        status = serve(l);
        if (l->exercise != NULL)
            exercise_app_close(l->exercise);
        uplink_in_close(&l->uplink);
        process_close(&l->process);
    }
    close_exercises(l);
    free(l);
    return status;
}
