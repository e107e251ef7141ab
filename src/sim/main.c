/*
 * main.c - columba-sim: a ground model of the payload sends its telemetry.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "bus/bus.h"
#include "common/cli.h"
#include "common/log.h"
#include "common/notify.h"
#include "common/num.h"
#include "common/paths.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "mission/mission.h"
#include "sim/anomaly.h"
#include "sim/sim_app.h"
#include "sim/sink.h"
#include "sim/uplink_in.h"

#define STEPS_A_TURN    50 /* at most, when behind */
#define CLOCK_OFF_NS    (2 * NS_PER_S)
#define UPLINK_RETRY_NS (2 * NS_PER_S)
#define RATE_MAX        1000.0
#define GPS_EPOCH_S     INT64_C(315964800) /* 1980-01-06 */

struct options {
    const char *instance, *mission, *start, *to, *file, *anomaly, *commands;
    bool check, is_fast;
    uint64_t seed;
    double rate, beta_deg, noon_deg;
    int64_t duration_ns;
};

struct sim {
    const struct options *o;
    struct sim_app app;
    struct sim_config config;
    struct sink sink;
    struct utc end; /* or UTC_NONE */
    struct bus_loop *loop;
    struct bus *bus;
    struct bus_watch *timer;
    struct mono began;
    bool is_clock_off, has_failed;
    char *tc_host;            /* where telecommands are heard; "": any */
    uint16_t tc_port;         /* 0: nowhere */
    struct uplink_in *uplink; /* NULL: not yet */
    struct mono uplink_tried;
    bool is_uplink_told;
};

/* ---- sending ------------------------------------------------------------- */

static void
on_packet(void *arg, const uint8_t *packet, size_t len, bool is_signal)
{
    struct sim *sim = arg;
    if (is_signal && sim->sink.file != NULL)
        return; /* a recording has packets of the payload only */
    if (sink_send(&sim->sink, packet, len) != ERR_OK)
        sim->has_failed = true;
}

static bool
is_over(const struct sim *sim)
{
    return sim->has_failed ||
           (!utc_is_none(sim->end) && sim->app.model.now.ns >= sim->end.ns);
}

/* Where the model should be now. */
static struct utc
target(const struct sim *sim, struct mono now)
{
    double ns = (double)mono_diff_ns(now, sim->began) * sim->o->rate;
    struct utc t = utc_add_ns(sim->config.start, (int64_t)ns);
    bool is_past = !utc_is_none(sim->end) && t.ns > sim->end.ns;
    return is_past ? sim->end : t;
}

static void
watch_clock(struct sim *sim, struct utc want)
{
    if (sim->o->start != NULL || sim->o->rate != 1)
        return;
    int64_t off = utc_diff_ns(utc_now(), want);
    bool is_off = llabs(off) > CLOCK_OFF_NS;
    if (is_off && !sim->is_clock_off)
        log_event(EV_CLOCK_JUMP,
            "the system's clock is %.1f s off the model's, which goes on",
            (double)off * 1e-9);
    sim->is_clock_off = is_off;
}

/* ---- telecommands -------------------------------------------------------- */

/* One datagram as it came; in LOS it does not reach the payload. */
static void
on_telecommand(void *arg, const uint8_t *p, size_t len)
{
    struct sim *sim = arg;
    (void)sim_app_telecommand(&sim->app, p, len);
}

/* Hear telecommands; telemetry does not wait for a port that is taken. */
static void
open_uplink(struct sim *sim, struct mono now)
{
    if (sim->tc_port == 0 || sim->uplink != NULL ||
        (sim->is_uplink_told &&
            mono_diff_ns(now, sim->uplink_tried) < UPLINK_RETRY_NS))
        return;
    const enum err e = uplink_in_open(sim->loop, sim->tc_host, sim->tc_port,
        on_telecommand, sim, &sim->uplink);
    const int error = errno;
    sim->uplink_tried = now;
    if (e == ERR_OK)
        log_event(EV_SIM_UPLINK, "telecommands at udp:%s:%u", sim->tc_host,
            (unsigned)sim->tc_port);
    else if (!sim->is_uplink_told)
        log_event(EV_SIM_UPLINK_FAULT, "udp:%s:%u: %s", sim->tc_host,
            (unsigned)sim->tc_port,
            e == ERR_IO ? strerror(error) : "host not known");
    sim->is_uplink_told = e != ERR_OK;
}

static void
tell_detail(struct sim *sim)
{
    char detail[192], tc[64] = "", doy[TIME_TEXT_SIZE];
    if (sim->uplink != NULL)
        (void)snprintf(tc, sizeof tc, ", %" PRIu64 " telecommand datagrams",
            uplink_in_count(sim->uplink));
    (void)snprintf(detail, sizeof detail,
        "model time %s, %" PRIu64 " packets to %s%s",
        utc_fmt_doy(doy, sim->app.model.now, false, 0), sim->app.packets,
        sim->sink.name, tc);
    bus_detail(sim->bus, detail);
}

static void
on_timer(void *arg, struct mono now)
{
    struct sim *sim = arg;
    struct utc want = target(sim, now);
    (void)sim_app_run(&sim->app, want, STEPS_A_TURN);
    if (sim->app.model.steps % 10 == 0) {
        watch_clock(sim, target(sim, now));
        tell_detail(sim);
    }
    open_uplink(sim, now);
    if (is_over(sim))
        bus_loop_stop(sim->loop, sim->has_failed ? EX_IOERR : 0);
}

static void
on_signal(void *arg, int number)
{
    struct sim *sim = arg;
    (void)number;
    log_event(EV_STOP, "asked to stop");
    bus_state(sim->bus, "stopping", "");
    bus_loop_stop(sim->loop, 0);
}

/* ---- running ------------------------------------------------------------- */

static enum err
open_loop(struct sim *sim)
{
    sim->loop = bus_loop_new();
    enum err e = bus_open(sim->loop,
        &(struct bus_config){
            .instance = sim->o->instance, .source = "sim", .publishes = true},
        &sim->bus);
    if (e == ERR_OK)
        e = bus_loop_signal(sim->loop, SIGTERM, on_signal, sim);
    if (e == ERR_OK)
        e = bus_loop_signal(sim->loop, SIGINT, on_signal, sim);
    return e;
}

/* In step with the clock, from the start of the next tenth of a second. */
static int
run_live(struct sim *sim)
{
    enum err e = open_loop(sim);
    if (e != ERR_OK) {
        fprintf(stderr, "columba-sim: bus of instance %s: %s\n",
            sim->o->instance, err_str(e));
        bus_loop_free(&sim->loop);
        return err_exit_status(e);
    }
    int64_t until_start = 0;
    if (sim->o->start == NULL)
        until_start = utc_diff_ns(sim->config.start, utc_now());
    sim->began = mono_add_ns(mono_now(), until_start);
    int64_t period = (int64_t)((double)SIM_STEP_NS / sim->o->rate);
    period = period < 5 * NS_PER_MS ? 5 * NS_PER_MS : period;
    sim->timer = bus_loop_timer(sim->loop,
        (until_start > 0 ? until_start : 0) + period, period, on_timer, sim);
    char iso[TIME_TEXT_SIZE];
    const struct anomaly *anomaly = sim->config.anomaly;
    log_event(EV_SIM_START, "seed %" PRIu64 ", rate %g, from %s, to %s%s%s",
        sim->o->seed, sim->o->rate, utc_fmt_iso(iso, sim->config.start, false),
        sim->sink.name, anomaly != NULL ? ", anomaly " : "",
        anomaly != NULL ? anomaly->name : "");
    open_uplink(sim, mono_now());
    bus_state(sim->bus, "ready", "");
    int status = bus_loop_run(sim->loop);
    bus_watch_stop(sim->loop, &sim->timer);
    uplink_in_close(&sim->uplink);
    bus_close(&sim->bus);
    bus_loop_free(&sim->loop);
    return status;
}

/* As fast as the machine can. */
static int
run_fast(struct sim *sim)
{
    while (!is_over(sim))
        sim_app_step(&sim->app);
    return sim->has_failed ? EX_IOERR : 0;
}

static int
run(struct sim *sim)
{
    sim_app_init(&sim->app, &sim->config, on_packet, sim);
    int status = sim->o->is_fast ? run_fast(sim) : run_live(sim);
    char *name = xstrdup(sim->sink.name);
    int error = sim->sink.error;
    bool is_file = sim->sink.file != NULL;
    if (sink_close(&sim->sink) != ERR_OK || (status == EX_IOERR && is_file)) {
        fprintf(stderr, "columba-sim: %s: %s\n", name,
            error != 0 ? strerror(error) : "not written in full");
        status = EX_IOERR;
    }
    free(name);
    return status;
}

/* ---- what was asked for -------------------------------------------------- */

/* Is `port` one that a flight instance listens at? */
static const char *
flight_listener(const struct mission *mission, uint16_t port)
{
    for (size_t i = 0; i < mission->n_instances; i++) {
        const struct mission_instance *in = &mission->instance[i];
        for (size_t k = 0; k < in->n_links; k++)
            if (in->kind == MISSION_FLIGHT && in->link[k].port == port &&
                (in->link[k].type == MISSION_UDP ||
                    in->link[k].type == MISSION_TCP_SERVER))
                return in->name;
    }
    return NULL;
}

/* Is `port` one to which a flight instance sends commands? */
static const char *
flight_commands(const struct mission *mission, uint16_t port)
{
    for (size_t i = 0; i < mission->n_instances; i++) {
        const struct mission_instance *in = &mission->instance[i];
        for (size_t k = 0; k < in->n_uplinks; k++)
            if (in->kind == MISSION_FLIGHT && in->uplink[k].port == port &&
                in->uplink[k].type == MISSION_UDP)
                return in->name;
    }
    return NULL;
}

static const struct mission_link *
first_udp(const struct mission_instance *instance)
{
    for (size_t i = 0; i < instance->n_links; i++)
        if (instance->link[i].type == MISSION_UDP)
            return &instance->link[i];
    return NULL;
}

/* The destination from --to, or the instance's first UDP link. */
static int
open_udp(struct sim *sim, const struct mission *mission)
{
    const struct options *o = sim->o;
    const struct mission_instance *in = mission_instance(mission, o->instance);
    if (in == NULL || in->kind != MISSION_SIM) {
        fprintf(stderr,
            "columba-sim: %s: instance %s is %s; a ground model "
            "sends to an instance of kind sim only\n",
            mission->file, o->instance,
            in == NULL ? "not there" : mission_kind_str(in->kind));
        return in == NULL ? EX_NOINPUT : EX_NOPERM;
    }
    const struct mission_link *link = first_udp(in);
    char *host = NULL;
    uint16_t port = 0;
    if (o->to != NULL && sink_parse_udp(o->to, &host, &port) != ERR_OK) {
        fprintf(
            stderr, "columba-sim: --to: '%s' is not udp:HOST:PORT\n", o->to);
        return EX_USAGE;
    }
    if (o->to == NULL && link == NULL) {
        fprintf(stderr,
            "columba-sim: %s: instance %s has no udp link; "
            "say --to udp:HOST:PORT\n",
            mission->file, o->instance);
        return EX_NOINPUT;
    }
    if (o->to == NULL) {
        bool is_any = link->host == NULL || link->host[0] == '\0';
        host = xstrdup(is_any ? "127.0.0.1" : link->host);
        port = link->port;
    }
    const char *flight = flight_listener(mission, port);
    int status = 0;
    if (flight != NULL) {
        fprintf(stderr,
            "columba-sim: port %u belongs to instance %s, which "
            "is flight\n",
            (unsigned)port, flight);
        status = EX_NOPERM;
    } else if (sink_open_udp(&sim->sink, host, port) != ERR_OK) {
        fprintf(stderr, "columba-sim: %s: %s\n", sim->sink.name,
            sim->sink.error != 0 ? strerror(sim->sink.error)
                                 : "host not known");
        status = EX_NOHOST;
    }
    free(host);
    return status;
}

static int
complain_commands(const char *text)
{
    fprintf(stderr,
        "columba-sim: --commands: '%s' is not udp:HOST:PORT or none\n", text);
    return EX_USAGE;
}

/*
 * Where telecommands are heard: --commands, or the first udp uplink of the
 * instance.  Without a mission (a file is written) only what is asked for.
 */
static int
choose_uplink(struct sim *sim, const struct mission *mission)
{
    const struct options *o = sim->o;
    const struct mission_instance *in =
        mission != NULL ? mission_instance(mission, o->instance) : NULL;
    if (o->commands != NULL) {
        if (!str_eq(o->commands, "none") &&
            sink_parse_udp(o->commands, &sim->tc_host, &sim->tc_port) != ERR_OK)
            return complain_commands(o->commands);
    } else {
        for (size_t i = 0; in != NULL && i < in->n_uplinks; i++) {
            const struct mission_uplink *u = &in->uplink[i];
            if (u->type != MISSION_UDP || sim->tc_port != 0)
                continue;
            sim->tc_host = xstrdup(u->host);
            sim->tc_port = u->port;
        }
    }
    const char *flight = mission != NULL && sim->tc_port != 0
                             ? flight_commands(mission, sim->tc_port)
                             : NULL;
    if (flight == NULL)
        return 0;
    fprintf(stderr,
        "columba-sim: port %u is where commands of instance %s go, which is "
        "flight\n",
        (unsigned)sim->tc_port, flight);
    return EX_NOPERM;
}

static int
open_sink(struct sim *sim)
{
    const struct options *o = sim->o;
    if (o->file != NULL) {
        const int status = choose_uplink(sim, NULL);
        if (status != 0)
            return status;
    }
    if (o->file != NULL && o->check) {
        sim->sink.name = xstrdup(o->file);
        return 0;
    }
    if (o->file != NULL) {
        enum err e = sink_open_file(&sim->sink, o->file);
        if (e != ERR_OK)
            fprintf(stderr, "columba-sim: %s: %s\n", o->file,
                strerror(sim->sink.error));
        return e == ERR_OK ? 0 : EX_CANTCREAT;
    }
    char *path = o->mission != NULL ? xstrdup(o->mission)
                                    : mission_default_path(o->instance);
    struct notes notes = {0};
    struct mission *mission = NULL;
    enum err e = mission_load(path, &notes, &mission);
    notes_print(&notes, stderr, true);
    int status = e == ERR_OK ? open_udp(sim, mission) : err_exit_status(e);
    if (status == 0)
        status = choose_uplink(sim, mission);
    mission_free(&mission);
    notes_fini(&notes);
    free(path);
    return status;
}

/* The next full second, or the given start on the model's grid. */
static int
configure(struct sim *sim, const struct cli *cli)
{
    const struct options *o = sim->o;
    struct utc start = UTC_NONE;
    if (o->start != NULL && utc_parse(o->start, &start) != ERR_OK)
        return cli_usage(cli, "--start: '%s' is not a time", o->start);
    if (o->start == NULL)
        start = utc_add_ns(utc_now(), NS_PER_S);
    start.ns -= start.ns % SIM_STEP_NS;
    if (start.ns < GPS_EPOCH_S * NS_PER_S)
        return cli_usage(
            cli, "--start: there is no GPS time before 1980-01-06");
    sim->config = sim_config_default(start);
    sim->config.seed = o->seed;
    sim->config.beta_deg = o->beta_deg;
    const struct anomaly *anomaly =
        o->anomaly != NULL ? anomaly_find(o->anomaly) : NULL;
    sim->config.anomaly = anomaly;
    if (anomaly != NULL)
        sim->config.noon_deg = anomaly->noon_deg;
    if (!isnan(o->noon_deg))
        sim->config.noon_deg = o->noon_deg;
    sim->end =
        o->duration_ns > 0 ? utc_add_ns(start, o->duration_ns) : UTC_NONE;
    return 0;
}

static int
validate(const struct options *o, const struct cli *cli)
{
    if (!paths_instance_is_valid(o->instance))
        return cli_usage(cli, "%s is not a name of an instance", o->instance);
    if (!(o->rate >= 0.01 && o->rate <= RATE_MAX))
        return cli_usage(cli, "--rate is 0.01 to %g", RATE_MAX);
    if (!(fabs(o->beta_deg) <= 75) || fabs(o->noon_deg) > 180)
        return cli_usage(cli, "--beta is -75 to 75, --noon -180 to 180");
    if (o->file != NULL && o->to != NULL)
        return cli_usage(cli, "--file and --to exclude each other");
    if (o->is_fast && (o->file == NULL || o->duration_ns <= 0))
        return cli_usage(cli, "--fast needs --file and --duration");
    if (o->anomaly != NULL && anomaly_find(o->anomaly) == NULL)
        return cli_usage(
            cli, "'%s' is no anomaly; there are walk and heater", o->anomaly);
    return 0;
}

static void
print(const struct sim *sim)
{
    char iso[TIME_TEXT_SIZE];
    const struct options *o = sim->o;
    printf("instance %s\nto %s\nseed %" PRIu64 "\nstart %s\nrate %g\n",
        o->instance, sim->sink.name, o->seed,
        o->start != NULL ? utc_fmt_iso(iso, sim->config.start, false) : "now",
        o->rate);
    printf("anomaly %s\n", o->anomaly != NULL ? o->anomaly : "none");
    if (sim->tc_port != 0)
        printf("commands udp:%s:%u\n", sim->tc_host, (unsigned)sim->tc_port);
    else
        printf("commands none\n");
    printf("beta %g\nnoon %g\nduration %g\nfast %s\n", o->beta_deg,
        sim->config.noon_deg, (double)o->duration_ns * 1e-9,
        o->is_fast ? "yes" : "no");
}

int
main(int argc, char **argv)
{
    const char *instance = getenv("COLUMBA_INSTANCE");
    const char *anomaly = getenv("COLUMBA_ANOMALY");
    struct options o = {
        .instance = instance != NULL && instance[0] != '\0' ? instance : "sim",
        .seed = 1,
        .rate = 1,
        .beta_deg = 18,
        .noon_deg = NAN,
        .anomaly = anomaly != NULL && anomaly[0] != '\0' ? anomaly : NULL,
    };
    const struct cli_option options[] = {
        {'i', "instance", "NAME", CLI_STRING, &o.instance,
            "instance to send to (default $COLUMBA_INSTANCE, else sim)"},
        {'m', "mission", "PATH", CLI_STRING, &o.mission,
            "mission.conf or its directory (default: the shipped one)"},
        {'n', "check", NULL, CLI_FLAG, &o.check,
            "print what would be done, and exit"},
        {'\0', "seed", "N", CLI_UINT, &o.seed,
            "seed of all random numbers (default 1)"},
        {'\0', "start", "UTC", CLI_STRING, &o.start,
            "time of the model at its start (default: now)"},
        {'\0', "rate", "X", CLI_DOUBLE, &o.rate,
            "so many times as fast as real time (default 1)"},
        {'\0', "beta", "DEG", CLI_DOUBLE, &o.beta_deg,
            "beta angle at the start (default 18)"},
        {'\0', "noon", "DEG", CLI_DOUBLE, &o.noon_deg,
            "angle past orbit noon at the start (default -42, or what the "
            "anomaly asks for)"},
        {'\0', "anomaly", "NAME", CLI_STRING, &o.anomaly,
            "what goes wrong: walk or heater (default $COLUMBA_ANOMALY, else "
            "nothing)"},
        {'\0', "duration", "TIME", CLI_DURATION, &o.duration_ns,
            "end after so much time of the model (default: never)"},
        {'\0', "to", "udp:HOST:PORT", CLI_STRING, &o.to,
            "send there (default: the instance's first udp link)"},
        {'\0', "commands", "udp:HOST:PORT", CLI_STRING, &o.commands,
            "hear telecommands there, or none (default: the instance's first "
            "udp uplink)"},
        {'\0', "file", "OUT", CLI_STRING, &o.file,
            "write the packets to a file, - for standard output"},
        {'\0', "fast", NULL, CLI_FLAG, &o.is_fast,
            "as fast as possible; needs --file and --duration"},
    };
    const struct cli cli = {.name = "columba-sim",
        .operands = "",
        .summary = "Ground model of the demonstration payload.",
        .examples = "  $ columba-sim\n"
                    "  $ columba-sim --fast --file day.ccsds --duration 1d "
                    "--start 2026-11-20T00:00:00Z\n"
                    "  $ columba-sim --rate 10 --to udp:127.0.0.1:31810\n",
        .option = options,
        .n_options = ARRAY_LEN(options)};
    int n = 0;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    log_open("sim");
    static struct sim sim;
    sim = (struct sim){.o = &o, .sink = {.fd = -1}};
    status = validate(&o, &cli);
    if (status == 0)
        status = configure(&sim, &cli);
    if (status == 0)
        status = open_sink(&sim);
    if (status == 0 && !o.check) {
        status = run(&sim);
        free(sim.tc_host);
        return status;
    }
    if (status == 0)
        print(&sim);
    if (sink_close(&sim.sink) != ERR_OK && status == 0)
        status = EX_IOERR;
    free(sim.tc_host);
    return status;
}
