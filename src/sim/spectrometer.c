/*
 * spectrometer.c - exposures, dark current, shot noise, mechanisms, cooler.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/spectrometer.h"

#include <math.h>
#include <stddef.h>

#include "common/attr.h"
#include "sim/solar.h"

#define READ_S    0.4 /* to read the detector out */
#define MOVE_S    1.2 /* a step of grating drive or filter wheel */
#define BIAS      310.0
#define READ_E    9.0 /* read-out noise, counts */
#define ELECTRONS 3.2 /* photo-electrons a count */

/* How the two differ. */
struct kind {
    double step_nm[3]; /* centre wavelength over the grating step: polynomial */
    uint32_t grate_step[SPECTROMETER_GRATES];
    double counts_s[SPECTROMETER_GRATES]; /* per W/m^2/nm at each window */
    double window_nm;                     /* width of a window */
    double dark_counts_s;                 /* at 0 degC; doubles every 6.5 K */
    double hv_volt;                       /* 0: has no intensifier */
    uint32_t exposure_ms;
    double det_set_degc;
};

static const struct kind kinds[SPECTROMETER_COUNT] = {
    [SPECTROMETER_A] =
        {
            .step_nm = {148.0, 0.01290, -9.0e-8},
            .grate_step = {2580, 6000, 9420, 13000},
            .counts_s = {3.2e6, 4.2e5, 6.8e4, 3.0e4},
            .window_nm = 46,
            .dark_counts_s = 190,
            .hv_volt = 865,
            .exposure_ms = 2000,
            .det_set_degc = -18,
        },
    [SPECTROMETER_B] =
        {
            .step_nm = {352.0, 0.04480, -2.6e-7},
            .grate_step = {2900, 6500, 10200, 14100},
            .counts_s = {2.7e4, 2.9e4, 3.6e4, 5.0e4},
            .window_nm = 168,
            .dark_counts_s = 260,
            .hv_volt = 0,
            .exposure_ms = 800,
            .det_set_degc = -12,
        },
};

/* Part of the light a filter lets through: 0 open .. 7 blocked. */
static const double filter_pass[SPECTROMETER_FILTER] = {
    1, 0.82, 0.61, 0.50, 0.32, 0.10, 0.032, 0};

/* Lines of the lamps: deuterium with mercury for A, neon and argon for B. */
static const double lamp_nm[SPECTROMETER_COUNT][8] = {
    {184.9, 194.2, 226.2, 253.7, 265.2, 296.7, 302.2, 313.2},
    {435.8, 546.1, 585.2, 640.2, 703.2, 763.5, 811.5, 912.3},
};

void
spectrometer_init(
    struct spectrometer *s, enum spectrometer_id id, uint64_t seed)
{
    const struct kind *kind = &kinds[id];
    *s = (struct spectrometer){
        .id = id,
        .scans = true,
        .exposure_ms = kind->exposure_ms,
        .cadence_s = 5,
        .filter = 7,
        .filter_want = 7,
        .grating_step = kind->grate_step[0],
        .det_degc = 10,
        .cooling = 1,
        .det_set_degc = kind->det_set_degc,
        .exposures = 384112,
        .aborted = 9,
        .shutter_cycles = 184213,
        .moves = 702551,
        .lamp_hours = 61.3,
        .next_number = 384113,
        .order = {0, 1, 2, 3},
        .is_tec_on = true,
        .tec_max_amp = SPECTROMETER_TEC_A,
        .lamp_set_amp = SPECTROMETER_LAMP_A,
    };
    prng_init(&s->prng, seed, 4 + (uint64_t)id);
    s->centre_nm = spectrometer_centre_nm(id, s->grating_step);
}

double
spectrometer_centre_nm(enum spectrometer_id id, double step)
{
    const double *c = kinds[id].step_nm;
    return c[0] + step * (c[1] + step * c[2]);
}

static void
enter(struct spectrometer *s, enum spectrometer_state state)
{
    s->state = state;
    s->state_s = 0;
}

static void
shutter(struct spectrometer *s, bool is_open)
{
    s->shutter_cycles += is_open && !s->is_shutter_open;
    s->is_shutter_open = is_open;
}

bool
spectrometer_run(struct spectrometer *s, enum spectrum_source source)
{
    if (s->state == SPECTROMETER_OFF || s->state == SPECTROMETER_ERROR)
        return false;
    s->source = source;
    s->is_running = true;
    s->series = 0;
    s->since_s = s->cadence_s;
    s->filter_want = source == SOURCE_DARK ? 7 : source == SOURCE_LAMP ? 0 : 1;
    s->is_lamp_on = source == SOURCE_LAMP;
    s->hv_set_volt = kinds[s->id].hv_volt;
    return true;
}

void
spectrometer_stop(struct spectrometer *s)
{
    if (s->state == SPECTROMETER_EXPOSING)
        s->aborted++;
    s->is_running = s->is_series_done = false;
    s->series = 0;
    s->is_lamp_on = false;
    s->hv_set_volt = 0;
    s->filter_want = 7;
    shutter(s, false);
    if (s->state != SPECTROMETER_OFF && s->state != SPECTROMETER_ERROR)
        enter(s, SPECTROMETER_IDLE);
}

bool
spectrometer_series(
    struct spectrometer *s, enum spectrum_source source, uint32_t n)
{
    if (!spectrometer_run(s, source))
        return false;
    s->series = n;
    s->is_series_done = false;
    return true;
}

void
spectrometer_window(struct spectrometer *s, uint32_t window)
{
    s->grating_want = window;
    for (uint32_t i = 0; i < SPECTROMETER_GRATES; i++)
        if (s->order[s->scan_at] != window)
            s->scan_at = (s->scan_at + 1) % SPECTROMETER_GRATES;
}

bool
spectrometer_shutter(struct spectrometer *s, bool is_open)
{
    if (s->is_running || s->state == SPECTROMETER_EXPOSING)
        return false;
    shutter(s, is_open);
    return true;
}

/* ---- the light on a pixel ------------------------------------------------ */

static double
lamp_counts_s(const struct spectrometer *s, double nm)
{
    double rate = 450; /* continuum of the lamp */
    double width = kinds[s->id].window_nm / SPECTRUM_PIXELS * 1.3;
    for (size_t i = 0; i < ARRAY_LEN(lamp_nm[0]); i++) {
        double x = (nm - lamp_nm[s->id][i]) / width;
        if (fabs(x) < 6)
            rate += (5200 + 1100 * (double)(i % 4)) * exp(-x * x / 2);
    }
    return rate * fmin(1, s->lamp_amp / SPECTROMETER_LAMP_A);
}

/* Counts a second that light makes at `nm`. */
static double
light_counts_s(const struct spectrometer *s, double nm, double sun_au)
{
    double rate = 0;
    if (s->source == SOURCE_SUN && s->light > 0)
        rate = solar_irradiance(nm) * kinds[s->id].counts_s[s->grating] *
               s->light / (sun_au * sun_au);
    else if (s->source == SOURCE_LAMP)
        rate = lamp_counts_s(s, nm);
    double gain = 1;
    if (kinds[s->id].hv_volt > 0) /* intensifier: a factor 2 every 45 V */
        gain = exp2((s->hv_volt - kinds[s->id].hv_volt) / 45);
    return rate * filter_pass[s->filter] * gain;
}

static void
add_cosmics(struct spectrometer *s, double mean)
{
    struct spectrum *out = &s->spectrum;
    for (uint32_t hits = prng_poisson(&s->prng, mean); hits > 0; hits--) {
        uint32_t i = (uint32_t)(prng_unit(&s->prng) * out->n) % out->n;
        double energy = 300 * -log(1 - prng_unit(&s->prng));
        double v = fmin(SPECTRUM_FULL, out->count[i] + energy);
        out->count[i] = (uint32_t)v;
    }
}

static void
statistics(struct spectrum *out)
{
    double sum = 0;
    out->max = 0;
    out->min = SPECTRUM_FULL;
    out->saturated = 0;
    for (uint32_t i = 0; i < out->n; i++) {
        uint32_t c = out->count[i];
        sum += c;
        out->max = c > out->max ? c : out->max;
        out->min = c < out->min ? c : out->min;
        out->saturated += c >= SPECTRUM_FULL;
    }
    out->mean = sum / out->n;
}

/* Read the detector out into s->spectrum. */
static void
read_out(struct spectrometer *s, const struct spectrometer_input *in)
{
    const struct kind *kind = &kinds[s->id];
    struct spectrum *out = &s->spectrum;
    uint32_t bin = s->is_binned ? 2 : 1;
    double t = s->exposure_ms * 1e-3;
    double dark = kind->dark_counts_s * exp2(s->det_degc / 6.5) * t;
    out->number = s->next_number++;
    out->source = s->source;
    out->exposure_ms = s->exposure_ms;
    out->filter = s->filter;
    out->grating = s->grating;
    out->n = SPECTRUM_PIXELS / bin;
    out->nm_per_pixel = kind->window_nm / out->n;
    out->first_nm = s->centre_nm - kind->window_nm / 2 + out->nm_per_pixel / 2;
    for (uint32_t i = 0; i < out->n; i++) {
        double nm = out->first_nm + i * out->nm_per_pixel;
        double c = (light_counts_s(s, nm, in->sun_au) * t + dark) * bin;
        double sigma = sqrt(c / ELECTRONS + READ_E * READ_E);
        c += BIAS + sigma * prng_gauss(&s->prng);
        out->count[i] = (uint32_t)fmax(0, fmin(SPECTRUM_FULL, floor(c + 0.5)));
    }
    add_cosmics(s, in->cosmic * t);
    statistics(out);
    s->exposures++;
    s->is_ready = true;
}

/* ---- mechanisms and cooler ----------------------------------------------- */

/* The wheel turns a position at a time, the drive runs to its window. */
static void
move(struct spectrometer *s, double dt)
{
    double want = kinds[s->id].grate_step[s->grating_want];
    double step = fmin(fabs(want - s->grating_step), 3600 * dt);
    if (want > s->grating_step)
        s->grating_step += (uint32_t)step;
    else
        s->grating_step -= (uint32_t)step;
    s->centre_nm = spectrometer_centre_nm(s->id, s->grating_step);
    if (s->state_s < MOVE_S)
        return;
    if (s->filter != s->filter_want) {
        uint32_t ahead = (s->filter_want - s->filter) % SPECTROMETER_FILTER;
        s->filter = (s->filter + (ahead <= 4 ? 1 : 7)) % SPECTROMETER_FILTER;
        s->moves++;
        s->state_s = 0;
    } else if (s->grating_step == kinds[s->id].grate_step[s->grating_want]) {
        s->grating = s->grating_want;
        s->moves++;
        enter(s, SPECTROMETER_IDLE);
    }
}

static void
cooler_step(
    struct spectrometer *s, const struct spectrometer_input *in, double dt)
{
    double cold_w = 0;
    if (in->has_power && s->is_tec_on) {
        double e = s->det_degc - s->det_set_degc;
        s->tec_integral += 0.01 * e * dt;
        s->tec_integral = fmax(0, fmin(s->tec_max_amp, s->tec_integral));
        double amp = fmax(0, fmin(s->tec_max_amp, 0.6 * e + s->tec_integral));
        s->tec_amp = fmax(0, amp + 0.002 * prng_gauss(&s->prng));
        cold_w = s->cooling * (2.4 * amp - 0.42 * amp * amp);
        s->tec_volt = 2.1 * s->tec_amp + 0.018 * (in->hot_degc - s->det_degc) +
                      0.004 * prng_gauss(&s->prng);
    } else {
        s->tec_amp = s->tec_volt = s->tec_integral = 0;
    }
    double flow = 0.036 * (in->hot_degc - s->det_degc) - cold_w;
    s->det_degc += flow * dt / 48;
    s->det_meas_degc = s->det_degc + 0.008 * prng_gauss(&s->prng);
}

static void
supplies_step(
    struct spectrometer *s, const struct spectrometer_input *in, double dt)
{
    double ramp = 40 * dt; /* the high voltage goes 40 V a second */
    double gap = s->hv_set_volt - s->hv_volt;
    if (!in->has_power)
        s->hv_volt *= exp(-dt / 2);
    else if (fabs(gap) > 2)
        s->hv_volt += copysign(fmin(ramp, fabs(gap)), gap);
    else
        s->hv_volt = fmax(0, s->hv_set_volt + (s->hv_set_volt > 0 ? 0.5 : 0) *
                                                  prng_gauss(&s->prng));
    bool has_lamp = s->is_lamp_on && in->has_lamp_power;
    double lamp = has_lamp ? s->lamp_set_amp : 0;
    s->lamp_amp += (lamp - s->lamp_amp) * fmin(1, dt / 4);
    s->lamp_hours += has_lamp ? dt / 3600 : 0;
    double on = in->has_power ? 1 : 0;
    s->p5_v = on * (5.02 + 0.003 * prng_gauss(&s->prng));
    s->p15_v = on * (14.96 + 0.008 * prng_gauss(&s->prng));
    double busy = s->state == SPECTROMETER_READOUT  ? 0.08
                  : s->state == SPECTROMETER_MOVING ? 0.05
                                                    : 0;
    s->logic_amp = on * fmax(0, 0.24 + busy + 0.003 * prng_gauss(&s->prng));
}

/* ---- exposures ----------------------------------------------------------- */

static void
begin(struct spectrometer *s, const struct spectrometer_input *in)
{
    bool must_move =
        s->filter != s->filter_want || s->grating != s->grating_want;
    if (must_move) {
        enter(s, SPECTROMETER_MOVING);
        return;
    }
    if (!s->is_running || s->since_s < s->cadence_s)
        return;
    s->since_s = 0;
    s->light = 0;
    s->spectrum.start = in->now;
    shutter(s, s->source != SOURCE_DARK);
    enter(s, SPECTROMETER_EXPOSING);
}

static void
finish(struct spectrometer *s, const struct spectrometer_input *in)
{
    read_out(s, in);
    if (s->scans) {
        s->scan_at = (s->scan_at + 1) % SPECTROMETER_GRATES;
        s->grating_want = s->order[s->scan_at];
    }
    enter(s, SPECTROMETER_IDLE);
    if (s->series > 0 && --s->series == 0) {
        spectrometer_stop(s);
        s->is_series_done = true;
    }
}

static void
expose(struct spectrometer *s, const struct spectrometer_input *in, double dt)
{
    double total = s->exposure_ms * 1e-3;
    double part = fmin(dt, fmax(0, total - (s->state_s - dt)));
    s->light += in->sunlight * part / total;
    s->progress = fmin(100, 100 * s->state_s / total);
    if (s->state_s + 1e-9 < total)
        return;
    shutter(s, false);
    enter(s, SPECTROMETER_READOUT);
}

void
spectrometer_step(
    struct spectrometer *s, const struct spectrometer_input *in, double dt)
{
    cooler_step(s, in, dt);
    supplies_step(s, in, dt);
    s->state_s += dt;
    s->since_s += dt;
    if (!in->has_power) {
        if (s->state != SPECTROMETER_OFF) {
            spectrometer_stop(s);
            enter(s, SPECTROMETER_OFF);
        }
        return;
    }
    switch (s->state) {
    case SPECTROMETER_OFF:
        enter(s, SPECTROMETER_IDLE);
        break;
    case SPECTROMETER_IDLE:
        s->progress = 0;
        begin(s, in);
        break;
    case SPECTROMETER_MOVING:
        move(s, dt);
        break;
    case SPECTROMETER_EXPOSING:
        expose(s, in, dt);
        break;
    case SPECTROMETER_READOUT:
        if (s->state_s + 1e-9 >= READ_S)
            finish(s, in);
        break;
    case SPECTROMETER_ERROR:
        break;
    }
}

double
spectrometer_watt(const struct spectrometer *s)
{
    if (s->state == SPECTROMETER_OFF)
        return 0;
    return s->p5_v * s->logic_amp + s->p15_v * 0.3 + s->tec_amp * s->tec_volt +
           3.2 * s->hv_volt / 865 + (s->state == SPECTROMETER_MOVING ? 2.4 : 0);
}

double
spectrometer_tec_watt(const struct spectrometer *s)
{
    double amp = s->tec_amp;
    return amp * s->tec_volt + fmax(0, 2.4 * amp - 0.42 * amp * amp);
}
