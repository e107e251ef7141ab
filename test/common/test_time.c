/*
 * test_time.c - instants, durations and how they are written.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <time.h>

#include "common/time.h"

static void
civil_times_agree_with_the_c_library(void **state)
{
    (void)state;
    for (int64_t s = INT64_C(-9200000000); s < INT64_C(9200000000);
         s += 86399 * 37 + 11) {
        time_t t = (time_t)s;
        struct tm want;
        gmtime_r(&t, &want);
        struct civil c = utc_civil((struct utc){s * NS_PER_S + 7}, false);
        assert_int_equal(c.year, want.tm_year + 1900);
        assert_int_equal(c.month, want.tm_mon + 1);
        assert_int_equal(c.day, want.tm_mday);
        assert_int_equal(c.doy, want.tm_yday + 1);
        assert_int_equal(c.hour, want.tm_hour);
        assert_int_equal(c.minute, want.tm_min);
        assert_int_equal(c.second, want.tm_sec);
        assert_int_equal(c.ns, 7);
        struct utc back;
        if (c.year >= 1678 && c.year <= 2261) {
            assert_int_equal(utc_from_civil(&c, &back), ERR_OK);
            assert_int_equal(back.ns, s * NS_PER_S + 7);
        }
    }
}

static void
texts_are_those_of_the_console(void **state)
{
    (void)state;
    static const struct {
        int64_t ns;
        unsigned decimals;
        const char *doy, *iso;
    } rows[] = {
        {0, 0, "001/00:00:00", "1970-01-01T00:00:00Z"},
        {-1, 3, "365/23:59:59.999", "1969-12-31T23:59:59.999999999Z"},
        {INT64_C(1795164372500000000), 1, "324/08:46:12.5",
            "2026-11-20T08:46:12.5Z"},
        {INT64_C(1795164372000000001), 9, "324/08:46:12.000000001",
            "2026-11-20T08:46:12.000000001Z"},
        {INT64_C(1798761599000000000), 0, "365/23:59:59",
            "2026-12-31T23:59:59Z"},
        {INT64_C(1735603199999999999), 0, "365/23:59:59",
            "2024-12-30T23:59:59.999999999Z"},
        {INT64_MIN, 0, "---/--:--:--", ""},
        {INT64_MAX, 12, "101/23:47:16.854775807",
            "2262-04-11T23:47:16.854775807Z"},
        {INT64_MIN + 1, 0, "264/00:12:43", "1677-09-21T00:12:43.145224193Z"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char text[TIME_TEXT_SIZE];
        struct utc t = {rows[i].ns};
        assert_string_equal(
            utc_fmt_doy(text, t, false, rows[i].decimals), rows[i].doy);
        assert_string_equal(utc_fmt_iso(text, t, false), rows[i].iso);
    }
}

static void
both_ascii_time_codes_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum err e;
        int64_t ns;
    } rows[] = {
        {"1970-01-01T00:00:00Z", ERR_OK, 0},
        {"1970-001T00:00:00Z", ERR_OK, 0},
        {"1970-01-01 00:00:01", ERR_OK, NS_PER_S},
        {"2026-324T08:46:12.5Z", ERR_OK, INT64_C(1795164372500000000)},
        {"2026-11-20T08:46:12.5", ERR_OK, INT64_C(1795164372500000000)},
        {"1970-01-01T00:00:00.123456789123Z", ERR_OK, 123456789},
        {"2024-366T00:00:00Z", ERR_OK, INT64_C(1735603200) * NS_PER_S},
        {"2023-366T00:00:00Z", ERR_RANGE, 0},
        {"2026-000T00:00:00Z", ERR_RANGE, 0},
        {"2026-02-29T00:00:00Z", ERR_RANGE, 0},
        {"2026-13-01T00:00:00Z", ERR_RANGE, 0},
        {"2026-01-01T24:00:00Z", ERR_RANGE, 0},
        {"2026-01-01T00:60:00Z", ERR_RANGE, 0},
        {"2026-01-01T00:00:61Z", ERR_RANGE, 0},
        {"2016-12-31T23:59:60Z", ERR_OK, INT64_C(1483228800) * NS_PER_S},
        {"1600-01-01T00:00:00Z", ERR_RANGE, 0},
        {"2261-365T23:59:60Z", ERR_OK, INT64_C(9214646400) * NS_PER_S},
        {"2262-001T00:00:00Z", ERR_RANGE, 0}, /* the last whole year is 2261 */
        {"2262-200T00:00:00Z", ERR_RANGE, 0},
        {"1678-001T00:00:00Z", ERR_OK, INT64_C(-9214560000) * NS_PER_S},
        {"1677-365T23:59:59Z", ERR_RANGE, 0},
        {"1970-060T00:00:00Z", ERR_OK, INT64_C(59 * 86400) * NS_PER_S},
        {"9999-01-01T00:00:00Z", ERR_RANGE, 0},
        {"", ERR_FORMAT, 0},
        {"2026", ERR_FORMAT, 0},
        {"2026-11-20", ERR_FORMAT, 0},
        {"2026-11-20T08:46", ERR_FORMAT, 0},
        {"2026-11-20T08:46:12.", ERR_FORMAT, 0},
        {"2026-11-20T08:46:12.Z", ERR_FORMAT, 0},
        {"2026-11-20T08:46:12Zx", ERR_FORMAT, 0},
        {"2026-11-20T08:46:12+01:00", ERR_FORMAT, 0},
        {"26-11-20T08:46:12Z", ERR_FORMAT, 0},
        {" 2026-11-20T08:46:12Z", ERR_FORMAT, 0},
        {"2026-1-20T08:46:12Z", ERR_FORMAT, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct utc t = UTC_NONE;
        if (utc_parse(rows[i].text, &t) != rows[i].e)
            fail_msg("'%s'", rows[i].text);
        if (rows[i].e == ERR_OK)
            assert_int_equal(t.ns, rows[i].ns);
        else
            assert_true(utc_is_none(t)); /* untouched */
    }
}

static void
arithmetic_saturates(void **state)
{
    (void)state;
    struct utc max = {INT64_MAX}, low = {INT64_MIN + 1};
    assert_int_equal(utc_diff_ns(max, low), INT64_MAX);
    assert_int_equal(utc_diff_ns(low, max), INT64_MIN);
    assert_int_equal(utc_add_ns(max, 1).ns, INT64_MAX);
    assert_int_equal(utc_add_ns(low, INT64_MIN).ns, INT64_MIN);
    assert_int_equal(
        mono_add_ns((struct mono){INT64_MAX}, INT64_MAX).ns, INT64_MAX);
    assert_int_equal(mono_diff_ns((struct mono){5}, (struct mono){7}), -2);
}

static void
ages_are_short_to_read(void **state)
{
    (void)state;
    static const struct {
        double s;
        const char *want;
    } rows[] = {{-5, "0.0 s"}, {0, "0.0 s"}, {0.04, "0.0 s"}, {9.9, "9.9 s"},
        {9.96, "10 s"}, {42, "42 s"}, {119, "119 s"}, {120, "2 min"},
        {3600, "60 min"}, {7200, "2.0 h"}, {9000, "2.5 h"},
        {47.9 * 3600, "47.9 h"}, {48 * 3600, "2 d"}, {864000, "10 d"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[TIME_TEXT_SIZE];
        assert_string_equal(
            duration_fmt(text, (int64_t)(rows[i].s * 1e9)), rows[i].want);
    }
    char text[TIME_TEXT_SIZE];
    assert_true(strlen(duration_fmt(text, INT64_MAX)) < 16);
}

static void
countdowns_count_down(void **state)
{
    (void)state;
    char text[TIME_TEXT_SIZE];
    assert_string_equal(countdown_fmt(text, -1), "00:00:00");
    assert_string_equal(countdown_fmt(text, 461 * NS_PER_S + 1), "00:07:41");
    assert_string_equal(countdown_fmt(text, 86399 * NS_PER_S), "23:59:59");
    assert_string_equal(
        countdown_fmt(text, (3 * 86400 + 14400) * NS_PER_S), "3d 04:00:00");
    assert_true(strlen(countdown_fmt(text, INT64_MAX)) < TIME_TEXT_SIZE);
}

static void
durations_are_read_with_their_unit(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum err e;
        int64_t ns;
    } rows[] = {{"1", ERR_OK, NS_PER_S}, {"1.5s", ERR_OK, 3 * NS_PER_S / 2},
        {"200 ms", ERR_OK, 200 * NS_PER_MS}, {"7us", ERR_OK, 7000},
        {"9ns", ERR_OK, 9}, {"3min", ERR_OK, 180 * NS_PER_S},
        {"3m", ERR_OK, 180 * NS_PER_S}, {"1h", ERR_OK, 3600 * NS_PER_S},
        {"2d", ERR_OK, 172800 * NS_PER_S}, {"0", ERR_OK, 0},
        {"", ERR_FORMAT, 0}, {"s", ERR_FORMAT, 0}, {"-1", ERR_FORMAT, 0},
        {"1 week", ERR_FORMAT, 0}, {"1.2.3", ERR_FORMAT, 0},
        {"1S", ERR_FORMAT, 0}, {"nan", ERR_FORMAT, 0}, {".", ERR_FORMAT, 0},
        {"99999999999999999999", ERR_RANGE, 0}, {"999999d", ERR_RANGE, 0},
        {"1000000000000000000000000000000000000", ERR_FORMAT, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t ns = -7;
        if (duration_parse(rows[i].text, &ns) != rows[i].e)
            fail_msg("'%s'", rows[i].text);
        assert_int_equal(ns, rows[i].e == ERR_OK ? rows[i].ns : -7);
    }
}

static void
clocks_go_forward(void **state)
{
    (void)state;
    struct mono a = mono_now(), b = mono_now();
    assert_true(b.ns >= a.ns);
    assert_true(utc_now().ns > INT64_C(1700000000) * NS_PER_S);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(civil_times_agree_with_the_c_library),
        cmocka_unit_test(texts_are_those_of_the_console),
        cmocka_unit_test(both_ascii_time_codes_are_read),
        cmocka_unit_test(arithmetic_saturates),
        cmocka_unit_test(ages_are_short_to_read),
        cmocka_unit_test(countdowns_count_down),
        cmocka_unit_test(durations_are_read_with_their_unit),
        cmocka_unit_test(clocks_go_forward),
    };
    return check_run(tests);
}
