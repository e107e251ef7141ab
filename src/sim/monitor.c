/*
 * monitor.c - what monitors watch, and what they do.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/monitor.h"

#include <math.h>

#include "common/attr.h"
#include "sim/model.h"

static const struct {
    const char *name;
    double low, high;
} monitors[MONITOR_COUNT] = {
    [MONITOR_BUS_V] = {"28 V bus", 25, 32},
    [MONITOR_BASE_T] = {"base plate", -5, 45},
    [MONITOR_SPA_DET_T] = {"detector A", -25, 0},
    [MONITOR_SPB_DET_T] = {"detector B", -20, 5},
};

void
monitor_init(struct monitor monitor[MONITOR_COUNT])
{
    for (int i = 0; i < MONITOR_COUNT; i++)
        monitor[i] =
            (struct monitor){.low = monitors[i].low, .high = monitors[i].high};
}

static double
watched(const struct sim_model *m, int i)
{
    const double value[MONITOR_COUNT] = {
        [MONITOR_BUS_V] = m->power.bus_v,
        [MONITOR_BASE_T] = m->thermal.sensor_degc[NODE_BASE],
        [MONITOR_SPA_DET_T] = m->sp[SPECTROMETER_A].det_meas_degc,
        [MONITOR_SPB_DET_T] = m->sp[SPECTROMETER_B].det_meas_degc,
    };
    return value[i];
}

static void
react(struct sim_model *m, int i, double value)
{
    dhs_event(&m->dhs, m->now, DHS_EVENT_MONITOR, SEVERITY_HIGH, (uint32_t)i,
        "monitor: %s %.2f outside", monitors[i].name, value);
    if (m->monitor[i].reaction == REACTION_SAFE && m->dhs.mode != MODE_SAFE &&
        m->dhs.mode != MODE_BOOT)
        (void)sim_model_command(
            m, SOURCE_FDIR, SIM_MODE, (const double[]){MODE_SAFE}, 1);
}

void
monitor_step(struct sim_model *m, double dt)
{
    for (int i = 0; i < MONITOR_COUNT; i++) {
        struct monitor *w = &m->monitor[i];
        if (w->state == MONITOR_OFF)
            continue;
        double value = watched(m, i);
        bool is_outside = value < w->low || value > w->high;
        w->outside_s = is_outside ? w->outside_s + dt : 0;
        if (!is_outside)
            w->state = MONITOR_INSIDE;
        else if (w->state == MONITOR_INSIDE && w->outside_s >= MONITOR_S) {
            w->state = MONITOR_OUTSIDE;
            react(m, i, value);
        }
    }
}
