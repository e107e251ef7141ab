/*
 * asrun_verify.c - is an as-run record what was written?
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* F_OFD_GETLK */
#include "exec/asrun_verify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "exec/asrun_scan.h"

struct side { /* one file, as it is read */
    char *path;
    int fd;
    struct asrun_scan *scan;
    struct asrun_step step;
    enum asrun_found found;
};

struct verifying {
    struct notes *notes;
    const char *expected;
    struct asrun_verdict *out;
};

static void
fault(struct verifying *v, const struct side *s, uint64_t line, const char *why)
{
    v->out->faults++;
    notes_add(v->notes, NOTE_ERROR, s->path, (unsigned)line, line > 0 ? 1 : 0,
        "%s", why);
}

/* What a fifo or a directory holds is no record. */
static enum err
side_open(struct side *s)
{
    struct stat st;
    s->fd = open(s->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (s->fd < 0)
        return errno == ENOENT || errno == ENOTDIR ? ERR_NOTFOUND : ERR_IO;
    if (fstat(s->fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        (void)close(s->fd);
        s->fd = -1;
        errno = EINVAL;
        return ERR_IO;
    }
    s->scan = asrun_scan_new(s->fd);
    return ERR_OK;
}

static void
side_close(struct side *s)
{
    asrun_scan_free(&s->scan);
    if (s->fd >= 0)
        (void)close(s->fd);
    s->fd = -1;
}

static bool
is_locked(int fd)
{
    struct flock whole = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
    return fcntl(fd, F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
}

/* ---- one ----------------------------------------------------------------- */

/* The next line, its faults told; false: there is none. */
static bool
next(struct verifying *v, struct side *s)
{
    s->found = asrun_scan_next(s->scan, &s->step);
    if (s->found == ASRUN_FOUND_FAULT)
        fault(v, s, s->step.number, s->step.why);
    if (s->found == ASRUN_FOUND_TORN && v->out->is_written)
        notes_add(v->notes, NOTE_WARNING, s->path, (unsigned)s->step.number, 1,
            "it is not finished: it is being written");
    else if (s->found == ASRUN_FOUND_TORN)
        fault(v, s, s->step.number, "the last line is not finished");
    return s->found == ASRUN_FOUND_LINE || s->found == ASRUN_FOUND_FAULT;
}

static void
look(struct verifying *v, const struct side *s)
{
    if (v->expected != NULL && strcmp(s->step.line->sha, v->expected) == 0)
        v->out->is_expected = true;
    if (s->found != ASRUN_FOUND_LINE)
        return;
    v->out->lines++;
    memcpy(v->out->head, s->step.line->sha, sizeof v->out->head);
}

static void
check_whole(struct verifying *v, const struct side *s)
{
    if (v->out->lines == 0 && v->out->faults == 0)
        fault(v, s, 0, "it is empty");
    if (v->expected != NULL && !v->out->is_expected)
        fault(v, s, 0,
            "no line has the digest that was given: lines are missing at the "
            "end, or the record was replaced");
}

enum err
asrun_verify_file(const char *path, const char *expected, struct notes *notes,
    struct asrun_verdict *out)
{
    struct side s = {.path = xstrdup(path), .fd = -1};
    struct verifying v = {notes, expected, out};
    *out = (struct asrun_verdict){0};
    enum err e = side_open(&s);
    if (e == ERR_OK) {
        out->is_written = is_locked(s.fd);
        while (next(&v, &s))
            look(&v, &s);
        if (s.found == ASRUN_FOUND_ERROR)
            e = ERR_IO;
        else
            check_whole(&v, &s);
    }
    const int error = errno;
    side_close(&s);
    free(s.path);
    errno = error;
    return e;
}

/* ---- two ----------------------------------------------------------------- */

/* The same line of both, as far as it could be read. */
static void
compare(struct verifying *v, const struct side *text, const struct side *json)
{
    const char *a = text->step.line->sha, *b = json->step.line->sha;
    if (a[0] != '\0' && b[0] != '\0' && strcmp(a, b) != 0)
        fault(v, text, text->step.number,
            "its twin " ASRUN_JSON_FILE " says something else");
}

/* Lines of one file only. */
static void
tell_rest(struct verifying *v, struct side *longer, const struct side *shorter)
{
    uint64_t n = 1;
    const uint64_t first = longer->step.number;
    while (next(v, longer))
        n++;
    if (v->out->is_written)
        return;
    v->out->faults++;
    notes_add(v->notes, NOTE_ERROR, shorter->path, 0, 0,
        "%llu lines of its twin are missing here, from line %llu on",
        (unsigned long long)n, (unsigned long long)first);
}

static void
walk(struct verifying *v, struct side *text, struct side *json)
{
    for (;;) {
        const bool has_text = next(v, text), has_json = next(v, json);
        if (has_text && has_json) {
            compare(v, text, json);
            look(v, json);
            continue;
        }
        if (has_text)
            tell_rest(v, text, json);
        if (has_json)
            tell_rest(v, json, text);
        return;
    }
}

static enum err
open_pair(struct verifying *v, struct side *text, struct side *json)
{
    const enum err t = side_open(text), j = side_open(json);
    if (t == ERR_NOTFOUND && j == ERR_NOTFOUND)
        return ERR_NOTFOUND;
    if ((t != ERR_OK && t != ERR_NOTFOUND) ||
        (j != ERR_OK && j != ERR_NOTFOUND))
        return ERR_IO;
    if (t == ERR_NOTFOUND)
        fault(v, text, 0, "it is missing; its twin is there");
    if (j == ERR_NOTFOUND)
        fault(v, json, 0, "it is missing; its twin is there");
    return ERR_OK;
}

enum err
asrun_verify_pair(const char *dir, const char *expected, struct notes *notes,
    struct asrun_verdict *out)
{
    struct side text = {
        .path = xasprintf("%s/" ASRUN_TEXT_FILE, dir), .fd = -1};
    struct side json = {
        .path = xasprintf("%s/" ASRUN_JSON_FILE, dir), .fd = -1};
    struct verifying v = {notes, expected, out};
    *out = (struct asrun_verdict){0};
    enum err e = open_pair(&v, &text, &json);
    if (e == ERR_OK && text.fd >= 0 && json.fd >= 0) {
        out->is_written = is_locked(json.fd);
        walk(&v, &text, &json);
        check_whole(&v, &json);
    } else if (e == ERR_OK) {
        struct side *only = text.fd >= 0 ? &text : &json;
        while (next(&v, only))
            look(&v, only);
        check_whole(&v, only);
    }
    if (text.found == ASRUN_FOUND_ERROR || json.found == ASRUN_FOUND_ERROR)
        e = ERR_IO;
    side_close(&text);
    side_close(&json);
    free(text.path);
    free(json.path);
    return e;
}
