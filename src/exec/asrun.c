/*
 * asrun.c - the as-run record of one execution on disk.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* F_OFD_SETLK */
#include "exec/asrun.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/chain.h"
#include "common/xalloc.h"
#include "exec/asrun_priv.h"

const char *
asrun_file_name(enum asrun_form form)
{
    return form == ASRUN_TEXT ? ASRUN_TEXT_FILE : ASRUN_JSON_FILE;
}

enum err
asrun_err(int error)
{
    return error == ENOSPC || error == EDQUOT || error == EFBIG ? ERR_LIMIT
                                                                : ERR_IO;
}

struct asrun *
asrun_new(int dir)
{
    struct asrun *a = xcalloc(1, sizeof *a);
    a->dir = dir;
    a->file[ASRUN_TEXT].fd = a->file[ASRUN_JSON].fd = -1;
    memcpy(a->head, CHAIN_NONE, sizeof a->head);
    return a;
}

void
asrun_close(struct asrun **at)
{
    struct asrun *a = *at;
    *at = NULL;
    if (a == NULL)
        return;
    for (unsigned i = 0; i < ASRUN_FORMS; i++) {
        struct asrun_file *f = &a->file[i];
        if (f->fd >= 0 && f->waiting.len > 0) /* half written, perhaps */
            (void)!ftruncate(f->fd, (off_t)f->good);
        if (f->fd >= 0)
            (void)close(f->fd);
        strbuf_fini(&f->waiting);
        free(f->at);
    }
    if (a->dir >= 0)
        (void)close(a->dir);
    free(a);
}

/* ---- files --------------------------------------------------------------- */

enum err
asrun_lock(struct asrun *a)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(a->file[ASRUN_JSON].fd, F_OFD_SETLK, &whole) == 0)
        return ERR_OK;
    return errno == EAGAIN || errno == EACCES ? ERR_EXISTS : ERR_IO;
}

enum err
asrun_make_files(struct asrun *a)
{
    for (unsigned i = 0; i < ASRUN_FORMS; i++) {
        const char *name = asrun_file_name((enum asrun_form)i);
        a->file[i].fd = openat(a->dir, name,
            O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, ASRUN_MODE);
        if (a->file[i].fd >= 0)
            continue;
        const int error = errno;
        if (i == ASRUN_JSON)
            (void)unlinkat(a->dir, asrun_file_name(ASRUN_TEXT), 0);
        errno = error;
        return error == EEXIST ? ERR_EXISTS : asrun_err(error);
    }
    return asrun_lock(a);
}

enum err
asrun_create(const char *dir, const struct asrun_head *head, struct asrun **out)
{
    *out = NULL;
    const int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return ERR_IO;
    struct asrun *a = asrun_new(fd);
    enum err e = asrun_make_files(a);
    if (e == ERR_OK) {
        asrun_put(a, head, NULL);
        e = asrun_sync(a);
        if (e == ERR_OK && fsync(fd) != 0)
            e = ERR_IO;
        const int error = errno;
        for (unsigned i = 0; i < ASRUN_FORMS && e != ERR_OK; i++)
            (void)unlinkat(fd, asrun_file_name((enum asrun_form)i), 0);
        errno = error;
    }
    const int error = errno;
    if (e != ERR_OK)
        asrun_close(&a);
    errno = error;
    *out = a;
    return e;
}

/* ---- adding -------------------------------------------------------------- */

void
asrun_put(struct asrun *a, const struct asrun_head *head,
    const struct asrun_event *event)
{
    for (unsigned i = 0; i < ASRUN_FORMS; i++) {
        struct asrun_file *f = &a->file[i];
        f->at = xgrow(f->at, a->n, &f->cap, sizeof *f->at);
        f->at[a->n] = f->good + f->waiting.len;
    }
    asrun_line_fmt(a->n, head, event, a->head, &a->file[ASRUN_TEXT].waiting,
        &a->file[ASRUN_JSON].waiting);
    a->n++;
}

uint64_t
asrun_add(struct asrun *a, const struct asrun_event *event)
{
    if (a->file[ASRUN_TEXT].waiting.len > ASRUN_ADDED_MAX ||
        a->file[ASRUN_JSON].waiting.len > ASRUN_ADDED_MAX)
        return 0;
    asrun_put(a, NULL, event);
    return a->n - 1;
}

/* ---- to the disk --------------------------------------------------------- */

/* Always at the same place until it is confirmed: a write that failed half way,
 * or a sync that may have dropped pages, is done again whole. */
static bool
write_waiting(const struct asrun_file *f)
{
    const char *p = f->waiting.s;
    size_t len = f->waiting.len;
    for (off_t at = (off_t)f->good; len > 0;) {
        const ssize_t n = pwrite(f->fd, p, len, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n == 0)
            errno = EIO;
        if (n <= 0)
            return false;
        p += n;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

static enum err
fail(struct asrun *a, const char *what)
{
    const int error = errno;
    (void)snprintf(a->reason, sizeof a->reason, "%s the as-run record: %s",
        what, strerror(error));
    errno = error;
    return asrun_err(error);
}

enum err
asrun_sync(struct asrun *a)
{
    for (unsigned i = 0; i < ASRUN_FORMS; i++)
        if (!write_waiting(&a->file[i]))
            return fail(a, "writing");
    for (unsigned i = 0; i < ASRUN_FORMS; i++)
        if (a->file[i].waiting.len > 0 && fdatasync(a->file[i].fd) != 0)
            return fail(a, "syncing");
    for (unsigned i = 0; i < ASRUN_FORMS; i++) {
        a->file[i].good += a->file[i].waiting.len;
        strbuf_reset(&a->file[i].waiting);
    }
    a->reason[0] = '\0';
    return ERR_OK;
}

const char *
asrun_reason(const struct asrun *a)
{
    return a->reason;
}

bool
asrun_has_waiting(const struct asrun *a)
{
    return a->file[ASRUN_JSON].waiting.len > 0;
}

/* ---- reading ------------------------------------------------------------- */

const char *
asrun_digest(const struct asrun *asrun)
{
    return asrun->head;
}

uint64_t
asrun_lines(const struct asrun *a)
{
    return a->n - 1;
}

static bool
read_at(int fd, uint64_t at, size_t len, struct strbuf *out)
{
    char *bytes = xcalloc(len + 1, 1);
    size_t got = 0;
    while (got < len) {
        const ssize_t n = pread(fd, bytes + got, len - got, (off_t)(at + got));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        got += (size_t)n;
    }
    if (got == len)
        strbuf_add(out, bytes, len);
    free(bytes);
    return got == len;
}

static bool
get_line(const struct asrun *a, const struct asrun_file *f, uint64_t n,
    struct strbuf *out)
{
    const uint64_t end = f->good + f->waiting.len;
    const uint64_t at = f->at[n];
    const size_t len = (size_t)((n + 1 < a->n ? f->at[n + 1] : end) - at - 1);
    if (at < f->good)
        return read_at(f->fd, at, len, out);
    strbuf_add(out, f->waiting.s + (at - f->good), len);
    return true;
}

enum err
asrun_get(struct asrun *a, uint64_t n, struct strbuf *text, struct strbuf *json)
{
    if (n >= a->n)
        return ERR_NOTFOUND;
    if (text != NULL && !get_line(a, &a->file[ASRUN_TEXT], n, text))
        return ERR_IO;
    if (json != NULL && !get_line(a, &a->file[ASRUN_JSON], n, json))
        return ERR_IO;
    return ERR_OK;
}
