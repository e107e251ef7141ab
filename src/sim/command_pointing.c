/*
 * command_pointing.c - commands of the platform and its Sun sensor.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>

#include "common/attr.h"
#include "sim/command.h"

static bool
wants_sun(const struct command_call *c)
{
    enum pointing_target target = (enum pointing_target)c->arg[0];
    return target == TARGET_SUN || target == TARGET_SUN_OFFSET;
}

static enum command_result
do_point(struct sim_model *m, const struct command_call *c)
{
    if (!power_is_on(&m->power, OUTLET_PTG))
        return RESULT_NO_POWER;
    if (wants_sun(c) && m->orbit.light == ORBIT_ECLIPSE)
        return RESULT_NOT_ALLOWED;
    pointing_go(&m->pointing, (enum pointing_target)c->arg[0]);
    return RESULT_OK;
}

static bool
is_still(const struct pointing *p)
{
    return fabs(p->motor[AXIS_AZ].rate_deg_s) < 0.01 &&
           fabs(p->motor[AXIS_EL].rate_deg_s) < 0.01;
}

static bool
is_at_command(const struct pointing *p)
{
    bool is_there = true;
    for (int i = 0; i < AXIS_COUNT; i++)
        is_there &=
            fabs(p->motor[i].angle_deg - p->motor[i].command_deg) < 0.05;
    return is_there && is_still(p);
}

/* Tracking the Sun, still in deep space, or still at the stow angles. */
static bool
is_pointed(const struct sim_model *m, const struct command_call *c,
    enum command_result *result)
{
    const struct pointing *p = &m->pointing;
    enum pointing_target target = (enum pointing_target)c->arg[0];
    *result = RESULT_OK;
    if (p->mode == POINTING_OFF) {
        *result = RESULT_NO_POWER;
        return true;
    }
    if (p->mode == POINTING_FAULT || p->mode == POINTING_LOST) {
        *result = RESULT_FAILED;
        return true;
    }
    if (p->target != target || (p->mode == POINTING_HOLD && wants_sun(c))) {
        *result = RESULT_ABORTED;
        return true;
    }
    if (wants_sun(c))
        return p->mode == POINTING_TRACK;
    if (target == TARGET_DARK)
        return p->mode == POINTING_HOLD && is_still(p);
    return p->mode == POINTING_PARK && is_at_command(p);
}

static enum command_result
do_hold(struct sim_model *m, const struct command_call *c)
{
    (void)c;
    pointing_hold(&m->pointing);
    return RESULT_OK;
}

static bool
is_held(const struct sim_model *m, const struct command_call *c,
    enum command_result *result)
{
    (void)c;
    *result = RESULT_OK;
    return is_still(&m->pointing);
}

static enum command_result
do_offset(struct sim_model *m, const struct command_call *c)
{
    m->pointing.offset_deg[AXIS_AZ] = c->arg[0];
    m->pointing.offset_deg[AXIS_EL] = c->arg[1];
    return RESULT_OK;
}

static enum command_result
do_sensor(struct sim_model *m, const struct command_call *c)
{
    if (!power_is_on(&m->power, OUTLET_PTG))
        return RESULT_NO_POWER;
    if (m->pointing.mode == POINTING_TRACK || m->pointing.mode == POINTING_ACQ)
        return RESULT_BUSY;
    m->pointing.is_spare = c->arg[0] > 0;
    m->pointing.noise_arcsec =
        m->pointing.is_spare ? POINTING_SPARE_ARCSEC : POINTING_NOISE_ARCSEC;
    return RESULT_OK;
}

static enum command_result
do_calibrate(struct sim_model *m, const struct command_call *c)
{
    (void)c;
    if (m->pointing.mode != POINTING_TRACK)
        return RESULT_NOT_ALLOWED;
    m->pointing.calibration_s = POINTING_CAL_S;
    return RESULT_OK;
}

static bool
is_calibrated(const struct sim_model *m, const struct command_call *c,
    enum command_result *result)
{
    (void)c;
    const struct pointing *p = &m->pointing;
    *result = p->mode == POINTING_TRACK ? RESULT_OK : RESULT_ABORTED;
    return p->calibration_s <= 0;
}

/* clang-format off */
#define PTG UNIT_PTG, false
#define DEG ARG_F32(-3, 3)

static const struct command_row rows[] = {
    {SIM_POINT, "POINT", 8, 1, COMMAND_RUNNING, PTG, 1, {ARG_U8(TARGET_SUN, TARGET_STOW)}, TAIL_NONE, do_point, is_pointed, 1, 360},
    {SIM_POINT_HOLD, "POINT_HOLD", 8, 1, COMMAND_RUNNING, UNIT_PTG, true, 0, {{0}}, TAIL_NONE, do_hold, is_held, 0.2, 15},
    {SIM_POINT_OFFSET, "POINT_OFFSET", 8, 1, COMMAND_RUNNING, UNIT_NONE, false, 2, {DEG, DEG}, TAIL_NONE, do_offset, NULL, 0.2, 0},
    {SIM_SUN_SENSOR, "SUN_SENSOR", 8, 1, COMMAND_RUNNING, PTG, 1, {ARG_U8(0, 1)}, TAIL_NONE, do_sensor, NULL, 1, 0},
    {SIM_POINT_CAL, "POINT_CAL", 8, 1, COMMAND_RUNNING, PTG, 0, {{0}}, TAIL_NONE, do_calibrate, is_calibrated, 1, 45},
};
/* clang-format on */

const struct command_row *
sim_command_pointing_rows(size_t *n)
{
    *n = ARRAY_LEN(rows);
    return rows;
}
