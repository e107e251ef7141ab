/*
 * condition.h - "MODE == SAFE and not (V > 28 or V > V_B)" as criteria.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_CONDITION_H
#define MDB_CONDITION_H

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
 *   term       = "not" term | "(" condition ")" | value op right
 *   value      = PARAMETER | ("raw" | "value") "(" PARAMETER ")"
 *   op         = "==" | "!=" | "<" | "<=" | ">" | ">="
 *   right      = word | 'quoted' | "quoted" | value
 *
 * A word is a value of the left side where it can be one, else a parameter.
 * "not" is carried to the comparisons below it, which turn around, so that
 * criteria over a value that is not known stay false.  Parameters that are
 * compared have to be of one kind, with the same labels and the same unit.
 *
 * What *out refers to is in `arena`.  False and *error when it is wrong.
 */
bool condition_parse(const struct mdb *mdb, struct arena *arena,
    const char *text, struct mdb_criteria *out, struct condition_error *error);

#endif
