/*
 * conf_alarm.h - what a section of limits.conf changes in an alarm: levels
 * and counts.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_CONF_ALARM_H
#define LIMITS_CONF_ALARM_H

#include "limits/build.h"
#include "limits/conf_change.h"
#include "limits/conf_range.h"
#include "mission/reading.h"

struct conf_copies;

struct conf_alarm {
    struct build *build;
    const struct reading *r;
    bool is_pattern; /* of several items: what does not fit is passed over */
    struct conf_level level[LIMIT_LEVEL_COUNT];
    const struct conf_entry *default_given;
    enum limit_level default_level;
    bool default_is_used;
    struct conf_change change;
    struct conf_when when;
    const struct conf_entry *unit_given;
    const char *unit; /* in which its limits are, NULL: not said */
    bool unit_is_used, unit_is_refused, change_is_used;
    uint32_t violations, conformance; /* 0: not given */
    struct conf_copies *copies;       /* owned */
};

/* Read the options of the section `r`. */
void conf_alarm_init(struct conf_alarm *c, struct build *build,
    const struct reading *r, bool is_pattern);
void conf_alarm_fini(struct conf_alarm *c);

/* Is there anything in it that `item` can be checked against? */
bool conf_alarm_checks(const struct conf_alarm *c, uint32_t item);

/*
 * `base` (or NULL) as the section changes it for `item`: counts, and with
 * `with_levels` also levels.  What does not fit the item is reported, unless
 * it is one of several.  The same for all items that share type and base.
 */
const struct mdb_alarm *conf_alarm_apply(struct conf_alarm *c, uint32_t item,
    const struct mdb_alarm *base, bool with_levels);

/* For what is only checked for being stuck: the counts of the section, else of
 * `base` (or NULL), and no levels. */
const struct mdb_alarm *conf_alarm_bare(
    struct conf_alarm *c, const struct mdb_alarm *base);

/* Levels that fitted no item at all; for sections of several items. */
void conf_alarm_report_unused(const struct conf_alarm *c, const char *title);

#endif
