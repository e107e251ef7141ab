/*
 * export.c - what a person writes to a file from the console.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/export.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/utf8.h"

#define NAME_BYTES_MAX 100

static bool
fails(struct strbuf *problem, const char *why)
{
    strbuf_adds(problem, why);
    return false;
}

static bool
is_plain_name(const char *name)
{
    size_t len = strlen(name);
    uint32_t c;
    if (len == 0 || len > NAME_BYTES_MAX || *name == '.')
        return false;
    for (size_t i = 0, n; i < len; i += n) {
        n = utf8_decode(name + i, len - i, &c);
        if (n == 0 || c == '/' || !utf8_is_safe(c))
            return false;
    }
    return true;
}

/* Is there room for `len` more bytes in the directory? */
static bool
has_room(int dir, size_t len, struct strbuf *problem)
{
    size_t files = 0, bytes = len;
    int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = copy >= 0 ? fdopendir(copy) : NULL;
    if (entries == NULL) {
        if (copy >= 0)
            close(copy);
        return fails(problem, "its directory cannot be read");
    }
    for (const struct dirent *e; (e = readdir(entries)) != NULL;) {
        struct stat status;
        if (fstatat(dir, e->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
            S_ISDIR(status.st_mode))
            continue;
        files++;
        bytes += (size_t)status.st_size;
    }
    closedir(entries);
    if (files >= EXPORT_FILES_MAX)
        return fails(problem, "there are 100 files already");
    return bytes <= EXPORT_BYTES_MAX ||
           fails(problem, "there are 16 MB in all already");
}

static int
write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, bytes, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno;
        bytes += n;
        len -= (size_t)n;
    }
    return 0;
}

static bool
create(int dir, const char *name, const char *bytes, size_t len,
    struct strbuf *problem)
{
    int fd = openat(
        dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0)
        return fails(problem, strerror(errno));
    int failed = write_all(fd, bytes, len);
    if (close(fd) != 0 && failed == 0)
        failed = errno;
    if (failed == 0)
        return true;
    (void)unlinkat(dir, name, 0); /* half a file would be taken for all */
    return fails(problem, strerror(failed));
}

bool
export_write(const char *dir, const char *name, const char *bytes, size_t len,
    struct strbuf *problem)
{
    if (dir == NULL)
        return create(AT_FDCWD, name, bytes, len, problem);
    if (!is_plain_name(name))
        return fails(problem, "read-only: a plain name, without directories");
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return fails(problem, strerror(errno));
    bool done =
        has_room(fd, len, problem) && create(fd, name, bytes, len, problem);
    close(fd);
    return done;
}
