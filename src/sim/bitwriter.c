/*
 * bitwriter.c - write fields of any width, most significant bit first.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/bitwriter.h"

#include <string.h>

struct bitwriter
bitwriter_init(void *p, size_t cap)
{
    memset(p, 0, cap);
    return (struct bitwriter){.p = p, .cap = cap};
}

static bool
has_room(struct bitwriter *bits, unsigned n)
{
    bits->is_bad = bits->is_bad || bits->at + n > 8 * bits->cap;
    return !bits->is_bad;
}

void
bitwriter_put(struct bitwriter *bits, uint64_t v, unsigned n)
{
    if (!has_room(bits, n))
        return;
    while (n > 0) {
        unsigned room = 8 - (unsigned)(bits->at & 7);
        unsigned take = n < room ? n : room;
        uint64_t part = v >> (n - take) & ((UINT64_C(1) << take) - 1);
        bits->p[bits->at >> 3] |= (uint8_t)(part << (room - take));
        bits->at += take;
        n -= take;
    }
}

void
bitwriter_skip(struct bitwriter *bits, unsigned n)
{
    if (has_room(bits, n))
        bits->at += n;
}

size_t
bitwriter_bytes(const struct bitwriter *bits)
{
    return (bits->at + 7) / 8;
}
