/*
 * plain.h - the console as lines: for terminals that cannot move the cursor,
 * for pipes and for a printer.
 *
 * Each event, each change of the health line, of a link and of a procedure's
 * run is one line; values come from `columba watch`.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_PLAIN_H
#define CONSOLE_PLAIN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "console/model/model.h"

#define PLAIN_RUNS 32 /* of the newest; others are not told of */

/* Zero-initialise. */
struct plain {
    uint64_t events;  /* number of the newest one printed */
    char health[240]; /* the newest line */
    bool has_begun, has_gate;
    struct plain_run { /* as it was printed last, in the model's order */
        char id[RUN_ID_SIZE], text[240];
    } run[PLAIN_RUNS];
    int64_t minute; /* of the newest line with the clock */
};

/* Print what is new, each line cleaned; false when `out` takes no more. */
bool plain_update(struct plain *plain, const struct model *model,
    struct clock now, FILE *out);

#endif
