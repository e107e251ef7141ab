/*
 * whole_file.c - see whole_file.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xalloc.h"

static void
make_dirs(const char *path)
{
    char *dir = xstrdup(path);
    for (char *p = strchr(dir + 1, '/'); p != NULL; p = strchr(p + 1, '/')) {
        *p = '\0';
        (void)mkdir(dir, 0700); /* there already, or told by mkstemp() */
        *p = '/';
    }
    free(dir);
}

static bool
write_all(int fd, const char *data, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, data, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        data += n;
        len -= (size_t)n;
    }
    return true;
}

static bool
sync_dir_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *dir = slash == NULL   ? xstrdup(".")
                : slash == path ? xstrdup("/")
                                : xstrndup(path, (size_t)(slash - path));
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_good = fd >= 0 && fsync(fd) == 0;
    int error = errno;
    if (fd >= 0)
        close(fd);
    free(dir);
    errno = error;
    return is_good;
}

enum err
whole_file_write(const char *path, const char *data, size_t len, mode_t mode)
{
    char *temp = xasprintf("%s.XXXXXX", path);
    if (path[0] != '\0')
        make_dirs(path);
    int fd = mkstemp(temp);
    bool is_good = fd >= 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 &&
                   write_all(fd, data, len) && fchmod(fd, mode) == 0 &&
                   fsync(fd) == 0;
    int error = errno;
    if (fd >= 0 && close(fd) != 0 && is_good) {
        error = errno;
        is_good = false;
    }
    if (is_good && rename(temp, path) != 0) {
        error = errno;
        is_good = false;
    }
    if (fd >= 0 && !is_good)
        (void)unlink(temp);
    free(temp);
    errno = error;
    return is_good && sync_dir_of(path) ? ERR_OK : ERR_IO;
}
