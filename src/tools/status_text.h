/*
 * status_text.h - what `columba status` prints, from a model.
 *
 * Pure: the model and the time are arguments.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_STATUS_TEXT_H
#define TOOLS_STATUS_TEXT_H

#include <stdio.h>
#include <sys/types.h>

#include "console/model/model.h"

struct status_exercise {          /* of the ground model, as it told last */
    char name[48], state[16];     /* name "": none */
    double elapsed_s, duration_s; /* of the model; duration 0: no end */
};

/* `supervisor`: its process id, or 0 when there is none. */
struct status_input {
    const struct model *model;
    struct clock now;
    pid_t supervisor;
    struct status_exercise exercise;
};

/* For a person, in at most 80 columns; names that are too long are cut. */
void status_print(const struct status_input *in, FILE *out);

/*
 * One JSON object a line, "type" is instance, process, link, data or problem;
 * the keys are in columba-status(1).
 */
void status_print_json(const struct status_input *in, FILE *out);

/* 0 when all is well, 1 when something is wrong. */
int status_exit(const struct status_input *in);

#endif
