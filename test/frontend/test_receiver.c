/*
 * test_receiver.c - bytes of a link to packets, counters and messages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/world.h"

#include "bus/tm.h"
#include "common/xalloc.h"

struct rig {
    struct world w;
    struct receiver *r;
    uint8_t bytes[70000];
    size_t n;
};

static struct rig *
setup(void)
{
    struct rig *g = xcalloc(1, sizeof *g);
    world_init(&g->w);
    g->r = receiver_new(&g->w.shared, &g->w.link);
    return g;
}

static void
teardown(struct rig *g)
{
    receiver_free(&g->r);
    world_fini(&g->w);
    free(g);
}

static void
give(struct rig *g, bool is_datagram)
{
    receiver_bytes(g->r, g->bytes, g->n, is_datagram, g->w.now);
    samples_flush(g->w.shared.samples);
    g->n = 0;
}

static void
add_hk(struct rig *g, uint16_t count)
{
    g->n += world_hk(g->bytes + g->n, count, count, 0x7fff);
}

static const struct msg_packet *
packet(const struct rig *g, const char *topic)
{
    return &outbox_list_last(&g->w.list, topic)->u.packet;
}

/* How many samples of `topic` came out. */
static uint64_t
samples(const struct rig *g, const char *topic)
{
    uint64_t n = 0;
    for (size_t i = 0; i < g->w.list.n; i++)
        if (g->w.list.entry[i].topic &&
            strcmp(g->w.list.entry[i].topic, topic) == 0)
            n += g->w.list.entry[i].msg.u.tm.count;
    return n;
}

/* The serial of the newest sample, and that of its packet. */
static void
expect_serials(const struct rig *g, uint64_t sample, uint64_t own)
{
    struct tm_view v;
    const struct msg_tm *tm = &outbox_list_last(&g->w.list, "tm/S/HK")->u.tm;
    const size_t n = g->w.mdb->container[tm->container].n_layout;
    assert_int_equal(tm_view_init(&v, tm, n), ERR_OK);
    assert_int_equal(tm_serial(&v, v.count - 1), sample);
    assert_int_equal(packet(g, "pkt/main/100")->serial, own);
}

static void
samples_of_a_packet_that_came_before_have_its_number(void **state)
{
    (void)state;
    struct rig *g = setup();
    static const struct {
        uint16_t count, second;
        uint64_t sample;
    } rows[] = {{1, 5, 0}, {2, 5, 1}, {1, 5, 0}, {2, 5, 1}, {3, 6, 4},
        {2, 5, 5}, /* late: nobody cares */
        {3, 6, 4}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        g->n = world_hk(g->bytes, rows[i].count, rows[i].second, 0x7fff);
        give(g, true);
        expect_serials(g, rows[i].sample, i);
    }
    assert_int_equal(samples(g, "tm/S/HK"), ARRAY_LEN(rows));
    teardown(g);
}

static void
a_packet_becomes_a_raw_message_and_a_sample(void **state)
{
    (void)state;
    struct rig *g = setup();
    add_hk(g, 7);
    give(g, true);
    const struct msg_packet *m = packet(g, "pkt/main/100");
    assert_int_equal(m->status, PACKET_DECODED);
    assert_int_equal(m->apid, 100);
    assert_int_equal(m->sequence, 7);
    assert_int_equal(m->serial, 0);
    assert_int_equal(m->data.len, 13);
    assert_int_equal(m->generation.ns, (WORLD_START_S + 7) * NS_PER_S);
    assert_int_equal(m->reception.ns, g->w.now.utc.ns);
    assert_int_equal(m->container, mdb_find_container(g->w.mdb, "/S/HK"));
    assert_int_equal(samples(g, "tm/S/HK"), 1);
    assert_int_equal(g->w.list.recorded, 1);
    assert_int_equal(g->w.list.recorded_bytes, 13);
    teardown(g);
}

static void
a_stream_may_be_cut_at_every_byte(void **state)
{
    (void)state;
    for (size_t cut = 0; cut <= 39; cut++) {
        struct rig *g = setup();
        for (uint16_t i = 0; i < 3; i++)
            add_hk(g, i);
        receiver_bytes(g->r, g->bytes, cut, false, g->w.now);
        receiver_bytes(g->r, g->bytes + cut, g->n - cut, false, g->w.now);
        samples_flush(g->w.shared.samples);
        assert_int_equal(samples(g, "tm/S/HK"), 3);
        const struct receiver_counters *c = receiver_counters(g->r);
        assert_int_equal(c->packets, 3);
        assert_int_equal(c->bytes, 39);
        assert_int_equal(c->bad_length + c->bad_version + c->gaps, 0);
        teardown(g);
    }
}

static void
one_byte_at_a_time_is_enough(void **state)
{
    (void)state;
    struct rig *g = setup();
    for (uint16_t i = 0; i < 50; i++)
        add_hk(g, i);
    for (size_t i = 0; i < g->n; i++)
        receiver_bytes(g->r, g->bytes + i, 1, false, g->w.now);
    samples_flush(g->w.shared.samples);
    assert_int_equal(samples(g, "tm/S/HK"), 50);
    teardown(g);
}

static void
several_packets_may_stand_in_a_datagram(void **state)
{
    (void)state;
    struct rig *g = setup();
    for (uint16_t i = 0; i < 10; i++)
        add_hk(g, i);
    g->n += world_aux(g->bytes + g->n, 0, 5);
    give(g, true);
    assert_int_equal(samples(g, "tm/S/HK"), 10);
    assert_int_equal(samples(g, "tm/S/AUX"), 1);
    teardown(g);
}

static void
a_cut_datagram_does_not_harm_the_next(void **state)
{
    (void)state;
    struct rig *g = setup();
    for (size_t cut = 1; cut < 13; cut++) {
        add_hk(g, (uint16_t)cut);
        g->n = cut;
        give(g, true);
    }
    add_hk(g, 0);
    give(g, true);
    const struct receiver_counters *c = receiver_counters(g->r);
    assert_int_equal(c->packets, 1);
    assert_int_equal(c->bad_length, 12);
    assert_int_equal(samples(g, "tm/S/HK"), 1);
    assert_int_equal(packet(g, "pkt/main/65535")->status, PACKET_BAD_LENGTH);
    assert_true(outbox_list_events(&g->w.list, EV_PACKET_BAD) == 1);
    teardown(g);
}

static void
foreign_bytes_before_each_packet_are_dropped(void **state)
{
    (void)state;
    struct rig *g = setup();
    g->w.link.skip_bytes = 4;
    receiver_free(&g->r);
    g->r = receiver_new(&g->w.shared, &g->w.link);
    for (uint16_t i = 0; i < 3; i++) {
        memset(g->bytes + g->n, 0xff, 4);
        g->n += 4;
        add_hk(g, i);
    }
    give(g, true);
    assert_int_equal(samples(g, "tm/S/HK"), 3);
    assert_int_equal(receiver_counters(g->r)->bytes, 51);
    teardown(g);
}

static void
a_wrong_version_is_counted_and_shown(void **state)
{
    (void)state;
    struct rig *g = setup();
    add_hk(g, 0);
    g->bytes[0] |= 0xe0;
    give(g, true);
    assert_int_equal(receiver_counters(g->r)->bad_version, 1);
    assert_int_equal(packet(g, "pkt/main/65535")->status, PACKET_BAD_VERSION);
    assert_int_equal(packet(g, "pkt/main/65535")->apid, 65535);
    assert_int_equal(samples(g, "tm/S/HK"), 0);
    teardown(g);
}

static void
garbage_in_a_stream_is_skipped_to_the_next_packet(void **state)
{
    (void)state;
    struct rig *g = setup();
    for (uint16_t i = 0; i < 5; i++)
        add_hk(g, i);
    memset(g->bytes + g->n, 0xff, 100);
    g->n += 100;
    for (uint16_t i = 5; i < 10; i++)
        add_hk(g, i);
    give(g, false);
    assert_int_equal(samples(g, "tm/S/HK"), 10);
    assert_int_equal(receiver_counters(g->r)->bad_version, 1);
    assert_int_equal(receiver_counters(g->r)->gaps, 0);
    teardown(g);
}

struct odd {
    const char *label;
    size_t len; /* bytes of data behind the header */
    uint16_t apid;
    enum packet_status status;
};

static void
packets_that_do_not_fit_are_counted_and_not_decoded(void **state)
{
    (void)state;
    struct rig *g = setup();
    static const struct odd rows[] = {
        {"HK one byte short", 6, 100, PACKET_TOO_SHORT},
        {"HK of one byte", 1, 100, PACKET_TOO_SHORT},
        {"unknown APID", 10, 999, PACKET_UNKNOWN},
        {"HK with more than it needs", 20, 100, PACKET_DECODED},
    };
    static const uint8_t data[64];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct world_packet p = {.apid = rows[i].apid,
            .count = (uint16_t)i,
            .flags = CCSDS_UNSEGMENTED,
            .data = data,
            .len = rows[i].len};
        g->n = world_build(g->bytes, &p);
        give(g, true);
        char topic[32];
        (void)snprintf(topic, sizeof topic, "pkt/main/%u", rows[i].apid);
        if (packet(g, topic)->status != rows[i].status)
            fail_msg("%s: status %lu", rows[i].label, packet(g, topic)->status);
    }
    const struct receiver_counters *c = receiver_counters(g->r);
    assert_int_equal(c->too_short, 2);
    assert_int_equal(c->unknown, 1);
    assert_int_equal(samples(g, "tm/S/HK"), 1);
    assert_int_equal(packet(g, "pkt/main/999")->container, MDB_NIL);
    assert_int_equal(outbox_list_events(&g->w.list, EV_PACKET_UNKNOWN), 1);
    teardown(g);
}

static void
a_size_field_that_lies_is_no_sample(void **state)
{
    (void)state;
    struct rig *g = setup();
    g->n = world_text(g->bytes, 0, "hello", 5);
    give(g, true);
    assert_int_equal(samples(g, "tm/S/TEXTS"), 1);
    g->n = world_text(g->bytes, 1, "hello", 200);
    give(g, true);
    assert_int_equal(samples(g, "tm/S/TEXTS"), 1);
    const struct receiver_counters *c = receiver_counters(g->r);
    assert_int_equal(c->too_short + c->bad_length, 1);
    assert_int_equal(outbox_list_events(&g->w.list, EV_PACKET_BAD), 1);
    teardown(g);
}

static void
idle_packets_are_counted_and_nothing_else(void **state)
{
    (void)state;
    struct rig *g = setup();
    static const uint8_t fill[100];
    const struct world_packet idle = {.apid = CCSDS_APID_IDLE,
        .flags = CCSDS_UNSEGMENTED,
        .data = fill,
        .len = sizeof fill};
    for (unsigned i = 0; i < 5; i++)
        g->n += world_build(g->bytes + g->n, &idle);
    add_hk(g, 0);
    give(g, true);
    const struct receiver_counters *c = receiver_counters(g->r);
    assert_int_equal(c->idle, 5);
    assert_int_equal(c->packets, 6);
    assert_int_equal(c->repeats + c->gaps, 0);
    assert_int_equal(outbox_list_count(&g->w.list, "pkt/main/2047"), 0);
    assert_int_equal(g->w.list.recorded, 1);
    teardown(g);
}

static void
segments_are_shown_raw_in_any_order(void **state)
{
    (void)state;
    struct rig *g = setup();
    static const enum ccsds_flags flags[] = {
        CCSDS_FIRST, CCSDS_LAST, CCSDS_CONTINUATION, CCSDS_UNSEGMENTED};
    static const uint8_t data[7];
    for (uint16_t i = 0; i < 4; i++) {
        const struct world_packet p = {.apid = 100,
            .count = i,
            .flags = flags[i],
            .data = data,
            .len = sizeof data};
        g->n = world_build(g->bytes, &p);
        give(g, true);
        assert_int_equal(packet(g, "pkt/main/100")->status,
            i == 3 ? PACKET_DECODED : PACKET_SEGMENT);
    }
    assert_int_equal(receiver_counters(g->r)->segments, 3);
    assert_int_equal(samples(g, "tm/S/HK"), 1);
    teardown(g);
}

static void
sequence_counts_are_watched_per_apid(void **state)
{
    (void)state;
    struct rig *g = setup();
    add_hk(g, 16382);
    add_hk(g, 16383);
    add_hk(g, 0);                               /* wraps */
    g->n += world_aux(g->bytes + g->n, 500, 1); /* its own count */
    add_hk(g, 4);
    add_hk(g, 4);
    add_hk(g, 2);
    give(g, true);
    const struct receiver_counters *c = receiver_counters(g->r);
    assert_int_equal(c->gaps, 1);
    assert_int_equal(c->missing, 2); /* 1, 3; 2 came late */
    assert_int_equal(c->repeats, 1);
    assert_int_equal(c->late, 1);
    assert_string_equal(outbox_list_event(&g->w.list, EV_SEQUENCE_GAP),
        "link main APID 100: 3 packets missing before count 4");
    receiver_statistics(g->r, g->w.now);
    const struct msg_apid *m =
        &outbox_list_last(&g->w.list, "apid/main/100")->u.apid;
    assert_int_equal(m->missing, 2);
    assert_int_equal(m->packets, 6);
    assert_int_equal(m->sequence, 4);
    teardown(g);
}

static void
ten_thousand_out_of_order_lose_nothing(void **state)
{
    (void)state;
    struct rig *g = setup();
    for (unsigned block = 0; block < 2500; block++) {
        static const uint16_t order[] = {2, 0, 3, 1};
        for (unsigned i = 0; i < 4; i++)
            add_hk(g, (uint16_t)((block * 4 + order[i]) & 0x3fff));
        give(g, true);
    }
    const struct receiver_counters *c = receiver_counters(g->r);
    assert_int_equal(c->packets, 10000);
    assert_int_equal(c->missing, 0);
    assert_int_equal(c->repeats, 0);
    assert_int_equal(samples(g, "tm/S/HK"), 10000);
    assert_int_equal(outbox_list_events(&g->w.list, EV_SEQUENCE_GAP), 1);
    teardown(g);
}

static void
a_new_connection_drops_the_half_packet_of_the_old(void **state)
{
    (void)state;
    struct rig *g = setup();
    add_hk(g, 0);
    add_hk(g, 1);
    g->n -= 5;
    give(g, false);
    receiver_begin(g->r, false, g->w.now);
    add_hk(g, 2);
    give(g, false);
    const struct receiver_counters *c = receiver_counters(g->r);
    assert_int_equal(c->packets, 2);
    assert_int_equal(c->bad_length, 1);
    assert_int_equal(c->missing, 1);      /* the loss is seen across both */
    receiver_begin(g->r, true, g->w.now); /* a recording from its start */
    add_hk(g, 0);
    give(g, false);
    assert_int_equal(c->gaps, 1);
    assert_int_equal(c->repeats, 0);
    teardown(g);
}

static void
a_length_that_never_comes_does_not_block_the_stream(void **state)
{
    (void)state;
    struct rig *g = setup();
    add_hk(g, 0);
    add_hk(g, 1);
    g->bytes[13 + 4] = 0xff; /* 65280 bytes more, they say */
    add_hk(g, 2);
    give(g, false);
    assert_int_equal(samples(g, "tm/S/HK"), 1);
    world_wait(&g->w, 5.1);
    receiver_tick(g->r, true, g->w.now);
    samples_flush(g->w.shared.samples);
    assert_int_equal(receiver_counters(g->r)->bad_length, 1);
    /* what the false length swallowed is found again */
    add_hk(g, 3);
    add_hk(g, 4);
    give(g, false);
    assert_true(samples(g, "tm/S/HK") >= 3);
    teardown(g);
}

static void
times_come_from_where_the_mission_says(void **state)
{
    (void)state;
    struct rig *g = setup();
    g->w.mission.time = (struct mission_time){
        .code = MISSION_TIME_CUC,
        .offset_bytes = 6,
        .coarse_bytes = 4,
        .epoch = MISSION_EPOCH_GPS,
    };
    receiver_free(&g->r);
    g->r = receiver_new(&g->w.shared, &g->w.link);
    add_hk(g, 0);
    give(g, true);
    struct utc expected;
    assert_int_equal(utc_parse("1980-01-06T00:00:00", &expected), ERR_OK);
    /* GPS counts leap seconds: 18 fewer in UTC */
    expected.ns += (WORLD_START_S - 18) * NS_PER_S;
    assert_int_equal(packet(g, "pkt/main/100")->generation.ns, expected.ns);
    uint8_t p[32];
    const size_t len = world_hk(p, 0, 10, 0);
    assert_int_equal(
        receiver_packet_time(g->r, p, len).ns, expected.ns + 10 * NS_PER_S);
    memset(p + 6, 0xff, 4);
    assert_true(utc_is_none(receiver_packet_time(g->r, p, len)));
    teardown(g);
}

static void
rates_are_those_of_the_last_second(void **state)
{
    (void)state;
    struct rig *g = setup();
    receiver_statistics(g->r, g->w.now);
    for (uint16_t i = 0; i < 20; i++)
        add_hk(g, i);
    give(g, true);
    world_wait(&g->w, 1);
    receiver_statistics(g->r, g->w.now);
    assert_near(receiver_counters(g->r)->packets_per_s, 20, 1e-9);
    assert_near(receiver_counters(g->r)->bytes_per_s, 260, 1e-9);
    world_wait(&g->w, 1);
    receiver_statistics(g->r, g->w.now);
    assert_near(receiver_counters(g->r)->packets_per_s, 0, 1e-9);
    teardown(g);
}

/* ---- signal -------------------------------------------------------------- */

#define SIGNAL_APID 50

static struct rig *
setup_signal(void)
{
    struct rig *g = setup();
    g->w.link.signal = MISSION_SIGNAL_APID;
    g->w.link.signal_apid = SIGNAL_APID;
    receiver_free(&g->r);
    g->r = receiver_new(&g->w.shared, &g->w.link);
    return g;
}

static void
tell(struct rig *g, uint16_t count, uint8_t what, uint8_t seconds)
{
    const uint8_t data[8] = {what, 0, 0, 0, 0, 0, 0, seconds};
    const struct world_packet p = {.apid = SIGNAL_APID,
        .count = count,
        .flags = CCSDS_UNSEGMENTED,
        .data = data,
        .len = sizeof data};
    g->n = world_build(g->bytes, &p);
    give(g, true);
}

static uint64_t
quality(const struct rig *g)
{
    return outbox_list_last(&g->w.list, "quality/S/HK")->u.quality.quality;
}

static void
expire(struct rig *g, double seconds)
{
    world_wait(&g->w, seconds);
    receiver_tick(g->r, true, g->w.now);
    samples_expire(g->w.shared.samples, g->w.now.mono);
}

static void
signal_packets_stop_and_start_expiry(void **state)
{
    (void)state;
    struct rig *g = setup_signal();
    tell(g, 0, 1, 60);
    assert_int_equal(receiver_signal(g->r)->state, SIGNAL_AOS);
    assert_int_equal(outbox_list_events(&g->w.list, EV_AOS), 1);
    add_hk(g, 0);
    give(g, true);
    expire(g, 1);
    tell(g, 1, 0, 60);
    assert_int_equal(receiver_signal(g->r)->state, SIGNAL_LOS);
    assert_int_equal(outbox_list_events(&g->w.list, EV_LOS), 1);
    expire(g, 59);
    assert_int_equal(quality(g), MDB_ACQUIRED);
    tell(g, 2, 1, 60);
    expire(g, 1.8); /* a whole expiry time from acquisition on */
    assert_int_equal(quality(g), MDB_ACQUIRED);
    expire(g, 0.2);
    assert_int_equal(quality(g), MDB_EXPIRED);
    /* the database need not know these packets */
    assert_int_equal(receiver_counters(g->r)->unknown, 0);
    assert_int_equal(outbox_list_events(&g->w.list, EV_PACKET_UNKNOWN), 0);
    assert_int_equal(outbox_list_count(&g->w.list, "pkt/main/50"), 3);
    teardown(g);
}

static void
what_expired_before_los_is_seen_before_it(void **state)
{
    (void)state;
    struct rig *g = setup_signal();
    add_hk(g, 0);
    give(g, true);
    world_wait(&g->w, 5); /* overdue, but nobody looked */
    tell(g, 0, 0, 60);
    assert_int_equal(quality(g), MDB_EXPIRED);
    teardown(g);
}

static void
a_link_that_goes_down_takes_its_signal_with_it(void **state)
{
    (void)state;
    struct rig *g = setup_signal();
    add_hk(g, 0);
    give(g, true);
    tell(g, 0, 0, 200);
    receiver_tick(g->r, false, g->w.now);
    assert_int_equal(receiver_signal(g->r)->state, SIGNAL_UNKNOWN);
    world_wait(&g->w, 2);
    samples_expire(g->w.shared.samples, g->w.now.mono);
    assert_int_equal(quality(g), MDB_EXPIRED);
    teardown(g);
}

static void
a_signal_packet_that_says_nothing_is_bad(void **state)
{
    (void)state;
    struct rig *g = setup_signal();
    tell(g, 0, 7, 60);
    assert_int_equal(receiver_signal(g->r)->state, SIGNAL_UNKNOWN);
    assert_int_equal(outbox_list_events(&g->w.list, EV_PACKET_BAD), 1);
    teardown(g);
}

/* Any bytes at all: no crash, nothing read outside, all bytes accounted. */
static void
noise_is_survived(void **state)
{
    (void)state;
    struct rig *g = setup();
    uint64_t x = 88172645463325252u;
    for (unsigned round = 0; round < 300; round++) {
        g->n = 1 + round * 7 % 2000;
        for (size_t i = 0; i < g->n; i++) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            g->bytes[i] = (uint8_t)x;
        }
        give(g, round % 2 == 0);
        world_wait(&g->w, 0.5);
        receiver_tick(g->r, true, g->w.now);
        outbox_list_clear(&g->w.list);
    }
    assert_true(receiver_counters(g->r)->bad_version > 0);
    teardown(g);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_of_a_packet_that_came_before_have_its_number),
        cmocka_unit_test(a_packet_becomes_a_raw_message_and_a_sample),
        cmocka_unit_test(a_stream_may_be_cut_at_every_byte),
        cmocka_unit_test(one_byte_at_a_time_is_enough),
        cmocka_unit_test(several_packets_may_stand_in_a_datagram),
        cmocka_unit_test(a_cut_datagram_does_not_harm_the_next),
        cmocka_unit_test(foreign_bytes_before_each_packet_are_dropped),
        cmocka_unit_test(a_wrong_version_is_counted_and_shown),
        cmocka_unit_test(garbage_in_a_stream_is_skipped_to_the_next_packet),
        cmocka_unit_test(packets_that_do_not_fit_are_counted_and_not_decoded),
        cmocka_unit_test(a_size_field_that_lies_is_no_sample),
        cmocka_unit_test(idle_packets_are_counted_and_nothing_else),
        cmocka_unit_test(segments_are_shown_raw_in_any_order),
        cmocka_unit_test(sequence_counts_are_watched_per_apid),
        cmocka_unit_test(ten_thousand_out_of_order_lose_nothing),
        cmocka_unit_test(a_new_connection_drops_the_half_packet_of_the_old),
        cmocka_unit_test(a_length_that_never_comes_does_not_block_the_stream),
        cmocka_unit_test(times_come_from_where_the_mission_says),
        cmocka_unit_test(rates_are_those_of_the_last_second),
        cmocka_unit_test(signal_packets_stop_and_start_expiry),
        cmocka_unit_test(what_expired_before_los_is_seen_before_it),
        cmocka_unit_test(a_link_that_goes_down_takes_its_signal_with_it),
        cmocka_unit_test(a_signal_packet_that_says_nothing_is_bad),
        cmocka_unit_test(noise_is_survived),
    };
    return check_run(tests);
}
