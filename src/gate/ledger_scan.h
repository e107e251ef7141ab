/*
 * ledger_scan.h - read the files of a command log, line by line, and check
 * that each follows the one before.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef GATE_LEDGER_SCAN_H
#define GATE_LEDGER_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gate/ledger_line.h"

struct ledger_file {
    char name[LEDGER_FILE_NAME];
    int64_t day;        /* since 1970-01-01 */
    unsigned part;      /* from 1, of this day */
    bool is_unfinished; /* there is not even one whole line */
    /* From its first line, where that is readable. */
    bool has_first, is_newer;
    enum ledger_why why;
    char before[LEDGER_FILE_NAME];
    uint64_t before_bytes;
    /* In the whole. */
    bool is_part;   /* of the log; else a file of a failed recovery */
    uint64_t limit; /* bytes that count */
    uint64_t size;  /* of the file */
    uint64_t good;  /* bytes of whole lines, once it was read */
    uint64_t torn;  /* bytes behind them that count */
};

/* The files in a directory, oldest first.  Zero-initialise. */
struct ledger_files {
    struct ledger_file *file; /* owned */
    size_t n, cap;
};
NODISCARD enum err ledger_files_list(int dir, struct ledger_files *out);
/* Which count, and how much of each; again after one was taken out. */
void ledger_files_follow(struct ledger_files *files);
void ledger_files_fini(struct ledger_files *files);

/* "commands-2026-324.jsonl", or ".2.jsonl" for a second part. */
void ledger_file_name(char out[LEDGER_FILE_NAME], int64_t day, unsigned part);
bool ledger_file_parse(const char *name, int64_t *day, unsigned *part);
int64_t ledger_day(struct utc t); /* days since 1970-01-01 */

/* Where a fault is; `text` are the bytes of a line that is not a good one, or
 * NULL. */
struct ledger_fault {
    const char *file;
    uint64_t line; /* in the file, from 1; 0: the file as a whole */
    const char *why;
    const char *text;
    size_t len;
};

/* Reading goes over files in order; zero-initialise, ledger_scan_fini(). */
struct ledger_scan {
    void (*on_line)(void *arg, const struct ledger_read *read);
    void (*on_fault)(void *arg, const struct ledger_fault *fault);
    void *arg;
    char head[DIGEST_HEX];   /* of the newest line */
    uint64_t number;         /* of it */
    uint64_t lines, damaged; /* so far */
    bool is_begun;           /* something was read */
    bool is_head_unknown;    /* behind a line without a good end */
    struct ledger_read read; /* private */
    char *text;              /* private, owned */
    size_t cap;
};

/* Report a fault that the caller found. */
void ledger_scan_fault(
    struct ledger_scan *scan, const char *file, uint64_t line, const char *why);

/* Read all of `file` that counts; sets its `good` and `torn`.  ERR_IO: it
 * cannot be read. */
NODISCARD enum err ledger_scan_file(
    struct ledger_scan *scan, int dir, struct ledger_file *file);
void ledger_scan_fini(struct ledger_scan *scan);

#endif
