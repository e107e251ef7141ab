/*
 * history_tier.h - one resolution of a long history: buckets in the order of
 * their time.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_HISTORY_TIER_H
#define CONSOLE_MODEL_HISTORY_TIER_H

#include "console/model/history.h"

struct tier_bucket {
    double first, last, min, max, mean;
    uint32_t number; /* time / width, its lowest 32 bits */
    uint16_t n;      /* good samples, saturates; TIER_… flags above */
    uint8_t first_at, last_at; /* in 1/256 of the width */
};

struct history_tier {
    int64_t width_ns;
    size_t max;                 /* buckets kept */
    int64_t near;               /* time / width of a sample of late: tells
                                   which 2^32 widths the numbers mean */
    struct tier_bucket *bucket; /* owned; start .. start + n - 1 */
    size_t start, n, cap;
};

void history_tier_init(struct history_tier *t, int64_t width_ns, size_t max);
void history_tier_fini(struct history_tier *t);

/* `y` NaN: a bad sample.  Any order of times. */
void history_tier_add(
    struct history_tier *t, struct utc time, double y, bool after_gap);

/* Forget the bucket of `time` and what is later; returns when the forgotten
 * began: samples of before `time` are to be added again from there. */
struct utc history_tier_cut(struct history_tier *t, struct utc time);

/* When the first sample was; the tier is not empty. */
struct utc history_tier_since(const struct history_tier *t);

/* Append the buckets from the last one before `from` to the first one behind
 * `to`, but none that ends after `before`. */
void history_tier_read(const struct history_tier *t, struct utc from,
    struct utc to, struct utc before, struct history_buckets *out);

/* Room for one more at the end of `out`. */
struct history_bucket *history_buckets_add(struct history_buckets *out);

#endif
