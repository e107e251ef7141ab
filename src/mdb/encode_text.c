/*
 * encode_text.c - strings and binaries to bits: charset, size, padding.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "common/utf8.h"
#include "mdb/charset.h"
#include "mdb/encode_bits.h"
#include "mdb/encoder.h"

/* The bits of the longest text that a leading size, in bytes, can say. */
static uint64_t
most_leading(uint32_t width)
{
    return width < 61 ? 8 * ((UINT64_C(1) << width) - 1) : UINT64_MAX;
}

bool
encode_text_room(const struct mdb_encoding *e, uint64_t *bits)
{
    const struct mdb_int_value *size = &e->size_bits;
    *bits = UINT64_MAX;
    if (e->extent == MDB_EXTENT_BITS && size->kind != MDB_FIXED)
        return false;
    bool has_max = e->extent == MDB_EXTENT_BITS ||
                   (size->kind == MDB_FIXED && size->fixed > 0);
    if (has_max)
        *bits = size->fixed > 0 ? (uint64_t)size->fixed : 0;
    uint64_t taken = e->leading_bits > 0 ? e->leading_bits
                     : e->extent == MDB_EXTENT_TERMINATED
                         ? 8 * (uint64_t)e->terminator_len
                         : 0;
    if (has_max)
        *bits = *bits > taken ? *bits - taken : 0;
    if (e->leading_bits > 0 && e->leading_bits < 64) {
        uint64_t most = most_leading(e->leading_bits);
        *bits = *bits < most ? *bits : most;
    }
    return true;
}

/* ---- characters ---------------------------------------------------------- */

static void
put_unit(struct strbuf *out, uint32_t v, unsigned bytes, bool is_little)
{
    for (unsigned i = 0; i < bytes; i++) {
        unsigned shift = 8 * (is_little ? i : bytes - 1 - i);
        strbuf_addc(out, (char)(v >> shift & 0xff));
    }
}

static void
put_utf16(struct strbuf *out, uint32_t c, bool is_little)
{
    if (c >= 0x10000) {
        put_unit(out, 0xd800 + ((c - 0x10000) >> 10), 2, is_little);
        c = 0xdc00 + ((c - 0x10000) & 0x3ff);
    }
    put_unit(out, c, 2, is_little);
}

/* A charset of single bytes: what reads back as this character. */
static bool
put_byte(struct strbuf *out, enum mdb_charset charset, uint32_t c)
{
    uint8_t b = (uint8_t)c;
    char text[CHARSET_GROWTH], want[4];
    size_t n = utf8_encode(c, want);
    bool is_window = charset == MDB_WINDOWS1252;
    for (unsigned i = is_window ? 0x80 : c; i <= (is_window ? 0xff : c); i++) {
        b = (uint8_t)(c < 0x80 ? c : i);
        if (i > 0xff)
            return false;
        if (charset_to_utf8(charset, &b, 1, text) == n &&
            memcmp(text, want, n) == 0) {
            strbuf_addc(out, (char)b);
            return true;
        }
    }
    return false;
}

static bool
put_character(struct strbuf *out, enum mdb_charset charset, uint32_t c)
{
    char utf8[4];
    switch (charset) {
    case MDB_UTF8:
        strbuf_add(out, utf8, utf8_encode(c, utf8));
        return true;
    case MDB_UTF16:
    case MDB_UTF16BE:
    case MDB_UTF16LE:
        put_utf16(out, c, charset == MDB_UTF16LE);
        return true;
    case MDB_UTF32BE:
    case MDB_UTF32LE:
        put_unit(out, c, 4, charset == MDB_UTF32LE);
        return true;
    case MDB_ASCII:
    case MDB_LATIN1:
    case MDB_WINDOWS1252:
    default:
        return c != 0xfffd && put_byte(out, charset, c);
    }
}

/* The text in the charset, to e->coded. */
static bool
code_text(struct mdb_encoder *e, const struct mdb_encoding *encoding,
    const char *text)
{
    size_t len = strlen(text);
    strbuf_reset(&e->coded);
    for (size_t at = 0; at < len;) {
        uint32_t c;
        size_t n = utf8_decode(text + at, len - at, &c);
        if (n == 0)
            return encode_refuse(e, "the text is not UTF-8 at byte %zu", at);
        /* What looks like a byte order mark needs a real one before it. */
        if (at == 0 && encoding->charset == MDB_UTF16 &&
            (c == 0xfeff || c == 0xfffe))
            put_utf16(&e->coded, 0xfeff, false);
        if (!put_character(&e->coded, encoding->charset, c)) {
            char one[5] = {0};
            memcpy(one, text + at, n);
            return encode_refuse(e, "'%s' is not in the charset %s",
                encode_quote(e, one), encode_charset_str(encoding->charset));
        }
        at += n;
    }
    return true;
}

static int
hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    int lower = tolower((unsigned char)c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Hexadecimal digits, blanks between bytes, "0x" or "hex:" in front. */
static bool
code_hex(struct mdb_encoder *e, const char *text)
{
    const char *p = text;
    if (str_prefix(p, "hex:"))
        p += 4;
    else if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
        p += 2;
    strbuf_reset(&e->coded);
    while (*p != '\0') {
        if (*p == ' ') {
            p++;
            continue;
        }
        int high = hex_digit(p[0]), low = high < 0 ? -1 : hex_digit(p[1]);
        if (low < 0)
            return encode_refuse(e,
                "'%s' is not bytes in hexadecimal, two digits each",
                encode_quote(e, text));
        strbuf_addc(&e->coded, (char)(high << 4 | low));
        p += 2;
    }
    return true;
}

/* ---- the field ----------------------------------------------------------- */

static uint8_t
reverse(uint8_t b)
{
    uint8_t r = 0;
    for (int i = 0; i < 8; i++)
        r = (uint8_t)(r << 1 | (b >> i & 1));
    return r;
}

/* Byte `i` of what was coded, as it stands in the packet. */
static uint8_t
coded_byte(
    const struct mdb_encoder *e, const struct mdb_encoding *encoding, size_t i)
{
    uint8_t byte = (uint8_t)e->coded.s[i];
    return encoding->is_lsb_first ? reverse(byte) : byte;
}

static bool
is_terminator(
    const struct mdb_encoder *e, const struct mdb_encoding *encoding, size_t at)
{
    for (size_t i = 0; i < encoding->terminator_len; i++)
        if (coded_byte(e, encoding, at + i) != encoding->terminator[i])
            return false;
    return true;
}

/* Would the reader see a terminator within the text? */
static bool
has_terminator(const struct mdb_encoder *e, const struct mdb_encoding *encoding)
{
    size_t unit = charset_unit(encoding->charset);
    size_t len = encoding->terminator_len;
    if (len % unit != 0)
        unit = 1;
    for (size_t i = 0; len > 0 && i + len <= e->coded.len; i += unit)
        if (is_terminator(e, encoding, i))
            return true;
    return false;
}

/* Room for a field of `bits`, all zero. */
static uint8_t *
new_field(struct mdb_encoder *e, struct encode_value *v, uint64_t bits)
{
    v->field_at = e->fields.len;
    v->field_bits = bits;
    size_t bytes = (size_t)((bits + 7) / 8);
    static const char zeros[64];
    for (size_t left = bytes; left > 0;) {
        size_t n = left < sizeof zeros ? left : sizeof zeros;
        strbuf_add(&e->fields, zeros, n);
        left -= n;
    }
    return bytes == 0 ? NULL : (uint8_t *)e->fields.s + v->field_at;
}

/* The coded bytes, `bits` of them, from bit `at` of the field on. */
static void
place(struct mdb_encoder *e, const struct mdb_encoding *encoding,
    uint8_t *field, uint64_t at, uint64_t bits)
{
    uint64_t done = 0;
    size_t i = 0;
    for (; bits - done >= 8; done += 8)
        bits_put(field, at + done, 8, coded_byte(e, encoding, i++));
    if (bits > done)
        bits_put(field, at + done, (unsigned)(bits - done),
            (uint64_t)(uint8_t)e->coded.s[i] >> (8 - (bits - done)));
}

static void
place_terminator(
    const struct mdb_encoding *encoding, uint8_t *field, uint64_t at)
{
    for (unsigned i = 0; i < encoding->terminator_len; i++)
        bits_put(field, at + 8 * (uint64_t)i, 8, encoding->terminator[i]);
}

static bool
too_long(
    struct mdb_encoder *e, const struct mdb_encoding *encoding, uint64_t room)
{
    bool is_text = encoding->coding == MDB_CODED_STRING;
    return encode_refuse(e, "%zu byte%s %s too many: %s%" PRIu64 " byte%s",
        e->coded.len, e->coded.len == 1 ? "" : "s",
        e->coded.len == 1 ? "is" : "are", is_text ? "up to " : "at most ",
        room / 8, room / 8 == 1 ? "" : "s");
}

/* A binary fills its field exactly; the spare bits of its last byte are 0. */
static bool
binary_fits(struct mdb_encoder *e, uint64_t bits)
{
    size_t bytes = (size_t)((bits + 7) / 8);
    if (e->coded.len != bytes)
        return encode_refuse(e, "%zu byte%s %s given, and it has %zu",
            e->coded.len, e->coded.len == 1 ? "" : "s",
            e->coded.len == 1 ? "is" : "are", bytes);
    unsigned spare = (unsigned)(8 * (uint64_t)bytes - bits);
    if (spare > 0 &&
        ((uint8_t)e->coded.s[bytes - 1] & ((1U << spare) - 1)) != 0)
        return encode_refuse(e,
            "it has %" PRIu64 " bits: the last %u of the last byte are 0", bits,
            spare);
    return true;
}

/* A field of `size` bits that other values or the database give. */
static bool
fill_field(struct mdb_encoder *e, const struct mdb_encoding *encoding,
    uint64_t size, struct encode_value *v)
{
    uint64_t text_bits = 8 * (uint64_t)e->coded.len;
    uint64_t lead = encoding->leading_bits;
    bool is_plain_binary = encoding->coding == MDB_CODED_BINARY && lead == 0 &&
                           encoding->terminator_len == 0;
    if (is_plain_binary) {
        if (!binary_fits(e, size))
            return false;
        place(e, encoding, new_field(e, v, size), 0, size);
        return true;
    }
    uint64_t room = size > lead ? size - lead : 0;
    if (lead > 0 && room > most_leading(encoding->leading_bits))
        room = most_leading(encoding->leading_bits);
    if (text_bits > room)
        return too_long(e, encoding, room);
    if (lead > size)
        return encode_refuse(
            e, "its size does not fit into %" PRIu64 " bits", size);
    uint8_t *field = new_field(e, v, size);
    if (field == NULL)
        return true;
    if (lead > 0)
        bits_put(field, 0, (unsigned)lead, e->coded.len);
    place(e, encoding, field, lead, text_bits);
    uint64_t end = text_bits + 8 * (uint64_t)encoding->terminator_len;
    if (lead == 0 && encoding->terminator_len > 0 && end <= size)
        place_terminator(encoding, field, text_bits);
    return true;
}

/* A terminated text, `max` bits at most (0: any). */
static bool
terminate(struct mdb_encoder *e, const struct mdb_encoding *encoding,
    uint64_t max, struct encode_value *v)
{
    uint64_t text_bits = 8 * (uint64_t)e->coded.len;
    uint64_t size = text_bits + 8 * (uint64_t)encoding->terminator_len;
    /* Without its terminator it would go on into what follows. */
    if (max > 0 && size > max)
        return too_long(
            e, encoding, max > size - text_bits ? max - (size - text_bits) : 0);
    uint8_t *field = new_field(e, v, size);
    if (field == NULL)
        return true;
    place(e, encoding, field, 0, text_bits);
    place_terminator(encoding, field, text_bits);
    return true;
}

static bool
lead(struct mdb_encoder *e, const struct mdb_encoding *encoding, uint64_t max,
    struct encode_value *v)
{
    uint64_t text_bits = 8 * (uint64_t)e->coded.len;
    uint32_t width = encoding->leading_bits;
    if (width > 64)
        return encode_refuse(
            e, "its size field of %" PRIu32 " bits is not supported", width);
    uint64_t room = most_leading(width);
    if (max > 0 && (max < width || max - width < room))
        room = max > width ? max - width : 0;
    if (text_bits > room)
        return too_long(e, encoding, room);
    uint8_t *field = new_field(e, v, width + text_bits);
    if (field == NULL)
        return true;
    bits_put(field, 0, width, e->coded.len);
    place(e, encoding, field, width, text_bits);
    return true;
}

/* What the database or other values give; 0: no maximum. */
static bool
find_size(
    struct mdb_encoder *e, const struct mdb_encoding *encoding, int64_t *size)
{
    bool is_fixed = encoding->size_bits.kind == MDB_FIXED;
    if (!encode_integer(e, &encoding->size_bits, size))
        return encode_refuse(
            e, "its size depends on values that are not known");
    bool is_odd = encoding->coding == MDB_CODED_STRING && *size % 8 != 0;
    if (*size < 0 || (is_fixed ? *size > UINT32_MAX : is_odd) ||
        (encoding->extent == MDB_EXTENT_BITS && *size > 8 * ENCODE_BYTES_MAX))
        return encode_refuse(e,
            "its size comes to %" PRId64 " bits, which is not possible", *size);
    if (encoding->max_bits > 0 && *size > encoding->max_bits)
        return encode_refuse(e,
            "its size comes to %" PRId64 " bits, and it has at most %" PRIu32,
            *size, encoding->max_bits);
    return true;
}

static bool
make_field(struct mdb_encoder *e, const struct mdb_encoding *encoding,
    int64_t size, struct encode_value *v)
{
    if (encoding->extent == MDB_EXTENT_TERMINATED)
        return terminate(e, encoding, (uint64_t)size, v);
    if (encoding->extent == MDB_EXTENT_LEADING)
        return lead(e, encoding, (uint64_t)size, v);
    return fill_field(e, encoding, (uint64_t)size, v);
}

/* Keep text and bytes as the decoder will give them. */
static void
keep(struct mdb_encoder *e, const struct mdb_type *type, const char *text,
    struct encode_value *v)
{
    bool is_text = type->eng_kind == MDB_STRING;
    size_t at = e->blob.len, len = is_text ? strlen(text) : e->coded.len;
    strbuf_add(&e->blob, is_text ? text : strbuf_get(&e->coded), len);
    v->eng = mdb_cell_span((uint32_t)at, (uint32_t)len);
    if (is_text) {
        v->canonical_at = encode_keep(e, text);
        strbuf_reset(&e->quoted);
        str_sanitize(&e->quoted, text, len, false);
        v->shown_at = encode_keep(e, strbuf_get(&e->quoted));
        return;
    }
    v->canonical_at = v->shown_at = e->texts.len;
    strbuf_addhex(&e->texts, e->coded.s, len);
    strbuf_addc(&e->texts, '\0');
}

bool
encode_text(
    struct mdb_encoder *e, const struct mdb_type *type, struct encode_value *v)
{
    const struct mdb_encoding *encoding = &type->encoding;
    bool is_text = type->eng_kind == MDB_STRING;
    if (encoding->coding != (is_text ? MDB_CODED_STRING : MDB_CODED_BINARY))
        return encode_refuse(e, "its encoding is not supported");
    int64_t size;
    if (!find_size(e, encoding, &size)) /* before the scratch is in use */
        return false;
    bool is_coded =
        is_text ? code_text(e, encoding, v->text) : code_hex(e, v->text);
    if (!is_coded)
        return false;
    if (encoding->leading_bits == 0 && has_terminator(e, encoding))
        return encode_refuse(e, "the text has its own terminator in it");
    if (!make_field(e, encoding, size, v))
        return false;
    keep(e, type, v->text, v);
    return true;
}
