/*
 * main.c - columba-gate: the only way to command.
 *
 * SPDX-License-Identifier: ISC
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "bus/process.h"
#include "command/asker.h"
#include "common/cli.h"
#include "common/lock.h"
#include "common/log.h"
#include "common/paths.h"
#include "common/str.h"
#include "common/version.h"
#include "common/xalloc.h"
#include "gate/gate_app.h"
#include "gate/outlet.h"
#include "mdb/mdb.h"

#define TICK_NS (100 * NS_PER_MS)

struct options {
    const char *instance, *mission, *people, *log;
    bool checks;
};

/* What a reload reads anew; the database stays that of the start. */
struct setup {
    struct mission *mission;
    const struct mission_instance *instance;
    struct people *people; /* until the app has it */
};

struct shell {
    const struct options *options;
    struct process *process;
    struct bus *bus; /* of the process */
    struct setup setup, next;
    struct mdb *mdb;
    struct ledger *ledger;
    struct outlet *outlet;
    struct gate_app *app;
    struct bus_watch *soon; /* timer: a release is due */
    int lock;
};

static struct moment
now(void)
{
    return (struct moment){utc_now(), mono_now()};
}

/* ---- setup --------------------------------------------------------------- */

static void
setup_free(struct setup *s)
{
    people_free(&s->people);
    mission_free(&s->mission);
    *s = (struct setup){0};
}

static char *
people_path(const struct options *o, const struct mission_instance *in)
{
    if (o->people != NULL)
        return xstrdup(o->people);
    if (in->commands.people != NULL)
        return xstrdup(in->commands.people);
    char *etc = paths_system_dir();
    char *path = xasprintf("%s/people.conf", etc);
    free(etc);
    return path;
}

static int
load_people(const struct options *o, struct notes *notes, struct setup *s)
{
    char *path = people_path(o, s->instance);
    const enum err e =
        people_load(path, s->instance->kind == MISSION_SIM, notes, &s->people);
    if (e != ERR_OK && notes->errors == 0)
        notes_add(notes, NOTE_ERROR, path, 0, 0, "%s", err_str(e));
    free(path);
    if (e == ERR_OK)
        return 0;
    return e == ERR_DENIED ? EX_NOPERM : EX_CONFIG;
}

static int
load(const struct options *o, const char *instance, struct notes *notes,
    struct setup *s)
{
    *s = (struct setup){0};
    char *path = o->mission != NULL ? xstrdup(o->mission)
                                    : mission_default_path(instance);
    const enum err e = mission_load(path, notes, &s->mission);
    free(path);
    int status = e == ERR_OK ? 0 : e == ERR_NOTFOUND ? EX_NOINPUT : EX_CONFIG;
    if (status == 0) {
        s->instance = mission_instance(s->mission, instance);
        if (s->instance == NULL) {
            notes_add(notes, NOTE_ERROR, s->mission->file, 0, 0,
                "there is no instance \"%s\"", instance ? instance : "");
            status = EX_CONFIG;
        }
    }
    if (status == 0)
        status = load_people(o, notes, s);
    if (status != 0)
        setup_free(s);
    return status;
}

static int
load_mdb(struct shell *s, struct notes *notes)
{
    const enum err e = mdb_load(
        s->setup.mission->database, &(struct mdb_options){0}, notes, &s->mdb);
    if (e == ERR_OK)
        return 0;
    return e == ERR_NOTFOUND ? EX_NOINPUT : EX_DATAERR;
}

/* ---- what the core says -------------------------------------------------- */

static void
publish(void *arg, const char *topic, struct msg *msg)
{
    const struct shell *s = arg;
    bus_publish(s->bus, topic, msg);
}

static void
transmit(void *arg, const struct msg_transmit *m)
{
    const struct shell *s = arg;
    outlet_send(s->outlet, m);
}

static void
event(void *arg, enum event_id id, const char *text)
{
    (void)arg;
    log_event(id, "%s", text);
}

static void
random_id(void *arg, char out[DIGEST_ID_HEX])
{
    (void)arg;
    digest_id(out);
}

static pid_t
executor(void *arg)
{
    const struct shell *s = arg;
    char *path = paths_exec_lock(s->setup.instance->name);
    const pid_t pid = lock_owner(path);
    free(path);
    return pid;
}

/* ---- the loop ------------------------------------------------------------ */

static void
on_message(void *arg, const char *topic, const struct msg *msg)
{
    const struct shell *s = arg;
    (void)topic;
    gate_app_message(s->app, msg, now());
}

static void
on_gap(void *arg, const char *topic, uint64_t missed)
{
    const struct shell *s = arg;
    (void)missed;
    if (str_prefix(topic, "tm/"))
        gate_app_gap(s->app, now());
}

static void
on_answer(void *arg, const struct msg_transmitted *answer)
{
    const struct shell *s = arg;
    gate_app_transmitted(s->app, answer, now());
}

static void
answer(struct shell *s, bool may_change, const struct bus_peer *peer,
    const struct msg_request *asked, struct msg_reply *reply)
{
    char where[AUTHORITY_WHERE_SIZE];
    asker_where(peer, where, sizeof where);
    const struct gate_asker asker = {may_change, peer, where};
    gate_app_request(s->app, &asker, asked, reply, now());
}

static void
on_observe(void *arg, const struct bus_peer *peer,
    const struct msg_request *asked, struct msg_reply *reply)
{
    answer(arg, false, peer, asked, reply);
}

static void
on_operate(void *arg, const struct bus_peer *peer,
    const struct msg_request *asked, struct msg_reply *reply)
{
    answer(arg, true, peer, asked, reply);
}

static void
on_soon(void *arg, struct mono at)
{
    struct shell *s = arg;
    (void)at; /* it wakes on_turn_end() */
    s->soon = NULL;
}

static void
on_turn_end(void *arg)
{
    struct shell *s = arg;
    gate_app_turn(s->app, now());
    const struct mono next = gate_app_next(s->app);
    const int64_t wait =
        mono_is_none(next) ? TICK_NS : mono_diff_ns(next, mono_now());
    if (s->soon == NULL && wait > 0 && wait < TICK_NS)
        s->soon = bus_loop_timer(process_loop(s->process), wait, 0, on_soon, s);
}

static void
on_tick(void *arg, struct mono at)
{
    (void)arg, (void)at; /* wakes on_turn_end() */
}

static void
on_second(void *arg)
{
    const struct shell *s = arg;
    gate_app_second(s->app, now());
}

static const char *
text(void *arg)
{
    const struct shell *s = arg;
    return gate_app_text(s->app);
}

static int
on_load(void *arg, struct notes *notes)
{
    struct shell *s = arg;
    return load(s->options, s->setup.instance->name, notes, &s->next);
}

/* Links and uplinks stay those of the start: the app has them. */
static void
on_take(void *arg)
{
    struct shell *s = arg;
    gate_app_reload(s->app, s->next.people, &s->next.instance->commands, now());
    s->next.people = NULL;
    setup_free(&s->next);
    log_event(EV_START, "people and options read again");
}

/* ---- start --------------------------------------------------------------- */

static char *
log_dir(const struct shell *s)
{
    if (s->options->log != NULL)
        return xstrdup(s->options->log);
    char *state = paths_state_dir();
    char *dir = xasprintf("%s/%s", state, s->setup.instance->name);
    free(state);
    return dir;
}

static enum err
open_app(struct shell *s)
{
    const struct gate_config config = {
        .mission = s->setup.mission->name,
        .instance = s->setup.instance,
        .mdb = s->mdb,
        .version = columba_version(),
        .outbox = {.arg = s,
            .publish = publish,
            .transmit = transmit,
            .event = event,
            .random_id = random_id,
            .executor = executor},
    };
    struct ledger_report report;
    char *dir = log_dir(s);
    s->app = gate_app_new(&config, s->setup.people, now());
    s->setup.people = NULL;
    const enum err e =
        ledger_open(dir, gate_app_restore, s->app, &report, &s->ledger);
    if (e == ERR_OK)
        gate_app_begin(s->app, s->ledger, &report, now());
    else
        fprintf(stderr, "columba-gate: %s: %s\n", dir,
            e == ERR_EXISTS ? "another columba-gate has it" : err_str(e));
    free(dir);
    return e;
}

static enum err
take_lock(struct shell *s)
{
    char *path = paths_gate_lock(s->setup.instance->name);
    const enum err e = lock_take(path, &s->lock);
    if (e != ERR_OK)
        fprintf(stderr, "columba-gate: %s: %s\n", path,
            e == ERR_EXISTS ? "another columba-gate serves this instance"
                            : err_str(e));
    free(path);
    return e;
}

static enum err
open_all(struct shell *s)
{
    struct bus_loop *loop = process_loop(s->process);
    enum err e = take_lock(s);
    if (e == ERR_OK)
        e = outlet_open(
            loop, s->setup.instance->name, on_answer, s, &s->outlet);
    if (e == ERR_OK)
        e = open_app(s);
    if (e != ERR_OK)
        return e;
    e = bus_serve(s->bus, PATHS_OBSERVE, "gate", on_observe, s);
    if (e == ERR_OK)
        e = bus_serve(s->bus, PATHS_OPERATE, "gate", on_operate, s);
    if (e != ERR_OK)
        fprintf(stderr, "columba-gate: its sockets: %s\n", err_str(e));
    return e;
}

static int
serve(struct shell *s)
{
    static const char *const topics[] = {
        "tm/", "quality/", "link/", "hb/frontend"};
    const enum err e = open_all(s);
    if (e != ERR_OK)
        return err_exit_status(e);
    for (size_t i = 0; i < ARRAY_LEN(topics); i++)
        bus_subscribe(s->bus, topics[i], on_message, s);
    bus_on_gap(s->bus, on_gap, s);
    struct bus_loop *loop = process_loop(s->process);
    struct bus_watch *tick = bus_loop_timer(loop, TICK_NS, TICK_NS, on_tick, s);
    log_event(EV_START, "instance %s, %u commands", s->setup.instance->name,
        (unsigned)s->mdb->n_commands);
    const int status = process_run(s->process);
    gate_app_second(s->app, now()); /* the log, a last time */
    bus_watch_stop(loop, &tick);
    bus_watch_stop(loop, &s->soon);
    return status;
}

static int
run(struct shell *s)
{
    (void)signal(SIGXFSZ, SIG_IGN); /* a full quota is an error like others */
    const struct process_config config = {
        .source = "gate",
        .instance = s->setup.instance->name,
        .mdb_hash = s->mdb->hash,
        .arg = s,
        .load = on_load,
        .take = on_take,
        .turn_end = on_turn_end,
        .second = on_second,
        .text = text,
    };
    const enum err e = process_open(&config, &s->process);
    if (e != ERR_OK)
        return err_exit_status(e);
    s->bus = process_bus(s->process);
    const int status = serve(s);
    gate_app_free(&s->app);
    ledger_close(&s->ledger);
    outlet_close(&s->outlet);
    process_close(&s->process);
    return status;
}

/* What `-n` shows. */
static void
print(const struct shell *s, const struct people *people)
{
    const struct mission_commands *k = &s->setup.instance->commands;
    printf("instance %s: %zu uplinks, %u commands, los %s, %u/s\n",
        s->setup.instance->name, s->setup.instance->n_uplinks,
        (unsigned)s->mdb->n_commands, mission_los_str(k->los), k->rate_per_s);
    for (size_t i = 0; i < people_count(people); i++) {
        const struct person *p = people_get(people, i);
        struct strbuf roles = {0};
        roles_fmt(p->roles, &roles);
        printf("%s\t%u\t%s\n", p->name, (unsigned)p->uid, strbuf_get(&roles));
        strbuf_fini(&roles);
    }
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
        {'p', "people", "FILE", CLI_STRING, &o.people,
            "people.conf (the mission's, or /etc/columba/people.conf)"},
        {'l', "log", "DIR", CLI_STRING, &o.log,
            "where the command log is kept"},
        {'n', "check", NULL, CLI_FLAG, &o.checks,
            "check mission, database and people, print them, and end"},
    };
    const struct cli cli = {
        .name = "columba-gate",
        .operands = "",
        .summary = "authority, arm and fire, queue, release and command log",
        .examples = "  $ columba-gate -i sim\n"
                    "  $ columba-gate -m missions/sif -n\n",
        .option = option,
        .n_options = ARRAY_LEN(option),
        .max_operands = 0,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    log_open("gate");
    struct shell s = {.options = &o, .lock = -1};
    struct notes notes = {0};
    if (o.instance && !*o.instance)
        o.instance = NULL;
    status = load(&o, o.instance, &notes, &s.setup);
    if (status == 0)
        status = load_mdb(&s, &notes);
    process_print_notes(&notes, o.checks);
    notes_fini(&notes);
    if (status == 0 && o.checks)
        print(&s, s.setup.people);
    else if (status == 0)
        status = run(&s);
    setup_free(&s.setup);
    mdb_free(&s.mdb);
    if (s.lock >= 0)
        close(s.lock);
    return status;
}
