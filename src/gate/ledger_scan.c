/*
 * ledger_scan.c - read the files of a command log, line by line, and check
 * that each follows the one before.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/ledger_scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/str.h"
#include "common/xalloc.h"

#define NS_PER_DAY  (86400 * NS_PER_S)
#define CHUNK       65536
#define FIRST_BYTES 65536 /* of a first line: 2048 counts are 22 kB */

/* ---- names --------------------------------------------------------------- */

int64_t
ledger_day(struct utc t)
{
    return t.ns / NS_PER_DAY - (t.ns % NS_PER_DAY < 0 ? 1 : 0);
}

void
ledger_file_name(char out[LEDGER_FILE_NAME], int64_t day, unsigned part)
{
    const struct utc t = {day * NS_PER_DAY};
    const struct civil c = utc_civil(t, false);
    char more[16] = "";
    if (part > 1)
        (void)snprintf(more, sizeof more, ".%u", part);
    (void)snprintf(out, LEDGER_FILE_NAME, "commands-%04u-%03u%s.jsonl",
        (unsigned)c.year % 10000, (unsigned)c.doy % 1000, more);
}

bool
ledger_file_parse(const char *name, int64_t *day, unsigned *part)
{
    unsigned year, doy;
    char again[LEDGER_FILE_NAME];
    *part = 1;
    if (strlen(name) >= LEDGER_FILE_NAME ||
        (sscanf(name, "commands-%4u-%3u.jsonl", &year, &doy) != 2 &&
            sscanf(name, "commands-%4u-%3u.%6u.jsonl", &year, &doy, part) != 3))
        return false;
    if (strchr(name, '.') != NULL &&
        sscanf(strchr(name, '.'), ".%6u.jsonl", part) != 1)
        *part = 1;
    const struct civil c = {.year = (int)year, .month = 1, .day = 1};
    struct utc t;
    if (utc_from_civil(&c, &t) != ERR_OK)
        return false;
    *day = ledger_day(t) + (int64_t)doy - 1;
    ledger_file_name(again, *day, *part);
    return strcmp(name, again) == 0;
}

/* ---- the list of files --------------------------------------------------- */

/* What the first line says, when it can be read. */
static void
peek(int dir, struct ledger_file *f)
{
    const int fd = openat(dir, f->name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat st;
    if (fd < 0)
        return;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        f->size = (uint64_t)st.st_size;
    char *text = xcalloc(FIRST_BYTES + 1, 1);
    const ssize_t n = pread(fd, text, FIRST_BYTES, 0);
    (void)close(fd);
    const char *end = n > 0 ? memchr(text, '\n', (size_t)n) : NULL;
    struct ledger_read read = {0};
    f->is_unfinished = end == NULL && n < FIRST_BYTES;
    if (end != NULL) {
        f->is_newer = ledger_line_is_newer(text, (size_t)(end - text));
        if (ledger_line_read(text, (size_t)(end - text), &read) == NULL &&
            read.is_first) {
            f->has_first = true;
            f->why = read.first.why;
            f->before_bytes = read.first.bytes;
            (void)str_copy(f->before, sizeof f->before, read.first.before);
        }
    }
    ledger_read_fini(&read);
    free(text);
}

static int
by_age(const void *va, const void *vb)
{
    const struct ledger_file *a = va, *b = vb;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    return (a->part > b->part) - (a->part < b->part);
}

/* From the newest on, each says which one it follows, and how much of it. */
void
ledger_files_follow(struct ledger_files *files)
{
    for (size_t i = files->n; i-- > 0;) {
        files->file[i].limit = UINT64_MAX;
        files->file[i].is_part = false;
    }
    for (size_t i = files->n; i-- > 0;) {
        struct ledger_file *f = &files->file[i];
        f->is_part = true;
        if (!f->has_first || f->before[0] == '\0')
            continue;
        for (size_t k = i; k-- > 0;) {
            if (strcmp(files->file[k].name, f->before) != 0)
                continue;
            files->file[k].limit = f->before_bytes;
            i = k + 1;
            break;
        }
    }
}

enum err
ledger_files_list(int dir, struct ledger_files *out)
{
    *out = (struct ledger_files){0};
    const int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
    if (d == NULL) {
        if (fd >= 0)
            (void)close(fd);
        return ERR_IO;
    }
    for (const struct dirent *e; (e = readdir(d)) != NULL;) {
        struct ledger_file f = {0};
        if (!ledger_file_parse(e->d_name, &f.day, &f.part))
            continue;
        (void)str_copy(f.name, sizeof f.name, e->d_name);
        peek(dir, &f);
        out->file = xgrow(out->file, out->n, &out->cap, sizeof *out->file);
        out->file[out->n++] = f;
    }
    (void)closedir(d);
    if (out->n > 1)
        qsort(out->file, out->n, sizeof *out->file, by_age);
    ledger_files_follow(out);
    return ERR_OK;
}

void
ledger_files_fini(struct ledger_files *files)
{
    free(files->file);
    *files = (struct ledger_files){0};
}

/* ---- lines --------------------------------------------------------------- */

static void
fault(struct ledger_scan *s, struct ledger_fault f, const char *why)
{
    f.why = why;
    s->damaged++;
    if (s->on_fault != NULL)
        s->on_fault(s->arg, &f);
}

void
ledger_scan_fault(
    struct ledger_scan *s, const char *file, uint64_t line, const char *why)
{
    fault(s, (struct ledger_fault){.file = file, .line = line}, why);
}

/* Is the good line that was read in its place?  NULL, or what is wrong. */
static const char *
place_fault(const struct ledger_scan *s, uint64_t line, uint64_t number)
{
    const struct ledger_read *r = &s->read;
    if (r->is_first != (line == 1))
        return r->is_first ? "the first line of a file stands in the middle"
                           : "the file does not begin with its first line";
    if (!s->is_begun)
        return NULL;
    if (s->is_head_unknown)
        return number < s->number + (r->is_first ? 0 : 1)
                   ? "its number was there before"
                   : NULL;
    if (number != s->number + (r->is_first ? 0 : 1))
        return "its number does not follow: lines are missing, twice or moved";
    return strcmp(r->prev, s->head) != 0
               ? "it does not follow the line before, which was changed or "
                 "replaced"
               : NULL;
}

static void
take_line(struct ledger_scan *s, const char *file, uint64_t line, char *text,
    size_t n)
{
    struct ledger_read *r = &s->read;
    const struct ledger_fault at = {
        .file = file, .line = line, .text = text, .len = n};
    s->lines++;
    const char *why = ledger_line_read(text, n, r);
    if (why != NULL) {
        fault(s, at, why);
        s->is_begun = true;
        s->is_head_unknown = true;
        return;
    }
    const uint64_t number = r->is_first ? r->first.number : r->line.number;
    why = place_fault(s, line, number);
    const bool is_again = s->is_begun && !r->is_first && number <= s->number;
    if (why != NULL)
        fault(s, at, why);
    (void)str_copy(s->head, sizeof s->head, r->sha);
    s->number = s->is_begun && number < s->number ? s->number : number;
    s->is_begun = true;
    s->is_head_unknown = false;
    if (s->on_line != NULL && !is_again)
        s->on_line(s->arg, r);
}

/* ---- a file -------------------------------------------------------------- */

struct reading {
    int fd;
    uint64_t left; /* bytes that count */
    size_t n;      /* in the buffer */
    bool is_long;  /* the rest of a line that is too long is skipped */
    uint64_t line, taken;
};

/* All whole lines of the buffer; what remains moves to its begin. */
static void
take_lines(struct ledger_scan *s, const char *file, struct reading *r)
{
    size_t at = 0;
    for (char *end;
         r->n > at && (end = memchr(s->text + at, '\n', r->n - at)) != NULL;) {
        const size_t len = (size_t)(end - s->text) - at;
        *end = '\0';
        r->line++;
        r->taken += len + 1;
        if (!r->is_long)
            take_line(s, file, r->line, s->text + at, len);
        r->is_long = false;
        at += len + 1;
    }
    memmove(s->text, s->text + at, r->n - at);
    r->n -= at;
}

static void
skip_long(struct ledger_scan *s, const char *file, struct reading *r)
{
    const struct ledger_fault at = {
        .file = file, .line = r->line + 1, .text = s->text, .len = r->n};
    if (!r->is_long) {
        fault(s, at, "the line is longer than any line is");
        s->lines++;
        s->is_begun = true;
        s->is_head_unknown = true;
    }
    r->is_long = true;
    r->taken += r->n;
    r->n = 0;
}

static enum err
read_on(struct ledger_scan *s, const char *file, struct reading *r)
{
    while (r->left > 0) {
        if (s->cap < r->n + CHUNK + 1) {
            s->cap = 2 * (r->n + CHUNK);
            s->text = xreallocarray(s->text, s->cap, 1);
        }
        const size_t most = r->left < CHUNK ? (size_t)r->left : CHUNK;
        const ssize_t n = read(r->fd, s->text + r->n, most);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return ERR_IO;
        if (n == 0)
            break;
        r->n += (size_t)n;
        r->left -= (uint64_t)n;
        take_lines(s, file, r);
        if (r->n > LEDGER_LINE_MAX)
            skip_long(s, file, r);
    }
    return ERR_OK;
}

enum err
ledger_scan_file(struct ledger_scan *s, int dir, struct ledger_file *file)
{
    struct stat st;
    struct reading r = {
        .fd = openat(dir, file->name,
            O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY),
        .left = file->limit,
    };
    if (r.fd >= 0 && fstat(r.fd, &st) == 0 && !S_ISREG(st.st_mode)) {
        (void)close(r.fd);
        errno = EINVAL;
        return ERR_IO;
    }
    if (r.fd < 0)
        return ERR_IO;
    const enum err e = read_on(s, file->name, &r);
    (void)close(r.fd);
    file->good = r.taken;
    file->torn = r.n + (r.is_long ? 1 : 0);
    return e;
}

void
ledger_scan_fini(struct ledger_scan *s)
{
    ledger_read_fini(&s->read);
    free(s->text);
    s->text = NULL;
}
