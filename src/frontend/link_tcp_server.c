/*
 * link_tcp_server.c - accept one sender at a port.
 *
 * A second connection does not disturb the first as long as it is silent: it
 * takes over with its first byte.  So a sender that was restarted behind a
 * dead connection is heard at once, and a port scanner cuts nobody off.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "frontend/link.h"
#include "frontend/net.h"

struct server {
    struct net_lookup *lookup;
    int listener;
    int fd;      /* the sender */
    int waiting; /* the newest other connection, silent so far */
    char sender[NET_TEXT_SIZE];
    char candidate[NET_TEXT_SIZE];
    uint8_t *chunk; /* LINK_CHUNK */
};

static void *
server_open(const struct mission_link *conf)
{
    (void)conf;
    struct server *s = xcalloc(1, sizeof *s);
    s->listener = s->fd = s->waiting = -1;
    s->chunk = xcalloc(LINK_CHUNK, 1);
    return s;
}

static void
server_stop(struct link *link)
{
    struct server *s = link->own;
    net_lookup_free(&s->lookup);
    net_close(&s->listener);
    net_close(&s->fd);
    net_close(&s->waiting);
}

static void
server_close(void *state)
{
    struct server *s = state;
    free(s->chunk);
    free(s);
}

static void
listen_at(struct link *link, const struct net_address *a, struct moment now)
{
    struct server *s = link->own;
    const int on = 1;
    s->listener = net_socket(a, SOCK_STREAM);
    if (s->listener < 0 ||
        setsockopt(s->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) !=
            0 ||
        bind(s->listener, &a->u.any, a->len) != 0 ||
        listen(s->listener, 8) != 0) {
        link_set(link, LINK_FAULT, "cannot listen at %s: %s", link->address,
            strerror(errno));
        net_close(&s->listener);
        link_retry(link, now);
        return;
    }
    link_address(link, net_port(s->listener));
    link_set(link, LINK_CONNECTING, "waits for a connection");
}

static void
server_due(struct link *link, struct moment now)
{
    struct server *s = link->own;
    struct net_address address;
    if (s->listener >= 0)
        return;
    if (net_resolve(link, &s->lookup, SOCK_STREAM, true, &address, now))
        listen_at(link, &address, now);
}

static size_t
server_poll(const struct link *link, struct pollfd fd[LINK_FDS])
{
    const struct server *s = link->own;
    const int all[LINK_FDS] = {s->listener, s->fd, s->waiting};
    size_t n = 0;
    for (size_t i = 0; i < LINK_FDS; i++)
        if (all[i] >= 0)
            fd[n++] = (struct pollfd){.fd = all[i], .events = POLLIN};
    return n;
}

/* `fd` is the sender from now on; the one before is closed. */
static void
take_over(struct link *link, int fd, const char *name)
{
    struct server *s = link->own;
    net_close(&s->fd);
    s->fd = fd;
    memcpy(s->sender, name, sizeof s->sender);
    link->sink.begin(link->sink.arg, false);
    link_set_up(link, "connected: %s", s->sender);
}

static void
accept_one(struct link *link)
{
    struct server *s = link->own;
    struct net_address from;
    const int fd = net_accept(s->listener, &from);
    if (fd < 0)
        return;
    net_keepalive(fd);
    net_text(s->candidate, &from);
    if (s->fd < 0) {
        take_over(link, fd, s->candidate);
        return;
    }
    net_close(&s->waiting);
    s->waiting = fd;
}

/* The silent connection said something, or went away. */
static void
hear_waiting(struct link *link)
{
    struct server *s = link->own;
    uint8_t byte;
    const ssize_t n = recv(s->waiting, &byte, 1, MSG_PEEK);
    if (n > 0) {
        const int fd = s->waiting;
        s->waiting = -1;
        take_over(link, fd, s->candidate);
    } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
        net_close(&s->waiting);
    }
}

static void
lose_sender(struct link *link, const char *why)
{
    struct server *s = link->own;
    net_close(&s->fd);
    link_set(link, LINK_DOWN, "%s: %s; waits for a connection", s->sender, why);
    if (s->waiting >= 0) {
        const int fd = s->waiting;
        s->waiting = -1;
        take_over(link, fd, s->candidate);
    }
}

static void
server_ready(struct link *link, const struct pollfd *fd, struct moment now)
{
    struct server *s = link->own;
    if (fd->fd < 0)
        return;
    if (fd->fd == s->listener) {
        accept_one(link);
    } else if (fd->fd == s->waiting) {
        hear_waiting(link);
    } else if (fd->fd == s->fd) {
        switch (net_drain(link, &s->fd, s->chunk, now)) {
        case NET_MORE:
            break;
        case NET_CLOSED:
            lose_sender(link, "closed the connection");
            break;
        case NET_FAILED:
            lose_sender(link, strerror(errno));
            break;
        }
    }
}

static int
server_out(const struct link *link)
{
    const struct server *s = link->own;
    return s->fd;
}

const struct link_class link_tcp_server = {
    .kind = "tcp-server",
    .open = server_open,
    .start = server_due,
    .stop = server_stop,
    .poll = server_poll,
    .ready = server_ready,
    .due = server_due,
    .close = server_close,
    .out = server_out,
};
