/*
 * symbol.h - equal names become one symbol while a procedure is parsed.
 * Private to the parser.
 *
 * Names are looked up as they are written first; only spellings that were not
 * seen before are folded.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_SYMBOL_H
#define PLUTO_SYMBOL_H

#include <stddef.h>
#include <stdint.h>

#include "pluto/ast.h"

struct symbol_slot {
    const char *text; /* in the source, or a key; NULL: free */
    uint32_t len, hash;
    const void *to;
};

struct symbol_table { /* open addressing; owned */
    struct symbol_slot *slot;
    uint32_t n, cap;
};

struct symbols {
    struct symbol_table raw, folded, unit;
    size_t cap; /* of pluto->symbol */
};

void symbols_fini(struct symbols *s);

/* The symbol of a name as written (one line of the source, which stays). */
const struct pluto_symbol *symbols_get(
    struct symbols *s, struct pluto *p, const char *text, size_t len);

/* The text of a unit, NUL-terminated, in the arena; equal ones are one. */
const char *symbols_unit(
    struct symbols *s, struct pluto *p, const char *text, size_t len);

#endif
