/*
 * display_file.c - display files on disk.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "console/display/display.h"

static enum err
err_of(int why)
{
    switch (why) {
    case ENOENT:
    case ENOTDIR:
        return ERR_NOTFOUND;
    case EACCES:
    case EPERM:
        return ERR_DENIED;
    default:
        return ERR_IO;
    }
}

static enum err
refuse(struct notes *notes, const char *path, enum err e, const char *why)
{
    notes_add(notes, NOTE_ERROR, path, 0, 0, "cannot be read: %s", why);
    return e;
}

/* All of an open regular file, one byte more than may be at most. */
static ssize_t
read_all(int fd, char *data, size_t size)
{
    size_t n = 0;
    while (n < size) {
        ssize_t got = read(fd, data + n, size - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        n += (size_t)got;
    }
    return (ssize_t)n;
}

/* O_NONBLOCK: opening a fifo that nobody writes to returns at once. */
static enum err
read_file(const char *path, struct notes *notes, char **data, size_t *len)
{
    struct stat st;
    *data = NULL;
    *len = 0;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return refuse(notes, path, err_of(errno), strerror(errno));
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return refuse(notes, path, ERR_IO, "it is no regular file");
    }
    char *buffer = xcalloc(1, DISPLAY_BYTES_MAX + 1);
    ssize_t n = read_all(fd, buffer, DISPLAY_BYTES_MAX + 1);
    int why = errno;
    close(fd);
    if (n < 0 || n > DISPLAY_BYTES_MAX)
        free(buffer);
    if (n < 0)
        return refuse(notes, path, err_of(why), strerror(why));
    if (n > DISPLAY_BYTES_MAX) {
        notes_add(notes, NOTE_ERROR, path, 0, 0,
            "the file is larger than %d bytes", DISPLAY_BYTES_MAX);
        return ERR_LIMIT;
    }
    *data = buffer;
    *len = (size_t)n;
    return ERR_OK;
}

enum err
display_load(const char *path, const struct mdb *mdb, display_ids_fn ids,
    void *arg, struct notes *notes, struct display **out)
{
    char *data;
    size_t len;
    *out = NULL;
    enum err e = read_file(path, notes, &data, &len);
    if (e == ERR_OK)
        e = display_parse(path, data, len, mdb, ids, arg, notes, out);
    free(data);
    return e;
}

enum err
display_head(const char *path, char **id, char **title)
{
    struct notes notes = {0};
    char *data;
    size_t len;
    *id = *title = NULL;
    enum err e = read_file(path, &notes, &data, &len);
    if (e == ERR_OK)
        e = display_parse_head(data, len, id, title);
    free(data);
    notes_fini(&notes);
    return e;
}
