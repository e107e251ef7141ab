/*
 * vitals.h - what a process says about itself in its heartbeat.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BUS_VITALS_H
#define BUS_VITALS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/time.h"

struct vitals {
    uint64_t rss_bytes; /* resident memory now; 0: unknown */
    double cpu;         /* share of one core since the last reading, >= 0 */
    int64_t jump_ns;    /* how far UTC was set since the last reading */
};

struct vitals_state { /* zero-initialise */
    bool has_last;
    struct mono mono;
    struct utc utc;
    int64_t cpu_ns;
};

/* Read them; the first reading has no cpu and no jump. */
struct vitals vitals_read(
    struct vitals_state *state, struct mono mono, struct utc utc);

#endif
