/*
 * utf8.c - one character at a time, strictly (RFC 3629).
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/utf8.h"

#include <string.h>

#include "common/attr.h"

size_t
utf8_decode(const char *s, size_t len, uint32_t *c)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    *c = 0xfffd;
    if (len == 0)
        return 0;
    unsigned char b = (unsigned char)s[0];
    if (b < 0x80) {
        *c = b;
        return 1;
    }
    size_t n = b >= 0xf0 && b <= 0xf4   ? 4
               : b >= 0xe0 && b <= 0xef ? 3
               : b >= 0xc2 && b <= 0xdf ? 2
                                        : 0;
    if (n == 0 || n > len)
        return 0;
    uint32_t v = b & (0xffu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        unsigned char t = (unsigned char)s[i];
        if ((t & 0xc0) != 0x80)
            return 0;
        v = v << 6 | (t & 0x3f);
    }
    if (v < least[n] || v > 0x10ffff || (v >= 0xd800 && v <= 0xdfff))
        return 0;
    *c = v;
    return n;
}

size_t
utf8_encode(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (c & 0x3f));
        c >>= 6;
    }
    out[0] = (char)((0xf00u >> n & 0xff) | c);
    return n;
}

struct span {
    uint32_t first, last;
};

static bool
is_in(uint32_t c, const struct span *spans, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (c >= spans[i].first && c <= spans[i].last)
            return true;
    return false;
}

bool
utf8_is_safe(uint32_t c)
{
    /* Unicode general categories Cc, Cf, Zl, Zp and non-characters. */
    static const struct span unsafe[] = {{0x00, 0x1f}, {0x7f, 0x9f},
        {0xad, 0xad}, {0x34f, 0x34f}, {0x600, 0x605}, {0x61c, 0x61c},
        {0x6dd, 0x6dd}, {0x70f, 0x70f}, {0x115f, 0x1160}, {0x17b4, 0x17b5},
        {0x180b, 0x180f}, {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f},
        {0x3164, 0x3164}, {0xfdd0, 0xfdef}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff},
        {0xffa0, 0xffa0}, {0xfff0, 0xfffb}, {0x110bd, 0x110bd},
        {0x13430, 0x1345f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a},
        {0xe0000, 0xe0fff}};
    if ((c & 0xfffe) == 0xfffe || c > 0x10ffff)
        return false;
    return !is_in(c, unsafe, ARRAY_LEN(unsafe));
}

int
utf8_width(uint32_t c)
{
    static const struct span zero[] = {{0x300, 0x36f}, {0x483, 0x489},
        {0x591, 0x5bd}, {0x610, 0x61a}, {0x64b, 0x65f}, {0x1ab0, 0x1aff},
        {0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0xfe20, 0xfe2f}};
    static const struct span wide[] = {{0x1100, 0x115f}, {0x231a, 0x231b},
        {0x23e9, 0x23ec}, {0x2e80, 0x303e}, {0x3041, 0x33ff}, {0x3400, 0x4dbf},
        {0x4e00, 0x9fff}, {0xa000, 0xa4cf}, {0xac00, 0xd7a3}, {0xf900, 0xfaff},
        {0xfe30, 0xfe6f}, {0xff00, 0xff60}, {0xffe0, 0xffe6},
        {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff},
        {0x20000, 0x3fffd}};
    if (c < 0x300)
        return 1;
    if (is_in(c, zero, ARRAY_LEN(zero)))
        return 0;
    return is_in(c, wide, ARRAY_LEN(wide)) ? 2 : 1;
}

int
utf8_str_width(const char *s)
{
    int width = 0;
    for (size_t len = strlen(s); len > 0;) {
        uint32_t c;
        size_t n = utf8_decode(s, len, &c);
        width += n == 0 ? 1 : utf8_width(c);
        s += n ? n : 1;
        len -= n ? n : 1;
    }
    return width;
}
