/*
 * exec_state.c - see exec_state.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/exec_state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/digest.h"
#include "common/num.h"
#include "common/str.h"
#include "common/text_file.h"
#include "common/whole_file.h"
#include "common/xalloc.h"

#define HEAD     "columba-exec-state 1 "
#define HEAD_LEN (sizeof HEAD - 1)

struct exec_state {
    char *path;
    int fd;      /* -1: the next one is a file of its own */
    size_t size; /* of the file */
};

struct exec_state *
exec_state_new(const char *path)
{
    struct exec_state *s = xcalloc(1, sizeof *s);
    s->path = xstrdup(path);
    s->fd = -1;
    return s;
}

static void
leave_file(struct exec_state *s)
{
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
    s->size = 0;
}

void
exec_state_free(struct exec_state **at)
{
    struct exec_state *s = *at;
    *at = NULL;
    if (s == NULL)
        return;
    leave_file(s);
    free(s->path);
    free(s);
}

/* ---- writing ------------------------------------------------------------- */

static void
make_frame(const char *data, size_t len, struct strbuf *out)
{
    char digest[DIGEST_HEX];
    digest_hex_of(data, len, digest);
    strbuf_addf(out, HEAD "%zu %s\n", len, digest);
    strbuf_add(out, data, len);
    strbuf_addc(out, '\n');
}

static bool
add_all(int fd, const char *p, size_t len)
{
    while (len > 0) {
        const ssize_t n = write(fd, p, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        p += n;
        len -= (size_t)n;
    }
    return true;
}

static enum err
write_anew(struct exec_state *s, const struct strbuf *frame)
{
    leave_file(s);
    const enum err e = whole_file_write(s->path, frame->s, frame->len, 0600);
    if (e != ERR_OK)
        return e;
    /* Without a descriptor the next one is a file of its own again. */
    s->fd = open(s->path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
    s->size = frame->len;
    return ERR_OK;
}

static enum err
write_behind(struct exec_state *s, const struct strbuf *frame)
{
    if (add_all(s->fd, frame->s, frame->len) && fdatasync(s->fd) == 0) {
        s->size += frame->len;
        return ERR_OK;
    }
    const int error = errno;
    leave_file(s);
    errno = error;
    return ERR_IO;
}

enum err
exec_state_write(struct exec_state *s, const char *data, size_t len)
{
    struct strbuf frame = {0};
    if (len > EXEC_STATE_MAX / 2)
        return ERR_LIMIT;
    make_frame(data, len, &frame);
    const bool has_grown =
        (s->size > EXEC_STATE_GROWN && s->size > 8 * frame.len) ||
        s->size + frame.len > EXEC_STATE_MAX;
    const enum err e = s->fd < 0 || has_grown ? write_anew(s, &frame)
                                              : write_behind(s, &frame);
    const int error = errno;
    strbuf_fini(&frame);
    errno = error;
    return e;
}

/* ---- reading ------------------------------------------------------------- */

/* The frame at `p`: its data, and where the next one would begin. */
static bool
read_frame(const char *p, size_t len, const char **data, size_t *data_len,
    size_t *used)
{
    char number[24], digest[DIGEST_HEX];
    uint64_t n;
    const char *end = len > HEAD_LEN ? memchr(p, '\n', len) : NULL;
    if (end == NULL || memcmp(p, HEAD, HEAD_LEN) != 0)
        return false;
    const char *at = p + HEAD_LEN;
    const char *blank = memchr(at, ' ', (size_t)(end - at));
    if (blank == NULL || (size_t)(blank - at) >= sizeof number ||
        end - blank != DIGEST_HEX)
        return false;
    memcpy(number, at, (size_t)(blank - at));
    number[blank - at] = '\0';
    if (strspn(number, "0123456789") != (size_t)(blank - at))
        return false;
    const size_t head = (size_t)(end - p) + 1;
    if (!num_parse_u64(number, &n) || n >= len - head)
        return false;
    *data = p + head;
    *data_len = (size_t)n;
    digest_hex_of(*data, *data_len, digest);
    if (memcmp(digest, blank + 1, DIGEST_HEX - 1) != 0)
        return false;
    *used = head + *data_len + 1;
    return p[*used - 1] == '\n';
}

const char *
exec_state_last(const char *bytes, size_t len, size_t *out_len)
{
    const char *best = NULL;
    size_t at = 0;
    *out_len = 0;
    while (at < len) {
        const char *data;
        size_t data_len, used;
        if (!read_frame(bytes + at, len - at, &data, &data_len, &used))
            break;
        best = data;
        *out_len = data_len;
        at += used;
    }
    return best;
}

enum err
exec_state_read(const char *path, char **out, size_t *out_len)
{
    struct notes notes = {0};
    size_t len, good;
    enum err e;
    *out = NULL;
    char *text = text_file_read(path, EXEC_STATE_MAX, &notes, &len, &e);
    notes_fini(&notes);
    if (text == NULL)
        return e;
    const char *last = exec_state_last(text, len, &good);
    if (last != NULL) {
        *out = xcalloc(good + 1, 1);
        memcpy(*out, last, good);
        *out_len = good;
    }
    free(text);
    return last != NULL ? ERR_OK : ERR_FORMAT;
}
