/*
 * link_udp.c - datagrams at a port, each with one or several whole packets.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "common/xalloc.h"
#include "frontend/link.h"
#include "frontend/net.h"

#define RECEIVE_BUFFER                                                         \
    (4 * 1024 * 1024) /* asked for; the kernel may cut it                      \
                       */

struct udp {
    struct net_lookup *lookup;
    int fd;
    uint8_t *chunk; /* LINK_CHUNK */
};

static void *
udp_open(const struct mission_link *conf)
{
    (void)conf;
    struct udp *u = xcalloc(1, sizeof *u);
    u->fd = -1;
    u->chunk = xcalloc(LINK_CHUNK, 1);
    return u;
}

static void
udp_stop(struct link *link)
{
    struct udp *u = link->own;
    net_lookup_free(&u->lookup);
    net_close(&u->fd);
}

static void
udp_close(void *state)
{
    struct udp *u = state;
    free(u->chunk);
    free(u);
}

/* A multicast address is joined on the default interface. */
static int
join(int fd, const struct net_address *a)
{
    if (a->u.any.sa_family == AF_INET &&
        IN_MULTICAST(ntohl(a->u.in.sin_addr.s_addr))) {
        const struct ip_mreqn group = {.imr_multiaddr = a->u.in.sin_addr};
        return setsockopt(
            fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof group);
    }
    if (a->u.any.sa_family == AF_INET6 &&
        IN6_IS_ADDR_MULTICAST(&a->u.in6.sin6_addr)) {
        const struct ipv6_mreq group = {.ipv6mr_multiaddr = a->u.in6.sin6_addr};
        return setsockopt(
            fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, &group, sizeof group);
    }
    return 0;
}

static void
bind_to(struct link *link, const struct net_address *a, struct moment now)
{
    struct udp *u = link->own;
    const int on = 1, room = RECEIVE_BUFFER;
    u->fd = net_socket(a, SOCK_DGRAM);
    if (u->fd < 0 || bind(u->fd, &a->u.any, a->len) != 0 ||
        join(u->fd, a) != 0) {
        link_set(link, LINK_FAULT, "cannot receive at %s: %s", link->address,
            strerror(errno));
        net_close(&u->fd);
        link_retry(link, now);
        return;
    }
    /* With CAP_NET_ADMIN all of it, else what net.core.rmem_max allows. */
    if (setsockopt(u->fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room) != 0)
        (void)setsockopt(u->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    (void)setsockopt(u->fd, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
    link->sink.begin(link->sink.arg, false);
    link_address(link, net_port(u->fd));
    link_set(link, LINK_CONNECTING, "waits for the first datagram");
}

static void
udp_due(struct link *link, struct moment now)
{
    struct udp *u = link->own;
    struct net_address address;
    if (net_resolve(link, &u->lookup, SOCK_DGRAM, true, &address, now))
        bind_to(link, &address, now);
}

static size_t
udp_poll(const struct link *link, struct pollfd fd[LINK_FDS])
{
    const struct udp *u = link->own;
    if (u->fd < 0)
        return 0;
    fd[0] = (struct pollfd){.fd = u->fd, .events = POLLIN};
    return 1;
}

/* The kernel's count of datagrams it dropped since the socket was opened. */
static void
note_lost(struct link *link, struct msghdr *m)
{
    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SO_RXQ_OVFL)
            continue;
        uint32_t lost = 0;
        memcpy(&lost, CMSG_DATA(c), sizeof lost);
        if (lost != (uint32_t)link->lost) {
            link->lost = lost;
            link_set(
                link, LINK_UP, "up; %u datagrams dropped by the kernel", lost);
        }
    }
}

static ssize_t
receive(struct link *link, struct msghdr *m)
{
    struct udp *u = link->own;
    struct iovec part = {.iov_base = u->chunk, .iov_len = LINK_CHUNK};
    union {
        struct cmsghdr align;
        char room[64];
    } control;
    *m = (struct msghdr){
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.room,
        .msg_controllen = sizeof control.room,
    };
    const ssize_t n = recvmsg(u->fd, m, 0);
    if (n >= 0)
        note_lost(link, m);
    return n;
}

static void
udp_ready(struct link *link, const struct pollfd *fd, struct moment now)
{
    struct udp *u = link->own;
    for (unsigned i = 0; i < 4 * LINK_READS && u->fd == fd->fd; i++) {
        struct msghdr m;
        const ssize_t n = receive(link, &m);
        if (n < 0 && (errno == EINTR || errno == ECONNREFUSED))
            continue;
        if (n < 0)
            return;
        if (link->state != LINK_UP)
            link_set_up(link, "up");
        if (n > 0)
            link_deliver(link, u->chunk, (size_t)n, true, now);
    }
}

const struct link_class link_udp = {
    .kind = "udp",
    .open = udp_open,
    .start = udp_due,
    .stop = udp_stop,
    .poll = udp_poll,
    .ready = udp_ready,
    .due = udp_due,
    .close = udp_close,
};
