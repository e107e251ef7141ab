/*
 * command.c - what the payload does when it is told to.
 *
 * One row a command: its arguments with their ranges, the modes in which it
 * is taken, and what it does.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>

#include "sim/model.h"

typedef enum command_result (*command_fn)(
    struct sim_model *m, const double *arg);

struct range {
    double low, high;
};

struct row {
    enum sim_command id;
    const char *name;
    uint32_t modes; /* bit set of enum dhs_mode in which it is taken */
    size_t n_args;
    struct range range[SIM_COMMAND_ARGS];
    command_fn run;
};

#define IN(mode) (UINT32_C(1) << (mode))
#define RUNNING                                                                \
    (IN(MODE_STANDBY) | IN(MODE_POINTING) | IN(MODE_SCIENCE) |                 \
        IN(MODE_CALIBRATION) | IN(MODE_SERVICE))
#define ALWAYS (RUNNING | IN(MODE_SAFE))

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
instruments(struct sim_model *m, bool is_on)
{
    for (int i = OUTLET_PTG; i <= OUTLET_RAD; i++)
        (void)power_switch(&m->power, (enum power_outlet)i, is_on);
}

static enum command_result
do_mode(struct sim_model *m, const double *arg)
{
    enum dhs_mode mode = (enum dhs_mode)arg[0];
    if (mode == m->dhs.mode)
        return RESULT_OK;
    if (!(follows[m->dhs.mode] & IN(mode)))
        return RESULT_WRONG_MODE;
    if (mode == MODE_SCIENCE && m->pointing.mode != POINTING_TRACK)
        return RESULT_WRONG_MODE;
    if (mode == MODE_SAFE) {
        for (int i = 0; i < SPECTROMETER_COUNT; i++)
            spectrometer_stop(&m->sp[i]);
        radiometer_stop(&m->rad);
        (void)power_switch(&m->power, OUTLET_LAMP, false);
    }
    instruments(m, mode != MODE_SAFE);
    dhs_set_mode(&m->dhs, m->now, mode);
    return RESULT_OK;
}

static enum command_result
do_auto(struct sim_model *m, const double *arg)
{
    m->schedule.is_on = arg[0] > 0;
    m->schedule.step = SCHEDULE_NONE;
    return RESULT_OK;
}

/* ---- power and heaters --------------------------------------------------- */

static enum command_result
do_outlet(struct sim_model *m, const double *arg)
{
    enum power_outlet outlet = (enum power_outlet)arg[0];
    if (outlet == OUTLET_DHS)
        return RESULT_BAD_ARGUMENT; /* it would switch itself off */
    return power_switch(&m->power, outlet, arg[1] > 0) ? RESULT_OK
                                                       : RESULT_BUSY;
}

static enum command_result
do_outlet_reset(struct sim_model *m, const double *arg)
{
    struct power_lcl *lcl = &m->power.lcl[(int)arg[0]];
    if (lcl->state != LCL_TRIPPED)
        return RESULT_BUSY;
    lcl->state = LCL_OFF;
    return RESULT_OK;
}

static enum command_result
do_heater_mode(struct sim_model *m, const double *arg)
{
    m->thermal.heater[(int)arg[0]].mode = (enum heater_mode)arg[1];
    return RESULT_OK;
}

static enum command_result
do_heater_limits(struct sim_model *m, const double *arg)
{
    if (arg[1] >= arg[2])
        return RESULT_BAD_ARGUMENT;
    struct heater *h = &m->thermal.heater[(int)arg[0]];
    h->low_degc = arg[1];
    h->high_degc = arg[2];
    return RESULT_OK;
}

/* ---- pointing ------------------------------------------------------------ */

static enum command_result
do_point(struct sim_model *m, const double *arg)
{
    if (!power_is_on(&m->power, OUTLET_PTG))
        return RESULT_NO_POWER;
    pointing_go(&m->pointing, (enum pointing_target)arg[0]);
    return RESULT_OK;
}

static enum command_result
do_hold(struct sim_model *m, const double *arg)
{
    (void)arg;
    pointing_hold(&m->pointing);
    return RESULT_OK;
}

static enum command_result
do_offset(struct sim_model *m, const double *arg)
{
    m->pointing.offset_deg[AXIS_AZ] = arg[0];
    m->pointing.offset_deg[AXIS_EL] = arg[1];
    return RESULT_OK;
}

/* ---- instruments --------------------------------------------------------- */

static struct spectrometer *
spectrometer(struct sim_model *m, const double *arg)
{
    return &m->sp[(int)arg[0]];
}

static enum command_result
do_sp_run(struct sim_model *m, const double *arg)
{
    enum spectrum_source source = (enum spectrum_source)arg[1];
    if (source == SOURCE_LAMP && !power_is_on(&m->power, OUTLET_LAMP))
        return RESULT_NO_POWER;
    return spectrometer_run(spectrometer(m, arg), source) ? RESULT_OK
                                                          : RESULT_NO_POWER;
}

static enum command_result
do_sp_stop(struct sim_model *m, const double *arg)
{
    spectrometer_stop(spectrometer(m, arg));
    return RESULT_OK;
}

static enum command_result
do_sp_exposure(struct sim_model *m, const double *arg)
{
    struct spectrometer *s = spectrometer(m, arg);
    if (s->state == SPECTROMETER_EXPOSING)
        return RESULT_BUSY;
    s->exposure_ms = (uint32_t)arg[1];
    s->cadence_s = fmax(5, 2.5 + arg[1] * 1e-3);
    return RESULT_OK;
}

static enum command_result
do_sp_filter(struct sim_model *m, const double *arg)
{
    struct spectrometer *s = spectrometer(m, arg);
    if (s->state == SPECTROMETER_EXPOSING)
        return RESULT_BUSY;
    s->filter_want = (uint32_t)arg[1];
    return RESULT_OK;
}

static enum command_result
do_sp_grating(struct sim_model *m, const double *arg)
{
    struct spectrometer *s = spectrometer(m, arg);
    if (s->state == SPECTROMETER_EXPOSING)
        return RESULT_BUSY;
    s->grating_want = (uint32_t)arg[1];
    return RESULT_OK;
}

static enum command_result
do_sp_scan(struct sim_model *m, const double *arg)
{
    spectrometer(m, arg)->scans = arg[1] > 0;
    return RESULT_OK;
}

static enum command_result
do_sp_bin(struct sim_model *m, const double *arg)
{
    spectrometer(m, arg)->is_binned = arg[1] > 0;
    return RESULT_OK;
}

static enum command_result
do_sp_cooler(struct sim_model *m, const double *arg)
{
    spectrometer(m, arg)->det_set_degc = arg[1];
    return RESULT_OK;
}

static enum command_result
do_rad_run(struct sim_model *m, const double *arg)
{
    (void)arg;
    return radiometer_run(&m->rad) ? RESULT_OK : RESULT_NO_POWER;
}

static enum command_result
do_rad_stop(struct sim_model *m, const double *arg)
{
    (void)arg;
    radiometer_stop(&m->rad);
    return RESULT_OK;
}

static enum command_result
do_rad_cavity(struct sim_model *m, const double *arg)
{
    if (m->rad.is_running)
        return RESULT_BUSY;
    m->rad.cavity = (uint32_t)arg[0];
    return RESULT_OK;
}

/* ---- data handling ------------------------------------------------------- */

static enum command_result
do_dump(struct sim_model *m, const double *arg)
{
    if (m->dhs.dump.left > 0)
        return RESULT_BUSY;
    return dhs_dump_begin(&m->dhs, (uint32_t)arg[0], (uint32_t)arg[1])
               ? RESULT_OK
               : RESULT_BAD_ARGUMENT;
}

static enum command_result
do_diagnostics(struct sim_model *m, const double *arg)
{
    m->dhs.has_diagnostics = arg[0] > 0;
    return RESULT_OK;
}

static enum command_result
do_counters_reset(struct sim_model *m, const double *arg)
{
    (void)arg;
    struct dhs *d = &m->dhs;
    d->edac_single = d->edac_double = d->overruns = 0;
    d->eth_rx = d->eth_tx = d->eth_crc = d->eth_drops = 0;
    d->commands_received = d->commands_accepted = d->commands_refused = 0;
    for (int i = 0; i < DHS_RTS; i++)
        d->rt[i].messages = d->rt[i].errors = d->rt[i].retries = 0;
    m->power.energy_wh = 0;
    return RESULT_OK;
}

/* clang-format off */
static const struct row rows[] = {
    {SIM_MODE, "MODE", ALWAYS, 1, {{MODE_SAFE, MODE_SERVICE}}, do_mode},
    {SIM_AUTO, "AUTO", ALWAYS, 1, {{0, 1}}, do_auto},
    {SIM_OUTLET, "OUTLET", ALWAYS, 2, {{0, OUTLET_COUNT - 1}, {0, 1}}, do_outlet},
    {SIM_OUTLET_RESET, "OUTLET_RESET", ALWAYS, 1, {{0, OUTLET_COUNT - 1}}, do_outlet_reset},
    {SIM_HEATER_MODE, "HEATER_MODE", ALWAYS, 2, {{0, HEATER_COUNT - 1}, {HEATER_OFF, HEATER_ON}}, do_heater_mode},
    {SIM_HEATER_LIMITS, "HEATER_LIMITS", ALWAYS, 3, {{0, HEATER_COUNT - 1}, {-50, 60}, {-50, 60}}, do_heater_limits},
    {SIM_POINT, "POINT", RUNNING, 1, {{TARGET_SUN, TARGET_STOW}}, do_point},
    {SIM_POINT_HOLD, "POINT_HOLD", RUNNING, 0, {{0, 0}}, do_hold},
    {SIM_POINT_OFFSET, "POINT_OFFSET", RUNNING, 2, {{-3, 3}, {-3, 3}}, do_offset},
    {SIM_SP_RUN, "SP_RUN", RUNNING, 2, {{0, 1}, {SOURCE_DARK, SOURCE_LAMP}}, do_sp_run},
    {SIM_SP_STOP, "SP_STOP", ALWAYS, 1, {{0, 1}}, do_sp_stop},
    {SIM_SP_EXPOSURE, "SP_EXPOSURE", RUNNING, 2, {{0, 1}, {10, 60000}}, do_sp_exposure},
    {SIM_SP_FILTER, "SP_FILTER", RUNNING, 2, {{0, 1}, {0, SPECTROMETER_FILTER - 1}}, do_sp_filter},
    {SIM_SP_GRATING, "SP_GRATING", RUNNING, 2, {{0, 1}, {0, SPECTROMETER_GRATES - 1}}, do_sp_grating},
    {SIM_SP_SCAN, "SP_SCAN", RUNNING, 2, {{0, 1}, {0, 1}}, do_sp_scan},
    {SIM_SP_BIN, "SP_BIN", RUNNING, 2, {{0, 1}, {0, 1}}, do_sp_bin},
    {SIM_SP_COOLER, "SP_COOLER", RUNNING, 2, {{0, 1}, {-30, 20}}, do_sp_cooler},
    {SIM_RAD_RUN, "RAD_RUN", RUNNING, 0, {{0, 0}}, do_rad_run},
    {SIM_RAD_STOP, "RAD_STOP", ALWAYS, 0, {{0, 0}}, do_rad_stop},
    {SIM_RAD_CAVITY, "RAD_CAVITY", RUNNING, 1, {{0, RADIOMETER_CAVITIES - 1}}, do_rad_cavity},
    {SIM_DUMP, "DUMP", ALWAYS, 2, {{0, UINT32_MAX}, {1, DHS_IMAGE}}, do_dump},
    {SIM_DIAGNOSTICS, "DIAGNOSTICS", ALWAYS, 1, {{0, 1}}, do_diagnostics},
    {SIM_COUNTERS_RESET, "COUNTERS_RESET", ALWAYS, 0, {{0, 0}}, do_counters_reset},
};
/* clang-format on */

static const struct row *
find(enum sim_command id)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (rows[i].id == id)
            return &rows[i];
    return NULL;
}

const char *
sim_command_name(enum sim_command id, size_t *n_args)
{
    const struct row *row = find(id);
    if (row != NULL)
        *n_args = row->n_args;
    return row != NULL ? row->name : NULL;
}

/* Whole numbers in their ranges, or real ones for degrees. */
static bool
are_in_range(const struct row *row, const double *arg, size_t n)
{
    if (n != row->n_args)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!(arg[i] >= row->range[i].low && arg[i] <= row->range[i].high))
            return false;
    return true;
}

static enum command_result
execute(struct sim_model *m, enum sim_command id, const double *arg, size_t n)
{
    const struct row *row = find(id);
    if (row == NULL)
        return RESULT_NO_SUCH_COMMAND;
    if (!are_in_range(row, arg, n))
        return RESULT_BAD_ARGUMENT;
    if (!(row->modes & IN(m->dhs.mode)))
        return RESULT_WRONG_MODE;
    return row->run(m, arg);
}

enum command_result
sim_model_command(struct sim_model *m, enum dhs_source source,
    enum sim_command id, const double *arg, size_t n)
{
    struct dhs *d = &m->dhs;
    struct dhs_report report = {
        .time = m->now,
        .command = id,
        .count = d->command_count[source]++ & 0x3fff,
        .source = source,
    };
    d->commands_received++;
    enum command_result result = execute(m, id, arg, n);
    report.result = result;
    report.stage = STAGE_ACCEPTED;
    dhs_report_add(d, &report);
    d->last_command = id;
    d->last_result = result;
    if (result != RESULT_OK) {
        d->commands_refused++;
        dhs_event(d, m->now, DHS_EVENT_COMMAND_REFUSED, SEVERITY_LOW, id,
            "command %u refused, result %u", (unsigned)id, (unsigned)result);
        return result;
    }
    d->commands_accepted++;
    report.stage = STAGE_COMPLETED;
    dhs_report_add(d, &report);
    return result;
}
