/*
 * session.c - a tool's connection to a running instance, for watching.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/session.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/instance.h"
#include "common/log.h"
#include "common/say.h"
#include "common/xalloc.h"

/* The name, or NULL after saying what is wrong. */
static char *
choose(const char *tool, const char *instance)
{
    if (instance != NULL)
        return xstrdup(instance);
    char *name = instance_default();
    if (name != NULL)
        return name;
    char **names;
    size_t n = instance_running(&names);
    say("columba %s: ", tool);
    if (n == 0)
        fputs("no instance runs; 'columba up' starts one", stderr);
    else
        fputs("several instances run; name one:", stderr);
    for (size_t i = 0; i < n; i++)
        say(" %s", names[i]);
    fputc('\n', stderr);
    instance_names_free(&names, n);
    return NULL;
}

/* A supervisor, or at least a hub somebody else started (systemd). */
static bool
is_running(const char *instance)
{
    if (instance_pid(instance) != 0)
        return true;
    char *hub = paths_endpoint(instance, PATHS_OBSERVE, "hub");
    bool is_there = access(hub + strlen("ipc://"), F_OK) == 0;
    free(hub);
    return is_there;
}

static void
on_signal(void *arg, int number)
{
    struct session *s = arg;
    bus_loop_stop(s->loop, number == SIGPIPE ? 0 : 128 + number);
}

int
session_open(struct session *s, const char *tool, const char *instance)
{
    *s = (struct session){.instance = choose(tool, instance)};
    if (s->instance == NULL)
        return EX_UNAVAILABLE;
    int status = -1;
    if (!paths_instance_is_valid(s->instance)) {
        say("columba %s: '%s' is no name of an instance\n", tool, s->instance);
        status = EX_USAGE;
    } else if (!is_running(s->instance)) {
        say("columba %s: instance %s does not run\n", tool, s->instance);
        status = EX_UNAVAILABLE;
    }
    if (status >= 0) {
        session_close(s);
        return status;
    }
    s->loop = bus_loop_new();
    struct bus_config config = {.instance = s->instance, .source = tool};
    enum err e = bus_open(s->loop, &config, &s->bus);
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
    for (size_t i = 0; e == ERR_OK && i < ARRAY_LEN(signals); i++)
        e = bus_loop_signal(s->loop, signals[i], on_signal, s);
    if (e == ERR_OK)
        return -1;
    say("columba %s: %s: %s\n", tool, s->instance, err_str(e));
    session_close(s);
    return err_exit_status(e);
}

void
session_close(struct session *s)
{
    bus_close(&s->bus);
    bus_loop_free(&s->loop);
    free(s->instance);
    *s = (struct session){0};
}

static void
on_limit(void *arg, struct mono now)
{
    struct session *s = arg;
    (void)now;
    bus_loop_stop(s->loop, s->limit_status);
}

void
session_limit(struct session *s, int64_t ns, int status)
{
    s->limit_status = status;
    bus_loop_timer(s->loop, ns, 0, on_limit, s);
}

void
session_flush(struct session *s)
{
    if (fflush(stdout) != 0)
        bus_loop_stop(s->loop, errno == EPIPE ? 0 : EX_IOERR);
}
