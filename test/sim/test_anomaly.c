/*
 * test_anomaly.c - every script can be played, comes to its end, and is the
 * same each time.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/anomaly.h"

#include "sim/sim_app.h"
#include "support/sim_rig.h"

static struct sim_app app;
static uint64_t hash;

static void
on_packet(void *arg, const uint8_t *p, size_t len, bool is_signal)
{
    (void)arg, (void)is_signal;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ p[i]) * UINT64_C(0x100000001b3); /* FNV-1a */
}

static void
play(const struct anomaly *anomaly, double duration_s)
{
    struct sim_config config = sim_config_default(UTC_NONE);
    assert_int_equal(utc_parse("2026-11-20T00:00:00Z", &config.start), ERR_OK);
    config.anomaly = anomaly;
    config.noon_deg = anomaly->noon_deg;
    hash = UINT64_C(0xcbf29ce484222325);
    sim_app_init(&app, &config, on_packet, NULL);
    int64_t ns = (int64_t)(duration_s * (double)NS_PER_S);
    (void)sim_app_run(&app, utc_add_ns(config.start, ns), 1000000);
}

static void
each_is_found_by_its_name_only(void **state)
{
    (void)state;
    size_t n = 0;
    for (const struct anomaly *a; (a = anomaly_at(n)) != NULL; n++) {
        assert_ptr_equal(anomaly_find(a->name), a);
        assert_true(a->title[0] != '\0');
    }
    assert_true(n >= 2);
    assert_null(anomaly_find("wal"));
    assert_null(anomaly_find(""));
}

static void
each_plays_to_its_end_the_same_twice(void **state)
{
    (void)state;
    const struct anomaly *a;
    for (size_t i = 0; (a = anomaly_at(i)) != NULL; i++) {
        play(a, a->duration_s);
        uint64_t first = hash;
        assert_int_equal(app.model.faults.n, a->n_faults);
        assert_int_equal(app.model.anomaly_done, a->n_commands);
        assert_int_equal(app.model.faults.n_measured, 0);
        for (size_t k = 0; k < a->n_faults; k++)
            assert_false(app.model.faults.state[k].is_on);
        assert_int_equal(app.model.dhs.commands_refused, 4); /* of its past */
        play(a, a->duration_s);
        assert_true(hash == first);
    }
}

static void
the_walk_leaves_the_payload_as_it_was(void **state)
{
    (void)state;
    const struct anomaly *walk = anomaly_find("walk");
    assert_non_null(walk);
    play(walk, walk->duration_s);
    const struct sim_model *m = &app.model;
    assert_int_equal(m->dhs.mode, MODE_SCIENCE);
    assert_int_equal(m->pointing.mode, POINTING_TRACK);
    assert_int_equal(m->power.trips, 1);
    for (int i = 0; i < OUTLET_COUNT; i++)
        assert_int_equal(
            m->power.lcl[i].state, i == OUTLET_LAMP ? LCL_OFF : LCL_ON);
    for (int i = 0; i < SPECTROMETER_COUNT; i++)
        assert_true(m->sp[i].is_running);
    for (int i = 0; i < DHS_RTS; i++)
        assert_true(m->dhs.rt[i].is_alive);
}

static void
the_heater_goes_beyond_all_reason_and_back(void **state)
{
    (void)state;
    const struct anomaly *a = anomaly_find("heater");
    assert_non_null(a);
    const struct heater *h = &app.model.thermal.heater[HEATER_SUN_SENSOR];
    const double *degc = &app.model.thermal.node_degc[NODE_SUN_SENSOR];
    play(a, 59);
    assert_true(*degc < 23);
    play(a, 600);
    assert_int_equal(h->mode, HEATER_OFF); /* which does not help */
    assert_true(h->is_on);
    assert_true(*degc > 29);
    play(a, 700);
    assert_false(h->is_on); /* its outlet is off */
    play(a, a->duration_s);
    assert_int_equal(h->mode, HEATER_AUTO);
    assert_true(*degc < 23);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_found_by_its_name_only),
        cmocka_unit_test(each_plays_to_its_end_the_same_twice),
        cmocka_unit_test(the_walk_leaves_the_payload_as_it_was),
        cmocka_unit_test(the_heater_goes_beyond_all_reason_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
