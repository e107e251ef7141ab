/*
 * bench_sim.c - the ground model with 1000 values at 10 Hz, as the share of a
 * core, beside the 5 % it may take.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/attr.h"
#include "sim/model.h"
#include "sim/telemetry.h"

#define ROUNDS  7
#define STEPS   2000 /* of a tenth of a second, a round */
#define VALUES  1000
#define ALLOWED 0.05

static struct sim_model model;
static volatile size_t sink;

static double
cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void
count(void *arg, const struct telemetry_value *value)
{
    (void)value;
    ++*(size_t *)arg;
}

/* Encode packets in turn until VALUES values are written. */
static void
encode(const struct telemetry_type *type, const size_t *values, size_t n)
{
    static size_t at;
    uint8_t out[TELEMETRY_BYTES_MAX];
    for (size_t done = 0; done < VALUES; at = (at + 1) % n) {
        sink += telemetry_encode(&type[at], &model, 0, out);
        done += values[at];
    }
}

static int
by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int
main(void)
{
    struct sim_config config =
        sim_config_default((struct utc){INT64_C(1795000000) * NS_PER_S});
    sim_model_init(&model, &config);
    size_t n = 0, values[TELEMETRY_TYPES_MAX] = {0};
    const struct telemetry_type *type = telemetry_types(&n);
    for (size_t i = 0; i < n; i++)
        telemetry_walk(&type[i], &model, count, &values[i]);
    double share[ROUNDS];
    for (int r = 0; r < ROUNDS; r++) {
        double begin = cpu_s();
        for (int i = 0; i < STEPS; i++) {
            sim_model_step(&model, SIM_STEP_NS);
            encode(type, values, n);
        }
        share[r] = (cpu_s() - begin) / (STEPS * 0.1);
    }
    qsort(share, ROUNDS, sizeof *share, by_size);
    double median = share[ROUNDS / 2];
    printf("S1\tground model, %d values at 10 Hz\t%.3f %% of a core\t"
           "%.0f %% allowed\t%.4f\t<= 1\n",
        VALUES, 100 * median, 100 * ALLOWED, median / ALLOWED);
    return median <= ALLOWED ? 0 : 1;
}
