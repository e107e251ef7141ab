/*
 * test_dhs.c - the computer: queues, dumps, recorder, counters, clock.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/dhs.h"

#include <math.h>

#include "support/check.h"

static const struct utc t0 = {INT64_C(1795000000) * NS_PER_S};

static struct dhs
fresh(void)
{
    struct dhs d;
    dhs_init(&d, 1, t0);
    d.is_aos = true;
    return d;
}

static void
run(struct dhs *d, double activity, bool is_saa, double seconds)
{
    for (double t = 0; t < seconds; t += 0.1)
        dhs_step(
            d, utc_add_ns(t0, (int64_t)(t * 1e9)), activity, is_saa, 22, 0.1);
}

static void
events_come_back_in_order_with_their_text(void **state)
{
    (void)state;
    struct dhs d = fresh();
    uint32_t before = d.events;
    assert_false(dhs_event_next(&d));
    for (unsigned i = 0; i < 5; i++)
        dhs_event(&d, t0, DHS_EVENT_TRIP, SEVERITY_HIGH, i, "number %u", i);
    for (unsigned i = 0; i < 5; i++) {
        char want[16];
        snprintf(want, sizeof want, "number %u", i);
        assert_true(dhs_event_next(&d));
        assert_int_equal(d.event.aux, i);
        assert_string_equal(d.event.text, want);
        assert_int_equal(d.event.text_len, strlen(want));
    }
    assert_false(dhs_event_next(&d));
    assert_int_equal(d.events - before, 5);
}

static void
a_full_queue_drops_the_oldest_and_counts(void **state)
{
    (void)state;
    struct dhs d = fresh();
    for (unsigned i = 0; i < DHS_QUEUE + 7; i++)
        dhs_event(&d, t0, DHS_EVENT_TRIP, SEVERITY_LOW, i, "x");
    assert_int_equal(d.events_dropped, 7);
    assert_true(dhs_event_next(&d));
    assert_int_equal(d.event.aux, 7);
    struct dhs_report r = {0};
    for (unsigned i = 0; i < DHS_QUEUE + 3; i++) {
        r.count = i;
        dhs_report_add(&d, &r);
    }
    assert_true(dhs_report_next(&d));
    assert_int_equal(d.report.count, 3);
}

static void
a_long_text_is_cut_to_its_field(void **state)
{
    (void)state;
    struct dhs d = fresh();
    dhs_event(&d, t0, DHS_EVENT_BOOT, SEVERITY_LOW, 0, "%0200d", 1);
    assert_true(dhs_event_next(&d));
    assert_int_equal(d.event.text_len, DHS_TEXT);
}

static void
the_crc_is_ccitt(void **state)
{
    (void)state;
    assert_int_equal(dhs_crc((const uint8_t *)"123456789", 9), 0x29b1);
    assert_int_equal(dhs_crc(NULL, 0), 0xffff);
}

static void
a_dump_comes_in_pieces_that_make_the_whole(void **state)
{
    (void)state;
    struct dhs d = fresh();
    uint8_t got[300];
    size_t n = 0;
    unsigned pieces = 0;
    assert_true(dhs_dump_begin(&d, DHS_BASE + 100, sizeof got));
    for (int i = 0; i < 100; i++) {
        run(&d, 0, false, 0.1);
        if (!d.dump.is_ready)
            continue;
        assert_int_equal(d.dump.address, DHS_BASE + 100 + n);
        assert_int_equal(d.dump.crc, dhs_crc(d.dump.data, d.dump.len));
        assert_true(n + d.dump.len <= sizeof got);
        memcpy(got + n, d.dump.data, d.dump.len);
        n += d.dump.len;
        pieces++;
        d.dump.is_ready = false;
    }
    assert_int_equal(n, sizeof got);
    assert_int_equal(pieces, 3);
    assert_memory_equal(got, d.image + 100, sizeof got);
}

static void
a_dump_outside_of_memory_is_refused(void **state)
{
    (void)state;
    struct dhs d = fresh();
    assert_false(dhs_dump_begin(&d, DHS_BASE - 1, 10));
    assert_false(dhs_dump_begin(&d, DHS_BASE, 0));
    assert_false(dhs_dump_begin(&d, DHS_BASE, DHS_IMAGE + 1));
    assert_false(dhs_dump_begin(&d, DHS_BASE + 1, DHS_IMAGE));
    assert_false(dhs_dump_begin(&d, UINT32_MAX, 2));
    assert_true(dhs_dump_begin(&d, DHS_BASE + DHS_IMAGE - 1, 1));
    assert_true(dhs_dump_begin(&d, DHS_BASE, DHS_IMAGE));
}

static void
the_recorder_fills_in_los_and_empties_in_aos(void **state)
{
    (void)state;
    struct dhs d = fresh();
    dhs_set_mode(&d, t0, MODE_SCIENCE);
    d.is_aos = false;
    run(&d, 1, false, 260);
    double full = d.storage_fill;
    assert_true(full > 5 && full < 20);
    assert_near(d.downlink_kb_s, 0, 0);
    d.is_aos = true;
    run(&d, 1, false, 1500);
    assert_true(d.storage_fill < full / 3);
    assert_true(d.downlinked_mb > 200);
    d.is_aos = false;
    run(&d, 1, false, 4000);
    assert_near(d.storage_fill, 100, 5);
    assert_int_equal(d.partition[1].state, PARTITION_FULL);
    assert_true(d.partition[1].used_kb <= d.partition[1].total_kb);
}

static void
load_follows_mode_and_activity(void **state)
{
    (void)state;
    struct dhs d = fresh();
    run(&d, 0, false, 60);
    double safe = d.cpu_load;
    dhs_set_mode(&d, t0, MODE_SCIENCE);
    run(&d, 1, false, 60);
    assert_true(safe < 20 && d.cpu_load > 38 && d.cpu_load < 56);
    double sum = 0;
    for (int i = 0; i < DHS_TASKS; i++)
        sum += d.task_load[i];
    assert_near(sum, d.cpu_load, 4);
    assert_true(d.cpu_peak >= d.cpu_load);
    assert_near(d.fpga_degc, 22 + 9 + 0.12 * d.cpu_load, 0.5);
}

static void
a_change_of_mode_is_an_event(void **state)
{
    (void)state;
    struct dhs d = fresh();
    dhs_set_mode(&d, t0, MODE_SAFE); /* it is in SAFE */
    assert_int_equal(d.event_n, 0);
    dhs_set_mode(&d, t0, MODE_STANDBY);
    assert_true(dhs_event_next(&d));
    assert_int_equal(d.event.id, DHS_EVENT_MODE);
    assert_string_equal(d.event.text, "mode STANDBY after SAFE");
    assert_int_equal(d.mode_before, MODE_SAFE);
    dhs_set_mode(&d, t0, MODE_SAFE);
    assert_true(dhs_event_next(&d));
    assert_int_equal(d.event.severity, SEVERITY_MEDIUM);
}

static void
particles_hit_memory_in_the_anomaly(void **state)
{
    (void)state;
    struct dhs quiet = fresh(), saa = fresh();
    quiet.edac_single = saa.edac_single = 0;
    run(&quiet, 0, false, 1000);
    run(&saa, 0, true, 1000);
    assert_true(saa.edac_single > 4);
    assert_true(saa.edac_single > 3 * quiet.edac_single);
    assert_int_equal(saa.edac_double, 0);
}

static void
the_clock_is_set_every_64_s(void **state)
{
    (void)state;
    struct dhs d = fresh();
    double worst = 0;
    uint32_t before = d.syncs;
    for (int i = 0; i < 6400; i++) {
        run(&d, 0, false, 0.1);
        worst = fmax(worst, fabs(d.pps_us));
    }
    assert_in_range(d.syncs - before, 9, 10);
    assert_true(worst > 50 && worst < 150);
    assert_true(d.since_sync_s < 64.1);
}

static void
telemetry_rate_is_that_of_the_packets(void **state)
{
    (void)state;
    struct dhs d = fresh();
    for (int i = 0; i < 600; i++) {
        d.packet_bytes += 125; /* 1000 bits each 0.1 s */
        run(&d, 0, false, 0.1);
    }
    assert_near(d.tm_kbit_s, 10, 0.1);
    assert_int_equal(d.packet_bytes, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_come_back_in_order_with_their_text),
        cmocka_unit_test(a_full_queue_drops_the_oldest_and_counts),
        cmocka_unit_test(a_long_text_is_cut_to_its_field),
        cmocka_unit_test(the_crc_is_ccitt),
        cmocka_unit_test(a_dump_comes_in_pieces_that_make_the_whole),
        cmocka_unit_test(a_dump_outside_of_memory_is_refused),
        cmocka_unit_test(the_recorder_fills_in_los_and_empties_in_aos),
        cmocka_unit_test(load_follows_mode_and_activity),
        cmocka_unit_test(a_change_of_mode_is_an_event),
        cmocka_unit_test(particles_hit_memory_in_the_anomaly),
        cmocka_unit_test(the_clock_is_set_every_64_s),
        cmocka_unit_test(telemetry_rate_is_that_of_the_packets),
    };
    return check_run(tests);
}
