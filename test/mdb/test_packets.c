/*
 * test_packets.c - a stream of bytes to packets, in any split, damaged or not.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/str.h"
#include "mdb/packets.h"

struct stream {
    uint8_t byte[1 << 17];
    size_t len;
};

static struct stream s;

/* Append a packet of `len` bytes after `skip` foreign ones; returns where its
 * header is. */
static size_t
put(size_t skip, unsigned apid, unsigned count, size_t len)
{
    memset(s.byte + s.len, 0xa5, skip);
    s.len += skip;
    size_t at = s.len;
    struct ccsds_header h = {.apid = (uint16_t)apid,
        .flags = CCSDS_UNSEGMENTED,
        .sequence = (uint16_t)count,
        .len_bytes = (uint32_t)len};
    ccsds_build(&h, s.byte + at);
    for (size_t i = CCSDS_HEADER_BYTES; i < len; i++)
        s.byte[at + i] = (uint8_t)(0xf0 + i % 13); /* no header in there */
    s.len += len;
    return at;
}

/* What came out, one word an event: "p<count>@<offset>+<len>" and so on. */
static void
drain(struct packets *p, struct strbuf *out)
{
    struct packets_item item;
    enum packets_event e;
    while ((e = packets_next(p, &item)) != PACKETS_NEED_MORE) {
        if (e == PACKETS_PACKET)
            strbuf_addf(out, "p%u@%u+%u ", (unsigned)item.header.sequence,
                (unsigned)item.offset, (unsigned)item.len);
        else
            strbuf_addf(out, "%s@%u ",
                e == PACKETS_BAD_VERSION  ? "version"
                : e == PACKETS_BAD_LENGTH ? "length"
                                          : "cut",
                (unsigned)item.offset);
    }
    assert_null(item.data);
}

/* Feed the stream in pieces of `piece` bytes (0: whole), each in memory of
 * its own so that a read outside is seen, and end it. */
static char *
run(const struct packets_options *o, size_t piece,
    struct packets_counters *counters)
{
    struct packets *p = packets_new(o);
    struct strbuf out = {0};
    for (size_t at = 0; at < s.len;) {
        size_t n = piece == 0 || piece > s.len - at ? s.len - at : piece;
        uint8_t *copy = malloc(n);
        memcpy(copy, s.byte + at, n);
        packets_feed(p, copy, n);
        drain(p, &out);
        free(copy);
        at += n;
    }
    packets_end(p);
    drain(p, &out);
    assert_int_equal(packets_pending(p), 0);
    if (counters != NULL)
        *counters = *packets_counters(p);
    packets_free(&p);
    return strbuf_take(&out);
}

/* The same result in every split, with and without confirmation. */
static void
expect(const struct packets_options *o, const char *want)
{
    static const size_t pieces[] = {0, 1, 2, 3, 5, 6, 7, 64, 1000};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct packets_counters c;
        char *got = run(o, pieces[i], &c);
        assert_string_equal(got, want);
        assert_int_equal(c.bytes, s.len);
        free(got);
    }
}

static void
packets_come_out_whatever_the_split(void **state)
{
    (void)state;
    for (unsigned skip = 0; skip < 12; skip += 4)
        for (int confirms = 0; confirms < 2; confirms++) {
            s.len = 0;
            struct strbuf want = {0};
            for (unsigned i = 0; i < 40; i++) {
                size_t len = 7 + i * 5;
                size_t at = put(skip, 100 + i % 7, i, len);
                strbuf_addf(&want, "p%u@%zu+%zu ", i, at, len);
            }
            struct packets_options o = {
                .skip_bytes = skip, .confirms = confirms == 1};
            expect(&o, strbuf_get(&want));
            strbuf_fini(&want);
        }
}

static void
every_byte_can_be_the_border_of_two_feeds(void **state)
{
    (void)state;
    s.len = 0;
    put(2, 10, 1, 20);
    put(2, 10, 2, 7);
    put(2, 11, 3, 30);
    for (int confirms = 0; confirms < 2; confirms++)
        for (size_t border = 0; border <= s.len; border++) {
            struct packets_options o = {
                .skip_bytes = 2, .confirms = confirms == 1};
            struct packets *p = packets_new(&o);
            struct strbuf out = {0};
            packets_feed(p, s.byte, border);
            drain(p, &out);
            packets_feed(p, s.byte + border, s.len - border);
            drain(p, &out);
            packets_end(p);
            drain(p, &out);
            assert_string_equal(strbuf_get(&out), "p1@2+20 p2@24+7 p3@33+30 ");
            strbuf_fini(&out);
            packets_free(&p);
        }
}

static void
the_foreign_bytes_are_handed_out(void **state)
{
    (void)state;
    s.len = 0;
    put(3, 10, 1, 20);
    struct packets_options o = {.skip_bytes = 3};
    struct packets *p = packets_new(&o);
    struct packets_item item;
    packets_feed(p, s.byte, s.len);
    assert_int_equal(packets_next(p, &item), PACKETS_PACKET);
    assert_memory_equal(item.skipped, "\xa5\xa5\xa5", 3);
    assert_ptr_equal(item.data, s.byte + 3); /* not copied */
    assert_int_equal(item.header.apid, 10);
    packets_free(&p);
    assert_null(p);
    packets_free(&p);
}

static void
a_live_packet_does_not_wait_for_the_next(void **state)
{
    (void)state;
    s.len = 0;
    put(0, 10, 1, 20);
    struct packets *p = packets_new(&(struct packets_options){0});
    struct strbuf out = {0};
    packets_feed(p, s.byte, s.len);
    drain(p, &out);
    assert_string_equal(strbuf_get(&out), "p1@0+20 ");
    strbuf_fini(&out);
    packets_free(&p);
}

static void
shortest_and_longest_packets_pass(void **state)
{
    (void)state;
    for (int confirms = 0; confirms < 2; confirms++) {
        s.len = 0;
        put(0, 10, 1, CCSDS_MIN_BYTES);
        put(0, 10, 2, CCSDS_MAX_BYTES);
        put(0, CCSDS_APID_IDLE, 3, CCSDS_MIN_BYTES);
        expect(&(struct packets_options){.confirms = confirms == 1},
            "p1@0+7 p2@7+65542 p3@65549+7 ");
    }
}

static void
a_cut_tail_is_reported(void **state)
{
    (void)state;
    for (size_t cut = 1; cut < 30; cut++)
        for (int confirms = 0; confirms < 2; confirms++) {
            s.len = 0;
            put(0, 10, 1, 30);
            put(0, 10, 2, 30);
            s.len -= cut;
            expect(&(struct packets_options){.confirms = confirms == 1},
                "p1@0+30 cut@30 ");
        }
}

static void
a_new_stream_begins_clean_after_a_cut(void **state)
{
    (void)state;
    struct packets *p = packets_new(&(struct packets_options){0});
    struct strbuf out = {0};
    s.len = 0;
    put(0, 10, 1, 30);
    for (int datagram = 0; datagram < 3; datagram++) {
        packets_feed(p, s.byte, datagram == 1 ? 29 : 30);
        packets_end(p);
        drain(p, &out);
    }
    assert_string_equal(strbuf_get(&out), "p1@0+30 cut@30 p1@59+30 ");
    assert_int_equal(packets_counters(p)->truncated, 1);
    assert_int_equal(packets_counters(p)->lost_bytes, 29);
    strbuf_fini(&out);
    packets_free(&p);
}

/* Ten packets of 30 bytes, the fourth one spoilt. */
static void
spoil(size_t at, uint8_t high, uint8_t low)
{
    s.len = 0;
    for (unsigned i = 0; i < 10; i++)
        put(0, 0x1f0 + i % 2, i, 30);
    s.byte[at] = high;
    s.byte[at + 1] = low;
}

static void
false_lengths_lose_one_packet_when_confirmed(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        unsigned length;
        const char *fourth;
    } row[] = {
        {"zero", 0, "p3@90+7 version@97"},
        {"one less", 22, "p3@90+29 version@119"},
        {"one more", 24, "length@90"},
        {"65535", 65535, "length@90"},
        {"into the next", 40, "length@90"},
        {"over the end", 270, "length@90"},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        spoil(94, (uint8_t)(row[i].length >> 8), (uint8_t)row[i].length);
        print_message("%s\n", row[i].label);
        char want[256];
        snprintf(want, sizeof want,
            "p0@0+30 p1@30+30 p2@60+30 %s p4@120+30 p5@150+30 "
            "p6@180+30 p7@210+30 p8@240+30 p9@270+30 ",
            row[i].fourth);
        expect(&(struct packets_options){.confirms = true}, want);
    }
}

static void
a_false_length_on_a_live_link_finds_its_way_back(void **state)
{
    (void)state;
    spoil(94, 0, 0); /* seven bytes only: 23 left over */
    expect(&(struct packets_options){0},
        "p0@0+30 p1@30+30 p2@60+30 p3@90+7 version@97 p4@120+30 p5@150+30 "
        "p6@180+30 p7@210+30 p8@240+30 p9@270+30 ");
}

static void
a_length_beyond_the_maximum_is_a_lie_at_once(void **state)
{
    (void)state;
    spoil(94, 0xff, 0xff);
    expect(&(struct packets_options){.max_bytes = 100},
        "p0@0+30 p1@30+30 p2@60+30 length@90 p4@120+30 p5@150+30 "
        "p6@180+30 p7@210+30 p8@240+30 p9@270+30 ");
}

static void
a_wrong_version_loses_one_packet(void **state)
{
    (void)state;
    for (int confirms = 0; confirms < 2; confirms++) {
        spoil(90, 0x21, 0xf1);
        expect(&(struct packets_options){.confirms = confirms == 1},
            "p0@0+30 p1@30+30 p2@60+30 version@90 p4@120+30 p5@150+30 "
            "p6@180+30 p7@210+30 p8@240+30 p9@270+30 ");
    }
}

static void
garbage_between_packets_is_skipped_and_counted(void **state)
{
    (void)state;
    s.len = 0;
    put(0, 10, 1, 30);
    put(0, 10, 2, 30);
    memset(s.byte + s.len, 0xee, 77);
    s.len += 77;
    put(0, 10, 3, 30);
    put(0, 10, 4, 30);
    struct packets_counters c;
    char *got = run(&(struct packets_options){0}, 7, &c);
    assert_string_equal(
        got, "p1@0+30 p2@30+30 version@60 p3@137+30 p4@167+30 ");
    assert_int_equal(c.lost_bytes, 77);
    assert_int_equal(c.bad_version, 1);
    assert_int_equal(c.packets, 4);
    free(got);
}

static void
a_stalled_packet_can_be_given_up(void **state)
{
    (void)state;
    struct packets *p = packets_new(&(struct packets_options){0});
    struct strbuf out = {0};
    packets_give_up(p); /* nothing is partial: nothing happens */
    s.len = 0;
    put(0, 10, 1, 30);
    put(0, 10, 2, 30);
    s.byte[34] = 0xff;
    put(0, 10, 3, 30);
    put(0, 10, 4, 30);
    packets_feed(p, s.byte, s.len);
    drain(p, &out);
    assert_string_equal(strbuf_get(&out), "p1@0+30 ");
    assert_int_equal(packets_pending(p), 90);
    packets_give_up(p);
    drain(p, &out);
    /* The last one waits for a witness behind it. */
    assert_string_equal(
        strbuf_get(&out), "p1@0+30 length@30 p3@60+30 p4@90+30 ");
    assert_int_equal(packets_pending(p), 0);
    strbuf_fini(&out);
    packets_free(&p);
}

/* Whatever comes: every byte is in a packet or lost, the end is reached, and
 * the split changes nothing. */
static void
random_bytes_are_always_accounted_for(void **state)
{
    (void)state;
    uint32_t x = 99;
    for (unsigned round = 0; round < 300; round++) {
        s.len = 0;
        for (unsigned i = 0; i < 12; i++) {
            x = x * 1664525 + 1013904223;
            put(round % 3, 20 + (x >> 28), i, 7 + (x >> 10) % 60);
        }
        for (unsigned hit = 0; hit < round % 7; hit++) {
            x = x * 1664525 + 1013904223;
            s.byte[(x >> 8) % s.len] = (uint8_t)(x >> 3);
        }
        for (int confirms = 0; confirms < 2; confirms++) {
            struct packets_options o = {
                .skip_bytes = round % 3, .confirms = confirms == 1};
            struct packets_counters a, b;
            char *whole = run(&o, 0, &a), *bytes = run(&o, 1, &b);
            assert_string_equal(whole, bytes);
            assert_memory_equal(&a, &b, sizeof a);
            uint64_t in_packets = a.packets * o.skip_bytes;
            for (const char *w = strchr(whole, 'p'); w != NULL;
                 w = strchr(w + 1, 'p'))
                in_packets += strtoul(strchr(w, '+') + 1, NULL, 10);
            assert_int_equal(in_packets + a.lost_bytes, s.len);
            free(whole);
            free(bytes);
        }
    }
}

static void
every_event_has_a_sentence(void **state)
{
    (void)state;
    for (int i = 0; i < PACKETS_EVENT_COUNT; i++)
        assert_true(strlen(packets_event_str((enum packets_event)i)) > 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packets_come_out_whatever_the_split),
        cmocka_unit_test(every_byte_can_be_the_border_of_two_feeds),
        cmocka_unit_test(the_foreign_bytes_are_handed_out),
        cmocka_unit_test(a_live_packet_does_not_wait_for_the_next),
        cmocka_unit_test(shortest_and_longest_packets_pass),
        cmocka_unit_test(a_cut_tail_is_reported),
        cmocka_unit_test(a_new_stream_begins_clean_after_a_cut),
        cmocka_unit_test(false_lengths_lose_one_packet_when_confirmed),
        cmocka_unit_test(a_false_length_on_a_live_link_finds_its_way_back),
        cmocka_unit_test(a_length_beyond_the_maximum_is_a_lie_at_once),
        cmocka_unit_test(a_wrong_version_loses_one_packet),
        cmocka_unit_test(garbage_between_packets_is_skipped_and_counted),
        cmocka_unit_test(a_stalled_packet_can_be_given_up),
        cmocka_unit_test(random_bytes_are_always_accounted_for),
        cmocka_unit_test(every_event_has_a_sentence),
    };
    return check_run(tests);
}
