/*
 * main.c - columba-limits: samples are checked, alarms live their life.
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
    struct process *process;
    struct bus *bus;          /* of the process */
    struct setup setup, next; /* next: read, not yet in its place */
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

/* The mission's file, or the one that was named; NULL: none. */
static const char *
find_conf(const struct options *o, const struct mission *mission)
{
    if (o->limits != NULL)
        return o->limits[0] != '\0' ? o->limits : NULL;
    return mission->limits;
}

static int
load_rules(const struct options *o, struct notes *notes, struct setup *s)
{
    enum err e = mdb_load(
        s->mission->database, &(struct mdb_options){0}, notes, &s->mdb);
    if (e != ERR_OK)
        return e == ERR_NOTFOUND ? EX_NOINPUT : EX_DATAERR;
    e = rules_load(s->mdb, find_conf(o, s->mission), notes, &s->rules);
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
on_turn_end(void *arg)
{
    struct shell *s = arg;
    const bool is_late = mono_diff_ns(mono_now(), s->begun) > COMPLETE_NS;
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
on_second(void *arg)
{
    struct shell *s = arg;
    limits_app_second(s->app, utc_now());
}

static const char *
text(void *arg)
{
    struct shell *s = arg;
    return limits_app_text(s->app, utc_now());
}

static void
on_request(void *arg, bool may_change, const char *who,
    const struct msg_request *asked, struct msg_reply *reply)
{
    struct shell *s = arg;
    limits_app_request(s->app, may_change, who, asked, reply, utc_now());
}

static void subscribe(struct shell *s);

static int
on_load(void *arg, struct notes *notes)
{
    struct shell *s = arg;
    return load(s->options, s->setup.instance->name, notes, &s->next);
}

/* New rules. */
static void
on_take(void *arg)
{
    struct shell *s = arg;
    struct setup before = s->setup;
    struct limits_app *old = s->app;
    limits_app_tell(old, utc_now()); /* what happened in this turn */
    s->setup = s->next;
    s->next = (struct setup){0};
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
        e = process_serve(s->process);
    if (e != ERR_OK)
        return err_exit_status(e);
    s->begun = mono_now();
    subscribe(s);
    struct bus_loop *loop = process_loop(s->process);
    struct bus_watch *tick = bus_loop_timer(loop, TICK_NS, TICK_NS, on_tick, s);
    log_event(EV_START, "instance %s, %zu parameters have limits",
        s->setup.instance->name, s->setup.rules->n_checked);
    const int status = process_run(s->process);
    limits_app_second(s->app, utc_now()); /* the journal, a last time */
    bus_watch_stop(loop, &tick);
    return status;
}

static int
run(struct shell *s)
{
    (void)signal(SIGXFSZ, SIG_IGN); /* a full quota is an error like others */
    const struct process_config config = {
        .source = "limits",
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
    const enum err e = process_open(&config, &s->process);
    if (e != ERR_OK)
        return err_exit_status(e);
    s->bus = process_bus(s->process);
    const int status = serve(s);
    limits_app_free(&s->app);
    journal_close(&s->journal);
    process_close(&s->process);
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
    process_print_notes(&notes, o.checks);
    notes_fini(&notes);
    if (status == 0 && o.checks)
        print(&s.setup);
    else if (status == 0)
        status = run(&s);
    setup_free(&s.setup);
    return status;
}
