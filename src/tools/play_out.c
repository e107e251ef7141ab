/*
 * play_out.c - datagrams or a stream to a link.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/play_out.h"

#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/say.h"
#include "common/str.h"
#include "common/xalloc.h"

struct play_out {
    int fd;
    bool is_datagram;
    const char *destination; /* for messages; borrowed */
};

enum way {
    WAY_UDP,
    WAY_TCP,
    WAY_LISTEN
};

struct target {
    enum way way;
    char *host; /* owned; "" is any */
    char *port; /* in host's memory */
};

/* Take "udp:HOST:PORT" apart. */
static bool
parse(const char *text, struct target *t)
{
    static const struct {
        const char *prefix;
        enum way way;
    } ways[] = {
        {"udp:", WAY_UDP},
        {"tcp:", WAY_TCP},
        {"listen:", WAY_LISTEN},
    };
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        if (!str_prefix(text, ways[i].prefix))
            continue;
        t->way = ways[i].way;
        t->host = xstrdup(text + strlen(ways[i].prefix));
        t->port = strrchr(t->host, ':');
        if (!t->port || !t->port[1])
            return false;
        *t->port++ = '\0';
        const size_t len = strlen(t->host);
        if (len > 2 && t->host[0] == '[' && t->host[len - 1] == ']') {
            memmove(t->host, t->host + 1, len - 2);
            t->host[len - 2] = '\0';
        }
        return *t->host || t->way == WAY_LISTEN;
    }
    return false;
}

static int
fail(const char *destination, const char *why, int status)
{
    say("columba play: %s: %s\n", destination, why);
    return status;
}

static int
open_one(const struct addrinfo *a, enum way way)
{
    const int fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, 0);
    const int on = 1;
    if (fd < 0)
        return -1;
    if (way != WAY_LISTEN) {
        if (connect(fd, a->ai_addr, a->ai_addrlen) == 0)
            return fd;
    } else if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
               bind(fd, a->ai_addr, a->ai_addrlen) == 0 && listen(fd, 1) == 0) {
        const int peer = accept(fd, NULL, NULL);
        (void)close(fd);
        return peer;
    }
    const int before = errno;
    (void)close(fd);
    errno = before;
    return -1;
}

static int
open_target(const struct target *t, const char *destination, int *fd)
{
    const struct addrinfo hints = {
        .ai_family = t->host[0] ? AF_UNSPEC : AF_INET,
        .ai_socktype = t->way == WAY_UDP ? SOCK_DGRAM : SOCK_STREAM,
        .ai_flags = t->way == WAY_LISTEN ? AI_PASSIVE : 0,
    };
    struct addrinfo *all = NULL;
    const int status =
        getaddrinfo(t->host[0] ? t->host : NULL, t->port, &hints, &all);
    if (status != 0)
        return fail(destination, gai_strerror(status), EX_NOHOST);
    *fd = -1;
    for (const struct addrinfo *a = all; a && *fd < 0; a = a->ai_next)
        *fd = open_one(a, t->way);
    const int why = errno;
    freeaddrinfo(all);
    return *fd >= 0 ? 0 : fail(destination, strerror(why), EX_UNAVAILABLE);
}

int
play_out_open(const char *destination, struct play_out **out)
{
    struct target t = {0};
    int fd = -1;
    *out = NULL;
    const int status = parse(destination, &t)
                           ? open_target(&t, destination, &fd)
                           : fail(destination,
                                 "not udp:HOST:PORT, tcp:HOST:PORT or "
                                 "listen:[HOST]:PORT",
                                 EX_USAGE);
    free(t.host);
    if (status != 0)
        return status;
    struct play_out *o = xcalloc(1, sizeof *o);
    o->fd = fd;
    o->is_datagram = t.way == WAY_UDP;
    o->destination = destination;
    *out = o;
    return 0;
}

void
play_out_close(struct play_out **out)
{
    struct play_out *o = *out;
    *out = NULL;
    if (!o)
        return;
    (void)close(o->fd);
    free(o);
}

/* Nobody listens yet, or the queue is full: a datagram is lost, that is all. */
static bool
is_loss(int error)
{
    return error == ECONNREFUSED || error == ENOBUFS || error == EAGAIN;
}

int
play_out_send(struct play_out *o, const uint8_t *p, size_t len)
{
    size_t sent = 0;
    while (sent < len) {
        const ssize_t n = send(o->fd, p + sent, len - sent, MSG_NOSIGNAL);
        if (n >= 0)
            sent += (size_t)n;
        else if (o->is_datagram && is_loss(errno))
            return 0;
        else if (errno != EINTR)
            return fail(o->destination, strerror(errno), EX_IOERR);
    }
    return 0;
}
