/*
 * engine_record.h - what is touched for each sample that changes nothing.
 *
 * With a million parameters in any order, the time of a check is the time to
 * bring one piece of memory here and back.  So a record is 16 bytes:
 *
 *   bounds   32 bits each, in ones or in units of 2^32, rounded inwards: they
 *            never let through what the exact ones would not.  Exact for
 *            integers of 32 bits, and for floats from 0 on with up to 20 bits
 *            after the first one.  What is between both is looked at by
 *            itself.
 *   time     the number of the moment of the newest sample; the
 *            lane knows the generation time of each moment.
 *   count    of samples, 24 bits; what goes over is kept elsewhere.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_ENGINE_RECORD_H
#define LIMITS_ENGINE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "limits/key.h"

enum {
    RECORD_FLOAT = 1,    /* bit 0: mask of key_fast() */
    RECORD_CHECKED = 2,  /* has rules */
    RECORD_SHARED = 4,   /* several containers have it: remember which */
    RECORD_WATCHED = 8,  /* contexts look at it (only in engine.meta) */
    RECORD_LO_HIGH = 32, /* unit of the bound: 2^32 (it is the shift) */
    RECORD_HI_HIGH = 64,
    RECORD_COUNT_SHIFT = 8,
};

#define RECORD_ONE  (UINT32_C(1) << RECORD_COUNT_SHIFT) /* sample */
#define RECORD_FULL UINT32_C(0xffffff00) /* no further one can be counted */

struct record {
    int32_t lo, hi;  /* nothing changes between them */
    uint32_t moment; /* of the newest sample of its own */
    uint32_t meta;   /* RECORD_…, samples << RECORD_COUNT_SHIFT */
};

void record_set_bounds(struct record *record, struct key_range fast);

/* The bounds in force, both included, for key_fast(). */
static inline struct key_range
record_bounds(const struct record *r)
{
    return (struct key_range){
        (int64_t)((uint64_t)r->lo << (r->meta & RECORD_LO_HIGH)),
        (int64_t)((uint64_t)r->hi << (r->meta >> 1 & RECORD_LO_HIGH))};
}

/* ---- moments ------------------------------------------------------------- */

/*
 * Generation times of packets.  Number 0 is before all of them (INT64_MIN).
 * The table holds as many as were taken since it was last cleared of those
 * that no record names any more: at most 2^16, or twice the items.
 */
struct moments {
    int64_t *ns; /* by number */
    size_t n, cap;
};

void moments_init(struct moments *moments);
void moments_fini(struct moments *moments);

/* The number of the moment `ns`; those of records may become others. */
uint32_t moments_take(
    struct moments *moments, struct record *record, size_t n_items, int64_t ns);

#endif
