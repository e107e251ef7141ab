/*
 * ledger.h - the command log: append-only, hash-chained, on disk before
 * anything leaves.
 *
 * A text file of one JSON object a line, each with the digest of the line
 * before (columba-commands(5)); one file per instance and UTC day,
 * <state>/<instance>/commands-YYYY-DDD.jsonl, each beginning with the head of
 * the one before.  What ledger_commit() confirmed survives power loss.  After
 * an error of write or sync the descriptor is never trusted again.
 *
 * A line that is damaged is reported; its ids, where any can still be read,
 * count as seen, and the sequence counts jump by LEDGER_DOUBT, so that none
 * that it may have named is used again.  The damaged file is left as it is, a
 * new one begins.
 *
 * Also kept from it: which command ids were ever seen (30 days), the sequence
 * counts of each APID, and all that is needed to know after a crash what every
 * open command came to.
 *
 * The process ignores SIGXFSZ, or a limit of file sizes ends it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef GATE_LEDGER_H
#define GATE_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/msg.h"
#include "command/state.h"
#include "common/digest.h"
#include "common/err.h"

#define LEDGER_DAYS      30  /* ids are remembered, from the newest line back */
#define LEDGER_DOUBT     256 /* counts left out for each damaged line */
#define LEDGER_RESERVE   (1024 * 1024)     /* bytes kept free for a full disk */
#define LEDGER_ADDED_MAX (4 * 1024 * 1024) /* bytes that wait for a commit */

enum ledger_what {
    LEDGER_START,     /* the gate began; who, version, database */
    LEDGER_AUTHORITY, /* taken, given, broken, lapsed */
    LEDGER_COMMAND,   /* a command changed: the whole command message */
    LEDGER_REFUSED,   /* a request that was refused, by whom and why */
    LEDGER_WHAT_COUNT
};

struct ledger_line {
    uint64_t number; /* from 1, without holes over all files */
    struct utc time;
    enum ledger_what what;
    const char *text;                  /* for a person */
    const char *person, *where;        /* or "" */
    const struct msg_command *command; /* LEDGER_COMMAND, else NULL */
};

struct ledger;

struct ledger_report {
    uint64_t lines, damaged; /* damaged: hash or form is wrong */
    uint64_t torn_bytes;     /* unfinished last line, cut off (kept aside as
                                FILE.torn-1, or the next free number) */
    bool is_empty;           /* there is no log */
};

typedef void (*ledger_line_fn)(void *arg, const struct ledger_line *line);

/*
 * Open the log in `dir` (made, 0700) and give the good lines of the last
 * LEDGER_DAYS days to `fn`, oldest first; what they point to holds during the
 * call.  ERR_EXISTS: another gate has it, *out is NULL.  A log that cannot be
 * written, or not be read (it stays so until it is opened again), gives ERR_OK
 * and a ledger that is not sound.
 */
NODISCARD enum err ledger_open(const char *dir, ledger_line_fn fn, void *arg,
    struct ledger_report *report, struct ledger **out);
void ledger_close(struct ledger **ledger);

/*
 * Add a line for the next commit, and remember its command's id; returns its
 * number (that in `line` is not looked at).  0: it was not taken, there is more
 * than LEDGER_ADDED_MAX uncommitted.
 */
uint64_t ledger_add(struct ledger *ledger, const struct ledger_line *line);

/*
 * Write and fdatasync what was added.  ERR_IO, ERR_LIMIT (disk full, and the
 * reserve is used up): nothing since the last commit is confirmed, and it is
 * not sound.  Also the first commit of a UTC day, by the lines' times, begins a
 * new file; a clock that goes back does not.
 */
NODISCARD enum err ledger_commit(struct ledger *ledger);

/* Try again after an error: a new file that begins with the last confirmed
 * head and repeats what was not confirmed. */
NODISCARD enum err ledger_recover(struct ledger *ledger);

bool ledger_is_sound(const struct ledger *ledger);
const char *ledger_reason(const struct ledger *ledger); /* "" when sound */
/* Sound, but the disk is full and the reserve is in use. */
bool ledger_is_on_reserve(const struct ledger *ledger);
uint64_t ledger_lines(const struct ledger *ledger);   /* confirmed */
const char *ledger_head(const struct ledger *ledger); /* hex, confirmed */

/* Was this id seen in any line, also in one that is not committed? */
bool ledger_has_id(const struct ledger *ledger, const char *id);

/* The count for the next packet of `apid`; never the same twice in a row. */
uint16_t ledger_next_sequence(struct ledger *ledger, uint16_t apid);

/* ---- verify -------------------------------------------------------------- */

/*
 * Read all files of `dir` and check form, numbers, chain.  Each fault goes to
 * `notes` as file:line; ERR_FORMAT when there is one, ERR_NOTFOUND without a
 * log, ERR_IO.  `head` (DIGEST_HEX) gets the digest of the last line.  Lines
 * missing at the very end leave no trace in the files: `expected`, a head that
 * was written down elsewhere (NULL: none), must be the digest of some line.
 */
struct notes;
NODISCARD enum err ledger_verify(const char *dir, const char *expected,
    struct notes *notes, struct ledger_report *report, char *head);

#endif
