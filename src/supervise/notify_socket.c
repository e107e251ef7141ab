/*
 * notify_socket.c - where processes say that they are ready and alive.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* struct ucred */
#include "supervise/notify_socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/str.h"

enum err
notify_socket_open(const char *path, int *fd)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    *fd = -1;
    if (!str_copy(at.sun_path, sizeof at.sun_path, path))
        return ERR_LIMIT;
    int s = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (s < 0)
        return ERR_IO;
    int on = 1;
    (void)unlink(path);
    mode_t before = umask(0177);
    int bound = bind(s, (const struct sockaddr *)&at, sizeof at);
    umask(before);
    if (bound != 0 ||
        setsockopt(s, SOL_SOCKET, SO_PASSCRED, &on, sizeof on) != 0) {
        close(s);
        return ERR_IO;
    }
    *fd = s;
    return ERR_OK;
}

bool
notify_socket_take(int fd, pid_t *pid, char text[NOTIFY_TEXT_MAX + 1])
{
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof(struct ucred))];
    } control;
    struct iovec part = {text, NOTIFY_TEXT_MAX};
    struct msghdr m = {.msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.bytes,
        .msg_controllen = sizeof control.bytes};
    ssize_t n;
    do
        n = recvmsg(fd, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return false;
    text[n] = '\0';
    *pid = 0;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c != NULL;
         c = CMSG_NXTHDR(&m, c)) {
        struct ucred who;
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_CREDENTIALS)
            continue;
        memcpy(&who, CMSG_DATA(c), sizeof who);
        *pid = who.pid;
    }
    return true;
}
