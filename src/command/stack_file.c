/*
 * stack_file.c - stacks on disk: read, and written whole or not at all.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/stack.h"
#include "common/text_file.h"
#include "common/xalloc.h"

enum err
stack_load(const char *path, struct notes *notes, struct stack *out)
{
    size_t len;
    enum err e;
    stack_init(out);
    char *text = text_file_read(path, STACK_BYTES_MAX, notes, &len, &e);
    if (text == NULL)
        return e;
    e = stack_parse(path, text, len, notes, out);
    free(text);
    return e;
}

static bool
write_all(int fd, const char *s, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, s, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        s += n;
        len -= (size_t)n;
    }
    return true;
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

/* The new name is on disk when its directory is. */
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
replace(const char *path, const char *text, size_t len)
{
    char *temp = xasprintf("%s.XXXXXX", path);
    int fd = mkstemp(temp);
    bool is_good = fd >= 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 &&
                   write_all(fd, text, len) && fchmod(fd, mode_of(path)) == 0 &&
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
        unlink(temp);
    free(temp);
    errno = error;
    return is_good && sync_dir_of(path);
}

enum err
stack_write(const char *text, size_t len, const char *path)
{
    char *target = realpath(path, NULL); /* what a link points to */
    bool is_good = replace(target != NULL ? target : path, text, len);
    int error = errno;
    free(target);
    errno = error;
    return is_good ? ERR_OK : ERR_IO;
}

enum err
stack_save(const struct stack *stack, const char *path)
{
    struct strbuf text = {0};
    stack_fmt(stack, &text);
    enum err e = stack_write(text.s, text.len, path);
    int error = errno;
    strbuf_fini(&text);
    errno = error;
    return e;
}
