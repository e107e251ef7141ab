/*
 * vitals.c - what a process says about itself in its heartbeat.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/vitals.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

static uint64_t
rss_bytes(void)
{
    unsigned long long size, resident;
    FILE *f = fopen("/proc/self/statm", "re");
    if (f == NULL)
        return 0;
    int n = fscanf(f, "%llu %llu", &size, &resident);
    fclose(f);
    return n == 2 ? (uint64_t)resident * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

static int64_t
timeval_ns(struct timeval t)
{
    return (int64_t)t.tv_sec * NS_PER_S + (int64_t)t.tv_usec * NS_PER_US;
}

static int64_t
cpu_ns(void)
{
    struct rusage used;
    if (getrusage(RUSAGE_SELF, &used) != 0)
        return 0;
    return timeval_ns(used.ru_utime) + timeval_ns(used.ru_stime);
}

struct vitals
vitals_read(struct vitals_state *state, struct mono mono, struct utc utc)
{
    struct vitals v = {.rss_bytes = rss_bytes()};
    int64_t cpu = cpu_ns();
    int64_t elapsed = mono_diff_ns(mono, state->mono);
    if (state->has_last && elapsed > 0) {
        v.cpu = (double)(cpu - state->cpu_ns) / (double)elapsed;
        v.jump_ns = utc_diff_ns(utc, state->utc) - elapsed;
    }
    *state = (struct vitals_state){
        .has_last = true, .mono = mono, .utc = utc, .cpu_ns = cpu};
    return v;
}
