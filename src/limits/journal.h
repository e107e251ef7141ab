/*
 * journal.h - records that survive kill -9 and power loss.
 *
 * A text file; each line is one record behind a hash of the line before and of
 * itself, so that a torn end or a damaged line is found, and only it and at
 * most the next two are lost.  What is added survives the end of this process
 * after journal_write(), and power loss when journal_commit() says so, or soon
 * after journal_sync(), which does not wait.  After an error the descriptor is
 * not trusted again: journal_rewrite() begins a new file from what is in
 * memory.  One process at a time has a journal.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_JOURNAL_H
#define LIMITS_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"

struct journal;

struct journal_report {  /* what was found when it was opened */
    uint64_t records;    /* sound ones */
    uint64_t damaged;    /* lines that were skipped */
    uint64_t torn_bytes; /* of an unfinished last line */
    bool is_newer;       /* of a version that is not known: none were read */
    bool is_empty;       /* a file without even its first line */
    bool is_gone;        /* no file, but one before it */
};

typedef void (*journal_record_fn)(void *arg, const char *record);

/*
 * Open the journal at `path` (directories are made) and give its records to
 * `fn`, oldest first; then rewrite it before adding.  *out is an owned journal
 * in any case but ERR_EXISTS (another process has it); ERR_IO and ERR_DENIED
 * leave one that is not sound, see journal_reason().
 */
NODISCARD enum err journal_open(const char *path, journal_record_fn fn,
    void *arg, struct journal_report *report, struct journal **out);
/* What was added and not written is lost. */
void journal_close(struct journal **journal);

/* One line of clean text, to be written by the next commit. */
void journal_add(struct journal *journal, const char *record);

/* Write what was added to the file.  ERR_IO: none of what was added since the
 * last commit can be relied on, and the journal is not sound. */
NODISCARD enum err journal_write(struct journal *journal);

/* Have what was written put on disk, without waiting for it.  ERR_IO as above,
 * also for an error that an earlier one came upon. */
NODISCARD enum err journal_sync(struct journal *journal);

/* Write what was added, and wait until all that was written is on disk.  ERR_IO
 * as above. */
NODISCARD enum err journal_commit(struct journal *journal);

/*
 * Replace the file by a new one with the records that `write` adds.  The file
 * before is kept as PATH.old; one that could not be read as a whole as
 * PATH.bad-1, or the next free number, for good.  ERR_IO: the old file is as
 * it was.
 */
typedef void (*journal_write_fn)(void *arg, struct journal *journal);
NODISCARD enum err journal_rewrite(
    struct journal *journal, journal_write_fn write, void *arg);

/* Is the file still in its place?  ERR_IO: it was taken away, or another is
 * there; the journal is not sound then. */
NODISCARD enum err journal_check(struct journal *journal);

/* Records of it were not understood: the next rewrite keeps it for good. */
void journal_distrust(struct journal *journal);
/* Where a bad file was kept by a rewrite; NULL: there was none. */
const char *journal_kept(const struct journal *journal);

bool journal_is_sound(const struct journal *journal);
const char *journal_reason(const struct journal *journal); /* "" when sound */
uint64_t journal_bytes(const struct journal *journal);     /* of the file */
bool journal_has_added(const struct journal *journal); /* since the commit */

#endif
