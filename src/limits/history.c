/*
 * history.c - how much does a value change?
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/history.h"

#include <math.h>
#include <stdlib.h>

#include "common/time.h"
#include "common/xalloc.h"

void
history_fini(struct history *h)
{
    free(h->ring);
    *h = (struct history){0};
}

size_t
history_bytes(const struct history *h)
{
    return h->size * sizeof *h->ring;
}

void
change_rule_init(struct change_rule *r, const struct mdb_change_alarm *c)
{
    *r = (struct change_rule){.span = c->span,
        .is_percent = c->is_percent,
        .span_samples = c->span_samples > 0 ? c->span_samples : 1,
        .span_ns = (int64_t)fmin(fmax(c->span_s * 1e9, 1), 0x1p62)};
    if (r->span_samples > HISTORY_SAMPLES)
        r->span_samples = HISTORY_SAMPLES;
    r->n_ranges = judge_ranges_init(r->range, KEY_FLOAT, &c->ranges, 0);
}

/* ---- the ring ------------------------------------------------------------ */

static const struct history_sample *
at(const struct history *h, size_t i)
{
    return &h->ring[(h->first + i) % h->size];
}

static struct history_sample *
newest(struct history *h)
{
    return &h->ring[(h->first + h->n - 1) % h->size];
}

static void
grow(struct history *h)
{
    size_t size = h->size == 0 ? 4 : h->size * 2;
    struct history_sample *ring = xcalloc(size, sizeof *ring);
    for (size_t i = 0; i < h->n; i++)
        ring[i] = *at(h, i);
    free(h->ring);
    h->ring = ring;
    h->size = size;
    h->first = 0;
}

static void
push(struct history *h, struct history_sample s)
{
    if (h->n == h->size)
        grow(h);
    h->ring[(h->first + h->n) % h->size] = s;
    h->n++;
}

static void
drop_oldest(struct history *h)
{
    h->first = (h->first + 1) % h->size;
    h->n--;
}

static int64_t
between(const struct history_sample *old, int64_t time_ns)
{
    return utc_diff_ns((struct utc){time_ns}, (struct utc){old->time_ns});
}

/* ---- change -------------------------------------------------------------- */

/* The sample to compare with; NULL: there is none yet.  Forgets what is older
 * than that. */
static const struct history_sample *
reference(struct history *h, const struct change_rule *r, int64_t time_ns)
{
    if (r->span == MDB_CHANGE_PER_SAMPLE) {
        while (h->n > r->span_samples)
            drop_oldest(h);
        return h->n == r->span_samples ? at(h, 0) : NULL;
    }
    while (h->n > 1 && between(at(h, 1), time_ns) >= r->span_ns)
        drop_oldest(h);
    bool is_old_enough = h->n > 0 && between(at(h, 0), time_ns) >= r->span_ns;
    return is_old_enough ? at(h, 0) : NULL;
}

static double
figure(const struct change_rule *r, const struct history_sample *old,
    int64_t time_ns, double value)
{
    if (value == old->value)
        return 0;
    double change = value - old->value;
    if (r->is_percent)
        change = isinf(old->value) ? copysign(INFINITY, change)
                                   : 100 * change / fabs(old->value);
    if (r->span == MDB_CHANGE_PER_SECOND) {
        double seconds = (double)between(old, time_ns) / 1e9;
        change /= seconds;
    }
    return change;
}

static void
remember(struct history *h, const struct change_rule *r,
    struct history_sample sample)
{
    const bool is_timed = r->span == MDB_CHANGE_PER_SECOND && h->n > 0;
    const int64_t since = is_timed ? between(newest(h), sample.time_ns) : 0;
    if (is_timed && since == 0)
        *newest(h) = sample; /* of one time, the last to come */
    else if (!is_timed || since >= r->span_ns / HISTORY_STEPS)
        push(h, sample);
}

struct verdict
history_change(struct history *h, const struct change_rule *r, int64_t time_ns,
    double value, double *change)
{
    struct verdict v = VERDICT_NORMAL;
    const struct history_sample *old = reference(h, r, time_ns);
    *change = NAN;
    if (old != NULL && !isnan(value)) {
        *change = figure(r, old, time_ns, value);
        v = judge_ranges(
            r->range, r->n_ranges, key_of_double(*change), LIMIT_NORMAL);
        v.delta = v.level > LIMIT_NORMAL ? *change : NAN;
    }
    if (!isnan(value))
        remember(h, r, (struct history_sample){time_ns, value});
    return v;
}
