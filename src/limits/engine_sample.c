/*
 * engine_sample.c - one sample that is not where it was: all of the rules.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <string.h>

#include "limits/engine_priv.h"
#include "mdb/format.h"

/* What is known about the sample in hand. */
struct check {
    struct lane *lane;
    const struct sample *sample;
    struct slot *slot;
    const struct mdb_type *type;
    uint32_t rule;  /* that applies now, or MDB_NIL */
    bool is_switch; /* another one did for the sample before */
};

/* Of a change: NULL where none applies. */
static const struct limit_rule *
rule_of(const struct lane *lane, uint32_t rule)
{
    return rule == MDB_NIL ? NULL : &lane->engine->rules->rule[rule];
}

/* ---- telling ------------------------------------------------------------- */

static void
tell(struct lane *lane, const struct limit_change *change)
{
    struct limit_engine *e = lane->engine;
    if (change->from != change->to)
        e->counters.changes++;
    if (e->fn != NULL)
        e->fn(e->arg, change);
}

/* A new state without a value that could be judged; `s`, or NULL. */
static void
tell_state(struct lane *lane, uint32_t item, limit_state to, int64_t time_ns,
    uint32_t rule, const struct sample *s)
{
    const struct limit_engine *e = lane->engine;
    bool has_value = s != NULL && s->quality == MDB_ACQUIRED;
    struct slot *slot = &lane->slot[item];
    struct limit_change change = {.mode = lane->mode,
        .item = item,
        .position = s != NULL ? s->position : SIZE_MAX,
        .from = slot->state,
        .to = to,
        .raw_state = to,
        .generation = {time_ns},
        .eng = has_value ? s->eng : 0,
        .kind = has_value ? mdb_item_type(e->mdb, item)->eng_kind : MDB_NONE,
        .blob = has_value ? s->blob : NULL,
        .blob_len = has_value ? s->blob_len : 0,
        .rule = rule_of(lane, rule),
        .threshold = NAN,
        .delta = NAN};
    if (slot->state == to)
        return;
    slot->state = to;
    tell(lane, &change);
}

/* ---- which rule ---------------------------------------------------------- */

static bool
is_in_window(const struct rule_context *c, int64_t time_ns)
{
    return (utc_is_none(c->from) || time_ns >= c->from.ns) &&
           (utc_is_none(c->until) || time_ns < c->until.ns);
}

static bool
is_disabled_at(const struct limit_rule *r, int64_t time_ns)
{
    return r->is_disabled &&
           (utc_is_none(r->disabled_until) || time_ns < r->disabled_until.ns);
}

/* A rule that was disabled, and has nothing to check, ends with its time. */
static bool
is_over(const struct limit_rule *r, int64_t time_ns)
{
    return r->is_disabled && r->alarm == NULL && !is_disabled_at(r, time_ns);
}

static uint32_t
first_match(const struct lane *lane, uint32_t item, int64_t time_ns)
{
    const struct limit_engine *e = lane->engine;
    uint32_t end = e->rules->first[item + 1];
    for (uint32_t i = e->rules->first[item]; i < end; i++) {
        const struct limit_rule *r = &e->rules->rule[i];
        if (is_in_window(&r->context, time_ns) && !is_over(r, time_ns) &&
            context_holds(lane->truth, e->rule[i].criteria))
            return i;
    }
    return MDB_NIL;
}

static uint32_t
choose(const struct lane *lane, const struct sample *s)
{
    const struct slot *slot = &lane->slot[s->item];
    bool is_known = (slot->flags & SLOT_CHOSEN) != 0 &&
                    (slot->flags & (SLOT_RESELECT | SLOT_WINDOWS)) == 0;
    return is_known ? slot->rule : first_match(lane, s->item, s->time_ns);
}

static bool
is_ahead(struct utc t, int64_t time_ns)
{
    return !utc_is_none(t) && t.ns > time_ns;
}

/* Can time alone change which rule applies? */
static bool
has_window_ahead(const struct lane *lane, uint32_t item, int64_t time_ns)
{
    const struct rules *rules = lane->engine->rules;
    if ((lane->slot[item].flags & SLOT_WINDOWS) == 0)
        return false;
    for (uint32_t i = rules->first[item]; i < rules->first[item + 1]; i++) {
        const struct limit_rule *r = &rules->rule[i];
        if (is_ahead(r->context.from, time_ns) ||
            is_ahead(r->context.until, time_ns) ||
            (r->is_disabled && is_ahead(r->disabled_until, time_ns)))
            return true;
    }
    return false;
}

/* ---- results that are no level ------------------------------------------- */

static void
forget(struct track *t)
{
    history_fini(&t->history);
    t->has_before = t->is_held = false;
}

/* Nothing is counted or remembered any more. */
static void
restart(struct lane *lane, uint32_t item)
{
    struct slot *slot = &lane->slot[item];
    slot->level = LIMIT_NORMAL;
    slot->flags &= (uint8_t)~SLOT_PENDING;
    if (slot->track == 0)
        return;
    struct track *t = lane_track(lane, item);
    t->persistence = (struct persistence){0};
    t->is_out = false;
    t->raw_state = LIMIT_NORMAL;
    t->seen = t->needed = 0;
    forget(t);
}

static void
take_rule(struct check *c)
{
    c->slot->rule = c->rule;
    c->slot->flags |= SLOT_CHOSEN;
    c->slot->flags &= (uint8_t)~SLOT_RESELECT;
}

/* No limits are in force: disabled, or no rule whose context holds. */
static void
leave(struct check *c, limit_state state)
{
    struct lane *lane = c->lane;
    const struct sample *s = c->sample;
    struct key_range calm = KEY_ALL;
    if (state != LIMIT_DISABLED)
        calm = key_fast_range(key_class_of(c->type->eng_kind), calm);
    if (has_window_ahead(lane, s->item, s->time_ns))
        calm = KEY_EMPTY;
    take_rule(c);
    restart(lane, s->item);
    tell_state(lane, s->item, state, s->time_ns, c->rule, s);
    lane_set_bounds(lane, s->item, calm);
}

/* The value cannot be judged: what was confirmed and counted waits. */
static void
interrupt(struct check *c, limit_state state)
{
    const struct sample *s = c->sample;
    tell_state(c->lane, s->item, state, s->time_ns, c->rule, s);
    lane_set_bounds(c->lane, s->item, KEY_EMPTY);
}

static bool
is_nan(const struct check *c)
{
    return key_class_of(c->type->eng_kind) == KEY_FLOAT &&
           isnan(mdb_cell_get_float(c->sample->eng));
}

/* ---- verdicts beyond the value itself ------------------------------------ */

/* The clock of persistence: it stands while there is no signal. */
int64_t
lane_steady_ns(const struct lane *lane, int64_t time_ns)
{
    const struct limit_engine *e = lane->engine;
    if (lane->mode != e->los_mode)
        return time_ns;
    if (e->is_los && time_ns > e->los_since_ns)
        time_ns = e->los_since_ns;
    return utc_add_ns((struct utc){time_ns}, -e->los_ns).ns;
}

static struct verdict
judge_conditions(const struct lane *lane, const struct engine_plan *plan)
{
    struct verdict v = VERDICT_NORMAL;
    for (enum limit_level l = LIMIT_SEVERE; l > LIMIT_NORMAL; l--)
        if (plan->has_condition[l] &&
            context_holds(lane->truth, plan->condition[l])) {
            v.level = l;
            break;
        }
    return v;
}

/* What makes two values the same; texts by a hash (FNV-1a). */
static uint64_t
identity(const struct check *c)
{
    const struct sample *s = c->sample;
    enum mdb_kind kind = c->type->eng_kind;
    size_t at = (size_t)(s->eng >> 32), len = (size_t)(s->eng & UINT32_MAX);
    if (kind != MDB_STRING && kind != MDB_BINARY)
        return s->eng;
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    if (s->blob == NULL || at > s->blob_len || len > s->blob_len - at)
        len = 0;
    for (size_t i = 0; i < len; i++)
        hash =
            (hash ^ (unsigned char)s->blob[at + i]) * UINT64_C(0x100000001b3);
    return hash;
}

static struct verdict
judge_stuck(const struct check *c, const struct limit_rule *r, struct track *t)
{
    struct verdict v = VERDICT_NORMAL;
    int64_t tau = lane_steady_ns(c->lane, c->sample->time_ns);
    uint64_t same = identity(c);
    if (!t->has_before || same != t->same) {
        t->same = same;
        t->same_tau = tau;
    } else if (r->stuck_ns > 0 &&
               utc_diff_ns((struct utc){tau}, (struct utc){t->same_tau}) >=
                   r->stuck_ns) {
        v.level = r->stuck_level;
    }
    return v;
}

/* Everything about this value, most severe result. */
static struct verdict
judge_sample(const struct check *c, double number, struct track *t)
{
    const struct limit_engine *e = c->lane->engine;
    const struct sample *s = c->sample;
    const struct engine_rule *rule = &e->rule[c->rule];
    const struct engine_plan *plan = &e->plan[rule->plan];
    limit_state reached = c->is_switch ? LIMIT_NORMAL : c->slot->level;
    struct verdict v =
        judge_value(&plan->judge, s->eng, s->blob, s->blob_len, reached);
    if (plan->has_conditions)
        v = verdict_worse(v, judge_conditions(c->lane, plan));
    if (!rule->needs_every)
        return v;
    double change;
    if (plan->change.n_ranges > 0)
        v = verdict_worse(v, history_change(&t->history, &plan->change,
                                 s->time_ns, number, &change));
    v = verdict_worse(v, judge_stuck(c, &e->rules->rule[c->rule], t));
    t->has_before = true;
    t->before = number;
    return v;
}

/* ---- from verdict to state ----------------------------------------------- */

static bool
is_more_extreme(const struct track *t, struct verdict v, double number)
{
    if (v.level != t->worst_level)
        return v.level > t->worst_level;
    return (v.side == LIMIT_HIGH && number > t->worst_value) ||
           (v.side == LIMIT_LOW && number < t->worst_value);
}

/* First, worst and last value since it left normal. */
static void
remember(struct track *t, struct verdict v, limit_state level, int64_t time_ns,
    double number)
{
    bool is_out = v.level > LIMIT_NORMAL || limit_state_is_out(level);
    if (!is_out && !t->is_out)
        return;
    if (!t->is_out) {
        t->first_ns = time_ns;
        t->first_value = number;
    }
    if (!t->is_out || is_more_extreme(t, v, number)) {
        t->worst_level = v.level;
        t->worst_ns = time_ns;
        t->worst_value = number;
    }
    t->last_ns = time_ns;
    t->last_value = number;
    t->is_out = is_out;
    if (v.level > LIMIT_NORMAL) {
        t->threshold = v.threshold;
        t->delta = v.delta;
    }
}

/* Each level has the side of the newest sample that was at least so bad. */
static limit_state
confirmed(struct track *t, enum limit_level level, struct verdict v)
{
    for (enum limit_level l = LIMIT_WATCH; l <= v.level; l++)
        t->side[l] = (uint8_t)v.side;
    return limit_state_of(level, (enum limit_side)t->side[level]);
}

static limit_state
persist(struct check *c, struct track *t, struct verdict v)
{
    const struct limit_rule *r = &c->lane->engine->rules->rule[c->rule];
    struct persistence_rule rule = {.violations = r->alarm->min_violations,
        .conformance = r->alarm->min_conformance,
        .violation_ns = r->violation_ns,
        .conformance_ns = r->conformance_ns};
    enum limit_level level = limit_state_level(c->slot->level);
    if (c->is_switch) {
        t->persistence = (struct persistence){0};
        level = v.level < level ? v.level : level;
    }
    level = persistence_step(&t->persistence, &rule, level, v.level,
        lane_steady_ns(c->lane, c->sample->time_ns), &t->seen, &t->needed);
    return confirmed(t, level, v);
}

static struct limit_change
change_of(const struct check *c, const struct track *t, struct verdict v)
{
    bool is_out = v.level > LIMIT_NORMAL;
    return (struct limit_change){.mode = c->lane->mode,
        .item = c->sample->item,
        .position = c->sample->position,
        .from = c->slot->state,
        .to = c->slot->level,
        .raw_state = limit_state_of(v.level, v.side),
        .generation = {c->sample->time_ns},
        .eng = c->sample->eng,
        .kind = c->type->eng_kind,
        .blob = c->sample->blob,
        .blob_len = c->sample->blob_len,
        .rule = rule_of(c->lane, c->rule),
        .threshold = is_out      ? v.threshold
                     : t != NULL ? t->threshold
                                 : NAN,
        .delta = is_out      ? v.delta
                 : t != NULL ? t->delta
                             : NAN,
        .seen = t != NULL ? t->seen : 0,
        .needed = t != NULL ? t->needed : 0};
}

/* Tell a change of state, and when persistence begins or ends to count. */
static void
tell_judged(struct check *c, const struct track *t, struct verdict v)
{
    struct slot *slot = c->slot;
    struct limit_change change = change_of(c, t, v);
    bool was_pending = (slot->flags & SLOT_PENDING) != 0;
    bool is_pending = v.level > limit_state_level(slot->level);
    bool has_changed = change.from != change.to;
    slot->state = slot->level;
    slot->flags &= (uint8_t)~SLOT_PENDING;
    slot->flags |= is_pending ? SLOT_PENDING : 0;
    if (has_changed)
        tell(c->lane, &change);
    change.from = change.to;
    change.is_pending = is_pending;
    bool is_over = was_pending && !is_pending && !has_changed;
    if ((is_pending && !was_pending) || is_over)
        tell(c->lane, &change);
}

static void
set_calm(struct check *c, const struct track *t, struct verdict v)
{
    const struct limit_engine *e = c->lane->engine;
    const struct engine_rule *rule = &e->rule[c->rule];
    const struct sample *s = c->sample;
    struct key_range calm = KEY_EMPTY;
    bool is_calm = c->slot->level == LIMIT_NORMAL && v.level == LIMIT_NORMAL &&
                   !rule->needs_every &&
                   (t == NULL || persistence_is_idle(&t->persistence)) &&
                   !has_window_ahead(c->lane, s->item, s->time_ns);
    if (is_calm)
        calm = judge_calm(&e->plan[rule->plan].judge, s->eng);
    lane_set_bounds(c->lane, s->item, calm);
}

static void
evaluate(struct check *c)
{
    struct lane *lane = c->lane;
    const struct sample *s = c->sample;
    double number = mdb_cell_number(c->type->eng_kind, s->eng);
    struct track *t = NULL;
    if (c->slot->track != 0 || lane->engine->rule[c->rule].needs_every)
        t = lane_track(lane, s->item);
    if (c->is_switch && t != NULL)
        forget(t);
    struct verdict v = judge_sample(c, number, t);
    if (t == NULL && v.level > LIMIT_NORMAL)
        t = lane_track(lane, s->item);
    take_rule(c);
    if (t != NULL) {
        c->slot->level = persist(c, t, v);
        t->raw_state = limit_state_of(v.level, v.side);
        if (c->type->eng_kind == MDB_TIME) /* as its thresholds are: in ns */
            number = (double)(int64_t)s->eng;
        remember(t, v, c->slot->level, s->time_ns, number);
    }
    tell_judged(c, t, v);
    set_calm(c, t, v);
    c->is_switch = false;
}

/* ---- spikes -------------------------------------------------------------- */

/*
 * A sample that is far from the one before waits for the next: if that is far
 * from it, too, it was a spike and is forgotten; else both are judged, in
 * their order.  True: it waits.
 */
static bool
holds_spike(struct check *c, double spike)
{
    struct track *t = lane_track(c->lane, c->sample->item);
    const struct sample *s = c->sample;
    double number = mdb_cell_number(c->type->eng_kind, s->eng);
    if (t->is_held) {
        double held = mdb_cell_number(c->type->eng_kind, t->held);
        t->is_held = false;
        if (fabs(number - held) > spike)
            return false;
        struct sample earlier = {.item = s->item,
            .position = s->position,
            .time_ns = t->held_ns,
            .eng = t->held};
        c->sample = &earlier;
        evaluate(c);
        c->sample = s;
        return false;
    }
    if (!t->has_before || !(fabs(number - t->before) > spike))
        return false;
    t->is_held = true;
    t->held = s->eng;
    t->held_ns = s->time_ns;
    return true;
}

/* The state as it is confirmed, after a result that was no level. */
static void
resume(struct check *c)
{
    struct limit_change change = {.mode = c->lane->mode,
        .item = c->sample->item,
        .position = c->sample->position,
        .from = c->slot->state,
        .to = c->slot->level,
        .raw_state = c->slot->level,
        .generation = {c->sample->time_ns},
        .eng = c->sample->eng,
        .kind = c->type->eng_kind,
        .rule = rule_of(c->lane, c->rule),
        .threshold = NAN,
        .delta = NAN};
    c->slot->state = c->slot->level;
    if (change.from != change.to)
        tell(c->lane, &change);
}

/* ---- a sample ------------------------------------------------------------ */

static void
judge_good(struct check *c)
{
    const struct limit_rule *r = rule_of(c->lane, c->rule);
    c->is_switch =
        (c->slot->flags & SLOT_CHOSEN) != 0 && c->slot->rule != c->rule;
    if (c->is_switch && c->slot->track != 0)
        forget(lane_track(c->lane, c->sample->item));
    if (r->spike > 0 && holds_spike(c, r->spike)) {
        resume(c);
        return;
    }
    evaluate(c);
}

void
sample_check(struct lane *lane, const struct sample *s)
{
    const struct limit_engine *e = lane->engine;
    struct check c = {.lane = lane, .sample = s, .slot = &lane->slot[s->item]};
    if ((e->meta[s->item] & RECORD_CHECKED) == 0 ||
        (c.slot->flags & SLOT_DISABLED) != 0)
        return;
    c.type = mdb_item_type(e->mdb, s->item);
    c.rule = choose(lane, s);
    const struct limit_rule *r = rule_of(lane, c.rule);
    if (r != NULL && is_disabled_at(r, s->time_ns))
        leave(&c, LIMIT_DISABLED);
    else if (s->quality == MDB_EXPIRED)
        interrupt(&c, LIMIT_EXPIRED);
    else if (s->quality != MDB_ACQUIRED)
        interrupt(&c, LIMIT_INVALID);
    else if (is_nan(&c))
        interrupt(&c, LIMIT_NAN);
    else if (r == NULL || e->rule[c.rule].plan == MDB_NIL)
        leave(&c, LIMIT_UNCHECKED);
    else
        judge_good(&c);
}

/* ---- without a sample ---------------------------------------------------- */

static bool
can_expire(limit_state state)
{
    return state != LIMIT_NOT_RECEIVED && state != LIMIT_DISABLED;
}

void
sample_expire(struct lane *lane, uint32_t item, int64_t now_ns)
{
    struct slot *slot = &lane->slot[item];
    if (!can_expire(slot->state))
        return;
    tell_state(lane, item, LIMIT_EXPIRED, now_ns, slot->rule, NULL);
    if (slot->track != 0)
        forget(lane_track(lane, item));
    lane_set_bounds(lane, item, KEY_EMPTY);
}

void
sample_disable(struct lane *lane, uint32_t item)
{
    restart(lane, item);
    lane->slot[item].flags |= SLOT_DISABLED;
    tell_state(lane, item, LIMIT_DISABLED, UTC_NONE.ns, MDB_NIL, NULL);
    lane_set_bounds(lane, item, KEY_ALL);
}

void
sample_enable(struct lane *lane, uint32_t item)
{
    struct slot *slot = &lane->slot[item];
    slot->flags &= (uint8_t) ~(SLOT_DISABLED | SLOT_CHOSEN);
    tell_state(lane, item, LIMIT_NOT_RECEIVED, UTC_NONE.ns, MDB_NIL, NULL);
    lane_set_bounds(lane, item, KEY_EMPTY);
}
