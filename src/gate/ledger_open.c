/*
 * ledger_open.c - the command log is read, and gone on in.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* F_OFD_SETLK */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "gate/ledger_priv.h"

#define DIR_MODE    0700
#define PARENT_MODE 0750
#define LOCK        "commands.lock"
#define TORN_MAX    10000

/* ---- lines --------------------------------------------------------------- */

/* What a line that cannot be read may have named is not used again. */
static void
doubt(struct ledger *l, unsigned step)
{
    struct ledger_counts *c = &l->counts;
    for (size_t i = 0; i < LEDGER_APIDS; i++)
        c->next[i] = (uint16_t)((c->next[i] + step) % LEDGER_COUNTS);
    c->others = (uint16_t)((c->others + step) % LEDGER_COUNTS);
}

static void
remember_ids(struct ledger *l, const char *text, size_t len)
{
    char id[DIGEST_ID_HEX];
    const int64_t day =
        l->file.day > ledger_day(l->time) ? l->file.day : ledger_day(l->time);
    for (size_t at = 0; ledger_line_find_id(text, len, &at, id);)
        id_set_add(l->ids, id, day);
}

struct loading {
    struct ledger *ledger;
    ledger_line_fn fn;
    void *arg;
};

static void
on_line(void *arg, const struct ledger_read *read)
{
    const struct loading *at = arg;
    struct ledger *l = at->ledger;
    if (read->is_first) {
        l->counts = read->first.counts;
        return;
    }
    ledger_remember(l, &read->line);
    l->time = read->line.time.ns > l->time.ns ? read->line.time : l->time;
    if (at->fn != NULL)
        at->fn(at->arg, &read->line);
}

static void
on_fault(void *arg, const struct ledger_fault *fault)
{
    const struct loading *at = arg;
    doubt(at->ledger, LEDGER_DOUBT);
    if (fault->text != NULL)
        remember_ids(at->ledger, fault->text, fault->len);
}

/* A name with .torn-N behind it that is free; owned, or NULL. */
static char *
torn_name(const struct ledger *l, const char *name)
{
    struct stat st;
    for (unsigned i = 1; i <= TORN_MAX; i++) {
        char *torn = xasprintf("%s.torn-%u", name, i);
        if (fstatat(l->dir, torn, &st, AT_SYMLINK_NOFOLLOW) != 0)
            return torn;
        free(torn);
    }
    return NULL;
}

/* The bytes behind the last whole line, to FILE.torn-N. */
static bool
keep_torn(struct ledger *l, const char *p, size_t len)
{
    char *name = torn_name(l, l->file.name);
    const int fd =
        name == NULL ? -1
                     : openat(l->dir, name,
                           O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                           LEDGER_FILE_MODE);
    free(name);
    if (fd < 0)
        return false;
    const bool is_kept = ledger_write_all(fd, p, len) && fsync(fd) == 0;
    (void)close(fd);
    return is_kept;
}

static bool
cut_torn(struct ledger *l, int fd)
{
    const size_t len = (size_t)l->file.torn;
    char *torn = xcalloc(len + 1, 1);
    const off_t good = (off_t)l->file.good;
    const bool is_read = pread(fd, torn, len, good) == (ssize_t)len;
    if (is_read)
        remember_ids(l, torn, len);
    const bool is_cut = is_read && keep_torn(l, torn, len) &&
                        ftruncate(fd, good) == 0 && fsync(fd) == 0 &&
                        fsync(l->dir) == 0;
    free(torn);
    return is_cut;
}

/* Go on in the newest file; behind damage in a new one. */
static void
append(struct ledger *l, bool is_damaged)
{
    l->why = is_damaged ? LEDGER_DAMAGE : LEDGER_RECOVERY;
    l->fd = openat(
        l->dir, l->file.name, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
    if (l->fd < 0) {
        (void)ledger_fail(l, "opening the command log", errno);
        return;
    }
    if (l->file.torn > 0) {
        doubt(l, 1);
        if (!cut_torn(l, l->fd)) {
            (void)ledger_fail(l, "cutting off an unfinished line", errno);
            return;
        }
    }
    ledger_set_sound(l);
    if (is_damaged) {
        (void)close(l->fd);
        l->fd = -1;
    }
}

/* Drop what was never put on disk: what is read is what a crash leaves. */
static void
settle(const struct ledger *l, const char *name)
{
    const int fd = openat(l->dir, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return;
    (void)fdatasync(fd);
    (void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    (void)close(fd);
}

/* Files whose first line was not finished: nothing in them was confirmed. */
static bool
drop_unfinished(struct ledger *l, struct ledger_files *files, uint64_t *bytes)
{
    while (files->n > 0 && files->file[files->n - 1].is_unfinished) {
        const struct ledger_file *f = &files->file[files->n - 1];
        char *torn = torn_name(l, f->name);
        const bool is_done =
            torn != NULL && renameat(l->dir, f->name, l->dir, torn) == 0;
        free(torn);
        if (!is_done)
            return false;
        *bytes += f->size;
        files->n--;
    }
    ledger_files_follow(files);
    return true;
}

static bool
scan_one(struct ledger *l, struct ledger_scan *scan, struct ledger_file *f,
    bool is_last)
{
    l->file = *f;
    if (ledger_scan_file(scan, l->dir, f) != ERR_OK) {
        (void)ledger_fail(l, f->name, errno);
        return false;
    }
    if (f->torn > 0 && !is_last)
        ledger_scan_fault(scan, f->name, 0, "its last line is not finished");
    l->file = *f;
    return true;
}

static bool
scan_files(struct ledger *l, struct ledger_files *files,
    struct ledger_scan *scan, bool *is_damaged)
{
    const int64_t newest = files->n > 0 ? files->file[files->n - 1].day : 0;
    for (size_t i = 0; i < files->n; i++) {
        struct ledger_file *f = &files->file[i];
        const uint64_t before = scan->damaged;
        if (f->is_newer) {
            (void)snprintf(l->reason, sizeof l->reason,
                "%s is of a newer version", f->name);
            return false;
        }
        if (!f->is_part || f->day < newest - LEDGER_DAYS)
            continue;
        if (!scan_one(l, scan, f, i + 1 == files->n))
            return false;
        *is_damaged = scan->damaged > before;
    }
    return true;
}

/* What was read is what it goes on from. */
static void
take_scan(struct ledger *l, const struct ledger_scan *scan)
{
    l->number = l->confirmed = scan->number;
    if (scan->head[0] != '\0')
        memcpy(l->head, scan->head, sizeof l->head);
    ledger_forget(l);
}

static void
load(struct ledger *l, ledger_line_fn fn, void *arg,
    struct ledger_report *report)
{
    struct loading loading = {.ledger = l, .fn = fn, .arg = arg};
    struct ledger_scan scan = {
        .on_line = on_line, .on_fault = on_fault, .arg = &loading};
    struct ledger_files files;
    bool is_damaged = false;
    if (ledger_files_list(l->dir, &files) != ERR_OK ||
        !drop_unfinished(l, &files, &report->torn_bytes)) {
        (void)ledger_fail(l, "reading the command log", errno);
        ledger_files_fini(&files);
        return;
    }
    report->is_empty = files.n == 0;
    if (files.n > 0)
        settle(l, files.file[files.n - 1].name);
    l->is_read = scan_files(l, &files, &scan, &is_damaged);
    ledger_files_fini(&files);
    report->lines = scan.lines;
    report->damaged = scan.damaged;
    report->torn_bytes += l->file.torn;
    take_scan(l, &scan);
    if (l->is_read && report->is_empty)
        ledger_set_sound(l);
    else if (l->is_read)
        append(l, is_damaged || scan.is_head_unknown);
    ledger_scan_fini(&scan);
}

/* ---- open and close ------------------------------------------------------ */

static void
make_dirs(const char *of)
{
    char *path = xstrdup(of);
    for (char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
        *at = '\0';
        (void)mkdir(path, PARENT_MODE); /* there already, or told by open() */
        *at = '/';
    }
    (void)mkdir(path, DIR_MODE);
    free(path);
}

/* Only its owner may put files there, or take them away. */
static bool
open_dir(struct ledger *l, const char *dir)
{
    struct stat st;
    l->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (l->dir < 0 || fstat(l->dir, &st) != 0) {
        (void)ledger_fail(l, "the directory of the command log", errno);
        return false;
    }
    if (st.st_uid == geteuid() && (st.st_mode & 022) == 0)
        return true;
    (void)snprintf(l->reason, sizeof l->reason,
        "others may write the directory of the command log");
    return false;
}

/* False: another process has it. */
static bool
lock(struct ledger *l)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    l->lock = openat(l->dir, LOCK, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
        LEDGER_FILE_MODE);
    if (l->lock < 0)
        (void)ledger_fail(l, "the lock of the command log", errno);
    else if (fcntl(l->lock, F_OFD_SETLK, &whole) == 0)
        return true;
    else if (errno == EAGAIN || errno == EACCES)
        return false;
    else
        (void)ledger_fail(l, "locking the command log", errno);
    return true;
}

enum err
ledger_open(const char *dir, ledger_line_fn fn, void *arg,
    struct ledger_report *report, struct ledger **out)
{
    *report = (struct ledger_report){0};
    struct ledger *l = xcalloc(1, sizeof *l);
    *out = l;
    l->fd = l->lock = -1;
    l->ids = id_set_new();
    l->time.ns = l->forgotten = INT64_MIN;
    memcpy(l->head, LEDGER_NO_DIGEST, sizeof l->head);
    make_dirs(dir);
    if (!open_dir(l, dir))
        return ERR_OK;
    if (!lock(l)) {
        ledger_close(out);
        return ERR_EXISTS;
    }
    if (l->lock < 0 || l->reason[0] != '\0')
        return ERR_OK;
    load(l, fn, arg, report);
    if (l->is_sound)
        ledger_make_reserve(l);
    return ERR_OK;
}

void
ledger_close(struct ledger **at)
{
    struct ledger *l = *at;
    *at = NULL;
    if (l == NULL)
        return;
    if (l->fd >= 0)
        (void)close(l->fd);
    if (l->lock >= 0)
        (void)close(l->lock);
    if (l->dir >= 0)
        (void)close(l->dir);
    id_set_free(&l->ids);
    strbuf_fini(&l->text);
    free(l->added);
    free(l);
}
