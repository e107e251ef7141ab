/*
 * test_orbit.c - day and night, the Sun's angles, unit vectors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/orbit.h"

#include <math.h>

#include "common/attr.h"
#include "support/check.h"

static struct utc
at(const char *text)
{
    struct utc t;
    assert_int_equal(utc_parse(text, &t), ERR_OK);
    return t;
}

static struct utc
later(struct utc t, double s)
{
    return utc_add_ns(t, (int64_t)(s * 1e9));
}

struct start_row {
    const char *day;
    double beta_deg, want_deg;
};

/* The Sun's declination and the inclination bound the beta angle. */
static const struct start_row start_rows[] = {
    {"2026-03-20T00:00:00Z", -45, -45},
    {"2026-03-20T00:00:00Z", 0, 0},
    {"2026-06-21T12:00:00Z", 70, 70},
    {"2026-06-21T12:00:00Z", -20, -20},
    {"2026-11-20T10:00:00Z", 18, 18},
    {"2027-12-24T18:00:00Z", -74, -74},
    {"2027-12-22T18:00:00Z", 90, 51.64 - 23.44},
    {"2027-12-22T18:00:00Z", -90, -51.64 - 23.44},
    {"2027-06-21T18:00:00Z", 90, 51.64 + 23.44},
};

static void
it_starts_where_it_was_asked_to_or_as_near_as_can_be(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(start_rows); i++) {
        const struct start_row *r = &start_rows[i];
        struct orbit o;
        orbit_init(&o, at(r->day), r->beta_deg, -42);
        assert_near(o.beta_deg, r->want_deg, 0.1);
        assert_near(o.noon_deg, -42, 0.01);
    }
}

static void
an_orbit_takes_93_minutes_and_the_altitude_holds(void **state)
{
    (void)state;
    struct orbit o;
    struct utc start = at("2026-11-20T10:00:00Z");
    orbit_init(&o, start, 18, -42);
    assert_near(o.period_s / 60, 92.9, 0.2);
    for (double s = 0; s < 6000; s += 60) {
        orbit_update(&o, later(start, s));
        double r = hypot(hypot(o.pos_km[0], o.pos_km[1]), o.pos_km[2]);
        double v = hypot(hypot(o.vel_km_s[0], o.vel_km_s[1]), o.vel_km_s[2]);
        assert_near(r, 6371 + ORBIT_ALTITUDE_KM, 1e-6);
        assert_near(v, 7.66, 0.02);
        double q = 0, sun = 0;
        for (int i = 0; i < 4; i++)
            q += o.quat[i] * o.quat[i];
        for (int i = 0; i < 3; i++)
            sun += o.sun[i] * o.sun[i];
        assert_near(q, 1, 1e-9);
        assert_near(sun, 1, 1e-9);
        assert_true(fabs(o.sun_el_deg) <= 180);
        assert_true(fabs(o.lat_deg) <= 51.65 && fabs(o.lon_deg) <= 180);
    }
}

/* Rotate v by the quaternion (inertial to LVLH). */
static void
rotate(const double q[4], const double v[3], double out[3])
{
    double x = q[0], y = q[1], z = q[2], w = q[3];
    const double m[3][3] = {
        {1 - 2 * (y * y + z * z), 2 * (x * y + z * w), 2 * (x * z - y * w)},
        {2 * (x * y - z * w), 1 - 2 * (x * x + z * z), 2 * (y * z + x * w)},
        {2 * (x * z + y * w), 2 * (y * z - x * w), 1 - 2 * (x * x + y * y)},
    };
    for (int i = 0; i < 3; i++)
        out[i] = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
}

static void
the_quaternion_turns_the_radius_to_the_zenith(void **state)
{
    (void)state;
    struct orbit o;
    struct utc start = at("2026-11-20T10:00:00Z");
    orbit_init(&o, start, -30, 0);
    for (double s = 0; s < 11200; s += 97) {
        orbit_update(&o, later(start, s));
        double lvlh[3];
        rotate(o.quat, o.pos_km, lvlh);
        assert_near(lvlh[0], 0, 1e-3);
        assert_near(lvlh[1], 0, 1e-3);
        assert_near(lvlh[2], -(6371 + ORBIT_ALTITUDE_KM), 1e-3);
        rotate(o.quat, o.vel_km_s, lvlh);
        assert_true(lvlh[0] > 7.6);
    }
}

/* Seconds of one orbit in which less than half of the disc is seen. */
static double
night_s(double beta_deg)
{
    struct orbit o;
    struct utc start = at("2026-11-20T10:00:00Z");
    orbit_init(&o, start, beta_deg, 0);
    double s = 0;
    for (double t = 0; t < o.period_s; t += 1) {
        orbit_update(&o, later(start, t));
        s += o.illumination < 0.5;
    }
    return s;
}

static void
night_is_36_minutes_at_beta_0_and_none_at_beta_71(void **state)
{
    (void)state;
    assert_near(night_s(0) / 60, 36, 1);
    assert_near(night_s(18) / 60, 35, 1.5);
    assert_true(night_s(-60) < night_s(18));
    assert_near(night_s(-71), 0, 0);
}

static void
the_next_edge_is_where_the_light_changes(void **state)
{
    (void)state;
    struct orbit o;
    struct utc start = at("2026-11-20T10:00:00Z");
    orbit_init(&o, start, 18, -42);
    for (double s = 0; s < 5500; s += 300) {
        orbit_update(&o, later(start, s));
        bool is_day = o.illumination > 0.5;
        struct utc edge = later(start, s + o.next_s);
        orbit_update(&o, utc_add_ns(edge, -20 * NS_PER_S));
        assert_true((o.illumination > 0.5) == is_day);
        orbit_update(&o, utc_add_ns(edge, 20 * NS_PER_S));
        assert_true((o.illumination > 0.5) != is_day);
    }
}

static void
the_sun_is_nearest_in_january(void **state)
{
    (void)state;
    struct orbit o;
    orbit_init(&o, at("2027-01-03T12:00:00Z"), 0, 0);
    assert_near(o.sun_au, 0.98330, 0.0002);
    orbit_init(&o, at("2026-07-06T12:00:00Z"), 0, 0);
    assert_near(o.sun_au, 1.01664, 0.0002);
}

static void
gimbal_angles_follow_beta_and_noon(void **state)
{
    (void)state;
    struct orbit o;
    orbit_init(&o, at("2026-11-20T10:00:00Z"), 18, -42);
    assert_near(o.sun_az_deg, 18, 1);
    assert_near(o.sun_el_deg, 42, 1);
    assert_true(o.is_sun_in_range);
    orbit_init(&o, at("2026-11-20T10:00:00Z"), -60, 0);
    assert_false(o.is_sun_in_range);
    orbit_init(&o, at("2026-11-20T10:00:00Z"), 18, 180);
    assert_int_equal(o.light, ORBIT_ECLIPSE);
    assert_false(o.is_sun_in_range);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_starts_where_it_was_asked_to_or_as_near_as_can_be),
        cmocka_unit_test(an_orbit_takes_93_minutes_and_the_altitude_holds),
        cmocka_unit_test(the_quaternion_turns_the_radius_to_the_zenith),
        cmocka_unit_test(night_is_36_minutes_at_beta_0_and_none_at_beta_71),
        cmocka_unit_test(the_next_edge_is_where_the_light_changes),
        cmocka_unit_test(the_sun_is_nearest_in_january),
        cmocka_unit_test(gimbal_angles_follow_beta_and_noon),
    };
    return check_run(tests);
}
