/*
 * asrun.h - the as-run record of one execution on disk: asrun.txt for people,
 * asrun.jsonl for programs, one line an event, hash-chained, append-only.
 *
 * asrun_add() takes an event; nothing of it is on disk until asrun_sync() said
 * ERR_OK.  The executor syncs before what it decided has an effect: a command
 * that leaves, an answer to a person.  After an error nothing is lost: the
 * lines stay in memory and the next asrun_sync() writes all of them again, at
 * the place where the confirmed ones end.
 *
 * After a crash asrun_open() cuts off an unfinished last line of either file,
 * completes the one that is behind from the other, and says so in a line of its
 * own; the chain goes on.  A pair of files that is damaged inside is kept aside
 * as asrun.txt.damaged-N, asrun.jsonl.damaged-N and a new one begins.
 *
 * The process ignores SIGXFSZ.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef EXEC_ASRUN_H
#define EXEC_ASRUN_H

#include <stdint.h>

#include "common/err.h"
#include "exec/asrun_line.h"

#define ASRUN_ADDED_MAX (4u << 20) /* bytes that wait for a sync */

struct asrun;

/*
 * Begin a record in the directory `dir`, which is there; the head is its first
 * line.  ERR_EXISTS: there is one.  ERR_IO or ERR_LIMIT (disk full) with errno:
 * *out is NULL, and there is no file.  On ERR_OK the head is on disk.
 */
NODISCARD enum err asrun_create(
    const char *dir, const struct asrun_head *head, struct asrun **out);

struct asrun_report {
    uint64_t lines;      /* that were there, without the head */
    uint64_t torn_bytes; /* of unfinished lines, cut off */
    uint64_t repaired;   /* lines of one file, made of the other */
    bool is_damaged;     /* a new pair of files was begun */
};

/*
 * Go on with one, `now` is the time of what it says of that.  `head` is for a
 * new pair of files, when the old one is damaged; NULL: the execution is over,
 * nothing is added unless something had to be mended.  ERR_NOTFOUND, ERR_IO,
 * ERR_LIMIT, ERR_EXISTS (another process has it); *out is NULL then.  What it
 * says is added, not yet on disk.
 */
NODISCARD enum err asrun_open(const char *dir, const struct asrun_head *head,
    struct utc now, struct asrun_report *report, struct asrun **out);

/* Add a line; returns its number, from 1, or 0: more than ASRUN_ADDED_MAX
 * bytes wait for a sync, it was not taken. */
uint64_t asrun_add(struct asrun *asrun, const struct asrun_event *event);

/*
 * What was added is written to both files, and they to the disk.  ERR_OK at
 * once when there is nothing.  ERR_IO, ERR_LIMIT (disk full): nothing is
 * confirmed; asrun_reason() says why; call again later.
 */
NODISCARD enum err asrun_sync(struct asrun *asrun);
const char *asrun_reason(const struct asrun *asrun); /* "" when it is sound */
bool asrun_has_waiting(const struct asrun *asrun);   /* added, not synced */

uint64_t asrun_lines(const struct asrun *asrun);     /* also those that wait */
const char *asrun_digest(const struct asrun *asrun); /* of the last of them */

/*
 * Both forms of line `n` (0: the head), also of one that waits, appended
 * without line feed; either may be NULL.  ERR_NOTFOUND, ERR_IO.
 */
NODISCARD enum err asrun_get(
    struct asrun *asrun, uint64_t n, struct strbuf *text, struct strbuf *json);

/* An event of the interpreter as a line of the record: borrows from `t` and
 * `number`, which is filled; `p` tells number and line of its statement. */
struct asrun_event asrun_event_of(
    const struct pluto_trace *t, const struct pluto *p, struct strbuf *number);

/* What was added and not synced is lost. */
void asrun_close(struct asrun **asrun);

#endif
