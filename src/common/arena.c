/*
 * arena.c - many small things that live and die together.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/arena.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

#define BLOCK_BYTES 65536
#define ALIGN       (_Alignof(max_align_t))

struct arena_block {
    struct arena_block *next;
    size_t used, cap; /* bytes of data[] */
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

void *
arena_alloc(struct arena *a, size_t size)
{
    size_t need = (size + ALIGN - 1) / ALIGN * ALIGN;
    struct arena_block *b = a->block;
    if (b == NULL || b->cap - b->used < need) {
        size_t cap = need > BLOCK_BYTES ? need : BLOCK_BYTES;
        b = xcalloc(1, sizeof *b + cap);
        b->cap = cap;
        b->next = a->block;
        a->block = b;
    }
    void *p = (char *)b->data + b->used;
    b->used += need;
    a->used_bytes += need;
    return p;
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
