/*
 * text_file.c - the text of a small file that a person wrote.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/text_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xalloc.h"

/* All of `fd`, at most `max` + 1 bytes; NULL when it fails. */
static char *
read_all(int fd, size_t max, size_t *len)
{
    char *text = xcalloc(max + 2, 1);
    *len = 0;
    while (*len <= max) {
        ssize_t n = read(fd, text + *len, max + 1 - *len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            free(text);
            return NULL;
        }
        if (n == 0)
            break;
        *len += (size_t)n;
    }
    return text;
}

char *
text_file_read_fd(int fd, const char *file, size_t max, struct notes *notes,
    size_t *len, enum err *e)
{
    struct stat st;
    char *text = NULL;
    *e = ERR_IO;
    if (fstat(fd, &st) != 0)
        notes_add(notes, NOTE_ERROR, file, 0, 0, "cannot be read: %s",
            strerror(errno));
    else if (!S_ISREG(st.st_mode))
        notes_add(notes, NOTE_ERROR, file, 0, 0, "is not a regular file");
    else if ((text = read_all(fd, max, len)) == NULL)
        notes_add(notes, NOTE_ERROR, file, 0, 0, "cannot be read: %s",
            strerror(errno));
    else if (*len > max) {
        notes_add(
            notes, NOTE_ERROR, file, 0, 0, "is larger than %zu bytes", max);
        free(text);
        text = NULL;
        *e = ERR_LIMIT;
    }
    return text;
}

char *
text_file_read(
    const char *file, size_t max, struct notes *notes, size_t *len, enum err *e)
{
    const int fd = open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        *e = errno == ENOENT ? ERR_NOTFOUND : ERR_IO;
        notes_add(notes, NOTE_ERROR, file, 0, 0, "cannot be opened: %s",
            strerror(errno));
        return NULL;
    }
    char *text = text_file_read_fd(fd, file, max, notes, len, e);
    close(fd);
    return text;
}
