/*
 * layout.h - where the values of a container stand, when that never changes.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_LAYOUT_H
#define MDB_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"
#include "mdb/model.h"

struct mdb_place {
    uint32_t item;
    uint32_t bits; /* width */
    uint64_t bit;  /* first bit, from the start of the packet */
};

/*
 * The values of container `c`, with those of its bases and parts, in order.
 * Returns false, with nothing in *out, when the packet decides: sizes,
 * repeats, conditions, positions from the end.  *out is owned; free() it.
 */
bool mdb_places(
    const struct mdb *mdb, uint32_t c, struct mdb_place **out, size_t *n);

/* Fill in the layouts of all containers, in the database's arena. */
void mdb_layouts_init(struct mdb *mdb, struct mdb_container *container);

#endif
