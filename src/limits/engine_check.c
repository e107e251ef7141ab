/*
 * engine_check.c - a packet: the quick pass over it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/xalloc.h"
#include "limits/engine_priv.h"

#define ALWAYS __attribute__((always_inline))
#define LOOK   16 /* samples together: is any of them watched? */
#define AHEAD  32 /* records fetched before they are needed */

/* What is being checked. */
struct pass {
    struct lane *lane;
    const struct limit_samples *samples;
    int64_t time_ns;
    int64_t latest_ns;        /* that a sample before may have: see is_new() */
    bool is_ahead;            /* no packet before is newer */
    uint32_t moment;          /* once take_moment() was called */
    const uint32_t *position; /* NULL: all, in order */
    size_t n;
};

static size_t
position(const struct pass *p, size_t k)
{
    return p->position == NULL ? k : p->position[k];
}

/* In order: a repetition has to be newer, all else not older. */
static bool
is_new(const struct pass *p, int64_t before_ns)
{
    return before_ns <= p->latest_ns;
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
        .is_repeat = s->is_repeat,
        .blob = s->blob,
        .blob_len = s->blob_len};
    if (quality(s, i) != MDB_NOT_RECEIVED)
        context_take(
            p->lane->truth, context_watched(e->context, s->item[i]), &v);
}

/* Is one of LOOK items among the few that are watched?  (In vectors.) */
static bool
has_one_of_few(const struct limit_engine *e, const uint32_t *item)
{
    uint32_t hit = 0;
    for (uint32_t w = 0; w < e->n_watched; w++)
        for (size_t i = 0; i < LOOK; i++)
            hit |= item[i] == e->few[w];
    return hit != 0;
}

/* May one of `n` items be watched? */
static bool
may_have_watched(const struct limit_engine *e, const uint32_t *item, size_t n)
{
    uint8_t hit = 0;
    if (n == LOOK && e->n_watched <= ENGINE_FEW)
        return has_one_of_few(e, item);
    for (size_t i = 0; i < n; i++)
        hit |= e->watch[item[i] % ENGINE_WATCH];
    return hit != 0;
}

/* Most items are watched by nobody: many are passed over at once. */
static void
take_arrivals(const struct pass *p)
{
    const struct limit_samples *s = p->samples;
    const struct limit_engine *e = p->lane->engine;
    for (size_t at = 0; at < s->n; at += LOOK) {
        size_t n = at + LOOK < s->n ? LOOK : s->n - at;
        if (!may_have_watched(e, s->item + at, n))
            continue;
        for (size_t i = at; i < at + n; i++)
            if (s->item[i] < e->mdb->n_items &&
                (e->meta[s->item[i]] & RECORD_WATCHED) != 0)
                take_value(p, i);
    }
}

/* Contexts see all values of the packet before the first one is checked. */
static void
take_context(const struct pass *p, const struct engine_layout *layout)
{
    const struct limit_engine *e = p->lane->engine;
    if (context_n_watched(e->context) == 0)
        return;
    if (layout != NULL)
        for (uint32_t k = 0; k < layout->n_watched; k++)
            take_value(p, layout->watched[k]);
    else
        take_arrivals(p);
    context_settle(p->lane->truth);
}

/* ---- samples one by one -------------------------------------------------- */

static void
check_one(const struct pass *p, size_t i)
{
    const struct limit_samples *s = p->samples;
    struct sample sample = {.item = s->item[i],
        .position = i,
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
    lane_note(lane, item, p->moment);
    lane->engine->counters.checked +=
        (lane->record[item].meta & RECORD_CHECKED) != 0;
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
 * From the k-th on, where a sample of a repetition has the time of the one
 * before: fine if that was in this very packet (a parameter can stand in it
 * several times), else it was checked already.
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

/* True: a repetition that has the time of the one before; go on with care. */
static bool
check_slowly(const struct pass *p, size_t i)
{
    uint32_t item = p->samples->item[i];
    int64_t last = lane_time(p->lane, item);
    if (is_new(p, last))
        accept(p, i);
    else if (p->time_ns < last)
        count_late(p->lane, item);
    else
        return true;
    return false;
}

/* Nothing about the value changed, and the record can count one more? */
static inline bool
is_calm(const struct record *r, mdb_cell cell)
{
    struct key_range calm = record_bounds(r);
    int64_t key = key_fast(cell, 0 - (uint64_t)(r->meta & RECORD_FLOAT));
    return key_is_in(calm, key) && r->meta < RECORD_FULL;
}

/* What a pass over samples needs, at hand. */
struct calm {
    const struct limit_samples *s;
    struct record *record;
    const int64_t *moment_ns;
    uint32_t *from;
    int64_t latest_ns; /* of struct pass */
    uint64_t flags;    /* sum of RECORD_CHECKED */
    uint32_t n_items, moment;
    bool is_ahead, has_quality;
};

/* Sample `i` changes nothing: its record takes note.  False: look at it. */
static inline ALWAYS bool
take_calm(struct calm *c, size_t i)
{
    uint32_t item = c->s->item[i];
    if (item >= c->n_items ||
        (c->has_quality && c->s->quality[i] != MDB_ACQUIRED))
        return false;
    struct record *r = &c->record[item];
    if (!is_calm(r, c->s->eng[i]) ||
        (!c->is_ahead && c->moment_ns[r->moment] > c->latest_ns))
        return false;
    uint32_t meta = r->meta;
    r->moment = c->moment;
    c->flags += meta & RECORD_CHECKED;
    if ((meta & RECORD_SHARED) != 0)
        c->from[item] = c->s->container;
    r->meta = meta + RECORD_ONE;
    return true;
}

/*
 * Samples from the k-th on that change nothing; the first that has to be
 * looked at by itself, or n.  What is the same for all samples is decided by
 * who calls: it takes as long as the records are on their way from memory, and
 * little more.
 */
static inline ALWAYS size_t
pass_calm(const struct pass *p, const uint32_t *position, bool is_ahead,
    bool has_quality, size_t k)
{
    const struct limit_samples s = *p->samples;
    struct calm c = {.s = &s,
        .record = p->lane->record,
        .moment_ns = p->lane->moments.ns,
        .from = p->lane->from,
        .latest_ns = p->latest_ns,
        .n_items = p->lane->engine->mdb->n_items,
        .moment = p->moment,
        .is_ahead = is_ahead,
        .has_quality = has_quality};
    size_t n = p->n, n_ahead = n > AHEAD ? n - AHEAD : 0;
    bool is_calm = true;
    for (; k < n_ahead && is_calm; k += is_calm) {
        size_t next = position == NULL ? k + AHEAD : position[k + AHEAD];
        __builtin_prefetch(&c.record[s.item[next]], 1); /* never faults */
        is_calm = take_calm(&c, position == NULL ? k : position[k]);
    }
    for (; k < n && is_calm; k += is_calm)
        is_calm = take_calm(&c, position == NULL ? k : position[k]);
    p->lane->engine->counters.checked += c.flags / RECORD_CHECKED;
    return k;
}

/* Shifts by a variable are the larger part of a comparison without BMI2. */
#if defined(__x86_64__)

__attribute__((target("bmi2"))) static size_t
pass_arrivals_bmi2(const struct pass *p, size_t k)
{
    return p->samples->quality != NULL ? pass_calm(p, NULL, true, true, k)
                                       : pass_calm(p, NULL, true, false, k);
}

#else

static size_t
pass_arrivals_bmi2(const struct pass *p, size_t k)
{
    return k;
}

#endif

static size_t
pass_arrivals(const struct pass *p, size_t k)
{
    return p->samples->quality != NULL ? pass_calm(p, NULL, true, true, k)
                                       : pass_calm(p, NULL, true, false, k);
}

static size_t
pass_others(const struct pass *p, size_t k)
{
    return pass_calm(
        p, p->position, p->is_ahead, p->samples->quality != NULL, k);
}

typedef size_t (*pass_fn)(const struct pass *pass, size_t k);

static pass_fn
best_pass(const struct pass *p)
{
    if (p->position != NULL || !p->is_ahead)
        return pass_others;
    return p->lane->engine->has_bmi2 ? pass_arrivals_bmi2 : pass_arrivals;
}

static void
check_records(const struct pass *p)
{
    pass_fn pass = best_pass(p);
    for (size_t k = 0; k < p->n; k++) {
        k = pass(p, k);
        if (k == p->n)
            return;
        size_t i = position(p, k);
        if (!is_skipped(p, i) && check_slowly(p, i)) {
            check_repeated(p, k);
            return;
        }
    }
}

static void
take_moment(struct pass *p)
{
    struct lane *lane = p->lane;
    p->moment = moments_take(
        &lane->moments, lane->record, lane->engine->mdb->n_items, p->time_ns);
}

/* ---- columns ------------------------------------------------------------- */

static bool
is_checked(const struct lane *lane, uint32_t item)
{
    return (lane->engine->meta[item] & RECORD_CHECKED) != 0;
}

/* Check the column; returns how many values with rules did not come. */
static size_t
scan_column(const struct pass *p, const struct engine_layout *layout)
{
    size_t n_missing = 0;
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
            if (home != s->container)
                continue;
            if (quality(s, i) != MDB_NOT_RECEIVED) {
                check_one(p, i);
            } else if (is_checked(p->lane, s->item[i])) {
                lane_track(p->lane, s->item[i])->missing++;
                n_missing++;
            }
        }
    }
    return n_missing;
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
        if (is_new(p, lane_time(lane, item)))
            accept(p, i);
        else
            count_late(lane, item);
    }
}

/* All of the column is late, but for what did not come. */
static void
count_late_column(const struct pass *p, const struct engine_layout *layout)
{
    struct lane *lane = p->lane;
    const struct limit_samples *s = p->samples;
    lane->group[s->container].late++;
    lane->engine->counters.late += layout->n_checked;
    if (s->quality == NULL)
        return;
    for (size_t i = 0; i < s->n; i++) {
        const bool is_here =
            lane->engine->home[s->item[i]].container == s->container;
        if (s->quality[i] != MDB_NOT_RECEIVED || !is_here ||
            !is_checked(lane, s->item[i]))
            continue;
        lane_track(lane, s->item[i])->missing_late++;
        lane->engine->counters.late--;
    }
}

static void
check_column(struct pass *p, const struct engine_layout *layout)
{
    struct lane *lane = p->lane;
    struct group *g = &lane->group[p->samples->container];
    struct limit_counters *counters = &lane->engine->counters;
    if (!is_new(p, g->time_ns)) {
        count_late_column(p, layout);
    } else if (is_new(p, g->newest_ns)) {
        g->time_ns = p->time_ns;
        g->packets++;
        counters->checked += layout->n_checked - scan_column(p, layout);
    } else {
        take_moment(p);
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
    if (utc_is_none(t)) /* as it comes; INT64_MIN itself is no time */
        t.ns = lane->last_ns > INT64_MIN ? lane->last_ns : INT64_MIN + 1;
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
           timeline_take(&t, made, s->reception, s->is_repeat) == TIMELINE_BACK;
}

static void
follow_time(struct lane *lane, const struct limit_samples *s, int64_t time_ns)
{
    struct limit_engine *e = lane->engine;
    if (!has_timeline(e, s))
        return;
    struct timeline *t = &lane->group[s->container].timeline;
    const struct utc before = {t->newest_ns}, now = {time_ns};
    const enum timeline_step step =
        timeline_take(t, now, s->reception, s->is_repeat);
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
    int64_t last_ns = lane->last_ns, time_ns = time_of(lane, s);
    struct pass p = {.lane = lane,
        .samples = &own,
        .time_ns = time_ns,
        .latest_ns = s->is_repeat ? time_ns - 1 : time_ns,
        .n = s->n};
    p.is_ahead = is_new(&p, last_ns);
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
    if (p.n == 0)
        return;
    take_moment(&p);
    check_records(&p);
}
