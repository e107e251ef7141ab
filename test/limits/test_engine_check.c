/*
 * test_engine_check.c - the engine beside a slow and obvious checker.
 *
 * The checker knows no columns, records, bounds, keys or flips: it compares
 * doubles, looks for the rule again with each sample and counts persistence
 * from the beginning each time.  Both get the same random samples.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/limit_rig.h"

#include <math.h>

#include "common/attr.h"
#include "limits/engine_priv.h"

#define ITEMS    4
#define CONTEXT  1 /* the item that contexts look at */
#define STEPS    400
#define MISSIONS 300

/* ---- random numbers ------------------------------------------------------ */

static uint64_t seed;

static uint32_t
any(uint32_t n)
{
    seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % n;
}

/* Edges, what is next to them, and what is beyond everything. */
static double
any_value(void)
{
    static const double base[] = {-10, -5, 0, 5, 10};
    double v = base[any(ARRAY_LEN(base))];
    switch (any(12)) {
    case 0:
        return nextafter(v, INFINITY);
    case 1:
        return nextafter(v, -INFINITY);
    case 2:
        return -v; /* also -0 */
    case 3:
        return any(4) == 0 ? NAN : v + 1;
    case 4:
        return any(2) == 0 ? INFINITY : -INFINITY;
    case 5:
        return v + 2.5;
    default:
        return v;
    }
}

/* ---- the obvious checker ------------------------------------------------- */

struct obvious_item {
    limit_state state, level;
    int64_t time;
    bool is_received;
    int rule;                                /* -1: none was chosen */
    limit_state base;                        /* confirmed when counting began */
    enum limit_side side[LIMIT_LEVEL_COUNT]; /* of the newest so bad */
    struct {
        enum limit_level level;
        int64_t tau;
    } sample[STEPS * 2];
    size_t n;
};

struct obvious {
    const struct limit_rig *rig;
    struct obvious_item item[ITEMS];
    bool context_is_good;
    double context;
    int64_t context_time;
    bool context_is_received;
};

static bool
obvious_within(const struct mdb_range *r, double low, double high, double v)
{
    bool above = isinf(r->min) || (r->min_is_exclusive ? v > low : v >= low);
    bool below = isinf(r->max) || (r->max_is_exclusive ? v < high : v <= high);
    return above && below;
}

static limit_state
obvious_ranges(const struct limit_rule *rule, double v, limit_state reached)
{
    const struct mdb_alarm_ranges *a = &rule->alarm->ranges;
    for (int l = LIMIT_SEVERE; a->is_given && l > LIMIT_NORMAL; l--) {
        const struct mdb_range *r = &a->range[l];
        bool is_back = (int)limit_state_level(reached) >= l;
        double band = is_back ? rule->deadband : 0;
        enum limit_side side = limit_state_side(reached);
        double low = r->min, high = r->max;
        if (!a->has[l])
            continue;
        if (a->is_inside) {
            low -= band;
            high += band;
        } else {
            low += side == LIMIT_LOW ? band : 0;
            high -= side == LIMIT_HIGH ? band : 0;
        }
        if (obvious_within(r, low, high, v) != a->is_inside)
            continue;
        if (!a->is_inside)
            side = v < low || (v == low && r->min_is_exclusive) ? LIMIT_LOW
                                                                : LIMIT_HIGH;
        else if (!isinf(r->min) != !isinf(r->max))
            side = isinf(r->min) ? LIMIT_LOW : LIMIT_HIGH;
        else
            side = LIMIT_NO_SIDE;
        return limit_state_of((enum limit_level)l, side);
    }
    return LIMIT_NORMAL;
}

static limit_state
obvious_multi(const struct limit_rule *rule, double v, limit_state reached)
{
    const struct mdb_alarm *a = rule->alarm;
    enum limit_level worst = LIMIT_NORMAL;
    bool is_named = false, has_normal = false;
    for (uint32_t i = 0; i < a->n_multi; i++) {
        const struct mdb_multi_range *m = &a->multi[i];
        bool is_back =
            m->level > LIMIT_NORMAL && limit_state_level(reached) >= m->level;
        double wider = is_back ? rule->deadband : 0;
        wider = m->is_inside ? wider : -wider;
        has_normal |= m->level == LIMIT_NORMAL;
        if (obvious_within(&m->range, m->range.min - wider,
                m->range.max + wider, v) == m->is_inside) {
            is_named = true;
            worst = m->level > worst ? m->level : worst;
        }
    }
    if (!is_named && has_normal)
        worst = LIMIT_WATCH;
    return limit_state_of(worst, LIMIT_NO_SIDE);
}

static limit_state
obvious_judge(const struct limit_rule *rule, double v, limit_state reached)
{
    limit_state a = obvious_ranges(rule, v, reached);
    limit_state b = obvious_multi(rule, v, reached);
    return limit_state_level(b) > limit_state_level(a) ? b : a;
}

static bool
obvious_holds(const struct obvious *o, const struct limit_rule *r, int64_t t)
{
    const struct rule_context *c = &r->context;
    if (!utc_is_none(c->from) && t < c->from.ns)
        return false;
    if (!utc_is_none(c->until) && t >= c->until.ns)
        return false;
    return c->criteria.op == MDB_ALWAYS ||
           (o->context_is_good && o->context == c->criteria.comparison.real);
}

static int
obvious_rule(const struct obvious *o, uint32_t item, int64_t t)
{
    for (size_t i = 0; i < o->rig->rules.n_rules; i++)
        if (o->rig->rule[i].item == item &&
            obvious_holds(o, &o->rig->rule[i], t))
            return (int)i;
    return -1;
}

/* One monitor from the beginning. */
static bool
obvious_monitor(const struct obvious_item *x, const struct limit_rule *r,
    enum limit_level level)
{
    bool is_on = limit_state_level(x->base) >= level;
    uint32_t run = 0;
    int64_t since = 0;
    for (size_t i = 0; i < x->n; i++) {
        if ((x->sample[i].level >= level) == is_on) {
            run = 0;
            continue;
        }
        since = run == 0 ? x->sample[i].tau : since;
        run++;
        uint32_t n =
            is_on ? r->alarm->min_conformance : r->alarm->min_violations;
        int64_t ns = is_on ? r->conformance_ns : r->violation_ns;
        if (run >= n && x->sample[i].tau - since >= ns) {
            is_on = !is_on;
            run = 0;
        }
    }
    return is_on;
}

static void
obvious_good(struct obvious *o, uint32_t item, int64_t t, double v, int rule)
{
    struct obvious_item *x = &o->item[item];
    const struct limit_rule *r = &o->rig->rule[rule];
    bool is_switch = x->rule != rule && x->rule != -1;
    limit_state raw =
        obvious_judge(r, v, is_switch ? (limit_state)LIMIT_NORMAL : x->level);
    if (x->rule != rule) {
        x->n = 0;
        if (limit_state_level(raw) < limit_state_level(x->level))
            x->level = raw;
        x->base = x->level;
    }
    x->rule = rule;
    x->sample[x->n].level = limit_state_level(raw);
    x->sample[x->n++].tau = t;
    enum limit_level level = LIMIT_NORMAL;
    for (int l = LIMIT_WATCH; l <= LIMIT_SEVERE; l++)
        if (obvious_monitor(x, r, (enum limit_level)l))
            level = (enum limit_level)l;
    for (int l = LIMIT_WATCH; l <= (int)limit_state_level(raw); l++)
        x->side[l] = limit_state_side(raw);
    x->level = limit_state_of(level, x->side[level]);
    x->state = x->level;
}

static void
obvious_none(struct obvious_item *x)
{
    x->state = LIMIT_UNCHECKED;
    x->level = x->base = LIMIT_NORMAL;
    x->n = 0;
    x->rule = -1;
}

static void
obvious_take(struct obvious *o, uint32_t item, int64_t t, double v, bool good)
{
    bool is_newer = !o->context_is_received || t > o->context_time ||
                    (t == o->context_time && !o->rig->is_repeat);
    if (item != CONTEXT || !is_newer)
        return;
    o->context_is_received = true;
    o->context_time = t;
    o->context = v;
    o->context_is_good = good;
}

static void
obvious_check(struct obvious *o, uint32_t item, int64_t t, double v, bool good)
{
    struct obvious_item *x = &o->item[item];
    bool has_rules = o->rig->first[item] < o->rig->first[item + 1];
    bool is_late =
        x->is_received && (t < x->time || (t == x->time && o->rig->is_repeat));
    if (!has_rules || is_late)
        return;
    x->is_received = true;
    x->time = t;
    int rule = obvious_rule(o, item, t);
    if (!good)
        x->state = LIMIT_INVALID;
    else if (isnan(v))
        x->state = LIMIT_NAN;
    else if (rule < 0)
        obvious_none(x);
    else
        obvious_good(o, item, t, v, rule);
}

static void
obvious_expire(struct obvious *o)
{
    o->context_is_good = false;
    for (uint32_t i = 0; i < ITEMS; i++)
        if (o->item[i].is_received)
            o->item[i].state = LIMIT_EXPIRED;
}

/* ---- random missions ----------------------------------------------------- */

static struct mdb_range
any_range(void)
{
    static const double edge[] = {-INFINITY, -10, -5, 0, 5, 10, INFINITY};
    uint32_t a = any(6), b = 1 + any(6);
    if (a > b)
        return any_range();
    return (struct mdb_range){.min = edge[a],
        .max = edge[b],
        .min_is_exclusive = any(2) == 0,
        .max_is_exclusive = any(2) == 0};
}

/* `multi`: room for two ranges of this rule. */
static void
any_rule(struct limit_rig *rig, uint32_t item, struct mdb_multi_range *multi)
{
    struct limit_rule *r = limit_rig_rule(rig, item);
    struct mdb_alarm *a = limit_rig_alarm(r);
    for (int l = LIMIT_WATCH; l <= LIMIT_SEVERE; l++)
        if (any(3) == 0) {
            a->ranges.has[l] = true;
            a->ranges.range[l] = any_range();
        }
    a->ranges.is_given = any(5) != 0;
    a->ranges.is_inside = any(3) == 0;
    a->multi = multi;
    a->n_multi = any(4) == 0 ? 2 : 0;
    for (uint32_t i = 0; i < a->n_multi; i++)
        multi[i] = (struct mdb_multi_range){.level = any(LIMIT_LEVEL_COUNT),
            .is_inside = any(2) == 0,
            .range = any_range()};
    a->min_violations = 1 + any(3);
    a->min_conformance = 1 + any(3);
    r->deadband = any(2) == 0 ? 0 : any(7);
    r->violation_ns = any(3) == 0 ? any(5) * NS_PER_S : 0;
    r->conformance_ns = any(3) == 0 ? any(5) * NS_PER_S : 0;
}

static void
any_mission(struct limit_rig *rig, struct mdb_multi_range *multi)
{
    limit_rig_init(rig, ITEMS);
    rig->has_second = any(2) == 0;
    for (uint32_t item = 0; item < ITEMS; item++) {
        uint32_t n = any(3);
        for (uint32_t i = 0; i < n; i++) {
            any_rule(rig, item, multi + 2 * rig->rules.n_rules);
            struct limit_rule *r = &rig->rule[rig->rules.n_rules - 1];
            if (any(2) == 0)
                limit_rig_when(r, CONTEXT, any(2) == 0 ? 0 : 5);
            if (any(6) == 0)
                r->context.from = limit_rig_time(any(STEPS));
            if (any(6) == 0)
                r->context.until = limit_rig_time(any(STEPS));
        }
    }
    limit_rig_start(rig);
}

/* ---- the comparison ------------------------------------------------------ */

static void
compare(const struct limit_rig *rig, const struct obvious *o, unsigned mission,
    unsigned step)
{
    for (uint32_t i = 0; i < ITEMS; i++) {
        limit_state ours = limit_engine_state(rig->engine, rig->mode, i);
        if (ours != o->item[i].state)
            fail_msg("mission %u, step %u, item %u: %s, should be %s", mission,
                step, i, limit_state_str(ours),
                limit_state_str(o->item[i].state));
    }
}

static void
step_packet(struct limit_rig *rig, struct obvious *o, double seconds)
{
    int64_t t = limit_rig_time(seconds).ns;
    mdb_cell cell[ITEMS];
    uint8_t quality[ITEMS];
    for (uint32_t i = 0; i < ITEMS; i++) {
        cell[i] = mdb_cell_float(any_value());
        quality[i] = any(20) == 0 ? MDB_INVALID : MDB_ACQUIRED;
        obvious_take(o, i, t, mdb_cell_get_float(cell[i]), quality[i] == 0);
    }
    for (uint32_t i = 0; i < ITEMS; i++)
        obvious_check(o, i, t, mdb_cell_get_float(cell[i]), quality[i] == 0);
    struct limit_samples s = {.mode = rig->mode,
        .container = 0,
        .n = ITEMS,
        .item = rig->layout,
        .is_static = any(4) != 0,
        .is_repeat = rig->is_repeat,
        .raw = cell,
        .eng = cell,
        .quality = quality,
        .generation = {t},
        .reception = UTC_NONE};
    limit_engine_check(rig->engine, &s);
}

static void
step_one(struct limit_rig *rig, struct obvious *o, double seconds)
{
    int64_t t = limit_rig_time(seconds).ns;
    uint32_t item = any(ITEMS);
    double v = any_value();
    bool is_good = any(10) != 0;
    obvious_take(o, item, t, v, is_good);
    obvious_check(o, item, t, v, is_good);
    limit_rig_cell(rig, seconds, item, mdb_cell_float(v),
        is_good ? MDB_ACQUIRED : MDB_INVALID);
}

static void
run_mission(unsigned mission)
{
    static struct obvious o;
    static struct limit_rig rig;
    struct mdb_multi_range multi[2 * RIG_RULES];
    any_mission(&rig, multi);
    memset(&o, 0, sizeof o);
    o.rig = &rig;
    for (uint32_t i = 0; i < ITEMS; i++) {
        bool is_checked = rig.first[i] < rig.first[i + 1];
        o.item[i].state = is_checked ? LIMIT_NOT_RECEIVED : LIMIT_UNCHECKED;
        o.item[i].rule = -1;
    }
    double seconds = 0;
    for (unsigned step = 0; step < STEPS; step++) {
        static const double move[] = {1, 1, 1, 1, 1, 2, 0, 0, 0, -1, -3};
        seconds += move[any(ARRAY_LEN(move))];
        rig.is_repeat = any(6) == 0;
        if (any(40) == 0 && !rig.has_second) {
            limit_engine_expire(
                rig.engine, rig.mode, 0, limit_rig_time(seconds));
            obvious_expire(&o);
        } else if (any(3) == 0) {
            step_one(&rig, &o, seconds);
        } else {
            step_packet(&rig, &o, seconds);
        }
        compare(&rig, &o, mission, step);
    }
    limit_rig_fini(&rig);
}

static void
random_samples_give_what_the_obvious_checker_gives(void **state)
{
    (void)state;
    for (unsigned mission = 0; mission < MISSIONS; mission++) {
        seed = 77 + mission;
        run_mission(mission);
    }
}

/* ---- edges of the quick pass --------------------------------------------- */

#define COLUMN 7 /* a block of four for AVX2, and three that are left */

/* The next value of this kind, up or down. */
static double
beside(enum mdb_kind kind, double v, int way)
{
    return kind == MDB_FLOAT ? nextafter(v, v + way) : v + way;
}

static mdb_cell
cell_of(enum mdb_kind kind, double v)
{
    return kind == MDB_FLOAT ? mdb_cell_float(v) : (mdb_cell)(int64_t)v;
}

/* COLUMN values within 10 .. 50, each edge in or out as the flags say. */
static void
open_edges(struct limit_rig *rig, enum mdb_kind kind, unsigned flags)
{
    limit_rig_init(rig, COLUMN);
    for (uint32_t i = 0; i < COLUMN; i++) {
        rig->type[i].raw_kind = rig->type[i].eng_kind = kind;
        struct limit_rule *r = limit_rig_rule(rig, i);
        limit_rig_range(r, LIMIT_WARNING, 10, 50);
        struct mdb_range *range =
            &limit_rig_alarm(r)->ranges.range[LIMIT_WARNING];
        range->min_is_exclusive = (flags & 1) != 0;
        range->max_is_exclusive = (flags & 2) != 0;
    }
    limit_rig_start(rig);
}

/* All have `v`: what the kernel lets through, and what they become. */
static void
expect_edge(
    struct limit_rig *rig, scan_fn scan, int second, double v, limit_state want)
{
    mdb_cell cell[COLUMN];
    struct limit_engine *e = rig->engine;
    enum mdb_kind kind = rig->type[0].eng_kind;
    for (size_t i = 0; i < COLUMN; i++)
        cell[i] = cell_of(kind, v);
    struct scan column = {.cell = cell,
        .is_float = e->layout[0].is_float,
        .block = lane_blocks(e->lane[LIMIT_REALTIME], 0),
        .n = COLUMN};
    uint64_t all = (UINT64_C(1) << COLUMN) - 1;
    assert_true(scan(&column) == (want == LIMIT_NORMAL ? 0 : all));
    struct limit_samples s = {.n = COLUMN,
        .item = rig->layout,
        .is_static = true,
        .raw = cell,
        .eng = cell,
        .generation = limit_rig_time(second)};
    limit_engine_check(e, &s);
    for (uint32_t i = 0; i < COLUMN; i++)
        assert_int_equal(limit_engine_state(e, LIMIT_REALTIME, i), want);
}

/* From a calm column, once for each value at and beside both edges. */
static void
walk_edges(scan_fn scan, enum mdb_kind kind, unsigned flags)
{
    limit_state low = limit_state_of(LIMIT_WARNING, LIMIT_LOW);
    limit_state high = limit_state_of(LIMIT_WARNING, LIMIT_HIGH);
    limit_state at_low = (flags & 1) != 0 ? low : (limit_state)LIMIT_NORMAL;
    limit_state at_high = (flags & 2) != 0 ? high : (limit_state)LIMIT_NORMAL;
    const struct {
        double v;
        limit_state want;
    } rows[] = {
        {beside(kind, 10, -1), low},
        {10, at_low},
        {beside(kind, 10, 1), LIMIT_NORMAL},
        {beside(kind, 50, -1), LIMIT_NORMAL},
        {50, at_high},
        {beside(kind, 50, 1), high},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct limit_rig rig;
        open_edges(&rig, kind, flags);
        rig.engine->scan = scan;
        mdb_cell calm[COLUMN];
        for (size_t k = 0; k < COLUMN; k++)
            calm[k] = cell_of(kind, 20);
        struct limit_samples s = {.n = COLUMN,
            .item = rig.layout,
            .is_static = true,
            .raw = calm,
            .eng = calm,
            .generation = limit_rig_time(1)};
        limit_engine_check(rig.engine, &s);
        expect_edge(&rig, scan, 2, rows[i].v, rows[i].want);
        limit_rig_fini(&rig);
    }
}

static void
the_quick_pass_ends_exactly_at_the_edges(void **state)
{
    (void)state;
    static const enum mdb_kind kind[] = {MDB_FLOAT, MDB_INT, MDB_UINT};
    for (size_t k = 0; k < ARRAY_LEN(kind); k++)
        for (unsigned flags = 0; flags < 4; flags++) {
            walk_edges(scan_scalar, kind[k], flags);
            if (scan_has_avx2())
                walk_edges(scan_avx2, kind[k], flags);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_quick_pass_ends_exactly_at_the_edges),
        cmocka_unit_test(random_samples_give_what_the_obvious_checker_gives),
    };
    return check_run(tests);
}
