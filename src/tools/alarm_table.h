/*
 * alarm_table.h - the alarms of an instance, from its messages, as a list.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_ALARM_TABLE_H
#define TOOLS_ALARM_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "bus/msg.h"

struct alarm_options { /* borrowed */
    FILE *out;
    bool is_json;
    bool all; /* also those that want nothing now */
    const char *const *pattern;
    size_t n_patterns;
};

struct alarm_table;

struct alarm_table *alarm_table_new(const struct alarm_options *options);
void alarm_table_free(struct alarm_table **table);

void alarm_table_take(struct alarm_table *table, const struct msg *alarm);
void alarm_table_summary(struct alarm_table *table, const struct msg *summary);

/* Print those that are selected, worst first; returns how many there are. */
size_t alarm_table_print(struct alarm_table *table);

/* Print one line about a change, if it is selected. */
void alarm_table_follow(struct alarm_table *table, const struct msg *alarm);

/* The item whose alarm has this number now, or NULL.  Borrowed. */
const char *alarm_table_numbered(
    const struct alarm_table *table, uint64_t number);

/* The item with this name, qualified or a suffix that only one has, and its
 * alarm's number; NULL (and 0) when none has an alarm. */
const char *alarm_table_named(
    const struct alarm_table *table, const char *name, uint64_t *number);

#endif
