/*
 * names.c - COSMOS items in a mission database.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/cosmos/names.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/str.h"
#include "common/xalloc.h"

/* Does `name` end in `end`, at the begin of a part of it? */
static bool
ends_in(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n > m && name[n - m - 1] == '/' &&
           strcasecmp(name + n - m, end) == 0;
}

/* The only item that ends so, MDB_NIL: none, or several. */
static uint32_t
only_one(const struct mdb *mdb, const char *end)
{
    uint32_t found = MDB_NIL;
    for (uint32_t i = 0; i < mdb->n_items; i++) {
        if (!ends_in(mdb->item[i].name, end))
            continue;
        if (found != MDB_NIL)
            return MDB_NIL;
        found = i;
    }
    return found;
}

/* "A[[0]]" is called "A[0]".  Owned. */
static char *
plain(const char *item)
{
    char *out = xstrdup(item), *to = out;
    for (const char *p = item; *p != '\0'; p++)
        if (!((*p == '[' || *p == ']') && p[1] == *p))
            *to++ = *p;
    *to = '\0';
    return out;
}

uint32_t
cosmos_find(const struct mdb *mdb, const char *target, const char *packet,
    const char *item)
{
    char *name = plain(item);
    char *end[] = {xasprintf("%s/%s/%s", target, packet, name),
        xasprintf("%s/%s", packet, name),
        xasprintf("%s_%s_%s", target, packet, name),
        xasprintf("%s_%s", packet, name), xstrdup(name)};
    uint32_t found = MDB_NIL;
    for (size_t i = 0; i < ARRAY_LEN(end); i++) {
        if (found == MDB_NIL)
            found = only_one(mdb, end[i]);
        free(end[i]);
    }
    free(name);
    return found;
}

const char *
cosmos_nearest(const struct mdb *mdb, const char *item)
{
    uint32_t near[1];
    char *name = plain(item);
    size_t n = mdb_nearest_items(mdb, name, near, ARRAY_LEN(near));
    free(name);
    return n > 0 ? mdb->item[near[0]].name : NULL;
}
