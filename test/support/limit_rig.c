/*
 * limit_rig.c - a limit engine with rules made by hand, and what it told.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/limit_rig.h"

#include <math.h>

#include "support/check.h"

#define START_S INT64_C(1790000000)

static const char *const names[RIG_ITEMS] = {
    "/P0", "/P1", "/P2", "/P3", "/P4", "/P5", "/P6", "/P7"};

void
limit_rig_init(struct limit_rig *rig, uint32_t n_items)
{
    *rig = (struct limit_rig){.mode = LIMIT_REALTIME};
    assert_true(n_items <= RIG_ITEMS);
    for (uint32_t i = 0; i < n_items; i++) {
        rig->type[i] = (struct mdb_type){.name = names[i],
            .raw_kind = MDB_FLOAT,
            .eng_kind = MDB_FLOAT,
            .unit = ""};
        rig->param[i] = (struct mdb_param){
            .name = names[i], .type = i, .first_item = i, .n_items = 1};
        rig->item[i] =
            (struct mdb_item){.name = names[i], .param = i, .type = i};
        rig->layout[i] = i;
    }
    rig->container[0] = (struct mdb_container){.name = "/C0",
        .base = MDB_NIL,
        .layout = rig->layout,
        .n_layout = n_items};
    rig->container[1] = (struct mdb_container){
        .name = "/C1", .base = MDB_NIL, .layout = rig->layout, .n_layout = 1};
    rig->mdb = (struct mdb){.param = rig->param,
        .n_params = n_items,
        .item = rig->item,
        .n_items = n_items,
        .type = rig->type,
        .n_types = n_items,
        .container = rig->container,
        .n_containers = 1};
    rig->rules = (struct rules){
        .mdb = &rig->mdb, .rule = rig->rule, .first = rig->first};
}

void
limit_rig_fini(struct limit_rig *rig)
{
    limit_engine_free(&rig->engine);
    strbuf_fini(&rig->log);
}

struct limit_rule *
limit_rig_rule(struct limit_rig *rig, uint32_t item)
{
    size_t n = rig->rules.n_rules++;
    assert_true(n < RIG_RULES);
    assert_true(n == 0 || rig->rule[n - 1].item <= item);
    rig->alarm[n] =
        (struct mdb_alarm){.min_violations = 1, .min_conformance = 1};
    rig->rule[n] = (struct limit_rule){.item = item,
        .alarm = &rig->alarm[n],
        .context = {.from = UTC_NONE, .until = UTC_NONE, .text = ""},
        .disabled_until = UTC_NONE};
    return &rig->rule[n];
}

struct mdb_alarm *
limit_rig_alarm(struct limit_rule *rule)
{
    union {
        const struct mdb_alarm *in;
        struct mdb_alarm *out;
    } alarm = {rule->alarm};
    return alarm.out;
}

void
limit_rig_range(
    struct limit_rule *rule, enum limit_level level, double min, double max)
{
    struct mdb_alarm_ranges *r = &limit_rig_alarm(rule)->ranges;
    r->is_given = true;
    r->has[level] = true;
    r->range[level] = (struct mdb_range){.min = min, .max = max};
}

void
limit_rig_when(struct limit_rule *rule, uint32_t other, double value)
{
    rule->context.criteria = (struct mdb_criteria){.op = MDB_COMPARE,
        .comparison = {.item = other,
            .is_calibrated = true,
            .op = MDB_EQ,
            .other_item = MDB_NIL,
            .real = value,
            .is_number = true}};
}

/* ---- what it tells ------------------------------------------------------- */

static void
on_change(void *arg, const struct limit_change *c)
{
    struct limit_rig *rig = arg;
    rig->last = *c;
    rig->n_changes++;
    strbuf_addf(&rig->log, "%s%s %s>%s", rig->log.len > 0 ? "; " : "",
        names[c->item] + 1, limit_state_str(c->from), limit_state_str(c->to));
    if (c->is_pending)
        strbuf_addf(&rig->log, " pending %s %u/%u",
            limit_state_str(c->raw_state), c->seen, c->needed);
    else if (c->from == c->to)
        strbuf_adds(&rig->log, " over");
}

void
limit_rig_expect(struct limit_rig *rig, const char *expected)
{
    assert_string_equal(strbuf_get(&rig->log), expected);
    strbuf_reset(&rig->log);
}

void
limit_rig_start(struct limit_rig *rig)
{
    uint32_t k = 0;
    for (uint32_t i = 0; i <= rig->mdb.n_items; i++) {
        while (k < rig->rules.n_rules && rig->rule[k].item < i)
            k++;
        rig->first[i] = k;
    }
    rig->mdb.n_containers = rig->has_second ? 2 : 1;
    rig->engine = limit_engine_new(&rig->rules, on_change, rig);
}

/* ---- what is sent -------------------------------------------------------- */

struct utc
limit_rig_time(double seconds)
{
    return (struct utc){START_S * NS_PER_S + (int64_t)llround(seconds * 1e9)};
}

void
limit_rig_cell(struct limit_rig *rig, double seconds, uint32_t item,
    mdb_cell cell, uint8_t quality)
{
    struct limit_samples s = {.mode = rig->mode,
        .container = MDB_NIL,
        .n = 1,
        .item = &item,
        .is_repeat = rig->is_repeat,
        .raw = &cell,
        .eng = &cell,
        .quality = &quality,
        .generation = limit_rig_time(seconds),
        .reception = limit_rig_time(seconds)};
    limit_engine_check(rig->engine, &s);
}

void
limit_rig_one(
    struct limit_rig *rig, double seconds, uint32_t item, double value)
{
    limit_rig_cell(rig, seconds, item, mdb_cell_float(value), MDB_ACQUIRED);
}

void
limit_rig_packet(struct limit_rig *rig, double seconds, const double *value)
{
    mdb_cell cell[RIG_ITEMS];
    for (uint32_t i = 0; i < rig->mdb.n_items; i++)
        cell[i] = mdb_cell_float(value[i]);
    struct limit_samples s = {.mode = rig->mode,
        .container = 0,
        .n = rig->mdb.n_items,
        .item = rig->layout,
        .is_static = true,
        .is_repeat = rig->is_repeat,
        .raw = cell,
        .eng = cell,
        .generation = limit_rig_time(seconds),
        .reception = limit_rig_time(seconds)};
    limit_engine_check(rig->engine, &s);
}

void
limit_rig_story(struct limit_rig *rig, uint32_t item,
    const struct limit_told *row, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        limit_rig_one(rig, row[i].second, item, row[i].value);
        limit_rig_expect(rig, row[i].told);
    }
}
