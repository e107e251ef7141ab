/*
 * procedures.h - the library of procedures, as columba-exec tells.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_PROCEDURES_H
#define CONSOLE_MODEL_PROCEDURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/msg.h"
#include "common/err.h"
#include "console/model/text.h"

#define PROCEDURES_MAX 2000

/* One procedure; all text is clean, owned, never NULL. */
struct procedure_row {
    uint64_t slot;
    char *id, *file, *title, *version, *author, *approval, *reviewed_by,
        *approved_by, *digest, *objective, *actor, *criticality, *link,
        *display, *why_not;
    struct utc approved; /* UTC_NONE: never */
    bool was_approved;   /* another text of it was */
    bool may_run;
    double expected_s; /* 0: not said */
    struct texts arguments, problems;
    uint64_t steps, statements, errors, warnings;
};

struct procedures {
    struct procedure_row **row; /* owned; by id */
    size_t n, cap;
    unsigned version; /* changes with everything here */
};

void procedures_fini(struct procedures *p);

/* Apply a message under "procedure/SLOT".  ERR_FORMAT: another topic;
 * ERR_LIMIT. */
NODISCARD enum err procedures_message(
    struct procedures *p, const char *topic, const struct msg_procedure *m);

/* By id, letter case does not matter; NULL. */
const struct procedure_row *procedures_find(
    const struct procedures *p, const char *id);

/* The slot at the end of "run/7"; false: there is none. */
bool slot_of_topic(const char *topic, const char *before, uint64_t *slot);

#endif
