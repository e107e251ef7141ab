/*
 * prng.c - seeded random numbers, the same on every machine.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/prng.h"

#include <math.h>

static uint64_t
mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

void
prng_init(struct prng *prng, uint64_t seed, uint64_t stream)
{
    *prng = (struct prng){.state = mix(seed) ^ mix(~stream)};
}

uint64_t
prng_u64(struct prng *prng)
{
    prng->state += UINT64_C(0x9e3779b97f4a7c15);
    return mix(prng->state);
}

double
prng_unit(struct prng *prng)
{
    return (double)(prng_u64(prng) >> 11) * 0x1p-53;
}

/* Marsaglia's polar method: two numbers from one point in the unit disc. */
double
prng_gauss(struct prng *prng)
{
    if (prng->has_spare) {
        prng->has_spare = false;
        return prng->spare;
    }
    double x = 0, y = 0, r2 = 0;
    do {
        x = 2 * prng_unit(prng) - 1;
        y = 2 * prng_unit(prng) - 1;
        r2 = x * x + y * y;
    } while (r2 >= 1 || r2 <= 0);
    double f = sqrt(-2 * log(r2) / r2);
    prng->spare = y * f;
    prng->has_spare = true;
    return x * f;
}

uint32_t
prng_poisson(struct prng *prng, double mean)
{
    if (mean > 50) {
        double n = floor(mean + sqrt(mean) * prng_gauss(prng) + 0.5);
        return n > 0 ? (n < UINT32_MAX ? (uint32_t)n : UINT32_MAX) : 0;
    }
    double limit = exp(-mean), p = prng_unit(prng);
    uint32_t n = 0;
    for (; p > limit; n++)
        p *= prng_unit(prng);
    return n;
}
