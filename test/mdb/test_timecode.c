/*
 * test_timecode.c - CUC and CDS, epochs, leap seconds, and clocks gone mad.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "mdb/timecode.h"

#define CUC(c, f, e)                                                           \
    {                                                                          \
        .kind = TIMECODE_CUC, .coarse_bytes = (c), .fine_bytes = (f),          \
        .epoch = (e)                                                           \
    }
#define CDS(d, s, e)                                                           \
    {                                                                          \
        .kind = TIMECODE_CDS, .day_bytes = (d), .submilli_bytes = (s),         \
        .epoch = (e)                                                           \
    }

/* Counts worked out by hand from the definitions of the epochs. */
static const struct {
    struct timecode code;
    const char *hex, *utc;
    bool is_leap;
} row[] = {
    /* 2017-01-01: 1861920037 s TAI since 1958 */
    {CUC(4, 0, MDB_EPOCH_TAI), "6efaa525", "2017-01-01T00:00:00Z", false},
    {CUC(4, 0, MDB_EPOCH_TAI), "6efaa524", "2016-12-31T23:59:60Z", true},
    {CUC(4, 0, MDB_EPOCH_TAI), "6efaa523", "2016-12-31T23:59:59Z", false},
    {CUC(4, 1, MDB_EPOCH_TAI), "6efaa52480", "2016-12-31T23:59:60.5Z", true},
    {CUC(4, 2, MDB_EPOCH_TAI), "6efaa5254000", "2017-01-01T00:00:00.25Z",
        false},
    {CUC(4, 10, MDB_EPOCH_TAI), "6efaa52580000000000000000000",
        "2017-01-01T00:00:00.5Z", false},
    {CUC(7, 3, MDB_EPOCH_TAI), "0000006efaa525800000", "2017-01-01T00:00:00.5Z",
        false},
    {CUC(4, 0, MDB_EPOCH_TAI), "00000000", "1957-12-31T23:59:50Z", false},
    /* 1167264018 s since the GPS epoch */
    {CUC(4, 0, MDB_EPOCH_GPS), "45930912", "2017-01-01T00:00:00Z", false},
    {CUC(4, 0, MDB_EPOCH_GPS), "00000000", "1980-01-06T00:00:00Z", false},
    /* 12:00:00 TT is 11:58:55.816 UTC */
    {CUC(4, 0, MDB_EPOCH_J2000), "00000000", "2000-01-01T11:58:55.816Z", false},
    {CUC(4, 0, MDB_EPOCH_UNIX), "58684680", "2017-01-01T00:00:00Z", false},
    {CUC(1, 1, MDB_EPOCH_UNIX), "ff80", "1970-01-01T00:04:15.5Z", false},
    /* 68 years ahead: the top bit of a 32-bit count */
    {CUC(4, 0, MDB_EPOCH_UNIX), "80000000", "2038-01-19T03:14:08Z", false},
    {CUC(4, 0, MDB_EPOCH_UNIX), "fffffffe", "2106-02-07T06:28:14Z", false},
    /* 21550 days from 1958 to 2017-01-01 */
    {CDS(2, 0, MDB_EPOCH_TAI), "542e00000000", "2017-01-01T00:00:00Z", false},
    {CDS(2, 2, MDB_EPOCH_TAI), "542e000003e801f4", "2017-01-01T00:00:01.0005Z",
        false},
    {CDS(3, 4, MDB_EPOCH_TAI), "00542e000003e800001388",
        "2017-01-01T00:00:01.000000005Z", false},
    {CDS(2, 0, MDB_EPOCH_TAI), "542d05265c00", "2016-12-31T23:59:60Z", true},
    {CDS(2, 0, MDB_EPOCH_TAI), "542d05265fe7", "2016-12-31T23:59:60.999Z",
        true},
    {CDS(2, 0, MDB_EPOCH_GPS), "000000000001", "1980-01-06T00:00:00.001Z",
        false},
    {CDS(2, 0, MDB_EPOCH_J2000), "000000000000", "2000-01-01T00:00:00Z", false},
    {CDS(2, 0, MDB_EPOCH_UNIX), "000100000000", "1970-01-02T00:00:00Z", false},
    /* with P-field: widths and epoch come from it */
    {{.kind = TIMECODE_CUC, .has_p_field = true}, "1e6efaa5258000",
        "2017-01-01T00:00:00.5Z", false},
    {{.kind = TIMECODE_CUC, .has_p_field = true, .epoch = MDB_EPOCH_UNIX},
        "2c58684680", "2017-01-01T00:00:00Z", false},
    {{.kind = TIMECODE_CUC, .has_p_field = true, .epoch = MDB_EPOCH_UNIX},
        "af240058684680c0000000", "2017-01-01T00:00:00.75Z", false},
    {{.kind = TIMECODE_CDS, .has_p_field = true}, "40542e00000000",
        "2017-01-01T00:00:00Z", false},
    {{.kind = TIMECODE_CDS, .has_p_field = true, .epoch = MDB_EPOCH_UNIX},
        "4e00000100000000"
        "00000000",
        "1970-01-02T00:00:00Z", false},
};

static size_t
unhex(const char *hex, uint8_t *out)
{
    size_t n = strlen(hex) / 2;
    for (size_t i = 0; i < n; i++) {
        unsigned v;
        assert_int_equal(sscanf(hex + 2 * i, "%2x", &v), 1);
        out[i] = (uint8_t)v;
    }
    return n;
}

static void
codes_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        uint8_t p[32];
        size_t n = unhex(row[i].hex, p);
        struct timecode_time t;
        char text[TIME_TEXT_SIZE];
        print_message("%s\n", row[i].hex);
        assert_int_equal(timecode_read(&row[i].code, p, n, &t), ERR_OK);
        assert_string_equal(utc_fmt_iso(text, t.utc, t.is_leap), row[i].utc);
        assert_int_equal(t.is_leap, row[i].is_leap);
        assert_int_equal(t.size, n);
    }
}

static void
what_was_read_is_written_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        uint8_t p[32], q[32];
        size_t n = unhex(row[i].hex, p), len;
        struct timecode_time t;
        struct timecode code = row[i].code;
        print_message("%s\n", row[i].hex);
        assert_int_equal(timecode_read(&code, p, n, &t), ERR_OK);
        if (code.has_p_field)
            continue; /* widths are not told */
        assert_int_equal(timecode_size(&code), n);
        assert_int_equal(
            timecode_write(&code, t.utc, t.is_leap, q, sizeof q, &len), ERR_OK);
        assert_int_equal(len, n);
        assert_memory_equal(p, q, n);
    }
}

static void
every_width_survives_a_round_trip(void **state)
{
    (void)state;
    struct utc t = {INT64_C(1763629572123456789)};
    for (unsigned p_field = 0; p_field < 2; p_field++)
        for (unsigned coarse = 4; coarse <= 7; coarse++)
            for (unsigned fine = 0; fine <= 10; fine++)
                for (int e = MDB_EPOCH_TAI; e <= MDB_EPOCH_CUSTOM; e++) {
                    struct timecode c = {.kind = TIMECODE_CUC,
                        .has_p_field = p_field == 1,
                        .coarse_bytes = (uint8_t)coarse,
                        .fine_bytes = (uint8_t)fine,
                        .epoch = (enum mdb_epoch)e,
                        .custom_epoch = {INT64_C(1000000000500000000)}};
                    uint8_t p[32];
                    size_t len;
                    struct timecode_time back;
                    assert_int_equal(
                        timecode_write(&c, t, false, p, sizeof p, &len),
                        ERR_OK);
                    assert_int_equal(len, timecode_size(&c));
                    assert_int_equal(timecode_read(&c, p, len, &back), ERR_OK);
                    int64_t lost = t.ns - back.utc.ns;
                    int64_t unit = fine >= 8  ? 0
                                   : fine > 3 ? 1
                                              : NS_PER_S >> 8 * fine;
                    assert_in_range(lost, 0, unit);
                }
}

static void
codes_cut_short_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        uint8_t p[32];
        size_t n = unhex(row[i].hex, p);
        for (size_t len = 0; len < n; len++) {
            uint8_t *exact = malloc(len + 1);
            memcpy(exact, p, len);
            struct timecode_time t;
            assert_int_equal(
                timecode_read(&row[i].code, exact, len, &t), ERR_FORMAT);
            assert_true(utc_is_none(t.utc));
            free(exact);
        }
    }
}

static void
clocks_gone_mad_are_noticed(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        struct timecode code;
        const char *hex;
        enum err e;
    } bad[] = {
        {"all ones", CUC(4, 2, MDB_EPOCH_TAI), "ffffffffffff", ERR_RANGE},
        {"all ones, no fine", CUC(4, 0, MDB_EPOCH_GPS), "ffffffff", ERR_RANGE},
        {"all ones, days", CDS(2, 2, MDB_EPOCH_TAI), "ffffffffffffffff",
            ERR_RANGE},
        {"56 bits of seconds", CUC(7, 0, MDB_EPOCH_TAI), "7fffffffffffff",
            ERR_RANGE},
        {"just too far", CUC(5, 0, MDB_EPOCH_UNIX), "0300000000", ERR_RANGE},
        {"millisecond beyond a leap second", CDS(2, 0, MDB_EPOCH_TAI),
            "542d05265fe8", ERR_RANGE},
        {"microsecond 1000", CDS(2, 2, MDB_EPOCH_TAI), "542e000000ff03e8",
            ERR_RANGE},
        {"picosecond 10^9", CDS(2, 4, MDB_EPOCH_TAI), "542e000000003b9aca00",
            ERR_RANGE},
        {"16 million days", CDS(3, 0, MDB_EPOCH_UNIX), "fffffe00000000",
            ERR_RANGE},
        {"P-field of the other kind", {.has_p_field = true}, "40542e00000000",
            ERR_FORMAT},
        {"CDS with a CUC P-field", {.kind = TIMECODE_CDS, .has_p_field = true},
            "1e6efaa5258000", ERR_FORMAT},
        {"P-field with a third byte", {.has_p_field = true}, "9e806efaa5258000",
            ERR_FORMAT},
        {"CDS with a reserved resolution",
            {.kind = TIMECODE_CDS, .has_p_field = true},
            "43542e0000000000000000", ERR_FORMAT},
        {"CDS with a second P-field byte",
            {.kind = TIMECODE_CDS, .has_p_field = true}, "c000542e000000000000",
            ERR_FORMAT},
        {"no such width", CUC(8, 0, MDB_EPOCH_TAI), "0000000000000000",
            ERR_FORMAT},
        {"no such day", CDS(1, 0, MDB_EPOCH_TAI), "0000000000000000",
            ERR_FORMAT},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        uint8_t p[32];
        size_t n = unhex(bad[i].hex, p);
        struct timecode_time t;
        print_message("%s\n", bad[i].label);
        assert_int_equal(timecode_read(&bad[i].code, p, n, &t), bad[i].e);
        assert_true(utc_is_none(t.utc));
    }
}

static void
what_a_code_cannot_say_is_not_written(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        struct timecode code;
        int64_t s;
        size_t cap;
    } bad[] = {
        {"before the epoch", CUC(4, 0, MDB_EPOCH_GPS), 0, 32},
        {"after the last second", CUC(4, 0, MDB_EPOCH_UNIX),
            INT64_C(4294967296), 32},
        {"before the day", CDS(2, 0, MDB_EPOCH_UNIX), -1, 32},
        {"after the last day", CDS(2, 0, MDB_EPOCH_UNIX),
            INT64_C(65536) * 86400, 32},
        {"no room", CUC(4, 2, MDB_EPOCH_UNIX), 1, 5},
        {"no such code", CUC(0, 2, MDB_EPOCH_UNIX), 1, 32},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        uint8_t p[32];
        size_t len = 99;
        print_message("%s\n", bad[i].label);
        assert_int_equal(
            timecode_write(&bad[i].code, (struct utc){bad[i].s * NS_PER_S},
                false, p, bad[i].cap, &len),
            ERR_RANGE);
        assert_int_equal(len, 0);
    }
    struct timecode c = CUC(4, 0, MDB_EPOCH_UNIX);
    uint8_t p[4];
    size_t len;
    assert_int_equal(
        timecode_write(&c, UTC_NONE, false, p, 4, &len), ERR_RANGE);
}

static void
seconds_as_float_become_on_board_time(void **state)
{
    (void)state;
    static const struct {
        double seconds;
        bool fits;
        int64_t s;
        uint64_t fraction;
    } f[] = {
        {0, true, 0, 0},
        {1.5, true, 1, UINT64_C(1) << 63},
        {-0.25, true, -1, UINT64_C(3) << 62},
        {-1e-30, true, 0, 0},
        {1e18, true, INT64_C(1000000000000000000), 0},
        {1e19, false, 0, 0},
        {-1e19, false, 0, 0},
        {0.0 / 0.0, false, 0, 0},
        {1.0 / 0.0, false, 0, 0},
    };
    for (size_t i = 0; i < sizeof f / sizeof *f; i++) {
        struct obt t = {0};
        assert_int_equal(obt_from_double(f[i].seconds, &t), f[i].fits);
        if (!f[i].fits)
            continue;
        assert_true(t.s == f[i].s);
        assert_true(t.fraction == f[i].fraction);
        assert_near(obt_to_double(t), f[i].seconds, 1e-15);
    }
}

static void
instants_outside_the_calendar_are_none(void **state)
{
    (void)state;
    static const int64_t seconds[] = {
        INT64_MAX, INT64_MIN, INT64_C(9300000000), -INT64_C(9300000000)};
    for (size_t i = 0; i < sizeof seconds / sizeof *seconds; i++)
        for (int e = MDB_EPOCH_TAI; e <= MDB_EPOCH_CUSTOM; e++)
            assert_true(utc_is_none(timecode_utc((enum mdb_epoch)e,
                (struct utc){0}, (struct obt){seconds[i], UINT64_MAX}, NULL)));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_read),
        cmocka_unit_test(what_was_read_is_written_again),
        cmocka_unit_test(every_width_survives_a_round_trip),
        cmocka_unit_test(codes_cut_short_are_refused),
        cmocka_unit_test(clocks_gone_mad_are_noticed),
        cmocka_unit_test(what_a_code_cannot_say_is_not_written),
        cmocka_unit_test(seconds_as_float_become_on_board_time),
        cmocka_unit_test(instants_outside_the_calendar_are_none),
    };
    return check_run(tests);
}
