/*
 * bench_sim.c - the ground model as the share of a core, beside the 5 % it may
 * take: with 1000 values at 10 Hz, and as it is with all housekeeping at 10 Hz
 * by command; and how fast it runs when it has not to wait for a clock.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/attr.h"
#include "sim/sim_app.h"

#define ROUNDS  7
#define STEPS   2000 /* of a tenth of a second, a round */
#define VALUES  1000
#define ALLOWED 0.05

#define FASTER 1000 /* than real time: what columba-sim --rate goes up to */

static struct sim_app app;
static uint64_t values_sent;

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

static double
median_of(double v[ROUNDS])
{
    qsort(v, ROUNDS, sizeof *v, by_size);
    return v[ROUNDS / 2];
}

static void
on_packet(void *arg, const uint8_t *packet, size_t len, bool is_signal)
{
    const size_t *values = arg;
    unsigned apid = (unsigned)(packet[0] & 7) << 8 | packet[1];
    sink += len;
    for (size_t i = 0; !is_signal && i < app.n_types; i++)
        if (app.type[i].apid == apid)
            values_sent += values[i];
}

/* Seconds of a core for STEPS steps; `is_fast`: all housekeeping at 10 Hz. */
static double
run(const struct sim_config *config, size_t *values, bool is_fast)
{
    sim_app_init(&app, config, on_packet, values);
    app.model.dhs.is_fast = is_fast;
    values_sent = 0;
    double begin = cpu_s();
    for (int i = 0; i < STEPS; i++)
        sim_app_step(&app);
    return cpu_s() - begin;
}

static int
live(const struct sim_config *config, size_t *values)
{
    double fast[ROUNDS], normal[ROUNDS], seconds = STEPS * 0.1;
    double per_s[2];
    for (int r = 0; r < ROUNDS; r++) {
        normal[r] = run(config, values, false) / seconds;
        per_s[0] = (double)values_sent / seconds;
        fast[r] = run(config, values, true) / seconds;
        per_s[1] = (double)values_sent / seconds;
    }
    double share = median_of(fast), times = 1 / median_of(normal);
    printf("S2\tground model, HK_RATE FAST: %.0f values/s\t%.3f %% of a core\t"
           "%.0f %% allowed\t%.4f\t<= 1\n",
        per_s[1], 100 * share, 100 * ALLOWED, share / ALLOWED);
    printf("S3\tground model --fast, %.0f values/s\t%.0f s a second\t"
           "%d s wanted\t%.2f\t>= 1\n",
        per_s[0], times, FASTER, times / FASTER);
    return share <= ALLOWED && times >= FASTER ? 0 : 1;
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
    double median = median_of(share);
    printf("S1\tground model, %d values at 10 Hz\t%.3f %% of a core\t"
           "%.0f %% allowed\t%.4f\t<= 1\n",
        VALUES, 100 * median, 100 * ALLOWED, median / ALLOWED);
    return live(&config, values) == 0 && median <= ALLOWED ? 0 : 1;
}
