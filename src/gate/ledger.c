/*
 * ledger.c - the command log: append-only, hash-chained, on disk before
 * anything leaves.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/ledger.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "command/state.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "gate/ledger_priv.h"

#define RESERVE   "commands.reserve"
#define PARTS_MAX 10000 /* files of a day */

/* ---- failing ------------------------------------------------------------- */

enum err
ledger_fail(struct ledger *l, const char *what, int error)
{
    const bool is_full = error == ENOSPC || error == EDQUOT || error == EFBIG;
    if (l->fd >= 0)
        (void)close(l->fd); /* a second sync of it would prove nothing */
    l->fd = -1;
    l->why = LEDGER_RECOVERY;
    l->is_sound = false;
    (void)snprintf(l->reason, sizeof l->reason, "%s: %s", what,
        error != 0 ? strerror(error) : "failed");
    return is_full ? ERR_LIMIT : ERR_IO;
}

void
ledger_set_sound(struct ledger *l)
{
    l->is_sound = true;
    l->reason[0] = '\0';
}

/* ---- what is remembered -------------------------------------------------- */

/* Commands end in another order than they were sent in: a line of one that was
 * sent before the last is no reason to give its successor's count again. */
static void
remember_count(struct ledger_counts *counts, uint16_t apid, uint32_t sequence)
{
    const uint32_t next = (sequence + 1) % LEDGER_COUNTS;
    const uint32_t ahead =
        (next + LEDGER_COUNTS - counts->next[apid]) % LEDGER_COUNTS;
    if (counts->is_known[apid] && ahead >= LEDGER_COUNTS / 2)
        return;
    counts->next[apid] = (uint16_t)next;
    counts->is_known[apid] = true;
}

void
ledger_remember(struct ledger *l, const struct ledger_line *line)
{
    const struct msg_command *c = line->command;
    char id[DIGEST_ID_HEX];
    uint16_t apid;
    if (c == NULL)
        return;
    id_set_add(
        l->ids, msg_str_copy(id, sizeof id, c->id), ledger_day(line->time));
    /* Its release alone: what is told of it later is behind newer counts. */
    if (c->state != COMMAND_RELEASED || !ledger_line_apid(c, &apid))
        return;
    remember_count(&l->counts, apid, (uint32_t)c->sequence);
}

void
ledger_forget(struct ledger *l)
{
    const int64_t oldest = ledger_day(l->time) - LEDGER_DAYS;
    if (oldest <= l->forgotten)
        return;
    l->forgotten = oldest;
    id_set_drop(l->ids, oldest);
}

bool
ledger_has_id(const struct ledger *l, const char *id)
{
    return id_set_has(l->ids, id);
}

uint16_t
ledger_next_sequence(struct ledger *l, uint16_t apid)
{
    struct ledger_counts *c = &l->counts;
    assert(apid < LEDGER_APIDS);
    const uint16_t next = c->is_known[apid] ? c->next[apid] : c->others;
    c->next[apid] = (uint16_t)((next + 1) % LEDGER_COUNTS);
    c->is_known[apid] = true;
    return next;
}

/* ---- the reserve --------------------------------------------------------- */

/* Space that a full disk cannot take: given back when it is needed. */
void
ledger_make_reserve(struct ledger *l)
{
    struct statvfs v;
    struct stat st;
    if (!l->has_reserve &&
        fstatat(l->dir, RESERVE, &st, AT_SYMLINK_NOFOLLOW) == 0)
        l->has_reserve =
            S_ISREG(st.st_mode) && st.st_blocks >= LEDGER_RESERVE / 512;
    if (l->has_reserve || fstatvfs(l->dir, &v) != 0 ||
        v.f_bavail < 2 * (LEDGER_RESERVE / (v.f_frsize > 0 ? v.f_frsize : 1)))
        return;
    const int fd = openat(l->dir, RESERVE,
        O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, LEDGER_FILE_MODE);
    if (fd < 0)
        return;
    l->has_reserve = posix_fallocate(fd, 0, LEDGER_RESERVE) == 0;
    if (!l->has_reserve)
        (void)unlinkat(l->dir, RESERVE, 0);
    (void)close(fd);
}

static bool
use_reserve(struct ledger *l)
{
    if (!l->has_reserve)
        return false;
    l->has_reserve = false;
    return unlinkat(l->dir, RESERVE, 0) == 0;
}

bool
ledger_is_on_reserve(const struct ledger *l)
{
    return l->is_sound && !l->has_reserve;
}

/* ---- writing ------------------------------------------------------------- */

bool
ledger_write_all(int fd, const char *p, size_t len)
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

/* What one write brings: lines of one file. */
struct batch {
    int fd;
    bool is_fresh; /* the file begins with it */
    struct ledger_file file;
    char head[DIGEST_HEX];
    struct strbuf text;
};

/* The next free name of the day, and the file's first line. */
static bool
begin_file(struct ledger *l, struct utc time, struct batch *b)
{
    struct ledger_file *f = &b->file;
    const int64_t day = ledger_day(time);
    const bool is_same = l->file.name[0] != '\0' && day <= l->file.day;
    f->day = is_same ? l->file.day : day;
    f->part = is_same ? l->file.part : 0;
    f->good = 0;
    do {
        f->part++;
        ledger_file_name(f->name, f->day, f->part);
        b->fd = openat(l->dir, f->name,
            O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
            LEDGER_FILE_MODE);
    } while (b->fd < 0 && errno == EEXIST && f->part < PARTS_MAX);
    if (b->fd < 0)
        return false;
    struct ledger_first first = {
        .why = l->file.name[0] == '\0' ? LEDGER_BEGIN
               : l->fd >= 0            ? LEDGER_DAY
                                       : l->why,
        .number = l->confirmed,
        .time = time,
        .bytes = l->file.good,
        .counts = l->counts,
    };
    (void)str_copy(first.before, sizeof first.before, l->file.name);
    struct strbuf body = {0};
    ledger_first_body(&first, &body);
    ledger_line_seal(body.s, body.len, b->head, &b->text);
    strbuf_fini(&body);
    b->is_fresh = true;
    return true;
}

static bool
finish_batch(struct ledger *l, const struct batch *b)
{
    if (!ledger_write_all(b->fd, strbuf_get(&b->text), b->text.len))
        return false;
    return b->is_fresh ? fsync(b->fd) == 0 && fsync(l->dir) == 0
                       : fdatasync(b->fd) == 0;
}

static enum err
fail_batch(struct ledger *l, struct batch *b, const char *what)
{
    const int error = errno;
    if (b->is_fresh) {
        (void)close(b->fd);
        (void)unlinkat(l->dir, b->file.name, 0);
    }
    strbuf_fini(&b->text);
    return ledger_fail(l, what, error);
}

/* The first `n` of what was added are confirmed. */
static void
take_batch(struct ledger *l, struct batch *b, size_t n)
{
    if (b->is_fresh) {
        if (l->fd >= 0)
            (void)close(l->fd);
        l->fd = b->fd;
        l->file = b->file;
    }
    l->file.good += b->text.len;
    memcpy(l->head, b->head, sizeof l->head);
    l->confirmed += n;
    l->n_added -= n;
    memmove(l->added, l->added + n, l->n_added * sizeof *l->added);
    if (l->n_added == 0)
        strbuf_reset(&l->text);
    strbuf_fini(&b->text);
}

/* Write the first lines of what was added, all that go into one file. */
static enum err
commit_file(struct ledger *l)
{
    const struct utc time = l->n_added > 0 ? l->added[0].time : l->time;
    struct batch b = {.fd = l->fd, .file = l->file};
    memcpy(b.head, l->head, sizeof b.head);
    if ((l->fd < 0 || ledger_day(time) > l->file.day) &&
        !begin_file(l, time, &b))
        return fail_batch(l, &b, "a new file of the command log");
    size_t n = 0;
    for (; n < l->n_added; n++) {
        const struct ledger_added *a = &l->added[n];
        if (n > 0 && ledger_day(a->time) > b.file.day)
            break;
        ledger_line_seal(l->text.s + a->at, a->len, b.head, &b.text);
    }
    if (!finish_batch(l, &b))
        return fail_batch(l, &b, "writing the command log");
    take_batch(l, &b, n);
    return ERR_OK;
}

static enum err
commit_all(struct ledger *l)
{
    do {
        const enum err e = commit_file(l);
        if (e != ERR_OK)
            return e;
    } while (l->n_added > 0);
    ledger_set_sound(l);
    ledger_make_reserve(l);
    return ERR_OK;
}

uint64_t
ledger_add(struct ledger *l, const struct ledger_line *given)
{
    struct ledger_line line = *given;
    if (l->text.len > LEDGER_ADDED_MAX)
        return 0;
    const struct ledger_added added = {.at = l->text.len, .time = line.time};
    line.number = l->number + 1;
    ledger_line_body(&line, &l->text);
    if (l->text.len - added.at > LEDGER_LINE_MAX / 2) {
        l->text.len = added.at;
        l->text.s[added.at] = '\0';
        return 0;
    }
    l->number++;
    l->added = xgrow(l->added, l->n_added, &l->cap_added, sizeof *l->added);
    l->added[l->n_added] = added;
    l->added[l->n_added++].len = l->text.len - added.at;
    ledger_remember(l, &line);
    l->time = line.time.ns > l->time.ns ? line.time : l->time;
    ledger_forget(l);
    return line.number;
}

enum err
ledger_commit(struct ledger *l)
{
    if (!l->is_sound)
        return ERR_IO;
    if (l->n_added == 0)
        return ERR_OK;
    const enum err e = commit_all(l);
    return e == ERR_LIMIT && use_reserve(l) ? commit_all(l) : e;
}

enum err
ledger_recover(struct ledger *l)
{
    if (!l->is_read)
        return ERR_IO;
    if (l->is_sound)
        return ERR_OK;
    if (l->fd >= 0)
        (void)close(l->fd);
    l->fd = -1;
    if (l->n_added == 0 && l->file.name[0] == '\0') {
        ledger_set_sound(l); /* the first line will tell */
        return ERR_OK;
    }
    return commit_all(l);
}

/* ---- looking ------------------------------------------------------------- */

bool
ledger_is_sound(const struct ledger *l)
{
    return l->is_sound;
}

const char *
ledger_reason(const struct ledger *l)
{
    return l->is_sound ? "" : l->reason;
}

uint64_t
ledger_lines(const struct ledger *l)
{
    return l->confirmed;
}

const char *
ledger_head(const struct ledger *l)
{
    return l->head;
}
