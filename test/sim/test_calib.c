/*
 * test_calib.c - counts and values are each other's inverse.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/calib.h"

#include <math.h>

#include "common/attr.h"
#include "support/check.h"

struct row {
    const char *label;
    struct calib calib;
    double flag;
    int64_t low, high; /* counts that are tried, and allowed */
};

static const struct row rows[] = {
    {"none", {CALIB_NONE, 0, 0, 0}, 0, 0, 4095},
    {"linear", {CALIB_LINEAR, -5, 0.04, 0}, 0, 0, 4095},
    {"falling line", {CALIB_LINEAR, 5, -0.01, 0}, 0, -2048, 2047},
    {"polynomial", {CALIB_POLYNOMIAL, 148, 0.0129, -9e-8}, 0, 0, 16383},
    {"thermistor", {CALIB_NTC, 0, 0, 0}, 0, 267, 4087},
    {"vacuum", {CALIB_VACUUM, 0, 0, 0}, 0, 0, 4095},
    {"context, low", {CALIB_CONTEXT, 0, 0.0625, 0.0005}, 0, -32768, 32767},
    {"context, high", {CALIB_CONTEXT, 0, 0.0625, 0.0005}, 1, -32768, 32767},
};

static void
every_count_comes_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct row *r = &rows[i];
        for (int64_t n = r->low; n <= r->high; n++) {
            double v = calib_value(&r->calib, (double)n, r->flag);
            int64_t back = calib_count(&r->calib, v, r->flag, r->low, r->high);
            if (back != n)
                fail_msg("%s: %lld comes back as %lld", r->label, (long long)n,
                    (long long)back);
        }
    }
}

static void
values_out_of_range_give_an_end(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct row *r = &rows[i];
        double low = calib_value(&r->calib, (double)r->low, r->flag);
        double high = calib_value(&r->calib, (double)r->high, r->flag);
        double beyond = 1e12 * (high - low);
        assert_int_equal(
            calib_count(&r->calib, beyond, r->flag, r->low, r->high), r->high);
        assert_int_equal(
            calib_count(&r->calib, -beyond, r->flag, r->low, r->high), r->low);
    }
    assert_int_equal(calib_count(&rows[0].calib, NAN, 0, 3, 9), 3);
}

static void
thermistor_is_room_temperature_in_the_middle(void **state)
{
    (void)state;
    const struct calib ntc = {.kind = CALIB_NTC};
    assert_near(calib_value(&ntc, 2048, 0), 25, 1e-12);
    assert_near(calib_value(&ntc, 267, 0), 100, 1e-12);
    assert_near(calib_value(&ntc, 4087, 0), -70, 1e-12);
    assert_near(calib_value(&ntc, (2048 + 2278) / 2.0, 0), 22.5, 1e-12);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_count_comes_back),
        cmocka_unit_test(values_out_of_range_give_an_end),
        cmocka_unit_test(thermistor_is_room_temperature_in_the_middle),
    };
    return check_run(tests);
}
