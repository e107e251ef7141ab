/*
 * names.h - find a table's rows by name.
 *
 * The rows are structs whose first field is `const char *name`; the table
 * stays where it is and keeps its names while this is used.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_NAMES_H
#define MDB_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"

struct names {
    const char *base; /* first row, borrowed */
    size_t stride;    /* bytes from row to row */
    uint32_t n;       /* rows */
    uint32_t *slot;   /* in the arena: row + 1, 0 empty */
    uint32_t mask;
};

/* Room for `n` rows; names_add() enters them. */
void names_init(struct names *names, struct arena *arena, const void *base,
    size_t stride, uint32_t n);

/*
 * Enter row `i`.  Returns `i`, or the row that has the same name already.
 */
uint32_t names_add(struct names *names, uint32_t i);

/* The row called prefix + name, or MDB_NIL.  `prefix` need not end in NUL. */
uint32_t names_find(const struct names *names, const char *prefix,
    size_t prefix_len, const char *name, size_t name_len);

/* The name of row `i`. */
const char *names_get(const struct names *names, uint32_t i);

#endif
