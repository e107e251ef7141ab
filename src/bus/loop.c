/*
 * loop.c - one thread, one loop: sockets, descriptors, timers, signals.
 *
 * Watches live in one growing array of pointers.  A handler may stop any watch
 * at any time, so a stopped one is only marked; it is freed at the end of the
 * turn, when nobody looks at it any more.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/loop.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <zmq.h>

#include "bus/loop_socket.h"
#include "common/xalloc.h"

#define SIGNAL_MAX 65 /* Linux: 1 .. 64 */

enum watch_kind {
    WATCH_FD,
    WATCH_SOCKET,
    WATCH_TIMER
};

struct bus_watch {
    enum watch_kind kind;
    bool is_stopped;
    void *arg;
    union {
        struct {
            int fd;
            short events;
            bus_fd_fn fn;
        } fd;
        struct {
            void *zmq;
            bus_socket_fn fn;
        } socket;
        struct {
            struct mono due;
            int64_t period_ns;
            bus_timer_fn fn;
        } timer;
    } u;
};

struct hook {
    bus_hook_fn fn;
    void *arg;
};

struct later {
    void (*fn)(void *);
    void *arg;
};

struct handler {
    int signal;
    bus_signal_fn fn;
    void *arg;
    struct sigaction before;
};

struct bus_loop {
    struct bus_watch **watch; /* owned, in the order they were made */
    size_t n_watches, watches_cap;
    zmq_pollitem_t *item; /* scratch: item[i] belongs to polled[i] */
    struct bus_watch **polled;
    size_t items_cap;
    struct hook *hook;
    size_t n_hooks, hooks_cap;
    struct later *later;
    size_t n_later, later_cap;
    struct handler *handler;
    size_t n_handlers, handlers_cap;
    int pipe[2]; /* signals: read, write; -1 before the first */
    struct bus_watch *pipe_watch;
    void *context; /* of ZeroMQ; NULL before the first socket */
    struct mono now;
    bool is_stopped;
    int status;
};

/* Where the handler of each signal writes; the only way into a handler. */
static volatile sig_atomic_t signal_fd[SIGNAL_MAX];

struct bus_loop *
bus_loop_new(void)
{
    struct bus_loop *loop = xcalloc(1, sizeof *loop);
    loop->pipe[0] = loop->pipe[1] = -1;
    loop->now = mono_now();
    return loop;
}

static void
run_later(struct bus_loop *loop)
{
    for (size_t i = 0; i < loop->n_later; i++)
        loop->later[i].fn(loop->later[i].arg);
    loop->n_later = 0;
}

void
bus_loop_free(struct bus_loop **at)
{
    struct bus_loop *loop = *at;
    *at = NULL;
    if (loop == NULL)
        return;
    run_later(loop);
    for (size_t i = 0; i < loop->n_handlers; i++) {
        sigaction(loop->handler[i].signal, &loop->handler[i].before, NULL);
        signal_fd[loop->handler[i].signal] = -1;
    }
    for (size_t i = 0; i < 2; i++)
        if (loop->pipe[i] >= 0)
            close(loop->pipe[i]);
    for (size_t i = 0; i < loop->n_watches; i++) {
        /* An owner that forgot to close must not block the end. */
        if (loop->watch[i]->kind == WATCH_SOCKET && !loop->watch[i]->is_stopped)
            zmq_close(loop->watch[i]->u.socket.zmq);
        free(loop->watch[i]);
    }
    if (loop->context != NULL)
        while (zmq_ctx_term(loop->context) != 0 && errno == EINTR)
            continue;
    free(loop->watch);
    free(loop->item);
    free(loop->polled);
    free(loop->hook);
    free(loop->later);
    free(loop->handler);
    free(loop);
}

/* ---- watches --------------------------------------------------------------
 */

static struct bus_watch *
add(struct bus_loop *loop, enum watch_kind kind, void *arg)
{
    struct bus_watch *watch = xcalloc(1, sizeof *watch);
    watch->kind = kind;
    watch->arg = arg;
    loop->watch =
        xgrow(loop->watch, loop->n_watches, &loop->watches_cap, sizeof(void *));
    loop->watch[loop->n_watches++] = watch;
    return watch;
}

struct bus_watch *
bus_loop_fd(
    struct bus_loop *loop, int fd, short events, bus_fd_fn fn, void *arg)
{
    struct bus_watch *watch = add(loop, WATCH_FD, arg);
    watch->u.fd.fd = fd;
    watch->u.fd.events = events;
    watch->u.fd.fn = fn;
    return watch;
}

void
bus_watch_events(struct bus_watch *watch, short events)
{
    assert(watch->kind == WATCH_FD);
    watch->u.fd.events = events;
}

struct bus_watch *
bus_loop_timer(struct bus_loop *loop, int64_t delay_ns, int64_t period_ns,
    bus_timer_fn fn, void *arg)
{
    struct bus_watch *watch = add(loop, WATCH_TIMER, arg);
    watch->u.timer.due = mono_add_ns(mono_now(), delay_ns);
    watch->u.timer.period_ns = period_ns;
    watch->u.timer.fn = fn;
    return watch;
}

struct bus_watch *
bus_loop_socket(
    struct bus_loop *loop, void *socket, bus_socket_fn fn, void *arg)
{
    struct bus_watch *watch = add(loop, WATCH_SOCKET, arg);
    watch->u.socket.zmq = socket;
    watch->u.socket.fn = fn;
    return watch;
}

void
bus_watch_stop(struct bus_loop *loop, struct bus_watch **watch)
{
    (void)loop;
    if (*watch != NULL)
        (*watch)->is_stopped = true;
    *watch = NULL;
}

static void
sweep(struct bus_loop *loop)
{
    size_t kept = 0;
    for (size_t i = 0; i < loop->n_watches; i++) {
        if (loop->watch[i]->is_stopped)
            free(loop->watch[i]);
        else
            loop->watch[kept++] = loop->watch[i];
    }
    loop->n_watches = kept;
}

void *
bus_loop_context(struct bus_loop *loop)
{
    if (loop->context == NULL) {
        loop->context = zmq_ctx_new();
        assert(loop->context != NULL);
    }
    return loop->context;
}

void
bus_loop_later(struct bus_loop *loop, void (*fn)(void *), void *arg)
{
    loop->later = xgrow(
        loop->later, loop->n_later, &loop->later_cap, sizeof *loop->later);
    loop->later[loop->n_later++] = (struct later){fn, arg};
}

/* ---- signals --------------------------------------------------------------
 */

static void
on_signal(int number)
{
    int before = errno;
    unsigned char byte = (unsigned char)number;
    ssize_t n = write((int)signal_fd[number], &byte, 1);
    (void)n; /* a full pipe already holds signals that will wake the loop */
    errno = before;
}

static void
on_pipe(void *arg, int fd, short revents)
{
    struct bus_loop *loop = arg;
    (void)revents;
    unsigned char byte;
    while (read(fd, &byte, 1) == 1)
        for (size_t i = 0; i < loop->n_handlers; i++)
            if (loop->handler[i].signal == byte)
                loop->handler[i].fn(loop->handler[i].arg, byte);
}

static enum err
open_pipe(struct bus_loop *loop)
{
    if (loop->pipe[0] >= 0)
        return ERR_OK;
    if (pipe(loop->pipe) != 0)
        return errno == EMFILE || errno == ENFILE ? ERR_LIMIT : ERR_IO;
    for (size_t i = 0; i < 2; i++) {
        fcntl(loop->pipe[i], F_SETFD, FD_CLOEXEC);
        fcntl(loop->pipe[i], F_SETFL, O_NONBLOCK);
    }
    loop->pipe_watch = bus_loop_fd(loop, loop->pipe[0], POLLIN, on_pipe, loop);
    return ERR_OK;
}

enum err
bus_loop_signal(struct bus_loop *loop, int number, bus_signal_fn fn, void *arg)
{
    if (number < 1 || number >= SIGNAL_MAX)
        return ERR_RANGE;
    enum err e = open_pipe(loop);
    if (e != ERR_OK)
        return e;
    struct handler handler = {.signal = number, .fn = fn, .arg = arg};
    signal_fd[number] = loop->pipe[1];
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigfillset(&action.sa_mask);
    if (sigaction(number, &action, &handler.before) != 0)
        return ERR_RANGE;
    loop->handler = xgrow(loop->handler, loop->n_handlers, &loop->handlers_cap,
        sizeof *loop->handler);
    loop->handler[loop->n_handlers++] = handler;
    return ERR_OK;
}

/* ---- a turn ---------------------------------------------------------------
 */

void
bus_loop_before_sleep(struct bus_loop *loop, bus_hook_fn fn, void *arg)
{
    loop->hook =
        xgrow(loop->hook, loop->n_hooks, &loop->hooks_cap, sizeof *loop->hook);
    loop->hook[loop->n_hooks++] = (struct hook){fn, arg};
}

/* Milliseconds until the first timer, at most `wait_ns`; -1: for ever. */
static long
wait_ms(const struct bus_loop *loop, int64_t wait_ns)
{
    struct mono now = mono_now();
    for (size_t i = 0; i < loop->n_watches; i++) {
        const struct bus_watch *watch = loop->watch[i];
        if (watch->kind != WATCH_TIMER)
            continue;
        int64_t left = mono_diff_ns(watch->u.timer.due, now);
        left = left < 0 ? 0 : left;
        if (wait_ns < 0 || left < wait_ns)
            wait_ns = left;
    }
    if (wait_ns < 0)
        return -1;
    return (long)(wait_ns / NS_PER_MS + (wait_ns % NS_PER_MS != 0));
}

/* The events of poll(2) and of zmq_poll(3) have other numbers. */
static short
to_zmq(short events)
{
    return (short)(((events & POLLIN) != 0 ? ZMQ_POLLIN : 0) |
                   ((events & POLLOUT) != 0 ? ZMQ_POLLOUT : 0));
}

static short
from_zmq(short revents)
{
    return (short)(((revents & ZMQ_POLLIN) != 0 ? POLLIN : 0) |
                   ((revents & ZMQ_POLLOUT) != 0 ? POLLOUT : 0) |
                   ((revents & ZMQ_POLLERR) != 0 ? POLLERR | POLLHUP : 0));
}

static int
collect(struct bus_loop *loop)
{
    if (loop->n_watches > loop->items_cap) {
        loop->items_cap = loop->watches_cap;
        loop->item =
            xreallocarray(loop->item, loop->items_cap, sizeof *loop->item);
        loop->polled =
            xreallocarray(loop->polled, loop->items_cap, sizeof(void *));
    }
    int n = 0;
    for (size_t i = 0; i < loop->n_watches; i++) {
        struct bus_watch *watch = loop->watch[i];
        zmq_pollitem_t item = {.events = ZMQ_POLLIN};
        if (watch->kind == WATCH_TIMER ||
            (watch->kind == WATCH_FD && watch->u.fd.events == 0))
            continue;
        if (watch->kind == WATCH_SOCKET) {
            item.socket = watch->u.socket.zmq;
        } else {
            item.fd = watch->u.fd.fd;
            item.events = to_zmq(watch->u.fd.events);
        }
        loop->polled[n] = watch;
        loop->item[n++] = item;
    }
    return n;
}

static void
dispatch(struct bus_loop *loop, int n)
{
    for (int i = 0; i < n; i++) {
        struct bus_watch *watch = loop->polled[i];
        short revents = loop->item[i].revents;
        if (revents == 0 || watch->is_stopped)
            continue;
        if (watch->kind == WATCH_SOCKET)
            watch->u.socket.fn(watch->arg);
        else
            watch->u.fd.fn(watch->arg, watch->u.fd.fd, from_zmq(revents));
    }
}

static void
run_timers(struct bus_loop *loop)
{
    size_t n = loop->n_watches; /* those made meanwhile come next turn */
    for (size_t i = 0; i < n; i++) {
        struct bus_watch *watch = loop->watch[i];
        if (watch->kind != WATCH_TIMER || watch->is_stopped ||
            mono_diff_ns(watch->u.timer.due, loop->now) > 0)
            continue;
        int64_t period = watch->u.timer.period_ns;
        if (period > 0) {
            /* Skip what was missed: a clock that was stopped does not pile
             * up calls. */
            watch->u.timer.due = mono_add_ns(watch->u.timer.due, period);
            if (mono_diff_ns(watch->u.timer.due, loop->now) <= 0)
                watch->u.timer.due = mono_add_ns(loop->now, period);
        } else {
            watch->is_stopped = true; /* the owner may still stop it below */
        }
        watch->u.timer.fn(watch->arg, loop->now);
    }
}

void
bus_loop_turn(struct bus_loop *loop, int64_t wait_ns)
{
    int n = collect(loop);
    int ready = zmq_poll(loop->item, n, wait_ms(loop, wait_ns));
    loop->now = mono_now();
    if (ready > 0)
        dispatch(loop, n);
    else if (ready < 0 && errno != EINTR) /* a socket went away under us */
        loop->is_stopped = true, loop->status = 70;
    loop->now = mono_now();
    run_timers(loop);
    for (size_t i = 0; i < loop->n_hooks; i++)
        loop->hook[i].fn(loop->hook[i].arg, loop->now);
    run_later(loop);
    sweep(loop);
}

int
bus_loop_run(struct bus_loop *loop)
{
    while (!loop->is_stopped)
        bus_loop_turn(loop, -1);
    loop->is_stopped = false;
    return loop->status;
}

void
bus_loop_stop(struct bus_loop *loop, int status)
{
    loop->is_stopped = true;
    loop->status = status;
}

struct mono
bus_loop_now(const struct bus_loop *loop)
{
    return loop->now;
}
