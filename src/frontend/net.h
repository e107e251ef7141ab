/*
 * net.h - what network links share: names to addresses without waiting, socket
 * options, reading a stream.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FRONTEND_NET_H
#define FRONTEND_NET_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "frontend/link.h"

struct net_address {
    union {
        struct sockaddr any;
        struct sockaddr_in in;
        struct sockaddr_in6 in6;
        struct sockaddr_storage storage;
    } u;
    socklen_t len;
};

struct net_lookup; /* a name that is being resolved; NULL: none */

/*
 * Resolve the link's host and port into *out.  Numbers are resolved at once,
 * names by the C library's helper thread, so that the loop never waits.  No
 * host is any local address when `to_bind`.
 *
 * False: not yet, or not at all; then the link's state says why, and it has
 * been arranged that link_due() is called again.  Begin with *lookup NULL.
 */
bool net_resolve(struct link *link, struct net_lookup **lookup, int socktype,
    bool to_bind, struct net_address *out, struct moment now);
void net_lookup_free(struct net_lookup **lookup);

/* "127.0.0.1:4000", "[::1]:4000" */
#define NET_TEXT_SIZE 72
char *net_text(char out[NET_TEXT_SIZE], const struct net_address *address);

/* A non-blocking, close-on-exec socket, or -1 with errno. */
int net_socket(const struct net_address *address, int socktype);

/*
 * Notice within 6 s that the other side of an idle connection is gone: first
 * probe after 3 s, then one a second, three unanswered ones end it.
 */
void net_keepalive(int fd);

/* The port a socket is bound to, 0 when it is not. */
uint16_t net_port(int fd);

/* Take a connection from a listening socket: non-blocking, or -1. */
int net_accept(int listener, struct net_address *from);

/* Close *fd when it is open, and set it to -1. */
void net_close(int *fd);

enum net_read {
    NET_MORE,   /* nothing more for now */
    NET_CLOSED, /* the other side ended the stream */
    NET_FAILED, /* errno says why */
};

/*
 * Read `fd` into `chunk` (LINK_CHUNK bytes) and deliver, LINK_READS times at
 * most.  The sink may disable the link: stops when *own_fd is no longer `fd`.
 */
enum net_read net_drain(
    struct link *link, const int *own_fd, uint8_t *chunk, struct moment now);

#endif
