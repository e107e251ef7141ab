/*
 * nearest.c - the name that was meant.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "common/str.h"
#include "console/display/parse.h"

/* A third of its letters may be wrong, and one of the shortest. */
struct nearest
nearest_to(const char *wanted)
{
    return (struct nearest){
        .wanted = wanted, .distance = (unsigned)strlen(wanted) / 3 + 2};
}

void
nearest_try(struct nearest *n, const char *candidate)
{
    unsigned d = str_distance(n->wanted, candidate, n->distance);
    if (d < n->distance) {
        n->distance = d;
        n->best = candidate;
    }
}

void
nearest_try_all(struct nearest *n, const char *const *candidate, size_t count)
{
    for (size_t i = 0; i < count; i++)
        nearest_try(n, candidate[i]);
}
