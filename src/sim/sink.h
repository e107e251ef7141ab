/*
 * sink.h - where packets go: datagrams to a host, or a file.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_SINK_H
#define SIM_SINK_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/err.h"

struct sink {
    int fd;     /* datagram socket, or -1 */
    FILE *file; /* or NULL */
    char *name; /* owned: "udp:127.0.0.1:31810", a file's name */
    uint64_t sent, dropped;
    int error; /* errno of the last failure */
};

/*
 * "udp:HOST:PORT" to its parts; HOST may be in square brackets.  ERR_FORMAT,
 * else an owned *host and *port, 1 to 65535.
 */
NODISCARD enum err sink_parse_udp(
    const char *text, char **host, uint16_t *port);

/* ERR_NOTFOUND for a host that is not known, ERR_IO with `error` set. */
NODISCARD enum err sink_open_udp(
    struct sink *sink, const char *host, uint16_t port);

/* `path` "-" is standard output; another file is written anew. */
NODISCARD enum err sink_open_file(struct sink *sink, const char *path);

/*
 * Send a packet.  A datagram that cannot be sent now is dropped and counted;
 * for a file ERR_IO comes back.
 */
NODISCARD enum err sink_send(struct sink *sink, const uint8_t *p, size_t len);

/* Flush and close; ERR_IO when the file could not be written in full. */
NODISCARD enum err sink_close(struct sink *sink);

#endif
