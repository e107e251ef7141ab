/*
 * test_play_time.c - the times of a recording, told or guessed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <sysexits.h>

#include "mdb/ccsds.h"
#include "mdb/timecode.h"
#include "tools/play_time.h"

/* Packets of 30 bytes whose clock moves by 0.5 s, from 2021-04-09 on. */
static size_t
record(uint8_t *out, unsigned n, const struct timecode *code, unsigned skip)
{
    size_t len = 0;
    struct utc t;
    assert_int_equal(utc_parse("2021-04-09T00:00:00", &t), ERR_OK);
    for (unsigned i = 0; i < n; i++) {
        const struct ccsds_header h = {.apid = 5,
            .has_secondary = true,
            .flags = CCSDS_UNSEGMENTED,
            .sequence = (uint16_t)i,
            .len_bytes = 30};
        size_t used;
        len += skip;
        memset(out + len, 0x55, 30);
        ccsds_build(&h, out + len);
        assert_int_equal(
            timecode_write(code, t, false, out + len + 6, 24, &used), ERR_OK);
        t.ns += NS_PER_S / 2;
        len += 30;
    }
    return len;
}

static const struct {
    const char *name;
    struct timecode code;
} codes[] = {
    {"cds:offset=6,day=2,submilli=2", {.kind = TIMECODE_CDS,
                                          .day_bytes = 2,
                                          .submilli_bytes = 2,
                                          .epoch = MDB_EPOCH_TAI}},
    {"cuc:offset=6,coarse=4,fine=2,epoch=tai", {.kind = TIMECODE_CUC,
                                                   .coarse_bytes = 4,
                                                   .fine_bytes = 2,
                                                   .epoch = MDB_EPOCH_TAI}},
    {"cuc:offset=6,coarse=4,fine=2,epoch=gps", {.kind = TIMECODE_CUC,
                                                   .coarse_bytes = 4,
                                                   .fine_bytes = 2,
                                                   .epoch = MDB_EPOCH_GPS}},
};

static void
the_code_is_seen_in_the_packets(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        uint8_t bytes[4096];
        const size_t len = record(bytes, 50, &codes[i].code, 8);
        struct play_time *t;
        assert_int_equal(play_time_open(&(struct play_time_source){0}, &t), 0);
        assert_true(play_time_is_guess(t));
        assert_true(utc_is_none(play_time_of(t, bytes + 8, 30)));
        const char *name = play_time_guess(t, bytes, len, 8);
        assert_non_null(name);
        /* TAI seconds and GPS seconds cannot be told apart by sense alone:
           time moves rightly in both */
        if (i == 0)
            assert_string_equal(name, codes[i].name);
        else
            assert_true(strncmp(name, "cuc:", 4) == 0);
        const struct utc first = play_time_of(t, bytes + 8, 30);
        const struct utc next = play_time_of(t, bytes + 46, 30);
        assert_int_equal(utc_diff_ns(next, first), NS_PER_S / 2);
        play_time_free(&t);
    }
}

static void
noise_has_no_time(void **state)
{
    (void)state;
    uint8_t bytes[3000];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 131 + i / 7);
    for (size_t i = 0; i + 30 <= sizeof bytes; i += 30)
        ccsds_build(&(struct ccsds_header){.has_secondary = true,
                        .flags = CCSDS_UNSEGMENTED,
                        .len_bytes = 30},
            bytes + i);
    struct play_time *t;
    assert_int_equal(play_time_open(&(struct play_time_source){0}, &t), 0);
    assert_null(play_time_guess(t, bytes, sizeof bytes, 0));
    for (size_t len = 0; len < 64; len++)
        assert_null(play_time_guess(t, bytes, len, 60));
    play_time_free(&t);
}

static void
a_named_code_is_used_as_it_is(void **state)
{
    (void)state;
    uint8_t bytes[4096];
    (void)record(bytes, 2, &codes[2].code, 0);
    struct play_time *t;
    const struct play_time_source source = {.code = codes[2].name};
    assert_int_equal(play_time_open(&source, &t), 0);
    assert_false(play_time_is_guess(t));
    char text[TIME_TEXT_SIZE];
    assert_string_equal(utc_fmt_iso(text, play_time_of(t, bytes, 30), false),
        "2021-04-09T00:00:00Z");
    play_time_free(&t);
}

static void
a_database_may_say_it(void **state)
{
    (void)state;
    char *path = check_path("frontend/data/small.xml");
    struct play_time *t;
    const struct play_time_source source = {.database = path};
    assert_int_equal(play_time_open(&source, &t), 0);
    static const uint8_t hk[] = {0x00, 0x64, 0xc0, 0x00, 0x00, 0x06, 0x6a, 0xb1,
        0x3b, 0x80, 0x00, 0x00, 0x01};
    assert_int_equal(play_time_of(t, hk, sizeof hk).ns / NS_PER_S, 0x6ab13b80);
    assert_true(utc_is_none(play_time_of(t, hk, 5)));
    play_time_free(&t);
    free(path);
}

static void
what_is_not_there_has_a_status(void **state)
{
    (void)state;
    struct play_time *t;
    assert_int_equal(
        play_time_open(&(struct play_time_source){.code = "clock"}, &t),
        EX_USAGE);
    assert_null(t);
    assert_int_equal(
        play_time_open(
            &(struct play_time_source){.database = "/nonexistent.xml"}, &t),
        EX_NOINPUT);
    assert_int_equal(
        play_time_open(
            &(struct play_time_source){.mission = "/nonexistent"}, &t),
        EX_NOINPUT);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_code_is_seen_in_the_packets),
        cmocka_unit_test(noise_has_no_time),
        cmocka_unit_test(a_named_code_is_used_as_it_is),
        cmocka_unit_test(a_database_may_say_it),
        cmocka_unit_test(what_is_not_there_has_a_status),
    };
    return check_run(tests);
}
