/*
 * main.c - columba-exec: runs procedures.
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
#include "command/authority.h"
#include "common/cli.h"
#include "common/lock.h"
#include "common/log.h"
#include "common/paths.h"
#include "common/str.h"
#include "common/version.h"
#include "common/xalloc.h"
#include "exec/exec_app.h"
#include "exec/exec_library.h"
#include "mdb/mdb.h"

#define TICK_NS (100 * NS_PER_MS)

struct options {
    const char *instance, *mission, *people, *dir;
    bool checks;
};

struct shell {
    const struct options *options;
    struct process *process;
    struct bus *bus; /* of the process */
    struct mission *mission;
    const struct mission_instance *instance;
    struct people *people; /* until the app has it */
    struct people *next;   /* of a reload */
    struct mdb *mdb;
    struct exec_app *app;
    char *dir;
    struct bus_watch *soon; /* timer: an execution goes on */
    int lock;
};

static struct moment
now(void)
{
    return (struct moment){utc_now(), mono_now()};
}

/* ---- setup --------------------------------------------------------------- */

static char *
people_path(const struct shell *s)
{
    if (s->options->people != NULL)
        return xstrdup(s->options->people);
    if (s->instance->commands.people != NULL)
        return xstrdup(s->instance->commands.people);
    char *etc = paths_system_dir();
    char *path = xasprintf("%s/people.conf", etc);
    free(etc);
    return path;
}

static int
load_people(const struct shell *s, struct notes *notes, struct people **people)
{
    char *path = people_path(s);
    const enum err e =
        people_load(path, s->instance->kind == MISSION_SIM, notes, people);
    if (e != ERR_OK && notes->errors == 0)
        notes_add(notes, NOTE_ERROR, path, 0, 0, "%s", err_str(e));
    free(path);
    if (e == ERR_OK)
        return 0;
    return e == ERR_DENIED ? EX_NOPERM : EX_CONFIG;
}

static int
load(struct shell *s, struct notes *notes)
{
    const char *name = s->options->instance;
    char *path = s->options->mission != NULL ? xstrdup(s->options->mission)
                                             : mission_default_path(name);
    enum err e = mission_load(path, notes, &s->mission);
    free(path);
    if (e != ERR_OK)
        return e == ERR_NOTFOUND ? EX_NOINPUT : EX_CONFIG;
    s->instance = mission_instance(s->mission, name);
    if (s->instance == NULL) {
        notes_add(notes, NOTE_ERROR, s->mission->file, 0, 0,
            "there is no instance \"%s\"", name != NULL ? name : "");
        return EX_CONFIG;
    }
    const int status = load_people(s, notes, &s->people);
    if (status != 0)
        return status;
    e = mdb_load(
        s->mission->database, &(struct mdb_options){0}, notes, &s->mdb);
    return e == ERR_OK ? 0 : e == ERR_NOTFOUND ? EX_NOINPUT : EX_DATAERR;
}

static char *
state_dir(const struct shell *s)
{
    if (s->options->dir != NULL)
        return xstrdup(s->options->dir);
    char *state = paths_state_dir();
    char *dir = xasprintf("%s/%s/exec", state, s->instance->name);
    free(state);
    return dir;
}

/* ---- what the core says -------------------------------------------------- */

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
random_id(void *arg, char out[DIGEST_ID_HEX])
{
    (void)arg;
    digest_id(out);
}

struct question { /* to the gate */
    struct shell *shell;
    uint64_t ticket;
};

static void
on_answer(void *arg, const struct msg_reply *reply)
{
    struct question *q = arg;
    exec_app_answer(q->shell->app, q->ticket, reply, now());
    free(q);
}

static void
ask_gate(void *arg, uint64_t ticket, const char *verb, const char *const *args,
    size_t n)
{
    struct shell *s = arg;
    struct question *q = xcalloc(1, sizeof *q);
    *q = (struct question){s, ticket};
    bus_ask(s->bus, PATHS_OPERATE, "gate", verb, args, n, EXEC_GATE_NS,
        on_answer, q);
}

/* ---- the loop ------------------------------------------------------------ */

static void
on_message(void *arg, const char *topic, const struct msg *msg)
{
    const struct shell *s = arg;
    (void)topic;
    exec_app_message(s->app, msg, now());
}

static void
answer(struct shell *s, bool may_change, const struct bus_peer *peer,
    const struct msg_request *asked, struct msg_reply *reply)
{
    char where[AUTHORITY_WHERE_SIZE];
    asker_where(peer, where, sizeof where);
    const struct exec_asker asker = {may_change, peer, where};
    exec_app_request(s->app, &asker, asked, reply, now());
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
    exec_app_turn(s->app, now());
    const struct mono next = exec_app_next(s->app, now());
    if (s->soon != NULL || mono_is_none(next))
        return;
    const int64_t wait = mono_diff_ns(next, mono_now());
    if (wait < TICK_NS)
        s->soon = bus_loop_timer(
            process_loop(s->process), wait > 0 ? wait : 1, 0, on_soon, s);
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
    if (bus_is_complete(s->bus))
        exec_app_complete(s->app, now());
    exec_app_second(s->app, now());
}

static const char *
text(void *arg)
{
    const struct shell *s = arg;
    return exec_app_text(s->app);
}

static int
on_load(void *arg, struct notes *notes)
{
    struct shell *s = arg;
    return load_people(s, notes, &s->next);
}

static void
on_take(void *arg)
{
    struct shell *s = arg;
    exec_app_reload(s->app, s->next, now());
    s->next = NULL;
}

/* ---- start --------------------------------------------------------------- */

static enum err
take_lock(struct shell *s)
{
    char *path = paths_exec_lock(s->instance->name);
    const enum err e = lock_take(path, &s->lock);
    if (e != ERR_OK)
        fprintf(stderr, "columba-exec: %s: %s\n", path,
            e == ERR_EXISTS ? "another columba-exec serves this instance"
                            : err_str(e));
    free(path);
    return e;
}

static void
open_app(struct shell *s)
{
    const struct exec_config config = {
        .mission = s->mission,
        .instance = s->instance,
        .mdb = s->mdb,
        .dir = s->dir,
        .version = columba_version(),
        .outbox = {.arg = s,
            .publish = publish,
            .event = event,
            .random_id = random_id,
            .ask_gate = ask_gate},
    };
    s->app = exec_app_new(&config, s->people, now());
    s->people = NULL;
}

static enum err
open_all(struct shell *s)
{
    enum err e = take_lock(s);
    if (e != ERR_OK)
        return e;
    open_app(s);
    e = bus_serve(s->bus, PATHS_OBSERVE, "exec", on_observe, s);
    if (e == ERR_OK)
        e = bus_serve(s->bus, PATHS_OPERATE, "exec", on_operate, s);
    if (e != ERR_OK)
        fprintf(stderr, "columba-exec: its sockets: %s\n", err_str(e));
    return e;
}

static int
serve(struct shell *s)
{
    static const char *const topics[] = {"tm/", "quality/", "layout/", "limit/",
        "event/", "command/", "gate", "hb/frontend", "hb/hub"};
    const enum err e = open_all(s);
    if (e != ERR_OK)
        return err_exit_status(e);
    for (size_t i = 0; i < ARRAY_LEN(topics); i++)
        bus_subscribe(s->bus, topics[i], on_message, s);
    struct bus_loop *loop = process_loop(s->process);
    struct bus_watch *tick = bus_loop_timer(loop, TICK_NS, TICK_NS, on_tick, s);
    log_event(
        EV_START, "instance %s, %s", s->instance->name, exec_app_text(s->app));
    const int status = process_run(s->process);
    bus_watch_stop(loop, &tick);
    bus_watch_stop(loop, &s->soon);
    return status;
}

static int
run(struct shell *s)
{
    (void)signal(SIGXFSZ, SIG_IGN); /* a full quota is an error like others */
    const struct process_config config = {
        .source = "exec",
        .instance = s->instance->name,
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
    s->dir = state_dir(s);
    const int status = serve(s);
    process_close(&s->process);
    exec_app_free(&s->app);
    free(s->dir);
    return status;
}

/* What `-n` shows: the procedures, and whether they may run here. */
static int
check(const struct shell *s)
{
    size_t n;
    char **dir = exec_library_dirs(s->mission, &n);
    struct exec_library *l = exec_library_read(s->mdb, (const char *const *)dir,
        n, s->instance->kind == MISSION_FLIGHT);
    for (size_t i = 0; i < library_count(l->library); i++) {
        const struct library_entry *e = library_entry(l->library, i);
        struct strbuf why = {0};
        const bool may = exec_library_may_run(l, e, &why);
        printf("%s\t%s\t%s%s\n", e->id, approval_state_str(e->approval.state),
            may ? "may run" : "", strbuf_get(&why));
        strbuf_fini(&why);
    }
    exec_library_let_go(&l);
    exec_library_dirs_free(&dir, n);
    return 0;
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
        {'d', "dir", "DIR", CLI_STRING, &o.dir,
            "where executions and their records are kept"},
        {'n', "check", NULL, CLI_FLAG, &o.checks,
            "check mission, database, people and procedures, and end"},
    };
    const struct cli cli = {
        .name = "columba-exec",
        .operands = "",
        .summary = "executes procedures; consoles watch and control them",
        .examples = "  $ columba-exec -i sim\n"
                    "  $ columba-exec -m missions/sif -n\n",
        .option = option,
        .n_options = ARRAY_LEN(option),
        .max_operands = 0,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    log_open("exec");
    struct shell s = {.options = &o, .lock = -1};
    struct notes notes = {0};
    if (o.instance != NULL && *o.instance == '\0')
        o.instance = NULL;
    status = load(&s, &notes);
    process_print_notes(&notes, o.checks);
    notes_fini(&notes);
    if (status == 0)
        status = o.checks ? check(&s) : run(&s);
    people_free(&s.people);
    mdb_free(&s.mdb);
    mission_free(&s.mission);
    if (s.lock >= 0)
        close(s.lock);
    return status;
}
