/*
 * monitor.h - limits that the payload watches by itself.
 *
 * A value outside of its band for MONITOR_S makes an event, and SAFE when the
 * monitor is told so.  All are off until the ground switches them on.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_MONITOR_H
#define SIM_MONITOR_H

#include <stdbool.h>
#include <stdint.h>

struct sim_model;

enum monitor_id { /* the numbers are those of the telemetry */
    MONITOR_BUS_V,
    MONITOR_BASE_T,
    MONITOR_SPA_DET_T,
    MONITOR_SPB_DET_T,
    MONITOR_COUNT
};

#define MONITOR_S 3.0

enum monitor_state {
    MONITOR_OFF,
    MONITOR_INSIDE,
    MONITOR_OUTSIDE
};

enum monitor_reaction {
    REACTION_EVENT,
    REACTION_SAFE
};

struct monitor {
    enum monitor_state state;
    enum monitor_reaction reaction;
    double low, high; /* V, degC */
    double outside_s; /* so far */
};

void monitor_init(struct monitor monitor[MONITOR_COUNT]);
void monitor_step(struct sim_model *model, double dt);

#endif
