/*
 * names.h - a COSMOS item, target, packet and item, in a mission database.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_COSMOS_NAMES_H
#define TOOLS_COSMOS_NAMES_H

#include "mdb/mdb.h"

/*
 * The item of `mdb` that is meant, or MDB_NIL.  Letter case does not matter.
 * The best is one that ends in TARGET/PACKET/ITEM, then in PACKET/ITEM, then
 * in ITEM (also TARGET_PACKET_ITEM and PACKET_ITEM); it must be the only one
 * of its kind.  "ITEM[2]" is an element; "ITEM[[2]]" is an item called so.
 */
uint32_t cosmos_find(const struct mdb *mdb, const char *target,
    const char *packet, const char *item);

/*
 * The qualified name that is nearest, borrowed from `mdb`, or NULL when none
 * is near.
 */
const char *cosmos_nearest(const struct mdb *mdb, const char *item);

#endif
