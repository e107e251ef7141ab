/*
 * asrun_scan.c - the lines of an as-run record, each checked.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/asrun_scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/chain.h"
#include "common/xalloc.h"

#define CHUNK 65536

struct asrun_scan {
    int fd;
    char *buf; /* owned; room for a NUL behind `cap` */
    size_t cap, begin, end;
    bool is_over; /* the file has no more bytes */
    bool is_json;
    uint64_t at, number;
    struct asrun_keep keep;
    struct asrun_line line;
    uint64_t n;            /* number that the next line has */
    char head[DIGEST_HEX]; /* digest of the one before */
    bool is_head_known;
};

struct asrun_scan *
asrun_scan_new(int fd)
{
    struct asrun_scan *s = xcalloc(1, sizeof *s);
    s->fd = fd;
    s->cap = CHUNK;
    s->buf = xcalloc(s->cap + 1, 1);
    s->is_head_known = true;
    memcpy(s->head, CHAIN_NONE, sizeof s->head);
    return s;
}

void
asrun_scan_free(struct asrun_scan **at)
{
    if (*at == NULL)
        return;
    free((*at)->buf);
    free(*at);
    *at = NULL;
}

bool
asrun_scan_is_json(const struct asrun_scan *s)
{
    return s->is_json;
}

/* ---- bytes --------------------------------------------------------------- */

/* More bytes behind those that are there; false: error. */
static bool
fill(struct asrun_scan *s)
{
    if (s->begin > 0) {
        memmove(s->buf, s->buf + s->begin, s->end - s->begin);
        s->end -= s->begin;
        s->begin = 0;
    }
    if (s->end == s->cap) {
        s->cap *= 2;
        s->buf = xreallocarray(s->buf, s->cap + 1, 1);
    }
    ssize_t n;
    do
        n = read(s->fd, s->buf + s->end, s->cap - s->end);
    while (n < 0 && errno == EINTR);
    s->is_over = n == 0;
    s->end += n > 0 ? (size_t)n : 0;
    return n >= 0;
}

/* Over the rest of a line that is too long; what is kept is nothing. */
static bool
skip_line(struct asrun_scan *s, uint64_t *len)
{
    for (;;) {
        const char *feed = memchr(s->buf + s->begin, '\n', s->end - s->begin);
        const size_t n = feed != NULL ? (size_t)(feed - s->buf) + 1 - s->begin
                                      : s->end - s->begin;
        s->begin += n;
        *len += n;
        if (feed != NULL || s->is_over)
            return true;
        if (!fill(s))
            return false;
    }
}

/* Bytes of the next line with its line feed; 0: there is none whole. */
static size_t
find_line(struct asrun_scan *s, bool *is_error)
{
    size_t seen = 0;
    *is_error = false;
    for (;;) {
        char *from = s->buf + s->begin + seen;
        const char *feed = memchr(from, '\n', s->end - s->begin - seen);
        if (feed != NULL)
            return (size_t)(feed - s->buf) + 1 - s->begin;
        seen = s->end - s->begin;
        if (s->is_over || seen > ASRUN_LINE_MAX)
            return 0;
        *is_error = !fill(s);
        if (*is_error)
            return 0;
    }
}

/* ---- lines --------------------------------------------------------------- */

/* What is wrong with a line that could be read; its digest is that of JSON
 * already. */
static const char *
check_line(const struct asrun_scan *s)
{
    const struct asrun_line *l = &s->line;
    if (l->is_head != (s->number == 1))
        return l->is_head ? "a record begins again in it"
                          : "it is not the first line of a record";
    if (l->n != s->n)
        return l->n > s->n ? "lines before it are missing"
                           : "its number stood before: it was put in, or moved";
    const char *prev = s->is_json && !s->is_head_known ? l->prev : s->head;
    if (s->is_json && strcmp(l->prev, prev) != 0)
        return "it does not follow the line before it";
    if (!s->is_json && s->is_head_known && !asrun_line_check(l, prev))
        return "its digest does not fit: it, or what stood before it, was "
               "changed";
    return NULL;
}

/* The chain goes on behind this line, as far as it can be told. */
static void
follow(struct asrun_scan *s, bool is_read)
{
    s->n = is_read && s->line.n < UINT64_MAX ? s->line.n + 1 : s->n + 1;
    s->is_head_known = s->line.sha[0] != '\0';
    memcpy(s->head, s->line.sha, sizeof s->head);
}

static enum asrun_found
take_line(struct asrun_scan *s, struct asrun_step *out)
{
    char *text = s->buf + s->begin;
    const size_t len = out->len - 1;
    s->begin += out->len;
    if (s->number == 1)
        s->is_json = text[0] == '{';
    out->why = s->is_json ? asrun_line_read_json(text, len, &s->keep, &s->line)
                          : asrun_line_read_text(text, len, &s->keep, &s->line);
    out->is_read = out->why == NULL;
    if (!s->is_json && s->is_head_known)
        memcpy(s->line.prev, s->head, sizeof s->line.prev);
    if (out->why == NULL)
        out->why = check_line(s);
    follow(s, out->is_read);
    return out->why == NULL ? ASRUN_FOUND_LINE : ASRUN_FOUND_FAULT;
}

static enum asrun_found
take_long(struct asrun_scan *s, struct asrun_step *out)
{
    uint64_t len = 0;
    s->line = (struct asrun_line){0};
    if (!skip_line(s, &len))
        return ASRUN_FOUND_ERROR;
    out->why = "it is longer than a line can be";
    out->len = (size_t)len;
    follow(s, false);
    return ASRUN_FOUND_FAULT;
}

enum asrun_found
asrun_scan_next(struct asrun_scan *s, struct asrun_step *out)
{
    bool is_error;
    *out = (struct asrun_step){.line = &s->line, .at = s->at};
    out->len = find_line(s, &is_error);
    if (is_error)
        return ASRUN_FOUND_ERROR;
    if (out->len == 0 && s->is_over && s->end - s->begin <= ASRUN_LINE_MAX) {
        out->len = s->end - s->begin;
        out->number = s->number + 1;
        s->begin = s->end;
        s->at += out->len;
        return out->len > 0 ? ASRUN_FOUND_TORN : ASRUN_FOUND_END;
    }
    out->number = ++s->number;
    const enum asrun_found found = out->len == 0 || out->len > ASRUN_LINE_MAX
                                       ? take_long(s, out)
                                       : take_line(s, out);
    s->at += out->len;
    return found;
}
