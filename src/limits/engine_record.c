/*
 * engine_record.c - what is touched for each sample that changes nothing.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/engine_record.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

#define MOMENTS_MIN ((size_t)1 << 16)
#define HIGH_UNIT   (INT64_C(1) << 32)

/* ---- bounds -------------------------------------------------------------- */

static bool
is_small(int64_t v)
{
    return v >= INT32_MIN && v <= INT32_MAX;
}

/* The largest whole number of units that is not above `v`. */
static int64_t
units_below(int64_t v)
{
    return v / HIGH_UNIT - (v % HIGH_UNIT < 0);
}

static int64_t
units_above(int64_t v)
{
    return v / HIGH_UNIT + (v % HIGH_UNIT > 0);
}

void
record_set_bounds(struct record *r, struct key_range fast)
{
    bool lo_small = is_small(fast.lo), hi_small = is_small(fast.hi);
    int64_t lo = lo_small ? fast.lo : units_above(fast.lo);
    int64_t hi = hi_small ? fast.hi : units_below(fast.hi);
    r->meta &= ~(uint32_t)(RECORD_LO_HIGH | RECORD_HI_HIGH);
    if (fast.lo > fast.hi || lo > INT32_MAX) {
        r->lo = 0;
        r->hi = -1;
        return;
    }
    r->lo = (int32_t)lo;
    r->hi = (int32_t)hi;
    r->meta |= lo_small ? 0 : RECORD_LO_HIGH;
    r->meta |= hi_small ? 0 : RECORD_HI_HIGH;
}

/* ---- moments ------------------------------------------------------------- */

void
moments_init(struct moments *t)
{
    *t = (struct moments){0};
    t->ns = xgrow(t->ns, t->n, &t->cap, sizeof *t->ns);
    t->ns[t->n++] = INT64_MIN;
}

void
moments_fini(struct moments *t)
{
    free(t->ns);
    *t = (struct moments){0};
}

/* Keep only those that a record names, in their order. */
static void
clear_moments(struct moments *t, struct record *record, size_t n_items)
{
    uint32_t *number = xcalloc(t->n, sizeof *number), n = 1;
    for (size_t i = 0; i < n_items; i++)
        number[record[i].moment] = 1;
    number[0] = 0;
    for (size_t k = 1; k < t->n; k++)
        if (number[k] != 0) {
            t->ns[n] = t->ns[k];
            number[k] = n++;
        }
    for (size_t i = 0; i < n_items; i++)
        record[i].moment = number[record[i].moment];
    t->n = n;
    free(number);
}

uint32_t
moments_take(
    struct moments *t, struct record *record, size_t n_items, int64_t ns)
{
    size_t most = n_items * 2 > MOMENTS_MIN ? n_items * 2 : MOMENTS_MIN;
    if (t->ns[t->n - 1] == ns)
        return (uint32_t)(t->n - 1);
    if (t->n >= most)
        clear_moments(t, record, n_items);
    t->ns = xgrow(t->ns, t->n, &t->cap, sizeof *t->ns);
    t->ns[t->n] = ns;
    return (uint32_t)t->n++;
}
