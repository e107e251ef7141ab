/*
 * wire.h - read msgpack from outside, item by item, inside its bounds.
 *
 * A declared length is believed only when that many bytes are there, so a few
 * bytes can never reserve gigabytes.  Nothing is allocated.  A reader that
 * finds something wrong stays wrong and yields zeros from then on.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BUS_WIRE_H
#define BUS_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"

struct wire {
    const uint8_t *p, *end; /* borrowed */
    bool is_bad;
};

enum wire_kind {
    WIRE_BAD, /* cut, reserved (0xc1), or longer than what is there */
    WIRE_NIL,
    WIRE_BOOL,  /* u: 0 or 1 */
    WIRE_UINT,  /* u */
    WIRE_INT,   /* i: below 0 */
    WIRE_FLOAT, /* f */
    WIRE_STR,   /* p, len */
    WIRE_BIN,   /* p, len */
    WIRE_ARRAY, /* len: elements that follow, at most the bytes left */
    WIRE_MAP,   /* len: pairs that follow, at most half the bytes left */
    WIRE_EXT,   /* p, len */
};

struct wire_item {
    enum wire_kind kind;
    union {
        uint64_t u;
        int64_t i;
        double f;
        const uint8_t *p;
    } v;
    size_t len;
};

struct wire wire_init(const void *data, size_t len);

/* The next item; of a container only its head. */
struct wire_item wire_next(struct wire *w);

/*
 * Walk all `len` bytes: one array, of at most `nesting` levels, nothing behind
 * it, no maps and no extension types.  ERR_FORMAT, or ERR_LIMIT when only the
 * nesting is too deep.
 */
NODISCARD enum err wire_scan(const void *data, size_t len, unsigned nesting);

#endif
