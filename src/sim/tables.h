/*
 * tables.h - parameter tables: a copy that the ground writes, and what is in
 * use.
 *
 * A copy is written entry by entry, verified against a checksum, and then
 * selected; until then the unit works with the values it had.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_TABLES_H
#define SIM_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sim_model;

enum tables_id { /* the numbers are those of the telemetry */
    TABLE_PTG,
    TABLE_SPA,
    TABLE_SPB,
    TABLE_RAD,
    TABLE_COUNT
};

#define TABLE_ENTRIES 8

enum table_state {
    TABLE_DELIVERED, /* in use as delivered, and the copy is the same */
    TABLE_CHANGED,   /* the copy has other values than those in use */
    TABLE_VERIFIED,  /* ... and its checksum was right */
    TABLE_SELECTED   /* the copy is in use */
};

struct table {
    enum table_state state;
    float copy[TABLE_ENTRIES];
    uint32_t sum; /* CRC-16-CCITT of the copy, big-endian IEEE 754 */
};

void tables_init(struct sim_model *model);

/* Write an entry of a copy; false when the value makes no sense there. */
bool tables_set(
    struct sim_model *model, enum tables_id id, size_t index, double value);

/* Use the copy, or copy and use what was delivered. */
void tables_select(struct sim_model *model, enum tables_id id);
void tables_default(struct sim_model *model, enum tables_id id);

#endif
