/*
 * engine.c - the rules prepared; life, time, disabling, answers.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "common/xalloc.h"
#include "limits/engine_priv.h"

/* ---- plans and rules ----------------------------------------------------- */

/* What makes a plan equal to another one. */
struct plan_key {
    const struct mdb_alarm *alarm;
    const struct mdb_type *type;
    double deadband;
};
struct plan_entry {
    struct plan_key key;
    uint32_t plan;
    UT_hash_handle hh;
};

static uint32_t
new_plan(struct limit_engine *e, const struct plan_key *key)
{
    e->plan = xgrow(e->plan, e->n_plans, &e->cap_plans, sizeof *e->plan);
    struct engine_plan *plan = &e->plan[e->n_plans];
    *plan = (struct engine_plan){0};
    judge_init(&plan->judge, key->alarm, key->type, key->deadband);
    change_rule_init(&plan->change, &key->alarm->change);
    if (plan->judge.class == KEY_NONE)
        plan->change.n_ranges = 0;
    for (unsigned l = LIMIT_WATCH; l < LIMIT_LEVEL_COUNT; l++) {
        plan->has_condition[l] = key->alarm->has_condition[l];
        plan->has_conditions |= plan->has_condition[l];
    }
    return (uint32_t)e->n_plans++;
}

static uint32_t
plan_of(struct limit_engine *e, struct plan_entry **known,
    const struct limit_rule *r)
{
    struct plan_entry *found = NULL;
    struct plan_key key;
    memset(&key, 0, sizeof key);
    key.alarm = r->alarm;
    key.type = mdb_item_type(e->mdb, r->item);
    key.deadband = r->deadband;
    HASH_FIND(hh, *known, &key, sizeof key, found);
    if (found == NULL) {
        found = xcalloc(1, sizeof *found);
        found->key = key;
        found->plan = new_plan(e, &key);
        HASH_ADD(hh, *known, key, sizeof key, found);
    }
    return found->plan;
}

static void
prepare_rule(struct limit_engine *e, struct plan_entry **known, size_t i)
{
    const struct limit_rule *r = &e->rules->rule[i];
    const struct rule_context *c = &r->context;
    struct engine_rule *out = &e->rule[i];
    out->plan = MDB_NIL;
    out->criteria = context_add(e->context, &c->criteria, r->item);
    if (!utc_is_none(c->from) || !utc_is_none(c->until) ||
        (r->is_disabled && !utc_is_none(r->disabled_until)))
        e->flags[r->item] |= SLOT_WINDOWS;
    if (r->alarm == NULL)
        return;
    out->plan = plan_of(e, known, r);
    struct engine_plan *plan = &e->plan[out->plan];
    out->needs_every =
        plan->change.n_ranges > 0 || r->stuck_ns > 0 || r->spike > 0;
    for (unsigned l = LIMIT_WATCH; l < LIMIT_LEVEL_COUNT; l++)
        if (plan->has_condition[l])
            plan->condition[l] =
                context_add(e->context, &r->alarm->condition[l], r->item);
}

static void
prepare_rules(struct limit_engine *e)
{
    struct plan_entry *known = NULL, *entry, *next;
    e->rule = xcalloc(e->rules->n_rules, sizeof *e->rule);
    for (size_t i = 0; i < e->rules->n_rules; i++)
        prepare_rule(e, &known, i);
    HASH_ITER (hh, known, entry, next) {
        HASH_DEL(known, entry);
        free(entry);
    }
}

/* ---- items and layouts --------------------------------------------------- */

static void
prepare_items(struct limit_engine *e)
{
    for (uint32_t i = 0; i < e->mdb->n_items; i++) {
        const struct mdb_type *type = mdb_item_type(e->mdb, i);
        if (key_class_of(type->eng_kind) == KEY_FLOAT)
            e->meta[i] |= RECORD_FLOAT;
        if (e->rules->first[i] < e->rules->first[i + 1])
            e->meta[i] |= RECORD_CHECKED;
        if (context_watched(e->context, i) == MDB_NIL)
            continue;
        e->meta[i] |= RECORD_WATCHED;
        e->watch[i % ENGINE_WATCH] = 1;
        if (e->n_watched < ENGINE_FEW)
            e->few[e->n_watched] = i;
        e->n_watched++;
    }
}

/* Which items stand in one static layout, once? */
static void
find_homes(struct limit_engine *e)
{
    const struct mdb *mdb = e->mdb;
    uint32_t *seen_in = xreallocarray(NULL, mdb->n_items, sizeof *seen_in);
    memset(seen_in, 0xff, mdb->n_items * sizeof *seen_in);
    for (uint32_t i = 0; i < mdb->n_items; i++)
        e->home[i].container = MDB_NIL;
    for (uint32_t c = 0; c < mdb->n_containers; c++) {
        bool is_static = mdb->container[c].layout != NULL;
        size_t n;
        uint32_t *item = container_items(mdb, c, &n);
        for (size_t i = 0; i < n; i++) {
            struct engine_home *home = &e->home[item[i]];
            bool is_first = seen_in[item[i]] == MDB_NIL;
            if (!is_first && seen_in[item[i]] != c)
                e->meta[item[i]] |= RECORD_SHARED;
            seen_in[item[i]] = c;
            home->container = is_first && is_static ? c : MDB_NIL;
            home->position = (uint32_t)i;
        }
        free(item);
    }
    free(seen_in);
}

static void
prepare_layout(struct limit_engine *e, uint32_t c)
{
    const struct mdb_container *container = &e->mdb->container[c];
    struct engine_layout *y = &e->layout[c];
    y->item = container->layout;
    y->n = container->n_layout;
    y->is_float = xcalloc(y->n, 1);
    y->record = xcalloc(y->n, sizeof *y->record);
    y->watched = xcalloc(y->n, sizeof *y->watched);
    for (uint32_t i = 0; i < y->n; i++) {
        uint8_t meta = e->meta[y->item[i]];
        bool is_column = e->home[y->item[i]].container == c;
        y->is_float[i] = (meta & RECORD_FLOAT) != 0 ? -1 : 0;
        if ((meta & RECORD_WATCHED) != 0)
            y->watched[y->n_watched++] = i;
        if ((meta & RECORD_CHECKED) != 0 && is_column)
            y->n_checked++;
        else if ((meta & (RECORD_CHECKED | RECORD_WATCHED)) != 0)
            y->record[y->n_records++] = i;
    }
}

/* ---- life ---------------------------------------------------------------- */

struct limit_engine *
limit_engine_new(const struct rules *rules, limit_change_fn fn, void *arg)
{
    struct limit_engine *e = xcalloc(1, sizeof *e);
    const struct mdb *mdb = rules->mdb;
    *e = (struct limit_engine){.rules = rules,
        .mdb = mdb,
        .fn = fn,
        .arg = arg,
        .home = xcalloc(mdb->n_items, sizeof *e->home),
        .layout = xcalloc(mdb->n_containers, sizeof *e->layout),
        .meta = xcalloc(mdb->n_items, 1),
        .flags = xcalloc(mdb->n_items, 1),
        .context = context_new(mdb),
        .next_until = INT64_MAX,
        .scan = scan_best(),
        .has_bmi2 = scan_has_bmi2()};
    prepare_rules(e);
    prepare_items(e);
    find_homes(e);
    for (uint32_t c = 0; c < mdb->n_containers; c++)
        if (mdb->container[c].layout != NULL)
            prepare_layout(e, c);
    return e;
}

void
limit_engine_free(struct limit_engine **engine)
{
    struct limit_engine *e = *engine;
    if (e == NULL)
        return;
    for (size_t m = 0; m < LIMIT_MODE_COUNT; m++)
        lane_free(&e->lane[m]);
    for (size_t i = 0; i < e->n_plans; i++)
        judge_fini(&e->plan[i].judge);
    for (uint32_t c = 0; c < e->mdb->n_containers; c++) {
        free(e->layout[c].is_float);
        free(e->layout[c].record);
        free(e->layout[c].watched);
    }
    context_free(&e->context);
    free(e->plan);
    free(e->rule);
    free(e->home);
    free(e->layout);
    free(e->meta);
    free(e->flags);
    free(e->until);
    free(e);
    *engine = NULL;
}

/* ---- time ---------------------------------------------------------------- */

static void
expire_item(struct lane *lane, uint32_t item, uint32_t container, int64_t ns)
{
    const struct limit_engine *e = lane->engine;
    bool is_elsewhere =
        (e->meta[item] & RECORD_SHARED) != 0 && lane->from[item] != container;
    if (is_elsewhere)
        return;
    if ((e->meta[item] & RECORD_WATCHED) != 0)
        context_expire(lane->truth, context_watched(e->context, item));
    if ((e->meta[item] & RECORD_CHECKED) != 0)
        sample_expire(lane, item, ns);
}

void
limit_engine_expire(struct limit_engine *e, enum limit_mode mode,
    uint32_t container, struct utc now)
{
    struct lane *lane = mode < LIMIT_MODE_COUNT ? e->lane[mode] : NULL;
    if (lane == NULL || container >= e->mdb->n_containers)
        return;
    size_t n;
    uint32_t *item = container_items(e->mdb, container, &n);
    for (size_t i = 0; i < n; i++)
        expire_item(lane, item[i], container, now.ns);
    context_settle(lane->truth);
    free(item);
}

void
limit_engine_signal(
    struct limit_engine *e, enum limit_mode mode, bool is_los, struct utc now)
{
    e->los_mode = mode;
    if (is_los == e->is_los)
        return;
    int64_t lasted = utc_diff_ns(now, (struct utc){e->los_since_ns});
    if (!is_los && lasted > 0)
        e->los_ns = utc_add_ns((struct utc){e->los_ns}, lasted).ns;
    e->is_los = is_los;
    e->los_since_ns = now.ns;
}

void
limit_engine_tick(struct limit_engine *e, struct utc now)
{
    if (e->until == NULL || now.ns < e->next_until)
        return;
    e->next_until = INT64_MAX;
    for (uint32_t i = 0; i < e->mdb->n_items; i++) {
        if (e->until[i] == INT64_MIN)
            continue;
        if (e->until[i] <= now.ns && e->until[i] != INT64_MAX)
            limit_engine_enable(e, i);
        else if (e->until[i] < e->next_until)
            e->next_until = e->until[i];
    }
}

/* ---- disabling ----------------------------------------------------------- */

static bool
is_checked(const struct limit_engine *e, uint32_t item)
{
    return item < e->mdb->n_items && (e->meta[item] & RECORD_CHECKED) != 0;
}

void
limit_engine_disable(struct limit_engine *e, uint32_t item, struct utc until)
{
    if (!is_checked(e, item))
        return;
    if (e->until == NULL) {
        e->until = xreallocarray(NULL, e->mdb->n_items, sizeof *e->until);
        for (uint32_t i = 0; i < e->mdb->n_items; i++)
            e->until[i] = INT64_MIN;
    }
    e->until[item] = utc_is_none(until) ? INT64_MAX : until.ns;
    if (e->until[item] < e->next_until)
        e->next_until = e->until[item];
    for (size_t m = 0; m < LIMIT_MODE_COUNT; m++)
        if (e->lane[m] != NULL)
            sample_disable(e->lane[m], item);
}

void
limit_engine_enable(struct limit_engine *e, uint32_t item)
{
    if (!is_checked(e, item) || e->until == NULL || e->until[item] == INT64_MIN)
        return;
    e->until[item] = INT64_MIN;
    for (size_t m = 0; m < LIMIT_MODE_COUNT; m++)
        if (e->lane[m] != NULL)
            sample_enable(e->lane[m], item);
}

/* ---- answers ------------------------------------------------------------- */

limit_state
limit_engine_state(
    const struct limit_engine *e, enum limit_mode mode, uint32_t item)
{
    if (mode >= LIMIT_MODE_COUNT || !is_checked(e, item))
        return LIMIT_UNCHECKED;
    if (e->lane[mode] != NULL)
        return e->lane[mode]->slot[item].state;
    bool is_off = e->until != NULL && e->until[item] != INT64_MIN;
    return is_off ? LIMIT_DISABLED : LIMIT_NOT_RECEIVED;
}

static void
explain_track(struct limit_explanation *x, const struct track *t)
{
    x->raw_state = t->raw_state;
    x->threshold = t->threshold;
    x->seen = t->seen;
    x->needed = t->needed;
    x->first_time.ns = t->first_ns;
    x->worst_time.ns = t->worst_ns;
    x->last_time.ns = t->last_ns;
    x->first_value = t->first_value;
    x->worst_value = t->worst_value;
    x->last_value = t->last_value;
    x->ignored_late = t->late;
}

struct limit_explanation
limit_engine_explain(
    const struct limit_engine *e, enum limit_mode mode, uint32_t item)
{
    struct limit_explanation x = {.state = limit_engine_state(e, mode, item),
        .threshold = NAN,
        .first_time = UTC_NONE,
        .worst_time = UTC_NONE,
        .last_time = UTC_NONE,
        .first_value = NAN,
        .worst_value = NAN,
        .last_value = NAN};
    x.raw_state = x.state;
    if (!is_checked(e, item) || mode >= LIMIT_MODE_COUNT ||
        e->lane[mode] == NULL)
        return x;
    const struct lane *lane = e->lane[mode];
    const struct slot *slot = &lane->slot[item];
    const struct track *t = lane_find_track(lane, item);
    uint32_t home = e->home[item].container;
    if (t != NULL)
        explain_track(&x, t);
    if (slot->rule != MDB_NIL)
        x.rule = &e->rules->rule[slot->rule];
    x.samples = lane_samples(lane, item);
    if (home != MDB_NIL) {
        x.samples += lane->group[home].packets;
        x.ignored_late += lane->group[home].late;
    }
    if (t != NULL) {
        x.samples -= t->missing;
        x.ignored_late -= t->missing_late;
    }
    return x;
}

struct limit_counters
limit_engine_counters(const struct limit_engine *e)
{
    struct limit_counters c = e->counters;
    size_t per_item = sizeof *e->home + sizeof *e->meta + sizeof *e->flags +
                      (e->until != NULL ? sizeof *e->until : 0);
    c.bytes = sizeof *e + e->n_plans * sizeof *e->plan +
              e->rules->n_rules * sizeof *e->rule + e->mdb->n_items * per_item +
              e->mdb->n_containers * sizeof *e->layout;
    for (uint32_t i = 0; i < e->mdb->n_containers; i++)
        c.bytes += e->layout[i].n * (1 + 2 * sizeof *e->layout[i].record);
    for (size_t m = 0; m < LIMIT_MODE_COUNT; m++)
        if (e->lane[m] != NULL)
            c.bytes += lane_bytes(e->lane[m]);
    return c;
}
