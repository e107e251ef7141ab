/*
 * orbit.c - where the station is, where the Sun is, and what lies between.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/orbit.h"

#include <math.h>

#define RAD         (M_PI / 180)
#define EARTH_KM    6371.0
#define MU          398600.44 /* km^3/s^2 */
#define INCLINATION (51.64 * RAD)
#define NODE_RATE   (-5.0 * RAD / 86400) /* rad/s, from the Earth's J2 */
#define SUN_RADIUS  (0.2666 * RAD)
#define EPOCH_2026  INT64_C(1767225600) /* 2026-01-01T00:00:00Z */
#define J2000_UNIX  946728000.0

static double
dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void
cross(const double a[3], const double b[3], double out[3])
{
    out[0] = a[1] * b[2] - a[2] * b[1];
    out[1] = a[2] * b[0] - a[0] * b[2];
    out[2] = a[0] * b[1] - a[1] * b[0];
}

static double
unix_s(struct utc t)
{
    return (double)t.ns * 1e-9;
}

/* Unit vector to the Sun, equatorial; good to 0.01 degrees. */
static double
sun_vector(struct utc t, double out[3])
{
    double n = (unix_s(t) - J2000_UNIX) / 86400;
    double mean = (280.460 + 0.9856474 * n) * RAD;
    double g = (357.528 + 0.9856003 * n) * RAD;
    double lambda = mean + (1.915 * sin(g) + 0.020 * sin(2 * g)) * RAD;
    double tilt = (23.439 - 4e-7 * n) * RAD;
    out[0] = cos(lambda);
    out[1] = cos(tilt) * sin(lambda);
    out[2] = sin(tilt) * sin(lambda);
    return 1.00014 - 0.01671 * cos(g) - 0.00014 * cos(2 * g);
}

/* Node direction, the direction 90 degrees on, and the normal of the orbit. */
static void
plane(double raan, double node[3], double ahead[3], double normal[3])
{
    node[0] = cos(raan);
    node[1] = sin(raan);
    node[2] = 0;
    normal[0] = sin(INCLINATION) * sin(raan);
    normal[1] = -sin(INCLINATION) * cos(raan);
    normal[2] = cos(INCLINATION);
    cross(normal, node, ahead);
}

void
orbit_init(
    struct orbit *orbit, struct utc start, double beta_deg, double noon_deg)
{
    double radius = EARTH_KM + ORBIT_ALTITUDE_KM;
    *orbit = (struct orbit){.start = start};
    orbit->rate_rad_s = sqrt(MU / (radius * radius * radius));
    orbit->period_s = 2 * M_PI / orbit->rate_rad_s;
    /* sin(beta) = sun . normal, solved for the node */
    double sun[3];
    (void)sun_vector(start, sun);
    double in_equator = hypot(sun[0], sun[1]) * sin(INCLINATION);
    double want = sin(beta_deg * RAD) - cos(INCLINATION) * sun[2];
    double s = fmax(-1, fmin(1, want / in_equator));
    orbit->raan_rad = atan2(sun[1], sun[0]) + asin(s);
    double node[3], ahead[3], normal[3];
    plane(orbit->raan_rad, node, ahead, normal);
    orbit->arg_rad = atan2(dot(sun, ahead), dot(sun, node)) + noon_deg * RAD;
    orbit_update(orbit, start);
}

/* Rows of the matrix are the LVLH axes; quaternion of that rotation. */
static void
quaternion(const double x[3], const double y[3], const double z[3], double q[4])
{
    double w = sqrt(fmax(0, 1 + x[0] + y[1] + z[2])) / 2;
    double a = sqrt(fmax(0, 1 + x[0] - y[1] - z[2])) / 2;
    double b = sqrt(fmax(0, 1 - x[0] + y[1] - z[2])) / 2;
    double c = sqrt(fmax(0, 1 - x[0] - y[1] + z[2])) / 2;
    q[0] = copysign(a, y[2] - z[1]);
    q[1] = copysign(b, z[0] - x[2]);
    q[2] = copysign(c, x[1] - y[0]);
    q[3] = w;
}

/* The station flies LVLH, but never quite: slow trim and structural sway. */
static void
wobble(double t, double *roll, double *pitch)
{
    *roll = 0.35 * sin(2 * M_PI * t / 5568) + 0.0016 * sin(2 * M_PI * t / 11.3);
    *pitch = 0.5 * cos(2 * M_PI * t / 2784) + 0.0013 * sin(2 * M_PI * t / 9.1);
}

static void
ground_point(struct orbit *o, struct utc t)
{
    double radius = EARTH_KM + ORBIT_ALTITUDE_KM;
    double days = (unix_s(t) - J2000_UNIX) / 86400;
    double gmst = fmod(280.46062 + 360.98564737 * days, 360);
    o->lat_deg = asin(o->pos_km[2] / radius) / RAD;
    double lon = atan2(o->pos_km[1], o->pos_km[0]) / RAD - gmst;
    o->lon_deg = remainder(lon, 360);
    o->is_saa = o->lat_deg > -48 && o->lat_deg < -5 && o->lon_deg > -85 &&
                o->lon_deg < 15;
}

/* Seconds until the disc's centre crosses the limb next. */
static double
next_crossing(const struct orbit *o)
{
    double radius = EARTH_KM + ORBIT_ALTITUDE_KM;
    double c = -sqrt(1 - pow(EARTH_KM / radius, 2)) / cos(o->beta_deg * RAD);
    if (c <= -1)
        return o->period_s;      /* the Sun does not set */
    double edge = acos(c) / RAD; /* sunset this far past noon */
    double at = o->noon_deg;
    double ahead = at < -edge  ? -edge - at
                   : at < edge ? edge - at
                               : 360 - edge - at;
    return ahead * RAD / o->rate_rad_s;
}

static void
lighting(struct orbit *o, const double up[3], const double sun[3])
{
    double radius = EARTH_KM + ORBIT_ALTITUDE_KM;
    double limb = asin(EARTH_KM / radius);
    double from_nadir = acos(fmax(-1, fmin(1, -dot(up, sun))));
    double f = (from_nadir - limb + SUN_RADIUS) / (2 * SUN_RADIUS);
    f = fmax(0, fmin(1, f));
    o->illumination = f * f * (3 - 2 * f);
    o->light = f <= 0 ? ORBIT_ECLIPSE : f < 1 ? ORBIT_PENUMBRA : ORBIT_SUNLIGHT;
}

void
orbit_update(struct orbit *o, struct utc t)
{
    double dt = (double)utc_diff_ns(t, o->start) * 1e-9;
    double radius = EARTH_KM + ORBIT_ALTITUDE_KM;
    double node[3], ahead[3], normal[3], sun[3], up[3], along[3], nadir[3];
    double minus[3];
    plane(o->raan_rad + NODE_RATE * dt, node, ahead, normal);
    double u = o->arg_rad + o->rate_rad_s * dt;
    for (int i = 0; i < 3; i++) {
        up[i] = cos(u) * node[i] + sin(u) * ahead[i];
        along[i] = cos(u) * ahead[i] - sin(u) * node[i];
        nadir[i] = -up[i];
        minus[i] = -normal[i];
        o->pos_km[i] = radius * up[i];
        o->vel_km_s[i] = radius * o->rate_rad_s * along[i];
    }
    o->sun_au = sun_vector(t, sun);
    quaternion(along, minus, nadir, o->quat);
    o->sun[0] = dot(sun, along);
    o->sun[1] = dot(sun, minus);
    o->sun[2] = dot(sun, nadir);
    o->beta_deg = asin(dot(sun, normal)) / RAD;
    o->zenith_cos = dot(sun, up);
    o->noon_deg = atan2(-dot(sun, along), dot(sun, up)) / RAD;
    double roll = 0, pitch = 0;
    wobble(dt, &roll, &pitch);
    o->sun_el_deg = remainder(-o->noon_deg + pitch, 360);
    o->sun_az_deg = o->beta_deg + roll;
    lighting(o, up, sun);
    ground_point(o, t);
    o->is_sun_in_range = o->illumination > 0.5 &&
                         fabs(o->sun_el_deg) < ORBIT_EL_RANGE &&
                         fabs(o->sun_az_deg) < ORBIT_AZ_RANGE;
    o->next_s = next_crossing(o);
    double since = unix_s(t) - (double)EPOCH_2026;
    o->number = since > 0 ? (uint32_t)(since / o->period_s) : 0;
}
