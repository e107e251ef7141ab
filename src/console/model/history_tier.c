/*
 * history_tier.c - see history_tier.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/history_tier.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

#define FLAG_GAP 0x8000u
#define FLAG_BAD 0x4000u
#define N_MAX    0x3fffu
#define FAR      (INT64_C(1) << 30) /* widths: no tier reaches so far */

void
history_tier_init(struct history_tier *t, int64_t width_ns, size_t max)
{
    *t = (struct history_tier){.width_ns = width_ns, .max = max};
}

void
history_tier_fini(struct history_tier *t)
{
    free(t->bucket);
    *t = (struct history_tier){0};
}

/* ---- numbers of buckets -------------------------------------------------- */

/* Whole widths since 1970, downwards also before. */
static int64_t
number_of(const struct history_tier *t, struct utc time)
{
    int64_t q = time.ns / t->width_ns;
    return q - (time.ns % t->width_ns < 0);
}

/* How far `number` is behind the bucket `b`; exact within 2^31 widths. */
static int32_t
distance(uint32_t number, const struct tier_bucket *b)
{
    return (int32_t)(number - b->number);
}

/* The first bucket that is not before `number`, counted from start. */
static size_t
find(const struct history_tier *t, uint32_t number)
{
    size_t low = 0, high = t->n;
    /* nearly all are the newest one or follow it */
    if (high > 0 && distance(number, &t->bucket[t->start + high - 1]) >= 0)
        return high - (number == t->bucket[t->start + high - 1].number);
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (distance(number, &t->bucket[t->start + mid]) > 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* ---- adding -------------------------------------------------------------- */

/* Room behind the last one: what was forgotten in front is reused. */
static void
reserve(struct history_tier *t)
{
    if (t->start + t->n < t->cap)
        return;
    size_t slack = t->max / 8 + 1;
    if (t->cap >= t->max + slack) {
        memmove(t->bucket, t->bucket + t->start, t->n * sizeof *t->bucket);
        t->start = 0;
        return;
    }
    size_t cap = t->cap > 0 ? t->cap * 2 : 32;
    t->cap = cap < t->max + slack ? cap : t->max + slack;
    t->bucket = xreallocarray(t->bucket, t->cap, sizeof *t->bucket);
}

/* NULL when it would be older than all in a full tier. */
static struct tier_bucket *
insert(struct history_tier *t, size_t at, uint32_t number)
{
    if (t->n == t->max) {
        if (at == 0)
            return NULL;
        t->start++;
        t->n--;
        at--;
    }
    reserve(t);
    struct tier_bucket *b = &t->bucket[t->start + at];
    memmove(b + 1, b, (t->n - at) * sizeof *b);
    t->n++;
    *b = (struct tier_bucket){.number = number};
    return b;
}

static void
put_good(struct tier_bucket *b, double y, uint8_t at)
{
    unsigned n = b->n & N_MAX;
    if (n == 0) {
        b->first = b->last = b->min = b->max = b->mean = y;
        b->first_at = b->last_at = at;
    } else {
        if (at < b->first_at) {
            b->first = y;
            b->first_at = at;
        }
        if (at >= b->last_at) {
            b->last = y;
            b->last_at = at;
        }
        b->min = fmin(b->min, y);
        b->max = fmax(b->max, y);
        b->mean += (y - b->mean) / (n + 1);
    }
    if (n < N_MAX)
        b->n++;
}

/* Of a bucket; the first of all times is in the midst of one. */
static int64_t
start_ns(const struct history_tier *t, int64_t number)
{
    int64_t ns;
    return __builtin_mul_overflow(number, t->width_ns, &ns) ? INT64_MIN : ns;
}

void
history_tier_add(
    struct history_tier *t, struct utc time, double y, bool after_gap)
{
    int64_t whole = number_of(t, time);
    uint32_t number = (uint32_t)whole;
    t->near = whole;
    size_t at = find(t, number);
    struct tier_bucket *b;
    if (at < t->n && t->bucket[t->start + at].number == number)
        b = &t->bucket[t->start + at];
    else
        b = insert(t, at, number);
    if (b == NULL)
        return;
    int64_t offset = time.ns % t->width_ns;
    if (offset < 0)
        offset += t->width_ns;
    uint8_t part = (uint8_t)(offset / (t->width_ns / 256 + 1));
    if (after_gap)
        b->n = (uint16_t)(b->n | FLAG_GAP);
    if (isfinite(y))
        put_good(b, y, part);
    else {
        b->n = (uint16_t)(b->n | FLAG_BAD);
        if ((b->n & N_MAX) == 0)
            b->first_at = b->last_at = part;
    }
}

struct utc
history_tier_cut(struct history_tier *t, struct utc time)
{
    int64_t number = number_of(t, time);
    while (t->n > 0 &&
           distance((uint32_t)number, &t->bucket[t->start + t->n - 1]) <= 0)
        t->n--;
    return (struct utc){start_ns(t, number)};
}

/* ---- reading ------------------------------------------------------------- */

static struct utc
time_of(const struct history_tier *t, const struct tier_bucket *b, uint8_t at)
{
    int64_t number = t->near - (int32_t)((uint32_t)t->near - b->number);
    return (struct utc){start_ns(t, number) + at * (t->width_ns / 256 + 1)};
}

struct utc
history_tier_since(const struct history_tier *t)
{
    const struct tier_bucket *b = &t->bucket[t->start];
    return time_of(t, b, b->first_at);
}

struct history_bucket *
history_buckets_add(struct history_buckets *out)
{
    if (out->n == out->cap) {
        out->cap = out->cap > 0 ? out->cap * 2 : 256;
        out->bucket = xreallocarray(out->bucket, out->cap, sizeof *out->bucket);
    }
    return &out->bucket[out->n++];
}

void
history_buckets_fini(struct history_buckets *buckets)
{
    free(buckets->bucket);
    *buckets = (struct history_buckets){0};
}

void
history_tier_read(const struct history_tier *t, struct utc from, struct utc to,
    struct utc before, struct history_buckets *out)
{
    int64_t first = number_of(t, from);
    if (first < t->near - FAR)
        first = t->near - FAR;
    if (first > t->near + FAR)
        first = t->near + FAR;
    size_t i = find(t, (uint32_t)first);
    for (i = i > 0 ? i - 1 : 0; i < t->n; i++) {
        const struct tier_bucket *b = &t->bucket[t->start + i];
        struct utc start = time_of(t, b, b->first_at);
        struct utc end = time_of(t, b, b->last_at);
        if (utc_diff_ns(before, end) <= t->width_ns / 256 + 1)
            break;
        *history_buckets_add(out) = (struct history_bucket){.from = start,
            .to = end,
            .first = b->first,
            .last = b->last,
            .min = b->min,
            .max = b->max,
            .mean = b->mean,
            .n = b->n & N_MAX,
            .after_gap = (b->n & FLAG_GAP) != 0,
            .has_bad = (b->n & FLAG_BAD) != 0};
        if (start.ns > to.ns)
            break;
    }
}
