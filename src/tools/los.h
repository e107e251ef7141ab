/*
 * los.h - when there was no signal, for files of packets that have no link.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_LOS_H
#define TOOLS_LOS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/time.h"
#include "mission/mission.h"

struct los_span {
    struct utc from, to; /* no signal from `from` up to `to` */
};

struct los { /* zero-initialise */
    struct los_span *span;
    size_t n, cap, next;
    bool is_lost; /* inside of span[next] */
};

struct los_edge {
    struct utc at;
    bool is_los; /* from then on */
};

/* "FROM/TO", two times; false when it is not, or ends before it begins. */
bool los_add(struct los *los, const char *text);

/* All times that are in none of the windows, up to the end of the last one. */
void los_windows(
    struct los *los, const struct mission_window *window, size_t n);

/* Sort and join what was added, and begin. */
void los_begin(struct los *los);

/* The next edge at or before `until`; false: there is none yet. */
bool los_next(struct los *los, struct utc until, struct los_edge *edge);

void los_fini(struct los *los);

#endif
