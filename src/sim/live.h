/*
 * live.h - the ground model in an instance: in step with the clock, with
 * telecommands coming in and exercises in an instructor's hand.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_LIVE_H
#define SIM_LIVE_H

#include <stdbool.h>

#include "mdb/mdb.h"
#include "mission/mission.h"
#include "sim/model.h"
#include "sim/route.h"
#include "sim/sink.h"

struct live_config { /* all borrowed */
    const char *instance;
    struct sim_config model;
    bool has_start; /* else it follows the clock */
    double rate;
    struct utc end; /* of the model, or UTC_NONE */
    struct sink *sink;
    const struct route *route;
    const struct mission *mission; /* or NULL */
    const struct mdb *mdb;         /* NULL: no exercises */
    const char *scenario;          /* to begin with, or NULL */
};

/* Run to the end, or until a signal; returns the exit status. */
NODISCARD int live_run(const struct live_config *config);

#endif
