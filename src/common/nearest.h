/*
 * nearest.h - the name that was meant by one that does not exist.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_NEAREST_H
#define COMMON_NEAREST_H

#include <stddef.h>

/* The best of the candidates tried so far; best NULL: none is near. */
struct nearest {
    const char *wanted, *best; /* borrowed */
    unsigned distance;
};

struct nearest nearest_to(const char *wanted);
void nearest_try(struct nearest *n, const char *candidate);
void nearest_try_all(
    struct nearest *n, const char *const *candidate, size_t count);

#endif
