/*
 * tc_pattern.h - is this packet that command?
 *
 * A command of the database is told by the bits that nobody who sends it can
 * choose: fixed values and assigned arguments.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_TC_PATTERN_H
#define SIM_TC_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "mdb/mdb.h"
#include "sim/tc.h"

struct tc_pattern {
    uint8_t mask[TC_BYTES_MAX], value[TC_BYTES_MAX];
    size_t len; /* bytes up to the last that matters */
};

/* ERR_NOTFOUND for a name that the database does not have; ERR_RANGE: no
 * packet of it can be made up. */
NODISCARD enum err tc_pattern_make(
    const struct mdb *mdb, const char *command, struct tc_pattern *out);

bool tc_pattern_fits(
    const struct tc_pattern *pattern, const uint8_t *p, size_t len);

#endif
