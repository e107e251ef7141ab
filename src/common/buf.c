/*
 * buf.c - read and write bytes inside their bounds, big-endian.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/buf.h"

#include <assert.h>
#include <string.h>

struct reader
reader_init(const void *p, size_t len)
{
    return (struct reader){.p = p, .len = len};
}

size_t
reader_left(const struct reader *r)
{
    return r->len - r->at;
}

const uint8_t *
reader_bytes(struct reader *r, size_t n)
{
    if (r->is_bad || n > reader_left(r)) {
        r->is_bad = true;
        return NULL;
    }
    const uint8_t *p = r->p + r->at;
    r->at += n;
    return p;
}

uint64_t
reader_be(struct reader *r, size_t n)
{
    assert(n <= 8);
    const uint8_t *p = reader_bytes(r, n);
    if (p == NULL)
        return 0;
    uint64_t v = 0;
    for (size_t i = 0; i < n; i++)
        v = v << 8 | p[i];
    return v;
}

uint8_t
reader_u8(struct reader *r)
{
    return (uint8_t)reader_be(r, 1);
}

uint16_t
reader_be16(struct reader *r)
{
    return (uint16_t)reader_be(r, 2);
}

uint32_t
reader_be32(struct reader *r)
{
    return (uint32_t)reader_be(r, 4);
}

uint64_t
reader_be64(struct reader *r)
{
    return reader_be(r, 8);
}

struct writer
writer_init(void *p, size_t cap)
{
    return (struct writer){.p = p, .cap = cap};
}

void
writer_bytes(struct writer *w, const void *p, size_t n)
{
    if (w->is_bad || n > w->cap - w->at) {
        w->is_bad = true;
        return;
    }
    if (n > 0)
        memcpy(w->p + w->at, p, n);
    w->at += n;
}

void
writer_be(struct writer *w, uint64_t v, size_t n)
{
    assert(n <= 8);
    uint8_t b[8];
    for (size_t i = 0; i < n; i++)
        b[i] = (uint8_t)(v >> (8 * (n - 1 - i)));
    writer_bytes(w, b, n);
}

void
le64_put(uint8_t *p, uint64_t v)
{
    for (size_t i = 0; i < 8; i++)
        p[i] = (uint8_t)(v >> (8 * i));
}

uint64_t
le64_get(const uint8_t *p)
{
    uint64_t v = 0;
    for (size_t i = 0; i < 8; i++)
        v |= (uint64_t)p[i] << (8 * i);
    return v;
}
