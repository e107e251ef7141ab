/*
 * ledger_priv.h - what the files of the ledger share.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef GATE_LEDGER_PRIV_H
#define GATE_LEDGER_PRIV_H

#include "common/str.h"
#include "gate/id_set.h"
#include "gate/ledger.h"
#include "gate/ledger_line.h"
#include "gate/ledger_scan.h"

#define LEDGER_FILE_MODE 0600
#define LEDGER_COUNTS    16384 /* sequence counts, of 14 bits */

struct ledger_added { /* a line that waits for its commit */
    size_t at, len;
    struct utc time;
};

struct ledger {
    int dir;  /* -1: could not be opened */
    int lock; /* held while open */
    int fd;   /* of the newest file; -1: a new one begins with the next line */
    enum ledger_why why; /* ... and why */
    bool is_read;        /* else it stays not sound */
    bool is_sound;
    bool has_reserve;
    struct ledger_file file;    /* the newest; name "" when there is none */
    struct utc time;            /* the newest of all lines */
    char head[DIGEST_HEX];      /* confirmed */
    uint64_t confirmed, number; /* of the last confirmed line, and the last */
    struct strbuf text;         /* bodies of the added ones */
    struct ledger_added *added;
    size_t n_added, cap_added;
    struct id_set *ids;
    struct ledger_counts counts;
    int64_t forgotten; /* ids before this day */
    char reason[160];
};

/* Not sound from now on; the descriptor is closed.  Returns ERR_IO, or
 * ERR_LIMIT when the disk is full. */
enum err ledger_fail(struct ledger *ledger, const char *what, int error);
void ledger_set_sound(struct ledger *ledger);

/* The id and the sequence count of a line's command. */
void ledger_remember(struct ledger *ledger, const struct ledger_line *line);
/* The ids that were not seen in the last LEDGER_DAYS days. */
void ledger_forget(struct ledger *ledger);

void ledger_make_reserve(struct ledger *ledger);
bool ledger_write_all(int fd, const char *p, size_t len);

#endif
