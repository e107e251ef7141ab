/*
 * scenario_effect.h - "heater 4 stuck on": a line that says what is at fault.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_SCENARIO_EFFECT_H
#define SIM_SCENARIO_EFFECT_H

#include "sim/scenario.h"
#include "sim/scenario_words.h"

/* Does the line begin as an effect does? */
bool scenario_effect_begins(const struct scenario_line *line);

/* Read the whole line; texts go to `arena`.  False when an error was noted. */
bool scenario_effect_line(struct scenario_line *line, const struct mdb *mdb,
    struct arena *arena, struct scenario_effect *out);

#endif
