/*
 * arena.h - many small things that live and die together.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_ARENA_H
#define COMMON_ARENA_H

#include <stddef.h>

#include "common/attr.h"

struct arena_block;

/* Zero-initialise; everything is released at once by arena_fini(). */
struct arena {
    struct arena_block *block; /* newest first */
    size_t used_bytes;         /* handed out in all */
};

void arena_fini(struct arena *a);

/* `size` zeroed bytes aligned for any type; borrowed from the arena. */
NODISCARD void *arena_alloc(struct arena *a, size_t size);
NODISCARD char *arena_strdup(struct arena *a, const char *s);
NODISCARD char *arena_strndup(struct arena *a, const char *s, size_t n);

#endif
