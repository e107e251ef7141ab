/*
 * command_spectrometer.c - commands of the spectrometers.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>

#include "common/attr.h"
#include "sim/command.h"

static struct spectrometer *
unit(struct sim_model *m, const struct command_call *c)
{
    return &m->sp[(int)c->arg[0]];
}

static const struct spectrometer *
unit_of(const struct sim_model *m, const struct command_call *c)
{
    return &m->sp[(int)c->arg[0]];
}

static bool
is_off(const struct spectrometer *s)
{
    return s->state == SPECTROMETER_OFF;
}

/* ---- exposures ----------------------------------------------------------- */

static bool
has_lamp(const struct sim_model *m, enum spectrum_source source)
{
    return source != SOURCE_LAMP || power_is_on(&m->power, OUTLET_LAMP);
}

static enum command_result
do_run(struct sim_model *m, const struct command_call *c)
{
    enum spectrum_source source = (enum spectrum_source)c->arg[1];
    if (!has_lamp(m, source))
        return RESULT_NO_POWER;
    return spectrometer_run(unit(m, c), source) ? RESULT_OK : RESULT_NO_POWER;
}

/* The first exposure has begun. */
static bool
does_run(const struct sim_model *m, const struct command_call *c,
    enum command_result *result)
{
    const struct spectrometer *s = unit_of(m, c);
    *result = is_off(s)        ? RESULT_NO_POWER
              : !s->is_running ? RESULT_ABORTED
                               : RESULT_OK;
    return *result != RESULT_OK || s->state == SPECTROMETER_EXPOSING;
}

static enum command_result
do_expose(struct sim_model *m, const struct command_call *c)
{
    enum spectrum_source source = (enum spectrum_source)c->arg[2];
    struct spectrometer *s = unit(m, c);
    if (s->is_running)
        return RESULT_BUSY;
    if (!has_lamp(m, source))
        return RESULT_NO_POWER;
    if (source == SOURCE_SUN && m->orbit.light == ORBIT_ECLIPSE)
        return RESULT_NOT_ALLOWED;
    return spectrometer_series(s, source, (uint32_t)c->arg[1])
               ? RESULT_OK
               : RESULT_NO_POWER;
}

static bool
is_exposed(const struct sim_model *m, const struct command_call *c,
    enum command_result *result)
{
    const struct spectrometer *s = unit_of(m, c);
    *result = is_off(s)           ? RESULT_NO_POWER
              : s->is_series_done ? RESULT_OK
                                  : RESULT_ABORTED;
    return is_off(s) || s->series == 0;
}

static enum command_result
do_stop(struct sim_model *m, const struct command_call *c)
{
    spectrometer_stop(unit(m, c));
    return RESULT_OK;
}

static enum command_result
do_exposure(struct sim_model *m, const struct command_call *c)
{
    struct spectrometer *s = unit(m, c);
    if (s->state == SPECTROMETER_EXPOSING)
        return RESULT_BUSY;
    s->exposure_ms = (uint32_t)c->arg[1];
    s->cadence_s = fmax(5, 2.5 + c->arg[1] * 1e-3);
    return RESULT_OK;
}

static enum command_result
do_cadence(struct sim_model *m, const struct command_call *c)
{
    struct spectrometer *s = unit(m, c);
    if (c->arg[1] < s->exposure_ms * 1e-3 + 2.5)
        return RESULT_BAD_ARGUMENT;
    s->cadence_s = c->arg[1];
    return RESULT_OK;
}

static enum command_result
do_shutter(struct sim_model *m, const struct command_call *c)
{
    if (is_off(unit(m, c)))
        return RESULT_NO_POWER;
    return spectrometer_shutter(unit(m, c), c->arg[1] > 0) ? RESULT_OK
                                                           : RESULT_BUSY;
}

/* ---- filter wheel and grating -------------------------------------------- */

static enum command_result
do_filter(struct sim_model *m, const struct command_call *c)
{
    struct spectrometer *s = unit(m, c);
    if (s->state == SPECTROMETER_EXPOSING)
        return RESULT_BUSY;
    s->filter_want = (uint32_t)c->arg[1];
    return RESULT_OK;
}

static enum command_result
do_grating(struct sim_model *m, const struct command_call *c)
{
    struct spectrometer *s = unit(m, c);
    if (s->state == SPECTROMETER_EXPOSING)
        return RESULT_BUSY;
    spectrometer_window(s, (uint32_t)c->arg[1]);
    return RESULT_OK;
}

static bool
has_filter(const struct sim_model *m, const struct command_call *c,
    enum command_result *result)
{
    const struct spectrometer *s = unit_of(m, c);
    uint32_t want = (uint32_t)c->arg[1];
    *result = is_off(s)                ? RESULT_NO_POWER
              : s->filter_want != want ? RESULT_ABORTED
                                       : RESULT_OK;
    return *result != RESULT_OK ||
           (s->filter == want && s->state != SPECTROMETER_MOVING);
}

static bool
has_window(const struct sim_model *m, const struct command_call *c,
    enum command_result *result)
{
    const struct spectrometer *s = unit_of(m, c);
    uint32_t want = (uint32_t)c->arg[1];
    bool is_there = s->grating == want && s->state != SPECTROMETER_MOVING;
    *result = is_off(s)                              ? RESULT_NO_POWER
              : s->grating_want != want && !is_there ? RESULT_ABORTED
                                                     : RESULT_OK;
    return *result != RESULT_OK || is_there;
}

static enum command_result
do_scan(struct sim_model *m, const struct command_call *c)
{
    unit(m, c)->scans = c->arg[1] > 0;
    return RESULT_OK;
}

static enum command_result
do_sequence(struct sim_model *m, const struct command_call *c)
{
    struct spectrometer *s = unit(m, c);
    for (int i = 0; i < SPECTROMETER_GRATES; i++)
        s->order[i] = (uint32_t)c->arg[1 + i];
    s->scan_at = SPECTROMETER_GRATES - 1; /* the next one is the first */
    return RESULT_OK;
}

/* ---- detector, intensifier ----------------------------------------------- */

static enum command_result
do_bin(struct sim_model *m, const struct command_call *c)
{
    unit(m, c)->is_binned = c->arg[1] > 0;
    return RESULT_OK;
}

static enum command_result
do_cooler(struct sim_model *m, const struct command_call *c)
{
    unit(m, c)->det_set_degc = c->arg[1];
    return RESULT_OK;
}

static bool
is_cold(const struct sim_model *m, const struct command_call *c,
    enum command_result *result)
{
    const struct spectrometer *s = unit_of(m, c);
    *result = is_off(s) || !s->is_tec_on     ? RESULT_NO_POWER
              : s->det_set_degc != c->arg[1] ? RESULT_ABORTED
                                             : RESULT_OK;
    return *result != RESULT_OK || fabs(s->det_degc - s->det_set_degc) < 0.2;
}

static enum command_result
do_tec(struct sim_model *m, const struct command_call *c)
{
    unit(m, c)->is_tec_on = c->arg[1] > 0;
    return RESULT_OK;
}

static enum command_result
do_hv(struct sim_model *m, const struct command_call *c)
{
    struct spectrometer *s = &m->sp[SPECTROMETER_A];
    if (is_off(s))
        return RESULT_NO_POWER;
    s->hv_set_volt = c->arg[0];
    return RESULT_OK;
}

static bool
has_hv(const struct sim_model *m, const struct command_call *c,
    enum command_result *result)
{
    const struct spectrometer *s = &m->sp[SPECTROMETER_A];
    *result = is_off(s)                     ? RESULT_NO_POWER
              : s->hv_set_volt != c->arg[0] ? RESULT_ABORTED
                                            : RESULT_OK;
    return *result != RESULT_OK || fabs(s->hv_volt - s->hv_set_volt) < 5;
}

/* clang-format off */
#define SP     UNIT_SP, false
#define ASIDE  UNIT_NONE, false /* beside whatever the unit does */
#define UNIT   ARG_U8(0, SPECTROMETER_COUNT - 1)
#define ON_OFF ARG_U8(0, 1)
#define LIGHT  ARG_U8(SOURCE_DARK, SOURCE_LAMP)
#define WINDOW ARG_U8(0, SPECTROMETER_GRATES - 1)
#define DEGC   ARG_CAL(CODE_TWOS, -30, 20, 0.01, 0)
#define PERIOD ARG_CAL(CODE_UNSIGNED, 3, 600, 0.1, 0)
#define VOLT   ARG_CAL(CODE_UNSIGNED, 0, 890, 0.21, 2e-6)
#define RUN    COMMAND_RUNNING

static const struct command_row rows[] = {
    {SIM_SP_RUN, "SP_RUN", 8, 1, RUN, SP, 2, {UNIT, LIGHT}, TAIL_NONE, do_run, does_run, 0.2, 90},
    {SIM_SP_STOP, "SP_STOP", 8, 1, COMMAND_ALWAYS, UNIT_SP, true, 1, {UNIT}, TAIL_NONE, do_stop, NULL, 0.2, 0},
    {SIM_SP_EXPOSURE, "SP_EXPOSURE", 8, 1, RUN, ASIDE, 2, {UNIT, ARG_U16(10, 60000)}, TAIL_NONE, do_exposure, NULL, 0.2, 0},
    {SIM_SP_FILTER, "SP_FILTER", 8, 1, RUN, SP, 2, {UNIT, ARG_U8(0, SPECTROMETER_FILTER - 1)}, TAIL_NONE, do_filter, has_filter, 0.5, 30},
    {SIM_SP_GRATING, "SP_GRATING", 8, 1, RUN, SP, 2, {UNIT, WINDOW}, TAIL_NONE, do_grating, has_window, 0.5, 30},
    {SIM_SP_SCAN, "SP_SCAN", 8, 1, RUN, ASIDE, 2, {UNIT, ON_OFF}, TAIL_NONE, do_scan, NULL, 0.2, 0},
    {SIM_SP_BIN, "SP_BIN", 8, 1, RUN, ASIDE, 2, {UNIT, ON_OFF}, TAIL_NONE, do_bin, NULL, 0.2, 0},
    {SIM_SP_COOLER, "SP_COOLER", 8, 1, RUN, ASIDE, 2, {UNIT, DEGC}, TAIL_NONE, do_cooler, is_cold, 1, 1200},
    {SIM_SP_EXPOSE, "SP_EXPOSE", 8, 1, COMMAND_EXPOSES, SP, 3, {UNIT, ARG_U16(1, 1000), LIGHT}, TAIL_NONE, do_expose, is_exposed, 0.2, 7000},
    {SIM_SP_SHUTTER, "SP_SHUTTER", 8, 1, RUN, SP, 2, {UNIT, ON_OFF}, TAIL_NONE, do_shutter, NULL, 0.3, 0},
    {SIM_SP_CADENCE, "SP_CADENCE", 8, 1, RUN, ASIDE, 2, {UNIT, PERIOD}, TAIL_NONE, do_cadence, NULL, 0.2, 0},
    {SIM_SP_SEQUENCE, "SP_SEQUENCE", 8, 1, RUN, ASIDE, 5, {UNIT, WINDOW, WINDOW, WINDOW, WINDOW}, TAIL_NONE, do_sequence, NULL, 0.2, 0},
    {SIM_SP_TEC, "SP_TEC", 8, 1, RUN, ASIDE, 2, {UNIT, ON_OFF}, TAIL_NONE, do_tec, NULL, 0.2, 0},
    {SIM_SPA_HV, "SPA_HV", 8, 1, RUN, ASIDE, 1, {VOLT}, TAIL_NONE, do_hv, has_hv, 0.5, 45},
};
/* clang-format on */

const struct command_row *
sim_command_spectrometer_rows(size_t *n)
{
    *n = ARRAY_LEN(rows);
    return rows;
}
