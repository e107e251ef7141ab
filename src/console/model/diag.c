/*
 * diag.c - see diag.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/diag.h"

#include <stdlib.h>
#include <string.h>

#include "common/time.h"

void
diag_start(struct diag *d, struct mono now)
{
    *d = (struct diag){.started = now, .ticked = now};
}

bool
diag_second(struct diag *d, struct mono now)
{
    if (mono_diff_ns(now, d->ticked) < NS_PER_S)
        return false;
    /* one that comes late is one second all the same */
    d->ticked = now;
    d->seconds++;
    for (int i = 0; i < DIAG_COUNTS; i++)
        d->before[i][d->seconds % (DIAG_SECONDS + 1)] = d->total[i];
    return true;
}

static uint64_t
since(const struct diag *d, enum diag_count count, unsigned seconds)
{
    unsigned back = seconds < d->seconds ? seconds : d->seconds;
    const uint64_t *ring = d->before[count];
    return ring[d->seconds % (DIAG_SECONDS + 1)] -
           ring[(d->seconds - back) % (DIAG_SECONDS + 1)];
}

uint64_t
diag_now(const struct diag *d, enum diag_count count)
{
    return since(d, count, 1);
}

uint64_t
diag_minute(const struct diag *d, enum diag_count count)
{
    return since(d, count, DIAG_SECONDS);
}

void
diag_time(struct diag *d, enum diag_span span, int64_t ns)
{
    struct diag_times *t = &d->times[span];
    t->ns[t->next] = ns;
    t->next = (t->next + 1) % DIAG_TIMES;
    if (t->n < DIAG_TIMES)
        t->n++;
    if (ns > t->worst)
        t->worst = ns;
}

static int
by_length(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int64_t
diag_percentile(const struct diag *d, enum diag_span span, unsigned percent)
{
    const struct diag_times *t = &d->times[span];
    int64_t sorted[DIAG_TIMES];
    if (t->n == 0)
        return -1;
    memcpy(sorted, t->ns, t->n * sizeof *sorted);
    qsort(sorted, t->n, sizeof *sorted, by_length);
    unsigned rank = (t->n * percent + 99) / 100; /* nearest rank */
    return sorted[rank == 0 ? 0 : rank - 1];
}
