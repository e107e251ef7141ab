/*
 * bitwriter.h - write fields of any width, most significant bit first.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_BITWRITER_H
#define SIM_BITWRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bitwriter {
    uint8_t *p;  /* borrowed; cleared by bitwriter_init() */
    size_t cap;  /* bytes */
    size_t at;   /* bits written */
    bool is_bad; /* a field did not fit and was dropped */
};

struct bitwriter bitwriter_init(void *p, size_t cap);

/* The low `n` bits (0 .. 64) of `v`. */
void bitwriter_put(struct bitwriter *bits, uint64_t v, unsigned n);

/* `n` zero bits. */
void bitwriter_skip(struct bitwriter *bits, unsigned n);

/* Whole bytes so far; a partly used one counts. */
size_t bitwriter_bytes(const struct bitwriter *bits);

#endif
