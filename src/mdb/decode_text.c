/*
 * decode_text.c - strings and binaries: where they end, and their bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <string.h>

#include "common/xalloc.h"
#include "mdb/bits.h"
#include "mdb/charset.h"
#include "mdb/decoder.h"

bool
text_is_static(const struct mdb_encoding *e, uint64_t *bits)
{
    bool is_fixed = e->extent == MDB_EXTENT_BITS &&
                    e->size_bits.kind == MDB_FIXED && e->size_bits.fixed >= 0;
    *bits = is_fixed ? (uint64_t)e->size_bits.fixed : 0;
    return is_fixed && *bits <= UINT32_MAX;
}

/* The size the database or the packet gives; 0 for "no maximum" too. */
static enum mdb_result
given_size(
    const struct mdb_decoder *d, const struct mdb_encoding *e, uint64_t *bits)
{
    int64_t v;
    if (!value_integer(d, &e->size_bits, &v) || v < 0)
        return MDB_BAD_SIZE;
    bool is_from_packet = e->size_bits.kind != MDB_FIXED;
    bool is_text = e->coding == MDB_CODED_STRING;
    if (is_from_packet && ((uint64_t)v > d->bits || (is_text && v % 8 != 0)))
        return MDB_BAD_SIZE;
    *bits = (uint64_t)v;
    return MDB_DECODED;
}

/* Bits before the terminator within `limit` bits; false: there is none. */
static bool
find_terminator(const struct mdb_decoder *d, const struct mdb_encoding *e,
    uint64_t at, uint64_t limit, uint64_t *bits)
{
    size_t unit = charset_unit(e->charset), len = e->terminator_len;
    if (len % unit != 0)
        unit = 1;
    for (uint64_t i = 0; 8 * (i + len) <= limit; i += unit) {
        size_t k = 0;
        while (k < len && bits_byte(d->packet, at, i + k) == e->terminator[k])
            k++;
        if (k == len) {
            *bits = 8 * i;
            return true;
        }
    }
    return false;
}

/* A leading size field at text_at, in bytes: steps over it. */
static enum mdb_result
read_leading(const struct mdb_decoder *d, const struct mdb_encoding *e,
    uint64_t limit, struct text_extent *x)
{
    if (e->leading_bits > 64)
        return MDB_BAD_SIZE;
    if (e->leading_bits > limit)
        return MDB_TOO_SHORT;
    uint64_t bytes = bits_get(d->packet, x->text_at, e->leading_bits);
    x->text_at += e->leading_bits;
    if (bytes > d->bits / 8)
        return MDB_BAD_SIZE;
    x->text_bits = 8 * bytes;
    return MDB_DECODED;
}

/* The field has a size; the text in it may end earlier. */
static enum mdb_result
find_in_field(const struct mdb_decoder *d, const struct mdb_encoding *e,
    struct text_extent *x)
{
    x->text_bits = x->field_bits;
    if (e->leading_bits > 0) {
        enum mdb_result r = read_leading(d, e, x->field_bits, x);
        bool fits =
            r == MDB_DECODED && x->text_bits + e->leading_bits <= x->field_bits;
        return fits ? MDB_DECODED : MDB_BAD_SIZE;
    }
    if (e->terminator_len > 0)
        find_terminator(d, e, x->text_at, x->field_bits, &x->text_bits);
    return MDB_DECODED;
}

static enum mdb_result
find_terminated(const struct mdb_decoder *d, const struct mdb_encoding *e,
    uint64_t max, struct text_extent *x)
{
    uint64_t left = d->bits - x->text_at;
    bool has_max = max > 0;
    uint64_t limit = has_max && max < left ? max : left;
    if (find_terminator(d, e, x->text_at, limit, &x->text_bits)) {
        x->field_bits = x->text_bits + 8 * (uint64_t)e->terminator_len;
        return MDB_DECODED;
    }
    if (!has_max || max > left)
        return MDB_TOO_SHORT;
    x->field_bits = x->text_bits = max;
    return MDB_DECODED;
}

static enum mdb_result
find_leading(const struct mdb_decoder *d, const struct mdb_encoding *e,
    uint64_t max, struct text_extent *x)
{
    uint64_t left = d->bits - x->text_at;
    enum mdb_result r = read_leading(d, e, left, x);
    if (r != MDB_DECODED)
        return r;
    if (max > 0 && x->text_bits > max)
        return MDB_BAD_SIZE;
    x->field_bits = e->leading_bits + x->text_bits;
    return x->field_bits <= left ? MDB_DECODED : MDB_TOO_SHORT;
}

enum mdb_result
text_find(const struct mdb_decoder *d, const struct mdb_encoding *e,
    uint64_t at, struct text_extent *x)
{
    *x = (struct text_extent){.text_at = at};
    uint64_t size = 0;
    if (at > d->bits)
        return MDB_TOO_SHORT;
    enum mdb_result r = given_size(d, e, &size);
    if (r != MDB_DECODED)
        return r;
    switch (e->extent) {
    case MDB_EXTENT_TERMINATED:
        return find_terminated(d, e, size, x);
    case MDB_EXTENT_LEADING:
        return find_leading(d, e, size, x);
    case MDB_EXTENT_BITS:
    default:
        x->field_bits = size;
        return size <= d->bits - at ? find_in_field(d, e, x) : MDB_TOO_SHORT;
    }
}

/* ---- bytes --------------------------------------------------------------- */

static uint8_t
reverse(uint8_t b)
{
    uint8_t r = 0;
    for (int i = 0; i < 8; i++)
        r = (uint8_t)(r << 1 | (b >> i & 1));
    return r;
}

/* Bytes from any bit on; the last one's missing bits are zero. */
static void
copy_bits(const struct mdb_decoder *d, const struct mdb_encoding *e,
    const struct text_extent *x, uint8_t *out)
{
    size_t whole = (size_t)(x->text_bits / 8);
    unsigned rest = (unsigned)(x->text_bits % 8);
    if (x->text_at % 8 == 0 && whole > 0)
        memcpy(out, d->packet + x->text_at / 8, whole);
    else
        for (size_t i = 0; i < whole; i++)
            out[i] = bits_byte(d->packet, x->text_at, i);
    if (rest > 0)
        out[whole] = (uint8_t)(bits_get(d->packet,
                                   x->text_at + 8 * (uint64_t)whole, rest)
                               << (8 - rest));
    for (size_t i = 0; e->is_lsb_first && i < whole; i++)
        out[i] = reverse(out[i]);
}

/* A text that fills its field is padded with NUL characters: not part of it. */
static size_t
without_padding(const uint8_t *text, size_t len)
{
    while (len > 0 && text[len - 1] == 0)
        len--;
    return len;
}

mdb_cell
text_store(struct mdb_decoder *d, const struct mdb_encoding *e,
    const struct text_extent *x)
{
    bool is_text = e->coding == MDB_CODED_STRING;
    size_t len = (size_t)((x->text_bits + (is_text ? 0 : 7)) / 8);
    /* The bytes, and behind them their UTF-8. */
    size_t need = d->blob_len + len + 1 + (is_text ? CHARSET_GROWTH * len : 0);
    assert(need <= UINT32_MAX);
    if (need > d->blob_cap) {
        d->blob_cap = need * 2;
        d->blob = xreallocarray(d->blob, d->blob_cap, 1);
    }
    uint8_t *bytes = (uint8_t *)d->blob + d->blob_len;
    if (!is_text) {
        copy_bits(d, e, x, bytes);
    } else {
        uint8_t *source = bytes + CHARSET_GROWTH * len;
        copy_bits(d, e, x, source);
        size_t unit = charset_unit(e->charset),
               n = without_padding(source, len);
        n = (n + unit - 1) / unit * unit;
        len = charset_to_utf8(
            e->charset, source, n < len ? n : len, (char *)bytes);
    }
    mdb_cell span = mdb_cell_span((uint32_t)d->blob_len, (uint32_t)len);
    d->blob_len += len;
    return span;
}
