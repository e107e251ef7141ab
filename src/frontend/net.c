/*
 * net.c - addresses, socket options and reading, never waiting.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* getaddrinfo_a, accept4 */
#include "frontend/net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/xalloc.h"

struct net_lookup {
    struct gaicb request;
    struct addrinfo hints;
    char *host; /* NULL: any */
    char port[8];
    bool is_numeric; /* resolved at once, `status` holds */
    int status;
    struct addrinfo *result; /* of the numeric look-up */
    struct net_lookup *next; /* in `abandoned` */
};

/*
 * Look-ups given up while a helper thread still wrote into them: they are
 * released once it is done, whenever the next one begins or ends.
 */
static struct net_lookup *abandoned;

static void sweep(void);

static void
begin_name(struct net_lookup *l)
{
    l->hints.ai_flags &= ~AI_NUMERICHOST;
    l->request = (struct gaicb){
        .ar_name = l->host,
        .ar_service = l->port,
        .ar_request = &l->hints,
    };
    struct gaicb *list[] = {&l->request};
    const int status = getaddrinfo_a(GAI_NOWAIT, list, 1, NULL);
    if (status != 0) {
        l->is_numeric = true;
        l->status = status;
    }
}

static struct net_lookup *
lookup_new(const char *host, uint16_t port, int socktype, bool to_bind)
{
    struct net_lookup *l = xcalloc(1, sizeof *l);
    sweep();
    l->host = host && *host ? xstrdup(host) : NULL;
    (void)snprintf(l->port, sizeof l->port, "%u", (unsigned)port);
    l->hints = (struct addrinfo){
        .ai_flags =
            AI_NUMERICHOST | AI_NUMERICSERV | (to_bind ? AI_PASSIVE : 0),
        .ai_family = l->host ? AF_UNSPEC : AF_INET,
        .ai_socktype = socktype,
    };
    l->is_numeric = true;
    l->status = getaddrinfo(l->host, l->port, &l->hints, &l->result);
    if (l->status != 0 && l->host) {
        l->is_numeric = false;
        begin_name(l);
    }
    return l;
}

static int
status_of(const struct net_lookup *l)
{
    /* gai_error() only reads, but its prototype takes it mutable */
    union {
        const struct gaicb *in;
        struct gaicb *out;
    } request = {.in = &l->request};
    return l->is_numeric ? l->status : gai_error(request.out);
}

static void
release(struct net_lookup *l)
{
    if (!l->is_numeric && l->request.ar_result)
        freeaddrinfo(l->request.ar_result);
    if (l->result)
        freeaddrinfo(l->result);
    free(l->host);
    free(l);
}

static void
sweep(void)
{
    for (struct net_lookup **at = &abandoned; *at;) {
        struct net_lookup *l = *at;
        if (status_of(l) == EAI_INPROGRESS) {
            at = &l->next;
            continue;
        }
        *at = l->next;
        release(l);
    }
}

void
net_lookup_free(struct net_lookup **lookup)
{
    struct net_lookup *l = *lookup;
    *lookup = NULL;
    if (!l)
        return;
    sweep();
    if (!l->is_numeric && status_of(l) == EAI_INPROGRESS &&
        gai_cancel(&l->request) != EAI_CANCELED) {
        l->next = abandoned;
        abandoned = l;
        return;
    }
    release(l);
}

#define LOOKUP_NS (20 * NS_PER_MS) /* how often a helper is asked */

static bool
address_of(const struct net_lookup *l, struct net_address *out)
{
    const struct addrinfo *found =
        l->is_numeric ? l->result : l->request.ar_result;
    memset(out, 0, sizeof *out);
    if (status_of(l) != 0 || !found || found->ai_addrlen > sizeof out->u)
        return false;
    memcpy(&out->u, found->ai_addr, found->ai_addrlen);
    out->len = found->ai_addrlen;
    return true;
}

bool
net_resolve(struct link *link, struct net_lookup **lookup, int socktype,
    bool to_bind, struct net_address *out, struct moment now)
{
    if (!*lookup)
        *lookup =
            lookup_new(link->conf->host, link->conf->port, socktype, to_bind);
    if (status_of(*lookup) == EAI_INPROGRESS) {
        link->wake = mono_add_ns(now.mono, LOOKUP_NS);
        return false;
    }
    const bool is_found = address_of(*lookup, out);
    if (!is_found) {
        link_set(link, LINK_FAULT, "no address for %s: %s",
            link->conf->host ? link->conf->host : "*",
            gai_strerror(status_of(*lookup)));
        link_retry(link, now);
    }
    net_lookup_free(lookup);
    return is_found;
}

char *
net_text(char out[NET_TEXT_SIZE], const struct net_address *a)
{
    char host[INET6_ADDRSTRLEN] = "?";
    if (a->u.any.sa_family == AF_INET6) {
        (void)inet_ntop(AF_INET6, &a->u.in6.sin6_addr, host, sizeof host);
        (void)snprintf(
            out, NET_TEXT_SIZE, "[%s]:%u", host, ntohs(a->u.in6.sin6_port));
    } else {
        (void)inet_ntop(AF_INET, &a->u.in.sin_addr, host, sizeof host);
        (void)snprintf(
            out, NET_TEXT_SIZE, "%s:%u", host, ntohs(a->u.in.sin_port));
    }
    return out;
}

int
net_socket(const struct net_address *address, int socktype)
{
    return socket(
        address->u.any.sa_family, socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

void
net_keepalive(int fd)
{
    const int on = 1, idle_s = 3, interval_s = 1, probes = 3;
    (void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof idle_s);
    (void)setsockopt(
        fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval_s, sizeof interval_s);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
}

uint16_t
net_port(int fd)
{
    struct net_address a = {.len = sizeof a.u};
    if (getsockname(fd, &a.u.any, &a.len) != 0)
        return 0;
    return ntohs(
        a.u.any.sa_family == AF_INET6 ? a.u.in6.sin6_port : a.u.in.sin_port);
}

int
net_accept(int listener, struct net_address *from)
{
    from->len = sizeof from->u;
    return accept4(
        listener, &from->u.any, &from->len, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

void
net_close(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

enum net_read
net_drain(
    struct link *link, const int *own_fd, uint8_t *chunk, struct moment now)
{
    const int fd = *own_fd;
    for (unsigned i = 0; i < LINK_READS && *own_fd == fd; i++) {
        const ssize_t n = read(fd, chunk, LINK_CHUNK);
        if (n > 0) {
            link_deliver(link, chunk, (size_t)n, false, now);
            if ((size_t)n < LINK_CHUNK)
                return NET_MORE;
        } else if (n == 0) {
            return NET_CLOSED;
        } else if (errno == EAGAIN) {
            return NET_MORE;
        } else if (errno != EINTR) {
            return NET_FAILED;
        }
    }
    return NET_MORE;
}
