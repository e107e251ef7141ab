/*
 * process.c - what all processes of an instance do alike.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/process.h"

#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/log.h"
#include "common/str.h"
#include "common/xalloc.h"

struct process {
    struct process_config config;
    char *source, *instance;
    struct bus_loop *loop;
    struct bus *bus;
    struct bus_watch *second;
};

/* ---- answers ------------------------------------------------------------- */

void
process_who(const struct bus_peer *peer, char out[PROCESS_WHO_SIZE])
{
    const struct passwd *user = peer->is_known ? getpwuid(peer->uid) : NULL;
    if (user != NULL)
        (void)str_copy(out, PROCESS_WHO_SIZE, user->pw_name);
    else if (peer->is_known)
        (void)snprintf(out, PROCESS_WHO_SIZE, "uid %u", (unsigned)peer->uid);
    else
        (void)str_copy(out, PROCESS_WHO_SIZE, "somebody unknown");
}

static void
answer(const struct process *p, bool may_change, const struct bus_peer *peer,
    const struct msg_request *asked, struct msg_reply *reply)
{
    char who[PROCESS_WHO_SIZE];
    process_who(peer, who);
    p->config.request(p->config.arg, may_change, who, asked, reply);
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

/* ---- signals and time ---------------------------------------------------- */

static void
on_stop(void *arg, int number)
{
    const struct process *p = arg;
    (void)number;
    log_event(EV_STOP, "asked to stop");
    bus_state(p->bus, "stopping", "");
    bus_loop_stop(p->loop, 0);
}

void
process_print_notes(struct notes *notes, bool excerpt)
{
    notes_sort(notes);
    notes_print(notes, stderr, excerpt);
}

static void
on_reload(void *arg, int number)
{
    const struct process *p = arg;
    struct notes notes = {0};
    (void)number;
    const int status = p->config.load(p->config.arg, &notes);
    process_print_notes(&notes, false);
    if (status == 0)
        p->config.take(p->config.arg);
    else
        log_event(
            EV_CONFIG, "%zu errors; the old configuration stays", notes.errors);
    notes_fini(&notes);
}

static const char *
text_of(const struct process *p)
{
    return p->config.text != NULL ? p->config.text(p->config.arg) : "";
}

static void
on_second(void *arg, struct mono now)
{
    const struct process *p = arg;
    (void)now;
    if (p->config.second != NULL)
        p->config.second(p->config.arg);
    if (p->config.text != NULL)
        bus_detail(p->bus, text_of(p));
}

static void
on_turn_end(void *arg, struct mono now)
{
    const struct process *p = arg;
    (void)now;
    p->config.turn_end(p->config.arg);
}

/* ---- life ---------------------------------------------------------------- */

static void
tell_failure(const struct process *p, enum err e)
{
    char *dir = paths_instance_dir(p->config.instance);
    if (e == ERR_EXISTS)
        fprintf(stderr, "columba-%s: %s: another %s serves this instance\n",
            p->config.source, dir, p->config.source);
    else
        fprintf(
            stderr, "columba-%s: %s: %s\n", p->config.source, dir, err_str(e));
    free(dir);
}

enum err
process_open(const struct process_config *config, struct process **out)
{
    struct process *p = xcalloc(1, sizeof *p);
    p->config = *config;
    p->config.source = p->source = xstrdup(config->source);
    p->config.instance = p->instance = xstrdup(config->instance);
    p->loop = bus_loop_new();
    *out = p;
    const struct bus_config bus = {
        .instance = config->instance,
        .source = config->source,
        .mdb_hash = config->mdb_hash,
        .publishes = true,
    };
    enum err e = paths_instance_create(config->instance);
    if (e == ERR_OK)
        e = bus_open(p->loop, &bus, &p->bus);
    if (e == ERR_OK)
        e = bus_loop_signal(p->loop, SIGTERM, on_stop, p);
    if (e == ERR_OK)
        e = bus_loop_signal(p->loop, SIGINT, on_stop, p);
    if (e == ERR_OK && config->load != NULL)
        e = bus_loop_signal(p->loop, SIGHUP, on_reload, p);
    if (e != ERR_OK) {
        tell_failure(p, e);
        process_close(out);
    }
    return e;
}

enum err
process_serve(struct process *p)
{
    const char *name = p->config.source;
    if (p->config.request == NULL)
        return ERR_OK;
    enum err e = bus_serve(p->bus, PATHS_OBSERVE, name, on_observe, p);
    if (e == ERR_OK)
        e = bus_serve(p->bus, PATHS_OPERATE, name, on_operate, p);
    if (e != ERR_OK)
        tell_failure(p, e);
    return e;
}

int
process_run(struct process *p)
{
    p->second = bus_loop_timer(p->loop, NS_PER_S, NS_PER_S, on_second, p);
    if (p->config.turn_end != NULL)
        bus_loop_before_sleep(p->loop, on_turn_end, p);
    bus_state(p->bus, "ready", text_of(p));
    return bus_loop_run(p->loop);
}

void
process_close(struct process **at)
{
    struct process *p = *at;
    *at = NULL;
    if (p == NULL)
        return;
    bus_watch_stop(p->loop, &p->second);
    bus_close(&p->bus);
    bus_loop_free(&p->loop);
    free(p->source);
    free(p->instance);
    free(p);
}

struct bus_loop *
process_loop(const struct process *p)
{
    return p->loop;
}

struct bus *
process_bus(const struct process *p)
{
    return p->bus;
}
