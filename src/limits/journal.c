/*
 * journal.c - records that survive kill -9 and power loss.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/journal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "limits/syncer.h"

#define DIR_MODE  0750
#define FILE_MODE 0640
#define HASH_TEXT 16 /* hexadecimal digits, then a tab */
#define NAME      "columba-journal "
#define HEAD      NAME "1"
#define KEPT_MAX  99                 /* bad files */
#define BYTES_MAX (64 * 1024 * 1024) /* of a file that is read */

struct journal {
    char *path;
    int fd;        /* of the file; -1: not sound */
    int lock;      /* of PATH.lock, held while open */
    uint64_t hash; /* of the last line */
    uint64_t bytes;
    struct strbuf added;
    bool is_bad;    /* the file is worth keeping: not all of it was read */
    char *kept;     /* where that was done */
    bool is_synced; /* all that is in the file, or a sync of it has begun */
    struct syncer *syncer; /* NULL: none was needed yet */
    char reason[128];
};

/* FNV-1a, going on from `hash`: against damage, not against forgery. */
static uint64_t
hash_on(uint64_t hash, const char *p, size_t len)
{
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (uint8_t)p[i]) * UINT64_C(0x100000001b3);
    return hash;
}

#define HASH_BEGIN UINT64_C(0xcbf29ce484222325)

/* ---- failing ------------------------------------------------------------- */

/* The syncer may still be at it; what it says now does not matter. */
static void
drop_file(struct journal *j)
{
    if (j->fd < 0)
        return;
    if (j->syncer != NULL)
        (void)!syncer_wait(j->syncer);
    (void)close(j->fd);
    j->fd = -1;
}

static enum err
fail(struct journal *j, const char *what)
{
    const int error = errno;
    drop_file(j); /* a second fsync of it would prove nothing */
    strbuf_reset(&j->added);
    (void)snprintf(j->reason, sizeof j->reason, "%s: %s", what,
        error != 0 ? strerror(error) : "failed");
    return error == EACCES || error == EPERM ? ERR_DENIED : ERR_IO;
}

/* ---- reading ------------------------------------------------------------- */

static bool
parse_hash(const char *line, uint64_t *hash)
{
    *hash = 0;
    for (size_t i = 0; i < HASH_TEXT; i++) {
        const char c = line[i];
        unsigned digit;
        if (c >= '0' && c <= '9')
            digit = (unsigned)(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = (unsigned)(c - 'a') + 10;
        else
            return false;
        *hash = *hash << 4 | digit;
    }
    return line[HASH_TEXT] == '\t';
}

/* A sound first line, but not ours. */
static bool
is_newer(const char *line, size_t len)
{
    uint64_t hash;
    const char *record = line + HASH_TEXT + 1;
    return len > HASH_TEXT && parse_hash(line, &hash) &&
           hash == hash_on(HASH_BEGIN, record, len - HASH_TEXT - 1) &&
           str_prefix(record, NAME) && strcmp(record, HEAD) != 0;
}

/* A line of `len` bytes without its newline; NUL-terminated by the caller. */
static bool
take_line(struct journal *j, const char *line, size_t len, journal_record_fn fn,
    void *arg)
{
    uint64_t hash;
    if (len <= HASH_TEXT || !parse_hash(line, &hash))
        return false;
    const char *record = line + HASH_TEXT + 1;
    const size_t n = len - HASH_TEXT - 1;
    const bool is_sound =
        strlen(record) == n && hash_on(j->hash, record, n) == hash;
    j->hash = hash; /* the next line's is made of it, damaged or not */
    if (is_sound && strcmp(record, HEAD) != 0)
        fn(arg, record);
    return is_sound;
}

static void
take_all(struct journal *j, char *text, size_t len, journal_record_fn fn,
    void *arg, struct journal_report *report)
{
    j->hash = HASH_BEGIN;
    for (size_t at = 0; at < len;) {
        char *end = memchr(text + at, '\n', len - at);
        if (end == NULL) {
            report->torn_bytes = len - at;
            return;
        }
        *end = '\0';
        if (at == 0 && is_newer(text, (size_t)(end - text))) {
            report->is_newer = true;
            return;
        }
        if (take_line(j, text + at, (size_t)(end - text) - at, fn, arg))
            report->records++;
        else
            report->damaged++;
        at = (size_t)(end - text) + 1;
    }
}

/* The whole file, owned and NUL-terminated; NULL with errno. */
static char *
read_file(int fd, size_t *len)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return NULL;
    if (!S_ISREG(st.st_mode) || st.st_size > BYTES_MAX) {
        errno = S_ISREG(st.st_mode) ? EFBIG : EINVAL;
        return NULL;
    }
    char *text = xcalloc((size_t)st.st_size + 1, 1);
    for (*len = 0; *len < (size_t)st.st_size;) {
        const ssize_t n = read(fd, text + *len, (size_t)st.st_size - *len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            const int error = errno;
            free(text);
            errno = error;
            return NULL;
        }
        if (n == 0)
            break;
        *len += (size_t)n;
    }
    return text;
}

static enum err
load(struct journal *j, journal_record_fn fn, void *arg,
    struct journal_report *report)
{
    const int fd = open(j->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        char *old = xasprintf("%s.old", j->path);
        report->is_gone = access(old, F_OK) == 0;
        free(old);
        return ERR_OK;
    }
    j->is_bad = true;
    if (fd < 0)
        return fail(j, "open");
    size_t len;
    char *text = read_file(fd, &len);
    const int error = errno;
    (void)close(fd);
    errno = error;
    if (text == NULL)
        return fail(j, "read");
    take_all(j, text, len, fn, arg, report);
    free(text);
    report->is_empty = len == 0;
    j->is_bad = report->is_newer || report->damaged > 0 ||
                (report->records == 0 && report->torn_bytes > 0);
    return ERR_OK;
}

/* ---- open and close ------------------------------------------------------ */

static void
make_parents(const char *of)
{
    char *path = xstrdup(of);
    for (char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
        *at = '\0';
        (void)mkdir(path, DIR_MODE); /* there already, or told by open() */
        *at = '/';
    }
    free(path);
}

enum err
journal_open(const char *path, journal_record_fn fn, void *arg,
    struct journal_report *report, struct journal **out)
{
    *report = (struct journal_report){0};
    struct journal *j = xcalloc(1, sizeof *j);
    *out = j;
    j->path = xstrdup(path);
    j->fd = -1;
    (void)snprintf(j->reason, sizeof j->reason, "not begun");
    make_parents(path);
    char *lock = xasprintf("%s.lock", path);
    j->lock = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, FILE_MODE);
    free(lock);
    if (j->lock < 0)
        return fail(j, "open");
    if (flock(j->lock, LOCK_EX | LOCK_NB) != 0) {
        const bool is_taken = errno == EWOULDBLOCK;
        const enum err e = fail(j, "lock");
        if (is_taken)
            journal_close(out);
        return is_taken ? ERR_EXISTS : e;
    }
    return load(j, fn, arg, report);
}

void
journal_close(struct journal **at)
{
    struct journal *j = *at;
    *at = NULL;
    if (j == NULL)
        return;
    if (j->fd >= 0 && !j->is_synced)
        (void)fdatasync(j->fd); /* a last time; nobody is left to be told */
    drop_file(j);
    syncer_free(&j->syncer);
    if (j->lock >= 0)
        (void)close(j->lock);
    strbuf_fini(&j->added);
    free(j->kept);
    free(j->path);
    free(j);
}

/* ---- writing ------------------------------------------------------------- */

void
journal_add(struct journal *j, const char *record)
{
    const size_t n = strlen(record);
    assert(memchr(record, '\n', n) == NULL);
    j->hash = hash_on(j->hash, record, n);
    strbuf_addf(&j->added, "%016" PRIx64 "\t", j->hash);
    strbuf_add(&j->added, record, n);
    strbuf_addc(&j->added, '\n');
}

static bool
write_all(int fd, const char *p, size_t len)
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

enum err
journal_write(struct journal *j)
{
    if (j->fd < 0) {
        strbuf_reset(&j->added);
        return ERR_IO;
    }
    if (j->added.len == 0)
        return ERR_OK;
    if (!write_all(j->fd, j->added.s, j->added.len))
        return fail(j, "write");
    j->bytes += j->added.len;
    j->is_synced = false;
    strbuf_reset(&j->added);
    return ERR_OK;
}

static enum err
fail_sync(struct journal *j, int error)
{
    errno = error;
    return fail(j, "sync");
}

enum err
journal_sync(struct journal *j)
{
    if (j->fd < 0)
        return ERR_IO;
    if (j->syncer == NULL)
        j->syncer = syncer_new();
    if (j->syncer == NULL)
        return journal_commit(j);
    const int error = syncer_error(j->syncer);
    if (error != 0)
        return fail_sync(j, error);
    if (!j->is_synced)
        syncer_begin(j->syncer, j->fd);
    j->is_synced = true;
    return ERR_OK;
}

enum err
journal_commit(struct journal *j)
{
    const enum err e = journal_write(j);
    if (e != ERR_OK)
        return e;
    const bool was_synced = j->is_synced;
    const int error = j->syncer != NULL ? syncer_wait(j->syncer) : 0;
    if (error != 0)
        return fail_sync(j, error);
    if (!was_synced && fdatasync(j->fd) != 0)
        return fail(j, "sync");
    j->is_synced = true;
    return ERR_OK;
}

/* Make the renaming itself last. */
static bool
sync_dir(const char *path)
{
    char *dir = xstrdup(path);
    char *slash = strrchr(dir, '/');
    if (slash != NULL)
        slash[slash == dir] = '\0';
    const int fd =
        open(slash != NULL ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(dir);
    const bool is_done = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        (void)close(fd);
    return is_done;
}

/* What could not be read goes to the first free name, for good. */
static void
keep_bad(struct journal *j)
{
    for (unsigned i = 1; i <= KEPT_MAX; i++) {
        char *to = xasprintf("%s.bad-%u", j->path, i);
        const bool is_free = access(to, F_OK) != 0;
        if (is_free && (link(j->path, to) == 0 || rename(j->path, to) == 0)) {
            free(j->kept);
            j->kept = to;
            j->is_bad = false;
            return;
        }
        free(to);
        if (is_free)
            return;
    }
}

static void
keep_old(const struct journal *j)
{
    char *old = xasprintf("%s.old", j->path);
    if (access(j->path, F_OK) == 0) {
        (void)unlink(old);
        (void)!link(j->path, old); /* there are no links here */
    }
    free(old);
}

/* The new file takes the old one's place, which becomes PATH.old. */
static bool
take_place(struct journal *j, const char *fresh)
{
    if (j->is_bad)
        keep_bad(j);
    else
        keep_old(j);
    errno = 0;
    return rename(fresh, j->path) == 0 && sync_dir(j->path);
}

enum err
journal_rewrite(struct journal *j, journal_write_fn write, void *arg)
{
    char *fresh = xasprintf("%s.new", j->path);
    make_parents(j->path); /* they may be gone */
    const int fd = open(
        fresh, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, FILE_MODE);
    enum err e = ERR_OK;
    strbuf_reset(&j->added);
    j->hash = HASH_BEGIN;
    if (fd >= 0) {
        journal_add(j, HEAD);
        write(arg, j);
    }
    if (fd < 0 || !write_all(fd, strbuf_get(&j->added), j->added.len) ||
        fdatasync(fd) != 0 || !take_place(j, fresh)) {
        const int error = errno;
        if (fd >= 0)
            (void)close(fd);
        (void)unlink(fresh);
        errno = error;
        e = fail(j, "rewrite");
    } else {
        drop_file(j);
        j->fd = fd;
        j->is_synced = true;
        j->bytes = j->added.len;
        j->reason[0] = '\0';
        strbuf_reset(&j->added);
    }
    free(fresh);
    return e;
}

enum err
journal_check(struct journal *j)
{
    struct stat there, ours;
    if (j->fd < 0)
        return ERR_IO;
    if (fstat(j->fd, &ours) == 0 && stat(j->path, &there) == 0 &&
        ours.st_ino == there.st_ino && ours.st_dev == there.st_dev)
        return ERR_OK;
    errno = ENOENT;
    return fail(j, "the file was taken away");
}

void
journal_distrust(struct journal *j)
{
    j->is_bad = true;
}

const char *
journal_kept(const struct journal *j)
{
    return j->kept;
}

/* ---- looking ------------------------------------------------------------- */

bool
journal_is_sound(const struct journal *j)
{
    return j->fd >= 0;
}

const char *
journal_reason(const struct journal *j)
{
    return j->reason;
}

uint64_t
journal_bytes(const struct journal *j)
{
    return j->bytes;
}

bool
journal_has_added(const struct journal *j)
{
    return j->added.len > 0;
}
