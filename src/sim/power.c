/*
 * power.c - feeds, 28 V bus, outlets, keep-alive panel and battery.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/power.h"

#include <math.h>

#define BATTERY_WH  90.0
#define SURVIVAL_W  4.2  /* keep-alive electronics */
#define PANEL_AMP   1.35 /* short-circuit current at 1 AU, normal incidence */
#define PANEL_V     33.5 /* at 25 degC */
#define STATION_DAY 124.2
#define STATION_ECL 117.8

static const double limits_amp[OUTLET_COUNT] = {
    [OUTLET_DHS] = 2.0,
    [OUTLET_PTG] = 2.5,
    [OUTLET_SPA] = 2.0,
    [OUTLET_SPB] = 2.0,
    [OUTLET_RAD] = 1.5,
    [OUTLET_LAMP] = 1.0,
    [OUTLET_HTRA] = 4.0,
    [OUTLET_HTRB] = 4.0,
};

void
power_init(struct power *power, uint64_t seed)
{
    *power = (struct power){
        .has_feed_a = true,
        .has_feed_b = true,
        .station_v = STATION_DAY,
        .bus_v = 28.3,
        .bat_soc = 92,
        .efficiency = 0.9,
        .p3v3_v = 3.3,
        .p5_v = 5.05,
        .p15_v = 15.1,
        .m15_v = -15.1,
    };
    prng_init(&power->prng, seed, 1);
    for (int i = 0; i < OUTLET_COUNT; i++)
        power->lcl[i].limit_amp = limits_amp[i];
}

bool
power_switch(struct power *power, enum power_outlet outlet, bool is_on)
{
    struct power_lcl *lcl = &power->lcl[outlet];
    if (lcl->state == LCL_INHIBITED || (lcl->state == LCL_TRIPPED && is_on))
        return false;
    lcl->state = is_on ? LCL_ON : LCL_OFF;
    return true;
}

bool
power_is_on(const struct power *power, enum power_outlet outlet)
{
    bool has_feed = outlet == OUTLET_HTRA || outlet == OUTLET_HTRB
                        ? power->has_feed_b
                        : power->has_feed_a;
    return has_feed && power->lcl[outlet].state == LCL_ON;
}

static double
noise(struct power *p, double sigma)
{
    return sigma * prng_gauss(&p->prng);
}

/* Measure an outlet's current, trip it when that is too much. */
static double
outlet_step(struct power *p, enum power_outlet i, double volt)
{
    struct power_lcl *lcl = &p->lcl[i];
    if (!power_is_on(p, i)) {
        lcl->amp = fabs(noise(p, 0.0012));
        return 0;
    }
    double amp = volt > 1 ? (lcl->load_w + lcl->extra_w) / volt : 0;
    lcl->amp = fmax(0, amp + noise(p, 0.0025 + 0.004 * amp));
    if (amp > lcl->limit_amp) {
        lcl->state = LCL_TRIPPED;
        lcl->trips++;
        p->trips++;
        return 0;
    }
    return amp;
}

static void
bus_step(struct power *p)
{
    double amp = 0;
    for (int i = OUTLET_DHS; i <= OUTLET_LAMP; i++)
        amp += outlet_step(p, (enum power_outlet)i, p->bus_v);
    p->bus_v = p->has_feed_a ? 28.42 - 0.055 * amp + noise(p, 0.008) : 0;
    p->bus_i = p->has_feed_a ? amp + 0.11 + noise(p, 0.006) : 0;
    p->bus_w = p->bus_v * p->bus_i;
    /* efficiency peaks near 70 W */
    p->efficiency = 0.915 - 9e-6 * pow(p->bus_w - 70, 2);
    p->efficiency = fmax(0.6, p->efficiency);
    double in_w = p->bus_w / p->efficiency;
    p->loss_w = in_w - p->bus_w;
    double sag = 0.35 * p->feed_a_i;
    p->feed_a_v =
        p->has_feed_a ? p->station_v - p->sag_v - sag + noise(p, 0.06) : 0;
    p->feed_a_i = p->feed_a_v > 1 ? in_w / p->feed_a_v + noise(p, 0.002) : 0;
}

static void
heater_step(struct power *p)
{
    double amp = 0;
    for (int i = OUTLET_HTRA; i <= OUTLET_HTRB; i++)
        amp += outlet_step(p, (enum power_outlet)i, p->htr_v);
    p->htr_v = p->has_feed_b ? 28.1 - 0.04 * amp + noise(p, 0.01) : 0;
    p->htr_i = p->has_feed_b ? amp + fabs(noise(p, 0.004)) : 0;
    p->feed_b_v = p->has_feed_b ? p->station_v - p->sag_v + 0.25 -
                                      0.3 * p->feed_b_i + noise(p, 0.06)
                                : 0;
    p->feed_b_i =
        p->feed_b_v > 1
            ? (p->htr_v * p->htr_i / 0.92 + 1.1) / p->feed_b_v + noise(p, 0.002)
            : 0;
}

/* Open-circuit voltage of the battery's cells over their charge. */
static double
battery_v(double soc)
{
    return 26.4 + 4.6 * soc / 100 - 2.2 * exp(-soc / 6);
}

static void
panel_step(struct power *p, const struct orbit *o, double degc, double dt)
{
    double cosine = fmax(0, o->zenith_cos);
    double light = o->illumination * cosine / (o->sun_au * o->sun_au);
    double avail = PANEL_AMP * light * (1 + 5e-4 * (degc - 25));
    p->panel_v = light > 0.01 ? PANEL_V - 0.11 * (degc - 25) +
                                    1.2 * log10(light + 0.01) + noise(p, 0.03)
                              : 0.3 * p->panel_v + fabs(noise(p, 0.02));
    double taper = fmin(1, fmax(0, (100.5 - p->bat_soc) / 6));
    double load = SURVIVAL_W / fmax(20, p->bat_v);
    p->panel_i = fmin(avail, load + 1.0 * taper);
    double amp = p->panel_i - load;
    double wh = amp * battery_v(p->bat_soc) * dt / 3600;
    p->bat_soc += 100 * wh * (amp > 0 ? 0.96 : 1) / BATTERY_WH;
    p->bat_soc = fmax(0, fmin(100, p->bat_soc));
    p->panel_i = fmax(0, p->panel_i + noise(p, 0.003));
    p->bat_i = amp + noise(p, 0.004);
    p->bat_v = battery_v(p->bat_soc) + 0.18 * amp + noise(p, 0.01);
    p->charge = amp < 0       ? CHARGE_DISCHARGING
                : taper >= 1  ? CHARGE_CHARGING
                : taper > 0.1 ? CHARGE_TAPER
                              : CHARGE_FULL;
}

static void
rails_step(struct power *p)
{
    bool is_up = p->bus_v > 18;
    p->p3v3_v = is_up ? 3.312 + noise(p, 0.002) : 0;
    p->p5_v = is_up ? 5.06 - 0.004 * p->bus_i + noise(p, 0.003) : 0;
    p->p15_v = is_up ? 15.08 - 0.01 * p->bus_i + noise(p, 0.006) : 0;
    p->m15_v = is_up ? -15.12 + 0.008 * p->bus_i + noise(p, 0.006) : 0;
}

void
power_step(
    struct power *p, const struct orbit *orbit, double panel_degc, double dt)
{
    double target = STATION_ECL + (STATION_DAY - STATION_ECL) *
                                      fmin(1, 1.4 * orbit->illumination);
    p->station_v += (target - p->station_v) * fmin(1, dt / 45);
    bus_step(p);
    heater_step(p);
    rails_step(p);
    panel_step(p, orbit, panel_degc, dt);
    p->energy_wh +=
        (p->feed_a_v * p->feed_a_i + p->feed_b_v * p->feed_b_i) * dt / 3600;
    p->relays = 0;
    for (int i = 0; i < OUTLET_COUNT; i++)
        p->relays |= (uint32_t)(p->lcl[i].state == LCL_ON) << i;
    p->relays |= (uint32_t)p->has_feed_a << 8 | (uint32_t)p->has_feed_b << 9 |
                 UINT32_C(1) << 10;
}
