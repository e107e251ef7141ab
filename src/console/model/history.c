/*
 * history.c - see history.h.
 *
 * Samples are in columns instead of structs: 17 bytes each.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/history.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "console/model/history_tier.h"
#include "mdb/format.h"
#include "mdb/quality.h"

#define FLAG_GAP 0x80u

static const struct {
    int64_t width_ns;
    size_t max;
} tiers[HISTORY_TIERS] = {{NS_PER_S, 3600}, {10 * NS_PER_S, 8640}};

struct ring {
    uint32_t owner;
    enum mdb_kind kind;
    uint64_t wanted; /* turn in which somebody looked, 0 never */

    struct utc *time; /* by time; start .. start + n - 1 */
    mdb_cell *eng;
    uint8_t *flags; /* quality | FLAG_GAP */
    size_t start, n, cap, max;

    struct history_tier *tier; /* owned, HISTORY_TIERS; NULL: plain */

    /* samples that would set the clock back, until that is sure */
    struct history_sample held[HISTORY_BACK - 1];
    unsigned n_held;
    struct history_extent extent; /* the counters of it */
};

struct history {
    struct ring *ring;
    size_t n, used, longs, longs_used;
    uint64_t turn;
};

/* ---- rings --------------------------------------------------------------- */

struct history *
history_new(size_t rings, size_t longs)
{
    struct history *h = xcalloc(1, sizeof *h);
    h->ring = xcalloc(rings ? rings : 1, sizeof *h->ring);
    h->n = rings;
    h->longs = longs;
    return h;
}

static void
free_tiers(struct ring *r)
{
    for (size_t i = 0; r->tier && i < HISTORY_TIERS; i++)
        history_tier_fini(&r->tier[i]);
    free(r->tier);
    r->tier = NULL;
}

static void
ring_fini(struct ring *r)
{
    free_tiers(r);
    free(r->time);
    free(r->eng);
    free(r->flags);
    *r = (struct ring){.extent.set_back = UTC_NONE, .max = HISTORY_SAMPLES};
}

void
history_free(struct history **history)
{
    struct history *h = *history;
    if (!h)
        return;
    for (size_t i = 0; i < h->used; i++)
        ring_fini(&h->ring[i]);
    free(h->ring);
    free(h);
    *history = NULL;
}

/* Rings are few and claims are rare: a search is enough. */
static uint32_t
ring_of(const struct history *h, uint32_t item)
{
    for (size_t i = 0; i < h->used; i++)
        if (h->ring[i].owner == item)
            return (uint32_t)i;
    return HISTORY_NONE;
}

static uint32_t
least_wanted(const struct history *h, bool is_long)
{
    uint32_t best = HISTORY_NONE;
    for (size_t i = 0; i < h->used; i++) {
        if (is_long && !h->ring[i].tier)
            continue;
        if (best == HISTORY_NONE || h->ring[i].wanted < h->ring[best].wanted)
            best = (uint32_t)i;
    }
    return best;
}

uint32_t
history_owner(const struct history *h, uint32_t ring)
{
    return ring < h->used ? h->ring[ring].owner : HISTORY_NONE;
}

/* ---- long ones ----------------------------------------------------------- */

static double
number_of(const struct ring *r, mdb_cell eng, uint8_t flags)
{
    return (flags & ~FLAG_GAP) == MDB_ACQUIRED ? mdb_cell_number(r->kind, eng)
                                               : (double)NAN;
}

static void
make_plain(struct history *h, struct ring *r)
{
    free_tiers(r);
    h->longs_used--;
    r->max = HISTORY_SAMPLES;
    if (r->n > r->max) {
        r->start += r->n - r->max;
        r->n = r->max;
    }
}

/* A place among the long ones, taken from one that nobody wanted for long. */
static bool
find_place(struct history *h)
{
    if (h->longs_used < h->longs)
        return true;
    uint32_t i = least_wanted(h, true);
    if (i == HISTORY_NONE || h->turn - h->ring[i].wanted < 4 * h->longs)
        return false;
    make_plain(h, &h->ring[i]);
    return true;
}

/* The samples that are kept since `from`. */
static void
fill_tier(const struct ring *r, struct history_tier *tier, struct utc from)
{
    size_t i = r->start + r->n;
    while (i > r->start && r->time[i - 1].ns >= from.ns)
        i--;
    for (; i < r->start + r->n; i++)
        history_tier_add(tier, r->time[i], number_of(r, r->eng[i], r->flags[i]),
            r->flags[i] & FLAG_GAP);
}

/* Buckets begin with the samples that are there. */
static void
make_long(struct history *h, struct ring *r)
{
    r->tier = xcalloc(HISTORY_TIERS, sizeof *r->tier);
    r->max = HISTORY_FINE;
    h->longs_used++;
    for (size_t t = 0; t < HISTORY_TIERS; t++) {
        history_tier_init(&r->tier[t], tiers[t].width_ns, tiers[t].max);
        fill_tier(r, &r->tier[t], (struct utc){INT64_MIN});
    }
}

uint32_t
history_claim(struct history *h, uint32_t item, enum mdb_kind kind, bool wanted)
{
    uint32_t i = ring_of(h, item);
    bool is_new = i == HISTORY_NONE;
    if (is_new && h->used < h->n)
        i = (uint32_t)h->used++;
    else if (is_new && wanted)
        i = least_wanted(h, false);
    if (i == HISTORY_NONE)
        return i;
    struct ring *r = &h->ring[i];
    if (is_new) {
        if (r->tier)
            make_plain(h, r);
        ring_fini(r);
        r->owner = item;
    }
    r->kind = kind;
    if (wanted)
        r->wanted = ++h->turn;
    if (wanted && !r->tier && kind != MDB_STRING && kind != MDB_BINARY &&
        find_place(h))
        make_long(h, r);
    return i;
}

/* ---- adding -------------------------------------------------------------- */

/* Room for one more at the end. */
static void
reserve(struct ring *r)
{
    if (r->n >= r->max) {
        r->start += r->n + 1 - r->max;
        r->n = r->max - 1;
    }
    if (r->start + r->n < r->cap)
        return;
    size_t full = r->max + r->max / 8;
    if (r->cap >= full) {
        memmove(r->time, r->time + r->start, r->n * sizeof *r->time);
        memmove(r->eng, r->eng + r->start, r->n * sizeof *r->eng);
        memmove(r->flags, r->flags + r->start, r->n);
        r->start = 0;
        return;
    }
    size_t cap = r->cap > 0 ? r->cap * 2 : 16;
    r->cap = cap < full ? cap : full;
    r->time = xreallocarray(r->time, r->cap, sizeof *r->time);
    r->eng = xreallocarray(r->eng, r->cap, sizeof *r->eng);
    r->flags = xreallocarray(r->flags, r->cap, sizeof *r->flags);
}

static uint8_t
flags_of(const struct history_sample *s)
{
    return (uint8_t)(s->quality | (s->after_gap ? FLAG_GAP : 0));
}

/* Where it goes, counted from start; *is_repeat when it is there already. */
static size_t
place_of(const struct ring *r, const struct history_sample *s, bool *is_repeat)
{
    size_t at = r->n;
    while (at > 0 && r->time[r->start + at - 1].ns > s->time.ns)
        at--;
    *is_repeat = false;
    for (size_t i = at; i-- > 0 && r->time[r->start + i].ns == s->time.ns;)
        if (r->eng[r->start + i] == s->eng &&
            (r->flags[r->start + i] | FLAG_GAP) == (flags_of(s) | FLAG_GAP))
            *is_repeat = true;
    return at;
}

static void
insert(struct ring *r, size_t at, const struct history_sample *s)
{
    size_t before = r->n;
    if (at == 0 && r->n >= r->max)
        return; /* older than all that is kept */
    reserve(r);
    size_t i = r->start + at - (before - r->n), rest = r->start + r->n - i;
    memmove(&r->time[i + 1], &r->time[i], rest * sizeof *r->time);
    memmove(&r->eng[i + 1], &r->eng[i], rest * sizeof *r->eng);
    memmove(&r->flags[i + 1], &r->flags[i], rest);
    r->time[i] = s->time;
    r->eng[i] = s->eng;
    r->flags[i] = flags_of(s);
    r->n++;
}

static void
keep(struct ring *r, const struct history_sample *s)
{
    bool is_repeat;
    size_t at = place_of(r, s, &is_repeat);
    if (is_repeat) {
        r->extent.repeated++;
        return;
    }
    r->extent.late += at < r->n;
    insert(r, at, s);
    for (size_t t = 0; r->tier && t < HISTORY_TIERS; t++)
        history_tier_add(&r->tier[t], s->time,
            number_of(r, s->eng, flags_of(s)), s->after_gap);
}

/* The clock counts again from `time` on. */
static void
set_back(struct ring *r, struct utc time)
{
    struct utc newest = r->time[r->start + r->n - 1];
    r->extent.set_back = time;
    r->extent.set_back_ns = utc_diff_ns(newest, time);
    while (r->n > 0 && r->time[r->start + r->n - 1].ns >= time.ns)
        r->n--;
    for (size_t t = 0; r->tier && t < HISTORY_TIERS; t++)
        fill_tier(r, &r->tier[t], history_tier_cut(&r->tier[t], time));
}

static void
keep_held(struct ring *r)
{
    for (unsigned i = 0; i < r->n_held; i++)
        keep(r, &r->held[i]);
    r->n_held = 0;
}

void
history_add(struct history *h, uint32_t ring, const struct history_sample *s)
{
    assert(ring < h->used);
    struct ring *r = &h->ring[ring];
    bool is_back = r->n > 0 && utc_diff_ns(r->time[r->start + r->n - 1],
                                   s->time) > HISTORY_LATE_NS;
    bool goes_on =
        r->n_held == 0 || s->time.ns > r->held[r->n_held - 1].time.ns;
    if (r->n_held > 0 && s->time.ns == r->held[r->n_held - 1].time.ns) {
        r->extent.repeated++;
        return;
    }
    if (is_back && goes_on && r->n_held < HISTORY_BACK - 1) {
        r->held[r->n_held++] = *s;
        return;
    }
    if (is_back && goes_on) {
        set_back(r, r->held[0].time);
        r->held[0].after_gap = true;
    }
    keep_held(r);
    keep(r, s);
}

/* ---- reading ------------------------------------------------------------- */

size_t
history_count(const struct history *h, uint32_t ring)
{
    return ring < h->used ? h->ring[ring].n : 0;
}

static struct history_sample
sample_at(const struct ring *r, size_t i)
{
    return (struct history_sample){.time = r->time[r->start + i],
        .eng = r->eng[r->start + i],
        .quality = (uint8_t)(r->flags[r->start + i] & ~FLAG_GAP),
        .after_gap = r->flags[r->start + i] & FLAG_GAP};
}

struct history_sample
history_get(const struct history *h, uint32_t ring, size_t back)
{
    assert(back < history_count(h, ring));
    const struct ring *r = &h->ring[ring];
    return sample_at(r, r->n - 1 - back);
}

struct history_extent
history_extent(const struct history *h, uint32_t ring)
{
    if (ring >= h->used)
        return (struct history_extent){.set_back = UTC_NONE};
    const struct ring *r = &h->ring[ring];
    struct history_extent e = r->extent;
    e.is_long = r->tier != NULL;
    e.has_samples = r->n > 0;
    if (!e.has_samples)
        return e;
    e.since = r->time[r->start];
    e.newest = r->time[r->start + r->n - 1];
    for (size_t t = 0; r->tier && t < HISTORY_TIERS; t++)
        if (r->tier[t].n > 0) {
            struct utc first = history_tier_since(&r->tier[t]);
            if (utc_diff_ns(e.since, first) > tiers[t].width_ns / 256)
                e.since = first; /* and not only as exact as buckets are */
        }
    return e;
}

static void
read_samples(const struct ring *r, struct utc from, struct utc to,
    struct history_buckets *out)
{
    size_t low = 0, high = r->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (r->time[r->start + mid].ns < from.ns)
            low = mid + 1;
        else
            high = mid;
    }
    for (size_t i = low > 0 ? low - 1 : 0; i < r->n; i++) {
        size_t k = r->start + i;
        double y = number_of(r, r->eng[k], r->flags[k]);
        bool is_good = isfinite(y);
        *history_buckets_add(out) = (struct history_bucket){.from = r->time[k],
            .to = r->time[k],
            .first = y,
            .last = y,
            .min = y,
            .max = y,
            .mean = y,
            .n = is_good,
            .after_gap = r->flags[k] & FLAG_GAP,
            .has_bad = !is_good};
        if (r->time[k].ns > to.ns)
            break;
    }
}

void
history_read(const struct history *h, uint32_t ring, struct utc from,
    struct utc to, int64_t step_ns, struct history_buckets *out)
{
    out->n = 0;
    if (ring >= h->used || h->ring[ring].n == 0)
        return;
    const struct ring *r = &h->ring[ring];
    /* the finest to be used; each coarser one only before that begins */
    int finest = -1;
    for (int t = 0; r->tier && t < HISTORY_TIERS; t++)
        if (tiers[t].width_ns <= step_ns && r->tier[t].n > 0)
            finest = t;
    for (int t = HISTORY_TIERS - 1; r->tier && t >= 0 && t >= finest; t--) {
        struct utc before = {INT64_MAX};
        if (t > finest)
            before = t > 0 && r->tier[t - 1].n > 0
                         ? history_tier_since(&r->tier[t - 1])
                         : r->time[r->start];
        if (r->tier[t].n > 0)
            history_tier_read(&r->tier[t], from, to, before, out);
    }
    if (finest < 0)
        read_samples(r, from, to, out);
}
