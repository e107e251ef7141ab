/*
 * effects.h - what a scenario says is at fault, done to the model.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_EFFECTS_H
#define SIM_EFFECTS_H

#include <stddef.h>

#include "common/err.h"
#include "mdb/mdb.h"
#include "sim/model.h"
#include "sim/scenario.h"

struct effects;

/* Both are borrowed for good. */
struct effects *effects_new(struct sim_model *model, const struct mdb *mdb);
void effects_free(struct effects **effects);

/*
 * Begin number `handle`; the effect is borrowed until its end.  ERR_NOTFOUND,
 * ERR_RANGE, ERR_LIMIT: the model cannot do it, and nothing has changed.
 */
NODISCARD enum err effects_begin(struct effects *effects, size_t handle,
    const struct scenario_effect *effect);

/* Take it back; what is not on is left alone. */
void effects_end(struct effects *effects, size_t handle);

#endif
