/*
 * link_tcp.c - connect to a sender and read its stream; reconnect for ever.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "common/xalloc.h"
#include "frontend/link.h"
#include "frontend/net.h"

/* Two SYNs, at 0 and 1 s: a healed network is found again within 2 s. */
#define CONNECT_NS (2 * NS_PER_S)

struct tcp {
    struct net_lookup *lookup;
    int fd;
    bool is_connecting;
    uint8_t *chunk; /* LINK_CHUNK */
};

static void *
tcp_open(const struct mission_link *conf)
{
    (void)conf;
    struct tcp *t = xcalloc(1, sizeof *t);
    t->fd = -1;
    t->chunk = xcalloc(LINK_CHUNK, 1);
    return t;
}

static void
tcp_stop(struct link *link)
{
    struct tcp *t = link->own;
    net_lookup_free(&t->lookup);
    net_close(&t->fd);
    t->is_connecting = false;
}

static void
tcp_close(void *state)
{
    struct tcp *t = state;
    free(t->chunk);
    free(t);
}

/* An attempt or a connection failed: say why, once, and try again. */
static void
give_up(struct link *link, const char *why, struct moment now)
{
    const bool was_up = link->state == LINK_UP || link->state == LINK_DOWN;
    tcp_stop(link);
    link_retry(link, now);
    link_set(link, was_up ? LINK_DOWN : LINK_CONNECTING, "%s", why);
}

static void
connected(struct link *link)
{
    struct tcp *t = link->own;
    t->is_connecting = false;
    link->wake = LINK_NEVER;
    net_keepalive(t->fd);
    link->sink.begin(link->sink.arg, false);
    link_set_up(link, "connected");
}

static void
connect_to(struct link *link, const struct net_address *a, struct moment now)
{
    struct tcp *t = link->own;
    t->fd = net_socket(a, SOCK_STREAM);
    if (t->fd < 0) {
        give_up(link, strerror(errno), now);
        return;
    }
    if (connect(t->fd, &a->u.any, a->len) == 0) {
        connected(link);
    } else if (errno == EINPROGRESS || errno == EINTR) {
        t->is_connecting = true;
        link->wake = mono_add_ns(now.mono, CONNECT_NS);
    } else {
        give_up(link, strerror(errno), now);
    }
}

static void
look_up(struct link *link, struct moment now)
{
    struct tcp *t = link->own;
    struct net_address address;
    if (net_resolve(link, &t->lookup, SOCK_STREAM, false, &address, now))
        connect_to(link, &address, now);
}

/* The timer: an attempt that took too long, or the next one. */
static void
tcp_due(struct link *link, struct moment now)
{
    struct tcp *t = link->own;
    if (t->is_connecting) {
        give_up(link, "no answer", now);
        link->wake = now.mono; /* has waited long enough */
    } else if (t->fd < 0) {
        look_up(link, now);
    }
}

static size_t
tcp_poll(const struct link *link, struct pollfd fd[LINK_FDS])
{
    const struct tcp *t = link->own;
    if (t->fd < 0)
        return 0;
    fd[0] = (struct pollfd){
        .fd = t->fd,
        .events = t->is_connecting ? POLLOUT : POLLIN,
    };
    return 1;
}

static void
tcp_ready(struct link *link, const struct pollfd *fd, struct moment now)
{
    struct tcp *t = link->own;
    if (t->fd < 0 || fd->fd != t->fd)
        return;
    if (t->is_connecting) {
        int error = 0;
        socklen_t len = sizeof error;
        (void)getsockopt(t->fd, SOL_SOCKET, SO_ERROR, &error, &len);
        if (error != 0)
            give_up(link, strerror(error), now);
        else
            connected(link);
        return;
    }
    switch (net_drain(link, &t->fd, t->chunk, now)) {
    case NET_MORE:
        break;
    case NET_CLOSED:
        give_up(link, "the other side closed the connection", now);
        break;
    case NET_FAILED:
        give_up(link, strerror(errno), now);
        break;
    }
}

static int
tcp_out(const struct link *link)
{
    const struct tcp *t = link->own;
    return t->is_connecting ? -1 : t->fd;
}

const struct link_class link_tcp = {
    .kind = "tcp",
    .open = tcp_open,
    .start = tcp_due,
    .stop = tcp_stop,
    .poll = tcp_poll,
    .ready = tcp_ready,
    .due = tcp_due,
    .close = tcp_close,
    .out = tcp_out,
};
