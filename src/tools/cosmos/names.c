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

/* Does `name` of `n` bytes end in `end`, at the begin of a part of it? */
static bool
ends_in(const char *name, size_t n, const char *end, size_t m)
{
    return n > m && name[n - m - 1] == '/' &&
           strcasecmp(name + n - m, end) == 0;
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
    size_t len[ARRAY_LEN(end)];
    uint32_t found[ARRAY_LEN(end)], count[ARRAY_LEN(end)] = {0};
    for (size_t k = 0; k < ARRAY_LEN(end); k++)
        len[k] = strlen(end[k]);
    for (uint32_t i = 0; i < mdb->n_items; i++) {
        size_t n = strlen(mdb->item[i].name);
        for (size_t k = 0; k < ARRAY_LEN(end); k++)
            if (ends_in(mdb->item[i].name, n, end[k], len[k])) {
                found[k] = i;
                count[k]++;
            }
    }
    uint32_t best = MDB_NIL;
    for (size_t k = ARRAY_LEN(end); k-- > 0;) {
        best = count[k] == 1 ? found[k] : best;
        free(end[k]);
    }
    free(name);
    return best;
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
