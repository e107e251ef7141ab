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
 * Also kept from it: which command ids were ever seen (30 days), the sequence
 * counts of each APID, and all that is needed to know after a crash what every
 * open command came to.
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

#define LEDGER_DAYS 30 /* ids are remembered */

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
    uint64_t torn_bytes;     /* unfinished last line, cut off (kept aside) */
    bool is_empty;
};

typedef void (*ledger_line_fn)(void *arg, const struct ledger_line *line);

/*
 * Open the log in `dir` (made, 0700) and give the lines of the last
 * LEDGER_DAYS days to `fn`, oldest first.  ERR_EXISTS: another gate has it.  A
 * log that cannot be written gives ERR_OK and a ledger that is not sound.
 */
NODISCARD enum err ledger_open(const char *dir, ledger_line_fn fn, void *arg,
    struct ledger_report *report, struct ledger **out);
void ledger_close(struct ledger **ledger);

/* Add a line for the next commit; returns its number. */
uint64_t ledger_add(struct ledger *ledger, const struct ledger_line *line);

/* Write and fdatasync what was added.  ERR_IO, ERR_LIMIT (disk full): nothing
 * since the last commit is confirmed, and it is not sound. */
NODISCARD enum err ledger_commit(struct ledger *ledger);

/* Try again after an error: a new file that begins with the last confirmed
 * head and repeats what was not confirmed. */
NODISCARD enum err ledger_recover(struct ledger *ledger);

bool ledger_is_sound(const struct ledger *ledger);
const char *ledger_reason(const struct ledger *ledger); /* "" when sound */
uint64_t ledger_lines(const struct ledger *ledger);
const char *ledger_head(const struct ledger *ledger); /* hex */

/* Was this id ever seen?  Marks it; the mark is on disk with the line that
 * names it. */
bool ledger_has_id(const struct ledger *ledger, const char *id);

/* The count for the next packet of `apid`; never the same twice in a row. */
uint16_t ledger_next_sequence(struct ledger *ledger, uint16_t apid);

/* ---- verify ----------------------------------------------------------------
 */

/*
 * Read all files of `dir` and check form, numbers, chain.  Each fault goes to
 * `notes` as file:line; ERR_FORMAT when there is one, ERR_NOTFOUND without a
 * log.  `head` (DIGEST_HEX) gets the digest of the last line.
 */
struct notes;
NODISCARD enum err ledger_verify(const char *dir, struct notes *notes,
    struct ledger_report *report, char *head);

#endif
