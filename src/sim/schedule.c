/*
 * schedule.c - science by day, calibration by night.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/schedule.h"

#include <math.h>
#include <stddef.h>

#include "common/attr.h"
#include "sim/model.h"

#define AHEAD_S  60.0  /* go to the Sun so long before it is in range */
#define LAMP_S   240.0 /* lamp exposures */
#define DARK_S   600.0 /* dark exposures before them */
#define QUIET_S  45.0  /* no exposures before the next window */
#define PATROL_S 60.0  /* from one memory dump to the next */

void
schedule_init(struct schedule *schedule)
{
    *schedule = (struct schedule){.is_on = true};
}

/* What a step begins with: commands in this order. */
struct action {
    enum schedule_step step;
    enum sim_command command;
    size_t n;
    double arg[SIM_COMMAND_ARGS];
};

static const struct action actions[] = {
    {SCHEDULE_ACQUIRE, SIM_SP_STOP, 1, {SPECTROMETER_A}},
    {SCHEDULE_ACQUIRE, SIM_SP_STOP, 1, {SPECTROMETER_B}},
    {SCHEDULE_ACQUIRE, SIM_MODE, 1, {MODE_POINTING}},
    {SCHEDULE_ACQUIRE, SIM_POINT, 1, {TARGET_SUN}},
    {SCHEDULE_SCIENCE, SIM_MODE, 1, {MODE_SCIENCE}},
    {SCHEDULE_SCIENCE, SIM_RAD_RUN, 0, {0}},
    {SCHEDULE_SCIENCE, SIM_SP_RUN, 2, {SPECTROMETER_A, SOURCE_SUN}},
    {SCHEDULE_SCIENCE, SIM_SP_RUN, 2, {SPECTROMETER_B, SOURCE_SUN}},
    {SCHEDULE_STOW, SIM_SP_STOP, 1, {SPECTROMETER_A}},
    {SCHEDULE_STOW, SIM_SP_STOP, 1, {SPECTROMETER_B}},
    {SCHEDULE_STOW, SIM_RAD_STOP, 0, {0}},
    {SCHEDULE_STOW, SIM_MODE, 1, {MODE_STANDBY}},
    {SCHEDULE_STOW, SIM_POINT, 1, {TARGET_STOW}},
    {SCHEDULE_DARK, SIM_MODE, 1, {MODE_CALIBRATION}},
    {SCHEDULE_DARK, SIM_SP_RUN, 2, {SPECTROMETER_A, SOURCE_DARK}},
    {SCHEDULE_DARK, SIM_SP_RUN, 2, {SPECTROMETER_B, SOURCE_DARK}},
    {SCHEDULE_LAMP, SIM_OUTLET, 2, {OUTLET_LAMP, 1}},
    {SCHEDULE_LAMP, SIM_SP_RUN, 2, {SPECTROMETER_A, SOURCE_LAMP}},
    {SCHEDULE_LAMP, SIM_SP_RUN, 2, {SPECTROMETER_B, SOURCE_LAMP}},
    {SCHEDULE_PREPARE, SIM_SP_STOP, 1, {SPECTROMETER_A}},
    {SCHEDULE_PREPARE, SIM_SP_STOP, 1, {SPECTROMETER_B}},
    {SCHEDULE_PREPARE, SIM_OUTLET, 2, {OUTLET_LAMP, 0}},
    {SCHEDULE_PREPARE, SIM_MODE, 1, {MODE_STANDBY}},
};

static void
begin(struct sim_model *m, enum schedule_step step)
{
    m->schedule.step = step;
    m->schedule.step_s = 0;
    m->schedule.done++;
    for (size_t i = 0; i < ARRAY_LEN(actions); i++)
        if (actions[i].step == step)
            (void)sim_model_command(m, SOURCE_TIMELINE, actions[i].command,
                actions[i].arg, actions[i].n);
}

/* Seconds until the Sun is in range; 0 when it is, or will never be. */
static double
window_s(const struct orbit *o)
{
    double ahead = -ORBIT_EL_RANGE - o->noon_deg;
    if (ahead < -2 * ORBIT_EL_RANGE)
        ahead += 360;
    return fmax(0, ahead * M_PI / 180 / o->rate_rad_s);
}

static enum schedule_step
next_step(const struct sim_model *m)
{
    const struct schedule *s = &m->schedule;
    bool is_tracking = m->pointing.mode == POINTING_TRACK;
    bool is_soon = s->window_s < AHEAD_S;
    switch (s->step) {
    case SCHEDULE_NONE:
        return is_soon ? SCHEDULE_ACQUIRE : SCHEDULE_STOW;
    case SCHEDULE_ACQUIRE:
        if (is_tracking && m->orbit.is_sun_in_range)
            return SCHEDULE_SCIENCE;
        return s->window_s > AHEAD_S ? SCHEDULE_STOW : SCHEDULE_ACQUIRE;
    case SCHEDULE_SCIENCE:
        if (!m->orbit.is_sun_in_range)
            return SCHEDULE_STOW;
        return is_tracking ? SCHEDULE_SCIENCE : SCHEDULE_ACQUIRE;
    case SCHEDULE_STOW:
        return s->step_s > 60 ? SCHEDULE_DARK : SCHEDULE_STOW;
    case SCHEDULE_DARK:
        if (s->window_s < AHEAD_S + QUIET_S)
            return SCHEDULE_PREPARE;
        return s->step_s > DARK_S ? SCHEDULE_LAMP : SCHEDULE_DARK;
    case SCHEDULE_LAMP:
        if (s->window_s < AHEAD_S + QUIET_S)
            return SCHEDULE_PREPARE;
        return s->step_s > LAMP_S ? SCHEDULE_DARK : SCHEDULE_LAMP;
    case SCHEDULE_PREPARE:
        return is_soon ? SCHEDULE_ACQUIRE : SCHEDULE_PREPARE;
    }
    return s->step;
}

static void
patrol(struct sim_model *m, double dt)
{
    m->schedule.dump_s += dt;
    bool is_busy = m->dhs.dump.left > 0 || m->dhs.dump.is_ready;
    if (m->schedule.dump_s < PATROL_S || is_busy || !m->coverage.is_aos)
        return;
    m->schedule.dump_s = 0;
    double page = fmod((double)m->schedule.done, DHS_IMAGE / 256.0);
    double arg[] = {DHS_BASE + 256 * page, 200};
    (void)sim_model_command(m, SOURCE_TIMELINE, SIM_DUMP, arg, 2);
}

void
schedule_step(struct sim_model *m, double dt)
{
    m->schedule.step_s += dt;
    m->schedule.window_s = window_s(&m->orbit);
    if (!m->schedule.is_on || m->dhs.mode == MODE_SERVICE ||
        m->dhs.mode == MODE_BOOT)
        return;
    if (m->schedule.step == SCHEDULE_NONE && m->dhs.mode == MODE_SAFE)
        (void)sim_model_command(
            m, SOURCE_TIMELINE, SIM_MODE, (const double[]){MODE_STANDBY}, 1);
    enum schedule_step next = next_step(m);
    if (next != m->schedule.step)
        begin(m, next);
    patrol(m, dt);
}
