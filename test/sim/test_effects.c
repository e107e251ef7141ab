/*
 * test_effects.c - what a scenario says is at fault happens in the model, and
 * is taken back.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/sif.h"

#include <math.h>

#include "common/attr.h"
#include "mdb/encode.h"
#include "sim/effects.h"
#include "sim/sim_app.h"
#include "sim/telemetry.h"

static struct mdb *mdb;
static struct sim_app app;
static struct effects *effects;
static struct arena arena;
static size_t damaged, silent_from;

static void
on_packet(void *arg, const uint8_t *packet, size_t len, bool is_signal)
{
    (void)arg;
    if (is_signal)
        return;
    size_t says = 7u + ((size_t)packet[4] << 8 | packet[5]);
    damaged += says != len;
    silent_from++;
}

static int
open_model(void **state)
{
    (void)state;
    mdb = sif_load();
    struct utc start;
    if (utc_parse("2026-11-20T08:00:00Z", &start) != ERR_OK)
        return -1;
    const struct sim_config config = sim_config_default(start);
    sim_app_init(&app, &config, on_packet, NULL);
    effects = effects_new(&app.model, mdb);
    return 0;
}

static int
close_model(void **state)
{
    (void)state;
    effects_free(&effects);
    arena_fini(&arena);
    mdb_free(&mdb);
    return 0;
}

static size_t handles;

static size_t
begin(const char *text)
{
    struct notes notes = {0};
    struct scenario_effect *e = arena_alloc(&arena, sizeof *e);
    if (!scenario_effect_read(text, mdb, &arena, &notes, e))
        fail_msg("%s: %s", text, notes.note[0].text);
    notes_fini(&notes);
    if (effects_begin(effects, handles, e) != ERR_OK)
        fail_msg("%s", text);
    return handles++;
}

static void
run(double s)
{
    for (int i = 0; i < (int)(s * 10); i++)
        sim_app_step(&app);
}

static double
shown(const char *name)
{
    size_t row = 0;
    assert_true(telemetry_find(name, &row));
    return faults_show(
        &app.model.faults, row, telemetry_number(&app.model, row));
}

static bool
is_dead(const char *name)
{
    return isnan(shown(name)) != 0;
}

static void
measurements_show_something_else(void **state)
{
    (void)state;
    run(1);
    double was = shown("PDU_BUS_V");
    size_t h = begin("measurement PDU_BUS_V off by 5 V");
    run(1);
    assert_true(shown("PDU_BUS_V") > was + 4);
    effects_end(effects, h);
    run(1);
    assert_true(fabs(shown("PDU_BUS_V") - was) < 1);
    h = begin("measurement PDU_BUS_V drifts by 60 V per minute");
    run(10);
    assert_true(fabs(shown("PDU_BUS_V") - was - 10) < 1.5);
    effects_end(effects, h);
    h = begin("measurement PDU_BUS_V dead");
    run(0.2);
    assert_true(is_dead("PDU_BUS_V"));
    effects_end(effects, h);
    effects_end(effects, h); /* again: nothing */
    assert_false(is_dead("PDU_BUS_V"));
}

static void
hardware_behaves_differently(void **state)
{
    (void)state;
    size_t h = begin("heater 3 stuck on");
    run(1);
    assert_true(app.model.thermal.heater[2].is_stuck);
    effects_end(effects, h);
    assert_false(app.model.thermal.heater[2].is_stuck);
    h = begin("feeds sag by 9 V");
    run(1);
    assert_true(app.model.power.sag_v == 9);
    effects_end(effects, h);
    h = begin("pointing lost");
    run(1);
    assert_false(app.model.pointing.is_sun_valid);
    effects_end(effects, h);
    (void)begin("payload goes to mode SAFE");
    run(1);
    assert_int_equal(app.model.dhs.mode, MODE_SAFE);
}

static void
packets_are_lost_damaged_and_silent(void **state)
{
    (void)state;
    damaged = 0;
    run(2);
    assert_int_equal(damaged, 0);
    size_t h = begin("packets all corrupted 100 %");
    run(10);
    assert_true(damaged > 10);
    effects_end(effects, h);
    damaged = 0;
    h = begin("packets all lost 100 %");
    silent_from = 0;
    run(5);
    assert_int_equal(silent_from, 0);
    effects_end(effects, h);
    h = begin("packets all silent");
    uint16_t before = app.sequence[0];
    run(5);
    assert_int_equal(silent_from, 0);
    assert_int_equal(app.sequence[0], before); /* none is made */
    effects_end(effects, h);
    run(5);
    assert_true(silent_from > 0);
    assert_int_equal(damaged, 0);
}

static void
a_los_cuts_both_ways(void **state)
{
    (void)state;
    assert_true(sim_app_telecommand(&app, (const uint8_t[]){0}, 1));
    size_t h = begin("signal lost");
    run(0.2);
    silent_from = 0;
    run(5);
    assert_int_equal(silent_from, 0);
    assert_false(app.model.coverage.is_aos);
    assert_false(sim_app_telecommand(&app, (const uint8_t[]){0}, 1));
    effects_end(effects, h);
    run(1);
    assert_true(app.model.coverage.is_aos);
}

static uint32_t result; /* of the last report about it */

/* Send HTR_OFF or HTR_AUTO for heater 1; what the heater's mode is afterwards,
 * and how many reports there were. */
static int
send_heater(const char *command, uint16_t sequence, uint32_t *reports,
    uint32_t *reported)
{
    struct mdb_encoder *encoder = mdb_encoder_new(mdb);
    struct mdb_packet_tc packet;
    const struct mdb_given given[] = {{"Heater", "HTR01"}};
    enum err e = mdb_encode(encoder, mdb_find_command(mdb, command), given, 1,
        &(struct mdb_encode_options){.is_ccsds = true, .sequence = sequence},
        &packet);
    if (e != ERR_OK)
        fail_msg("%s", packet.refusal[0].text);
    *reports = 0;
    *reported = 0;
    sim_model_step(&app.model, SIM_STEP_NS); /* faults begin in a step */
    assert_true(sim_app_telecommand(&app, packet.data, packet.len));
    for (int i = 0; i < 100; i++) {
        sim_model_step(&app.model, SIM_STEP_NS);
        while (dhs_report_next(&app.model.dhs))
            if (app.model.dhs.report.source == SOURCE_GROUND) {
                (*reports)++;
                *reported = app.model.dhs.report.command;
                result = app.model.dhs.report.result;
            }
    }
    mdb_encoder_free(&encoder);
    return (int)app.model.thermal.heater[0].mode;
}

static void
commands_are_refused_hollow_mute_or_mixed_up(void **state)
{
    (void)state;
    uint32_t n = 0, id = 0;
    assert_int_equal(send_heater("HTR_OFF", 1, &n, &id), HEATER_OFF);
    assert_int_equal(id, SIM_HEATER_MODE);
    assert_true(n >= 1);
    size_t h = begin("command HTR_AUTO refused");
    assert_int_equal(send_heater("HTR_AUTO", 2, &n, &id), HEATER_OFF);
    assert_true(result == RESULT_NOT_ALLOWED);
    effects_end(effects, h);
    h = begin("command HTR_AUTO not executed");
    assert_int_equal(send_heater("HTR_AUTO", 3, &n, &id), HEATER_OFF);
    assert_int_equal(id, SIM_HEATER_MODE);
    assert_true(result == RESULT_OK);
    effects_end(effects, h);
    h = begin("command all not reported");
    assert_int_equal(send_heater("HTR_AUTO", 4, &n, &id), HEATER_AUTO);
    assert_int_equal(n, 0);
    effects_end(effects, h);
    h = begin("command HTR_OFF reported as another");
    assert_int_equal(send_heater("HTR_OFF", 5, &n, &id), HEATER_OFF);
    assert_true(n >= 1 && id != SIM_HEATER_MODE);
    effects_end(effects, h);
    h = begin("command PING refused"); /* another one */
    assert_int_equal(send_heater("HTR_AUTO", 6, &n, &id), HEATER_AUTO);
    effects_end(effects, h);
}

static void
its_clock_goes_on_while_it_stands_still(void **state)
{
    (void)state;
    struct sim_model before = app.model;
    sim_model_shift(&app.model, 100 * NS_PER_S);
    assert_int_equal(utc_diff_ns(app.model.now, before.now), 100 * NS_PER_S);
    struct coverage was = before.coverage;
    sim_model_step(&app.model, SIM_STEP_NS);
    sim_model_step(&before, SIM_STEP_NS);
    assert_int_equal(app.model.coverage.left_s, before.coverage.left_s);
    assert_int_equal(was.is_aos, app.model.coverage.is_aos);
    assert_near(app.model.orbit.lat_deg, before.orbit.lat_deg, 1e-6);
    assert_near(app.model.power.bus_v, before.power.bus_v, 1e-9);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measurements_show_something_else),
        cmocka_unit_test(hardware_behaves_differently),
        cmocka_unit_test(packets_are_lost_damaged_and_silent),
        cmocka_unit_test(a_los_cuts_both_ways),
        cmocka_unit_test(commands_are_refused_hollow_mute_or_mixed_up),
        cmocka_unit_test(its_clock_goes_on_while_it_stands_still),
    };
    return cmocka_run_group_tests(tests, open_model, close_model);
}
