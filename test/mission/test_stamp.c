/*
 * test_stamp.c - time codes as mission.conf or a person names them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "mission/stamp.h"

/* Header, CDS day 23109 (2021-04-09), 0x07 ms, 0x0899 us. */
static const uint8_t cds[] = {0x08, 0x0b, 0xca, 0x2e, 0x00, 0x07, 0x5a, 0x45,
    0x00, 0x00, 0x00, 0x07, 0x00, 0x99};
/* Header, one foreign byte, CUC 4+2, 86400.5 s after the epoch. */
static const uint8_t cuc[] = {0x08, 0x0b, 0xca, 0x2e, 0x00, 0x07, 0xff, 0x00,
    0x01, 0x51, 0x80, 0x80, 0x00};

static void
check_iso(const struct stamp *s, const void *p, size_t len, const char *iso)
{
    char text[TIME_TEXT_SIZE];
    utc_fmt_iso(text, stamp_read(s, p, len), false);
    assert_string_equal(text, iso);
}

static void
the_mission_says_where_and_how(void **state)
{
    (void)state;
    const struct mission_time day = {
        .code = MISSION_TIME_CDS,
        .offset_bytes = 6,
        .day_bytes = 2,
        .submilli_bytes = 2,
        .epoch = MISSION_EPOCH_TAI,
    };
    struct stamp s = stamp_init(&day);
    check_iso(&s, cds, sizeof cds, "2021-04-09T00:00:00.007153Z");
    const struct mission_time count = {
        .code = MISSION_TIME_CUC,
        .offset_bytes = 7,
        .coarse_bytes = 4,
        .fine_bytes = 2,
        .epoch = MISSION_EPOCH_UNIX,
    };
    s = stamp_init(&count);
    check_iso(&s, cuc, sizeof cuc, "1970-01-02T00:00:00.5Z");
}

static void
each_epoch_is_its_own(void **state)
{
    (void)state;
    static const struct {
        enum mission_epoch epoch;
        const char *iso;
    } rows[] = {
        {MISSION_EPOCH_UNIX, "1970-01-02T00:00:00.5Z"},
        {MISSION_EPOCH_GPS, "1980-01-07T00:00:00.5Z"},
        {MISSION_EPOCH_CUSTOM, "2010-01-02T00:00:00.5Z"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mission_time t = {
            .code = MISSION_TIME_CUC,
            .offset_bytes = 7,
            .coarse_bytes = 4,
            .fine_bytes = 2,
            .epoch = rows[i].epoch,
        };
        assert_int_equal(
            utc_parse("2010-01-01T00:00:00", &t.epoch_custom), ERR_OK);
        const struct stamp s = stamp_init(&t);
        check_iso(&s, cuc, sizeof cuc, rows[i].iso);
    }
}

static void
a_packet_that_is_too_short_has_no_time(void **state)
{
    (void)state;
    struct stamp s;
    assert_int_equal(stamp_parse("cds", &s), ERR_OK);
    for (size_t len = 0; len < sizeof cds; len++)
        assert_true(utc_is_none(stamp_read(&s, cds, len)));
    s.offset_bytes = 60000;
    assert_true(utc_is_none(stamp_read(&s, cds, sizeof cds)));
}

static void
a_clock_of_all_ones_is_no_time(void **state)
{
    (void)state;
    uint8_t ones[14];
    struct stamp s;
    memset(ones, 0xff, sizeof ones);
    assert_int_equal(stamp_parse("cds", &s), ERR_OK);
    assert_true(utc_is_none(stamp_read(&s, ones, sizeof ones)));
    assert_int_equal(stamp_parse("cuc", &s), ERR_OK);
    assert_true(utc_is_none(stamp_read(&s, ones, sizeof ones)));
}

static void
people_write_codes_like_these(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const uint8_t *p;
        size_t len;
        const char *iso;
    } rows[] = {
        {"cds", cds, sizeof cds, "2021-04-09T00:00:00.007153Z"},
        {"cds:offset=6", cds, sizeof cds, "2021-04-09T00:00:00.007153Z"},
        {"cds:day=2,submilli=2,epoch=tai", cds, sizeof cds,
            "2021-04-09T00:00:00.007153Z"},
        {"cds:submilli=0", cds, sizeof cds, "2021-04-09T00:00:00.007Z"},
        {"cuc:offset=7,epoch=unix", cuc, sizeof cuc, "1970-01-02T00:00:00.5Z"},
        {"cuc:offset=7,coarse=4,fine=0,epoch=unix", cuc, sizeof cuc,
            "1970-01-02T00:00:00Z"},
        {"cuc:offset=7,epoch=2000-01-01T00:00:00", cuc, sizeof cuc,
            "2000-01-02T00:00:00.5Z"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct stamp s;
        if (stamp_parse(rows[i].text, &s) != ERR_OK)
            fail_msg("refused: %s", rows[i].text);
        check_iso(&s, rows[i].p, rows[i].len, rows[i].iso);
    }
}

static void
and_not_like_these(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "cd", "cdsx", "ptp", "cds:offset",
        "cds:offset=", "cds:offset=-1", "cds:offset=65536", "cds:day=4",
        "cds:day=260", "cuc:coarse=0", "cuc:coarse=8", "cuc:fine=11",
        "cuc:epoch=mars", "cuc:speed=3", "cds:offset=6;day=2"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct stamp s;
        if (stamp_parse(bad[i], &s) == ERR_OK)
            fail_msg("taken: %s", bad[i]);
    }
}

static void
without_a_code_the_database_is_asked(void **state)
{
    (void)state;
    const struct mission_time t = {.code = MISSION_TIME_MDB};
    const struct stamp s = stamp_init(&t);
    const struct mdb_frame nothing = {.container = MDB_NIL};
    assert_false(s.is_in_packet);
    assert_true(utc_is_none(stamp_read(&s, cds, sizeof cds)));
    assert_true(utc_is_none(stamp_of(&s, NULL, &nothing, cds, sizeof cds)));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mission_says_where_and_how),
        cmocka_unit_test(each_epoch_is_its_own),
        cmocka_unit_test(a_packet_that_is_too_short_has_no_time),
        cmocka_unit_test(a_clock_of_all_ones_is_no_time),
        cmocka_unit_test(people_write_codes_like_these),
        cmocka_unit_test(and_not_like_these),
        cmocka_unit_test(without_a_code_the_database_is_asked),
    };
    return check_run(tests);
}
