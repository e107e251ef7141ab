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

#include "common/cli.h"
#include "common/log.h"
#include "common/num.h"
#include "common/paths.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/mdb.h"
#include "mission/mission.h"
#include "sim/anomaly.h"
#include "sim/live.h"
#include "sim/route.h"
#include "sim/sim_app.h"
#include "sim/sink.h"

#define RATE_MAX    1000.0
#define GPS_EPOCH_S INT64_C(315964800) /* 1980-01-06 */

struct options {
    const char *instance, *mission, *start, *to, *file, *anomaly, *commands;
    const char *scenario;
    bool check, is_fast;
    uint64_t seed;
    double rate, beta_deg, noon_deg;
    int64_t duration_ns;
};

struct sim {
    const struct options *o;
    struct sim_config config;
    struct sink sink;
    struct utc end; /* or UTC_NONE */
    struct route route;
    struct mission *mission; /* NULL: a file is written */
    struct mdb *mdb;         /* of the mission; NULL: exercises are not there */
};

/* ---- running ------------------------------------------------------------- */

struct fast {
    struct sim *sim;
    struct sim_app app;
    bool has_failed;
};

static void
on_packet(void *arg, const uint8_t *packet, size_t len, bool is_signal)
{
    struct fast *fast = arg;
    if (!is_signal && sink_send(&fast->sim->sink, packet, len) != ERR_OK)
        fast->has_failed = true;
}

/* As fast as the machine can. */
static int
run_fast(struct sim *sim)
{
    struct fast *fast = xcalloc(1, sizeof *fast);
    fast->sim = sim;
    sim_app_init(&fast->app, &sim->config, on_packet, fast);
    while (!fast->has_failed && fast->app.model.now.ns < sim->end.ns)
        sim_app_step(&fast->app);
    const int status = fast->has_failed ? EX_IOERR : 0;
    free(fast);
    return status;
}

static int
run_live(struct sim *sim)
{
    return live_run(&(struct live_config){
        .instance = sim->o->instance,
        .model = sim->config,
        .has_start = sim->o->start != NULL,
        .rate = sim->o->rate,
        .end = sim->end,
        .sink = &sim->sink,
        .route = &sim->route,
        .mission = sim->mission,
        .mdb = sim->mdb,
        .scenario = sim->o->scenario,
    });
}

static int
run(struct sim *sim)
{
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

static struct route_wish
wish(const struct options *o)
{
    return (struct route_wish){o->instance, o->to, o->commands};
}

static int
open_file(struct sim *sim)
{
    const struct options *o = sim->o;
    const struct route_wish w = wish(o);
    const int status = route_commands(&w, NULL, &sim->route);
    if (status != 0)
        return status;
    if (o->check) {
        sim->sink.name = xstrdup(o->file);
        return 0;
    }
    enum err e = sink_open_file(&sim->sink, o->file);
    if (e != ERR_OK)
        fprintf(stderr, "columba-sim: %s: %s\n", o->file,
            strerror(sim->sink.error));
    return e == ERR_OK ? 0 : EX_CANTCREAT;
}

/* Exercises look at telemetry by its names; without them the model runs. */
static void
load_database(struct sim *sim)
{
    struct notes notes = {0};
    if (mdb_load(sim->mission->database, &(struct mdb_options){0}, &notes,
            &sim->mdb) != ERR_OK)
        log_event(EV_CONFIG, "no exercises: %s cannot be read",
            sim->mission->database);
    notes_fini(&notes);
}

static int
open_mission(struct sim *sim)
{
    const struct options *o = sim->o;
    char *path = o->mission != NULL ? xstrdup(o->mission)
                                    : mission_default_path(o->instance);
    struct notes notes = {0};
    enum err e = mission_load(path, &notes, &sim->mission);
    notes_print(&notes, stderr, true);
    notes_fini(&notes);
    free(path);
    if (e != ERR_OK)
        return err_exit_status(e);
    const struct route_wish w = wish(o);
    int status = route_open(&w, sim->mission, &sim->sink);
    if (status == 0)
        status = route_commands(&w, sim->mission, &sim->route);
    if (status == 0 && !o->check)
        load_database(sim);
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
    if (o->scenario != NULL && o->file != NULL)
        return cli_usage(cli, "--scenario and --file exclude each other");
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
    if (sim->route.tc_port != 0)
        printf("commands udp:%s:%u\n", sim->route.tc_host,
            (unsigned)sim->route.tc_port);
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
    const char *scenario = getenv("COLUMBA_SCENARIO");
    struct options o = {
        .instance = instance != NULL && instance[0] != '\0' ? instance : "sim",
        .seed = 1,
        .rate = 1,
        .beta_deg = 18,
        .noon_deg = NAN,
        .anomaly = anomaly != NULL && anomaly[0] != '\0' ? anomaly : NULL,
        .scenario = scenario != NULL && scenario[0] != '\0' ? scenario : NULL,
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
        {'\0', "scenario", "NAME", CLI_STRING, &o.scenario,
            "begin this exercise: a file, or one of the shipped ones (default "
            "$COLUMBA_SCENARIO, else none)"},
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
        status = o.file != NULL ? open_file(&sim) : open_mission(&sim);
    if (status == 0 && !o.check)
        status = run(&sim);
    else if (status == 0)
        print(&sim);
    if (sink_close(&sim.sink) != ERR_OK && status == 0)
        status = EX_IOERR;
    route_fini(&sim.route);
    mdb_free(&sim.mdb);
    mission_free(&sim.mission);
    return status;
}
