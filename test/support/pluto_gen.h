/*
 * pluto_gen.h - random procedures that the parser accepts.
 *
 * Every kind of statement, condition, continuation, expression and comment
 * comes up; the same seed gives the same text.  Variables are declared and
 * assigned before they are used; objects are those of pluto_gen_*.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_PLUTO_GEN_H
#define SUPPORT_PLUTO_GEN_H

#include <stdint.h>

#include "common/str.h"

struct pluto_gen {
    uint64_t seed;     /* not 0 */
    unsigned stmts;    /* about so many; at least 1 */
    bool has_comments; /* also odd white space and case */
};

/* Append a procedure. */
void pluto_gen(const struct pluto_gen *options, struct strbuf *out);

/* One step of `lines` lines as the planning tool of a mission writes them:
 * log, initiate, wait. */
void pluto_gen_timeline(unsigned lines, struct strbuf *out);

/* NULL-terminated: what generated procedures refer to. */
extern const char *const pluto_gen_parameters[]; /* numbers */
extern const char *const pluto_gen_modes[];      /* 'on', 'off', 'safe' */
extern const char *const pluto_gen_activities[]; /* argument Number */

#endif
