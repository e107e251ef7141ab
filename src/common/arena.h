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
    struct arena_block *block; /* all of them; the one in use first */
    size_t used_bytes;         /* handed out in all */
    char *at;                  /* of the block in use: what is free, zeroed */
    size_t left;               /* bytes there */
    size_t block_bytes;        /* of that block; each is larger than the last */
};

void arena_fini(struct arena *a);

/* From a block of its own or a new one; for arena_alloc() alone. */
NODISCARD void *arena_more(struct arena *a, size_t need);

/* `size` zeroed bytes aligned for any type; borrowed from the arena. */
NODISCARD static inline void *
arena_alloc(struct arena *a, size_t size)
{
    size_t need =
        (size + _Alignof(max_align_t) - 1) & ~(_Alignof(max_align_t) - 1);
    a->used_bytes += need;
    if (need >= a->left)
        return arena_more(a, need);
    void *p = a->at;
    a->at += need;
    a->left -= need;
    return p;
}

NODISCARD char *arena_strdup(struct arena *a, const char *s);
NODISCARD char *arena_strndup(struct arena *a, const char *s, size_t n);

#endif
