/*
 * persistence.h - how long a value has to be out, or back, before it counts.
 *
 * Each level above normal is a monitor of its own that asks "is it at least
 * this bad?".  A monitor changes its mind when so many successive samples,
 * over so much time, say the other thing.  The state is the worst level whose
 * monitor is on.  So a mixture of warning and critical samples confirms the
 * warning, never the critical one, and a value that came back from critical
 * to warning has to conform to critical first, and then to warning.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_PERSISTENCE_H
#define LIMITS_PERSISTENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "mdb/limit_state.h"

struct persistence_rule {
    uint32_t violations, conformance;     /* samples; 0 is 1 */
    int64_t violation_ns, conformance_ns; /* >= 0 */
};

/* Zero-initialise; zero again to restart the counting. */
struct persistence {
    uint32_t run[LIMIT_LEVEL_COUNT];  /* samples that want level i changed */
    int64_t since[LIMIT_LEVEL_COUNT]; /* time of the first of them */
};

/*
 * A sample of level `raw` at `time_ns` (a clock that pauses as it should)
 * comes while `confirmed` is the state.  Returns the confirmed level from now
 * on.  *seen of *needed samples: of what changed, else of the lowest level
 * that is counting, else 0 of 0.
 */
enum limit_level persistence_step(struct persistence *p,
    const struct persistence_rule *rule, enum limit_level confirmed,
    enum limit_level raw, int64_t time_ns, uint32_t *seen, uint32_t *needed);

/* Does nothing count? */
bool persistence_is_idle(const struct persistence *p);

#endif
