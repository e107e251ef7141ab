/*
 * bounds.h - the limits that apply now, as columba-limits answered when asked.
 *
 * Limits change with contexts and sets, so an answer is only believed for
 * BOUNDS_NS: who draws limits asks again and again.  Pure.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_BOUNDS_H
#define CONSOLE_MODEL_BOUNDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/msg.h"
#include "console/model/clock.h"
#include "mdb/limit_state.h"
#include "mdb/mdb.h"

#define BOUNDS_ASK_NS (5 * NS_PER_S)  /* ask so often */
#define BOUNDS_NS     (15 * NS_PER_S) /* an answer holds for so long */
#define BOUNDS_MAX    4096            /* items that are remembered */

/* What is within limits, parameter's unit; -inf, inf where it is open. */
struct bounds_range {
    bool is_given;
    double low, high; /* low <= high */
};

struct bounds_row {
    uint32_t item;
    struct mono heard;
    struct bounds_range level[LIMIT_LEVEL_COUNT]; /* watch and worse */
};

struct bounds {             /* zero-initialise */
    struct bounds_row *row; /* owned; by item */
    size_t n, cap;
};

void bounds_fini(struct bounds *b); /* and of another database: as new */

/*
 * Take an answer to `ranges`.  False: it is an answer to something else.
 * What cannot be read in it is passed over.
 */
bool bounds_answer(struct bounds *b, const struct mdb *mdb,
    const struct msg_reply *reply, struct clock now);

/* What is known of an item now, NULL: nothing. */
const struct bounds_row *bounds_find(
    const struct bounds *b, uint32_t item, struct clock now);

#endif
