/*
 * layout.h - the layout message of a container: how its samples are read.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FRONTEND_LAYOUT_H
#define FRONTEND_LAYOUT_H

#include <stdint.h>

#include "bus/msg.h"
#include "common/arena.h"
#include "mdb/model.h"

/*
 * Fill `out` for container `container` with period `period_ns` (0: unknown).
 * Its items are those of the static layout; else all that may come, each once,
 * bases first.  Vectors are taken from `arena` and texts from `mdb`.  Where
 * the labels would make the message longer than the bus takes, they stay away.
 */
void layout_fill(struct msg_layout *out, const struct mdb *mdb,
    uint32_t container, int64_t period_ns, struct arena *arena);

#endif
