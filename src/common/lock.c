/*
 * lock.c - a file that one process at a time holds.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum err
lock_take(const char *path, int *fd)
{
    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (*fd < 0)
        return ERR_IO;
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(*fd, F_SETLK, &lock) != 0) {
        enum err e = errno == EACCES || errno == EAGAIN ? ERR_EXISTS : ERR_IO;
        close(*fd);
        *fd = -1;
        return e;
    }
    char pid[32];
    int n = snprintf(pid, sizeof pid, "%d\n", (int)getpid());
    if (ftruncate(*fd, 0) != 0 || write(*fd, pid, (size_t)n) != n)
        errno = 0; /* the lock counts, the text is for people */
    return ERR_OK;
}

pid_t
lock_owner(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return 0;
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int got = fcntl(fd, F_GETLK, &lock);
    close(fd);
    return got == 0 && lock.l_type != F_UNLCK ? lock.l_pid : 0;
}
