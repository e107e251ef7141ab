/*
 * uplink_in.c - where the ground model hears telecommands: a UDP port.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/uplink_in.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/xalloc.h"

#define CHUNK 65536 /* more than any datagram has */

struct uplink_in {
    struct bus_loop *loop;
    struct bus_watch *watch;
    int fd;
    uplink_in_fn fn;
    void *arg;
    uint64_t count;
    uint8_t *chunk;
};

static void
on_ready(void *arg, int fd, short revents)
{
    struct uplink_in *u = arg;
    (void)revents;
    for (unsigned i = 0; i < UPLINK_IN_TURN; i++) {
        const ssize_t n = recv(fd, u->chunk, CHUNK, 0);
        if (n < 0 && errno == EAGAIN)
            return;
        if (n < 0) /* an error is told once, then reading goes on */
            continue;
        u->count++;
        u->fn(u->arg, u->chunk, (size_t)n);
    }
}

/* A socket bound to one of the addresses, or -1 with errno. */
static int
bind_to(const struct addrinfo *list)
{
    int error = EADDRNOTAVAIL;
    for (const struct addrinfo *a = list; a != NULL; a = a->ai_next) {
        const int fd = socket(a->ai_family,
            a->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, a->ai_protocol);
        if (fd >= 0 && bind(fd, a->ai_addr, a->ai_addrlen) == 0)
            return fd;
        error = errno;
        if (fd >= 0)
            (void)close(fd);
    }
    errno = error;
    return -1;
}

enum err
uplink_in_open(struct bus_loop *loop, const char *host, uint16_t port,
    uplink_in_fn fn, void *arg, struct uplink_in **out)
{
    *out = NULL;
    char service[8];
    (void)snprintf(service, sizeof service, "%u", (unsigned)port);
    const struct addrinfo hints = {.ai_socktype = SOCK_DGRAM,
        .ai_family = host != NULL && *host != '\0' ? AF_UNSPEC : AF_INET,
        .ai_flags = AI_NUMERICSERV | AI_PASSIVE};
    struct addrinfo *list = NULL;
    if (getaddrinfo(host != NULL && *host != '\0' ? host : NULL, service,
            &hints, &list) != 0)
        return ERR_NOTFOUND;
    const int fd = bind_to(list);
    const int error = errno;
    freeaddrinfo(list);
    errno = error;
    if (fd < 0)
        return ERR_IO;
    struct uplink_in *u = xcalloc(1, sizeof *u);
    u->loop = loop;
    u->fd = fd;
    u->fn = fn;
    u->arg = arg;
    u->chunk = xcalloc(CHUNK, 1);
    u->watch = bus_loop_fd(loop, fd, POLLIN, on_ready, u);
    *out = u;
    return ERR_OK;
}

void
uplink_in_close(struct uplink_in **uplink)
{
    struct uplink_in *u = *uplink;
    *uplink = NULL;
    if (u == NULL)
        return;
    bus_watch_stop(u->loop, &u->watch);
    (void)close(u->fd);
    free(u->chunk);
    free(u);
}

uint64_t
uplink_in_count(const struct uplink_in *u)
{
    return u->count;
}

uint16_t
uplink_in_port(const struct uplink_in *u)
{
    struct sockaddr_storage at;
    socklen_t len = sizeof at;
    if (getsockname(u->fd, (struct sockaddr *)&at, &len) != 0)
        return 0;
    return ntohs(at.ss_family == AF_INET6
                     ? ((const struct sockaddr_in6 *)&at)->sin6_port
                     : ((const struct sockaddr_in *)&at)->sin_port);
}
