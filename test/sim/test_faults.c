/*
 * test_faults.c - what each fault does, and that nothing is left of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/faults.h"

#include <math.h>

#include "common/attr.h"
#include "sim/sim_app.h"
#include "sim/telemetry.h"
#include "support/sim_rig.h"

static struct sim_app app;
static unsigned n_of[2048], gaps_of[2048];
static uint16_t last_of[2048];

static void
on_packet(void *arg, const uint8_t *p, size_t len, bool is_signal)
{
    (void)arg, (void)len;
    unsigned apid = (p[0] & 7u) << 8 | p[1];
    uint16_t count = (uint16_t)((p[2] & 0x3f) << 8 | p[3]);
    if (is_signal)
        return;
    if (n_of[apid]++ > 0)
        gaps_of[apid] += ((count - last_of[apid]) & 0x3fff) != 1;
    last_of[apid] = count;
}

static struct sim_model *
start(const struct fault *fault)
{
    struct sim_config config = rig_config("2026-11-20T10:00:00Z", -42, 600);
    memset(n_of, 0, sizeof n_of);
    memset(gaps_of, 0, sizeof gaps_of);
    sim_app_init(&app, &config, on_packet, NULL);
    if (fault != NULL)
        assert_int_equal(faults_add(&app.model.faults, fault), ERR_OK);
    return &app.model;
}

static void
until(double since_s)
{
    struct sim_model *m = &app.model;
    int64_t ns = (int64_t)(since_s * (double)NS_PER_S);
    (void)sim_app_run(&app, utc_add_ns(m->config.start, ns), 1000000);
}

/* What telemetry shows of a row now. */
static double
shown(const char *name)
{
    size_t row = 0;
    assert_true(telemetry_find(name, &row));
    return faults_show(
        &app.model.faults, row, telemetry_number(&app.model, row));
}

static void
what_is_not_there_is_refused(void **state)
{
    (void)state;
    static const struct {
        struct fault fault;
        enum err want;
    } cases[] = {
        {{FAULT_HEATER_ON, NULL, HEATER_COUNT - 1, 0, 0, 0, 1}, ERR_OK},
        {{FAULT_HEATER_ON, NULL, HEATER_COUNT, 0, 0, 0, 1}, ERR_NOTFOUND},
        {{FAULT_HEATER_POWER, NULL, HEATER_COUNT, 0, 0, 0, 1}, ERR_NOTFOUND},
        {{FAULT_OVERLOAD, NULL, OUTLET_COUNT, 9, 0, 0, 1}, ERR_NOTFOUND},
        {{FAULT_COOLER, NULL, SPECTROMETER_COUNT, 0, 0, 0, 1}, ERR_NOTFOUND},
        {{FAULT_TERMINAL, NULL, DHS_RTS, 0, 0, 0, 1}, ERR_NOTFOUND},
        {{FAULT_STUCK, "PDU_BUS_V", 0, 0, 0, 0, 1}, ERR_OK},
        {{FAULT_STUCK, "PDU_BUS", 0, 0, 0, 0, 1}, ERR_NOTFOUND},
        {{FAULT_STUCK, NULL, 0, 0, 0, 0, 1}, ERR_NOTFOUND},
        {{FAULT_DEAD, "EVT_TEXT", 0, 0, 0, 0, 1}, ERR_NOTFOUND},
        {{FAULT_DEAD, "EVT_TIME", 0, 0, 0, 0, 1}, ERR_NOTFOUND},
        {{FAULT_SILENT, "RAD_HK", 0, 0, 0, 0, 1}, ERR_OK},
        {{FAULT_SILENT, "PDU_BUS_V", 0, 0, 0, 0, 1}, ERR_NOTFOUND},
        {{FAULT_LOSS, NULL, 0, 1, 0, 0, 1}, ERR_NOTFOUND},
        {{FAULT_KIND_COUNT, NULL, 0, 0, 0, 0, 1}, ERR_NOTFOUND},
        {{FAULT_FEED_SAG, NULL, 0, 5, 0, -1, 1}, ERR_RANGE},
        {{FAULT_FEED_SAG, NULL, 0, 5, 0, 1, 1}, ERR_RANGE},
        {{FAULT_FEED_SAG, NULL, 0, NAN, 0, 0, 1}, ERR_RANGE},
        {{FAULT_FEED_SAG, NULL, 0, 5, 0, NAN, 1}, ERR_RANGE},
        {{FAULT_FEED_SAG, NULL, 0, 5, 0, 0, INFINITY}, ERR_OK},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct faults faults;
        faults_init(&faults, 1);
        enum err e = faults_add(&faults, &cases[i].fault);
        if (e != cases[i].want)
            fail_msg("case %zu: %s", i, err_str(e));
        assert_int_equal(faults.n, e == ERR_OK);
    }
}

static void
no_more_are_planned_than_there_is_room_for(void **state)
{
    (void)state;
    struct faults faults;
    faults_init(&faults, 1);
    const struct fault fault = {FAULT_FEED_SAG, NULL, 0, 5, 0, 0, 1};
    for (int i = 0; i < FAULTS_MAX; i++)
        assert_int_equal(faults_add(&faults, &fault), ERR_OK);
    assert_int_equal(faults_add(&faults, &fault), ERR_LIMIT);
    assert_int_equal(faults.n, FAULTS_MAX);
}

static void
a_heater_that_is_stuck_runs_away_until_its_thermostat_gives_up(void **state)
{
    (void)state;
    struct sim_model *m = start(&(struct fault){
        FAULT_HEATER_ON, NULL, HEATER_SUN_SENSOR, 0, 0, 10, 700});
    assert_int_equal(
        faults_add(&m->faults, &(struct fault){FAULT_HEATER_POWER, NULL,
                                   HEATER_SUN_SENSOR, 3, 0, 10, 700}),
        ERR_OK);
    const struct heater *h = &m->thermal.heater[HEATER_SUN_SENSOR];
    until(9);
    uint32_t events = m->dhs.events;
    assert_false(h->is_stuck);
    until(690);
    assert_true(h->is_on);
    assert_int_equal(h->mode, HEATER_FAULT);
    assert_int_equal(m->thermal.faults, 1);
    assert_true(m->dhs.events > events);
    assert_true(h->amp > 0.2); /* three times 2.5 W at 28 V */
    assert_true(m->thermal.node_degc[NODE_SUN_SENSOR] > h->high_degc + 3);
    until(705);
    assert_false(h->is_on);
    assert_true(h->power == 1);
}

static void
an_outlet_with_too_much_load_trips(void **state)
{
    (void)state;
    struct sim_model *m =
        start(&(struct fault){FAULT_OVERLOAD, NULL, OUTLET_SPB, 90, 0, 5, 20});
    until(4);
    assert_int_equal(m->power.lcl[OUTLET_SPB].state, LCL_ON);
    until(6);
    assert_int_equal(m->power.lcl[OUTLET_SPB].state, LCL_TRIPPED);
    assert_int_equal(m->power.trips, 1);
    until(21);
    assert_true(m->power.lcl[OUTLET_SPB].extra_w == 0);
    assert_int_equal(m->power.lcl[OUTLET_SPB].state, LCL_TRIPPED);
}

static void
feeds_sag_and_come_back(void **state)
{
    (void)state;
    struct sim_model *m =
        start(&(struct fault){FAULT_FEED_SAG, NULL, 0, 9, 0, 5, 8});
    until(4);
    double before = m->power.feed_b_v;
    until(6);
    assert_true(fabs(before - 9 - m->power.feed_b_v) < 0.8);
    assert_true(fabs(m->power.bus_v - 28.3) < 0.2); /* the converter holds */
    until(9);
    assert_true(fabs(before - m->power.feed_b_v) < 0.8);
}

static void
a_detector_without_cooling_warms_up_and_cools_down_again(void **state)
{
    (void)state;
    struct sim_model *m =
        start(&(struct fault){FAULT_COOLER, NULL, SPECTROMETER_A, 0, 0, 5, 65});
    until(64);
    double warm = m->sp[0].det_degc;
    assert_true(warm > -17 && warm < -15);
    assert_true(fabs(m->sp[1].det_degc + 12) < 0.1);
    until(140);
    assert_true(m->sp[0].det_degc < warm - 0.8);
}

static void
a_terminal_that_does_not_answer_counts_errors(void **state)
{
    (void)state;
    struct sim_model *m =
        start(&(struct fault){FAULT_TERMINAL, NULL, 4, 0, 0, 5, 15});
    until(4.9);
    uint32_t messages = m->dhs.rt[4].messages, errors = m->dhs.rt[4].errors;
    until(14.9);
    assert_false(m->dhs.rt[4].is_alive);
    assert_int_equal(m->dhs.rt[4].messages, messages);
    assert_true(m->dhs.rt[4].errors > errors + 50);
    until(20);
    assert_true(m->dhs.rt[4].is_alive);
    assert_true(m->dhs.rt[4].messages > messages);
}

static void
a_noisy_sun_sensor_shakes_the_platform(void **state)
{
    (void)state;
    struct sim_model *m =
        start(&(struct fault){FAULT_SUN_SENSOR, NULL, 0, 160, 0, 5, 40});
    until(39);
    assert_int_equal(m->pointing.mode, POINTING_TRACK);
    assert_true(m->pointing.jitter_arcsec > 60);
    until(200);
    assert_true(m->pointing.jitter_arcsec < 15);
}

static void
measurements_show_what_their_fault_says(void **state)
{
    (void)state;
    static const struct {
        struct fault fault;
        double at_5, at_15; /* beside the truth; NAN: no number */
    } cases[] = {
        {{FAULT_BIAS, "DHS_MEM", 0, 7, 0, 2, 20}, 7, 7},
        {{FAULT_DRIFT, "DHS_MEM", 0, 0.5, 0, 5, 20}, 0, 5},
        {{FAULT_DEAD, "DHS_MEM", 0, 0, 0, 2, 20}, NAN, NAN},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct sim_model *m = start(&cases[i].fault);
        const double want[] = {cases[i].at_5, cases[i].at_15, 0};
        const double when[] = {5, 15, 21};
        for (size_t k = 0; k < ARRAY_LEN(when); k++) {
            until(when[k]);
            double off = shown("DHS_MEM") - m->dhs.memory_used;
            assert_true(
                isnan(want[k]) ? isnan(off) : fabs(off - want[k]) < 0.06);
        }
    }
}

static void
a_stuck_measurement_holds_while_the_truth_goes_on(void **state)
{
    (void)state;
    const struct sim_model *m =
        start(&(struct fault){FAULT_STUCK, "DHS_SCRUB", 0, 0, 0, 5, 20});
    until(5);
    double held = shown("DHS_SCRUB");
    until(19);
    assert_true(shown("DHS_SCRUB") == held);
    assert_true(m->dhs.scrub_address > held + 100000);
    until(21);
    assert_true(shown("DHS_SCRUB") == m->dhs.scrub_address);
}

static void
noise_is_new_with_each_step_and_the_same_in_each_run(void **state)
{
    (void)state;
    double first[20];
    for (int run = 0; run < 2; run++) {
        (void)start(
            &(struct fault){FAULT_SHOWS, "DHS_FPGA_T", 0, 50, 0.5, 0, 60});
        double sum = 0;
        for (int i = 0; i < 20; i++) {
            until(1 + i * 0.1);
            double v = shown("DHS_FPGA_T");
            assert_true(fabs(v - 50) < 4);
            assert_true(run == 0 || v == first[i]);
            assert_true(i == 0 || v != first[i - 1]);
            first[i] = v;
            sum += v;
        }
        assert_true(fabs(sum / 20 - 50) < 0.6);
    }
}

static void
a_dead_channel_is_nan_or_no_counts(void **state)
{
    (void)state;
    struct sim_model *m =
        start(&(struct fault){FAULT_DEAD, "RAD_HEAT_V", 0, 0, 0, 0, 60});
    assert_int_equal(faults_add(&m->faults, &(struct fault){FAULT_DEAD,
                                                "PDU_FEEDA_V", 0, 0, 0, 0, 60}),
        ERR_OK);
    until(2);
    size_t n = 0;
    const struct telemetry_type *type = telemetry_types(&n);
    uint8_t p[TELEMETRY_BYTES_MAX];
    for (size_t i = 0; i < n; i++) {
        if (strcmp(type[i].name, "PDU_HK") == 0) {
            (void)telemetry_encode(&type[i], m, 0, p);
            assert_int_equal(p[TELEMETRY_HEADER], 0);
            assert_int_equal(p[TELEMETRY_HEADER + 1] >> 4, 0);
        }
    }
    assert_true(isnan(shown("RAD_HEAT_V")));
}

static void
silence_leaves_no_gap_and_loss_does(void **state)
{
    (void)state;
    struct sim_model *m =
        start(&(struct fault){FAULT_SILENT, "RAD_HK", 0, 0, 0, 10, 20});
    assert_int_equal(
        faults_add(&m->faults,
            &(struct fault){FAULT_LOSS, "PTG_FAST", 0, 0.25, 0, 0, INFINITY}),
        ERR_OK);
    until(30);
    assert_in_range(n_of[1064], 19, 21);
    assert_int_equal(gaps_of[1064], 0);
    assert_in_range(n_of[1053], 190, 260); /* of 300 */
    assert_true(gaps_of[1053] > 20);
    assert_int_equal(n_of[1068], 30);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_there_is_refused),
        cmocka_unit_test(no_more_are_planned_than_there_is_room_for),
        cmocka_unit_test(
            a_heater_that_is_stuck_runs_away_until_its_thermostat_gives_up),
        cmocka_unit_test(an_outlet_with_too_much_load_trips),
        cmocka_unit_test(feeds_sag_and_come_back),
        cmocka_unit_test(
            a_detector_without_cooling_warms_up_and_cools_down_again),
        cmocka_unit_test(a_terminal_that_does_not_answer_counts_errors),
        cmocka_unit_test(a_noisy_sun_sensor_shakes_the_platform),
        cmocka_unit_test(measurements_show_what_their_fault_says),
        cmocka_unit_test(a_stuck_measurement_holds_while_the_truth_goes_on),
        cmocka_unit_test(noise_is_new_with_each_step_and_the_same_in_each_run),
        cmocka_unit_test(a_dead_channel_is_nan_or_no_counts),
        cmocka_unit_test(silence_leaves_no_gap_and_loss_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
