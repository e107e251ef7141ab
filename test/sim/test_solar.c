/*
 * test_solar.c - the Sun's spectrum has its shape and its lines.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/solar.h"

#include <math.h>

#include "common/attr.h"
#include "support/check.h"

static void
most_of_the_solar_constant_is_between_115_and_1100_nm(void **state)
{
    (void)state;
    double sum = 0;
    for (double nm = 115; nm < 1100; nm += 0.1)
        sum += 0.1 * solar_irradiance(nm);
    assert_near(sum, 1000, 60);
}

static void
it_is_positive_and_finite_everywhere(void **state)
{
    (void)state;
    for (double nm = 100; nm < 1200; nm += 0.05) {
        double v = solar_irradiance(nm);
        assert_true(v > 0 && v < 3);
    }
}

struct row {
    const char *label;
    double nm, beside_nm;
    bool is_brighter;
};

static void
lines_stand_out_from_their_continuum(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"Lyman alpha", 121.57, 125, true},
        {"C IV", 154.9, 157.5, true},
        {"Mg II", 279.3, 276, false},
        {"Ca II K", 393.37, 389, false},
        {"H beta", 486.13, 491, false},
        {"Na D", 589.3, 595, false},
        {"H alpha", 656.28, 662, false},
        {"Ca II 8542", 854.2, 859, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        double line = solar_irradiance(rows[i].nm);
        double beside = solar_irradiance(rows[i].beside_nm);
        if (rows[i].is_brighter ? line < 1.5 * beside : line > 0.93 * beside)
            fail_msg("%s: %g beside %g", rows[i].label, line, beside);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(most_of_the_solar_constant_is_between_115_and_1100_nm),
        cmocka_unit_test(it_is_positive_and_finite_everywhere),
        cmocka_unit_test(lines_stand_out_from_their_continuum),
    };
    return check_run(tests);
}
