/*
 * line_history.c - typed lines that are remembered over sessions.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/line_history.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "console/widget/edit.h"

/* Bytes at the end of the file that are looked at. */
#define READ_MAX (1 << 20)

static bool
is_line(const char *line, size_t n)
{
    return n >= 2 && n < EDIT_SIZE && (line[0] == ':' || line[0] == '/') &&
           str_is_clean(line, n);
}

/* The end of the file, owned and NUL-terminated; NULL when there is none. */
static char *
read_end(const char *path, size_t *len, off_t *size)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    char *text = NULL;
    if (fd < 0)
        return NULL;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        off_t from = st.st_size > READ_MAX ? st.st_size - READ_MAX : 0;
        text = xcalloc(READ_MAX + 1, 1);
        ssize_t n = pread(fd, text, READ_MAX, from);
        *len = n > 0 ? (size_t)n : 0;
        *size = st.st_size;
    }
    close(fd);
    return text;
}

/* The beginning of the newest LINE_HISTORY_LINES good lines. */
static const char *
newest(const char *text, size_t len)
{
    const char *p = text + len, *start = p;
    for (int n = 0; p > text && n < LINE_HISTORY_LINES;) {
        const char *end = p[-1] == '\n' ? p - 1 : p;
        for (p = end; p > text && p[-1] != '\n';)
            p--;
        if (is_line(p, (size_t)(end - p))) {
            start = p;
            n++;
        }
    }
    return start;
}

/* Whole or not at all: a temporary file beside it takes its place. */
static void
rewrite(const char *path, const char *text, size_t len)
{
    char *temporary = xasprintf("%s.%ld", path, (long)getpid());
    int fd = open(
        temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd >= 0) {
        bool is_whole = write(fd, text, len) == (ssize_t)len && fsync(fd) == 0;
        if (close(fd) != 0 || !is_whole || rename(temporary, path) != 0)
            unlink(temporary);
    }
    free(temporary);
}

enum err
line_history_load(const char *path,
    void (*fn)(void *arg, char kind, const char *line), void *arg)
{
    size_t len = 0;
    off_t size = 0;
    char *text = read_end(path, &len, &size);
    if (text == NULL)
        return ERR_NOTFOUND;
    const char *end = text + len;
    for (const char *p = newest(text, len); p < end;) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        size_t n = stop != NULL ? (size_t)(stop - p) : (size_t)(end - p);
        if (is_line(p, n)) {
            char *line = xstrndup(p, n);
            fn(arg, line[0], line + 1);
            free(line);
        }
        p += n + 1;
    }
    if (size > LINE_HISTORY_BYTES) {
        const char *from = newest(text, len);
        rewrite(path, from, (size_t)(end - from));
    }
    free(text);
    return ERR_OK;
}

/* The directories above the file, those that are missing. */
static void
make_directories(const char *path)
{
    char *dir = xstrdup(path);
    for (char *p = dir + 1; *p != '\0'; p++)
        if (*p == '/') {
            *p = '\0';
            (void)mkdir(dir, 0700);
            *p = '/';
        }
    free(dir);
}

enum err
line_history_add(const char *path, char kind, const char *line)
{
    struct strbuf text = {0};
    strbuf_addf(&text, "%c%s\n", kind, line);
    if (!is_line(strbuf_get(&text), text.len - 1)) {
        strbuf_fini(&text);
        return ERR_FORMAT;
    }
    make_directories(path);
    int fd = open(path,
        O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
        0600);
    struct stat st;
    bool is_file = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
    bool is_added = is_file && write(fd, text.s, text.len) == (ssize_t)text.len;
    if (fd >= 0)
        close(fd);
    strbuf_fini(&text);
    return is_added ? ERR_OK : ERR_IO;
}
