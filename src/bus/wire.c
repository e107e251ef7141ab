/*
 * wire.c - read msgpack from outside, item by item, inside its bounds.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/wire.h"

#include <assert.h>
#include <string.h>

#define WIRE_NESTING_MAX 8

struct wire
wire_init(const void *data, size_t len)
{
    const uint8_t *p = data;
    return (struct wire){.p = p, .end = len > 0 ? p + len : p};
}

static size_t
left(const struct wire *w)
{
    return (size_t)(w->end - w->p);
}

static struct wire_item
bad(struct wire *w)
{
    w->is_bad = true;
    w->p = w->end;
    return (struct wire_item){.kind = WIRE_BAD};
}

/* Big-endian unsigned of 1 << log2 bytes; the caller checked that they are
 * there. */
static uint64_t
take(struct wire *w, unsigned log2)
{
    const uint8_t *p = w->p;
    w->p += 1u << log2;
    switch (log2) {
    case 0:
        return p[0];
    case 1:
        return (uint64_t)p[0] << 8 | p[1];
    case 2: {
        uint32_t v;
        memcpy(&v, p, sizeof v);
        return __builtin_bswap32(v);
    }
    default: {
        uint64_t v;
        memcpy(&v, p, sizeof v);
        return __builtin_bswap64(v);
    }
    }
}

/* An item of `len` bytes: string, binary, extension (with its type byte). */
static struct wire_item
span(struct wire *w, enum wire_kind kind, uint64_t len)
{
    if (len > left(w))
        return bad(w);
    struct wire_item item = {.kind = kind, .v.p = w->p, .len = (size_t)len};
    w->p += len;
    return item;
}

/* The head of an array or map: every element takes a byte at least. */
static struct wire_item
head(struct wire *w, enum wire_kind kind, uint64_t n)
{
    if (n > left(w) / (kind == WIRE_MAP ? 2 : 1))
        return bad(w);
    return (struct wire_item){.kind = kind, .len = (size_t)n};
}

static struct wire_item
integer(int64_t v)
{
    if (v >= 0)
        return (struct wire_item){.kind = WIRE_UINT, .v.u = (uint64_t)v};
    return (struct wire_item){.kind = WIRE_INT, .v.i = v};
}

static struct wire_item
real(uint64_t bits, bool is_double)
{
    struct wire_item item = {.kind = WIRE_FLOAT};
    if (is_double) {
        memcpy(&item.v.f, &bits, sizeof item.v.f);
    } else {
        uint32_t narrow = (uint32_t)bits;
        float f;
        memcpy(&f, &narrow, sizeof f);
        item.v.f = (double)f;
    }
    return item;
}

/* Sign-extend the low 8 << log2 bits. */
static int64_t
extend(uint64_t v, unsigned log2)
{
    unsigned shift = 64 - (8u << log2);
    return (int64_t)(v << shift) >> shift;
}

/*
 * What follows the bytes 0xc4 to 0xdf: an operand of 1 << log2 bytes that is
 * the value itself or a length (msgpack specification, "Formats").
 */
static const struct {
    enum wire_kind kind;
    uint8_t log2;
} forms[0x20] = {
    [0x04] = {WIRE_BIN, 0},
    [0x05] = {WIRE_BIN, 1},
    [0x06] = {WIRE_BIN, 2},
    [0x07] = {WIRE_EXT, 0},
    [0x08] = {WIRE_EXT, 1},
    [0x09] = {WIRE_EXT, 2},
    [0x0a] = {WIRE_FLOAT, 2},
    [0x0b] = {WIRE_FLOAT, 3},
    [0x0c] = {WIRE_UINT, 0},
    [0x0d] = {WIRE_UINT, 1},
    [0x0e] = {WIRE_UINT, 2},
    [0x0f] = {WIRE_UINT, 3},
    [0x10] = {WIRE_INT, 0},
    [0x11] = {WIRE_INT, 1},
    [0x12] = {WIRE_INT, 2},
    [0x13] = {WIRE_INT, 3},
    [0x19] = {WIRE_STR, 0},
    [0x1a] = {WIRE_STR, 1},
    [0x1b] = {WIRE_STR, 2},
    [0x1c] = {WIRE_ARRAY, 1},
    [0x1d] = {WIRE_ARRAY, 2},
    [0x1e] = {WIRE_MAP, 1},
    [0x1f] = {WIRE_MAP, 2},
};

static struct wire_item
with_operand(struct wire *w, uint8_t b)
{
    unsigned log2 = forms[b - 0xc0].log2;
    if (left(w) < (size_t)1 << log2)
        return bad(w);
    uint64_t v = take(w, log2);
    enum wire_kind kind = forms[b - 0xc0].kind;
    switch (kind) {
    case WIRE_UINT:
        return (struct wire_item){.kind = WIRE_UINT, .v.u = v};
    case WIRE_INT:
        return integer(extend(v, log2));
    case WIRE_FLOAT:
        return real(v, log2 == 3);
    case WIRE_STR:
    case WIRE_BIN:
        return span(w, kind, v);
    case WIRE_EXT:
        return span(w, kind, v + 1);
    case WIRE_ARRAY:
    case WIRE_MAP:
        return head(w, kind, v);
    case WIRE_BAD:
    case WIRE_NIL:
    case WIRE_BOOL:
        break;
    }
    return bad(w);
}

struct wire_item
wire_next(struct wire *w)
{
    if (w->p == w->end)
        return bad(w);
    uint8_t b = *w->p++;
    if (b < 0x80)
        return (struct wire_item){.kind = WIRE_UINT, .v.u = b};
    if (b >= 0xe0)
        return integer((int8_t)b);
    if (b < 0x90)
        return head(w, WIRE_MAP, b & 0x0f);
    if (b < 0xa0)
        return head(w, WIRE_ARRAY, b & 0x0f);
    if (b < 0xc0)
        return span(w, WIRE_STR, b & 0x1f);
    if (b == 0xc0)
        return (struct wire_item){.kind = WIRE_NIL};
    if (b == 0xc2 || b == 0xc3)
        return (struct wire_item){.kind = WIRE_BOOL, .v.u = b & 1};
    if (b >= 0xd4 && b <= 0xd8) /* fixext: 1, 2, 4, 8, 16 bytes and a type */
        return span(w, WIRE_EXT, (UINT64_C(1) << (b - 0xd4)) + 1);
    return with_operand(w, b);
}

enum err
wire_scan(const void *data, size_t len, unsigned nesting)
{
    assert(nesting >= 1 && nesting <= WIRE_NESTING_MAX);
    struct wire w = wire_init(data, len);
    size_t pending[WIRE_NESTING_MAX] = {0}; /* elements to come, per level */
    unsigned depth = 0;
    do {
        struct wire_item item = wire_next(&w);
        if (item.kind == WIRE_BAD || item.kind == WIRE_MAP ||
            item.kind == WIRE_EXT || (depth == 0 && item.kind != WIRE_ARRAY))
            return ERR_FORMAT;
        if (depth > 0)
            pending[depth - 1]--;
        if (item.kind == WIRE_ARRAY) {
            if (depth == nesting)
                return ERR_LIMIT;
            pending[depth++] = item.len;
        }
        while (depth > 0 && pending[depth - 1] == 0)
            depth--;
    } while (depth > 0);
    return w.p == w.end ? ERR_OK : ERR_FORMAT;
}
