/*
 * build.h - rules while they are put together: private to rules_load().
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_BUILD_H
#define LIMITS_BUILD_H

#include "limits/rules.h"

/* A rule and its place among those of its item: sets of limits.conf, then
 * contexts of the database, then what holds always. */
struct build_rule {
    struct limit_rule rule; /* first: sorted by its item */
    uint32_t rank;
};

#define BUILD_RANK_CONTEXT 0x40000000u /* plus its number */
#define BUILD_RANK_ALWAYS  UINT32_MAX

struct build {
    const struct mdb *mdb;
    struct rules *rules; /* its arena has all texts */
    struct notes *notes;
    struct build_rule *rule; /* owned */
    size_t n, cap;
    uint32_t *always;         /* by item: its rule without context, MDB_NIL */
    uint32_t *first_context;  /* by item; [n_items] ends it */
    struct item_notes *about; /* by item, in the arena */
};

/* A new rule, as if nothing were known; valid until the next one. */
struct limit_rule *build_add(
    struct build *b, uint32_t item, uint32_t rank, struct rule_origin origin);

/* The rule of the item without context; made when there is none. */
struct limit_rule *build_always(
    struct build *b, uint32_t item, struct rule_origin origin);

#endif
