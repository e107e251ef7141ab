/*
 * limit_rig.h - a limit engine with rules made by hand, and what it told.
 *
 * The items P0, P1 … are floats unless said otherwise.  They stand in this
 * order in the static layout of container 0; container 1 has the first of
 * them only when `has_second` is set, so that it is shared.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_LIMIT_RIG_H
#define SUPPORT_LIMIT_RIG_H

#include "common/str.h"
#include "limits/engine.h"

#define RIG_ITEMS 8
#define RIG_RULES 16

struct limit_rig { /* must not move */
    struct mdb mdb;
    struct mdb_type type[RIG_ITEMS];
    struct mdb_param param[RIG_ITEMS];
    struct mdb_item item[RIG_ITEMS];
    uint32_t layout[RIG_ITEMS];
    struct mdb_container container[2];
    struct mdb_alarm alarm[RIG_RULES];
    struct limit_rule rule[RIG_RULES];
    uint32_t first[RIG_ITEMS + 1];
    struct rules rules;
    struct limit_engine *engine;
    enum limit_mode mode; /* of what is sent */
    bool is_repeat;       /* it was sent before */
    struct strbuf log;    /* a line each change, see limit_rig_expect() */
    struct limit_change last;
    unsigned n_changes;
    bool has_second;
};

void limit_rig_init(struct limit_rig *rig, uint32_t n_items);
void limit_rig_fini(struct limit_rig *rig);

/*
 * A new rule of `item` with an alarm of its own that is empty and immediate;
 * items in ascending order.
 */
struct limit_rule *limit_rig_rule(struct limit_rig *rig, uint32_t item);
struct mdb_alarm *limit_rig_alarm(struct limit_rule *rule);

/* Within these, both included, is normal; else `level`. */
void limit_rig_range(
    struct limit_rule *rule, enum limit_level level, double min, double max);

/* The rule holds while item `other` is `value`. */
void limit_rig_when(struct limit_rule *rule, uint32_t other, double value);

void limit_rig_start(struct limit_rig *rig);

struct utc limit_rig_time(double seconds); /* on a day in 2026 */

/* One value by itself; a packet of container 0 with all values. */
void limit_rig_one(
    struct limit_rig *rig, double seconds, uint32_t item, double value);
void limit_rig_cell(struct limit_rig *rig, double seconds, uint32_t item,
    mdb_cell cell, uint8_t quality);
void limit_rig_packet(
    struct limit_rig *rig, double seconds, const double *value);

/*
 * What was told since the last call: "P0 normal>warning-high", with
 * " pending 1/3" or " over" behind it; separated by "; ".
 */
void limit_rig_expect(struct limit_rig *rig, const char *expected);

/* A value of an item, and what is told then. */
struct limit_told {
    double second, value;
    const char *told;
};
void limit_rig_story(struct limit_rig *rig, uint32_t item,
    const struct limit_told *row, size_t n);
#define LIMIT_STORY(rig, rows) limit_rig_story(rig, 0, rows, ARRAY_LEN(rows))

#endif
