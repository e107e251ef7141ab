/*
 * diag.h - how well this console itself does: frames, bytes, times.
 *
 * Plain numbers that the process fills in; views read them.  Time is an
 * argument, once a second by diag_second().
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_DIAG_H
#define CONSOLE_MODEL_DIAG_H

#include <stdbool.h>
#include <stdint.h>

#include "console/model/clock.h"

#define DIAG_SECONDS 60  /* of counters */
#define DIAG_TIMES   512 /* newest durations that are kept */

enum diag_count {
    DIAG_FRAMES,   /* given to the terminal */
    DIAG_SKIPPED,  /* it took nothing: never drawn */
    DIAG_WRITES,   /* calls of write(2) */
    DIAG_BYTES,    /* to the terminal */
    DIAG_CELLS,    /* that changed in frames */
    DIAG_KEYS,     /* keys, pastes, mouse events */
    DIAG_MESSAGES, /* from the bus */
    DIAG_MISSED,   /* messages that were missed */
    DIAG_COUNTS
};

enum diag_span {
    DIAG_DRAW, /* paint a frame and hand it over, ns */
    DIAG_KEY,  /* from a key to the frame that shows it, ns */
    DIAG_LAG,  /* how late the loop is, ns */
    DIAG_SPANS
};

struct diag_times {
    int64_t ns[DIAG_TIMES]; /* a ring */
    unsigned n, next;
    int64_t worst; /* since start */
};

/* Zero-initialise; see diag_start(). */
struct diag {
    uint64_t total[DIAG_COUNTS];
    uint64_t before[DIAG_COUNTS][DIAG_SECONDS + 1]; /* a ring of totals */
    unsigned seconds; /* since start; the ring's newest is seconds % 61 */
    struct diag_times times[DIAG_SPANS];
    struct mono started, ticked;
    int64_t late_ns; /* > 0: the terminal takes nothing, for so long now */
    int64_t worst_late_ns;
    uint64_t rss_bytes; /* 0: not known */
    double cpu;         /* share of a core in the last second */

    /* The terminal; clean text, "" when there is none. */
    char term[40];
    const char *colors;  /* "256 colours" */
    const char *charset; /* "UTF-8" */
    int rows, cols;
};

void diag_start(struct diag *d, struct mono now);

/* Call it often: true once a second. */
bool diag_second(struct diag *d, struct mono now);

/* In the last second, and in the last minute (or since start). */
uint64_t diag_now(const struct diag *d, enum diag_count count);
uint64_t diag_minute(const struct diag *d, enum diag_count count);

void diag_time(struct diag *d, enum diag_span span, int64_t ns);

/* Of the newest DIAG_TIMES: `percent` of them are not longer; -1: none yet. */
int64_t diag_percentile(
    const struct diag *d, enum diag_span span, unsigned percent);

#endif
