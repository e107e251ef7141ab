/*
 * test_num.c - numbers to text and back, exactly.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>

#include "common/attr.h"
#include "common/num.h"

static void
reals_have_the_text_that_a_person_expects(void **state)
{
    (void)state;
    static const struct {
        double v;
        const char *text;
    } rows[] = {{0, "0.0"}, {-0.0, "-0.0"}, {1, "1.0"}, {-57388, "-57388.0"},
        {0.1, "0.1"}, {0.1 + 0.2, "0.30000000000000004"}, {1e22, "1e+22"},
        {1e15, "1000000000000000.0"},
        {9007199254740992.0, "9007199254740992.0"}, {1e16, "1e+16"},
        {5e-324, "5e-324"}, {DBL_MAX, "1.7976931348623157e+308"}, {NAN, "nan"},
        {INFINITY, "inf"}, {-INFINITY, "-inf"},
        {1.0 / 3, "0.3333333333333333"}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char text[NUM_DOUBLE_SIZE];
        unsigned n = num_fmt_double(text, rows[i].v);
        assert_int_equal(n, strlen(text));
        assert_string_equal(text, rows[i].text);
    }
}

static void
any_real_reads_back_as_the_same_bits(void **state)
{
    (void)state;
    uint64_t x = 88172645463325252u;
    for (unsigned i = 0; i < 200000; i++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        double v, back;
        memcpy(&v, &x, sizeof v);
        char text[NUM_DOUBLE_SIZE];
        assert_true(num_fmt_double(text, v) < NUM_DOUBLE_SIZE);
        assert_true(num_parse_double(text, &back));
        if (!isnan(v))
            assert_memory_equal(&v, &back, sizeof v);
        else
            assert_true(isnan(back));
    }
}

static void
whole_numbers_are_read_in_four_bases(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_good;
        int64_t want;
    } rows[] = {{"0", true, 0}, {"-0", true, 0}, {"+7", true, 7},
        {"007", true, 7}, {"0x1F", true, 31}, {"0X1f", true, 31},
        {"-0x10", true, -16}, {"0b101", true, 5}, {"0o17", true, 15},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0}, {"-9223372036854775809", false, 0},
        {"", false, 0}, {"-", false, 0}, {"+", false, 0}, {"--1", false, 0},
        {"-+1", false, 0}, {"+-1", false, 0}, {" 1", false, 0},
        {"1 ", false, 0}, {"1.0", false, 0}, {"0x", false, 0},
        {"0xg", false, 0}, {"0b2", false, 0}, {"0x-1", false, 0},
        {"0x0x1", false, 0}, {"1e3", false, 0}, {"\xd9\xa1", false, 0}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t v = 4711;
        if (num_parse_i64(rows[i].text, &v) != rows[i].is_good)
            fail_msg("'%s'", rows[i].text);
        assert_int_equal(v, rows[i].is_good ? rows[i].want : 4711);
    }
    uint64_t u;
    assert_true(num_parse_u64("18446744073709551615", &u));
    assert_true(u == UINT64_MAX);
    assert_true(num_parse_u64("0xffffffffffffffff", &u));
    assert_false(num_parse_u64("18446744073709551616", &u));
    assert_false(num_parse_u64("-1", &u));
    assert_false(num_parse_u64("0xx1", &u));
}

static void
reals_are_read_whole_or_not_at_all(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_good;
        double want;
    } rows[] = {{"1", true, 1}, {"-1.5e3", true, -1500}, {".5", true, 0.5},
        {"0x1p4", true, 16}, {"inf", true, INFINITY}, {"nan", true, NAN},
        {"1e999", true, INFINITY}, {"", false, 0}, {" 1", false, 0},
        {"1 ", false, 0}, {"1,5", false, 0}, {"1.5x", false, 0},
        {"e5", false, 0}, {"-", false, 0}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        double v = 0;
        if (num_parse_double(rows[i].text, &v) != rows[i].is_good)
            fail_msg("'%s'", rows[i].text);
        if (rows[i].is_good)
            assert_near(v, rows[i].want, 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reals_have_the_text_that_a_person_expects),
        cmocka_unit_test(any_real_reads_back_as_the_same_bits),
        cmocka_unit_test(whole_numbers_are_read_in_four_bases),
        cmocka_unit_test(reals_are_read_whole_or_not_at_all),
    };
    return check_run(tests);
}
