/*
 * main.c - columba-frontend: packets in, samples out.
 *
 * SPDX-License-Identifier: ISC
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bus/bus.h"
#include "common/cli.h"
#include "common/log.h"
#include "common/paths.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "frontend/frontend.h"
#include "frontend/link_watch.h"
#include "frontend/record.h"
#include "frontend/setup.h"

struct options {
    const char *instance, *mission, *record;
    bool checks, is_unrecorded;
};

struct shell {
    const struct options *options;
    struct bus_loop *loop;
    struct bus *bus;
    struct outbox outbox;
    struct setup setup;
    struct frontend *frontend;
    struct link_watch **watch; /* one a link */
    size_t n_watches;
    struct record record;
};

/* ---- what the core says ---------------------------------------------------
 */

static void
publish(void *arg, const char *topic, struct msg *msg)
{
    const struct shell *s = arg;
    bus_publish(s->bus, topic, msg);
}

static void
event(void *arg, enum event_id id, const char *text)
{
    (void)arg;
    log_event(id, "%s", text);
}

static void
record(void *arg, const struct stored_packet *packet)
{
    struct shell *s = arg;
    record_packet(&s->record, packet);
}

static void
open_record(struct shell *s)
{
    if (s->options->is_unrecorded || s->setup.instance->kind == MISSION_REPLAY)
        return;
    char *state = paths_state_dir();
    char *dir = s->options->record ? xstrdup(s->options->record)
                                   : xasprintf("%s/%s/packets", state,
                                         s->setup.instance->name);
    const struct packet_store_origin origin = {
        .instance = s->setup.instance->name,
        .mission = s->setup.mission->name,
        .mdb_hash = s->setup.mdb->hash,
    };
    record_open(&s->record, dir, &origin, &s->outbox);
    free(dir);
    free(state);
}

/* ---- the loop -------------------------------------------------------------
 */

static void
sync_watches(struct shell *s)
{
    for (size_t i = 0; i < s->n_watches; i++)
        link_watch_sync(s->watch[i]);
}

static void
on_tick(void *arg, struct mono now)
{
    struct shell *s = arg;
    (void)now;
    frontend_tick(s->frontend, moment_now());
}

static void
on_second(void *arg, struct mono now)
{
    struct shell *s = arg;
    (void)now;
    frontend_second(s->frontend, moment_now());
    record_watch(&s->record, &s->outbox);
    bus_detail(s->bus, frontend_summary(s->frontend));
}

static void
on_turn_end(void *arg, struct mono now)
{
    struct shell *s = arg;
    (void)now;
    frontend_flush(s->frontend);
}

/* Our own link messages, back from the hub. */
static void
on_echo(void *arg, const char *topic, const struct msg *msg)
{
    struct shell *s = arg;
    (void)topic;
    if (msg->envelope.type == MSG_LINK &&
        msg_str_eq(msg->envelope.source, "frontend"))
        frontend_echo(s->frontend, &msg->u.link);
}

static void
request(struct shell *s, bool may_change, const struct bus_peer *peer,
    const struct msg_request *request, struct msg_reply *reply)
{
    char who[64] = "somebody unknown";
    if (peer->is_known)
        (void)snprintf(who, sizeof who, "user %u (process %u)",
            (unsigned)peer->uid, (unsigned)peer->pid);
    frontend_turn(s->frontend, moment_now());
    frontend_request(s->frontend, may_change, who, request, reply);
    sync_watches(s);
}

static void
on_observe(void *arg, const struct bus_peer *peer,
    const struct msg_request *asked, struct msg_reply *reply)
{
    request(arg, false, peer, asked, reply);
}

static void
on_operate(void *arg, const struct bus_peer *peer,
    const struct msg_request *asked, struct msg_reply *reply)
{
    request(arg, true, peer, asked, reply);
}

static void
on_stop(void *arg, int number)
{
    struct shell *s = arg;
    (void)number;
    log_event(EV_STOP, "asked to stop");
    bus_state(s->bus, "stopping", "");
    bus_loop_stop(s->loop, 0);
}

/* ---- links ----------------------------------------------------------------
 */

static void
open_links(struct shell *s)
{
    const struct frontend_config config = {
        .mission = s->setup.mission,
        .instance = s->setup.instance,
        .mdb = s->setup.mdb,
        .root = s->setup.root,
        .outbox = &s->outbox,
        .waits = true,
    };
    s->frontend = frontend_new(&config);
    s->n_watches = frontend_n_links(s->frontend);
    s->watch = xcalloc(s->n_watches + 1, sizeof(struct link_watch *));
    for (size_t i = 0; i < s->n_watches; i++)
        s->watch[i] =
            link_watch_new(s->loop, s->frontend, frontend_link(s->frontend, i));
    frontend_announce(s->frontend);
    frontend_start(s->frontend, moment_now());
    sync_watches(s);
}

static void
close_links(struct shell *s)
{
    for (size_t i = 0; i < s->n_watches; i++)
        link_watch_free(&s->watch[i]);
    free(s->watch);
    s->watch = NULL;
    s->n_watches = 0;
    frontend_free(&s->frontend);
}

/* A new mission.conf and database, or the old ones if these are not sound. */
static void
on_reload(void *arg, int number)
{
    struct shell *s = arg;
    (void)number;
    struct notes notes = {0};
    struct setup next;
    const int status =
        setup_load(s->options->mission, s->setup.instance->name, &notes, &next);
    notes_sort(&notes);
    notes_print(&notes, stderr, false);
    if (status != 0) {
        log_event(
            EV_CONFIG, "%zu errors; the old configuration stays", notes.errors);
        notes_fini(&notes);
        return;
    }
    notes_fini(&notes);
    frontend_flush(s->frontend);
    close_links(s);
    setup_free(&s->setup);
    s->setup = next;
    bus_set_mdb_hash(s->bus, s->setup.mdb->hash);
    open_links(s);
    log_event(EV_START, "mission and database read again: %s",
        s->setup.mission->database);
}

/* ---- start ----------------------------------------------------------------
 */

static enum err
open_bus(struct shell *s)
{
    const struct bus_config config = {
        .instance = s->setup.instance->name,
        .source = "frontend",
        .mdb_hash = s->setup.mdb->hash,
        .publishes = true,
    };
    enum err e = paths_instance_create(config.instance);
    if (e == ERR_OK)
        e = bus_open(s->loop, &config, &s->bus);
    if (e == ERR_OK)
        e = bus_serve(s->bus, PATHS_OBSERVE, "frontend", on_observe, s);
    if (e == ERR_OK)
        e = bus_serve(s->bus, PATHS_OPERATE, "frontend", on_operate, s);
    if (e == ERR_OK)
        e = bus_loop_signal(s->loop, SIGTERM, on_stop, s);
    if (e == ERR_OK)
        e = bus_loop_signal(s->loop, SIGINT, on_stop, s);
    if (e == ERR_OK)
        e = bus_loop_signal(s->loop, SIGHUP, on_reload, s);
    if (e != ERR_OK) {
        char *dir = paths_instance_dir(config.instance);
        fprintf(stderr, "columba-frontend: %s: %s\n", dir,
            e == ERR_EXISTS ? "another frontend serves this instance"
                            : err_str(e));
        free(dir);
    }
    return e;
}

static void
check_leap_table(void)
{
    char until[TIME_TEXT_SIZE];
    const enum err e = leap_load(LEAP_SYSTEM_FILE);
    if (e != ERR_OK)
        log_event(EV_LEAP_TABLE, "%s: %s; the built-in one holds until %s",
            LEAP_SYSTEM_FILE, err_str(e),
            utc_fmt_iso(until, leap_expiry(), false));
    else if (utc_diff_ns(leap_expiry(), utc_now()) < 0)
        log_event(EV_LEAP_TABLE, "%s expired on %s", LEAP_SYSTEM_FILE,
            utc_fmt_iso(until, leap_expiry(), false));
}

static int
serve(struct shell *s)
{
    check_leap_table();
    open_record(s);
    open_links(s);
    bus_subscribe(s->bus, "link/", on_echo, s);
    struct bus_watch *tick =
        bus_loop_timer(s->loop, FRONTEND_TICK_NS, FRONTEND_TICK_NS, on_tick, s);
    struct bus_watch *second =
        bus_loop_timer(s->loop, NS_PER_S, NS_PER_S, on_second, s);
    bus_loop_before_sleep(s->loop, on_turn_end, s);
    log_event(EV_START, "instance %s, %zu links, database %s",
        s->setup.instance->name, s->n_watches, s->setup.mission->database);
    bus_state(s->bus, "ready", frontend_summary(s->frontend));
    const int status = bus_loop_run(s->loop);
    frontend_flush(s->frontend);
    bus_watch_stop(s->loop, &tick);
    bus_watch_stop(s->loop, &second);
    close_links(s);
    record_close(&s->record);
    return status;
}

static int
run(struct shell *s)
{
    s->loop = bus_loop_new();
    s->outbox = (struct outbox){
        .arg = s,
        .publish = publish,
        .record = record,
        .event = event,
    };
    const enum err e = open_bus(s);
    const int status = e == ERR_OK ? serve(s) : err_exit_status(e);
    bus_close(&s->bus);
    bus_loop_free(&s->loop);
    return status;
}

int
main(int argc, char **argv)
{
    struct options o = {.instance = getenv("COLUMBA_INSTANCE")};
    const struct cli_option option[] = {
        {'i', "instance", "NAME", CLI_STRING, &o.instance,
            "instance of the mission (its first one)"},
        {'m', "mission", "PATH", CLI_STRING, &o.mission,
            "mission.conf or its directory"},
        {'r', "record", "DIR", CLI_STRING, &o.record,
            "where packets are recorded"},
        {'R', "no-record", NULL, CLI_FLAG, &o.is_unrecorded, "record nothing"},
        {'n', "check", NULL, CLI_FLAG, &o.checks,
            "check mission and database, print the mission, and end"},
    };
    const struct cli cli = {
        .name = "columba-frontend",
        .operands = "",
        .summary = "receive packets, decode them, publish what they say",
        .examples = "  $ columba-frontend -i sim\n"
                    "  $ columba-frontend -m missions/sif -n\n",
        .option = option,
        .n_options = ARRAY_LEN(option),
        .max_operands = 0,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    log_open("frontend");
    struct shell s = {.options = &o};
    struct notes notes = {0};
    if (o.instance && !*o.instance)
        o.instance = NULL;
    status = setup_load(o.mission, o.instance, &notes, &s.setup);
    notes_sort(&notes);
    notes_print(&notes, stderr, o.checks);
    notes_fini(&notes);
    if (status == 0 && o.checks)
        mission_print(s.setup.mission, stdout);
    else if (status == 0)
        status = run(&s);
    setup_free(&s.setup);
    return status;
}
