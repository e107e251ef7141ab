/*
 * history.h - what items were, in bounded memory: the newest samples, and for
 * those that somebody plots a day in buckets.
 *
 * Every item has a ring of its newest samples while there are free rings;
 * later, one that is wanted takes the ring that was wanted longest ago.  The
 * wanted ones also keep lowest, highest, first, last and mean value of each
 * second and of each ten seconds, from when they are first wanted on (begun
 * with the samples that the ring has).
 *
 *   plain:  HISTORY_SAMPLES samples of 17 bytes           5 kB an item
 *   long:   HISTORY_FINE samples of 17 bytes,
 *           3600 + 8640 buckets of 48 bytes             640 kB an item
 *   in all: at most 2.3 MB plain and 41 MB long, and an eighth of slack;
 *           memory is taken only as samples come
 *
 * At 1 Hz that is 50 minutes of single samples, an hour in seconds and a day
 * in ten seconds; buckets without a sample take no memory, so a slow item is
 * kept for longer.
 *
 * Samples are kept in the order of their time.  Late ones are sorted in and
 * repeated ones ignored.  A clock that is set back is believed when
 * HISTORY_BACK samples in a row say so: what was kept of the time that comes
 * again is dropped then.  The same heals a single time stamp from the future.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_HISTORY_H
#define CONSOLE_MODEL_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/time.h"
#include "mdb/kind.h"

#define HISTORY_SAMPLES 300  /* of a plain one */
#define HISTORY_FINE    3000 /* of a long one */
#define HISTORY_RINGS   448  /* items with a history */
#define HISTORY_LONGS   64   /* of them, with buckets */
#define HISTORY_TIERS   2    /* resolutions of buckets */
#define HISTORY_NONE    UINT32_MAX

#define HISTORY_BACK 3 /* samples that set a clock back */
#define HISTORY_LATE_NS                                                        \
    (60 * NS_PER_S) /* older than the newest: maybe it was */

struct history_sample {
    struct utc time; /* generation, or reception where there is none */
    mdb_cell eng;    /* spans of texts are 0: texts have no history */
    uint8_t quality; /* enum mdb_quality */
    bool after_gap;  /* samples are missing before this one */
};

/* Some samples in a row; of one alone all five values are the same. */
struct history_bucket {
    struct utc from, to; /* of its first and last sample, as exact as 1/256 of
                            the bucket's width */
    double first, last, min, max, mean; /* of the good ones; n > 0 */
    uint32_t n;                         /* good samples; 0: none was good */
    bool after_gap; /* samples are missing before or between them */
    bool has_bad;   /* invalid ones, or values that are no number */
};

struct history_buckets {           /* zero-initialise */
    struct history_bucket *bucket; /* owned */
    size_t n, cap;
};
void history_buckets_fini(struct history_buckets *buckets);

/* What there is of one item. */
struct history_extent {
    bool has_samples;
    struct utc since, newest; /* has_samples: the oldest and newest kept */
    bool is_long;
    uint64_t late;       /* samples that came after newer ones */
    uint64_t repeated;   /* that were ignored */
    struct utc set_back; /* when the clock was last set back, or UTC_NONE */
    int64_t set_back_ns; /* by how much */
};

struct history; /* all rings */

/* `rings` of them, `longs` can have buckets. */
struct history *history_new(size_t rings, size_t longs);
void history_free(struct history **history);

/*
 * The ring of `item`, or HISTORY_NONE when all are in use.  `wanted` marks it
 * as looked at now: it then always gets one, and buckets while there are any
 * that nobody wanted during the last 4 x `longs` claims.  `kind` is that of
 * its engineering values.
 */
uint32_t history_claim(
    struct history *history, uint32_t item, enum mdb_kind kind, bool wanted);

/* The item that owns `ring`, or HISTORY_NONE: a ring can change hands. */
uint32_t history_owner(const struct history *history, uint32_t ring);

void history_add(
    struct history *history, uint32_t ring, const struct history_sample *s);
size_t history_count(const struct history *history, uint32_t ring);

/* `back` 0 is the newest; `back` < history_count(). */
struct history_sample history_get(
    const struct history *history, uint32_t ring, size_t back);

struct history_extent history_extent(
    const struct history *history, uint32_t ring);

/*
 * What is known of from .. to, in order, into `out` (which is emptied before):
 * single samples where they are kept, but buckets where these are no wider
 * than `step_ns`; what is older than the samples is in wider buckets.  The
 * ones just before `from` and just behind `to` are in it, too.
 */
void history_read(const struct history *history, uint32_t ring, struct utc from,
    struct utc to, int64_t step_ns, struct history_buckets *out);

#endif
