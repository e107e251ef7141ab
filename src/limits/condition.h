/*
 * condition.h - "MODE == SAFE and (V > 28 or raw(HEATER) != 0)" as criteria.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_CONDITION_H
#define LIMITS_CONDITION_H

#include <stdbool.h>
#include <stddef.h>

#include "common/arena.h"
#include "mdb/mdb.h"

#define CONDITION_TEXT_SIZE 320
#define CONDITION_MAX_DEPTH 32

struct condition_error {
    size_t at; /* offset in the text, bytes */
    char text[CONDITION_TEXT_SIZE];
};

/*
 * Parse `text`:
 *
 *   condition  = and-terms { "or" and-terms }
 *   and-terms  = term { "and" term }
 *   term       = "(" condition ")" | value op constant
 *   value      = PARAMETER | "raw" "(" PARAMETER ")"
 *   op         = "==" | "!=" | "<" | "<=" | ">" | ">="
 *   constant   = word | 'quoted' | "quoted"
 *
 * What *out refers to is in `arena`.  False and *error when it is wrong.
 */
bool condition_parse(const struct mdb *mdb, struct arena *arena,
    const char *text, struct mdb_criteria *out, struct condition_error *error);

#endif
