/*
 * notify.c - tell the supervisor that we are ready, alive or stopping.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum err
notify_send(const char *state)
{
    const char *path = getenv("NOTIFY_SOCKET");
    if (path == NULL || path[0] == '\0')
        return ERR_OK;
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    size_t len = strlen(path);
    if ((path[0] != '/' && path[0] != '@') || len >= sizeof to.sun_path)
        return ERR_RANGE;
    memcpy(to.sun_path, path, len + 1);
    socklen_t to_len =
        (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len + 1);
    if (path[0] == '@') { /* abstract: counted, not terminated */
        to.sun_path[0] = '\0';
        to_len--;
    }
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return ERR_IO;
    ssize_t sent = sendto(fd, state, strlen(state), MSG_NOSIGNAL,
        (const struct sockaddr *)&to, to_len);
    close(fd);
    return sent < 0 ? ERR_IO : ERR_OK;
}
