/*
 * test_prng.c - random numbers: repeatable, independent, of the right shape.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/prng.h"

#include <math.h>

#include "common/attr.h"
#include "support/check.h"

#define N 200000

static void
the_same_seed_and_stream_give_the_same_numbers(void **state)
{
    (void)state;
    struct prng a, b, other;
    prng_init(&a, 42, 3);
    prng_init(&b, 42, 3);
    prng_init(&other, 42, 4);
    unsigned equal = 0;
    for (int i = 0; i < 1000; i++) {
        uint64_t v = prng_u64(&a);
        assert_int_equal(v, prng_u64(&b));
        equal += v == prng_u64(&other);
    }
    assert_int_equal(equal, 0);
}

static void
the_first_numbers_never_change(void **state)
{
    (void)state;
    /* mixing is splitmix64's; the stream is a second mix of its number */
    struct prng a = {.state = 0};
    assert_true(prng_u64(&a) == UINT64_C(0xe220a8397b1dcdaf));
    assert_true(prng_u64(&a) == UINT64_C(0x6e789e6aa1b965f4));
}

static void
unit_is_uniform_in_its_half_open_interval(void **state)
{
    (void)state;
    struct prng p;
    prng_init(&p, 7, 0);
    unsigned bin[10] = {0};
    for (int i = 0; i < N; i++) {
        double v = prng_unit(&p);
        assert_true(v >= 0 && v < 1);
        bin[(int)(v * 10)]++;
    }
    for (size_t i = 0; i < ARRAY_LEN(bin); i++)
        assert_near(bin[i], N / 10, 600);
}

static void
gauss_has_mean_deviation_and_tails(void **state)
{
    (void)state;
    struct prng p;
    prng_init(&p, 7, 1);
    double sum = 0, square = 0, beyond = 0;
    for (int i = 0; i < N; i++) {
        double v = prng_gauss(&p);
        sum += v;
        square += v * v;
        beyond += fabs(v) > 1.959964;
    }
    assert_near(sum / N, 0, 0.01);
    assert_near(square / N, 1, 0.015);
    assert_near(beyond / N, 0.05, 0.002);
}

static void
poisson_has_mean_and_variance(void **state)
{
    (void)state;
    static const double means[] = {0, 0.01, 0.7, 6, 49, 51, 900};
    struct prng p;
    prng_init(&p, 7, 2);
    for (size_t i = 0; i < ARRAY_LEN(means); i++) {
        double m = means[i], sum = 0, square = 0;
        int n = 40000;
        for (int k = 0; k < n; k++) {
            double v = prng_poisson(&p, m);
            sum += v;
            square += v * v;
        }
        double mean = sum / n, var = square / n - mean * mean;
        assert_near(mean, m, 0.01 + 6 * sqrt(m / n));
        assert_near(var, m, 0.01 + 0.05 * m);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_and_stream_give_the_same_numbers),
        cmocka_unit_test(the_first_numbers_never_change),
        cmocka_unit_test(unit_is_uniform_in_its_half_open_interval),
        cmocka_unit_test(gauss_has_mean_deviation_and_tails),
        cmocka_unit_test(poisson_has_mean_and_variance),
    };
    return check_run(tests);
}
