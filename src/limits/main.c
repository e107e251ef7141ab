/*
 * main.c - columba-limits: samples are checked, alarms live their life.
 *
 * SPDX-License-Identifier: ISC
 */
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "bus/bus.h"
#include "common/cli.h"
#include "common/log.h"
#include "common/paths.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "limits/limits_app.h"
#include "mission/mission.h"

#define TICK_NS     (100 * NS_PER_MS)
#define COMPLETE_NS (3 * NS_PER_S) /* waited for what the hub has kept */

struct options {
    const char *instance, *mission, *limits, *journal;
    bool checks;
};

/* What a reload replaces as a whole. */
struct setup {
    struct mission *mission;
    const struct mission_instance *instance;
    struct mdb *mdb;
    struct rules *rules;
};

struct shell {
    const struct options *options;
    struct bus_loop *loop;
    struct bus *bus;
    struct setup setup;
    struct journal *journal;
    struct limits_app *app;
    struct mono begun;
    bool is_complete;
};

/* ---- setup --------------------------------------------------------------- */

static void
setup_free(struct setup *s)
{
    rules_free(&s->rules);
    mdb_free(&s->mdb);
    mission_free(&s->mission);
    *s = (struct setup){0};
}

/* limits.conf beside the database, or the one that was named; NULL: none. */
static char *
find_conf(const struct options *o, const struct mission *mission)
{
    if (o->limits != NULL)
        return o->limits[0] != '\0' ? xstrdup(o->limits) : NULL;
    const char *slash = strrchr(mission->database, '/');
    const size_t n =
        slash != NULL ? (size_t)(slash - mission->database) + 1 : 0;
    char *path = xasprintf("%.*slimits.conf", (int)n, mission->database);
    if (access(path, F_OK) == 0)
        return path;
    free(path);
    return NULL;
}

static int
load_rules(const struct options *o, struct notes *notes, struct setup *s)
{
    enum err e = mdb_load(
        s->mission->database, &(struct mdb_options){0}, notes, &s->mdb);
    if (e != ERR_OK)
        return e == ERR_NOTFOUND ? EX_NOINPUT : EX_DATAERR;
    char *conf = find_conf(o, s->mission);
    e = rules_load(s->mdb, conf, notes, &s->rules);
    free(conf);
    if (e == ERR_NOTFOUND)
        return EX_NOINPUT;
    return e == ERR_OK ? 0 : EX_CONFIG;
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
        status = load_rules(o, notes, s);
    if (status != 0)
        setup_free(s);
    return status;
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

static struct limits_app *
new_app(struct shell *s)
{
    const struct limits_config config = {
        .rules = s->setup.rules,
        .mode = s->setup.instance->kind == MISSION_REPLAY ? LIMIT_REPLAY
                                                          : LIMIT_REALTIME,
        .outbox = {.arg = s, .publish = publish, .event = event},
        .journal = s->journal,
    };
    return limits_app_new(&config, utc_now());
}

/* ---- the loop ------------------------------------------------------------ */

static void
on_message(void *arg, const char *topic, const struct msg *msg)
{
    const struct shell *s = arg;
    (void)topic;
    limits_app_message(s->app, msg, utc_now());
}

static void
on_turn_end(void *arg, struct mono now)
{
    struct shell *s = arg;
    const bool is_late = mono_diff_ns(now, s->begun) > COMPLETE_NS;
    if (!s->is_complete && (is_late || bus_is_complete(s->bus))) {
        s->is_complete = true;
        limits_app_announce(s->app, utc_now());
    }
    if (s->is_complete)
        limits_app_flush(s->app, utc_now());
    else
        limits_app_tell(s->app, utc_now());
}

static void
on_tick(void *arg, struct mono now)
{
    (void)arg, (void)now; /* wakes on_turn_end() */
}

static void
on_second(void *arg, struct mono now)
{
    struct shell *s = arg;
    (void)now;
    limits_app_second(s->app, utc_now());
    bus_detail(s->bus, limits_app_text(s->app, utc_now()));
}

/* The kernel says who asks. */
static void
name_of(const struct bus_peer *peer, char *out, size_t size)
{
    const struct passwd *user = peer->is_known ? getpwuid(peer->uid) : NULL;
    if (user != NULL)
        (void)str_copy(out, size, user->pw_name);
    else if (peer->is_known)
        (void)snprintf(out, size, "uid %u", (unsigned)peer->uid);
    else
        (void)str_copy(out, size, "somebody unknown");
}

static void
request(struct shell *s, bool may_change, const struct bus_peer *peer,
    const struct msg_request *asked, struct msg_reply *reply)
{
    char who[32];
    name_of(peer, who, sizeof who);
    limits_app_request(s->app, may_change, who, asked, reply, utc_now());
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

static void subscribe(struct shell *s);

/* New rules, or the old ones if these are not sound. */
static void
on_reload(void *arg, int number)
{
    struct shell *s = arg;
    (void)number;
    struct notes notes = {0};
    struct setup next;
    const int status = load(s->options, s->setup.instance->name, &notes, &next);
    notes_sort(&notes);
    notes_print(&notes, stderr, false);
    if (status != 0) {
        log_event(EV_CONFIG, "%zu errors; the old rules stay", notes.errors);
        notes_fini(&notes);
        return;
    }
    notes_fini(&notes);
    struct setup before = s->setup;
    struct limits_app *old = s->app;
    s->setup = next;
    s->app = new_app(s);
    limits_app_inherit(s->app, old);
    limits_app_free(&old);
    setup_free(&before);
    bus_set_mdb_hash(s->bus, s->setup.mdb->hash);
    limits_app_begin(s->app, utc_now());
    s->is_complete = false; /* newest samples again, for the new rules */
    s->begun = mono_now();
    subscribe(s);
    log_event(EV_START, "rules read again: %zu parameters have limits",
        s->setup.rules->n_checked);
}

/* ---- start --------------------------------------------------------------- */

static const char *const topics[] = {"tm/", "quality/", "link/", "event/"};

static void
subscribe(struct shell *s)
{
    for (size_t i = 0; i < ARRAY_LEN(topics); i++) {
        bus_unsubscribe(s->bus, topics[i]);
        bus_subscribe(s->bus, topics[i], on_message, s);
    }
}

static enum err
open_bus(struct shell *s)
{
    const struct bus_config config = {
        .instance = s->setup.instance->name,
        .source = "limits",
        .mdb_hash = s->setup.mdb->hash,
        .publishes = true,
    };
    enum err e = paths_instance_create(config.instance);
    if (e == ERR_OK)
        e = bus_open(s->loop, &config, &s->bus);
    if (e == ERR_OK)
        e = bus_loop_signal(s->loop, SIGTERM, on_stop, s);
    if (e == ERR_OK)
        e = bus_loop_signal(s->loop, SIGINT, on_stop, s);
    if (e == ERR_OK)
        e = bus_loop_signal(s->loop, SIGHUP, on_reload, s);
    if (e != ERR_OK) {
        char *dir = paths_instance_dir(config.instance);
        fprintf(stderr, "columba-limits: %s: %s\n", dir, err_str(e));
        free(dir);
    }
    return e;
}

struct records { /* what the journal had, until there is an app */
    char **record;
    size_t n, cap;
};

static void
on_record(void *arg, const char *record)
{
    struct records *r = arg;
    r->record = xgrow(r->record, r->n, &r->cap, sizeof(char *));
    r->record[r->n++] = xstrdup(record);
}

static char *
journal_path(const struct shell *s)
{
    if (s->options->journal != NULL)
        return xasprintf("%s/journal", s->options->journal);
    char *state = paths_state_dir();
    char *path =
        xasprintf("%s/%s/alarms/journal", state, s->setup.instance->name);
    free(state);
    return path;
}

/* What is wrong with what was found; alarms may be missing then. */
static void
tell_report(const char *path, enum err e, const struct journal_report *r,
    const struct journal *journal)
{
    if (e != ERR_OK)
        log_event(EV_LIMITS_JOURNAL, "%s: %s", path, journal_reason(journal));
    if (r->is_newer)
        log_event(EV_LIMITS_JOURNAL,
            "%s: of a newer version; none of its alarms are taken over", path);
    if (r->is_empty)
        log_event(EV_LIMITS_JOURNAL, "%s: the file is empty", path);
    if (r->is_gone)
        log_event(EV_LIMITS_JOURNAL,
            "%s: the file is gone; %s.old is the one before the last start",
            path, path);
    if (r->damaged > 0 || r->torn_bytes > 0)
        log_event(EV_LIMITS_JOURNAL,
            "%s: %llu damaged records and %llu bytes of an unfinished one "
            "were left out",
            path, (unsigned long long)r->damaged,
            (unsigned long long)r->torn_bytes);
}

/* The journal, and the app with its alarms.  ERR_EXISTS: another process. */
static enum err
open_app(struct shell *s)
{
    char *path = journal_path(s);
    struct records records = {0};
    struct journal_report report;
    const enum err e =
        journal_open(path, on_record, &records, &report, &s->journal);
    if (e == ERR_EXISTS) {
        fprintf(stderr, "columba-limits: %s: another columba-limits has it\n",
            path);
    } else {
        tell_report(path, e, &report, s->journal);
        s->app = new_app(s);
        for (size_t i = 0; i < records.n; i++)
            limits_app_restore(s->app, records.record[i]);
        limits_app_begin(s->app, utc_now());
        if (journal_kept(s->journal) != NULL)
            log_event(EV_LIMITS_JOURNAL,
                "the journal that could not be read "
                "as a whole is kept as %s",
                journal_kept(s->journal));
    }
    for (size_t i = 0; i < records.n; i++)
        free(records.record[i]);
    free(records.record);
    free(path);
    return e == ERR_EXISTS ? ERR_EXISTS : ERR_OK;
}

static int
serve(struct shell *s)
{
    enum err e = open_app(s);
    if (e == ERR_OK)
        e = bus_serve(s->bus, PATHS_OBSERVE, "limits", on_observe, s);
    if (e == ERR_OK)
        e = bus_serve(s->bus, PATHS_OPERATE, "limits", on_operate, s);
    if (e != ERR_OK)
        return err_exit_status(e);
    s->begun = mono_now();
    subscribe(s);
    struct bus_watch *tick =
        bus_loop_timer(s->loop, TICK_NS, TICK_NS, on_tick, s);
    struct bus_watch *second =
        bus_loop_timer(s->loop, NS_PER_S, NS_PER_S, on_second, s);
    bus_loop_before_sleep(s->loop, on_turn_end, s);
    log_event(EV_START, "instance %s, %zu parameters have limits",
        s->setup.instance->name, s->setup.rules->n_checked);
    bus_state(s->bus, "ready", limits_app_text(s->app, utc_now()));
    const int status = bus_loop_run(s->loop);
    limits_app_second(s->app, utc_now()); /* the journal, a last time */
    bus_watch_stop(s->loop, &tick);
    bus_watch_stop(s->loop, &second);
    return status;
}

static int
run(struct shell *s)
{
    (void)signal(SIGXFSZ, SIG_IGN); /* a full quota is an error like others */
    s->loop = bus_loop_new();
    const enum err e = open_bus(s);
    const int status = e == ERR_OK ? serve(s) : err_exit_status(e);
    limits_app_free(&s->app);
    journal_close(&s->journal);
    bus_close(&s->bus);
    bus_loop_free(&s->loop);
    return status;
}

static void
print(const struct setup *s)
{
    for (size_t i = 0; i < s->rules->n_rules; i++) {
        const struct limit_rule *r = &s->rules->rule[i];
        char *text = rules_text(s->rules, r);
        printf("%s\t%s\t%s\t%s:%u\n", s->mdb->item[r->item].name,
            r->context.text != NULL && r->context.text[0] != '\0'
                ? r->context.text
                : "always",
            text, r->origin.file != NULL ? r->origin.file : s->mdb->file,
            (unsigned)r->origin.line);
        free(text);
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
        {'l', "limits", "FILE", CLI_STRING, &o.limits,
            "limits.conf (beside the database); empty: none"},
        {'j', "journal", "DIR", CLI_STRING, &o.journal,
            "where the alarms are kept"},
        {'n', "check", NULL, CLI_FLAG, &o.checks,
            "check database and limits, print all rules, and end"},
    };
    const struct cli cli = {
        .name = "columba-limits",
        .operands = "",
        .summary = "check limits, raise alarms, keep them",
        .examples = "  $ columba-limits -i sim\n"
                    "  $ columba-limits -m missions/sif -n\n",
        .option = option,
        .n_options = ARRAY_LEN(option),
        .max_operands = 0,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    log_open("limits");
    struct shell s = {.options = &o};
    struct notes notes = {0};
    if (o.instance && !*o.instance)
        o.instance = NULL;
    status = load(&o, o.instance, &notes, &s.setup);
    notes_sort(&notes);
    notes_print(&notes, stderr, o.checks);
    notes_fini(&notes);
    if (status == 0 && o.checks)
        print(&s.setup);
    else if (status == 0)
        status = run(&s);
    setup_free(&s.setup);
    return status;
}
