/*
 * orbit.h - where the station is, where the Sun is, and what lies between.
 *
 * A circular orbit at 415 km, 51.6 degrees, with the drift of its node; the
 * Sun by the low-precision formulae of the Astronomical Almanac.  Pure: the
 * state is a function of the configuration and of time.
 *
 * The platform looks to the zenith.  Its gimbal angles of the Sun are `el`
 * (in the orbit plane: positive before orbit noon, falling 3.9 degrees a
 * minute) and `az` (across it, close to the beta angle).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_ORBIT_H
#define SIM_ORBIT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/time.h"

#define ORBIT_ALTITUDE_KM 415.0
#define ORBIT_EL_RANGE    50.0 /* degrees: gimbal range in the orbit plane */
#define ORBIT_AZ_RANGE    42.0 /* degrees: across it */

enum orbit_light {
    ORBIT_SUNLIGHT,
    ORBIT_PENUMBRA,
    ORBIT_ECLIPSE
};

struct orbit {
    /* fixed by orbit_init() */
    struct utc start;
    double raan_rad;   /* at start */
    double arg_rad;    /* argument of latitude at start */
    double rate_rad_s; /* mean motion */
    double period_s;
    /* of the instant of the last orbit_update() */
    double pos_km[3], vel_km_s[3]; /* inertial, equatorial */
    double quat[4];                /* inertial to LVLH: x y z w */
    double sun[3];                 /* unit vector to the Sun, LVLH */
    double sun_az_deg, sun_el_deg; /* gimbal angles of the Sun */
    double zenith_cos;             /* cosine of the Sun's zenith distance */
    double noon_deg;               /* angle since orbit noon, -180 .. 180 */
    double beta_deg;
    double sun_au;       /* distance of the Sun */
    double illumination; /* 0 .. 1: part of the solar disc in sight */
    enum orbit_light light;
    double lat_deg, lon_deg; /* below the station */
    bool is_saa;             /* inside the South Atlantic Anomaly */
    bool is_sun_in_range;    /* the platform can reach the Sun, and it shines */
    double next_s;           /* until the next sunrise or sunset */
    uint32_t number;         /* orbits since 2026-01-01 */
};

/*
 * Choose the orbit whose beta angle at `start` is `beta_deg` (or the nearest
 * one possible) and which is `noon_deg` past orbit noon then.
 */
void orbit_init(
    struct orbit *orbit, struct utc start, double beta_deg, double noon_deg);

void orbit_update(struct orbit *orbit, struct utc t);

#endif
