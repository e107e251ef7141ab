/*
 * charset.c - texts of every charset of the model to clean UTF-8.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/charset.h"

#include <stdbool.h>

#include "common/utf8.h"

#define BAD 0xfffd

/* Windows-1252 from 0x80 on; the rest is Latin-1. */
static const uint16_t windows[32] = {0x20ac, BAD, 0x201a, 0x0192, 0x201e,
    0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, BAD, 0x017d,
    BAD, BAD, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc,
    0x2122, 0x0161, 0x203a, 0x0153, BAD, 0x017e, 0x0178};

size_t
charset_unit(enum mdb_charset charset)
{
    switch (charset) {
    case MDB_UTF16:
    case MDB_UTF16BE:
    case MDB_UTF16LE:
        return 2;
    case MDB_UTF32BE:
    case MDB_UTF32LE:
        return 4;
    case MDB_ASCII:
    case MDB_UTF8:
    case MDB_LATIN1:
    case MDB_WINDOWS1252:
    default:
        return 1;
    }
}

static uint32_t
unit16(const uint8_t *p, bool is_little)
{
    return is_little ? (uint32_t)p[1] << 8 | p[0] : (uint32_t)p[0] << 8 | p[1];
}

/* One character of UTF-16; returns the bytes it takes. */
static size_t
decode16(const uint8_t *p, size_t len, bool is_little, uint32_t *c)
{
    *c = BAD;
    if (len < 2)
        return len;
    uint32_t high = unit16(p, is_little);
    if (high < 0xd800 || high > 0xdfff) {
        *c = high;
        return 2;
    }
    if (high > 0xdbff || len < 4)
        return 2;
    uint32_t low = unit16(p + 2, is_little);
    if (low < 0xdc00 || low > 0xdfff)
        return 2;
    *c = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    return 4;
}

static size_t
decode32(const uint8_t *p, size_t len, bool is_little, uint32_t *c)
{
    *c = BAD;
    if (len < 4)
        return len;
    uint32_t v = 0;
    for (unsigned i = 0; i < 4; i++)
        v = v << 8 | p[is_little ? 3 - i : i];
    if (v < 0xd800 || (v > 0xdfff && v <= 0x10ffff))
        *c = v;
    return 4;
}

static size_t
decode8(enum mdb_charset charset, uint8_t byte, uint32_t *c)
{
    *c = byte;
    if (charset == MDB_ASCII && byte >= 0x80)
        *c = BAD;
    else if (charset == MDB_WINDOWS1252 && byte >= 0x80 && byte < 0xa0)
        *c = windows[byte - 0x80];
    return 1;
}

/* One character; returns the bytes it takes, at least 1. */
static size_t
decode(enum mdb_charset charset, const uint8_t *p, size_t len, uint32_t *c)
{
    switch (charset) {
    case MDB_UTF8: {
        size_t n = utf8_decode((const char *)p, len, c);
        return n != 0 ? n : 1;
    }
    case MDB_UTF16BE:
    case MDB_UTF16LE:
        return decode16(p, len, charset == MDB_UTF16LE, c);
    case MDB_UTF32BE:
    case MDB_UTF32LE:
        return decode32(p, len, charset == MDB_UTF32LE, c);
    case MDB_ASCII:
    case MDB_LATIN1:
    case MDB_WINDOWS1252:
    case MDB_UTF16:
    default:
        return decode8(charset, *p, c);
    }
}

size_t
charset_to_utf8(
    enum mdb_charset charset, const uint8_t *text, size_t len, char *out)
{
    size_t at = 0, n = 0;
    if (charset == MDB_UTF16) {
        bool has_mark = len >= 2 && (unit16(text, false) == 0xfeff ||
                                        unit16(text, true) == 0xfeff);
        charset = has_mark && text[0] == 0xff ? MDB_UTF16LE : MDB_UTF16BE;
        at = has_mark ? 2 : 0;
    }
    while (at < len) {
        uint32_t c;
        at += decode(charset, text + at, len - at, &c);
        n += utf8_encode(c, out + n);
    }
    return n;
}
