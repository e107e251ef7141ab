/*
 * hex.c - bytes as a hex dump, with one range of bits highlighted.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/widget/hex.h"

#include <stdbool.h>

#define OFFSET_COLS 6 /* "0000: " */

/* Columns for `n` bytes: offset, "xx " each with a gap every 4, a blank,
 * characters. */
static size_t
columns(size_t n)
{
    return OFFSET_COLS + 3 * n + (n - 1) / 4 + 1 + n;
}

size_t
hex_per_line(int cols)
{
    for (size_t n = 16; n > 4; n /= 2)
        if (cols >= 0 && columns(n) <= (size_t)cols)
            return n;
    return 4;
}

size_t
hex_lines(const struct hex *hex, int cols)
{
    size_t n = hex_per_line(cols);
    return (hex->len + n - 1) / n;
}

void
hex_show(struct hex *hex, int rows, int cols)
{
    size_t per_line = hex_per_line(cols), lines = hex_lines(hex, cols);
    size_t page = rows > 0 ? (size_t)rows : 1;
    size_t first = hex->mark_bit / 8 / per_line;
    if (hex->mark_bits > 0) {
        size_t last = (hex->mark_bit + hex->mark_bits - 1) / 8 / per_line;
        if (last >= hex->top + page)
            hex->top = last - page + 1;
        if (first < hex->top || last - first >= page)
            hex->top = first;
    }
    if (hex->top + page > lines)
        hex->top = lines > page ? lines - page : 0;
}

static bool
is_marked(const struct hex *hex, size_t byte)
{
    return hex->mark_bits > 0 && byte >= hex->mark_bit / 8 &&
           byte <= (hex->mark_bit + hex->mark_bits - 1) / 8;
}

static void
paint_byte(const struct hex *hex, const struct area *area, int row, int col,
    size_t byte)
{
    bool marked = is_marked(hex, byte);
    enum role role = marked               ? ROLE_HEX_FIELD
                     : byte < hex->header ? ROLE_HEX_HEADER
                                          : ROLE_HEX_BYTE;
    area_printf(area, row, col, role, "%02x", (unsigned)hex->data[byte]);
}

static void
paint_line(const struct hex *hex, const struct area *area, int row,
    size_t first, size_t per_line)
{
    area_printf(area, row, 0, ROLE_HEX_OFFSET, "%04zx:", first);
    for (size_t i = 0; i < per_line && first + i < hex->len; i++) {
        size_t byte = first + i;
        int col = OFFSET_COLS + (int)(3 * i + i / 4);
        paint_byte(hex, area, row, col, byte);
        uint8_t c = hex->data[byte];
        area_put(area, row,
            OFFSET_COLS + (int)(3 * per_line + (per_line - 1) / 4 + 1 + i),
            c >= 0x20 && c < 0x7f ? c : '.',
            is_marked(hex, byte) ? ROLE_HEX_FIELD : ROLE_TEXT_DIM);
    }
}

void
hex_paint(const struct hex *hex, const struct area *area)
{
    size_t per_line = hex_per_line(area->cols);
    for (int row = 0; row < area->rows; row++) {
        size_t first = (hex->top + (size_t)row) * per_line;
        if (first >= hex->len)
            break;
        paint_line(hex, area, row, first, per_line);
    }
}
