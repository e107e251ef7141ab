/*
 * asrun_open.c - go on with an as-run record after a crash.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/chain.h"
#include "common/xalloc.h"
#include "exec/asrun_priv.h"
#include "exec/asrun_scan.h"

#define ASIDE_MAX 10000 /* damaged files */

struct sha {
    char hex[DIGEST_HEX];
};

struct side {               /* what one of the two files holds */
    uint64_t n, good, torn; /* whole lines, their bytes, bytes behind */
    uint64_t *at;           /* where each begins, owned */
    struct sha *sha;        /* of those that were read, owned */
    uint64_t n_shas;
    size_t cap_at, cap_sha;
    uint64_t fault; /* first line that is not good; 0: none */
};

struct opening {
    struct asrun *asrun;
    struct side side[ASRUN_FORMS];
    struct asrun_report *report;
    struct strbuf told; /* what was done */
};

/* ---- reading ------------------------------------------------------------- */

static void
add_line(struct side *s, const struct asrun_step *step)
{
    s->at = xgrow(s->at, s->n, &s->cap_at, sizeof *s->at);
    s->sha = xgrow(s->sha, s->n_shas, &s->cap_sha, sizeof *s->sha);
    s->at[s->n] = step->at;
    memcpy(s->sha[s->n_shas++].hex, step->line->sha, DIGEST_HEX);
    s->n++;
    s->good = step->at + step->len;
}

static enum err
read_side(struct side *s, int fd, bool is_json)
{
    struct asrun_scan *scan = asrun_scan_new(fd);
    struct asrun_step step;
    enum asrun_found found;
    while ((found = asrun_scan_next(scan, &step)) == ASRUN_FOUND_LINE &&
           asrun_scan_is_json(scan) == is_json)
        add_line(s, &step);
    const int error = errno;
    if (found == ASRUN_FOUND_FAULT || found == ASRUN_FOUND_LINE)
        s->fault = step.number;
    else if (found == ASRUN_FOUND_TORN)
        s->torn = step.len;
    asrun_scan_free(&scan);
    errno = error;
    return found == ASRUN_FOUND_ERROR ? ERR_IO : ERR_OK;
}

/* ---- putting right ------------------------------------------------------- */

/* Another name for a damaged file, which is free. */
static bool
put_aside(struct opening *o, enum asrun_form form)
{
    struct asrun_file *f = &o->asrun->file[form];
    const char *name = asrun_file_name(form);
    struct stat st;
    for (unsigned i = 1; i <= ASIDE_MAX; i++) {
        char *to = xasprintf("%s.damaged-%u", name, i);
        const bool is_free =
            fstatat(o->asrun->dir, to, &st, AT_SYMLINK_NOFOLLOW) != 0;
        const bool is_done =
            is_free && renameat(o->asrun->dir, name, o->asrun->dir, to) == 0;
        if (is_done)
            strbuf_addf(&o->told,
                "%s%s is damaged in line %" PRIu64 ", kept as %s",
                o->told.len > 0 ? "; " : "", name, o->side[form].fault, to);
        free(to);
        if (is_free && !is_done)
            return false;
        if (is_done) {
            (void)close(f->fd);
            f->fd = openat(o->asrun->dir, name,
                O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, ASRUN_MODE);
            return f->fd >= 0;
        }
    }
    return false;
}

static bool
cut_torn(struct opening *o, enum asrun_form form)
{
    const struct side *s = &o->side[form];
    if (s->torn == 0)
        return true;
    o->report->torn_bytes += s->torn;
    strbuf_addf(&o->told,
        "%s%" PRIu64 " bytes of an unfinished line of %s cut off",
        o->told.len > 0 ? "; " : "", s->torn, asrun_file_name(form));
    return ftruncate(o->asrun->file[form].fd, (off_t)s->good) == 0;
}

/* The lines of one file that the other one lacks, made of it. */
static enum err
complete(struct opening *o, enum asrun_form form)
{
    const enum asrun_form other = form == ASRUN_TEXT ? ASRUN_JSON : ASRUN_TEXT;
    struct side *s = &o->side[form];
    const struct side *from = &o->side[other];
    struct asrun_file *f = &o->asrun->file[form];
    if (s->n >= from->n || lseek(o->asrun->file[other].fd, 0, SEEK_SET) != 0)
        return s->n >= from->n ? ERR_OK : ERR_IO;
    const uint64_t before = s->n;
    struct asrun_scan *scan = asrun_scan_new(o->asrun->file[other].fd);
    struct asrun_step step;
    char chain[DIGEST_HEX] = CHAIN_NONE;
    for (uint64_t i = 0; i < from->n; i++) {
        struct strbuf unused = {0};
        if (asrun_scan_next(scan, &step) != ASRUN_FOUND_LINE)
            break;
        const uint64_t at = s->good + f->waiting.len;
        if (i >= before) {
            asrun_line_fmt(i, step.line->is_head ? &step.line->head : NULL,
                &step.line->event, chain,
                form == ASRUN_TEXT ? &f->waiting : &unused,
                form == ASRUN_JSON ? &f->waiting : &unused);
            s->at = xgrow(s->at, s->n, &s->cap_at, sizeof *s->at);
            s->at[s->n++] = at;
        }
        memcpy(chain, step.line->sha, sizeof chain);
        strbuf_fini(&unused);
    }
    asrun_scan_free(&scan);
    o->report->repaired += s->n - before;
    strbuf_addf(&o->told, "%s%" PRIu64 " lines of %s made of %s",
        o->told.len > 0 ? "; " : "", s->n - before, asrun_file_name(form),
        asrun_file_name(other));
    return s->n == from->n ? ERR_OK : ERR_IO;
}

/* Do they say the same as far as both go?  Digests are chained: the last line
 * that both have tells. */
static bool
agree(const struct opening *o)
{
    const struct side *t = &o->side[ASRUN_TEXT], *j = &o->side[ASRUN_JSON];
    const uint64_t n = t->n < j->n ? t->n : j->n;
    return n == 0 || strcmp(t->sha[n - 1].hex, j->sha[n - 1].hex) == 0;
}

/* Forget what was read of a file that is put aside. */
static void
forget(struct side *s)
{
    s->n = s->n_shas = s->good = s->torn = 0;
}

static enum err
put_right(struct opening *o)
{
    struct side *side = o->side;
    const bool is_split = !agree(o);
    const bool is_lost =
        is_split || (side[ASRUN_TEXT].fault > 0 && side[ASRUN_JSON].fault > 0);
    for (unsigned i = 0; i < ASRUN_FORMS; i++) {
        if (!is_lost && side[i].fault == 0)
            continue;
        if (!put_aside(o, (enum asrun_form)i))
            return asrun_err(errno);
        forget(&side[i]);
    }
    o->report->is_damaged = is_lost;
    for (unsigned i = 0; i < ASRUN_FORMS; i++)
        if (!cut_torn(o, (enum asrun_form)i))
            return asrun_err(errno);
    enum err e = complete(o, ASRUN_TEXT);
    if (e == ERR_OK)
        e = complete(o, ASRUN_JSON);
    return e;
}

/* ---- opening ------------------------------------------------------------- */

static enum err
open_files(struct asrun *a)
{
    unsigned missing = 0;
    for (unsigned i = 0; i < ASRUN_FORMS; i++) {
        a->file[i].fd = openat(a->dir, asrun_file_name((enum asrun_form)i),
            O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
        if (a->file[i].fd < 0 && errno != ENOENT)
            return ERR_IO;
        missing += a->file[i].fd < 0;
    }
    if (missing == ASRUN_FORMS)
        return ERR_NOTFOUND;
    for (unsigned i = 0; i < ASRUN_FORMS; i++) {
        if (a->file[i].fd < 0)
            a->file[i].fd = openat(a->dir, asrun_file_name((enum asrun_form)i),
                O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, ASRUN_MODE);
        if (a->file[i].fd < 0)
            return asrun_err(errno);
    }
    return asrun_lock(a);
}

/* The record as it is now, as if it had been written by us. */
static void
take_sides(struct opening *o)
{
    struct asrun *a = o->asrun;
    a->n = o->side[ASRUN_JSON].n;
    for (unsigned i = 0; i < ASRUN_FORMS; i++) {
        struct asrun_file *f = &a->file[i];
        struct side *s = &o->side[i];
        f->good = s->good;
        f->at = s->at;
        f->cap = s->cap_at;
        s->at = NULL;
        if (a->n > 0 && s->n_shas == a->n) /* the one that was complete */
            memcpy(a->head, s->sha[a->n - 1].hex, sizeof a->head);
    }
}

static void
tell(struct opening *o, struct utc now)
{
    struct strbuf text = {0};
    strbuf_adds(&text, "opened again");
    if (o->told.len > 0)
        strbuf_addf(&text, ": %s", strbuf_get(&o->told));
    const struct asrun_event event = {.time = now,
        .kind = ASRUN_FILE,
        .text = strbuf_get(&text),
        .outcome = PLUTO_NOT_AVAILABLE};
    asrun_put(o->asrun, NULL, &event);
    strbuf_fini(&text);
}

static enum err
open_record(struct opening *o, const struct asrun_head *head, struct utc now)
{
    struct asrun *a = o->asrun;
    enum err e = open_files(a);
    for (unsigned i = 0; i < ASRUN_FORMS && e == ERR_OK; i++)
        e = read_side(&o->side[i], a->file[i].fd, i == ASRUN_JSON);
    if (e == ERR_OK)
        e = put_right(o);
    if (e != ERR_OK)
        return e;
    take_sides(o);
    o->report->lines = a->n > 0 ? a->n - 1 : 0;
    if (a->n == 0 && head == NULL)
        return ERR_NOTFOUND;
    if (a->n == 0)
        asrun_put(a, head, NULL);
    if (head != NULL || o->told.len > 0)
        tell(o, now);
    return fsync(a->dir) == 0 ? ERR_OK : ERR_IO;
}

enum err
asrun_open(const char *dir, const struct asrun_head *head, struct utc now,
    struct asrun_report *report, struct asrun **out)
{
    *out = NULL;
    *report = (struct asrun_report){0};
    const int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? ERR_NOTFOUND : ERR_IO;
    struct opening o = {.asrun = asrun_new(fd), .report = report};
    const enum err e = open_record(&o, head, now);
    const int error = errno;
    for (unsigned i = 0; i < ASRUN_FORMS; i++) {
        free(o.side[i].at);
        free(o.side[i].sha);
    }
    strbuf_fini(&o.told);
    if (e != ERR_OK)
        asrun_close(&o.asrun);
    errno = error;
    *out = o.asrun;
    return e;
}
