/*
 * nearest.c - the name that was meant.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/nearest.h"

#include <string.h>

#include "common/str.h"

/* A third of its letters may be wrong, one of two, and none of one. */
struct nearest
nearest_to(const char *wanted)
{
    unsigned n = (unsigned)strlen(wanted), bound = n / 3 + 2;
    return (struct nearest){
        .wanted = wanted, .distance = bound < n ? bound : n};
}

/* Of equally near ones the first in the alphabet. */
void
nearest_try(struct nearest *n, const char *candidate)
{
    unsigned d = str_distance(n->wanted, candidate, n->distance);
    bool is_first =
        n->best != NULL && d == n->distance && strcmp(candidate, n->best) < 0;
    if (d < n->distance || is_first) {
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
