/*
 * schedule.h - what the payload does by itself: science by day, calibration by
 * night, and a safe state when something is wrong.
 *
 * It decides by what it sees and acts only through sim_model_command().
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_SCHEDULE_H
#define SIM_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

struct sim_model;

enum schedule_step {
    SCHEDULE_NONE,
    SCHEDULE_ACQUIRE, /* on the way to the Sun */
    SCHEDULE_SCIENCE, /* all instruments on the Sun */
    SCHEDULE_STOW,    /* window over: away from the Sun */
    SCHEDULE_DARK,    /* dark exposures */
    SCHEDULE_LAMP,    /* lamp exposures */
    SCHEDULE_PREPARE  /* quiet before the next window */
};

struct schedule {
    bool is_on;
    enum schedule_step step;
    double step_s;   /* in this step */
    uint32_t done;   /* steps done since boot */
    double window_s; /* until the Sun comes into range; 0: it is */
    double dump_s;   /* since the last memory patrol */
};

void schedule_init(struct schedule *schedule);

/* Look at the model and give it the commands that are due. */
void schedule_step(struct sim_model *model, double dt);

#endif
