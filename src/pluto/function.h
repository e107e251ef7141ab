/*
 * function.h - the functions of expressions, by name.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_FUNCTION_H
#define PLUTO_FUNCTION_H

#include <stddef.h>
#include <stdint.h>

#include "pluto/value.h"

#define PLUTO_FUNCTION_MANY 255 /* any number of arguments */

struct pluto_function {
    const char *name; /* key: lower case, one blank between words */
    uint8_t min, max; /* arguments */
    const char *help; /* one line, for the man page */
    /* `*out` is owned; false and `why`: a run-time error. */
    bool (*call)(const struct pluto_value *arg, size_t n, int64_t now,
        struct pluto_value *out, struct strbuf *why);
};

/* All, sorted by name. */
extern const struct pluto_function pluto_function[];
extern const size_t pluto_n_functions;

/* By key; NULL. */
const struct pluto_function *pluto_function_find(const char *key, size_t len);

#endif
