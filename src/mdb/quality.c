/*
 * quality.c - is the newest value of a packet type still good, or expired?
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/quality.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define ENOUGH 3 /* intervals before a period counts as learned */

static int
by_length(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The element `from_end` places before the longest of `n` intervals. */
static int64_t
ranked(const int64_t *interval, unsigned n, unsigned from_end)
{
    int64_t sorted[QUALITY_INTERVALS];
    if (n > QUALITY_INTERVALS)
        n = QUALITY_INTERVALS;
    memcpy(sorted, interval, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_length);
    return sorted[n - 1 - from_end];
}

static void
learn(struct quality *q)
{
    if (q->n_reception < ENOUGH)
        return;
    int64_t longest = ranked(q->reception_ns, q->n_reception, 1);
    if (q->n_generation >= ENOUGH) {
        unsigned n = q->n_generation < QUALITY_INTERVALS ? q->n_generation
                                                         : QUALITY_INTERVALS;
        int64_t median = ranked(q->generation_ns, n, n / 2);
        if (median > longest)
            longest = median;
    }
    q->learned_ns = longest;
}

void
quality_received(struct quality *q, struct utc generation,
    struct mono reception, const struct quality_signal *signal)
{
    bool was_lost = signal->is_los || mono_diff_ns(signal->since, q->last) > 0;
    if (q->is_received && !was_lost) {
        int64_t ns = mono_diff_ns(reception, q->last);
        q->reception_ns[q->n_reception++ % QUALITY_INTERVALS] = ns > 0 ? ns : 0;
        if (!utc_is_none(generation) && !utc_is_none(q->last_generation) &&
            generation.ns > q->last_generation.ns)
            q->generation_ns[q->n_generation++ % QUALITY_INTERVALS] =
                utc_diff_ns(generation, q->last_generation);
        learn(q);
    }
    q->is_received = true;
    q->is_expired = false;
    q->last = reception;
    q->last_generation = generation;
}

int64_t
quality_period_ns(const struct quality *q)
{
    if (q->declared_ns != 0)
        return q->declared_ns > 0 ? q->declared_ns : 0;
    return q->learned_ns;
}

int64_t
quality_wait_ns(int64_t period_ns, double factor)
{
    if (period_ns <= 0 || period_ns > INT64_MAX - QUALITY_LATE_NS)
        return INT64_MAX;
    double wait = factor * (double)period_ns;
    int64_t least = period_ns + QUALITY_LATE_NS;
    if (wait >= 9e18)
        return INT64_MAX;
    return (int64_t)wait > least ? (int64_t)wait : least;
}

/* When the value expires if the signal stays as it is, whatever it is. */
static bool
expires_at(const struct quality *q, double factor,
    const struct quality_signal *signal, struct mono *at)
{
    int64_t period = quality_period_ns(q);
    if (!q->is_received || period <= 0)
        return false;
    struct mono from = q->last;
    if (!signal->is_los && mono_diff_ns(signal->since, from) > 0)
        from = signal->since;
    *at = mono_add_ns(from, quality_wait_ns(period, factor));
    return true;
}

enum mdb_quality
quality_check(struct quality *q, double factor,
    const struct quality_signal *signal, struct mono now)
{
    if (!q->is_received)
        return MDB_NOT_RECEIVED;
    struct mono at;
    if (!signal->is_los && expires_at(q, factor, signal, &at) &&
        mono_diff_ns(now, at) > 0)
        q->is_expired = true;
    return q->is_expired ? MDB_EXPIRED : MDB_ACQUIRED;
}

bool
quality_deadline(const struct quality *q, double factor,
    const struct quality_signal *signal, struct mono *at)
{
    return !signal->is_los && !q->is_expired &&
           expires_at(q, factor, signal, at);
}

const char *
quality_str(enum mdb_quality quality)
{
    static const char *const text[MDB_QUALITY_COUNT] = {
        [MDB_ACQUIRED] = "acquired",
        [MDB_INVALID] = "invalid",
        [MDB_EXPIRED] = "expired",
        [MDB_NOT_RECEIVED] = "not received",
    };
    assert((unsigned)quality < MDB_QUALITY_COUNT);
    return text[quality];
}
