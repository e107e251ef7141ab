/*
 * link_out_udp.c - datagrams to an address.
 *
 * The socket is connected, so that only the address answers and the kernel
 * tells when nobody is there.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "common/xalloc.h"
#include "frontend/link.h"
#include "frontend/net.h"

struct out_udp {
    struct net_lookup *lookup;
    int fd;
};

static void *
udp_open(const struct mission_link *conf)
{
    (void)conf;
    struct out_udp *u = xcalloc(1, sizeof *u);
    u->fd = -1;
    return u;
}

static void
udp_stop(struct link *link)
{
    struct out_udp *u = link->own;
    net_lookup_free(&u->lookup);
    net_close(&u->fd);
}

static void
udp_close(void *state)
{
    free(state);
}

static void
udp_due(struct link *link, struct moment now)
{
    struct out_udp *u = link->own;
    struct net_address a;
    if (u->fd >= 0 ||
        !net_resolve(link, &u->lookup, SOCK_DGRAM, false, &a, now))
        return;
    u->fd = net_socket(&a, SOCK_DGRAM);
    if (u->fd < 0 || connect(u->fd, &a.u.any, a.len) != 0) {
        link_set(link, LINK_FAULT, "cannot send to %s: %s", link->address,
            strerror(errno));
        net_close(&u->fd);
        link_retry(link, now);
        return;
    }
    link->retry_ns = LINK_RETRY_MIN_NS;
    link->sink.begin(link->sink.arg, false);
    link_set_up(link, "sends datagrams");
}

static size_t
udp_poll(const struct link *link, struct pollfd fd[LINK_FDS])
{
    const struct out_udp *u = link->own;
    if (u->fd < 0)
        return 0;
    fd[0] = (struct pollfd){.fd = u->fd, .events = POLLIN};
    return 1;
}

/* Nothing that comes back means anything, but that nobody listens does. */
static void
udp_ready(struct link *link, const struct pollfd *fd, struct moment now)
{
    struct out_udp *u = link->own;
    uint8_t nothing[64];
    (void)now;
    for (unsigned i = 0; i < LINK_READS && u->fd == fd->fd; i++) {
        if (recv(u->fd, nothing, sizeof nothing, 0) >= 0)
            continue;
        if (errno == EAGAIN)
            return;
        link_set(link, LINK_UP, "sends datagrams; the newest was refused: %s",
            strerror(errno));
    }
}

static int
udp_out(const struct link *link)
{
    const struct out_udp *u = link->own;
    return u->fd;
}

const struct link_class link_out_udp = {
    .kind = "udp",
    .open = udp_open,
    .start = udp_due,
    .stop = udp_stop,
    .poll = udp_poll,
    .ready = udp_ready,
    .due = udp_due,
    .close = udp_close,
    .out = udp_out,
};
