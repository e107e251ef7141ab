/*
 * faults.c - begin, end and effect of faults.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/faults.h"

#include <math.h>
#include <string.h>

#include "common/str.h"
#include "common/time.h"
#include "sim/model.h"
#include "sim/tc_pattern.h"
#include "sim/telemetry.h"

#define STREAM 16 /* of random numbers */

void
faults_init(struct faults *faults, uint64_t seed)
{
    *faults = (struct faults){0};
    prng_init(&faults->prng, seed, STREAM);
}

/* ---- planning ------------------------------------------------------------ */

static bool
is_measured(enum fault_kind kind)
{
    return kind >= FAULT_STUCK && kind <= FAULT_DEAD;
}

static bool
is_packet_type(const char *name)
{
    size_t n = 0;
    const struct telemetry_type *type = telemetry_types(&n);
    for (size_t i = 0; i < n; i++)
        if (str_eq(type[i].name, name))
            return true;
    return str_eq(name, "all");
}

/* How many units a kind of hardware has; 0: it has no numbers. */
static const unsigned unit_count[FAULT_KIND_COUNT] = {
    [FAULT_HEATER_ON] = HEATER_COUNT,
    [FAULT_HEATER_POWER] = HEATER_COUNT,
    [FAULT_OVERLOAD] = OUTLET_COUNT,
    [FAULT_COOLER] = SPECTROMETER_COUNT,
    [FAULT_TERMINAL] = DHS_RTS,
};

enum err
faults_add(struct faults *faults, const struct fault *fault)
{
    struct fault_state state = {.fault = *fault};
    if ((unsigned)fault->kind >= FAULT_KIND_COUNT)
        return ERR_NOTFOUND;
    unsigned units = unit_count[fault->kind];
    if (units > 0 && fault->unit >= units)
        return ERR_NOTFOUND;
    if (is_measured(fault->kind) &&
        (fault->name == NULL || !telemetry_find(fault->name, &state.row)))
        return ERR_NOTFOUND;
    if (fault->kind >= FAULT_SILENT &&
        (fault->name == NULL || !is_packet_type(fault->name)))
        return ERR_NOTFOUND;
    if (!(fault->from_s >= 0) || !(fault->until_s > fault->from_s) ||
        !isfinite(fault->a) || !isfinite(fault->b))
        return ERR_RANGE;
    if (faults->n == FAULTS_MAX)
        return ERR_LIMIT;
    faults->state[faults->n++] = state;
    return ERR_OK;
}

static double
since_start(const struct sim_model *m)
{
    return (double)utc_diff_ns(m->now, m->config.start) * 1e-9;
}

enum err
faults_begin(struct sim_model *m, size_t handle, const struct fault *fault,
    const struct tc_pattern *pattern)
{
    struct fault open = *fault;
    open.from_s = fmax(0, since_start(m));
    open.until_s = (double)INFINITY;
    enum err e = faults_add(&m->faults, &open);
    if (e == ERR_OK) {
        m->faults.state[m->faults.n - 1].handle = handle;
        m->faults.state[m->faults.n - 1].pattern = pattern;
    }
    return e;
}

/* ---- effect -------------------------------------------------------------- */

/* Hardware as it is at fault, or whole again. */
static void
apply(struct sim_model *m, const struct fault *f, bool is_on)
{
    switch (f->kind) {
    case FAULT_HEATER_ON:
        m->thermal.heater[f->unit].is_stuck = is_on;
        break;
    case FAULT_HEATER_POWER:
        m->thermal.heater[f->unit].power = is_on ? f->a : 1;
        break;
    case FAULT_FEED_SAG:
        m->power.sag_v = is_on ? f->a : 0;
        break;
    case FAULT_OVERLOAD:
        m->power.lcl[f->unit].extra_w = is_on ? f->a : 0;
        break;
    case FAULT_COOLER:
        m->sp[f->unit].cooling = is_on ? f->a : 1;
        break;
    case FAULT_TERMINAL:
        m->dhs.rt[f->unit].is_alive = !is_on;
        break;
    case FAULT_SUN_SENSOR:
        m->pointing.noise_arcsec = is_on ? f->a : POINTING_NOISE_ARCSEC;
        break;
    case FAULT_BLIND:
        m->pointing.is_blind = is_on;
        break;
    case FAULT_LOS:
    case FAULT_COMMAND:
    case FAULT_BITS:
    case FAULT_STUCK:
    case FAULT_BIAS:
    case FAULT_DRIFT:
    case FAULT_NOISE:
    case FAULT_SHOWS:
    case FAULT_DEAD:
    case FAULT_SILENT:
    case FAULT_LOSS:
    case FAULT_KIND_COUNT:
        break;
    }
}

static void
measure(struct faults *faults, struct fault_state *s, double since_s)
{
    const struct fault *f = &s->fault;
    if (f->kind == FAULT_BIAS)
        s->add = f->a;
    else if (f->kind == FAULT_DRIFT)
        s->add = f->a * (since_s - f->from_s);
    else if (f->kind == FAULT_NOISE)
        s->add = f->a * prng_gauss(&faults->prng);
    else if (f->kind == FAULT_SHOWS)
        s->shows = f->a + f->b * prng_gauss(&faults->prng);
}

static void
turn(struct sim_model *m, struct fault_state *s, bool is_on)
{
    if (is_on == s->is_on)
        return;
    if (is_on && s->fault.kind == FAULT_STUCK)
        s->shows = telemetry_number(m, s->row);
    apply(m, &s->fault, is_on);
    if (is_measured(s->fault.kind))
        m->faults.n_measured += is_on ? 1 : (size_t)-1;
    s->is_on = is_on;
}

void
faults_step(struct sim_model *m)
{
    struct faults *faults = &m->faults;
    double since_s = since_start(m);
    for (size_t i = 0; i < faults->n; i++) {
        struct fault_state *s = &faults->state[i];
        turn(m, s, since_s >= s->fault.from_s && since_s < s->fault.until_s);
        if (s->is_on && is_measured(s->fault.kind))
            measure(faults, s, since_s);
    }
}

void
faults_end(struct sim_model *m, size_t handle)
{
    struct faults *faults = &m->faults;
    for (size_t i = 0; i < faults->n; i++) {
        if (faults->state[i].handle != handle)
            continue;
        turn(m, &faults->state[i], false);
        faults->n--;
        memmove(&faults->state[i], &faults->state[i + 1],
            (faults->n - i) * sizeof faults->state[0]);
        return;
    }
}

double
faults_show(const struct faults *faults, size_t row, double value)
{
    if (faults->n_measured == 0)
        return value;
    for (size_t i = 0; i < faults->n; i++) {
        const struct fault_state *s = &faults->state[i];
        if (!s->is_on || !is_measured(s->fault.kind) || s->row != row)
            continue;
        if (s->fault.kind == FAULT_DEAD)
            return NAN;
        if (s->fault.kind == FAULT_STUCK || s->fault.kind == FAULT_SHOWS)
            value = s->shows;
        else
            value += s->add;
    }
    return value;
}

/* Is a fault of that kind on for packets of type `name`? */
static bool
hits(const struct fault_state *s, enum fault_kind kind, const char *name)
{
    return s->is_on && s->fault.kind == kind &&
           (str_eq(s->fault.name, name) || str_eq(s->fault.name, "all"));
}

bool
faults_is_silent(const struct faults *faults, const char *name)
{
    for (size_t i = 0; i < faults->n; i++)
        if (hits(&faults->state[i], FAULT_SILENT, name))
            return true;
    return false;
}

bool
faults_loses(struct faults *faults, const char *name)
{
    for (size_t i = 0; i < faults->n; i++)
        if (hits(&faults->state[i], FAULT_LOSS, name) &&
            prng_unit(&faults->prng) < faults->state[i].fault.a)
            return true;
    return false;
}

#define CUT_SHARE 0.25 /* of damaged packets */

size_t
faults_damage(
    struct faults *faults, const char *name, uint8_t *packet, size_t len)
{
    for (size_t i = 0; i < faults->n; i++) {
        if (!hits(&faults->state[i], FAULT_BITS, name) ||
            prng_unit(&faults->prng) >= faults->state[i].fault.a)
            continue;
        if (prng_unit(&faults->prng) < CUT_SHARE)
            return (size_t)(1 + prng_unit(&faults->prng) * (double)(len - 1));
        for (int k = 0; k < 3; k++) {
            double at = prng_unit(&faults->prng) * (double)len * 8;
            size_t bit = (size_t)at;
            packet[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
    }
    return len;
}

bool
faults_is_los(const struct faults *faults)
{
    for (size_t i = 0; i < faults->n; i++)
        if (faults->state[i].is_on && faults->state[i].fault.kind == FAULT_LOS)
            return true;
    return false;
}

unsigned
faults_telecommand(const struct faults *faults, const uint8_t *p, size_t len)
{
    unsigned set = 0;
    for (size_t i = 0; i < faults->n; i++) {
        const struct fault_state *s = &faults->state[i];
        if (s->is_on && s->fault.kind == FAULT_COMMAND &&
            (s->pattern == NULL || tc_pattern_fits(s->pattern, p, len)))
            set |= s->fault.unit;
    }
    return set;
}
