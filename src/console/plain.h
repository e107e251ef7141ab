/*
 * plain.h - the console as lines: for terminals that cannot move the cursor,
 * for pipes and for a printer.
 *
 * Each event, each change of the health line and each change of a link is one
 * line; values come from `columba watch`.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_PLAIN_H
#define CONSOLE_PLAIN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "console/model/model.h"

/* Zero-initialise. */
struct plain {
    uint64_t events;  /* number of the newest one printed */
    char health[240]; /* the newest line */
    bool has_begun, has_gate;
    int64_t minute; /* of the newest line with the clock */
};

/* Print what is new, each line cleaned; false when `out` takes no more. */
bool plain_update(struct plain *plain, const struct model *model,
    struct clock now, FILE *out);

#endif
