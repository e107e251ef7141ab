/*
 * anomaly.h - scripted anomalies: faults, and the commands with which the
 * ground answers.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_ANOMALY_H
#define SIM_ANOMALY_H

#include <stddef.h>

#include "sim/faults.h"

struct sim_model;
struct anomaly_command;

struct anomaly {
    const char *name, *title;
    double noon_deg;   /* place in the orbit that the times are made for */
    double duration_s; /* all is normal again after so long */
    const struct fault *fault;
    size_t n_faults;
    const struct anomaly_command *command; /* by time */
    size_t n_commands;
};

/* The `i`-th anomaly, NULL at the end. */
const struct anomaly *anomaly_at(size_t i);

/* NULL when there is none of that name. */
const struct anomaly *anomaly_find(const char *name);

/* Plan the faults of the model's anomaly, if it has one. */
void anomaly_begin(struct sim_model *model);

/* Give the commands that are due. */
void anomaly_step(struct sim_model *model);

#endif
