/*
 * supervise.c - run the processes of an instance until it is told to stop.
 *
 * The shell around the crew: forks, pipes, signals, the bus.
 *
 * SPDX-License-Identifier: ISC
 */
#include "supervise/supervise.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "bus/bus.h"
#include "common/instance.h"
#include "common/log.h"
#include "common/paths.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "supervise/crew.h"
#include "supervise/logfile.h"
#include "supervise/notify_socket.h"
#include "supervise/spawn.h"

#define TELL_AGAIN_NS (250 * NS_PER_MS)

struct worker {
    const struct mission_process *process;
    struct supervisor *owner;
    struct logfile log;
    int output; /* -1: none */
    struct bus_watch *watch;
    struct utc since; /* of its state */
};

struct supervisor {
    const struct supervise_config *config;
    const char *name; /* of the instance */
    char *dir;        /* of the instance */
    struct crew *crew;
    struct worker *worker; /* as many as the crew has members */
    struct bus_loop *loop;
    struct bus *bus;
    struct bus_watch *timer, *report, *again;
    int lock, notify;
    uint64_t mdb_hash; /* as the processes say; 0: not yet known */
    bool was_up;
    int status; /* to exit with */
};

/* ---- reports to who started us ------------------------------------------- */

static void report(struct supervisor *s, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

static void
report(struct supervisor *s, const char *fmt, ...)
{
    if (s->config->report_fd < 0 || s->report == NULL)
        return;
    va_list ap;
    va_start(ap, fmt);
    vdprintf(s->config->report_fd, fmt, ap);
    va_end(ap);
}

static void
report_end(struct supervisor *s)
{
    if (s->report == NULL)
        return;
    bus_watch_stop(s->loop, &s->report);
    close(s->config->report_fd);
}

/* ---- the bus
 * ------------------------------------------------------------------ */

static void
publish_process(struct supervisor *s, size_t i)
{
    const struct crew_member *m = crew_member(s->crew, i);
    struct msg msg = {.envelope.type = MSG_PROCESS};
    msg.u.process = (struct msg_process){
        .name = msg_str(m->name),
        .state = msg_str(crew_state_str(m->state)),
        .pid = (uint64_t)m->pid,
        .restarts = m->restarts,
        .since = s->worker[i].since,
        .detail = msg_str(m->detail),
    };
    char topic[64];
    snprintf(topic, sizeof topic, "proc/%s", m->name);
    bus_publish(s->bus, topic, &msg);
}

static void
publish_instance(struct supervisor *s)
{
    const struct mission *mission = s->config->mission;
    size_t n = crew_count(s->crew);
    struct msg_str *names = xcalloc(n, sizeof *names);
    for (size_t i = 0; i < n; i++)
        names[i] = msg_str(crew_member(s->crew, i)->name);
    struct msg msg = {.envelope.type = MSG_INSTANCE};
    msg.u.instance = (struct msg_instance){
        .kind = msg_str(mission_kind_str(s->config->instance->kind)),
        .mission = msg_str(mission->name),
        .title = msg_str(mission->title),
        .mission_dir = msg_str(mission->dir),
        .database = msg_str(mission->database),
        .mdb_hash = s->mdb_hash,
        .met_epoch = mission->met_epoch,
        .processes = {names, n},
    };
    bus_publish(s->bus, "instance", &msg);
    free(names);
}

/* What the others loaded is what the instance has. */
static void
on_heartbeat(void *arg, const char *topic, const struct msg *msg)
{
    struct supervisor *s = arg;
    (void)topic;
    uint64_t hash =
        msg->envelope.type == MSG_HEARTBEAT ? msg->u.heartbeat.mdb_hash : 0;
    if (hash == 0 || hash == s->mdb_hash)
        return;
    s->mdb_hash = hash;
    publish_instance(s);
}

/* Our own stderr is a file without a pipe: rotated when it got long. */
static void
rotate_own_log(const char *path)
{
    struct stat st;
    if (path == NULL || fstat(STDERR_FILENO, &st) != 0 ||
        st.st_size < LOGFILE_MAX)
        return;
    char *old = xasprintf("%s.1", path);
    if (rename(path, old) == 0) {
        int fd = open(
            path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0640);
        if (fd >= 0) {
            dup2(fd, STDERR_FILENO);
            close(fd);
        }
    }
    free(old);
}

/* Once a second all of it: a hub that was restarted has forgotten. */
static void
on_second(void *arg, struct mono now)
{
    struct supervisor *s = arg;
    (void)now;
    rotate_own_log(s->config->log);
    publish_instance(s);
    for (size_t i = 0; i < crew_count(s->crew); i++)
        publish_process(s, i);
}

static void
on_again(void *arg, struct mono now)
{
    struct supervisor *s = arg;
    s->again = NULL; /* it was for once */
    on_second(arg, now);
}

/* ---- processes
 * ------------------------------------------------------------------ */

static void
close_output(struct supervisor *s, struct worker *w)
{
    bus_watch_stop(s->loop, &w->watch);
    if (w->output >= 0)
        close(w->output);
    w->output = -1;
}

/* All that is there now; false at the end of the stream. */
static bool
drain(struct worker *w)
{
    char data[8192];
    for (unsigned turns = 0; turns < 64; turns++) {
        ssize_t n = read(w->output, data, sizeof data);
        if (n > 0)
            logfile_write(&w->log, utc_now(), data, (size_t)n);
        else if (n == 0)
            return false;
        else if (errno != EINTR)
            return errno == EAGAIN;
    }
    return true;
}

static void
on_output(void *arg, int fd, short revents)
{
    struct worker *w = arg;
    (void)fd, (void)revents;
    if (!drain(w))
        close_output(w->owner, w);
}

/* Owned array of borrowed strings. */
static const char **
arguments(const struct supervisor *s, const struct mission_process *p)
{
    const char *relay = s->config->instance->relay;
    const char *head[] = {
        "-i", s->name, "-m", s->config->mission->file, "--relay", relay};
    size_t n_head = relay != NULL && strcmp(p->name, "hub") == 0 ? 6 : 4;
    size_t n = 0;
    while (p->args[n] != NULL)
        n++;
    const char **args = xcalloc(n_head + n + 1, sizeof *args);
    memcpy(args, head, n_head * sizeof *args);
    for (size_t i = 0; i < n; i++)
        args[n_head + i] = p->args[i];
    return args;
}

static void
start(struct supervisor *s, size_t i, struct mono now)
{
    struct worker *w = &s->worker[i];
    const char **args = arguments(s, w->process);
    char *notify = xasprintf("NOTIFY_SOCKET=%s/notify", s->dir);
    char *instance = xasprintf("COLUMBA_INSTANCE=%s", s->name);
    char *mission = xasprintf("COLUMBA_MISSION=%s", s->config->mission->file);
    const char *env[] = {notify, instance, mission, "COLUMBA_SUPERVISED=1",
        "WATCHDOG_USEC=10000000", NULL};
    struct spawn what = {.program = w->process->program,
        .args = args,
        .env = env,
        .dir = s->config->mission->dir};
    close_output(s, w);
    w->log.last[0] = '\0';
    pid_t pid = 0;
    enum err e = spawn(&what, &pid, &w->output);
    if (e == ERR_OK)
        w->watch = bus_loop_fd(s->loop, w->output, POLLIN, on_output, w);
    crew_started(s->crew, i, pid, e == ERR_OK ? NULL : strerror(errno), now);
    free(notify);
    free(instance);
    free(mission);
    free(args);
}

static void
tell(struct supervisor *s, size_t i)
{
    const struct crew_member *m = crew_member(s->crew, i);
    s->worker[i].since = utc_now();
    publish_process(s, i);
    if (m->state == CREW_READY)
        report(s, "ready %s %d\n", m->name, (int)m->pid);
    /* Again when the connection to a new hub is surely there. */
    bus_watch_stop(s->loop, &s->again);
    s->again = bus_loop_timer(s->loop, TELL_AGAIN_NS, 0, on_again, s);
}

static void
all_are_up(struct supervisor *s)
{
    s->was_up = true;
    bus_state(s->bus, "ready", "");
    report(s, "up\n");
    report_end(s);
}

/* What cannot come up is not tried for ever: say why and undo the start. */
static void
check_start(struct supervisor *s, struct mono now)
{
    size_t i = s->was_up ? crew_count(s->crew) : crew_hopeless(s->crew);
    if (i == crew_count(s->crew) || s->report == NULL)
        return;
    const struct crew_member *m = crew_member(s->crew, i);
    report(s, "failed %s: %s\n", m->name, m->detail);
    report_end(s);
    s->status = EX_UNAVAILABLE;
    crew_stop(s->crew, now);
}

static void
obey(struct supervisor *s, const struct crew_order *o, struct mono now)
{
    switch (o->kind) {
    case CREW_ORDER_START:
        start(s, o->member, now);
        break;
    case CREW_ORDER_SIGNAL:
        if (kill(-o->pid, o->signal) != 0)
            (void)kill(o->pid, o->signal);
        break;
    case CREW_ORDER_EVENT:
        log_event(o->event, "%s", o->text);
        break;
    case CREW_ORDER_TELL:
        tell(s, o->member);
        break;
    case CREW_ORDER_UP:
        all_are_up(s);
        break;
    case CREW_ORDER_DONE:
        bus_loop_stop(s->loop, s->status);
        break;
    }
}

static void
on_timer(void *arg, struct mono now)
{
    struct supervisor *s = arg;
    s->timer = NULL; /* it was for once */
    crew_tick(s->crew, now);
}

/* At the end of each turn: do what is ordered, set the clock for the next. */
static void
before_sleep(void *arg, struct mono now)
{
    struct supervisor *s = arg;
    struct crew_order o;
    do {
        while (crew_take(s->crew, &o))
            obey(s, &o, now);
        check_start(s, now);
    } while (crew_take(s->crew, &o) && (obey(s, &o, now), true));
    struct mono due = crew_due(s->crew);
    bus_watch_stop(s->loop, &s->timer);
    if (due.ns != INT64_MAX)
        s->timer = bus_loop_timer(
            s->loop, mono_diff_ns(due, mono_now()), 0, on_timer, s);
}

/* ---- what happens
 * ------------------------------------------------------------------ */

static void
on_child(void *arg, int number)
{
    struct supervisor *s = arg;
    (void)number;
    int status;
    for (;;) {
        pid_t pid = waitpid(-1, &status, WNOHANG);
        if (pid <= 0)
            return;
        const char *last = "";
        for (size_t i = 0; i < crew_count(s->crew); i++) {
            struct worker *w = &s->worker[i];
            if (crew_member(s->crew, i)->pid != pid)
                continue;
            if (w->output >= 0)
                (void)drain(w);
            close_output(s, w);
            last = w->log.last;
        }
        crew_ended(s->crew, pid, status, last, mono_now());
    }
}

static void
on_stop(void *arg, int number)
{
    struct supervisor *s = arg;
    (void)number;
    bus_state(s->bus, "stopping", "");
    crew_stop(s->crew, mono_now());
}

static void
on_notify(void *arg, int fd, short revents)
{
    struct supervisor *s = arg;
    (void)revents;
    char text[NOTIFY_TEXT_MAX + 1];
    pid_t pid;
    for (unsigned i = 0; i < BUS_TURN_MAX; i++) {
        if (!notify_socket_take(fd, &pid, text))
            return;
        crew_notified(s->crew, pid, text, mono_now());
    }
}

/* Who started us went away before all were ready: they changed their mind. */
static void
on_report_closed(void *arg, int fd, short revents)
{
    struct supervisor *s = arg;
    (void)fd, (void)revents;
    report_end(s);
    s->status = EX_TEMPFAIL;
    crew_stop(s->crew, mono_now());
}

/* ---- from beginning to end
 * --------------------------------------------------------- */

static void
empty_dir(const char *dir)
{
    DIR *d = opendir(dir);
    if (d == NULL)
        return;
    for (struct dirent *e; (e = readdir(d)) != NULL;)
        if (e->d_name[0] != '.')
            (void)unlinkat(dirfd(d), e->d_name, 0);
    closedir(d);
}

void
supervise_clean(const char *instance)
{
    static const char *const dirs[] = {"feed", "observe", "operate"};
    /* The lock beside the frontend's socket stays: it says who may send. */
    static const char *const files[] = {"notify", "mission", "send/frontend"};
    char *at = paths_instance_dir(instance);
    for (size_t i = 0; i < ARRAY_LEN(dirs); i++) {
        char *dir = xasprintf("%s/%s", at, dirs[i]);
        empty_dir(dir);
        free(dir);
    }
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        char *file = xasprintf("%s/%s", at, files[i]);
        (void)unlink(file);
        free(file);
    }
    free(at);
}

/* For mission_default_path(): what runs here. */
static void
write_mission(const struct supervisor *s)
{
    char *path = xasprintf("%s/mission", s->dir);
    FILE *f = fopen(path, "we");
    if (f != NULL) {
        fprintf(f, "%s\n", s->config->mission->file);
        fclose(f);
    }
    free(path);
}

static void
open_workers(struct supervisor *s)
{
    const struct mission_instance *in = s->config->instance;
    char *logs = xasprintf("%s/log", s->dir);
    (void)mkdir(logs, 0750);
    const char **names = xcalloc(in->n_processes, sizeof *names);
    s->worker = xcalloc(in->n_processes, sizeof *s->worker);
    for (size_t i = 0; i < in->n_processes; i++) {
        struct worker *w = &s->worker[i];
        char *path = xasprintf("%s/%s.log", logs, in->process[i].name);
        *w = (struct worker){.process = &in->process[i],
            .owner = s,
            .output = -1,
            .since = utc_now()};
        if (logfile_open(&w->log, path) != ERR_OK)
            log_event(EV_INTERNAL, "%s: %s", path, strerror(errno));
        w->log.echo = s->config->echo ? in->process[i].name : NULL;
        names[i] = in->process[i].name;
        free(path);
    }
    s->crew = crew_new(names, in->n_processes, mono_now());
    free(names);
    free(logs);
}

static enum err
open_loop(struct supervisor *s)
{
    s->loop = bus_loop_new();
    struct bus_config config = {
        .instance = s->name, .source = "up", .publishes = true};
    enum err e = bus_open(s->loop, &config, &s->bus);
    static const int stops[] = {SIGTERM, SIGINT, SIGHUP};
    for (size_t i = 0; e == ERR_OK && i < ARRAY_LEN(stops); i++)
        e = bus_loop_signal(s->loop, stops[i], on_stop, s);
    if (e == ERR_OK)
        e = bus_loop_signal(s->loop, SIGCHLD, on_child, s);
    if (e != ERR_OK)
        return e;
    bus_subscribe(s->bus, "hb/", on_heartbeat, s);
    bus_loop_fd(s->loop, s->notify, POLLIN, on_notify, s);
    bus_loop_timer(s->loop, NS_PER_S, NS_PER_S, on_second, s);
    bus_loop_before_sleep(s->loop, before_sleep, s);
    if (s->config->report_fd >= 0) /* nothing to read: it is closed, or not */
        s->report = bus_loop_fd(
            s->loop, s->config->report_fd, POLLIN, on_report_closed, s);
    return ERR_OK;
}

static enum err
prepare(struct supervisor *s)
{
    enum err e = paths_instance_create(s->name);
    if (e == ERR_OK)
        e = instance_lock(s->name, &s->lock);
    if (e != ERR_OK)
        return e;
    supervise_clean(s->name);
    char *notify = xasprintf("%s/notify", s->dir);
    e = notify_socket_open(notify, &s->notify);
    free(notify);
    if (e != ERR_OK)
        return e;
    write_mission(s);
    signal(SIGPIPE, SIG_IGN);
    open_workers(s);
    return open_loop(s);
}

static void
finish(struct supervisor *s)
{
    for (size_t i = 0; s->crew != NULL && i < crew_count(s->crew); i++) {
        close_output(s, &s->worker[i]);
        logfile_close(&s->worker[i].log);
    }
    report_end(s);
    bus_close(&s->bus);
    bus_loop_free(&s->loop);
    crew_free(&s->crew);
    free(s->worker);
    if (s->notify >= 0)
        close(s->notify);
    if (s->lock >= 0) {
        supervise_clean(s->name);
        close(s->lock);
    }
    free(s->dir);
}

int
supervise_run(const struct supervise_config *config)
{
    struct supervisor s = {
        .config = config,
        .name = config->instance->name,
        .dir = paths_instance_dir(config->instance->name),
        .lock = -1,
        .notify = -1,
    };
    enum err e = prepare(&s);
    int status;
    if (e == ERR_OK) {
        crew_begin(s.crew, mono_now());
        status = bus_loop_run(s.loop);
    } else {
        const char *why = e == ERR_EXISTS ? "it runs already" : err_str(e);
        log_event(EV_CONFIG, "instance %s: %s", s.name, why);
        report(&s, "failed %s\n", why);
        status = err_exit_status(e);
    }
    finish(&s);
    return status;
}
