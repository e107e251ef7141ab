/*
 * prng.h - seeded random numbers, the same on every machine.
 *
 * splitmix64: a 64 bit counter with an odd increment and a mixing function
 * (Steele, Lea and Flood, 2014).  Each subsystem of the model owns a stream of
 * its own, so that one that draws more does not change the others.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_PRNG_H
#define SIM_PRNG_H

#include <stdbool.h>
#include <stdint.h>

struct prng {
    uint64_t state;
    double spare; /* the second number of the last Gaussian pair */
    bool has_spare;
};

/* Stream `stream` of `seed`; different streams do not resemble each other. */
void prng_init(struct prng *prng, uint64_t seed, uint64_t stream);

uint64_t prng_u64(struct prng *prng);

/* Uniform in [0, 1). */
double prng_unit(struct prng *prng);

/* Gaussian with mean 0 and standard deviation 1. */
double prng_gauss(struct prng *prng);

/* Poisson with mean `mean` >= 0; a rounded Gaussian above 50. */
uint32_t prng_poisson(struct prng *prng, double mean);

#endif
