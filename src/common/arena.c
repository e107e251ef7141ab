/*
 * arena.c - many small things that live and die together.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/arena.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

/* Small arenas stay small; large ones need few blocks, which the allocator
 * gives back and takes again without a page fault each. */
#define BLOCK_BYTES_MIN 65536
#define BLOCK_BYTES_MAX (1u << 20)

struct arena_block {
    struct arena_block *next;
    max_align_t data[];
};

void
arena_fini(struct arena *a)
{
    while (a->block != NULL) {
        struct arena_block *next = a->block->next;
        free(a->block);
        a->block = next;
    }
    *a = (struct arena){0};
}

static size_t
next_block_bytes(const struct arena *a)
{
    if (a->block_bytes == 0)
        return BLOCK_BYTES_MIN;
    return a->block_bytes < BLOCK_BYTES_MAX ? a->block_bytes * 2
                                            : BLOCK_BYTES_MAX;
}

/* What is large goes behind the block in use, which is used on. */
static void *
alone(struct arena *a, size_t need)
{
    struct arena_block *b = xcalloc(1, sizeof *b + need);
    if (a->block == NULL) {
        a->block = b;
    } else {
        b->next = a->block->next;
        a->block->next = b;
    }
    return b->data;
}

void *
arena_more(struct arena *a, size_t need)
{
    size_t bytes = next_block_bytes(a);
    if (need >= bytes / 2)
        return alone(a, need);
    struct arena_block *b = xcalloc(1, sizeof *b + bytes);
    b->next = a->block;
    a->block = b;
    a->block_bytes = bytes;
    a->at = (char *)b->data + need;
    a->left = bytes - need;
    return b->data;
}

char *
arena_strndup(struct arena *a, const char *s, size_t n)
{
    size_t len = strnlen(s, n);
    char *p = arena_alloc(a, len + 1);
    memcpy(p, s, len);
    return p;
}

char *
arena_strdup(struct arena *a, const char *s)
{
    return arena_strndup(a, s, strlen(s));
}
