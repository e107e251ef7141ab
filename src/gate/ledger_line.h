/*
 * ledger_line.h - one line of the command log as text, and back.
 *
 * A line is one JSON object in a fixed order without blanks, and ends in
 *
 *   ,"prev":"<64 hex digits>","sha":"<64 hex digits>"}
 *
 * "prev" is the "sha" of the line before, "sha" the SHA-256 of the line's
 * bytes up to and without `,"sha":`.  A file's first line tells the format,
 * the file before and the sequence counts; see columba-commands(5).
 *
 * Pure.  Reading is strict: other order, blanks, unknown members and anything
 * behind are refused; members of a command may be missing (an older version).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef GATE_LEDGER_LINE_H
#define GATE_LEDGER_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/chain.h"
#include "common/digest.h"
#include "common/str.h"
#include "gate/ledger.h"

#define LEDGER_VERSION   1
#define LEDGER_LINE_MAX  (8u << 20) /* bytes, with the newline */
#define LEDGER_APIDS     2048
#define LEDGER_FILE_NAME 40 /* "commands-2026-324.2.jsonl" and NUL */
#define LEDGER_NO_DIGEST CHAIN_NONE

/* The counts that the next packets get. */
struct ledger_counts {
    uint16_t next[LEDGER_APIDS]; /* 0 .. 16383 */
    bool is_known[LEDGER_APIDS];
    uint16_t others; /* of an APID that is not known */
};

/* Why a file was begun. */
enum ledger_why {
    LEDGER_BEGIN,    /* there was no log */
    LEDGER_DAY,      /* a new UTC day */
    LEDGER_RECOVERY, /* the file before could not be written on */
    LEDGER_DAMAGE,   /* the file before is damaged, and left as it is */
    LEDGER_WHY_COUNT
};

/* What the first line of a file says. */
struct ledger_first {
    enum ledger_why why;
    uint64_t number; /* of the last line before it; 0: none */
    struct utc time;
    char before[LEDGER_FILE_NAME]; /* the file before, or "" */
    uint64_t bytes;                /* that count of it: what is behind was not
                                      confirmed and is no part of the log */
    struct ledger_counts counts;
};

const char *ledger_what_str(enum ledger_what what); /* "command" */

/* The line without its end, from "prev" on: what a seal is put behind. */
void ledger_line_body(const struct ledger_line *line, struct strbuf *out);
void ledger_first_body(const struct ledger_first *first, struct strbuf *out);

/* Append the line with its end and newline; `head` is that of the line before
 * and becomes its own. */
void ledger_line_seal(
    const char *body, size_t len, char head[DIGEST_HEX], struct strbuf *out);

/* A line that was read; strings and bytes point into it.  Zero-initialise,
 * use again for any number of lines, ledger_read_fini() at the end. */
struct ledger_read {
    bool is_first;
    struct ledger_line line;
    struct msg_command command;
    struct ledger_first first; /* only where is_first */
    char prev[DIGEST_HEX], sha[DIGEST_HEX];
    struct ledger_texts { /* owned */
        struct msg_str *v;
        size_t n, cap;
    } texts[4];
    size_t n_texts;
};
void ledger_read_fini(struct ledger_read *read);

/*
 * Check the digest of the `len` bytes at `text` (without the newline, with
 * room for a NUL behind) and read them; they are changed.  NULL, or what is
 * wrong with them; `prev` and `sha` are then "" unless the line has a good
 * end.
 */
const char *ledger_line_read(char *text, size_t len, struct ledger_read *out);

/* Is it the first line of a file of a version that is not known here?  All
 * versions have the same end. */
bool ledger_line_is_newer(const char *text, size_t len);

/* The next id in `len` bytes that are not a good line, from *at on. */
bool ledger_line_find_id(
    const char *text, size_t len, size_t *at, char id[DIGEST_ID_HEX]);

/* The APID of a command that has a sequence count; false: it has none. */
bool ledger_line_apid(const struct msg_command *command, uint16_t *apid);

#endif
