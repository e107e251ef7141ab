/*
 * sink.c - where packets go: datagrams to a host, or a file.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/sink.h"

#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/num.h"
#include "common/str.h"
#include "common/xalloc.h"

enum err
sink_parse_udp(const char *text, char **host, uint16_t *port)
{
    *host = NULL;
    if (!str_prefix(text, "udp:"))
        return ERR_FORMAT;
    text += strlen("udp:");
    const char *colon = strrchr(text, ':');
    uint64_t n = 0;
    if (colon == NULL || colon == text || !num_parse_u64(colon + 1, &n) ||
        n == 0 || n > UINT16_MAX)
        return ERR_FORMAT;
    size_t len = (size_t)(colon - text);
    if (text[0] == '[' && len > 2 && colon[-1] == ']') {
        text++;
        len -= 2;
    }
    *host = xstrndup(text, len);
    *port = (uint16_t)n;
    return ERR_OK;
}

enum err
sink_open_udp(struct sink *sink, const char *host, uint16_t port)
{
    *sink = (struct sink){.fd = -1};
    sink->name = xasprintf("udp:%s:%u", host, (unsigned)port);
    char service[8];
    snprintf(service, sizeof service, "%u", (unsigned)port);
    const struct addrinfo hints = {
        .ai_socktype = SOCK_DGRAM, .ai_flags = AI_NUMERICSERV};
    struct addrinfo *list = NULL;
    if (getaddrinfo(host, service, &hints, &list) != 0)
        return ERR_NOTFOUND;
    for (const struct addrinfo *a = list; a != NULL; a = a->ai_next) {
        int fd = socket(a->ai_family,
            a->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, a->ai_protocol);
        if (fd >= 0 && connect(fd, a->ai_addr, a->ai_addrlen) == 0) {
            sink->fd = fd;
            break;
        }
        sink->error = errno;
        if (fd >= 0)
            close(fd);
    }
    freeaddrinfo(list);
    return sink->fd >= 0 ? ERR_OK : ERR_IO;
}

enum err
sink_open_file(struct sink *sink, const char *path)
{
    *sink = (struct sink){.fd = -1};
    sink->name = xstrdup(path);
    sink->file = str_eq(path, "-") ? stdout : fopen(path, "wbe");
    sink->error = sink->file != NULL ? 0 : errno;
    return sink->file != NULL ? ERR_OK : ERR_IO;
}

enum err
sink_send(struct sink *sink, const uint8_t *p, size_t len)
{
    if (sink->file != NULL) {
        if (fwrite(p, 1, len, sink->file) != len) {
            sink->error = errno;
            return ERR_IO;
        }
        sink->sent++;
        return ERR_OK;
    }
    /* the first send after nobody listened reports that: try once more */
    ssize_t n = send(sink->fd, p, len, 0);
    if (n < 0 && errno == ECONNREFUSED)
        n = send(sink->fd, p, len, 0);
    if (n < 0) {
        sink->error = errno;
        sink->dropped++;
    } else {
        sink->sent++;
    }
    return ERR_OK;
}

enum err
sink_close(struct sink *sink)
{
    enum err e = ERR_OK;
    if (sink->fd >= 0)
        close(sink->fd);
    if (sink->file != NULL) {
        bool is_bad = fflush(sink->file) != 0;
        if (sink->file != stdout)
            is_bad = fclose(sink->file) != 0 || is_bad;
        e = is_bad ? ERR_IO : ERR_OK;
    }
    free(sink->name);
    *sink = (struct sink){.fd = -1};
    return e;
}
