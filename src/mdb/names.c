/*
 * names.c - open addressing over the names of a table.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/names.h"

#include <string.h>

#include "mdb/model.h"

#define HASH_START UINT64_C(0xcbf29ce484222325)

/* FNV-1a: a name is short, and it can be hashed in two pieces. */
static uint64_t
hash_bytes(uint64_t h, const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)s[i]) * UINT64_C(0x100000001b3);
    return h;
}

static uint32_t
first_slot(const struct names *names, uint64_t h)
{
    return (uint32_t)(h ^ h >> 32) & names->mask;
}

const char *
names_get(const struct names *names, uint32_t i)
{
    const void *row = names->base + i * names->stride;
    return *(const char *const *)row;
}

void
names_init(struct names *names, struct arena *arena, const void *base,
    size_t stride, uint32_t n)
{
    uint32_t size = 16;
    while (size / 3 * 2 < n)
        size *= 2;
    *names = (struct names){
        .base = base,
        .stride = stride,
        .n = n,
        .slot = arena_alloc(arena, size * sizeof *names->slot),
        .mask = size - 1,
    };
}

uint32_t
names_add(struct names *names, uint32_t i)
{
    const char *name = names_get(names, i);
    uint32_t s = first_slot(names, hash_bytes(HASH_START, name, strlen(name)));
    for (; names->slot[s] != 0; s = (s + 1) & names->mask)
        if (strcmp(names_get(names, names->slot[s] - 1), name) == 0)
            return names->slot[s] - 1;
    names->slot[s] = i + 1;
    return i;
}

uint32_t
names_find(const struct names *names, const char *prefix, size_t prefix_len,
    const char *name, size_t name_len)
{
    uint64_t h = hash_bytes(HASH_START, prefix, prefix_len);
    uint32_t s = first_slot(names, hash_bytes(h, name, name_len));
    for (; names->slot[s] != 0; s = (s + 1) & names->mask) {
        const char *is = names_get(names, names->slot[s] - 1);
        if (strncmp(is, prefix, prefix_len) == 0 &&
            strncmp(is + prefix_len, name, name_len) == 0 &&
            is[prefix_len + name_len] == '\0')
            return names->slot[s] - 1;
    }
    return MDB_NIL;
}
