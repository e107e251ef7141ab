/*
 * watch_table.h - which items of which packets are watched, and their samples
 * as lines.
 *
 * Works from layout messages alone: no mission database is needed.  Pure but
 * for the FILE that lines go to.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_WATCH_TABLE_H
#define TOOLS_WATCH_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "bus/msg.h"

struct watch_options {
    const char *const *pattern; /* borrowed */
    size_t n_patterns;
    bool is_json, has_raw, only_changes;
    uint64_t most; /* lines of samples; 0: any number */
    FILE *out;
};

struct watch_table;

struct watch_table *watch_table_new(const struct watch_options *options);
void watch_table_free(struct watch_table **table);

/*
 * A message of the bus: layouts are learned, samples of watched items
 * printed, and that they have expired.  Others are ignored.
 */
void watch_table_message(struct watch_table *table, const struct msg *msg);

/* `missed` messages of `topic` never came: a mark in the output. */
void watch_table_gap(
    struct watch_table *table, const char *topic, uint64_t missed);

/* Items that are watched, items that are known, samples printed so far. */
size_t watch_table_watched(const struct watch_table *table);
size_t watch_table_known(const struct watch_table *table);
uint64_t watch_table_printed(const struct watch_table *table);

/* `most` samples were printed. */
bool watch_table_is_full(const struct watch_table *table);

/*
 * The known name that `pattern` was probably meant to be, or NULL; and does
 * the pattern select anything?
 */
const char *watch_table_nearest(
    const struct watch_table *table, const char *pattern);
bool watch_table_selects(const struct watch_table *table, const char *pattern);

/*
 * Does `pattern` select `name`?  With any of *?[ it is a shell pattern for the
 * qualified name, or for what follows one of its '/'.  Else it is a part of
 * the name, case ignored; *is_exact tells whether it is the whole name or all
 * that follows one of its '/'.
 */
bool watch_matches(const char *pattern, const char *name, bool *is_exact);

#endif
