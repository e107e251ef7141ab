/*
 * test_sim_app.c - which packets go out, when, and in which order.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/sim_app.h"

#include "common/attr.h"
#include "support/sim_rig.h"
#include "support/tc_rig.h"

#define APIDS 2048

struct record {
    uint64_t hash;
    uint32_t n[APIDS], gaps[APIDS];
    uint16_t last[APIDS];
    int64_t first_ms[APIDS], last_ms[APIDS];
    uint32_t signals, aos, los, in_los;
    uint32_t left_s;
};

static struct sim_app app;
static struct record rec;

static uint64_t
hash(uint64_t h, const uint8_t *p, size_t len)
{
    for (size_t i = 0; i < len; i++)
        h = (h ^ p[i]) * UINT64_C(0x100000001b3); /* FNV-1a */
    return h;
}

static void
on_signal_packet(const uint8_t *p, size_t len)
{
    assert_int_equal(len, COVERAGE_PACKET_BYTES);
    rec.signals++;
    rec.aos += p[6] == 1;
    rec.los += p[6] == 0;
    rec.left_s = (uint32_t)p[10] << 24 | (uint32_t)p[11] << 16 |
                 (uint32_t)p[12] << 8 | p[13];
}

static void
on_packet(void *arg, const uint8_t *p, size_t len, bool is_signal)
{
    (void)arg;
    rec.hash = hash(rec.hash, p, len);
    assert_int_equal((size_t)(p[4] << 8 | p[5]) + 7, len);
    if (is_signal) {
        on_signal_packet(p, len);
        return;
    }
    rec.in_los += !app.model.coverage.is_aos;
    unsigned apid = (p[0] & 7u) << 8 | p[1];
    uint16_t count = (uint16_t)((p[2] & 0x3f) << 8 | p[3]);
    int64_t ms = app.model.now.ns / NS_PER_MS;
    if (rec.n[apid]++ == 0)
        rec.first_ms[apid] = ms;
    else
        rec.gaps[apid] += ((count - rec.last[apid]) & 0x3fff) != 1;
    rec.last[apid] = count;
    rec.last_ms[apid] = ms;
}

static void
start(uint64_t seed)
{
    memset(&rec, 0, sizeof rec);
    struct sim_config config = rig_config("2026-11-20T10:00:00Z", -42, 600);
    config.seed = seed;
    sim_app_init(&app, &config, on_packet, NULL);
}

static void
run_s(unsigned s)
{
    struct utc until = utc_add_ns(app.model.now, (int64_t)s * NS_PER_S);
    assert_int_equal(sim_app_run(&app, until, UINT32_MAX), 10 * s);
}

static void
the_same_seed_gives_the_same_bytes(void **state)
{
    (void)state;
    start(3);
    run_s(600);
    uint64_t one = rec.hash;
    start(3);
    run_s(600);
    assert_true(rec.hash == one);
    start(4);
    run_s(600);
    assert_true(rec.hash != one);
}

static void
periodic_packets_keep_their_declared_period(void **state)
{
    (void)state;
    start(1);
    run_s(600);
    for (size_t i = 0; i < app.n_types; i++) {
        const struct telemetry_type *t = &app.type[i];
        if (t->trigger != TRIGGER_PERIODIC)
            continue;
        uint32_t n = rec.n[t->apid];
        assert_int_equal(n, 600000 / t->period_ms);
        assert_int_equal(rec.last_ms[t->apid] - rec.first_ms[t->apid],
            (int64_t)(n - 1) * t->period_ms);
        assert_int_equal(
            rec.first_ms[t->apid] % t->period_ms, t->phase_ms % t->period_ms);
        assert_int_equal(rec.gaps[t->apid], 0);
    }
}

static void
spectra_come_at_their_declared_rate_in_science(void **state)
{
    (void)state;
    start(1);
    run_s(600);
    for (size_t i = 0; i < app.n_types; i++) {
        const struct telemetry_type *t = &app.type[i];
        if (t->trigger == TRIGGER_SPECTRUM_A ||
            t->trigger == TRIGGER_SPECTRUM_B)
            assert_near(rec.n[t->apid], 600000.0 / t->period_ms, 6);
    }
}

static void
nothing_but_signals_is_sent_in_los(void **state)
{
    (void)state;
    start(1);
    run_s(COVERAGE_FIRST_S - 1);
    uint64_t before = app.packets;
    assert_int_equal(rec.los, 0);
    assert_int_equal(rec.aos, COVERAGE_FIRST_S - 1);
    assert_int_equal(rec.left_s, 1);
    run_s(2);
    before = app.packets;
    run_s(200);
    assert_int_equal(app.packets, before);
    assert_int_equal(rec.in_los, 0);
    assert_in_range(rec.los, 200, 203);
}

static void
after_los_events_come_late_and_no_count_is_missing(void **state)
{
    (void)state;
    start(1);
    run_s(COVERAGE_FIRST_S + 100);
    struct dhs *dhs = &app.model.dhs;
    dhs_event(dhs, app.model.now, DHS_EVENT_TRIP, SEVERITY_LOW, 1, "in LOS");
    uint32_t events = rec.n[1072];
    run_s(100);
    assert_int_equal(rec.n[1072], events);
    run_s(200);
    assert_true(app.model.coverage.is_aos);
    assert_true(rec.n[1072] > events);
    assert_int_equal(dhs->event_n, 0);
    assert_int_equal(dhs->events_dropped, 0);
    for (size_t i = 0; i < app.n_types; i++)
        assert_int_equal(rec.gaps[app.type[i].apid], 0);
}

static void
two_orbits_have_no_gap_and_no_lost_event(void **state)
{
    (void)state;
    start(1);
    uint32_t refused = app.model.dhs.commands_refused;
    run_s(2 * COVERAGE_PERIOD_S);
    for (size_t i = 0; i < app.n_types; i++)
        assert_int_equal(rec.gaps[app.type[i].apid], 0);
    assert_int_equal(app.model.dhs.events_dropped, 0);
    assert_int_equal(app.model.dhs.commands_refused, refused);
    assert_true(rec.in_los == 0 && rec.los > 1200);
}

static void
sequence_counts_wrap_without_a_gap(void **state)
{
    (void)state;
    start(1);
    for (size_t i = 0; i < app.n_types; i++)
        app.sequence[i] = 0x3ff0;
    app.signal_sequence = 0xffff;
    run_s(60);
    for (size_t i = 0; i < app.n_types; i++)
        assert_int_equal(rec.gaps[app.type[i].apid], 0);
    assert_true(rec.n[1053] == 600 && rec.last[1053] == 583);
}

static void
run_stops_at_its_time_or_its_number_of_steps(void **state)
{
    (void)state;
    start(1);
    struct utc now = app.model.now;
    assert_int_equal(sim_app_run(&app, utc_add_ns(now, NS_PER_S), 4), 4);
    assert_int_equal(sim_app_run(&app, utc_add_ns(now, NS_PER_S), 99), 6);
    assert_int_equal(sim_app_run(&app, utc_add_ns(now, NS_PER_S), 99), 0);
    assert_int_equal(sim_app_run(&app, now, 99), 0);
    assert_int_equal(
        sim_app_run(&app, utc_add_ns(now, NS_PER_S + SIM_STEP_NS - 1), 99), 0);
}

static bool
command(enum sim_command id, double a, double b, uint32_t count)
{
    uint8_t p[TC_BYTES_MAX];
    const struct command_call call = tc_call(a, b, 0);
    return sim_app_telecommand(
        &app, p, tc_encode(sim_command_find(id), &call, count, p));
}

static uint64_t
with_commands(unsigned second)
{
    start(3);
    run_s(second);
    (void)command(SIM_AUTO, 0, 0, 1);
    (void)command(SIM_POINT, TARGET_STOW, 0, 2);
    run_s(5);
    (void)command(SIM_HEATER_MODE, HEATER_BAT, HEATER_ON, 3);
    run_s(100);
    return rec.hash;
}

static void
the_same_telecommands_at_the_same_times_give_the_same_bytes(void **state)
{
    (void)state;
    uint64_t one = with_commands(20);
    assert_true(with_commands(20) == one);
    assert_true(with_commands(21) != one);
}

static void
a_telecommand_does_not_arrive_in_los(void **state)
{
    (void)state;
    start(1);
    assert_true(command(SIM_PING, 0, 0, 1));
    run_s(COVERAGE_FIRST_S + 60);
    assert_false(app.model.coverage.is_aos);
    uint32_t received = app.model.dhs.commands_received;
    assert_false(command(SIM_PING, 0, 0, 2));
    assert_int_equal(app.model.dhs.commands_received, received);
}

static void
fast_housekeeping_is_all_at_10_hz(void **state)
{
    (void)state;
    start(1);
    assert_true(command(SIM_HK_RATE, 1, 0, 1));
    run_s(1);
    memset(&rec, 0, sizeof rec);
    run_s(10);
    for (size_t i = 0; i < app.n_types; i++)
        if (app.type[i].trigger == TRIGGER_PERIODIC)
            assert_int_equal(rec.n[app.type[i].apid], 100);
    assert_true(command(SIM_HK_RATE, 0, 0, 2));
    run_s(1);
    memset(&rec, 0, sizeof rec);
    run_s(10);
    assert_int_equal(rec.n[1044], 10);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_gives_the_same_bytes),
        cmocka_unit_test(periodic_packets_keep_their_declared_period),
        cmocka_unit_test(spectra_come_at_their_declared_rate_in_science),
        cmocka_unit_test(nothing_but_signals_is_sent_in_los),
        cmocka_unit_test(after_los_events_come_late_and_no_count_is_missing),
        cmocka_unit_test(two_orbits_have_no_gap_and_no_lost_event),
        cmocka_unit_test(sequence_counts_wrap_without_a_gap),
        cmocka_unit_test(run_stops_at_its_time_or_its_number_of_steps),
        cmocka_unit_test(
            the_same_telecommands_at_the_same_times_give_the_same_bytes),
        cmocka_unit_test(a_telecommand_does_not_arrive_in_los),
        cmocka_unit_test(fast_housekeeping_is_all_at_10_hz),
    };
    return check_run(tests);
}
