/*
 * scenario_when.h - "at 2:00", "when MODE == SAFE for 30 s": moments.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_SCENARIO_WHEN_H
#define SIM_SCENARIO_WHEN_H

#include "sim/scenario.h"
#include "sim/scenario_words.h"

/* A moment that names a fault further down in the file is settled when all are
 * known. */
struct scenario_open {
    struct scenario_when *when;
    char fault[SCENARIO_NAME_MAX + 1];
    unsigned line, col, cols;
};

/*
 * Read the rest of the line as a moment:
 *
 *   at TIME | when CONDITION [for TIME] | after TIME
 *   TIME after FAULT begins|ends | [TIME] after command COMMAND | by hand |
 * never
 *
 * open->fault is "" unless it names a fault.  False when an error was noted.
 */
bool scenario_when_line(struct scenario_line *line, const struct mdb *mdb,
    struct arena *arena, struct scenario_when *out, struct scenario_open *open);

#endif
