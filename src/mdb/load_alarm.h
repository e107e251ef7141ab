/*
 * load_alarm.h - how XTCE alarms are read: private to the loader.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_LOAD_ALARM_H
#define MDB_LOAD_ALARM_H

#include "mdb/alarm.h"
#include "mdb/load.h"

/* Whose alarm is read: the type, and where names are looked up. */
struct alarm_site {
    struct load *ld;
    uint32_t system;
    const struct mdb_type *type;
    uint16_t declared; /* enum xml_el, the element of the type */
};

/* ---- load_alarm_range.c ---------------------------------------------------
 */

bool load_alarm_is_range(const struct xml_node *node);

/* StaticAlarmRanges; or an alarm of XTCE 1.1 that has its ranges without it. */
void load_alarm_static(const struct alarm_site *site,
    const struct xml_node *node, struct mdb_alarm_ranges *out);

/* ChangeAlarmRanges, ChangePerSecondAlarmRanges. */
void load_alarm_change(const struct alarm_site *site,
    const struct xml_node *node, struct mdb_change_alarm *out);

/* AlarmMultiRanges */
void load_alarm_multi(const struct alarm_site *site,
    const struct xml_node *node, struct mdb_alarm *out);

/* ---- load_alarm_text.c ----------------------------------------------------
 */

/* The level an attribute names; false and an error when it names none. */
bool load_alarm_level(struct load *ld, const struct xml_node *node,
    enum xml_at at, enum limit_level *out);

/* EnumerationAlarmList, of booleans, too; StringAlarmList. */
void load_alarm_labels(const struct alarm_site *site,
    const struct xml_node *list, struct mdb_alarm *out);
void load_alarm_patterns(const struct alarm_site *site,
    const struct xml_node *list, struct mdb_alarm *out);

#endif
