/*
 * command_power.c - commands of outlets and heaters.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/attr.h"
#include "sim/command.h"

static enum command_result
do_outlet(struct sim_model *m, const struct command_call *c)
{
    enum power_outlet outlet = (enum power_outlet)c->arg[0];
    if (outlet == OUTLET_DHS)
        return RESULT_BAD_ARGUMENT; /* it would switch itself off */
    return power_switch(&m->power, outlet, c->arg[1] > 0) ? RESULT_OK
                                                          : RESULT_BUSY;
}

/* It is as commanded, or it tripped at once. */
static bool
is_outlet_over(const struct sim_model *m, const struct command_call *c,
    enum command_result *result)
{
    enum power_lcl_state want = c->arg[1] > 0 ? LCL_ON : LCL_OFF;
    *result =
        m->power.lcl[(int)c->arg[0]].state == want ? RESULT_OK : RESULT_FAILED;
    return true;
}

static enum command_result
do_outlet_reset(struct sim_model *m, const struct command_call *c)
{
    struct power_lcl *lcl = &m->power.lcl[(int)c->arg[0]];
    if (lcl->state != LCL_TRIPPED)
        return RESULT_BUSY;
    lcl->state = LCL_OFF;
    return RESULT_OK;
}

static enum command_result
do_heater_mode(struct sim_model *m, const struct command_call *c)
{
    m->thermal.heater[(int)c->arg[0]].mode = (enum heater_mode)c->arg[1];
    return RESULT_OK;
}

static enum command_result
do_heater_limits(struct sim_model *m, const struct command_call *c)
{
    if (c->arg[1] >= c->arg[2])
        return RESULT_BAD_ARGUMENT;
    struct heater *h = &m->thermal.heater[(int)c->arg[0]];
    h->low_degc = c->arg[1];
    h->high_degc = c->arg[2];
    return RESULT_OK;
}

static enum command_result
do_all_auto(struct sim_model *m, const struct command_call *c)
{
    (void)c;
    for (int i = 0; i < HEATER_COUNT; i++)
        m->thermal.heater[i].mode = HEATER_AUTO;
    return RESULT_OK;
}

/* clang-format off */
#define OUTLETS ARG_U8(0, OUTLET_COUNT - 1)
#define HEATERS ARG_U8(0, HEATER_COUNT - 1)
#define DEGC    ARG_CAL(CODE_TWOS, -50, 60, 0.05, 0)
#define ALL     COMMAND_ALWAYS, UNIT_NONE, false

static const struct command_row rows[] = {
    {SIM_OUTLET, "OUTLET", 8, 1, ALL, 2, {OUTLETS, ARG_U8(0, 1)}, TAIL_NONE, do_outlet, is_outlet_over, 0.5, 5},
    {SIM_OUTLET_RESET, "OUTLET_RESET", 8, 1, ALL, 1, {OUTLETS}, TAIL_NONE, do_outlet_reset, NULL, 0.5, 0},
    {SIM_HEATER_MODE, "HEATER_MODE", 8, 1, ALL, 2, {HEATERS, ARG_U8(HEATER_OFF, HEATER_ON)}, TAIL_NONE, do_heater_mode, NULL, 0.2, 0},
    {SIM_HEATER_LIMITS, "HEATER_LIMITS", 8, 1, ALL, 3, {HEATERS, DEGC, DEGC}, TAIL_NONE, do_heater_limits, NULL, 0.2, 0},
    {SIM_HTR_ALL_AUTO, "HTR_ALL_AUTO", 8, 1, ALL, 0, {{0}}, TAIL_NONE, do_all_auto, NULL, 0.2, 0},
};
/* clang-format on */

const struct command_row *
sim_command_power_rows(size_t *n)
{
    *n = ARRAY_LEN(rows);
    return rows;
}
