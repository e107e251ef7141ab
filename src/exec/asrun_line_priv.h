/*
 * asrun_line_priv.h - what writing and reading a line of an as-run record
 * share: which members it has, and in which order.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef EXEC_ASRUN_LINE_PRIV_H
#define EXEC_ASRUN_LINE_PRIV_H

#include "exec/asrun_line.h"

#define ASRUN_FORMAT "columba-asrun"
#define ASRUN_SHA    "sha256:"

/*
 * F(KIND, name of the member and of its field).  Those that say nothing (an
 * empty text, 0, an outcome that is not there yet) are left out.  In the text
 * form an event's are behind its first six columns, "name=value" each.
 */
#define ASRUN_HEAD_FIELDS(F)                                                   \
    F(STR, run)                                                                \
    F(STR, procedure)                                                          \
    F(STR, title)                                                              \
    F(STR, procedure_version)                                                  \
    F(STR, approval)                                                           \
    F(STR, digest)                                                             \
    F(STR, mission)                                                            \
    F(STR, instance)                                                           \
    F(HEX, mdb_hash)                                                           \
    F(STR, mode)                                                               \
    F(STR, person)                                                             \
    F(STR, program)                                                            \
    F(STRV, argument)

#define ASRUN_EVENT_FIELDS(F)                                                  \
    F(STR, more)                                                               \
    F(OUTCOME, outcome)                                                        \
    F(U32, attempt)                                                            \
    F(U32, line)                                                               \
    F(STR, person)                                                             \
    F(U64, instance)                                                           \
    F(STR, command)

extern const char *const asrun_outcome_text[PLUTO_OUTCOME_COUNT];

#endif
