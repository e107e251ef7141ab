/*
 * world.h - a scripted world in which a procedure is tried before it flies:
 * telemetry over time, what commands do and how long they take, what people
 * answer, events.  Format: columba-world(5).
 *
 * Pure: a simulated clock, no process.  Its objects are added to a model (or
 * found in one that a mission database filled).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_WORLD_H
#define PLUTO_WORLD_H

#include "common/err.h"
#include "common/note.h"
#include "pluto/model.h"
#include "pluto/run.h"

struct world; /* opaque */

/* Parse; objects that `model` lacks are added unless the world says `closed`.
 * All problems in `notes`; ERR_FORMAT. */
NODISCARD enum err world_parse(const char *file, const char *text, size_t len,
    struct pluto_model *model, struct notes *notes, struct world **out);
void world_free(struct world **world);

#endif
