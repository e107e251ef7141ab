/*
 * fuzz_engine.c - any rules, any samples, in any order of time.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "limits/engine.h"

#define ITEMS 4
#define RULES 6

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes {
    const uint8_t *at;
    size_t left;
};

static uint8_t
byte(struct bytes *b)
{
    if (b->left == 0)
        return 0;
    b->left--;
    return *b->at++;
}

static uint64_t
word(struct bytes *b)
{
    uint64_t v = 0;
    for (int i = 0; i < 8; i++)
        v = v << 8 | byte(b);
    return v;
}

/* Often a small number, sometimes any bits. */
static double
number(struct bytes *b)
{
    uint8_t v = byte(b);
    return v < 250 ? (double)v - 125 : mdb_cell_get_float(word(b));
}

static void
fill_ranges(struct bytes *b, struct mdb_alarm_ranges *r)
{
    uint8_t flags = byte(b);
    r->is_given = (flags & 1) != 0;
    r->is_inside = (flags & 2) != 0;
    for (int l = LIMIT_WATCH; l < LIMIT_LEVEL_COUNT; l++) {
        r->has[l] = (flags & 4 << l) != 0;
        if (r->has[l])
            r->range[l] = (struct mdb_range){.min = number(b),
                .max = number(b),
                .min_is_exclusive = (flags & 2) != 0,
                .max_is_exclusive = (flags & 4) != 0};
    }
}

static struct mdb_criteria
criteria(struct bytes *b)
{
    uint8_t v = byte(b);
    if (v % 3 == 0)
        return (struct mdb_criteria){0};
    return (struct mdb_criteria){.op = MDB_COMPARE,
        .comparison = {.item = v % (ITEMS + 1),
            .op = (enum mdb_op)(v % 6),
            .is_calibrated = v % 2 == 0,
            .other_item = v % 5 == 0 ? v % ITEMS : MDB_NIL,
            .text = "A",
            .real = v % 7,
            .integer = v % 7,
            .is_integer = v % 2 == 0,
            .is_number = v % 11 != 0}};
}

static void
fill_rule(struct bytes *b, struct limit_rule *r, struct mdb_alarm *a)
{
    static const struct mdb_text_alarm text[] = {
        {"A", false, LIMIT_WATCH, 0}, {"^B+$", true, LIMIT_SEVERE, 0}};
    static const struct mdb_multi_range multi[] = {
        {LIMIT_NORMAL, true, {.min = 0, .max = 5}},
        {LIMIT_SEVERE, false, {.min = -5, .max = 50}}};
    uint8_t v = byte(b);
    a->min_violations = v % 4;
    a->min_conformance = v / 4 % 4;
    a->text = text;
    a->n_texts = v % 3;
    a->multi = multi;
    a->n_multi = v / 16 % 3;
    fill_ranges(b, &a->ranges);
    fill_ranges(b, &a->change.ranges);
    a->change.span = v % 2 ? MDB_CHANGE_PER_SAMPLE : MDB_CHANGE_PER_SECOND;
    a->change.span_samples = v % 5;
    a->change.span_s = v % 7;
    a->change.is_percent = v % 2 == 0;
    a->has_condition[LIMIT_WARNING] = v % 2 != 0;
    a->condition[LIMIT_WARNING] = criteria(b);
    r->alarm = v % 13 == 0 ? NULL : a;
    r->is_disabled = v % 9 == 0;
    r->context.criteria = criteria(b);
    r->deadband = v % 3;
    r->violation_ns = v % 5;
    r->stuck_ns = v % 8;
    r->stuck_level = LIMIT_WATCH;
    r->spike = v % 6;
    if (v % 10 == 0)
        r->context.until.ns = byte(b);
}

static void
on_change(void *arg, const struct limit_change *c)
{
    (void)arg;
    if (c->from == c->to && !c->is_pending &&
        limit_state_is_out(c->raw_state) &&
        limit_state_level(c->raw_state) > limit_state_level(c->to))
        abort(); /* it is said to be over and is not */
    (void)limit_state_str(c->to);
}

static void
send(struct bytes *b, struct limit_engine *e)
{
    static const uint32_t layout[ITEMS] = {0, 1, 2, 3};
    mdb_cell cell[ITEMS];
    uint8_t quality[ITEMS];
    uint8_t v = byte(b);
    for (int i = 0; i < ITEMS; i++) {
        cell[i] = i == 3   ? mdb_cell_span(byte(b) % 8, byte(b) % 8)
                  : i == 2 ? word(b)
                           : mdb_cell_float(number(b));
        quality[i] = byte(b) > 250 ? byte(b) % 5 : 0;
    }
    struct limit_samples s = {.mode = (enum limit_mode)(v % 3),
        .container = v % 3 == 2 ? MDB_NIL : v % 3,
        .n = v % 2 ? ITEMS : 1 + v % ITEMS,
        .item = layout,
        .is_static = v % 2 != 0,
        .raw = cell,
        .eng = cell,
        .quality = v % 5 ? quality : NULL,
        .blob = "ABBBA",
        .blob_len = 5,
        .generation = {byte(b)},
        .reception = UTC_NONE};
    if (v % 29 == 0)
        s.generation = UTC_NONE;
    limit_engine_check(e, &s);
}

static void
act(struct bytes *b, struct limit_engine *e)
{
    uint8_t v = byte(b);
    struct utc now = {byte(b)};
    switch (v) {
    case 0:
        limit_engine_expire(e, (enum limit_mode)(now.ns % 3), now.ns % 2, now);
        break;
    case 1:
        limit_engine_signal(
            e, (enum limit_mode)(now.ns % 3), now.ns % 2 != 0, now);
        break;
    case 2:
        limit_engine_disable(e, (uint32_t)(now.ns % 5), now);
        break;
    case 3:
        limit_engine_tick(e, now);
        break;
    default:
        send(b, e);
    }
    for (uint32_t i = 0; i < ITEMS; i++)
        (void)limit_engine_explain(e, (enum limit_mode)(v % 3), i);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct mdb_label label[] = {{0, 4, "A", NULL}};
    static const uint32_t layout[ITEMS] = {0, 1, 2, 3};
    const struct mdb_type type[ITEMS] = {
        {.raw_kind = MDB_FLOAT, .eng_kind = MDB_FLOAT},
        {.raw_kind = MDB_FLOAT, .eng_kind = MDB_FLOAT},
        {.raw_kind = MDB_INT,
            .eng_kind = size % 2 ? MDB_ENUM : MDB_UINT,
            .label = label,
            .n_labels = 1},
        {.raw_kind = MDB_STRING, .eng_kind = MDB_STRING}};
    const struct mdb_item item[ITEMS] = {{.name = "a", .type = 0},
        {.name = "b", .type = 1}, {.name = "c", .type = 2},
        {.name = "d", .type = 3}};
    const struct mdb_container container[2] = {
        {.base = MDB_NIL, .layout = layout, .n_layout = ITEMS},
        {.base = MDB_NIL, .layout = layout, .n_layout = size % 3 == 0 ? 1 : 0}};
    const struct mdb mdb = {.item = item,
        .n_items = ITEMS,
        .type = type,
        .n_types = ITEMS,
        .container = container,
        .n_containers = 2};
    struct bytes b = {data, size};
    struct mdb_alarm alarm[RULES];
    struct limit_rule rule[RULES];
    uint32_t first[ITEMS + 1] = {0, 2, 3, 4, RULES};
    memset(alarm, 0, sizeof alarm);
    memset(rule, 0, sizeof rule);
    for (uint32_t i = 0, k = 0; k < RULES; k++) {
        while (k >= first[i + 1])
            i++;
        rule[k].item = i;
        rule[k].context.from = rule[k].context.until = UTC_NONE;
        rule[k].disabled_until = UTC_NONE;
        fill_rule(&b, &rule[k], &alarm[k]);
    }
    struct rules rules = {
        .mdb = &mdb, .rule = rule, .n_rules = RULES, .first = first};
    struct limit_engine *e = limit_engine_new(&rules, on_change, NULL);
    while (b.left > 0)
        act(&b, e);
    limit_engine_free(&e);
    return 0;
}
