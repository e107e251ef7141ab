/*
 * pointing.c - the two-axis platform, its motors, and the Sun sensor.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/pointing.h"

#include <math.h>

#define SENSOR_DEG 4.0 /* half field of view of the Sun sensor */
#define ARCSEC     3600.0
#define ON_TARGET  60.0 /* arcsec */
#define FIELD_DEG  0.9  /* half field of the instruments: full signal */

static const double range_deg[AXIS_COUNT] = {ORBIT_AZ_RANGE, ORBIT_EL_RANGE};
static const double stow_deg[AXIS_COUNT] = {0, -35};
static const double dark_deg[AXIS_COUNT] = {25, 20};

void
pointing_init(struct pointing *p, uint64_t seed)
{
    *p = (struct pointing){.mode = POINTING_OFF,
        .target = TARGET_STOW,
        .noise_arcsec = POINTING_NOISE_ARCSEC,
        .slew_deg_s = POINTING_SLEW_RATE,
        .accel_deg_s2 = POINTING_SLEW_ACCEL,
        .acq_s = POINTING_ACQ_S};
    prng_init(&p->prng, seed, 3);
    for (int i = 0; i < AXIS_COUNT; i++) {
        p->motor[i].angle_deg = p->motor[i].command_deg = stow_deg[i];
        p->motor[i].travel_deg = i == AXIS_EL ? 1250340 : 217415;
    }
    p->is_brake_on = true;
}

static void
enter(struct pointing *p, enum pointing_mode mode)
{
    if (p->mode == mode)
        return;
    p->mode = mode;
    p->mode_s = 0;
    p->integral[AXIS_AZ] = p->integral[AXIS_EL] = 0;
    if (mode == POINTING_TRACK)
        p->track_s = 0;
    if (mode == POINTING_LOST)
        p->lost++;
}

void
pointing_go(struct pointing *p, enum pointing_target target)
{
    p->target = target;
    if (p->mode == POINTING_FAULT)
        return;
    p->slews++;
    enter(p, target == TARGET_STOW ? POINTING_PARK : POINTING_SLEW);
}

void
pointing_hold(struct pointing *p)
{
    if (p->is_powered && p->mode != POINTING_FAULT)
        enter(p, POINTING_HOLD);
}

/* Where the target is, as gimbal angles. */
static void
target_angles(
    const struct pointing *p, const struct orbit *o, double out[AXIS_COUNT])
{
    const double sun[AXIS_COUNT] = {o->sun_az_deg, o->sun_el_deg};
    for (int i = 0; i < AXIS_COUNT; i++) {
        double a = p->target == TARGET_STOW   ? stow_deg[i]
                   : p->target == TARGET_DARK ? dark_deg[i]
                                              : sun[i];
        if (p->target == TARGET_SUN_OFFSET)
            a += p->offset_deg[i];
        out[i] = fmax(-range_deg[i], fmin(range_deg[i], a));
    }
}

/* Move one axis: acceleration and rate are limited, end switches stop it. */
static void
motor_step(struct pointing *p, int i, double want_rate, double dt)
{
    struct pointing_motor *m = &p->motor[i];
    double before = m->rate_deg_s;
    double step = p->accel_deg_s2 * dt;
    want_rate = fmax(-p->slew_deg_s, fmin(p->slew_deg_s, want_rate));
    m->rate_deg_s += fmax(-step, fmin(step, want_rate - before));
    double from = m->angle_deg;
    double limit = range_deg[i] + 0.5;
    m->angle_deg += m->rate_deg_s * dt;
    m->angle_deg = fmax(-limit, fmin(limit, m->angle_deg));
    if (fabs(m->angle_deg) >= limit)
        m->rate_deg_s = 0;
    m->travel_deg += fabs(m->angle_deg - from);
    double accel = (m->rate_deg_s - before) / dt;
    double friction = m->rate_deg_s == 0 ? 0
                                         : 0.11 * tanh(m->rate_deg_s / 0.03) +
                                               0.16 * m->rate_deg_s;
    m->amp = 0.9 * accel + friction + 0.004 * prng_gauss(&p->prng);
}

/* The rate that brings the axis to `want_deg` and stops it there. */
static double
approach(const struct pointing *p, int i, double want_deg, double dt)
{
    double d = want_deg - p->motor[i].angle_deg;
    if (fabs(d) < 1e-5)
        return 0;
    double brake = sqrt(2 * 0.7 * p->accel_deg_s2 * fabs(d));
    double linear = fabs(d) * fmin(0.8, 0.8 / dt);
    return copysign(fmin(p->slew_deg_s, fmin(brake, linear)), d);
}

/* Between line of sight and Sun; `d` are the differences of the angles. */
static double
distance_deg(
    const struct pointing *p, const struct orbit *o, const double d[AXIS_COUNT])
{
    double flat = hypot(d[AXIS_AZ], d[AXIS_EL]);
    if (flat < 5)
        return flat;
    double a = p->motor[AXIS_AZ].angle_deg * M_PI / 180;
    double b = o->sun_az_deg * M_PI / 180;
    double c = sin(a) * sin(b) + cos(a) * cos(b) * cos(d[AXIS_EL] * M_PI / 180);
    return acos(fmax(-1, fmin(1, c))) * 180 / M_PI;
}

static void
sensor_step(struct pointing *p, const struct orbit *o)
{
    double d[AXIS_COUNT] = {
        o->sun_az_deg - p->motor[AXIS_AZ].angle_deg,
        o->sun_el_deg - p->motor[AXIS_EL].angle_deg,
    };
    p->off_axis_deg = distance_deg(p, o, d);
    double cosine = cos(fmin(90, p->off_axis_deg * 9) * M_PI / 180);
    double light = o->illumination / (o->sun_au * o->sun_au);
    p->sun_intensity = fmax(0, light * cosine + 0.002 * prng_gauss(&p->prng));
    p->is_sun_valid =
        !p->is_blind && p->sun_intensity > 0.15 && p->off_axis_deg < SENSOR_DEG;
    for (int i = 0; i < AXIS_COUNT; i++) {
        double e = d[i] * ARCSEC + p->noise_arcsec * prng_gauss(&p->prng);
        double full = SENSOR_DEG * ARCSEC;
        p->error_arcsec[i] = p->is_sun_valid ? fmax(-full, fmin(full, e)) : 0;
    }
    for (int i = 0; i < 4; i++) {
        double x = (i & 1 ? 1 : -1) * d[0] + (i & 2 ? 1 : -1) * d[1];
        double part = 0.25 * fmax(0, 1 + 0.2 * fmax(-4, fmin(4, x)));
        p->sun_volt[i] = fmax(0, 4 * p->sun_intensity * part * 0.9 + 0.01 +
                                     0.0015 * prng_gauss(&p->prng));
    }
}

/* From what is seen to the next mode. */
static void
mode_step(struct pointing *p, const struct orbit *o, double miss_deg)
{
    bool wants_sun = p->target == TARGET_SUN || p->target == TARGET_SUN_OFFSET;
    switch (p->mode) {
    case POINTING_SLEW:
        if (miss_deg < 0.3)
            enter(p, wants_sun ? POINTING_ACQ : POINTING_HOLD);
        break;
    case POINTING_ACQ:
        if (p->is_sun_valid && p->mode_s > p->acq_s)
            enter(p, POINTING_TRACK);
        else if (p->mode_s > 120)
            enter(p, POINTING_LOST);
        break;
    case POINTING_TRACK:
        if (!p->is_sun_valid)
            enter(p, POINTING_LOST);
        break;
    case POINTING_LOST:
        if (p->is_sun_valid && o->is_sun_in_range)
            enter(p, POINTING_ACQ);
        break;
    case POINTING_OFF:
    case POINTING_HOLD:
    case POINTING_PARK:
    case POINTING_FAULT:
        break;
    }
}

/* Rate wanted for an axis: feed forward of the Sun's motion plus feedback. */
static double
track_rate(struct pointing *p, const struct orbit *o, int i, double dt)
{
    double forward = i == AXIS_EL ? -o->rate_rad_s * 180 / M_PI : 0;
    double e = p->error_arcsec[i] / ARCSEC;
    if (p->target == TARGET_SUN_OFFSET)
        e += p->offset_deg[i];
    p->integral[i] += e * 0.08 * dt;
    p->integral[i] = fmax(-0.02, fmin(0.02, p->integral[i]));
    return forward + fmin(0.6, 0.6 / dt) * e + p->integral[i];
}

static void
measure(struct pointing *p, double dt)
{
    for (int i = 0; i < AXIS_COUNT; i++) {
        struct pointing_motor *m = &p->motor[i];
        m->encoder_deg = m->angle_deg + 0.0004 * prng_gauss(&p->prng);
        m->tacho_deg_s = m->rate_deg_s + 0.0004 * prng_gauss(&p->prng);
        m->turn_deg = m->encoder_deg - 360 * floor(m->encoder_deg / 360);
        m->is_at_low = m->angle_deg <= -range_deg[i];
        m->is_at_high = m->angle_deg >= range_deg[i];
    }
    double now = hypot(p->error_arcsec[0], p->error_arcsec[1]);
    if (p->mode != POINTING_TRACK)
        now = 0;
    double mean = p->jitter_arcsec * p->jitter_arcsec;
    mean += (now * now - mean) * fmin(1, dt / 10);
    p->jitter_arcsec = sqrt(mean);
    p->is_on_target = p->mode == POINTING_TRACK && now < ON_TARGET;
}

/* Only while it tracks; else it is given up. */
static void
calibrate(struct pointing *p, double dt)
{
    if (p->calibration_s <= 0)
        return;
    p->calibration_s -= dt;
    if (p->mode != POINTING_TRACK)
        p->calibration_s = 0;
    else if (p->calibration_s <= 0)
        p->calibrations++;
}

void
pointing_step(
    struct pointing *p, const struct orbit *o, bool has_power, double dt)
{
    p->is_powered = has_power;
    if (!has_power)
        enter(p, POINTING_OFF);
    else if (p->mode == POINTING_OFF)
        enter(p, POINTING_HOLD);
    p->mode_s += dt;
    double want[AXIS_COUNT];
    target_angles(p, o, want);
    bool moves = p->mode == POINTING_PARK || p->mode == POINTING_SLEW ||
                 p->mode == POINTING_ACQ;
    double miss = 0;
    for (int i = 0; i < AXIS_COUNT; i++) {
        struct pointing_motor *m = &p->motor[i];
        if (moves || p->mode == POINTING_TRACK)
            m->command_deg = want[i];
        double rate = moves                       ? approach(p, i, want[i], dt)
                      : p->mode == POINTING_TRACK ? track_rate(p, o, i, dt)
                                                  : 0;
        miss = fmax(miss, fabs(want[i] - m->angle_deg));
        if (has_power)
            motor_step(p, i, rate, dt);
        else
            m->rate_deg_s = m->amp = 0;
    }
    bool is_still =
        p->motor[AXIS_AZ].rate_deg_s == 0 && p->motor[AXIS_EL].rate_deg_s == 0;
    p->is_brake_on = !has_power || (p->mode == POINTING_HOLD && is_still);
    sensor_step(p, o);
    mode_step(p, o, miss);
    if (p->mode == POINTING_TRACK)
        p->track_s += dt;
    calibrate(p, dt);
    measure(p, dt);
}

double
pointing_transmission(const struct pointing *p)
{
    double over = p->off_axis_deg - FIELD_DEG;
    return over <= 0 ? 1 : fmax(0, 1 - over / 0.5);
}

double
pointing_watt(const struct pointing *p)
{
    if (!p->is_powered)
        return 0;
    double amp = fabs(p->motor[0].amp) + fabs(p->motor[1].amp);
    return 4.5 + (p->is_brake_on ? 0 : 2.2) + 18 * fmin(2.2, amp);
}
