/*
 * engine_check.c - a packet: the quick pass over it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/xalloc.h"
#include "limits/engine_priv.h"

#define AHEAD 24 /* records fetched before they are needed */

/* What is being checked. */
struct pass {
    struct lane *lane;
    const struct limit_samples *samples;
    int64_t time_ns;
    const uint32_t *position; /* NULL: all, in order */
    size_t n;
};

static size_t
position(const struct pass *p, size_t k)
{
    return p->position == NULL ? k : p->position[k];
}

static uint8_t
quality(const struct limit_samples *s, size_t i)
{
    return s->quality == NULL ? MDB_ACQUIRED : s->quality[i];
}

/* ---- contexts ------------------------------------------------------------ */

static void
take_value(const struct pass *p, size_t i)
{
    const struct limit_samples *s = p->samples;
    const struct limit_engine *e = p->lane->engine;
    struct context_value v = {.time = {p->time_ns},
        .raw = s->raw != NULL ? s->raw[i] : 0,
        .eng = s->eng[i],
        .is_good = quality(s, i) == MDB_ACQUIRED,
        .blob = s->blob,
        .blob_len = s->blob_len};
    if (quality(s, i) != MDB_NOT_RECEIVED)
        context_take(
            p->lane->truth, context_watched(e->context, s->item[i]), &v);
}

/* Contexts see all values of the packet before the first one is checked. */
static void
take_context(const struct pass *p, const struct engine_layout *layout)
{
    const struct limit_samples *s = p->samples;
    const struct limit_engine *e = p->lane->engine;
    if (context_n_watched(e->context) == 0)
        return;
    if (layout != NULL)
        for (uint32_t k = 0; k < layout->n_watched; k++)
            take_value(p, layout->watched[k]);
    else
        for (size_t i = 0; i < s->n; i++)
            if (s->item[i] < e->mdb->n_items &&
                (e->meta[s->item[i]] & RECORD_WATCHED) != 0)
                take_value(p, i);
    context_settle(p->lane->truth);
}

/* ---- samples one by one -------------------------------------------------- */

static void
check_one(const struct pass *p, size_t i)
{
    const struct limit_samples *s = p->samples;
    struct sample sample = {.item = s->item[i],
        .time_ns = p->time_ns,
        .eng = s->eng[i],
        .quality = quality(s, i),
        .blob = s->blob,
        .blob_len = s->blob_len};
    sample_check(p->lane, &sample);
}

static void
count_late(struct lane *lane, uint32_t item)
{
    if ((lane->engine->meta[item] & RECORD_CHECKED) == 0)
        return;
    lane->engine->counters.late++;
    lane_track(lane, item)->late++;
}

/* A sample in time order: its record knows, then all of the rules. */
static void
accept(const struct pass *p, size_t i)
{
    struct lane *lane = p->lane;
    uint32_t item = p->samples->item[i];
    uint32_t home = lane->engine->home[item].container;
    struct record *r = &lane->record[item];
    r->time_ns = p->time_ns;
    r->meta += UINT64_C(1) << RECORD_COUNT_SHIFT;
    lane->engine->counters.checked += (r->meta & RECORD_CHECKED) != 0;
    if (home != MDB_NIL && p->time_ns > lane->group[home].newest_ns)
        lane->group[home].newest_ns = p->time_ns;
    lane->from[item] = p->samples->container;
    check_one(p, i);
}

static bool
is_skipped(const struct pass *p, size_t i)
{
    return p->samples->item[i] >= p->lane->engine->mdb->n_items ||
           quality(p->samples, i) == MDB_NOT_RECEIVED;
}

/*
 * From the k-th on, where a sample has the time of the one before: fine if
 * that was in this very packet (a parameter can stand in it several times),
 * else it is a repetition.
 */
static void
check_repeated(const struct pass *p, size_t k)
{
    struct lane *lane = p->lane;
    const struct limit_samples *s = p->samples;
    if (lane->stamp == NULL)
        lane->stamp = xcalloc(lane->engine->mdb->n_items, sizeof *lane->stamp);
    uint32_t turn = ++lane->turn;
    for (size_t j = 0; j < k; j++) {
        size_t i = position(p, j);
        if (!is_skipped(p, i) && lane_time(lane, s->item[i]) == p->time_ns)
            lane->stamp[s->item[i]] = turn;
    }
    for (; k < p->n; k++) {
        size_t i = position(p, k);
        if (is_skipped(p, i))
            continue;
        uint32_t item = s->item[i];
        int64_t last = lane_time(lane, item);
        bool is_here = lane->stamp[item] == turn;
        if (p->time_ns > last || (p->time_ns == last && is_here)) {
            lane->stamp[item] = turn;
            accept(p, i);
        } else {
            count_late(lane, item);
        }
    }
}

/* True: a sample has the time of the one before; go on with care. */
static bool
check_slowly(const struct pass *p, size_t i)
{
    uint32_t item = p->samples->item[i];
    int64_t last = lane_time(p->lane, item);
    if (p->time_ns > last)
        accept(p, i);
    else if (p->time_ns < last)
        count_late(p->lane, item);
    else
        return true;
    return false;
}

/* Nothing about the value changed? */
static inline bool
passes(struct record *r, int64_t time_ns, mdb_cell cell)
{
    int64_t key = key_fast(cell, 0 - (r->meta & RECORD_FLOAT));
    return time_ns > r->time_ns && key >= r->lo && key <= r->hi;
}

static void
check_records(const struct pass *p)
{
    struct lane *lane = p->lane;
    const struct limit_samples *s = p->samples;
    struct record *record = lane->record;
    size_t n_items = lane->engine->mdb->n_items;
    uint64_t checked = 0;
    size_t k = 0;
    for (; k < p->n; k++) {
        size_t i = position(p, k);
        if (p->position == NULL && k + AHEAD < p->n &&
            s->item[k + AHEAD] < n_items)
            __builtin_prefetch(&record[s->item[k + AHEAD]], 1);
        if (is_skipped(p, i))
            continue;
        struct record *r = &record[s->item[i]];
        if (quality(s, i) == MDB_ACQUIRED && passes(r, p->time_ns, s->eng[i])) {
            r->time_ns = p->time_ns;
            r->meta += UINT64_C(1) << RECORD_COUNT_SHIFT;
            checked += (r->meta & RECORD_CHECKED) / RECORD_CHECKED;
            if ((r->meta & RECORD_SHARED) != 0)
                lane->from[s->item[i]] = s->container;
        } else if (check_slowly(p, i)) {
            break;
        }
    }
    lane->engine->counters.checked += checked;
    if (k < p->n)
        check_repeated(p, k);
}

/* ---- columns ------------------------------------------------------------- */

static void
scan_column(const struct pass *p, const struct engine_layout *layout)
{
    const struct limit_samples *s = p->samples;
    const struct scan_block *block = lane_blocks(p->lane, s->container);
    scan_fn scan = p->lane->engine->scan;
    for (size_t at = 0; at < s->n; at += SCAN_MAX) {
        size_t left = s->n - at;
        struct scan part = {.cell = s->eng + at,
            .quality = s->quality == NULL ? NULL : s->quality + at,
            .is_float = layout->is_float + at,
            .block = block + at / SCAN_LANES,
            .n = left < SCAN_MAX ? left : SCAN_MAX};
        for (uint64_t miss = scan(&part); miss != 0; miss &= miss - 1) {
            size_t i = at + (size_t)__builtin_ctzll(miss);
            uint32_t home = p->lane->engine->home[s->item[i]].container;
            if (home == s->container && quality(s, i) != MDB_NOT_RECEIVED)
                check_one(p, i);
        }
    }
}

/* Some of the column's items were seen by themselves, later than the column:
 * each for itself. */
static void
check_mixed(const struct pass *p)
{
    struct lane *lane = p->lane;
    const struct limit_samples *s = p->samples;
    for (size_t i = 0; i < s->n; i++) {
        uint32_t item = s->item[i];
        if (lane->engine->home[item].container != s->container ||
            quality(s, i) == MDB_NOT_RECEIVED)
            continue;
        if (p->time_ns > lane_time(lane, item))
            accept(p, i);
        else
            count_late(lane, item);
    }
}

static void
check_column(const struct pass *p, const struct engine_layout *layout)
{
    struct lane *lane = p->lane;
    struct group *g = &lane->group[p->samples->container];
    struct limit_counters *counters = &lane->engine->counters;
    if (p->time_ns <= g->time_ns) {
        g->late++;
        counters->late += layout->n_checked;
    } else if (p->time_ns > g->newest_ns) {
        g->time_ns = p->time_ns;
        g->packets++;
        counters->checked += layout->n_checked;
        scan_column(p, layout);
    } else {
        check_mixed(p);
    }
}

/* ---- a packet ------------------------------------------------------------ */

static int64_t
time_of(struct lane *lane, const struct limit_samples *s)
{
    struct utc t = s->generation;
    if (utc_is_none(t))
        t = s->reception;
    if (utc_is_none(t))
        t.ns = lane->last_ns + 1;
    if (t.ns > lane->last_ns)
        lane->last_ns = t.ns;
    return t.ns;
}

/* None: by reception, and no jump of its own. */
static bool
has_timeline(const struct limit_engine *e, const struct limit_samples *s)
{
    return s->mode < LIMIT_MODE_COUNT && s->container < e->mdb->n_containers;
}

bool
limit_engine_goes_back(
    const struct limit_engine *e, const struct limit_samples *s)
{
    if (!has_timeline(e, s) || s->n == 0 || e->lane[s->mode] == NULL)
        return false;
    struct timeline t = e->lane[s->mode]->group[s->container].timeline;
    const struct utc made =
        utc_is_none(s->generation) ? s->reception : s->generation;
    return !utc_is_none(made) &&
           timeline_take(&t, made, s->reception) == TIMELINE_BACK;
}

static void
follow_time(struct lane *lane, const struct limit_samples *s, int64_t time_ns)
{
    struct limit_engine *e = lane->engine;
    if (!has_timeline(e, s))
        return;
    struct timeline *t = &lane->group[s->container].timeline;
    const struct utc before = {t->newest_ns}, now = {time_ns};
    const enum timeline_step step = timeline_take(t, now, s->reception);
    if (step != TIMELINE_BACK && step != TIMELINE_AHEAD)
        return;
    lane_turn(lane, s->container, time_ns, step == TIMELINE_BACK);
    e->counters.turns++;
    e->turn = (struct limit_turn){s->mode, s->container, before, now};
}

struct limit_turn
limit_engine_turn(const struct limit_engine *e)
{
    return e->turn;
}

static const struct engine_layout *
layout_of(const struct limit_engine *e, const struct limit_samples *s)
{
    if (!s->is_static || s->container >= e->mdb->n_containers)
        return NULL;
    const struct engine_layout *layout = &e->layout[s->container];
    return layout->item != NULL && layout->n == s->n ? layout : NULL;
}

void
limit_engine_check(struct limit_engine *e, const struct limit_samples *s)
{
    if (s->n == 0 || s->mode >= LIMIT_MODE_COUNT)
        return;
    if (e->lane[s->mode] == NULL)
        e->lane[s->mode] = lane_new(e, s->mode);
    struct lane *lane = e->lane[s->mode];
    const struct engine_layout *layout = layout_of(e, s);
    struct limit_samples own = *s;
    struct pass p = {
        .lane = lane, .samples = &own, .time_ns = time_of(lane, s), .n = s->n};
    if (layout != NULL)
        own.item = layout->item;
    e->counters.samples += s->n;
    follow_time(lane, s, p.time_ns);
    take_context(&p, layout);
    if (layout != NULL) {
        check_column(&p, layout);
        p.position = layout->record;
        p.n = layout->n_records;
    }
    if (p.n > 0)
        check_records(&p);
}
