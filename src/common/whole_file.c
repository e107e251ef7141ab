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

static bool
replace(const char *path, const char *data, size_t len, mode_t mode)
{
    char *temp = xasprintf("%s.XXXXXX", path);
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
    return is_good && sync_dir_of(path);
}

enum err
whole_file_write(const char *path, const char *data, size_t len, mode_t mode)
{
    if (path[0] != '\0')
        make_dirs(path);
    return replace(path, data, len, mode) ? ERR_OK : ERR_IO;
}

/* The mode it has, or what a new file gets; through links to the file. */
static mode_t
mode_of(const char *path)
{
    struct stat st;
    if (stat(path, &st) == 0)
        return st.st_mode & 07777;
    mode_t mask = umask(0);
    (void)umask(mask);
    return 0666 & ~mask;
}

enum err
whole_file_replace(const char *path, const char *data, size_t len)
{
    char *target = realpath(path, NULL); /* what a link points to */
    const char *name = target != NULL ? target : path;
    bool is_good = replace(name, data, len, mode_of(name));
    int error = errno;
    free(target);
    errno = error;
    return is_good ? ERR_OK : ERR_IO;
}
