/*
 * main.c - columba-frontend: packets in, samples out, commands out.
 *
 * SPDX-License-Identifier: ISC
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bus/process.h"
#include "common/cli.h"
#include "common/log.h"
#include "common/paths.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "frontend/frontend.h"
#include "frontend/link_watch.h"
#include "frontend/record.h"
#include "frontend/send_port.h"
#include "frontend/sender.h"
#include "frontend/setup.h"

struct options {
    const char *instance, *mission, *record;
    bool checks, is_unrecorded;
};

struct shell {
    const struct options *options;
    struct process *process;
    struct bus_loop *loop; /* of the process, as the bus */
    struct bus *bus;
    struct outbox outbox;
    struct setup setup, next; /* next: read, not yet in its place */
    struct frontend *frontend;
    struct link_watch **watch; /* one a link */
    size_t n_watches;
    struct record record;
    struct sender *sender;
    struct send_port *port;           /* NULL: nobody can make us send */
    struct link_watch **uplink_watch; /* one an uplink */
    size_t n_uplinks;
    struct bus_watch *sending; /* timer, while packets are on their way */
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
    for (size_t i = 0; i < s->n_uplinks; i++)
        link_watch_sync(s->uplink_watch[i]);
}

static void
on_sending(void *arg, struct mono now)
{
    struct shell *s = arg;
    (void)now;
    sender_tick(s->sender, moment_now());
}

/* An order may have changed what uplinks wait for. */
static void
sync_sending(struct shell *s)
{
    for (size_t i = 0; i < s->n_uplinks; i++)
        link_watch_sync(s->uplink_watch[i]);
    const bool is_busy = sender_is_busy(s->sender);
    if (!is_busy)
        bus_watch_stop(s->loop, &s->sending);
    else if (s->sending == NULL)
        s->sending = bus_loop_timer(
            s->loop, SENDER_TICK_NS, SENDER_TICK_NS, on_sending, s);
}

static void
on_tick(void *arg, struct mono now)
{
    struct shell *s = arg;
    (void)now;
    frontend_tick(s->frontend, moment_now());
}

static void
on_second(void *arg)
{
    struct shell *s = arg;
    frontend_second(s->frontend, moment_now());
    sender_second(s->sender, moment_now());
    if (s->port != NULL)
        send_port_second(s->port, moment_now());
    record_watch(&s->record, &s->outbox);
}

static const char *
text(void *arg)
{
    struct shell *s = arg;
    return frontend_summary(s->frontend);
}

static void
on_turn_end(void *arg)
{
    struct shell *s = arg;
    frontend_flush(s->frontend);
    sync_sending(s);
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
on_request(void *arg, bool may_change, const char *who,
    const struct msg_request *asked, struct msg_reply *reply)
{
    struct shell *s = arg;
    frontend_turn(s->frontend, moment_now());
    if (!sender_request(s->sender, may_change, who, asked, reply, moment_now()))
        frontend_request(s->frontend, may_change, who, asked, reply);
    sync_watches(s);
}

/* ---- links ----------------------------------------------------------------
 */

/* The gate's socket; without one telemetry goes on. */
static void
open_port(struct shell *s)
{
    const struct send_port_config config = {
        .instance = s->setup.instance->name, .outbox = &s->outbox};
    if (s->port != NULL || s->setup.instance->n_uplinks == 0)
        return;
    const enum err e = send_port_open(s->loop, &config, &s->port);
    if (e != ERR_OK)
        log_event(EV_UPLINK_CLOSED, "send/frontend of instance %s: %s",
            config.instance, err_str(e));
    else
        send_port_sender(s->port, s->sender);
}

static void
open_uplinks(struct shell *s)
{
    sender_open(s->sender, s->setup.instance, s->setup.mdb->hash, moment_now());
    s->n_uplinks = sender_n_uplinks(s->sender);
    s->uplink_watch = xcalloc(s->n_uplinks + 1, sizeof(struct link_watch *));
    for (size_t i = 0; i < s->n_uplinks; i++)
        s->uplink_watch[i] =
            link_watch_new(s->loop, s->frontend, sender_link(s->sender, i));
    open_port(s);
}

/* The answers to what is in flight go out first. */
static void
close_uplinks(struct shell *s)
{
    for (size_t i = 0; i < s->n_uplinks; i++)
        link_watch_free(&s->uplink_watch[i]);
    free(s->uplink_watch);
    s->uplink_watch = NULL;
    s->n_uplinks = 0;
    sender_close(s->sender, moment_now());
}

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
    open_uplinks(s);
    sync_watches(s);
}

static void
close_links(struct shell *s)
{
    close_uplinks(s);
    for (size_t i = 0; i < s->n_watches; i++)
        link_watch_free(&s->watch[i]);
    free(s->watch);
    s->watch = NULL;
    s->n_watches = 0;
    frontend_free(&s->frontend);
}

static int
on_load(void *arg, struct notes *notes)
{
    struct shell *s = arg;
    return setup_load(
        s->options->mission, s->setup.instance->name, notes, &s->next);
}

/* A new mission.conf and database. */
static void
on_take(void *arg)
{
    struct shell *s = arg;
    frontend_flush(s->frontend);
    close_links(s);
    setup_free(&s->setup);
    s->setup = s->next;
    s->next = (struct setup){0};
    bus_set_mdb_hash(s->bus, s->setup.mdb->hash);
    open_links(s);
    log_event(EV_START, "mission and database read again: %s",
        s->setup.mission->database);
}

/* ---- start ----------------------------------------------------------------
 */

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

static void
answer(void *arg, uint64_t asker, const struct msg_transmitted *t)
{
    const struct shell *s = arg;
    if (s->port != NULL)
        send_port_answer(s->port, asker, t);
}

static int
serve(struct shell *s)
{
    const struct sender_config sender = {&s->outbox, s, answer};
    check_leap_table();
    open_record(s);
    s->sender = sender_new(&sender, moment_now());
    open_links(s);
    bus_subscribe(s->bus, "link/", on_echo, s);
    struct bus_watch *tick =
        bus_loop_timer(s->loop, FRONTEND_TICK_NS, FRONTEND_TICK_NS, on_tick, s);
    log_event(EV_START, "instance %s, %zu links, database %s",
        s->setup.instance->name, s->n_watches, s->setup.mission->database);
    const int status = process_run(s->process);
    frontend_flush(s->frontend);
    bus_watch_stop(s->loop, &tick);
    close_links(s);
    bus_watch_stop(s->loop, &s->sending);
    sender_free(&s->sender, moment_now());
    send_port_close(&s->port);
    record_close(&s->record);
    return status;
}

static int
run(struct shell *s)
{
    s->outbox = (struct outbox){
        .arg = s,
        .publish = publish,
        .record = record,
        .event = event,
    };
    const struct process_config config = {
        .source = "frontend",
        .instance = s->setup.instance->name,
        .mdb_hash = s->setup.mdb->hash,
        .arg = s,
        .request = on_request,
        .load = on_load,
        .take = on_take,
        .turn_end = on_turn_end,
        .second = on_second,
        .text = text,
    };
    enum err e = process_open(&config, &s->process);
    if (e != ERR_OK)
        return err_exit_status(e);
    s->loop = process_loop(s->process);
    s->bus = process_bus(s->process);
    e = process_serve(s->process); /* before links: only one opens them */
    const int status = e == ERR_OK ? serve(s) : err_exit_status(e);
    process_close(&s->process);
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
    (void)signal(SIGPIPE, SIG_IGN); /* an uplink's fifo without a reader */
    struct shell s = {.options = &o};
    struct notes notes = {0};
    if (o.instance && !*o.instance)
        o.instance = NULL;
    status = setup_load(o.mission, o.instance, &notes, &s.setup);
    process_print_notes(&notes, o.checks);
    notes_fini(&notes);
    if (status == 0 && o.checks)
        mission_print(s.setup.mission, stdout);
    else if (status == 0)
        status = run(&s);
    setup_free(&s.setup);
    return status;
}
