/*
 * ledger_verify.c - is the command log what was written?
 *
 * SPDX-License-Identifier: ISC
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/note.h"
#include "common/xalloc.h"
#include "gate/ledger.h"
#include "gate/ledger_scan.h"

#define LOOKS 3 /* at a log whose end is not finished */

struct verifying {
    const char *dir, *expected;
    struct notes *notes;
    bool is_found; /* expected */
    bool has_lines;
    uint64_t begin; /* number before the first line */
};

static void
note(struct verifying *v, enum note_severity severity, const char *file,
    uint64_t line, const char *text)
{
    char *path = xasprintf("%s/%s", v->dir, file);
    notes_add(v->notes, severity, path, (unsigned)line, 0, "%s", text);
    free(path);
}

static void
on_line(void *arg, const struct ledger_read *read)
{
    struct verifying *v = arg;
    if (v->expected != NULL && strcmp(read->sha, v->expected) == 0)
        v->is_found = true;
    if (!v->has_lines && read->is_first)
        v->begin = read->first.number;
    v->has_lines = true;
}

static void
on_fault(void *arg, const struct ledger_fault *fault)
{
    note(arg, NOTE_ERROR, fault->file, fault->line, fault->why);
}

/* The newest file before `i` that is part of the log; NULL: there is none. */
static const struct ledger_file *
part_before(const struct ledger_files *files, size_t i)
{
    while (i-- > 0)
        if (files->file[i].is_part)
            return &files->file[i];
    return NULL;
}

static void
check_begin(struct verifying *v, const struct ledger_files *files, size_t i)
{
    const struct ledger_file *f = &files->file[i], *b = part_before(files, i);
    if (f->is_newer)
        note(v, NOTE_ERROR, f->name, 1, "it is of a newer version");
    else if (b != NULL && f->has_first && strcmp(f->before, b->name) != 0)
        note(v, NOTE_ERROR, f->name, 1, "the file that it follows is missing");
}

/* Against what the file that follows says; `next` is NULL for the last. */
static void
check_end(struct verifying *v, const struct ledger_file *f,
    const struct ledger_file *next)
{
    const bool was_left =
        next != NULL && next->has_first && next->why == LEDGER_RECOVERY;
    if (f->torn > 0)
        note(v, NOTE_ERROR, f->name, 0, "its last line is not finished");
    if (next == NULL || f->limit == UINT64_MAX)
        return;
    if (f->size < f->limit)
        note(v, NOTE_ERROR, f->name, 0,
            "it is shorter than the file that follows says");
    if (f->size > f->limit)
        note(v, was_left ? NOTE_WARNING : NOTE_ERROR, f->name, 0,
            was_left ? "what was not confirmed before an error is at its end; "
                       "the next file repeats it"
                     : "it is longer than the file that follows says");
}

static enum err
scan_all(struct verifying *v, int dir, struct ledger_files *files,
    struct ledger_scan *scan)
{
    struct ledger_file *last = NULL;
    for (size_t i = 0; i < files->n; i++) {
        struct ledger_file *f = &files->file[i];
        if (!f->is_part) {
            note(v, NOTE_ERROR, f->name, 0,
                "it is no part of the log: no file follows it");
            continue;
        }
        if (last != NULL)
            check_end(v, last, f);
        check_begin(v, files, i);
        if (ledger_scan_file(scan, dir, f) != ERR_OK) {
            note(v, NOTE_ERROR, f->name, 0, "it cannot be read");
            return ERR_IO;
        }
        last = f;
    }
    if (last != NULL)
        check_end(v, last, NULL);
    return ERR_OK;
}

/* What no line of the files can tell. */
static void
check_whole(struct verifying *v, const struct ledger_files *files)
{
    if (v->begin > 0)
        note(v, NOTE_WARNING, files->file[0].name, 0,
            "the log began before it; its older files are not here");
    if (v->expected != NULL && !v->is_found)
        note(v, NOTE_ERROR, files->file[files->n - 1].name, 0,
            "no line has the digest that was given: lines are missing at the "
            "end, or the log was replaced");
}

static enum err
verify(struct verifying *v, int dir, struct ledger_report *report, char *head)
{
    struct ledger_files files;
    struct ledger_scan scan = {
        .on_line = on_line, .on_fault = on_fault, .arg = v};
    const size_t errors = v->notes->errors;
    if (ledger_files_list(dir, &files) != ERR_OK)
        return ERR_IO;
    report->is_empty = files.n == 0;
    enum err e = files.n == 0 ? ERR_NOTFOUND : scan_all(v, dir, &files, &scan);
    if (e == ERR_OK)
        check_whole(v, &files);
    report->lines = scan.lines;
    report->damaged = scan.damaged;
    report->torn_bytes = files.n > 0 ? files.file[files.n - 1].torn : 0;
    if (scan.head[0] != '\0')
        memcpy(head, scan.head, DIGEST_HEX);
    ledger_scan_fini(&scan);
    ledger_files_fini(&files);
    return e == ERR_OK && v->notes->errors > errors ? ERR_FORMAT : e;
}

/* Whoever reads while the gate writes may see half a line: look again. */
static enum err
verify_twice(struct verifying *v, int dir, struct notes *notes,
    struct ledger_report *report, char *head)
{
    enum err e;
    for (unsigned i = 0;; i++) {
        struct notes own = {0};
        *report = (struct ledger_report){0};
        memcpy(head, LEDGER_NO_DIGEST, DIGEST_HEX);
        v->notes = &own;
        v->is_found = v->has_lines = false;
        e = verify(v, dir, report, head);
        const bool is_last = report->torn_bytes == 0 || i == LOOKS - 1;
        if (is_last)
            notes_move(notes, &own);
        notes_fini(&own);
        if (is_last)
            return e;
    }
}

enum err
ledger_verify(const char *dir, const char *expected, struct notes *notes,
    struct ledger_report *report, char *head)
{
    struct verifying v = {.dir = dir, .expected = expected};
    *report = (struct ledger_report){0};
    memcpy(head, LEDGER_NO_DIGEST, DIGEST_HEX);
    const int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return ERR_NOTFOUND;
    const enum err e = verify_twice(&v, fd, notes, report, head);
    (void)close(fd);
    return e;
}
