/*
 * anomaly.c - the scripts.
 *
 * Times are seconds since the start of the model.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/anomaly.h"

#include <assert.h>

#include "common/attr.h"
#include "common/str.h"
#include "common/time.h"
#include "sim/model.h"

struct anomaly_command {
    double at_s;
    enum sim_command id;
    size_t n;
    double arg[SIM_COMMAND_ARGS];
};

/* clang-format off */

/*
 * Kind after kind, in four minutes, while the platform follows the Sun and
 * all instruments measure.
 */
static const struct fault walk_faults[] = {
    /* one wrong sample, which is no alarm */
    {FAULT_BIAS, "PDU_P15_V", 0, 1.2, 0, 6, 7},
    /* a detector that warms up: watch, warning, distress, critical, back */
    {FAULT_COOLER, NULL, SPECTROMETER_A, 0, 0, 10, 100},
    /* a dip of the feeds: a change too fast, over before anybody looks */
    {FAULT_FEED_SAG, NULL, 0, 9, 0, 20, 27},
    /* no number from an analogue channel */
    {FAULT_DEAD, "RAD_HEAT_V", 0, 0, 0, 32, 40},
    /* an outlet that trips: its state, its counter, and what hangs on it */
    {FAULT_OVERLOAD, NULL, OUTLET_SPB, 90, 0, 44, 60},
    /* a unit that does not answer: a flag, and its errors */
    {FAULT_TERMINAL, NULL, 4, 0, 0, 52, 74},
    /* a counter that stands still */
    {FAULT_STUCK, "DHS_SCRUB", 0, 0, 0, 60, 95},
    /* a noisy Sun sensor: not on target although it tracks */
    {FAULT_SUN_SENSOR, NULL, 0, 300, 0, 78, 112},
    /* a value that hovers about its limit: one alarm, not thirty */
    {FAULT_SHOWS, "DHS_FPGA_T", 0, 50, 0.35, 85, 130},
    /* packets that do not come: expired */
    {FAULT_SILENT, "DHS_STORAGE", 0, 0, 0, 100, 138},
    {FAULT_SILENT, "RAD_HK", 0, 0, 0, 120, 140},
};
static const struct anomaly_command walk_commands[] = {
    {130, SIM_OUTLET_RESET, 1, {OUTLET_SPB}},
    {132, SIM_OUTLET, 2, {OUTLET_SPB, 1}},
    {136, SIM_SP_RUN, 2, {SPECTROMETER_B, SOURCE_SUN}},
};

/*
 * The Sun sensor's heater: half of its mat is shorted, and its switch does not
 * open any more; after a window, on the way into the night.  The thermostat gives up, commands do not help, and the
 * ground takes the power from the outlet until the switch has let go.
 */
static const struct fault heater_faults[] = {
    {FAULT_HEATER_ON, NULL, HEATER_SUN_SENSOR, 0, 0, 60, 800},
    {FAULT_HEATER_POWER, NULL, HEATER_SUN_SENSOR, 3.0, 0, 60, 800},
    /* a quadrant of the sensor drifts as it warms up, then recovers */
    {FAULT_DRIFT, "PTG_SS_A", 0, 0.006, 0, 300, 900},
};
static const struct anomaly_command heater_commands[] = {
    {520, SIM_HEATER_MODE, 2, {HEATER_SUN_SENSOR, HEATER_OFF}},
    {640, SIM_OUTLET, 2, {OUTLET_HTRB, 0}},
    {840, SIM_OUTLET, 2, {OUTLET_HTRB, 1}},
    {850, SIM_HEATER_MODE, 2, {HEATER_SUN_SENSOR, HEATER_AUTO}},
};

static const struct anomaly anomalies[] = {
    {"walk", "one alarm of each kind, in four minutes", -42, 240,
        walk_faults, ARRAY_LEN(walk_faults),
        walk_commands, ARRAY_LEN(walk_commands)},
    {"heater", "a heater that cannot be switched off", 80, 1400,
        heater_faults, ARRAY_LEN(heater_faults),
        heater_commands, ARRAY_LEN(heater_commands)},
};
/* clang-format on */

const struct anomaly *
anomaly_at(size_t i)
{
    return i < ARRAY_LEN(anomalies) ? &anomalies[i] : NULL;
}

const struct anomaly *
anomaly_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(anomalies); i++)
        if (str_eq(anomalies[i].name, name))
            return &anomalies[i];
    return NULL;
}

void
anomaly_begin(struct sim_model *m)
{
    const struct anomaly *a = m->config.anomaly;
    for (size_t i = 0; a != NULL && i < a->n_faults; i++) {
        enum err e = faults_add(&m->faults, &a->fault[i]);
        assert(e == ERR_OK); /* it names what the model has */
        (void)e;
    }
}

void
anomaly_step(struct sim_model *m)
{
    const struct anomaly *a = m->config.anomaly;
    double since_s = (double)utc_diff_ns(m->now, m->config.start) * 1e-9;
    while (a != NULL && m->anomaly_done < a->n_commands &&
           since_s >= a->command[m->anomaly_done].at_s) {
        const struct anomaly_command *c = &a->command[m->anomaly_done++];
        (void)sim_model_command(m, SOURCE_GROUND, c->id, c->arg, c->n);
    }
}
