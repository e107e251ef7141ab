/*
 * command_radiometer.c - commands of the radiometer.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/attr.h"
#include "sim/command.h"

static enum command_result
do_run(struct sim_model *m, const struct command_call *c)
{
    (void)c;
    return radiometer_run(&m->rad) ? RESULT_OK : RESULT_NO_POWER;
}

/* It measures, after warming up. */
static bool
does_run(const struct sim_model *m, const struct command_call *c,
    enum command_result *result)
{
    (void)c;
    const struct radiometer *r = &m->rad;
    *result = r->state == RADIOMETER_OFF     ? RESULT_NO_POWER
              : r->state == RADIOMETER_ERROR ? RESULT_FAILED
              : !r->is_running               ? RESULT_ABORTED
                                             : RESULT_OK;
    return *result != RESULT_OK || r->state == RADIOMETER_CLOSED ||
           r->state == RADIOMETER_OPEN;
}

static enum command_result
do_stop(struct sim_model *m, const struct command_call *c)
{
    (void)c;
    radiometer_stop(&m->rad);
    return RESULT_OK;
}

static enum command_result
do_cavity(struct sim_model *m, const struct command_call *c)
{
    if (m->rad.is_running)
        return RESULT_BUSY;
    m->rad.cavity = (uint32_t)c->arg[0];
    return RESULT_OK;
}

static enum command_result
do_phase(struct sim_model *m, const struct command_call *c)
{
    m->rad.length_s = c->arg[0];
    return RESULT_OK;
}

/* clang-format off */
static const struct command_row rows[] = {
    {SIM_RAD_RUN, "RAD_RUN", 8, 1, COMMAND_RUNNING, UNIT_RAD, false, 0, {{0}}, TAIL_NONE, do_run, does_run, 0.2, 180},
    {SIM_RAD_STOP, "RAD_STOP", 8, 1, COMMAND_ALWAYS, UNIT_RAD, true, 0, {{0}}, TAIL_NONE, do_stop, NULL, 0.2, 0},
    {SIM_RAD_CAVITY, "RAD_CAVITY", 8, 1, COMMAND_RUNNING, UNIT_RAD, false, 1, {ARG_U8(0, RADIOMETER_CAVITIES - 1)}, TAIL_NONE, do_cavity, NULL, 1, 0},
    {SIM_RAD_PHASE, "RAD_PHASE", 8, 1, COMMAND_RUNNING, UNIT_NONE, false, 1, {ARG_U16(60, 600)}, TAIL_NONE, do_phase, NULL, 0.2, 0},
};
/* clang-format on */

const struct command_row *
sim_command_radiometer_rows(size_t *n)
{
    *n = ARRAY_LEN(rows);
    return rows;
}
