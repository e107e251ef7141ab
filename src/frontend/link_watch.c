/*
 * link_watch.c - descriptors and timers of a link in the loop.
 *
 * SPDX-License-Identifier: ISC
 */
#include "frontend/link_watch.h"

#include <stdlib.h>

#include "common/xalloc.h"

struct slot {
    struct bus_watch *watch; /* NULL: free */
    int fd;
    short events;
};

struct link_watch {
    struct bus_loop *loop;
    struct frontend *frontend;
    struct link *link;
    struct slot slot[LINK_FDS];
    struct bus_watch *timer;
    struct mono due; /* of the timer */
};

struct moment
moment_now(void)
{
    return (struct moment){utc_now(), mono_now()};
}

struct link_watch *
link_watch_new(
    struct bus_loop *loop, struct frontend *frontend, struct link *link)
{
    struct link_watch *w = xcalloc(1, sizeof *w);
    w->loop = loop;
    w->frontend = frontend;
    w->link = link;
    return w;
}

void
link_watch_free(struct link_watch **watch)
{
    struct link_watch *w = *watch;
    *watch = NULL;
    if (!w)
        return;
    for (size_t i = 0; i < LINK_FDS; i++)
        bus_watch_stop(w->loop, &w->slot[i].watch);
    bus_watch_stop(w->loop, &w->timer);
    free(w);
}

static void
on_fd(void *arg, int fd, short revents)
{
    struct link_watch *w = arg;
    const struct pollfd ready = {.fd = fd, .revents = revents};
    const struct moment now = moment_now();
    frontend_turn(w->frontend, now);
    link_ready(w->link, &ready, now);
    link_watch_sync(w);
}

static void
on_timer(void *arg, struct mono started)
{
    struct link_watch *w = arg;
    const struct moment now = moment_now();
    (void)started;
    bus_watch_stop(w->loop, &w->timer);
    frontend_turn(w->frontend, now);
    link_due(w->link, now);
    link_watch_sync(w);
}

static bool
is_wanted(const struct slot *s, const struct pollfd *fd, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (fd[i].fd == s->fd && fd[i].events == s->events)
            return true;
    return false;
}

static bool
is_watched(const struct link_watch *w, const struct pollfd *fd)
{
    for (size_t i = 0; i < LINK_FDS; i++)
        if (w->slot[i].watch && w->slot[i].fd == fd->fd &&
            w->slot[i].events == fd->events)
            return true;
    return false;
}

static void
watch_fd(struct link_watch *w, const struct pollfd *fd)
{
    size_t i = 0;
    while (w->slot[i].watch) /* there are as many slots as descriptors */
        i++;
    w->slot[i] = (struct slot){
        .watch = bus_loop_fd(w->loop, fd->fd, fd->events, on_fd, w),
        .fd = fd->fd,
        .events = fd->events,
    };
}

void
link_watch_sync(struct link_watch *w)
{
    struct pollfd fd[LINK_FDS];
    const size_t n = link_poll(w->link, fd);
    for (size_t i = 0; i < LINK_FDS; i++)
        if (w->slot[i].watch && !is_wanted(&w->slot[i], fd, n))
            bus_watch_stop(w->loop, &w->slot[i].watch);
    for (size_t i = 0; i < n; i++)
        if (!is_watched(w, &fd[i]))
            watch_fd(w, &fd[i]);
    const struct mono due = link_wake(w->link);
    if (w->timer && w->due.ns == due.ns)
        return;
    bus_watch_stop(w->loop, &w->timer);
    w->due = due;
    if (due.ns != LINK_NEVER.ns)
        w->timer = bus_loop_timer(
            w->loop, mono_diff_ns(due, mono_now()), 0, on_timer, w);
}
