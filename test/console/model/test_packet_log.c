/*
 * test_packet_log.c - packets a link and APID, the newest kept, in bounds.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "console/model/packet_log.h"
#include "support/feed.h"

static struct msg_packet
packet(uint64_t apid, uint64_t serial, size_t len)
{
    static const uint8_t bytes[256 * 1024];
    return (struct msg_packet){.link = msg_str("tm"),
        .apid = apid,
        .serial = serial,
        .reception = feed_clock((int64_t)serial * 1000).utc,
        .generation = UTC_NONE,
        .container = 3,
        .data = {bytes, len}};
}

static void
put(struct packet_log *p, uint64_t apid, uint64_t serial, size_t len)
{
    struct msg_packet m = packet(apid, serial, len);
    packet_log_packet(p, &m, feed_clock((int64_t)serial * 1000));
}

static void
rows_are_sorted_by_link_and_apid(void **state)
{
    (void)state;
    struct packet_log p = {0};
    static const struct {
        const char *link;
        uint64_t apid;
    } in[] = {
        {"tm", 101}, {"tm", 7}, {"dump", 500}, {"tm", 101}, {"tm", 1000000}};
    for (size_t i = 0; i < ARRAY_LEN(in); i++) {
        struct msg_apid m = {.link = msg_str(in[i].link),
            .apid = in[i].apid,
            .packets = i,
            .last = UTC_NONE};
        packet_log_apid(&p, &m, feed_clock(0));
    }
    assert_int_equal(p.n, 4);
    assert_string_equal(p.row[0].link, "dump");
    assert_int_equal(p.row[1].apid, 7);
    assert_int_equal(p.row[2].apid, 101);
    assert_int_equal(p.row[2].packets, 3);
    assert_int_equal(p.row[3].apid, PACKET_NO_APID);
    assert_ptr_equal(packet_log_find(&p, "tm", 101), &p.row[2]);
    assert_null(packet_log_find(&p, "tm", 102));
    assert_null(packet_log_find(&p, "x", 101));
    packet_log_fini(&p);
}

static void
the_newest_packets_of_a_row_are_kept(void **state)
{
    (void)state;
    struct packet_log p = {0};
    for (uint64_t i = 0; i < PACKET_LOG_KEPT + 10; i++)
        put(&p, 5, i, 20);
    put(&p, 5, PACKET_LOG_KEPT + 9, 20); /* again, from the cache */
    const struct packet_row *row = packet_log_find(&p, "tm", 5);
    assert_int_equal(row->n_kept, PACKET_LOG_KEPT);
    assert_int_equal(packet_row_get(row, 0)->serial, PACKET_LOG_KEPT + 9);
    assert_int_equal(packet_row_get(row, PACKET_LOG_KEPT - 1)->serial, 10);
    assert_int_equal(packet_row_find(row, 10), PACKET_LOG_KEPT - 1);
    assert_int_equal(packet_row_find(row, 9), SIZE_MAX);
    assert_int_equal(p.kept_bytes, 20 * PACKET_LOG_KEPT);
    packet_log_fini(&p);
    assert_int_equal(p.kept_bytes, 0);
}

static void
large_packets_leave_few_of_their_row(void **state)
{
    (void)state;
    struct packet_log p = {0};
    for (uint64_t i = 0; i < 10; i++)
        put(&p, 5, i, 50000);
    const struct packet_row *row = packet_log_find(&p, "tm", 5);
    assert_int_equal(row->n_kept, 2);
    put(&p, 5, 10, 256 * 1024); /* cut to what a row may hold */
    assert_int_equal(row->n_kept, 1);
    assert_int_equal(packet_row_get(row, 0)->len, PACKET_LOG_ROW_BYTES);
    packet_log_fini(&p);
}

static void
a_busy_row_pays_for_the_memory_and_rare_ones_keep_theirs(void **state)
{
    (void)state;
    struct packet_log p = {0};
    put(&p, 2000, 1, 100);
    uint64_t serial = 2;
    for (uint64_t apid = 0; apid < 40; apid++)
        for (int i = 0; i < 2; i++)
            put(&p, apid, serial++, 60000);
    assert_true(p.kept_bytes <= PACKET_LOG_ALL_BYTES);
    const struct packet_row *rare = packet_log_find(&p, "tm", 2000);
    assert_int_equal(rare->n_kept, 1);
    size_t bytes = 0, with = 0;
    for (size_t i = 0; i < p.n; i++) {
        with += p.row[i].n_kept > 0;
        bytes += p.row[i].kept_bytes;
    }
    assert_int_equal(bytes, p.kept_bytes);
    assert_true(with >= PACKET_LOG_ALL_BYTES / 60000);
    packet_log_fini(&p);
}

static void
too_many_rows_are_counted_not_kept(void **state)
{
    (void)state;
    struct packet_log p = {0};
    char link[16];
    for (int l = 0; l < 3; l++)
        for (uint64_t apid = 0; apid < 2048; apid++) {
            (void)snprintf(link, sizeof link, "l%d", l);
            struct msg_apid m = {
                .link = msg_str(link), .apid = apid, .last = UTC_NONE};
            packet_log_apid(&p, &m, feed_clock(0));
        }
    assert_int_equal(p.n, PACKET_LOG_ROWS_MAX);
    assert_int_equal(p.lost_rows, 2048);
    packet_log_fini(&p);
}

static void
rates_are_learned_from_counts_and_fade_in_silence(void **state)
{
    (void)state;
    struct packet_log p = {0};
    struct msg_apid m = {.link = msg_str("tm"), .apid = 1, .packets = 10};
    /* A packet every 5 s, told every second. */
    for (int64_t s = 0; s <= 60; s++) {
        m.packets = (uint64_t)(10 + s / 5);
        m.last = feed_clock(s / 5 * 5000).utc;
        packet_log_apid(&p, &m, feed_clock(1000 * s));
    }
    const struct packet_row *row = &p.row[0];
    assert_near(packet_row_rate(row, feed_clock(60000)), 0.2, 1e-6);
    assert_near(packet_row_rate(row, feed_clock(69000)), 0.2, 1e-6);
    assert_near(packet_row_rate(row, feed_clock(75001)), 0, 0);
    assert_int_equal(
        packet_row_age_ns(row, feed_clock(60500)), 500 * NS_PER_MS);
    /* A frontend that was started anew counts from 0 again. */
    m.packets = 1;
    m.last = feed_clock(76000).utc;
    packet_log_apid(&p, &m, feed_clock(76000));
    assert_near(packet_row_rate(row, feed_clock(76000)), 0.2, 1e-6);
    packet_log_fini(&p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_sorted_by_link_and_apid),
        cmocka_unit_test(the_newest_packets_of_a_row_are_kept),
        cmocka_unit_test(large_packets_leave_few_of_their_row),
        cmocka_unit_test(
            a_busy_row_pays_for_the_memory_and_rare_ones_keep_theirs),
        cmocka_unit_test(too_many_rows_are_counted_not_kept),
        cmocka_unit_test(rates_are_learned_from_counts_and_fade_in_silence),
    };
    return check_run(tests);
}
