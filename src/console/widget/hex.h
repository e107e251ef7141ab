/*
 * hex.h - bytes as a hex dump, with one range of bits highlighted.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_WIDGET_HEX_H
#define CONSOLE_WIDGET_HEX_H

#include <stddef.h>
#include <stdint.h>

#include "console/canvas.h"

struct hex {
    const uint8_t *data; /* borrowed */
    size_t len;
    size_t header;    /* so many first bytes in ROLE_HEX_HEADER */
    size_t mark_bit;  /* the highlighted field */
    size_t mark_bits; /* 0: none */
    size_t top;       /* first line shown; hex_show() and keys change it */
};

/* Bytes on a line of `cols` columns: 16, 8 or 4; 16 needs 74 columns. */
size_t hex_per_line(int cols);
size_t hex_lines(const struct hex *hex, int cols);

/* Scroll so that the highlighted field is seen in `rows` lines. */
void hex_show(struct hex *hex, int rows, int cols);

/* Offset, bytes, characters. */
void hex_paint(const struct hex *hex, const struct area *area);

#endif
