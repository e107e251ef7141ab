/*
 * command_dhs.c - commands of the computer: modes, schedule, clock, restart,
 * housekeeping, events, monitors, recorder.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "common/attr.h"
#include "sim/command.h"

#define IN COMMAND_IN

/* Modes that can follow a mode. */
static const uint32_t follows[MODE_COUNT] = {
    [MODE_SAFE] = IN(MODE_STANDBY) | IN(MODE_SERVICE),
    [MODE_STANDBY] = IN(MODE_SAFE) | IN(MODE_POINTING) | IN(MODE_CALIBRATION) |
                     IN(MODE_SERVICE),
    [MODE_POINTING] = IN(MODE_SAFE) | IN(MODE_STANDBY) | IN(MODE_SCIENCE) |
                      IN(MODE_CALIBRATION),
    [MODE_SCIENCE] = IN(MODE_SAFE) | IN(MODE_STANDBY) | IN(MODE_POINTING) |
                     IN(MODE_CALIBRATION),
    [MODE_CALIBRATION] = IN(MODE_SAFE) | IN(MODE_STANDBY) | IN(MODE_POINTING),
    [MODE_SERVICE] = IN(MODE_SAFE) | IN(MODE_STANDBY),
};

/* ---- modes --------------------------------------------------------------- */

static void
switch_instruments(struct sim_model *m, bool is_on)
{
    for (int i = OUTLET_PTG; i <= OUTLET_RAD; i++)
        (void)power_switch(&m->power, (enum power_outlet)i, is_on);
}

static void
stop_instruments(struct sim_model *m)
{
    for (int i = 0; i < SPECTROMETER_COUNT; i++)
        spectrometer_stop(&m->sp[i]);
    radiometer_stop(&m->rad);
    (void)power_switch(&m->power, OUTLET_LAMP, false);
}

static enum command_result
do_mode(struct sim_model *m, const struct command_call *c)
{
    enum dhs_mode mode = (enum dhs_mode)c->arg[0];
    if (mode == m->dhs.mode)
        return RESULT_OK;
    if (!(follows[m->dhs.mode] & IN(mode)))
        return RESULT_WRONG_MODE;
    if (mode == MODE_SCIENCE && m->pointing.mode != POINTING_TRACK)
        return RESULT_WRONG_MODE;
    if (mode == MODE_SAFE)
        stop_instruments(m);
    switch_instruments(m, mode != MODE_SAFE);
    dhs_set_mode(&m->dhs, m->now, mode);
    return RESULT_OK;
}

static enum command_result
do_auto(struct sim_model *m, const struct command_call *c)
{
    m->schedule.is_on = c->arg[0] > 0;
    m->schedule.step = SCHEDULE_NONE;
    return RESULT_OK;
}

static enum command_result
do_ping(struct sim_model *m, const struct command_call *c)
{
    (void)m;
    (void)c;
    return RESULT_OK;
}

static enum command_result
do_label(struct sim_model *m, const struct command_call *c)
{
    for (size_t i = 0; i < c->len; i++)
        if (c->data[i] != 0 && (c->data[i] < 0x20 || c->data[i] > 0x7e))
            return RESULT_BAD_ARGUMENT;
    if (c->len != sizeof m->dhs.label)
        return RESULT_BAD_ARGUMENT;
    memcpy(m->dhs.label, c->data, sizeof m->dhs.label);
    return RESULT_OK;
}

/* ---- clock and restart --------------------------------------------------- */

static enum command_result
do_time_sync(struct sim_model *m, const struct command_call *c)
{
    (void)c;
    dhs_sync(&m->dhs);
    return RESULT_OK;
}

static bool
is_time_set(const struct sim_model *m, const struct command_call *c,
    enum command_result *result)
{
    (void)c;
    *result = RESULT_OK;
    return m->dhs.since_sync_s < 5;
}

static enum command_result
do_time_drift(struct sim_model *m, const struct command_call *c)
{
    m->dhs.drift_ppm += c->arg[0];
    return RESULT_OK;
}

static enum command_result
do_watchdog(struct sim_model *m, const struct command_call *c)
{
    bool is_on = c->arg[0] > 0;
    if (!is_on && m->dhs.mode != MODE_SERVICE)
        return RESULT_WRONG_MODE;
    m->dhs.is_watchdog_on = is_on;
    return RESULT_OK;
}

static enum command_result
do_reboot(struct sim_model *m, const struct command_call *c)
{
    (void)c;
    stop_instruments(m);
    switch_instruments(m, false);
    m->schedule.is_on = false;
    m->schedule.step = SCHEDULE_NONE;
    monitor_init(m->monitor);
    for (int i = 0; i < TABLE_COUNT; i++)
        tables_default(m, (enum tables_id)i);
    tc_forget(m);
    dhs_boot(&m->dhs, m->now);
    return RESULT_OK;
}

static bool
is_booted(const struct sim_model *m, const struct command_call *c,
    enum command_result *result)
{
    (void)c;
    *result = m->dhs.is_code_changed ? RESULT_FAILED : RESULT_OK;
    return m->dhs.mode != MODE_BOOT;
}

static enum command_result
do_boot_image(struct sim_model *m, const struct command_call *c)
{
    m->dhs.is_image_b = c->arg[0] > 0;
    return RESULT_OK;
}

/* ---- housekeeping, events, monitors -------------------------------------- */

static enum command_result
do_diagnostics(struct sim_model *m, const struct command_call *c)
{
    m->dhs.has_diagnostics = c->arg[0] > 0;
    return RESULT_OK;
}

static enum command_result
do_hk_rate(struct sim_model *m, const struct command_call *c)
{
    m->dhs.is_fast = c->arg[0] > 0;
    return RESULT_OK;
}

static enum command_result
do_counters_reset(struct sim_model *m, const struct command_call *c)
{
    (void)c;
    struct dhs *d = &m->dhs;
    d->edac_single = d->edac_double = d->overruns = 0;
    d->eth_rx = d->eth_tx = d->eth_crc = d->eth_drops = 0;
    d->commands_received = d->commands_accepted = d->commands_refused = 0;
    d->events_filtered = m->tc.bad = 0;
    for (int i = 0; i < DHS_RTS; i++)
        d->rt[i].messages = d->rt[i].errors = d->rt[i].retries = 0;
    m->power.energy_wh = 0;
    return RESULT_OK;
}

static enum command_result
do_event_filter(struct sim_model *m, const struct command_call *c)
{
    m->dhs.event_least = (enum dhs_severity)c->arg[0];
    return RESULT_OK;
}

static enum command_result
do_monitor(struct sim_model *m, const struct command_call *c)
{
    struct monitor *w = &m->monitor[(int)c->arg[0]];
    w->state = c->arg[1] > 0 ? MONITOR_INSIDE : MONITOR_OFF;
    w->outside_s = 0;
    return RESULT_OK;
}

static enum command_result
do_monitor_set(struct sim_model *m, const struct command_call *c)
{
    if (c->arg[2] >= c->arg[3])
        return RESULT_BAD_ARGUMENT;
    struct monitor *w = &m->monitor[(int)c->arg[0]];
    w->reaction = (enum monitor_reaction)c->arg[1];
    w->low = c->arg[2];
    w->high = c->arg[3];
    w->outside_s = 0;
    return RESULT_OK;
}

/* ---- recorder ------------------------------------------------------------ */

static struct dhs_partition *
partition(struct sim_model *m, const struct command_call *c)
{
    return &m->dhs.partition[(int)c->arg[0]];
}

static enum command_result
do_store_open(struct sim_model *m, const struct command_call *c)
{
    partition(m, c)->is_closed = false;
    return RESULT_OK;
}

static enum command_result
do_store_close(struct sim_model *m, const struct command_call *c)
{
    partition(m, c)->is_closed = true;
    return RESULT_OK;
}

static enum command_result
do_store_delete(struct sim_model *m, const struct command_call *c)
{
    if (!partition(m, c)->is_closed)
        return RESULT_NOT_ALLOWED;
    partition(m, c)->used_kb = 0;
    return RESULT_OK;
}

static enum command_result
do_downlink_start(struct sim_model *m, const struct command_call *c)
{
    if (partition(m, c)->used_kb <= 0)
        return RESULT_NOT_ALLOWED; /* there is nothing to send */
    m->dhs.is_downlink_on = true;
    m->dhs.downlink_of = (int)c->arg[0];
    return RESULT_OK;
}

static enum command_result
do_downlink_stop(struct sim_model *m, const struct command_call *c)
{
    (void)c;
    m->dhs.is_downlink_on = false;
    m->dhs.downlink_of = -1;
    return RESULT_OK;
}

/* clang-format off */
#define ON_OFF ARG_U8(0, 1)
#define PART   ARG_U8(0, DHS_PARTITIONS - 1)
#define ALL    COMMAND_ALWAYS
#define DHS    UNIT_DHS, false

static const struct command_row rows[] = {
    {SIM_MODE, "MODE", 8, 1, ALL, DHS, 1, {ARG_U8(MODE_SAFE, MODE_SERVICE)}, TAIL_NONE, do_mode, NULL, 0.5, 0},
    {SIM_AUTO, "AUTO", 8, 1, ALL, UNIT_NONE, false, 1, {ON_OFF}, TAIL_NONE, do_auto, NULL, 0.2, 0},
    {SIM_PING, "PING", 17, 1, ALL, UNIT_NONE, false, 0, {{0}}, TAIL_NONE, do_ping, NULL, 0, 0},
    {SIM_TIME_SYNC, "TIME_SYNC", 8, 1, ALL, DHS, 0, {{0}}, TAIL_NONE, do_time_sync, is_time_set, 1, 5},
    {SIM_TIME_DRIFT, "TIME_DRIFT", 8, 1, ALL, DHS, 1, {ARG_F32(-10, 10)}, TAIL_NONE, do_time_drift, NULL, 0.2, 0},
    {SIM_WATCHDOG, "WATCHDOG", 8, 1, ALL, DHS, 1, {ON_OFF}, TAIL_NONE, do_watchdog, NULL, 0.2, 0},
    {SIM_REBOOT, "REBOOT", 8, 1, ALL & ~IN(MODE_SCIENCE), UNIT_DHS, true, 0, {{0}}, TAIL_NONE, do_reboot, is_booted, 1, 60},
    {SIM_BOOT_IMAGE, "BOOT_IMAGE", 8, 1, IN(MODE_SERVICE), DHS, 1, {ON_OFF}, TAIL_NONE, do_boot_image, NULL, 0.5, 0},
    {SIM_LABEL, "LABEL", 8, 1, ALL, UNIT_NONE, false, 0, {{0}}, TAIL_TEXT, do_label, NULL, 0.1, 0},
    {SIM_DIAGNOSTICS, "DIAGNOSTICS", 8, 1, ALL, UNIT_NONE, false, 1, {ON_OFF}, TAIL_NONE, do_diagnostics, NULL, 0.1, 0},
    {SIM_COUNTERS_RESET, "COUNTERS_RESET", 8, 1, ALL, UNIT_NONE, false, 0, {{0}}, TAIL_NONE, do_counters_reset, NULL, 0.1, 0},
    {SIM_HK_RATE, "HK_RATE", 3, 31, ALL, UNIT_NONE, false, 1, {ON_OFF}, TAIL_NONE, do_hk_rate, NULL, 0.1, 0},
    {SIM_EVENT_FILTER, "EVENT_FILTER", 5, 5, ALL, UNIT_NONE, false, 1, {ARG_U8(SEVERITY_NORMAL, SEVERITY_HIGH)}, TAIL_NONE, do_event_filter, NULL, 0.1, 0},
    {SIM_MONITOR, "MONITOR", 12, 1, ALL, UNIT_NONE, false, 2, {ARG_U8(0, MONITOR_COUNT - 1), ON_OFF}, TAIL_NONE, do_monitor, NULL, 0.1, 0},
    {SIM_MONITOR_SET, "MONITOR_SET", 12, 7, ALL, UNIT_NONE, false, 4, {ARG_U8(0, MONITOR_COUNT - 1), ARG_U8(REACTION_EVENT, REACTION_SAFE), ARG_F32(-200, 200), ARG_F32(-200, 200)}, TAIL_NONE, do_monitor_set, NULL, 0.1, 0},
    {SIM_STORE_OPEN, "STORE_OPEN", 15, 1, ALL, UNIT_STORE, false, 1, {PART}, TAIL_NONE, do_store_open, NULL, 0.5, 0},
    {SIM_STORE_CLOSE, "STORE_CLOSE", 15, 2, ALL, UNIT_STORE, false, 1, {PART}, TAIL_NONE, do_store_close, NULL, 0.5, 0},
    {SIM_DOWNLINK_START, "DOWNLINK_START", 15, 9, ALL, UNIT_STORE, false, 1, {PART}, TAIL_NONE, do_downlink_start, NULL, 0.5, 0},
    {SIM_DOWNLINK_STOP, "DOWNLINK_STOP", 15, 17, ALL, UNIT_STORE, true, 0, {{0}}, TAIL_NONE, do_downlink_stop, NULL, 0.2, 0},
    {SIM_STORE_DELETE, "STORE_DELETE", 15, 11, ALL, UNIT_STORE, false, 1, {PART}, TAIL_NONE, do_store_delete, NULL, 2, 0},
};
/* clang-format on */

const struct command_row *
sim_command_dhs_rows(size_t *n)
{
    *n = ARRAY_LEN(rows);
    return rows;
}
