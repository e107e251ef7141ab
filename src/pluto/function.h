/*
 * function.h - the functions of expressions, by name.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_FUNCTION_H
#define PLUTO_FUNCTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pluto/value.h"

#define PLUTO_FUNCTION_MANY 255 /* any number of arguments */

/*
 * What an argument may be, one letter each; the last one stands for all that
 * follow:
 *
 *   n  a plain number           q  a number, quantity or relative time
 *   a  an angle; plain: radian  o  the same or an absolute time
 *   t  an absolute time         s  a text or an enumerated value
 *   *  anything
 *
 * And what comes out: r a real, x an angle, i an integer, b a Boolean, s a
 * text, t an absolute time, d a relative time, 1 as the first argument, m as
 * the arguments together, p as the power of two numbers.
 */
struct pluto_function {
    const char *name; /* key: lower case, one blank between words */
    uint8_t min, max; /* arguments */
    const char *takes;
    char gives;
    const char *help; /* one line, for the man page */
    /* `*out` is owned; false and `why`: a run-time error.  Called with as many
     * arguments as it takes, by pluto_function_call(). */
    bool (*call)(const struct pluto_value *arg, size_t n, int64_t now,
        struct pluto_value *out, struct strbuf *why);
};

/* With the arguments checked.  As `call`. */
bool pluto_function_call(const struct pluto_function *f,
    const struct pluto_value *arg, size_t n, int64_t now,
    struct pluto_value *out, struct strbuf *why);

/* Which letter of `takes` argument `i` has. */
char pluto_function_takes(const struct pluto_function *f, size_t i);
/* "an angle", of a letter. */
const char *pluto_function_wants(char letter);

/* All, sorted by name. */
extern const struct pluto_function pluto_function[];
extern const size_t pluto_n_functions;

/* By key; NULL. */
const struct pluto_function *pluto_function_find(const char *key, size_t len);

#endif
