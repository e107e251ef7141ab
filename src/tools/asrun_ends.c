/*
 * asrun_ends.c - the first and the last line of an as-run record.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/asrun_ends.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xalloc.h"

#define PIECE ((size_t)4096) /* read first; then four times as much */

/* `n` bytes at `at`, owned, with room for a NUL; NULL: error. */
static char *
read_piece(int fd, uint64_t at, size_t n)
{
    char *text = xcalloc(n + 1, 1);
    for (size_t have = 0; have < n;) {
        const ssize_t got =
            pread(fd, text + have, n - have, (off_t)(at + have));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) { /* cut while it is read: an error, too */
            free(text);
            return NULL;
        }
        have += (size_t)got;
    }
    return text;
}

/* The first line; *len without its line feed.  NULL: there is none whole. */
static char *
read_first(int fd, uint64_t size, size_t *len)
{
    for (size_t n = PIECE;; n *= 4) {
        const size_t take = n < size ? n : (size_t)size;
        char *text = read_piece(fd, 0, take);
        const char *feed = text != NULL ? memchr(text, '\n', take) : NULL;
        if (feed != NULL) {
            *len = (size_t)(feed - text);
            return text;
        }
        free(text);
        if (text == NULL || take == size || n > ASRUN_LINE_MAX)
            return NULL;
    }
}

static char *
last_feed(char *text, size_t n)
{
    while (n > 0)
        if (text[--n] == '\n')
            return text + n;
    return NULL;
}

/* The last whole line of `n` bytes, with its begin in them; NULL: more bytes
 * are needed to tell. */
static char *
find_last(char *text, size_t n, bool is_all, size_t *len)
{
    const char *end = last_feed(text, n);
    if (end == NULL)
        return NULL;
    char *before = last_feed(text, (size_t)(end - text));
    if (before == NULL && !is_all)
        return NULL;
    char *line = before != NULL ? before + 1 : text;
    *len = (size_t)(end - line);
    return line;
}

/* Its bytes are owned in *held. */
static char *
read_last(int fd, uint64_t size, char **held, size_t *len)
{
    for (size_t n = PIECE;; n *= 4) {
        const size_t take = n < size ? n : (size_t)size;
        *held = read_piece(fd, size - take, take);
        if (*held == NULL)
            return NULL;
        char *line = find_last(*held, take, take == size, len);
        if (line != NULL || take == size || n > 2 * (size_t)ASRUN_LINE_MAX)
            return line;
        free(*held);
    }
}

static const char *
parse(bool is_json, char *text, size_t len, struct asrun_keep *keep,
    struct asrun_line *out)
{
    if (len >= ASRUN_LINE_MAX)
        return "it is longer than a line can be";
    return is_json ? asrun_line_read_json(text, len, keep, out)
                   : asrun_line_read_text(text, len, keep, out);
}

static enum err
read_ends(int fd, uint64_t size, struct asrun_ends *out, const char **why)
{
    size_t len;
    out->head = read_first(fd, size, &len);
    if (out->head == NULL)
        return ERR_FORMAT;
    const bool is_json = out->head[0] == '{';
    if (parse(is_json, out->head, len, &out->keep_first, &out->first) != NULL ||
        !out->first.is_head)
        return ERR_FORMAT;
    char *last = read_last(fd, size, &out->tail, &len);
    if (last == NULL) {
        *why = "it cannot be read";
        return ERR_OK;
    }
    *why = parse(is_json, last, len, &out->keep_last, &out->last);
    out->has_last = *why == NULL && !out->last.is_head;
    return ERR_OK;
}

enum err
asrun_ends_read(const char *file, struct asrun_ends *out, const char **why)
{
    struct stat st;
    *out = (struct asrun_ends){0};
    *why = NULL;
    const int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return ERR_NOTFOUND;
    enum err e = ERR_IO;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        e = read_ends(fd, (uint64_t)st.st_size, out, why);
    (void)close(fd);
    return e;
}

void
asrun_ends_fini(struct asrun_ends *e)
{
    free(e->head);
    free(e->tail);
    e->head = e->tail = NULL;
}
