/*
 * test_spectrometer.c - exposures, their noise, mechanisms and the cooler.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/spectrometer.h"

#include <math.h>

#include "common/attr.h"
#include "support/check.h"

struct rig {
    struct spectrometer s;
    struct spectrometer_input in;
};

static struct rig
rig(enum spectrometer_id id)
{
    struct rig r = {.in = {.has_power = true,
                        .has_lamp_power = true,
                        .sunlight = 1,
                        .sun_au = 1,
                        .hot_degc = 18}};
    spectrometer_init(&r.s, id, 1);
    return r;
}

static void
run(struct rig *r, double seconds)
{
    for (double t = 0; t < seconds; t += 0.1) {
        r->in.now.ns += 100 * NS_PER_MS;
        spectrometer_step(&r->s, &r->in, 0.1);
    }
}

/* Run until the next exposure is there, at most a minute. */
static const struct spectrum *
next(struct rig *r)
{
    r->s.is_ready = false;
    for (int i = 0; i < 600 && !r->s.is_ready; i++)
        run(r, 0.1);
    assert_true(r->s.is_ready);
    return &r->s.spectrum;
}

static struct rig
cold_and_running(enum spectrometer_id id, enum spectrum_source source)
{
    struct rig r = rig(id);
    run(&r, 1200);
    assert_true(spectrometer_run(&r.s, source));
    run(&r, 60);
    return r;
}

static void
the_cooler_reaches_and_holds_its_setting(void **state)
{
    (void)state;
    for (int id = 0; id < SPECTROMETER_COUNT; id++) {
        struct rig r = rig((enum spectrometer_id)id);
        run(&r, 1500);
        assert_near(r.s.det_degc, r.s.det_set_degc, 0.05);
        assert_near(r.s.det_meas_degc, r.s.det_degc, 0.05);
        assert_true(r.s.tec_amp > 0.3 && r.s.tec_amp < 1.6);
        assert_true(spectrometer_tec_watt(&r.s) > 0);
        r.in.has_power = false;
        run(&r, 6000);
        assert_near(r.s.det_degc, 18, 1);
    }
}

static void
dark_counts_double_every_6_5_kelvin(void **state)
{
    (void)state;
    struct rig r = cold_and_running(SPECTROMETER_B, SOURCE_DARK);
    r.s.exposure_ms = 4000;
    r.s.det_set_degc = r.s.det_degc = 0;
    double mean[3];
    for (int i = 0; i < 3; i++) {
        r.s.det_set_degc = r.s.det_degc = 6.5 * i;
        (void)next(&r);
        r.s.det_degc = 6.5 * i;
        mean[i] = next(&r)->mean - 310;
    }
    assert_near(mean[1] / mean[0], 2, 0.25);
    assert_near(mean[2] / mean[1], 2, 0.25);
}

static void
solar_exposures_fill_the_range_without_saturating(void **state)
{
    (void)state;
    for (int id = 0; id < SPECTROMETER_COUNT; id++) {
        struct rig r = cold_and_running((enum spectrometer_id)id, SOURCE_SUN);
        unsigned seen = 0;
        for (int i = 0; i < 8; i++) {
            const struct spectrum *s = next(&r);
            seen |= 1u << s->grating;
            assert_int_equal(s->n, SPECTRUM_PIXELS);
            assert_int_equal(s->saturated, 0);
            assert_in_range(s->max, 20000, 60000);
            assert_true(s->first_nm > 150 && s->first_nm < 900);
            assert_int_equal(s->filter, 1);
        }
        assert_int_equal(seen, 0xf); /* the grating scans its windows */
    }
}

static void
noise_is_that_of_photons(void **state)
{
    (void)state;
    struct rig r = cold_and_running(SPECTROMETER_B, SOURCE_SUN);
    r.s.scans = false;
    double sum = 0, square = 0;
    int n = 200, pixel = 100;
    for (int i = 0; i < n; i++) {
        double v = next(&r)->count[pixel];
        sum += v;
        square += v * v;
    }
    double mean = sum / n, sigma = sqrt(square / n - mean * mean);
    double want = sqrt((mean - 310) / 3.2 + 81);
    assert_near(sigma / want, 1, 0.2);
}

static void
light_is_collected_only_while_the_sun_is_there(void **state)
{
    (void)state;
    struct rig r = cold_and_running(SPECTROMETER_B, SOURCE_SUN);
    r.s.scans = false;
    double full = next(&r)->mean - 310;
    r.in.sunlight = 0.5;
    (void)next(&r);
    assert_near((next(&r)->mean - 310) / full, 0.5, 0.05);
    r.in.sunlight = 0;
    (void)next(&r);
    assert_true(next(&r)->mean < 400);
    r.in.sunlight = 1;
    r.in.sun_au = 2;
    (void)next(&r);
    assert_near((next(&r)->mean - 310) / full, 0.25, 0.05);
}

static void
the_lamp_shows_lines(void **state)
{
    (void)state;
    struct rig r = cold_and_running(SPECTROMETER_A, SOURCE_LAMP);
    r.s.scans = false;
    const struct spectrum *s = next(&r);
    assert_near(r.s.lamp_amp, 0.3, 0.01);
    assert_true(s->max > 4 * s->mean);
    assert_true(r.s.lamp_hours > 61.3);
    r.in.has_lamp_power = false;
    run(&r, 60);
    assert_true(next(&r)->max < 700);
}

static void
binning_halves_the_pixels_and_doubles_their_counts(void **state)
{
    (void)state;
    struct rig r = cold_and_running(SPECTROMETER_A, SOURCE_LAMP);
    r.s.scans = false;
    double one = next(&r)->mean - 310;
    r.s.is_binned = true;
    const struct spectrum *s = next(&r);
    assert_int_equal(s->n, 128);
    assert_near((s->mean - 310) / one, 2, 0.2);
}

static void
saturation_is_counted_and_stops_at_full_scale(void **state)
{
    (void)state;
    struct rig r = cold_and_running(SPECTROMETER_B, SOURCE_SUN);
    r.s.exposure_ms = 8000;
    r.s.cadence_s = 12;
    (void)next(&r);
    const struct spectrum *s = next(&r);
    assert_int_equal(s->max, SPECTRUM_FULL);
    assert_true(s->saturated > 100);
}

static void
mechanisms_move_before_the_exposure(void **state)
{
    (void)state;
    struct rig r = rig(SPECTROMETER_A);
    run(&r, 1);
    assert_int_equal(r.s.filter, 7);
    uint32_t moves = r.s.moves;
    r.s.filter_want = 2;
    r.s.grating_want = 3;
    run(&r, 0.2);
    assert_int_equal(r.s.state, SPECTROMETER_MOVING);
    run(&r, 20);
    assert_int_equal(r.s.state, SPECTROMETER_IDLE);
    assert_int_equal(r.s.filter, 2);
    assert_int_equal(r.s.grating, 3);
    assert_int_equal(r.s.moves, moves + 3 + 1); /* 7 0 1 2, then the grating */
    assert_near(
        r.s.centre_nm, spectrometer_centre_nm(0, r.s.grating_step), 1e-9);
    assert_near(r.s.centre_nm, 300.5, 1);
}

static void
the_intensifier_ramps_and_only_a_has_one(void **state)
{
    (void)state;
    struct rig a = rig(SPECTROMETER_A), b = rig(SPECTROMETER_B);
    run(&a, 1);
    run(&b, 1);
    assert_true(spectrometer_run(&a.s, SOURCE_SUN));
    assert_true(spectrometer_run(&b.s, SOURCE_SUN));
    run(&a, 5);
    assert_near(a.s.hv_volt, 200, 10);
    run(&a, 40);
    run(&b, 40);
    assert_near(a.s.hv_volt, 865, 5);
    assert_near(b.s.hv_volt, 0, 0);
    spectrometer_stop(&a.s);
    run(&a, 40);
    assert_near(a.s.hv_volt, 0, 3);
}

static void
stop_and_power_loss_close_the_shutter(void **state)
{
    (void)state;
    struct rig r = cold_and_running(SPECTROMETER_A, SOURCE_SUN);
    for (int i = 0; i < 600 && r.s.state != SPECTROMETER_EXPOSING; i++)
        run(&r, 0.1);
    assert_true(r.s.is_shutter_open);
    uint32_t aborted = r.s.aborted;
    spectrometer_stop(&r.s);
    assert_false(r.s.is_shutter_open);
    assert_int_equal(r.s.aborted - aborted, 1);
    run(&r, 30);
    assert_int_equal(r.s.state, SPECTROMETER_IDLE);
    assert_int_equal(r.s.filter, 7);
    r.in.has_power = false;
    run(&r, 1);
    assert_int_equal(r.s.state, SPECTROMETER_OFF);
    assert_false(spectrometer_run(&r.s, SOURCE_SUN));
    assert_near(spectrometer_watt(&r.s), 0, 0);
}

static void
exposures_come_at_their_cadence_and_are_numbered(void **state)
{
    (void)state;
    struct rig r = cold_and_running(SPECTROMETER_B, SOURCE_DARK);
    uint32_t first = next(&r)->number;
    uint32_t before = r.s.exposures;
    run(&r, 50);
    assert_in_range(r.s.exposures - before, 9, 11);
    assert_int_equal(r.s.spectrum.number - first, r.s.exposures - before);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cooler_reaches_and_holds_its_setting),
        cmocka_unit_test(dark_counts_double_every_6_5_kelvin),
        cmocka_unit_test(solar_exposures_fill_the_range_without_saturating),
        cmocka_unit_test(noise_is_that_of_photons),
        cmocka_unit_test(light_is_collected_only_while_the_sun_is_there),
        cmocka_unit_test(the_lamp_shows_lines),
        cmocka_unit_test(binning_halves_the_pixels_and_doubles_their_counts),
        cmocka_unit_test(saturation_is_counted_and_stops_at_full_scale),
        cmocka_unit_test(mechanisms_move_before_the_exposure),
        cmocka_unit_test(the_intensifier_ramps_and_only_a_has_one),
        cmocka_unit_test(stop_and_power_loss_close_the_shutter),
        cmocka_unit_test(exposures_come_at_their_cadence_and_are_numbered),
    };
    return check_run(tests);
}
