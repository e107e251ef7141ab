/*
 * test_leap.c - TAI and UTC across leap seconds, and the system's table.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <unistd.h>

#include "common/attr.h"
#include "common/time.h"
#include "common/xalloc.h"

static struct utc
utc(const char *text)
{
    struct utc t = UTC_NONE;
    assert_int_equal(utc_parse(text, &t), ERR_OK);
    return t;
}

static void
offsets_are_those_of_bulletin_c(void **state)
{
    (void)state;
    static const struct {
        const char *utc;
        int64_t tai_utc_s;
    } rows[] = {{"1972-01-01T00:00:00Z", 10}, {"1972-06-30T23:59:59Z", 10},
        {"1972-07-01T00:00:00Z", 11}, {"1980-01-06T00:00:00Z", 19},
        {"1999-01-01T00:00:00Z", 32}, {"2015-06-30T23:59:59Z", 35},
        {"2015-07-01T00:00:00Z", 36}, {"2016-12-31T23:59:59Z", 36},
        {"2017-01-01T00:00:00Z", 37}, {"2026-11-20T00:00:00Z", 37}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct utc t = utc(rows[i].utc);
        int64_t tai = utc_to_tai_ns(t);
        assert_int_equal((tai - t.ns) / NS_PER_S, rows[i].tai_utc_s);
        bool is_leap = true;
        assert_int_equal(utc_from_tai_ns(tai, &is_leap).ns, t.ns);
        assert_false(is_leap);
    }
}

static void
the_leap_second_itself_is_60(void **state)
{
    (void)state;
    struct utc after = utc("2017-01-01T00:00:00Z");
    int64_t tai = utc_to_tai_ns(after); /* 00:00:00 */
    static const struct {
        int64_t before_ns;
        const char *text;
    } rows[] = {{0, "001/00:00:00.000"}, {1, "366/23:59:60.999"},
        {NS_PER_S, "366/23:59:60.000"}, {NS_PER_S + 1, "366/23:59:59.999"},
        {2 * NS_PER_S, "366/23:59:59.000"}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        bool is_leap;
        struct utc t = utc_from_tai_ns(tai - rows[i].before_ns, &is_leap);
        char text[TIME_TEXT_SIZE];
        assert_string_equal(utc_fmt_doy(text, t, is_leap, 3), rows[i].text);
        assert_int_equal(
            is_leap, rows[i].before_ns > 0 && rows[i].before_ns <= NS_PER_S);
    }
    assert_int_equal(utc_from_tai_ns(tai, NULL).ns, after.ns);
}

static void
every_second_around_every_leap_goes_there_and_back(void **state)
{
    (void)state;
    for (int64_t s = 63072000 - 20;
         s<1483228800 + 20; s += s % 86400> 86390 || s % 86400 < 10
             ? 1
             : 86400 - 20) {
        struct utc t = {s * NS_PER_S + 123};
        if (s < 63072000)
            continue;
        bool is_leap;
        assert_int_equal(utc_from_tai_ns(utc_to_tai_ns(t), &is_leap).ns, t.ns);
        assert_false(is_leap);
    }
}

static void
far_ends_saturate(void **state)
{
    (void)state;
    assert_int_equal(utc_to_tai_ns((struct utc){INT64_MAX}), INT64_MAX);
    bool is_leap;
    assert_int_equal(utc_from_tai_ns(INT64_MIN, &is_leap).ns, INT64_MIN);
    assert_false(is_leap);
}

static void
a_damaged_table_is_refused_whole(void **state)
{
    (void)state;
    static const char *const rows[] = {"", "#@ 4000000000\n", "garbage\n",
        "2272060800 10\n" /* no expiry */, "#@ 4000000000\n2272060800\n",
        "#@ 4000000000\n2272060800 9\n", "#@ 4000000000\n2272060800 201\n",
        "#@ 4000000000\n2287785600 11\n2272060800 10\n",
        "#@ 4000000000\n2272060800 10\n2272060800 11\n",
        "#@ 4000000000\n99999999999999999999 10\n",
        "#@ 4000000000\n2272060800 10\n2287785600 14\n"};
    char *dir = check_tmpdir();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *path = check_write(dir, "leap", rows[i], SIZE_MAX);
        if (leap_load(path) != ERR_FORMAT)
            fail_msg("accepted: %s", rows[i]);
        free(path);
        assert_int_equal(utc_to_tai_ns(utc("2026-01-01T00:00:00Z")) -
                             utc("2026-01-01T00:00:00Z").ns,
            37 * NS_PER_S);
    }
    char *many = NULL;
    size_t len;
    FILE *f = open_memstream(&many, &len);
    fprintf(f, "#@ 4000000000\n");
    for (int i = 0; i < 65; i++)
        fprintf(f, "%d %d\n", 227206080 + i, 10 + i);
    fclose(f);
    char *path = check_write(dir, "leap", many, len);
    assert_int_equal(leap_load(path), ERR_FORMAT);
    free(path);
    free(many);
    assert_int_equal(leap_load("/no/such/file"), ERR_NOTFOUND);
    check_rmdir(&dir);
}

static void
a_newer_table_replaces_the_compiled_one(void **state)
{
    (void)state;
    /* The compiled table, and a made-up leap second on 2030-01-01. */
    char *dir = check_tmpdir(), *text = NULL;
    size_t len;
    FILE *f = open_memstream(&text, &len);
    fprintf(f, "# comment\n#$ 3676924800\n#@ 4121452800\n");
    fprintf(f, "3692217600 37 # 1 Jan 2017\n4102444800 38 # 1 Jan 2030\n");
    fclose(f);
    char *path = check_write(dir, "leap", text, len);
    assert_int_equal(leap_load(path), ERR_OK);
    struct utc t = utc("2030-01-01T00:00:00Z");
    assert_int_equal(utc_to_tai_ns(t) - t.ns, 38 * NS_PER_S);
    bool is_leap;
    (void)utc_from_tai_ns(utc_to_tai_ns(t) - 1, &is_leap);
    assert_true(is_leap);
    assert_int_equal(leap_expiry().ns, INT64_C(1912464000) * NS_PER_S);
    if (access(LEAP_SYSTEM_FILE, R_OK) == 0)
        assert_int_equal(leap_load(LEAP_SYSTEM_FILE), ERR_OK);
    free(path);
    free(text);
    check_rmdir(&dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_are_those_of_bulletin_c),
        cmocka_unit_test(the_leap_second_itself_is_60),
        cmocka_unit_test(every_second_around_every_leap_goes_there_and_back),
        cmocka_unit_test(far_ends_saturate),
        cmocka_unit_test(a_damaged_table_is_refused_whole),
        cmocka_unit_test(a_newer_table_replaces_the_compiled_one),
    };
    return check_run(tests);
}
