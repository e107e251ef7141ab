/*
 * command.h - the shape of a command: what it takes, when it is taken, what it
 * does, and when it is over.
 *
 * One row a command; the rows of a subsystem are in its file.  The numbers,
 * services and arguments are those of the mission database, which a test
 * compares.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_COMMAND_H
#define SIM_COMMAND_H

#include "sim/model.h"

/* What works on one command at a time; others wait for nothing. */
enum command_unit {
    UNIT_NONE,
    UNIT_DHS,
    UNIT_PTG,
    UNIT_SP, /* of the spectrometer that the first argument names */
    UNIT_RAD,
    UNIT_MEMORY,
    UNIT_STORE,
    UNIT_TABLE
};

enum command_coding {
    CODE_UNSIGNED,
    CODE_TWOS,
    CODE_FLOAT /* IEEE 754, 32 bits */
};

struct command_arg {
    enum command_coding coding;
    unsigned bits;        /* in the packet: 8, 16 or 32 */
    double low, high;     /* of the value */
    double scale, square; /* value = scale raw + square raw^2 */
};

enum command_tail { /* what follows the arguments */
    TAIL_NONE,
    TAIL_TEXT, /* COMMAND_TEXT characters, the rest 0 */
    TAIL_DATA  /* as many bytes as the second argument says */
};

typedef enum command_result (*command_fn)(
    struct sim_model *m, const struct command_call *c);

/* Is it over?  Then *result says how; `m` is as after a step. */
typedef bool (*command_over_fn)(const struct sim_model *m,
    const struct command_call *c, enum command_result *result);

struct command_row {
    enum sim_command id;
    const char *name;
    uint8_t service, subtype; /* ECSS-E-ST-70-41C; 8, 1: told apart by id */
    uint32_t modes; /* bit set of enum dhs_mode in which it is taken */
    enum command_unit unit;
    bool ends; /* what its unit is doing, instead of waiting for it */
    size_t n_args;
    struct command_arg arg[SIM_COMMAND_ARGS];
    enum command_tail tail;
    command_fn run;
    command_over_fn over; /* NULL: after `least_s` */
    double least_s;       /* it takes at least so long */
    double most_s;        /* then it has TIMED_OUT; 0: COMMAND_MOST_S */
};

#define COMMAND_MOST_S 60.0

/* clang-format off */
#define COMMAND_IN(mode) (UINT32_C(1) << (mode))
#define COMMAND_RUNNING                                                        \
    (COMMAND_IN(MODE_STANDBY) | COMMAND_IN(MODE_POINTING) |                    \
     COMMAND_IN(MODE_SCIENCE) | COMMAND_IN(MODE_CALIBRATION) |                 \
     COMMAND_IN(MODE_SERVICE))
#define COMMAND_ALWAYS (COMMAND_RUNNING | COMMAND_IN(MODE_SAFE))
#define COMMAND_EXPOSES                                                        \
    (COMMAND_IN(MODE_SCIENCE) | COMMAND_IN(MODE_CALIBRATION))

#define ARG_U8(low_, high_)  {CODE_UNSIGNED, 8, (low_), (high_), 1, 0}
#define ARG_U16(low_, high_) {CODE_UNSIGNED, 16, (low_), (high_), 1, 0}
#define ARG_U32(low_, high_) {CODE_UNSIGNED, 32, (low_), (high_), 1, 0}
#define ARG_CAL(coding_, low_, high_, scale_, square_)                         \
    {(coding_), 16, (low_), (high_), (scale_), (square_)}
#define ARG_F32(low_, high_) {CODE_FLOAT, 32, (low_), (high_), 1, 0}
/* clang-format on */

/* The rows of the subsystems; *n is how many. */
const struct command_row *sim_command_dhs_rows(size_t *n);
const struct command_row *sim_command_memory_rows(size_t *n);
const struct command_row *sim_command_power_rows(size_t *n);
const struct command_row *sim_command_pointing_rows(size_t *n);
const struct command_row *sim_command_spectrometer_rows(size_t *n);
const struct command_row *sim_command_radiometer_rows(size_t *n);

/* All rows, counted from 0; NULL behind the last. */
const struct command_row *sim_command_at(size_t i);

const struct command_row *sim_command_find(enum sim_command id);

/* By service and subtype; `function` is the number when they are 8, 1. */
const struct command_row *sim_command_match(
    uint8_t service, uint8_t subtype, uint8_t function);

/* Are the first n_args arguments in their ranges? */
bool sim_command_is_in_range(
    const struct command_row *row, const struct command_call *call);

/* Begin it: RESULT_OK, or the reason why not, and nothing has changed. */
enum command_result sim_command_begin(struct sim_model *m,
    const struct command_row *row, const struct command_call *call);

/* Count what came of it, and make an event of a refusal. */
void sim_command_count(
    struct sim_model *m, enum sim_command id, enum command_result result);

#endif
