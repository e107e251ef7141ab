/*
 * notify_socket.h - where processes say that they are ready and alive.
 *
 * The receiving side of sd_notify(3).  The kernel tells who sent a datagram,
 * so a process cannot speak for another one.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPERVISE_NOTIFY_SOCKET_H
#define SUPERVISE_NOTIFY_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/err.h"

#define NOTIFY_TEXT_MAX 4096

/* Bind a socket at `path` for our user only.  ERR_LIMIT for a path that is too
   long, ERR_IO. */
NODISCARD enum err notify_socket_open(const char *path, int *fd);

/*
 * The next datagram, if there is one: who sent it and its text, cut to
 * NOTIFY_TEXT_MAX.  False when there is none now.
 */
bool notify_socket_take(int fd, pid_t *pid, char text[NOTIFY_TEXT_MAX + 1]);

#endif
